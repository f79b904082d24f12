import type { Row } from '../../sandbox/types';
import { recorded, summary, type Answered } from '../recording/answers';
import {
	again,
	byOthers,
	changed,
	statesOf,
	type Mutation,
	type Scene,
	type Sent,
} from '../recording/mutations';
import { filled, Placeholders, RUN } from '../recording/placeholders';
import {
	CAST,
	OWN_CONFIG,
	type Entry,
	type Exchange,
	type Person,
	type Refusals,
} from '../recording/types';
import { differences, outlineOf } from './compare';
import type { Recorded } from '../../sandbox/mattermost/recorded/load';

/** One recorded answer against that of the server under test. */
export interface Check {
	/** `resource/operation`, a second run with `#2`. */
	entry: string;
	/** The request, or the name of its change. */
	what: string;
	isRefusal: boolean;
	/** Empty: they are the same. */
	differences: string[];
}

/** A server that recorded requests are sent to. */
export interface Target {
	/** Its address, as it stands in its answers. */
	url: string;
	/** Token of a system administrator. */
	owner: string;
	ask(sent: Sent, token: string): Promise<Answered>;
}

const RECORDED_PLACE = /\{([^{}\s"]+?):([^{}\s":]+)\}/g;

/** Sends a recorded story to a server, its own IDs in the place of the recorded ones. */
export class Replay {
	private readonly placeholders: Placeholders;
	private readonly answers = new Map<string, Answered>();
	private readonly tokens = new Map<string, string>();
	private readonly kept: Record<string, string> = {};
	private readonly scene: Scene;
	private readonly made = new Map<Exchange, Sent>();
	/** The signature in the last link to a public file. */
	private secret?: string;
	/** The server's configuration, as it was read last. */
	private config: unknown;
	/** Paths of IDs that placeholders name, by the place of the answer. */
	private readonly wanted = new Map<string, string[]>();

	constructor(
		private readonly target: Target,
		private readonly story: Recorded,
	) {
		this.placeholders = new Placeholders({ as: RUN, sites: [target.url] });
		this.scene = { ids: {}, states: {} };
		for (const [, place, where] of JSON.stringify(story.entries).matchAll(RECORDED_PLACE)) {
			const paths = this.wanted.get(place!) ?? [];
			if (!paths.includes(where!)) this.wanted.set(place!, [...paths, where!]);
		}
	}

	async run(): Promise<Check[]> {
		const checks: Check[] = [];
		for (const [key, entry] of this.story.entries) {
			const main = entry.main ?? entry.requests.length - 1;
			for (const [at, exchange] of entry.requests.entries()) {
				if (at === main && entry.before) {
					checks.push(...(await this.refusals(key, entry, entry.before, exchange)));
				}
				checks.push(await this.exchange(key, at, exchange));
			}
			if (entry.after) {
				checks.push(...(await this.refusals(key, entry, entry.after, entry.requests[main]!)));
			}
		}
		return checks;
	}

	private async exchange(key: string, at: number, exchange: Exchange): Promise<Check> {
		const place = at > 0 ? `${key}.${at}` : key;
		const sent = this.sent(exchange);
		const answered = await this.target.ask(sent, this.tokenOf(sent.as));
		this.answers.set(place, answered);
		if (exchange.send === 'GET /config' && answered.status < 400) this.config = answered.body;
		for (const where of this.wanted.get(place) ?? []) {
			const id = this.find(`{${place}:${where}}`);
			if (id) this.placeholders.name(id, `{${place}:${where}}`);
		}
		this.keep(exchange, answered);
		const [, secret] = /[?&]h=([\w-]+)/.exec(JSON.stringify(answered.body ?? '')) ?? [];
		if (secret) this.secret = secret;
		const check = { entry: key, what: exchange.send, isRefusal: false };
		return { ...check, differences: this.compare(exchange, answered) };
	}

	/** People and things that the set-up made. */
	private keep({ token, keeps, of = 'id', status }: Exchange, answered: Answered) {
		const row = (answered.body ?? {}) as Record<string, string>;
		if (token && status < 400) this.tokens.set(token, answered.session ?? row.token!);
		if (!keeps) return;
		this.kept[keeps] = row[of]!;
		if (keeps === 'admin' || CAST.includes(keeps as Person)) {
			this.scene.ids[keeps as Person] = row[of];
			this.placeholders.name(row[of]!, `{${keeps}}`);
		}
		this.scene.states = statesOf(this.kept);
	}

