import { existing, notFound, texts, type Call, type Row, type Table } from './api';
import { shown, seenPost } from './posts';

/** Earlier versions of posts, and moving a post to another channel. */

function versionsOf(call: Call): Row[] {
	const rows = call.state.postVersions.get(seenPost(call).id);
	if (!rows) throw notFound('post');
	return rows;
}

export const history: Table = {
	'GET /posts/{post_id}/edit_history': (call) =>
		versionsOf(call).map((version) => ({ ...shown(call, version as never), reply_count: 0 })),
	'POST /posts/{post_id}/restore/{restore_version_id}': (call) => {
		const rows = new Map(versionsOf(call).map((row) => [String(row.id), row]));
		const { message } = existing(rows, call.params.restore_version_id, 'post');
		const post = seenPost(call);
		call.state.keepVersion(post);
		Object.assign(post, { message, edit_at: Date.now(), update_at: Date.now() });
		return shown(call, post);
	},
	'GET /posts/{post_id}/info': (call) => {
		const { state, user } = call;
		const channel = state.channels.get(seenPost(call).channel_id)!;
		const team = state.teams.get(channel.team_id);
		return {
			channel_id: channel.id,
			channel_type: channel.type,
			channel_display_name: channel.display_name,
			has_joined_channel: state.channelMembers.get(channel.id)!.has(user.id),
			team_id: channel.team_id,
			// Not the team's own type.
			team_type: team && (team.allow_open_invite ? 'O' : 'I'),
			team_display_name: team?.display_name ?? '',
			has_joined_team: Boolean(state.teamMembers.get(channel.team_id)?.has(user.id)),
		};
	},
	'POST /posts/ids/reactions': (call) => {
		const { state, json } = call;
		const ids = texts(json, 'post_ids');
		for (const id of ids) if (state.posts.has(id)) seenPost(call, id);
		return Object.fromEntries(ids.map((id) => [id, state.reactions.get(id) ?? []]));
	},
};
