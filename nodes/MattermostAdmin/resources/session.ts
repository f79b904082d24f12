import { flag, pick, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { ME, userOrMe } from '../../services/mattermost/pickers/pickers';
import { session as sessionPicker } from '../pickers';
import { namesFor } from '../../services/mattermost/names';

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

const userId = pick(userOrMe, 'user_id', 'User whose sessions to use', { default: ME });

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
			output: { simplify: SESSION, addTo: namesFor },
		},
		{
			value: 'revoke',
			name: 'Revoke',
			action: 'Revoke session',
			description: 'Revoke one session of a user',
			request: 'POST /users/{user_id}/sessions/revoke',
			fields: [userId, pick(sessionPicker, 'session_id', 'Session to revoke')],
		},
		{
			value: 'revokeAll',
			name: 'Revoke All of User',
			action: 'Revoke all sessions of user',
			description: 'Revoke all sessions of a user',
			request: 'POST /users/{user_id}/sessions/revoke/all',
			fields: [userId],
		},
		{
			value: 'revokeAllUsers',
			name: 'Revoke All of Server',
			action: 'Revoke all sessions of server',
			description: 'Revoke all sessions of all users',
			request: 'POST /users/sessions/revoke/all',
			since: '5.14',
			admin: true,
		},
		{
			value: 'attachDevice',
			name: 'Attach Device',
			action: 'Attach device to session',
			description:
				'Set the device that receives push notifications for the session of the credential',
			request: 'PUT /users/sessions/device',
			fields: [
				text('device_id', 'ID of the device, with its platform', {
					label: 'Device ID',
					placeholder: 'e.g. apple:d3ad-b33f',
				}),
			],
			optional: [
				text('voip_device_id', 'ID of the device that receives calls', { label: 'VoIP Device ID' }),
				flag('deviceNotificationDisabled', 'Whether notifications are turned off on the device', {
					label: 'Notifications Off',
					asString: true,
				}),
				text('mobileVersion', 'Version of the app on the device'),
			],
		},
	],
};
