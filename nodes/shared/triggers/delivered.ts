import { z } from 'zod';
import { KEYS_LAST_MS } from './executionKeys';
import {
	newestSince,
	seenOf,
	storedWatermark,
	time,
	Watermark,
	type StoredWatermark,
} from './watermark';

/**
 * Which events of a stream have been handled: a watermark in the server's time. It trails the newest
 * event, because servers do not publish in the order of their times. While missed events are fetched,
 * each place that is read by itself, a channel or a feed, has its own mark (`channels`), so that what was
 * read of one is not read again when another fails; one that could not be read keeps its mark until it
 * can. `open` are events that were given to n8n and must be given again after a crash.
 */

/**
 * An event that is open: its time, where it is read, and if n8n may have taken it, when it was given. Times
 * in ms.
 */
export type Opened = [at: number, channelId: string, givenAt?: number];

/** An event that is dated further ahead of the server's clock is not believed, in ms. */
export const AHEAD_MS = 10 * 60_000;

/** How a listener remembers. */
export interface Memory {
	/** How far the mark trails the newest event, in ms. */
	trailMs: number;
	/** Most events that are stored with the workflow: n8n writes them to its database with each event. */
	mostStored: number;
}

/** Of Mattermost: servers of a cluster differ by less, and posts are many. */
const MEMORY: Memory = { trailMs: 60_000, mostStored: 200 };
/** The same while not all channels are read, and for the channels that are behind. */
const MOST_STORED_BEHIND = 2_000;
/** Most posts that are remembered while n8n runs. */
const MOST_REMEMBERED = 20_000;

/**
 * As it is kept in the node's static data. Times in ms, by the server's clock: a post's `create_at`, or
 * when an edit, deletion or reaction happened.
 */
export interface StoredCursor extends StoredWatermark {
	/** Channel ID → its own mark. */
	channels?: Record<string, number>;
	/** By the ID of a post, or the key of a change. */
	open?: Record<string, Opened>;
	/** When the trigger was activated: changes before are not its own, whatever the mark. */
	changesSince?: number;
}

const stored = storedWatermark.extend({
	channels: z.record(time).optional().catch(undefined),
	open: z
		.record(z.tuple([time, z.string()]).or(z.tuple([time, z.string(), time])))
		.optional()
		.catch(undefined),
	changesSince: time.optional().catch(undefined),
});

/** A stored cursor, or undefined if there is none that can be used. */
export function storedCursor(value: unknown): StoredCursor | undefined {
	const read = stored.safeParse(value);
	return read.success ? read.data : undefined;
}

/** The further of two cursors of the same listener, such as the one in memory and the stored one. */
export function furtherOf(a: StoredCursor, b: StoredCursor): StoredCursor {
	const [ahead, behind] = a.since >= b.since ? [a, b] : [b, a];
	return { ...ahead, seen: { ...behind.seen, ...ahead.seen } };
}

/** Remembers what was handled, so that each is delivered once however often and however late it comes. */
export class Delivered {
	private readonly watermark: Watermark;
	private readonly channels: Map<string, number>;
	private readonly open: Map<string, Opened>;
	/** Opened by an earlier run: to be given again. */
	private readonly left: Map<string, Opened>;
	/** When n8n was given what is open for the first time: its key is as old. */
	private readonly givenAt = new Map<string, number>();
	private frozen = false;
	private readonly changesSince: number;

	/** @param now the server's clock, in ms */
	constructor(
		{ since, seen, channels, open, changesSince = 0 }: StoredCursor,
		private readonly now: () => number = Date.now,
		private readonly memory: Memory = MEMORY,
	) {
		this.watermark = new Watermark({ since, seen }, memory.trailMs);
		this.channels = new Map(Object.entries(channels ?? {}));
		this.open = new Map();
		this.left = new Map(Object.entries(open ?? {}));
		for (const [id, [, , givenAt]] of this.left) {
			this.watermark.forget(id);
			if (givenAt !== undefined) this.givenAt.set(id, givenAt);
		}
		this.changesSince = changesSince;
		this.giveUp();
	}

	/** What was left open so long ago that its key may be gone counts as taken. */
	private giveUp(): void {
		for (const [id, [at, place, givenAt = Infinity]] of [...this.left]) {
			if (givenAt < this.now() - KEYS_LAST_MS) this.remember(id, at, place);
		}
	}

	/** What is older has been handled, but for channels with a mark of their own; ms. */
	get since(): number {
		return this.watermark.since;
	}

	/** Posts of a channel from here on have to be looked for; ms. */
	startOf(channelId: string): number {
		return [...this.left.values()].reduce(
			(start, [at, channel]) => (channel === channelId ? Math.min(start, at) : start),
			this.markOf(channelId),
		);
	}

	private markOf(channelId: string): number {
		return this.channels.get(channelId) ?? this.since;
	}

