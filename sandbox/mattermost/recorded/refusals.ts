import { AppError, forbidden, Reply, type Call, type Row } from '../api';
import type { MattermostState } from '../state';
import { isPictureForAll } from '../teams';
import type { Facts } from './facts';
import { sampleOf } from './samples';

/** Longer than any text that servers keep, but for a post's. */
const TOO_LONG = 20_000;

const isId = (value: unknown) => typeof value === 'string' && /^[a-z0-9]{26}$/.test(value);

/** What a parameter or property of that name refers to; undefined if this is not known. */
function existsIn(call: Call, name: string, value: string): boolean | undefined {
	const { state, request } = call;
	const path = request.path;
	const rows: Partial<Record<string, { has(id: string): boolean }>> = {
		user_id: state.users,
		bot_user_id: state.bots,
		team_id: state.teams,
		channel_id: state.channels,
		post_id: state.posts,
		thread_id: state.posts,
		root_id: state.posts,
		file_id: state.files,
		upload_id: state.uploads,
		command_id: state.commands,
		emoji_id: state.emoji,
		app_id: state.oauthApps,
		role_id: state.roles,
		scheduled_post_id: state.scheduled,
		hook_id: path.includes('/outgoing') ? state.outgoingHooks : state.incomingHooks,
		username: state.usersByName,
	};
	if (rows[name]) return rows[name].has(value);
	const texts: Partial<Record<string, (state: MattermostState) => boolean>> = {
		token_id: () => [...state.sessions.values()].some(({ id }) => id === value),
		session_id: () => [...state.sessions.values()].some(({ id }) => id === value),
		team_name: () => [...state.teams.values()].some((team) => team.name === value),
		channel_name: () => [...state.channels.values()].some((channel) => channel.name === value),
		// The recorded one is no address at all; one of nobody is refused by the handler.
		email: () => value.includes('@'),
		category_id: ({ categories }) => [...categories.values()].flat().some(({ id }) => id === value),
		restore_version_id: ({ postVersions }) =>
			[...postVersions.values()].flat().some(({ id }) => id === value),
		job_id: ({ jobs }) => jobs.has(value),
		emoji_name: () => [...state.emoji.values()].some(({ row }) => row.name === value),
		role_name: () => [...state.roles.values()].some((role) => role.name === value),
		invite_id: () => [...state.teams.values()].some((team) => team.invite_id === value),
	};
	return texts[name]?.(state);
}

/** The channel or team that a request is about. */
function placeOf(call: Call): { channelId?: string; teamId?: string } {
	const { state, params, body, query, version, request } = call;
	const given = { ...Object.fromEntries(query), ...body, ...params } as Row;
	// 4.10 replaces the channel that the body names.
	const isByBody = request.method === 'PUT' && /\/channels\/\w+$/.test(request.path);
	if (isByBody && version.before('5.0')) given.channel_id = body.id;
	const post = state.posts.get(String(given.post_id ?? given.thread_id ?? given.root_id ?? ''));
	const file = state.files.get(String(given.file_id ?? ''));
	const hook =
		state.incomingHooks.get(String(given.hook_id)) ??
		state.outgoingHooks.get(String(given.hook_id)) ??
		state.commands.get(String(given.command_id));
	const channelId = (given.channel_id ?? post?.channel_id ?? file?.channelId) as string | undefined;
	const byName = [...state.teams.values()].find(({ name }) => name === given.team_name);
	const teamId = (given.team_id ?? hook?.team_id ?? byName?.id) as string | undefined;
	return { channelId, teamId };
}

/** Roles whose rights are recorded. */
const USUAL_ROLES = new Set([
	'system_user',
	'system_guest',
	'system_user_access_token',
	'system_post_all',
	'system_post_all_public',
]);

/** Routes without GET that any reader may use. */
const READING = /\/(ids|pin|unpin|search|member_count)$/;

/** Routes with GET that only members may use, in public channels too. */
const MEMBERS_ONLY = /\/access_control\/attributes$/;

