import { Ended, untilAborted, within } from './within';
import { failureOf, turns } from '../../../test/support/units';

let clocks: Array<{ ms: number; ring: () => void; listeners: () => number }>;

/** Clocks that ring when they are told to. */
beforeEach(() => {
	clocks = [];
	jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
		const clock = new AbortController();
		const listeners = countListeners(clock.signal);
		clocks.push({ ms, ring: () => clock.abort(), listeners });
		return clock.signal;
	});
});
afterEach(() => jest.restoreAllMocks());

/** How many listeners a signal has. */
function countListeners(signal: AbortSignal): () => number {
	let count = 0;
	const { addEventListener: add, removeEventListener: remove } = signal;
	signal.addEventListener = (...given: never[]) => {
		count++;
		(add as (...all: never[]) => void).apply(signal, given);
	};
	signal.removeEventListener = (...given: never[]) => {
		count--;
		(remove as (...all: never[]) => void).apply(signal, given);
	};
	return () => count;
}

const never = async () => await new Promise<never>(() => undefined);

describe('work that must end in time', () => {
	test('gives what it makes, or its own failure', async () => {
		expect(await within(1_000, undefined, async () => 'made')).toBe('made');
		const error = new Error('its own');
		await expect(within(1_000, undefined, async () => await Promise.reject(error))).rejects.toBe(
			error,
		);
	});

	test('is told when time is up, and no longer waited for', async () => {
		let told: AbortSignal | undefined;
		const work = within(1_500.2, undefined, async (signal) => {
			told = signal;
			return await never();
		});
		const failure = failureOf(work);
		expect(clocks.map(({ ms }) => ms)).toEqual([1_501]);
		expect(told!.aborted).toBe(false);
		clocks[0]!.ring();
		expect(await failure).toBeInstanceOf(Ended);
		expect(await failure).toMatchObject({ code: 'TOO_SLOW' });
		expect(told!.aborted).toBe(true);
		expect(told!.reason).toBe(await failure);
	});

	test('ends with the execution', async () => {
		const cancel = new AbortController();
		let told: AbortSignal | undefined;
		const failure = failureOf(
			within(Infinity, cancel.signal, async (signal) => {
				told = signal;
				return await never();
			}),
		);
		cancel.abort();
		expect(await failure).toMatchObject({ code: 'ERR_CANCELED' });
		expect(told!.reason).toBe(await failure);
	});

	test.each([
		['no limit needs no clock', Infinity, []],
		['time that is over already', -5, [0]],
		['more than a timer can count', 1e12, [2 ** 31 - 1]],
	])('%s', async (_what, ms, expected) => {
		await within(ms, undefined, async () => 1);
		expect(clocks.map((clock) => clock.ms)).toEqual(expected);
	});

	test('leaves no listener behind, whether it works or fails', async () => {
		const cancel = new AbortController();
		const listeners = countListeners(cancel.signal);
		await within(10, cancel.signal, async () => 1);
		await failureOf(within(10, cancel.signal, async () => await Promise.reject(new Error('x'))));
		expect(listeners()).toBe(0);
		expect(clocks.map((clock) => clock.listeners())).toEqual([0, 0]);
	});
});

describe('waiting until a signal', () => {
	test('begins nothing after it', async () => {
		const work = jest.fn(async () => 1);
		await expect(untilAborted(AbortSignal.abort(new Error('over')), work)).rejects.toThrow('over');
		expect(work).not.toHaveBeenCalled();
	});

	test('gives what the work makes, or what the signal says', async () => {
		const cancel = new AbortController();
		const listeners = countListeners(cancel.signal);
		expect(await untilAborted(cancel.signal, async () => 'made')).toBe('made');
		const failure = failureOf(untilAborted(cancel.signal, never));
		await turns();
		cancel.abort(new Error('over'));
		expect((await failure).message).toBe('over');
		expect(listeners()).toBe(0);
	});
});
