/** Last work by key; entries of finished work are removed. */
const queues = new Map<string, Promise<unknown>>();

/** Runs `work` when earlier work of the same key is done, and passes its result or failure on. */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
	const mine = (queues.get(key) ?? Promise.resolve()).then(work);
	const settled = mine.catch(() => undefined);
	queues.set(key, settled);
	try {
		return await mine;
	} finally {
		if (queues.get(key) === settled) queues.delete(key);
	}
}
