import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { authenticationHeaders } from '../nodes/services/rhombus/authentication';

/** An API key of a Rhombus organization or partner; the Rhombus node tests it. */
export class RhombusApi implements ICredentialType {
	name = 'rhombusApi';

	displayName = 'Rhombus API';

	documentationUrl = 'https://example.com/n8n-nodes-rhombus-mattermost#rhombus-api-key';

	icon: Icon = {
		light: 'file:../nodes/Rhombus/rhombus.svg',
		dark: 'file:../nodes/Rhombus/rhombus.dark.svg',
	};

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'API key from the Rhombus console, created under Settings → Integrations & Developer Resources → API Tokens as type API Token',
		},
		{
			displayName: 'Region',
			name: 'region',
			type: 'options',
			options: [
				{ name: 'Custom Base URL', value: 'custom' },
				{ name: 'Europe', value: 'eu' },
				{ name: 'United States', value: 'us' },
			],
			default: 'us',
			description: 'Region of the organization; a key works only in its own region',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://api2.rhombussystems.com',
			hint: 'Requests go to this URL, followed by /api',
			displayOptions: { show: { region: ['custom'] } },
		},
		{
			displayName: 'Authentication Scheme',
			name: 'scheme',
			type: 'options',
			options: [
				{ name: 'API Token', value: 'api-token' },
				{ name: 'API Token With Certificate', value: 'api' },
				{ name: 'Partner API Token', value: 'partner-api-token' },
				{ name: 'Partner API Token With Certificate', value: 'partner-api' },
			],
			default: 'api-token',
			description:
				'Type of the key; certificate types require a proxy in front of n8n that presents the certificate',
		},
		{
			displayName: 'Client Organization UUID',
			name: 'partnerOrgUuid',
			type: 'string',
			default: '',
			placeholder: 'e.g. AAAAAAAAAAAAAAAAAAAAAA',
			displayOptions: { show: { scheme: ['partner-api-token', 'partner-api'] } },
			description: 'UUID of the client organization to act for; empty for the partner itself',
		},
	];

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		options.headers = { ...options.headers, ...authenticationHeaders(credentials) };
		return options;
	}
}
