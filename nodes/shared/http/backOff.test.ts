import fc from 'fast-check';
import { pauseMs } from './backOff';

const NOW = Date.UTC(2026, 10, 27, 12);
const date = (ms: number) => new Date(ms).toUTCString();
const calm = { now: NOW, random: () => 0 };

const header = fc.oneof(
	fc.constantFrom('0', '-1', '-1e9', '1e9', '1000000000', '', 'soon', 'NaN', 'Infinity', '0x10'),
	fc.integer({ min: -100_000, max: 100_000 }).map(String),
	fc.double({ noNaN: true }).map(String),
	fc.integer({ min: -1e10, max: 1e10 }).map((ms) => date(NOW + ms)),
	fc.string(),
);

test('never less than the back-off with its jitter, whatever the header', () => {
	fc.assert(
		fc.property(
			header,
			fc.option(header, { nil: undefined }),
			fc.nat(200),
			fc.double({ min: 0, max: 0.999, noNaN: true }),
			(retryAfter, serverDate, tries, chance) => {
				const headers = { 'retry-after': retryAfter, date: serverDate };
				const ms = pauseMs(headers, tries, { now: NOW, random: () => chance });
				const least = Math.min(500 * 2 ** tries, 15_000) * 0.5;
				expect(ms).toBeGreaterThanOrEqual(least);
				expect(Number.isFinite(ms)).toBe(true);
			},
		),
		{ numRuns: 2000 },
	);
});

test('the total and the number of tries are bounded for every row of headers', () => {
	fc.assert(
		fc.property(fc.array(header, { minLength: 1, maxLength: 5 }), (headers) => {
			let total = 0;
			let tries = 0;
			for (; tries < 1000; tries++) {
				const retryAfter = headers[tries % headers.length];
				const ms = pauseMs({ 'retry-after': retryAfter }, tries, { now: NOW });
				if (total + ms > 60_000) break;
				total += ms;
			}
			expect(total).toBeLessThanOrEqual(60_000);
			expect(tries).toBeLessThan(20);
		}),
	);
});

test('doubles up to 15 s, each with a jitter of half as much more or less', () => {
	const at = (tries: number, chance: number) =>
		pauseMs(undefined, tries, { now: NOW, random: () => chance });
	expect([0, 1, 2, 3, 4, 5, 6].map((tries) => at(tries, 0.5))).toEqual([
		500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
	]);
	expect([at(0, 0), at(0, 1)]).toEqual([250, 750]);
});

test.each([
	['seconds', { 'retry-after': '30' }, 30_000],
	['seconds with a fraction', { 'retry-after': '1.5' }, 1_500],
	['seconds with a sign', { 'retry-after': '+2' }, 2_000],
	['the first of several', { 'retry-after': ['7', '9'] }, 7_000],
	['a date', { 'retry-after': date(NOW + 20_000) }, 20_000],
	[
		'a date, which counts by the clock of the server',
		{ 'retry-after': date(NOW - 3_580_000), date: date(NOW - 3_600_000) },
		20_000,
	],
	['a date of the past', { 'retry-after': date(NOW - 20_000) }, 250],
	['less than the back-off', { 'retry-after': '0' }, 250],
	['a negative number', { 'retry-after': '-30' }, 250],
	['no number of seconds', { 'retry-after': '30 s' }, 250],
	['a number within other text', { 'retry-after': 'in 30' }, 250],
	['nothing', {}, 250],
])('the server asks for %s', (_what, headers, ms) => {
	expect(pauseMs(headers, 0, calm)).toBe(ms);
});

test('those who were told the same do not all come back at once', () => {
	const headers = { 'retry-after': '30' };
	expect(pauseMs(headers, 0, { now: NOW, random: () => 1 })).toBe(30_250);
});
