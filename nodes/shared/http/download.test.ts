import { Readable } from 'stream';
import { clientOf, failureOf } from '../../../test/support/units';
import type { ByteStream } from '../util/byteStream';
import { Download, Interrupted, type Downloader } from './download';
import type { ApiRequest, HttpResponse } from './types';

const GET: ApiRequest = { method: 'GET', path: '/file', query: {}, idempotent: true };
const POST: ApiRequest = { ...GET, method: 'POST', idempotent: false };

const lost = (code = 'ECONNRESET') => Object.assign(new Error(code), { code });

/** A stream of some parts; an error ends it early. */
const body = (...parts: Array<string | Buffer | Error>) =>
	Readable.from(
		(async function* () {
			for (const part of parts) {
				if (part instanceof Error) throw part;
				yield Buffer.from(part as string);
			}
		})(),
		{ objectMode: false },
	);
/** One that says nothing more. */
const silent = (...parts: string[]) => {
	const stream = new Readable({ read() {} });
	for (const part of parts) stream.push(Buffer.from(part));
	return stream;
};

type Answer = Partial<HttpResponse> & { body: Readable };
/** What lets a file be gone on with. */
const whole = { 'content-length': '6', 'accept-ranges': 'bytes', etag: '"1"' };
const rest = (range: string, of: Readable): Answer => ({
	statusCode: 206,
	headers: { 'content-range': range },
	body: of,
});

/** A client that is answered so, and the requests that it sent. */
function clientWith(answers: Array<Answer | Error>, more: Partial<Downloader> = {}) {
	const sent: ApiRequest[] = [];
	const { client } = clientOf();
	const downloader: Downloader = {
		service: client.service,
		host: {},
		fail: (failure) => client.fail(failure),
		silenceMs: 5_000,
		mostInMemory: 1_000,
		send: async (request) => {
			sent.push(request);
			const answer = answers[sent.length - 1];
			if (!answer) throw new Error(`Nobody expected request ${sent.length}`);
			if (answer instanceof Error) throw answer;
			return { statusCode: 200, headers: {}, ...answer };
		},
		...more,
	};
	return { downloader, sent };
}

async function begin(
	answers: Array<Answer | Error>,
	{ request = GET, ...more }: Partial<Downloader> & { request?: ApiRequest } = {},
) {
	const { downloader, sent } = clientWith(answers, more);
	return { download: await Download.begin(downloader, request), sent };
}

