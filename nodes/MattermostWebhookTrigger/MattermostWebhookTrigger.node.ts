import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { ANSWER_SECRETS } from '../services/mattermost/answerSecrets';
import { credentials } from '../services/mattermost/authentication';
import { listSearch } from '../services/mattermost/pickers/pickers';
import { webhookMethodsOf } from '../shared/triggers/lifecycle';
import * as lifecycle from './lifecycle';
import { properties } from './properties';
import { receive } from './receive';
import { triggerPanel } from '../shared/description/triggerPanel';

/** Starts workflows from what Mattermost calls: commands, outgoing webhooks, buttons, dialogs. */
export class MattermostWebhookTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Mattermost Webhook Trigger',
		name: 'mattermostWebhookTrigger',
		icon: {
			light: 'file:mattermostWebhookTrigger.svg',
			dark: 'file:mattermostWebhookTrigger.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["source"] === "command" ? "/" + $parameter["trigger"] : $parameter["source"] === "outgoing" ? "outgoing webhook" : "button, menu or dialog" }}',
		description:
			'Starts the workflow when someone uses a Mattermost slash command, message button, menu or dialog, or when an outgoing webhook calls n8n',
		defaults: { name: 'Mattermost Webhook Trigger' },
		builderHint: {
			searchHint:
				'Starts the workflow on a Mattermost slash command, outgoing webhook, message button, menu or dialog, and registers the command or webhook itself.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-rhombus-mattermost.mattermostRespond',
					relationHint: 'Answers the command, button or dialog',
				},
				{
					nodeType: 'n8n-nodes-rhombus-mattermost.mattermost',
					relationHint: 'Sends messages with buttons and opens dialogs',
				},
			],
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		sensitiveOutputFields: ANSWER_SECRETS,
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: '={{ $parameter["respond"] }}',
				// Empty: what `receive` returns is answered.
				responseData: '={{ $parameter["respond"] === "lastNode" ? "firstEntryJson" : "" }}',
				path: 'mattermost',
				// n8n registers commands and outgoing webhooks itself, so there is no URL to copy.
				ndvHideUrl: '={{ $parameter["source"] !== "action" }}',
				ndvHideMethod: true,
			},
		],
		eventTriggerDescription:
			'Waiting for Mattermost: use the command, button or dialog, or post the trigger word',
		activationMessage:
			'Mattermost now calls the workflow. Commands and outgoing webhooks are registered; buttons and dialogs of this workflow work from now on.',
		triggerPanel: triggerPanel({
			header: 'Wait for a call from Mattermost',
			now: 'use the command, button, dialog or trigger word in Mattermost',
			more: 'The trigger creates the slash command or outgoing webhook itself, and removes it after the test.',
		}),
		properties,
	};

	methods = { listSearch };

	webhookMethods = webhookMethodsOf(lifecycle);

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return receive(this);
	}
}
