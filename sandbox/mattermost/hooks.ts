import {
	AppError,
	badBody,
	existing,
	forbidden,
	OK,
	pageOf,
	pick,
	Reply,
	text,
	type Call,
	type Row,
	type Table,
} from './api';
import { hideIntegrations } from './actions';
import { seenChannel } from './channels';
import type { Channel, MattermostState } from './state';
import { isRow, parsed } from '../types';

const INCOMING = ['display_name', 'description', 'username', 'icon_url', 'channel_locked'];
const OUTGOING = [
	'display_name',
	'description',
	'trigger_words',
	'trigger_when',
	'callback_urls',
	'content_type',
	'username',
	'icon_url',
];

const TEXTS = { display_name: '', description: '', username: '', icon_url: '' };
const BLANK = {
	incoming: { ...TEXTS, channel_locked: false },
	outgoing: {
		...TEXTS,
		token: '',
		channel_id: '',
		trigger_words: [],
		trigger_when: 0,
		callback_urls: [],
		content_type: '',
	},
};

const stamped = (state: MattermostState): Row => {
	const now = Date.now();
	return { id: state.newId(), create_at: now, update_at: now, delete_at: 0 };
};

type Kind = 'incoming' | 'outgoing';

/** @throws 403 unless the asking user's roles allow it; which do has changed from version to version */
function mayManage({ user, state }: Call, kind: Kind, teamId: unknown): void {
	const names = user.roles.split(' ');
	if (names.includes('system_admin')) return;
	const member = state.teamMembers.get(String(teamId))?.get(user.id);
	for (const rank of ['user', 'admin', 'guest']) {
		if (member?.[`scheme_${rank}`]) names.push(`team_${rank}`);
	}
	const wanted = ['manage_webhooks', `manage_${kind}_webhooks`, `manage_own_${kind}_webhooks`];
	const may = [...state.roles.values()].some(
		({ name, permissions }) =>
			names.includes(String(name)) &&
			(permissions as string[]).some((permission) => wanted.includes(permission)),
	);
	if (!may) throw forbidden();
}

function createIncoming(call: Call): Row {
	const { state, body, user } = call;
	const channel = seenChannel(call, text(body, 'channel_id'));
	mayManage(call, 'incoming', channel.team_id);
	const hook = {
		...stamped(state),
		user_id: user.id,
		channel_id: channel.id,
		team_id: channel.team_id,
		...BLANK.incoming,
		...pick(body, INCOMING),
	} as Row;
	state.incomingHooks.set(String(hook.id), hook);
	return hook;
}

const shares = (one: unknown, other: unknown) =>
	Array.isArray(one) && Array.isArray(other) && one.some((value) => other.includes(value));

function createOutgoing(call: Call): Row {
	const { state, body, user } = call;
	mayManage(call, 'outgoing', body.team_id);
	if (!Array.isArray(body.callback_urls) || !body.callback_urls.length)
		throw badBody('callback_urls');
	const { channel_id = '', trigger_words = [], team_id } = body;
	const isTaken = [...state.outgoingHooks.values()].some(
		(hook) =>
			hook.team_id === team_id &&
			hook.channel_id === channel_id &&
			shares(hook.callback_urls, body.callback_urls) &&
			shares(hook.trigger_words, trigger_words),
	);
	if (isTaken) {
		const id = 'api.webhook.create_outgoing.intersect.app_error';
		throw new AppError(
			500,
			id,
			'Outgoing webhooks from the same channel cannot have the same words.',
		);
	}
	if (!body.channel_id && !(body.trigger_words as string[] | undefined)?.length) {
		throw new AppError(
			400,
			'api.webhook.create_outgoing.triggers.app_error',
			'Either trigger_words or channel_id must be set.',
		);
	}
	const hook = {
		...BLANK.outgoing,
		...stamped(state),
		token: state.newId(),
		creator_id: user.id,
		channel_id: String(body.channel_id ?? ''),
		// Servers do not look whether there is such a team.
		team_id: text(body, 'team_id'),
		...pick(body, OUTGOING),
	} as Row;
	state.outgoingHooks.set(String(hook.id), hook);
	return hook;
}

