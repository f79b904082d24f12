import { z } from 'zod';

/**
 * What has been delivered. `since` is a low-water mark in the server's time: every post older than
 * it has been handled; of the posts since then, exactly those in `seen`. The mark trails the newest
 * post, because servers in a cluster do not publish in the order of `create_at`.
 */

/** How far the mark trails the newest post, in ms. */
const TRAIL_MS = 60_000;
/** Most posts that are stored with the workflow: n8n writes them to its database with each event. */
const MOST_STORED = 200;
/** Most posts that are remembered while n8n runs. */
const MOST_REMEMBERED = 20_000;

/** As it is kept in the node's static data. */
export interface StoredCursor {
	/** ms, by the server's clock. */
	since: number;
	/** Post ID → create_at in ms. */
	seen: Record<string, number>;
}

const stored = z.object({
	since: z.number().int().nonnegative(),
	seen: z.record(z.number()).catch({}),
});

/** A stored cursor, or undefined if there is none that can be used. */
export function storedCursor(value: unknown): StoredCursor | undefined {
	const read = stored.safeParse(value);
	return read.success ? read.data : undefined;
}

/** Remembers posts, so that each is delivered once however often and however late it comes. */
export class Delivered {
	/** ID → create_at, oldest knowledge first. */
	private readonly known: Map<string, number>;
	private mark: number;
	private newest: number;

	constructor({ since, seen }: StoredCursor) {
		this.mark = since;
		this.known = new Map(Object.entries(seen));
		this.newest = Math.max(since, ...this.known.values());
	}

	/** Posts from here on have to be looked for; ms. */
	get since(): number {
		return this.mark;
	}

	has(id: string): boolean {
		return this.known.has(id);
	}

	/** @param createAt ms, by the server's clock */
	add(id: string, createAt: number): void {
		this.known.set(id, createAt);
		this.newest = Math.max(this.newest, createAt);
		this.mark = Math.max(this.mark, this.newest - TRAIL_MS);
		if (this.known.size > MOST_REMEMBERED) {
			const [oldest] = this.known.keys();
			this.known.delete(oldest);
		}
	}

	/** For the static data; its mark is higher where too many posts lie after the own one. */
	toJSON(): StoredCursor {
		let since = this.mark;
		let after = [...this.known].filter(([, createAt]) => createAt >= since);
		if (after.length > MOST_STORED) {
			after.sort(([, a], [, b]) => b - a);
			// Posts of one ms are stored all or none, so the mark lies behind the first one left out.
			since = after[MOST_STORED][1] + 1;
			after = after.filter(([, createAt]) => createAt >= since);
		}
		return { since, seen: Object.fromEntries(after) };
	}
}
