import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import {
	clientOf,
	contextOf,
	failureOf,
	ok,
	service,
	status,
	type Given,
	type Reply,
} from '../../../test/support/units';
import type { ApiRequest } from '../http/types';
import type { Operation, Output } from '../model/operation';
import { pages, whole, type Pagination } from '../model/pagination';
import {
	doneOf,
	endless,
	paired,
	readPages,
	readRows,
	rowsOf,
	stepsToItems,
	toItems,
	wantedRows,
} from './toItems';

const GET: ApiRequest = { method: 'GET', path: '/things', query: {}, idempotent: true };
const POST: ApiRequest = { ...GET, method: 'POST', idempotent: false };
const rhombus = service({ name: 'Rhombus' });

/** The items of an operation, for the answers of its server. */
async function itemsOf(
	operation: Partial<Operation>,
	replies: Reply[],
	{ request = GET, ...given }: Given & { request?: ApiRequest } = {},
) {
	const unit = contextOf(operation, { replies, ...given });
	return { ...unit, items: await toItems(unit.context, request) };
}
const json = (items: INodeExecutionData[]) => items.map((item) => item.json);

describe('rows of one answer', () => {
	test.each<[string, Output, unknown, unknown[]]>([
		['a list', {}, [{ id: 1 }, { id: 2 }], [{ id: 1 }, { id: 2 }]],
		['an object', {}, { id: 1 }, [{ id: 1 }]],
		['nothing', {}, null, []],
		['an empty text', {}, '', []],
		['an empty object', {}, {}, []],
		['a list by its name', { rowsProperty: 'cameras' }, { cameras: [{ id: 1 }] }, [{ id: 1 }]],
		['null by its name', { rowsProperty: 'cameras' }, { cameras: null }, []],
		['an object by its name', { rowsProperty: 'org' }, { org: { id: 1 } }, [{ id: 1 }]],
		['another name', { rowsProperty: 'cameras' }, { other: [1] }, []],
		['a bare list in place of the named', { rowsProperty: 'users' }, [{ id: 1 }], [{ id: 1 }]],
		['values', { kind: 'values', rowsProperty: 'id' }, ['a', 'b'], ['a', 'b']],
		// No warning of the server, but a key that somebody chose.
		['a key', { kind: 'entries' }, { warningMsg: 'w' }, [{ key: 'warningMsg', value: 'w' }]],
		['a name of the prototype', { rowsProperty: 'constructor' }, { id: 1 }, []],
	])('%s', (_what, output, body, rows) => {
		expect(rowsOf(output, body)).toEqual(rows);
	});

	test('entries of an object by ID', () => {
		const body = { l1: { name: 'Lobby' }, l2: 'Roof', l3: [1] };
		expect(rowsOf({ kind: 'entries' }, body)).toEqual([
			{ key: 'l1', name: 'Lobby' },
			{ key: 'l2', value: 'Roof' },
			{ key: 'l3', value: [1] },
		]);
		const named: Output = { kind: 'entries', keyField: 'locationUuid', valueField: 'labels' };
		expect(rowsOf(named, { l2: ['a'] })).toEqual([{ locationUuid: 'l2', labels: ['a'] }]);
		expect(rowsOf({ kind: 'entries', rowsProperty: 'map' }, { map: { a: 1 } })).toEqual([
			{ key: 'a', value: 1 },
		]);
		expect(rowsOf({ kind: 'entries' }, [{ a: 1 }])).toEqual([{ a: 1 }]);
	});

	test('a warning of Rhombus goes with each row', () => {
		const body = { rows: [{ id: 1 }, 'text'], warningMsg: 'partial' };
		expect(rowsOf({ rowsProperty: 'rows' }, body)).toEqual([
			{ id: 1, warningMsg: 'partial' },
			'text',
		]);
		expect(rowsOf({ rowsProperty: 'rows' }, { ...body, warningMsg: '' })).toEqual(body.rows);
		expect(rowsOf({}, { id: 1, warningMsg: 'x' })).toEqual([{ id: 1, warningMsg: 'x' }]);
	});

	describe('posts', () => {
		const posts = { a: { id: 'a' }, b: { id: 'b' }, root: { id: 'root' } };

		test('come in their order, each once; roots that are no results do not', () => {
			const body = { order: ['b', 'a', 'b', 'gone'], posts };
			expect(rowsOf({ kind: 'postList' }, body)).toEqual([{ id: 'b' }, { id: 'a' }]);
		});

		test('of a thread are all, also where an old server orders one', () => {
			const output: Output = { kind: 'postList', allPosts: true };
			expect(rowsOf(output, { order: ['a'], posts })).toHaveLength(3);
			expect(rowsOf(output, { order: ['root', 'b', 'a'], posts })).toEqual([
				{ id: 'root' },
				{ id: 'b' },
				{ id: 'a' },
			]);
		});

		test.each([null, {}, { order: null, posts: null }, { order: ['constructor'], posts: {} }])(
			'%j holds none',
			(body) => {
				expect(rowsOf({ kind: 'postList' }, body)).toEqual([]);
				expect(rowsOf({ kind: 'postList', allPosts: true }, body)).toEqual([]);
			},
		);

		test('can stand under another name, and only objects are posts', () => {
			const body = { order: ['a', 'x'], files: { a: { id: 'a' }, x: null } };
			expect(rowsOf({ kind: 'postList', rowsProperty: 'files' }, body)).toEqual([{ id: 'a' }]);
			const all: Output = { kind: 'postList', rowsProperty: 'files', allPosts: true };
			expect(rowsOf(all, { files: { a: { id: 'a' }, x: null } })).toEqual([{ id: 'a' }]);
		});
	});
});

