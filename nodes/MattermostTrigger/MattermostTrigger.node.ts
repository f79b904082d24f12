import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';
import { credentials } from '../services/mattermost/authentication';
import { listSearch } from '../services/mattermost/pickers/pickers';
import { properties } from './properties';
import { listen } from './trigger';
import { triggerPanel } from '../shared/description/triggerPanel';

/** Starts workflows from Mattermost's event stream. */
export class MattermostTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Mattermost Trigger',
		name: 'mattermostTrigger',
		icon: { light: 'file:mattermostTrigger.svg', dark: 'file:mattermostTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].concat($parameter["moreEvents"] || []).join(", ") }}',
		// The node list shows this one for Mattermost Chat too, whose entry n8n joins with this node's.
		description:
			'Messages, channels, teams, users and files of a Mattermost server, and triggers on messages, reactions and all other events',
		defaults: { name: 'Mattermost Trigger' },
		builderHint: {
			searchHint:
				'Starts the workflow on Mattermost messages, reactions, mentions and other events of channels that the account is a member of. Needs no public URL.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-rhombus-mattermost.mattermost',
					relationHint: 'Replies to the message that started the workflow',
				},
			],
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		eventTriggerDescription:
			'Waiting for an event: do in Mattermost what the trigger listens to, with another account than that of the credential',
		activationMessage:
			'Every chosen event in Mattermost now starts the workflow. Messages of the account of the credential do not, unless Include Own Messages is on.',
		triggerPanel: triggerPanel({
			header: 'Listen to Mattermost',
			now: 'cause the event in Mattermost with another account',
			more: 'The account of the credential must be a member of the channel. Its own messages and those of bots start nothing unless Options say so.',
		}),
		properties,
	};

	methods = { listSearch };

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await listen(this);
	}
}
