import { sleep } from 'n8n-workflow';
import { MOST_VISITS, type LinearRegExp, type Search } from './linearRegExp';

/**
 * Searches with users' patterns that leave n8n's event loop room: together they never take more than
 * one slice between two of its turns, however many triggers search and however many texts arrive at
 * once. Time only cuts the work into slices; what is found depends on counted steps alone.
 */

/** Longest time for searches between two turns of the event loop. */
const SLICE_MS = 4;
/** Visits of steps between two looks at the clock, about 0.1 ms. */
const CHUNK = 1_000;

let spentMs = 0;
let turn: Promise<void> | undefined;

/** Settles when the event loop has had its turn. */
async function nextTurn(): Promise<void> {
	turn ??= sleep(0).then(() => {
		spentMs = 0;
		turn = undefined;
	});
	await turn;
}

/** Begins or continues a search while the slice lasts. @returns undefined if it has not ended */
function goOn(search: Search): boolean | undefined {
	const before = spentMs;
	const began = performance.now();
	for (;;) {
		const result = search.run(CHUNK);
		spentMs = before + performance.now() - began;
		if (result !== undefined || spentMs >= SLICE_MS || search.visits >= MOST_VISITS) return result;
	}
}

/**
 * Searches as far as it is possible without waiting.
 * @returns undefined if that is too little to know whether the text matches
 */
export function searchNow(pattern: LinearRegExp, text: string): boolean | undefined {
	if (spentMs < SLICE_MS) return goOn(pattern.search(text));
	void nextTurn();
	return undefined;
}

/** Searches to the end. @returns undefined if the pattern takes too long for this text */
export async function searchInSlices(
	pattern: LinearRegExp,
	text: string,
): Promise<boolean | undefined> {
	while (spentMs >= SLICE_MS) await nextTurn();
	const search = pattern.search(text);
	for (;;) {
		const result = goOn(search);
		if (result !== undefined || search.visits >= MOST_VISITS) return result;
		while (spentMs >= SLICE_MS) await nextTurn();
	}
}
