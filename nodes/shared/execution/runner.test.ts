/** @jest-environment ./test/environment/alone */

import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';
import { failureOf, operationOf, service, turns } from '../../../test/support/units';
import type { HttpResponse, Organizations } from '../http/types';
import * as fields from '../model/fields';
import type { Operation, OperationContext } from '../model/operation';
import { valuesByName } from '../request/build';
import { addExecute, customOperations } from './runner';

interface Given {
	items?: IDataObject[];
	settings?: IDataObject;
	continues?: boolean;
	onError?: string;
	http?: (item: number) => Promise<Partial<HttpResponse>>;
	/** The same for all tries of a run. */
	data?: object;
	signal?: AbortSignal;
	params?: (name: string, item: number) => unknown;
	/** Type of the node. */
	type?: string;
	organizations?: Organizations;
}

let servers = 0;

/** What is no expression is read once for all items. */
const EXPRESSIONS = { thingChannelId: '={{ $json.thing }}' };

/** What n8n hands to a run, on items `{ n: 0 }`, `{ n: 1 }` … */
function stage(given: Given = {}) {
	const { items = [{}], settings, data = {}, params } = given;
	const input = items.map((json, n) => ({ json: { n, ...json } }));
	const hints: string[] = [];
	let decryptions = 0;
	const url = `https://runner-${++servers}.test`;
	const context = {
		getInputData: () => input,
		getNode: () => ({
			name: 'Node',
			id: 'n',
			parameters: EXPRESSIONS,
			onError: given.onError,
			type: given.type ?? 'thing',
		}),
		continueOnFail: () => given.continues ?? false,
		getExecutionCancelSignal: () => given.signal,
		getExecuteData: () => data,
		getExecutionId: () => '7',
		getWorkflowDataProxy: () => ({ $runIndex: 0 }),
		getTimezone: () => 'UTC',
		getNodeParameter: (name: string, item: number) =>
			name === 'requestOptions' ? settings : params?.(name, item),
		getCredentials: async () => {
			decryptions++;
			return { url, token: 'secret-token' };
		},
		addExecutionHints: ({ message }: { message: string }) => hints.push(message),
		helpers: {
			httpRequestWithAuthentication: async (_type: string, options: { url: string }) => {
				const answer = await given.http!(Number(options.url.split('/').pop()));
				return { statusCode: 200, headers: {}, body: '', ...answer };
			},
		},
	} as unknown as IExecuteFunctions;
	return { context, hints, decryptions: () => decryptions };
}
const resourcesOf = (operation: Partial<Operation>) => [
	{ value: 'thing', name: 'Thing', operations: [operationOf(operation)] },
];

/** Runs an operation as n8n does. */
function start(operation: Partial<Operation>, given: Given = {}) {
	const { context, ...seen } = stage(given);
	const run = customOperations(
		service({ organizations: given.organizations }),
		resourcesOf(operation),
	).thing!.do!;
	return { out: run.call(context) as Promise<INodeExecutionData[][]>, ...seen };
}
const nOf = ({ itemIndex }: OperationContext) => itemIndex;
const many = (count: number) => Array.from({ length: count }, () => ({}));

describe('the items of a run', () => {
	test('come out in the order in which they went in, each with its place', async () => {
		const { out } = start(
			{
				request: 'GET /x',
				run: async (context) => {
					// The first take longest.
					await turns(40 - nOf(context) * 10);
					return [{ n: nOf(context) }, { more: nOf(context) }];
				},
			},
			{ items: many(4) },
		);
		expect(await out).toEqual([
			[0, 1, 2, 3].flatMap((item) => [
				{ json: { n: item }, pairedItem: { item } },
				{ json: { more: item }, pairedItem: { item } },
			]),
		]);
	});

	test('may give nothing, and there may be none', async () => {
		const run = async () => [];
		expect(await start({ run }, { items: many(2) }).out).toEqual([[]]);
		expect(await start({ run }, { items: [] }).out).toEqual([[]]);
	});

	test('share one decrypted credential', async () => {
		const { out, decryptions } = start(
			{ run: async (context) => ({ site: (await context.access()).roots.site }) },
			{ items: many(20) },
		);
		await out;
		expect(decryptions()).toBe(1);
	});

	test('share what one of them looked up', async () => {
		let count = 0;
		const run = async (context: OperationContext) => ({
			me: await context.once('me', async () => ++count),
		});
		const [items] = await start({ run }, { items: many(5) }).out;
		expect(items!.map(({ json }) => json.me)).toEqual([1, 1, 1, 1, 1]);
	});
});

