import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

/** A personal access token, bot token or session token of a Mattermost server. */
export class MattermostTokenApi implements ICredentialType {
	name = 'mattermostTokenApi';

	displayName = 'Mattermost Access Token API';

	documentationUrl =
		'https://github.com/n8n-nodes-rhombus-mattermost/n8n-nodes-rhombus-mattermost#mattermost-access-token';

	icon: Icon = {
		light: 'file:../nodes/Mattermost/mattermost.svg',
		dark: 'file:../nodes/Mattermost/mattermost.dark.svg',
	};

	properties: INodeProperties[] = [
		{
			displayName: 'Site URL',
			name: 'siteUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://chat.example.com',
			description: 'Address of the Mattermost server as you open it in a browser, without a team',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'Personal access token (Profile → Security), token of a bot account (Integrations → Bot Accounts), or session token',
		},
		{
			displayName: 'Ignore SSL Issues (Insecure)',
			name: 'ignoreSSLIssues',
			type: 'boolean',
			default: false,
			description: 'Whether to connect even if the certificate of the server cannot be verified',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{ $credentials.accessToken }}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ $credentials.siteUrl.trim().replace(/\\/+$/, "").replace(/\\/api\\/v4$/, "") }}/api/v4',
			url: '/users/me',
			skipSslCertificateValidation: '={{ $credentials.ignoreSSLIssues }}',
		},
	};
}
