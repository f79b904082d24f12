import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { mattermost } from '../Mattermost/service';
import { describe } from '../shared/describe';
import { customOperations } from '../shared/engines';
import { listSearch } from './pickers';
import { resources } from './resources';

/** Administration of a server, in a node of its own so that everyday lists stay short. */
export class MattermostAdmin implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Mattermost Admin',
		name: 'mattermostAdmin',
		icon: { light: 'file:mattermostAdmin.svg', dark: 'file:mattermostAdmin.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Configuration, plugins, jobs, roles, compliance and sign-in services of a Mattermost server',
		defaults: { name: 'Mattermost Admin' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
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
		],
		requestDefaults: { baseURL: '={{ $credentials.siteUrl }}' },
		properties: [
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				options: [
					{ name: 'Access Token', value: 'accessToken' },
					{ name: 'OAuth2', value: 'oAuth2' },
				],
				default: 'accessToken',
			},
			...describe(mattermost, resources),
		],
	};

	customOperations = customOperations(mattermost, resources);

	methods = { listSearch };
}
