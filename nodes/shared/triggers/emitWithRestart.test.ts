/** @jest-environment ./test/environment/alone */

import type { INodeExecutionData, IPollFunctions, IRun } from 'n8n-workflow';
import { keepInterrupted } from '../../RhombusEventTrigger/interrupted';
import {
	DOUBTED_AFTER_MS,
	emitOnce,
	emitWithRestart,
	TAKEN_WITHIN_MS,
	wasInterrupted,
	type Done,
} from './emitWithRestart';

/** What n8n 2.41 says of an execution whose worker was killed; shortened. */
const STALLED = 'The execution failed to be processed too many times';

const run = (status: string, resultData: object): IRun =>
	({ status, finished: status === 'success', data: { resultData } }) as unknown as IRun;

const stalled = run('error', { runData: {}, error: { message: STALLED } });
const failed = run('error', {
	runData: {},
	lastNodeExecuted: 'HTTP Request',
	error: { message: 'Too many times' },
});
const done = run('success', { runData: {} });

const event: INodeExecutionData[][] = [[{ json: { id: 'one' } }]];
const logger = { warn: jest.fn() };

function newPromise(): Done {
	let settle!: Pick<Done, 'resolve' | 'reject'>;
	const promise = new Promise<IRun | undefined>((resolve, reject) => {
		settle = { resolve, reject };
	});
	return { promise, ...settle };
}

/** Lets pauses and promises pass. */
const pass = async (ms: number) => await jest.advanceTimersByTimeAsync(ms);

beforeEach(() => {
	jest.useFakeTimers();
});

afterEach(() => {
	jest.useRealTimers();
});

test('an execution is interrupted only if nothing is known of what it did', () => {
	expect(wasInterrupted(stalled)).toBe(true);
	expect(wasInterrupted(failed)).toBe(false);
	expect(wasInterrupted(done)).toBe(false);
	expect(wasInterrupted(undefined)).toBe(false);
	expect(wasInterrupted({ status: 'error' } as IRun)).toBe(false);
	expect(wasInterrupted(run('error', { runData: {} }))).toBe(false);
	expect(wasInterrupted(run('success', { runData: {}, error: { message: STALLED } }))).toBe(false);
	expect(
		wasInterrupted(run('error', { runData: { Trigger: [] }, error: { message: STALLED } })),
	).toBe(false);
	expect(wasInterrupted(run('error', { runData: {}, error: { message: 'No access' } }))).toBe(
		false,
	);
});

test('an interrupted event is started again until it is worked on', async () => {
	const tries: number[] = [];
	const ends = [stalled, stalled, done];
	await emitWithRestart(event, {
		emit: (data, end, again) => {
			expect(data).toBe(event);
			tries.push(again);
			end.resolve(ends[again]);
		},
		newPromise,
		logger,
	});
	expect(tries).toEqual([0]);
	await pass(999);
	expect(tries).toEqual([0]);
	await pass(1);
	expect(tries).toEqual([0, 1]);
	await pass(2000);
	expect(tries).toEqual([0, 1, 2]);
	await pass(600_000);
	expect(tries).toHaveLength(3);
});

test.each([
	['failed', failed],
	['succeeded', done],
	['was cancelled', new Error('The execution was cancelled')],
	['was canceled', new Error('Promise was canceled')],
])('an execution that %s is not started again', async (_, end) => {
	const emit = jest.fn((_data: unknown, one: Done) =>
		end instanceof Error ? one.reject(end) : one.resolve(end),
	);
	await emitWithRestart(event, { emit, newPromise, logger });
	await pass(600_000);
	expect(emit).toHaveBeenCalledTimes(1);
});

test('it gives up after five new starts, and when the trigger has stopped', async () => {
	const emit = jest.fn((_data: unknown, one: Done) => one.resolve(stalled));
	await emitWithRestart(event, { emit, newPromise, logger });
	await pass(600_000);
	expect(emit).toHaveBeenCalledTimes(6);
	emit.mockClear();
	await emitWithRestart(event, { emit, newPromise, logger, stopped: () => true });
	await pass(600_000);
	expect(emit).toHaveBeenCalledTimes(1);
});

test('what a poll returns is watched once for each activation, and never in the editor', async () => {
	const ends: Array<Done | undefined> = [];
	const emit = jest.fn((_data: unknown, _response: unknown, one?: Done) => void ends.push(one));
	const context = {
		getMode: () => 'trigger',
		helpers: { createDeferredPromise: newPromise },
		logger,
		__emit: emit,
	} as unknown as IPollFunctions;
	keepInterrupted(context);
	keepInterrupted(context);
	context.__emit(event);
	expect(emit).toHaveBeenCalledTimes(1);
	ends[0]!.resolve(stalled);
	await pass(1000);
	expect(emit).toHaveBeenCalledTimes(2);
	ends[1]!.resolve(done);
	await pass(600_000);
	expect(emit).toHaveBeenCalledTimes(2);

	const manual = { ...context, getMode: () => 'manual', __emit: emit };
	keepInterrupted(manual as unknown as IPollFunctions);
	expect(manual.__emit).toBe(emit);
});

