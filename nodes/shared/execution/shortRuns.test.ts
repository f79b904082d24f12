/** @jest-environment ./test/environment/alone */

import { beginRun } from './shortRuns';

beforeEach(() => {
	jest.useFakeTimers();
});
afterEach(() => {
	jest.useRealTimers();
});

/** A run of so many items waits for its turn. @returns whether that has come, after so many ms more */
function wait(items = 11) {
	let isOver = false;
	const over = beginRun(items)
		.turn()
		.then(() => {
			isOver = true;
		});
	return {
		over,
		after: async (ms: number) => {
			await jest.advanceTimersByTimeAsync(ms);
			return isOver;
		},
	};
}

test('nothing is waited for where there is no short run', async () => {
	const { end } = beginRun(11);
	expect(await wait().after(0)).toBe(true);
	end();
});

test('a short run is let pass, and no longer than it takes', async () => {
	const { end } = beginRun(10);
	const waiting = wait();
	expect(await waiting.after(50)).toBe(false);
	end();
	expect(await waiting.after(5)).toBe(true);
	expect(await wait().after(0)).toBe(true);
});

test('one that takes long is let pass for 200 ms in all', async () => {
	const { end } = beginRun(1);
	const waiting = wait();
	expect(await waiting.after(195)).toBe(false);
	expect(await waiting.after(5)).toBe(true);
	expect(await wait().after(0)).toBe(true);
	end();
});

test('others that follow do not make it longer', async () => {
	const first = beginRun(1);
	const waiting = wait();
	await waiting.after(100);
	const second = beginRun(1);
	first.end();
	expect(await waiting.after(95)).toBe(false);
	expect(await waiting.after(5)).toBe(true);
	// What comes next lets the second one have the rest of its time.
	const next = wait();
	expect(await next.after(90)).toBe(false);
	second.end();
	expect(await next.after(5)).toBe(true);
});

test('a short run waits for none, not even for itself', async () => {
	const { end } = beginRun(1);
	const own = beginRun(10);
	await expect(own.turn()).resolves.toBeUndefined();
	expect(await wait(10).after(0)).toBe(true);
	end();
	own.end();
});
