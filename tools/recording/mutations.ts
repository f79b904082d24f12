import { isRow } from '../../sandbox/types';
import { UNKNOWN } from './placeholders';
import type { FormPart, Person } from './types';

/** A request as it is sent, with this server's own IDs. */
export interface Sent {
	method: string;
	/** Below `/api/v4`, or with `^` below the site; encoded. */
	path: string;
	query: string;
	/** Absent: the administrator. */
	as?: string;
	/** JSON; undefined: none. */
	json?: unknown;
	form?: FormPart[];
	/** Media type of the sample picture, where that is the body. */
	raw?: string;
}

/** Things in a state that requests should be refused for, by the name of the ID that refers to them. */
export type States = Record<string, Record<string, string>>;

/** What the changes of a request refer to. */
export interface Scene {
	/** IDs of the people, the administrator's as `admin`. */
	ids: Partial<Record<Person | 'admin', string>>;
	/** State → name of an ID (`channel_id`) → the ID. */
	states: States;
}

/** The states of things that the set-up made, by the names it kept them under. */
export function statesOf(kept: Record<string, string>): States {
	return {
		archived: { channel_id: kept.archived! },
		deleted: { post_id: kept.deleted! },
		deactivated: { user_id: kept.gone! },
		foreign: {
			team_id: kept.foreign_team!,
			channel_id: kept.foreign_channel!,
			post_id: kept.foreign_post!,
		},
	};
}

export interface Mutation {
	name: string;
	sent: Sent;
}

/** Longer than any text that servers keep, but for a post's. */
const TOO_LONG = 'x'.repeat(20_001);
/** Properties of a body, and of a query, that are changed one by one. */
const MOST = 8;

/** Operations whose requests are not sent by others: it would end what the run needs. */
const ONLY_ADMIN = new Set(['user/logout', 'channel/delete', 'channelMember/remove']);
/** Operations of which only the rights are tried: the rest would change or undo what the run needs. */
const ONLY_RIGHTS = new Set([
	'channel/restore',
	'team/restore',
	'user/updateActive',
	'system/updateConfig',
	'system/updateConfigSection',
	'system/uploadLicense',
	'system/removeLicense',
	'system/setServerBusy',
	'session/revokeAll',
	'session/revokeAllUsers',
	'bot/convertFromUser',
	'accessToken/revokeNonCompliant',
]);

/** Operations of which few changes are tried: others would turn off what the run needs. */
const ONLY_THESE: Record<string, string[]> = { 'system/replaceConfig': ['no body'] };

/** Changes that would spoil what later operations look for. */
const NOT_MADE: Record<string, string[]> = { 'post/update': ['empty body.message'] };

const isId = (value: unknown): value is string =>
	typeof value === 'string' && /^[a-z0-9]{26}$/.test(value);

/** Names and values of a route's parameters in a path; undefined if it is another route. */
export function paramsOf(route: string, path: string): Array<[string, string]> | undefined {
	const names = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
	const pattern = route.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '([^/]+)');
	const values = new RegExp(`^${pattern}$`).exec(path)?.slice(1);
	return values && names.map((name, at) => [name, values[at]!]);
}

/** Whether an operation destroys what it is about, so that others must try before it runs. */
export const isLast = (method: string, operation: string) =>
	method === 'DELETE' ||
	/\/(revoke|revokeAllUsers|delete|remove|burn|deleteInvites)$/.test(operation);

/** The same request from everybody else. `me` would be themselves, so it becomes the administrator. */
export function byOthers(operation: string, sent: Sent, scene: Scene): Mutation[] {
	if (ONLY_ADMIN.has(operation)) return [];
	const { admin = 'me' } = scene.ids;
	const path = sent.path.replace(/\/me(?=\/|$)/, `/${admin}`);
	return (['outsider', 'guest', 'bot', 'user'] as const)
		.filter((person) => scene.ids[person])
		.map((person) => another(`as ${person}`, { ...sent, path, as: person }));
}

/** The request with one thing changed at a time, as its route and its body suggest. */
export function changed(operation: string, route: string, sent: Sent, scene: Scene): Mutation[] {
	if (ONLY_RIGHTS.has(operation)) return [];
	const all = [
		...ofPath(route.split(' ')[1]!, sent, scene),
		...ofQuery(sent),
		...ofBody(sent, scene),
	];
	return all
		.filter(({ name }) => !NOT_MADE[operation]?.includes(name))
		.filter(({ name }) => ONLY_THESE[operation]?.includes(name) ?? true)
		.map(({ name, sent: made }) => another(name, made));
}

/** What 4.10 answers a second time hangs on whether it has read its changed configuration again by then. */
const ONCE = /^saml\/remove/;

