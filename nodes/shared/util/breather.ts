import { sleep } from 'n8n-workflow';

/** Work without a pause keeps n8n from everything else, so it pauses about this often, in ms. */
const WORK_MS = 50;

/** Lets the process do other things now and then during long work that waits for nothing. */
export class Breather {
	private workedSince = performance.now();
	private pause?: Promise<void>;

	/** Call it between pieces of work. */
	async rest(): Promise<void> {
		if (performance.now() - this.workedSince < WORK_MS) return;
		this.pause ??= sleep(0).then(() => {
			this.workedSince = performance.now();
			this.pause = undefined;
		});
		await this.pause;
	}
}
