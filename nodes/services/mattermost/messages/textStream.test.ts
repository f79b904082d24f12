import { setTimeout as wait } from 'node:timers/promises';
import { showWhileItGrows } from './textStream';

/** Ten times as fast as in life. */
const EVERY_MS = 100;

async function* words(count: number, everyMs: number): AsyncIterable<string> {
	for (let at = 0; at < count; at++) {
		await wait(everyMs);
		yield `word${at} `;
	}
}
const whole = (count: number) => Array.from({ length: count }, (_, at) => `word${at} `).join('');

async function streamed(show: (text: string) => Promise<void>, count = 60, everyMs = 10) {
	const begun = performance.now();
	const edits: Array<{ at: number; text: string }> = [];
	const result = await showWhileItGrows(words(count, everyMs), {
		everyMs: EVERY_MS,
		now: () => performance.now(),
		sleep: async (ms) => await wait(ms),
		show: async (text) => {
			edits.push({ at: performance.now() - begun, text });
			await show(text);
		},
	});
	return { result, edits, tookMs: performance.now() - begun };
}

test('the first words are shown at once, then at most one edit a period, and all of it is read', async () => {
	const { result, edits, tookMs } = await streamed(async () => await wait(5));
	expect(result).toEqual({ text: whole(60) });
	// The first word came after 10 ms; in life 300 ms are allowed.
	expect(edits[0]!.at).toBeLessThan(60);
	for (const [at, edit] of edits.slice(1).entries()) {
		expect(edit.at - edits[at]!.at).toBeGreaterThanOrEqual(EVERY_MS - 2);
		expect(edit.text.startsWith(edits[at]!.text)).toBe(true);
	}
	expect(edits.length).toBeGreaterThan(3);
	// The caller's last edit is a period after the one before.
	expect(tookMs - edits.at(-1)!.at).toBeGreaterThanOrEqual(EVERY_MS - 2);
});

test('the server takes at most one edit a period, however long each is on its way', async () => {
	const taken: number[] = [];
	await streamed(async () => {
		// Taken late, then at once.
		await wait(taken.length % 2 === 0 ? 60 : 0);
		taken.push(performance.now());
	});
	expect(taken.length).toBeGreaterThan(3);
	for (const [at, time] of taken.slice(1).entries()) {
		expect(time - taken[at]!).toBeGreaterThanOrEqual(EVERY_MS - 2);
	}
});

test('edits that are lost hold nothing up: the next one says more', async () => {
	let count = 0;
	const { result, edits } = await streamed(async () => {
		if (count++ % 2 === 0) throw new Error('dropped');
	});
	expect(result.text).toBe(whole(60));
	expect(edits.length).toBeGreaterThan(3);
});

test('one edit at a time, however slow the server is', async () => {
	let [now, most] = [0, 0];
	await streamed(async () => {
		most = Math.max(most, ++now);
		await wait(150);
		now--;
	});
	expect(most).toBe(1);
});

test('what breaks off says so, with what came before', async () => {
	async function* breaking(): AsyncIterable<string> {
		yield 'Hello';
		await wait(1);
		throw new Error('model is away');
	}
	const result = await showWhileItGrows(breaking(), { show: async () => {}, everyMs: 1 });
	expect(result.text).toBe('Hello');
	expect(result.broken?.message).toBe('model is away');
});
