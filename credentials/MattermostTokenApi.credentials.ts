import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { siteExpression, siteUrl } from '../nodes/services/mattermost/siteUrl';

/** A personal access token, bot token or session token of a Mattermost server. */
export class MattermostTokenApi implements ICredentialType {
	name = 'mattermostTokenApi';

	displayName = 'Mattermost Access Token API';

	documentationUrl = 'https://example.com/n8n-nodes-rhombus-mattermost#mattermost-access-token';

	icon: Icon = {
		light: 'file:../nodes/Mattermost/mattermost.svg',
		dark: 'file:../nodes/Mattermost/mattermost.dark.svg',
	};

	properties: INodeProperties[] = [
		siteUrl,
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'Personal access token (Profile → Security), bot account token (Integrations → Bot Accounts) or session token',
		},
		{
			displayName: 'Ignore SSL Issues (Insecure)',
			name: 'ignoreSSLIssues',
			type: 'boolean',
			default: false,
			description: 'Whether to connect even if the certificate of the server cannot be verified',
		},
	];

	// A function and no expression: n8n cannot evaluate those when a trigger's socket wakes it, and
	// each would cost every request 0.2 ms.
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		options.headers = {
			...options.headers,
			Authorization: `Bearer ${String(credentials.accessToken ?? '').trim()}`,
		};
		return options;
	}

	test: ICredentialTestRequest = {
		request: {
			baseURL: `={{ ${siteExpression('$credentials')} }}/api/v4`,
			url: '/users/me',
			skipSslCertificateValidation: '={{ $credentials.ignoreSSLIssues }}',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Mattermost refused the access token: check that it is complete and has not been revoked or disabled',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message:
						'There is no Mattermost API at this site URL: use the address that opens Mattermost, without a team',
				},
			},
		],
	};
}
