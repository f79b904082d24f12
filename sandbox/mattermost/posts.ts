import {
	AppError,
	badBody,
	badParam,
	existing,
	forbidden,
	notFound,
	OK,
	pick,
	text,
	texts,
	type Call,
	type Row,
	type Table,
} from './api';
import { canRead, seenChannel } from './channels';
import { filesFor, filesIn, filesOf } from './attaching';
import { checkAction, hideIntegrations, press } from './actions';
import { ephemeralPost } from './ephemeral';
import { unviewFrom, view } from './counters';
import type { MattermostState, Post } from './state';
import type { Version } from './version';

/** Longest message of a post, in characters. */
const MAX_LENGTH = 16_383;
/** `MaximumPayloadSizeBytes`, as servers come. */
const MAX_BODY = 300_000;
/** Characters of a post's properties as JSON. */
const MAX_PROPS = 800_000;
/** What `since` answers at most. */
const MAX_SINCE = 1000;

/** Threads are collapsed, if a user has not chosen otherwise. */
const THREADS = '7.0';

const badRoot = (id: string) => new AppError(400, id, 'Invalid RootId parameter.');

/** A post as this generation of servers sends it. */
export function shown({ state, version }: Pick<Call, 'state' | 'version'>, post: Post): Row {
	const replies = state.replies.get(post.root_id || post.id) ?? [];
	const row: Row = { ...post };
	// Since files can be taken away, none is an empty list.
	if (version.since('10.5')) row.file_ids = post.file_ids === undefined ? [] : post.file_ids;
	if (version.before('5.0')) return row;
	const living = replies.filter(({ delete_at }) => !delete_at);
	row.reply_count = living.length;
	if (version.since('6.0')) {
		// Only threads and their followers have it.
		row.last_reply_at = 0;
		row.participants = null;
	}
	row.metadata = metadata(state, post);
	return row;
}

function metadata(state: MattermostState, post: Post): Row {
	const reactions = state.reactions.get(post.id);
	const files = filesIn(state, post);
	const hasAttachments = Array.isArray(post.props.attachments) && post.props.attachments.length > 0;
	return {
		...(hasAttachments && { embeds: [{ type: 'message_attachment' }] }),
		...(post.metadata as Row | undefined),
		...(files.length > 0 && { files }),
		...(reactions?.length && { reactions }),
	};
}

/** A PostList: `posts` also holds the thread roots that are not in `order`. */
export function postList(call: Call, found: Post[], around: Row = {}): Row {
	const posts: Row = {};
	for (const post of found) {
		// `PreparePostForClient`: what a deleted post said is not told any more, but by 4.10.
		const isBlank = post.delete_at > 0 && call.version.since('5.0');
		posts[post.id] = { ...shown(call, post), ...(isBlank && { message: '' }) };
		const root = post.root_id && call.state.posts.get(post.root_id);
		if (root && !posts[root.id]) posts[root.id] = shown(call, root);
	}
	return {
		order: found.map(({ id }) => id),
		posts,
		...(call.version.since('5.0') && { next_post_id: '', prev_post_id: '' }),
		...around,
	};
}

function create(call: Call): unknown {
	const { state, body, version, user } = call;
	if (call.json === undefined) throw badBody('post');
	const pending = typeof body.pending_post_id === 'string' ? body.pending_post_id : '';
	// Only this answer has it: it is kept in memory, not with the post.
	const answer = (post: Post) => ({ ...shown(call, post), pending_post_id: pending });
	const known = version.since('5.12') && pending && state.pendingPosts.get(pending);
	// Whoever may not read that post makes another one.
	const channel = known && state.channels.get(known.channel_id);
	if (channel && canRead(call, channel)) return answer(known);
	const post = make(call, user.id);
	if (pending) state.pendingPosts.set(pending, post);
	// `CreatePostAsUser`: who writes has read the channel.
	const isReply = post.root_id && version.since(THREADS);
	if (!post.props.from_webhook && !post.props.from_bot && !isReply) {
		view(state, post.channel_id, user.id);
	}
	if (post.root_id) state.threadViews.set(`${user.id}/${post.root_id}`, post.create_at);
	return answer(post);
}

