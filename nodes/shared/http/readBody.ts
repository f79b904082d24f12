import { parseBody } from '../response/parseJson';
import { isByteStream } from '../util/byteStream';
import { Ended } from './within';

/** Text as JSON where it is JSON: some errors come as text/plain. Servers may put a byte order mark first. */
const parsed = (text: string): unknown =>
	parseBody(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

/**
 * The content of an answer that is not a file. Its size is counted after it was unpacked and while it
 * comes, so that neither an endless body nor a packed one that grows a thousandfold fills the memory.
 * @param body a stream, or what a helper has read already
 * @param most largest size, in bytes
 * @throws Ended with `TOO_LARGE`; the stream's failure; what the signal says
 */
export async function readBody(
	body: unknown,
	most: number,
	signal?: AbortSignal,
): Promise<unknown> {
	if (!isByteStream(body)) {
		if (Buffer.isBuffer(body)) return parsed(body.toString('utf8'));
		return typeof body === 'string' ? parsed(body) : body;
	}
	const stop = () => body.destroy(signal?.reason as Error);
	signal?.addEventListener('abort', stop);
	if (signal?.aborted) stop();
	const chunks: Uint8Array[] = [];
	let size = 0;
	try {
		for await (const chunk of body) {
			size += chunk.length;
			if (size > most) throw new Ended('TOO_LARGE');
			chunks.push(chunk);
		}
	} finally {
		signal?.removeEventListener('abort', stop);
		body.destroy();
	}
	return parsed(Buffer.concat(chunks).toString('utf8'));
}

/** Closes a response that is not read. */
export const discardBody = ({ body }: { body: unknown }): void => {
	if (isByteStream(body)) body.destroy();
};
