import * as fc from 'fast-check';
import { readRows } from '../response/toItems';
import {
	keysetPages,
	timeWindowPages,
	cursorPages,
	pages,
	savedPages,
	sparsePages,
	type Pagination,
} from './pagination';
import { channelPages, searchPages } from '../../services/mattermost/postLists';
import type { ApiRequest } from '../http/types';
import type { Output } from './operation';

/** How lists are read from servers that page in every way that servers do, good and bad. */

type Row = Record<string, unknown>;
type Server = (request: ApiRequest) => unknown;

const REQUEST: ApiRequest = {
	method: 'POST',
	path: '/list',
	query: {},
	body: {},
	idempotent: true,
};
/** Requests after which a list is taken to be endless. */
const MOST_REQUESTS = 3000;

/** Reads a list as an operation does, without n8n. */
async function read(
	paging: Pagination,
	server: Server,
	wanted = Infinity,
	output: Output = { rowsProperty: 'rows' },
	service = 'Rhombus',
) {
	const hints: string[] = [];
	let requests = 0;
	const context = {
		service: { name: service },
		operation: { paging, output },
		fail: ({ message }: { message: string }) => new Error(message),
		hint: (text: string) => hints.push(text),
		send: async (request: ApiRequest) => {
			if (++requests > MOST_REQUESTS) throw new Error('endless');
			return { statusCode: 200, headers: {}, body: await server(request) };
		},
	};
	const rows = await readRows(context as never, REQUEST, output, paging, wanted).then(
		(found) => ({ found: found as Row[], error: undefined }),
		(error: Error) => ({ found: [] as Row[], error: error.message }),
	);
	return { ...rows, hints, requests };
}

const body = (request: ApiRequest) => request.body as Record<string, number>;
const numbered = (count: number): Row[] =>
	Array.from({ length: count }, (_, id) => ({ id: `row${id}`, n: id }));
const numbersOf = (rows: Row[]) => rows.map(({ n }) => n);

const wantedRows = fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 700 }));
const expected = (all: Row[], wanted: number) => all.slice(0, Math.min(wanted, all.length));
const REPEATED = 'returns the same rows for the next page of the list';

describe('numbered pages', () => {
	const pageOf = (all: Row[]) => (request: ApiRequest) => {
		const { page, per_page } = request.query as Record<string, number>;
		return { rows: all.slice(page! * per_page!, (page! + 1) * per_page!) };
	};

	test('give all rows, or as many as wanted, in order', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 0, max: 900 }), wantedRows, async (count, wanted) => {
				const all = numbered(count);
				const { found, hints } = await read(pages(), pageOf(all), wanted);
				expect(numbersOf(found)).toEqual(numbersOf(expected(all, wanted)));
				expect(hints).toEqual([]);
			}),
		);
	});

	test('go on after a short page where servers filter afterwards', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.boolean(), { minLength: 0, maxLength: 900 }),
				wantedRows,
				async (visible, wanted) => {
					const all = numbered(visible.length);
					const server: Server = (request) => {
						const { rows } = pageOf(all)(request);
						// The server takes out what may not be seen, but never a whole page here.
						return { rows: rows.filter(({ n }, at) => at === 0 || visible[n as number]) };
					};
					const seen: Row[] = [];
					const size = wanted === Infinity ? 200 : Math.ceil(wanted / Math.ceil(wanted / 200));
					all.forEach((row, at) => {
						if (at % size === 0 || visible[at]) seen.push(row);
					});
					const { found } = await read(sparsePages(), server, wanted);
					expect(numbersOf(found)).toEqual(numbersOf(expected(seen, wanted)));
				},
			),
		);
	});

	test.each([
		['pages', pages()],
		['sparse pages', sparsePages()],
		['pages of a channel', channelPages],
	])('%s: a server that ignores the page is an error, not an endless list', async (_, paging) => {
		const all = numbered(200);
		const output: Output = { kind: 'postList' };
		const posts = Object.fromEntries(all.map((row) => [String(row.id), row]));
		const server: Server = () => ({ order: Object.keys(posts), posts });
		const { error, requests } = await read(paging, server, Infinity, output, 'Mattermost');
		expect(error).toContain(REPEATED);
		expect(requests).toBeLessThan(5);
		const limited = await read(paging, server, 150, output, 'Mattermost');
		expect([limited.error, limited.found.length]).toEqual([undefined, 150]);
	});

	test.each([null, { rows: null }, {}, { rows: [] }, { other: 1 }])(
		'%j is an empty list of Mattermost',
		async (answer) => {
			for (const paging of [pages(), sparsePages(), channelPages]) {
				const output = { rowsProperty: 'rows' };
				const { found, error } = await read(paging, () => answer, 50, output, 'Mattermost');
				expect([found, error]).toEqual([[], undefined]);
			}
		},
	);

	test.each([{}, '', null, undefined])('Rhombus never says %j of a list', async (answer) => {
		const { error } = await read(keysetPages(), () => answer);
		expect(error).toBe('Rhombus responded without "rows"');
	});
});

