import type { IDataObject, IHttpRequestOptions, NodeApiError } from 'n8n-workflow';
import type { Failure } from '../errors/errorFactory';
import type { ClientHost } from './host';
import type {
	Access,
	ApiRequest,
	HttpResponse,
	RequestSettings,
	Service,
	SessionKeeper,
} from './types';
import { pauseMs } from './backOff';
import { connectionFailure, isBroken, NOT_REACHED } from './connectionFailure';
import { hostState, noteAnswer, type HostState } from './hostState';
import { networkCode } from './networkCode';
import { urlOf } from './requestOptions';
import { discardBody, readBody } from './readBody';
import { Ended, untilAborted, within } from './within';
import { numberOf } from '../util/givenValue';
import { abortableSleep } from '../util/abortableSleep';
import { inFlightOf, throttleOf } from './throttle';
import { isOAuth2, refreshed } from './oauth2';
import { fileLength, FileBody } from './fileBody';
import { isByteStream } from '../util/byteStream';
import { NotSignedIn } from './session';

/** What sending needs of a client. */
export interface Sender {
	readonly host: ClientHost;
	readonly service: Service;
	readonly settings: RequestSettings;
	/** See `Turn` in `throttle.ts`. */
	readonly caller: object;
	access(): Promise<Access>;
	httpOptions(request: ApiRequest): Promise<IHttpRequestOptions>;
	fail(failure: Failure): NodeApiError;
	/** Keeps values out of all further errors. */
	addSecrets(values: unknown[]): void;
}

/** Longest total wait of one request for a busy server, in s, unless the node says otherwise. */
const LONGEST_WAIT_S = 60;
/** How often one request is sent at most, however long it may wait. */
const MOST_TRIES = 100;
/** Time for an answer that is not a file, in s: a default Mattermost server ends its own at 300 s. */
const ANSWER_TIME_S = 300;
/** Size of an answer that is not a file, in MB. */
const ANSWER_SIZE_MB = 50;
/** How often a request is sent again that collided with another one. */
const MOST_COLLISIONS = 5;

/** How long after an answer a server that is not reached counts as restarting, in ms. */
const KNOWN_FOR_MS = 600_000;
/** Renewing an OAuth2 token makes up to three requests of one, each with its time-out. */
const OAUTH2_REQUESTS = 3;

/**
 * A proxy between n8n and the server got no answer from it: the request may have been processed all the
 * same. 520 to 524 are Cloudflare's.
 */
const UNSURE_STATUS = new Set([408, 502, 503, 504, 520, 521, 522, 523, 524]);
/** Ended by ourselves while it was under way. */
const ENDED = new Set(['TOO_SLOW', 'TOO_LARGE', 'ERR_CANCELED']);

/**
 * Whether an error of an OAuth2 credential is the service's refusal of a new token: of the answers to
 * our own requests only 401 is thrown.
 */
const isNotRefreshed = (status: number, error: Error): boolean =>
	(status >= 400 && status < 500 && status !== 401 && status !== 429) ||
	/reconnect/i.test(error.message);

/** A file that is coming says nothing of a failure. */
const withoutFile = (answer: HttpResponse): HttpResponse =>
	isByteStream(answer.body) ? { ...answer, body: undefined } : answer;

/** What one attempt gave; `at` is when it was sent (epoch ms). */
type Outcome = { at: number } & ({ answer: HttpResponse } | { code: string; error: Error });

/** The user's number, or the default if it is negative or left empty. */
const given = (value: unknown, fallback: number): number => {
	const number = numberOf(value) ?? fallback;
	return number >= 0 ? number : fallback;
};

/** How large an answer may be that is read into memory, in bytes. */
export const largestAnswer = ({ answerSize }: RequestSettings): number =>
	given(answerSize, ANSWER_SIZE_MB) * 1_000_000 || Infinity;

/** A file of at most so many bytes is sent as soon as any other request. */
const SMALL_FILE = 1_000_000;

