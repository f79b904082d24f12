import type { IDataObject } from 'n8n-workflow';
import { channelPosts, searchPages, threadPosts } from '../../services/mattermost/postLists';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { valuesByName } from '../../shared/request/build';
import type { ApiRequest } from '../../shared/http/types';
import { own } from '../../shared/util/guards';
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
import type { Field, Output, Resource, OperationContext } from '../../shared/model/operation';
import { checkedProps } from '../../services/mattermost/messages/actions';
import { permalinkOf, postLink } from '../../services/mattermost/pickers/links';
import { directChannel, groupChannel } from '../../services/mattermost/pickers/findChannel';
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
import { agent } from '../../services/mattermost/pickers/wholeLists';
import {
	inputFiles,
	posting,
	sentFiles,
	written,
} from '../../services/mattermost/messages/posting';
import {
	checkGivenFiles,
	lacking,
	LOOKING_AT_FILES,
} from '../../services/mattermost/messages/givenFiles';
import { streamText } from '../../services/mattermost/messages/streamText';
import { sendAndWait } from '../../services/mattermost/approvals/sendAndWait';
import { mention, MENTIONING } from '../../services/mattermost/messages/mentioning';
import { postsById } from '../../services/mattermost/bulk';
import { namesFor } from '../../services/mattermost/names';

