import { FileBody, type FileContent } from '../http/fileBody';
import type { ByteStream } from '../util/byteStream';
import type { InputFile } from './readInputFile';

/** A file that is open, and where it stands. */
class Opened {
	private readonly chunks: AsyncIterator<Uint8Array>;
	/** What was read, but not taken. */
	private rest?: Uint8Array;
	/** The byte that comes next; NaN while a part is taken, and after one that was broken off. */
	at = 0;

	constructor(readonly stream: ByteStream) {
		this.chunks = stream[Symbol.asyncIterator]();
	}

	/** The next bytes, at most so many; undefined at the end. */
	private async next(most: number): Promise<Uint8Array | undefined> {
		const chunk = this.rest ?? ((await this.chunks.next()).value as Uint8Array | undefined);
		this.rest = chunk && chunk.length > most ? chunk.subarray(most) : undefined;
		return chunk?.subarray(0, most);
	}

	/** So many of the bytes that follow; fewer where the file ends. */
	async *take(length: number): AsyncGenerator<Uint8Array> {
		const end = this.at + length;
		this.at = length > 0 ? NaN : end;
		for (let left = length; left > 0; ) {
			const chunk = await this.next(left);
			if (!chunk) return;
			left -= chunk.length;
			if (left === 0) this.at = end;
			yield chunk;
		}
	}

	/** @throws Error if the file is shorter */
	async skip(length: number): Promise<void> {
		// eslint-disable-next-line @typescript-eslint/no-unused-vars
		for await (const _ of this.take(length));
		if (this.at !== length) throw new Error(`The file ends before byte ${length}`);
	}
}

/**
 * Reads a file part after part, each once: a part that begins where the last one ended is read on; for
 * any other the file is opened again, and what lies before it is skipped.
 */
export class FileReader {
	private opened?: Opened;

	constructor(private readonly file: InputFile) {}

	/** So many bytes of the file, from `offset`, as a request's body. */
	part(offset: number, length: number): FileContent {
		const { content, open } = this.file;
		if (Buffer.isBuffer(content) || !open) {
			return (content as Buffer).subarray(offset, offset + length);
		}
		return new FileBody(length, async () => {
			if (this.opened?.at !== offset) {
				this.close();
				this.opened = new Opened(await open());
				await this.opened.skip(offset);
			}
			return { like: this.opened.stream, bytes: this.opened.take(length), isShared: true };
		});
	}

	close(): void {
		this.opened?.stream.destroy();
		this.opened = undefined;
	}
}
