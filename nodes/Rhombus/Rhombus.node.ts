import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { endpointMethods } from '../shared/anyEndpoint/methods';
import { endpointFacts } from '../services/rhombus/endpointFacts';
import { describe } from '../shared/description/describe';
import { addExecute, customOperations } from '../shared/execution/runner';
import { rhombusKeyTest } from '../services/rhombus/credentialTest';
import { listSearch, loadOptions } from '../services/rhombus/pickers';
import { resources } from './resources';
import { SENSITIVE } from '../services/rhombus/sensitiveOutputs';
import { rhombus } from '../services/rhombus/service';

/** Everyday operations of the Rhombus API; administration and integrations have nodes of their own. */
export class Rhombus implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Rhombus',
		name: 'rhombus',
		icon: { light: 'file:rhombus.svg', dark: 'file:rhombus.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Cameras, doors, alerts, alarms, sensors, people and reports of a Rhombus organization',
		defaults: { name: 'Rhombus' },
		usableAsTool: true,
		builderHint: {
			searchHint:
				'Cameras (snapshots, clips, live streams), doors (unlock), policy alerts, lockdown, alarms, sensors, access events, people, vehicles and reports of a Rhombus organization. Users, badges, access groups, rules, policies and locations are in the node rhombusAdmin.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-rhombus-mattermost.rhombusTrigger',
					relationHint: 'Starts the workflow on alerts, rules, buttons and sensors, at once',
				},
				{
					nodeType: 'n8n-nodes-rhombus-mattermost.rhombusEventTrigger',
					relationHint:
						'Starts the workflow on access events, audit entries, clips and more, by polling',
				},
				{
					nodeType: 'n8n-nodes-rhombus-mattermost.rhombusAdmin',
					relationHint: 'Users, credentials, access rights, rules, policies, schedules and exports',
				},
				{
					nodeType: 'n8n-nodes-rhombus-mattermost.rhombusIntegration',
					relationHint: 'Settings of the systems that Rhombus integrates with',
				},
			],
		},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'rhombusApi', required: true, testedBy: 'rhombusKeyTest' }],
		sensitiveOutputFields: SENSITIVE,
		requestDefaults: { baseURL: '={{ $credentials.baseUrl }}' },
		properties: describe(rhombus, resources),
	};

	customOperations = customOperations(rhombus, resources);

	constructor() {
		addExecute(this, rhombus, resources);
	}

	methods = {
		loadOptions,
		credentialTest: { rhombusKeyTest },
		listSearch: { ...listSearch, ...endpointMethods('rhombus', endpointFacts).listSearch },
		resourceMapping: endpointMethods('rhombus', endpointFacts).resourceMapping,
	};
}
