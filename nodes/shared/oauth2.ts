import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { inTurn } from './inTurn';

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

/**
 * n8n 1 knows no exceptions from ignored statuses, so there a 401 comes as an answer and nothing is
 * refreshed until the request is sent once more with every status thrown. It has no guard against two
 * refreshes at once either, of which one loses where refresh tokens work once: they take turns.
 * @param send sends the request that was refused
 * @param key of the credential
 * @throws what n8n throws for a server that failed after the refresh
 */
export async function refreshed<T extends { statusCode: number }>(
	key: string,
	send: (more?: Pick<IHttpRequestOptions, 'ignoreHttpStatusErrors'>) => Promise<T>,
): Promise<T> {
	return await inTurn(key, async () => {
		// Whoever came before may have refreshed the token.
		const again = await send();
		if (again.statusCode !== 401) return again;
		return await send({ ignoreHttpStatusErrors: false }).catch(
			async (error: Error & { httpCode?: string }) => {
				// The refusal of a new token or of the request: the answer to the request tells.
				const status = Number(error.httpCode);
				return status >= 400 && status < 500 ? await send() : await Promise.reject(error);
			},
		);
	});
}
