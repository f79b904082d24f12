import type { IDataObject } from 'n8n-workflow';
import { channelPosts, searchPages, threadPosts } from '../../services/mattermost/postLists';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { valuesByName } from '../../shared/request/build';
import type { ApiRequest } from '../../shared/http/types';
import {
	choice,
	flag,
	inQuery,
	json,
	number,
	pick,
	strings,
	text,
	time,
	localOnly,
} from '../../shared/model/fields';
import { pages, savedPages, whole } from '../../shared/model/pagination';
import type { Field, Resource, OperationContext } from '../../shared/model/operation';
import { checkedProps } from '../../services/mattermost/messages/actions';
import { directChannel } from '../../services/mattermost/pickers/findChannel';
import { post as postPicker } from '../../services/mattermost/pickers/postPickers';
import {
	attachmentsAt,
	priorityAt,
	propsJson,
	safety,
	splitLong,
} from '../../services/mattermost/messages/messageFields';
import { ownId, userIds } from '../../services/mattermost/users';
import { channel, ME, team, user, userOrMe } from '../../services/mattermost/pickers/pickers';
import { inputFiles, posting, written } from '../../services/mattermost/messages/posting';
import { sendAndWait } from '../../services/mattermost/approvals/sendAndWait';

/** What a post keeps with Simplify on. */
export const POST = [
	'id',
	'message',
	'user_id',
	'channel_id',
	'root_id',
	'file_ids',
	'is_pinned',
	'create_at',
	'update_at',
	'edit_at',
	'delete_at',
	'type',
];
const FILE = ['id', 'name', 'extension', 'size', 'mime_type', 'post_id', 'create_at', 'delete_at'];

const channelId = pick(channel, 'channel_id', 'Channel to post to');
const sourceChannel = pick(channel, 'channel_id', 'Channel to read', { param: 'source_channel' });
const postId = pick(postPicker, 'post_id', 'The post, by its ID or link', { label: 'Post ID' });
const userId = pick(userOrMe, 'user_id', 'Whose account it is about', { default: ME });
const teamId = pick(team, 'team_id', 'Team to search');
const message = text('message', 'Text in Markdown', {
	rows: 4,
	placeholder: 'e.g. Door **Lobby** is open',
	required: false,
});
const attachments = attachmentsAt('props.attachments');
const terms = text('terms', 'Words to find; from: and in: narrow it to a user or channel', {
	label: 'Search Terms',
	placeholder: 'e.g. alarm from:anna in:alerts',
});
const fileIds = strings('file_ids', 'Uploaded files to attach, at most 10', { label: 'File IDs' });

const writing: Field[] = [
	fileIds,
	inputFiles,
	propsJson('Further properties of the post; attachments from above win'),
	splitLong,
	...safety,
];
const changing: Field[] = [
	propsJson('Properties to change; null removes one'),
	...safety,
	fileIds,
	flag('is_pinned', 'Whether the post is pinned to its channel'),
	flag('has_reactions', 'Whether the post counts as having reactions'),
];
const searching: Field[] = [
	flag('is_or_search', 'Whether any of the words is enough'),
	number('time_zone_offset', 'Seconds from UTC, for dates in the search terms'),
	flag('include_deleted_channels', 'Whether to search archived channels too'),
];
const threads: Field[] = [
	flag('skipFetchThreads', 'Whether to leave out the other posts of their threads'),
	flag('collapsedThreads', 'Whether replies stay folded into their threads'),
	flag('collapsedThreadsExtended', 'Whether participants come with all their data'),
];
const withDeleted = flag('include_deleted', 'Whether to get it if it is deleted (administrators)');

/** How a post whose answer was lost is looked for. */
const WHEN_LOST = ['GET /config/client', 'GET /users/me', 'GET /channels/{channel_id}/posts'];

/** The post that is answered; asked once for all answers to it. */
async function answered(call: OperationContext): Promise<IDataObject> {
	const { post_id } = await valuesByName(call);
	return await call.once(
		`post ${String(post_id)}`,
		async () => await call.request('GET /posts/{post_id}', { path: { post_id } }),
	);
}

async function reply(call: OperationContext, request: ApiRequest): Promise<ApiRequest> {
	const { id, root_id, channel_id } = await answered(call);
	return await posting(call, request, { channel_id, root_id: root_id || id });
}

