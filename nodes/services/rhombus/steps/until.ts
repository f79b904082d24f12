import type { Client } from '../../../shared/http/client';
import { abortableSleep } from '../../../shared/util/abortableSleep';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;

/**
 * Tries again until something comes, at growing intervals.
 * @param seconds how long; 0 means one attempt
 * @returns undefined if nothing came in time, or the execution was cancelled
 */
export async function until<T>(
	client: Client,
	seconds: number,
	attempt: () => Promise<T | undefined>,
): Promise<T | undefined> {
	const end = Date.now() + seconds * 1000;
	for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
		const found = await attempt();
		if (found !== undefined) return found;
		const left = Math.min(pauseMs, end - Date.now());
		if (left <= 0) return undefined;
		await abortableSleep(left, client.host.signal);
		if (client.host.signal?.aborted) return undefined;
	}
}