describe('saved posts', () => {
	const output: Output = { kind: 'postList' };
	const listOf = (posts: Row[]) => ({
		order: posts.map(({ id }) => id),
		posts: Object.fromEntries(posts.map((post) => [String(post.id), post])),
	});

	test.each([
		['for a number of rows, as servers do', 1],
		['for a number of pages, as servers should', 200],
	])('all come where the server takes page %s', async (_, factor) => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 700 }),
				wantedRows.filter((wanted) => factor === 1 || wanted === Infinity),
				async (kinds, wanted) => {
					const all = numbered(kinds.length);
					// What the account may not see is taken out of a page afterwards.
					const seen = all.filter((_row, at) => kinds[at]! > 0);
					const server: Server = (request) => {
						const { page, per_page } = request.query as Record<string, number>;
						const rows = all.slice(page! * factor, page! * factor + per_page!);
						return listOf(rows.filter((row) => seen.includes(row)));
					};
					const { found, error } = await read(savedPages, server, wanted, output, 'Mattermost');
					expect(error).toBeUndefined();
					const size = wanted === Infinity ? 200 : Math.ceil(wanted / Math.ceil(wanted / 200));
					// Small pages may lack every row, which ends the list.
					if (size >= 20) expect(numbersOf(found)).toEqual(numbersOf(expected(seen, wanted)));
				},
			),
			{ numRuns: 60 },
		);
	});
});

describe('cursors', () => {
	const keys = cursorPages({ cursor: 'key', size: 'max' }, 500);

	test('give all rows, also through pages without any', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 30 }),
				wantedRows,
				async (sizes, wanted) => {
					let at = 0;
					const chunks = sizes.map((size) => numbered(at + size).slice(at, (at += size)));
					const server: Server = (request) => {
						const page = Number(body(request).key ?? 0);
						return {
							rows: chunks[page],
							...(page + 1 < chunks.length ? { key: String(page + 1) } : {}),
						};
					};
					const { found, error } = await read(keys, server, wanted);
					expect(error).toBeUndefined();
					expect(numbersOf(found)).toEqual(numbersOf(expected(chunks.flat(), wanted)));
				},
			),
		);
	});

	test('that go round are an error', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 2, max: 6 }),
				fc.integer({ min: 0, max: 3 }),
				async (round, rows) => {
					let turn = 0;
					const { error, requests } = await read(keys, () => ({
						rows: Array.from({ length: rows }, () => ({ n: turn % round })),
						key: `k${turn++ % round}`,
					}));
					expect(error).toContain(REPEATED);
					expect(requests).toBeLessThan(2 * round + 2);
				},
			),
		);
	});

	test('always new ones over pages without rows end too', async () => {
		let turn = 0;
		const { error } = await read(keys, () => ({ rows: [], key: `k${turn++}` }));
		expect(error).toContain(REPEATED);
	});
});

describe('after the last row', () => {
	test('gives all rows whatever the server caps a page at', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 0, max: 400 }),
				fc.integer({ min: 1, max: 120 }),
				wantedRows,
				async (count, cap, wanted) => {
					const all = numbered(count).map((row) => ({
						...row,
						uuid: row.id,
						timestampMs: 1e12 - Math.floor((row.n as number) / 3),
					}));
					const { found, error } = await read(
						keysetPages(),
						(request) => {
							const { lastUuid, maxResults } = request.body as Row;
							const start = all.findIndex(({ uuid }) => uuid === lastUuid) + 1;
							return { rows: all.slice(start, start + Math.min(Number(maxResults), cap)) };
						},
						wanted,
					);
					expect(error).toBeUndefined();
					expect(numbersOf(found)).toEqual(numbersOf(expected(all, wanted)));
				},
			),
		);
	});
});

