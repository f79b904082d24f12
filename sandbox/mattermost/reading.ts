import { AppError, OK, pageOf, texts, type Call, type Row, type Table } from './api';
import { seenChannel, shownMember } from './channels';
import { unread, view } from './counters';
import { postList } from './posts';
import { seenTeam } from './teams';

/** What has been read, and what a team or a channel still has unread. */

/** Messages of a channel since a member looked at it. */
function unreadOf({ state, params, version }: Call, channelId: string): Row {
	const { msg_count_root, mention_count_root, ...numbers } = unread(
		state,
		channelId,
		params.user_id,
	);
	return {
		team_id: state.channels.get(channelId)!.team_id,
		channel_id: channelId,
		...numbers,
		...(version.since('5.36') && { mention_count_root, msg_count_root }),
		...(version.since('7.0') && { urgent_mention_count: 0 }),
	};
}

function ofTeam(call: Call, teamId: string): Row {
	const { state, params, version } = call;
	const rows = [...state.channels.values()]
		.filter(({ id, team_id, delete_at }) => team_id === teamId && !delete_at && isIn(call, id))
		.map(({ id }) => unreadOf(call, id));
	const sum = (name: string) => rows.reduce((total, row) => total + Number(row[name]), 0);
	return {
		team_id: teamId,
		msg_count: sum('msg_count'),
		mention_count: sum('mention_count'),
		...(version.since('5.36') && {
			mention_count_root: sum('mention_count_root'),
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
		const seen = view(call.state, id, call.params.user_id);
		if (seen !== undefined) times[id] = seen;
	}
	return { ...OK, last_viewed_at_times: times };
}

export const reading: Table = {
	'GET /users/{user_id}/channels/{channel_id}/unread': (call) => {
		const { id, delete_at } = seenChannel(call);
		if (!delete_at && isIn(call, id)) return unreadOf(call, id);
		const store = call.version.before('5.26') ? 'store.sql_channel' : 'app.channel';
		throw new AppError(404, `${store}.get_unread.app_error`, 'Unable to get the unread messages.');
	},
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
	'GET /users/{user_id}/channel_members': (call) => {
		const { state, params } = call;
		const rows = [...state.channelMembers].flatMap(([id, members]) => {
			const row = members.get(params.user_id);
			if (!row) return [];
			const team = state.teams.get(state.channels.get(id)!.team_id);
			const ofTeam = {
				team_display_name: team?.display_name ?? '',
				team_name: team?.name ?? '',
				team_update_at: team?.update_at ?? 0,
			};
			return [{ ...shownMember(call, row), ...ofTeam }];
		});
		return pageOf(rows, call.query);
	},
};