describe('what a change says', () => {
	test.each([
		[{}, { success: true }],
		['OK', { success: true }],
		[[1], { success: true }],
		[
			{ id: 1, error: 'x', errorMsg: '', authError: false, nothing: null, zero: 0 },
			{ success: true, id: 1, zero: 0 },
		],
		[{ success: false }, { success: false }],
	])('%j: %j', (body, done) => {
		expect(doneOf(body)).toEqual(done);
	});
});

describe('one answer', () => {
	test.each<[string, Partial<Operation>, unknown, IDataObject[]]>([
		['an object', {}, { id: 1 }, [{ id: 1 }]],
		['several', { output: { rows: true } }, [{ id: 1 }, { id: 2 }], [{ id: 1 }, { id: 2 }]],
		['an empty list', { output: { rows: true } }, [], []],
		['deleted', { output: { kind: 'deleted' } }, { status: 'OK' }, [{ deleted: true }]],
		['done', { output: { kind: 'done' } }, { id: 1 }, [{ success: true, id: 1 }]],
		['a text', { output: { kind: 'text' } }, 'a,b', [{ text: 'a,b' }]],
		['a text by name', { output: { kind: 'text', rowsProperty: 'csv' } }, 'a', [{ csv: 'a' }]],
		['a text that was JSON', { output: { kind: 'text' } }, { a: 1 }, [{ text: '{"a":1}' }]],
		['values', { output: { kind: 'values' } }, ['a', 2], [{ value: 'a' }, { value: 2 }]],
		['values by name', { output: { kind: 'values', rowsProperty: 'id' } }, ['a'], [{ id: 'a' }]],
		['a bare value', {}, 'pong', [{ value: 'pong' }]],
		['no list, as Go says it', { output: { rows: true } }, null, []],
		['nothing of a change', { output: { mayBeEmpty: true } }, '', [{ success: true }]],
		[
			'an object of nothing',
			{ request: 'GET /things/{id}', output: { mayBeEmpty: true } },
			null,
			[{}],
		],
	])('%s', async (_what, operation, body, expected) => {
		const { items } = await itemsOf(operation, [ok(body)], { itemIndex: 2 });
		expect(json(items)).toEqual(expected);
		// Each knows the item of the input that it came from.
		for (const item of items) expect(item.pairedItem).toEqual({ item: 2 });
	});

	test('that lacks what was asked for is a failure, and says what is known', async () => {
		const read = await failureOf(itemsOf({}, [ok({})]));
		expect(read.message).toBe('Mattermost responded without the requested data');
		expect(read.description).toContain('try again later');
		const change = await failureOf(itemsOf({}, [ok({})], { request: POST }));
		expect(change.description).toContain('not known whether the change was made');
	});

	test('a row that carries an error is no failed item of n8n', async () => {
		const body = [{ id: 1, error: 'No permission' }, { id: 2, error: null }, { id: 3 }];
		const { items } = await itemsOf({ output: { rows: true } }, [ok(body)]);
		expect(json(items)).toEqual([{ id: 1, failure: 'No permission' }, { id: 2 }, { id: 3 }]);
	});
});