/** Whether the request carries a file: sending it may take its time. */
const carriesFile = ({ body }: ApiRequest): boolean => fileLength(body) !== undefined;

const sessionsOf = ({ service }: Sender, type: string): SessionKeeper | undefined =>
	service.sessions?.type === type ? service.sessions : undefined;

/** Sessions that one request is sent with: the stored one, one that another process has stored, one in memory, a new one. */
const MOST_SESSIONS = 4;

/**
 * Sends a request with the session of the credential, and again if that session has ended: with another one that this
 * process remembers, e.g. of the credential's test, and at last with a new one. The sign-in takes the way of the node's requests, with their proxy; n8n stores the session.
 * @throws NotSignedIn, what `send` throws
 */
async function sendWithSession(
	sender: Sender,
	sessions: SessionKeeper,
	send: () => Promise<HttpResponse>,
	abortSignal: AbortSignal,
): Promise<HttpResponse> {
	const { type, credentials } = await sender.access();
	const most = largestAnswer(sender.settings);
	const post = async (path: string, body: Record<string, string>) => {
		const sign = { method: 'POST', path, query: {}, body, idempotent: false } as const;
		const options = { ...(await sender.httpOptions(sign)), abortSignal };
		const answer = await sender.host.plainHttp(options);
		return { ...answer, body: await readBody(answer.body, most, abortSignal) };
	};
	for (let tries = 1; ; tries++) {
		const isNew = await untilAborted(
			abortSignal,
			async () => await sessions.begin(credentials, post),
		);
		const token = sessions.token(credentials);
		sender.addSecrets([token]);
		const first = await send();
		if (first.statusCode !== 401) return first;
		const answer = { ...first, body: await readBody(first.body, most, abortSignal) };
		if (!sessions.hasEnded(answer) || isNew || tries === MOST_SESSIONS) return answer;
		await sessions.giveUp(credentials, token, async () => await sender.host.credentials(type));
	}
}

async function sendOnce(
	sender: Sender,
	request: ApiRequest,
	options: IHttpRequestOptions,
): Promise<HttpResponse> {
	const { type, credentials, roots } = await sender.access();
	const { signal: cancel } = sender.host;
	const usesOAuth2 = !request.anonymous && isOAuth2(type);
	const sessions = request.anonymous ? undefined : sessionsOf(sender, type);
	const timeout = Number(options.timeout);
	// A longer time-out that the user gave is not cut by the default.
	const usual = Math.max(ANSWER_TIME_S, timeout / 1000);
	const answerMs = given(sender.settings.answerTime, usual) * 1000 || Infinity;
	const most = largestAnswer(sender.settings);
	/** Whether the server may be at work on the request itself. */
	let isUnderWay = false;
	const exchange = async (abortSignal: AbortSignal): Promise<HttpResponse> => {
		const send = async (more: Partial<IHttpRequestOptions> = {}) => {
			const whole = { ...options, abortSignal, ...more };
			const { body } = request;
			const file = body instanceof FileBody && !more.body ? await body.open() : undefined;
			if (file) whole.body = file as never;
			try {
				const answer = await untilAborted(abortSignal, async () => {
					isUnderWay = true;
					return request.anonymous
						? await sender.host.plainHttp(whole)
						: await sender.host.http(type, whole, credentials);
				});
				isUnderWay = answer.statusCode !== 401;
				return answer;
			} finally {
				file?.destroy();
			}
		};
		if (sessions) return await sendWithSession(sender, sessions, send, abortSignal);
		const first = await send();
		if (first.statusCode !== 401 || !usesOAuth2) return first;
		discardBody(first);
		const key = `${roots.site} ${String(credentials.clientId)}`;
		const renewed = await refreshed(key, send, request.body instanceof FileBody);
		// n8n has renewed the token with an answer that is no stream.
		return request.binary && !isByteStream(renewed.body) ? await send() : renewed;
	};
	const read = async (answer: HttpResponse, signal: AbortSignal): Promise<HttpResponse> => ({
		...answer,
		body: await readBody(answer.body, most, signal),
	});
	/** What ends while it signs in was not sent. */
	const ended = async (error: Error): Promise<never> => {
		if (!sessions || isUnderWay || !(error instanceof Ended)) throw error;
		throw new NotSignedIn(undefined, undefined, { code: error.code, error });
	};
	const isFile = request.binary === true || carriesFile(request);
	// One clock for both: a timer for each costs every request twice.
	if (!isFile && !usesOAuth2) {
		return await within(answerMs, cancel, async (signal) => {
			return await read(await exchange(signal), signal);
		}).catch(ended);
	}
	// n8n's timeout applies to silence only, and the renewal of a token has none.
	const sendMs = isFile ? Infinity : Math.min(answerMs, OAUTH2_REQUESTS * timeout);
	const begun = Date.now();
	const answer = await within(sendMs, cancel, exchange).catch(ended);
	if (request.binary && answer.statusCode < 400) return answer;
	const left = isFile ? answerMs : answerMs - (Date.now() - begun);
	return await within(left, cancel, async (signal) => await read(answer, signal));
}

