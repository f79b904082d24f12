import type { ByteStream } from '../util/byteStream';
import { Ended } from './within';

/** Timers cannot count further. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * The bytes of a stream that must not be silent. n8n's own time-out ends with the headers of an answer
 * that is a stream, so nothing else would end one that stays away. Time that the reader takes is not
 * counted. The stream is closed in the end, whatever the end is.
 * @param ms how long it may be silent
 * @param cancel of the execution
 * @throws Ended with `TOO_SLOW` or `ERR_CANCELED`; what the stream fails with
 */
export async function* untilSilent(
	stream: ByteStream,
	ms: number,
	cancel?: AbortSignal,
): AsyncGenerator<Uint8Array> {
	/** Since when the stream is waited for; undefined while the reader works. */
	let waitingSince: number | undefined;
	let why: Ended | undefined;
	const end = (code: Ended['code']) => {
		why = new Ended(code);
		stream.destroy(why);
	};
	const cancelled = () => end('ERR_CANCELED');
	// One timer at a time, however many chunks come.
	let clock: AbortSignal | undefined;
	const watch = (afterMs: number) => {
		clock = AbortSignal.timeout(Math.min(LONGEST_MS, Math.max(1, Math.ceil(afterMs))));
		clock.addEventListener('abort', look);
	};
	const look = () => {
		const silentMs = waitingSince === undefined ? 0 : Date.now() - waitingSince;
		if (silentMs >= ms) end('TOO_SLOW');
		else watch(ms - silentMs);
	};
	cancel?.addEventListener('abort', cancelled);
	if (cancel?.aborted) cancelled();
	watch(ms);
	try {
		waitingSince = Date.now();
		for await (const chunk of stream) {
			waitingSince = undefined;
			yield chunk;
			waitingSince = Date.now();
		}
	} catch (error) {
		throw why ?? error;
	} finally {
		// Without a listener the timer is given up with its signal.
		clock?.removeEventListener('abort', look);
		cancel?.removeEventListener('abort', cancelled);
		stream.destroy();
	}
	if (why) throw why;
}