test('what must not go out stays inside, with Simplify on or off', async () => {
	const body = [{ id: 1, password: 'hash' }, { id: 2 }];
	const omits = ['password', 'token'];
	const output: Output = { rows: true, simplify: ['id', ...omits], omits };
	for (const thingSimplify of [true, false]) {
		const { items } = await itemsOf({ output }, [ok(body)], { params: { thingSimplify } });
		expect(json(items)).toEqual([{ id: 1 }, { id: 2 }]);
	}
});

describe('Simplify', () => {
	const output: Output = {
		rows: true,
		simplify: ['id', 'name', 'gone'],
		derive: ({ id }, site) => ({ link: `${site}/pl/${String(id)}` }),
	};
	const body = [{ id: 1, name: null, secret: 's', warningMsg: 'w' }];

	test('keeps what is told, adds what is derived, and hides no warning', async () => {
		const { items, url } = await itemsOf({ output }, [ok(body)]);
		// Not even an empty column for what the row does not have.
		expect(json(items)).toStrictEqual([
			{ id: 1, name: null, warningMsg: 'w', link: `${url}/pl/1` },
		]);
	});

	test('can be turned off', async () => {
		const { items } = await itemsOf({ output }, [ok(body)], { params: { thingSimplify: false } });
		expect(json(items)).toEqual(body);
	});

	test('does without what is derived', async () => {
		const { items } = await itemsOf({ output: { ...output, derive: undefined } }, [ok(body)]);
		expect(json(items)).toEqual([{ id: 1, name: null, warningMsg: 'w' }]);
	});
});

describe('Full Response', () => {
	const output: Output = { rowsProperty: 'rows', offerFullResponse: true, simplify: ['id'] };
	const body = { rows: [{ id: 1 }], total: 1, error: '' };

	test('gives the whole answer as one item', async () => {
		const params = { thingFullResponse: true };
		const { items } = await itemsOf({ output }, [ok(body)], { params });
		expect(json(items)).toEqual([body]);
		const listed = await itemsOf({ output: { ...output, rows: true } }, [ok(body)]);
		expect(json(listed.items)).toEqual([{ id: 1 }]);
	});

	test('counts only where it is offered', async () => {
		const params = { thingFullResponse: true };
		const given = { output: { ...output, offerFullResponse: undefined } };
		expect(json((await itemsOf(given, [ok(body)], { params })).items)).toEqual([{ id: 1 }]);
	});

	test('of a list gives the pages', async () => {
		const params = { thingFullResponse: true, thingReturnAll: true };
		const bodies = [
			{ rows: [{ id: 1 }, { id: 2 }], total: 3 },
			{ rows: [{ id: 3 }], total: 3 },
		];
		const { items } = await itemsOf(
			{ output, paging: pages(2) },
			bodies.map((one) => ok(one)),
			{
				params,
			},
		);
		expect(json(items)).toEqual(bodies);
	});
});

