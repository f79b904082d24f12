import { anonymous, corrected, correctionOf } from '../../contracts/corrections';
import { Contract, MATTERMOST, type Operation } from '../../contracts/openapi';
import { contradictions, type Rules } from '../conformance';
import { Generic } from '../generic';
import { Router } from '../router';
import { isRow, type Answer, type Backend, type Request, type Target } from '../types';
import { isAdminRoute, OPEN, sessionOf } from './access';
import { errorIdAt, isRouted, trimmed } from './ages';
import { AppError, badParam, forbidden, OK, Reply, type Call, type Handler } from './api';
import { keepRefused } from './channels';
import { downloadFor } from './downloads';
import { handlers, siteHandlers } from './handlers';
import { licenceError } from './licence';
import { fitsRoute } from './patterns';
import { factsFor, type Facts } from './recorded/facts';
import { allowance, readable, refusalOf, refusedAs } from './recorded/refusals';
import { sampleOf } from './recorded/samples';
import { outlined, shaped } from './recorded/shapes';
import type { MattermostState, User } from './state';
import type { Version } from './version';

/** An operation in one of the two contracts, corrected. */
export interface Described {
	/** `METHOD /path` below /api/v4. */
	key: string;
	contract: Contract;
	operation: Operation;
}

interface Route {
	/** `METHOD /path` below /api/v4, or below the site for what lies outside it. */
	key: string;
	/** `METHOD /path` below the site. */
	id: string;
	/** The newest contract first. */
	described: Described[];
	params: string[];
	inSeed: boolean;
	admin: boolean;
	/** Below the site: checks who asks by itself. */
	onSite: boolean;
	handler?: Handler;
}

const API = '/api/v4';
const today = new Contract(MATTERMOST);
const seed = new Contract('mattermost-4.json', API);

/** Servers do it, and the sandbox cannot. */
const NOT_SIMULATED = () =>
	new AppError(
		501,
		'sandbox.not_simulated',
		'The sandbox cannot do this: add a handler (sandbox/README.md).',
	);

/** Nobody, for routes without login. */
const NOBODY = { id: '', username: '', email: '', roles: '', delete_at: 0 } as User;

/** Path parameters that are no 26-character ids although their name ends in _id. */
const FREE_IDS = new Set([
	'plugin_id',
	'invoice_id',
	'remote_id',
	'invite_id',
	'action_id',
	'category_id',
	// Those of Boards begin with a letter for the kind of thing; those of Agents are its own.
	'board_id',
	'block_id',
	'other_block_id',
	'card_id',
	'agent_id',
	'conversation_id',
	'prompt_id',
]);

const RULES: Rules = {
	rawAllowed: ({ id }) => Boolean(correctionOf('mattermost', id).raw),
};

function keyOf({ method, path }: Operation): string {
	return `${method} ${path.startsWith(`${API}/`) ? path.slice(API.length) : path}`;
}

/** One router for both contracts and for the site's own routes, shared by all sandboxes. */
const router = new Router<Route>();
/** Every operation of both contracts as servers really take it. */
export const descriptions: Described[] = [];
for (const contract of [today, seed]) {
	for (const original of contract.operations) {
		const key = keyOf(original);
		const operation = corrected('mattermost', contract, original);
		const route = router.at(operation.method, operation.path, () => ({
			key,
			id: operation.id,
			described: [],
			params: operation.params,
			inSeed: false,
			admin: isAdminRoute(key),
			onSite: false,
		}));
		const described = { key, contract, operation };
		route.described.push(described);
		descriptions.push(described);
		if (contract === seed) route.inSeed = true;
	}
}
for (const [key, handler] of Object.entries(handlers)) mount(key, API, handler);
for (const [key, handler] of Object.entries(siteHandlers)) mount(key, '', handler);

/** Whether the sandbox has an answer of its own for `METHOD /path/{param}` below /api/v4 or the site. */
export function hasHandler(request: string): boolean {
	// `me` is a user's ID like any other.
	const known = anonymous(request.replace(/\/me(?=\/|$)/g, '/{user_id}'));
	return [handlers, siteHandlers].some((table) =>
		Object.keys(table).some((key) => anonymous(key) === known),
	);
}

function mount(key: string, base: string, handler: Handler): void {
	const [method, path] = key.split(' ');
	const params = [...path!.matchAll(/{([^}]+)}/g)].map(([, name]) => name!);
	const id = `${method} ${base}${path}`;
	const make = () => ({
		key,
		id,
		described: [],
		params,
		inSeed: true,
		admin: isAdminRoute(key),
		onSite: !base,
	});
	const route: Route = router.at(method!, base + path, make);
	// What lies below the site is as old as the servers that the sandbox knows.
	if (!base) route.inSeed = true;
	route.handler = handler;
	route.params = params;
}

const generic = new Generic('mattermost');

/** Their handlers check all by themselves, in the order of servers. */
const SELF_CHECKED = /^(POST .*\/convert_to_channel|GET .*\/common_teams)$/;

