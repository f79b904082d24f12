import {
	badBody,
	existing,
	forbidden,
	OK,
	pick,
	Reply,
	text,
	type Call,
	type Row,
	type Table,
} from './api';
import { seenChannel } from './channels';

/** Scheduled posts and drafts: messages that are not posts yet. */

const CONTENT = ['message', 'props', 'file_ids', 'priority', 'repeat_type', 'repeat_timezone'];

function schedule(call: Call): Row {
	const { state, body, user } = call;
	const at = Number(body.scheduled_at);
	if (!Number.isInteger(at) || at < 1) throw badBody('scheduled_at');
	const now = Date.now();
	const row: Row = {
		id: state.newId(),
		create_at: now,
		update_at: now,
		user_id: user.id,
		channel_id: seenChannel(call, text(body, 'channel_id')).id,
		root_id: String(body.root_id ?? ''),
		message: '',
		props: {},
		...pick(body, CONTENT),
		scheduled_at: at,
		processed_at: 0,
		error_code: '',
	};
	state.scheduled.set(String(row.id), row);
	return row;
}

/** The own ones of a team, and of direct channels if asked for. */
function scheduledOf({ state, params, query, user }: Call): Row {
	const inTeam = (teamId: string) =>
		[...state.scheduled.values()].filter(
			(row) =>
				row.user_id === user.id && state.channels.get(String(row.channel_id))!.team_id === teamId,
		);
	return {
		[params.team_id]: inTeam(params.team_id),
		...(query.get('includeDirectChannels') === 'true' && { directChannels: inTeam('') }),
	};
}

function own(call: Call): Row {
	const row = existing(call.state.scheduled, call.params.scheduled_post_id, 'scheduled_post');
	if (row.user_id !== call.user.id) throw forbidden();
	return row;
}

/** Full replace: what is left out is blank afterwards. */
function reschedule(call: Call): Row {
	const { body, params } = call;
	if (body.id !== params.scheduled_post_id) throw badBody('scheduled_post_id');
	const given = pick(body, [...CONTENT, 'scheduled_at']);
	return Object.assign(own(call), { message: '', props: {}, file_ids: [], priority: {} }, given, {
		update_at: Date.now(),
	});
}

function unschedule(call: Call): Row {
	const row = own(call);
	call.state.scheduled.delete(String(row.id));
	return row;
}

const draftKey = (user: string, channel: unknown, root: unknown) =>
	[user, String(channel), String(root ?? '')].join('/');

function upsertDraft(call: Call): unknown {
	const { state, body, user } = call;
	const channel_id = seenChannel(call, text(body, 'channel_id')).id;
	const root_id = String(body.root_id ?? '');
	const key = draftKey(user.id, channel_id, root_id);
	// An empty draft is none.
	if (!body.message) {
		const made = state.drafts.get(key);
		if (made) state.tell({ key: 'draft deleted', call, made });
		state.drafts.delete(key);
		return new Reply(201, null);
	}
	const now = Date.now();
	const row: Row = {
		create_at: state.drafts.get(key)?.create_at ?? now,
		update_at: now,
		delete_at: 0,
		user_id: user.id,
		channel_id,
		root_id,
		message: '',
		props: {},
		...pick(body, CONTENT),
	};
	state.drafts.set(key, row);
	return row;
}

const deleteDraft = (call: Call) => {
	const { state, params, user } = call;
	const key = draftKey(user.id, params.channel_id, params.thread_id);
	const made = state.drafts.get(key);
	if (made) state.tell({ key: 'draft deleted', call, made });
	state.drafts.delete(key);
	return OK;
};

export const later: Table = {
	'POST /posts/schedule': schedule,
	'GET /posts/scheduled/team/{team_id}': scheduledOf,
	'PUT /posts/schedule/{scheduled_post_id}': reschedule,
	'DELETE /posts/schedule/{scheduled_post_id}': unschedule,
	'POST /drafts': upsertDraft,
	'GET /users/{user_id}/teams/{team_id}/drafts': ({ state, user, params }) => {
		const rows = [...state.drafts.values()].filter(({ user_id, channel_id }) => {
			const { team_id } = state.channels.get(String(channel_id))!;
			return user_id === user.id && (!team_id || team_id === params.team_id);
		});
		return rows.length > 0 ? rows : null;
	},
	'DELETE /users/{user_id}/channels/{channel_id}/drafts': deleteDraft,
	'DELETE /users/{user_id}/channels/{channel_id}/drafts/{thread_id}': deleteDraft,
};
