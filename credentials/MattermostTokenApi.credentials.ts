import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { authenticationHeaders } from '../nodes/services/mattermost/authentication';
import { siteUrl } from '../nodes/services/mattermost/siteUrl';

/** A personal access token, bot token or session token; the Mattermost node tests it. */
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
		options.headers = { ...options.headers, ...authenticationHeaders(credentials) };
		return options;
	}
}