const textOf = async (stream: ByteStream) => {
	const chunks: Uint8Array[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
};

describe('a file', () => {
	test('is asked for as a stream, whose answer can be looked at before it is read', async () => {
		const { download, sent } = await begin([{ headers: whole, body: body('abc') }]);
		expect(sent).toEqual([{ ...GET, binary: true }]);
		expect(download.answer.headers).toEqual(whole);
		expect(download.received).toBe(0);
		download.discard();
	});

	test('is read into memory', async () => {
		const { download } = await begin([{ body: body('abc', '', 'def') }]);
		expect(String(await download.read())).toBe('abcdef');
		expect(download.received).toBe(6);
		expect(download.failure).toBeUndefined();
	});

	test('is read as a stream of Node’s', async () => {
		const { download } = await begin([{ body: body('abc', 'def') }]);
		const stream = download.stream();
		expect(stream).toBeInstanceOf(Readable);
		expect(await textOf(stream)).toBe('abcdef');
	});

	test('may be empty', async () => {
		const { download } = await begin([{ body: body() }]);
		expect(await download.first()).toHaveLength(0);
		expect(await download.read()).toHaveLength(0);
	});

	test('keeps the first bytes that were looked at', async () => {
		const { download } = await begin([{ body: body('abc', 'def') }]);
		expect(String(await download.first())).toBe('abc');
		expect(String(await download.first())).toBe('abc');
		expect(await textOf(download.stream())).toBe('abcdef');
	});

	test('that is refused is the client’s error', async () => {
		const { downloader } = clientWith([new Error('403')]);
		await expect(Download.begin(downloader, GET)).rejects.toThrow('403');
	});

	test('in memory is as large as an answer may be, not larger, and then its connection ends', async () => {
		const { download } = await begin([{ body: body('abc', 'def') }], { mostInMemory: 6 });
		expect(await download.read()).toHaveLength(6);
		const source = body('abc', 'def', 'g', 'h');
		const { download: large } = await begin([{ body: source }], { mostInMemory: 6 });
		const error = await failureOf(large.read());
		expect(error.message).toBe('Mattermost sent a response that exceeds the maximum size');
		expect(error.description).toContain('raise Maximum Response Size');
		expect(source.destroyed).toBe(true);
	});

	test('that is not wanted is closed', async () => {
		const source = silent('abc');
		const { download } = await begin([{ body: source }]);
		await download.first();
		download.discard();
		expect(source.destroyed).toBe(true);
	});

	test('whose reader stops is closed at once, although nothing comes, and not asked for again', async () => {
		const source = silent('abc');
		const { download, sent } = await begin([{ headers: whole, body: source }]);
		for await (const chunk of download.stream()) {
			expect(String(chunk)).toBe('abc');
			break;
		}
		await new Promise((resume) => setTimeout(resume, 10));
		expect(source.destroyed).toBe(true);
		expect(sent).toHaveLength(1);
		expect(download.failure).toBeUndefined();
	});
});

describe('a connection that is lost', () => {
	test('before the first byte: the file is asked for again', async () => {
		const { download, sent } = await begin([
			{ headers: { a: '1' }, body: body(lost()) },
			{ headers: { a: '2' }, body: body('abc') },
		]);
		expect(String(await download.read())).toBe('abc');
		expect(sent).toEqual([
			{ ...GET, binary: true },
			{ ...GET, binary: true },
		]);
		expect(download.answer.headers).toEqual({ a: '2' });
	});

	test('before the first byte of what may be repeated although it is a POST: as well', async () => {
		const { download, sent } = await begin([{ body: body(lost()) }, { body: body('abc') }], {
			request: { ...POST, idempotent: true },
		});
		expect(String(await download.read())).toBe('abc');
		expect(sent).toHaveLength(2);
	});

	test('before the first byte of what changes something: it is not sent again', async () => {
		const { download, sent } = await begin([{ body: body(lost()) }], { request: POST });
		const error = await failureOf(download.first());
		expect(error.message).toBe('The connection to Mattermost was lost in the middle of a file');
		expect(error).not.toBeInstanceOf(Interrupted);
		expect(sent).toHaveLength(1);
	});

	test('in the middle: the rest is asked for, with the request’s own headers', async () => {
		const request: ApiRequest = { ...GET, headers: { 'x-own': '1' } };
		const { download, sent } = await begin(
			[{ headers: whole, body: body('abc', lost()) }, rest('bytes 3-5/6', body('def'))],
			{ request },
		);
		expect(await textOf(download.stream())).toBe('abcdef');
		expect(sent[1]).toEqual({
			...request,
			binary: true,
			headers: { 'x-own': '1', Range: 'bytes=3-', 'If-Range': '"1"' },
		});
		expect(download.received).toBe(6);
	});

	test('twice: the second rest begins where the first one ended', async () => {
		const { download, sent } = await begin([
			{ headers: whole, body: body('abc', lost()) },
			rest('bytes 3-5/6', body('d', lost())),
			rest('bytes 4-5/6', body('ef')),
		]);
		expect(String(await download.read())).toBe('abcdef');
		expect(sent.map(({ headers }) => headers?.Range)).toEqual([undefined, 'bytes=3-', 'bytes=4-']);
	});

	test.each([
		{ etag: '"1"', modified: 'Mon', mark: '"1"' },
		// A weak one is the same for files that differ in their bytes.
		{ etag: 'W/"1"', modified: 'Mon', mark: 'Mon' },
		{ etag: undefined, modified: 'Mon', mark: 'Mon' },
	])('the rest has to be of the file of $mark', async ({ etag, modified, mark }) => {
		const headers = { ...whole, etag, 'last-modified': modified };
		const { download, sent } = await begin([
			{ headers, body: body('abc', lost()) },
			rest('bytes 3-5/6', body('def')),
		]);
		await download.read();
		expect(sent[1]!.headers).toMatchObject({ 'If-Range': mark });
	});

	test.each([
		{ what: 'the server takes no ranges', headers: { ...whole, 'accept-ranges': 'none' } },
		{ what: 'nothing shows that it is the same', headers: { ...whole, etag: 'W/"1"' } },
		{ what: 'its length is not known', headers: { ...whole, 'content-length': undefined } },
		{ what: 'it has all that was announced', headers: { ...whole, 'content-length': '3' } },
	])('where $what, no rest is asked for', async ({ headers }) => {
		const { download, sent } = await begin([{ headers, body: body('abc', lost()) }]);
		await expect(textOf(download.stream())).rejects.toBeInstanceOf(Interrupted);
		expect(download.failure).toBeInstanceOf(Interrupted);
		expect(sent).toHaveLength(1);
	});

	test.each([
		{ what: 'the whole file', status: 200, range: 'bytes 3-5/6' },
		{ what: 'another place', status: 206, range: 'bytes 2-5/6' },
		{ what: 'a file of another size', status: 206, range: 'bytes 3-8/9' },
		{ what: 'a range of unknown size', status: 206, range: 'bytes 3-5/*' },
		{ what: 'words around the range', status: 206, range: 'x bytes 3-5/6' },
		{ what: 'words after the range', status: 206, range: 'bytes 3-5/6 x' },
		{ what: 'nothing of a range', status: 206, range: undefined },
	])('$what is no rest, and is closed unread', async ({ status, range }) => {
		const other = silent('def');
		const { download } = await begin([
			{ headers: whole, body: body('abc', lost()) },
			{ statusCode: status, headers: { 'content-range': range }, body: other },
		]);
		await expect(textOf(download.stream())).rejects.toBeInstanceOf(Interrupted);
		expect(other.destroyed).toBe(true);
	});

	test('a rest that is refused is the client’s error', async () => {
		const { download } = await begin([
			{ headers: whole, body: body('abc', lost()) },
			new Error('412'),
		]);
		await expect(download.read()).rejects.toThrow('412');
	});

	test('into memory it is told with its code and how far it came', async () => {
		const { download } = await begin([{ body: body('abc', lost('EPIPE')) }]);
		const error = await failureOf(download.read());
		expect(error).not.toBeInstanceOf(Interrupted);
		expect(error.message).toBe('The connection to Mattermost was lost in the middle of a file');
		expect(error.description).toContain('raise Timeout');
		expect(error.description).toContain('code EPIPE; bytes received 3');
	});

	test('silence is a loss as well', async () => {
		const { download, sent } = await begin(
			[{ headers: whole, body: silent('abc') }, rest('bytes 3-5/6', body('def'))],
			{ silenceMs: 20 },
		);
		expect(String(await download.read())).toBe('abcdef');
		expect(sent).toHaveLength(2);
	});

	test('any other fault of the stream is none: nothing is asked for again', async () => {
		for (const [fault, code] of [
			[lost('ERR_STRANGE'), 'ERR_STRANGE'],
			[new Error('what is this'), 'UNKNOWN'],
		] as const) {
			const { download, sent } = await begin([{ headers: whole, body: body('abc', fault) }]);
			const error = await failureOf(textOf(download.stream()));
			expect(error).not.toBeInstanceOf(Interrupted);
			expect(error.description).toContain(`code ${code}`);
			expect(sent).toHaveLength(1);
		}
	});

	test('a cancelled execution asks for nothing again', async () => {
		const stop = new AbortController();
		const { download, sent } = await begin([{ headers: whole, body: silent('abc') }], {
			host: { signal: stop.signal },
		});
		await download.first();
		stop.abort();
		const error = await failureOf(download.read());
		expect(error.message).toBe('The execution was cancelled');
		expect(error.description).toContain('The file was not downloaded');
		expect(sent).toHaveLength(1);
	});
});

describe('a connection that is lost again and again', () => {
	/** Answers that all break off after so many bytes. */
	const breaking = (size: number, times: number): Answer[] =>
		Array.from({ length: times }, (_, index) => {
			const at = index * size;
			const part = body(Buffer.alloc(size), lost());
			const total = 100 * size;
			return index === 0
				? { headers: { ...whole, 'content-length': String(total) }, body: part }
				: rest(`bytes ${at}-${total - 1}/${total}`, part);
		});

	test('is given up after five breaks within a megabyte', async () => {
		const { download, sent } = await begin(breaking(199_999, 7), { mostInMemory: Infinity });
		const error = await failureOf(download.read());
		expect(error.message).toContain('was lost in the middle of a file');
		expect(sent).toHaveLength(6);
	});

	test('is gone on with as long as a megabyte comes each time', async () => {
		const answers = breaking(1_000_000, 12);
		const { download, sent } = await begin(answers, { mostInMemory: Infinity });
		await expect(download.read()).rejects.toThrow('Nobody expected request 13');
		expect(sent).toHaveLength(13);
	});

	test('a megabyte in between counts from the break before it', async () => {
		const sizes = [10, 10, 10, 10, 1_000_000, 10, 10, 10, 10, 10, 10, 10];
		let at = 0;
		const total = 2_000_000;
		const answers = sizes.map((size, index): Answer => {
			const part = body(Buffer.alloc(size), lost());
			const answer =
				index === 0
					? { headers: { ...whole, 'content-length': String(total) }, body: part }
					: rest(`bytes ${at}-${total - 1}/${total}`, part);
			at += size;
			return answer;
		});
		const { download, sent } = await begin(answers, { mostInMemory: Infinity });
		await failureOf(download.read());
		// The fifth break counts as the first one, so four more are gone on with.
		expect(sent).toHaveLength(10);
	});
});

describe('from the beginning', () => {
	test('a file is had again, and the broken one is closed', async () => {
		const source = silent('abc');
		const { download, sent } = await begin([{ body: source }, { body: body('abcdef') }]);
		await download.first();
		const why = new Interrupted(clientOf().client.fail({ message: 'lost' }));
		const again = await download.again(why);
		expect(String(await again.read())).toBe('abcdef');
		expect(source.destroyed).toBe(true);
		expect(sent[1]).toEqual({ ...GET, binary: true });
	});

	test('what changes something is not asked for again', async () => {
		const { download, sent } = await begin([{ body: silent('abc') }], { request: POST });
		const failure = clientOf().client.fail({ message: 'lost' });
		await expect(download.again(new Interrupted(failure))).rejects.toBe(failure);
		expect(sent).toHaveLength(1);
	});
});
