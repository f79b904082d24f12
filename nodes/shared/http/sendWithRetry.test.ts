/** @jest-environment ./test/environment/alone */

import { NodeApiError, type IDataObject, type IHttpRequestOptions } from 'n8n-workflow';
import {
	broken,
	clientOf,
	failureOf,
	ok,
	service,
	status,
	turns,
	type Given,
} from '../../../test/support/units';
import { isUnsure } from '../errors/errorFactory';
import type { Tries } from '../execution/tries';
import { Readable } from 'stream';
import { FileBody } from './fileBody';
import { NotSignedIn } from './session';
import type { ApiRequest, Deduplication, HttpResponse } from './types';

const READ: ApiRequest = { method: 'GET', path: '/things', query: {}, idempotent: true };
const CHANGE: ApiRequest = {
	method: 'POST',
	path: '/things',
	query: {},
	body: { name: 'door' },
	idempotent: false,
};

/** A file of five bytes. @param onOpen gets each stream of it */
const storedFile = (onOpen = (_stream: Readable) => {}) =>
	new FileBody(5, async () => {
		const like = Readable.from([Buffer.from('image')]);
		onOpen(like);
		return { like: like as never, bytes: like };
	});

/** Without chance, pauses are half of the back-off: 250 ms, 500 ms, 1 s … up to 7.5 s. */
beforeEach(() => {
	jest.useFakeTimers({ now: Date.UTC(2026, 10, 28) });
	jest.spyOn(Math, 'random').mockReturnValue(0);
	jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
		const clock = new AbortController();
		setTimeout(() => clock.abort(), ms);
		return clock.signal;
	});
});

afterEach(() => {
	jest.restoreAllMocks();
	jest.useRealTimers();
});

/** Sends, and lets as much time pass as it takes; ends with when it ended, in ms. */
async function send(given: Given, request: ApiRequest = READ) {
	const unit = clientOf(given);
	return { ...unit, ...(await sendBy(unit.client, request)) };
}

async function sendBy(client: ReturnType<typeof clientOf>['client'], request: ApiRequest) {
	const begun = Date.now();
	let tookMs = -1;
	const work = client.send(request).finally(() => (tookMs = Date.now() - begun));
	work.catch(() => undefined);
	for (let step = 0; step < 4_000 && tookMs < 0; step++) {
		await jest.advanceTimersToNextTimerAsync();
	}
	if (tookMs < 0) throw new Error('It does not end');
	const outcome = await work.then(
		(answer) => ({ answer }),
		(error: Error & { description: string; httpCode?: string }) => ({ error }),
	);
	return { answer: undefined, error: undefined, ...outcome, tookMs };
}

const tries = (): Tries => ({
	id: 'run',
	done: new Map(),
	unsure: new Map(),
	sent: new Map(),
	passed: new Set<string>(),
});

describe('a good answer', () => {
	test('comes after its request was made once: a body may be large', async () => {
		const headersFor = jest.fn(() => ({}));
		await send({ replies: [ok('{}')], service: service({ headersFor }) }, CHANGE);
		expect(headersFor).toHaveBeenCalledTimes(1);
	});

	test('comes parsed, after one request', async () => {
		const { answer, sent } = await send({ replies: [ok('{"id":"1"}')] });
		expect(answer).toEqual({ statusCode: 200, headers: {}, body: { id: '1' } });
		expect(sent).toHaveLength(1);
		expect(sent[0]!.url).toMatch(/^https:\/\/server-\d+\.test\/api\/things$/);
	});

	test('an error of the server is not sent again, and in its words', async () => {
		const { error, sent, tookMs } = await send({ replies: [status(500)] });
		expect(error!.message).toBe('Words for 500');
		expect(error!.httpCode).toBe('500');
		expect(sent).toHaveLength(1);
		expect(tookMs).toBe(0);
	});

	test('what n8n throws for a status is an answer too', async () => {
		const thrown = Object.assign(new Error('Forbidden'), {
			httpCode: '403',
			context: { data: '{"message":"No permission"}' },
		});
		const { error } = await send({ replies: [thrown] });
		expect(error!.message).toBe('No permission');
		expect(error!.httpCode).toBe('403');
	});

	test('what n8n throws for a status without a body is one as well', async () => {
		const seen: HttpResponse[] = [];
		const failure = (answer: HttpResponse) => {
			seen.push(answer);
			return { message: 'no' };
		};
		await send({
			replies: [Object.assign(new Error(''), { httpCode: '400' })],
			service: service({ failure }),
		});
		expect(seen).toEqual([{ statusCode: 400, headers: {}, body: '' }]);
	});
});

