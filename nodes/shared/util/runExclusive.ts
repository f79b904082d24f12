/** Last work by key; entries of finished work are removed. */
const queues = new Map<string, Promise<unknown>>();

/**
 * A keyed mutex for the whole n8n process: runs `work` when earlier work of the same key is done, and
 * passes its result or failure on. For what must not overlap whichever workflow does it, such as
 * reading, merging and writing one thing; the order of one run's items is `ItemOrder`'s.
 */
export async function runExclusive<T>(key: string, work: () => Promise<T>): Promise<T> {
	const mine = (queues.get(key) ?? Promise.resolve()).then(work);
	const settled = mine.catch(() => undefined);
	queues.set(key, settled);
	try {
		return await mine;
	} finally {
		if (queues.get(key) === settled) queues.delete(key);
	}
}
