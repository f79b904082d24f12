import { setTimeout as sleep } from 'node:timers/promises';
import { errorOf, summary, type Answered } from '../../../tools/recording/answers';
import {
	again,
	byOthers,
	changed,
	isLast,
	paramsOf,
	statesOf,
	type Mutation,
	type Scene,
	type Sent,
} from '../../../tools/recording/mutations';
import { send } from '../../../tools/recording/send';
import { CAST } from '../../../tools/recording/types';
import { RecordingProxy } from './proxy';
import { join, people, team, type SetUp } from './scene';
import type { Outcomes, Raw, RawEntry } from './wire';
import { writeRecording } from './write';
import { leading } from '../../support/present';

/** What is set up when an operation has run for the first time, or has thrown people out. */
const AFTERWARDS: Record<string, { part: (run: string) => SetUp[]; keeps: string; once: boolean }> =
	{
		'team/create': { part: team, keeps: 'team', once: true },
		'channel/create': { part: () => join('channel'), keeps: 'channel', once: true },
		'channelMember/setAll': { part: () => join('channel'), keeps: '', once: false },
	};

/** How often, and in which steps of ms, a new server is asked whether it is ready. */
const MIGRATION_TRIES = 120;
const MIGRATION_PAUSE = 2_000;

/** Records what the nodes ask a server and what it answers, and its answers to changed requests. */
export class Recorder {
	private readonly tokens = new Map<string, string>();
	private readonly proxy: RecordingProxy;
	private readonly entries = new Map<string, RawEntry>();
	private readonly scene: Scene = { ids: {}, states: {} };
	/** IDs by the names that the set-up gives them. */
	private readonly kept: Record<string, string> = {};
	private readonly runs = new Map<string, number>();
	private current?: { entry: RawEntry; operation: string; routes: string[]; isFirst: boolean };

	private constructor(
		private readonly site: string,
		private readonly owner: string,
		private readonly run: string,
	) {
		this.proxy = new RecordingProxy(site, {
			who: (given) => this.who(given),
			before: async (sent) => await this.othersFirst(sent),
			after: (raw) => void this.current?.entry.requests.push(raw),
		});
	}

	/**
	 * @param owner token of a system administrator, who makes one for the run
	 * @param run prefix of the run's names
	 */
	static async start(site: string, owner: string, run: string): Promise<Recorder> {
		const recorder = new Recorder(site, owner, run);
		await recorder.migrated();
		await recorder.proxy.start();
		await recorder.setUp('people', people(run));
		return recorder;
	}

	/** A new server refuses schemes, and its jobs name what a run made, until its migrations are done. */
	private async migrated(): Promise<void> {
		const sent: Sent = { method: 'GET', path: '/schemes', query: 'per_page=1' };
		for (let tries = 0; tries < MIGRATION_TRIES; tries++) {
			const { body } = await send(this.site, sent, this.owner);
			if (!errorOf(body)?.includes('not_completed')) return;
			await sleep(MIGRATION_PAUSE);
		}
		throw new Error('The migrations of this server do not end');
	}

	/** The token of the run's administrator. */
	get token(): string {
		return this.tokens.get('admin')!;
	}

	/** How many people of the cast are in each channel. */
	get joined(): number {
		return ['user', 'bot', 'guest'].filter((person) => this.tokens.has(person)).length;
	}

	/** The server's address for the nodes. */
	get url(): string {
		return this.proxy.url;
	}

	/**
	 * What is sent from now on belongs to this operation.
	 * @param routes requests that are its own, as `METHOD /path/{param}`
	 */
	begin(operation: string, routes: string[]): void {
		const isFirst = !this.runs.has(operation);
		const entry: RawEntry = { requests: [] };
		this.entries.set(this.key(operation), entry);
		this.current = { entry, operation, routes, isFirst };
	}

	/** The operation has run: its own request is sent again, changed. */
	async end(): Promise<void> {
		const { current } = this;
		if (!current) return;
		const { entry, operation, routes, isFirst } = current;
		this.current = undefined;
		const main = ownRequest(routes, entry.requests);
		if (main) [entry.route, entry.main] = main;
		if (isFirst && entry.main !== undefined) {
			const { sent } = entry.requests[entry.main]!;
			entry.after = await this.refusals([
				...(isLast(sent.method, operation) ? [] : byOthers(operation, sent, this.scene)),
				...changed(operation, entry.route!, sent, this.scene),
				...again(operation, sent),
			]);
		}
		const { part, keeps, once } = AFTERWARDS[operation] ?? {};
		if (!part || (once && !isFirst)) return;
		if (keeps) this.kept[keeps] = (entry.requests.at(-1)!.answered.body as { id: string }).id;
		await this.setUp(keeps || 'channel', part(this.run));
	}

