/**
 * Order within one run: what concerns the same thing runs one after the other, in the order in which
 * it was handed in; different things run side by side.
 */
export class ItemOrder {
	/** Settles when everything handed in so far has its place in a queue. */
	private placed: Promise<unknown> = Promise.resolve();
	private readonly lastOf = new Map<string, Promise<void>>();

	/**
	 * Runs `work` when all earlier work on the same thing has ended, be it with a failure.
	 * @param thing finds out what it concerns; may take its time without losing its place. Undefined,
	 * or a failure, stands for nothing that others concern too
	 * @returns what `work` returns; throws what it throws
	 */
	async run<T>(thing: () => Promise<string | undefined>, work: () => Promise<T>): Promise<T> {
		const earlier = this.placed;
		const found = thing().catch(() => undefined);
		let place = () => {};
		this.placed = new Promise<void>((resolve) => (place = resolve));
		// Asked side by side, but places are given in order: an item that knows its thing at once must not
		// overtake one that has to look up a name.
		const [key] = await Promise.all([found, earlier]);
		if (key === undefined) {
			place();
			return await work();
		}
		const before = this.lastOf.get(key);
		let leave = () => {};
		const done = new Promise<void>((resolve) => (leave = resolve));
		this.lastOf.set(key, done);
		place();
		try {
			await before;
			return await work();
		} finally {
			leave();
			if (this.lastOf.get(key) === done) this.lastOf.delete(key);
		}
	}
}
