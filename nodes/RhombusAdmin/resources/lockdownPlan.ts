import { merged } from '../../shared/execution/mergeIntoCurrent';
import { choice, flag, group, localOnly, map, pick, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Field, Resource } from '../../shared/model/operation';
import { ids, locationUuid } from '../../services/rhombus/fields';
import { door, lockdownPlan as planPicker } from '../../services/rhombus/pickers';
import { currentOf } from '../../services/rhombus/steps/current';
import { found } from '../../services/rhombus/steps/found';
import { withoutKeys } from '../../services/rhombus/steps/withoutKeys';

const planUuid = pick(planPicker, 'lockdownPlanUuid', 'Lockdown plan, from the list or by its ID');

const STATES = {
	LOCKED_DOWN: 'Locked Down',
	ACCESS_CONTROLLED: 'Access Controlled',
	UNLOCKED: 'Unlocked',
};

const who = [
	ids('groupUuids', 'Group IDs', 'IDs of access groups that are allowed', { restricts: true }),
	ids('userUuids', 'User IDs', 'IDs of users who are allowed', { restricts: true }),
];
const message = text('rhombusKeyNotificationMessage', 'Message shown in the app', {
	label: 'App Message',
	rows: 2,
});

const plan: Field[] = [
	choice('defaultLockdownState', STATES, 'State of doors that are not listed below', {
		restricts: true,
	}),
	map(
		'doorLockdownStateMap',
		'Door ID',
		'Doors with another state in the lockdown',
		[choice('', STATES, 'State of the door in the lockdown', { label: 'State' })],
		{ label: 'Door States' },
	),
	group('activationPlan', 'Who may activate the plan, and what they are told', [...who, message]),
	group('deactivationPlan', 'Who may deactivate the plan, and what they are told', [
		...who,
		message,
	]),
	group('physicalAccess', 'Who may still open doors with a card', who),
	group('testPlan', 'Behavior in test mode', [
		flag('doorStateOverrideEnabled', 'Whether doors actually change their state'),
		flag('userAccessOverrideEnabled', 'Whether access is actually denied'),
	]),
];

const withoutDoorState = localOnly(
	ids(
		'withoutDoorState',
		'Remove Door States',
		'Doors whose own state to remove; a door in Door States keeps the state given there',
		{ picker: door },
	),
);

const PARTS = [
	'doorLockdownStateMap',
	'activationPlan',
	'deactivationPlan',
	'physicalAccess',
	'testPlan',
];

const places = 'POST /api/accesscontrol/lockdownPlan';

export const lockdownPlan: Resource = {
	value: 'lockdownPlan',
	name: 'Lockdown Plan',
	description: 'Plans that say which doors lock in a lockdown, and who may still pass',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many lockdown plans',
			description: 'Get the lockdown plans of the organization',
			request: `${places}/findLockdownPlans`,
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'lockdownPlans' },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get lockdown plan',
			description: 'Get one lockdown plan',
			request: `${places}/getLockdownPlan`,
			idempotent: true,
			fields: [planUuid],
			output: found('lockdown plan', 'lockdownPlan'),
		},
		{
			value: 'getByLocation',
			name: 'Get by Location',
			action: 'Get lockdown plans by location',
			description: 'Get the lockdown plans of a location',
			request: `${places}/findLockdownPlansByLocation`,
			idempotent: true,
			fields: [locationUuid],
			paging: whole,
			output: { rowsProperty: 'lockdownPlans' },
		},
		{
			value: 'create',
			name: 'Create',
			action: 'Create lockdown plan',
			description: 'Create a plan for the lockdown of a location',
			request: `${places}/createLocationLockdownPlan`,
			wrap: 'lockdownPlan',
			fields: [locationUuid, text('name', 'Name of the plan', { placeholder: 'e.g. Intruder' })],
			optional: plan,
			fixed: { body: { type: 'LOCATION_LOCKDOWN' } },
			output: { rowsProperty: 'lockdownPlan' },
		},
		merged({
			value: 'update',
			name: 'Update',
			action: 'Update lockdown plan',
			description: 'Update a lockdown plan',
			request: `${places}/updateLocationLockdownPlan`,
			also: [`${places}/getLockdownPlan`],
			fields: [planUuid],
			optional: [text('name', 'Name of the plan'), ...plan, withoutDoorState],
			adjust: withoutKeys('doorLockdownStateMap', 'withoutDoorState'),
			// The vendor's own tool server sends every part again: a body with a name only blanks them.
			merging: {
				...currentOf(
					`${places}/getLockdownPlan`,
					'lockdown plan',
					'lockdownPlan',
					'lockdownPlanUuid',
				),
				keeps: ['name', 'defaultLockdownState', ...PARTS],
				merges: PARTS,
			},
			output: { kind: 'done' },
		}),
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete lockdown plan',
			description: 'Delete a lockdown plan',
			request: `${places}/deleteLockdownPlan`,
			fields: [planUuid],
			output: { kind: 'deleted' },
		},
	],
};