function listed(rows: Map<string, Row>, { query }: Call): unknown {
	const filters = ['team_id', 'channel_id'].filter((name) => query.get(name));
	const all = [...rows.values()].filter((row) =>
		filters.every((name) => row[name] === query.get(name)),
	);
	const page = pageOf(all, query);
	return query.get('include_total_count') === 'true'
		? { incoming_webhooks: page, total_count: all.length }
		: page;
}

const kindOf = (editable: string[]): Kind => (editable === OUTGOING ? 'outgoing' : 'incoming');

/** Full replace; servers since 5.0 want the path's id in the body as well. */
function update(rows: Map<string, Row>, editable: string[], call: Call): Row {
	const { params, body, version } = call;
	if (version.since('5.0') && body.id !== params.hook_id) throw badBody('hook_id');
	// 4.10 goes by the body of outgoing ones alone.
	const isOld = version.before('5.0') && editable === OUTGOING;
	const hook = existing(rows, isOld ? body.id : params.hook_id, 'webhook');
	mayManage(call, kindOf(editable), hook.team_id);
	// Servers write what the body holds: a token that is left out is lost.
	return Object.assign(hook, BLANK[kindOf(editable)], {
		...pick(body, [...editable, 'channel_id', ...(editable === OUTGOING ? ['token'] : [])]),
		update_at: Date.now(),
	});
}

function remove(rows: Map<string, Row>, call: Call): typeof OK {
	const { team_id } = existing(rows, call.params.hook_id, 'webhook');
	mayManage(call, rows === call.state.outgoingHooks ? 'outgoing' : 'incoming', team_id);
	rows.delete(call.params.hook_id);
	return OK;
}

/** The payload of a message to a webhook: JSON, or a form with `payload`; its texts must be texts. */
function payload({ json, request, version }: Call): Row {
	const type = request.headers['content-type'] ?? '';
	let given: unknown = json;
	if (type.startsWith('application/x-www-form-urlencoded')) {
		given = parsed(new URLSearchParams(request.raw.toString()).get('payload') ?? '');
	} else if (type.startsWith('multipart/')) {
		given = parsed(request.parts.find(({ name }) => name === 'payload')?.bytes.toString() ?? '');
	}
	if (isRow(given) && TEXT_FIELDS.every((name) => isTextOrNone(given[name]))) return given;
	const id = version.since(HIDDEN)
		? 'web.incoming_webhook.decode.app_error'
		: version.since('5.0')
			? 'model.incoming_hook.parse_data.app_error'
			: 'Unable to parse incoming data';
	throw new AppError(400, id, 'Unable to parse incoming data.');
}

const TEXT_FIELDS = ['text', 'username', 'icon_url', 'icon_emoji', 'channel', 'type'];
const isTextOrNone = (value: unknown) => value == null || typeof value === 'string';

/** `name`, `#name`, `@username`; without one the hook's own channel. */
function destination(state: MattermostState, hook: Row, wish: unknown): Channel {
	const own = state.channels.get(String(hook.channel_id))!;
	if (!wish) return own;
	const name = String(wish);
	if (name.startsWith('@')) {
		const user = state.usersByName.get(name.slice(1));
		if (user) return state.direct(String(hook.user_id), user.id);
		throw new AppError(400, 'web.incoming_webhook.user.app_error', "Couldn't find the user.");
	}
	const channel = [...state.channels.values()].find(
		(row) => row.name === name.replace(/^#/, '') && (row.team_id || own.team_id) === own.team_id,
	);
	if (!channel) {
		throw new AppError(404, 'web.incoming_webhook.channel.app_error', "Couldn't find the channel.");
	}
	if (hook.channel_locked && channel !== own) {
		throw new AppError(
			403,
			'web.incoming_webhook.channel_locked.app_error',
			'This webhook is not permitted to post to the requested channel.',
		);
	}
	return channel;
}

/** Longest properties of a post on older servers, in characters, without those that servers add. */
const OLD_PROPS = 7_600;

/** Newer servers hide why, since 10.11 at the latest. */
const HIDDEN = '10.0';

/** Recorded: the status stays, the ID of the error tells nothing any more. */
function hidden<T>(call: Call, area: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		if (!(error instanceof AppError) || call.version.before(HIDDEN)) throw error;
		throw new AppError(error.status, `web.${area}.general.app_error`, 'Invalid webhook request.');
	}
}