/** Stores the post that a body describes. */
function make(call: Call, userId: string): Post {
	const { state, body, user, version } = call;
	const channel = state.channels.get(text(body, 'channel_id'));
	const isMember = channel && state.channelMembers.get(channel.id)!.has(user.id);
	if (!channel || (!isMember && !user.roles.includes('system_admin'))) throw forbidden();
	if (channel.delete_at) {
		throw new AppError(
			400,
			'api.post.create_post.can_not_post_to_deleted.error',
			'Can not post to deleted channel.',
		);
	}
	// What is no Unicode is replaced.
	const given = typeof body.message === 'string' ? body.message : '';
	const message = given.replace(/\p{Surrogate}/gu, '\ufffd');
	checkLength(message, version);
	checkSaving(call, message);
	const root_id = rootOf(state, body, channel.id);
	const file_ids = filesFor(call, body.file_ids);
	const post = state.addPost({
		...pick(body, ['type', 'metadata']),
		channel_id: channel.id,
		user_id: userId,
		message,
		root_id,
		props: {
			...hideIntegrations(call, (body.props ?? {}) as Row),
			...(user.is_bot === true && version.since('5.12') && { from_bot: 'true' }),
		},
		create_at: user.roles.includes('system_admin') ? Number(body.create_at ?? 0) : 0,
		...(file_ids !== undefined && { file_ids }),
	});
	return post;
}

/** PostgreSQL takes no null character; a body and a post's properties have an end. */
function checkSaving({ version, body, request }: Call, message: string): void {
	if (message.includes('\0')) {
		const area = version.before('5.0') ? 'store.sql_post' : 'app.post';
		throw new AppError(500, `${area}.save.app_error`, 'Unable to save the Post.');
	}
	if (version.since('9.0') && request.raw.length > MAX_BODY) {
		const id = 'api.context.request_body_too_large.app_error';
		throw new AppError(413, id, 'Request body is too large.');
	}
	if (JSON.stringify(body.props ?? {}).length > MAX_PROPS) {
		throw new AppError(400, 'model.post.is_valid.props.app_error', 'Invalid props.');
	}
}

function checkLength(message: string, version: Version): void {
	if ([...message].length <= MAX_LENGTH) return;
	const what = version.before('9.0') ? 'msg' : 'message_length';
	throw new AppError(
		400,
		`model.post.is_valid.${what}.app_error`,
		`Post Message property is longer than the maximum permitted length of ${MAX_LENGTH} characters.`,
	);
}

/** The root of a reply: it must be the first post of a thread, in the same channel. */
function rootOf(state: MattermostState, body: Row, channelId: string): string {
	const id = typeof body.root_id === 'string' ? body.root_id : '';
	if (!id) return '';
	const root = state.posts.get(id);
	if (!root || root.delete_at || root.root_id) {
		throw badRoot('api.post.create_post.root_id.app_error');
	}
	if (root.channel_id !== channelId) {
		throw badRoot('api.post.create_post.channel_root_id.app_error');
	}
	return id;
}

/** The post of the path, if it is not deleted and the asking user may read it. */
export function seenPost(call: Call, id = call.params.post_id): Post {
	const post = existing(call.state.posts, id, 'post');
	if (post.delete_at) throw notFound('post');
	if (!canRead(call, call.state.channels.get(post.channel_id)!)) throw forbidden();
	return post;
}

function change(call: Call, { file_ids, ...changes }: Row): Row {
	const post = seenPost(call);
	if (post.user_id !== call.user.id && !call.user.roles.includes('system_admin')) throw forbidden();
	checkLength(String(changes.message ?? ''), call.version);
	const now = Date.now();
	if ('message' in changes) call.state.keepVersion(post);
	if (changes.props) changes.props = hideIntegrations(call, changes.props as Row);
	const before = String(post.file_ids ?? []);
	Object.assign(post, changes, filesOf(call, post, file_ids), { update_at: now });
	const hasOtherFiles = call.version.since('10.5') && String(post.file_ids ?? []) !== before;
	if ('message' in changes || 'props' in changes || hasOtherFiles) post.edit_at = now;
	return shown(call, post);
}

function replace(call: Call): Row {
	const { body, params, version } = call;
	if (version.since('5.0') && body.id !== params.post_id) throw badBody('id');
	return change(call, {
		message: '',
		props: {},
		file_ids: [],
		...pick(body, ['message', 'props', 'is_pinned', 'file_ids']),
	});
}

function remove(call: Call): typeof OK {
	const post = seenPost(call);
	if (post.user_id !== call.user.id && !call.user.roles.includes('system_admin')) throw forbidden();
	post.delete_at = post.update_at = Date.now();
	return OK;
}

/** Up to `size` posts from one end of a list, after `skip` of them, that are not deleted. */
function take(posts: Post[], from: number, step: 1 | -1, skip: number, size: number): Post[] {
	const taken: Post[] = [];
	for (let index = from; posts[index] && taken.length < size; index += step) {
		if (!posts[index]!.delete_at && skip-- <= 0) taken.push(posts[index]!);
	}
	return taken;
}

