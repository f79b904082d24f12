import type { IDataObject } from 'n8n-workflow';
import { rhombusNodeWith, runStock, runWorkflow } from '../support/harness';
import { rhombusAccess, useSandbox } from '../support/sandbox';

/** Updates that Rhombus takes as a whole, or whose nested objects it may: what is sent keeps the rest. */

const sandbox = useSandbox();
beforeEach(() => sandbox.rhombus.reset());

const ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const OTHER = 'BBBBBBBBBBBBBBBBBBBBBB';
const picked = (value: string) => ({ __rl: true, mode: 'id', value });
const rl = picked(ID);

interface Case {
	name: string;
	/** Where the thing is read, and how it is. */
	read: [endpoint: string, answer: IDataObject];
	parameters: IDataObject;
	write: string;
	body: IDataObject;
}

const PARTS = {
	name: 'Intruder',
	defaultLockdownState: 'LOCKED_DOWN',
	doorLockdownStateMap: { [ID]: 'UNLOCKED', [OTHER]: 'LOCKED_DOWN' },
	activationPlan: { groupUuids: [ID], userUuids: [OTHER], rhombusKeyNotificationMessage: 'Run' },
	deactivationPlan: { groupUuids: [OTHER], userUuids: [] },
	physicalAccess: { groupUuids: [], userUuids: [ID] },
	testPlan: { doorStateOverrideEnabled: false, userAccessOverrideEnabled: true },
};
const PLAN = { ...PARTS, uuid: ID, locationUuid: OTHER, updatedAtMillis: 1 };
const PLACES = 'accesscontrol/lockdownPlan';
const GRANT = {
	uuid: ID,
	orgUuid: OTHER,
	name: 'Night',
	userUuids: [ID],
	groupUuids: [OTHER],
	own: { newer: true },
};
const RULE = {
	uuid: ID,
	name: 'Person',
	triggers: [{ type: 'X' }],
	ruleFilters: { scheduleUuids: [ID], triggerBackoffSecs: 60, own: 1 },
	action: { alertAction: true, webhookActions: [{ webhookUrl: 'https://a.example' }] },
};
const DOOR = {
	uuid: ID,
	name: 'Main',
	doorStateToScheduleUuidMap: { UNLOCKED: ID },
	proximityUnlockSettings: { enabled: true, minRSSIThreshold: -60 },
};
const BAND = { frequency: 100, gain: 3, q: 1 };

