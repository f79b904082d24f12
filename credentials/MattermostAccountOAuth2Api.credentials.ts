import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import { SITE_EXPRESSION, siteUrl } from '../nodes/services/mattermost/siteUrl';

/**
 * An OAuth 2.0 application of a Mattermost server. Servers read the client's secret from the form
 * body only and give a new refresh token at each refresh (seen on 4.10, 5.30 and 6.7).
 */
export class MattermostAccountOAuth2Api implements ICredentialType {
	name = 'mattermostAccountOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Mattermost Server OAuth2 API';

	documentationUrl = 'https://example.com/n8n-nodes-rhombus-mattermost#mattermost-oauth2';

	icon: Icon = {
		light: 'file:../nodes/Mattermost/mattermost.svg',
		dark: 'file:../nodes/Mattermost/mattermost.dark.svg',
	};

	properties: INodeProperties[] = [
		siteUrl,
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'hidden',
			default: 'authorizationCode',
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: `={{ ${SITE_EXPRESSION} }}/oauth/authorize`,
			required: true,
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: `={{ ${SITE_EXPRESSION} }}/oauth/access_token`,
			required: true,
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default: '',
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: '',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'hidden',
			default: 'body',
		},
	];
}
