import { DateTime, IANAZone } from 'luxon';

/**
 * Points in time as users, n8n's date picker and expressions give them.
 *
 * A text without a zone is wall-clock time in the workflow's time zone. A wall-clock time that a clock
 * change repeats means the first of the two; one that it skips means as much later as the clock was
 * put forward (02:30 becomes 03:30). Luxon alone answers by the season in which it is asked.
 */

/** How a time should look, for errors. */
export const TIME_EXAMPLE = 'Enter it as 2026-11-28T09:00:00 or 2026-11-28T09:00:00Z';

/** Epoch numbers count as seconds or as ms if they are within 2000-01-01 and 2100-01-01 UTC. */
const FIRST_S = 946_684_800;
const LAST_S = 4_102_444_800;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** No place on Earth is further from UTC, in minutes. */
const LARGEST_OFFSET = 14 * 60;

/**
 * ISO 8601 with a whole date, also as SQL writes it: a blank in place of the T, and one before the
 * offset. Forms that could be an order number (2026-332, 20261128) need a time behind them.
 */
const DATE = /\d{4}-\d{2}-\d{2}|\d{4}-W\d{2}-\d|(?:\d{8}|\d{4}-\d{3})(?=T)/;
const CLOCK = /\d{2}(?::?\d{2}(?::?\d{2}(?:[.,]\d{1,9})?)?)?/;
const ZONE = / ?(Z|[+-]\d{2}(?::?\d{2})?)?(?:\[([A-Za-z0-9_+/-]{1,50})\])?/;
const ISO = new RegExp(`^(${DATE.source})(?:[T ](${CLOCK.source})(?:${ZONE.source}))?$`, 'i');

/** A text that is read as a time: of a known offset, or of a wall clock. */
interface Written {
	/** The text's date and clock, as if it were UTC. ms */
	clock: number;
	/** Minutes from UTC, if the text says so. */
	offset?: number;
	/** Time zone that the text names. */
	zone?: string;
}

const offsetOf = (words: string): number => {
	if (/^z$/i.test(words)) return 0;
	const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(words)!;
	if (Number(minutes) > 59) return NaN;
	return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
};

function readText(text: string): Written | undefined {
	const match = ISO.exec(text);
	if (!match) return undefined;
	const [, date = '', time, offset, zone] = match;
	// Luxon knows which days exist.
	const clock = DateTime.fromISO((time ? `${date}T${time}` : date).toUpperCase(), { zone: 'utc' });
	if (!clock.isValid) return undefined;
	if (zone && !IANAZone.isValidZone(zone)) return undefined;
	const minutes = offset ? offsetOf(offset) : undefined;
	if (minutes !== undefined && !(Math.abs(minutes) <= LARGEST_OFFSET)) return undefined;
	return { clock: clock.toMillis(), offset: minutes, zone };
}

/** Epoch ms of a wall-clock time; `clock` is that time as if it were UTC. */
function inZone(clock: number, zone: string): number {
	const rules = IANAZone.create(zone);
	const offset = (ms: number) => rules.offset(ms) * MINUTE_MS;
	const before = offset(clock - DAY_MS);
	const after = offset(clock + DAY_MS);
	const possible = [clock - before, clock - after].filter((ms) => ms + offset(ms) === clock);
	return possible.length > 0 ? Math.min(...possible) : clock - before;
}

const epochOf = (number: number): number | undefined => {
	if (number >= FIRST_S && number <= LAST_S) return number * 1000;
	if (number >= FIRST_S * 1000 && number <= LAST_S * 1000) return number;
	return undefined;
};

const isDate = (value: unknown): value is Date =>
	Object.prototype.toString.call(value) === '[object Date]';

/** Whether it is epoch ms that a Date can hold: servers may say anything. */
export const isEpochMs = (value: unknown): value is number =>
	typeof value === 'number' && !Number.isNaN(new Date(value).getTime());

/** A Luxon date of any copy of Luxon, or what is left of one that was copied out of a sandbox. */
const luxonMs = (value: object): number | undefined => {
	const { toMillis, ts, isLuxonDateTime, invalid } = value as {
		toMillis?: unknown;
		ts?: unknown;
		isLuxonDateTime?: unknown;
		invalid?: unknown;
	};
	if (typeof toMillis === 'function') return Number(toMillis.call(value));
	const isCopy = typeof ts === 'number' && !invalid && (isLuxonDateTime === true || 'c' in value);
	return isCopy ? ts : undefined;
};

/** Epoch ms of a Date or Luxon object; undefined for all else, and for an invalid date. */
export function dateObjectMs(value: unknown): number | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	const ms = isDate(value) ? Date.prototype.getTime.call(value) : luxonMs(value);
	return Number.isFinite(ms) ? ms : undefined;
}

/**
 * Epoch ms of what a user or an expression gave: ISO 8601 with or without a zone (a date alone is its
 * midnight), a Date or Luxon object, or epoch s or ms between the years 2000 and 2100, also as text.
 * @param zone IANA name of the time zone that counts where the value names none
 * @returns undefined if it is none of these, or a day that does not exist
 */
export function instantOf(value: unknown, zone: string): number | undefined {
	if (typeof value === 'number') return epochOf(value);
	if (typeof value !== 'string') return dateObjectMs(value);
	const text = value.trim();
	if (/^\d{9,14}(\.\d+)?$/.test(text)) return epochOf(Number(text));
	const written = readText(text);
	if (!written) return undefined;
	return written.offset === undefined
		? inZone(written.clock, written.zone ?? zone)
		: written.clock - written.offset * MINUTE_MS;
}

/**
 * The day of the same values, as `yyyy-mm-dd`: that which the text names, else that in the zone.
 * @returns undefined if it is no time, or a day that does not exist
 */
export function dayOf(value: unknown, zone: string): string | undefined {
	const written = typeof value === 'string' ? readText(value.trim()) : undefined;
	if (written && written.offset === undefined) {
		return new Date(written.clock).toISOString().slice(0, 10);
	}
	const ms = instantOf(value, zone);
	return ms === undefined ? undefined : DateTime.fromMillis(ms, { zone }).toISODate()!;
}

/** A Date or Luxon object as ISO text, as n8n writes it: in its own zone, a Date in the workflow's. */
export function dateObjectText(value: unknown, zone: string): string | undefined {
	const ms = dateObjectMs(value);
	if (ms === undefined) return undefined;
	const { toISO } = value as { toISO?: unknown };
	const own = typeof toISO === 'function' ? (toISO.call(value) as unknown) : undefined;
	return typeof own === 'string' ? own : DateTime.fromMillis(ms, { zone }).toISO()!;
}

/** Whether a name is that of a time zone. */
export const isZone = (zone: string): boolean => IANAZone.create(zone).isValid;

/** Whether a text says its own zone or offset, as APIs want it. */
export const isIsoWithZone = (text: string): boolean => {
	const written = readText(text);
	return written !== undefined && (written.offset ?? written.zone) !== undefined;
};
