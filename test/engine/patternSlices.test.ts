import type { IDataObject } from 'n8n-workflow';
import { Delivered } from '../../nodes/shared/triggers/delivered';
import { Listener } from '../../nodes/MattermostTrigger/listener';
import { selfOf } from '../../nodes/MattermostTrigger/mentions';
import { parseFrame, type StreamEvent } from '../../nodes/MattermostTrigger/parse';
import { Reads } from '../../nodes/MattermostTrigger/reads';
import { LONGEST_TEXT, LinearRegExp } from '../../nodes/shared/util/linearRegExp';
import { searchInSlices, searchNow } from '../../nodes/shared/util/slicedSearch';
import { EVERYTHING } from '../support/eventStream';

/** Patterns that take long are searched in slices, between which n8n's event loop has its turn. */

/** Some 150 states at each character: more than may be spent on a long text. */
const HEAVY = `(?:${'\\w?'.repeat(150)})*!`;
const LONG = 'a'.repeat(LONGEST_TEXT);

/** Turns of the event loop while something is awaited. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
	let turns = 0;
	let over = false;
	const count = () => {
		turns++;
		if (!over) setImmediate(count);
	};
	setImmediate(count);
	await work();
	over = true;
	return turns;
}

test('the event loop has its turns while many search', async () => {
	const pattern = new LinearRegExp(HEAVY);
	const turns = await turnsDuring(async () => {
		const all = Array.from({ length: 5 }, async () => await searchInSlices(pattern, LONG));
		expect(await Promise.all(all)).toEqual(Array(5).fill(undefined));
	});
	expect(turns).toBeGreaterThan(5);
});

test('without waiting a heavy search stays undecided, and so does the next one', async () => {
	const pattern = new LinearRegExp(HEAVY);
	expect(searchNow(pattern, LONG)).toBeUndefined();
	expect(searchNow(new LinearRegExp('a'), 'a')).toBeUndefined();
	expect(await searchInSlices(new LinearRegExp('a'), 'a')).toBe(true);
	expect(searchNow(new LinearRegExp('a'), 'a')).toBe(true);
});

test('slices find what one search finds', async () => {
	const text = `${'ab '.repeat(3_000)}deploy`;
	for (const source of ['(?:\\w+\\s?)*deploy$', '(?:[ab]{1,9} ?)+x', 'deploy', '^deploy']) {
		const pattern = new LinearRegExp(source);
		const search = pattern.search(text);
		let sliced: boolean | undefined;
		while (sliced === undefined && search.visits < 10_000_000) sliced = search.run(7);
		expect([source, sliced]).toEqual([
			source,
			new LinearRegExp(source).search(text).run(10_000_000),
		]);
		expect([source, await searchInSlices(pattern, text)]).toEqual([source, sliced]);
	}
});

describe('a message that the pattern takes too long for', () => {
	const warnings: string[] = [];
	const items: IDataObject[] = [];
	const listener = new Listener({
		filter: { ...EVERYTHING, pattern: new LinearRegExp(HEAVY, 'i') },
		self: selfOf({ id: 'me', username: 'n8n' }),
		delivered: new Delivered({ since: 1_000, seen: {} }, () => 10_000_000),
		reads: new Reads(() => 0),
		client: () => {
			throw new Error('nothing is asked');
		},
		deliver: async (item, what) => {
			what.handled?.();
			items.push(item);
			return true;
		},
		warn: (message) => warnings.push(message),
		sleep: async () => {},
		now: () => 0,
		serverNow: () => 10_000_000,
		isAtLeast: async () => true,
	});
	const posted = (id: string, message: string): StreamEvent => {
		const post = { id, create_at: 2_000, channel_id: 'c', user_id: 'u', message, props: {} };
		const data = { post: JSON.stringify(post), channel_type: 'O', team_id: 't' };
		const read = parseFrame(JSON.stringify({ event: 'posted', data, broadcast: {}, seq: 1 }));
		return (read as { event: StreamEvent }).event;
	};

	test('waits for its turn, does not match, and is told once with the pattern', async () => {
		expect(listener.accepts(posted('first', LONG))).toBe(true);
		await listener.event(posted('first', LONG));
		await listener.event(posted('second', LONG));
		await listener.event(posted('short', 'aaa!'));
		expect(items.map(({ id }) => id)).toEqual(['short']);
		expect(warnings).toEqual([expect.stringContaining(`/${HEAVY}/i takes too long`)]);
	});
});
