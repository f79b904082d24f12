import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'undici';
import { isRow, parsed, type Row } from '../../../sandbox/types';
import { Placeholders } from '../placeholders';
import { PICTURE, PLUGIN } from '../send';
import { Receiver } from './receiver';
import type { Frame, Observation, Outcome, Step } from './types';

/** What is expected may take so long, ms. */
const PATIENCE_MS = 600;
/** What `count` shows of a list. */
const NO_LIST = '{no list}';
export const MANY_ROWS = '{many rows}';
export const COUNTS = ['{no rows}', '{one row}'];
/** A refused connection is closed within, ms. */
const CLOSING_MS = 300;
/** Whose sockets listen. */
const LISTENERS = ['admin', 'user', 'outsider'] as const;
const PASSWORD = 'Passw0rd-live!';
/** Headers of answers that flows hang on. */
const TELLING = /^(location|retry-after|x-ratelimit-.*)$/;

/** Replies, and events for everybody in which nobody is named. */
const EVERYBODY =
	/"seq_reply"|"event": ?"(config_changed|guests_deactivated|user_activation_status_change|plugin_\w+|first_admin_\w+)"/;

export interface Given {
	site: string;
	/** A token of a system administrator. */
	owner: string;
	/** Prefix of the run's names. */
	run: string;
	/** Nothing comes any more after so many ms without a frame or a request. */
	quietMs: number;
}

/** Runs stories on a server and tells what came of each step, with placeholders for what differs from run to run. */
export class Observer {
	private readonly placeholders: Placeholders;
	private readonly kept: Record<string, string> = {};
	private readonly tokens: Record<string, string> = {};
	private readonly receiver = new Receiver();
	private readonly sockets = new Map<string, WebSocket>();
	private readonly heard: Array<{ to: string; text: string }> = [];
	private moved = 0;
	version = '';

	private constructor(private readonly given: Given) {
		const { run, site } = given;
		this.placeholders = new Placeholders({ run, sites: [site] });
	}

	/** What becomes of connections: by a right and a wrong token, in the header and by the challenge. */
	async connections(): Promise<Observation['steps']> {
		const steps: Observation['steps'] = {};
		const challenge = (token: string) =>
			JSON.stringify({ seq: 1, action: 'authentication_challenge', data: { token } });
		const tries: Array<[string, string | undefined, string | undefined]> = [
			['token in the header', this.tokens.user, undefined],
			['token by the challenge', undefined, challenge(this.tokens.user!)],
			['wrong token in the header', 'unknownunknownunknownunkno', undefined],
			['wrong token by the challenge', undefined, challenge('unknownunknownunknownunkno')],
		];
		for (const [what, token, text] of tries) steps[what] = await this.connect(token, text);
		return steps;
	}

	private async connect(token?: string, text?: string): Promise<Outcome> {
		const socket = new WebSocket(`${this.given.site.replace('http', 'ws')}/api/v4/websocket`, {
			headers: token ? { authorization: `Bearer ${token}` } : {},
		});
		this.heard.length = 0;
		socket.addEventListener('message', ({ data }) => {
			this.heard.push({ to: 'user', text: String(data) });
			this.moved = performance.now();
		});
		const ended = new Promise<string>((resolve) => {
			socket.addEventListener('open', () => text && socket.send(text));
			socket.addEventListener('close', ({ code }) => resolve(`closed with ${code}`));
			socket.addEventListener('error', () => resolve('refused'));
		});
		await this.quiet();
		const end = await Promise.race([ended, wait(CLOSING_MS).then(() => 'open')]);
		socket.close();
		await ended;
		// Another socket of the same person may be told of it too.
		const own = this.heard.splice(0);
		this.heard.push(...own.filter((one) => /"hello"|"seq_reply"/.test(one.text)));
		return { answer: end, frames: this.frames() };
	}

	/** Makes the people of the run, has each listen, and starts the receiver. */
	static async start(given: Given): Promise<Observer> {
		const observer = new Observer(given);
		observer.kept.receiver = await observer.receiver.start();
		observer.kept.site = given.site;
		observer.kept.run = given.run;
		await observer.people();
		for (const person of LISTENERS) await observer.listen(person);
		return observer;
	}

