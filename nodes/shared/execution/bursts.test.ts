import { turns } from '../../../test/support/units';
import { inBursts } from './bursts';

/** Tasks that end when they are told to. */
function tasks(count: number) {
	const ends: Array<{ end(): void; fail(error: Error): void }> = [];
	const begin = () =>
		ends.length === count
			? undefined
			: new Promise<void>((end, fail) => {
					ends.push({ end, fail });
				});
	return { ends, begin };
}

describe('tasks in bursts', () => {
	test('begin as many as there is room for, and more when a burst has room', async () => {
		const { ends, begin } = tasks(9);
		const all = inBursts({ most: 5, burst: 3 }, begin);
		expect(ends).toHaveLength(5);
		ends[0]!.end();
		ends[3]!.end();
		await turns();
		expect(ends).toHaveLength(5);
		ends[1]!.end();
		await turns();
		expect(ends).toHaveLength(8);
		for (const { end } of ends) end();
		await turns();
		expect(ends).toHaveLength(9);
		ends[8]!.end();
		await all;
	});

	test('end when all have ended, and at once where there are none', async () => {
		await inBursts({ most: 5, burst: 3 }, () => undefined);
		const { ends, begin } = tasks(1);
		const ended = jest.fn();
		void inBursts({ most: 5, burst: 3 }, begin).then(ended);
		await turns();
		expect(ended).not.toHaveBeenCalled();
		ends[0]!.end();
		await turns();
		expect(ended).toHaveBeenCalled();
	});

	test('go on with what is left when a burst is larger than all of them', async () => {
		const { ends, begin } = tasks(4);
		const all = inBursts({ most: 2, burst: 8 }, begin);
		for (const started of [2, 4]) {
			expect(ends).toHaveLength(started);
			for (const { end } of ends) end();
			await turns();
		}
		await all;
	});

	test('fail with the failure of one', async () => {
		const { ends, begin } = tasks(2);
		const all = inBursts({ most: 2, burst: 1 }, begin);
		ends[1]!.fail(new Error('broken'));
		await expect(all).rejects.toThrow('broken');
	});
});

test('more are begun when their turn has come, the first at once', async () => {
	const go: Array<() => void> = [];
	const ends: Array<() => void> = [];
	let begun = 0;
	const all = inBursts(
		{ most: 2, burst: 1, turn: async () => await new Promise<void>((resolve) => go.push(resolve)) },
		() => (begun++ < 4 ? new Promise<void>((resolve) => ends.push(resolve)) : undefined),
	);
	expect(ends).toHaveLength(2);
	ends[0]!();
	ends[1]!();
	await turns();
	// Both have left, and one turn is waited for.
	expect([ends.length, go.length]).toEqual([2, 1]);
	go[0]!();
	await turns();
	expect(ends).toHaveLength(4);
	ends[2]!();
	ends[3]!();
	await turns();
	go[1]!();
	await all;
	expect(go).toHaveLength(2);
});

test('what the turn fails with is thrown', async () => {
	const turn = async () => await Promise.reject(new Error('no turn'));
	await expect(inBursts({ most: 1, burst: 1, turn }, async () => {})).rejects.toThrow('no turn');
});
