import fc from 'fast-check';
import { AHEAD_MS, Delivered, furtherOf, storedCursor, type StoredCursor } from './delivered';

/** The server's time in these tests, in ms. */
const NOW = 10_000_000;
/** How far the mark trails the newest event, in ms. */
const TRAIL_MS = 60_000;

const deliveredOf = (cursor: Partial<StoredCursor> = {}) =>
	new Delivered({ since: 1_000, seen: {}, ...cursor }, () => NOW);
/** As n8n has it after a restart. */
const restarted = (delivered: Delivered) =>
	new Delivered(storedCursor(JSON.parse(JSON.stringify(delivered)))!, () => NOW);

describe('a stored cursor', () => {
	const whole: StoredCursor = {
		since: 5,
		seen: { a: 6 },
		channels: { c: 3 },
		open: { b: [4, 'c'] },
		changesSince: 2,
	};

	test('is read as it was written', () => {
		expect(storedCursor(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
	});

	test.each([undefined, null, {}, 7, { since: 'x' }, { since: -1, seen: {} }])(
		'%j is none',
		(value) => expect(storedCursor(value)).toBeUndefined(),
	);

	test.each([
		['channels', { c: 'x' }],
		['open', { b: [4] }],
		['open', { b: ['x', 'c'] }],
		['changesSince', 'x'],
	])('keeps its mark where its %s cannot be read: %j', (name, value) => {
		expect(storedCursor({ ...whole, [name]: value })).toEqual({ ...whole, [name]: undefined });
	});

	test('of two the further one counts, with what both have seen', () => {
		const a = { since: 5, seen: { x: 6, both: 1 } };
		const b = { since: 7, seen: { y: 8, both: 2 }, changesSince: 3 };
		const further = { since: 7, seen: { x: 6, y: 8, both: 2 }, changesSince: 3 };
		expect(furtherOf(a, b)).toEqual(further);
		expect(furtherOf(b, a)).toEqual(further);
	});

	test('of two at the same time the first one counts', () => {
		const a = { since: 5, seen: {}, changesSince: 1 };
		expect(furtherOf(a, { since: 5, seen: {}, changesSince: 2 })).toEqual(a);
	});
});

describe('the cursor', () => {
	test('knows every event since its mark, also after being stored', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.boolean()), { maxLength: 300 }),
				(steps) => {
					let delivered = deliveredOf({ since: 1_000_000 });
					const handled: Array<[string, number]> = [];
					steps.forEach(([step, restart], index) => {
						// Times go forward with a jitter of up to 20 s.
						const at = 1_000_000 + index * 1_000 + step * 40;
						delivered.add(`post ${index}`, at);
						handled.push([`post ${index}`, at]);
						if (restart) delivered = restarted(delivered);
						for (const [id, time] of handled) {
							// What is older than the mark is not asked for any more.
							if (time >= delivered.since) expect(delivered.has(id)).toBe(true);
						}
					});
				},
			),
			{ numRuns: 50 },
		);
	});

	test('stays small where events come fast', () => {
		const delivered = deliveredOf({ since: 1 });
		for (let index = 0; index < 30_000; index++) delivered.add(`post ${index}`, 1_000 + index);
		const stored = delivered.toJSON();
		expect(Object.keys(stored.seen)).toHaveLength(200);
		expect(stored.since).toBe(1_000 + 30_000 - 200);
		expect(JSON.stringify(stored).length).toBeLessThan(12_000);
		// In memory it knows more, but not all.
		expect(delivered.has('post 29999')).toBe(true);
		expect(delivered.has('post 10000')).toBe(true);
		expect(delivered.has('post 9999')).toBe(false);
	});

	test('may be another size, and trail by less', () => {
		const delivered = new Delivered({ since: 0, seen: {} }, () => NOW, {
			trailMs: 10,
			mostStored: 2,
		});
		for (const at of [100, 101, 102]) delivered.add(`e${at}`, at);
		expect(delivered.since).toBe(92);
		expect(delivered.toJSON()).toEqual({ since: 101, seen: { e101: 101, e102: 102 } });
	});

	test('moves with time without an event, and never back', () => {
		const delivered = deliveredOf();
		delivered.reach(5_000_000);
		expect(delivered.since).toBe(5_000_000 - TRAIL_MS);
		delivered.reach(4_000_000);
		expect(delivered.since).toBe(5_000_000 - TRAIL_MS);
	});

	test('does not believe a time that is ahead of the server’s clock', () => {
		expect(AHEAD_MS).toBe(600_000);
		const delivered = deliveredOf();
		delivered.add('far', NOW + AHEAD_MS + 1);
		expect(delivered.since).toBe(1_000);
		expect(delivered.has('far')).toBe(true);
		// It is never fetched, so nothing of it is stored.
		expect(delivered.toJSON().seen).toEqual({});
		delivered.add('fast', NOW + AHEAD_MS);
		expect(delivered.since).toBe(NOW + AHEAD_MS - TRAIL_MS);
		expect(delivered.toJSON().seen).toEqual({ fast: NOW + AHEAD_MS });
	});

	test('by itself goes by this machine’s clock', () => {
		const delivered = new Delivered({ since: 1_000, seen: {} });
		delivered.reach(Date.now());
		expect(Date.now() - delivered.since).toBeLessThan(2 * TRAIL_MS);
		delivered.reach(Date.now() + 2 * AHEAD_MS);
		expect(delivered.since).toBeLessThan(Date.now());
	});

	test('remembers what was fetched without moving', () => {
		const delivered = deliveredOf();
		delivered.remember('a', 5_000_000);
		delivered.remember('older than the mark', 999);
		expect(delivered.since).toBe(1_000);
		expect(delivered.isMissing('a', 5_000_000, 'c')).toBe(false);
		expect(delivered.toJSON()).toEqual({ since: 1_000, seen: { a: 5_000_000 } });
	});
});