describe('how many rows are wanted', () => {
	const wanted = (params: IDataObject) => wantedRows(contextOf({}, { params }).context);

	test('all, as many as the user says, or 50', () => {
		expect(wanted({ thingReturnAll: true, thingLimit: 5 })).toBe(Infinity);
		expect(wanted({ thingReturnAll: 'true', thingLimit: 5 })).toBe(Infinity);
		expect(wanted({ thingReturnAll: 'false', thingLimit: 5 })).toBe(5);
		expect(wanted({ thingLimit: 1 })).toBe(1);
		expect(wanted({ thingLimit: '7' })).toBe(7);
		for (const thingLimit of [undefined, null, '', ' ']) expect(wanted({ thingLimit })).toBe(50);
	});

	test.each([0, -1, 1.5, 'many', NaN, Infinity])('%p is no limit', (thingLimit) => {
		expect(() => wanted({ thingLimit })).toThrow(`"Limit" is ${thingLimit}`);
	});

	test.each<[unknown, string]>([
		[true, 'true'],
		[[3], '[3]'],
		[{ limit: 3 }, '{"limit":3}'],
	])('%j counts nothing', (thingLimit, words) => {
		expect(() => wanted({ thingLimit } as IDataObject)).toThrow(`"Limit" is ${words}`);
	});

	test('a long one is cut in the error', () => {
		expect(() => wanted({ thingLimit: 'x'.repeat(100) })).toThrow(/is x{40}$/);
	});
});

