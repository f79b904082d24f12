import { sleep } from 'n8n-workflow';

/**
 * A text that is shown while it is being written: the message is edited at most once a second, one edit at a time,
 * and says all of it in the end, whichever edits were lost on the way.
 */

/**
 * Shortest time from the answer to an edit to the next edit, in ms: whenever the server takes them, and however long
 * each is on its way, it takes at most one in this time.
 */
const EVERY_MS = 1_000;

export interface TextStreamParts {
	/** Shows the text so far; may fail, the next one says more. */
	show(text: string): Promise<void>;
	/** ms, any steady clock. */
	now?(): number;
	sleep?(ms: number): Promise<void>;
	everyMs?: number;
}

/** What came, and when it was shown last. */
export interface Streamed {
	text: string;
	/** Why it broke off; undefined if it came to its end. */
	broken?: Error;
}

/**
 * Reads a text to its end and shows it as it grows. The last part is left to the caller, who may show it at
 * once: the time between two edits is over when this returns. Never throws.
 */
export async function showWhileItGrows(
	chunks: AsyncIterable<string>,
	parts: TextStreamParts,
): Promise<Streamed> {
	const { show, now = Date.now, everyMs = EVERY_MS } = parts;
	const pause = parts.sleep ?? sleep;
	let text = '';
	let shown = '';
	let ended = false;
	let wake: () => void = () => {};
	let last = -Infinity;
	const rest = () => Math.max(0, last + everyMs - now());

	const write = async () => {
		while (!ended) {
			if (text === shown) {
				await new Promise<void>((resolve) => (wake = resolve));
				continue;
			}
			if (rest() > 0) {
				await pause(rest());
				continue;
			}
			const next = text;
			// What is lost here comes with the next one.
			await show(next).then(
				() => (shown = next),
				() => undefined,
			);
			last = now();
		}
	};
	const writing = write();
	let broken: Error | undefined;
	try {
		for await (const chunk of chunks) {
			text += chunk;
			wake();
		}
	} catch (error) {
		broken = error as Error;
	}
	ended = true;
	wake();
	await writing;
	if (rest() > 0) await pause(rest());
	return { text, ...(broken ? { broken } : {}) };
}
