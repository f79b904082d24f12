import fc from 'fast-check';
import { DateTime } from 'luxon';
import { runInNewContext } from 'vm';
import { DIST } from '../support/harness';

/**
 * What counts as a time, and which. The judge of wall clocks is Intl.DateTimeFormat: the instant that
 * comes out, shown in the zone, must be the wall-clock time that went in.
 */

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is tested
const { instantOf, dayOf, dateObjectText, isIsoWithZone } = require(
	`${DIST}/nodes/shared/util/time.js`,
) as typeof import('../../nodes/shared/util/time');

const NEW_YORK = 'America/New_York';
const ms = (iso: string) => Date.parse(iso);

/** Zones of all kinds: half hours, half an hour of summer time, no clock changes, changes at midnight. */
const ZONES = [
	'UTC',
	NEW_YORK,
	'Europe/Berlin',
	'Asia/Kolkata',
	'Asia/Tokyo',
	'Australia/Lord_Howe',
	'Pacific/Chatham',
	'America/St_Johns',
	'America/Santiago',
	'America/Havana',
	'Africa/Casablanca',
	'Pacific/Apia',
];

const formats = new Map(
	ZONES.map((zone) => [
		zone,
		new Intl.DateTimeFormat('en-CA', {
			timeZone: zone,
			hourCycle: 'h23',
			year: 'numeric',
			month: '2-digit',
			day: '2-digit',
			hour: '2-digit',
			minute: '2-digit',
			second: '2-digit',
		}),
	]),
);

/** The wall clock of an instant in a zone, as `yyyy-mm-ddThh:mm:ss`. */
function wallClock(at: number, zone: string): string {
	const parts = Object.fromEntries(
		formats
			.get(zone)!
			.formatToParts(at)
			.map(({ type, value }) => [type, value]),
	);
	const { year, month, day, hour, minute, second } = parts;
	return `${year}-${month}-${day}T${hour}:${minute}:${second}`;
}

const offsetAt = (at: number, zone: string) => ms(`${wallClock(at, zone)}Z`) - at;

/** The moments of 2026 at which a zone's clocks change, by looking at each quarter of an hour. */
function changesOf(zone: string): number[] {
	const found: number[] = [];
	const step = 15 * 60_000;
	let before = offsetAt(ms('2026-01-01T00:00:00Z'), zone);
	for (let day = ms('2026-01-01T00:00:00Z'); day < ms('2027-01-01T00:00:00Z'); day += 86_400_000) {
		if (offsetAt(day + 86_400_000, zone) === before) continue;
		for (let at = day; at < day + 86_400_000; at += step) {
			if (offsetAt(at + step, zone) !== before) {
				found.push(at + step);
				break;
			}
		}
		before = offsetAt(day + 86_400_000, zone);
	}
	return found;
}

const CHANGES = new Map(ZONES.map((zone) => [zone, changesOf(zone)]));

test('the zones tried have both clock changes, and some have none', () => {
	expect([...CHANGES.values()].filter((changes) => changes.length >= 2).length).toBeGreaterThan(6);
	expect(CHANGES.get('Asia/Tokyo')).toEqual([]);
});