describe('a list of pages', () => {
	/** A server with so many rows, in pages from 0. */
	const rowsOn = (count: number) => (options: { qs?: IDataObject }) => {
		const { page, per_page } = options.qs as { page: number; per_page: number };
		const all = Array.from({ length: count }, (_, id) => ({ id: `r${id}` }));
		return ok(all.slice(page * per_page, (page + 1) * per_page));
	};
	const read = async (count: number, wanted: number, paging: Pagination = pages(4)) => {
		const unit = clientOf({ replies: rowsOn(count) });
		const rows = await readRows(unit.client, GET, { rows: true }, paging, wanted);
		return { ...unit, rows, asked: unit.sent.map(({ qs }) => qs as IDataObject) };
	};

	test('is read until it ends', async () => {
		const { rows, asked } = await read(10, Infinity);
		expect(rows.map((row) => (row as IDataObject).id)).toEqual(
			Array.from({ length: 10 }, (_, id) => `r${id}`),
		);
		expect(asked.map(({ page }) => page)).toEqual([0, 1, 2]);
	});

	test.each([
		// wanted, rows of a page, pages
		[3, 3, 1],
		[4, 4, 1],
		[5, 3, 2],
		[8, 4, 2],
		[9, 3, 3],
	])(
		'of %i rows takes no more than it must: %i in a page, %i pages',
		async (wanted, size, count) => {
			const { rows, asked } = await read(100, wanted);
			expect(rows).toHaveLength(wanted);
			expect(asked.map(({ per_page }) => per_page)).toEqual(Array(count).fill(size));
		},
	);

	test('is read in one where the server has no largest page', async () => {
		const { client, sent } = clientOf({ replies: [ok([{ id: 1 }, { id: 2 }, { id: 3 }])] });
		expect(await readRows(client, GET, { rows: true }, whole, 2)).toEqual([{ id: 1 }, { id: 2 }]);
		expect(sent).toHaveLength(1);
	});

	test('whose server ignores the page is an error, not an endless list', async () => {
		const { client } = clientOf({ replies: () => ok([{ id: 1 }, { id: 2 }]) });
		const error = await failureOf(readRows(client, GET, { rows: true }, pages(2), Infinity));
		expect(error.message).toBe('Mattermost returns the same rows for the next page of the list');
		expect(error.description).toContain('Set Limit to 4 or less');
	});

	test('with cursors may have equal rows on two pages, but not ask for the same twice', async () => {
		const paging: Pagination = {
			hasCursor: true,
			maxPageSize: 2,
			first: (request) => request,
			next: (request, { body }) => {
				const { next } = body as { next?: string };
				return next === undefined ? undefined : { ...request, query: { cursor: next } };
			},
		};
		const page = (next?: string) => ok({ rows: [{ a: 1 }, { a: 1 }], next });
		const output = { rowsProperty: 'rows', rows: true };
		const { client } = clientOf({ replies: [page('2'), page('3'), page()] });
		expect(await readRows(client, GET, output, paging, Infinity)).toHaveLength(6);
		const round = clientOf({ replies: [page('2'), page('3'), page('2')] }).client;
		const error = await failureOf(readRows(round, GET, output, paging, Infinity));
		expect(error.message).toContain('returns the same rows');
	});

	test('whose pages overlap gives each row once', async () => {
		const paging: Pagination = {
			...pages(2),
			keyOf: (row) => String((row as IDataObject).id),
			next: (request, { rows }) =>
				rows.length === 0
					? undefined
					: { ...request, query: { page: Number(request.query.page) + 1 } },
		};
		const { client } = clientOf({
			replies: [ok([{ id: 1 }, { id: 2 }]), ok([{ id: 2 }, { id: 3 }]), ok([{ id: 3 }]), ok([])],
		});
		expect(await readRows(client, GET, { rows: true }, paging, Infinity)).toEqual([
			{ id: 1 },
			{ id: 2 },
			{ id: 3 },
		]);
	});

	test('of a server that knows no pages, and says so by giving all again, ends', async () => {
		const paging: Pagination = {
			...pages(100),
			mayIgnorePages: true,
			next: (request) => ({ ...request, query: { page: Number(request.query.page) + 1 } }),
		};
		const { client, sent } = clientOf({ replies: () => ok([{ id: 1 }, { id: 2 }]) });
		expect(await readRows(client, GET, { rows: true }, paging, Infinity)).toHaveLength(2);
		expect(sent).toHaveLength(2);
		// A full page twice is no sign that all came.
		const full = clientOf({ replies: () => ok([{ id: 1 }, { id: 2 }]) }).client;
		const error = await failureOf(
			readRows(full, GET, { rows: true }, { ...paging, maxPageSize: 2 }, Infinity),
		);
		expect(error.message).toContain('returns the same rows');
	});

	test('may have pages of nothing, but not for ever', async () => {
		const paging: Pagination = {
			hasCursor: true,
			first: (request) => request,
			next: (request) => ({ ...request, query: { cursor: Number(request.query.cursor ?? 0) + 1 } }),
		};
		const few = clientOf({
			replies: (_, number) => ok(number % 1_000 === 999 ? [{ id: number }] : []),
		});
		expect(await readRows(few.client, GET, { rows: true }, paging, 2)).toHaveLength(2);
		expect(few.sent).toHaveLength(2_000);
		const none = clientOf({ replies: () => ok([]) });
		await failureOf(readRows(none.client, GET, { rows: true }, paging, 1));
		expect(none.sent).toHaveLength(1_001);
	});

	test('whose first page is no list is a failure', async () => {
		const { client } = clientOf({ service: rhombus, replies: [ok({})] });
		const output = { rowsProperty: 'cameras', rows: true };
		const error = await failureOf(readRows(client, GET, output, pages(2), 5));
		expect(error.message).toBe('Rhombus responded without "cameras"');
	});

	test('a later page may be empty in any form', async () => {
		const { client } = clientOf({ replies: [ok([{ id: 1 }, { id: 2 }]), ok(null)] });
		expect(await readRows(client, GET, { rows: true }, pages(2), Infinity)).toHaveLength(2);
	});

	test('that the server cuts says that there may be more', async () => {
		const paging: Pagination = { ...whole, ceiling: 2 };
		const three = clientOf({ replies: () => ok([{ id: 1 }, { id: 2 }]) });
		await readRows(three.client, GET, { rows: true }, paging, 3);
		expect(three.hints).toEqual([
			'Mattermost gives 2 rows at most here: there may be more. Narrow the search to get the rest',
		]);
		const two = clientOf({ replies: () => ok([{ id: 1 }, { id: 2 }]) });
		await readRows(two.client, GET, { rows: true }, paging, 2);
		expect(two.hints).toEqual([]);
		const one = clientOf({ replies: () => ok([{ id: 1 }]) });
		await readRows(one.client, GET, { rows: true }, paging, 3);
		expect(one.hints).toEqual([]);
	});

	test('says which rows cannot be had', async () => {
		const paging: Pagination = {
			...pages(2),
			gap: (_request, { rows }) => (rows.length === 2 ? 'A gap' : undefined),
		};
		const { client, hints } = clientOf({ replies: [ok([{ id: 1 }, { id: 2 }]), ok([{ id: 3 }])] });
		await readRows(client, GET, { rows: true }, paging, Infinity);
		expect(hints).toEqual(['A gap']);
	});

	test('what the choice of the next page sees', async () => {
		const seen: unknown[] = [];
		const paging: Pagination = {
			maxPageSize: 3,
			keyOf: (row) => String((row as IDataObject).id),
			first: (request) => ({ ...request, query: { page: 0 } }),
			next: (request, page) => {
				seen.push(page);
				return seen.length === 2 ? undefined : { ...request, query: { page: seen.length } };
			},
		};
		const [first, second] = [
			[{ id: 1 }, { id: 2 }, { id: 3 }],
			[{ id: 3 }, { id: 4 }],
		];
		const { client } = clientOf({ replies: [ok(first), ok(second)] });
		await readRows(client, GET, { rows: true }, paging, Infinity);
		expect(seen).toEqual([
			{ body: first, rows: first, size: 3, fresh: 3, count: 3, longest: 3, previous: [] },
			{ body: second, rows: second, size: 3, fresh: 1, count: 4, longest: 3, previous: first },
		]);
	});

	test('an endless one is told in the words of the service', () => {
		const { client } = clientOf({ service: rhombus });
		expect(endless(client, 7).message).toMatch(/^Rhombus returns the same rows/);
	});
});