function channelPosts(call: Call): Row {
	const { state, query } = call;
	const posts = state.channelPosts.get(seenChannel(call).id) ?? [];
	const since = Number(query.get('since') ?? 0);
	if (Number.isNaN(since)) throw badParam('since');
	if (since) {
		const former = posts.flatMap(({ id }) => (state.postVersions.get(id) ?? []) as Post[]);
		const newer = [...posts, ...former]
			.filter(({ update_at }) => update_at > since)
			.sort((a, b) => a.create_at - b.create_at)
			.slice(-MAX_SINCE);
		return postList(call, newer.reverse());
	}
	const size = Math.min(Number(query.get('per_page') ?? 60) || 60, 200);
	const skip = (Number(query.get('page') ?? 0) || 0) * size;
	const anchor = query.get('after') ?? query.get('before');
	// Servers cut by time: posts of the anchor's own ms are on neither side of it.
	const edge = anchor ? (state.posts.get(anchor)?.create_at ?? 0) : Infinity;
	const first = posts.findIndex(({ create_at }) => create_at >= edge);
	const at = first < 0 ? posts.length : first;
	if (query.get('after')) {
		const later = posts.findIndex(({ create_at }) => create_at > edge);
		const found = later < 0 ? [] : take(posts, later, 1, skip, size).reverse();
		return postList(call, found, neighbours(call, posts, found));
	}
	const found = take(posts, at - 1, -1, skip, size);
	return postList(call, found, neighbours(call, posts, found));
}

/** The ids just newer and just older than a page. */
function neighbours({ version }: Call, posts: Post[], found: Post[]): Row {
	if (version.before('5.0') || !found.length) return {};
	const next = take(posts, posts.lastIndexOf(found[0]!) + 1, 1, 0, 1)[0];
	const previous = take(posts, posts.lastIndexOf(found.at(-1)!) - 1, -1, 0, 1)[0];
	return {
		next_post_id: next?.id ?? '',
		prev_post_id: previous?.id ?? '',
	};
}

/**
 * Recorded: the post that was asked for comes first; 4.10 orders it alone, though it sends all; 5.36
 * knows no paging and names the asked post twice; 11.6 names each once.
 */
function thread(call: Call): Row {
	const { state, query, version } = call;
	const post = seenPost(call);
	const root = post.root_id ? state.posts.get(post.root_id)! : post;
	let replies = (state.replies.get(root.id) ?? []).filter(({ delete_at }) => !delete_at);
	const paged = version.since('6.0');
	const from = paged && query.get('fromPost');
	const up = paged && query.get('direction') === 'up';
	if (up) replies = replies.slice().reverse();
	if (from) replies = replies.slice(replies.findIndex(({ id }) => id === from) + 1);
	const size = (paged && Number(query.get('perPage') ?? 0)) || replies.length;
	const found = [post, ...replies.slice(0, size), root];
	const ids = found.map(({ id }) => id);
	return postList(call, found, {
		order: version.before('5.0') ? [post.id] : paged ? [...new Set(ids)] : ids,
		...(paged && { has_next: replies.length > size }),
	});
}

function search(call: Call, teamId?: string): Row {
	const { state, body } = call;
	const terms = text(body, 'terms').toLowerCase().split(/\s+/).filter(Boolean);
	const matches = (message: string) =>
		body.is_or_search
			? terms.some((term) => message.includes(term))
			: terms.every((term) => message.includes(term));
	const found = [...state.posts.values()].filter((post) => {
		const channel = state.channels.get(post.channel_id)!;
		return (
			!post.delete_at &&
			!post.type.startsWith('system_') &&
			(!teamId || !channel.team_id || channel.team_id === teamId) &&
			matches(post.message.toLowerCase()) &&
			canRead(call, channel)
		);
	});
	const size = Number(body.per_page ?? 60) || 60;
	const start = (Number(body.page ?? 0) || 0) * size;
	return { ...postList(call, found.reverse().slice(start, start + size)), matches: null };
}

function ephemeral(call: Call): Row {
	const { body } = call;
	text(body, 'user_id');
	const given = (body.post ?? {}) as Row;
	// Servers do not look whether there is such a user or channel.
	return ephemeralPost(call, { ...given, channel_id: String(given.channel_id ?? '') });
}

function flagged(call: Call): Row {
	const { state, params, query } = call;
	const size = Math.min(Number(query.get('per_page') ?? 60) || 60, 200);
	// Real servers take `page` for a number of rows here (4.10 to 11.6).
	const start = Number(query.get('page') ?? 0) || 0;
	const found = [...(state.preferences.get(params.user_id)?.values() ?? [])]
		.filter(({ category }) => category === 'flagged_post')
		.flatMap(({ name }) => state.posts.get(String(name)) ?? [])
		.filter(({ channel_id: id }) => (query.get('channel_id') ?? id) === id)
		.sort((a, b) => b.create_at - a.create_at);
	return postList(call, found.slice(start, start + size));
}