describe('how many are under way', () => {
	const mostOf = async (operation: Partial<Operation>, settings?: IDataObject) => {
		let under = 0;
		let most = 0;
		const run = async () => {
			most = Math.max(most, ++under);
			await turns(20);
			under--;
			return {};
		};
		await start({ output: { mayBeEmpty: true }, ...operation, run }, { items: many(100), settings })
			.out;
		return most;
	};

	test.each([
		[undefined, 10],
		[{ inFlight: 3 }, 3],
		[{ inFlight: 2.9 }, 2],
		[{ inFlight: 0 }, 10],
		[{ inFlight: -1 }, 1],
		[{ inFlight: 'x' }, 10],
	])('%j: %i', async (settings, most) => {
		expect(await mostOf({ request: 'GET /x' }, settings)).toBe(most);
		expect(await mostOf({ value: 'do', concerns: [] }, settings)).toBe(most);
	});

	test('of what concerns the same thing, one', async () => {
		expect(await mostOf({ value: 'do' })).toBe(1);
	});
});

test('a large run lets a short one pass', async () => {
	const begun: number[] = [];
	let endShort = () => {};
	const large = start(
		{ request: 'GET /x', run: async (context) => ({ n: begun.push(nOf(context)) }) },
		{ items: many(50), settings: { inFlight: 5 } },
	);
	const short = start({
		request: 'GET /x',
		run: async () => {
			await new Promise<void>((end) => (endShort = end));
			return { n: 0 };
		},
	});
	await turns(50);
	const before = begun.length;
	expect(before).toBeLessThan(50);
	await turns(50);
	expect(begun).toHaveLength(before);
	endShort();
	await short.out;
	await large.out;
	expect(begun).toHaveLength(50);
});

describe('the fields of items', () => {
	const reading = (operation: Partial<Operation>, params: Given['params'], more?: Given) =>
		start(
			{
				fields: [fields.text('channel_id', '')],
				run: async (context) => {
					log.push('run');
					return { thing: String((await valuesByName(context)).channel_id) };
				},
				...operation,
			},
			{ items: many(100), settings: { inFlight: 2 }, params, ...more },
		);
	let log: string[] = [];
	beforeEach(() => (log = []));

	test.each([
		['a read', { request: 'GET /x' }],
		['a change that concerns nothing', { value: 'do', concerns: [] }],
	])('of %s are read in a row, each once', async (_, operation) => {
		const [items] = await reading(operation, (name, item) => {
			if (name === 'thingChannelId') log.push('read');
			return name === 'thingChannelId' ? `c${item}` : undefined;
		}).out;
		expect(items!.map(({ json }) => json.thing)).toEqual(many(100).map((__, n) => `c${n}`));
		expect(log.filter((line) => line === 'read')).toHaveLength(100);
		// As many as are under way, and those beyond.
		expect(log.indexOf('run')).toBeGreaterThan(50);
	});

	test('of many organizations are read for each of them, and for nothing else', async () => {
		const organizations: Organizations = {
			option: { displayName: 'Client', name: 'client', type: 'string', default: '' },
			choice: () => 'all',
			isAll: () => true,
			all: async () => ['north', 'south'].map((id) => ({ id, facts: { id } })),
			chosen: async () => '',
			actFor: (credentials) => credentials,
		};
		const param = (name: string) => {
			if (name === 'thingChannelId') log.push('read');
			return name === 'thingChannelId' ? 'c' : undefined;
		};
		await reading({ request: 'GET /x' }, param, { organizations }).out;
		expect(log.filter((line) => line === 'read')).toHaveLength(200);
	});

	test('that cannot be read are the failure of their item', async () => {
		const error = await failureOf(
			reading({ request: 'GET /x' }, (name, item) => {
				if (name === 'thingChannelId' && item === 60) throw new Error('no such column');
				return name === 'thingChannelId' ? 'c' : undefined;
			}).out,
		);
		expect(error.message).toBe('no such column');
		// Those before it, and one that was under way.
		expect(error.description).toContain('61 of 100 items were done');
	});
});

