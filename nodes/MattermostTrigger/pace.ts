/**
 * Keeps a long catch-up from starting thousands of executions in one go: n8n's event loop gets room
 * after each start, and beyond a number of unfinished executions each start waits a moment.
 */

/** Unfinished executions that do not slow anything down. */
const FREE = 30;
/** Pause per start beyond, in ms, unless an execution ends earlier. */
const PAUSE_MS = 100;

export class Pace {
	private unfinished = 0;
	private wake?: () => void;

	/** @param sleep waits that many ms */
	constructor(private readonly sleep: (ms: number) => Promise<void>) {}

	/** To be awaited after each start. @param done settles with the end of the execution */
	async started(done: Promise<unknown>): Promise<void> {
		this.unfinished++;
		const ended = () => {
			this.unfinished--;
			this.wake?.();
		};
		done.then(ended, ended);
		if (this.unfinished <= FREE) return await this.sleep(0);
		await Promise.race([
			this.sleep(PAUSE_MS),
			new Promise<void>((resolve) => {
				this.wake = resolve;
			}),
		]);
	}
}
