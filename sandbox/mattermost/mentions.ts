import type { Channel, MattermostState, Post } from './state';

/** Members of the channel whom a post concerns: by name, as all, or because it is between few. */
export function mentioned(state: MattermostState, post: Post, channel: Channel): string[] {
	if (post.type === 'system_add_to_channel') return [String(post.props.addedUserId)];
	if (post.type) return [];
	return [...(state.channelMembers.get(channel.id)?.keys() ?? [])].filter((id) => {
		const name = state.users.get(id)?.username;
		return (
			id !== post.user_id &&
			(channel.type === 'D' ||
				channel.type === 'G' ||
				/@(channel|all|here)\b/.test(post.message) ||
				new RegExp(`@${name}\\b`).test(post.message))
		);
	});
}
