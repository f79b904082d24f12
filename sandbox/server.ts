import {
	createServer,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import { close, listen } from './loopback';
import { readParts } from './multipart';
import { prng } from './prng';
import { parsed } from './types';
import type { Answer, Backend, FaultRule, RecordedRequest, Request } from './types';

interface Fault extends FaultRule {
	left: number;
	/** `match` names an operation of the contract, so longer paths do not match. */
	exact: boolean;
	random?: () => number;
}

const NO_QUERY = new URLSearchParams();
const NO_BYTES = Buffer.alloc(0);
const HTML = '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Proxy</body></html>';

/** One of the two services on loopback, with recordings and faults. */
export class Service {
	url = '';
	/** Every request since the last reset, while `keepRequests` is true. */
	requests: RecordedRequest[] = [];
	/** What contradicted the contract since the last reset, as `METHOD /path: fault`. */
	violations: string[] = [];
	/** Added to each answer. */
	latencyMs = 0;
	inFlight = 0;
	maxInFlight = 0;
	/** All requests since the last reset, also while `keepRequests` is false. */
	requestCount = 0;
	/** Where a browser finds for people what is at a path; undefined for what is no page. */
	forBrowsers?: (path: string) => string | undefined;
	/** false: recordings are not kept and requests are not checked against the contract. */
	keepRequests = true;
	protected backend!: Backend;
	private faults: Fault[] = [];
	private limit?: { perSecond: number; burst: number; left: number; at: number };
	private server?: Server;

	/** Makes the next matching requests fail; rules are asked in the order they were given. */
	fail(rule: FaultRule): void {
		this.faults.push({
			...rule,
			left: rule.rate === undefined ? (rule.times ?? 1) : Infinity,
			random: rule.rate === undefined ? undefined : prng(rule.seed ?? 1),
			exact: typeof rule.match === 'string' && this.isOperation(rule.match),
		});
	}

	/** No request fails from here on. */
	heal(): void {
		this.faults = [];
		this.limit = undefined;
	}

	/** Refuses requests as a server's rate limiter does: so many a second, after a burst. */
	limitRate(perSecond: number, burst: number): void {
		this.limit = { perSecond, burst, left: burst, at: performance.now() };
	}

	/** Whether the rate limiter lets one more request through. */
	private isWithinRate(): boolean {
		const { limit } = this;
		if (!limit) return true;
		const now = performance.now();
		const more = ((now - limit.at) / 1000) * limit.perSecond;
		limit.left = Math.min(limit.burst, limit.left + more);
		limit.at = now;
		if (limit.left < 1) return false;
		limit.left--;
		return true;
	}

	/** Back to the seeded state: no faults, no recordings, no latency. */
	reset(): void {
		this.requests = [];
		this.violations = [];
		this.heal();
		this.latencyMs = 0;
		this.maxInFlight = this.inFlight;
		this.requestCount = 0;
		this.backend.reset();
	}

	/** @param subpath e.g. '/chat', put behind the origin in `url` */
	async listen(port: number, subpath: string): Promise<void> {
		const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
			void this.serve(request, response, subpath);
		});
		server.on('upgrade', (incoming, socket, head: Buffer) => {
			const [path, search] = splitUrl(incoming.url!);
			const below = path.startsWith(`${subpath}/`) ? path.slice(subpath.length) : path;
			this.upgrade(incoming, socket, head, below, new URLSearchParams(search));
		});
		this.server = server;
		this.url = (await listen(server, port)) + subpath;
	}

	async stop(): Promise<void> {
		if (this.server) await close(this.server);
	}

	/**
	 * Answers a request without a socket: no recording, no latency, no faults.
	 * @param path below the subpath, with the query
	 * @param headers names in lower case
	 */
	async ask(
		method: string,
		path: string,
		headers: IncomingHttpHeaders,
		raw: Buffer,
	): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
		const [place, search] = splitUrl(path);
		const request = await requestOf(method, place, search, headers, raw);
		const answer = await Promise.resolve(this.backend.find(method, place).answer(request)).catch(
			broken,
		);
		const [bytes, sent] = encode(answer);
		const named = Object.entries(sent).map(([name, value]) => [name, String(value)]);
		return { status: answer.status, headers: new Headers(named as Array<[string, string]>), bytes };
	}

	/** A request to speak WebSocket; a service without one hangs up. */
	protected upgrade(
		_incoming: IncomingMessage,
		socket: Duplex,
		_head: Buffer,
		_path: string,
		_query: URLSearchParams,
	): void {
		socket.destroy();
	}

	private async serve(incoming: IncomingMessage, response: ServerResponse, subpath: string) {
		this.requestCount++;
		this.maxInFlight = Math.max(this.maxInFlight, ++this.inFlight);
		response.once('close', () => this.inFlight--);
		try {
			await this.exchange(incoming, response, subpath);
		} catch (error) {
			if (response.headersSent || response.destroyed) response.destroy();
			else send(response, broken(error));
		}
	}

	private async exchange(incoming: IncomingMessage, response: ServerResponse, subpath: string) {
		const method = incoming.method!;
		const [sentPath, search] = splitUrl(incoming.url!);
		const path = sentPath.startsWith(`${subpath}/`) ? sentPath.slice(subpath.length) : sentPath;
		const isBrowser = method === 'GET' && incoming.headers.accept?.includes('text/html');
		const page = isBrowser ? this.forBrowsers?.(path) : undefined;
		if (page) return void response.writeHead(302, { Location: page }).end();
		const raw = await readBody(incoming);
		const request = await requestOf(method, path, search, incoming.headers, raw);
		const target = this.backend.find(method, path);
		const record = this.keepRequests ? this.record(request, sentPath, target) : undefined;
		const fault = this.faults.length ? this.pick(request, target.operation) : undefined;
		if (fault?.kind === 'drop') return void response.destroy();
		const answer =
			this.injected(fault) ??
			(this.isWithinRate() ? await target.answer(request) : this.backend.failure(429));
		if (fault?.headers) answer.headers = { ...answer.headers, ...fault.headers };
		const wait = this.latencyMs + (fault?.kind === 'slow' ? (fault.delayMs ?? 1000) : 0);
		if (wait) await sleep(wait);
		if (fault?.kind === 'dropAfter') return void response.destroy();
		if (record) record.status = answer.status;
		if (fault?.kind === 'half') sendHalf(response, answer);
		else send(response, answer);
	}

	private isOperation(match: string): boolean {
		const [method, path = ''] = match.split(' ');
		return this.backend.find(method!, path).operation === match;
	}

	private record(request: Request, path: string, target: ReturnType<Backend['find']>) {
		const violations = target.violations(request);
		const query: RecordedRequest['query'] = {};
		for (const name of request.query.keys()) {
			const values = request.query.getAll(name);
			query[name] = values.length > 1 ? values : values[0]!;
		}
		const record: RecordedRequest = {
			method: request.method,
			path,
			query,
			headers: request.headers,
			body: request.raw.length ? (request.json ?? request.raw) : undefined,
			status: 0,
			operation: target.operation,
			violations,
		};
		for (const fault of violations) {
			this.violations.push(`${target.operation ?? `${request.method} ${path}`}: ${fault}`);
		}
		this.requests.push(record);
		return record;
	}

	private pick(request: Request, operation: string | undefined): Fault | undefined {
		const fault = this.faults.find(
			(rule) => matches(rule, request, operation) && (!rule.random || rule.random() < rule.rate!),
		);
		if (fault && --fault.left <= 0) this.faults.splice(this.faults.indexOf(fault), 1);
		return fault;
	}

	/** The answer that a rule gives instead of the service's, if it does. */
	private injected(fault: Fault | undefined): Answer | undefined {
		if (fault?.kind === 'html') {
			const headers = { 'Content-Type': 'text/html; charset=utf-8' };
			return { status: fault.status ?? 200, headers, body: fault.body ?? HTML };
		}
		if (fault?.kind !== 'status') return undefined;
		const own = this.backend.failure(fault.status ?? 500);
		const json = fault.body !== undefined && typeof fault.body !== 'string';
		return {
			status: own.status,
			headers: {
				...own.headers,
				...(json && { 'Content-Type': 'application/json' }),
			},
			body: fault.body ?? own.body,
		};
	}
}

