import { choice, choices, number, pick, strings, text } from '../../shared/model/fields';
import type { Field } from '../../shared/model/operation';
import { camera, location, policy, schedule, subLocation } from './pickers';

/** Fields that many resources share. */

type Extra = Partial<Field>;

const ID = 'AAAAAAAAAAAAAAAAAAAAAA';

/** An ID that no list offers. */
export const id = (name: string, label: string, description: string, extra: Extra = {}): Field =>
	text(name, description, { label, placeholder: `e.g. ${ID}`, ...extra });

/** A list of IDs. */
export const ids = (name: string, label: string, description: string, extra: Extra = {}): Field =>
	strings(name, description, {
		label,
		placeholder: `e.g. ${ID}, BBBBBBBBBBBBBBBBBBBBBB`,
		...extra,
	});

export const seconds = (name: string, label: string, description: string, extra: Extra = {}) =>
	number(name, description, { label: `${label} (Seconds)`, min: 1, default: 60, ...extra });

export const cameraUuid = pick(camera, 'cameraUuid', 'Camera, from the list or by its ID');
export const locationUuid = pick(location, 'locationUuid', 'Location, from the list or by its ID');
export const atLocation = pick(location, 'locationUuid', 'Only doors of this location', {
	required: false,
});
export const scheduleUuid = pick(
	schedule,
	'scheduleUuid',
	'Schedule that determines when the link works',
);

export const latitude = number('latitude', 'Degrees north of the equator', { min: -90, max: 90 });
export const longitude = number('longitude', 'Degrees east of Greenwich', { min: -180, max: 180 });

const TEN_YEARS_S = 10 * 366 * 86_400;

/** How long a share link works. */
export const expirationTimeSecs = seconds(
	'expirationTimeSecs',
	'Expires After',
	'How long the link works; forever if left out',
	// A point in time in its place would be decades.
	{ default: 86400, max: TEN_YEARS_S, restricts: true },
);

export const VISIBILITY = {
	PRIVATE: 'Private',
	ROLE_RESTRICTED: 'Chosen Roles and Users',
	ORG_WIDE: 'Whole Organization',
};

/** Who may see a clip. */
export const accessSettings: Field[] = [
	choice('accessSettings.visibility', VISIBILITY, 'Who may see the clip', {
		label: 'Visibility',
		restricts: true,
	}),
	ids('accessSettings.allowedRoles', 'Allowed Role IDs', 'Roles that may see a restricted clip', {
		restricts: true,
	}),
	ids('accessSettings.allowedUsers', 'Allowed User IDs', 'Users who may see a restricted clip', {
		restricts: true,
	}),
];

/** From the outermost to the innermost; a server of the older contract (April 2026) had an object here. */
export const subLocations = ids(
	'subLocationsHierarchyKey',
	'Sub-Location IDs',
	'Sub-location and those that it is in, from the outermost to the innermost',
	{
		picker: subLocation,
		refine: (_client, _path, value) => (value as string[]).join('.'),
	},
);

/** Details of a device that an update may set. */
export const deviceDetails: Field[] = [
	text('name', 'Name of the device', { placeholder: 'e.g. Lobby' }),
	text('description', 'Description of the device', { rows: 2 }),
	number('floorNumber', 'Floor of the building'),
	latitude,
	longitude,
	pick(location, 'locationUuid', 'Location the device belongs to'),
	pick(policy, 'policyUuid', 'Policy that determines the alerts of the device'),
	subLocations,
];

/** Those of these details that may be cleared. */
export const EMPTIED = {
	description: 'Description',
	floorNumber: 'Floor Number',
	latitude: 'Latitude',
	longitude: 'Longitude',
	policyUuid: 'Policy',
};

/** What most workflows need of an access event. */
export const ACCESS_EVENT = [
	...['uuid', 'timestampMs', 'type', 'deviceUuid', 'locationUuid', 'componentUuid'],
	...['createdAtMs', 'componentCompositeUuid', 'newState', 'reason', 'correlationId'],
	...['authenticationResult', 'authorizationResult', 'originator', 'credSource'],
	'newSupervisionState',
];

export const ACTIVITIES = 'Kinds of activity in capitals, as alerts and events name them';

export const objectTypeFilter = choices(
	'objectTypeFilter',
	{ MOTION_HUMAN: 'People', MOTION_CAR: 'Vehicles' },
	'Types of objects to search for',
	{ label: 'Object Types' },
);
