import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/http/client';
import type { ApiRequest } from '../../shared/http/types';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { notRead } from '../../shared/execution/notRead';
import { choices, flag, list, map, number, pick, strings, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Field, Resource } from '../../shared/model/operation';
import { own } from '../../shared/util/guards';
import { ids } from '../../services/rhombus/fields';
import { role, user as userPicker } from '../../services/rhombus/pickers';
import { at } from '../../services/rhombus/times';

const USER = [
	'uuid',
	'name',
	'firstName',
	'lastName',
	'email',
	'status',
	'accountOwner',
	'accessibleRhombusApps',
	'mfaEnabled',
	'createdAtMillis',
	'deleted',
];

const userUuid = pick(userPicker, 'userUuid', 'User, from the list or by its ID');

const CHANNELS = {
	APP: 'App',
	BROWSER: 'Browser',
	EMAIL: 'Email',
	MICROSOFT_TEAMS: 'Microsoft Teams',
	SLACK: 'Slack',
	SMS: 'SMS',
};
const channelsBy = (name: string, keyLabel: string, label: string, description: string): Field =>
	map(
		name,
		keyLabel,
		description,
		[choices('', CHANNELS, 'Ways of being notified', { label: 'Channels' })],
		{ label },
	);
const minuteOfWeek = (name: string, label: string, description: string): Field =>
	number(name, description, { label: `${label} (Minute of Week)`, min: 0, max: 10080 });

/** `NotificationIntervalV2Type`; the API replaces all of them. */
const notificationIntervals = list(
	'notificationIntervalsV2',
	'Times of the week with what the user is notified of and how; they replace the current ones',
	[
		minuteOfWeek(
			'minuteOfWeekStart',
			'Start',
			'Minute at which the time starts; in schedules of Rhombus, 0 is Monday 00:00',
		),
		minuteOfWeek('minuteOfWeekStop', 'End', 'Minute at which the time ends'),
		channelsBy(
			'activityTriggerMap',
			'Activity',
			'Activities',
			'Channels by activity of devices, in capitals',
		),
		channelsBy(
			'diagnosticTriggerMap',
			'Diagnostic',
			'Diagnostics',
			'Channels by diagnostic of devices, in capitals',
		),
		channelsBy(
			'locationActivityTriggerMap',
			'Activity',
			'Activities of Locations',
			'Channels by activity at locations, apart from their devices',
		),
		channelsBy(
			'locationDiagnosticTriggerMap',
			'Diagnostic',
			'Diagnostics of Locations',
			'Channels by diagnostic at locations, apart from their devices',
		),
		ids('deviceFilterSet', 'Device IDs', 'Only of these devices', { restricts: true }),
		ids('locationFilterSet', 'Location IDs', 'Only at these locations', { restricts: true }),
		ids(
			'locationOnlyFilterSet',
			'Whole Location IDs',
			'Locations whose activities count as a whole',
			{ restricts: true },
		),
	],
	{ label: 'Notification Intervals' },
);

/** Access with the Rhombus Key app; the same below different names in two calls. */
const keySettings = (endpoint: string, root = '', rules = root): Field[] => [
	flag(`${root}rhombusKeyAccessEnabled`, 'Whether the user may sign in to the Rhombus Key app', {
		label: 'Rhombus Key Access',
	}),
	flag(`${root}remoteUnlockEnabled`, 'Whether the user may unlock doors remotely', {
		label: 'Remote Unlock',
	}),
	flag(`${root}bypassSaml`, 'Whether the user may sign in to the app without SAML', {
		label: 'Rhombus Key Without SAML',
	}),
	number(`${rules}maxMobileCredsAllowed`, 'Maximum number of phones with a mobile credential', {
		label: 'Mobile Credentials Allowed',
		min: 0,
		default: 1,
		restricts: true,
	}),
	at(endpoint, `${rules}startDateProvisioner.value`, 'Time from which phones open doors', {
		label: 'Mobile Credentials From',
	}),
	at(endpoint, `${rules}endDateProvisioner.value`, 'Time from which phones no longer open doors', {
		label: 'Mobile Credentials Until',
		ends: `${rules}startDateProvisioner.value`,
	}),
];

/** Dates are wrapped in an object that names its type. */
const withTypes = (_call: Client, request: ApiRequest): ApiRequest => {
	const body = structuredClone(request.body) as IDataObject;
	const settings = body.rhombusKeySettings as IDataObject | undefined;
	const rules = (settings?.credentialProvisioningRules ?? body) as IDataObject;
	for (const name of ['startDateProvisioner', 'endDateProvisioner']) {
		if (rules[name])
			rules[name] = { type: 'StaticEpochSecondsProvisioner', ...(rules[name] as IDataObject) };
	}
	return { ...request, body };
};

const RULES = 'rhombusKeySettings.credentialProvisioningRules.';

