/**
 * Node's readable streams, as far as they are used: community nodes may not import `stream`, but n8n's
 * helpers give such streams and take them.
 */
export interface ByteStream extends AsyncIterable<Uint8Array> {
	destroy(error?: Error): unknown;
	once(event: 'close', listener: () => void): unknown;
	readonly destroyed?: boolean;
}

/** Whether a value is a stream that can be read and ended. */
export const isByteStream = (value: unknown): value is ByteStream =>
	typeof value === 'object' &&
	value !== null &&
	Symbol.asyncIterator in value &&
	typeof (value as Partial<ByteStream>).destroy === 'function';

/** `Readable.from`, which all of Node's stream classes inherit. */
interface StreamClass {
	from(source: AsyncIterable<Uint8Array>, options: { objectMode: boolean }): ByteStream;
}

/**
 * A stream of the bytes of `source`, read no faster than it is taken.
 * @param like any stream of Node's
 */
export const streamOf = (like: ByteStream, source: AsyncIterable<Uint8Array>): ByteStream =>
	(like.constructor as unknown as StreamClass).from(source, { objectMode: false });

/**
 * Exactly so many bytes of a source: what follows is not read.
 * @throws Error if the source ends before that, for a request whose length is known must not end early
 */
export async function* exactly(
	source: AsyncIterable<Uint8Array>,
	length: number,
): AsyncGenerator<Uint8Array> {
	let left = length;
	if (left > 0) {
		for await (const chunk of source) {
			yield chunk.length > left ? chunk.subarray(0, left) : chunk;
			left -= chunk.length;
			if (left <= 0) return;
		}
	}
	if (left > 0) throw new Error(`The file ends ${left} bytes before its end`);
}
