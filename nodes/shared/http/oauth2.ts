import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { discardBody } from './readBody';
import { runExclusive } from '../util/runExclusive';

/** What n8n keeps of a connected OAuth2 credential. */
export interface OAuth2Tokens {
	access_token?: string;
	refresh_token?: string;
}

/** Whether n8n refreshes the token of this credential type itself. */
export const isOAuth2 = (credentialType: string): boolean => credentialType.endsWith('OAuth2Api');

/** The tokens of a decrypted credential; none where it is not connected or of another kind. */
export const tokensOf = ({ oauthTokenData }: IDataObject): OAuth2Tokens =>
	typeof oauthTokenData === 'object' && oauthTokenData !== null
		? (oauthTokenData as OAuth2Tokens)
		: {};

/** A request that would carry a file, without it. */
const NO_FILE: Partial<IHttpRequestOptions> = {
	body: Buffer.alloc(0),
	headers: { 'Content-Type': 'application/octet-stream', 'Content-Length': '0' },
};

/**
 * After a 401: sends the request so that n8n sees the 401 itself, which alone makes it renew the token.
 * Neither n8n 1 nor our way to take all statuses as answers does it at first. n8n 1 has no guard against
 * two renewals at once, of which one loses where refresh tokens work once: they take turns.
 * @param send sends the request that was refused
 * @param key of the credential
 * @param isFile whether its body is a stream. n8n cannot send that twice, and n8n 1 tries: it is left
 * out where only the 401 matters, and servers refuse the request without it once the token is new
 * @throws what n8n throws for a server that failed after the renewal
 */
export async function refreshed<T extends { statusCode: number; body: unknown }>(
	key: string,
	send: (more?: Partial<IHttpRequestOptions>) => Promise<T>,
	isFile = false,
): Promise<T> {
	return await runExclusive(key, async () => {
		// Whoever came before may have renewed the token.
		const again = await send();
		if (again.statusCode !== 401) return again;
		discardBody(again);
		// Not as a stream: that of the 401 would never be read and stay open.
		const renewing = { ignoreHttpStatusErrors: false, encoding: undefined };
		const isDone = isFile
			? send({ ...renewing, ...NO_FILE }).then(async () => await send())
			: send(renewing);
		return await isDone.catch(async (error: Error & { httpCode?: string }) => {
			// The refusal of a new token or of the request: the answer to the request tells.
			const status = Number(error.httpCode);
			return status >= 400 && status < 500 ? await send() : await Promise.reject(error);
		});
	});
}
