/** Bounds how many tasks of one run are under way; first come, first served. */
export class Limiter {
	private active = 0;
	private readonly waiting: Array<() => void> = [];

	/** Runs `task` once fewer than `limit` tasks are under way; passes its result or failure on. */
	async run<T>(limit: number, task: () => Promise<T>): Promise<T> {
		if (this.active >= limit) await new Promise<void>((go) => this.waiting.push(go));
		else this.active++;
		try {
			return await task();
		} finally {
			const next = this.waiting.shift();
			// The place goes from one to the next.
			if (next) next();
			else this.active--;
		}
	}
}
