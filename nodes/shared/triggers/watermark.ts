import { z } from 'zod';

/**
 * How far a trigger has come, so that nothing older starts it again.
 *
 * Everything before the mark has been handled; of what came since, exactly what is remembered by its
 * ID. The mark trails the newest event by a window in which others may still come late, so neither
 * equal times nor late events nor restarts lose or repeat anything.
 */

/** A watermark as it is stored with the workflow. Times in ms, by the clock that dates the events. */
export interface StoredWatermark {
	since: number;
	/** ID → time of what has been handled since. */
	seen: Record<string, number>;
}

export const time = z.number().int().nonnegative();

/** A mark whose IDs cannot be read is kept: events are repeated rather than lost. */
export const storedWatermark = z.object({ since: time, seen: z.record(time).catch({}) });

/** What has been handled. */
export interface Handled {
	/** ms */
	at: number;
	/** Where it came from, for triggers that read several places; '' if that is not known. */
	place: string;
}

export class Watermark {
	/** By ID, oldest knowledge first. */
	private readonly handled: Map<string, Handled>;
	private mark: number;
	private newest: number;

	/** @param trailMs how late an event may come, ms */
	constructor(
		{ since, seen }: StoredWatermark,
		private readonly trailMs: number,
	) {
		this.handled = new Map(Object.entries(seen).map(([id, at]) => [id, { at, place: '' }]));
		this.mark = since;
		this.newest = since;
	}

	/** What is older has been handled; ms. */
	get since(): number {
		return this.mark;
	}

	get entries(): Array<[id: string, handled: Handled]> {
		return [...this.handled];
	}

	has(id: string): boolean {
		return this.handled.has(id);
	}

	/** Whether it has not been handled yet. @param since another mark than the watermark's own */
	isNew(id: string, at: number, since = this.mark): boolean {
		return at >= since && !this.handled.has(id);
	}

	/** Remembers what was handled, without moving the mark. @param most of all that are remembered */
	remember(id: string, at: number, place = '', most = Infinity): void {
		this.handled.delete(id);
		this.handled.set(id, { at, place });
		if (this.handled.size <= most) return;
		const [oldest] = this.handled.keys();
		this.handled.delete(oldest!);
	}

	forget(id: string): void {
		this.handled.delete(id);
	}

	/** Events have come up to that time. @param barrier the mark does not pass it; ms */
	reach(at: number, barrier = Infinity): void {
		this.newest = Math.max(this.newest, at);
		this.mark = Math.max(this.mark, Math.min(this.newest - this.trailMs, barrier));
	}
}

/**
 * The newest entries, and the mark that goes with them: it is raised above all that is left out.
 * @param entries what has been handled since the mark
 * @param most how many are kept; n8n writes them to its database each time
 */
export function newestSince<T extends readonly [id: string, handled: Handled]>(
	entries: T[],
	since: number,
	most: number,
): { since: number; entries: T[] } {
	if (entries.length <= most) return { since, entries };
	const newestFirst = [...entries].sort(([, a], [, b]) => b.at - a.at);
	// Entries of one ms are kept all or none.
	const raised = newestFirst[most]![1].at + 1;
	return { since: raised, entries: newestFirst.filter(([, { at }]) => at >= raised) };
}

/** Entries as they are stored. */
export const seenOf = (
	entries: ReadonlyArray<readonly [string, Handled]>,
): StoredWatermark['seen'] => Object.fromEntries(entries.map(([id, { at }]) => [id, at]));