describe('back in time', () => {
	/** Events, newest first; `end` is exclusive. */
	const feed =
		(all: Row[], cap = Infinity): Server =>
		(request) => {
			const { limit, before = Infinity } = body(request);
			return {
				rows: all
					.filter(({ timestampMs }) => (timestampMs as number) < before)
					.slice(0, Math.min(limit!, cap)),
			};
		};
	const events = (steps: number[]) => {
		let time = 1_800_000_000_000;
		return steps.map((step, n) => ({ n, timestampMs: (time -= step) }));
	};

	test('gives every event once, also where many share a millisecond and pages are capped', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 300 }),
				fc.integer({ min: 30, max: 120 }),
				wantedRows,
				async (steps, cap, wanted) => {
					const all = events(steps);
					const shared = new Map<unknown, number>();
					for (const { timestampMs } of all) {
						shared.set(timestampMs, (shared.get(timestampMs) ?? 0) + 1);
					}
					const most = Math.max(0, ...shared.values());
					fc.pre(most < Math.min(cap, 20));
					const { found, error } = await read(
						timeWindowPages('before', 100),
						feed(all, cap),
						wanted,
					);
					expect(error).toBeUndefined();
					expect(numbersOf(found)).toEqual(numbersOf(expected(all, wanted)));
				},
			),
		);
	});

	test('a millisecond with more events than a page is said to be cut', async () => {
		const all = events([...Array<number>(150).fill(0), ...Array<number>(30).fill(1)]);
		const { found, hints, error } = await read(timeWindowPages('before', 100), feed(all));
		expect(error).toBeUndefined();
		expect(found.length).toBe(130);
		expect(hints).toEqual([
			'Rhombus gives 100 events of one millisecond at most: there may be more',
		]);
	});

	test('a server that ignores the window is an error', async () => {
		const all = events(Array<number>(100).fill(1));
		const { error } = await read(timeWindowPages('before', 100), () => ({ rows: all }));
		expect(error).toContain(REPEATED);
	});
});

describe('searches', () => {
	const DAY = 86_400_000;
	const output: Output = { kind: 'postList' };
	const listOf = (posts: Row[]) => ({
		order: posts.map(({ id }) => id),
		posts: Object.fromEntries(posts.map((post) => [String(post.id), post])),
	});
	const postsOver = (count: number, stepMs: number) =>
		numbered(count).map((row) => ({
			...row,
			create_at: 1_800_000_000_000 - Number(row.n) * stepMs,
		}));
	/** As servers do without Elasticsearch: `SearchPostsForUser` in post_store.go of 11.6. */
	const database =
		(all: Row[]): Server =>
		(request) => {
			const { page, terms } = request.body as { page: number; terms: string };
			if (page > 0) return listOf([]);
			const before = /before:(\S+)$/.exec(terms)?.[1];
			const end = before ? Date.parse(before) : Infinity;
			return listOf(all.filter(({ create_at }) => Number(create_at) < end).slice(0, 100));
		};

	test('go on by date past what the database gives', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 0, max: 700 }),
				fc.integer({ min: DAY / 90, max: 2 * DAY }),
				wantedRows,
				async (count, step, wanted) => {
					const all = postsOver(count, step);
					const { found, error } = await read(
						searchPages,
						database(all),
						wanted,
						output,
						'Mattermost',
					);
					expect(error).toBeUndefined();
					expect(numbersOf(found)).toEqual(numbersOf(expected(all, wanted)));
				},
			),
			{ numRuns: 60 },
		);
	});

	test('say it where a day has more than the database gives', async () => {
		const all = postsOver(400, DAY / 300);
		const { found, hints } = await read(searchPages, database(all), Infinity, output, 'Mattermost');
		expect(found.length).toBeLessThan(400);
		expect(hints[0]).toContain('finds 100 rows of a day at most');
	});

	test('say it where the server cannot search by date, as 4.10', async () => {
		const all = postsOver(260, DAY / 20);
		const server: Server = (request) => {
			const { page, terms } = request.body as { page: number; terms?: string };
			return listOf(page > 0 || terms ? [] : all.slice(0, 100));
		};
		const { found, hints } = await read(searchPages, server, Infinity, output, 'Mattermost');
		expect(found).toHaveLength(100);
		expect(hints[0]).toContain('cannot search by date');
	});

	test('follow the pages of Elasticsearch', async () => {
		const all = postsOver(450, 1000);
		const { found, error } = await read(
			searchPages,
			(request) => {
				const { page, per_page, terms } = request.body as Record<string, never>;
				if (String(terms ?? '').includes('before:')) return listOf([]);
				return listOf(all.slice(page! * per_page!, (page! + 1) * per_page!));
			},
			Infinity,
			output,
			'Mattermost',
		);
		expect([error, found.length]).toEqual([undefined, 450]);
	});

	test('a server that ignores pages and dates is an error', async () => {
		const all = postsOver(100, 1000);
		const { error } = await read(searchPages, () => listOf(all), Infinity, output, 'Mattermost');
		expect(error).toContain(REPEATED);
	});

	test('an order that holds __proto__ gives no item', async () => {
		const answer = JSON.parse(
			'{"order":["__proto__","constructor","a"],"posts":{"a":{"id":"a"}}}',
		) as Row;
		const { found } = await read(channelPages, () => answer, 50, output, 'Mattermost');
		expect(found).toEqual([{ id: 'a' }]);
	});
});
