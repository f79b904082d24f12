/**
 * Bounds how many tasks of one run are under way. First come, first served; each comer brings its own limit,
 * so a careful one is not starved by a bold one.
 */
export class Limiter {
	private active = 0;
	private readonly waiting: Array<{ limit: number; go: () => void }> = [];

	/** Runs `task` once fewer than `limit` tasks are under way; passes its result or failure on. */
	async run<T>(limit: number, task: () => Promise<T>): Promise<T> {
		if (this.waiting.length > 0 || this.active >= limit) {
			await new Promise<void>((go) => this.waiting.push({ limit, go }));
		} else {
			this.active++;
		}
		try {
			return await task();
		} finally {
			this.active--;
			this.next();
		}
	}

	private next(): void {
		while (this.waiting.length > 0 && this.active < this.waiting[0]!.limit) {
			this.active++;
			this.waiting.shift()!.go();
		}
	}
}
