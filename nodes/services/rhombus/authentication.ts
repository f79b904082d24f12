import type { IDataObject, INodeCredentialDescription } from 'n8n-workflow';

/** How the Rhombus nodes authenticate. */

/** The credential of every node; one of them names its test. */
export const credentials: INodeCredentialDescription[] = [{ name: 'rhombusApi', required: true }];

/** Headers of a request with this decrypted credential. */
export function authenticationHeaders(credentials: IDataObject): Record<string, string> {
	const scheme = String(credentials.scheme ?? 'api-token');
	const client = scheme.startsWith('partner')
		? String(credentials.partnerOrgUuid ?? '').trim()
		: '';
	return {
		'x-auth-scheme': scheme,
		'x-auth-apikey': String(credentials.apiKey ?? '').trim(),
		...(client ? { 'x-auth-org': client } : {}),
	};
}