describe('a server that limits the rate', () => {
	test.each([
		['a read', READ],
		['a change', CHANGE],
	])('%s is sent again until it gets through', async (_kind, request) => {
		const limited: number[] = [];
		const { answer, sent, tookMs } = await send(
			{
				replies: [status(429), status(429), ok({ id: '1' })],
				host: { limited: (ms) => limited.push(ms) },
			},
			request,
		);
		expect(answer!.body).toEqual({ id: '1' });
		expect(sent).toHaveLength(3);
		expect(tookMs).toBe(750);
		expect(limited).toEqual([250, 750]);
	});

	test('is told from one that is busy', async () => {
		const limited = jest.fn();
		const { tookMs } = await send({ replies: [status(503), ok({})], host: { limited } });
		expect(tookMs).toBe(250);
		expect(limited).not.toHaveBeenCalled();
	});

	test('is obeyed for as long as it asks', async () => {
		const { tookMs } = await send({ replies: [status(429, { 'retry-after': '20' }), ok({})] });
		expect(tookMs).toBe(20_000);
	});

	test.each([
		['60 s by default', undefined, 60_000],
		['as long as the node says', 5, 5_000],
		['not at all', 0, 0],
		['by default where the number is negative', -1, 60_000],
		['by default where it is left empty', '', 60_000],
	])('is waited for %s', async (_how, longestWait, atMost) => {
		const { error, tookMs, sent } = await send({
			replies: () => status(429),
			settings: longestWait === undefined ? undefined : { longestWait },
		});
		expect(error!.httpCode).toBe('429');
		expect(tookMs).toBeLessThanOrEqual(atMost);
		expect(tookMs + 7_500).toBeGreaterThanOrEqual(atMost);
		if (atMost === 0) expect(sent).toHaveLength(1);
	});

	test('that asks for exactly the whole wait is waited for, for more not', async () => {
		const replies = (seconds: string) => [status(429, { 'retry-after': seconds }), ok({})];
		const settings = { longestWait: 30 };
		expect((await send({ replies: replies('30'), settings })).answer).toBeDefined();
		const more = await send({ replies: replies('31'), settings });
		expect(more.error!.httpCode).toBe('429');
		expect(more.tookMs).toBe(0);
	});

	test('gets no more than 100 requests, however long the wait', async () => {
		const { sent } = await send({ replies: () => status(429), settings: { longestWait: 1e6 } });
		expect(sent).toHaveLength(100);
	});

	test('is no reason to doubt whether the change was made', async () => {
		const { error } = await send({ replies: [status(429)], settings: { longestWait: 0 } }, CHANGE);
		expect(isUnsure(error)).toBe(false);
	});
});

describe('a server that is not reached', () => {
	test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
		'%s: three tries, for a change too, which was surely not made',
		async (code) => {
			const { error, sent, tookMs } = await send({ replies: () => broken(code) }, CHANGE);
			expect(sent).toHaveLength(3);
			expect(tookMs).toBe(750);
			expect(error!.message).toBe('Mattermost cannot be reached');
			expect(isUnsure(error)).toBe(false);
		},
	);

	test('and is there again at the third try', async () => {
		const { answer } = await send(
			{ replies: [broken('ECONNREFUSED'), broken('ECONNREFUSED'), ok({ id: '1' })] },
			CHANGE,
		);
		expect(answer!.body).toEqual({ id: '1' });
	});

	test('an answer in between lets the three tries begin again', async () => {
		const down = broken('ECONNREFUSED');
		const { answer } = await send({ replies: [down, down, status(429), down, down, ok({})] });
		expect(answer).toBeDefined();
	});

	test('is waited for during a restart, but only in workflows and if it has just answered', async () => {
		let isUp = true;
		const replies = () => (isUp ? ok({}) : broken('ECONNREFUSED'));
		const workflow = clientOf({ replies, host: { tries: tries() } });
		const editor = clientOf({ replies });
		for (const { client } of [workflow, editor]) await client.send(READ);
		isUp = false;
		await sendBy(editor.client, READ);
		expect(editor.sent).toHaveLength(1 + 3);
		const waited = await sendBy(workflow.client, READ);
		expect(waited.tookMs).toBeGreaterThan(50_000);
		isUp = true;
		await workflow.client.send(READ);
		isUp = false;
		// Ten minutes later nobody knows whether it is still meant to be there.
		await jest.advanceTimersByTimeAsync(600_000);
		const before = workflow.sent.length;
		await sendBy(workflow.client, READ);
		expect(workflow.sent.length - before).toBe(3);
	});

	test('a certificate that is not trusted is not tried again', async () => {
		const { error, sent } = await send({ replies: [broken('CERT_HAS_EXPIRED')] }, CHANGE);
		expect(sent).toHaveLength(1);
		expect(error!.message).toContain('has expired');
		expect(isUnsure(error)).toBe(false);
	});

	test('an error without a code says what it is', async () => {
		const { error } = await send({ replies: [new Error('Invalid URL')] });
		expect(error!.message).toContain('Invalid URL');
		expect(error!.description).toContain('code UNKNOWN');
	});
});

const LOST_CODES = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'Z_BUF_ERROR', 'HPE_INVALID_CONSTANT'];
const LOST_STATUS = [408, 502, 503, 504, 520, 521, 522, 523, 524];

describe('an answer that is lost', () => {
	test.each([...LOST_CODES.map((code) => broken(code)), ...LOST_STATUS.map((one) => status(one))])(
		'%#: a read is sent again, a change is not, and nobody knows whether it was made',
		async (lost) => {
			const read = await send({ replies: [lost, lost, ok({ id: '1' })] });
			expect(read.answer!.body).toEqual({ id: '1' });
			const change = await send({ replies: [lost] }, CHANGE);
			expect(change.sent).toHaveLength(1);
			expect(isUnsure(change.error)).toBe(true);
			expect(change.error!.description).toContain(
				'may have made the change nonetheless, so it was not sent again; check with Get or Get Many before you repeat it',
			);
		},
	);

	test('a read that never gets through fails with the reason, and with no doubt', async () => {
		const { error, sent } = await send({ replies: () => broken('ECONNRESET') });
		expect(sent).toHaveLength(3);
		expect(error!.message).toContain('was lost before it responded');
		expect(error!.description).not.toContain('nonetheless');
		expect(isUnsure(error)).toBe(false);
	});

	test('a lost answer is not waited for as a restart is', async () => {
		const unit = clientOf({
			replies: (_, number) => (number === 0 ? ok({}) : broken('ECONNRESET')),
			host: { tries: tries() },
		});
		await unit.client.send(READ);
		await sendBy(unit.client, READ);
		expect(unit.sent).toHaveLength(1 + 3);
	});

	test('the status of a proxy stands in the error', async () => {
		const { error } = await send({ replies: [status(504)] }, CHANGE);
		expect(error!.httpCode).toBe('504');
		expect(error!.message).toBe('Words for 504');
	});

	test('a service that takes such a status for none is believed', async () => {
		const { answer } = await send(
			{ replies: [status(503)], service: service({ failure: () => undefined }) },
			CHANGE,
		);
		expect(answer!.statusCode).toBe(503);
	});
});