async function recipientOf(call: OperationContext): Promise<string> {
	const { recipient } = await valuesByName(call);
	const [partner] = await userIds(call, 'Recipient', [String(recipient)]);
	return partner;
}

async function sendDirect(call: OperationContext, request: ApiRequest): Promise<ApiRequest> {
	const channel_id = await directChannel(call, await recipientOf(call));
	return await posting(call, request, { channel_id });
}

/** Servers want a message beside attachments too, be it an empty one. */
async function sendEphemeral(call: OperationContext, request: ApiRequest): Promise<ApiRequest> {
	const { message: given, attachments: boxes } = await valuesByName(call);
	if (!given && !boxes) {
		throw call.refuse('Message', 'is empty', 'Enter a message, or add attachments');
	}
	const body = await written(call, request.body as IDataObject);
	return { ...request, body: { ...body, post: { message: '', ...(body.post as IDataObject) } } };
}

/**
 * First servers that attach files to a post that is there (source of 10.6; 9.10 writes the IDs into the
 * post, and no file is shown).
 */
const FILES_SINCE = '10.5';

/** Says which files an updated post has not. */
const lacking =
	(files: string[]) =>
	({ file_ids }: IDataObject): string | undefined => {
		const has = Array.isArray(file_ids) ? file_ids : [];
		const missing = files.filter((id) => !has.includes(id));
		return missing.length > 0
			? `Mattermost changed the post but did not attach these files: ${missing.join(', ')}`
			: undefined;
	};

/** Values of an update that change nothing by themselves. */
const NO_CHANGE = new Set(['post_id', ...safety.map(({ name }) => name)]);

/** @throws NodeOperationError if nothing is to change, or the message is too long */
async function checkChange(call: OperationContext, request: ApiRequest): Promise<ApiRequest> {
	const values = await valuesByName(call);
	const given = Object.keys(values).filter((name) => !NO_CHANGE.has(name));
	if (given.length === 0) {
		throw call.refuse('Update Fields', 'is empty', 'Add what is to change');
	}
	const body = await written(call, request.body as IDataObject);
	const files = values.file_ids as string[] | undefined;
	if (!files) return { ...request, body };
	if (!(await call.serverIsAtLeast(FILES_SINCE))) {
		throw call.refuse(
			'File IDs',
			`cannot be changed on a server before ${FILES_SINCE}`,
			'Reply with the files, or create the post again',
		);
	}
	return { ...request, body, failed: lacking(files) };
}

/** Saved posts are preferences of the account. */
const saved = async (call: OperationContext, request: string) => {
	const { post_id } = await valuesByName(call);
	const user_id = await ownId(call);
	await call.request(request, {
		path: { user_id },
		body: [{ user_id, category: 'flagged_post', name: post_id, value: 'true' }],
		// A preference set or removed twice is the same.
		idempotent: true,
	});
	return { post_id };
};