describe('Get Many', () => {
	const operation: Partial<Operation> = { paging: pages(100), output: { simplify: ['id'] } };
	const rows = (count: number) => Array.from({ length: count }, (_, id) => ({ id, more: 'x' }));

	test('says that there may be more where nobody chose a limit', async () => {
		const full = await itemsOf(operation, [ok(rows(50))]);
		expect(full.items).toHaveLength(50);
		expect(full.hints).toEqual([
			'Only the first 50 results were returned, and there may be more: turn on Return All, or raise Limit',
		]);
		expect((await itemsOf(operation, [ok(rows(49))])).hints).toEqual([]);
		const chosen = { params: { thingLimit: 40 } };
		expect((await itemsOf(operation, [ok(rows(40))], chosen)).hints).toEqual([]);
	});

	test('makes an item of each row', async () => {
		const { items } = await itemsOf(operation, [ok(rows(2))], { itemIndex: 1 });
		expect(items).toEqual([
			{ json: { id: 0 }, pairedItem: { item: 1 } },
			{ json: { id: 1 }, pairedItem: { item: 1 } },
		]);
	});

	test('may mean some of the rows only, of which there are as many as wanted', async () => {
		const only: Output['only'] = async () => (row) => Number(row.id) % 2 === 1;
		const output: Output = { rows: true, only };
		const replies = [ok([...rows(4), 'x', null]), ok([{ id: 4 }, { id: 5 }, { id: 7 }])];
		const { items, sent } = await itemsOf({ paging: pages(3), output }, replies, {
			params: { thingLimit: 3 },
		});
		expect(json(items).map(({ id }) => id)).toEqual([1, 3, 5]);
		expect(sent).toHaveLength(2);
	});

	test('gives nothing where the server says null', async () => {
		expect((await itemsOf(operation, [ok(null)])).items).toEqual([]);
	});

	test('gives rows unless Full Response is chosen', async () => {
		const full = { ...operation, output: { simplify: ['id'], offerFullResponse: true } };
		expect(json((await itemsOf(full, [ok(rows(2))])).items)).toEqual([{ id: 0 }, { id: 1 }]);
	});

	test('can page in another way than the operation', async () => {
		const { context, sent } = contextOf(operation, { replies: [ok(rows(3))] });
		expect(await readPages(context, GET, {}, whole)).toHaveLength(3);
		expect(sent[0]!.qs).toEqual({});
	});
});

