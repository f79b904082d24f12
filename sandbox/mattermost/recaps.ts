import { AppError, badBody, OK, pageOf, type Call, type Row, type Table } from './api';
/** Recaps, which a job fills in later: without an agent they stay as they are made. Recorded on 11.6, feature on. */

const own = ({ state, user, params }: Call): Row => {
	const recap = state.recaps.get(params.recap_id);
	if (!recap) throw new AppError(404, 'app.recap.get.app_error', 'Unable to get recap.');
	if (recap.user_id !== user.id) {
		throw new AppError(403, 'api.recap.permission_denied', 'The recap is of another user.');
	}
	return recap;
};

function create({ state, user, body }: Call): Row {
	const { title, channel_ids: ids, agent_id: agent } = body;
	if (!Array.isArray(ids) || ids.length === 0) throw badBody('channel_ids');
	if (typeof title !== 'string' || !title) throw badBody('title');
	if (typeof agent !== 'string' || !agent) throw badBody('agent_id');
	const isAdmin = user.roles.includes('system_admin');
	const isReadable = (id: unknown) =>
		state.channelMembers.get(String(id))?.has(user.id) ??
		(isAdmin && state.channels.has(String(id)));
	if (!ids.every(isReadable)) {
		throw new AppError(403, 'app.recap.permission_denied', 'You may not read a channel.');
	}
	const now = Date.now();
	const recap: Row = {
		id: state.newId(),
		user_id: user.id,
		title,
		create_at: now,
		update_at: now,
		delete_at: 0,
		read_at: 0,
		total_message_count: 0,
		status: 'pending',
		bot_id: agent,
	};
	state.recaps.set(String(recap.id), recap);
	return recap;
}

export const recaps: Table = {
	'POST /recaps': create,
	'GET /recaps': ({ state, user, query }) => {
		const all = [...state.recaps.values()].filter(
			({ user_id, delete_at }) => user_id === user.id && !delete_at,
		);
		const page = pageOf(all.reverse(), query);
		return page.length > 0 ? page : null;
	},
	'GET /recaps/{recap_id}': own,
	'POST /recaps/{recap_id}/read': (call) => {
		const now = Date.now();
		return Object.assign(own(call), { read_at: now, update_at: now });
	},
	'POST /recaps/{recap_id}/regenerate': (call) =>
		// When it was read stays, though the server means to forget it.
		Object.assign(own(call), { status: 'pending', update_at: Date.now() }),
	// A deleted one is only not listed any more.
	'DELETE /recaps/{recap_id}': (call) => {
		own(call).delete_at = Date.now();
		return OK;
	},
};
