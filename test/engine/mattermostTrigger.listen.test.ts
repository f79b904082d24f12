import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import { startSandbox, TOKENS, type Sandbox } from '../../sandbox';
import { CRASHES, play } from '../support/crashes';
import { ALL_POSTS, newKept, rest, startTrigger, type Running } from '../support/eventStream';

/** `listen()` itself, on the sandbox's Mattermost, in a stand-in for n8n. */

let sandbox: Sandbox;
const running: Running[] = [];

beforeAll(async () => {
	sandbox = await startSandbox({ mattermostVersion: '11.7.0' });
});
afterEach(async () => {
	for (const one of running.splice(0)) await one.close();
});
afterAll(async () => await sandbox.stop());

let nodes = 0;
async function start(more: Partial<Parameters<typeof startTrigger>[0]> = {}) {
	const messages: string[] = [];
	const trigger = await startTrigger({
		site: sandbox.mattermost.url,
		token: TOKENS.mattermostUser,
		speed: 40,
		nodeId: `node ${nodes++}`,
		onItem: ({ message }) => messages.push(String(message)),
		...more,
	});
	running.push(trigger);
	return { trigger, messages };
}

const post = (message: string, more: IDataObject = {}) => {
	const { state } = sandbox.mattermost;
	return state.addPost({
		channel_id: state.channel('alerts').id,
		user_id: state.user('admin').id,
		message,
		...more,
	});
};

async function until(what: () => boolean): Promise<void> {
	for (let tries = 0; tries < 500 && !what(); tries++) await wait(10);
	expect(what()).toBe(true);
}

const filtered = (filters: IDataObject): IDataObject => ({ ...ALL_POSTS, filters });

