import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { newSession, sessionHeaders } from '../nodes/services/mattermost/session';
import { siteUrl } from '../nodes/services/mattermost/siteUrl';

/** A login ID and a password; n8n keeps the session that they give. The Mattermost node tests it. */
export class MattermostPasswordApi implements ICredentialType {
	name = 'mattermostPasswordApi';

	displayName = 'Mattermost Password API';

	documentationUrl = 'https://example.com/n8n-nodes-rhombus-mattermost#mattermost-password';

	icon: Icon = {
		light: 'file:../nodes/Mattermost/mattermost.svg',
		dark: 'file:../nodes/Mattermost/mattermost.dark.svg',
	};

	properties: INodeProperties[] = [
		siteUrl,
		{
			displayName: 'Login ID',
			name: 'loginId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. maria',
			description: 'Username or email address of the account',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
		},
		{
			displayName: 'TOTP Secret',
			name: 'totpSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only for accounts with multi-factor authentication: the secret that Mattermost shows below the QR code when it is set up, from which the codes are computed',
		},
		{
			displayName: 'Ignore SSL Issues (Insecure)',
			name: 'ignoreSSLIssues',
			type: 'boolean',
			default: false,
			description: 'Whether to connect even if the certificate of the server cannot be verified',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'Session Key',
			name: 'sessionKey',
			type: 'hidden',
			default: '',
		},
	];

	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		return await newSession(this, credentials);
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		options.headers = { ...options.headers, ...sessionHeaders(credentials) };
		return options;
	}
}
