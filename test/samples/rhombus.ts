import type { Sandbox } from '../../sandbox';
import { RhombusState } from '../../sandbox/rhombus/state';
import type { Known } from './fields';
import { integrationValues, prepareIntegrations } from './rhombusIntegration';

/** Things that exist on the sandbox, by API name of the field that wants them. */
export async function prepareRhombus({ rhombus }: Sandbox): Promise<Known> {
	prepareIntegrations(rhombus.state);
	// 22 characters each, from the outermost to the innermost.
	const subLocationsHierarchyKey = `${'A'.repeat(22)}.${'B'.repeat(22)}`;
	return {
		...rhombus.state.samples,
		subLocationsHierarchyKey,
		[Symbol.for('service')]: 'Rhombus',
	} as Known;
}

/** The seeded organisation is the same each time. */
const seeded = new RhombusState();
const { cameraUuid, locationUuid, ruleUuid } = seeded.samples as Record<string, string>;
const sensorUuid = String(seeded.sensors.get('climate')?.[0]!.uuid);

const policyOf = (kind: 'AccessControlledDoor' | 'Door') =>
	String(seeded.doorPolicies.get(kind)?.[0]?.uuid);

const ruleParts = { 'activityEvent.activityEvent': 'MOTION_HUMAN', integration: 'SLACK' };

const actions = { includeActions: 'PIN_CREATED', excludeActions: 'PIN_DELETED' };

/** Where an operation needs other values, by `resource/operation`. */
export const rhombusValues: Record<string, Known> = {
	...integrationValues,
	'camera/updateDetails': { uuid: cameraUuid },
	'clip/share': { clipUuids: cameraUuid },
	'location/delete': { uuid: locationUuid },
	'rule/resume': { uuid: ruleUuid },
	'sensor/updateDetails': { uuid: sensorUuid },
	'anyEndpoint/call': {
		endpoint: 'POST /api/user/getUsersInOrg',
		fields: { mappingMode: 'defineBelow', value: {} },
		upload: {},
	},
	'schedule/createWeekly': { start: '08:00', stop: '17:30' },
	'audioGateway/updateConfig': { category: 'SOUND_LOUD' },
	'policy/createAccessControlledDoor': { triggerSet: 'AC_DPI_DOOR_AJAR' },
	'policy/createDoor': { triggerSet: 'DOOR_AJAR' },
	'policy/updateAccessControlledDoor': {
		doorPolicy: policyOf('AccessControlledDoor'),
		triggerSet: 'AC_DPI_DOOR_AJAR',
	},
	'policy/updateDoor': { doorPolicy: policyOf('Door'), triggerSet: 'DOOR_AJAR' },
	'rule/create': ruleParts,
	'rule/update': ruleParts,
	'rule/deleteIncomingWebhook': { webhookToken: 'A'.repeat(22) },
	'policy/createCamera': { activities: 'MOTION_HUMAN' },
	'export/audit': actions,
	'report/getAudit': actions,
	'user/create': { email: 'new.user@example.com' },
};

/** Operations that the sandbox refuses with sample values, and why. */
export const rhombusRefusals: Record<string, string> = {
	'organization/getClients': 'wants a partner key',
	'organization/getClientDevices': 'wants a partner key',
};