/** What a post keeps with Simplify on. */
const POST = [
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
/** A post in an output: with its link, and its attachments are kept. */
export const asPost: Output = {
	simplify: POST,
	derive({ id, props }, site) {
		const attachments = own(props, 'attachments');
		return {
			...(typeof id === 'string' ? { permalink: postLink(site, id) } : {}),
			...(Array.isArray(attachments) ? { attachments } : {}),
		};
	},
};
/** Lists of posts, with the names of people and channels. */
export const asPosts: Output = { kind: 'postList', ...asPost, addTo: namesFor };
const FILE = ['id', 'name', 'extension', 'size', 'mime_type', 'post_id', 'create_at', 'delete_at'];

const channelId = pick(channel, 'channel_id', 'Channel to post to');
const sourceChannel = pick(channel, 'channel_id', 'Channel whose messages to get', {
	param: 'source_channel',
});
const postId = pick(postPicker, 'post_id', 'Message to work on, by ID or link', {
	label: 'Message ID',
});
const userId = pick(userOrMe, 'user_id', 'User whose data to use', { default: ME });
const teamId = pick(team, 'team_id', 'Team to search');
const message = text('message', 'Text in Markdown', {
	rows: 4,
	placeholder: 'e.g. Door **Lobby** is open',
	required: false,
});
const attachments = attachmentsAt('props.attachments');
const terms = text(
	'terms',
	'Words to search for; from: and in: limit the search to a user or channel',
	{
		label: 'Search Terms',
		placeholder: 'e.g. alarm from:anna in:alerts',
	},
);
const fileIds = strings('file_ids', 'Uploaded files to attach, at most 10', {
	label: 'File IDs',
});

const writing: Field[] = [
	mention,
	fileIds,
	propsJson('Additional properties of the message; the attachments above take precedence'),
	splitLong,
	...safety,
];
const changing: Field[] = [
	propsJson('Properties to change; null removes a property'),
	...safety,
	fileIds,
	flag('is_pinned', 'Whether the message is pinned to its channel'),
	flag('has_reactions', 'Whether the message counts as having reactions'),
];
const searching: Field[] = [
	flag('is_or_search', 'Whether to find messages with any of the words instead of all'),
	number('time_zone_offset', 'Seconds from UTC, for dates in the search terms'),
	flag('include_deleted_channels', 'Whether to search archived channels too'),
];
const threads: Field[] = [
	flag('skipFetchThreads', 'Whether to leave out the other messages of the threads'),
	flag('collapsedThreads', 'Whether to keep replies collapsed into their threads'),
	flag('collapsedThreadsExtended', 'Whether to return the full data of participants'),
];
const withDeleted = flag(
	'include_deleted',
	'Whether to get the message even if it is deleted (administrators)',
);

/** How a post whose answer was lost is looked for. */
const WHEN_LOST = ['GET /config/client', 'GET /users/me', 'GET /channels/{channel_id}/posts'];
/** What a new post may take beyond its own request. */
const WRITING = [...new Set(['POST /files', ...MENTIONING, ...WHEN_LOST, ...LOOKING_AT_FILES])];

/** The post of the field Message ID; asked once for all items that name it. */
async function postOf(context: OperationContext): Promise<IDataObject> {
	const { post_id } = await valuesByName(context);
	return await context.once(
		`post ${String(post_id)}`,
		async () => await context.request('GET /posts/{post_id}', { path: { post_id } }),
	);
}

async function reply(context: OperationContext, request: ApiRequest): Promise<ApiRequest> {
	const { id, root_id, channel_id } = await postOf(context);
	return await posting(context, request, { channel_id, root_id: root_id || id });
}

async function recipientOf(context: OperationContext): Promise<string> {
	const { recipient } = await valuesByName(context);
	const [partner] = await userIds(context, 'Recipient', [String(recipient)]);
	return partner!;
}

async function groupOf(context: OperationContext): Promise<string> {
	const { recipients } = await valuesByName(context);
	return await groupChannel(context, 'Recipients', (recipients ?? []) as string[]);
}

async function sendDirect(context: OperationContext, request: ApiRequest): Promise<ApiRequest> {
	const channel_id = await directChannel(context, await recipientOf(context));
	return await posting(context, request, { channel_id });
}

/** Servers require a message in addition to attachments, even if it is empty. */
async function sendEphemeral(context: OperationContext, request: ApiRequest): Promise<ApiRequest> {
	const { message: given, attachments: boxes } = await valuesByName(context);
	if (!given && !boxes) {
		throw context.refuse('Message', 'is empty', 'Enter a message, or add attachments');
	}
	const body = await written(context, request.body as IDataObject);
	return { ...request, body: { ...body, post: { message: '', ...(body.post as IDataObject) } } };
}

/**
 * First servers that attach files to a post that is there (source of 10.6; 9.10 writes the IDs into the
 * post, and no file is shown).
 */
const FILES_SINCE = '10.5';

/** Values of an update that change nothing by themselves. */
const NO_CHANGE = new Set(['post_id', ...safety.map(({ name }) => name)]);

/** @throws NodeOperationError if nothing is to change, the message is too long, or it cannot have a file */
async function checkChange(context: OperationContext, request: ApiRequest): Promise<ApiRequest> {
	const values = await valuesByName(context);
	const given = Object.keys(values).filter((name) => !NO_CHANGE.has(name));
	if (given.length === 0) {
		throw context.refuse('Update Fields', 'is empty', 'Add the values to change');
	}
	const body = await written(context, request.body as IDataObject);
	const files = values.file_ids as string[] | undefined;
	if (!files) return { ...request, body };
	if (!(await context.serverIsAtLeast(FILES_SINCE))) {
		throw context.refuse(
			'File IDs',
			`cannot be changed on a server before ${FILES_SINCE}`,
			'Reply with the files, or create the message again',
		);
	}
	await checkGivenFiles(context, files, String(values.post_id));
	const { roots } = await context.access();
	return { ...request, body, failed: lacking('changed', files, roots.site) };
}

/** Saved posts are preferences of the account. */
const saved = async (context: OperationContext, request: string) => {
	const { post_id } = await valuesByName(context);
	const user_id = await ownId(context);
	await context.request(request, {
		path: { user_id },
		body: [{ user_id, category: 'flagged_post', name: post_id, value: 'true' }],
		// A preference set or removed twice is the same.
		idempotent: true,
	});
	return { post_id };
};

export const post: Resource = {
	value: 'post',
	name: 'Message',
	description: 'Messages (posts), replies and direct messages',
	operations: [
		{
			value: 'create',
			name: 'Send',
			action: 'Send message (post message) to channel',
			description:
				'Post a message to a channel, optionally with attachments, buttons and files from the input',
			request: 'POST /posts',
			also: WRITING,
			fields: [channelId, message, inputFiles, attachments],
			optional: [
				text(
					'root_id',
					'First message of the thread to reply in; the Reply operation accepts any message of the thread',
					{
						label: 'Thread Root Message ID',
					},
				),
				...writing,
				...priorityAt('metadata.priority'),
				text('type', 'Custom message type, which begins with custom_'),
				time(
					'create_at',
					'ms',
					'Creation time of an imported message; only administrators can set it',
				),
				inQuery(flag('set_online', 'Whether to set your account to online')),
				inQuery(flag('silent', 'Whether to send no notifications, on servers that support it')),
			],
			adjust: async (context, request) => await posting(context, request),
			output: asPost,
		},
		{
			value: 'reply',
			name: 'Reply',
			action: 'Reply to message in thread',
			description: 'Reply in the thread of a message, which can be any message of the thread',
			request: 'POST /posts',
			also: ['GET /posts/{post_id}', ...WRITING],
			fields: [localOnly(postId), message, inputFiles, attachments],
			optional: writing,
			concerns: async (context) => String((await postOf(context)).channel_id),
			adjust: reply,
			output: asPost,
		},
		{
			value: 'sendDirect',
			name: 'Send Direct',
			action: 'Send direct message (DM) to user',
			description: 'Send a message to one person, given by username, email address or ID',
			request: 'POST /posts',
			also: ['POST /channels/direct', ...WRITING],
			fields: [
				localOnly(pick(user, 'recipient', 'User who receives the message', { label: 'Recipient' })),
				message,
				inputFiles,
				attachments,
			],
			optional: [...writing, ...priorityAt('metadata.priority')],
			concerns: recipientOf,
			adjust: sendDirect,
			output: asPost,
		},
		sendAndWait,
		{
			value: 'sendFile',
			name: 'Send File',
			action: 'Send file to channel',
			description: 'Post files from the input to a channel, with or without a message',
			request: 'POST /posts',
			also: WRITING,
			fields: [channelId, sentFiles, message],
			optional: writing,
			optionsLike: 'reply',
			adjust: async (context, request) => await posting(context, request),
			output: asPost,
		},
		{
			value: 'sendGroup',
			name: 'Send to Group',
			action: 'Send group message to several users',
			description: 'Send a message to several people at once, in a group message',
			request: 'POST /posts',
			also: ['POST /channels/group', ...WRITING],
			fields: [
				localOnly(
					strings('recipients', 'Two to seven users who receive the message', {
						placeholder: 'e.g. @anna, bob@example.com',
					}),
				),
				message,
				inputFiles,
				attachments,
			],
			optional: [...writing, ...priorityAt('metadata.priority')],
			optionsLike: 'sendDirect',
			concerns: groupOf,
			adjust: async (context, request) =>
				await posting(context, request, { channel_id: await groupOf(context) }),
			output: asPost,
		},
		merged({
			value: 'update',
			name: 'Edit',
			action: 'Edit (update) message (post)',
			description: 'Update a message; values that you leave out do not change',
			request: 'PUT /posts/{post_id}/patch',
			also: LOOKING_AT_FILES,
			fields: [postId, message, attachments],
			optional: changing,
			adjust: checkChange,
			// model.Post.Patch sets the properties as a whole.
			merging: { read: 'GET /posts/{post_id}', merges: ['props'] },
			output: asPost,
		}),
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete message (post)',
			description: 'Delete a message and, if it starts a thread, its replies',
			request: 'DELETE /posts/{post_id}',
			fields: [postId],
			output: { kind: 'deleted' },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get message (post)',
			description: 'Get one message',
			request: 'GET /posts/{post_id}',
			bulk: postsById,
			fields: [postId],
			optional: [withDeleted],
			output: { ...asPost, addTo: namesFor },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many channel messages (posts)',
			description: 'Get the messages of a channel, newest first',
			request: 'GET /channels/{channel_id}/posts',
			fields: [sourceChannel],
			optional: [
				text('before', 'Only messages before the message with this ID', {
					label: 'Before Message ID',
				}),
				text('after', 'Only messages after the message with this ID', {
					label: 'After Message ID',
				}),
				time('since', 'ms', 'Only messages created, edited or deleted after this time'),
				flag('include_deleted', 'Whether to include deleted messages (administrators)'),
				text('type', 'Only messages of this type'),
			],
			paging: pages(),
			run: channelPosts,
			output: asPosts,
		},
		{
			value: 'getThread',
			name: 'Get Thread',
			action: 'Get thread messages',
			description: 'Get the first message of a thread and its replies, given any message of it',
			request: 'GET /posts/{post_id}/thread',
			fields: [postId],
			optional: [
				number('perPage', 'Number of replies in one response; 0 for all', { min: 0, max: 200 }),
				text('fromPost', 'Only replies after the reply with this ID', { label: 'From Message ID' }),
				time('fromCreateAt', 'ms', 'Creation time of the message in From Message ID'),
				time('fromUpdateAt', 'ms', 'Only replies changed after this time'),
				choice(
					'direction',
					{ down: 'Older to Newer', up: 'Newer to Older' },
					'Direction in which to read',
				),
				flag('updatesOnly', 'Whether to get only changed messages; used with From Update At'),
				...threads,
			],
			paging: whole,
			run: threadPosts,
			output: { ...asPosts, allPosts: true },
		},
		{
			value: 'search',
			name: 'Search',
			action: 'Search messages (posts) of team',
			description: 'Search the messages of one team by words, user, channel or date',
			request: 'POST /teams/{team_id}/posts/search',
			idempotent: true,
			fields: [teamId, terms],
			optional: searching,
			fixed: { body: { is_or_search: false } },
			paging: searchPages,
			output: { ...asPosts, offerFullResponse: true },
		},
		{
			value: 'searchAll',
			name: 'Search All Teams',
			action: 'Search messages (posts) of all teams',
			description: 'Search the messages of all your teams by words, user, channel or date',
			request: 'POST /posts/search',
			since: '6.1',
			idempotent: true,
			fields: [terms],
			optional: searching,
			paging: searchPages,
			output: { ...asPosts, offerFullResponse: true },
		},
		{
			value: 'streamText',
			name: 'Stream Text',
			action: 'Stream text of model into message',
			description:
				'Post a message and edit it, at most once a second, while the connected language model writes it',
			request: 'POST /posts',
			also: ['PUT /posts/{post_id}/patch', 'GET /posts/{post_id}', 'GET /config/client'],
			fields: [
				channelId,
				localOnly(
					text('prompt', 'Question or task for the model', {
						rows: 4,
						placeholder: 'e.g. Summarize the alerts of this night',
					}),
				),
			],
			optional: [
				text('system', 'Instructions for the model', { label: 'System Message', rows: 2 }),
				text('root_id', 'First message of the thread to reply in', {
					label: 'Thread Root Message ID',
				}),
				text('placeholder', 'Message until the model begins', {
					default: ':hourglass_flowing_sand:',
				}),
			].map(localOnly),
			run: streamText,
			output: asPost,
		},
		{
			value: 'pin',
			name: 'Pin',
			action: 'Pin message',
			description: 'Pin a message to its channel',
			request: 'POST /posts/{post_id}/pin',
			fields: [postId],
		},
		{
			value: 'unpin',
			name: 'Unpin',
			action: 'Unpin message',
			description: 'Unpin a message from its channel',
			request: 'POST /posts/{post_id}/unpin',
			fields: [postId],
		},
		{
			value: 'setReminder',
			name: 'Set Reminder',
			action: 'Set reminder of message',
			description: 'Set a reminder of a message for a user',
			request: 'POST /users/{user_id}/posts/{post_id}/reminder',
			since: '7.3',
			fields: [
				postId,
				userId,
				time('target_time', 's', 'When to send the reminder', { label: 'Remind At' }),
			],
		},
		{
			value: 'flag',
			name: 'Save',
			action: 'Save message',
			description: 'Add a message to the saved (flagged) messages of your account',
			request: 'PUT /users/{user_id}/preferences',
			fields: [postId],
			run: async (context) => await saved(context, 'PUT /users/{user_id}/preferences'),
		},
		{
			value: 'unflag',
			name: 'Remove From Saved',
			action: 'Remove message from saved messages',
			description: 'Remove a message from the saved (flagged) messages of your account',
			request: 'POST /users/{user_id}/preferences/delete',
			fields: [postId],
			run: async (context) => await saved(context, 'POST /users/{user_id}/preferences/delete'),
		},
		{
			value: 'getFlagged',
			name: 'Get Saved',
			action: 'Get saved messages',
			description: 'Get the messages that a user has saved (flagged), newest first',
			request: 'GET /users/{user_id}/posts/flagged',
			fields: [userId],
			optional: [
				pick(team, 'team_id', 'Only messages of this team'),
				pick(channel, 'channel_id', 'Only messages of this channel'),
			],
			paging: savedPages,
			output: asPosts,
		},
		{
			value: 'getPermalink',
			name: 'Get Permalink',
			action: 'Get permalink (link) to message',
			description: 'Get the link that opens a message in Mattermost',
			request: 'GET /posts/{post_id}',
			fields: [postId],
			run: async (context) => {
				const { id } = await postOf(context);
				return { id, permalink: await permalinkOf(context, String(id)) };
			},
		},
		{
			value: 'getFiles',
			name: 'Get Files',
			action: 'Get files of message',
			description: 'Get the name, type and size of the files attached to a message',
			request: 'GET /posts/{post_id}/files/info',
			fields: [postId],
			optional: [flag('include_deleted', 'Whether to include deleted files (administrators)')],
			output: { rows: true, simplify: FILE },
		},
		{
			value: 'createEphemeral',
			name: 'Send Ephemeral',
			action: 'Send ephemeral message',
			description:
				'Post a message that only one member of a channel sees, until the page is reloaded',
			request: 'POST /posts/ephemeral',
			admin: true,
			fields: [
				{ ...channelId, name: 'post.channel_id', param: 'channel_id' },
				pick(user, 'user_id', 'User who sees the message', { param: 'viewer', label: 'Viewer' }),
				{ ...message, name: 'post.message', param: 'message' },
				attachmentsAt('post.props.attachments'),
			],
			optional: [
				text('post.root_id', 'First message of the thread to show the message in', {
					label: 'Thread Root Message ID',
					param: 'root_id',
				}),
				json(
					'post.props',
					'Additional properties of the message; the attachments above take precedence',
					{
						label: 'Props (JSON)',
						param: 'props',
						refine: checkedProps,
					},
				),
				...safety,
			],
			adjust: sendEphemeral,
			output: asPost,
		},
		{
			value: 'move',
			name: 'Move Thread',
			action: 'Move thread to another channel',
			description: 'Move a message and its thread to another channel',
			request: 'POST /posts/{post_id}/move',
			since: '9.5',
			fields: [
				postId,
				pick(channel, 'channel_id', 'Channel to move the thread to', {
					param: 'target_channel',
					label: 'Target Channel',
				}),
			],
		},
		{
			value: 'markUnread',
			name: 'Mark as Unread',
			action: 'Mark channel as unread from message',
			description: 'Mark a message, and all messages after it in its channel, as unread for a user',
			request: 'POST /users/{user_id}/posts/{post_id}/set_unread',
			since: '5.18',
			fields: [postId, userId],
		},
		{
			value: 'getUnread',
			name: 'Get Around Unread',
			action: 'Get messages around oldest unread message',
			description: 'Get the messages around the oldest unread message of a channel',
			request: 'GET /users/{user_id}/channels/{channel_id}/posts/unread',
			since: '5.14',
			fields: [userId, sourceChannel],
			optional: [
				number('limit_before', 'Number of messages to get before the oldest unread message', {
					min: 0,
					max: 200,
				}),
				number('limit_after', 'Number of messages to get from the oldest unread message onwards', {
					min: 1,
					max: 200,
				}),
				...threads,
			],
			output: asPosts,
		},
		{
			value: 'acknowledge',
			name: 'Acknowledge',
			action: 'Acknowledge message',
			description: 'Acknowledge a message that requests acknowledgement',
			request: 'POST /users/{user_id}/posts/{post_id}/ack',
			since: '7.7',
			fields: [postId, userId],
		},
		{
			value: 'unacknowledge',
			name: 'Remove Acknowledgement',
			action: 'Remove acknowledgement of message',
			description: 'Withdraw an acknowledgement within five minutes',
			request: 'DELETE /users/{user_id}/posts/{post_id}/ack',
			since: '7.7',
			fields: [postId, userId],
			output: { kind: 'deleted' },
		},
		{
			value: 'performAction',
			name: 'Press Button',
			action: 'Press (click) button of message',
			description: 'Use a button or menu of a message, as a user would by clicking',
			request: 'POST /posts/{post_id}/actions/{action_id}',
			fields: [
				postId,
				text('action_id', 'ID of the button or menu, from the attachments of the message', {
					label: 'Action ID',
				}),
			],
			optional: [
				text('selected_option', 'Value of the selected menu option'),
				text('cookie', 'Cookie of the action, for ephemeral messages'),
			],
		},
		{
			value: 'getByIds',
			name: 'Get by IDs',
			action: 'Get several messages by IDs',
			description: 'Get several messages at once, leaving out those that your account may not see',
			request: 'POST /posts/ids',
			since: '6.2',
			idempotent: true,
			fields: [strings('post_ids', 'IDs of the messages to get', { label: 'Message IDs' })],
			bodyIs: 'post_ids',
			output: { asked: 'id', rows: true, ...asPost, addTo: namesFor },
		},
		{
			value: 'getInfo',
			name: 'Get Channel and Team',
			action: 'Get channel and team of message',
			description:
				'Get the channel and team of a message, and whether your account is a member of them',
			request: 'GET /posts/{post_id}/info',
			since: '7.7',
			fields: [postId],
		},
		{
			value: 'getEditHistory',
			name: 'Get Edit History',
			action: 'Get edit history of message',
			description: 'Get the earlier versions of one of your edited messages',
			request: 'GET /posts/{post_id}/edit_history',
			since: '7.9',
			fields: [postId],
			output: {
				rows: true,
				simplify: [...POST, 'edit_at', 'original_id'],
				addTo: namesFor,
			},
		},
		{
			value: 'restoreVersion',
			name: 'Restore Version',
			action: 'Restore version of message',
			description: 'Restore an earlier version of one of your messages',
			request: 'POST /posts/{post_id}/restore/{restore_version_id}',
			since: '10.5',
			fields: [
				postId,
				text('restore_version_id', 'ID of the version, from Get Edit History', {
					label: 'Version ID',
				}),
			],
			output: asPost,
		},
		{
			value: 'rewrite',
			name: 'Rewrite Text',
			action: 'Rewrite text with AI agent',
			description: 'Rewrite, shorten or correct a text with an AI agent of the server',
			request: 'POST /posts/rewrite',
			since: '11.2',
			fields: [
				pick(agent, 'agent_id', 'AI agent to use'),
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
					'How to rewrite the text',
					{ open: true },
				),
			],
			optional: [
				text('custom_prompt', 'Instructions for the AI agent, used with the action Custom Prompt', {
					rows: 2,
				}),
			],
		},
		{
			value: 'reveal',
			name: 'Reveal',
			action: 'Reveal burn on read message',
			description: 'Reveal the content of a burn-on-read message, which starts its timer',
			request: 'GET /posts/{post_id}/reveal',
			idempotent: false,
			since: '11.2',
			fields: [postId],
			output: asPost,
		},
		{
			value: 'burn',
			name: 'Burn',
			action: 'Burn message',
			description:
				'Burn a burn-on-read message: for everyone if it is your own, otherwise for your account only',
			request: 'DELETE /posts/{post_id}/burn',
			since: '11.2',
			fields: [postId],
			output: { kind: 'deleted' },
		},
		merged({
			value: 'replace',
			name: 'Replace',
			action: 'Replace message',
			description: 'Replace a message; values that you leave out keep their current value',
			request: 'PUT /posts/{post_id}',
			also: LOOKING_AT_FILES,
			fields: [postId, message, attachments],
			optional: changing.filter((field) => !safety.includes(field)),
			adjust: checkChange,
			merging: {
				read: 'GET /posts/{post_id}',
				keeps: ['id', 'message', 'props', 'is_pinned', 'file_ids', 'has_reactions'],
				merges: ['props'],
			},
			output: asPost,
		}),
	],
};