describe('what was fetched is missing', () => {
	test('unless it is older than the mark, or was handled', () => {
		const delivered = deliveredOf({ seen: { a: 2_000 } });
		expect(delivered.isMissing('b', 999, 'c')).toBe(false);
		expect(delivered.isMissing('b', 1_000, 'c')).toBe(true);
		expect(delivered.isMissing('a', 2_000, 'c')).toBe(false);
	});

	test('from the mark of its own channel on, where it has one', () => {
		const delivered = deliveredOf({ channels: { behind: 500, ahead: 3_000 } });
		expect(delivered.isMissing('a', 600, 'behind')).toBe(true);
		expect(delivered.isMissing('a', 2_999, 'ahead')).toBe(false);
		expect(delivered.isMissing('a', 2_999, 'other')).toBe(true);
		expect([delivered.startOf('behind'), delivered.startOf('other')]).toEqual([500, 1_000]);
	});

	test('if it is a change, from the activation on', () => {
		const delivered = deliveredOf({ changesSince: 2_000 });
		expect(delivered.isMissingChange('a', 1_999, 'c')).toBe(false);
		expect(delivered.isMissingChange('a', 2_000, 'c')).toBe(true);
		expect(deliveredOf().isMissingChange('a', 1_000, 'c')).toBe(true);
		delivered.remember('a', 2_000);
		expect(delivered.isMissingChange('a', 2_000, 'c')).toBe(false);
	});
});

describe('while not all channels are known', () => {
	test('the mark stays, but knows afterwards how far it had come', () => {
		const delivered = deliveredOf();
		delivered.freeze(true);
		delivered.add('a', 5_000_000);
		expect(delivered.since).toBe(1_000);
		delivered.freeze(false);
		delivered.reach(0);
		expect(delivered.since).toBe(5_000_000 - TRAIL_MS);
	});

	test('a restart does not move it past what is missing', () => {
		const delivered = deliveredOf();
		delivered.freeze(true);
		for (let index = 0; index < 900; index++) delivered.remember(`a${index}`, 5_000 + index, 'c');
		const again = restarted(delivered);
		again.freeze(true);
		expect(Object.keys(again.toJSON().seen)).toHaveLength(900);
		expect(again.toJSON().since).toBe(1_000);
		again.finish(9_000, []);
		expect(again.toJSON().since).toBeGreaterThan(5_000);
	});

	test('the newest 2000 are stored, and the mark stays even so', () => {
		const delivered = deliveredOf();
		delivered.freeze(true);
		for (let index = 0; index < 2_000; index++) delivered.remember(`a${index}`, 5_000 + index);
		expect(Object.keys(delivered.toJSON().seen)).toHaveLength(2_000);
		delivered.remember('old', 4_000);
		delivered.remember('new', 9_000);
		const { since, seen } = delivered.toJSON();
		expect(since).toBe(1_000);
		expect(Object.keys(seen)).toHaveLength(2_000);
		expect(seen.new).toBe(9_000);
		expect(Object.keys(seen).filter((id) => ['old', 'a0', 'a1'].includes(id))).toEqual(['a1']);
	});
});