describe('a text without a zone is the wall clock of the zone', () => {
	const wholeSecond = (at: number) => new Date(at).toISOString().slice(0, 19);
	const anywhere = fc.integer({ min: ms('2000-01-01T00:00:00Z') / 1000, max: 4e9 });
	const around = (zone: string) =>
		fc.tuple(fc.nat(), fc.integer({ min: -3 * 3600, max: 3 * 3600 })).map(([which, seconds]) => {
			const changes = CHANGES.get(zone)!;
			if (changes.length === 0) return ms('2026-03-29T02:30:00Z') / 1000 + seconds;
			const change = changes[which % changes.length]!;
			return (change + offsetAt(change, zone)) / 1000 + seconds;
		});

	test.each(ZONES)('%s: 700 generated times', (zone) => {
		fc.assert(
			fc.property(fc.oneof(anywhere, around(zone)), fc.constantFrom('T', ' '), (clock, between) => {
				const text = wholeSecond(clock * 1000).replace('T', between);
				const at = instantOf(text, zone)!;
				const shown = wallClock(at, zone);
				if (shown === text.replace(' ', 'T')) {
					// Where the clock shows it twice, the first is meant.
					for (const minutes of [30, 60, 120]) {
						expect(wallClock(at - minutes * 60_000, zone)).not.toBe(shown);
					}
					return;
				}
				// The clock never shows it: it is read with the offset before the change, and so moved on.
				const skipped = ms(`${shown}Z`) - clock * 1000;
				expect(skipped).toBeGreaterThan(0);
				expect(skipped).toBe(offsetAt(at, zone) - offsetAt(at - 86_400_000, zone));
				expect(at).toBe(clock * 1000 - offsetAt(at - 86_400_000, zone));
			}),
			{ numRuns: 700 },
		);
	});

	test.each([
		['2026-11-28T09:00:00', NEW_YORK, '2026-11-28T14:00:00Z'],
		['2026-11-28 09:00:00', NEW_YORK, '2026-11-28T14:00:00Z'],
		['2026-11-28T09:00', NEW_YORK, '2026-11-28T14:00:00Z'],
		['2026-11-28T09:00:00.250', NEW_YORK, '2026-11-28T14:00:00.250Z'],
		['20261128T090000', NEW_YORK, '2026-11-28T14:00:00Z'],
		['  2026-11-28T09:00:00\n', NEW_YORK, '2026-11-28T14:00:00Z'],
		['2026-11-28T24:00:00', NEW_YORK, '2026-11-29T05:00:00Z'],
		// A date alone is its midnight; where that does not exist, the first moment of the day.
		['2026-11-28', NEW_YORK, '2026-11-28T05:00:00Z'],
		['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00Z'],
		['2026-11-01', 'America/Havana', '2026-11-01T04:00:00Z'],
		// Repeated: the first. Skipped: an hour later.
		['2026-11-01T01:30:00', NEW_YORK, '2026-11-01T05:30:00Z'],
		['2026-03-08T02:30:00', NEW_YORK, '2026-03-08T07:30:00Z'],
		['2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00Z'],
		['2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
	])('%s in %s', (text, zone, right) => {
		expect(new Date(instantOf(text, zone)!).toISOString()).toBe(new Date(right).toISOString());
	});

	test('F1: the date picker’s 09:00 in New York', () => {
		expect(instantOf('2026-11-28T09:00:00', NEW_YORK)! / 1000).toBe(1795874400);
	});
});

describe('a zone in the value wins', () => {
	test.each([
		['2026-11-28T09:00:00Z', '2026-11-28T09:00:00Z'],
		['2026-11-28t09:00:00z', '2026-11-28T09:00:00Z'],
		['2026-11-28T09:00:00+01:00', '2026-11-28T08:00:00Z'],
		['2026-11-28T09:00:00.000-0500', '2026-11-28T14:00:00Z'],
		['2026-11-28T09:00+05', '2026-11-28T04:00:00Z'],
		['2026-11-28 09:00:00.000 +01:00', '2026-11-28T08:00:00Z'],
		['2026-11-28T09:00:00[Asia/Tokyo]', '2026-11-28T00:00:00Z'],
		['2026-11-28T09:00:00+01:00[Europe/Berlin]', '2026-11-28T08:00:00Z'],
	])('%s', (text, right) => {
		expect(instantOf(text, NEW_YORK)).toBe(ms(right));
		expect(isIsoWithZone(text)).toBe(true);
	});

	test('Luxon and Date objects, of another realm too, and what is left of copies', () => {
		const at = ms('2026-11-28T14:00:00Z');
		const luxon = DateTime.fromMillis(at, { zone: 'Asia/Tokyo' });
		const foreign = runInNewContext(`new Date(${at})`) as Date;
		for (const value of [luxon, new Date(at), foreign, structuredClone(new Date(at))]) {
			expect(instantOf(value, NEW_YORK)).toBe(at);
			expect(instantOf(JSON.parse(JSON.stringify(value)), NEW_YORK)).toBe(at);
		}
		expect(instantOf({ ...luxon }, NEW_YORK)).toBe(at);
	});

	test.each([
		[1795874400, 1795874400000],
		['1795874400', 1795874400000],
		[1795874400123, 1795874400123],
		[' 1795874400123 ', 1795874400123],
		[946684800, 946684800000],
		[4102444800000, 4102444800000],
		[1795874400.5, 1795874400500],
	])('epoch %s', (value, right) => {
		expect(instantOf(value, NEW_YORK)).toBe(right);
	});
});

describe('all else is no time', () => {
	test.each([
		'Order 12',
		'03.04.2026',
		'5',
		'202611220830',
		'20261122083000',
		'2026',
		'2026-11',
		'2026-332',
		'20261128',
		'09:00',
		'T09:00',
		'11/28/2026',
		'28 Nov 2026',
		'Sat Nov 28 2026 09:00:00 GMT+0000',
		'2026-02-30',
		'2026-02-29T09:00:00',
		'2026-13-01',
		'2026-00-10',
		'2026-04-31T00:00:00Z',
		'2026-11-28T25:00:00',
		'2026-11-28T24:01:00',
		'2026-11-28T09:60:00',
		'2026-11-28T09:00:00+25:00',
		'2026-11-28T09:00:00+01:75',
		'2026-11-28T09:00:00[Mars/Phobos]',
		'2026-11-28Z',
		'2026-11-28T09:00:00Z and more',
		'tomorrow',
		'NaN',
		'Invalid DateTime',
		'+1795874400',
		'1e9',
		'',
	])('the text %s', (text) => {
		expect(instantOf(text, NEW_YORK)).toBeUndefined();
		expect(dayOf(text, NEW_YORK)).toBeUndefined();
		expect(isIsoWithZone(text)).toBe(false);
	});

	test.each([
		5,
		0,
		-1,
		946684799,
		4102444801,
		946684799999,
		4102444800001,
		2.0261122083e11,
		1.7958744e18,
		NaN,
		Infinity,
		true,
		null,
		undefined,
		{},
		[],
		['2026-11-28'],
		{ ts: 'x', isLuxonDateTime: true },
		new Date(NaN),
		DateTime.invalid('no'),
		() => 1,
	])('%p', (value) => {
		expect(instantOf(value, NEW_YORK)).toBeUndefined();
		expect(dayOf(value, NEW_YORK)).toBeUndefined();
	});

	test('generated texts are refused or are ISO 8601', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.stringMatching(/^[0-9T:Z+. /-]{1,25}$/),
					fc.stringMatching(/^[A-Z][a-z]+ \d{1,4}$/),
				),
				(text) => {
					if (instantOf(text, NEW_YORK) === undefined) return;
					expect(text.trim()).toMatch(
						/^(\d{4}-\d\d-\d\d([T ]\d\d.*)?|\d{8}T\d\d.*|\d{4}-\d{3}T\d\d.*|\d{9,10}(\.\d+)?|\d{12,13}(\.\d+)?)$/i,
					);
				},
			),
			{ numRuns: 3000 },
		);
	});
});

