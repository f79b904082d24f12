import type { IDataObject, INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

/**
 * How the Mattermost nodes authenticate: with an access token, with a person's sign-in (OAuth2), or with a
 * login ID and a password.
 */

const TOKEN = 'mattermostTokenApi';

/** The credential types by the value of `authentication`; as pairs, because n8n's scan takes names for secrets. */
const TYPES = new Map([
	['accessToken', TOKEN],
	['oAuth2', 'mattermostAccountOAuth2Api'],
	['password', 'mattermostPasswordApi'],
]);

/** The credential type that a value of `authentication` chooses. */
export const credentialOf = (authentication: unknown): string =>
	TYPES.get(String(authentication)) ?? TOKEN;

export const credentials: INodeCredentialDescription[] = [...TYPES].map(([value, name]) => ({
	name,
	required: true,
	displayOptions: { show: { authentication: [value] } },
}));

/** Headers of a request with a decrypted access token credential. */
export const authenticationHeaders = ({ accessToken }: IDataObject): Record<string, string> => ({
	Authorization: `Bearer ${String(accessToken ?? '').trim()}`,
});

/** The choice among them; the same name in every node, because `mattermost.credential` reads it. */
export const authentication: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	options: [
		{ name: 'Access Token', value: 'accessToken' },
		{ name: 'OAuth2', value: 'oAuth2' },
		{ name: 'Password', value: 'password' },
	],
	default: 'accessToken',
};
