import { choice, flag, json, list, pick, strings, text } from '../../shared/fields';
import { pages } from '../../shared/paging';
import type { Field, Resource } from '../../shared/types';
import { channel } from '../pickers';

const channelId = pick(channel, 'channel_id', 'Channel to post to');
const postId = text('post_id', 'The post', {
	label: 'Post ID',
	placeholder: 'e.g. u7dn4pzg87gn5gy4om19dao8co',
});
const message = text('message', 'Text in Markdown', {
	rows: 4,
	placeholder: 'e.g. Door **Lobby** is open',
});

/** What a post keeps with Simplify on. */
const POST = [
	'id',
	'create_at',
	'update_at',
	'channel_id',
	'user_id',
	'root_id',
	'message',
	'type',
	'file_ids',
	'is_pinned',
];

const extras: Field[] = [
	text('root_id', 'Post to reply to: the first one of its thread', {
		label: 'Thread Root Post ID',
	}),
	strings('file_ids', 'Uploaded files to attach, at most 10', { label: 'File IDs' }),
	list(
		'props.attachments',
		'Message attachments',
		[
			text('fallback', 'Plain text for clients that cannot show attachments'),
			text('color', 'Colour of the bar, as hex', { placeholder: 'e.g. #FF8000' }),
			text('pretext', 'Text above the attachment'),
			text('title', 'Title'),
			text('title_link', 'URL behind the title', { label: 'Title Link' }),
			text('text', 'Text in Markdown', { rows: 2 }),
			text('image_url', 'Image to show', { label: 'Image URL' }),
		],
		{ label: 'Attachments' },
	),
	json('props', 'Further properties of the post, as a JSON object', { label: 'Props (JSON)' }),
	choice(
		'metadata.priority.priority',
		{ important: 'Important', urgent: 'Urgent' },
		'Priority label, on servers that have it',
		{ label: 'Priority' },
	),
	flag('metadata.priority.requested_ack', 'Whether to ask readers to acknowledge the post', {
		label: 'Request Acknowledgement',
	}),
];

export const post: Resource = {
	value: 'post',
	name: 'Post',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create post',
			description: 'Send a message to a channel, or reply in a thread',
			request: 'POST /posts',
			fields: [channelId, message],
			optional: extras,
			output: { simplify: POST },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get post',
			description: 'Get one post',
			request: 'GET /posts/{post_id}',
			fields: [postId],
			output: { simplify: POST },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many posts of channel',
			description: 'Get the posts of a channel, newest first',
			request: 'GET /channels/{channel_id}/posts',
			fields: [{ ...channelId, description: 'Channel to read', param: 'source_channel' }],
			optional: [
				text('before', 'Only posts before the one of this ID', { label: 'Before Post ID' }),
				text('after', 'Only posts after the one of this ID', { label: 'After Post ID' }),
			],
			paging: pages(),
			output: { kind: 'postList', simplify: POST },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete post',
			description: 'Delete a post and, if it begins a thread, its replies',
			request: 'DELETE /posts/{post_id}',
			fields: [postId],
			output: { kind: 'deleted' },
		},
	],
};