describe('a day', () => {
	test.each([
		['2026-11-28', '2026-11-28'],
		['2026-11-28T00:00:00', '2026-11-28'],
		['2026-11-28T23:59:59', '2026-11-28'],
		// 22:00 of the day before in New York.
		['2026-11-28T03:00:00Z', '2026-11-27'],
		[new Date('2026-11-28T03:00:00Z'), '2026-11-27'],
		[DateTime.fromISO('2026-11-28T03:00:00Z'), '2026-11-27'],
		[1795836600, '2026-11-27'],
	])('%s in New York', (value, day) => {
		expect(dayOf(value, NEW_YORK)).toBe(day);
	});
});

test('dates as text: a Luxon date in its own zone, a Date in the workflow’s, as n8n writes them', () => {
	const at = new Date('2026-11-28T14:00:00Z');
	expect(dateObjectText(at, NEW_YORK)).toBe('2026-11-28T09:00:00.000-05:00');
	expect(dateObjectText(DateTime.fromJSDate(at, { zone: 'Asia/Tokyo' }), NEW_YORK)).toBe(
		'2026-11-28T23:00:00.000+09:00',
	);
	expect(dateObjectText(new Date(NaN), NEW_YORK)).toBeUndefined();
	expect(dateObjectText({ a: 1 }, NEW_YORK)).toBeUndefined();
});