/** As whom recordings have what this user may do; undefined for administrators of any kind. */
function kindOf(call: Call): 'outsider' | 'guest' | 'bot' | 'user' | undefined {
	const { state, user } = call;
	if (!user.id || !user.roles.split(' ').every((role) => USUAL_ROLES.has(role))) return undefined;
	const { channelId, teamId } = placeOf(call);
	const channel = state.channels.get(channelId ?? '');
	const isInTeam = (id: string) => state.teamMembers.get(id)?.has(user.id) ?? false;
	// Who is only in the team may read a public channel and join it, no more.
	const { method, path } = call.request;
	const isRead = (method === 'GET' && !MEMBERS_ONLY.test(path)) || READING.test(path);
	const isIn = channel
		? (state.channelMembers.get(channel.id)?.has(user.id) ?? false) ||
			(channel.type === 'O' && isInTeam(channel.team_id) && isRead)
		: teamId
			? isInTeam(teamId)
			: true;
	if (!isIn) return 'outsider';
	if (user.roles.includes('system_guest')) return 'guest';
	return user.is_bot ? 'bot' : 'user';
}

/** Whether the asking user acts on what is their own. */
function isOwn({ state, user, params, body, json, request }: Call): boolean {
	if (Array.isArray(json) && json.includes(user.id)) return true;
	if (params.user_id) return params.user_id === user.id;
	if (body.user_id === user.id) return true;
	// Of several new members of a channel, servers look at each alone.
	const added = /\/channels\/\w+\/members$/.test(request.path) ? body.user_ids : undefined;
	if (Array.isArray(added) && added.includes(user.id)) return true;
	const owned = [
		state.posts.get(params.post_id)?.user_id,
		state.incomingHooks.get(params.hook_id)?.user_id,
		state.outgoingHooks.get(params.hook_id)?.creator_id,
		state.commands.get(params.command_id)?.creator_id,
		state.emoji.get(params.emoji_id)?.row.creator_id,
		state.oauthApps.get(params.app_id)?.creator_id,
		state.bots.get(params.bot_user_id)?.owner_id,
		state.scheduled.get(params.scheduled_post_id)?.user_id,
		state.files.get(params.file_id)?.info.user_id,
	];
	return owned.includes(user.id);
}

/** The categories that every sidebar has are named after their user and team. */
const isCategory = (name: string, value: string) =>
	name === 'category_id' && /^[a-z_]+(_[a-z0-9]{26}){2}$/.test(value);

/** JSON's type, where a list is not an object. */
const kind = (value: unknown) =>
	value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

const isEmpty = (value: unknown) =>
	value === '' ||
	value === 0 ||
	(Array.isArray(value) && value.length === 0) ||
	(kind(value) === 'object' && Object.keys(value as object).length === 0);

/** A placeholder stands for a number or a text. */
const recordedKind = (value: unknown) =>
	typeof value === 'string' && /^\{now.*:(ms|s)\}$/.test(value) ? 'number' : kind(value);

/** Names of the changes that a request looks like, what servers check first in front. */
function* faultsOf(call: Call, facts: Facts): Generator<string> {
	const { params, body, json, request, query } = call;
	const { main } = facts;
	const given = Object.entries(params);
	const named = given.map(([name, value], at) => [facts.params[at] ?? name, name, value] as const);
	for (const [recorded, , value] of named) {
		if (!isId(value) && !isCategory(recorded, value)) yield `malformed ${recorded}`;
	}
	if (main.body !== undefined || main.form || main.raw) {
		if (request.raw.length === 0) yield 'no body';
		else if (main.body !== undefined && json === undefined) yield 'no body';
	}
	if (Array.isArray(main.body)) {
		// Some routes take an object as well, with more in it.
		const isBare = kind(json) !== 'object' || Object.keys(json as object).length === 0;
		if (json !== undefined && !Array.isArray(json) && isBare) yield 'wrong type body';
		if (Array.isArray(json) && json.length === 0) yield 'empty body';
	} else if (kind(main.body) === 'object') {
		for (const [name, value] of facts.properties) {
			if (name in body && kind(body[name]) !== recordedKind(value) && body[name] !== null) {
				yield `wrong type body.${name}`;
			}
		}
	}
	const who = isOwn(call) ? undefined : kindOf(call);
	if (who) yield* mixed(call, facts);
	// The recorded outsider had joined the team by then: only what is another team's tells.
	if (who === 'outsider' && !/^40[34]/.test(facts.refusals.get('as outsider') ?? '')) {
		for (const [recorded, , value] of named) {
			if (isForeign(call, recorded, value)) yield `as user, foreign ${recorded}`;
		}
		for (const [name, value] of Object.entries(body)) {
			if (isForeign(call, name, String(value))) yield `as user, foreign body.${name}`;
		}
	}
	if (who) yield `as ${who}`;
	for (const [recorded, name, value] of named) {
		if (existsIn(call, name, value) === false || existsIn(call, recorded, value) === false) {
			yield `unknown ${recorded}`;
		}
		if (recorded !== 'channel_id') yield* statesOf(call, recorded, value, facts);
	}
	for (const [name, value] of query) {
		if (isId(value) && existsIn(call, name, value) === false) yield `unknown query.${name}`;
	}
	// A replaced object says itself which one it is.
	const last = given.at(-1)?.[1];
	// 4.10 believes it.
	const name = facts.params.at(-1) ?? '';
	const isBelieved = call.version.before('5.0') && existsIn(call, name, String(body.id)) === true;
	if (isId(body.id) && last && body.id !== last && !isBelieved) yield 'unknown body.id';
	// Something else may stand in for what is empty: a channel for the trigger words of a webhook.
	const saysMore = Object.entries(body).some(
		([name, value]) => !isEmpty(value) && !facts.properties.has(name),
	);
	for (const [name, value] of Object.entries(body)) {
		if (isEmpty(value) && !saysMore) yield `empty body.${name}`;
		if (typeof value === 'string' && [...value].length >= TOO_LONG) yield `too long body.${name}`;
		if (!isId(value)) continue;
		if (existsIn(call, name, value as string) === false) yield `unknown body.${name}`;
		yield* statesOf(call, name, value as string, facts, 'body.');
	}
	// Whether a channel is archived, servers look last.
	for (const [recorded, , value] of named) {
		if (recorded === 'channel_id') yield* statesOf(call, recorded, value, facts);
	}
	if (Array.isArray(json) && json.length > 0 && json.every(isId)) {
		const { state } = call;
		const isKnown = (id: string) =>
			state.users.has(id) || state.channels.has(id) || state.posts.has(id) || state.teams.has(id);
		if (!json.some((id) => isKnown(id as string))) yield 'unknown body';
	}
}

