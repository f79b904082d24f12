import type { Download } from '../../../shared/http/download';
import type { Client } from '../../../shared/http/client';
import type { ApiRequest } from '../../../shared/http/types';

/**
 * Pictures and videos lie on other hosts than the API and take the same headers. The key goes to
 * Rhombus' own hosts only, or to the host of the credential's base URL (a proxy, a sandbox).
 */

const DOMAINS = ['rhombussystems.com', 'rhombus.com'];

const isOf = (host: string, domain: string) => host === domain || host.endsWith(`.${domain}`);
const isRhombus = ({ protocol, hostname }: URL) =>
	protocol === 'https:' && DOMAINS.some((domain) => isOf(hostname.toLowerCase(), domain));

/** Alert media, as the vendor's command line client reads them. */
const MEDIA_ROOT = 'https://mediaapi-v2.rhombussystems.com';

/** Root of alert and clip media: Rhombus', or what stands in for all of Rhombus. */
export async function mediaRoot(client: Client): Promise<string> {
	const { roots } = await client.access();
	return isRhombus(new URL(roots.api)) ? MEDIA_ROOT : roots.site;
}

/** Addresses of devices in a LAN: no API key goes there. */
const isPrivate = ({ hostname }: URL) =>
	/^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[?f[cd][0-9a-f]{2}:)/i.test(hostname);

/**
 * GETs a file of a device in the LAN, without the credential: its address holds a token for it alone.
 * @returns undefined if the file is not there
 * @throws NodeApiError for a host outside the LAN
 */
export async function fetchFromLan(client: Client, address: string): Promise<Download | undefined> {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	const { roots } = await client.access();
	if (!url || (!isPrivate(url) && url.origin !== new URL(roots.api).origin)) {
		throw client.fail({
			message: `Rhombus returned the LAN address "${url?.host ?? String(address).slice(0, 80)}", which is not in a private network`,
			advice: 'Download over the internet instead: choose WAN as the network',
		});
	}
	return await downloadFrom(client, url, { anonymous: true, selfSigned: true });
}

/**
 * GETs a file with the credential. Redirects are not followed, so that the key cannot leave.
 * @returns undefined if the file is not there (yet)
 * @throws NodeApiError for an unknown host, to which nothing is sent, and for refusals
 */
export async function fetchMedia(client: Client, address: string): Promise<Download | undefined> {
	const { roots } = await client.access();
	let url: URL;
	try {
		url = new URL(address);
	} catch {
		throw client.fail({
			message: `Rhombus returned a file at ${JSON.stringify(String(address).slice(0, 80))}, which is not a URL`,
			advice: 'Try again; if the error persists, the camera may be offline',
		});
	}
	if (!isRhombus(url) && url.origin !== new URL(roots.api).origin) {
		throw client.fail({
			message: `Rhombus returned a file on "${url.host}", which is not one of its hosts`,
			advice:
				'Nothing was sent there, because the request would include the API key. If you use a proxy, configure it to rewrite file URLs to its own host',
		});
	}
	return await downloadFrom(client, url);
}

/** @returns undefined if the file is not there */
async function downloadFrom(
	client: Client,
	url: URL,
	more: Partial<ApiRequest> = {},
): Promise<Download | undefined> {
	const download = await client
		.download({
			method: 'GET',
			path: url.pathname,
			url: url.href,
			query: {},
			idempotent: false,
			...more,
		})
		.catch(async (error: { httpCode?: string }) =>
			error.httpCode === '404' ? undefined : await Promise.reject(error),
		);
	if (!download) return undefined;
	const isThere = download.answer.statusCode === 200 && (await download.first()).length > 0;
	if (isThere) return download;
	download.discard();
	return undefined;
}
