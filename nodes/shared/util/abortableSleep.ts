import { sleep } from 'n8n-workflow';

/** Pauses are cut in slices, so that cancelling the execution ends them soon. */
const SLICE_MS = 500;

/** Sleeps for so many ms, or until shortly after the signal. */
export async function abortableSleep(ms: number, signal?: AbortSignal): Promise<void> {
	for (let left = ms; left > 0 && !signal?.aborted; left -= SLICE_MS) {
		await sleep(Math.min(left, SLICE_MS));
	}
}
