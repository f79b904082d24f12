/** @jest-environment ./test/environment/alone */

import { abortableSleep } from './abortableSleep';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Starts a sleep and tells, after each step of the clock, whether it has ended. */
function sleeping(ms: number, signal?: AbortSignal) {
	let over = false;
	void abortableSleep(ms, signal).then(() => (over = true));
	return async (step: number) => {
		await jest.advanceTimersByTimeAsync(step);
		return over;
	};
}

test('sleeps as long as it is told, not less and not more', async () => {
	const after = sleeping(1_234);
	expect(await after(1_233)).toBe(false);
	expect(await after(1)).toBe(true);
});

test.each([0, -5])('%d ms are over at once', async (ms) => {
	expect(await sleeping(ms)(0)).toBe(true);
});

test('ends shortly after the signal, long before its time', async () => {
	const cancelled = new AbortController();
	const after = sleeping(3_600_000, cancelled.signal);
	expect(await after(10_000)).toBe(false);
	cancelled.abort();
	expect(await after(500)).toBe(true);
});

test('does not begin after the signal', async () => {
	expect(await sleeping(3_600_000, AbortSignal.abort())(0)).toBe(true);
});
