import { Readable } from 'stream';
import { failureOf } from '../../../test/support/units';
import { discardBody, readBody } from './readBody';

const stream = (...pieces: Array<string | Buffer>) =>
	Readable.from(pieces.map((p) => Buffer.from(p as string)));

describe('the content of an answer', () => {
	test.each([
		['a stream', () => stream('{"id":', '"1"}'), { id: '1' }],
		['a letter that was cut in two', () => stream(...split(Buffer.from('["ü"]'), 3)), ['ü']],
		['a Buffer', () => Buffer.from('{"id":"1"}'), { id: '1' }],
		['a text', () => '{"id":"1"}', { id: '1' }],
		['a text that is no JSON', () => 'pong', 'pong'],
		['what is parsed already', () => ({ id: '1' }), { id: '1' }],
		['nothing', () => undefined, undefined],
		['null', () => null, null],
		['a byte order mark before JSON', () => '\ufeff{"id":"1"}', { id: '1' }],
		['a byte order mark in a stream', () => stream('\ufeff[1]'), [1]],
		['an empty stream', () => stream(), ''],
	])('%s', async (_what, make, content) => {
		expect(await readBody(make(), 1_000)).toEqual(content);
	});

	function split(bytes: Buffer, at: number): Buffer[] {
		return [bytes.subarray(0, at), bytes.subarray(at)];
	}

	test('an object that can be read piece by piece, but is no stream, stays as it is', async () => {
		const iterable = { async *[Symbol.asyncIterator]() {} };
		expect(await readBody(iterable, 1_000)).toBe(iterable);
	});
});

describe('an answer without an end', () => {
	test('is given up at the largest size, and its connection closed', async () => {
		let read = 0;
		const endless = Readable.from(
			(function* () {
				for (;;) {
					read++;
					yield Buffer.alloc(100, ' ');
				}
			})(),
			{ objectMode: true, highWaterMark: 1 },
		);
		expect(await failureOf(readBody(endless, 1_000))).toMatchObject({ code: 'TOO_LARGE' });
		expect(read).toBeLessThan(20);
		expect(endless.destroyed).toBe(true);
	});

	test('of exactly the largest size it is whole', async () => {
		expect(await readBody(stream('x'.repeat(500), 'x'.repeat(500)), 1_000)).toHaveLength(1_000);
	});

	test('ends with the signal, also with one that came before', async () => {
		const silent = new Readable({ read: () => undefined });
		const cancel = new AbortController();
		const failure = failureOf(readBody(silent, 1_000, cancel.signal));
		cancel.abort(new Error('over'));
		expect((await failure).message).toBe('over');
		expect(silent.destroyed).toBe(true);
		const late = new Readable({ read: () => undefined });
		const before = readBody(late, 1_000, AbortSignal.abort(new Error('before')));
		expect((await failureOf(before)).message).toBe('before');
	});

	test('a signal after the end does nothing', async () => {
		const cancel = new AbortController();
		const body = stream('{}');
		const destroy = jest.spyOn(body, 'destroy');
		await readBody(body, 1_000, cancel.signal);
		const calls = destroy.mock.calls.length;
		cancel.abort(new Error('late'));
		expect(destroy).toHaveBeenCalledTimes(calls);
	});
});

test('a response that is not read is closed', () => {
	const body = new Readable({ read: () => undefined });
	discardBody({ body });
	expect(body.destroyed).toBe(true);
	expect(() => discardBody({ body: 'a text' })).not.toThrow();
});