const cases: Case[] = [
	{
		name: 'lockdown plan: its name alone',
		read: [`${PLACES}/getLockdownPlan`, { lockdownPlan: PLAN }],
		parameters: {
			resource: 'lockdownPlan',
			operation: 'update',
			lockdownPlanLockdownPlanUuid: rl,
			lockdownPlanUpdateOptions: { name: 'Fire' },
		},
		write: `${PLACES}/updateLocationLockdownPlan`,
		body: { ...PARTS, lockdownPlanUuid: ID, name: 'Fire' },
	},
	{
		name: 'lockdown plan: one door and one message',
		read: [`${PLACES}/getLockdownPlan`, { lockdownPlan: PLAN }],
		parameters: {
			resource: 'lockdownPlan',
			operation: 'update',
			lockdownPlanLockdownPlanUuid: rl,
			lockdownPlanUpdateOptions: {
				doorLockdownStateMap: { entry: [{ key: picked(OTHER), value: 'UNLOCKED' }] },
				activationPlan: { rhombusKeyNotificationMessage: 'Hide' },
			},
		},
		write: `${PLACES}/updateLocationLockdownPlan`,
		body: {
			...PARTS,
			lockdownPlanUuid: ID,
			doorLockdownStateMap: { [ID]: 'UNLOCKED', [OTHER]: 'UNLOCKED' },
			activationPlan: { ...PLAN.activationPlan, rhombusKeyNotificationMessage: 'Hide' },
		},
	},
	{
		name: 'lockdown plan: a door without a state of its own any longer',
		read: [`${PLACES}/getLockdownPlan`, { lockdownPlan: PLAN }],
		parameters: {
			resource: 'lockdownPlan',
			operation: 'update',
			lockdownPlanLockdownPlanUuid: rl,
			lockdownPlanUpdateOptions: { withoutDoorState: { entry: [{ picked: rl }] } },
		},
		write: `${PLACES}/updateLocationLockdownPlan`,
		body: {
			...PARTS,
			lockdownPlanUuid: ID,
			doorLockdownStateMap: { [OTHER]: 'LOCKED_DOWN' },
		},
	},
	{
		name: 'lockdown plan: of two doors to remove, the one with a new state stays',
		read: [`${PLACES}/getLockdownPlan`, { lockdownPlan: PLAN }],
		parameters: {
			resource: 'lockdownPlan',
			operation: 'update',
			lockdownPlanLockdownPlanUuid: rl,
			lockdownPlanUpdateOptions: {
				doorLockdownStateMap: { entry: [{ key: picked(OTHER), value: 'UNLOCKED' }] },
				withoutDoorState: { entry: [{ picked: rl }, { picked: picked(OTHER) }] },
			},
		},
		write: `${PLACES}/updateLocationLockdownPlan`,
		body: {
			...PARTS,
			lockdownPlanUuid: ID,
			doorLockdownStateMap: { [OTHER]: 'UNLOCKED' },
		},
	},
	{
		name: 'access grant, with what only newer contracts know',
		read: ['accesscontrol/getLocationAccessGrant', { accessGrant: GRANT }],
		parameters: {
			resource: 'accessGrant',
			operation: 'update',
			accessGrantAccessGrantUuid: rl,
			accessGrantUpdateOptions: { userUuids: OTHER },
		},
		write: 'accesscontrol/updateAccessGrant',
		body: { accessGrant: { ...GRANT, userUuids: [OTHER] } },
	},
	{
		name: 'rule: one action and one filter',
		read: ['rules/getRulesForOrg', { rules: [{ uuid: OTHER }, RULE] }],
		parameters: {
			resource: 'rule',
			operation: 'update',
			ruleRuleUuid: rl,
			ruleUpdateOptions: { actionAlertAction: false, ruleFiltersTriggerBackoffSecs: 5 },
		},
		write: 'rules/updateRule',
		body: {
			ruleUpdate: {
				...RULE,
				ruleFilters: { ...RULE.ruleFilters, triggerBackoffSecs: 5 },
				action: { ...RULE.action, alertAction: false },
			},
		},
	},
	{
		name: 'clip: its description',
		read: [
			'event/getSavedClipDetails',
			{
				savedClip: {
					uuid: ID,
					title: 'Clip',
					description: 'Old',
					accessSettings: { visibility: 'PRIVATE', allowedUsers: [ID] },
				},
			},
		],
		parameters: {
			resource: 'clip',
			operation: 'update',
			clipSavedClipUuid: ID,
			clipUpdateOptions: { description: 'New', accessSettingsAllowedRoles: OTHER },
		},
		write: 'event/updateSavedClip',
		body: {
			savedClipUuid: ID,
			title: 'Clip',
			description: 'New',
			accessSettings: { visibility: 'PRIVATE', allowedUsers: [ID], allowedRoles: [OTHER] },
		},
	},
	{
		name: 'door: one schedule of several',
		read: ['component/findAccessControlledDoors', { accessControlledDoors: [DOOR] }],
		parameters: {
			resource: 'door',
			operation: 'update',
			doorAccessControlledDoorUuid: rl,
			doorUpdateOptions: {
				doorStateToScheduleUuidMapACCESSCONTROLLED: picked(OTHER),
				proximityUnlockSettings: { enabled: false },
			},
		},
		write: 'component/updateAccessControlledDoor',
		body: {
			accessControlledDoorUuid: ID,
			doorStateToScheduleUuidMap: { UNLOCKED: ID, ACCESS_CONTROLLED: OTHER },
			proximityUnlockSettings: { enabled: false, minRSSIThreshold: -60 },
		},
	},
	{
		name: 'door: a schedule replaced, the other removed',
		read: [
			'component/findAccessControlledDoors',
			{
				accessControlledDoors: [
					{ ...DOOR, doorStateToScheduleUuidMap: { UNLOCKED: ID, ACCESS_CONTROLLED: ID } },
				],
			},
		],
		parameters: {
			resource: 'door',
			operation: 'update',
			doorAccessControlledDoorUuid: rl,
			doorUpdateOptions: {
				doorStateToScheduleUuidMapUNLOCKED: picked(OTHER),
				withoutSchedule: ['UNLOCKED', 'ACCESS_CONTROLLED'],
			},
		},
		write: 'component/updateAccessControlledDoor',
		body: {
			accessControlledDoorUuid: ID,
			doorStateToScheduleUuidMap: { UNLOCKED: OTHER },
		},
	},
	{
		name: 'door: one schedule removed, the other stays',
		read: [
			'component/findAccessControlledDoors',
			{
				accessControlledDoors: [
					{ ...DOOR, doorStateToScheduleUuidMap: { UNLOCKED: ID, ACCESS_CONTROLLED: OTHER } },
				],
			},
		],
		parameters: {
			resource: 'door',
			operation: 'update',
			doorAccessControlledDoorUuid: rl,
			doorUpdateOptions: { withoutSchedule: ['UNLOCKED'] },
		},
		write: 'component/updateAccessControlledDoor',
		body: {
			accessControlledDoorUuid: ID,
			doorStateToScheduleUuidMap: { ACCESS_CONTROLLED: OTHER },
		},
	},
	{
		name: 'audio gateway: the gain of one band',
		read: ['audiogateway/getConfig', { config: { frontendEqualizerPeaking1: BAND } }],
		parameters: {
			resource: 'audioGateway',
			operation: 'updateConfig',
			audioGatewayUpdatedGateway: rl,
			audioGatewayUpdateConfigOptions: { frontendEqualizerPeaking1: { gain: -2 } },
		},
		write: 'audiogateway/updateConfig',
		body: { uuid: ID, frontendEqualizerPeaking1: { ...BAND, gain: -2 } },
	},
	{
		name: 'organization: the switch of its policy',
		read: [
			'org/getOrgV2',
			{ org: { name: 'Org', uapSettings: { enabled: false, text: 'Rules' } } },
		],
		parameters: {
			resource: 'organization',
			operation: 'updateSettings',
			organizationUpdateSettingsOptions: { uapSettingsEnabled: true },
		},
		write: 'org/updateGeneralSettings',
		body: { uapSettings: { enabled: true, text: 'Rules' } },
	},
	{
		name: 'custom fields: one of two',
		read: [
			'user/metadata/findUserMetadataFields',
			{
				userFieldValueMap: {
					[ID]: { fieldValue: 'one', templateUuid: ID },
					[OTHER]: { fieldValue: 'two', templateUuid: OTHER },
				},
			},
		],
		parameters: {
			resource: 'user',
			operation: 'updateCustomFields',
			userUserUuid: rl,
			userFieldValueMap: { entry: [{ key: OTHER, value: 'changed' }] },
		},
		write: 'user/metadata/saveUserMetadataFields',
		body: { userUuid: ID, fieldValueMap: { [ID]: 'one', [OTHER]: 'changed' } },
	},
	{
		name: 'camera: the name of one view',
		read: [
			'camera/getFullCameraState',
			{ fullCameraState: { facetNameMap: { '0': 'A', '1': 'B' } } },
		],
		parameters: {
			resource: 'camera',
			operation: 'updateDetails',
			cameraUpdatedCamera: rl,
			cameraUpdateDetailsOptions: { facetNameMap: { entry: [{ key: '1', value: 'C' }] } },
		},
		write: 'camera/updateDetailsV2',
		body: { uuid: ID, facetNameMap: { '0': 'A', '1': 'C' }, facetNameMapUpdated: true },
	},
	{
		name: 'vehicle that is known',
		read: [
			'vehicle/getVehicles',
			{ vehicles: [{ licensePlate: '7ABC123', name: 'Van', alert: true, description: 'White' }] },
		],
		parameters: {
			resource: 'vehicle',
			operation: 'save',
			vehicleVehicleLicensePlate: '7ABC123',
			vehicleSaveOptions: { trust: true },
		},
		write: 'vehicle/saveVehicle',
		body: {
			vehicleLicensePlate: '7ABC123',
			name: 'Van',
			alert: true,
			description: 'White',
			trust: true,
		},
	},
];

const WAYS = { workflow: runWorkflow, 'AI tool': runStock };

describe.each(Object.entries(WAYS))('as %s', (_way, run) => {
	test.each(cases)('$name', async ({ read: [endpoint, body], parameters, write, body: wanted }) => {
		const answer = (path: string, content: IDataObject) =>
			sandbox.rhombus.fail({
				match: `POST /api/${path}`,
				kind: 'status',
				status: 200,
				body: content,
			});
		answer(endpoint, body);
		answer(write, { error: false });
		await run({
			node: rhombusNodeWith(String(parameters.resource)),
			parameters: parameters as never,
			credentials: {
				...rhombusAccess(sandbox),
			},
		});
		const writes = sandbox.rhombus.requests.filter(({ path }) => path.includes(write));
		expect(writes.map((one) => one.body)).toEqual([wanted]);
	});
});