describe('time and size', () => {
	const never = async () => await new Promise(() => undefined);

	test.each([
		['300 s by default', {}, 300_000],
		['as long as the node says', { answerTime: 20 }, 20_000],
		['as long as a longer time-out', { timeout: 500_000 }, 500_000],
		['by default for a negative number', { answerTime: -5 }, 300_000],
		['by default for nothing', { answerTime: '' }, 300_000],
		['as long as a text of a number says', { answerTime: '20' }, 20_000],
	])('an answer is waited for %s', async (_how, settings, ms) => {
		const { error, tookMs, sent } = await send({ replies: never, settings });
		expect(error!.message).toContain('did not complete its response in time');
		expect(tookMs).toBe(ms);
		expect(sent).toHaveLength(1);
	});

	test('a change that takes too long may have been made', async () => {
		const { error } = await send({ replies: never, settings: { answerTime: 1 } }, CHANGE);
		expect(isUnsure(error)).toBe(true);
	});

	/** A body that comes in pieces, each after so many ms. */
	const stream = (pieceMs: number, pieces: Array<string | Buffer>) => {
		let stop = (_error?: Error) => {};
		const ended = new Promise<never>((_, reject) => (stop = (error) => reject(error!)));
		ended.catch(() => undefined);
		return {
			async *[Symbol.asyncIterator]() {
				for (const piece of pieces) {
					const later = new Promise<void>((resolve) => setTimeout(resolve, pieceMs));
					await Promise.race([later, ended]);
					yield Buffer.isBuffer(piece) ? piece : Buffer.from(piece);
				}
			},
			destroy: (error?: Error) => error && stop(error),
		};
	};

	/** Headers after 4 s, then a byte each second. */
	const drips = async () => {
		await new Promise((resolve) => setTimeout(resolve, 4_000));
		return ok(
			stream(
				1_000,
				Array.from({ length: 100 }, () => ' '),
			),
		);
	};

	test('one that drips is ended within the same time, headers and body together', async () => {
		const { error, tookMs } = await send({
			replies: drips,
			settings: { answerTime: 10 },
		});
		expect(error!.message).toContain('in time');
		expect(tookMs).toBe(10_000);
	});

	test('the whole time is that of both also where a token may have to be renewed', async () => {
		const { tookMs } = await send({
			service: service({ credential: () => 'testOAuth2Api' }),
			credentials: { clientId: 'client', oauthTokenData: { access_token: 'access-token' } },
			replies: drips,
			settings: { answerTime: 10 },
		});
		expect(tookMs).toBe(10_000);
	});

	test('a file that is refused says why', async () => {
		const { error } = await send(
			{ replies: [status(400, {}, stream(1, ['{"message":"Too old"}']))] },
			{ ...READ, binary: true },
		);
		expect(error!.message).toBe('Too old');
	});

	test('a file is handed on as it comes', async () => {
		const file = Object.assign(stream(1, ['x']), { once: () => undefined });
		const { answer } = await send({ replies: [ok(file)] }, { ...READ, binary: true });
		expect(answer!.body).toBe(file);
	});

	test('one that comes slowly but in time is whole', async () => {
		const { answer } = await send({
			replies: [ok(stream(1_000, ['{"id":', '"ü"}']))],
			settings: { answerTime: 10 },
		});
		expect(answer!.body).toEqual({ id: 'ü' });
	});

	test.each([
		['50 MB by default', {}, 51],
		['as large as the node says', { answerSize: 1 }, 2],
	])('an answer may have %s', async (_how, settings, megabytes) => {
		const piece = Buffer.alloc(1_000_000, 'x');
		const body = stream(
			0,
			Array.from({ length: megabytes }, () => piece),
		);
		const { error } = await send({ replies: [ok(body)], settings });
		expect(error!.message).toContain('exceeds the maximum size');
		const smaller = stream(
			0,
			Array.from({ length: megabytes - 1 }, () => piece),
		);
		expect((await send({ replies: [ok(smaller)], settings })).answer).toBeDefined();
	});

	test('0 stands for no limit', async () => {
		const settings = { answerTime: 0, answerSize: 0 };
		const slow = stream(400_000, [Buffer.alloc(60_000_000, 'x'), 'the end']);
		const { answer } = await send({ replies: [ok(slow)], settings });
		expect(String(answer!.body).slice(-7)).toBe('the end');
	});

	test.each([
		['a file', { ...CHANGE, body: Buffer.from('x') }],
		['a file of the store', { ...CHANGE, body: storedFile() }],
		['a request for a file', { ...READ, binary: true }],
	])('%s is sent without a limit of its own', async (_what, request) => {
		const replies = async () => {
			await new Promise((resolve) => setTimeout(resolve, 900_000));
			return ok('{}');
		};
		expect((await send({ replies }, request)).answer).toBeDefined();
	});

	test('the answer to an upload has the whole time, counted from its headers', async () => {
		const replies = async () => {
			await new Promise((resolve) => setTimeout(resolve, 900_000));
			return ok(stream(8_000, ['{}']));
		};
		const request = { ...CHANGE, body: Buffer.from('x') };
		const { answer } = await send({ replies, settings: { answerTime: 10 } }, request);
		expect(answer!.body).toEqual({});
		const slow = await send({ replies, settings: { answerTime: 7 } }, request);
		expect(slow.error!.message).toContain('in time');
	});

	test('a file is passed on as it came, its refusal is read', async () => {
		const file = Buffer.from('{"not":"parsed"}');
		const request = { ...READ, binary: true };
		expect((await send({ replies: [ok(file)] }, request)).answer!.body).toBe(file);
		const refusal = Buffer.from('{"message":"No such file"}');
		const { error } = await send({ replies: [status(404, {}, refusal)] }, request);
		expect(error!.message).toBe('No such file');
	});
});