/** What these answer hangs on what an integration answers: no recorded answer stands for it. */
const BY_INTEGRATION = /^POST \/(actions\/dialogs|posts\/{post_id}\/actions)/;

/** Mattermost's routes, rights, answers and errors. */
export class MattermostBackend implements Backend {
	constructor(
		private readonly state: MattermostState,
		private readonly version: Version,
		private readonly has: Pick<Call, 'licensed' | 'mail' | 'logFile' | 'consents'>,
		private readonly site: () => string,
	) {
		this.facts = factsFor(version.text);
	}

	private readonly facts: Map<string, Facts>;

	reset(): void {
		this.state.seed();
	}

	find(method: string, path: string): Target {
		const accepts = (route: Route) => isRouted(route.id, route.inSeed, this.version);
		const found = router.find(method, path, accepts);
		const unknown = {
			violations: () => [`${method} ${path} is not known to Mattermost ${this.version.text}`],
			answer: () => this.unrouted(path),
		};
		if (!found || !found.values.every((value) => value)) return unknown;
		const { value: route, values } = found;
		const params = Object.fromEntries(
			route.params.map((name, index) => [name, values[index]]),
		) as Call['params'];
		if (!fitsRoute(params)) return unknown;
		return {
			operation: this.preferred(route)?.operation.id ?? route.key,
			violations: (request) => this.violations(route, params, request),
			answer: (request) => this.answer(route, params, request),
		};
	}

	failure(status: number): Answer {
		if (status !== 429) {
			return this.error(new AppError(status, 'sandbox.injected', `Injected error ${status}.`));
		}
		return {
			status,
			headers: {
				...this.standardHeaders(),
				'Content-Type': 'text/plain; charset=utf-8',
				'Retry-After': '1',
				'X-Ratelimit-Limit': '101',
				'X-Ratelimit-Remaining': '0',
				'X-Ratelimit-Reset': '1',
			},
			body: 'limit exceeded\n',
		};
	}

	/** The description of the contract nearest to this server's age. */
	private preferred(route: Route): Described | undefined {
		return this.version.before('5.0') ? route.described.at(-1) : route.described[0];
	}

	/** A request is fine if it fits one of the two contracts. */
	private violations(route: Route, params: Call['params'], request: Request): string[] {
		const bad = [
			...badIds(params).map((name) => `path.${name} is not an id`),
			...missingHeaders(route, request),
		];
		if (!route.described.length) return bad;
		const found = route.described.map(({ contract, operation }) =>
			contradictions(contract, operation, request, RULES),
		);
		const preferred = this.preferred(route)!;
		return found.some((faults) => !faults.length)
			? bad
			: [...bad, ...found[route.described.indexOf(preferred)]!];
	}

	private async answer(route: Route, params: Call['params'], request: Request): Promise<Answer> {
		let call: Call | undefined;
		try {
			call = this.call(route, params, request);
			const made = route.handler && (await route.handler(call));
			const given = made === undefined ? this.generic(route, call) : made;
			this.audit(route, call);
			this.state.tell({ key: route.key, call, made: given });
			return this.complete(given, route, call.user.id);
		} catch (error) {
			if (!(error instanceof AppError)) throw error;
			const facts = this.factsOf(route);
			// What a handler finds too long is so in each recording.
			const isLimit = error.id.includes('.is_valid.');
			// What a command's own server did wrong is no success, whatever was recorded.
			const isFinal = isLimit || route.key === 'POST /commands/execute';
			const allowed = call && facts && !isFinal && allowance(call, facts);
			return allowed ? this.complete(allowed, route, call!.user.id) : this.error(error);
		}
	}

	/** Keeps who did what, as servers do in their database. */
	private audit({ key }: Route, { user, session, request, state, params, version }: Call): void {
		if (request.method === 'GET' || !user.id) return;
		state.activities.set(user.id, Date.now());
		state.addAudit({
			// 4.10 keeps it with the user who is deactivated.
			user_id:
				version.before('5.0') && key === 'DELETE /users/{user_id}' ? params.user_id : user.id,
			action: `${API}${key.split(' ')[1]}`,
			session_id: session?.id ?? '',
		});
	}

	/** Checks login, rights and ids as servers do before an operation runs. */
	private call(route: Route, given: Call['params'], request: Request): Call {
		const { state, version } = this;
		const { onSite } = route;
		const session = onSite || OPEN.has(route.key) ? undefined : sessionOf(state, request);
		const user = session ? state.users.get(session.userId)! : NOBODY;
		const params = { ...given };
		if (params.user_id === 'me') params.user_id = user.id;
		const { json } = request;
		const body = isRow(json) ? json : {};
		const query = asPaged(request.query, version);
		const site = this.site();
		const asked = { params, query, json, body, request, user, session };
		const call = { state, version, ...this.has, site, ...asked };
		const facts = this.factsOf(route);
		const isAsked = facts && !SELF_CHECKED.test(route.key);
		const refusal = isAsked ? refusalOf(call, facts) : this.unrecorded(route, call);
		if (refusal) {
			keepRefused(call, refusal);
			throw refusal;
		}
		return facts ? { ...call, body: readable(call, facts) } : call;
	}

