import type { Call } from '../call';
import { inTurn } from '../inTurn';

/** What an item works on, and how. */
export interface Turn<T> {
	/** The same text whoever means the same thing: its URL with real IDs. */
	thing: string;
	work: () => Promise<T>;
}

/** Last entry of a run, under this name in its memory. */
const ENTRY = 'last item that took its turn';

/**
 * Runs an item's work when no other of this process works on the same thing. Items of one run that
 * mean the same thing come in their order, however long the look-ups of each take; different things
 * go side by side.
 * @param prepare finds out which thing it is; it must change nothing
 */
export async function inItemOrder<T>(call: Call, prepare: () => Promise<Turn<T>>): Promise<T> {
	// n8n starts items in their order, so this line is passed in their order too.
	const before = call.memory.get(ENTRY);
	let enter!: () => void;
	const entered = new Promise<void>((resolve) => {
		enter = resolve;
	});
	// An item that fails early lets the next in only after those before it.
	call.memory.set(ENTRY, Promise.all([before, entered]));
	try {
		const { thing, work } = await prepare();
		await before;
		const turn = inTurn(thing, work);
		enter();
		return await turn;
	} finally {
		enter();
	}
}
