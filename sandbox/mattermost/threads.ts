import { notFound, OK, type Call, type Row, type Table } from './api';
import { canRead } from './channels';
import { shown } from './posts';
import type { Post } from './state';

/** A thread as its followers see it. */
export function threadRow(call: Pick<Call, 'state' | 'version'>, root: Post): Row {
	const replies = (call.state.replies.get(root.id) ?? []).filter(({ delete_at }) => !delete_at);
	const authors = new Set([root, ...replies].map(({ user_id }) => user_id));
	return {
		id: root.id,
		reply_count: replies.length,
		last_reply_at: replies.at(-1)?.create_at ?? 0,
		last_viewed_at: 0,
		participants: [...authors].map((id) => ({ id })),
		post: shown(call, root),
		unread_replies: 0,
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
		threads: page.slice(0, size).map((root) => threadRow(call, root)),
	};
}

const follow = (isFollowed: boolean) => (call: Call) => {
	const { state, params } = call;
	if (!state.posts.has(params.thread_id)) throw notFound('post');
	state.follows.set(`${params.user_id}/${params.thread_id}`, isFollowed);
	return OK;
};

function marked(call: Call): Row {
	const root = call.state.posts.get(call.params.thread_id);
	if (!root || root.root_id) throw notFound('thread');
	return threadRow(call, root);
}

export const threads: Table = {
	'PUT /users/{user_id}/teams/{team_id}/threads/{thread_id}/following': follow(true),
	'DELETE /users/{user_id}/teams/{team_id}/threads/{thread_id}/following': follow(false),
	'PUT /users/{user_id}/teams/{team_id}/threads/{thread_id}/read/{timestamp}': marked,
	'POST /users/{user_id}/teams/{team_id}/threads/{thread_id}/set_unread/{post_id}': marked,
	'PUT /users/{user_id}/teams/{team_id}/threads/read': () => OK,
	'GET /users/{user_id}/teams/{team_id}/threads': listed,
	'GET /users/{user_id}/teams/{team_id}/threads/{thread_id}': (call) => {
		const root = call.state.posts.get(call.params.thread_id);
		if (!root || root.root_id) throw notFound('thread');
		return threadRow(call, root);
	},
};