describe('what concerns the same thing', () => {
	const sends = (log: string[]): Partial<Operation> => ({
		concerns: ['channel_id'],
		fields: [fields.text('channel_id', '')],
		run: async (context) => {
			const name = `${String(context.param('thingChannelId'))}${nOf(context)}`;
			log.push(`begin ${name}`);
			await turns(30 - nOf(context) * 3);
			log.push(`end ${name}`);
			return { name };
		},
	});

	test('happens in the order of the items; other things do not wait', async () => {
		const log: string[] = [];
		await start(sends(log), {
			items: many(6),
			params: (name, item) => (name === 'thingChannelId' ? (item % 2 ? 'b' : 'a') : undefined),
		}).out;
		const of = (thing: string) => log.filter((line) => line.includes(` ${thing}`));
		expect(of('a')).toEqual(['begin a0', 'end a0', 'begin a2', 'end a2', 'begin a4', 'end a4']);
		expect(of('b')).toEqual(['begin b1', 'end b1', 'begin b3', 'end b3', 'begin b5', 'end b5']);
		expect(log.indexOf('begin b1')).toBeLessThan(log.indexOf('end a0'));
	});

	test('holds no place of others while it waits', async () => {
		const log: string[] = [];
		// Thirty of one channel, then one of another, with two places.
		await start(sends(log), {
			items: many(31),
			settings: { inFlight: 2 },
			params: (name, item) => (name === 'thingChannelId' ? (item < 30 ? 'a' : 'b') : undefined),
		}).out;
		expect(log.indexOf('begin b30')).toBeLessThan(log.indexOf('begin a2'));
	});
});

describe('a failed item', () => {
	const failing =
		(bad: number[]) =>
		async (context: OperationContext): Promise<IDataObject> => {
			await turns(5);
			if (bad.includes(nOf(context))) {
				throw context.fail({
					message: `No ${nOf(context)}`,
					httpCode: '404',
					facts: { 'error ID': 'e1' },
				});
			}
			return { made: nOf(context) };
		};

	test('stops the run: what stands before it is done, nothing behind it is begun', async () => {
		const begun: number[] = [];
		const run = async (context: OperationContext) => {
			begun.push(nOf(context));
			return await failing([2])(context);
		};
		const error = await failureOf(start({ run }, { items: many(8) }).out);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error.message).toBe('No 2');
		expect(error.description).toMatch(
			/item 3.* 2 of 8 items were done before the run stopped; set On Error to Continue to go on after a failed item$/,
		);
		expect(begun).toEqual([0, 1, 2]);
	});

	test('the first of several by its place is the one that is told', async () => {
		const run = async (context: OperationContext) => {
			// The later one fails earlier.
			await turns(nOf(context) === 1 ? 30 : 1);
			return await failing([1, 3])(context);
		};
		const error = await failureOf(start({ run, request: 'GET /x' }, { items: many(4) }).out);
		expect(error.message).toBe('No 1');
	});

	test('of one item says nothing of others', async () => {
		const error = await failureOf(start({ run: failing([0]) }).out);
		expect(error.description).not.toContain('items were done');
	});

	test('becomes an item with its input, where the node continues', async () => {
		const { out } = start(
			{ run: failing([1]) },
			{ items: [{ a: 1 }, { b: 2 }, { c: 3 }], continues: true },
		);
		const [items] = await out;
		expect(items).toEqual([
			{ json: { made: 0 }, pairedItem: { item: 0 } },
			{
				json: {
					n: 1,
					b: 2,
					error: 'No 1',
					details: {
						description: 'Thing → Do, item 2; HTTP 404; error ID e1'.replace(/^/, '(').concat(')'),
						httpCode: '404',
						errorId: 'e1',
					},
				},
				pairedItem: { item: 1 },
			},
			{ json: { made: 2 }, pairedItem: { item: 2 } },
		]);
		expect(items![1]).not.toHaveProperty('error');
	});

	test('carries its error to the error output, where n8n copies only what it shows', async () => {
		const [items] = await start(
			{ run: failing([0]) },
			{ continues: true, onError: 'continueErrorOutput' },
		).out;
		expect(items![0]!.error!.message).toBe('No 0');
		expect(Object.keys(items![0]!)).toEqual(['json', 'pairedItem']);
	});

	test('a fault of ours names the item as well', async () => {
		const run = async () => await Promise.reject(new TypeError('x is undefined'));
		const error = await failureOf(start({ run }).out);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error.message).toBe('x is undefined');
		expect((error as NodeOperationError).context.itemIndex).toBe(0);
	});
});