export const user: Resource = {
	value: 'user',
	name: 'User',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create user',
			description: 'Create a user and send an invitation to the organization',
			request: 'POST /api/user/createUser',
			fields: [
				text('name', 'Full name', { placeholder: 'e.g. Nathan Smith' }),
				text('email', 'Email address to invite', { placeholder: 'e.g. name@email.com' }),
			],
			optional: [
				pick(role, 'permissionGroupUuid', 'Role of the user'),
				choices(
					'accessibleRhombusApps',
					{ CONSOLE: 'Console', RHOMBUS_KEY: 'Rhombus Key', PARTNER: 'Partner' },
					'Apps that the user may sign in to',
					{ label: 'Apps' },
				),
				flag('suppressWelcomeEmail', 'Whether to suppress the invitation'),
				flag(
					'suppressRhombusKeyWelcomeEmail',
					'Whether to suppress the invitation to the Rhombus Key app',
					{
						label: 'Suppress Rhombus Key Welcome Email',
					},
				),
				...keySettings('user/createUser', 'rhombusKeySettings.', RULES),
			],
			adjust: withTypes,
			output: {
				kind: 'done',
				failed: ({ responseStatus }) =>
					typeof responseStatus === 'string' && responseStatus !== 'SUCCESS'
						? `The user was not created: ${responseStatus.replace(/_/g, ' ').toLowerCase()}`
						: undefined,
			},
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many users',
			description:
				'Get the users of the organization; Full Response adds partners, permissions and notification settings',
			request: 'POST /api/user/getUsersInOrg',
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'users', simplify: USER, offerFullResponse: true },
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update user',
			description:
				'Update the name, role or notifications of a user; values that you leave out do not change',
			request: 'POST /api/user/updateUserSelective',
			fields: [userUuid],
			optional: [
				text('name', 'Full name'),
				pick(role, 'permissionGroupUuid', 'Role of the user'),
				strings('smsPhoneNumbers', 'Phone numbers that receive text messages', {
					label: 'SMS Phone Numbers',
					placeholder: 'e.g. +15555550100',
				}),
				flag('mfaEnabled', 'Whether a second factor is required to sign in', {
					label: 'MFA',
					restricts: true,
				}),
				flag('bypassSaml', 'Whether the user may sign in without SAML', { label: 'Bypass SAML' }),
				flag(
					'restrictToAllowedLoginIps',
					'Whether the user may sign in only from IP addresses that the organization allows',
					{ label: 'Restrict to Allowed IP Addresses', restricts: true },
				),
				flag('summaryEmailEnabled', 'Whether the user receives summaries by email', {
					label: 'Summary Email',
				}),
				notificationIntervals,
			],
			output: { mayBeEmpty: true, kind: 'done' },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete user',
			description: 'Delete a user from the organization',
			request: 'POST /api/user/deleteUser',
			fields: [userUuid],
			output: { kind: 'deleted' },
		},
		{
			value: 'getRoles',
			name: 'Get Roles',
			action: 'Get roles',
			description: 'Get the roles that users can have, with their permissions',
			request: 'POST /api/permission/getPermissionGroups',
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'permissionGroups', offerFullResponse: true },
		},
		{
			value: 'updateKeySettings',
			name: 'Update Rhombus Key Settings',
			action: 'Update Rhombus Key settings of user',
			description: 'Update what a user may do with the Rhombus Key app',
			request: 'POST /api/user/updateRhombusKeySettingsForUser',
			fields: [userUuid],
			optional: keySettings('user/updateRhombusKeySettingsForUser'),
			adjust: withTypes,
			output: { rowsProperty: 'userRhombusKeyConfig' },
		},
		{
			value: 'assignEmail',
			name: 'Assign Email',
			action: 'Assign email to user',
			description: 'Assign an email address to a user who has none',
			request: 'POST /api/user/assignEmailToUser',
			fields: [
				userUuid,
				text('emailToAssign', 'Email address', {
					label: 'Email',
					placeholder: 'e.g. name@email.com',
				}),
			],
			output: { mayBeEmpty: true, kind: 'done' },
		},
		{
			value: 'getCustomFields',
			name: 'Get Custom Fields',
			action: 'Get custom fields of user',
			description: 'Get the values of the custom fields of a user',
			request: 'POST /api/user/metadata/findUserMetadataFields',
			idempotent: true,
			fields: [userUuid],
			output: { kind: 'done' },
		},
		merged({
			value: 'updateCustomFields',
			name: 'Update Custom Fields',
			action: 'Update custom fields of user',
			description: 'Update the values of the custom fields of a user',
			request: 'POST /api/user/metadata/saveUserMetadataFields',
			fields: [
				userUuid,
				map(
					'fieldValueMap',
					'Field ID',
					'Values, by field',
					[text('', 'Value of the field', { label: 'Value' })],
					{
						label: 'Values',
					},
				),
			],
			also: ['POST /api/user/metadata/findUserMetadataFields'],
			merging: {
				read: async (context, { userUuid: user }) => {
					const answer = await context.request('POST /api/user/metadata/findUserMetadataFields', {
						body: { userUuid: user },
						idempotent: true,
					});
					const now = own(answer, 'userFieldValueMap');
					// None yet is null; an answer without it is none.
					if (now === undefined) throw notRead(context);
					const fields = Object.entries((now ?? {}) as Record<string, IDataObject>);
					return {
						fieldValueMap: Object.fromEntries(
							fields.map(([id, { fieldValue }]) => [id, fieldValue]),
						),
					};
				},
				thing: (_call, { userUuid: user }) => `custom fields of ${String(user)}`,
				merges: ['fieldValueMap'],
			},
			output: { kind: 'done' },
		}),
		{
			value: 'getPartnerUsers',
			name: 'Get Many of Partner',
			action: 'Get many users of partner',
			description: 'Get the users of the partner organization; requires a partner key',
			request: 'POST /api/user/getPartnerUsersInOrg',
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'partnerUsers', simplify: USER, offerFullResponse: true },
		},
	],
};