/** @param may asked when its turn comes: whether it may still be sent; undefined if not */
async function attempt(
	sender: Sender,
	request: ApiRequest,
	state: HostState,
	may: () => boolean,
): Promise<Outcome | undefined> {
	const { type } = await sender.access();
	const options = await sender.httpOptions(request);
	const giveBack = await throttleOf(options.url).take({
		caller: sender.caller,
		limit: inFlightOf(sender.settings),
		isTransfer: request.binary === true || (fileLength(request.body) ?? 0) > SMALL_FILE,
		isUrgent: sender.host.isUrgent,
	});
	/** A file that is still coming keeps its place until it has come. */
	let isComing = false;
	const at = Date.now();
	try {
		if (sender.host.signal?.aborted)
			return { at, code: 'CANCELLED', error: new Error('cancelled') };
		if (!may()) return undefined;
		const answer = await sendOnce(sender, request, options);
		noteAnswer(state, answer);
		isComing = isByteStream(answer.body) && answer.body.destroyed !== true;
		if (isByteStream(answer.body)) answer.body.once('close', giveBack);
		return { at, answer };
	} catch (error) {
		if (error instanceof NotSignedIn) return { at, code: 'NOT_SIGNED_IN', error };
		const status = Number((error as IDataObject).httpCode);
		if (isOAuth2(type) && isNotRefreshed(status, error as Error)) {
			return { at, code: 'NOT_REFRESHED', error: error as Error };
		}
		if (status >= 400) {
			const context = (error as { context?: IDataObject }).context;
			const body = await readBody(context?.data ?? '', Infinity);
			return { at, answer: { statusCode: status, headers: {}, body } };
		}
		const code = networkCode(error) ?? 'UNKNOWN';
		if (code === 'ECONNREFUSED') state.refusedAt = Date.now();
		return { at, code, error: error as Error };
	} finally {
		if (!isComing) giveBack();
	}
}

/** Whether the server may or may not have processed the request. */
const isLost = (outcome: Outcome): boolean =>
	'answer' in outcome
		? UNSURE_STATUS.has(outcome.answer.statusCode)
		: isBroken(outcome.code) || ENDED.has(outcome.code);

/** Whether a request that may be repeated should be retried. */
const isPassing = (outcome: Outcome): boolean =>
	'answer' in outcome ? UNSURE_STATUS.has(outcome.answer.statusCode) : isBroken(outcome.code);

/** Whether a sign-in failed for a reason that passes; the request itself was not sent. */
const maySignInLater = (error: Error): boolean => {
	if (!(error instanceof NotSignedIn) || error.failure) return false;
	const { answer, network } = error;
	if (answer) return answer.statusCode === 429 || UNSURE_STATUS.has(answer.statusCode);
	return network !== undefined && (NOT_REACHED.has(network.code) || isBroken(network.code));
};

