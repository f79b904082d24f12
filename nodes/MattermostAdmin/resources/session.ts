import { flag, pick, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { ME, userOrMe } from '../../services/mattermost/pickers/pickers';

/** What a session keeps with Simplify on. */
const SESSION = [
	'id',
	'user_id',
	'create_at',
	'expires_at',
	'last_activity_at',
	'device_id',
	'roles',
	'is_oauth',
	'props',
];

const userId = pick(userOrMe, 'user_id', 'Whose sessions', { default: ME });

export const session: Resource = {
	value: 'session',
	name: 'Session',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many sessions',
			description: 'Get the sessions of a user, one for each device',
			request: 'GET /users/{user_id}/sessions',
			fields: [userId],
			paging: whole,
			output: { simplify: SESSION },
		},
		{
			value: 'revoke',
			name: 'Revoke',
			action: 'Revoke session',
			description: 'Log a user out on one device',
			request: 'POST /users/{user_id}/sessions/revoke',
			fields: [userId, text('session_id', 'The session', { label: 'Session ID' })],
		},
		{
			value: 'revokeAll',
			name: 'Revoke All of User',
			action: 'Revoke all sessions of user',
			description: 'Log a user out on all devices',
			request: 'POST /users/{user_id}/sessions/revoke/all',
			fields: [userId],
		},
		{
			value: 'revokeAllUsers',
			name: 'Revoke All of Server',
			action: 'Revoke all sessions of server',
			description: 'Log all users out on all devices',
			request: 'POST /users/sessions/revoke/all',
			since: '5.14',
			admin: true,
		},
		{
			value: 'attachDevice',
			name: 'Attach Device',
			action: 'Attach device to session',
			description: 'Tell the session of the credential which phone gets notifications',
			request: 'PUT /users/sessions/device',
			fields: [
				text('device_id', 'The phone, with its platform', {
					label: 'Device ID',
					placeholder: 'e.g. apple:d3ad-b33f',
				}),
			],
			optional: [
				text('voip_device_id', 'Phone that gets calls', { label: 'VoIP Device ID' }),
				flag('deviceNotificationDisabled', 'Whether the phone shows no notifications', {
					label: 'Notifications Off',
					asString: true,
				}),
				text('mobileVersion', 'Version of the app on the phone'),
			],
		},
	],
};
