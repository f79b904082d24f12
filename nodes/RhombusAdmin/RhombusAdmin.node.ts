import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { credentials } from '../services/rhombus/authentication';
import { listSearch, loadOptions } from '../services/rhombus/pickers';
import { SENSITIVE } from '../services/rhombus/sensitiveOutputs';
import { rhombus } from '../services/rhombus/service';
import { describe } from '../shared/description/describe';
import { addExecute, customOperations } from '../shared/execution/runner';
import { resources } from './resources';

/** Administration of an organization, in a node of its own so that everyday lists stay short. */
export class RhombusAdmin implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Rhombus Administration',
		name: 'rhombusAdmin',
		icon: { light: 'file:rhombusAdmin.svg', dark: 'file:rhombusAdmin.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Users, credentials, access rights, locations, rules, policies, schedules and exports of a Rhombus organization',
		// Short, because n8n cuts names of tools, which end with it, after 64 characters.
		defaults: { name: 'Rhombus Admin' },
		usableAsTool: true,
		builderHint: {
			searchHint:
				'For administrators of a Rhombus organization: users, badges and other credentials, access groups and grants, lockdown plans, locations, rules, alert policies, schedules, exports and settings. Cameras, doors, alerts, alarms and sensors are in the node rhombus.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-rhombus-mattermost.rhombus',
					relationHint: 'Cameras, doors, alerts, clips, alarms, sensors, people and reports',
				},
				{
					nodeType: 'n8n-nodes-rhombus-mattermost.rhombusIntegration',
					relationHint: 'Settings of the systems that Rhombus integrates with',
				},
			],
		},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		sensitiveOutputFields: SENSITIVE,
		requestDefaults: { baseURL: '={{ $credentials.baseUrl }}' },
		properties: describe(rhombus, resources),
	};

	customOperations = customOperations(rhombus, resources);

	constructor() {
		addExecute(this, rhombus, resources);
	}

	methods = { listSearch, loadOptions };
}