function* statesOf(call: Call, name: string, id: string, facts: Facts, at = ''): Generator<string> {
	const { state, user, params, body, version } = call;
	// 4.10 finds a member of an archived channel first.
	const members = version.before('5.0') ? state.channelMembers.get(id) : undefined;
	const isThere = [body.user_id, params.user_id].some((one) => members?.has(String(one)));
	if (name === 'channel_id' && state.channels.get(id)?.delete_at && !isThere) {
		yield `archived ${at}${name}`;
	}
	if (name === 'post_id' && state.posts.get(id)?.delete_at) yield `deleted ${at}${name}`;
	// The recorded one is in no channel; members stay when they are deactivated (seen on 5.37 and 11.6).
	const isMember = state.channelMembers.get(params.channel_id ?? '')?.has(id);
	if (name === 'user_id' && state.users.get(id)?.delete_at && !isMember) {
		yield `deactivated ${at}${name}`;
	}
	if (!user.id || user.roles.includes('system_admin') || !isForeign(call, name, id)) return;
	// What is another's for one's own account differs from what is another's for somebody else.
	const isOfMe = /\/(users|members)\/me(\/|$)/.test(facts.main.send);
	if (params.user_id === user.id && !isOfMe) return;
	yield `as user, foreign ${at}${name}`;
}

/** Whether a team, a channel or a post is one of a private team of others. */
function isForeign(call: Call, name: string, id: string): boolean {
	if (!/^(team|channel|post)_id$/.test(name)) return false;
	const { state, user, request } = call;
	const channelId = name === 'post_id' ? state.posts.get(id)?.channel_id : id;
	const channel = name === 'team_id' ? undefined : state.channels.get(channelId ?? '');
	if (channel && state.channelMembers.get(channel.id)?.has(user.id)) return false;
	const team = state.teams.get(name === 'team_id' ? id : (channel?.team_id ?? ''));
	if (!team) return false;
	const isPicture = request.method === 'GET' && /\/teams\/\w+\/image$/.test(request.path);
	const isOpen = isPicture ? isPictureForAll(call, team) : Boolean(team.allow_open_invite);
	return !(name === 'team_id' && isOpen) && !state.teamMembers.get(team.id)!.has(user.id);
}

/**
 * A request whose parts do not belong together, such as the ID of one team in the path and that of another
 * in the body: servers look at that before rights.
 */
