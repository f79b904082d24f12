import type { IDataObject } from 'n8n-workflow';
import { choice, pick, strings, text, time } from '../../shared/model/fields';
import { asListed, withExpiry } from '../../services/mattermost/customStatus';
import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { peopleAsBody, userOfPath } from '../../services/mattermost/users';
import { ME, userOrMe } from '../../services/mattermost/pickers/pickers';
import { statusesById } from '../../services/mattermost/bulk';
import { namesFor } from '../../services/mattermost/names';

const userId = pick(userOrMe, 'user_id', 'User whose status it is', { default: ME });
const emoji = text('emoji', 'Name of the emoji', { placeholder: 'e.g. calendar' });
const words = text('text', 'Text that others see', { label: 'Status Text' });
const duration = choice(
	'duration',
	{
		thirty_minutes: 'Thirty Minutes',
		one_hour: 'One Hour',
		four_hours: 'Four Hours',
		today: 'Today',
		this_week: 'This Week',
		date_and_time: 'Until Expires At',
	},
	'How long to show the status',
);
const expiresAt = time('expires_at', 'iso', 'When the status is removed');

export const userStatus: Resource = {
	value: 'userStatus',
	name: 'User Status',
	operations: [
		{
			value: 'get',
			name: 'Get',
			action: 'Get user status',
			description: 'Get whether a user is online, away, offline or does not want to be disturbed',
			request: 'GET /users/{user_id}/status',
			bulk: statusesById,
			fields: [userId],
			output: { addTo: namesFor },
		},
		{
			value: 'update',
			name: 'Set',
			action: 'Set user status',
			description: 'Set a user to online, away, offline or do not disturb',
			request: 'PUT /users/{user_id}/status',
			also: ['GET /users/me'],
			fields: [
				userId,
				choice(
					'status',
					{ online: 'Online', away: 'Away', dnd: 'Do Not Disturb', offline: 'Offline' },
					'Status that others see',
				),
			],
			optional: [
				time('dnd_end_time', 's', 'When Do Not Disturb ends', { label: 'Do Not Disturb Until' }),
			],
			// Servers since 5.x want the same ID in the body, never `me`.
			adjust: async (context, request) => ({
				...request,
				body: { user_id: await userOfPath(context, request), ...(request.body as IDataObject) },
			}),
		},
		{
			value: 'updateCustom',
			name: 'Set Custom',
			action: 'Set custom status',
			description: 'Set the custom status of a user: an emoji and a text',
			request: 'PUT /users/{user_id}/status/custom',
			since: '5.33',
			also: ['GET /users/{user_id}'],
			fields: [userId, emoji, words],
			optional: [duration, expiresAt],
			adjust: withExpiry,
		},
		{
			value: 'removeCustom',
			name: 'Remove Custom',
			action: 'Remove custom status',
			description: 'Remove the custom status of a user',
			request: 'DELETE /users/{user_id}/status/custom',
			since: '5.33',
			fields: [userId],
			output: { kind: 'deleted' },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many user statuses',
			description: 'Get the statuses of several users',
			request: 'POST /users/status/ids',
			also: ['POST /users/usernames', 'GET /users/email/{email}', 'GET /users/me'],
			idempotent: true,
			fields: [
				strings('user_ids', 'Users, as IDs, @usernames or email addresses', {
					label: 'Users',
					placeholder: 'e.g. @anna, bob@example.com',
				}),
			],
			bodyIs: 'user_ids',
			adjust: peopleAsBody('Users'),
			paging: whole,
			output: { addTo: namesFor },
		},
		{
			value: 'removeRecent',
			name: 'Remove Recent Custom',
			action: 'Remove recent custom status',
			description: 'Remove a status from the recently used custom statuses',
			request: 'POST /users/{user_id}/status/custom/recent/delete',
			since: '5.36',
			fields: [
				userId,
				emoji,
				words,
				{ ...duration, param: 'recent_duration', description: 'Duration of the status' },
				{
					...expiresAt,
					param: 'recent_expires_at',
					description: 'When the status was to be removed',
				},
			],
			also: ['GET /users/{user_id}/preferences/{category}/name/{preference_name}'],
			adjust: async (context, request) => await asListed(context, request),
			output: { kind: 'deleted' },
		},
	],
};
