import { AppError, forbidden, Reply, type Call, type Row } from '../api';
import type { MattermostState } from '../state';
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
		emoji_name: () => [...state.emoji.values()].some(({ row }) => row.name === value),
		role_name: () => [...state.roles.values()].some((role) => role.name === value),
		invite_id: () => [...state.teams.values()].some((team) => team.invite_id === value),
	};
	return texts[name]?.(state);
}

/** The channel or team that a request is about. */
function placeOf({ state, params, body, query }: Call): { channelId?: string; teamId?: string } {
	const given = { ...Object.fromEntries(query), ...body, ...params } as Row;
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

/** As whom recordings have what this user may do; undefined for administrators of any kind. */
function kindOf(call: Call): 'outsider' | 'guest' | 'bot' | 'user' | undefined {
	const { state, user } = call;
	if (!user.id || !user.roles.split(' ').every((role) => USUAL_ROLES.has(role))) return undefined;
	const { channelId, teamId } = placeOf(call);
	const channel = state.channels.get(channelId ?? '');
	const isInTeam = (id: string) => state.teamMembers.get(id)?.has(user.id) ?? false;
	const isIn = channel
		? (state.channelMembers.get(channel.id)?.has(user.id) ?? false) ||
			(channel.type === 'O' && isInTeam(channel.team_id))
		: teamId
			? isInTeam(teamId)
			: true;
	if (!isIn) return 'outsider';
	if (user.roles.includes('system_guest')) return 'guest';
	return user.is_bot ? 'bot' : 'user';
}

/** Whether the asking user acts on what is their own. */
function isOwn({ state, user, params, body, json }: Call): boolean {
	if (Array.isArray(json) && json.includes(user.id)) return true;
	if (params.user_id) return params.user_id === user.id;
	if (body.user_id === user.id) return true;
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
	if (who) yield `as ${who}`;
	for (const [recorded, name, value] of named) {
		if (existsIn(call, name, value) === false || existsIn(call, recorded, value) === false) {
			yield `unknown ${recorded}`;
		}
		yield* statesOf(call, recorded, value, '');
	}
	for (const [name, value] of query) {
		if (isId(value) && existsIn(call, name, value) === false) yield `unknown query.${name}`;
	}
	// A replaced object says itself which one it is.
	const last = given.at(-1)?.[1];
	if (isId(body.id) && last && body.id !== last) yield 'unknown body.id';
	// Something else may stand in for what is empty: a channel for the trigger words of a webhook.
	const saysMore = Object.entries(body).some(
		([name, value]) => !isEmpty(value) && !facts.properties.has(name),
	);
	for (const [name, value] of Object.entries(body)) {
		if (isEmpty(value) && !saysMore) yield `empty body.${name}`;
		if (typeof value === 'string' && [...value].length >= TOO_LONG) yield `too long body.${name}`;
		if (!isId(value)) continue;
		if (existsIn(call, name, value as string) === false) yield `unknown body.${name}`;
		yield* statesOf(call, name, value as string, 'body.');
	}
	if (Array.isArray(json) && json.length > 0 && json.every(isId)) {
		const { state } = call;
		const isKnown = (id: string) =>
			state.users.has(id) || state.channels.has(id) || state.posts.has(id) || state.teams.has(id);
		if (!json.some((id) => isKnown(id as string))) yield 'unknown body';
	}
}

function* statesOf(call: Call, name: string, id: string, at: string): Generator<string> {
	const { state, user } = call;
	if (name === 'channel_id' && state.channels.get(id)?.delete_at) yield `archived ${at}${name}`;
	if (name === 'post_id' && state.posts.get(id)?.delete_at) yield `deleted ${at}${name}`;
	// The recorded one is in no channel; members stay when they are deactivated (seen on 5.37 and 11.6).
	const isMember = state.channelMembers.get(call.params.channel_id ?? '')?.has(id);
	if (name === 'user_id' && state.users.get(id)?.delete_at && !isMember) {
		yield `deactivated ${at}${name}`;
	}
	if (kindOf(call) !== 'outsider' || !user.id) return;
	if (/^(team|channel|post)_id$/.test(name)) yield `as user, foreign ${at}${name}`;
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
	}
	return facts.isUnavailable ? recordedRefusal(facts) : undefined;
}

/**
 * What the recorded server answers to a request that the sandbox alone would refuse: an empty list for an
 * unknown team, for example.
 */
export function allowance(call: Call, facts: Facts): Reply | undefined {
	if (facts.isUnavailable && call.licensed) return undefined;
	for (const fault of faultsOf(call, facts)) {
		const [, status, kind] = /^(2\d\d) ?(.*)$/.exec(facts.refusals.get(fault) ?? '') ?? [];
		if (kind === '[]') return new Reply(Number(status), []);
		if (kind === 'null') return new Reply(Number(status), null);
		// Only what is read: nothing may seem done.
		const isRead = call.request.method === 'GET' && !fault.startsWith('as ');
		if (isRead && (kind === '{}' || kind === '[…]')) return sampleOf(call, facts);
	}
	return undefined;
}

/** What the recorded server answered to the operation itself. */
export function recordedRefusal({ main }: Facts): AppError {
	const error = (main.answer as { error?: string } | undefined)?.error;
	return new AppError(main.status, error ?? '', UNAVAILABLE);
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