	stop(): void {
		for (const socket of this.sockets.values()) socket.close();
		this.receiver.stop();
	}

	/** @returns the outcomes by the steps' names, without those that show nothing */
	async run(story: Step[], expected?: Observation): Promise<Observation> {
		const steps: Observation['steps'] = {};
		for (const step of story) {
			const outcome = await this.take(step, expected && countOf(expected.steps[step.what]));
			if (step.shows?.length) steps[step.what] = outcome;
		}
		return { version: this.version, steps };
	}

	private async people() {
		const { site, owner, run } = this.given;
		const ask = async (method: string, path: string, token: string, body: unknown) =>
			await fetch(`${site}/api/v4${path}`, {
				method,
				headers: {
					'content-type': 'application/json',
					...(token && { authorization: `Bearer ${token}` }),
				},
				body: JSON.stringify(body),
			});
		for (const person of LISTENERS) {
			const account = {
				email: `${run}-${person}@example.com`,
				username: `${run}-${person}`,
				password: PASSWORD,
			};
			const made = (await (await ask('POST', '/users', owner, account)).json()) as { id: string };
			this.keep(person, made.id);
			if (person === 'admin') {
				await ask('PUT', `/users/${made.id}/roles`, owner, { roles: 'system_user system_admin' });
			}
			const entered = await ask('POST', '/users/login', '', {
				login_id: account.username,
				password: PASSWORD,
			});
			this.tokens[person] = entered.headers.get('token') ?? '';
			if (!this.tokens[person]) throw new Error(`${person} cannot log in: HTTP ${entered.status}`);
			this.version = (entered.headers.get('x-version-id') ?? '').split('.').slice(0, 3).join('.');
		}
	}

	private async listen(person: string) {
		const socket = new WebSocket(`${this.given.site.replace('http', 'ws')}/api/v4/websocket`, {
			headers: { authorization: `Bearer ${this.tokens[person]}` },
		});
		this.sockets.set(person, socket);
		socket.addEventListener('message', ({ data }) => {
			this.heard.push({ to: person, text: String(data) });
			this.moved = performance.now();
		});
		await new Promise((open, fail) => {
			socket.addEventListener('open', open);
			socket.addEventListener('error', fail);
		});
		await this.quiet();
	}

	/**
	 * Waits until nothing more comes.
	 * @param expected for so many frames and requests it waits longer than for more
	 */
	private async quiet(expected = 0) {
		const { quietMs } = this.given;
		const begun = performance.now();
		const count = () => this.heard.length + this.receiver.received.length;
		this.moved = begun;
		let seen = count();
		for (;;) {
			await wait(Math.min(50, quietMs));
			if (count() !== seen) {
				seen = count();
				this.moved = performance.now();
			}
			const now = performance.now();
			const isPatient = seen < expected && now - begun < PATIENCE_MS;
			if (!isPatient && now - this.moved >= quietMs) return;
		}
	}

	private keep(name: string, value: string) {
		this.kept[name] = value;
		this.placeholders.name(value, `{${name}}`);
	}

	private fill<T>(value: T): T {
		if (typeof value === 'string') {
			return value.replace(/\{(\w+)\}/g, (whole, name: string) => this.kept[name] ?? whole) as T;
		}
		if (typeof value !== 'object' || value === null) return value;
		if (Array.isArray(value)) return value.map((one) => this.fill<unknown>(one)) as T;
		return Object.fromEntries(
			Object.entries(value).map(([key, one]) => [key, this.fill(one)]),
		) as T;
	}