test('an event that n8n refuses is emitted until it is taken, which is logged once', async () => {
	let refusals = 8;
	const emittedAt: number[] = [];
	const started = Date.now();
	const emit = (_data: unknown, one: Done) => {
		emittedAt.push((Date.now() - started) / 1_000);
		if (refusals-- > 0) one.reject(new Error('connect ECONNREFUSED'));
		else one.resolve(done);
	};
	const warn = jest.fn();
	const ended = jest.fn();
	void emitWithRestart(event, { emit, newPromise, logger: { warn } }).then(ended);
	await pass(600_000);
	expect(emittedAt).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183]);
	expect(ended).toHaveBeenCalled();
	expect(warn).toHaveBeenCalledTimes(1);
});

test('a refusal without a reason is one', async () => {
	const emit = (_data: unknown, one: Done) => one.reject(undefined as unknown as Error);
	expect(await emitOnce(event, { emit, newPromise }, 0)).toBe('refused');
});

test('it pauses by the clock of its environment', async () => {
	const pauses: number[] = [];
	const sleep = async (ms: number) => void pauses.push(ms);
	const refusing = { emit: () => undefined, newPromise, sleep };
	expect(await emitOnce(event, refusing, 0)).toBe('refused');
	expect(pauses).toEqual([DOUBTED_AFTER_MS, TAKEN_WITHIN_MS - DOUBTED_AFTER_MS]);
	const ends = [new Error('refused'), stalled, done];
	const emit = (_data: unknown, one: Done) => {
		const end = ends.shift()!;
		if (end instanceof Error) one.reject(end);
		else one.resolve(end);
	};
	await emitWithRestart(event, { emit, newPromise, logger, sleep });
	await pass(0);
	expect(pauses.slice(2)).toEqual([DOUBTED_AFTER_MS, 1_000, 1_000]);
	expect(ends).toEqual([]);
});

test('a trigger that was stopped emits nothing again', async () => {
	const emit = jest.fn((_data: unknown, one: Done) => one.reject(new Error('refused')));
	await Promise.all([
		emitWithRestart(event, { emit, newPromise, logger, stopped: () => true }),
		pass(600_000),
	]);
	expect(emit).toHaveBeenCalledTimes(1);
});

describe('n8n 1, which does not say that it refused an event', () => {
	/** As its `emit` does: `resolve` is read once the event was taken, and nothing happens if it was not. */
	const n8n1 = (isTaken: boolean, takesMs: number, runsMs: number) => (_: unknown, end: Done) => {
		if (!isTaken) return;
		setTimeout(() => {
			const { resolve } = end;
			setTimeout(() => resolve(done), runsMs);
		}, takesMs);
	};

	test.each([
		{ what: 'refuses', isTaken: false, takesMs: 0, runsMs: 0, after: 60_000, outcome: 'refused' },
		{ what: 'takes', isTaken: true, takesMs: 5, runsMs: 10, after: 15, outcome: 'ended' },
		{
			what: 'runs long',
			isTaken: true,
			takesMs: 5,
			runsMs: 1e7,
			after: 10_000_005,
			outcome: 'ended',
		},
		{
			what: 'takes late',
			isTaken: true,
			takesMs: 59_000,
			runsMs: 1e7,
			after: 10_059_000,
			outcome: 'ended',
		},
	])('$what: $outcome', async ({ isTaken, takesMs, runsMs, after, outcome }) => {
		const outcomes: string[] = [];
		void emitOnce(event, { emit: n8n1(isTaken, takesMs, runsMs), newPromise }, 0).then((one) =>
			outcomes.push(one),
		);
		await pass(after - 1);
		expect(outcomes).toEqual([]);
		await pass(1);
		expect(outcomes).toEqual([outcome]);
	});

	test.each([
		{ what: 'at once', isTaken: true, takesMs: DOUBTED_AFTER_MS - 1, told: [] },
		{ what: 'late', isTaken: true, takesMs: DOUBTED_AFTER_MS + 1, told: [true, false] },
		{ what: 'never', isTaken: false, takesMs: 0, told: [true] },
	])('what it takes $what is in doubt until then', async ({ isTaken, takesMs, told }) => {
		const doubted = jest.fn();
		void emitOnce(event, { emit: n8n1(isTaken, takesMs, 1), newPromise, doubted }, 0);
		await pass(2 * TAKEN_WITHIN_MS);
		expect(doubted.mock.calls.flat()).toEqual(told);
	});

	test('gets it again until it takes it', async () => {
		let emitted = 0;
		const ended = jest.fn();
		const emit = (data: unknown, end: Done) => n8n1(++emitted === 3, 1, 1)(data, end);
		void emitWithRestart(event, { emit, newPromise, logger }).then(ended);
		await pass(3 * TAKEN_WITHIN_MS + 3_000);
		expect([emitted, ended.mock.calls.length]).toEqual([3, 1]);
	});
});