test('a file of the store is opened for each attempt, and closed', async () => {
	const opened: Readable[] = [];
	const body = storedFile((stream) => opened.push(stream));
	const lost = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
	const request = { ...CHANGE, idempotent: true, body };
	const { sent, answer } = await send({ replies: [lost, ok('{}')] }, request);
	expect(answer!.statusCode).toBe(200);
	expect(opened).toHaveLength(2);
	expect(sent[0]!.body).not.toBe(sent[1]!.body);
	expect(sent.map(({ headers }) => headers!['Content-Length'])).toEqual(['5', '5']);
	for (const one of sent) expect((one.body as unknown as Readable).destroyed).toBe(true);
});

describe('a cancelled execution', () => {
	test('sends nothing more', async () => {
		const { error, sent } = await send({ host: { signal: AbortSignal.abort() } });
		expect(sent).toHaveLength(0);
		expect(error!.message).toBe('The execution was cancelled');
	});

	test('ends what is under way; a change may have been made', async () => {
		const cancel = new AbortController();
		setTimeout(() => cancel.abort(), 2_000);
		const given = {
			replies: async () => await new Promise(() => undefined),
			host: { signal: cancel.signal },
		};
		const { error, tookMs } = await send(given, CHANGE);
		expect(tookMs).toBe(2_000);
		expect(error!.message).toBe('The execution was cancelled');
		expect(isUnsure(error)).toBe(true);
	});

	test('ends a pause soon', async () => {
		const cancel = new AbortController();
		setTimeout(() => cancel.abort(), 2_000);
		const { tookMs, sent } = await send({
			replies: () => status(429, { 'retry-after': '50' }),
			host: { signal: cancel.signal },
		});
		expect(tookMs).toBeLessThanOrEqual(2_500);
		expect(sent).toHaveLength(1);
	});
});

describe('a redirect', () => {
	test('is not followed, and names where it leads', async () => {
		const location = 'https://new.example.com/login?token=x';
		const { error } = await send({ replies: [status(302, { location })] }, CHANGE);
		expect(error!.message).toBe('Mattermost redirects the request to https://new.example.com');
		expect(error!.description).toContain('Enter the final URL');
		expect(error!.httpCode).toBe('302');
		expect(isUnsure(error)).toBe(false);
	});

	test.each(['/login', undefined])('to %j leads nowhere that could be named', async (location) => {
		const { error } = await send({ replies: [status(399, { location })] });
		expect(error!.message).toBe('Mattermost redirects the request');
	});

	test('300 is one, 299 is an answer', async () => {
		expect((await send({ replies: [status(300)] })).error!.message).toContain('redirects');
		expect((await send({ replies: [status(299)] })).answer!.statusCode).toBe(299);
	});
});

describe('what is no data', () => {
	const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

	test.each([
		['  <!DOCTYPE html><html></html>', {}],
		['<html lang="en">', {}],
		['Sign in', { 'content-type': 'text/html; charset=utf-8' }],
	])('a web page %#', async (body, headers) => {
		const { error } = await send({ replies: [ok(body, headers)] });
		expect(error!.message).toBe('Mattermost responded with a web page instead of data');
		expect(error!.description).toContain('login page or a proxy');
		expect(error!.httpCode).toBe('200');
	});

	test.each([
		['a read', READ, false],
		['a change', CHANGE, true],
	])('JSON that was cut, of %s', async (_kind, request, unsure) => {
		const { error } = await send({ replies: [ok('{"id":"1', JSON_TYPE)] }, request);
		expect(error!.message).toBe('Mattermost responded with incomplete or invalid JSON');
		expect(error!.description).toContain('A proxy');
		expect(error!.httpCode).toBe('200');
		expect(isUnsure(error)).toBe(unsure);
	});

	test.each([
		['nothing', ' ', JSON_TYPE],
		['a text', 'OK', { 'content-type': 'text/plain' }],
		['a text without a type', 'pong', {}],
		['a text about <html', 'about <html', {}],
		['an object', '{"message":"<html"}', JSON_TYPE],
	])('%s is an answer', async (_what, body, headers) => {
		expect((await send({ replies: [ok(body, headers)] })).answer!.statusCode).toBe(200);
	});

	test('a file may be a web page', async () => {
		const request = { ...READ, binary: true };
		const { answer } = await send(
			{ replies: [ok('<html>', { 'content-type': 'text/html' })] },
			request,
		);
		expect(answer!.body).toBe('<html>');
	});
});