	private async take(step: Step, expected?: number): Promise<Outcome> {
		this.heard.length = 0;
		this.receiver.received.length = 0;
		if (step.answers) this.receiver.answer = this.fill(step.answers);
		const outcome: Outcome = { send: step.send, as: step.as };
		if (step.socket)
			this.sockets.get(step.as ?? 'admin')!.send(JSON.stringify(this.fill(step.socket)));
		for (let time = 1; step.send && time <= (step.times ?? 1); time++) {
			Object.assign(outcome, { type: undefined, answer: undefined, headers: undefined });
			await this.send(step, outcome);
			if (outcome.status === step.until) break;
		}
		if (!step.shows || step.shows.some((one) => one === 'frames' || one === 'requests')) {
			await this.quiet(expected);
		}
		const last = this.receiver.received.at(-1);
		for (const [name, path] of Object.entries(step.keepsRequest ?? {})) {
			this.keep(name, String(at({ ...last }, path) ?? ''));
		}
		const shows = new Set(step.shows);
		if (shows.has('frames')) outcome.frames = this.frames(step.racy);
		if (shows.has('requests')) {
			outcome.requests = this.masked(this.receiver.received) as Outcome['requests'];
		}
		return outcome;
	}

	private async send(step: Step, outcome: Outcome) {
		const [method, path = ''] = this.fill(step.send!).split(' ');
		const below = path.startsWith('^') ? path.slice(1) : `/api/v4${path}`;
		const url = new URL(below, this.given.site).href;
		const token = step.token ? this.fill(step.token) : (this.tokens[step.as ?? 'admin'] ?? '');
		const { body, type } = this.encoded(step);
		const answer = await fetch(url + (step.query ? `?${this.fill(step.query)}` : ''), {
			method,
			redirect: 'manual',
			headers: {
				...(token &&
					(step.cookie
						? { cookie: `MMAUTHTOKEN=${token}` }
						: { authorization: `Bearer ${token}` })),
				...(step.cookie && { 'x-requested-with': 'XMLHttpRequest' }),
				...(type && { 'content-type': type }),
			},
			body,
		});
		const text = await answer.text();
		const media = (answer.headers.get('content-type') ?? '').split(';')[0];
		const said =
			media === 'application/json' ? parsed(text, text) : media === 'text/html' ? '{page}' : text;
		outcome.status = answer.status;
		for (const [name, given] of Object.entries(step.keeps ?? {})) {
			const value = given.startsWith('location:')
				? new URL(answer.headers.get('location') ?? 'x:').searchParams.get(given.slice(9))
				: at(said, given);
			this.keep(name, String(value ?? ''));
		}
		const shows = new Set(step.shows);
		if (shows.has('answer')) {
			if (media && media !== 'application/json') outcome.type = media;
			if (text) outcome.answer = this.masked(said);
		}
		if (shows.has('count')) outcome.answer = countOfRows(said);
		if (shows.has('rows')) outcome.answer = `{${(said as unknown[]).length} rows}`;
		if (shows.has('headers')) {
			// How much is left hangs on the limiter's settings.
			const told = [...answer.headers]
				.filter(([name]) => TELLING.test(name))
				.map(([name, value]) => [name, name.startsWith('x-ratelimit') ? '{number}' : value]);
			outcome.headers = this.masked(Object.fromEntries(told)) as Record<string, string>;
		}
	}

	private encoded({ body, form, file, picture, plugin }: Step): { body?: BodyInit; type?: string } {
		if (form) {
			return {
				body: new URLSearchParams(this.fill(form)).toString(),
				type: 'application/x-www-form-urlencoded',
			};
		}
		if (file) return { body: file, type: 'application/octet-stream' };
		if (plugin) {
			const data = new FormData();
			data.append('plugin', new Blob([new Uint8Array(PLUGIN)]), 'live.tar.gz');
			return { body: data };
		}
		if (picture) {
			const data = new FormData();
			for (const [name, text] of Object.entries(this.fill(picture))) data.append(name, text);
			data.append('image', new Blob([new Uint8Array(PICTURE)], { type: 'image/png' }), 'live.png');
			return { body: data };
		}
		if (body === undefined) return {};
		return { body: JSON.stringify(this.fill(body)), type: 'application/json' };
	}