	/** Writes what was recorded. @returns the folder */
	finish(version: string): string {
		this.proxy.stop();
		const { entries, site, run, scene } = this;
		return writeRecording({
			version,
			entries,
			sites: [this.url, site],
			run,
			ids: scene.ids,
		});
	}

	private key(operation: string): string {
		const count = (this.runs.get(operation) ?? 0) + 1;
		this.runs.set(operation, count);
		return count > 1 ? `${operation}#${count}` : operation;
	}

	private who(token: string): string | undefined {
		if (token === this.token) return undefined;
		if (!token) return 'nobody';
		return CAST.find((person) => this.tokens.get(person) === token) ?? token;
	}

	/** What destroys something is tried by the others first. */
	private async othersFirst(sent: Sent): Promise<void> {
		const { current } = this;
		if (!current?.isFirst || !isLast(sent.method, current.operation)) return;
		if (!routeOf(current.routes, sent) || current.entry.before) return;
		current.entry.before = new Map();
		current.entry.before = await this.refusals(byOthers(current.operation, sent, this.scene));
	}

	private async refusals(mutations: Mutation[]): Promise<Outcomes> {
		const refusals: Outcomes = new Map();
		for (const { name, sent } of mutations) {
			const { as = 'admin' } = sent;
			const token = as === 'nobody' ? '' : (this.tokens.get(as) ?? as);
			const answered = await this.patiently(sent, token);
			if (answered) refusals.set(name, summary(answered));
		}
		return refusals;
	}

	/** Asks a second time if the connection breaks; undefined if it breaks again: old servers panic. */
	private async patiently(sent: Sent, token: string): Promise<Answered | undefined> {
		for (let tries = 0; tries < 2; tries++) {
			try {
				return await send(this.site, sent, token);
			} catch {
				// Next try.
			}
		}
		console.log(`the server hangs up: ${sent.method} ${sent.path}`);
		return undefined;
	}

	private async setUp(name: string, requests: SetUp[]): Promise<void> {
		const entry: RawEntry = { requests: [] };
		this.entries.set(this.key(`scene/${name}`), entry);
		let isRefused = false;
		for (const { send: request, as, body, keeps, of = 'id', token, otherwise } of requests) {
			if (otherwise && !isRefused) continue;
			const fill = (text: string) =>
				text.replace(/\{(\w+)\}/g, (_, given: string) => this.kept[given] ?? '{missing}');
			const [method, path] = leading(fill(request).split(' '), 2);
			const json = body && (JSON.parse(fill(JSON.stringify(body))) as unknown);
			// An old server has no bots, for example.
			if (`${path}${JSON.stringify(json)}`.includes('{missing}')) continue;
			const sent: Sent = { method, path, query: '', ...(as && { as }), json };
			const at = Date.now();
			const given = as === 'owner' ? this.owner : this.tokens.get(as ?? 'admin')!;
			const answered = await send(this.site, sent, given);
			const { session } = answered;
			isRefused = answered.status >= 400;
			entry.requests.push({ sent, answered, at, keeps, of: keeps && of, token });
			const row = answered.body as Record<string, string>;
			if (!isRefused && keeps) this.kept[keeps] = row[of]!;
			if (!isRefused && token) this.tokens.set(token, session ?? row.token!);
		}
		for (const person of [...CAST, 'admin'] as const) {
			if (this.tokens.has(person)) this.scene.ids[person] = this.kept[person];
		}
		this.scene.states = statesOf(this.kept);
	}
}

const routeOf = (routes: string[], { method, path }: Sent) =>
	routes.find((route) => {
		const [verb, template] = leading(route.split(' '), 2);
		return verb === method && paramsOf(template, path.replace(/^\^/, ''));
	});

/**
 * The request that an operation is about: the last one that changes something, else the one it is named
 * after, else the last. @returns its route and its place
 */
function ownRequest(routes: string[], requests: Raw[]): [string, number] | undefined {
	const all = requests.flatMap(({ sent }, at): Array<[string, number]> => {
		const route = routeOf(routes, sent);
		return route ? [[route, at]] : [];
	});
	return (
		all.findLast(([route]) => !route.startsWith('GET ')) ??
		all.findLast(([route]) => route === routes[0]) ??
		all.at(-1)
	);
}