function* mixed(call: Call, { params: names }: Facts): Generator<string> {
	const { state, params, body, json } = call;
	const stored =
		state.incomingHooks.get(params.hook_id) ??
		state.outgoingHooks.get(params.hook_id) ??
		state.commands.get(params.command_id);
	const values = Object.values(params);
	const known: Row = { ...stored, ...params, id: values.at(-1) };
	const differing = Object.keys(body).filter(
		(name) => isId(body[name]) && known[name] !== undefined && body[name] !== known[name],
	);
	const isTeamless =
		params.channel_name !== undefined &&
		params.team_id !== undefined &&
		![...state.channels.values()].some(
			(row) => row.name === params.channel_name && row.team_id === params.team_id,
		);
	const ofRows = Array.isArray(json) ? (json as Array<Row | null>) : [];
	const isOther = ofRows.some((row) => isId(row?.team_id) && row?.team_id !== params.team_id);
	for (const name of differing) yield `as user, foreign body.${name}`;
	if (!isTeamless && !(isOther && params.team_id) && differing.length === 0) return;
	for (const [at, name] of names.entries()) {
		if (isForeign(call, name, values[at]!)) yield `as user, foreign ${name}`;
	}
}

/**
 * What the recorded server refuses a request with, if it refuses it.
 * @param licensed what an unlicensed server cannot do at all is then left to the handlers
 */
export function refusalOf(call: Call, facts: Facts): AppError | undefined {
	if (facts.isUnavailable && call.licensed) return undefined;
	for (const fault of faultsOf(call, facts)) {
		const refusal = asError(facts.refusals.get(fault));
		if (refusal) return refusal;
		// What the server lets this user do, it lets the user do.
		if (fault.startsWith('as ') && facts.refusals.has(fault)) continue;
		// Where there is nothing to do, servers do not look whether they can.
		if (isNothingToDo(fault, facts)) return undefined;
	}
	return facts.isUnavailable ? recordedError(facts) : undefined;
}

/**
 * What the recorded server answers to a request that the sandbox alone would refuse: an empty list for an
 * unknown team, for example.
 */
export function allowance(call: Call, facts: Facts): Reply | undefined {
	if (facts.isUnavailable && call.licensed) return undefined;
	for (const fault of faultsOf(call, facts)) {
		const [, status, kind] = /^(2\d\d) ?(.*)$/.exec(facts.refusals.get(fault) ?? '') ?? [];
		if (isNothingToDo(fault, facts)) return new Reply(200);
		if (kind === '[]') return new Reply(Number(status), []);
		if (kind === 'null') return new Reply(Number(status), null);
		// Only what is read: nothing may seem done.
		const isRead = call.request.method === 'GET' && !fault.startsWith('as ');
		if (isRead && (kind === '{}' || kind === '[…]')) return sampleOf(call, facts);
	}
	return undefined;
}

/** Whether the server answers to a request without what it is about, with nothing. */
const isNothingToDo = (fault: string, { refusals }: Facts) =>
	fault.startsWith('empty ') && refusals.get(fault) === '200';

/** The error that the recorded server answered to the operation itself. */
function recordedError({ main }: Facts): AppError {
	const error = (main.answer as { error?: string } | undefined)?.error;
	return new AppError(main.status, error ?? '', UNAVAILABLE);
}

/**
 * What the recorded server refused the operation itself with, where that is no error of the API's own.
 * @throws the error if it is one
 */
export function refusedAs(facts: Facts): Reply {
	const { status, type = 'application/json', answer, without = [] } = facts.main;
	const isError = typeof answer === 'object' && answer !== null && 'error' in answer;
	if (isError) throw recordedError(facts);
	return new Reply(status, answer, { 'Content-Type': type }, without.length > 0);
}

const UNAVAILABLE = 'This server cannot do that: it has no license, or the feature is turned off.';

/** The server's own words of refusals that workflows meet most often. */
const WORDS: Record<string, string> = {
	'api.context.permissions.app_error': forbidden().message,
};

function asError(outcome: string | undefined): AppError | undefined {
	const [, status, id = ''] = /^([45]\d\d) ?(.*)$/.exec(outcome ?? '') ?? [];
	return status
		? new AppError(Number(status), id, WORDS[id] ?? 'Refused, as the recorded server does.')
		: undefined;
}

/**
 * The body as the recorded server reads it: where it takes a value of a wrong type, the value is left out, as
 * Go's decoder goes on after it.
 */
export function readable({ body, json }: Pick<Call, 'body' | 'json'>, facts: Facts): Row {
	if (kind(json) !== 'object') return body;
	const read: Row = {};
	for (const [name, value] of Object.entries(body)) {
		const recorded = facts.properties.get(name);
		const isWrong = recorded !== undefined && kind(value) !== recordedKind(recorded);
		const isTaken = facts.refusals.get(`wrong type body.${name}`)?.startsWith('2');
		if (!isWrong || !isTaken) read[name] = value;
		else if (recordedKind(recorded) === 'number') read[name] = 0;
	}
	return read;
}