export const post: Resource = {
	value: 'post',
	name: 'Post',
	description: 'Messages, replies and direct messages',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create post',
			description:
				'Send a message to a channel, with attachments, buttons and files of the input if wanted',
			request: 'POST /posts',
			also: ['POST /files', ...WHEN_LOST],
			fields: [channelId, message, attachments],
			optional: [
				text('root_id', 'First post of the thread to answer in; Reply takes any post of it', {
					label: 'Thread Root Post ID',
				}),
				...writing,
				...priorityAt('metadata.priority'),
				text('type', 'Own post type, which begins with custom_'),
				time('create_at', 'ms', 'Time of an imported post; only administrators may set it'),
				inQuery(flag('set_online', 'Whether to show the account as online')),
				inQuery(flag('silent', 'Whether to notify nobody, on servers that know it')),
			],
			adjust: async (call, request) => await posting(call, request),
			output: { simplify: POST },
		},
		{
			value: 'reply',
			name: 'Reply',
			action: 'Reply in thread',
			description: 'Answer a post in its thread, given any post of the thread',
			request: 'POST /posts',
			also: ['GET /posts/{post_id}', 'POST /files', ...WHEN_LOST],
			fields: [localOnly(postId), message, attachments],
			optional: writing,
			concerns: async (call) => String((await answered(call)).channel_id),
			adjust: reply,
			output: { simplify: POST },
		},
		{
			value: 'sendDirect',
			name: 'Send Direct Message',
			action: 'Send direct message',
			description: 'Send a message to one person, given by username, e-mail address or ID',
			request: 'POST /posts',
			also: ['POST /channels/direct', 'POST /files', ...WHEN_LOST],
			fields: [
				localOnly(pick(user, 'recipient', 'Who gets the message', { label: 'Recipient' })),
				message,
				attachments,
			],
			optional: [...writing, ...priorityAt('metadata.priority')],
			concerns: recipientOf,
			adjust: sendDirect,
			output: { simplify: POST },
		},
		{
			value: 'createEphemeral',
			name: 'Create Ephemeral',
			action: 'Create ephemeral post',
			description: 'Show a message to one member of a channel only, until the page is reloaded',
			request: 'POST /posts/ephemeral',
			admin: true,
			fields: [
				pick(user, 'user_id', 'Who sees the message', { param: 'viewer', label: 'Viewer' }),
				{ ...channelId, name: 'post.channel_id', param: 'channel_id' },
				{ ...message, name: 'post.message', param: 'message' },
				attachmentsAt('post.props.attachments'),
			],
			optional: [
				text('post.root_id', 'First post of the thread to show it in', {
					label: 'Thread Root Post ID',
					param: 'root_id',
				}),
				json('post.props', 'Further properties of the post; attachments from above win', {
					label: 'Props (JSON)',
					param: 'props',
					refine: checkedProps,
				}),
				...safety,
			],
			adjust: sendEphemeral,
			output: { simplify: POST },
		},
		sendAndWait,
		{
			value: 'get',
			name: 'Get',
			action: 'Get post',
			description: 'Get one post',
			request: 'GET /posts/{post_id}',
			fields: [postId],
			optional: [withDeleted],
			output: { simplify: POST },
		},
		{
			value: 'getByIds',
			name: 'Get by IDs',
			action: 'Get posts by ID',
			description: 'Get several posts at once; those the account may not see are left out',
			request: 'POST /posts/ids',
			since: '6.0',
			idempotent: true,
			fields: [strings('post_ids', 'The posts to get', { label: 'Post IDs' })],
			bodyIs: 'post_ids',
			output: { asked: 'id', rows: true, simplify: POST },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many posts of channel',
			description: 'Get the posts of a channel, newest first',
			request: 'GET /channels/{channel_id}/posts',
			fields: [sourceChannel],
			optional: [
				text('before', 'Only posts before the one of this ID', { label: 'Before Post ID' }),
				text('after', 'Only posts after the one of this ID', { label: 'After Post ID' }),
				time('since', 'ms', 'Only posts made, edited or deleted after this time'),
				flag('include_deleted', 'Whether to get deleted posts too (administrators)'),
				text('type', 'Only posts of this type'),
			],
			paging: pages(),
			run: channelPosts,
			output: { kind: 'postList', simplify: POST },
		},
		{
			value: 'getThread',
			name: 'Get Thread',
			action: 'Get posts of thread',
			description: 'Get the first post of a thread and its replies, given any post of it',
			request: 'GET /posts/{post_id}/thread',
			fields: [postId],
			optional: [
				number('perPage', 'Replies in one answer; 0 for all', { min: 0, max: 200 }),
				text('fromPost', 'Only replies after the one of this ID', { label: 'From Post ID' }),
				time('fromCreateAt', 'ms', 'Goes with From Post ID: when it was made'),
				time('fromUpdateAt', 'ms', 'Only replies changed after this time'),
				choice(
					'direction',
					{ down: 'Older to Newer', up: 'Newer to Older' },
					'Which way to read from there',
				),
				flag('updatesOnly', 'Whether to get only posts that changed, with From Update At'),
				...threads,
			],
			paging: whole,
			run: threadPosts,
			output: { kind: 'postList', allPosts: true, simplify: POST },
		},
		{
			value: 'getUnread',
			name: 'Get Around Unread',
			action: 'Get posts around oldest unread one',
			description: 'Get the posts of a channel around the oldest one the user has not read',
			request: 'GET /users/{user_id}/channels/{channel_id}/posts/unread',
			since: '5.14',
			fields: [userId, sourceChannel],
			optional: [
				number('limit_before', 'Posts before the oldest unread one', { min: 0, max: 200 }),
				number('limit_after', 'Posts from the oldest unread one on', { min: 1, max: 200 }),
				...threads,
			],
			output: { kind: 'postList', simplify: POST },
		},
		{
			value: 'getFlagged',
			name: 'Get Saved',
			action: 'Get saved posts',
			description: 'Get the posts a user has saved (flagged), newest first',
			request: 'GET /users/{user_id}/posts/flagged',
			fields: [userId],
			optional: [
				pick(team, 'team_id', 'Only posts of this team'),
				pick(channel, 'channel_id', 'Only posts of this channel'),
			],
			paging: savedPages,
			output: { kind: 'postList', simplify: POST },
		},
		{
			value: 'getFiles',
			name: 'Get Files',
			action: 'Get files of post',
			description: 'Get name, type and size of the files a post holds',
			request: 'GET /posts/{post_id}/files/info',
			fields: [postId],
			optional: [flag('include_deleted', 'Whether to get deleted files too (administrators)')],
			output: { rows: true, simplify: FILE },
		},
		{
			value: 'getInfo',
			name: 'Get Place',
			action: 'Get channel and team of post',
			description: 'Get where a post stands: channel, team, and whether the account is in them',
			request: 'GET /posts/{post_id}/info',
			since: '6.0',
			fields: [postId],
		},
		{
			value: 'getEditHistory',
			name: 'Get Edit History',
			action: 'Get edit history of post',
			description: 'Get the earlier versions of an edited post of your account',
			request: 'GET /posts/{post_id}/edit_history',
			since: '6.0',
			fields: [postId],
			output: { rows: true, simplify: [...POST, 'edit_at', 'original_id'] },
		},
		{
			value: 'restoreVersion',
			name: 'Restore Version',
			action: 'Restore version of post',
			description: 'Bring back an earlier version of an own post',
			request: 'POST /posts/{post_id}/restore/{restore_version_id}',
			since: '10.5',
			fields: [
				postId,
				text('restore_version_id', 'ID that Get Edit History gives the version', {
					label: 'Version ID',
				}),
			],
			output: { simplify: POST },
		},
		{
			value: 'search',
			name: 'Search',
			action: 'Search posts of team',
			description: 'Find posts of one team by words, user, channel or date',
			request: 'POST /teams/{team_id}/posts/search',
			idempotent: true,
			fields: [teamId, terms],
			optional: searching,
			fixed: { body: { is_or_search: false } },
			paging: searchPages,
			output: { kind: 'postList', simplify: POST, offerFullResponse: true },
		},
		{
			value: 'searchAll',
			name: 'Search All Teams',
			action: 'Search posts of all teams',
			description: 'Find posts of all own teams by words, user, channel or date',
			request: 'POST /posts/search',
			since: '6.0',
			idempotent: true,
			fields: [terms],
			optional: searching,
			paging: searchPages,
			output: { kind: 'postList', simplify: POST, offerFullResponse: true },
		},
		merged({
			value: 'update',
			name: 'Update',
			action: 'Update post',
			description: 'Change parts of a post; what is left out stays',
			request: 'PUT /posts/{post_id}/patch',
			fields: [postId, message, attachments],
			optional: changing,
			adjust: checkChange,
			// model.Post.Patch sets the properties as a whole.
			merging: { read: 'GET /posts/{post_id}', merges: ['props'] },
			output: { simplify: POST },
		}),
		merged({
			value: 'replace',
			name: 'Replace',
			action: 'Replace post',
			description: 'Replace a whole post; what is left out is read first and kept',
			request: 'PUT /posts/{post_id}',
			fields: [postId, message, attachments],
			optional: changing.filter((field) => !safety.includes(field)),
			adjust: checkChange,
			merging: {
				read: 'GET /posts/{post_id}',
				keeps: ['id', 'message', 'props', 'is_pinned', 'file_ids', 'has_reactions'],
				merges: ['props'],
			},
			output: { simplify: POST },
		}),
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete post',
			description: 'Delete a post and, if it begins a thread, its replies',
			request: 'DELETE /posts/{post_id}',
			fields: [postId],
			output: { kind: 'deleted' },
		},
		{
			value: 'pin',
			name: 'Pin',
			action: 'Pin post',
			description: 'Pin a post to its channel',
			request: 'POST /posts/{post_id}/pin',
			fields: [postId],
		},
		{
			value: 'unpin',
			name: 'Unpin',
			action: 'Unpin post',
			description: 'Take a post off the pinned ones of its channel',
			request: 'POST /posts/{post_id}/unpin',
			fields: [postId],
		},
		{
			value: 'flag',
			name: 'Save',
			action: 'Save post',
			description: 'Put a post among the saved (flagged) ones of your account',
			request: 'PUT /users/{user_id}/preferences',
			fields: [postId],
			run: async (call) => await saved(call, 'PUT /users/{user_id}/preferences'),
		},
		{
			value: 'unflag',
			name: 'Remove From Saved',
			action: 'Remove post from saved ones',
			description: 'Take a post off the saved (flagged) ones of your account',
			request: 'POST /users/{user_id}/preferences/delete',
			fields: [postId],
			run: async (call) => await saved(call, 'POST /users/{user_id}/preferences/delete'),
		},
		{
			value: 'performAction',
			name: 'Press Button',
			action: 'Press button of post',
			description: 'Use a button or menu of a post as a person would',
			request: 'POST /posts/{post_id}/actions/{action_id}',
			fields: [
				postId,
				text('action_id', 'ID of the button or menu, from the attachments of the post', {
					label: 'Action ID',
				}),
			],
			optional: [
				text('selected_option', 'What is chosen in a menu'),
				text('cookie', 'Cookie of the action, for ephemeral posts'),
			],
		},
		{
			value: 'markUnread',
			name: 'Mark Unread',
			action: 'Mark channel unread from post',
			description: 'Make a post and all after it in its channel unread for a user',
			request: 'POST /users/{user_id}/posts/{post_id}/set_unread',
			since: '5.18',
			fields: [userId, postId],
		},
		{
			value: 'acknowledge',
			name: 'Acknowledge',
			action: 'Acknowledge post',
			description: 'Acknowledge a post that asks for it',
			request: 'POST /users/{user_id}/posts/{post_id}/ack',
			since: '7.7',
			fields: [userId, postId],
		},
		{
			value: 'unacknowledge',
			name: 'Remove Acknowledgement',
			action: 'Remove acknowledgement of post',
			description: 'Take back an acknowledgement within five minutes',
			request: 'DELETE /users/{user_id}/posts/{post_id}/ack',
			since: '7.7',
			fields: [userId, postId],
			output: { kind: 'deleted' },
		},
		{
			value: 'setReminder',
			name: 'Set Reminder',
			action: 'Set reminder of post',
			description: 'Have a user reminded of a post at a given time',
			request: 'POST /users/{user_id}/posts/{post_id}/reminder',
			since: '7.2',
			fields: [userId, postId, time('target_time', 's', 'When to remind', { label: 'Remind At' })],
		},
		{
			value: 'move',
			name: 'Move Thread',
			action: 'Move thread',
			description: 'Move a post and its thread to another channel',
			request: 'POST /posts/{post_id}/move',
			since: '9.3',
			fields: [
				postId,
				pick(channel, 'channel_id', 'Channel to move it to', {
					param: 'target_channel',
					label: 'Target Channel',
				}),
			],
		},
		{
			value: 'reveal',
			name: 'Reveal',
			action: 'Reveal post that burns on read',
			description: 'Show the content of a burn-on-read post; its time starts to run',
			request: 'GET /posts/{post_id}/reveal',
			idempotent: false,
			since: '11.2',
			fields: [postId],
			output: { simplify: POST },
		},
		{
			value: 'burn',
			name: 'Burn',
			action: 'Burn post that burns on read',
			description: 'End a burn-on-read post: for all if it is an own one, else for the account',
			request: 'DELETE /posts/{post_id}/burn',
			since: '11.2',
			fields: [postId],
			output: { kind: 'deleted' },
		},
		{
			value: 'rewrite',
			name: 'Rewrite Text',
			action: 'Rewrite text with AI agent of server',
			description: 'Have the server’s AI agent shorten, correct or rewrite a text',
			request: 'POST /posts/rewrite',
			since: '11.2',
			fields: [
				text('agent_id', 'The AI agent of the server', { label: 'Agent ID' }),
				text('message', 'Text to rewrite', { rows: 4, param: 'rewrite_text', label: 'Text' }),
				choice(
					'action',
					{
						improve_writing: 'Improve Writing',
						fix_spelling: 'Fix Spelling',
						shorten: 'Shorten',
						elaborate: 'Elaborate',
						simplify: 'Simplify',
						summarize: 'Summarize',
						custom: 'Custom Prompt',
					},
					'What to do with the text',
					{ open: true },
				),
			],
			optional: [text('custom_prompt', 'What to do, with Custom Prompt', { rows: 2 })],
		},
	],
};
