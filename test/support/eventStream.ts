import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'undici';
import type { IDataObject } from 'n8n-workflow';
import { myChannels, newestPostAt } from '../../nodes/MattermostTrigger/catchUp';
import { Delivered, type StoredCursor } from '../../nodes/MattermostTrigger/cursor';
import { selfOf, type Filter } from '../../nodes/MattermostTrigger/filter';
import { Listener } from '../../nodes/MattermostTrigger/listener';
import { Stream, type SocketLike } from '../../nodes/MattermostTrigger/stream';

/** A Mattermost Trigger without n8n: the same stream, listener and cursor over real sockets. */

/** Lets every post pass. */
export const EVERYTHING: Filter = {
	events: new Set(['posted']),
	teams: new Set(),
	channels: new Set(),
	users: new Set(),
	mentionsOnly: false,
	directOnly: false,
	text: '',
	thread: 'all',
	include: { own: false, bots: true, webhooks: true, system: true },
};

/** REST as `Call.request` does it, without n8n. @throws Error with the status */
export const rest = (site: string, token: string) => ({
	request: async <T>(
		request: string,
		parts: { path?: IDataObject; query?: IDataObject; body?: unknown } = {},
	): Promise<T> => {
		const [method, template] = request.split(' ');
		const path = template.replace(/\{(\w+)\}/g, (_, name: string) => String(parts.path?.[name]));
		const query = new URLSearchParams(parts.query as Record<string, string>).toString();
		const answer = await fetch(`${site}/api/v4${path}${query && `?${query}`}`, {
			method,
			headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
			body: parts.body === undefined ? undefined : JSON.stringify(parts.body),
		});
		if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
		return (await answer.json()) as T;
	},
});

export interface Running {
	/** What n8n would have in its database now. */
	stored(): StoredCursor;
	ready: Promise<void>;
	problems: string[];
	failures: Error[];
	close(): void;
}

/**
 * Starts it.
 * @param speed how many times faster than in life its clock runs
 * @param onItem what starts the workflow
 */
export async function startTrigger(options: {
	site: string;
	token: string;
	filter?: Filter;
	from?: StoredCursor;
	speed?: number;
	random?: () => number;
	onItem(item: IDataObject): void;
}): Promise<Running> {
	const { site, token, filter = EVERYTHING, speed = 1, random = Math.random, onItem } = options;
	const call = rest(site, token);
	const self = selfOf(await call.request('GET /users/me'));
	const from = options.from ?? { since: newestPostAt(await myChannels(call)) + 1, seen: {} };
	const delivered = new Delivered(from);
	let stored = JSON.stringify(delivered.toJSON());
	const listener = new Listener({
		filter,
		self,
		delivered,
		call: () => call,
		deliver: async (item) => {
			stored = JSON.stringify(delivered.toJSON());
			onItem(item);
		},
	});
	const problems: string[] = [];
	const failures: Error[] = [];
	const stream = new Stream(
		`${site.replace(/^http/, 'ws')}/api/v4/websocket`,
		{
			open: (url) =>
				new WebSocket(url, {
					headers: { Authorization: `Bearer ${token}` },
				}) as unknown as SocketLike,
			sleep: async (ms) => {
				await wait(ms / speed, undefined, { ref: false });
			},
			now: () => performance.now() * speed,
			random,
		},
		{
			event: async (event) => await listener.event(event),
			catchUp: async () => await listener.catchUp(),
			hopeless: async () => {
				try {
					await call.request('GET /users/me');
				} catch (error) {
					if ((error as Error).message === 'HTTP 401') return error as Error;
				}
				return undefined;
			},
			failed: (error) => failures.push(error),
			report: (problem) => problems.push(problem),
		},
	);
	stream.start();
	return {
		stored: () => JSON.parse(stored) as StoredCursor,
		ready: stream.ready,
		problems,
		failures,
		close: () => {
			listener.close();
			stream.close();
		},
	};
}