describe('how many are under way', () => {
	/** The most requests at once, of 30 that are sent together. */
	const mostOf = async (settings: IDataObject | undefined, request = READ) => {
		let under = 0;
		let most = 0;
		const { client } = clientOf({
			settings,
			replies: async () => {
				most = Math.max(most, ++under);
				await turns(20);
				under--;
				return ok({});
			},
		});
		await Promise.all(Array.from({ length: 30 }, async () => await client.send(request)));
		return most;
	};

	test.each([
		[undefined, 10],
		[{ inFlight: 3 }, 3],
		[{ inFlight: 2.9 }, 2],
		[{ inFlight: 0.5 }, 1],
		[{ inFlight: 0 }, 10],
		[{ inFlight: -4 }, 1],
		[{ inFlight: '' }, 10],
	])('%j: %i', async (settings, most) => {
		expect(await mostOf(settings)).toBe(most);
	});

	test.each<[string, ApiRequest, number]>([
		['downloads', { ...READ, binary: true }, 5],
		['large files', { ...CHANGE, body: Buffer.alloc(1_000_001) }, 5],
		['small files', { ...CHANGE, body: Buffer.alloc(1_000_000) }, 10],
	])('%s leave room for others', async (_what, request, most) => {
		expect(await mostOf(undefined, request)).toBe(most);
	});

	/** A file that has come when it is closed. */
	const coming = (destroyed = false) => {
		const file = Object.assign(Readable.from([Buffer.from('x')]), {
			close: () => undefined as void,
			once: (_event: string, listener: () => void) => void (file.close = listener),
		});
		Object.defineProperty(file, 'destroyed', { value: destroyed });
		return file;
	};

	test('a file is under way until it has come', async () => {
		const file = coming();
		const { client, sent } = clientOf({
			settings: { inFlight: 1 },
			replies: [ok(file), ok({})],
		});
		await client.send({ ...READ, binary: true });
		const next = client.send(READ);
		await turns(50);
		expect(sent).toHaveLength(1);
		file.close();
		await next;
		expect(sent).toHaveLength(2);
	});

	test('a file that broke off at once is not', async () => {
		const { client } = clientOf({
			settings: { inFlight: 1 },
			replies: [ok(coming(true)), ok({})],
		});
		await client.send({ ...READ, binary: true });
		expect((await client.send(READ)).statusCode).toBe(200);
	});
});

describe('OAuth2', () => {
	const oauth = (replies: Given['replies'], more: Given = {}): Given => ({
		replies,
		service: service({ credential: () => 'testOAuth2Api' }),
		credentials: { clientId: 'client', oauthTokenData: { access_token: 'access-token' } },
		...more,
	});

	test('an expired token is renewed by n8n, which must see the 401 itself', async () => {
		const { answer, sent } = await send(oauth([status(401), status(401), ok({ id: '1' })]));
		expect(answer!.body).toEqual({ id: '1' });
		expect(sent.map(({ ignoreHttpStatusErrors }) => ignoreHttpStatusErrors)).toEqual([
			true,
			true,
			false,
		]);
	});

	test('a good answer renews nothing', async () => {
		expect((await send(oauth([ok({ id: '1' })]))).sent).toHaveLength(1);
	});

	test.each([
		{ what: 'the file itself', renewing: Readable.from(['x']), sends: 3 },
		{ what: 'its bytes, which are asked for again', renewing: 'x', sends: 4 },
	])('a file comes as a stream, where the renewal gave $what', async ({ renewing, sends }) => {
		const replies = [status(401), status(401), ok(renewing), ok(Readable.from(['x']))];
		const { answer, sent } = await send(oauth(replies), { ...READ, binary: true });
		expect(answer!.body).toBeInstanceOf(Readable);
		expect(sent).toHaveLength(sends);
	});

	test('a 401 of another kind of credential, or without one, is final', async () => {
		expect((await send({ replies: [status(401)] })).error!.httpCode).toBe('401');
		const anonymous = { ...READ, anonymous: true };
		expect((await send(oauth([status(401)]), anonymous)).error!.httpCode).toBe('401');
	});

	test.each([400, 403, 499])('the refusal of a new token, %i', async (code) => {
		const refusal = Object.assign(new Error('invalid_grant'), { httpCode: String(code) });
		const { error, sent } = await send(oauth([refusal]), CHANGE);
		expect(error!.message).toContain('no longer accepts the connection of the credential');
		expect(error!.httpCode).toBe('401');
		expect(sent).toHaveLength(1);
		expect(isUnsure(error)).toBe(false);
	});

	test('n8n’s own words for it', async () => {
		const { error } = await send(oauth([new Error('Please reconnect your account')]));
		expect(error!.message).toContain('no longer accepts the connection');
	});

	test.each([401, 429, 500])('a thrown %i is the answer to the request', async (code) => {
		const thrown = Object.assign(new Error('x'), {
			httpCode: String(code),
			context: { data: { message: `Thrown ${code}` } },
		});
		const { error } = await send(oauth(() => thrown, { settings: { longestWait: 0 } }));
		expect(error!.message).toBe(`Thrown ${code}`);
	});

	test('another kind of credential knows no such refusal', async () => {
		const thrown = Object.assign(new Error('x'), {
			httpCode: '400',
			context: { data: { message: 'Bad' } },
		});
		expect((await send({ replies: [thrown] })).error!.message).toBe('Bad');
	});

	test('a renewal that hangs ends after three time-outs', async () => {
		const never = async () => await new Promise(() => undefined);
		const { tookMs } = await send(oauth(never, { settings: { timeout: 2_000 } }));
		expect(tookMs).toBe(6_000);
		const soon = await send(oauth(never, { settings: { timeout: 2_000, answerTime: 5 } }));
		expect(soon.tookMs).toBe(5_000);
	});
});

