import { existing, notFound, OK, type Call, type Row, type Table } from './api';
import { canRead } from './channels';
import { shown } from './posts';
import type { Post } from './state';

/**
 * A thread as its followers see it.
 * @param userId whose unread replies are counted; without it there are none
 */
export function threadRow(call: Pick<Call, 'state' | 'version'>, root: Post, userId?: string): Row {
	const replies = (call.state.replies.get(root.id) ?? []).filter(({ delete_at }) => !delete_at);
	const authors = new Set([root, ...replies].map(({ user_id }) => user_id));
	const viewed = userId ? (call.state.threadViews.get(`${userId}/${root.id}`) ?? 0) : 0;
	return {
		id: root.id,
		reply_count: replies.length,
		last_reply_at: replies.at(-1)?.create_at ?? 0,
		last_viewed_at: viewed,
		participants: [...authors].map((id) => ({ id })),
		// The numbers stand above, not in the post.
		post: { ...shown(call, root), reply_count: 0 },
		unread_replies: userId ? replies.filter((one) => one.create_at > viewed).length : 0,
		unread_mentions: 0,
		is_urgent: false,
		delete_at: 0,
	};
}

/** Roots with replies that the user takes part in, the newest reply first. */
function followed(call: Call): Post[] {
	const { state, params } = call;
	const roots: Post[] = [];
	for (const [rootId, replies] of state.replies) {
		const root = state.posts.get(rootId)!;
		const channel = state.channels.get(root.channel_id)!;
		const isIn = !channel.team_id || channel.team_id === params.team_id;
		const wish = state.follows.get(`${params.user_id}/${rootId}`);
		const takesPart = wish ?? [root, ...replies].some(({ user_id }) => user_id === params.user_id);
		if (isIn && takesPart && !root.delete_at && canRead(call, channel)) roots.push(root);
	}
	const lastReply = (root: Post) => state.replies.get(root.id)!.at(-1)!.create_at;
	return roots.sort((a, b) => lastReply(b) - lastReply(a));
}

/** `per_page` rows before or after the thread that the query names. */
function listed(call: Call): Row {
	const { query } = call;
	const all = followed(call);
	const size = Math.min(Number(query.get('per_page') ?? 25) || 25, 200);
	const { before, after } = Object.fromEntries(query);
	const at = all.findIndex(({ id }) => id === (before || after));
	const page = after ? all.slice(Math.max(0, at - size), Math.max(0, at)) : all.slice(at + 1);
	return {
		total: all.length,
		total_unread_threads: 0,
		total_unread_mentions: 0,
		threads: page.slice(0, size).map((root) => threadRow(call, root, call.params.user_id)),
	};
}

/** Servers do not look whether there is such a thread; what is followed is read. */
const follow =
	(isFollowed: boolean) =>
	({ state, params }: Call) => {
		const key = `${params.user_id}/${params.thread_id}`;
		state.follows.set(key, isFollowed);
		if (isFollowed) state.threadViews.set(key, Date.now());
		return OK;
	};

function thread(call: Call): Row {
	const root = call.state.posts.get(call.params.thread_id);
	if (!root || root.root_id) throw notFound('thread');
	return threadRow(call, root, call.params.user_id);
}

/** The thread is read until a time, ms. */
function readUntil(call: Call, time: number): Row {
	const { user_id, thread_id } = call.params;
	call.state.threadViews.set(`${user_id}/${thread_id}`, time);
	return thread(call);
}

export const threads: Table = {
	'PUT /users/{user_id}/teams/{team_id}/threads/{thread_id}/following': follow(true),
	'DELETE /users/{user_id}/teams/{team_id}/threads/{thread_id}/following': follow(false),
	'PUT /users/{user_id}/teams/{team_id}/threads/{thread_id}/read/{timestamp}': (call) =>
		readUntil(call, Number(call.params.timestamp)),
	'POST /users/{user_id}/teams/{team_id}/threads/{thread_id}/set_unread/{post_id}': (call) =>
		readUntil(call, existing(call.state.posts, call.params.post_id, 'post').create_at - 1),
	'PUT /users/{user_id}/teams/{team_id}/threads/read': (call) => {
		for (const { id } of followed(call)) {
			call.state.threadViews.set(`${call.params.user_id}/${id}`, Date.now());
		}
		return OK;
	},
	'GET /users/{user_id}/teams/{team_id}/threads': listed,
	'GET /users/{user_id}/teams/{team_id}/threads/{thread_id}': thread,
};