describe('a channel', () => {
	test('that was read has its own mark, which trails the server’s clock and never goes back', () => {
		const delivered = deliveredOf();
		delivered.reached('c', 5_000_000);
		expect(delivered.startOf('c')).toBe(5_000_000);
		delivered.reached('c', 4_000_000);
		expect(delivered.startOf('c')).toBe(5_000_000);
		delivered.reached('c', NOW);
		expect(delivered.startOf('c')).toBe(NOW - TRAIL_MS);
		delivered.reached('d', 500);
		expect(delivered.startOf('d')).toBe(1_000);
		expect(delivered.since).toBe(1_000);
	});

	test('that could not be read keeps its mark, although all others go on', () => {
		const delivered = deliveredOf();
		delivered.freeze(true);
		delivered.reached('read', 2_000);
		delivered.reached('half', 3_000);
		delivered.finish(5_000_000, ['half', 'unread']);
		expect(delivered.behind).toEqual(['half', 'unread']);
		expect(delivered.since).toBe(5_000_000 - TRAIL_MS);
		expect(['read', 'half', 'unread'].map((id) => delivered.startOf(id))).toEqual([
			5_000_000 - TRAIL_MS,
			3_000,
			1_000,
		]);
		expect(restarted(delivered).behind).toEqual(['half', 'unread']);
		delivered.release('half');
		expect(delivered.behind).toEqual(['unread']);
		expect(delivered.startOf('half')).toBe(delivered.since);
	});

	test('that is behind has its own events stored, whatever the others need', () => {
		const delivered = deliveredOf({ channels: { behind: 500 } });
		delivered.remember('own', 600, 'behind');
		delivered.remember('other', 600, 'c');
		for (let index = 0; index < 300; index++) delivered.remember(`a${index}`, 5_000 + index, 'c');
		const { since, seen, channels } = delivered.toJSON();
		expect(since).toBe(5_100);
		expect(seen.own).toBe(600);
		expect(Object.keys(seen)).toHaveLength(201);
		expect(seen.other).toBeUndefined();
		expect(channels).toEqual({ behind: 500 });
	});

	test('that is behind has at most 2000 stored, the newest ones', () => {
		const delivered = deliveredOf({ channels: { behind: 500 } });
		for (let index = 0; index < 2_001; index++) {
			delivered.remember(`a${index}`, 5_000 + index, 'behind');
		}
		const { since, seen } = delivered.toJSON();
		expect(since).toBe(1_000);
		expect(Object.keys(seen)).toHaveLength(2_000);
		expect(seen.a0).toBeUndefined();
	});
});

