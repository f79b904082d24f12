import { choice, number, pick, text, time } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { channel } from '../../services/mattermost/pickers/pickers';
import { bookmark } from '../../services/mattermost/pickers/wholeLists';
import { namesFor } from '../../services/mattermost/names';

/** What a bookmark keeps with Simplify on. */
const BOOKMARK = [
	'id',
	'display_name',
	'type',
	'link_url',
	'file_id',
	'emoji',
	'channel_id',
	'owner_id',
	'sort_order',
	'delete_at',
];

const channelId = pick(channel, 'channel_id', 'Channel of the bookmark');
const bookmarkId = pick(bookmark, 'bookmark_id', 'Bookmark to work on');
const type = choice('type', { link: 'Link', file: 'File' }, 'Type of the bookmark');
const more = [
	text('link_url', 'URL that a link bookmark opens', {
		label: 'Link URL',
		placeholder: 'e.g. https://example.com',
		clears: true,
	}),
	text('file_id', 'ID of the uploaded file, for a file bookmark', {
		label: 'File ID',
		clears: true,
	}),
	text('image_url', 'URL of an image, for a link bookmark', { label: 'Image URL', clears: true }),
	text('emoji', 'Emoji shown before the name', { placeholder: 'e.g. book', clears: true }),
];

export const channelBookmark: Resource = {
	value: 'channelBookmark',
	name: 'Channel Bookmark',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create channel bookmark',
			description: 'Create a bookmark for a link or a file at the top of a channel',
			request: 'POST /channels/{channel_id}/bookmarks',
			since: '9.8',
			fields: [channelId, text('display_name', 'Name that users see'), type],
			optional: more,
			output: { simplify: BOOKMARK },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many channel bookmarks',
			description: 'Get the bookmarks of a channel',
			request: 'GET /channels/{channel_id}/bookmarks',
			since: '9.8',
			fields: [channelId],
			optional: [
				time(
					'bookmarks_since',
					'ms',
					'Only bookmarks created, updated or deleted after this time',
					{
						label: 'Since',
					},
				),
			],
			paging: whole,
			output: { simplify: BOOKMARK, addTo: namesFor },
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update channel bookmark',
			description: 'Update a bookmark; values that you leave out do not change',
			request: 'PATCH /channels/{channel_id}/bookmarks/{bookmark_id}',
			since: '9.8',
			fields: [channelId, bookmarkId],
			optional: [
				text('display_name', 'Name that users see'),
				type,
				number('sort_order', 'Position in the list, counted from 0', { min: 0 }),
				...more,
			],
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete channel bookmark',
			description: 'Delete a bookmark',
			request: 'DELETE /channels/{channel_id}/bookmarks/{bookmark_id}',
			since: '9.8',
			fields: [channelId, bookmarkId],
			output: { kind: 'deleted' },
		},
		{
			value: 'sort',
			name: 'Sort',
			action: 'Sort channel bookmark',
			description: 'Move a bookmark to another position in the list',
			request: 'POST /channels/{channel_id}/bookmarks/{bookmark_id}/sort_order',
			since: '9.8',
			fields: [
				channelId,
				bookmarkId,
				number('sort_order', 'Position in the list, counted from 0', { min: 0 }),
			],
			bodyIs: 'sort_order',
			// A bare number is JSON only if it is said to be.
			adjust: (_call, request) => ({
				...request,
				body: String(request.body),
				headers: { 'Content-Type': 'application/json' },
			}),
			paging: whole,
			output: { simplify: BOOKMARK },
		},
	],
};
