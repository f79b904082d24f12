import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/http/client';
import type { ApiRequest } from '../../shared/http/types';
import { list, pick, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { userOfPath } from '../../services/mattermost/users';
import { ME, userOrMe } from '../../services/mattermost/pickers/pickers';

const userId = pick(userOrMe, 'user_id', 'User whose preferences to use', { default: ME });
const category = text('category', 'Category of the preference', {
	placeholder: 'e.g. display_settings',
});
const inEntry = [
	text('category', 'Category of the preference', { required: true }),
	text('name', 'Name of the preference in its category', { required: true }),
];

/** Every preference says whose it is; servers refuse another user than that of the path. */
async function owned(client: Client, request: ApiRequest): Promise<ApiRequest> {
	const user_id = await userOfPath(client, request);
	return {
		...request,
		body: (request.body as IDataObject[]).map((one) => ({ ...one, user_id })),
	};
}

export const preference: Resource = {
	value: 'preference',
	name: 'Preference',
	operations: [
		{
			value: 'get',
			name: 'Get',
			action: 'Get preference',
			description: 'Get one preference of a user',
			request: 'GET /users/{user_id}/preferences/{category}/name/{preference_name}',
			fields: [
				userId,
				category,
				text('preference_name', 'Name of the preference in its category', {
					placeholder: 'e.g. name_format',
				}),
			],
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many preferences',
			description: 'Get the preferences of a user',
			request: 'GET /users/{user_id}/preferences',
			fields: [userId],
			paging: whole,
		},
		{
			value: 'getByCategory',
			name: 'Get Many by Category',
			action: 'Get many preferences by category',
			description: 'Get the preferences of a user in one category',
			request: 'GET /users/{user_id}/preferences/{category}',
			fields: [userId, category],
			paging: whole,
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update preferences',
			description: 'Create or update preferences of a user',
			request: 'PUT /users/{user_id}/preferences',
			fields: [
				userId,
				list(
					'preferences',
					'Preferences to set',
					[...inEntry, text('value', 'New value', { clears: true })],
					{ param: 'updates' },
				),
			],
			bodyIs: 'preferences',
			adjust: owned,
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete preferences',
			description: 'Delete preferences of a user, which restores their defaults',
			request: 'POST /users/{user_id}/preferences/delete',
			fields: [userId, list('preferences', 'Preferences to delete', inEntry)],
			bodyIs: 'preferences',
			adjust: owned,
			output: { kind: 'deleted' },
		},
	],
};
