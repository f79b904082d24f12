import { choice, json, number, pick, text } from '../../shared/model/fields';
import { pages, whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { channel } from '../../services/mattermost/pickers/pickers';
import { view } from '../pickers';
import { namesFor } from '../../services/mattermost/names';

/** What a view keeps with Simplify on. */
const VIEW = [
	'id',
	'channel_id',
	'type',
	'title',
	'description',
	'sort_order',
	'creator_id',
	'create_at',
];

const channelId = pick(channel, 'channel_id', 'Channel of the view');
const viewId = pick(view, 'view_id', 'View to work on');
const title = text('title', 'Title of the view', { longest: 256 });
const description = text('description', 'Description of the view', { rows: 2, longest: 1024 });
const props = json('props', 'Further properties of the view as JSON');

/**
 * Views of channels (integrated boards), which Mattermost calls experimental. Its reference says 11.6; the
 * source of 11.6.0 has no such routes, so that they are offered from the next version on.
 */
export const channelView: Resource = {
	value: 'channelView',
	name: 'Channel View',
	description: 'Boards and other views of a channel, which are experimental',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create view of channel',
			description: 'Create a view of a channel',
			request: 'POST /channels/{channel_id}/views',
			since: '11.7',
			fields: [channelId, title, choice('type', { kanban: 'Kanban Board' }, 'Kind of view')],
			optional: [description, props],
			output: { simplify: VIEW },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many views of channel',
			description: 'Get the views of a channel',
			request: 'GET /channels/{channel_id}/views',
			since: '11.7',
			fields: [channelId],
			paging: pages(),
			output: { simplify: VIEW, addTo: namesFor },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get view of channel',
			description: 'Get one view of a channel',
			request: 'GET /channels/{channel_id}/views/{view_id}',
			since: '11.7',
			fields: [channelId, viewId],
			output: { simplify: VIEW },
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update view of channel',
			description: 'Update a view of a channel; values that you leave out do not change',
			request: 'PATCH /channels/{channel_id}/views/{view_id}',
			since: '11.7',
			fields: [channelId, viewId],
			optional: [{ ...title, required: false }, description],
			output: { simplify: VIEW },
		},
		{
			value: 'move',
			name: 'Move',
			action: 'Move view of channel',
			description: 'Move a view to another place among the views of its channel',
			request: 'POST /channels/{channel_id}/views/{view_id}/sort_order',
			since: '11.7',
			fields: [
				channelId,
				viewId,
				number('sort_order', 'New place, counted from 0', {
					label: 'Place',
					min: 0,
				}),
			],
			bodyIs: 'sort_order',
			// A bare number is JSON only if it is said to be.
			adjust: (_context, request) => ({
				...request,
				body: String(request.body),
				headers: { 'Content-Type': 'application/json' },
			}),
			paging: whole,
			output: { simplify: VIEW },
		},
		{
			value: 'getPosts',
			name: 'Get Messages',
			action: 'Get messages of view',
			description: 'Get the messages that a view shows',
			request: 'GET /channels/{channel_id}/views/{view_id}/posts',
			since: '11.7',
			fields: [channelId, viewId],
			paging: pages(),
			output: { kind: 'postList', addTo: namesFor },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete view of channel',
			description: 'Delete a view of a channel; its messages remain',
			request: 'DELETE /channels/{channel_id}/views/{view_id}',
			since: '11.7',
			fields: [channelId, viewId],
			output: { kind: 'deleted' },
		},
	],
};
