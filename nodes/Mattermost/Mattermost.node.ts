import {
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { endpointMethods } from '../shared/anyEndpoint/methods';
import { endpointFacts } from '../services/mattermost/endpointFacts';
import { describe } from '../shared/description/describe';
import { addExecute, customOperations } from '../shared/execution/runner';
import { authentication } from '../services/mattermost/authentication';
import { mattermostPasswordTest, mattermostTokenTest } from '../services/mattermost/credentialTest';
import { postListSearch } from '../services/mattermost/pickers/postPickers';
import { searchMentionable } from '../services/mattermost/pickers/mentionable';
import { listSearch } from '../services/mattermost/pickers/pickers';
import { playbookListSearch } from '../services/mattermost/pickers/playbookPickers';
import { wholeListSearch } from '../services/mattermost/pickers/wholeLists';
import { receiveAnswer } from '../services/mattermost/approvals/receiveAnswer';
import { resources } from './resources';
import {
	answerWebhooks,
	inputs,
	outputs,
	waitingTooltip,
} from '../services/mattermost/approvals/sendAndWait';
import { mattermost } from '../services/mattermost/service';

/** Secrets in outputs, which n8n redacts: of commands, a second factor, and Any Endpoint. */
const SENSITIVE = [
	'token',
	'secret',
	'qr_code',
	'client_secret',
	'remote_token',
	'invite',
	'password',
	'turn_password',
];

/** Everyday operations of Mattermost API v4; administration has a node of its own. */
export class Mattermost implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Mattermost Chat',
		name: 'mattermost',
		icon: { light: 'file:mattermost.svg', dark: 'file:mattermost.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Messages, threads, channels, teams, users and files of a Mattermost server: the full API',
		defaults: { name: 'Mattermost Chat' },
		usableAsTool: true,
		builderHint: {
			searchHint:
				'Sends, edits and finds Mattermost messages with files, threads and reactions, manages channels, teams and users, and asks people for approval (resource post, operation sendAndWait). Names work as IDs: team-name/channel-name, @username.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-rhombus-mattermost.mattermostTrigger',
					relationHint: 'Starts the workflow on new messages, reactions and other events',
				},
				{
					nodeType: 'n8n-nodes-rhombus-mattermost.mattermostWebhookTrigger',
					relationHint: 'Starts the workflow on a slash command, a button or a submitted dialog',
				},
				{
					nodeType: 'n8n-nodes-rhombus-mattermost.mattermostAdmin',
					relationHint:
						'Webhooks, slash commands, groups, bots, access tokens, roles and server settings',
				},
			],
		},
		inputs,
		outputs,
		webhooks: answerWebhooks,
		waitingNodeTooltip: waitingTooltip,
		// As in the other nodes, written out: n8n's linter finds a test only where it stands literally.
		credentials: [
			{
				name: 'mattermostTokenApi',
				required: true,
				testedBy: 'mattermostTokenTest',
				displayOptions: { show: { authentication: ['accessToken'] } },
			},
			{
				name: 'mattermostAccountOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['oAuth2'] } },
			},
			{
				name: 'mattermostPasswordApi',
				required: true,
				testedBy: 'mattermostPasswordTest',
				displayOptions: { show: { authentication: ['password'] } },
			},
		],
		sensitiveOutputFields: SENSITIVE,
		requestDefaults: { baseURL: '={{ $credentials.siteUrl }}' },
		properties: [authentication, ...describe(mattermost, resources, { hasWebhook: true })],
	};

	customOperations = customOperations(mattermost, resources);

	constructor() {
		addExecute(this, mattermost, resources);
	}

	methods = {
		credentialTest: { mattermostTokenTest, mattermostPasswordTest },
		listSearch: {
			...listSearch,
			searchMentionable,
			...postListSearch,
			...playbookListSearch,
			...wholeListSearch,
			...endpointMethods('mattermost', endpointFacts).listSearch,
		},
		resourceMapping: endpointMethods('mattermost', endpointFacts).resourceMapping,
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveAnswer(this);
	}
}
