import { apiError } from '../errors/errorFactory';
import { Secrets } from '../errors/redact';
import type { Client } from '../http/client';
import type { ApiRequest, HttpResponse, Send } from '../http/types';
import type { Bulk, Operation, Resource } from '../model/operation';
import { BulkRequests } from './bulkRequests';

/** Items without n8n: each asks for one thing. */

const PEOPLE = ['a', 'b', 'c', 'd', 'e'];
const resource: Resource = { value: 'user', name: 'User', operations: [] };

interface Asked {
	bulk?: Partial<Bulk>;
	/** What is known; others are not found. */
	known?: string[];
	wanted?: (item: number) => boolean;
	/** Why the bulk request fails. */
	bulkFails?: Error;
	inFlight?: number;
	parameters?: Record<string, unknown>;
}

/** Runs an item per key. @returns requests as `path keys`, and each item's answer or error */
async function run(keys: string[], asked: Asked = {}) {
	const { known = PEOPLE, wanted = () => true, inFlight = 3, parameters = {} } = asked;
	const sent: string[] = [];
	let mostUnderWay = 0;
	let underWay = 0;
	const operation: Operation = {
		value: 'get',
		name: 'Get',
		action: 'Get',
		description: 'Get one thing',
		request: 'GET /users/{id}',
		bulk: {
			request: 'POST /users/ids',
			key: 'id',
			most: 3,
			isKey: (key): key is string => typeof key === 'string' && key.length === 1,
			rowKey: 'id',
			...asked.bulk,
		},
	};
	const requests = new BulkRequests(resource, operation, inFlight, wanted);
	const send: Send = async ({ path, body }: ApiRequest): Promise<HttpResponse> => {
		mostUnderWay = Math.max(mostUnderWay, ++underWay);
		sent.push(`${path} ${((body ?? []) as string[]).join('')}`.trim());
		await new Promise((resume) => setTimeout(resume, 2));
		underWay--;
		const row = (id: string) => ({ id, nested: {} });
		if (path === '/users/ids') {
			if (asked.bulkFails) throw asked.bulkFails;
			const rows = (body as string[]).filter((id) => known.includes(id)).map(row);
			return { statusCode: 200, headers: {}, body: rows };
		}
		const id = path.split('/').at(-1)!;
		if (!known.includes(id)) throw new Error(`No ${id}`);
		return { statusCode: 200, headers: {}, body: row(id) };
	};
	const answers: unknown[] = [];
	await Promise.all(
		keys.map(async (key, itemIndex) => {
			const client = {
				itemIndex,
				param: (name: string) => parameters[name],
				restated: (error: Error) => new Error(`${error.message} (item ${itemIndex})`),
			} as unknown as Client;
			await requests.runItem(itemIndex, async () => {
				const request: ApiRequest = {
					method: 'GET',
					path: `/users/${key}`,
					query: {},
					idempotent: true,
				};
				answers[itemIndex] = await requests.send(client, request, send).then(
					({ body }) => body,
					({ message }: Error) => message,
				);
			});
		}),
	);
	return { sent, answers, mostUnderWay };
}
const rows = (keys: string[]) => keys.map((id) => ({ id, nested: {} }));

test('as many as a server takes are one request', async () => {
	const { sent, answers } = await run(PEOPLE);
	expect(sent).toEqual(['/users/ids abc', '/users/ids de']);
	expect(answers).toEqual(rows(PEOPLE));
});

test('equal keys are asked for once, and what comes is no common object', async () => {
	const { sent, answers } = await run(['a', 'b', 'a', 'a']);
	expect(sent).toEqual(['/users/ids ab']);
	expect(answers).toEqual(rows(['a', 'b', 'a', 'a']));
	expect(answers[0]).not.toBe(answers[2]);
});

test('a single key is its own request', async () => {
	expect((await run(['a', 'a'])).sent).toEqual(['/users/a']);
});

test('what is missing is asked for singly, once, and each item has its own error', async () => {
	const { sent, answers } = await run(['a', 'x', 'b', 'x']);
	expect(sent).toEqual(['/users/ids axb', '/users/x']);
	expect(answers).toEqual([...rows(['a']), 'No x (item 1)', ...rows(['b']), 'No x (item 3)']);
});

test('a refused bulk request leaves single ones, a bounded number at a time', async () => {
	const { sent, answers, mostUnderWay } = await run(PEOPLE, {
		bulkFails: new Error('No such request'),
		inFlight: 2,
	});
	expect(sent.filter((path) => path !== '/users/ids abc' && path !== '/users/ids de')).toHaveLength(
		5,
	);
	expect(answers).toEqual(rows(PEOPLE));
	expect(mostUnderWay).toBe(2);
});

test('what is no key, or not the same, is asked for singly', async () => {
	const isSame = async () => (body: unknown) => (body as { id: string }).id !== 'b';
	const { sent, answers } = await run(['a', 'b', 'me', 'c'], {
		known: [...PEOPLE, 'me'],
		bulk: { isSame },
	});
	expect(sent.sort()).toEqual(['/users/b', '/users/ids abc', '/users/me']);
	expect(answers).toEqual(rows(['a', 'b', 'me', 'c']));
});

test('where nobody can say what is the same, all are asked for singly', async () => {
	const isSame = async () => await Promise.reject(new Error('unknown'));
	const { sent } = await run(['a', 'b'], { bulk: { isSame } });
	expect(sent.sort()).toEqual(['/users/a', '/users/b']);
});

test.each([
	{ parameters: { userSimplify: false }, single: true },
	{ parameters: { userSimplify: true }, single: false },
	{ parameters: {}, single: false },
])('only Simplify: $parameters', async ({ parameters, single }) => {
	const { sent } = await run(['a', 'b'], { parameters, bulk: { onlySimplified: true } });
	expect(sent.sort()).toEqual(single ? ['/users/a', '/users/b'] : ['/users/ids ab']);
});

test('items that are no longer wanted are not asked for', async () => {
	const { sent, answers } = await run(['x', 'y', 'z'], { wanted: (item) => item === 0 });
	expect(sent).toEqual(['/users/ids xyz', '/users/x']);
	expect(answers[0]).toBe('No x (item 0)');
	expect((await run(PEOPLE, { wanted: () => false })).sent).toEqual([]);
});

test('when nobody knows what a change has done, each item says so and nothing is asked for again', async () => {
	const origin = {
		node: { name: 'Node', type: 'node' } as never,
		where: 'Member → Add',
		itemIndex: 0,
		secrets: new Secrets(),
	};
	const lost = apiError(origin, { message: 'No answer', advice: 'Check', unsure: true });
	const { sent, answers } = await run(['a', 'b', 'a'], { bulkFails: lost });
	expect(sent).toEqual(['/users/ids ab']);
	expect(answers).toEqual([0, 1, 2].map((item) => `No answer (item ${item})`));
});
