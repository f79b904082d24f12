import { backOff } from '../util/backOff';

/** How often something is asked for before it is given up. */
export const TRIES = 3;
/** First pause between two tries, in ms. */
export const PAUSE_MS = 500;

/** A refusal that will be the same a moment later. */
export const isFinal = (error: unknown): boolean =>
	/^4(?!08|29)\d\d$/.test(String((error as { httpCode?: unknown }).httpCode ?? ''));

/** What a look-up needs of its listener. */
interface LookUpParts {
	isClosed: () => boolean;
	/** @param ms how long */
	sleep(ms: number): Promise<void>;
	warn(problem: string): void;
}

/**
 * A look-up for one event: tried a few times, then given up, so that it stops nothing else.
 * @param what the event in words, for the warning
 * @returns undefined if it was given up, refused for good, or the listener is closed
 */
export async function lookUp<T>(
	what: string,
	{ isClosed, sleep, warn }: LookUpParts,
	ask: () => Promise<T>,
): Promise<T | undefined> {
	for (let count = 1; ; count++) {
		try {
			return await ask();
		} catch (error) {
			if (isClosed() || isFinal(error)) return undefined;
			if (count === TRIES) {
				warn(`A look-up for ${what} failed: ${(error as Error).message}`);
				return undefined;
			}
			await sleep(backOff(count, PAUSE_MS));
		}
	}
}
