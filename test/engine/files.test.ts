/** @jest-environment ./test/environment/alone */

import { createHash, randomBytes } from 'crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import type { IBinaryData, INodeParameters } from 'n8n-workflow';
import {
	builtPackage,
	keepFilesOnDisk,
	runStock,
	runWorkflow,
	storedFile,
	type RunOptions,
} from '../support/harness';
import { firstOf } from '../support/present';

/** Files as streams in the real engine, with n8n's store on disk: a server here breaks off where it is told. */

const { nodes } = builtPackage();
const MB = 1024 * 1024;
const CONTENT = randomBytes(6 * MB);
const digest = (content: Buffer) => createHash('sha256').update(content).digest('hex');

let server: Server;
let site: string;
let put: Awaited<ReturnType<typeof keepFilesOnDisk>>;
let handle: (request: IncomingMessage, response: ServerResponse) => void;
/** Requests so far: method, path and Range. */
let seen: string[] = [];

beforeAll(async () => {
	put = await keepFilesOnDisk();
	server = createServer((request, response) => {
		seen.push([request.method, request.url!.split('?')[0], request.headers.range].join(' ').trim());
		handle(request, response);
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
	server.closeAllConnections();
	await new Promise((closed) => server.close(closed));
});
beforeEach(() => (seen = []));

const FILE = 'f'.repeat(26);
const CHANNEL = 'c'.repeat(26);

const file = (
	operation: string,
	parameters: INodeParameters,
	{ binary, requestOptions = {} }: { binary?: IBinaryData; requestOptions?: INodeParameters } = {},
): RunOptions => ({
	node: nodes.mattermost!,
	items: [{ json: {}, ...(binary ? { binary: { data: binary } } : {}) }],
	parameters: {
		authentication: 'accessToken',
		resource: 'file',
		operation,
		...parameters,
		requestOptions,
	},
	credentials: { mattermostTokenApi: { siteUrl: site, accessToken: 'x'.repeat(26) } },
});
const download = (requestOptions?: INodeParameters) =>
	file('download', { fileFileId: FILE, fileBinaryProperty: 'data' }, { requestOptions });

const failureOf = async (work: Promise<unknown>): Promise<string> =>
	await work.then(
		() => 'it worked',
		(error: Error & { description: string }) => `${error.message}: ${error.description}`,
	);

interface Serving {
	/** Bytes after which the connection of each attempt breaks. */
	breaksAfter?: number[];
	/** Whether it takes ranges, and says so. */
	ranges?: boolean;
	/** What marks the file's version, per attempt. */
	tags?: string[];
}

/** Serves the file as Go's `http.ServeContent` does. */
function serving({ breaksAfter = [], ranges = true, tags = ['"one"'] }: Serving) {
	let attempt = 0;
	return (request: IncomingMessage, response: ServerResponse) => {
		const tag = tags[Math.min(attempt, tags.length - 1)]!;
		const stop = breaksAfter[attempt];
		attempt++;
		const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
		const from = ranges && asked && request.headers['if-range'] === tag ? Number(asked) : 0;
		const part = CONTENT.subarray(from);
		response.writeHead(from > 0 ? 206 : 200, {
			'Content-Type': 'video/mp4',
			'Content-Disposition': 'attachment; filename="film.mp4"',
			'Content-Length': part.length,
			ETag: tag,
			...(ranges ? { 'Accept-Ranges': 'bytes' } : {}),
			...(from > 0
				? { 'Content-Range': `bytes ${from}-${CONTENT.length - 1}/${CONTENT.length}` }
				: {}),
		});
		if (stop === undefined) return void response.end(part);
		response.write(part.subarray(0, stop), () => setTimeout(() => response.destroy(), 20));
	};
}

describe.each([
	{ engine: 'runner', run: runWorkflow },
	{ engine: 'RoutingNode', run: runStock },
])('download, $engine', ({ run }) => {
	test('a file goes to the store as it comes', async () => {
		handle = serving({});
		const item = firstOf(await run(download()));
		expect(item.json).toEqual({ fileName: 'film.mp4', mimeType: 'video/mp4', bytes: 6 * MB });
		const { data } = item.binary!;
		expect(data!.id).toMatch(/^filesystem/);
		expect(digest(await storedFile(data!))).toBe(digest(CONTENT));
	});

	test('it goes on with the next byte after each lost connection', async () => {
		handle = serving({ breaksAfter: [2 * MB, 2 * MB] });
		const item = firstOf(await run(download()));
		expect(digest(await storedFile(item.binary!.data!))).toBe(digest(CONTENT));
		expect(item.json.bytes).toBe(6 * MB);
		const path = `GET /api/v4/files/${FILE}`;
		expect(seen[0]).toBe(path);
		expect(seen.slice(1)).toEqual([
			expect.stringMatching(/bytes=\d+-$/),
			expect.stringMatching(/bytes=\d+-$/),
		]);
	});

	test.each([
		{ why: 'the server takes no ranges', how: { ranges: false } },
		{ why: 'it is another file by now', how: { tags: ['"one"', '"two"'] } },
		{ why: 'its mark is a weak one', how: { tags: ['W/"one"'] } },
	])('it begins again where $why', async ({ how }) => {
		handle = serving({ breaksAfter: [2 * MB], ...how });
		const item = firstOf(await run(download()));
		expect(digest(await storedFile(item.binary!.data!))).toBe(digest(CONTENT));
		expect(item.json.bytes).toBe(6 * MB);
	});

	test('a file that breaks off each time is given up, and says where', async () => {
		handle = serving({ breaksAfter: new Array<number>(30).fill(1000) });
		const words = await failureOf(run(download()));
		expect(words).toContain('was lost in the middle of a file');
		expect(seen.length).toBeLessThan(10);
	});

	test('a file that falls silent ends', async () => {
		handle = (_, response) => {
			response.writeHead(200, { 'Content-Type': 'video/mp4', 'Content-Length': 10 }).write('12345');
		};
		const words = await failureOf(run(download({ timeout: 200 })));
		expect(words).toContain('was lost in the middle of a file');
	});

	test('an empty file is a file', async () => {
		handle = (_, response) => void response.writeHead(200, { 'Content-Type': 'image/png' }).end();
		const item = firstOf(await run(download()));
		expect(item.json.bytes).toBe(0);
	});

	test('a refusal is read as one', async () => {
		handle = (_, response) =>
			void response
				.writeHead(404, { 'Content-Type': 'application/json' })
				.end('{"id":"store.sql","message":"No such file","status_code":404}');
		expect(await failureOf(run(download()))).toContain('No such file');
	});
});

test('cancelling ends a file that comes', async () => {
	handle = (_, response) => {
		response.writeHead(200, { 'Content-Type': 'video/mp4' });
		const timer = setInterval(() => response.write('x'.repeat(1000)), 5);
		response.on('close', () => clearInterval(timer));
	};
	const stop = new AbortController();
	const started = Date.now();
	const work = failureOf(runStock({ ...download(), signal: stop.signal }));
	setTimeout(() => stop.abort(), 200);
	expect(await work).toContain('cancelled');
	expect(Date.now() - started).toBeLessThan(3000);
});

/** A server that takes uploads, whole and in parts, and may break off. */
function taking({ breaksAt = [], most = 100 * MB }: { breaksAt?: number[]; most?: number } = {}) {
	const taken: Buffer[] = [];
	let offset = 0;
	let size = 0;
	let attempt = 0;
	const info = { id: 'i'.repeat(26), name: 'film.mp4', size: CONTENT.length };
	const answer = (response: ServerResponse, status: number, body?: object): void => {
		response
			.writeHead(status, { 'Content-Type': 'application/json' })
			.end(body && JSON.stringify(body));
	};
	handle = (request, response): void => {
		const path = request.url!.split('?')[0]!;
		if (path.endsWith('/config/client'))
			return answer(response, 200, { MaxFileSize: String(most) });
		if (request.method === 'GET') return answer(response, 200, { id: 'u', file_offset: offset });
		const isData = path.endsWith('/files') || /uploads\/./.test(path);
		const stop = isData ? breaksAt[attempt++] : undefined;
		const chunks: Buffer[] = [];
		let length = 0;
		const keep = () => {
			const whole = Buffer.concat(chunks);
			// Servers keep what came of a part, and nothing of a whole file.
			if (!path.endsWith('/files')) {
				taken.push(whole);
				offset += whole.length;
			} else taken.splice(0, taken.length, whole);
		};
		request.on('data', (chunk: Buffer) => {
			chunks.push(chunk);
			length += chunk.length;
			if (stop !== undefined && length >= stop && !request.destroyed) {
				if (stop > 0) keep();
				request.destroy();
			}
		});
		request.on('end', () => {
			if (!isData) {
				size = (JSON.parse(Buffer.concat(chunks).toString()) as { file_size: number }).file_size;
				return answer(response, 201, { id: 'u'.repeat(26), file_offset: 0 });
			}
			keep();
			if (path.endsWith('/files')) return answer(response, 201, { file_infos: [info] });
			return offset < size ? answer(response, 204) : answer(response, 200, info);
		});
	};
	return () => Buffer.concat(taken);
}

const channel = { fileChannelId: { __rl: true, mode: 'id', value: CHANNEL } };
const upload = async () =>
	file(
		'upload',
		{ ...channel, fileInputBinaryField: 'data', fileUploadOptions: {} },
		{ binary: await put(CONTENT, 'film.mp4') },
	);
const large = async (partSize = 5) =>
	file(
		'uploadLarge',
		{ ...channel, fileInputBinaryField: 'data', fileUploadLargeOptions: { partSize } },
		{ binary: await put(CONTENT, 'film.mp4') },
	);

test('an upload that brings nothing new is given up', async () => {
	taking({ breaksAt: new Array<number>(20).fill(0) });
	expect(await failureOf(runWorkflow(await large()))).toContain('was lost before it responded');
	expect(seen.filter((one) => /uploads\/u/.test(one) && one.startsWith('POST'))).toHaveLength(6);
}, 60_000);

describe.each([
	{ engine: 'runner', run: runWorkflow },
	{ engine: 'RoutingNode', run: runStock },
])('upload, $engine', ({ run }) => {
	test('a file of the store is read while it is sent', async () => {
		const taken = taking();
		const item = firstOf(await run(await upload()));
		expect(item.json.id).toBe('i'.repeat(26));
		expect(digest(taken())).toBe(digest(CONTENT));
	});

	test('it is opened again after a lost connection', async () => {
		const taken = taking({ breaksAt: [2 * MB] });
		await run(await upload());
		expect(digest(taken())).toBe(digest(CONTENT));
		expect(seen.filter((one) => one === 'POST /api/v4/files')).toHaveLength(2);
	});

	test('a file that is too large is refused before any of it is sent', async () => {
		taking({ most: 5 * MB });
		const words = await failureOf(run(await upload()));
		expect(words).toContain(`takes files of ${5 * MB} bytes at most`);
		expect(seen).toEqual(['GET /api/v4/config/client']);
	});

	test('parts are cut from the stream, and go on where the server stands', async () => {
		const taken = taking({ breaksAt: [3 * MB, 100_000] });
		const item = firstOf(await run(await large()));
		expect(item.json.id).toBe('i'.repeat(26));
		expect(digest(taken())).toBe(digest(CONTENT));
	});

	test('a form holds the file of the store', async () => {
		let body = Buffer.alloc(0);
		let headers: IncomingMessage['headers'] = {};
		handle = (request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				headers = request.headers;
				body = Buffer.concat(chunks);
				response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"status":"OK"}');
			});
		};
		const options = await upload();
		await run({
			...options,
			parameters: {
				...options.parameters,
				resource: 'user',
				operation: 'uploadImage',
				userUserId: { __rl: true, mode: 'id', value: 'u'.repeat(26) },
				userInputBinaryField: 'data',
			},
		});
		expect(Number(headers['content-length'])).toBe(body.length);
		const form = await new Response(body, {
			headers: { 'Content-Type': headers['content-type']! },
		}).formData();
		const sent = form.get('image') as File;
		expect(sent.name).toBe('film.mp4');
		expect(sent.type).toBe('video/mp4');
		expect(digest(Buffer.from(await sent.arrayBuffer()))).toBe(digest(CONTENT));
	});
});
