import type { IDataObject } from 'n8n-workflow';
import { assemble } from '../../shared/request/assemble';
import { valuesByName } from '../../shared/request/build';
import type { Client } from '../../shared/http/client';
import {
	choice,
	choices,
	flag,
	inQuery,
	json,
	map,
	number,
	pick,
	secret,
	strings,
	text,
	time,
	localOnly,
} from '../../shared/model/fields';
import { limited, pages, whole } from '../../shared/model/pagination';
import type {
	Field,
	Merging,
	Operation,
	Resource,
	OperationContext,
} from '../../shared/model/operation';
import { inputFile, uploads } from '../../shared/request/multipart';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { realId, rolesAsText } from '../../services/mattermost/users';
import { channel, ME, team, userOrMe } from '../../services/mattermost/pickers/pickers';
import { getAttributes, setAttributes } from '../../services/mattermost/profileAttributes';
import { notifyProps, timezone, USER } from '../../services/mattermost/userFields';
import { usersById, usersByName } from '../../services/mattermost/bulk';
import { namesFor } from '../../services/mattermost/names';

const userId = pick(userOrMe, 'user_id', 'User to work on');
const username = text('username', 'Name without @', { placeholder: 'e.g. anna' });
const email = text('email', 'Email address of the user', { placeholder: 'e.g. anna@example.com' });
const term = text('term', 'Part of a name or email address', { label: 'Search Term' });
const loginId = text('login_id', 'Username or email address', { label: 'Login' });
const newPassword = secret('new_password', 'New password of the user');
const service = text('auth_service', 'Service the user logs in with', {
	label: 'Login Service',
	placeholder: 'e.g. saml',
});

const authData = text('auth_data', 'ID of the user in the login service', { label: 'Login Data' });

const names: Field[] = [
	text('first_name', 'Given name', { clears: true, placeholder: 'e.g. Anna' }),
	text('last_name', 'Family name', { clears: true }),
	text('nickname', 'Nickname of the user', { clears: true }),
	text('position', 'Job title', { clears: true }),
	text('locale', 'Language of the user interface', { placeholder: 'e.g. en' }),
	json('props', 'Additional properties, as a JSON object', { label: 'Props (JSON)' }),
];
/** `model.User.Patch` and the store's update take each of these maps as the whole of it. */
const MAPS = ['props', 'notify_props', 'timezone'];
/** What `PUT /users/{id}` writes; what it lacks is blanked (SqlUserStore.Update). */
const WRITTEN = [
	'id',
	// Recorded on 4.10 and 5.36: without it 400 'Create at must be a valid time'.
	'create_at',
	'email',
	'username',
	'first_name',
	'last_name',
	'nickname',
	'locale',
	'position',
	'allow_marketing',
	'remote_id',
];
const ofUser: Pick<Merging, 'read' | 'thing' | 'merges'> = {
	read: 'GET /users/{user_id}',
	thing: async (context, { user_id }) => `/users/${await realId(context, String(user_id))}`,
	merges: MAPS,
};

/** Every account has notification settings, so an answer without them hides them. */
const hides = ({ notify_props }: IDataObject) =>
	Object.keys((notify_props ?? {}) as IDataObject).length === 0;

/** @throws NodeOperationError where the rest of the settings would be lost */
function checkSettings(client: Client, current: IDataObject, given: IDataObject): void {
	if (given.notify_props === undefined || !hides(current)) return;
	throw client.refuse(
		notifyProps.label,
		'cannot be changed by this account, because the server hides the current values and would erase them',
		'Use a credential of the user; on newer servers, that of a system administrator also works',
	);
}

const changeable: Field[] = [
	text('username', 'Name without @'),
	text('email', 'Email address', { placeholder: 'name@email.com' }),
	...names,
	notifyProps,
	timezone,
];

/** An operation that anyone may call, with a body of texts. */
const open = (operation: Omit<Operation, 'adjust'>): Operation => ({
	...operation,
	adjust: (_call, request) => ({ ...request, anonymous: true }),
});