describe('progress', () => {
	test('another filter begins now: what the old one kept out does not start the workflow', async () => {
		const kept = newKept();
		const nodeId = `node ${nodes++}`;
		const first = await start({ kept, nodeId, parameters: filtered({ text: 'outage' }) });
		post('outage 1');
		await until(() => first.messages.length === 1);
		for (let index = 0; index < 30; index++) post(`deploy ${index}`);
		await first.trigger.close();
		const second = await start({
			kept,
			nodeId,
			activation: 'update',
			parameters: filtered({ text: 'deploy' }),
		});
		post('deploy new');
		await until(() => second.messages.length > 0);
		expect(second.messages).toEqual(['deploy new']);
	});

	test('the same filter goes on where it was, whatever n8n was able to save', async () => {
		const kept = newKept();
		const nodeId = `node ${nodes++}`;
		const parameters = filtered({ text: 'same' });
		const first = await start({ kept, nodeId, parameters });
		post('same 1');
		await until(() => first.messages.length === 1);
		await first.trigger.close();
		post('same 2');
		post('other');
		const second = await start({ kept, nodeId, parameters });
		await until(() => second.messages.length > 0);
		expect(second.messages).toEqual(['same 2']);
		await second.trigger.close();
		// Another process knows only what n8n saved: a node ID of its own has the same effect.
		const third = await start({ kept: { ...kept, keys: new Set() }, parameters });
		post('same 3');
		await until(() => third.messages.length > 0);
		expect(third.messages).toEqual(['same 3']);
	});

	test('is kept in the static data although nothing passes the filter', async () => {
		const { trigger } = await start({ parameters: filtered({ text: 'never' }) });
		const since = () => (trigger.memory.cursor as { since: number }).since;
		const before = since();
		const ahead = Date.now() + 120_000;
		post('something', { create_at: ahead, update_at: ahead });
		await until(() => since() > before);
		expect(since()).toBe(ahead - 60_000);
	});

	test('what n8n refuses comes later, in order, and once', async () => {
		let away = true;
		const { messages } = await start({
			take: async () => (away ? new Error('connect ECONNREFUSED') : 'ended'),
		});
		for (let index = 0; index < 50; index++) post(`refused ${index}`);
		await wait(300);
		expect(messages).toEqual([]);
		away = false;
		await until(() => messages.length === 50);
		expect(messages).toEqual(Array.from({ length: 50 }, (_, index) => `refused ${index}`));
	});

	test('what n8n refused and took later does not start again when it is killed then', async () => {
		let away = true;
		const kept = newKept();
		const { messages } = await start({
			kept,
			nodeId: 'refused, then killed',
			take: async () => {
				const refuses = away;
				await wait(refuses ? 50 : 0);
				return refuses ? new Error('connect ECONNREFUSED') : 'ended';
			},
		});
		for (let index = 0; index < 5; index++) post(`taken late ${index}`);
		await wait(200);
		// Its own message passes no filter, but has the progress saved.
		post('own', { user_id: sandbox.mattermost.state.user('bob').id });
		await wait(50);
		away = false;
		await until(() => messages.length === 5);
		// Of the next process only the database knows something, and no key protects it.
		const killed = { ...kept, keys: new Set<string>() };
		kept.killed = true;
		await running.pop()!.close();
		const { messages: again } = await start({ kept: killed, nodeId: 'refused, then started' });
		post('after the kill');
		await until(() => again.includes('after the kill'));
		expect(again).toEqual(['after the kill']);
	});

	test.each(CRASHES)(
		'n8n that $n8n, took a later one and was killed (executions kept: $keeps) starts it $times times',
		async (crash) => {
			const { times, lost } = crash;
			const started = await play(crash, {
				start: async (given) => {
					const { trigger, messages: names } = await start(given);
					return { trigger, names };
				},
				is: ({ message }, name) => message === name,
				happens: post,
				until,
			});
			expect(started).toEqual({ first: times, second: [1, 0], third: [0, 1], lost });
		},
	);

	test('edits and reactions before the activation start nothing, those after it do', async () => {
		const { state } = sandbox.mattermost;
		const { request } = rest(sandbox.mattermost.url, TOKENS.mattermostAdmin);
		const { id } = post('made');
		const edit = async (message: string) =>
			await request('PUT /posts/{post_id}/patch', { path: { post_id: id }, body: { message } });
		await edit('edited before');
		await request('POST /reactions', {
			body: { user_id: state.user('admin').id, post_id: id, emoji_name: 'eyes' },
		});
		// The server's clock is told in whole seconds.
		await wait(1_100);
		const kept = newKept();
		const given = {
			kept,
			nodeId: 'activated after changes',
			parameters: { ...ALL_POSTS, events: ['posted', 'post_edited', 'reaction_added'] },
		};
		await start(given);
		await running.pop()!.close();
		await edit('edited after');
		// It goes on, and knows from the stored progress when it was activated.
		const { messages } = await start({ ...given, nodeId: 'another process' });
		await until(() => messages.length > 0);
		post('last');
		await until(() => messages.includes('last'));
		expect(messages).toEqual(['edited after', 'last']);
	});

	test.each(['before', 'after'])(
		'what n8n refuses once the trigger has ended is started by the next one (known %s it begins)',
		async (known) => {
			const kept = newKept();
			let refuse!: () => void;
			const refusal = new Promise<void>((resolve) => (refuse = resolve));
			const given: string[] = [];
			const parameters = { ...ALL_POSTS, events: ['posted', 'post_edited', 'reaction_added'] };
			const nodeId = `refused late, ${known}`;
			post('before it is activated');
			await start({
				kept,
				nodeId,
				parameters,
				take: async ({ event, message }) => {
					given.push(`${String(event)} ${String(message ?? '')}`);
					await refusal;
					return new Error('connect ECONNREFUSED');
				},
			});
			const { state } = sandbox.mattermost;
			const { request } = rest(sandbox.mattermost.url, TOKENS.mattermostAdmin);
			const { id } = post('first');
			post('second');
			await request('PUT /posts/{post_id}/patch', {
				path: { post_id: id },
				body: { message: 'edited' },
			});
			await request('POST /reactions', {
				body: { user_id: state.user('admin').id, post_id: id, emoji_name: 'eyes' },
			});
			await until(() => given.length === 4);
			// Nothing of it was taken, so n8n's database has the progress of the start.
			await running.pop()!.close();
			if (known === 'before') {
				refuse();
				await wait(20);
			}
			const started: string[] = [];
			await start({
				kept,
				nodeId,
				parameters,
				onItem: ({ event, message }) => started.push(`${String(event)} ${String(message ?? '')}`),
			});
			refuse();

			await until(() => started.length >= 4);
			await wait(50);
			expect(started.sort()).toEqual([
				'post_edited edited',
				'posted edited',
				'posted second',
				'reaction_added ',
			]);
		},
	);

	test('executions of a killed n8n are started again only where that is wanted', async () => {
		for (const restartInterrupted of [true, false]) {
			const kept = newKept();
			const parameters = {
				...ALL_POSTS,
				options: { ...(ALL_POSTS.options as IDataObject), restartInterrupted },
			};
			// The executions are taken, and never end.
			const started: string[] = [];
			const never = new Promise<'ended'>(() => {});
			const first = await start({
				kept,
				parameters,
				take: async ({ message }) => {
					started.push(String(message));
					kept.staticData = JSON.stringify(first.trigger.memory);
					return await never;
				},
			});
			post('running 1');
			post('running 2');
			await until(() => started.length === 2);
			kept.killed = true;
			await first.trigger.close();
			const second = await start({ kept: { ...kept, killed: false, keys: new Set() }, parameters });
			post('after');
			await until(() => second.messages.includes('after'));
			expect(second.messages).toEqual(
				restartInterrupted ? ['running 1', 'running 2', 'after'] : ['after'],
			);
			await second.trigger.close();
		}
	});
});