describe('a request without the credential', () => {
	test('goes the plain way', async () => {
		const plain = jest.fn(async () => ({ statusCode: 200, headers: {}, body: 'ok' }));
		const { answer, sent } = await send(
			{ host: { plainHttp: plain } },
			{ ...READ, anonymous: true },
		);
		expect(answer!.body).toBe('ok');
		expect(plain).toHaveBeenCalledTimes(1);
		expect(sent).toHaveLength(0);
	});
});

describe('a change that the server can recognize', () => {
	const LOST = broken('ECONNRESET');

	function recognized(more: Partial<Deduplication> = {}) {
		const log: string[] = [];
		const deduplication: Deduplication = {
			id: 'mark',
			begin: async () => {
				log.push('begin');
				return () => log.push('end');
			},
			forMs: 10_000,
			byServer: async () => true,
			underWay: () => false,
			find: async () => 'absent',
			made: ({ body }) => log.push(`made ${JSON.stringify(body)}`),
			look: 'in the channel',
			...more,
		};
		return { log, request: { ...CHANGE, deduplication } };
	}

	test('is announced, and told when it is made', async () => {
		const { log, request } = recognized();
		await send({ replies: [ok({ id: '1' })] }, request);
		expect(log).toEqual(['begin', 'made {"id":"1"}', 'end']);
	});

	test('is given up in the end also when it fails', async () => {
		const { log, request } = recognized();
		await send({ replies: [status(400)] }, request);
		expect(log).toEqual(['begin', 'end']);
	});

	test('is sent again after a lost answer, once it was looked for', async () => {
		const find = jest.fn(async () => 'absent' as const);
		const { log, request } = recognized({ find });
		const begun = Date.now();
		const { answer, sent, tookMs } = await send({ replies: [LOST, ok({ id: '1' })] }, request);
		expect(answer!.body).toEqual({ id: '1' });
		expect(sent).toHaveLength(2);
		expect(tookMs).toBe(250);
		expect(find).toHaveBeenCalledWith(begun);
		expect(log).toEqual(['begin', 'made {"id":"1"}', 'end']);
	});

	test('is not sent again where the first sending made it', async () => {
		const found = { statusCode: 200, headers: {}, body: { id: 'found' } };
		const { log, request } = recognized({ find: async () => found });
		const { answer, sent } = await send({ replies: [LOST] }, request);
		expect(answer).toEqual(found);
		expect(sent).toHaveLength(1);
		expect(log).toEqual(['begin', 'made {"id":"found"}', 'end']);
	});

	test.each([
		['nobody can know whether it is there', { find: async () => 'unknown' as const }],
		['looking for it fails', { find: async () => await Promise.reject(new Error('away')) }],
		['the server recognizes nothing', { byServer: async () => false }],
		[
			'nobody knows whether it does',
			{ byServer: async () => await Promise.reject(new Error('x')) },
		],
		['it would come too late to be recognized', { forMs: 200 }],
	])('is not sent again where %s, and the error says where to look', async (_why, more) => {
		const { request } = recognized(more);
		const { error, sent } = await send({ replies: [LOST] }, request);
		expect(sent).toHaveLength(1);
		expect(error!.message).toContain('was lost before it responded');
		expect(error!.description).toContain('check in the channel before you repeat it');
		// A further try of the node looks for it again.
		expect(isUnsure(error)).toBe(false);
	});

	test('is sent again also to a server that recognizes nothing, if it has been down since', async () => {
		const replies = async (_: unknown, number: number) => {
			if (number === 0) {
				// Of another request: the server is down.
				setTimeout(() => void client.send(READ).catch(() => undefined), 100);
				return LOST;
			}
			return number === 1 ? broken('ECONNREFUSED') : ok({ id: '1' });
		};
		const { request } = recognized({ byServer: async () => false });
		const { client, sent } = clientOf({ replies });
		const { answer } = await sendBy(client, request);
		expect(answer!.body).toEqual({ id: '1' });
		expect(sent.length).toBeGreaterThanOrEqual(3);
	});

	test('is not sent again for another failure than that the server is down', async () => {
		const { request } = recognized({ byServer: async () => false });
		const replies = async () => {
			await new Promise((resolve) => setTimeout(resolve, 50));
			return LOST;
		};
		const { error, sent } = await send({ replies }, request);
		expect(sent).toHaveLength(1);
		expect(error!.description).toContain('check in the channel before you repeat it');
	});

	test('is sent again where somebody else did the same just then, five times at most', async () => {
		const { request } = recognized({ collided: ({ statusCode }) => statusCode === 409 });
		const once = await send({ replies: [status(409), ok({ id: '1' })] }, request);
		expect([once.answer!.body, once.sent.length]).toEqual([{ id: '1' }, 2]);
		const always = await send({ replies: () => status(409) }, request);
		expect([always.error!.message, always.sent.length]).toEqual(['Words for 409', 6]);
	});

	test('keeps being looked for with the time of the first loss', async () => {
		const find = jest.fn(async () => 'absent' as const);
		const { request } = recognized({ find });
		const begun = Date.now();
		await send({ replies: [LOST, status(503), ok({})] }, request);
		expect(find.mock.calls).toEqual([[begun], [begun]]);
	});

	test('that is still being worked on is waited for', async () => {
		const found: Array<'absent' | HttpResponse> = [
			'absent',
			{ statusCode: 200, headers: {}, body: { id: 'slow' } },
		];
		const { request } = recognized({
			find: async () => found.shift()!,
			underWay: ({ statusCode }) => statusCode === 400,
		});
		const { answer, sent } = await send({ replies: [LOST, status(400)] }, request);
		expect(answer!.body).toEqual({ id: 'slow' });
		expect(sent).toHaveLength(2);
	});

	test('is refused without a doubt where nothing was lost before', async () => {
		const { request } = recognized({ underWay: ({ statusCode }) => statusCode === 400 });
		const { error } = await send({ replies: [status(400)] }, request);
		expect(error!.message).toBe('Words for 400');
		expect(error!.description).not.toContain('nonetheless');
	});

	test('is looked for a last time when there is no time left to send it again', async () => {
		const find = jest.fn(async () => ({ statusCode: 200, headers: {}, body: { id: 'late' } }));
		const { request } = recognized({ find });
		const settings = { longestWait: 0 };
		const found = await send({ replies: [LOST], settings }, request);
		expect(found.answer!.body).toEqual({ id: 'late' });
		const absent = await send({ replies: [LOST], settings }, recognized().request);
		expect(absent.sent).toHaveLength(1);
		expect(absent.error!.description).toContain('nonetheless');
	});

	test('waits its turn, and is not sent then if it could be made twice', async () => {
		let first = true;
		const { client, sent } = clientOf({
			settings: { inFlight: 1 },
			replies: async (options) => {
				if (options.method === 'GET') {
					await new Promise((resolve) => setTimeout(resolve, 30_000));
					return ok({});
				}
				if (!first) throw new Error('It was sent twice');
				first = false;
				return LOST;
			},
		});
		const { request } = recognized();
		setTimeout(() => void client.send(READ), 10);
		const { error } = await sendBy(client, request);
		expect(error!.message).toContain('was lost before it responded');
		expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
	});

	describe('in a further try of the node', () => {
		test('is not sent again where it was answered', async () => {
			const host = { tries: tries() };
			const { log, request } = recognized();
			await send({ replies: [ok({ id: '1' })], host }, request);
			const again = await send({ replies: [], host }, request);
			expect(again.answer!.body).toEqual({ id: '1' });
			expect(again.sent).toHaveLength(0);
			expect(log).toEqual(['begin', 'made {"id":"1"}', 'end', 'begin', 'end']);
		});

		test('is looked for first where its answer was lost', async () => {
			const host = { tries: tries() };
			const lostAt = Date.now();
			await send({ replies: [LOST], host }, recognized({ find: async () => 'unknown' }).request);
			expect(host.tries.sent.get('mark')).toEqual({ lostAt });
			const body = { id: 'there' };
			const find = jest.fn(async () => ({ statusCode: 200, headers: {}, body }));
			const again = await send({ replies: [], host }, recognized({ find }).request);
			expect(find).toHaveBeenCalledWith(lostAt);
			expect(again.answer!.body).toEqual(body);
			expect(again.sent).toHaveLength(0);
		});

		test('is sent where it is not there, and the server would recognize it', async () => {
			const host = { tries: tries() };
			await send({ replies: [LOST], host }, recognized({ find: async () => 'unknown' }).request);
			const again = await send({ replies: [ok({ id: '2' })], host }, recognized().request);
			expect(again.answer!.body).toEqual({ id: '2' });
		});

		test('is not sent where nobody can know, and the error says so', async () => {
			const host = { tries: tries() };
			const { request } = recognized({ find: async () => 'unknown' });
			await send({ replies: [LOST], host }, request);
			const { error, sent } = await send({ replies: [], host }, request);
			expect(error!.message).toBe('It is unknown whether Mattermost made this change before');
			expect(sent).toHaveLength(0);
		});

		test('a refusal is kept as little as a success of something else', async () => {
			const host = { tries: tries() };
			const { request } = recognized();
			await send({ replies: [status(400)], host }, request);
			expect(host.tries.sent.size).toBe(0);
			expect((await send({ replies: [ok({})], host }, request)).sent).toHaveLength(1);
		});
	});
});

