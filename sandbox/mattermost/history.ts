import { existing, texts, type Call, type Row, type Table } from './api';
import { shown, seenPost } from './posts';

/** Earlier versions of posts, and moving a post to another channel. */

function versionsOf(call: Call): Row[] {
	const post = seenPost(call);
	return call.state.postVersions.get(post.id) ?? [];
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
			team_type: team?.type ?? '',
			team_display_name: team?.display_name ?? '',
			has_joined_team: Boolean(state.teamMembers.get(channel.team_id)?.has(user.id)),
		};
	},
	'POST /posts/ids/reactions': ({ state, json }) => {
		const ids = texts(json, 'post_ids');
		return Object.fromEntries(ids.map((id) => [id, state.reactions.get(id) ?? []]));
	},
};
