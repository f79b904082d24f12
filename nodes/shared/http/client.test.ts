import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { Readable } from 'stream';
import { clientOf, failureOf, ok, service, status } from '../../../test/support/units';
import { Client } from './client';
import type { Memory } from './runMemory';

test('a request by its template', async () => {
	const { client, sent, url } = clientOf({ replies: [ok({ id: 'p1' }), ok({})] });
	expect(await client.request('GET /posts/{post_id}', { path: { post_id: 'p1' } })).toEqual({
		id: 'p1',
	});
	await client.request('POST /posts', { query: { silent: true }, body: { message: 'hi' } });
	expect(sent.map(({ method, url: to, qs, body }) => ({ method, to, qs, body }))).toEqual([
		{ method: 'GET', to: `${url}/api/posts/p1`, qs: {}, body: undefined },
		{ method: 'POST', to: `${url}/api/posts`, qs: { silent: true }, body: '{"message":"hi"}' },
	]);
});

test('a request carries what the service wants of it, and its own headers first', async () => {
	const headersFor = () => ({ 'X-Requested-With': 'XMLHttpRequest', 'X-Mine': 'no' });
	const { client } = clientOf({ service: service({ headersFor }) });
	const request = { method: 'GET', path: '/things', query: {}, idempotent: true } as const;
	const { headers } = await client.httpOptions({ ...request, headers: { 'X-Mine': 'yes' } });
	expect(headers).toMatchObject({ 'X-Requested-With': 'XMLHttpRequest', 'X-Mine': 'yes' });
});

test('a hint is shown once in a run, whichever item gives it, and without secrets', async () => {
	const memory: Memory = new Map();
	const shown: string[] = [];
	const host = { hint: (message: string) => void shown.push(message) };
	for (const itemIndex of [0, 1]) {
		const { client } = clientOf({ memory, itemIndex, host });
		await client.access();
		client.hint('There may be more than secret-token');
		client.hint('Another');
	}
	expect(shown).toEqual(['There may be more than ***', 'Another']);
	expect(() => clientOf({ host: { hint: undefined } }).client.hint('x')).not.toThrow();
});

test('its errors name the place and the item, and hide what is secret', async () => {
	const { client } = clientOf({ itemIndex: 4 });
	client.addSecrets(['hunter2hunter2']);
	const refused = client.refuse('Message', 'is hunter2hunter2', 'Shorten it');
	expect(refused).toBeInstanceOf(NodeOperationError);
	expect(refused.message).toBe('"Message" is ***');
	expect(refused.description).toContain('Thing → Do, item 5');
	const failed = client.fail({ message: 'no hunter2hunter2' });
	expect(failed).toBeInstanceOf(NodeApiError);
	expect(failed.message).toBe('no ***');
});

test('an answer with a success status can be a failure', async () => {
	const failed = ({ missed }: { missed?: unknown }) =>
		missed ? { message: 'Two were missed' } : undefined;
	const request = { method: 'GET', path: '/x', query: {}, idempotent: true, failed } as const;
	const { client } = clientOf({ replies: [status(207, {}, { missed: 2 })] });
	const error = await failureOf(client.send(request));
	expect(error.message).toBe('Two were missed');
	expect(error.httpCode).toBe('207');
	expect((await clientOf({ replies: [ok([])] }).client.send(request)).body).toEqual([]);
});

test('what was computed once serves all items of a run', async () => {
	const memory: Memory = new Map();
	let count = 0;
	for (const itemIndex of [0, 1, 2]) {
		const { client } = clientOf({ memory, itemIndex });
		expect(await client.once('me', async () => ++count)).toBe(1);
	}
});

describe('the version of the server', () => {
	const asking = service({
		versionRequests: [
			{
				request: 'GET /ping',
				query: { format: 'old' },
				read: ({ headers }) => headers['x-version'],
			},
		],
	});

	test('is asked once, and compared', async () => {
		const { client, sent } = clientOf({
			service: asking,
			replies: [ok('', { 'x-version': '10.11.6' })],
		});
		expect(await client.serverVersion()).toEqual([10, 11, 6]);
		expect(await client.serverIsAtLeast('10.11')).toBe(true);
		expect(await client.serverIsAtLeast('11.0')).toBe(false);
		expect(sent).toHaveLength(1);
		expect(sent[0]).toMatchObject({ method: 'GET', qs: { format: 'old' } });
	});

	test('counts as new where the service has none', async () => {
		const { client } = clientOf();
		expect(await client.serverVersion()).toEqual([]);
		expect(await client.serverIsAtLeast('99.0')).toBe(true);
	});
});