async function sendUntilAnswered(sender: Sender, request: ApiRequest): Promise<HttpResponse> {
	const access = await sender.access();
	const { credentials } = access;
	const longestMs = given(sender.settings.longestWait, LONGEST_WAIT_S) * 1000;
	const state = hostState(urlOf(request, access));
	const { deduplication } = request;
	const sent = sender.host.tries?.sent;
	const earlier = deduplication && sent?.get(deduplication.id);
	if (earlier && 'answer' in earlier) return earlier.answer;
	/** When the first sending whose answer was lost began; of an earlier try of the node too. */
	let lostAt = earlier?.lostAt;

	const keep = (answer: HttpResponse): HttpResponse => {
		deduplication?.made(answer);
		if (deduplication) sent?.set(deduplication.id, { answer });
		return answer;
	};
	const failureIn = (answer: HttpResponse): Failure | undefined =>
		redirected(sender, answer) ??
		sender.service.failure(withoutFile(answer), credentials, request) ??
		notJson(sender, request, answer);
	const failureOf = (outcome: Outcome): Failure | undefined => {
		if ('answer' in outcome) return failureIn(outcome.answer);
		const { error } = outcome;
		if (!(error instanceof NotSignedIn)) return connectionFailure(sender, outcome);
		const { failure, answer, network } = error;
		return (
			failure ??
			(answer && failureIn(answer)) ??
			connectionFailure(sender, network ?? { code: 'UNKNOWN', error })
		);
	};
	const giveUp = (outcome: Outcome | undefined): never => {
		const { message, httpCode, facts } =
			(outcome && failureOf(outcome)) ??
			({
				message: `It is unknown whether ${sender.service.name} made this change before`,
			} as Failure);
		const look = deduplication?.look ?? 'with Get or Get Many';
		throw sender.fail({
			message,
			advice: `The server may have made the change nonetheless, so it was not sent again; check ${look} before you repeat it`,
			httpCode,
			facts,
			// What is recognized can be looked for again by a further try of the node.
			unsure: !deduplication,
		});
	};
	/** Whether the server recognizes what comes twice. */
	let recognizes = false;
	/** Whether it can be sent now without the risk that it is processed twice. */
	const maySend = (): boolean =>
		!deduplication ||
		lostAt === undefined ||
		// A server that was down has forgotten what it worked on: what is not there will not come.
		state.refusedAt > lostAt ||
		(recognizes && Date.now() < lostAt + deduplication.forMs);
	/** Looks for a change whose answer was lost. @returns that answer, or that it may be sent again */
	const settle = async (outcome: Outcome | undefined): Promise<HttpResponse | 'send'> => {
		if (!deduplication || lostAt === undefined) return giveUp(outcome);
		const found = await deduplication.find(lostAt).catch(() => 'unknown' as const);
		if (typeof found === 'object') return found;
		recognizes = await deduplication.byServer().catch(() => false);
		return found === 'absent' && maySend() ? 'send' : giveUp(outcome);
	};

	if (lostAt !== undefined) {
		const found = await settle(undefined);
		if (found !== 'send') return keep(found);
	}
	let last: Outcome | undefined;
	let waitedMs = 0;
	/** Attempts without an answer since the last answer. */
	let unanswered = 0;
	for (let tries = 0; ; tries++) {
		const outcome = await attempt(sender, request, state, maySend);
		if (!outcome) return giveUp(last);
		last = outcome;
		const answer = 'answer' in outcome ? outcome.answer : undefined;
		const isUnderWay =
			lostAt !== undefined && answer !== undefined && deduplication?.underWay(answer) === true;
		const lost = !request.idempotent && (isLost(outcome) || isUnderWay);
		if (lost && lostAt === undefined) {
			lostAt = outcome.at;
			if (deduplication) sent?.set(deduplication.id, { lostAt });
		}
		const collided =
			tries < MOST_COLLISIONS && answer !== undefined && deduplication?.collided?.(answer) === true;
		const notDone =
			collided ||
			('code' in outcome
				? NOT_REACHED.has(outcome.code) || maySignInLater(outcome.error)
				: answer?.statusCode === 429);
		const again =
			notDone || (request.idempotent ? isPassing(outcome) : lost && deduplication !== undefined);
		const signIn =
			'error' in outcome && outcome.error instanceof NotSignedIn ? outcome.error : undefined;
		const waitMs = pauseMs((answer ?? signIn?.answer)?.headers, tries);
		unanswered = answer ? 0 : unanswered + 1;
		// A server that is not there is not worth a minute: three tries tell a restart from a wrong URL,
		// unless it answered a moment ago.
		const isRestart = sender.host.tries && notDone && Date.now() - state.answeredAt < KNOWN_FOR_MS;
		const hasTime =
			(unanswered <= 2 || isRestart) && tries + 1 < MOST_TRIES && waitedMs + waitMs <= longestMs;
		if (!again || (!hasTime && !lost)) {
			if (lostAt !== undefined && !answer) return giveUp(outcome);
			const failure = failureOf(outcome);
			if (lost && failure) return giveUp(outcome);
			if (failure) throw sender.fail(failure);
			return keep(answer!);
		}
		if (hasTime) await abortableSleep(waitMs, sender.host.signal);
		waitedMs += waitMs;
		if (hasTime && answer?.statusCode === 429) sender.host.limited?.(waitedMs);
		if (lostAt !== undefined) {
			const found = await settle(outcome);
			if (found !== 'send') return keep(found);
			if (!hasTime) return giveUp(outcome);
		}
	}
}

