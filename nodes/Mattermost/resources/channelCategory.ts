import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/http/client';
import type { ApiRequest } from '../../shared/http/types';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { choice, flag, json, pick, strings, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Merging, Resource } from '../../shared/model/operation';
import { realId, userOfPath } from '../../services/mattermost/users';
import { category, ME, team, userOrMe } from '../../services/mattermost/pickers/pickers';
import { namesFor } from '../../services/mattermost/names';

const CATEGORIES = '/users/{user_id}/teams/{team_id}/channels/categories';
const ONE = `${CATEGORIES}/{category_id}`;

const userId = pick(userOrMe, 'user_id', 'User whose sidebar to use', { default: ME });
const teamId = pick(team, 'team_id', 'Team of the sidebar');
const categoryId = pick(category, 'category_id', 'Category of the sidebar');
const channelIds = strings('channel_ids', 'IDs of the channels, in order', {
	label: 'Channel IDs',
	placeholder: 'e.g. 5ysuqdwrh7f88eoer5q6mm9kwc',
});

const shape = [
	choice(
		'sorting',
		{ alpha: 'By Name', manual: 'Manual', recent: 'By Activity' },
		'Order of the channels',
	),
	flag('muted', 'Whether the channels are muted'),
	flag('collapsed', 'Whether the category is collapsed'),
];

/** A new category is told whose it is; servers refuse another user than that of the path. */
async function owned(client: Client, request: ApiRequest): Promise<ApiRequest> {
	const [, , , , team_id] = request.path.split('/');
	return {
		...request,
		body: {
			...(request.body as IDataObject),
			user_id: await userOfPath(client, request),
			team_id: decodeURIComponent(team_id!),
			type: 'custom',
		},
	};
}

const listed = (ids: unknown) => (Array.isArray(ids) ? (ids as string[]) : []);

/**
 * Servers take a category only as a whole (SqlChannelStore.UpdateSidebarCategories). A sidebar is
 * changed by one item at a time, whoever it is named by.
 */
const changing = (
	channel_ids: (now: string[], given: string[]) => string[] = (_now, given) => given,
): Merging => ({
	read: `GET ${ONE}`,
	thing: async (context, { user_id, team_id }) =>
		`/users/${await realId(context, String(user_id))}/teams/${String(team_id)}/channels/categories`,
	keeps: 'all',
	combines: { channel_ids: (now, given) => channel_ids(listed(now), listed(given)) },
});

export const channelCategory: Resource = {
	value: 'channelCategory',
	name: 'Channel Category',
	description: 'Groups of channels in a user’s sidebar',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create channel category',
			description: 'Create a category in the sidebar of a user',
			request: `POST ${CATEGORIES}`,
			since: '5.26',
			fields: [userId, teamId, text('display_name', 'Name that the user sees')],
			optional: [channelIds, ...shape],
			adjust: owned,
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get channel category',
			description: 'Get one category of a user’s sidebar',
			request: `GET ${ONE}`,
			since: '5.26',
			fields: [userId, teamId, categoryId],
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many channel categories',
			description: 'Get the categories in the sidebar of a user, with their channels',
			request: `GET ${CATEGORIES}`,
			since: '5.26',
			fields: [userId, teamId],
			paging: whole,
			output: { rowsProperty: 'categories' },
		},
		merged({
			value: 'addChannels',
			name: 'Add Channels',
			action: 'Add channels to category',
			description: 'Add channels at the top of a category',
			request: `PUT ${ONE}`,
			since: '5.26',
			fields: [userId, teamId, categoryId, channelIds],
			merging: changing((now, given) => [...new Set([...given, ...now])]),
		}),
		merged({
			value: 'removeChannels',
			name: 'Remove Channels',
			action: 'Remove channels from category',
			description: 'Remove channels from a category',
			request: `PUT ${ONE}`,
			since: '5.26',
			fields: [userId, teamId, categoryId, channelIds],
			merging: changing((now, given) => now.filter((id) => !given.includes(id))),
		}),
		merged({
			value: 'update',
			name: 'Update',
			action: 'Update channel category',
			description: 'Update a category; values that you leave out do not change',
			request: `PUT ${ONE}`,
			since: '5.26',
			fields: [userId, teamId, categoryId],
			optional: [text('display_name', 'Name that the user sees'), channelIds, ...shape],
			merging: changing(),
		}),
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete channel category',
			description: 'Delete a category; its channels return to their default category',
			request: `DELETE ${ONE}`,
			since: '5.26',
			fields: [userId, teamId, categoryId],
			output: { kind: 'deleted' },
		},
		{
			value: 'replaceMany',
			name: 'Replace Many',
			action: 'Replace many channel categories',
			description: 'Replace several categories of a sidebar',
			request: `PUT ${CATEGORIES}`,
			since: '5.26',
			fields: [
				userId,
				teamId,
				json('categories', 'Categories in the format that Get Many returns', {
					holds: 'array',
					label: 'Categories (JSON)',
					rows: 4,
				}),
			],
			bodyIs: 'categories',
			paging: whole,
		},
		{
			value: 'getOrder',
			name: 'Get Order',
			action: 'Get order of channel categories',
			description: 'Get the IDs of the categories of a sidebar, in their order',
			request: `GET ${CATEGORIES}/order`,
			since: '5.26',
			fields: [userId, teamId],
			paging: whole,
			output: { kind: 'values', rowsProperty: 'category_id' },
		},
		{
			value: 'updateOrder',
			name: 'Update Order',
			action: 'Update order of channel categories',
			description: 'Update the order of the categories of a sidebar',
			request: `PUT ${CATEGORIES}/order`,
			since: '5.26',
			fields: [
				userId,
				teamId,
				strings('category_ids', 'IDs of all categories, in order', { label: 'Category IDs' }),
			],
			bodyIs: 'category_ids',
			paging: whole,
			output: { kind: 'values', rowsProperty: 'category_id' },
		},
		{
			value: 'getManaged',
			name: 'Get Managed',
			action: 'Get managed channel categories of team',
			description: 'Get the categories that administrators manage for a team, with their channels',
			request: 'GET /teams/{team_id}/channels/managed_categories',
			since: '11.7',
			fields: [teamId],
			output: {
				kind: 'entries',
				keyField: 'channel_id',
				valueField: 'category_name',
				addTo: namesFor,
			},
		},
	],
};