describe('an event that n8n was given', () => {
	test('is given again after a crash until it is settled, and only then', () => {
		const delivered = deliveredOf();
		delivered.add('a', 2_000);
		delivered.hold('a', 2_000, 'c');
		for (let index = 0; index < 500; index++) delivered.add(`b${index}`, 200_000 + index);
		const crashed = restarted(delivered);
		expect(crashed.startOf('c')).toBe(2_000);
		expect(crashed.startOf('d')).toBeGreaterThan(2_000);
		expect(crashed.wasOpen('a')).toBe(true);
		expect(crashed.isMissing('a', 2_000, 'c')).toBe(true);
		expect(crashed.wasOpen('other')).toBe(false);
		expect(crashed.isMissing('other', 2_000, 'c')).toBe(false);
		// Until it is handled, it is open for a further crash as well.
		expect(restarted(crashed).wasOpen('a')).toBe(true);
		crashed.remember('a', 2_000);
		expect(crashed.isMissing('a', 2_000, 'c')).toBe(false);
		expect(crashed.wasOpen('a')).toBe(false);
		delivered.settle('a');
		expect(delivered.toJSON().open).toBeUndefined();
	});

	test('is missing in the same run only if it has to be given again', () => {
		const delivered = deliveredOf();
		delivered.add('a', 2_000, 'c');
		delivered.hold('a', 2_000, 'c');
		expect(delivered.isMissing('a', 2_000, 'c')).toBe(false);
		delivered.giveAgain('a', 900, 'c');
		expect(delivered.has('a')).toBe(false);
		expect(delivered.wasOpen('a')).toBe(true);
		expect(delivered.isMissing('a', 900, 'c')).toBe(true);
		expect(delivered.startOf('c')).toBe(900);
	});

	test('and is open is not stored as handled, whatever the mark', () => {
		const delivered = deliveredOf({ seen: { a: 2_000 }, open: { a: [2_000, 'c'] } });
		expect(delivered.has('a')).toBe(false);
		delivered.add('b', 3_000);
		delivered.hold('b', 3_000, 'd');
		expect(delivered.toJSON()).toEqual({
			since: 1_000,
			seen: {},
			open: { a: [2_000, 'c'], b: [3_000, 'd'] },
		});
	});

	test('is looked for from the oldest open one of its channel', () => {
		const delivered = deliveredOf({
			open: { a: [700, 'c'], b: [600, 'c'], d: [100, 'd'], e: [5_000, 'e'] },
		});
		expect(['c', 'd', 'e', 'f'].map((id) => delivered.startOf(id))).toEqual([
			600, 100, 1_000, 1_000,
		]);
	});
});

describe('an event that n8n may have taken', () => {
	const MINUTE_MS = 60_000;
	/** A cursor at a time, in minutes, with an event that was given to n8n in minute 0. */
	const at = (minute: number, cursor: Partial<StoredCursor> = {}) =>
		new Delivered(
			{ since: 1_000, seen: {}, open: { a: [700, 'c', 0] }, ...cursor },
			() => minute * MINUTE_MS,
		);

	test('is stored with the time at which n8n was given it', () => {
		const delivered = at(3, { open: {} });
		delivered.hold('a', 2_000, 'c', true);
		expect(delivered.toJSON().open).toEqual({ a: [2_000, 'c', 3 * MINUTE_MS] });
		expect(storedCursor(delivered.toJSON())).toEqual(delivered.toJSON());
	});

	test.each([
		{ minute: 0, again: true },
		{ minute: 50, again: true },
		{ minute: 51, again: false },
		{ minute: 60 * 24, again: false },
	])('is given again after $minute minutes: $again', ({ minute, again }) => {
		const delivered = at(minute);
		expect([delivered.wasOpen('a'), delivered.has('a')]).toEqual([again, !again]);
		expect(delivered.isMissing('a', 700, 'c')).toBe(again);
		expect(delivered.startOf('c')).toBe(again ? 700 : 1_000);
	});

	test('and is given again is as old as before, until n8n has refused it or its execution has ended', () => {
		const delivered = at(40);
		const open = () => delivered.toJSON().open;
		delivered.remember('a', 700, 'c');
		delivered.hold('a', 700, 'c', true);
		expect(open()).toEqual({ a: [700, 'c', 0] });
		delivered.hold('a', 700, 'c');
		expect(open()).toEqual({ a: [700, 'c'] });
		delivered.hold('a', 700, 'c', true);
		expect(open()).toEqual({ a: [700, 'c', 40 * MINUTE_MS] });
		delivered.settle('a');
		expect(open()).toBeUndefined();
	});

	test('is looked for no longer than that, so that a place is not read from there for ever', () => {
		let minute = 0;
		const delivered = new Delivered(
			{ since: 1_000, seen: {}, open: { a: [700, 'c', 0], b: [800, 'd'] } },
			() => minute * MINUTE_MS,
		);
		delivered.finish(0, []);
		expect(delivered.startOf('c')).toBe(700);
		minute = 51;
		delivered.finish(0, []);
		expect([delivered.startOf('c'), delivered.startOf('d')]).toEqual([1_000, 800]);
	});
});

test('the time of the activation is stored until the mark has passed it', () => {
	const delivered = deliveredOf({ changesSince: 2_000 });
	expect(delivered.toJSON().changesSince).toBe(2_000);
	delivered.reach(2_000 + TRAIL_MS);
	expect(delivered.toJSON()).toEqual({ since: 2_000, seen: {} });
});