describe('a cancelled run', () => {
	test('begins nothing more', async () => {
		const cancel = new AbortController();
		const begun: number[] = [];
		const run = async (context: OperationContext) => {
			begun.push(nOf(context));
			if (nOf(context) === 1) cancel.abort();
			return { n: nOf(context) };
		};
		await start({ run }, { items: many(9), signal: cancel.signal }).out;
		expect(begun).toEqual([0, 1]);
	});
});

describe('Retry On Fail, where n8n runs all items again', () => {
	test('a change that is done is not made again', async () => {
		const data = {};
		const made: number[] = [];
		let away = true;
		const run = async (context: OperationContext) => {
			if (nOf(context) === 2 && away) throw context.fail({ message: 'away' });
			made.push(nOf(context));
			return { n: nOf(context) };
		};
		const given = { items: many(4), data };
		await failureOf(start({ run }, given).out);
		away = false;
		const [items] = await start({ run }, given).out;
		expect(made).toEqual([0, 1, 2, 3]);
		expect(items!.map(({ json }) => json.n)).toEqual([0, 1, 2, 3]);
	});

	test('a change that may have been made is not made again, and fails as before', async () => {
		const data = {};
		let count = 0;
		const run = async (context: OperationContext): Promise<IDataObject> => {
			count++;
			throw context.fail({ message: 'lost', unsure: true });
		};
		await failureOf(start({ run }, { data }).out);
		expect((await failureOf(start({ run }, { data }).out)).message).toBe('lost');
		expect(count).toBe(1);
	});

	test('what surely failed is tried again, and so is a read', async () => {
		let count = 0;
		const run = async (context: OperationContext): Promise<IDataObject> => {
			if (++count === 1) throw context.fail({ message: 'no' });
			return { count };
		};
		const data = {};
		await failureOf(start({ run }, { data }).out);
		await start({ run }, { data }).out;
		expect(count).toBe(2);
		const read = { run, request: 'GET /x' };
		const again = {};
		await start(read, { data: again }).out;
		const [items] = await start(read, { data: again }).out;
		expect(items![0]!.json.count).toBe(4);
	});

	test('a read that says what it concerns is kept as a change', async () => {
		let count = 0;
		const operation = {
			request: 'GET /x',
			concerns: async () => 'x',
			run: async () => ({ count: ++count }),
		};
		const data = {};
		await start(operation, { data }).out;
		const [items] = await start(operation, { data }).out;
		expect(items![0]!.json.count).toBe(1);
	});
});

