import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../shared/call';
import { postOf, type Post, type PostFacts } from './parse';

/** Posts that were made while nobody listened, by REST. */

/** Servers give at most this many rows. */
const PAGE = 200;

/** A channel, as far as it matters here. Times in ms. */
export interface ChannelFacts {
	id: string;
	name: string;
	display_name: string;
	type: string;
	team_id: string;
	last_post_at: number;
}

/** A post with what is known about its channel and sender. */
export interface Missed {
	post: Post;
	facts: Omit<PostFacts, 'mentions'>;
}

type Requests = Pick<Call, 'request'>;

/** All channels the account is a member of, direct ones included. @throws NodeApiError */
export async function myChannels(call: Requests): Promise<ChannelFacts[]> {
	const teams = await call.request<Array<{ id: string }>>('GET /users/me/teams');
	const found = new Map<string, ChannelFacts>();
	for (const { id } of teams) {
		const channels = await call.request<ChannelFacts[]>('GET /users/me/teams/{team_id}/channels', {
			path: { team_id: id },
		});
		// Direct channels belong to no team and come with each.
		for (const channel of channels) found.set(channel.id, channel);
	}
	return [...found.values()];
}

/** The server's time of the newest post, in ms: where a new listener begins. */
export const newestPostAt = (channels: ChannelFacts[]): number =>
	channels.reduce((newest, { last_post_at }) => Math.max(newest, last_post_at ?? 0), 0);

/**
 * Posts of one channel since `since`, newest first. Pages go backwards from the newest post, so that
 * posts made meanwhile move nothing. The next page begins one distinct time above the oldest post of
 * this one: servers cut by time, and posts of the same ms would be lost at the edge.
 */
async function postsSince(call: Requests, channelId: string, since: number): Promise<Post[]> {
	const found = new Map<string, Post>();
	let query: IDataObject = { page: 0, per_page: PAGE };
	for (;;) {
		const list = await call.request<{ order?: string[]; posts?: Record<string, unknown> }>(
			'GET /channels/{channel_id}/posts',
			{ path: { channel_id: channelId }, query },
		);
		const order = list.order ?? [];
		const rows = order.map((id) => postOf(list.posts?.[id])).filter((post) => post !== undefined);
		for (const post of rows) if (post.create_at >= since) found.set(post.id, post);
		const oldest = rows.reduce((time, { create_at }) => Math.min(time, create_at), Infinity);
		if (order.length < PAGE || oldest < since) return [...found.values()];
		const anchor = rows
			.filter(({ create_at }) => create_at > oldest)
			.reduce<
				Post | undefined
			>((low, post) => (!low || post.create_at < low.create_at ? post : low), undefined);
		query = anchor
			? { before: anchor.id, page: 0, per_page: PAGE }
			: // A page of one ms: only its number leads on.
				{ ...query, page: Number(query.page) + 1 };
	}
}

/** Names of users by ID. @throws NodeApiError */
async function usernames(call: Requests, ids: string[]): Promise<Map<string, string>> {
	const names = new Map<string, string>();
	for (let at = 0; at < ids.length; at += PAGE) {
		const users = await call.request<Array<{ id: string; username: string }>>('POST /users/ids', {
			body: ids.slice(at, at + PAGE),
			reads: true,
		});
		for (const { id, username } of users) names.set(id, username);
	}
	return names;
}

/**
 * Posts since `since` that are not deleted, oldest first. To be asked after the new connection is
 * up: whatever is posted later comes over it, so posts newer than the first look are left to it. Else
 * the cursor could pass a post of a channel that was read before it was made.
 *
 * @param since ms, by the server's clock
 * @param wanted says which channels matter
 * @param known says which posts need no look
 * @throws NodeApiError
 */
export async function missedPosts(
	call: Requests,
	since: number,
	wanted: (channel: ChannelFacts) => boolean,
	known: (postId: string) => boolean,
): Promise<Missed[]> {
	const found: Array<{ post: Post; channel: ChannelFacts }> = [];
	const channels = await myChannels(call);
	const until = newestPostAt(channels);
	for (const channel of channels) {
		if (channel.last_post_at < since || !wanted(channel)) continue;
		for (const post of await postsSince(call, channel.id, since)) {
			if (post.delete_at === 0 && post.create_at <= until && !known(post.id)) {
				found.push({ post, channel });
			}
		}
	}
	found.sort((a, b) => a.post.create_at - b.post.create_at);
	const names = await usernames(call, [...new Set(found.map(({ post }) => post.user_id))]);
	return found.map(({ post, channel }) => ({
		post,
		facts: {
			channel_name: channel.name,
			channel_display_name: channel.display_name,
			channel_type: channel.type,
			team_id: channel.team_id,
			sender_name: post.type.startsWith('system_') ? 'System' : (names.get(post.user_id) ?? ''),
		},
	}));
}