/** The same once more. */
export const again = (operation: string, sent: Sent): Mutation[] =>
	sent.method === 'GET' || ONLY_RIGHTS.has(operation) || ONCE.test(operation)
		? []
		: [{ name: 'twice', sent }];

/** Servers answer a known `pending_post_id` with the post that it made: each change has its own. */
function another(name: string, sent: Sent): Mutation {
	const { json } = sent;
	if (!isRow(json) || typeof json.pending_post_id !== 'string') return { name, sent };
	if (name.endsWith('.pending_post_id')) return { name, sent };
	const pending_post_id = `${json.pending_post_id}:${name}`;
	return { name, sent: { ...sent, json: { ...json, pending_post_id } } };
}

function ofPath(route: string, sent: Sent, scene: Scene): Mutation[] {
	const params = paramsOf(route, sent.path.replace(/^\^/, '')) ?? [];
	const put = (at: number, value: string) => {
		let count = -1;
		const path = route.replace(/\{\w+\}/g, () =>
			++count === at ? encodeURIComponent(value) : params[count]![1],
		);
		return { ...sent, path: (sent.path.startsWith('^') ? '^' : '') + path };
	};
	return params.flatMap(([name, value], at): Mutation[] => {
		if (!isId(value) && value !== 'me') {
			return [{ name: `unknown ${name}`, sent: put(at, 'unknown-name') }];
		}
		return [
			{ name: `unknown ${name}`, sent: put(at, UNKNOWN) },
			{ name: `malformed ${name}`, sent: put(at, 'short') },
			...inStates(name, scene).map(([label, id, as]) => ({
				name: label,
				sent: { ...put(at, id), ...(as && { as }) },
			})),
		];
	});
}

/** Names of changes, and the ID that stands for each; what is foreign is asked for by a user. */
function inStates(name: string, { states, ids }: Scene): Array<[string, string, Person?]> {
	return Object.entries(states).flatMap(([state, byName]): Array<[string, string, Person?]> => {
		const id = byName[name.replace(/^body\./, '')];
		if (!id) return [];
		if (state !== 'foreign') return [[`${state} ${name}`, id]];
		return ids.user ? [[`as user, ${state} ${name}`, id, 'user']] : [];
	});
}

function ofQuery(sent: Sent): Mutation[] {
	const query = new URLSearchParams(sent.query);
	const put = (name: string, value: string) => {
		const copy = new URLSearchParams(query);
		copy.set(name, value);
		return { ...sent, query: copy.toString() };
	};
	return [...query.keys()].slice(0, MOST).flatMap((name): Mutation[] => {
		if (name === 'page') {
			return [
				{ name: 'beyond the end', sent: put(name, '9999') },
				{ name: 'wrong type query.page', sent: put(name, 'x') },
			];
		}
		if (isId(query.get(name))) return [{ name: `unknown query.${name}`, sent: put(name, UNKNOWN) }];
		return [];
	});
}

function ofBody(sent: Sent, scene: Scene): Mutation[] {
	const { json, form, raw } = sent;
	const none = { ...sent, json: undefined, form: undefined, raw: undefined };
	if (form || raw) return [{ name: 'no body', sent: none }];
	if (json === undefined) return [];
	const put = (value: unknown) => ({ ...sent, json: value });
	const whole = [{ name: 'no body', sent: none }];
	if (Array.isArray(json)) {
		return [
			...whole,
			{ name: 'empty body', sent: put([]) },
			{ name: 'wrong type body', sent: put({}) },
			...(json.every(isId) && json.length > 0
				? [{ name: 'unknown body', sent: put([UNKNOWN]) }]
				: []),
		];
	}
	if (!isRow(json)) return whole;
	const properties = Object.entries(json).slice(0, MOST);
	return [
		...whole,
		...properties.flatMap(([name, value]) =>
			ofProperty(`body.${name}`, value, scene).map(([label, wrong, as]) => ({
				name: label,
				sent: { ...put({ ...json, [name]: wrong }), ...(as && { as }) },
			})),
		),
	];
}

function ofProperty(at: string, value: unknown, scene: Scene): Array<[string, unknown, Person?]> {
	const wrong: Array<[string, unknown, Person?]> = [
		[`wrong type ${at}`, typeof value === 'string' ? 5 : 'x'],
	];
	if (typeof value === 'boolean' || value === null) return wrong;
	const empty =
		typeof value === 'number' ? 0 : typeof value === 'string' ? '' : isRow(value) ? {} : [];
	wrong.push([`empty ${at}`, empty]);
	if (isId(value)) wrong.push([`unknown ${at}`, UNKNOWN], ...inStates(at, scene));
	else if (typeof value === 'string') wrong.push([`too long ${at}`, TOO_LONG]);
	return wrong;
}
