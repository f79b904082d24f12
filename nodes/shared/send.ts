import { sleep, type IDataObject, type IHttpRequestOptions } from 'n8n-workflow';
import type { Answer, Call } from './call';
import { connectionFailure, LOST, NOT_REACHED } from './http/connectionFailure';
import { limiterOf } from './limiter';
import { isOAuth2, refreshed } from './oauth2';
import { parseBody } from './response/parseJson';
import type { ApiRequest } from './types';

/** Requests in flight per server unless the node says otherwise. */
export const IN_FLIGHT = 10;
/** Longest total wait of one request for a busy server, in s, unless the node says otherwise. */
const LONGEST_WAIT_S = 60;
/** First pause without a Retry-After, in ms; doubles up to the longest. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

const BUSY = new Set([502, 503, 504]);

/** Network codes inside the words of an error. */
const CODE = /\b(E[A-Z]{4,}|ERR_[A-Z_]+|UNABLE_TO_[A-Z_]+|[A-Z_]*(?:CERT|SELF_SIGNED)[A-Z_]*)\b/;

/**
 * The network code of what n8n's request helper threw: on the error or its causes (n8n 2.41), or only
 * in the words that n8n 1.123 keeps in `messages`.
 */
function codeOf(error: unknown): string | undefined {
	for (let at = error as IDataObject | undefined, depth = 0; at && depth < 5; depth++) {
		if (typeof at.code === 'string' && at.code !== '') return at.code;
		if (typeof at.errorCode === 'string') return at.errorCode;
		const words = [at.message, ...(Array.isArray(at.messages) ? at.messages : [])].join(' ');
		const code = CODE.exec(words)?.[1];
		if (code) return code;
		if (/socket hang up|aborted|closed unexpectedly/i.test(words)) return 'ECONNRESET';
		if (/timeout|timed out/i.test(words)) return 'ECONNABORTED';
		at = at.cause as IDataObject | undefined;
	}
	return undefined;
}

/** Seconds or a date, as HTTP allows; in ms. */
function retryAfterMs(answer: Answer): number | undefined {
	const header = answer.headers['retry-after'];
	const value = Array.isArray(header) ? header[0] : header;
	if (value === undefined) return undefined;
	const ms = /^\d+(\.\d+)?$/.test(value.trim())
		? Number(value) * 1000
		: Date.parse(value) - Date.now();
	return Number.isFinite(ms) ? Math.max(ms, 0) : undefined;
}

/** Text as JSON where it is JSON: some errors come as text/plain. */
function parsed(answer: Answer, binary: boolean): Answer {
	let { body } = answer;
	if (binary && Buffer.isBuffer(body)) {
		if (answer.statusCode < 400) return answer;
		body = body.subarray(0, 100_000).toString('utf8');
	}
	return { ...answer, body: typeof body === 'string' ? parseBody(body) : body };
}

const pause = async (call: Call, ms: number): Promise<void> => {
	// In slices, so that cancelling the execution ends the wait within a second.
	for (let left = ms; left > 0 && !call.host.signal?.aborted; left -= 500) {
		await sleep(Math.min(left, 500));
	}
};

/**
 * Whether an error of an OAuth2 credential is the service's refusal of a new token: of the answers to
 * our own requests only 401 is thrown.
 */
const isNotRefreshed = (status: number, error: Error): boolean =>
	(status >= 400 && status < 500 && status !== 401 && status !== 429) ||
	/reconnect/i.test(error.message);

/** What one attempt gave. */
type Outcome = { answer: Answer } | { code: string; error: Error };

async function sendOnce(
	call: Call,
	request: ApiRequest,
	options: IHttpRequestOptions,
): Promise<Answer> {
	if (request.anonymous) return await call.host.plainHttp(options);
	const { type, credentials, roots } = await call.access();
	const send = async (more = {}) =>
		await call.host.http(type, { ...options, ...more }, credentials);
	const answer = await send();
	return answer.statusCode === 401 && isOAuth2(type)
		? await refreshed(`${roots.site} ${String(credentials.clientId)}`, send)
		: answer;
}

