import { valuesByName } from '../../shared/request/build';
import type { ApiRequest } from '../../shared/http/types';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { choice, pick, strings, text, localOnly } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Field, Operation, Resource, OperationContext } from '../../shared/model/operation';
import { id, ids, locationUuid, scheduleUuid } from '../../services/rhombus/fields';
import {
	accessGrant as grantPicker,
	accessGroup,
	door,
	location,
	user,
} from '../../services/rhombus/pickers';
import { currentOf } from '../../services/rhombus/steps/current';
import { found } from '../../services/rhombus/steps/found';

/** Grants let people through doors, revocations keep them out; their calls are alike. */
interface Twin {
	value: 'accessGrant' | 'accessRevocation';
	noun: string;
	plural: string;
	/** Of the API. */
	Type: 'LocationAccessGrant' | 'LocationAccessRevocation';
	Name: 'AccessGrant' | 'AccessRevocation';
	does: string;
	uuid: Field;
	/** What the other twin lacks. */
	own?: Field[];
}

/** Of whom or what the rules are listed. */
const OF: Record<string, { label: string; field: string; end: string }> = {
	org: { label: 'Organization', field: '', end: 'ByOrg' },
	door: { label: 'Door', field: 'accessControlledDoorUuid', end: 'ByAccessControlledDoor' },
	group: { label: 'Access Group', field: 'groupUuid', end: 'ByGroup' },
	location: { label: 'Location', field: 'locationUuid', end: 'ByLocation' },
	user: { label: 'User', field: 'userUuid', end: 'ByUser' },
};

const parts: Field[] = [
	ids('accessControlledDoorUuids', 'Door IDs', 'IDs of the doors', { restricts: true }),
	strings('doorLabelIds', 'Labels of the doors', {
		label: 'Door Labels',
		restricts: true,
	}),
	ids('groupUuids', 'Group IDs', 'IDs of the access groups', { restricts: true }),
	ids('userUuids', 'User IDs', 'IDs of the users', { restricts: true }),
	scheduleUuid,
	ids(
		'accessControlledElevatorLandingUuids',
		'Elevator Landing IDs',
		'IDs of the elevator landings',
		{ restricts: true },
	),
];

function operations(twin: Twin): Operation[] {
	const { noun, plural, Type, Name, does, uuid, own = [] } = twin;
	const key = twin.value;
	const aNoun = `an ${noun}`;
	const kinds = Object.entries(OF).filter(
		// There is no call for the revocations of a location.
		([of]) => key === 'accessGrant' || of !== 'location',
	);
	const get = `POST /api/accesscontrol/get${Type}`;
	return [
		{
			value: 'getAll',
			name: 'Get Many',
			action: `Get many ${plural}`,
			description: `Get who ${does} which doors, and when`,
			request: `POST /api/accesscontrol/find${Type}sByOrg`,
			also: kinds.slice(1).map(([, { end }]) => `POST /api/accesscontrol/find${Type}s${end}`),
			idempotent: true,
			fields: [
				localOnly(
					choice(
						'of',
						Object.fromEntries(kinds.map(([value, { label }]) => [value, label])),
						'Kind of object whose access to get',
						{ label: 'Of', default: 'org' },
					),
				),
				...kinds
					.slice(1)
					.map(([of, { field }]) =>
						pick(
							{ door, group: accessGroup, location, user }[of]!,
							field,
							'Access group, door, location or user to use',
							{ param: `of ${of}`, showIf: { of: [of] } },
						),
					),
			],
			adjust: async (context: OperationContext, request: ApiRequest) => {
				const { of } = await valuesByName(context);
				return { ...request, path: request.path.replace('ByOrg', OF[String(of)]!.end) };
			},
			paging: whole,
			output: { rowsProperty: `${key}s` },
		},
		{
			value: 'get',
			name: 'Get',
			action: `Get ${noun}`,
			description: `Get one ${noun}`,
			request: get,
			idempotent: true,
			fields: [uuid],
			output: found(noun, key),
		},
		{
			value: 'create',
			name: 'Create',
			action: `Create ${noun}`,
			description: `Create ${aNoun}: who ${does} which doors, and when`,
			request: `POST /api/accesscontrol/create${Name}`,
			wrap: key,
			fields: [
				locationUuid,
				text('name', `Name of the ${noun}`, { placeholder: 'e.g. Night shift' }),
			],
			optional: [...parts, ...own],
			output: { rowsProperty: key },
		},
		merged({
			value: 'update',
			name: 'Update',
			action: `Update ${noun}`,
			description: `Update ${aNoun}; values that you leave out do not change`,
			request: `POST /api/accesscontrol/update${Name}`,
			also: [get],
			wrap: key,
			fields: [localOnly(uuid)],
			optional: [text('name', `Name of the ${noun}`), ...parts, ...own],
			// The API replaces all of it (access-control-tool-api.ts of the vendor's tool server).
			merging: { ...currentOf(get, noun, key, uuid.name), keeps: 'all' },
			output: { rowsProperty: key },
		}),
		{
			value: 'delete',
			name: 'Delete',
			action: `Delete ${noun}`,
			description: `Delete ${aNoun}`,
			request: `POST /api/accesscontrol/delete${Type}`,
			fields: [uuid],
			output: { kind: 'deleted', mayBeEmpty: true },
		},
	];
}

export const accessGrant: Resource = {
	value: 'accessGrant',
	name: 'Access Grant',
	description: 'Permissions to open doors, by user, group and schedule',
	operations: operations({
		value: 'accessGrant',
		noun: 'access grant',
		plural: 'access grants',
		Type: 'LocationAccessGrant',
		Name: 'AccessGrant',
		does: 'may open',
		uuid: pick(grantPicker, 'accessGrantUuid', 'Access grant, from the list or by its ID'),
		own: [
			ids('locationGuestPassUuids', 'Guest Pass IDs', 'IDs of the guest passes', {
				restricts: true,
			}),
			choice(
				'mode',
				{ DEFAULT: 'Default', GUEST_PASS_INDIVIDUAL: 'Individual Guest Pass' },
				'Whether to use a standard grant or the grant of a guest pass',
				{ open: true },
			),
		],
	}),
};

export const accessRevocation: Resource = {
	value: 'accessRevocation',
	name: 'Access Revocation',
	description: 'Exclusions from doors, which override access grants',
	operations: operations({
		value: 'accessRevocation',
		noun: 'access revocation',
		plural: 'access revocations',
		Type: 'LocationAccessRevocation',
		Name: 'AccessRevocation',
		does: 'may not open',
		uuid: id('accessRevocationUuid', 'Access Revocation ID', 'ID of the access revocation'),
	}),
};
