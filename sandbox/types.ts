import type { IncomingHttpHeaders } from 'node:http';

/** A thing as JSON has it. */
export type Row = Record<string, unknown>;

/** Whether a value of JSON is an object, and no list. */
export const isRow = (value: unknown): value is Row =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a text says as JSON. @param otherwise for a text that is none */
export function parsed(text: string, otherwise?: unknown): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return otherwise;
	}
}

/** A part of a multipart form. */
export interface Part {
	name: string;
	/** Absent for a text field. */
	filename?: string;
	type: string;
	bytes: Buffer;
}

export interface SandboxOptions {
	/** Decides routes and answers, e.g. '4.10.10', '5.30.1', '6.7.0'; default '11.7.0'. */
	mattermostVersion?: string;
	/** A subpath such as '/chat' in front of every Mattermost URL. */
	mattermostPath?: string;
	/** Default: a free port. */
	mattermostPort?: number;
	/** Default: a free port. */
	rhombusPort?: number;
	/** Further Mattermost users in the first team, for load tests. */
	users?: number;
	/** Further public channels in the first team, for load tests. */
	channels?: number;
	/** false: licensed features answer 501 as on Mattermost's free edition; default true. */
	licensed?: boolean;
	/** false: the server has no mail to send with; default true. */
	mail?: boolean;
	/** false: the server writes no log file; default true. */
	logFile?: boolean;
	/** false: nobody is logged in in the browser, who would consent to OAuth 2.0 at once; default true. */
	consents?: boolean;
}

export interface RecordedRequest {
	method: string;
	/** As sent, still percent-encoded, without the query. */
	path: string;
	query: Record<string, string | string[]>;
	headers: IncomingHttpHeaders;
	/** Parsed JSON; a Buffer where the body is no JSON; undefined where none was sent. */
	body: unknown;
	/** Of the answer; 0 where the socket was destroyed before one. */
	status: number;
	/** `METHOD /path/{param}` of the contract; undefined for an unknown path. */
	operation?: string;
	violations: string[];
}

export interface FaultRule {
	/** An operation's id, or the beginning of `METHOD /path`, or a predicate; default: every request. */
	match?: string | ((request: { method: string; path: string }) => boolean);
	/** How many requests fail; default 1. Ignored if `rate` is given. */
	times?: number;
	/** Share of requests that fail, 0..1, drawn from a generator seeded with `seed`. */
	rate?: number;
	seed?: number;
	/**
	 * `drop`: no effect, the socket is destroyed. `dropAfter`: effect, then the socket is destroyed.
	 * `half`: effect, then half of the body and the end of the socket. `html`: a proxy's page.
	 */
	kind: 'status' | 'drop' | 'dropAfter' | 'slow' | 'html' | 'half';
	/** For `status` (default 500) and `html` (default 200). */
	status?: number;
	/** Added to the answer; an empty value removes the header. */
	headers?: Record<string, string>;
	/** Instead of the service's own error body; objects are sent as JSON. */
	body?: unknown;
	/** For `slow`; default 1000. */
	delayMs?: number;
}

/** What a service answers. */
export interface Answer {
	status: number;
	headers?: Record<string, string>;
	/** Objects and arrays are sent as JSON; a string or a Buffer as it is; undefined: empty. */
	body?: unknown;
}

/** A request as a service sees it. */
export interface Request {
	method: string;
	/** Below the service's subpath, still percent-encoded. */
	path: string;
	query: URLSearchParams;
	headers: IncomingHttpHeaders;
	raw: Buffer;
	/** Parsed JSON, or undefined where the body is empty or no JSON. */
	json: unknown;
	/** Of a form; else empty. */
	parts: Part[];
}

/** What a path leads to. */
export interface Target {
	operation?: string;
	/** Contract violations of this request. */
	violations(request: Request): string[];
	answer(request: Request): Answer | Promise<Answer>;
}

/** The part of a service that the HTTP server in `server.ts` drives. */
export interface Backend {
	find(method: string, path: string): Target;
	/** The service's own body and headers for an injected error status. */
	failure(status: number): Answer;
	/** Back to the seeded state. */
	reset(): void;
}