test('a file is asked for as a stream, and read when it is wanted', async () => {
	const { client, sent } = clientOf({ replies: [ok(Readable.from([Buffer.from('image')]))] });
	const request = { method: 'GET', path: '/file', query: {}, idempotent: true } as const;
	const download = await client.download(request);
	expect(sent).toMatchObject([{ method: 'GET', encoding: 'stream' }]);
	expect(String(await download.read())).toBe('image');
});

test('a file may be silent for as long as a request, and in memory as large as an answer', () => {
	const { silenceMs, mostInMemory } = clientOf().client;
	expect([silenceMs, mostInMemory]).toEqual([300_000, 50_000_000]);
	const { client } = clientOf({ settings: { timeout: 5, answerSize: 2 } });
	expect([client.silenceMs, client.mostInMemory]).toEqual([5, 2_000_000]);
});

test('an error of another item is restated with this one’s number, and only if it is one of ours', () => {
	const { client: first } = clientOf({ itemIndex: 0 });
	const { client: second } = clientOf({ itemIndex: 1 });
	const error = first.fail({ message: 'no' });
	expect(second.restated(error).message).toBe('no');
	expect((second.restated(error) as NodeApiError).description).toContain('item 2');
	const other = new Error('not ours');
	expect(second.restated(other)).toBe(other);
});

test('request IDs differ within an item, and are the same in its next try', () => {
	const ids = (name: string, itemIndex: number) => {
		const tries = {
			id: name,
			done: new Map(),
			unsure: new Map(),
			sent: new Map(),
			passed: new Set<string>(),
		};
		const { client } = clientOf({ host: { tries }, itemIndex });
		return [client.requestId(), client.requestId()];
	};
	expect(ids('run', 0)).toEqual(ids('run', 0));
	expect(new Set([...ids('run', 0), ...ids('run', 1), ...ids('other', 0)]).size).toBe(6);
	const { client } = clientOf();
	expect(client.requestId()).not.toBe(client.requestId());
});

test('parameters of the node, and none of its settings where it has none', () => {
	const { client } = clientOf({ params: { resource: 'post' } });
	expect(client.param('resource')).toBe('post');
	expect(client.param('nothing')).toBeUndefined();
	expect(client.settings).toEqual({});
	expect(clientOf({ settings: { timeout: 5 } }).client.settings).toEqual({ timeout: 5 });
});

describe('a key that acts for several organizations', () => {
	const acting = (chosen: string | undefined) =>
		service({
			organizations: {
				option: {} as never,
				choice: () => 'Chosen',
				isAll: () => false,
				all: async () => [],
				// Asked with the key's own organization, or finding it out would need it already.
				chosen: async (client) => {
					await client.once('asked', async () => asked.push(await ownOf(client)));
					return chosen;
				},
				actFor: (credentials, id) => ({ ...credentials, organization: id }),
			},
		});
	const asked: unknown[] = [];
	const ownOf = async (client: object) =>
		(await (client as ReturnType<typeof clientOf>['client']).access()).credentials.organization;
	const idOf = async (chosen: string | undefined, organization?: string) => {
		const { client, host } = clientOf({ service: acting(chosen) });
		const used =
			organization === undefined
				? client
				: new Client(host, acting(chosen), 'Thing → Do', 0, undefined, organization);
		return (await used.access()).credentials.organization;
	};

	test('uses the one that the user chose, and that of the credential where none is chosen', async () => {
		expect(await idOf('c1')).toBe('c1');
		expect(await idOf('')).toBe('');
		expect(await idOf(undefined)).toBeUndefined();
		expect(asked).toEqual(['', '', '']);
	});

	test('uses the one that it is told to, without asking', async () => {
		asked.length = 0;
		expect(await idOf('c1', 'c2')).toBe('c2');
		expect(await idOf('c1', '')).toBe('');
		expect(asked).toEqual([]);
	});

	test('remembers for each of them on its own', async () => {
		const memory: Memory = new Map();
		const { client, host } = clientOf({ service: acting('c1'), memory });
		await client.once('me', async () => 'chosen');
		for (const id of ['', 'c2']) {
			const other = new Client(host, acting('c1'), 'Thing → Do', 0, memory, id);
			await other.once('me', async () => id);
		}
		expect([...memory.keys()]).toEqual(['Chosen me', 'me', 'c2 me']);
	});
});