	/** What was heard: the same frame once, with everybody who heard it, in an order that does not hang on the server's. */
	private frames(racy: string[] = []): Frame[] {
		const frames = new Map<string, Frame>();
		for (const { to, text } of this.heard.filter((one) => this.isOurs(one.text))) {
			const frame = parsed(text) as Row;
			delete frame.seq;
			if (racy.includes(String(frame.event))) continue;
			const masked = this.masked(unfolded(frame));
			const key = JSON.stringify(masked);
			const known = frames.get(key);
			if (!known) frames.set(key, { to: [to], frame: masked });
			else known.to.push(to);
		}
		for (const one of frames.values()) one.to.sort();
		return [...frames.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, frame]) => frame);
	}

	private masked(value: unknown): unknown {
		return steady(this.placeholders.answer(value), this.kept);
	}

	/** Other runs on the same server make events too. */
	private isOurs(text: string): boolean {
		return (
			EVERYBODY.test(text) ||
			Object.values(this.kept).some((value) => value.length >= 26 && text.includes(value))
		);
	}
}

/** Things of the run that are no IDs, or stand in an address. */
function steady(value: unknown, kept: Record<string, string>): unknown {
	if (typeof value === 'string') {
		let text = value
			.replaceAll(kept.receiver!, '{receiver}')
			.replaceAll(encodeURIComponent(kept.receiver!), '{receiver}')
			.replace(/^\d+\.\d+\.\d+\.\S*\.(true|false)$/, '{version}')
			.replace(/^[A-Za-z0-9+/]{100,}=*$/, '{trigger}');
		for (const [name, secret] of Object.entries(kept)) {
			if (secret.length >= 26) text = text.replaceAll(secret, `{${name}}`);
		}
		return text
			.replace(/(code=)[a-z0-9]{26,}/, '$1{code}')
			.replace(/^1[6-9]\d{8}$/, '{s}')
			.replace(/^\{\w+\}__\{\w+\}$/, (name) => name.split('__').sort().join('__'));
	}
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) {
		const list = value.map((one) => steady(one, kept));
		// Servers order people by their IDs.
		const isPeople = list.every((one) => /^"?\{\w+\}"?$|"username"/.test(JSON.stringify(one)));
		if (!isPeople) return list;
		return list.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
	}
	return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, steady(one, kept)]));
}

/** Texts of a frame that are JSON are shown as what they hold. */
function unfolded(frame: Row): Row {
	const data = frame.data as Row | undefined;
	if (!data) return frame;
	const open = (value: unknown, key: string) => {
		// The machine's own settings.
		if (key === 'config') return '{configuration}';
		if (key === 'server_hostname') return '{host}';
		if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
		return { '{json}': parsed(value, value) };
	};
	const broadcast = Object.entries((frame.broadcast ?? {}) as Row);
	return {
		...frame,
		broadcast: Object.fromEntries(broadcast.filter(([, value]) => value !== '' && value !== null)),
		data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, open(value, key)])),
	};
}

/** Rows of a list, of the one in an object, or of a map by ID; what is no list has none. */
export function rowsIn(said: unknown): unknown[] | undefined {
	if (said === null) return [];
	if (Array.isArray(said)) return said;
	if (!isRow(said) || 'status_code' in said) return undefined;
	if (Object.keys(said).every((name) => /^[a-z0-9]{26}$/.test(name))) return Object.keys(said);
	// The order of 4.10's threads names one post.
	if (isRow(said.posts)) return Object.keys(said.posts);
	return [said.order, ...Object.values(said)].find(Array.isArray);
}

function countOfRows(said: unknown): string {
	const { length } = rowsIn(said) ?? { length: -1 };
	return COUNTS[length] ?? (length < 0 ? NO_LIST : MANY_ROWS);
}

/** How many frames and requests a recorded step has. */
const countOf = (outcome?: Outcome) =>
	(outcome?.frames ?? []).reduce((sum, { to }) => sum + to.length, 0) +
	(outcome?.requests?.length ?? 0);

const at = (value: unknown, path: string): unknown =>
	path.split('.').reduce<unknown>((inner, key) => (inner as Row | undefined)?.[key], value);
