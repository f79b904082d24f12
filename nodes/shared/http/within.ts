/** Timers cannot count further. */
const LONGEST_MS = 2 ** 31 - 1;

/** Why work was ended; `code` is as on network errors. */
export class Ended extends Error {
	constructor(readonly code: 'TOO_SLOW' | 'TOO_LARGE' | 'ERR_CANCELED') {
		super(code);
	}
}

/**
 * Runs work that must end in time. When time is up, or the execution is cancelled, it is told by its
 * signal and no longer waited for: n8n has no way to end the renewal of an OAuth2 token, for example.
 * @param ms time for the work; `Infinity` for no limit
 * @param cancel of the execution
 * @throws Ended, or what the work throws
 */
export async function within<T>(
	ms: number,
	cancel: AbortSignal | undefined,
	work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
	const controller = new AbortController();
	const clock = Number.isFinite(ms)
		? AbortSignal.timeout(Math.min(Math.max(0, Math.ceil(ms)), LONGEST_MS))
		: undefined;
	let late = () => {};
	let cancelled = () => {};
	const ended = new Promise<never>((_, reject) => {
		const end = (code: Ended['code']) => () => {
			const error = new Ended(code);
			reject(error);
			controller.abort(error);
		};
		late = end('TOO_SLOW');
		cancelled = end('ERR_CANCELED');
	});
	clock?.addEventListener('abort', late);
	cancel?.addEventListener('abort', cancelled);
	try {
		return await Promise.race([ended, work(controller.signal)]);
	} finally {
		// Without listeners the clock is given up with its signal: nothing is kept for its whole time.
		clock?.removeEventListener('abort', late);
		cancel?.removeEventListener('abort', cancelled);
	}
}

/**
 * Waits for work no longer than the signal allows; nothing is begun after it.
 * @throws what the signal says
 */
export async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
	signal.throwIfAborted();
	let stop = () => {};
	const aborted = new Promise<never>((_, reject) => {
		stop = () => reject(signal.reason as Error);
	});
	signal.addEventListener('abort', stop);
	try {
		return await Promise.race([aborted, work()]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}