describe('what has to be asked for in addition', () => {
	/** Tells its rows, and names each. */
	const naming =
		(seen: unknown[]): Output['addTo'] =>
		async (_client, rows, kept) => {
			seen.push([rows.map(({ id }) => id), kept]);
			return await Promise.resolve(({ id }) => ({ name: `N${String(id)}` }));
		};
	const rows = (...ids: number[]) => ids.map((id) => ({ id, more: 'x' }));

	test('is asked for with each page, so that a list of any length passes by', async () => {
		const seen: unknown[] = [];
		const output: Output = { simplify: ['id'], addTo: naming(seen) };
		const params = { thingReturnAll: true };
		const replies = [ok(rows(1, 2)), ok(rows(3, 4)), ok(rows(5))];
		const { items } = await itemsOf({ paging: pages(2), output }, replies, { params });
		expect(json(items)).toEqual([1, 2, 3, 4, 5].map((id) => ({ id, name: `N${id}` })));
		const kept = ['id', 'warningMsg'];
		expect(seen).toEqual([
			[[1, 2], kept],
			[[3, 4], kept],
			[[5], kept],
		]);
	});

	test('is left out where the user wants what the server said', async () => {
		const seen: unknown[] = [];
		const output: Output = { rows: true, simplify: ['id'], addTo: naming(seen) };
		const params = { thingSimplify: false };
		const { items } = await itemsOf({ output }, [ok(rows(1))], { params });
		expect(json(items)).toEqual(rows(1));
		const full: Output = { ...output, offerFullResponse: true };
		const whole = { thingFullResponse: true };
		await itemsOf({ output: full }, [ok(rows(1))], { params: whole });
		await itemsOf({ paging: pages(2), output: full }, [ok(rows(1))], { params: whole });
		expect(seen).toEqual([]);
	});

	test('comes with the whole row where Simplify is not offered, and with values', async () => {
		const seen: unknown[] = [];
		const output: Output = { rows: true, addTo: naming(seen) };
		const { items } = await itemsOf({ output }, [ok(rows(1))]);
		expect(json(items)).toEqual([{ id: 1, more: 'x', name: 'N1' }]);
		const values: Output = { kind: 'values', rowsProperty: 'id', addTo: naming(seen) };
		expect(json((await itemsOf({ output: values }, [ok(['a'])])).items)).toEqual([
			{ id: 'a', name: 'Na' },
		]);
		const steps = contextOf({ output, run: async () => await Promise.resolve(rows(2)) });
		expect(json(await stepsToItems(steps.context))).toEqual([{ id: 2, more: 'x', name: 'N2' }]);
		expect(seen).toEqual([
			[[1], undefined],
			[['a'], undefined],
			[[2], undefined],
		]);
	});
});

describe('what was asked for and did not come', () => {
	const operation: Partial<Operation> = { output: { rows: true, asked: 'username' } };
	const asking = (names: unknown, query: IDataObject = {}): ApiRequest => ({
		...POST,
		query,
		body: names,
	});
	const hintFor = async (names: unknown, came: unknown[], query?: IDataObject) =>
		(await itemsOf(operation, [ok(came)], { request: asking(names, query) })).hints;

	test('is said, whatever the case and with an at sign or without', async () => {
		const came = [{ username: 'Bob' }];
		expect(await hintFor(['@bob', 'carol', 'carol', 'eve'], came)).toEqual([
			'2 of 3 were not found, or the account may not see them: carol, eve',
		]);
		expect(await hintFor(['BOB'], came)).toEqual([]);
	});

	test('lists ten at most', async () => {
		const names = (count: number) => Array.from({ length: count }, (_, number) => `u${number}`);
		expect((await hintFor(names(10), []))[0]).toMatch(/: u0, .*, u9$/);
		expect((await hintFor(names(11), []))[0]).toMatch(/: u0, .*, u9, …$/);
	});

	test('is not said of those who have not changed, or where nothing was asked for', async () => {
		expect(await hintFor(['eve'], [], { since: 5 })).toEqual([]);
		expect(await hintFor({ term: 'eve' }, [])).toEqual([]);
		const other = { output: { rows: true } };
		expect((await itemsOf(other, [ok([])], { request: asking(['eve']) })).hints).toEqual([]);
	});

	test('is not said of rows that the limit left out', async () => {
		const paged = { ...operation, paging: pages(10) };
		const replies = () => [ok([{ username: 'bob' }])];
		const request = asking(['bob', 'eve']);
		const cut = await itemsOf(paged, replies(), { request, params: { thingLimit: 1 } });
		expect(cut.hints).toEqual([]);
		const all = await itemsOf(paged, replies(), { request, params: { thingLimit: 2 } });
		expect(all.hints).toHaveLength(1);
	});
});

