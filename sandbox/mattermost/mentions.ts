import type { Channel, MattermostState, Post } from './state';

/** Members of the channel whom a post concerns: by name, as all, or because it is between few. */
export function mentioned(state: MattermostState, post: Post, channel: Channel): string[] {
	if (post.type === 'system_add_to_channel') return [String(post.props.addedUserId)];
	if (post.type) return [];
	const isPersonal = channel.type === 'D' || channel.type === 'G';
	if (!isPersonal && !post.message.includes('@')) return [];
	const isForAll = isPersonal || /@(channel|all|here)\b/.test(post.message);
	return [...(state.channelMembers.get(channel.id)?.keys() ?? [])].filter((id) => {
		const name = state.users.get(id)?.username;
		const isNamed = isForAll || new RegExp(`@${name}\\b`).test(post.message);
		return id !== post.user_id && isNamed;
	});
}
