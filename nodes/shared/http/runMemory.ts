import { restated, type Origin } from '../errors/errorFactory';

/** Values that last for one run of a node: known versions, resolved names, the authenticated user. */
export type Memory = Map<string, Promise<unknown>>;

/**
 * Computes a value once per run, even when many items ask at the same time.
 * @throws what `compute` throws; each item that waited gets the error with its own number
 */
export async function once<T>(
	memory: Memory,
	key: string,
	origin: Origin,
	compute: () => Promise<T>,
): Promise<T> {
	let value = memory.get(key) as Promise<T> | undefined;
	if (!value) {
		value = compute();
		memory.set(key, value);
		// A failure is not kept: the next item may be luckier.
		value.catch(() => memory.delete(key));
	}
	return value.catch(async (error: Error) => await Promise.reject(restated(error, origin)));
}
