import type { IDataObject } from 'n8n-workflow';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import type { Client } from '../../shared/http/client';
import { valuesByName } from '../../shared/request/build';
import { objectsIn, own } from '../../shared/util/guards';
import { choice, list, localOnly, pick, strings, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Field, Operation, Resource } from '../../shared/model/operation';
import { ACTIVITIES, id, ids, seconds } from '../../services/rhombus/fields';
import {
	location,
	POLICIES,
	policy as policyPicker,
	schedule,
} from '../../services/rhombus/pickers';
import {
	assignToCameras,
	createCameraPolicy,
	removeFromCameras,
} from '../../services/rhombus/steps/policies';
import { currentAmong } from '../../services/rhombus/steps/current';
import { at } from '../../services/rhombus/times';

const duration = seconds('durationSec', 'Duration', 'How long to pause alerts', {
	default: 3600,
});
const start = (endpoint: string) =>
	at(`policy/${endpoint}`, 'scheduledTimestampSec', 'When the pause starts; now if left out', {
		label: 'Start Time',
	});

/** Alerts can be paused for devices, doors or whole locations; the calls are alike. */
const pause = (of: string, what: string, end: string, name: string): Operation => ({
	value: `pauseBy${of}`,
	name: `Pause Alerts of ${of}s`,
	action: `Pause alerts of ${what}s`,
	description: `Pause the alerts of ${what}s for a while, now or later`,
	request: `POST /api/policy/pauseAlertPolicyFor${end}`,
	fields: [ids(name, `${of} IDs`, `${of}s whose alerts to pause`), duration],
	optional: [start(`pauseAlertPolicyFor${end}`)],
	output: { kind: 'done' },
});

const resume = (of: string, what: string, end: string): Operation => ({
	value: `resumeBy${of}`,
	name: `Resume Alerts of ${of}`,
	action: `Resume alerts of ${what}`,
	description: `Resume the alerts of a ${what}`,
	request: `POST /api/policy/deletePolicyPauseSettingFor${end}`,
	fields: [
		of === 'Location'
			? pick(location, 'uuid', 'Location, from the list or by its ID', { param: 'pausedLocation' })
			: id('uuid', `${of} ID`, `The ${what} whose alerts to resume`, { param: `paused${of}` }),
	],
	output: { kind: 'done' },
});

/** Doors of access control and sensors on doors have policies of one shape. */
const KINDS = {
	AccessControlledDoor: {
		label: 'Door',
		noun: 'door',
		activities: 'e.g. AC_DPI_DOOR_FORCED_OPEN, AC_DPI_DOOR_AJAR',
	},
	Door: { label: 'Door Sensor', noun: 'door sensor', activities: 'e.g. DOOR_OPENED, DOOR_AJAR' },
};
type DoorKind = keyof typeof KINDS;

const scheduledTriggers = (kind: DoorKind): Field =>
	list(
		'scheduledTriggers',
		'On which activities the policy alerts, and when',
		[
			pick(schedule, 'scheduleUuid', 'Schedule that determines when', { required: true }),
			strings('triggerSet', ACTIVITIES, {
				label: 'Activities',
				placeholder: KINDS[kind].activities,
			}),
			...(kind === 'Door'
				? [seconds('ajarThresholdSec', 'Ajar After', 'How long the door may stay open')]
				: []),
		],
		{ label: 'Alerts', param: `${kind}Alerts` },
	);
const policyDescription = text('description', 'Description of the policy', { rows: 2 });

const createForDoors = (kind: DoorKind): Operation => ({
	value: `create${kind}`,
	name: `Create ${KINDS[kind].label} Policy`,
	action: `Create ${KINDS[kind].noun} policy`,
	description: `Create a policy for ${KINDS[kind].noun}s: on which activities they alert, and when`,
	request: `POST /api/policy/create${kind}Policy`,
	wrap: 'policy',
	fields: [
		text('name', 'Name of the policy', { placeholder: 'e.g. Doors at Night' }),
		scheduledTriggers(kind),
	],
	optional: [policyDescription],
	output: { kind: 'done' },
});

/** The list has whole schedules, the update takes their IDs; it replaces all of the policy. */
const asWritten = (row: IDataObject): IDataObject => ({
	...row,
	scheduledTriggers: objectsIn(row.scheduledTriggers).map(({ schedule: times, ...trigger }) => ({
		...trigger,
		scheduleUuid: trigger.scheduleUuid ?? own(times, 'uuid'),
	})),
});

const updateForDoors = (kind: DoorKind): Operation => {
	const listed = `POST /api/policy/get${kind}Policies`;
	const policiesOf = async (client: Client) =>
		objectsIn(own(await client.request(listed, { body: {}, idempotent: true }), 'policies')).map(
			asWritten,
		);
	return merged({
		value: `update${kind}`,
		name: `Update ${KINDS[kind].label} Policy`,
		action: `Update ${KINDS[kind].noun} policy`,
		description: `Update a policy for ${KINDS[kind].noun}s; values that you leave out do not change`,
		request: `POST /api/policy/update${kind}Policy`,
		also: [listed],
		wrap: 'policy',
		fields: [localOnly(pick(policyPicker, 'doorPolicy', 'Policy, from the list or by its ID'))],
		optional: [
			text('name', 'Name of the policy'),
			policyDescription,
			{
				...scheduledTriggers(kind),
				description:
					'On which activities the policy alerts, and when; they replace the current ones',
			},
		],
		merging: {
			...currentAmong(policiesOf, 'policy', 'doorPolicy'),
			keeps: ['uuid', 'orgUuid', 'name', 'description', 'scheduledTriggers'],
			gives: (_current, written) => written,
		},
	});
};