describe('time', () => {
	beforeEach(() => {
		jest.useFakeTimers({ now: Date.UTC(2026, 10, 28) });
		jest.spyOn(Math, 'random').mockReturnValue(0);
	});
	afterEach(() => {
		jest.restoreAllMocks();
		jest.useRealTimers();
	});
	const pass = async <T>(work: Promise<T>): Promise<T> => {
		let ended = false;
		void work.then(() => (ended = true)).catch(() => (ended = true));
		for (let step = 0; step < 1_000 && !ended; step++) await jest.advanceTimersToNextTimerAsync();
		if (!ended) throw new Error('It does not end');
		return await work;
	};

	test.each([
		[{ batchSize: 2, batchInterval: 1_000 }, [0, 0, 1_000, 1_000, 2_000]],
		[{ batchSize: 0, batchInterval: 1_000 }, [0, 0, 0, 0, 0]],
		[{ batchSize: -1, batchInterval: 1_000 }, [0, 0, 0, 0, 0]],
		[{ batchSize: 2, batchInterval: 0 }, [0, 0, 0, 0, 0]],
		[{ batchSize: 2, batchInterval: -5 }, [0, 0, 0, 0, 0]],
		[{ batchSize: 1, batchInterval: 10 }, [0, 10, 20, 30, 40]],
	])('batches: %j', async (batch, expected) => {
		const begun = Date.now();
		const at: number[] = [];
		const run = async (context: OperationContext) => {
			at[nOf(context)] = Date.now() - begun;
			return { n: 1 };
		};
		const settings = { batching: { batch } };
		await pass(start({ run, request: 'GET /x' }, { items: many(5), settings }).out);
		expect(at).toEqual(expected);
	});

	test.each([
		['4', undefined],
		['5', 'Requests waited up to 5 s because Mattermost limits the request rate'],
	])('a pause of %s s is explained: %s', async (seconds, words) => {
		let refused = false;
		const { out, hints } = start(
			{ request: 'GET /x' },
			{
				http: async () => {
					if (refused) return { body: { id: 1 } };
					refused = true;
					return { statusCode: 429, headers: { 'retry-after': seconds } };
				},
			},
		);
		await pass(out);
		if (words) expect(hints[0]).toContain(words);
		else expect(hints).toEqual([]);
	});
});

test('every operation of every resource is there', () => {
	const one = { value: 'one', name: 'One', operations: [operationOf({ value: 'a' })] };
	const two = {
		value: 'two',
		name: 'Two',
		operations: [operationOf({ value: 'b' }), operationOf({ value: 'c' })],
	};
	const made = customOperations(service(), [one, two]) as Record<string, object>;
	expect(Object.entries(made).map(([name, all]) => [name, Object.keys(all)])).toEqual([
		['one', ['a']],
		['two', ['b', 'c']],
	]);
});

describe('execute, for whoever calls that alone', () => {
	const run = async (context: OperationContext) => ({ waits: context.host.waiting !== undefined });
	const chosen = (operation: string) => (name: string) =>
		({ resource: 'thing', operation })[name] as unknown;
	const nodeWith = (assigned?: () => unknown) => {
		const node = {} as INodeType;
		addExecute(node, service(), resourcesOf({ run }));
		if (assigned) node.execute = assigned as never;
		return node;
	};
	const STOCK = [[{ json: { stock: true } }]];

	test('there is none until n8n assigns one, so that n8n takes the node for a declarative one', () => {
		expect(nodeWith().execute).toBeUndefined();
	});

	test('runs the operations as workflows do, but lets no execution wait', async () => {
		const { context } = stage({ items: many(2), params: chosen('do') });
		const out = await nodeWith(() => STOCK).execute!.call(context);
		expect(out).toEqual([[0, 1].map((item) => ({ json: { waits: false }, pairedItem: { item } }))]);
	});

	test.each([
		{ name: 'of a tool', operation: 'do', type: 'thingTool' },
		{ name: 'of an operation that there is not', operation: 'other', type: 'thing' },
	])('what n8n assigned runs instead: $name', async ({ operation, type }) => {
		const { context } = stage({ params: chosen(operation), type });
		const seen: unknown[] = [];
		const node = nodeWith(function (this: unknown) {
			seen.push(this);
			return STOCK;
		} as never);
		expect(await node.execute!.call(context)).toBe(STOCK);
		expect(seen).toEqual([context]);
	});

	test('a copy that inherits, as n8n makes one for tools, has it too', async () => {
		const node = nodeWith(() => STOCK);
		expect((Object.create(node) as INodeType).execute).toBe(node.execute);
	});
});