function react(call: Call): Row {
	const { state, body, user } = call;
	if (body.user_id !== user.id) throw forbidden();
	const post = seenPost(call, text(body, 'post_id'));
	const emoji_name = text(body, 'emoji_name');
	const now = Date.now();
	const rows = state.reactions.get(post.id) ?? [];
	const known = rows.find((row) => row.user_id === user.id && row.emoji_name === emoji_name);
	if (known) return known;
	const row = {
		user_id: user.id,
		post_id: post.id,
		emoji_name,
		create_at: now,
		...(call.version.since('5.32') && {
			update_at: now,
			delete_at: 0,
			remote_id: '',
		}),
		...(call.version.since('6.0') && { channel_id: post.channel_id }),
	};
	state.reactions.set(post.id, [...rows, row]);
	Object.assign(post, { has_reactions: true, update_at: now });
	return row;
}

function unreact(call: Call): typeof OK {
	const { state, params } = call;
	const post = seenPost(call);
	const rows = (state.reactions.get(post.id) ?? []).filter(
		(row) => row.user_id !== params.user_id || row.emoji_name !== params.emoji_name,
	);
	state.reactions.set(post.id, rows);
	if (rows.length === 0) delete post.has_reactions;
	return OK;
}

/** Whoever reads a post may pin it. */
const pin = (isPinned: boolean) => (call: Call) => {
	Object.assign(seenPost(call), { is_pinned: isPinned, update_at: Date.now() });
	return OK;
};

export const posts: Table = {
	'POST /posts': create,
	// Recorded on 5.37: a post that is asked for alone has no number of replies.
	'GET /posts/{post_id}': (call) => ({
		...shown(call, seenPost(call)),
		...(call.version.since('5.0') && call.version.before('6.0') && { reply_count: 0 }),
	}),
	'PUT /posts/{post_id}': replace,
	'PUT /posts/{post_id}/patch': (call) =>
		change(call, pick(call.body, ['message', 'props', 'is_pinned', 'file_ids'])),
	'DELETE /posts/{post_id}': remove,
	'POST /posts/{post_id}/pin': pin(true),
	'POST /posts/{post_id}/unpin': pin(false),
	'GET /posts/{post_id}/thread': thread,
	'GET /channels/{channel_id}/posts': channelPosts,
	'GET /channels/{channel_id}/pinned': (call) =>
		postList(
			call,
			(call.state.channelPosts.get(seenChannel(call).id) ?? []).filter(
				({ is_pinned, delete_at }) => is_pinned && !delete_at,
			),
		),
	'POST /teams/{team_id}/posts/search': (call) => search(call, call.params.team_id),
	'POST /posts/search': (call) => search(call),
	'POST /posts/ephemeral': ephemeral,
	'POST /posts/ids': (call) =>
		texts(call.json, 'post_ids')
			.flatMap((id) => call.state.posts.get(id) ?? [])
			.filter(({ channel_id }) => canRead(call, call.state.channels.get(channel_id)!))
			.map((post) => shown(call, post)),
	'GET /users/{user_id}/posts/flagged': flagged,
	'GET /posts/{post_id}/files/info': (call) => filesIn(call.state, seenPost(call)),
	'POST /users/{user_id}/posts/{post_id}/set_unread': (call) => {
		const { state, params, body, version } = call;
		const post = seenPost(call);
		const { team_id } = state.channels.get(post.channel_id)!;
		const isThreaded = body.collapsed_threads_supported === true && version.since(THREADS);
		const withRoots = !post.root_id || isThreaded || version.before('5.36');
		return {
			team_id,
			user_id: params.user_id,
			channel_id: post.channel_id,
			...unviewFrom(state, post, params.user_id, withRoots),
		};
	},
	'POST /posts/{post_id}/actions/{action_id}': async (call) => {
		checkAction(call);
		const post = seenPost(call);
		return await press(call, post);
	},
	'POST /reactions': react,
	'GET /posts/{post_id}/reactions': (call) => {
		const rows = call.state.reactions.get(seenPost(call).id) ?? [];
		// Recorded: 5.37 sends an empty list, 10.11 and 11.6 send null.
		return rows.length === 0 && call.version.since('6.3') ? null : rows;
	},
	'DELETE /users/{user_id}/posts/{post_id}/reactions/{emoji_name}': unreact,
};
