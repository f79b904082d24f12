import { merged } from '../../shared/execution/mergeIntoCurrent';
import {
	choice,
	choices,
	flag,
	group,
	localOnly,
	number,
	pick,
	text,
} from '../../shared/model/fields';
import { cursorPages, whole } from '../../shared/model/pagination';
import type { ApiRequest } from '../../shared/http/types';
import type { Field, Resource } from '../../shared/model/operation';
import {
	atLocation,
	ids,
	latitude,
	longitude,
	seconds,
	subLocations,
} from '../../services/rhombus/fields';
import { door as doorPicker, policy, schedule } from '../../services/rhombus/pickers';
import { currentDoor } from '../../services/rhombus/steps/current';
import { components } from '../../services/rhombus/shapes';
import { flagSubLocations } from '../../services/rhombus/steps/flags';
import { withoutKeys } from '../../services/rhombus/steps/withoutKeys';

const DOOR = [
	'uuid',
	'name',
	'locationUuid',
	'ownerDeviceUuid',
	'defaultState',
	'remoteUnlockEnabled',
	'unlockTimeSec',
	'ajarTimeSec',
	'associatedCameras',
	'floorNumber',
	'policyUuid',
];

const doorUuid = pick(doorPicker, 'accessControlledDoorUuid', 'Door, from the list or by its ID');

const STATES = { ACCESS_CONTROLLED: 'Access Controlled', UNLOCKED: 'Unlocked' };

const rssi = number('minRSSIThreshold', 'Weakest signal of a phone that counts', {
	label: 'Minimum Signal Strength (dBm)',
});
/** `ProximityUnlockSettingsType` */
const proximityUnlock: Field[] = [
	flag('enabled', 'Whether a phone nearby unlocks the door', { label: 'Enable' }),
	rssi,
	seconds('credCooldownSec', 'Cooldown', 'How long a phone unlocks the door no more after it did', {
		min: 0,
	}),
	flag('exitResetsCooldown', 'Whether the cooldown ends when the phone leaves'),
	flag('holdUnlocked', 'Whether the door stays unlocked while the phone is near'),
	seconds('minHoldUnlockedTimeSec', 'Shortest Hold', 'How long the door stays unlocked at least', {
		min: 0,
	}),
	seconds('maxHoldUnlockedTimeSec', 'Longest Hold', 'How long the door stays unlocked at most', {
		min: 0,
	}),
	seconds(
		'holdUnlockedEventIntervalSec',
		'Event Interval',
		'How often an event says that the door is held unlocked',
	),
];
/** `WaveToUnlockSettingsType` */
const waveToUnlock: Field[] = [
	flag('enabled', 'Whether waving unlocks the door', { label: 'Enable' }),
	rssi,
	number('awaitAuthDurationMs', 'How long to wait for the phone after someone waved', {
		label: 'Wait for Phone (Milliseconds)',
		min: 0,
	}),
	flag('showAwaitIntentFeedback', 'Whether the reader shows that it waits for a wave'),
	flag('treatNfcAsIntent', 'Whether a phone held to the reader counts as a wave', {
		label: 'Treat NFC as Wave',
	}),
];

const withoutSchedules = withoutKeys('doorStateToScheduleUuidMap', 'withoutSchedule');

/** The API has another call for the doors of one location. */
const ofLocation = (_call: unknown, request: ApiRequest): ApiRequest =>
	(request.body as { locationUuid?: string }).locationUuid
		? { ...request, path: `${request.path}ByLocation` }
		: request;

const pages = cursorPages({ cursor: 'lastEvaluatedKey', size: 'maxPageSize' });

