import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { listSearch, loadOptions } from '../services/rhombus/pickers';
import { rhombus } from '../services/rhombus/service';
import { describe } from '../shared/description/describe';
import { addExecute, customOperations } from '../shared/execution/runner';
import { resources } from './resources';
import { SECRET_MAPS, SECRET_NAMES } from './secretNames';
import * as vendors from './vendorPickers';
import { credentials } from '../services/rhombus/authentication';

/** What a Rhombus organization is connected to: a resource per system. */
export class RhombusIntegration implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Rhombus Integration',
		name: 'rhombusIntegration',
		icon: { light: 'file:rhombusIntegration.svg', dark: 'file:rhombusIntegration.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Connects a Rhombus organization to other systems: access control, chat, incidents, storage, sensors, webhooks',
		// Short, because n8n cuts names of tools, which end with it, after 64 characters.
		defaults: { name: 'Rhombus' },
		usableAsTool: true,
		builderHint: {
			searchHint:
				'Reads and changes the settings of the systems that a Rhombus organization integrates with, such as Kisi, Envoy, Brivo, Slack or Mattermost.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-rhombus-mattermost.rhombus',
					relationHint: 'Cameras, doors and alerts',
				},
			],
		},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		sensitiveOutputFields: [...SECRET_NAMES, ...SECRET_MAPS].flatMap((name) => [
			name,
			`settings.${name}`,
		]),
		requestDefaults: { baseURL: 'https://api2.rhombussystems.com' },
		properties: describe(rhombus, resources),
	};

	customOperations = customOperations(rhombus, resources);

	constructor() {
		addExecute(this, rhombus, resources);
	}

	methods = {
		listSearch: { ...listSearch, ...vendors.listSearch },
		loadOptions: { ...loadOptions, ...vendors.loadOptions },
	};
}