test('a request that only just fails is told from one that works in part', async () => {
	const request = {
		...CHANGE,
		failed: ({ problem }: IDataObject) => (problem ? { message: String(problem) } : undefined),
	};
	const error = await failureOf(
		clientOf({ replies: [ok({ problem: 'Two of three' })] }).client.send(request),
	);
	expect(error.message).toBe('Two of three');
	expect(await clientOf({ replies: [ok({})] }).client.send(request)).toBeDefined();
});

describe('a credential that signs in by itself', () => {
	const never = async () => await new Promise<never>(() => undefined);
	/** @param begin gives whether it has signed in */
	const signingIn = (begin: () => Promise<boolean | undefined>) =>
		service({
			sessions: {
				type: 'testApi',
				begin: async () => (await begin()) === true,
				token: () => 'session-token',
				hasEnded: ({ statusCode }) => statusCode === 401,
				giveUp: async () => undefined,
			},
		});

	test.each([
		{ what: 'a change', request: CHANGE },
		{ what: 'a file', request: { ...CHANGE, body: storedFile() } },
	])('$what is not sent while it signs in, so nothing was made in time', async ({ request }) => {
		const cancel = new AbortController();
		setTimeout(() => cancel.abort(), 400_000);
		const { error, sent, tookMs } = await send(
			{ service: signingIn(never), host: { signal: cancel.signal } },
			request,
		);
		expect(sent).toHaveLength(0);
		expect(tookMs).toBeGreaterThanOrEqual(300_000);
		expect(isUnsure(error!)).toBe(false);
		expect(error!.description).not.toContain('nonetheless');
	});

	const network = (code: string) =>
		new NotSignedIn(undefined, undefined, { code, error: broken(code) });
	const answered = (statusCode: number) =>
		new NotSignedIn(undefined, {
			statusCode,
			headers: {},
			body: { message: `Words for ${statusCode}` },
		});
	const refused = new NotSignedIn(
		{ message: 'Wrong password', httpCode: '401' },
		{
			statusCode: 429,
			headers: {},
			body: '',
		},
	);

	test.each([
		{ what: 'a server that is not there', why: network('ECONNREFUSED'), isTriedAgain: true },
		{ what: 'a connection that broke', why: network('ECONNRESET'), isTriedAgain: true },
		{ what: 'a certificate', why: network('CERT_HAS_EXPIRED'), says: 'certificate' },
		{ what: 'the rate limit', why: answered(429), isTriedAgain: true },
		{ what: 'a proxy', why: answered(503), isTriedAgain: true },
		{ what: 'a page', why: answered(404), says: 'Words for 404' },
		{ what: 'the account', why: refused, says: 'Wrong password' },
		{ what: 'nothing known', why: new NotSignedIn() },
	])('a sign-in that fails for $what: tried again $isTriedAgain', async (given) => {
		const { why, isTriedAgain, says = '' } = given;
		let times = 0;
		const begin = async () => (++times === 1 ? await Promise.reject(why) : undefined);
		const { error, sent } = await send({ service: signingIn(begin), replies: [ok({})] }, CHANGE);
		expect([times, sent.length]).toEqual(isTriedAgain ? [2, 1] : [1, 0]);
		if (isTriedAgain) return expect(error).toBeUndefined();
		expect(isUnsure(error!)).toBe(false);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error!.message).toContain(says);
	});

	test('the rate limit of signing in says how long to wait', async () => {
		let times = 0;
		const limited = { statusCode: 429, headers: { 'retry-after': '7' }, body: '' };
		const begin = async () =>
			++times === 1 ? await Promise.reject(new NotSignedIn(undefined, limited)) : undefined;
		const { tookMs } = await send({ service: signingIn(begin), replies: [ok({})] }, CHANGE);
		expect(tookMs).toBeGreaterThanOrEqual(7_000);
	});

	test('signs in the way of its requests; its token is a secret, and other processes may have a newer one', async () => {
		const posted: unknown[] = [];
		const stored: IDataObject[] = [];
		const keeper = signingIn(async () => undefined);
		const { sessions } = keeper;
		let times = 0;
		sessions!.begin = async (_credentials, post) => {
			if (++times === 1) posted.push(await post('/login', { login_id: 'anna' }));
			return times > 1;
		};
		sessions!.giveUp = async (_credentials, _token, read) => void stored.push(await read());
		const asked: IHttpRequestOptions[] = [];
		const plainHttp = async (options: IHttpRequestOptions) => {
			asked.push(options);
			return { statusCode: 200, headers: {}, body: Readable.from([Buffer.from('{"id":"me"}')]) };
		};
		const { error } = await send(
			{
				service: keeper,
				host: { plainHttp },
				replies: [status(401), status(400, {}, { message: 'No session-token' })],
			},
			CHANGE,
		);
		expect(asked[0]).toMatchObject({ method: 'POST', abortSignal: expect.any(AbortSignal) });
		expect(asked[0]!.url).toMatch(/\/api\/login$/);
		expect(posted).toMatchObject([{ statusCode: 200, body: { id: 'me' } }]);
		expect(stored).toMatchObject([{ token: 'secret-token' }]);
		expect(error!.message).toBe('No ***');
	});

	test('begins no session for a credential of another type', async () => {
		const begin = jest.fn(async () => undefined);
		const other = { ...signingIn(begin), credential: () => 'otherApi' };
		expect((await send({ service: other, replies: [ok({})] })).answer).toBeDefined();
		expect(begin).not.toHaveBeenCalled();
	});

	test('a file is handed on as it comes', async () => {
		const file = Readable.from(['x']);
		const { answer } = await send(
			{ service: signingIn(async () => undefined), replies: [ok(file)] },
			{ ...READ, binary: true },
		);
		expect(answer!.body).toBe(file);
	});

	test('a change whose answer breaks off in the middle may have been made', async () => {
		const endless = {
			async *[Symbol.asyncIterator]() {
				yield Buffer.from('{');
				await never();
			},
			destroy: () => undefined,
			once: () => undefined,
		};
		const { error } = await send(
			{ service: signingIn(async () => undefined), replies: [ok(endless)] },
			CHANGE,
		);
		expect(isUnsure(error!)).toBe(true);
	});

	test.each([
		{ isNew: [true], sends: 1 },
		{ isNew: [false, true], sends: 2 },
		{ isNew: [false, false, true], sends: 3 },
		{ isNew: [false, false, false, false, false], sends: 4 },
	])('sessions that all have ended, new $isNew: sent $sends times', async ({ isNew, sends }) => {
		let times = 0;
		const { sent } = await send(
			{
				service: signingIn(async () => isNew[times++]),
				replies: isNew.map(() => status(401)),
			},
			CHANGE,
		);
		expect(sent).toHaveLength(sends);
	});

	test('a change whose answer does not come may have been made', async () => {
		const { error, sent } = await send(
			{ service: signingIn(async () => undefined), replies: never },
			CHANGE,
		);
		expect(sent).toHaveLength(1);
		expect(isUnsure(error!)).toBe(true);
	});

	test('one that was refused for its session was not made, if the next sign-in is too slow', async () => {
		let times = 0;
		const begin = async () => (++times > 1 ? await never() : undefined);
		const { error, sent } = await send(
			{ service: signingIn(begin), replies: [status(401)] },
			CHANGE,
		);
		expect([sent.length, times]).toEqual([1, 2]);
		expect(isUnsure(error!)).toBe(false);
	});
});
