import type { NodeApiError } from 'n8n-workflow';
import type { Client } from '../shared/http/client';

/**
 * Why the event stream cannot be reached although requests can. Node.js's WebSocket takes another way
 * than n8n's requests: it knows neither n8n's proxy settings nor Ignore SSL Issues, and of a refusal it
 * says only that there was one. So the stream's address is asked once as an ordinary request: Mattermost
 * itself answers 400 there, and anything else in between says what it is.
 */

/** What Mattermost answers to a request that asks for no WebSocket. */
const NO_UPGRADE = '400';

/** What to do about a connection that was not accepted. @param insecure Ignore SSL Issues is on */
export async function diagnose(client: Client, url: URL, insecure: boolean): Promise<string> {
	const certificate =
		url.protocol === 'wss:'
			? [
					insecure
						? 'Ignore SSL Issues does not reach WebSockets: add the certificate authority to NODE_EXTRA_CA_CERTS'
						: 'If its certificate is not from a public authority, add the authority to NODE_EXTRA_CA_CERTS',
				]
			: [];
	const ways = [
		'If n8n goes through a proxy (HTTP_PROXY, HTTPS_PROXY), start it with NODE_USE_ENV_PROXY=1 too, or name the host in NO_PROXY',
		...certificate,
	];
	const upgrade = `Let ${url.host}${url.pathname} through: proxies in front of Mattermost must pass WebSocket upgrades`;
	try {
		// Asked once, and no redirect is followed: what stands in between is what matters.
		await client.send({ method: 'GET', path: '/websocket', query: {}, idempotent: false });
	} catch (error) {
		const { httpCode, message } = error as NodeApiError;
		if (httpCode && httpCode !== NO_UPGRADE) {
			return `The address answers HTTP ${httpCode} (${message.slice(0, 200)}). ${upgrade}`;
		}
		if (!httpCode) return `The address cannot be reached: ${message.slice(0, 200)}`;
	}
	return `n8n’s requests do reach Mattermost. ${[...ways, upgrade].join('. ')}`;
}
