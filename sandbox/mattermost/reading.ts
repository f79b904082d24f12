import { OK, texts, type Call, type Row, type Table } from './api';
import { seenChannel } from './channels';
import { postList } from './posts';
import { seenTeam } from './teams';

/** What has been read, and what a team or a channel still has unread. */

/** Messages of a channel since a member looked at it. */
function unreadOf({ state, params, version }: Call, channelId: string): Row {
	const channel = state.channels.get(channelId)!;
	const member = state.channelMembers.get(channelId)!.get(params.user_id);
	const since = Number(member?.last_viewed_at ?? 0);
	const isNew = ({ create_at }: { create_at: number }) => create_at > since;
	const posts = (state.channelPosts.get(channelId) ?? []).filter(
		(post) => !post.delete_at && post.user_id !== params.user_id && isNew(post),
	);
	return {
		team_id: channel.team_id,
		channel_id: channelId,
		msg_count: posts.length,
		mention_count: 0,
		...(version.since('5.36') && {
			mention_count_root: 0,
			msg_count_root: posts.filter(({ root_id }) => !root_id).length,
		}),
		...(version.since('7.0') && { urgent_mention_count: 0 }),
	};
}

function ofTeam(call: Call, teamId: string): Row {
	const { state, params, version } = call;
	const rows = [...state.channels.values()]
		.filter(({ id, team_id }) => team_id === teamId && isIn(call, id))
		.map(({ id }) => unreadOf(call, id));
	const sum = (name: string) => rows.reduce((total, row) => total + Number(row[name]), 0);
	return {
		team_id: teamId,
		msg_count: sum('msg_count'),
		mention_count: 0,
		...(version.since('5.36') && {
			mention_count_root: 0,
			msg_count_root: sum('msg_count_root'),
			thread_count: 0,
			thread_mention_count: 0,
		}),
		...(version.since('7.0') && { thread_urgent_mention_count: 0 }),
		...(!state.users.has(params.user_id) && { msg_count: 0 }),
	};
}

const isIn = ({ state, params }: Call, channelId: string) =>
	Boolean(state.channelMembers.get(channelId)?.has(params.user_id));

/** Marks channels as read. @returns when each was last posted in */
function read(call: Call, ids: string[]): Row {
	const times: Record<string, number> = {};
	for (const id of ids) {
		const member = call.state.channelMembers.get(id)?.get(call.params.user_id);
		if (!member) continue;
		Object.assign(member, { last_viewed_at: Date.now(), mention_count: 0 });
		times[id] = Number(call.state.channels.get(id)!.last_post_at);
	}
	return { ...OK, last_viewed_at_times: times };
}

export const reading: Table = {
	'GET /users/{user_id}/channels/{channel_id}/unread': (call) =>
		unreadOf(call, seenChannel(call).id),
	'GET /users/{user_id}/teams/{team_id}/unread': (call) => ofTeam(call, seenTeam(call).id),
	'GET /users/{user_id}/teams/unread': (call) =>
		[...call.state.teamMembers]
			.filter(([id, members]) => {
				return members.has(call.params.user_id) && id !== call.query.get('exclude_team');
			})
			.map(([id]) => ofTeam(call, id)),
	'POST /channels/members/{user_id}/mark_read': (call) =>
		read(call, texts(call.json, 'channel_ids')),
	'PUT /users/{user_id}/teams/{team_id}/read': (call) =>
		read(
			call,
			[...call.state.channels.values()]
				.filter(({ team_id }) => team_id === call.params.team_id)
				.map(({ id }) => id),
		),
	'PUT /channels/members/{user_id}/direct/read': (call) =>
		read(
			call,
			[...call.state.channels.values()].filter(({ team_id }) => !team_id).map(({ id }) => id),
		),
	'GET /users/{user_id}/channels/{channel_id}/posts/unread': (call) => {
		const posts = call.state.channelPosts.get(seenChannel(call).id) ?? [];
		return postList(call, posts.filter(({ delete_at }) => !delete_at).reverse());
	},
	'GET /users/{user_id}/channel_members': (call) =>
		[...call.state.channelMembers.values()].flatMap(
			(members) => members.get(call.params.user_id) ?? [],
		),
};