	/** Channels that could not be read up to the mark. */
	get behind(): string[] {
		return [...this.channels.keys()];
	}

	/** Whether something was left open by an earlier run, so that it is given again. */
	wasOpen(id: string): boolean {
		return this.left.has(id);
	}

	has(id: string): boolean {
		return this.watermark.has(id);
	}

	/** Whether a fetched post or change has not been handled yet. @param at its time in ms */
	isMissing(id: string, at: number, channelId: string): boolean {
		return this.left.has(id) || this.watermark.isNew(id, at, this.markOf(channelId));
	}

	/** The same for an edit, a deletion or a reaction. */
	isMissingChange(key: string, at: number, channelId: string): boolean {
		return at >= this.changesSince && this.isMissing(key, at, channelId);
	}

	/** Remembers without moving a mark: for what was fetched. */
	remember(id: string, at: number, channelId = ''): void {
		this.left.delete(id);
		this.watermark.remember(id, at, channelId, MOST_REMEMBERED);
	}

	/** Everything before it was handled as well. @param at ms, by the server's clock */
	add(id: string, at: number, channelId = ''): void {
		this.remember(id, at, channelId);
		this.reach(at);
	}

	/** The stream has come to that time. Times that are ahead of the server's clock say nothing. */
	reach(at: number): void {
		if (at > this.now() + AHEAD_MS) return;
		this.watermark.reach(at, this.frozen ? this.since : undefined);
	}

	/** A channel was read up to that time. */
	reached(channelId: string, at: number): void {
		const trailing = Math.min(at, this.now() - this.memory.trailMs);
		this.channels.set(channelId, Math.max(this.markOf(channelId), trailing));
	}

	/** While it is frozen, the mark stays: not all channels are known. */
	freeze(frozen: boolean): void {
		this.frozen = frozen;
	}

	/**
	 * All channels were read up to `until`, except some.
	 * @param unread they keep their mark until they are read
	 */
	finish(until: number, unread: readonly string[]): void {
		const marks = unread.map((id) => [id, this.markOf(id)] as const);
		this.channels.clear();
		for (const [id, mark] of marks) this.channels.set(id, mark);
		// Otherwise the place of what is not there any more would always be read from its time on.
		this.giveUp();
		this.frozen = false;
		this.reach(until);
	}

	/** A channel has been read later than the others, or is gone. */
	release(channelId: string): void {
		this.channels.delete(channelId);
	}

	/** It has to be read and given again, as if an earlier run had left it open. */
	giveAgain(id: string, at: number, channelId: string): void {
		this.watermark.forget(id);
		this.left.set(id, [at, channelId]);
	}

	/**
	 * Has a post or change given again after a crash, until `settle`.
	 * @param mayBeTaken n8n may have it: only as long as its key lasts
	 */
	hold(id: string, at: number, channelId: string, mayBeTaken = false): void {
		if (mayBeTaken) {
			const givenAt = this.givenAt.get(id) ?? this.now();
			this.givenAt.set(id, givenAt);
			this.open.set(id, [at, channelId, givenAt]);
		} else {
			this.givenAt.delete(id);
			this.open.set(id, [at, channelId]);
		}
	}

	settle(id: string): void {
		this.open.delete(id);
		this.givenAt.delete(id);
	}

	/** For the static data; its mark is higher where too many posts lie after its own. */
	toJSON(): StoredCursor {
		const open = new Map([...this.left, ...this.open]);
		const channels = Object.fromEntries(this.channels);
		// What is dated ahead is never fetched, so nothing has to be known of it.
		const latest = this.now() + AHEAD_MS;
		const after = this.watermark.entries.filter(
			// A channel that is behind needs its own posts only; of a stored one the channel is not known.
			([id, { at, place }]) =>
				at >= Math.min(this.since, this.markOf(place)) && at <= latest && !open.has(id),
		);
		let { since } = this;
		let kept = after;
		if (this.frozen) {
			// The mark must not move, whatever has to be left out.
			if (after.length > MOST_STORED_BEHIND) {
				kept = after.sort(([, a], [, b]) => b.at - a.at).slice(0, MOST_STORED_BEHIND);
			}
		} else if (after.length > this.memory.mostStored) {
			const isBehind = ([, { place }]: (typeof after)[number]) => this.channels.has(place);
			const newest = newestSince(
				after.filter((one) => !isBehind(one)),
				since,
				this.memory.mostStored,
			);
			({ since } = newest);
			kept = [...newest.entries, ...after.filter(isBehind).slice(-MOST_STORED_BEHIND)];
		}
		return {
			since,
			seen: seenOf(kept),
			...(this.channels.size > 0 ? { channels } : {}),
			...(open.size > 0 ? { open: Object.fromEntries(open) } : {}),
			...(this.changesSince > since ? { changesSince: this.changesSince } : {}),
		};
	}
}
