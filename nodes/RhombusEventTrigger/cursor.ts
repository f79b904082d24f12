import { z } from 'zod';

/**
 * Which rows of a feed are new: those after its watermark. Feeds are asked again for the time before the newest row, because
 * devices report late and clocks differ; what was handled is told by its ID. So neither equal times
 * nor late rows nor restarts lose or repeat anything, as long as a row is not later than `lateMs`.
 */

/** Most rows that are stored with the workflow: n8n writes them to its database with each poll. */
const MOST_STORED = 2000;

/** A row that does not get ready, such as a clip that failed, is waited for this long, ms. */
const LONGEST_HOLD_MS = 6 * 3_600_000;

/** As it is kept in the node's static data. */
export interface Cursor {
	/** Rows from here on are asked for; ms. */
	since: number;
	/** Row ID → its time in ms; exactly the handled rows since `since`. */
	seen: Record<string, number>;
}

const stored = z.object({
	since: z.number().int().nonnegative(),
	seen: z.record(z.number()),
});

/** A stored cursor, or undefined if there is none that can be used. */
export function storedCursor(value: unknown): Cursor | undefined {
	const read = stored.safeParse(value);
	return read.success ? read.data : undefined;
}

/** A row of a feed. */
export interface FeedRow<T> {
	id: string;
	/** ms */
	at: number;
	/** Whether it may be handed on: a clip that is still being made may not yet. */
	ready: boolean;
	row: T;
}

/**
 * Where a new listener begins: what is there is not new.
 * @param rows of the last `lateMs`
 * @param now ms
 */
export function firstCursor<T>(rows: Array<FeedRow<T>>, now: number, lateMs: number): Cursor {
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
	cursor: Cursor,
	rows: Array<FeedRow<T>>,
	now: number,
	lateMs: number,
): { fresh: Array<FeedRow<T>>; cursor: Cursor } {
	const seen = new Map(Object.entries(cursor.seen));
	const fresh: Array<FeedRow<T>> = [];
	let newest = cursor.since + lateMs;
	let held = Infinity;
	for (const row of rows) {
		if (row.at < cursor.since || seen.has(row.id)) continue;
		if (!row.ready) {
			if (row.at > now - LONGEST_HOLD_MS) held = Math.min(held, row.at);
			continue;
		}
		seen.set(row.id, row.at);
		fresh.push(row);
	}
	for (const at of seen.values()) newest = Math.max(newest, Math.min(at, now));
	fresh.sort((a, b) => a.at - b.at);
	let since = Math.max(cursor.since, Math.min(newest - lateMs, held));
	let kept = [...seen].filter(([, at]) => at >= since);
	if (kept.length > MOST_STORED) {
		kept.sort(([, a], [, b]) => b - a);
		// Rows of one ms are stored all or none, so `since` lies behind the first one left out.
		since = kept[MOST_STORED]![1] + 1;
		kept = kept.filter(([, at]) => at >= since);
	}
	return { fresh, cursor: { since, seen: Object.fromEntries(kept) } };
}

/** IDs of a list that has no past, e.g. of devices that are down now. */
export const storedIds = (value: unknown): Set<string> | undefined => {
	const read = z.array(z.string()).safeParse(value);
	return read.success ? new Set(read.data) : undefined;
};
