import type { IDataObject, INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

/** How the Mattermost nodes authenticate: with an access token, or with a person's sign-in (OAuth2). */

export const credentials: INodeCredentialDescription[] = [
	{
		name: 'mattermostTokenApi',
		required: true,
		displayOptions: { show: { authentication: ['accessToken'] } },
	},
	{
		name: 'mattermostAccountOAuth2Api',
		required: true,
		displayOptions: { show: { authentication: ['oAuth2'] } },
	},
];

/** Headers of a request with a decrypted access token credential. */
export const authenticationHeaders = ({ accessToken }: IDataObject): Record<string, string> => ({
	Authorization: `Bearer ${String(accessToken ?? '').trim()}`,
});

/** The choice between them; the same name in every node, because `mattermost.credential` reads it. */
export const authentication: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	options: [
		{ name: 'Access Token', value: 'accessToken' },
		{ name: 'OAuth2', value: 'oAuth2' },
	],
	default: 'accessToken',
};
