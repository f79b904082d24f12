import type { INodeExecutionData } from 'n8n-workflow';
import { startSandbox, TOKENS, type Sandbox } from '../../sandbox';
import { CASES, differenceOf, RHOMBUS_CASES, type Difference } from '../support/bulkDifference';
import { credentialsOf, makeBulkWorld, type BulkWorld } from '../support/bulkWorld';
import {
	builtPackage,
	DIST,
	rhombusNodeWith,
	runStock,
	runWorkflow,
	type RunOptions,
} from '../support/harness';

/** Requests in bulk: items and errors are those of single requests, and the requests are few. */

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is tested
const { registry } = require(`${DIST}/nodes/registry.js`) as typeof import('../../nodes/registry');

const { nodes } = builtPackage();
const VERSIONS = ['4.10.10', '11.7.0'];
const sandboxes: Record<string, Sandbox> = {};
const worlds: Record<string, BulkWorld> = {};

beforeAll(async () => {
	for (const version of VERSIONS) {
		const sandbox = await startSandbox({ mattermostVersion: version });
		sandboxes[version] = sandbox;
		worlds[version] = await makeBulkWorld(sandbox.mattermost.url, TOKENS.mattermostAdmin);
	}
});
afterAll(async () => {
	await Promise.all(Object.values(sandboxes).map(async (sandbox) => await sandbox.stop()));
});

test('every operation that is declared so is compared', () => {
	const declared = registry.flatMap(({ resources }) =>
		resources.flatMap(({ value, operations }) =>
			operations.filter(({ bulk }) => bulk).map((operation) => `${value}/${operation.value}`),
		),
	);
	const compared = [...CASES, ...RHOMBUS_CASES].map(({ operation }) => operation);
	expect(compared.sort()).toEqual(declared.sort());
});

/** Over all servers. */
const total = { operations: new Set<string>(), items: 0, errors: 0 };
const count = (operation: string, { items, errors }: Difference) => {
	total.operations.add(operation);
	total.items += items;
	total.errors += errors;
};
afterAll(() => {
	process.stdout.write(
		`Bulk: ${total.operations.size} operations, ${total.items} items and ${total.errors} errors compared\n`,
	);
});

describe('singly and in bulk, Rhombus', () => {
	test.each(RHOMBUS_CASES)('$operation', async (one) => {
		const { rhombus } = sandboxes['11.7.0']!;
		const world = { locations: [...rhombus.state.locations.keys()] };
		const found = await differenceOf(
			one,
			world,
			'the organization',
			{
				rhombusApi: {
					apiKey: TOKENS.rhombusKey,
					region: 'custom',
					baseUrl: rhombus.url,
					scheme: 'api-token',
				},
			},
			rhombusNodeWith(one.operation.split('/')[0]!),
			() => rhombus.requests.length,
		);
		expect(found.differences).toEqual([]);
		expect(found.items).toBeGreaterThan(0);
		expect(found.errors).toBeGreaterThan(0);
		expect(found.requests[1]).toBeLessThan(found.requests[0]);
		count(one.operation, found);
	});
});

describe.each(VERSIONS)('singly and in bulk, Mattermost %s', (version) => {
	const counted = { items: 0, errors: 0 };

	test.each(
		CASES.flatMap((one) =>
			(['administrator', 'member'] as const).map((as) => ({ ...one, as, name: one.operation })),
		),
	)('$name as $as', async ({ as, ...one }) => {
		const { mattermost } = sandboxes[version]!;
		const found = await differenceOf(
			one,
			worlds[version]!,
			as,
			credentialsOf(worlds[version]!, as),
			nodes.mattermost!,
			() => mattermost.requests.length,
		);
		expect(found.differences).toEqual([]);
		expect(found.items).toBeGreaterThan(0);
		expect(found.errors).toBeGreaterThan(0);
		counted.items += found.items;
		counted.errors += found.errors;
		count(one.operation, found);
	});

	test('many were compared', () => {
		expect(counted.items).toBeGreaterThan(100);
		expect(counted.errors).toBeGreaterThan(50);
	});
});

