import type { NodeApiError } from 'n8n-workflow';
import type { Failure } from '../errors/errorFactory';
import { streamOf, type ByteStream } from '../util/byteStream';
import { isBroken } from './connectionFailure';
import { networkCode } from './networkCode';
import { firstHeader } from './serverTime';
import { untilSilent } from './silence';
import type { ApiRequest, HttpResponse } from './types';
import { Ended } from './within';

/** How often a file is gone on with, without this many bytes since the last time. */
const MOST_BREAKS = 5;
const PROGRESS = 1_000_000;

/** What a download needs of a client. */
export interface Downloader {
	readonly service: { name: string };
	readonly host: { signal?: AbortSignal };
	/** Sends a request whose answer is a file. @throws NodeApiError */
	send(request: ApiRequest): Promise<HttpResponse>;
	fail(failure: Failure): NodeApiError;
	/** Longest silence while a file comes, in ms. */
	readonly silenceMs: number;
	/** Size of a file that is read into memory, at most, in bytes. */
	readonly mostInMemory: number;
}

/** Why a file cannot be gone on with where it broke off; from its beginning it may be had. */
export class Interrupted extends Error {
	constructor(readonly failure: NodeApiError) {
		super(failure.message);
	}
}

/** The body of an answer that was asked for as a stream. */
const bodyOf = ({ body }: HttpResponse): ByteStream => body as ByteStream;

/** What shows that a file is still the same when it is gone on with; undefined if nothing does. */
const markOf = ({ headers }: HttpResponse): string | undefined => {
	const tag = firstHeader(headers.etag);
	// A weak one is the same for files that differ in their bytes.
	return (tag.startsWith('"') ? tag : firstHeader(headers['last-modified'])) || undefined;
};

/**
 * A file that comes from a server. It is read once: as a stream, or into memory. When the connection is
 * lost on the way it goes on with the next byte, where the server can do that and says that the file is
 * the same.
 */
export class Download {
	/** Bytes that have come. */
	received = 0;
	/** Why it did not come as a whole. */
	failure?: NodeApiError | Interrupted;
	private readonly source: AsyncGenerator<Uint8Array, void>;
	private peeked?: Promise<IteratorResult<Uint8Array, void>>;
	private breaks = 0;
	private receivedAtBreak = 0;
	private discarded = false;
	private body: ByteStream;

	private constructor(
		private readonly client: Downloader,
		private readonly request: ApiRequest,
		/** The last answer; its body is read here alone. */
		public answer: HttpResponse,
	) {
		this.body = bodyOf(answer);
		this.source = this.bytes();
	}

	/** @throws NodeApiError */
	static async begin(client: Downloader, request: ApiRequest): Promise<Download> {
		return new Download(client, request, await client.send({ ...request, binary: true }));
	}

	/** The first bytes, which are read all the same later; none for an empty file. @throws NodeApiError */
	async first(): Promise<Uint8Array> {
		this.peeked ??= this.source.next();
		try {
			return (await this.peeked).value ?? new Uint8Array(0);
		} catch (error) {
			throw error instanceof Interrupted ? error.failure : error;
		}
	}

	/** The file as a stream of Node's; its errors are NodeApiErrors, or `Interrupted`. */
	stream(): ByteStream {
		const bytes = this.all();
		const next = async () => await bytes.next();
		// A generator that waits for bytes ends with the next ones: until then the connection would stay open.
		const stop = async () => {
			this.discard();
			return await bytes.return(undefined);
		};
		return streamOf(this.body, { [Symbol.asyncIterator]: () => ({ next, return: stop }) });
	}

	/** The whole file in memory. @throws NodeApiError, also where it is larger than an answer may be */
	async read(): Promise<Buffer> {
		const chunks: Uint8Array[] = [];
		try {
			for await (const chunk of this.all()) {
				if (this.received > this.client.mostInMemory) throw this.tooLarge();
				chunks.push(chunk);
			}
		} catch (error) {
			throw error instanceof Interrupted ? error.failure : error;
		} finally {
			this.discard();
		}
		return Buffer.concat(chunks);
	}

	/** The same file from its beginning. @throws NodeApiError, also where it may not be asked for again */
	async again(why: Interrupted): Promise<Download> {
		this.discard();
		if (!this.mayRepeat) throw why.failure;
		return await Download.begin(this.client, this.request);
	}

	private get mayRepeat(): boolean {
		return this.request.idempotent || this.request.method === 'GET';
	}

	/** Ends it; for a file that is not wanted. */
	discard(): void {
		this.discarded = true;
		this.body.destroy();
		void this.source.return();
	}

	private async *all(): AsyncGenerator<Uint8Array> {
		try {
			const first = await this.first();
			if (first.length > 0) yield first;
			yield* this.source;
		} finally {
			this.discard();
		}
	}

	/** The bytes of the file, over all connections that it takes. */
	private async *bytes(): AsyncGenerator<Uint8Array> {
		for (;;) {
			try {
				const { silenceMs, host } = this.client;
				for await (const chunk of untilSilent(this.body, silenceMs, host.signal)) {
					this.received += chunk.length;
					if (chunk.length > 0) yield chunk;
				}
				return;
			} catch (error) {
				if (this.discarded) return;
				try {
					this.body = await this.goOn(error as Error);
				} catch (failure) {
					this.failure = failure as NodeApiError | Interrupted;
					throw this.failure;
				}
			}
		}
	}

	/** @throws NodeApiError or `Interrupted` where the rest cannot be had */
	private async goOn(error: Error): Promise<ByteStream> {
		const code = error instanceof Ended ? error.code : (networkCode(error) ?? 'UNKNOWN');
		if (code === 'ERR_CANCELED') {
			throw this.client.fail({
				message: 'The execution was cancelled',
				advice: 'The file was not downloaded',
			});
		}
		const failure = this.lost(code);
		if (!isBroken(code) && code !== 'TOO_SLOW') throw failure;
		this.breaks = this.received - this.receivedAtBreak >= PROGRESS ? 1 : this.breaks + 1;
		this.receivedAtBreak = this.received;
		if (this.breaks > MOST_BREAKS) throw failure;
		if (this.received === 0 && this.mayRepeat) {
			this.answer = await this.client.send({ ...this.request, binary: true });
			return bodyOf(this.answer);
		}
		const mark = markOf(this.answer);
		const total = Number(firstHeader(this.answer.headers['content-length']) || NaN);
		const takesRanges = firstHeader(this.answer.headers['accept-ranges']) === 'bytes';
		if (!takesRanges || !mark || !(this.received < total)) throw new Interrupted(failure);
		const answer = await this.client.send({
			...this.request,
			binary: true,
			headers: { ...this.request.headers, Range: `bytes=${this.received}-`, 'If-Range': mark },
		});
		const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(firstHeader(answer.headers['content-range']));
		const body = bodyOf(answer);
		const isRest =
			answer.statusCode === 206 &&
			Number(range?.[1]) === this.received &&
			Number(range?.[2]) === total;
		if (isRest) return body;
		body.destroy();
		throw new Interrupted(failure);
	}

	private lost(code: string): NodeApiError {
		return this.client.fail({
			message: `The connection to ${this.client.service.name} was lost in the middle of a file`,
			advice: 'Try again later, or raise Timeout in the settings',
			facts: { code, 'bytes received': String(this.received) },
		});
	}

	private tooLarge(): NodeApiError {
		return this.client.fail({
			message: `${this.client.service.name} sent a response that exceeds the maximum size`,
			advice: 'Request less at once, or raise Maximum Response Size in the settings',
		});
	}
}
