import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';
import { credentials } from '../services/rhombus/authentication';
import { listSearch } from '../services/rhombus/pickers';
import { triggerPanel } from '../shared/description/triggerPanel';
import { properties } from './properties';
import { listen } from './trigger';

/** Starts workflows from Rhombus' change feed, which needs no public address. */
export class RhombusLiveTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Rhombus Live Trigger',
		name: 'rhombusLiveTrigger',
		icon: { light: 'file:rhombusLiveTrigger.svg', dark: 'file:rhombusLiveTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description:
			'Starts the workflow on alerts, access events and other changes in Rhombus as they happen; works without a public address',
		defaults: { name: 'Rhombus Live Trigger' },
		builderHint: {
			searchHint:
				'Starts the workflow on Rhombus alerts and other events within a second, over an outgoing WebSocket; needs no public URL.',
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
		eventTriggerDescription:
			'Waiting for Rhombus: cause the event, for example by walking past the camera',
		activationMessage:
			'n8n is now connected to Rhombus: every chosen event starts the workflow at once.',
		triggerPanel: triggerPanel({
			header: 'Listen to Rhombus',
			now: 'cause the event, for example by walking past a camera whose policy alerts',
		}),
		properties,
	};

	methods = { listSearch };

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await listen(this);
	}
}
