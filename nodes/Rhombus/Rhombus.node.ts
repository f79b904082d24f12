import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { endpointMethods } from '../shared/anyEndpoint/methods';
import { endpointFacts } from '../services/rhombus/endpointFacts';
import { describe } from '../shared/description/describe';
import { customOperations } from '../shared/execution/runner';
import { rhombusKeyTest } from '../services/rhombus/credentialTest';
import { listSearch } from '../services/rhombus/pickers';
import { resources } from './resources';
import { rhombus } from '../services/rhombus/service';

/** Secrets in outputs, which n8n redacts: those of what rules and prompts do, PINs and tokens. */
const ACTION_SECRETS = [
	'action.thirdPartyAudioPlaybackAction.password',
	'action.thirdPartyStrobeSirenAction.password',
	'action.webhookActions[*].oauthClientSecret',
	'action.webhookActions[*].webhookSecret',
];
const SENSITIVE = [
	'federatedSessionToken',
	'tempOrgToken',
	'authorizationToken',
	'webhookToken',
	'webhookSecret',
	'accessToken',
	'apiKey',
	'clientSecret',
	'token',
	'rhombusToken',
	// Maps whose values hold secrets: n8n's paths cannot name the keys of a map.
	'camerasToConfigs',
	'info',
	'orgIntegrationsV2',
	'presharedSecret',
	'triggers[*].webhookToken',
	'pin',
	'alertMonitoringSettings.pins[*].pin',
	'previousVersions[*].pins[*].pin',
	...ACTION_SECRETS,
	...ACTION_SECRETS.map((path) => `rules[*].${path}`),
	...ACTION_SECRETS.map((path) => `cameraConfigurations[*].scheduledActions[*].${path}`),
];

/** Everyday operations of the Rhombus API; other systems' integrations have a node of their own. */
export class Rhombus implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Rhombus',
		name: 'rhombus',
		icon: { light: 'file:rhombus.svg', dark: 'file:rhombus.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Cameras, doors, alarms, sensors, people and reports of a Rhombus organization: the everyday API',
		defaults: { name: 'Rhombus' },
		usableAsTool: true,
		builderHint: {
			searchHint:
				'Cameras (snapshots, clips, live streams), doors (unlock), policy alerts, lockdown, alarms, sensors, access events, badges, people, vehicles and reports of a Rhombus organization.',
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

	methods = {
		credentialTest: { rhombusKeyTest },
		listSearch: { ...listSearch, ...endpointMethods('rhombus', endpointFacts).listSearch },
		resourceMapping: endpointMethods('rhombus', endpointFacts).resourceMapping,
	};
}