function matches({ match, exact }: Fault, request: Request, operation?: string): boolean {
	if (match === undefined) return true;
	if (typeof match === 'function') return match(request);
	return exact ? match === operation : `${request.method} ${request.path}`.startsWith(match);
}

function splitUrl(url: string): [string, string] {
	const mark = url.indexOf('?');
	return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

/** A fault of the sandbox itself. */
const broken = (error: unknown): Answer => ({
	status: 500,
	body: `sandbox: ${(error as Error).stack}`,
});

async function requestOf(
	method: string,
	path: string,
	search: string,
	headers: IncomingHttpHeaders,
	raw: Buffer,
): Promise<Request> {
	return {
		method,
		path,
		query: search ? new URLSearchParams(search) : NO_QUERY,
		headers,
		raw,
		json: raw.length > 0 ? parsed(raw.toString('utf8')) : undefined,
		parts: await readParts({ headers, raw }),
	};
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
	const { headers } = incoming;
	if (!headers['content-length'] && !headers['transfer-encoding']) return NO_BYTES;
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

function encode({ headers, body }: Answer): [Buffer, Record<string, string | number>] {
	let bytes: Buffer = NO_BYTES;
	const sent: Record<string, string | number> = {};
	if (Buffer.isBuffer(body)) bytes = body;
	else if (typeof body === 'string') bytes = Buffer.from(body);
	else if (body !== undefined) {
		bytes = Buffer.from(JSON.stringify(body));
		sent['Content-Type'] = 'application/json';
	}
	for (const [name, value] of Object.entries(headers ?? {})) {
		if (value === '') delete sent[name];
		else sent[name] = value;
	}
	sent['Content-Length'] = bytes.length;
	return [bytes, sent];
}

function send(response: ServerResponse, answer: Answer): void {
	const [bytes, headers] = encode(answer);
	response.writeHead(answer.status, headers);
	response.end(bytes);
}

function sendHalf(response: ServerResponse, answer: Answer): void {
	const [bytes, headers] = encode(answer);
	response.writeHead(answer.status, headers);
	response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}
