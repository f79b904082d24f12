import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { listSearch } from '../services/rhombus/pickers';
import { webhookMethodsOf } from '../shared/triggers/lifecycle';
import * as lifecycle from './lifecycle';
import { properties } from './properties';
import { receive } from './receive';
import { credentials } from '../services/rhombus/authentication';
import { triggerPanel } from '../shared/description/triggerPanel';

/** Starts workflows from what Rhombus calls: alerts, rules, buttons, sensors, diagnostics. */
export class RhombusTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Rhombus Trigger',
		name: 'rhombusTrigger',
		icon: { light: 'file:rhombusTrigger.svg', dark: 'file:rhombusTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["source"] }}',
		// The node list shows this one for Rhombus too, whose entry n8n joins with this node's.
		description:
			'Cameras, doors, alarms, sensors and people of a Rhombus organization, and instant triggers on alerts, rules and buttons',
		defaults: { name: 'Rhombus Trigger' },
		builderHint: {
			searchHint:
				'Starts the workflow on Rhombus alerts, rules, button presses and sensor events by webhook; n8n must have a public URL.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-rhombus-mattermost.rhombus',
					relationHint: 'Gets the clip or snapshot of the alert, dismisses it, unlocks doors',
				},
			],
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// Empty: what `receive` returns is answered.
				responseData: '={{ "" }}',
				path: 'rhombus',
				// Elsewhere the trigger enters the URL in Rhombus itself.
				ndvHideUrl: '={{ $parameter["source"] !== "manual" }}',
				ndvHideMethod: true,
			},
		],
		eventTriggerDescription:
			'Waiting for Rhombus: cause the event, for example by pressing the button or walking past the camera',
		activationMessage:
			'Rhombus now calls the workflow at each event. n8n must be reachable from the internet at its webhook URL.',
		triggerPanel: triggerPanel({
			header: 'Wait for a call from Rhombus',
			now: 'cause the event, for example by pressing the button or walking past the camera',
			more: 'Rhombus must be able to reach the webhook URL of n8n from the internet; where it cannot, use Rhombus Event Trigger.',
		}),
		properties,
	};

	methods = { listSearch };

	webhookMethods = webhookMethodsOf(lifecycle);

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return receive(this);
	}
}