export const policy: Resource = {
	value: 'policy',
	name: 'Policy',
	description: 'Conditions for device alerts, and alert pauses',
	operations: [
		{
			value: 'createCamera',
			name: 'Create Camera Policy',
			action: 'Create camera policy',
			description: 'Create a policy for cameras: on which activities they alert, and when',
			request: 'POST /api/policy/createCameraPolicy',
			also: ['POST /api/policy/updateCameraPolicy'],
			fields: [
				localOnly(text('policyName', 'Name of the policy', { placeholder: 'e.g. After Hours' })),
				localOnly(
					strings('activities', ACTIVITIES, { placeholder: 'e.g. MOTION_HUMAN, MOTION_CAR' }),
				),
				localOnly(
					pick(schedule, 'scheduleUuid', 'Schedule that determines when the policy alerts', {
						param: 'alertSchedule',
					}),
				),
			],
			optional: [localOnly(text('policyDescription', 'Description of the policy', { rows: 2 }))],
			run: createCameraPolicy,
		},
		createForDoors('AccessControlledDoor'),
		createForDoors('Door'),
		updateForDoors('AccessControlledDoor'),
		updateForDoors('Door'),
		{
			value: 'assignToCameras',
			name: 'Assign to Cameras',
			action: 'Assign policy to cameras',
			description: 'Assign a policy to several cameras; it replaces the one they have',
			request: 'POST /api/camera/updateDetailsBulkV2',
			fields: [
				localOnly(
					pick(policyPicker, 'assignedPolicy', 'Policy, from the list or by its ID', {
						label: 'Policy',
					}),
				),
				localOnly(ids('cameraUuids', 'Camera IDs', 'Cameras whose policy to change')),
			],
			run: assignToCameras,
		},
		{
			value: 'removeFromCameras',
			name: 'Remove From Cameras',
			action: 'Remove policy from cameras',
			description: 'Remove the policy from several cameras, which then no longer alert',
			request: 'POST /api/camera/updateDetailsBulkV2',
			fields: [localOnly(ids('cameraUuids', 'Camera IDs', 'Cameras whose policy to change'))],
			run: removeFromCameras,
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete policy',
			description: 'Delete a policy; devices that have it no longer alert',
			request: 'POST /api/policy/deleteCameraPolicy',
			also: Object.keys(POLICIES)
				.slice(1)
				.map((kind) => `POST /api/policy/delete${kind}Policy`),
			fields: [
				pick(policyPicker, 'policyUuid', 'Policy, from the list or by its ID'),
				localOnly(choice('kind', POLICIES, 'Type of device', { default: 'Camera' })),
			],
			adjust: async (context, request) => ({
				...request,
				path: `/api/policy/delete${String((await valuesByName(context)).kind)}Policy`,
			}),
			output: { kind: 'deleted' },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many policies',
			description: 'Get the policies for a type of device',
			request: 'POST /api/policy/getCameraPolicies',
			also: Object.keys(POLICIES)
				.slice(1)
				.map((kind) => `POST /api/policy/get${kind}Policies`),
			idempotent: true,
			fields: [localOnly(choice('kind', POLICIES, 'Type of device', { default: 'Camera' }))],
			adjust: async (context, request) => ({
				...request,
				path: `/api/policy/get${String((await valuesByName(context)).kind)}Policies`,
			}),
			paging: whole,
			output: { rowsProperty: 'policies' },
		},
		{
			value: 'getBySchedule',
			name: 'Get by Schedule',
			action: 'Get policies by schedule',
			description: 'Get the policies that use a schedule, by type',
			request: 'POST /api/policy/getPoliciesUsingSchedule',
			idempotent: true,
			fields: [pick(schedule, 'scheduleUuid', 'Schedule, from the list or by its ID')],
			output: { kind: 'done' },
		},
		pause('Device', 'device', 'Device', 'deviceUuids'),
		pause('Door', 'door', 'ComponentComposite', 'componentCompositeUuids'),
		pause('Location', 'location', 'Location', 'locationUuids'),
		{
			value: 'getPauses',
			name: 'Get Pauses',
			action: 'Get pauses in alerting',
			description: 'Get the devices, doors and locations whose alerts are paused',
			request: 'POST /api/policy/getPolicyPauseSettings',
			idempotent: true,
			output: { kind: 'done' },
		},
		resume('Device', 'device', 'Device'),
		resume('Door', 'door', 'ComponentComposite'),
		resume('Location', 'location', 'Location'),
	],
};
