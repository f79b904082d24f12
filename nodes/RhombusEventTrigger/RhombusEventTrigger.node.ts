import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { listSearch } from '../services/rhombus/pickers';
import { keepInterrupted } from './interrupted';
import { pollOnce } from './poll';
import { properties } from './properties';
import { credentials } from '../services/rhombus/authentication';

/** Starts workflows from Rhombus' event lists, where n8n cannot be reached from outside. */
export class RhombusEventTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Rhombus Event Trigger',
		name: 'rhombusEventTrigger',
		icon: { light: 'file:rhombusEventTrigger.svg', dark: 'file:rhombusEventTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["feed"] }}',
		description:
			'Starts the workflow when Rhombus lists a new alert, access event, clip, face or vehicle; works without a public address',
		defaults: { name: 'Rhombus Event Trigger' },
		polling: true,
		builderHint: {
			searchHint:
				'Starts the workflow on Rhombus alerts, access events, faces, vehicles, clips and audit entries by polling; needs no public URL.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-rhombus-mattermost.rhombus',
					relationHint: 'Works with the camera, door or alert of the event',
				},
			],
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		eventTriggerDescription: 'Fetching the newest events from Rhombus',
		activationMessage:
			'n8n now asks Rhombus for new events at the poll times; each poll that finds some starts the workflow.',
		// A list of its own: n8n puts Poll Times into it each time it loads the class.
		properties: [...properties],
	};

	methods = { listSearch };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		keepInterrupted(this);
		return await pollOnce(this);
	}
}