/**
 * Sends a request until there is a final answer. 429 and unreached servers are tried again for every
 * request; lost answers and 502, 503, 504 only where the request changes nothing. A change whose answer
 * is lost is sent again only if the server is known to deal with it once: it is looked for first. Where
 * that cannot be known, the error says so.
 * @throws NodeApiError
 */
export async function sendWithRetry(sender: Sender, request: ApiRequest): Promise<HttpResponse> {
	const end = await request.deduplication?.begin();
	try {
		return await sendUntilAnswered(sender, request);
	} finally {
		end?.();
	}
}

/** A followed redirect would turn a POST into a GET, so only reads are followed (`httpOptions`). */
function redirected(sender: Sender, { statusCode, headers }: HttpResponse): Failure | undefined {
	if (statusCode < 300 || statusCode >= 400) return undefined;
	let to = '';
	try {
		to = ` to ${new URL(String(headers.location)).origin}`;
	} catch {
		// A relative address says nothing about the server.
	}
	return {
		message: `${sender.service.name} redirects the request${to}`,
		advice: 'Enter the final URL, often with https, in the credential',
		httpCode: String(statusCode),
	};
}

function notJson(sender: Sender, request: ApiRequest, answer: HttpResponse): Failure | undefined {
	if (request.binary || typeof answer.body !== 'string') return undefined;
	const text = answer.body.trim();
	const type = String(answer.headers['content-type'] ?? '');
	if (/^<(!doctype|html)/i.test(text) || type.includes('text/html')) {
		return {
			message: `${sender.service.name} responded with a web page instead of data`,
			advice: 'Check the URL in the credential: it may be that of a login page or a proxy',
			httpCode: String(answer.statusCode),
		};
	}
	if (type.includes('json') && text !== '') {
		return {
			message: `${sender.service.name} responded with incomplete or invalid JSON`,
			advice: 'A proxy between n8n and the server may limit the size of responses',
			httpCode: String(answer.statusCode),
			...(request.idempotent ? {} : { unsure: true }),
		};
	}
	return undefined;
}