describe('what goes over the wire', () => {
	const { mattermost: node } = nodes;
	const sandboxOf = () => sandboxes['11.7.0']!.mattermost;
	const paths = () =>
		sandboxOf().requests.map(({ method, path }) => `${method} ${path.split('/api/v4')[1]}`);
	const get = async (
		keys: unknown[],
		more: Partial<RunOptions> & { settings?: object; run?: typeof runWorkflow } = {},
	) => {
		const { settings = {}, run = runWorkflow, ...options } = more;
		sandboxOf().requests.length = 0;
		return await run({
			node: node!,
			items: keys.map((key) => ({ json: { key } as never })),
			parameters: {
				authentication: 'accessToken',
				resource: 'user',
				operation: 'get',
				userUserId: { __rl: true, mode: 'id', value: '={{ $json.key }}' },
				userSimplify: false,
				requestOptions: settings,
			} as never,
			credentials: {
				mattermostTokenApi: { siteUrl: sandboxOf().url, accessToken: TOKENS.mattermostAdmin },
			},
			...options,
		});
	};
	/** More users than fit into one request, none of them the own account. */
	const ids = (count: number) => {
		const { state } = sandboxOf();
		const known = [...state.users.keys()].filter((id) => id !== worlds['11.7.0']!.users.me);
		while (known.length < count) {
			const id = state.newId();
			state.users.set(id, { ...state.users.get(known[0]!)!, id, username: `bulk-${id}` });
			known.push(id);
		}
		return known.slice(0, count);
	};
	const idsOf = (items: INodeExecutionData[]) => items.map(({ json }) => json.id);

	test('1,000 users are 5 requests and 2 about the account and the server', async () => {
		const keys = ids(1000);
		const items = await get(keys);
		expect(idsOf(items)).toEqual(keys);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(keys.map((_, item) => ({ item })));
		expect(paths().sort()).toEqual([
			'GET /terms_of_service',
			'GET /users/me',
			...Array.from({ length: 5 }, () => 'POST /users/ids'),
		]);
	});

	test('10,000 items in their order, each once', async () => {
		const keys = Array.from({ length: 10 }, () => ids(1000)).flat();
		expect(idsOf(await get(keys))).toEqual(keys);
		expect(paths().filter((path) => path === 'POST /users/ids')).toHaveLength(50);
	}, 60_000);

	test('300 items of one ID are its own request, once, and do not share what they hold', async () => {
		const [key] = ids(1);
		const items = await get(Array.from({ length: 300 }, () => key));
		expect(items).toHaveLength(300);
		expect(paths()).toEqual([`GET /users/${key}`]);
		expect(items[0]!.json).toEqual(items[1]!.json);
		expect(items[0]!.json.notify_props).not.toBe(items[1]!.json.notify_props);
	});

	test.each([
		{ name: 'turned off', settings: { bulk: false } },
		{
			name: 'sent in batches',
			settings: { batching: { batch: { batchSize: 10, batchInterval: 1 } } },
		},
	])('single requests when $name', async ({ settings }) => {
		const keys = ids(20);
		expect(idsOf(await get(keys, { settings }))).toEqual(keys);
		expect(paths().sort()).toEqual(keys.map((key) => `GET /users/${key}`).sort());
	});

	test('tools of AI agents send single requests', async () => {
		const keys = ids(3);
		expect(idsOf(await get(keys, { run: runStock }))).toEqual(keys);
		expect(paths().sort()).toEqual(keys.map((key) => `GET /users/${key}`).sort());
	});

	test.each([
		{ name: 'refused', kind: 'status', status: 403 },
		{ name: 'not known', kind: 'status', status: 404 },
		{ name: 'answered by something else', kind: 'status', status: 200 },
	] as const)('single requests where those in bulk are $name', async ({ kind, status }) => {
		sandboxOf().fail({ match: 'POST /api/v4/users/ids', kind, status, rate: 1, body: {} });
		const keys = ids(30);
		try {
			expect(idsOf(await get(keys))).toEqual(keys);
		} finally {
			sandboxOf().heal();
		}
		expect(paths().filter((path) => path.startsWith('GET /users/'))).toHaveLength(31);
	});

	test('after a failure nothing behind it is asked for singly', async () => {
		const unknown = Array.from({ length: 500 }, () => sandboxOf().state.newId());
		await expect(get(unknown)).rejects.toMatchObject({ httpCode: '404' });
		expect(paths().filter((path) => path.startsWith('GET /users/')).length).toBeLessThan(25);
	});

	test('a stopped run sends nothing more', async () => {
		const stop = new AbortController();
		const sandbox = sandboxOf();
		sandbox.latencyMs = 100;
		const keys = [...ids(1000), ...Array.from({ length: 4000 }, () => sandbox.state.newId())];
		try {
			const run = get(keys, { signal: stop.signal, continueOnFail: true }).catch(() => undefined);
			setTimeout(() => stop.abort(), 300);
			await run;
			// What was on its way when it stopped arrives.
			await new Promise((resume) => setTimeout(resume, 200));
			const { length } = sandbox.requests;
			await new Promise((resume) => setTimeout(resume, 300));
			expect(sandbox.requests).toHaveLength(length);
			expect(length).toBeLessThan(200);
		} finally {
			sandbox.latencyMs = 0;
		}
	});
});

