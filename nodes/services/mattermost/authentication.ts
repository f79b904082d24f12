import type { IDataObject, INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

/**
 * How the Mattermost nodes authenticate: with an access token, with a person's sign-in (OAuth2), or with a
 * login ID and a password.
 */

/** The credential types by the value of `authentication`. */
export const CREDENTIALS: Record<string, string> & { accessToken: string } = {
	accessToken: 'mattermostTokenApi',
	oAuth2: 'mattermostAccountOAuth2Api',
	password: 'mattermostPasswordApi',
};

export const credentials: INodeCredentialDescription[] = Object.entries(CREDENTIALS).map(
	([value, name]) => ({
		name,
		required: true,
		displayOptions: { show: { authentication: [value] } },
	}),
);

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
