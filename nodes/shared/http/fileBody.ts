import { streamOf, exactly, type ByteStream } from '../util/byteStream';

/** A file that was opened to be sent. */
export interface OpenFile {
	/** The stream of Node's that it is read from. */
	like: ByteStream;
	/** What is sent. */
	bytes: AsyncIterable<Uint8Array>;
	/** Whether the stream stays open for what is sent after this. */
	isShared?: boolean;
}

/**
 * A request's body that is read while it is sent, so that it is never in memory as a whole. Each sending
 * opens it again: a stream can be sent once.
 */
export class FileBody {
	/**
	 * @param length bytes
	 * @param read opens it
	 */
	constructor(
		readonly length: number,
		private readonly read: () => Promise<OpenFile>,
	) {}

	/** A stream of exactly `length` bytes. @throws if the file cannot be read */
	async open(): Promise<ByteStream> {
		const { like, bytes, isShared } = await this.read();
		const stream = streamOf(like, exactly(bytes, this.length));
		if (!isShared) stream.once('close', () => like.destroy());
		return stream;
	}
}

/** A request's body that holds a file: in memory, or read while it is sent. */
export type FileContent = Buffer | FileBody;

/** Bytes of a body that holds a file; undefined for any other. */
export const fileLength = (body: unknown): number | undefined =>
	Buffer.isBuffer(body) || body instanceof FileBody ? body.length : undefined;
