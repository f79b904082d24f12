import { z } from 'zod';
import { AHEAD_MS } from './reads';

/**
 * What has been handled: a watermark with the posts after it.
 *
 * `since` is in the server's time: every post older than it has been handled; of the posts since then,
 * exactly those in `seen`. The mark trails the newest post, because servers in a cluster do not
 * publish in the order of `create_at`. While missed posts are fetched, each channel has its own mark
 * (`channels`), so that what was read of one is not read again when another fails; a channel that
 * could not be read keeps its mark until it can. `open` are posts and changes that were given to n8n
 * and must be given again after a crash.
 */

/** How far the mark trails the newest post, in ms. */
const TRAIL_MS = 60_000;
/** Most posts that are stored with the workflow: n8n writes them to its database with each event. */
const MOST_STORED = 200;
/** The same while not all channels are read, and for the channels that are behind. */
const MOST_STORED_BEHIND = 2_000;
/** Most posts that are remembered while n8n runs. */
const MOST_REMEMBERED = 20_000;

/** As it is kept in the node's static data. Times in ms, by the server's clock. */
export interface StoredCursor {
	since: number;
	/** ID → time: a post's `create_at`, or when an edit, deletion or reaction happened. */
	seen: Record<string, number>;
	/** Channel ID → its own mark. */
	channels?: Record<string, number>;
	/** ID of a post, or key of a change → [its time, channel ID]. */
	open?: Record<string, [number, string]>;
	/** When the trigger was activated: changes before are not its own, whatever the mark. */
	changesSince?: number;
}

const time = z.number().int().nonnegative();
const stored = z.object({
	since: time,
	seen: z.record(time).catch({}),
	channels: z.record(time).optional().catch(undefined),
	open: z
		.record(z.tuple([time, z.string()]))
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
	/** By ID, oldest knowledge first. */
	private readonly known: Map<string, { at: number; channelId: string }>;
	private readonly channels: Map<string, number>;
	private readonly open: Map<string, [number, string]>;
	/** Opened by an earlier run: to be given again. */
	private readonly left: Map<string, [number, string]>;
	private mark: number;
	private newest: number;
	private frozen = false;
	private readonly changesSince: number;

	/** @param now the server's clock, in ms */
	constructor(
		{ since, seen, channels, open, changesSince = 0 }: StoredCursor,
		private readonly now: () => number = Date.now,
	) {
		this.mark = since;
		this.known = new Map(Object.entries(seen).map(([id, at]) => [id, { at, channelId: '' }]));
		this.channels = new Map(Object.entries(channels ?? {}));
		this.open = new Map();
		this.left = new Map(Object.entries(open ?? {}));
		for (const id of this.left.keys()) this.known.delete(id);
		this.newest = since;
		this.changesSince = changesSince;
	}

	/** What is older has been handled, but for channels with a mark of their own; ms. */
	get since(): number {
		return this.mark;
	}

	/** Posts of a channel from here on have to be looked for; ms. */
	startOf(channelId: string): number {
		const own = this.channels.get(channelId) ?? this.mark;
		return [...this.left.values()].reduce(
			(start, [at, channel]) => (channel === channelId ? Math.min(start, at) : start),
			own,
		);
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
		return this.known.has(id);
	}

	/** Whether a fetched post or change has not been handled yet. @param at its time in ms */
	isMissing(id: string, at: number, channelId: string): boolean {
		if (this.left.has(id)) return true;
		return at >= (this.channels.get(channelId) ?? this.mark) && !this.known.has(id);
	}

	/** The same for an edit, a deletion or a reaction. */
	isMissingChange(key: string, at: number, channelId: string): boolean {
		return at >= this.changesSince && this.isMissing(key, at, channelId);
	}

	/** Remembers without moving a mark: for what was fetched. */
	remember(id: string, at: number, channelId = ''): void {
		this.left.delete(id);
		this.known.delete(id);
		this.known.set(id, { at, channelId });
		if (this.known.size > MOST_REMEMBERED) {
			const [oldest] = this.known.keys();
			this.known.delete(oldest!);
		}
	}

	/** Everything before it was handled as well. @param at ms, by the server's clock */
	add(id: string, at: number, channelId = ''): void {
		this.remember(id, at, channelId);
		this.reach(at);
	}

	/** The stream has come to that time. Times that are ahead of the server's clock say nothing. */
	reach(at: number): void {
		if (at > this.now() + AHEAD_MS) return;
		this.newest = Math.max(this.newest, at);
		if (!this.frozen) this.mark = Math.max(this.mark, this.newest - TRAIL_MS);
	}

	/** A channel was read up to that time. */
	reached(channelId: string, at: number): void {
		const trailing = Math.min(at, this.now() - TRAIL_MS);
		this.channels.set(channelId, Math.max(this.channels.get(channelId) ?? this.mark, trailing));
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
		const marks = unread.map((id) => [id, this.channels.get(id) ?? this.mark] as const);
		this.channels.clear();
		for (const [id, mark] of marks) this.channels.set(id, mark);
		this.frozen = false;
		this.reach(until);
	}

	/** A channel has been read later than the others, or is gone. */
	release(channelId: string): void {
		this.channels.delete(channelId);
	}

	/** It has to be read and given again, as if an earlier run had left it open. */
	giveAgain(id: string, at: number, channelId: string): void {
		this.known.delete(id);
		this.left.set(id, [at, channelId]);
	}

	/** Has a post or change given again after a crash, until `settle`. */
	hold(id: string, at: number, channelId: string): void {
		this.open.set(id, [at, channelId]);
	}

	settle(id: string): void {
		this.open.delete(id);
	}

	/** For the static data; its mark is higher where too many posts lie after its own. */
	toJSON(): StoredCursor {
		const open = new Map([...this.left, ...this.open]);
		const channels = Object.fromEntries(this.channels);
		let { mark: since } = this;
		// What is dated ahead is never fetched, so nothing has to be known of it.
		const latest = this.now() + AHEAD_MS;
		// A channel that is behind needs its own posts only; of a stored one the channel is not known.
		const startOf = (channelId: string) => Math.min(since, this.channels.get(channelId) ?? since);
		let after = [...this.known].filter(
			([id, { at, channelId }]) => at >= startOf(channelId) && at <= latest && !open.has(id),
		);
		const newestFirst = () => after.sort(([, a], [, b]) => b.at - a.at);
		if (this.frozen) {
			// The mark must not move, whatever has to be left out.
			if (after.length > MOST_STORED_BEHIND) after = newestFirst().slice(0, MOST_STORED_BEHIND);
		} else if (after.length > MOST_STORED) {
			const ofBehind = after.filter(([, { channelId }]) => this.channels.has(channelId));
			after = after.filter(([, { channelId }]) => !this.channels.has(channelId));
			if (after.length > MOST_STORED) {
				// Posts of one ms are stored all or none, so the mark lies behind the first one left out.
				since = newestFirst()[MOST_STORED]![1].at + 1;
				after = after.filter(([, { at }]) => at >= since);
			}
			after.push(...ofBehind.slice(-MOST_STORED_BEHIND));
		}
		return {
			since,
			seen: Object.fromEntries(after.map(([id, { at }]) => [id, at])),
			...(this.channels.size > 0 ? { channels } : {}),
			...(open.size > 0 ? { open: Object.fromEntries(open) } : {}),
			...(this.changesSince > since ? { changesSince: this.changesSince } : {}),
		};
	}
}