export const door: Resource = {
	value: 'door',
	name: 'Door',
	description: 'Doors that Rhombus controls',
	operations: [
		{
			value: 'unlock',
			name: 'Unlock',
			action: 'Unlock (open) door',
			description: 'Unlock a door once, as a valid credential would',
			request: 'POST /api/accesscontrol/unlockAccessControlledDoor',
			fields: [doorUuid],
			output: { kind: 'done', about: ['accessControlledDoorUuid'] },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many doors',
			description: 'Get the doors of the organization or of a location',
			request: 'POST /api/component/findAccessControlledDoors',
			also: ['POST /api/component/findAccessControlledDoorsByLocation'],
			idempotent: true,
			fields: [atLocation],
			adjust: ofLocation,
			paging: pages,
			output: { rowsProperty: 'accessControlledDoors', simplify: DOOR },
		},
		{
			value: 'getStates',
			name: 'Get States',
			action: 'Get door states',
			description: 'Get doors with their state: locked, open, forced open or in lockdown',
			request: 'POST /api/component/findMinimalStateAccessControlledDoors',
			also: ['POST /api/component/findMinimalStateAccessControlledDoorsByLocation'],
			idempotent: true,
			fields: [atLocation],
			adjust: ofLocation,
			paging: pages,
			output: { rowsProperty: 'accessControlledDoors' },
		},
		merged({
			value: 'update',
			name: 'Update',
			action: 'Update door',
			description: 'Update the name, cameras, unlock times or features of a door',
			request: 'POST /api/component/updateAccessControlledDoor',
			fields: [doorUuid],
			optional: [
				text('name', 'Name of the door', { placeholder: 'e.g. Main entrance' }),
				choice('defaultState', STATES, 'State of the door when no schedule applies'),
				flag('remoteUnlockEnabled', 'Whether the door can be unlocked remotely', {
					label: 'Remote Unlock',
				}),
				seconds(
					'unlockTimeSec',
					'Unlock Time',
					'How long the door stays unlocked after a credential is presented',
					{
						default: 5,
					},
				),
				seconds(
					'unlockTimeSecRex',
					'Unlock Time on Exit',
					'How long the door stays unlocked for someone who leaves',
					{
						default: 5,
					},
				),
				number('relockAfterOpenTimeMs', 'Time until the door locks again after it was opened', {
					label: 'Relock After Opening (Milliseconds)',
					min: 0,
				}),
				seconds(
					'ajarTimeSec',
					'Ajar After',
					'How long the door may stay open before it counts as ajar',
				),
				flag('forcedOpenEnabled', 'Whether to report that the door was forced open', {
					label: 'Forced Open Detection',
				}),
				seconds(
					'forcedOpenTimeSec',
					'Forced Open After',
					'How long the door must be open to count as forced open',
					{
						default: 1,
					},
				),
				ids('associatedCameras', 'Camera IDs', 'Cameras that see the door'),
				ids(
					'associatedFaceDetectionCameras',
					'Face Camera IDs',
					'Cameras that recognize the faces of people at the door',
				),
				pick(policy, 'policyUuid', 'Policy that determines the alerts of the door'),
				number('floorNumber', 'Floor of the building'),
				latitude,
				longitude,
				subLocations,
				number('directionRadians', 'Direction on the floor plan, in radians'),
				flag('geofenceEnabled', 'Whether phones must be nearby to unlock the door', {
					label: 'Geofence',
				}),
				number('geofenceRadius', 'Maximum distance of phones, in meters', { min: 0 }),
				...Object.entries(STATES).map(([state, label]) =>
					pick(
						schedule,
						`doorStateToScheduleUuidMap.${state}`,
						`When the door is ${label.toLowerCase()}`,
						{ label: `Schedule: ${label}` },
					),
				),
				localOnly(
					choices(
						'withoutSchedule',
						STATES,
						'States whose schedule to remove; a schedule set above takes precedence',
						{ label: 'Remove Schedules' },
					),
				),
				group('proximityUnlockSettings', 'How a phone nearby unlocks the door', proximityUnlock, {
					label: 'Proximity Unlock',
				}),
				group('waveToUnlockSettings', 'How waving at the reader unlocks the door', waveToUnlock, {
					label: 'Wave to Unlock',
				}),
				components(
					'readerComponents',
					'Readers',
					'Readers of the door; they replace the current ones',
				),
				components(
					'relayComponents',
					'Relays',
					'Relays that unlock the door; they replace the current ones',
				),
				components(
					'dpiComponents',
					'Position Indicators',
					'Contacts that report whether the door is open; they replace the current ones',
				),
				components(
					'rexComponents',
					'Requests to Exit',
					'Buttons and sensors for leaving; they replace the current ones',
				),
				flag(
					'forceAllReadersFirstInAuthRequiredLedFeedbackEnabled',
					'Whether all readers show that the first person in must authenticate',
					{ label: 'LED: First In Must Authenticate' },
				),
				flag(
					'forceAllReadersFirstInUnlockPendingLedFeedbackEnabled',
					'Whether all readers show that the first person in will unlock the door',
					{ label: 'LED: First In Unlocks' },
				),
				flag(
					'forceAllReadersOtherReaderUnlockAudioFeedbackEnabled',
					'Whether all readers beep when another reader unlocks the door',
					{ label: 'Sound: Unlocked by Other Reader' },
				),
				flag(
					'forceAllReadersRemoteUnlockAudioFeedbackEnabled',
					'Whether all readers beep when the door is unlocked remotely',
					{ label: 'Sound: Unlocked Remotely' },
				),
			],
			adjust: async (context, request) =>
				await withoutSchedules(context, flagSubLocations(context, request)),
			also: ['POST /api/component/findAccessControlledDoors'],
			// Omitted values are kept, but nothing documents that parts of these are merged.
			merging: {
				...currentDoor,
				merges: ['doorStateToScheduleUuidMap', 'proximityUnlockSettings', 'waveToUnlockSettings'],
			},
			output: { rowsProperty: 'accessControlledDoor', simplify: DOOR },
		}),
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete door',
			description: 'Delete a door from access control; its hardware remains',
			request: 'POST /api/component/deleteAccessControlledDoor',
			fields: [doorUuid],
			output: { kind: 'deleted' },
		},
		{
			value: 'getLabels',
			name: 'Get Labels',
			action: 'Get labels of doors',
			description: 'Get the labels of doors',
			request: 'POST /api/component/getAccessControlledDoorLabelsForOrg',
			idempotent: true,
			paging: whole,
			output: {
				kind: 'entries',
				rowsProperty: 'accessControlledDoorLabels',
				keyField: 'accessControlledDoorUuid',
				valueField: 'labels',
			},
		},
	],
};
