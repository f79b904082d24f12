import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Both services as far as the benchmark's large parts go: files of any size, lists of any length, single
 * users and posts. Nothing is kept, so that 4 GB or a million rows need neither memory nor disk here.
 */
export interface BareServer {
	url: string;
	/** Bytes of files that have come so far. */
	received(): number;
	/** Requests that have come so far. */
	requestCount(): number;
	/** What a node has told with `POST /bench/report`, the oldest that was not asked for yet. */
	report(timeoutMs: number): Promise<Record<string, number>>;
	stop(): Promise<void>;
}

export interface BareServerOptions {
	/** Size of a file in bytes. */
	fileSize?: number;
	/** Bytes per second of each file; as fast as can be by default. */
	fileRate?: number;
	/** Users of the list. */
	rows?: number;
	/** Before each answer that is no file, in ms. */
	latencyMs?: number;
}

const CHUNK = Buffer.alloc(256 * 1024, 'rhombus ');
const JSON_TYPE = { 'Content-Type': 'application/json' };

/** A name of 26 characters, as Mattermost's IDs are. */
const idOf = (number: number): string => `u${String(number).padStart(25, '0')}`;

/** A user as Mattermost gives one. */
const userOf = (number: number, id = idOf(number)) => ({
	id,
	create_at: 1_700_000_000_000 + number,
	update_at: 1_700_000_000_000 + number,
	delete_at: 0,
	username: `user-${number}`,
	auth_data: '',
	auth_service: '',
	email: `user-${number}@example.com`,
	nickname: '',
	first_name: `First ${number}`,
	last_name: `Last ${number}`,
	position: '',
	roles: 'system_user',
	locale: 'en',
});

/** Sends a file of `size` bytes. @param rate bytes per second, Infinity without a bound */
async function giveFile(response: ServerResponse, size: number, rate: number): Promise<void> {
	response.writeHead(200, {
		'Content-Type': 'video/mp4',
		'Content-Disposition': 'attachment; filename="clip.mp4"',
		'Content-Length': size,
		'Accept-Ranges': 'bytes',
		ETag: '"clip"',
	});
	const started = performance.now();
	for (let sent = 0; sent < size && !response.destroyed; ) {
		const part = CHUNK.subarray(0, Math.min(CHUNK.length, size - sent));
		sent += part.length;
		if (!response.write(part)) {
			await new Promise<void>((resume) => {
				const go = () => {
					response.off('drain', go).off('close', go);
					resume();
				};
				response.once('drain', go).once('close', go);
			});
		}
		const early = (sent / rate) * 1000 - (performance.now() - started);
		if (early > 10) await sleep(early);
	}
	response.end();
}

export async function startBareServer({
	fileSize = 0,
	fileRate = Infinity,
	rows = 0,
	latencyMs = 0,
}: BareServerOptions): Promise<BareServer> {
	let received = 0;
	let offset = 0;
	let requests = 0;
	const reports: Array<Record<string, number>> = [];

	const answer = (response: ServerResponse, status: number, body?: object) =>
		void response.writeHead(status, JSON_TYPE).end(body && JSON.stringify(body));
	const info = { id: 'f'.repeat(26), name: 'clip.mp4', size: fileSize };
	const page = (query: URLSearchParams) => {
		const size = Number(query.get('per_page') ?? 60);
		const first = Number(query.get('page') ?? 0) * size;
		const length = Math.max(0, Math.min(size, rows - first));
		return Array.from({ length }, (_, index) => userOf(first + index));
	};
	const done = (request: IncomingMessage, body: Buffer[], response: ServerResponse) => {
		const { pathname: path, searchParams } = new URL(request.url!, 'http://bench');
		const last = path.slice(path.lastIndexOf('/') + 1);
		const json = () => JSON.parse(Buffer.concat(body).toString()) as Record<string, number>;
		if (path === '/bench/report') {
			reports.push(json());
			return answer(response, 200, {});
		}
		if (path.endsWith('getClipWithProgress')) {
			const clip = { uuid: 'clip', status: 'COMPLETE', clipLocation: { region: 'bench' } };
			return answer(response, 200, { clip });
		}
		if (path.endsWith('/config/client'))
			return answer(response, 200, { MaxFileSize: `${2 ** 40}` });
		if (path.endsWith('/files')) return answer(response, 201, { file_infos: [info] });
		if (path.endsWith('/users')) return answer(response, 200, page(searchParams));
		if (path.includes('/users/')) return answer(response, 200, userOf(1, last));
		if (path.endsWith('/posts')) {
			return answer(response, 201, { ...json(), id: idOf(requests), create_at: Date.now() });
		}
		if (path.endsWith('/uploads')) {
			offset = 0;
			return answer(response, 201, { id: 'u'.repeat(26), file_size: fileSize, file_offset: 0 });
		}
		if (path.includes('/uploads/')) {
			return offset < fileSize ? answer(response, 204) : answer(response, 200, info);
		}
		return answer(response, 404, { message: `The benchmark's server does not know ${path}` });
	};
	const server = createServer((request, response) => {
		const path = request.url!.split('?')[0]!;
		requests++;
		if (request.method === 'GET' && (path.endsWith('.mp4') || path.includes('/files/'))) {
			request.resume();
			return void giveFile(response, fileSize, fileRate);
		}
		const isFile = path.endsWith('/files') || /\/uploads\/./.test(path);
		const body: Buffer[] = [];
		request.on('data', (part: Buffer) => {
			if (!isFile) return void body.push(part);
			received += part.length;
			offset += part.length;
		});
		request.on('end', () => {
			if (latencyMs === 0 || isFile) return done(request, body, response);
			setTimeout(() => done(request, body, response), latencyMs);
		});
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		received: () => received,
		requestCount: () => requests,
		report: async (timeoutMs) => {
			for (const until = Date.now() + timeoutMs; Date.now() < until; await sleep(50)) {
				const report = reports.shift();
				if (report) return report;
			}
			throw new Error(`Nothing was reported within ${timeoutMs / 1000} s`);
		},
		stop: async () => {
			server.closeAllConnections();
			await new Promise((closed) => server.close(closed));
		},
	};
}
