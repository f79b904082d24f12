import { z } from 'zod';
import type { FeedRow } from '../services/rhombus/feeds';
import {
	newestSince,
	seenOf,
	storedWatermark,
	Watermark,
	type StoredWatermark,
} from '../shared/triggers/watermark';

/**
 * Which rows of a feed are new: those after its watermark. Devices report late and clocks differ, so
 * feeds are asked again for the time before the newest row.
 */

/** Most rows that are stored with the workflow: n8n writes them to its database with each poll. */
const MOST_STORED = 2000;

/** A row that does not get ready, such as a clip that failed, is waited for this long, ms. */
const LONGEST_HOLD_MS = 6 * 3_600_000;

/** A stored watermark, or undefined if there is none that can be used. */
export function storedCursor(value: unknown): StoredWatermark | undefined {
	const read = storedWatermark.safeParse(value);
	return read.success ? read.data : undefined;
}

/**
 * Where a new listener begins: what is there is not new.
 * @param rows of the last `lateMs`
 * @param now ms
 */
export function firstCursor<T>(
	rows: Array<FeedRow<T>>,
	now: number,
	lateMs: number,
): StoredWatermark {
	return advance({ since: now - lateMs, seen: {} }, rows, now, lateMs).cursor;
}

/**
 * The rows that were not handed on before, oldest first, and the cursor after them.
 * @param rows what the feed holds since `cursor.since`, in any order, repeated or not; those of one
 * ms keep their order
 * @param now ms; rows of clocks that are ahead do not move the cursor beyond it
 * @param lateMs how late a row may come, ms
 */
export function advance<T>(
	cursor: StoredWatermark,
	rows: Array<FeedRow<T>>,
	now: number,
	lateMs: number,
): { fresh: Array<FeedRow<T>>; cursor: StoredWatermark } {
	const watermark = new Watermark(cursor, lateMs);
	const fresh: Array<FeedRow<T>> = [];
	let held = Infinity;
	for (const row of rows) {
		if (!watermark.isNew(row.id, row.at)) continue;
		if (row.ready) {
			watermark.remember(row.id, row.at);
			fresh.push(row);
		} else if (row.at > now - LONGEST_HOLD_MS) {
			held = Math.min(held, row.at);
		}
	}
	const { entries } = watermark;
	for (const [, { at }] of entries) watermark.reach(Math.min(at, now), held);
	fresh.sort((a, b) => a.at - b.at);
	const kept = newestSince(
		entries.filter(([, { at }]) => at >= watermark.since),
		watermark.since,
		MOST_STORED,
	);
	return { fresh, cursor: { since: kept.since, seen: seenOf(kept.entries) } };
}

/** IDs of a list that has no past, e.g. of devices that are down now. */
export const storedIds = (value: unknown): Set<string> | undefined => {
	const read = z.array(z.string()).safeParse(value);
	return read.success ? new Set(read.data) : undefined;
};