function receive(call: Call): Reply {
	const { state, params } = call;
	const given = payload(call);
	return hidden(call, 'incoming_webhook', () => {
		const hook = state.incomingHooks.get(params.hook_id);
		if (!hook)
			throw new AppError(400, 'web.incoming_webhook.invalid.app_error', 'Invalid webhook.');
		send(call, hook, given);
		return new Reply(200, 'ok', { 'Content-Type': 'text/plain' });
	});
}

function send(call: Call, hook: Row, given: Row): void {
	const { state, version } = call;
	if (!given.text && !given.attachments) {
		throw new AppError(400, 'web.incoming_webhook.text.app_error', 'No text specified.');
	}
	const channel = destination(state, hook, given.channel);
	if (version.before('6.0') && String(given.username ?? '').length > OLD_PROPS) {
		const id = 'web.incoming_webhook.split_props_length.app_error';
		throw new AppError(400, id, 'Unable to split webhook props.');
	}
	state.addPost({
		channel_id: channel.id,
		user_id: String(hook.user_id),
		message: String(given.text ?? ''),
		type: String(given.type ?? (given.attachments ? 'slack_attachment' : '')),
		props: hideIntegrations(call, {
			...(given.props as Row | undefined),
			...(given.attachments ? { attachments: given.attachments } : {}),
			from_webhook: 'true',
			override_username: given.username || hook.username || 'webhook',
			...(given.icon_url ? { override_icon_url: given.icon_url } : {}),
			webhook_display_name: hook.display_name,
		}),
	});
}

export const hooks: Table = {
	'POST /hooks/incoming': createIncoming,
	'GET /hooks/incoming': (call) => listed(call.state.incomingHooks, call),
	'GET /hooks/incoming/{hook_id}': ({ state, params }) =>
		existing(state.incomingHooks, params.hook_id, 'webhook'),
	'PUT /hooks/incoming/{hook_id}': (call) => update(call.state.incomingHooks, INCOMING, call),
	'DELETE /hooks/incoming/{hook_id}': (call) => remove(call.state.incomingHooks, call),
	'POST /hooks/outgoing': createOutgoing,
	'GET /hooks/outgoing': (call) => listed(call.state.outgoingHooks, call),
	'GET /hooks/outgoing/{hook_id}': ({ state, params }) =>
		existing(state.outgoingHooks, params.hook_id, 'webhook'),
	'PUT /hooks/outgoing/{hook_id}': (call) => update(call.state.outgoingHooks, OUTGOING, call),
	'DELETE /hooks/outgoing/{hook_id}': (call) => remove(call.state.outgoingHooks, call),
	'POST /hooks/outgoing/{hook_id}/regen_token': ({ state, params }) =>
		Object.assign(existing(state.outgoingHooks, params.hook_id, 'webhook'), {
			token: state.newId(),
		}),
};

/** A late answer to a slash command. */
function respond(call: Call): Reply {
	const { state, params } = call;
	const target = state.responseUrls.get(params.response_id);
	if (!target || target.left-- <= 0) {
		const id = call.version.before('5.0')
			? 'web.command_webhook.invalid.app_error'
			: 'app.command_webhook.try_use.invalid';
		throw new AppError(400, id, 'Invalid webhook.');
	}
	const given = payload(call);
	state.addPost({
		channel_id: target.channelId,
		user_id: target.userId,
		message: String(given.text ?? ''),
		props: { from_webhook: 'true' },
	});
	return new Reply(200, 'ok', { 'Content-Type': 'text/plain' });
}

/** Below the site URL; the id is the only secret. */
export const incoming: Table = {
	'POST /hooks/{hook_id}': receive,
	'POST /hooks/commands/{response_id}': (call) =>
		hidden(call, 'command_webhook', () => respond(call)),
};