describe('several requests in a row', () => {
	const following = ['two', 'three'].map(
		(message) =>
			(first: IDataObject): ApiRequest => ({
				...POST,
				body: { message, root_id: first.id },
			}),
	);
	const request = { ...POST, body: { message: 'one' }, following };

	test('each is made from the first answer, and all become items', async () => {
		const replies = ['a', 'b', 'c'].map((id) => ok({ id }));
		const { items, sent } = await itemsOf({}, replies, { request });
		expect(json(items)).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
		expect(sent.map(({ body }) => JSON.parse(String(body)) as unknown)).toEqual([
			{ message: 'one' },
			{ message: 'two', root_id: 'a' },
			{ message: 'three', root_id: 'a' },
		]);
	});

	test('a failure says how much was sent before it', async () => {
		const failed = [ok({ id: 'a' }), ok({ id: 'b' }), status(400)];
		const error = await failureOf(itemsOf({}, failed, { request }));
		expect(error.message).toBe('Words for 400');
		expect(error.description).toMatch(/item 1.*Parts 1 to 2 of 3 were sent before$/s);
		const early = await failureOf(itemsOf({}, [ok({ id: 'a' }), status(400)], { request }));
		expect(early.description).toContain('Parts 1 to 1 of 3 were sent before');
	});
});

describe('an operation of several steps', () => {
	const run = async (made: unknown, more: Partial<Operation> = {}, given: Given = {}) =>
		await stepsToItems(contextOf({ run: async () => made as never, ...more }, given).context);

	test('gives an item for an object, several for a list', async () => {
		expect(await run({ id: 1 }, {}, { itemIndex: 3 })).toEqual([
			{ json: { id: 1 }, pairedItem: { item: 3 } },
		]);
		expect(json(await run([{ id: 1 }, { id: 2 }]))).toEqual([{ id: 1 }, { id: 2 }]);
		expect(await run([])).toEqual([]);
		// Answers of Rhombus are objects, but not what is made of several.
		expect(json(await run([{ id: 1 }], {}, { service: rhombus }))).toEqual([{ id: 1 }]);
	});

	test('items that it has made stay as they are, with their place', async () => {
		const file = { json: { id: 1 }, binary: {}, pairedItem: { item: 7 } };
		expect(await run([file, { json: { id: 2 } }])).toEqual([
			file,
			{ json: { id: 2 }, pairedItem: { item: 0 } },
		]);
		// An object of the server that has a `json` of its own is none.
		expect(json(await run({ json: { a: 1 }, id: 1 }))).toEqual([{ json: { a: 1 }, id: 1 }]);
		expect(json(await run({ json: 'text' }))).toEqual([{ json: 'text' }]);
	});

	test('is simplified as others are', async () => {
		expect(json(await run({ id: 1, more: 2 }, { output: { simplify: ['id'] } }))).toEqual([
			{ id: 1 },
		]);
	});

	test('that has nothing to give is a failure, whose words depend on what it did', async () => {
		const read = await failureOf(run({}, { request: 'GET /x' }));
		expect(read.description).toContain('try again later');
		const change = await failureOf(run({}, { request: 'POST /x' }));
		expect(change.description).toContain('not known whether');
		const twice = await failureOf(run({}, { request: 'POST /x', idempotent: true }));
		expect(twice.description).toContain('try again later');
	});

	test('is not looked at for the properties of a row: it may be what was written', async () => {
		const output: Output = {
			rowsProperty: 'rows',
			simplify: ['id'],
			failed: () => 'never asked',
		};
		expect(json(await run({ name: 'x' }, { output }))).toEqual([{}]);
	});
});

test('only items without a place get one', () => {
	const { client } = clientOf({ itemIndex: 4 });
	expect(paired(client, [{ json: {} }, { json: {}, pairedItem: 1 }])).toEqual([
		{ json: {}, pairedItem: { item: 4 } },
		{ json: {}, pairedItem: 1 },
	]);
});
