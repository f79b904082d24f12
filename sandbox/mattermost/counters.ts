import { mentioned } from './mentions';
import type { Row } from '../types';
import type { Channel, MattermostState, Post } from './state';

/** What members have read of a channel, counted as servers do: in numbers of messages, not by time. */

/** Posts about people who come and go: they make no channel unread. */
const UNCOUNTED = /^system_(join|leave|add_to|remove_from)/;
/** 4.10 counts those about people whom others bring into a team, or throw out of it (`SqlPostStore.Save`). */
const COUNTED_BEFORE_5 = /^system_(add_to|remove_from)_team$/;

/** Whether a post makes its channel unread (`Post.IsJoinLeaveMessage`). */
export const isCounted = ({ version }: MattermostState, { type }: Post) =>
	!UNCOUNTED.test(type) || (version.before('5.0') && COUNTED_BEFORE_5.test(type));

const memberOf = (state: MattermostState, channelId: string, userId: string) =>
	state.channelMembers.get(channelId)?.get(userId);

/** A new post in its channel's numbers and in those of the members whom it mentions. */
export function count(state: MattermostState, post: Post, channel: Channel): void {
	const root = post.root_id ? 0 : 1;
	if (isCounted(state, post)) {
		channel.total_msg_count++;
		channel.total_msg_count_root = Number(channel.total_msg_count_root) + root;
	}
	for (const id of mentioned(state, post, channel)) {
		const member = memberOf(state, channel.id, id);
		if (!member) continue;
		member.mention_count = Number(member.mention_count) + 1;
		member.mention_count_root = Number(member.mention_count_root) + root;
		member.last_update_at = post.create_at;
	}
}

/**
 * A member looks at a channel (`SqlChannelStore.UpdateLastViewedAt`); what was read already stays as it is.
 * @returns when the channel was last posted in, ms; undefined for who is no member
 */
export function view(
	state: MattermostState,
	channelId: string,
	userId: string,
): number | undefined {
	const channel = state.channels.get(channelId);
	const member = memberOf(state, channelId, userId);
	if (!channel || !member) return undefined;
	const { total_msg_count, total_msg_count_root, last_post_at } = channel;
	if (total_msg_count > Number(member.msg_count) || Number(member.mention_count) > 0) {
		const seen = Math.max(Number(member.last_viewed_at), last_post_at);
		Object.assign(member, {
			msg_count: Math.max(Number(member.msg_count), total_msg_count),
			msg_count_root: Math.max(Number(member.msg_count_root), Number(total_msg_count_root)),
			mention_count: 0,
			mention_count_root: 0,
			last_viewed_at: seen,
			last_update_at: seen,
		});
	}
	return last_post_at;
}

/**
 * The channel is unread from a post on (`SqlChannelStore.UpdateLastViewedAtPost`).
 * @param withRoots false: the root messages count as read, as for a reply
 * @returns the member's new numbers
 */
export function unviewFrom(
	state: MattermostState,
	post: Post,
	userId: string,
	withRoots: boolean,
): Row {
	const channel = state.channels.get(post.channel_id)!;
	const after = (state.channelPosts.get(channel.id) ?? []).filter(
		(one) => one.create_at >= post.create_at && !one.delete_at,
	);
	const unread = after.filter((one) => isCounted(state, one));
	const roots = withRoots ? unread.filter(({ root_id }) => !root_id).length : 0;
	const mentions = after.filter((one) => mentioned(state, one, channel).includes(userId));
	const numbers = {
		msg_count: channel.total_msg_count - unread.length,
		msg_count_root: Number(channel.total_msg_count_root) - roots,
		mention_count: mentions.length,
		mention_count_root: withRoots ? mentions.filter(({ root_id }) => !root_id).length : 0,
		last_viewed_at: post.create_at - 1,
	};
	const member = memberOf(state, channel.id, userId);
	if (member) Object.assign(member, numbers, { last_update_at: Date.now() });
	return numbers;
}

/** What a member has not read yet; messages of a muted channel do not count. */
export function unread(state: MattermostState, channelId: string, userId: string) {
	const channel = state.channels.get(channelId)!;
	const member = memberOf(state, channelId, userId) ?? {};
	const isMuted = (member.notify_props as Row | undefined)?.mark_unread === 'mention';
	const left = (all: unknown, read: unknown) => (isMuted ? 0 : Number(all) - Number(read ?? 0));
	return {
		msg_count: left(channel.total_msg_count, member.msg_count),
		msg_count_root: left(channel.total_msg_count_root, member.msg_count_root),
		mention_count: Number(member.mention_count ?? 0),
		mention_count_root: Number(member.mention_count_root ?? 0),
	};
}
