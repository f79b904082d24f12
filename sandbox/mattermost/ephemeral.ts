import type { Call, Row } from './api';

/** A message that one person sees and no server keeps. */
export function ephemeralPost({ state, user, version }: Call, given: Row): Row {
	return {
		id: state.newId(),
		create_at: Date.now(),
		update_at: 0,
		edit_at: 0,
		delete_at: 0,
		is_pinned: false,
		user_id: user.id,
		channel_id: given.channel_id,
		root_id: String(given.root_id ?? ''),
		original_id: '',
		message: String(given.message ?? ''),
		type: 'system_ephemeral',
		props: given.props ?? {},
		hashtags: '',
		pending_post_id: '',
		...(version.since('5.0') && { metadata: {} }),
	};
}

/** Shows it to who asked. */
export function tellOne(call: Call, channelId: string, message: string, more: Row = {}): void {
	const made = ephemeralPost(call, { channel_id: channelId, message, ...more });
	call.state.tell({ key: 'told', call, made });
}