describe('changes in bulk', () => {
	const sandboxOf = () => sandboxes['11.7.0']!.mattermost;
	const world = () => worlds['11.7.0']!;
	const add = async (keys: string[], more: Partial<RunOptions> = {}) => {
		await world().removeAdded();
		sandboxOf().requests.length = 0;
		return await runWorkflow({
			node: nodes.mattermost!,
			items: keys.map((key) => ({ json: { key } })),
			parameters: {
				authentication: 'accessToken',
				resource: 'channelMember',
				operation: 'add',
				channelMemberChannelId: { __rl: true, mode: 'id', value: world().addChannelId },
				channelMemberUserId: { __rl: true, mode: 'id', value: '={{ $json.key }}' },
			} as never,
			credentials: credentialsOf(world(), 'administrator'),
			...more,
		});
	};
	const added = () =>
		sandboxOf()
			.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/members'))
			.map(({ body }) => body as { user_id?: string; user_ids?: string[] });
	const three = () => [world().users.bert, world().users.carl, world().users.dora];

	test('three members are one request', async () => {
		const items = await add(three());
		expect(items.map(({ json }) => json.user_id)).toEqual(three());
		expect(added()).toEqual([{ user_ids: three() }]);
	});

	test('who cannot be added has the reason, and the others are added', async () => {
		const keys = [...three(), world().users.stranger];
		const items = await add(keys, { continueOnFail: true });
		expect(items.map(({ json }) => json.error !== undefined)).toEqual([false, false, false, true]);
		expect(added()).toEqual([{ user_ids: keys }, { user_id: world().users.stranger }]);
		expect(await world().membersAdded()).toMatchObject({
			members: expect.arrayContaining(three()) as unknown,
		});
	});

	test.each(['drop', 'dropAfter'] as const)(
		'after a lost answer (%s) nothing is asked for again, and every item says that nobody knows',
		async (kind) => {
			sandboxOf().fail({ match: 'POST /api/v4/channels/', kind, rate: 1 });
			try {
				const items = await add(three(), { continueOnFail: true });
				expect(items).toHaveLength(3);
				for (const { json } of items) expect(String(json.error)).toMatch(/lost|may/i);
				expect(new Set(items.map(({ json }) => JSON.stringify(json))).size).toBe(3);
				expect(added().filter(({ user_id }) => user_id !== undefined)).toEqual([]);
			} finally {
				sandboxOf().heal();
			}
		},
	);

	test('a refusal of all leaves single requests', async () => {
		sandboxOf().fail({ match: 'POST /api/v4/channels/', kind: 'status', status: 400, times: 1 });
		try {
			const items = await add(three());
			expect(items.map(({ json }) => json.user_id)).toEqual(three());
		} finally {
			sandboxOf().heal();
		}
		expect(added().map(({ user_id }) => user_id)).toEqual([undefined, ...three()]);
	});
});