/** The session's token comes in a header, not in the user. */
async function logIn(context: OperationContext): Promise<IDataObject> {
	const { login_password: password, ...rest } = await valuesByName(context);
	const request = assemble(context, 'POST /users/login', { body: { ...rest, password } });
	const answer = await context.send({ ...request, anonymous: true });
	return { ...(answer.body as IDataObject), session_token: String(answer.headers.token ?? '') };
}

/** Ends the given session, or that of the credential. */
async function logOut(context: OperationContext): Promise<IDataObject> {
	const { session_token: token } = await valuesByName(context);
	const request = assemble(context, 'POST /users/logout', {});
	const answer = await context.send(
		token
			? { ...request, anonymous: true, headers: { Authorization: `Bearer ${String(token)}` } }
			: request,
	);
	return answer.body as IDataObject;
}

export const user: Resource = {
	value: 'user',
	name: 'User',
	operations: [
		{
			value: 'get',
			name: 'Get',
			action: 'Get user',
			description: 'Get one user',
			request: 'GET /users/{user_id}',
			bulk: usersById,
			fields: [userId],
			output: { simplify: USER },
		},
		{
			value: 'getByUsername',
			name: 'Get by Username',
			action: 'Get user by username',
			description: 'Get a user by username',
			request: 'GET /users/username/{username}',
			bulk: usersByName,
			fields: [username],
			output: { simplify: USER },
		},
		{
			value: 'getByEmail',
			name: 'Get by Email',
			action: 'Get user by email',
			description: 'Get a user by email address',
			request: 'GET /users/email/{email}',
			fields: [email],
			output: { simplify: USER },
		},
		{
			value: 'getMe',
			name: 'Get Me',
			action: 'Get authenticated user',
			description: 'Get the user that the credential belongs to',
			request: 'GET /users/me',
			output: { simplify: USER },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many users',
			description: 'Get users, optionally by team, channel, group, role or state',
			request: 'GET /users',
			optional: [
				pick(team, 'in_team', 'Only members of this team', { label: 'In Team' }),
				text('not_in_team', 'Only users who are not in this team', {
					label: 'Not in Team ID',
				}),
				pick(channel, 'in_channel', 'Only members of this channel', { label: 'In Channel' }),
				text('not_in_channel', 'Only users who are not in this channel; requires In Team', {
					label: 'Not in Channel ID',
				}),
				text('in_group', 'Only members of this group', { label: 'In Group ID' }),
				text('not_in_group', 'Only users who are not in this group', {
					label: 'Not in Group ID',
				}),
				flag('without_team', 'Whether to get only users without a team'),
				flag('active', 'Whether to get only active users', { label: 'Active Only' }),
				flag('inactive', 'Whether to get only deactivated users', { label: 'Deactivated Only' }),
				flag('group_constrained', 'Whether to get only users allowed by the groups', {
					label: 'Allowed by Groups Only',
				}),
				flag('abac_match_only', 'Whether to get only users allowed by the access rules', {
					label: 'Allowed by Access Rules Only',
				}),
				text('role', 'Only users with this system role', { placeholder: 'e.g. system_admin' }),
				strings('roles', 'Only users with one of these system roles', {
					placeholder: 'e.g. system_admin, system_user',
				}),
				strings('team_roles', 'Only users with one of these roles in the team', {
					placeholder: 'e.g. team_admin',
				}),
				strings('channel_roles', 'Only users with one of these roles in the channel', {
					placeholder: 'e.g. channel_admin',
				}),
				choice(
					'sort',
					{
						last_activity_at: 'By Activity (in Team)',
						create_at: 'By Joining (in Team)',
						status: 'By Status (in Channel)',
						admin: 'Administrators First (in Channel)',
						display_name: 'By Name (in Group)',
					},
					'Order of the users; by username if left out',
				),
			],
			paging: pages(),
			output: { simplify: USER },
		},
		{
			value: 'search',
			name: 'Search',
			action: 'Search users',
			description: 'Search users by name or email address',
			request: 'POST /users/search',
			idempotent: true,
			fields: [term],
			optional: [
				pick(team, 'team_id', 'Only members of this team', { label: 'In Team' }),
				text('not_in_team_id', 'Only users who are not in this team', {
					label: 'Not in Team ID',
				}),
				pick(channel, 'in_channel_id', 'Only members of this channel', { label: 'In Channel' }),
				text('not_in_channel_id', 'Only users who are not in this channel; requires In Team', {
					label: 'Not in Channel ID',
				}),
				text('in_group_id', 'Only members of this group', { label: 'In Group ID' }),
				flag('group_constrained', 'Whether to find only users allowed by the groups', {
					label: 'Allowed by Groups Only',
				}),
				flag('allow_inactive', 'Whether to include deactivated users', {
					label: 'Include Deactivated',
				}),
				flag('without_team', 'Whether to find only users without a team'),
			],
			paging: limited('limit', 'body', 1000),
			output: { simplify: USER },
		},
		{
			value: 'create',
			name: 'Create',
			action: 'Create user',
			description: 'Create a user who logs in with a password or a login service',
			request: 'POST /users',
			fields: [
				{ ...email, param: 'new_email' },
				{ ...username, param: 'new_username' },
				localOnly(
					choice(
						'login_with',
						{ password: 'Password', service: 'Login Service' },
						'How the user logs in',
					),
				),
				secret('password', 'Password of the user', { showIf: { login_with: ['password'] } }),
				{ ...service, param: 'create_service', showIf: { login_with: ['service'] } },
				{ ...authData, param: 'create_auth_data', showIf: { login_with: ['service'] } },
			],
			optional: [
				...names,
				notifyProps,
				timezone,
				inQuery(text('t', 'Token of an email invitation', { label: 'Invite Token' })),
				inQuery(text('iid', 'Last part of the team’s invite link', { label: 'Invite ID' })),
			],
			output: { simplify: USER },
		},
		merged({
			value: 'update',
			name: 'Update',
			action: 'Update user',
			description: 'Update a user; values that you leave out do not change',
			request: 'PUT /users/{user_id}/patch',
			fields: [userId],
			optional: changeable,
			merging: { ...ofUser, check: checkSettings },
			output: { simplify: USER },
		}),
		{
			value: 'delete',
			name: 'Deactivate',
			action: 'Deactivate (delete) user',
			description: 'Deactivate a user, which Activate or Deactivate undoes',
			request: 'DELETE /users/{user_id}',
			fields: [userId],
			output: { kind: 'deleted' },
		},
		{
			value: 'updateActive',
			name: 'Activate or Deactivate',
			action: 'Activate (or deactivate) user',
			description: 'Activate or deactivate a user',
			request: 'PUT /users/{user_id}/active',
			fields: [userId, flag('active', 'Whether the user can log in')],
		},
		{
			value: 'getByIds',
			name: 'Get Many by IDs',
			action: 'Get many users by IDs',
			description: 'Get several users by their IDs',
			request: 'POST /users/ids',
			idempotent: true,
			fields: [
				strings('user_ids', 'IDs of the users', {
					label: 'User IDs',
					placeholder: 'e.g. 43j19hynttytz8euwdmc1r3m8e',
				}),
			],
			optional: [
				inQuery(
					time('since', 'ms', 'Only users who changed after this time', { label: 'Changed Since' }),
				),
			],
			bodyIs: 'user_ids',
			paging: whole,
			output: { asked: 'id', simplify: USER },
		},
		{
			value: 'getByUsernames',
			name: 'Get Many by Usernames',
			action: 'Get many users by usernames',
			description: 'Get several users by their usernames, leaving out unknown names',
			request: 'POST /users/usernames',
			idempotent: true,
			fields: [strings('usernames', 'Usernames without @', { placeholder: 'e.g. anna, bob' })],
			bodyIs: 'usernames',
			paging: whole,
			output: { asked: 'username', simplify: USER },
		},
		{
			value: 'updateRoles',
			name: 'Update Roles',
			action: 'Update roles of user',
			description: 'Set all system roles of a user',
			request: 'PUT /users/{user_id}/roles',
			admin: true,
			fields: [
				userId,
				choices(
					'roles',
					{
						system_user: 'Member',
						system_admin: 'System Admin',
						system_guest: 'Guest',
						system_manager: 'System Manager',
						system_user_manager: 'User Manager',
						system_read_only_admin: 'Viewer',
						system_custom_group_admin: 'Custom Group Manager',
						system_user_access_token: 'Create Access Tokens',
						system_post_all: 'Post in All Channels',
						system_post_all_public: 'Post in All Public Channels',
					},
					'All roles of the user',
					{ open: true },
				),
			],
			adjust: rolesAsText,
		},
		{
			value: 'getImage',
			name: 'Download Image',
			action: 'Download profile image of user',
			description: 'Download the profile image of a user',
			request: 'GET /users/{user_id}/image',
			fields: [userId],
			optional: [
				number('_', 'Time of the last change, which prevents an outdated cached image', {
					label: 'Last Picture Update',
					param: 'last_picture_update',
				}),
			],
			output: { kind: 'binary', fileName: 'image.png' },
		},
		{
			value: 'uploadImage',
			name: 'Upload Image',
			action: 'Upload profile image of user',
			description: 'Upload a profile image for a user',
			request: 'POST /users/{user_id}/image',
			fields: [userId, inputFile],
			adjust: uploads('image'),
		},
		{
			value: 'updatePassword',
			name: 'Update Password',
			action: 'Update password of user',
			description: 'Set a new password for a user; yours requires the current one',
			request: 'PUT /users/{user_id}/password',
			fields: [userId, newPassword],
			optional: [secret('current_password', 'Current password of the user')],
		},
		open({
			value: 'sendPasswordReset',
			name: 'Send Password Reset',
			action: 'Send password reset email',
			description: 'Send an email with a link to choose a new password',
			request: 'POST /users/password/reset/send',
			fields: [email],
		}),
		{
			value: 'getByGroupChannels',
			name: 'Get Many by Group Channels',
			action: 'Get many users by group channels',
			description: 'Get the members of several group messages',
			request: 'POST /users/group_channels',
			idempotent: true,
			since: '5.14',
			fields: [strings('channel_ids', 'IDs of the group messages', { label: 'Channel IDs' })],
			bodyIs: 'channel_ids',
			output: {
				kind: 'entries',
				keyField: 'channel_id',
				valueField: 'users',
				addTo: namesFor,
			},
		},
		{
			value: 'getKnown',
			name: 'Get Many Known',
			action: 'Get many known user IDs',
			description: 'Get the IDs of users who share a channel with your account',
			request: 'GET /users/known',
			since: '5.23',
			paging: whole,
			output: { kind: 'values', rowsProperty: 'user_id', addTo: namesFor },
		},
		open({
			value: 'resetPassword',
			name: 'Reset Password',
			action: 'Reset password with code',
			description: 'Set a new password with the code from a password reset email',
			request: 'POST /users/password/reset',
			fields: [secret('code', 'Code from the link in the email'), newPassword],
		}),
		open({
			value: 'sendVerification',
			name: 'Send Email Verification',
			action: 'Send verification email',
			description: 'Send an email with a link that verifies the address',
			request: 'POST /users/email/verify/send',
			fields: [email],
		}),
		open({
			value: 'verifyEmail',
			name: 'Verify Email',
			action: 'Verify email with token',
			description: 'Verify an email address with the token from the verification email',
			request: 'POST /users/email/verify',
			fields: [secret('token', 'Token from the link in the email', { param: 'verify_token' })],
		}),
		{
			value: 'updateMfa',
			name: 'Update MFA',
			action: 'Turn MFA of user on or off',
			description: 'Turn multi-factor authentication on with a code, or off',
			request: 'PUT /users/{user_id}/mfa',
			fields: [userId, flag('activate', 'Whether to turn on multi-factor authentication')],
			optional: [text('code', 'Code shown by the authenticator app, required to turn it on')],
		},
		{
			value: 'generateMfa',
			name: 'Generate MFA Secret',
			action: 'Generate MFA secret of user',
			description: 'Generate the secret and QR code for an authenticator app',
			request: 'POST /users/{user_id}/mfa/generate',
			fields: [userId],
		},
		{
			value: 'getDefaultImage',
			name: 'Download Default Image',
			action: 'Download default profile image of user',
			description: 'Download the default profile image of a user',
			request: 'GET /users/{user_id}/image/default',
			since: '5.6',
			fields: [userId],
			output: { kind: 'binary', fileName: 'image.png' },
		},
		{
			value: 'deleteImage',
			name: 'Delete Image',
			action: 'Delete profile image of user',
			description: 'Delete the profile image, which restores the default image',
			request: 'DELETE /users/{user_id}/image',
			since: '5.6',
			fields: [userId],
			output: { kind: 'deleted' },
		},
		{
			value: 'getStats',
			name: 'Get Statistics',
			action: 'Get statistics of users',
			description: 'Count the users of the server',
			request: 'GET /users/stats',
			since: '5.1',
		},
		{
			value: 'getAudits',
			name: 'Get Audits',
			action: 'Get audits of user',
			description: 'Get the audit records of a user',
			request: 'GET /users/{user_id}/audits',
			fields: [userId],
			paging: pages(),
			output: { addTo: namesFor },
		},
		{
			value: 'login',
			name: 'Log In',
			action: 'Log in user',
			description: 'Log in with a password and get a session token',
			request: 'POST /users/login',
			fields: [loginId, secret('password', 'Password of the user', { param: 'login_password' })],
			optional: [
				secret('token', 'Code shown by the authenticator app', { label: 'MFA Code' }),
				text('id', 'User to use instead of the login', { label: 'User ID' }),
				text('device_id', 'ID of the device that receives notifications', { label: 'Device ID' }),
				text('voip_device_id', 'ID of the device that receives calls', { label: 'VoIP Device ID' }),
				flag('ldap_only', 'Whether to log in with LDAP only', {
					label: 'LDAP Only',
					asString: true,
				}),
				secret('magic_link_token', 'Token from a guest’s login link'),
			],
			output: { simplify: [...USER, 'session_token'] },
			run: logIn,
		},
		open({
			value: 'getLoginType',
			name: 'Get Login Type',
			action: 'Get login type of user',
			description: 'Get the service that a user logs in with',
			request: 'POST /users/login/type',
			idempotent: true,
			since: '11.2',
			fields: [loginId],
			optional: [
				text('id', 'User to use instead of the login', { label: 'User ID' }),
				text('device_id', 'ID of the device that receives notifications', { label: 'Device ID' }),
			],
		}),
		open({
			value: 'switchLogin',
			name: 'Switch Login Service',
			action: 'Switch login service of account',
			description: 'Move an account from one login service to another',
			request: 'POST /users/login/switch',
			fields: [
				text('current_service', 'Current login service', { placeholder: 'e.g. email' }),
				text('new_service', 'New login service', { placeholder: 'e.g. ldap' }),
			],
			optional: [
				text('email', 'Email address of the account', { placeholder: 'name@email.com' }),
				secret('password', 'Password of the account'),
				secret('mfa_code', 'Code shown by the authenticator app', { label: 'MFA Code' }),
				text('ldap_id', 'ID of the user in LDAP', { label: 'LDAP ID' }),
			],
		}),
		{
			value: 'logout',
			name: 'Log Out',
			action: 'Log out session',
			description: 'End the session of a token or of the credential',
			request: 'POST /users/logout',
			optional: [secret('session_token', 'Session token returned by Log In')],
			run: logOut,
		},
		{
			value: 'sendTyping',
			name: 'Send Typing',
			action: 'Show user as typing',
			description: 'Show a user as typing in a channel',
			request: 'POST /users/{user_id}/typing',
			since: '5.26',
			fields: [
				pick(userOrMe, 'user_id', 'User who is typing', { param: 'typing_user', default: ME }),
				pick(channel, 'channel_id', 'Channel in which the user is typing'),
			],
			optional: [
				text('parent_id', 'Thread in which the user is typing', {
					label: 'Thread Root Message ID',
				}),
			],
		},
		{
			value: 'getTermsOfService',
			name: 'Get Terms of Service',
			action: 'Get terms of service status of user',
			description: 'Get when a user accepted the terms of service',
			request: 'GET /users/{user_id}/terms_of_service',
			since: '5.6',
			fields: [userId],
		},
		{
			value: 'updateTermsOfService',
			name: 'Accept Terms of Service',
			action: 'Accept or reject terms of service',
			description: 'Accept or reject the terms of service for your account',
			request: 'POST /users/{user_id}/terms_of_service',
			since: '5.4',
			fields: [
				userId,
				text('termsOfServiceId', 'ID of the terms of service', { label: 'Terms of Service ID' }),
				flag('accepted', 'Whether the terms are accepted', { default: true }),
			],
		},
		{
			value: 'autocomplete',
			name: 'Autocomplete',
			action: 'Autocomplete users',
			description: 'Get the users whose name begins with a text',
			request: 'GET /users/autocomplete',
			fields: [
				text('name', 'Text that the name begins with', { label: 'Typed Text', param: 'typed' }),
			],
			optional: [
				pick(team, 'team_id', 'Only members of this team', { label: 'In Team' }),
				text(
					'channel_id',
					'Members of this channel; Full Response adds users who are not members',
					{
						label: 'In Channel ID',
					},
				),
			],
			adjust: (_call, request) => {
				// Servers of all ages read these names; the contracts have others.
				const { team_id: in_team, channel_id: in_channel, ...query } = request.query;
				return {
					...request,
					query: {
						...query,
						...(in_team ? { in_team } : {}),
						...(in_channel ? { in_channel } : {}),
					},
				};
			},
			paging: limited('limit', 'query', 1000),
			output: { rowsProperty: 'users', simplify: USER, offerFullResponse: true },
		},
		{
			value: 'getAttributes',
			name: 'Get Profile Attributes',
			action: 'Get profile attributes of user',
			description: 'Get the custom profile attributes of a user by name, which require a license',
			request: 'GET /users/{user_id}/custom_profile_attributes',
			also: ['GET /custom_profile_attributes/fields', 'GET /users/me'],
			since: '10.5',
			fields: [
				pick(userOrMe, 'user_id', 'User whose attributes to get', { param: 'whose', default: ME }),
			],
			run: getAttributes,
		},
		{
			value: 'setAttributes',
			name: 'Set Profile Attributes',
			action: 'Set profile attributes of user',
			description:
				'Set custom profile attributes of a user by name; those that you leave out do not change',
			request: 'PATCH /users/{user_id}/custom_profile_attributes',
			also: [
				'GET /users/{user_id}/custom_profile_attributes',
				'GET /custom_profile_attributes/fields',
				'GET /users/me',
			],
			since: '11.0',
			fields: [
				pick(userOrMe, 'user_id', 'User whose attributes to set', {
					param: 'whose_to_set',
					default: ME,
				}),
				localOnly(
					map(
						'attributes',
						'Attribute',
						'Attributes to set; several options or users are separated by commas',
						[text('', 'Value of the attribute; empty removes it', { label: 'Value' })],
					),
				),
			],
			run: setAttributes,
		},
		merged({
			value: 'replace',
			name: 'Replace',
			action: 'Replace user',
			description:
				'Replace a user; values that you leave out do not change, except the marketing consent of other users',
			request: 'PUT /users/{user_id}',
			fields: [userId],
			optional: changeable,
			optionsLike: 'update',
			merging: {
				...ofUser,
				keeps: [...WRITTEN, ...MAPS],
				orPatch: { request: 'PUT /users/{user_id}/patch', when: hides },
				check: checkSettings,
			},
			output: { simplify: USER },
		}),
		open({
			value: 'checkMfa',
			name: 'Check MFA',
			action: 'Check whether login needs MFA',
			description: 'Check whether a user needs a code to log in',
			request: 'POST /users/mfa',
			idempotent: true,
			until: '6.0',
			fields: [loginId],
		}),
	],
};