describe('pressure', () => {
	test('unfinished executions are bounded, and the order is kept', async () => {
		let open = 0;
		let most = 0;
		const { messages } = await start({
			parameters: {
				...ALL_POSTS,
				options: { ...(ALL_POSTS.options as IDataObject), mostExecutions: 3 },
			},
			take: async () => {
				most = Math.max(most, ++open);
				await wait(5);
				open--;
				return 'ended';
			},
		});
		for (let index = 0; index < 60; index++) post(`slow ${index}`);
		await until(() => messages.length === 60);
		expect(most).toBe(3);
		expect(messages).toEqual(Array.from({ length: 60 }, (_, index) => `slow ${index}`));
	});

	test('50 triggers of one account share a connection and one catch-up', async () => {
		const { events, requests } = sandbox.mattermost;
		const all = await Promise.all(
			Array.from({ length: 50 }, async () => await start({ speed: 4 })),
		);
		expect(events.open()).toBe(1);
		post('for all');
		await until(() => all.every(({ messages }) => messages.includes('for all')));
		sandbox.mattermost.requests.length = 0;
		events.restart();
		post('missed by all');
		await until(() => all.every(({ messages }) => messages.includes('missed by all')));
		expect(events.open()).toBe(1);
		const lists = requests.filter(({ path }) => path.endsWith('/posts')).length;
		expect(lists).toBeLessThan(10);
		for (const { trigger } of all) await trigger.close();
		await until(() => events.open() === 0);
	});
});

describe('settings', () => {
	test.each([
		['Channels', { channels: {} }],
		['Channel', { channels: { entry: [{ picked: { mode: 'id', value: '' } }] } }],
		['User', { users: { entry: [{}] } }],
		['Teams', { teams: { entry: [] } }],
	])('%s present and empty is refused', async (label, filters) => {
		await expect(start({ parameters: filtered(filters) })).rejects.toThrow(
			// An empty row is named by what it holds.
			new RegExp(`"${label.replace(/s$/, '')}s?( → 1)?" `),
		);
	});

	test.each([
		['"Message Contains" is empty', { filters: { text: ' ' } }],
		['"Message Matches" is empty', { filters: { pattern: '' } }],
		['"Emoji" is empty', { filters: { emojis: '' } }],
		['"Emoji" is not an emoji', { filters: { emojis: 'eyes, a b' } }],
		['which could block n8n', { filters: { pattern: '(a)\\1' } }],
		['"Maximum Concurrent Executions" is not a number', { options: { mostExecutions: 0 } }],
	])('%s', async (message, more) => {
		await expect(start({ parameters: { ...ALL_POSTS, ...more } })).rejects.toThrow(message);
	});
});

describe('a connection that is refused', () => {
	/** A way to Mattermost that refuses the event stream as a proxy may. */
	async function proxy(
		answer: { status: number; body: string } | undefined,
		websocketUrl?: string,
	) {
		const server: Server = createServer((request, response) => {
			if (answer && request.url!.startsWith('/api/v4/websocket')) {
				response.writeHead(answer.status, { 'content-type': 'text/plain', location: '/other' });
				response.end(answer.body);
				return;
			}
			void fetch(`${sandbox.mattermost.url}${request.url}`, {
				headers: { Authorization: String(request.headers.authorization) },
			}).then(async (given) => {
				response.writeHead(given.status, { 'content-type': 'application/json' });
				const isConfig = websocketUrl && request.url!.includes('/config/client');
				response.end(
					isConfig
						? JSON.stringify({ ...((await given.json()) as object), WebsocketURL: websocketUrl })
						: await given.text(),
				);
			});
		});
		server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		return {
			site,
			stop: () => {
				server.closeAllConnections();
				server.close();
			},
		};
	}

	test.each([
		[403, 'forbidden by the gateway', /answers HTTP 403/],
		[502, 'bad gateway', /answers HTTP 502/],
		[301, '', /answers HTTP 301|did not answer/],
	])('with %i says so at once', async (status, body, words) => {
		const { site, stop } = await proxy({ status, body });
		const error = await start({ site }).then(
			() => undefined,
			(cause: { message: string; description: string }) => cause,
		);
		stop();
		expect(error?.message).toMatch(/did not accept the connection to its event stream \(.+\)/);
		expect(error?.description).toMatch(words);
	});

	test('is made where the server’s WebsocketURL says, not where the site is', async () => {
		const elsewhere = sandbox.mattermost.url.replace('http', 'ws');
		const { site, stop } = await proxy(undefined, `${elsewhere}/`);
		const before = sandbox.mattermost.events.connections;
		const { trigger } = await start({ site });
		expect(sandbox.mattermost.events.connections).toBe(before + 1);
		await trigger.close();
		stop();
	});

	test('where requests pass tells what WebSockets need', async () => {
		const { site, stop } = await proxy(undefined);
		const error = await start({ site }).then(
			() => undefined,
			(cause: { description: string }) => cause,
		);
		stop();
		expect(error?.description).toMatch(/NODE_USE_ENV_PROXY=1/);
		expect(error?.description).not.toContain(TOKENS.mattermostUser);
	});
});