/** @param until when its turn comes after this moment (epoch ms), it is not sent: undefined */
async function attempt(
	call: Call,
	request: ApiRequest,
	until = Infinity,
): Promise<Outcome | undefined> {
	const { type } = await call.access();
	const options = await call.httpOptions(request);
	const limit = Math.max(1, Math.floor(Number(call.settings.inFlight) || IN_FLIGHT));
	return await limiterOf(options.url).run(limit, async () => {
		if (call.host.signal?.aborted) return { code: 'CANCELLED', error: new Error('cancelled') };
		if (Date.now() > until) return undefined;
		try {
			const answer = await sendOnce(call, request, options);
			return { answer: parsed(answer, request.binary === true) };
		} catch (error) {
			const status = Number((error as IDataObject).httpCode);
			if (isOAuth2(type) && isNotRefreshed(status, error as Error)) {
				return { code: 'NOT_REFRESHED', error: error as Error };
			}
			if (status >= 400) {
				// OAuth2 credentials: n8n throws for 401 so that it can refresh the token.
				const context = (error as { context?: IDataObject }).context;
				return {
					answer: parsed({ statusCode: status, headers: {}, body: context?.data ?? '' }, false),
				};
			}
			return { code: codeOf(error) ?? 'UNKNOWN', error: error as Error };
		}
	});
}

/**
 * Sends a request until there is a final answer. 429 and unreached servers are tried again for every
 * request; lost answers and 502, 503, 504 only where the request may be repeated: because it changes
 * nothing, or because the server recognises it.
 * @throws NodeApiError
 */
export async function sendChecked(call: Call, request: ApiRequest): Promise<Answer> {
	const { credentials } = await call.access();
	const longestMs = Number(call.settings.longestWait ?? LONGEST_WAIT_S) * 1000;
	const { recognised } = request;
	const lastMoment = Date.now() + (recognised?.forMs ?? 0);
	/** The last attempt that may have done its work without our knowing. */
	let unsure: Outcome | undefined;
	const mayRepeat = async (outcome: Outcome, waitMs: number): Promise<boolean> => {
		if (request.reads || !recognised) return request.reads;
		unsure = outcome;
		const known = await recognised.byServer().catch(() => false);
		return known && Date.now() + waitMs < lastMoment;
	};
	let waitedMs = 0;
	/** Attempts without an answer since the last one with. */
	let unanswered = 0;
	for (let tries = 0; ; tries++) {
		const outcome =
			(await attempt(call, request, unsure ? lastMoment : undefined)) ?? (unsure as Outcome);
		let waitMs: number | undefined;
		const backOff = Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS) * (0.5 + Math.random());
		if ('answer' in outcome) {
			unanswered = 0;
			const { statusCode } = outcome.answer;
			const pauseMs = retryAfterMs(outcome.answer) ?? backOff;
			const lost = BUSY.has(statusCode) || (unsure && recognised?.underWay(outcome.answer));
			if (statusCode === 429 || (lost && (await mayRepeat(outcome, pauseMs)))) waitMs = pauseMs;
			if (waitMs === undefined || waitedMs + waitMs > longestMs) {
				const failure =
					redirected(call, outcome.answer) ??
					call.service.failure(outcome.answer, credentials) ??
					notJson(call, request, outcome.answer);
				if (failure) throw call.fail(failure);
				return outcome.answer;
			}
		} else {
			const lost = LOST.has(outcome.code) && (await mayRepeat(outcome, backOff));
			if (lost || NOT_REACHED.has(outcome.code)) waitMs = backOff;
			// A server that is not there is not worth a minute: three tries tell a restart from a wrong URL.
			if (waitMs === undefined || ++unanswered > 2 || waitedMs + waitMs > longestMs) {
				throw call.fail(connectionFailure(call, request, outcome));
			}
		}
		await pause(call, waitMs);
		waitedMs += waitMs;
	}
}

/** A followed redirect would turn a POST into a GET, so only reads are followed (`httpOptions`). */
function redirected(call: Call, { statusCode, headers }: Answer) {
	if (statusCode < 300 || statusCode >= 400) return undefined;
	let to = '';
	try {
		to = ` to ${new URL(String(headers.location)).origin}`;
	} catch {
		// A relative address says nothing about the server.
	}
	return {
		message: `${call.service.name} sends the request on${to}`,
		advice: 'Put the final address, often with https, into the credential',
		httpCode: String(statusCode),
	};
}

function notJson(call: Call, request: ApiRequest, answer: Answer) {
	if (request.binary || typeof answer.body !== 'string') return undefined;
	const text = answer.body.trim();
	const type = String(answer.headers['content-type'] ?? '');
	if (/^<(!doctype|html)/i.test(text) || type.includes('text/html')) {
		return {
			message: `${call.service.name} answered with a web page instead of data`,
			advice: 'Check the URL in the credential: it may be that of a login page or a proxy',
			httpCode: String(answer.statusCode),
		};
	}
	if (type.includes('json') && text !== '') {
		return {
			message: `${call.service.name} answered with JSON that is cut off or broken`,
			advice: 'A proxy between n8n and the server may limit the size of answers',
			httpCode: String(answer.statusCode),
		};
	}
	return undefined;
}
