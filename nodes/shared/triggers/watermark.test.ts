import { newestSince, seenOf, storedWatermark, Watermark } from './watermark';

const TRAIL_MS = 1_000;
const watermark = (since = 10_000, seen: Record<string, number> = {}) =>
	new Watermark({ since, seen }, TRAIL_MS);

describe('a watermark', () => {
	test('takes for new what came since the mark and is not remembered', () => {
		const mark = watermark(10_000, { stored: 10_500 });
		expect(mark.isNew('a', 9_999)).toBe(false);
		expect(mark.isNew('a', 10_000)).toBe(true);
		expect(mark.isNew('stored', 10_500)).toBe(false);
		expect(mark.isNew('a', 500, 400)).toBe(true);
		mark.remember('a', 10_000);
		expect(mark.isNew('a', 10_000)).toBe(false);
		mark.forget('a');
		expect(mark.isNew('a', 10_000)).toBe(true);
	});

	test('trails the newest event and never goes back', () => {
		const mark = watermark();
		mark.reach(10_500);
		expect(mark.since).toBe(10_000);
		mark.reach(12_000);
		expect(mark.since).toBe(11_000);
		mark.reach(500);
		expect(mark.since).toBe(11_000);
	});

	test('does not pass a barrier, but knows later how far it had come', () => {
		const mark = watermark();
		mark.reach(15_000, 10_200);
		expect(mark.since).toBe(10_200);
		mark.reach(0);
		expect(mark.since).toBe(14_000);
	});

	test('remembers when and where something was handled; of what was stored the place is not known', () => {
		const mark = watermark(10_000, { stored: 10_500 });
		mark.remember('a', 11_000, 'c');
		expect([mark.has('a'), mark.has('b')]).toEqual([true, false]);
		expect(mark.entries).toEqual([
			['stored', { at: 10_500, place: '' }],
			['a', { at: 11_000, place: 'c' }],
		]);
	});

	test('remembers so many at the most, and forgets what it has not met for longest', () => {
		const mark = watermark();
		for (const id of ['a', 'b', 'a', 'c']) mark.remember(id, 10_000, '', 2);
		expect(mark.entries.map(([id]) => id)).toEqual(['a', 'c']);
	});
});

describe('what is stored', () => {
	const entries = (...times: number[]) =>
		times.map((at, index) => [`${index}`, { at, place: '' }] as const);

	test('is all of it where it fits', () => {
		expect(newestSince(entries(5, 6), 5, 2)).toEqual({ since: 5, entries: entries(5, 6) });
	});

	test('is the newest otherwise, with the mark above everything that is left out', () => {
		const { since, entries: kept } = newestSince(entries(7, 9, 8, 5, 7), 5, 3);
		// One of the two of 7 ms is left out, so both are.
		expect(since).toBe(8);
		expect(seenOf(kept)).toEqual({ 1: 9, 2: 8 });
	});

	test.each([undefined, null, {}, 7, { since: 'x', seen: {} }, { since: -1, seen: {} }])(
		'%j is none',
		(value) => expect(storedWatermark.safeParse(value).success).toBe(false),
	);

	test('keeps its mark where the IDs cannot be read', () => {
		expect(storedWatermark.parse({ since: 5, seen: { a: 'x' } })).toEqual({ since: 5, seen: {} });
	});
});
