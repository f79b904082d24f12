import type { IDataObject } from 'n8n-workflow';
import { listsFor, namesFrom } from '../services/rhombus/names';
import { namesIn, type Listing } from '../services/rhombus/pickers';
import type { Client } from '../shared/http/client';

/**
 * Names next to the IDs of live events, from lists that all triggers of an account share. An event never waits
 * for a name: it gets what was read before, and a list that it could use is read for those after it.
 */

/** A list is not read again before, ms: things are seldom renamed. */
const KEPT_MS = 5 * 60_000;
/** The same after a reading that failed. */
const AGAIN_MS = 60_000;

export class KeptNames {
	private readonly lists = new Map<Listing, Map<string, string>>();
	/** The last reading of each list, and when it may be read again. */
	private readonly readings = new Map<Listing, { done: Promise<void>; due: number }>();

	/** @param now a clock that never goes back, ms */
	constructor(private readonly now: () => number) {}

	/** The names that a row gets now. @param client makes a fresh one */
	of(row: IDataObject, client: () => Client): IDataObject {
		void this.read(listsFor(row), client);
		return namesFrom(this.lists, row);
	}

	/** Reads those lists that are due, and waits for those that are being read. Never rejects. */
	async read(listings: readonly Listing[], client: () => Client): Promise<void> {
		for (const listing of new Set(listings)) {
			if ((this.readings.get(listing)?.due ?? -Infinity) > this.now()) continue;
			const reading = { done: Promise.resolve(), due: Infinity };
			this.readings.set(listing, reading);
			reading.done = this.load(listing, client).then((pause) => {
				reading.due = this.now() + pause;
			});
		}
		await Promise.all(listings.map(async (listing) => await this.readings.get(listing)!.done));
	}

	/** @returns how long it is kept, ms */
	private async load(listing: Listing, client: () => Client): Promise<number> {
		try {
			this.lists.set(listing, await namesIn(client(), listing));
			return KEPT_MS;
		} catch {
			// The key may not read it, or Rhombus is away: the names of before stay, or the IDs stand alone.
			return AGAIN_MS;
		}
	}
}