	/** Refusals of routes that no recorded server was asked. */
	private unrecorded(route: Route, { user, params, version, licensed }: Call) {
		if (route.admin && !user.roles.includes('system_admin')) return forbidden();
		const [bad] = badIds(params);
		// Below the site, handlers look by themselves.
		if (bad && !route.onSite) return badParam(bad);
		return licensed ? undefined : licenceError(route.key, version);
	}

	private factsOf({ key, onSite }: Route): Facts | undefined {
		return onSite || BY_INTEGRATION.test(key) ? undefined : this.facts.get(anonymous(key));
	}

	private generic(route: Route, call: Call): unknown {
		const facts = this.factsOf(route);
		const sample = facts && sampleOf(call, facts);
		if (sample) return sample;
		// Nobody has seen it succeed: only a server that has everything may do what its contract says.
		if (facts && facts.main.status < 400 && !facts.main.outline) throw NOT_SIMULATED();
		if (facts && !this.has.licensed) {
			return refusedAs(facts);
		}
		const described = this.preferred(route)!;
		const download = downloadFor(route.key);
		if (download) return download;
		if (described.operation.status === 204) return new Reply(204);
		const { params, query, json } = call;
		return generic.body(described.contract, described.operation, params, query, json) ?? OK;
	}

	private complete(made: unknown, route: Route, self: string): Answer {
		const headers = this.standardHeaders();
		const main = this.factsOf(route)?.main;
		const isSeen = main !== undefined && main.status < 400 && !main.outline;
		const shape = (body: unknown) => {
			const row = trimmed(body, this.version);
			if (Buffer.isBuffer(body)) return row;
			if (isSeen) return shaped(row, main.answer, self);
			return main?.outline ? outlined(row, main.answer) : row;
		};
		if (!(made instanceof Reply)) {
			const usual = this.preferred(route)?.operation.status ?? 200;
			const status = isSeen ? main.status : usual;
			return { status, headers, body: shape(made) };
		}
		const { status, body, isBare, isExact } = made;
		return {
			status,
			headers: { ...(!isBare && headers), ...made.headers },
			body: isExact ? body : shape(body),
		};
	}

	private error({ status, id, message }: AppError): Answer {
		const headers = this.standardHeaders();
		return {
			status,
			headers,
			body: {
				id: errorIdAt(this.version, id),
				message,
				detailed_error: '',
				request_id: headers['X-Request-Id'],
				status_code: status,
			},
		};
	}

	/** Recorded: a JSON body that calls itself text until 5.37, and none of the usual headers. */
	private unrouted(path: string): Answer {
		// Below `/plugins` stands what plugins have.
		if (path.startsWith('/plugins/')) {
			const headers = { 'Content-Type': 'text/plain; charset=utf-8' };
			return { status: 404, headers, body: '404 page not found\n' };
		}
		const hint = this.version.before('5.0')
			? ''
			: '  Typo? are you missing a team_id or user_id as part of the url?';
		return {
			status: 404,
			headers: {
				'Content-Type': this.version.before('7.0')
					? 'text/plain; charset=utf-8'
					: 'application/json',
			},
			body: JSON.stringify({
				id: 'api.context.404.app_error',
				message: 'Sorry, we could not find the page.',
				detailed_error: `There doesn't appear to be an api call for the url='${path}'.${hint}`,
				status_code: 404,
			}),
		};
	}

	private standardHeaders() {
		return {
			'X-Request-Id': this.state.newId(),
			'X-Version-Id': `${this.version.text}.${this.version.text}.0123456789abcdef.${this.has.licensed}`,
		};
	}
}

/** Before 6.0 a page of no rows has none; later it is one of the usual size (recorded: texts.json). */
function asPaged(query: URLSearchParams, version: Version): URLSearchParams {
	if (query.get('per_page') !== '0' || version.since('6.0')) return query;
	const beyond = new URLSearchParams(query);
	beyond.delete('per_page');
	beyond.set('page', String(Number.MAX_SAFE_INTEGER));
	return beyond;
}

/** Headers that the plugin of a route wants and a request lacks. */
function missingHeaders({ id }: Route, { headers }: Request): string[] {
	const plugin = / \/plugins\/([^/]+)\//.exec(id)?.[1] ?? '';
	return Object.entries(today.plugins[plugin]?.headers ?? {})
		.filter(([name, value]) => headers[name.toLowerCase()] !== value)
		.map(([name]) => `header ${name} is required`);
}

/** Names of path parameters that should be ids and are not. */
function badIds(params: Call['params']): string[] {
	return Object.entries(params)
		.filter(
			([name, value]) =>
				name.endsWith('_id') &&
				!FREE_IDS.has(name) &&
				!/^[a-z0-9]{26}$/i.test(value) &&
				!(name === 'user_id' && value === 'me'),
		)
		.map(([name]) => name);
}