	private compare(exchange: Exchange, answered: Answered): string[] {
		const { status, type = 'application/json', without = [], answer, outline } = exchange;
		const missing = ['x-request-id', 'x-version-id'].filter(
			(name) => !answered.headers.includes(name),
		);
		// Placeholders may have come since it was recorded.
		const wanted = this.placeholders.answer(answer);
		const given = recorded(answered.body, this.placeholders, exchange);
		return [
			...differences(status, answered.status, 'status'),
			...differences(type, answered.type, 'type'),
			...differences(without, missing, 'headers that are not there'),
			...(outline
				? differences(outlineOf(wanted), outlineOf(given.answer))
				: differences(wanted, given.answer)),
		];
	}

	private async refusals(
		key: string,
		{ route = '' }: Entry,
		expected: Refusals,
		exchange: Exchange,
	): Promise<Check[]> {
		const [operation] = key.split('#');
		const sent = this.sent(exchange);
		const outcomes = new Map(
			Object.entries(expected).flatMap(([outcome, names]) => names.map((name) => [name, outcome])),
		);
		const mutations: Mutation[] = [
			...byOthers(operation!, sent, this.scene),
			...changed(operation!, route, sent, this.scene),
			...again(operation!, sent),
		];
		const checks: Check[] = [];
		// In the order in which the recorder sends them: some change something.
		for (const { name, sent: request } of mutations) {
			const outcome = outcomes.get(name);
			if (!outcome) continue;
			outcomes.delete(name);
			const given = summary(await this.target.ask(request, this.tokenOf(request.as)));
			const isSame = given === outcome;
			checks.push({
				entry: key,
				what: name,
				isRefusal: true,
				differences: isSame ? [] : [`${outcome}, not ${given}`],
			});
		}
		for (const [what, outcome] of outcomes) {
			const differences = [`${outcome}, but this change cannot be made`];
			checks.push({ entry: key, what, isRefusal: true, differences });
		}
		return checks;
	}

	private tokenOf(as: string | undefined): string {
		if (as === 'owner') return this.target.owner;
		if (!as) return this.tokens.get('admin') ?? '';
		return this.tokens.get(as) ?? (as.startsWith('{') ? (this.find(as) ?? '') : '');
	}

	/** What is sent for a recorded request: the same whenever it is asked for. */
	private sent(exchange: Exchange): Sent {
		const known = this.made.get(exchange);
		if (known) return known;
		const made = this.make(exchange);
		this.made.set(exchange, made);
		return made;
	}

	private make({ send: line, as, query = '', body, form, raw }: Exchange): Sent {
		const fill = (value: unknown) => filled(value, (placeholder) => this.find(placeholder));
		const [method, ...path] = line.split(' ') as [string, ...string[]];
		return {
			method,
			path: String(fill(path.join(' '))),
			query: String(fill(query)),
			...(as && { as }),
			...(body !== undefined && { json: body === OWN_CONFIG ? this.config : fill(body) }),
			...(form && { form: fill(form) as Sent['form'] }),
			...(raw && { raw }),
		};
	}

	/** What a placeholder stands for on this server. */
	private find(placeholder: string): string | undefined {
		const name = placeholder.slice(1, -1);
		if (name === 'site') return this.target.url;
		if (name === 'secret') return this.secret;
		if (name in this.scene.ids) return this.scene.ids[name as Person];
		const [, place, where] = /^(.+):([^:]+)$/.exec(name) ?? [];
		const answered = this.answers.get(place!);
		if (!answered) return undefined;
		if (where === '@session') return answered.session;
		return where!.split('.').reduce<unknown>(step, answered.body) as string | undefined;
	}
}

/** One step of a place in an answer: a property, an index, or `=name` of a row. */
function step(inner: unknown, key: string): unknown {
	if (!key.startsWith('=')) return (inner as Row | undefined)?.[key];
	const rows = Array.isArray(inner) ? (inner as Row[]) : [];
	return rows.find(({ username, name }) => (username ?? name) === key.slice(1));
}
