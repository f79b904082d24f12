import fc from 'fast-check';
import { turns } from '../../../test/support/units';
import { ItemOrder } from './itemOrder';

test('per thing in order, one at a time, whatever the delays; failures change nothing', async () => {
	const job = fc.record({
		key: fc.constantFrom('a', 'b', 'c', undefined),
		look: fc.nat(12),
		work: fc.nat(12),
		fate: fc.constantFrom('works', 'works', 'fails', 'cannot tell its thing'),
	});
	await fc.assert(
		fc.asyncProperty(fc.array(job, { maxLength: 40 }), async (jobs) => {
			const order = new ItemOrder();
			const begun: Record<string, number[]> = {};
			const under = new Map<string, number>();
			const outcomes = await Promise.allSettled(
				jobs.map(async ({ key, look, work, fate }, item) => {
					const thing = async () => {
						await turns(look);
						if (fate === 'cannot tell its thing') throw new Error(fate);
						return key;
					};
					return await order.run(thing, async () => {
						const name = fate === 'cannot tell its thing' ? undefined : key;
						if (name) {
							(begun[name] ??= []).push(item);
							under.set(name, (under.get(name) ?? 0) + 1);
							expect(under.get(name)).toBe(1);
						}
						await turns(work);
						if (name) under.set(name, 0);
						if (fate === 'fails') throw new Error(fate);
						return item;
					});
				}),
			);
			for (const items of Object.values(begun)) {
				expect(items).toEqual([...items].sort((a, b) => a - b));
			}
			expect(outcomes.map(({ status }) => status)).toEqual(
				jobs.map(({ fate }) => (fate === 'fails' ? 'rejected' : 'fulfilled')),
			);
		}),
		{ numRuns: 300 },
	);
});

test('an item that knows its thing at once does not overtake one that looks up a name', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.scheduler(),
			fc.array(
				fc.record({
					thing: fc.constantFrom('a', 'b', 'c'),
					fails: fc.boolean(),
					lost: fc.boolean(),
				}),
				{ minLength: 1, maxLength: 12 },
			),
			async (scheduler, items) => {
				const order = new ItemOrder();
				const under = new Set<string>();
				const done: Record<string, number[]> = { a: [], b: [], c: [] };
				const all = items.map(
					async ({ thing, fails, lost }, item) =>
						await order
							.run(
								async () => {
									await scheduler.schedule(Promise.resolve(), `look up ${item}`);
									if (lost) throw new Error('no such thing');
									return thing;
								},
								async () => {
									if (lost) throw new Error('no such thing');
									expect(under.has(thing)).toBe(false);
									under.add(thing);
									await scheduler.schedule(Promise.resolve(), `work ${item}`);
									under.delete(thing);
									done[thing]!.push(item);
									if (fails) throw new Error('refused');
								},
							)
							.catch(() => undefined),
				);
				await scheduler.waitFor(Promise.all(all));
				for (const [thing, items_] of Object.entries(done)) {
					const wanted = items.flatMap((one, item) =>
						one.thing === thing && !one.lost ? [item] : [],
					);
					expect(items_).toEqual(wanted);
				}
			},
		),
		{ numRuns: 200 },
	);
});

test('different things run side by side, and so does what concerns nothing', async () => {
	const mostOf = async (keys: Array<string | undefined>) => {
		const order = new ItemOrder();
		let under = 0;
		let most = 0;
		const work = async () => {
			most = Math.max(most, ++under);
			await turns(5);
			under--;
		};
		await Promise.all(keys.map(async (key) => await order.run(async () => key, work)));
		return most;
	};
	expect(await mostOf(['a', 'b', 'c', 'a', 'b', 'c'])).toBe(3);
	expect(await mostOf([undefined, undefined, 'a', 'a'])).toBe(3);
	// The settings of a server are a thing as well.
	expect(await mostOf(['', '', ''])).toBe(1);
});

test('what is done is forgotten: a later item of the same thing waits for nothing', async () => {
	const order = new ItemOrder();
	const run = async (work: () => Promise<string>) => await order.run(async () => 'a', work);
	expect(await run(async () => 'first')).toBe('first');
	await expect(run(async () => await Promise.reject(new Error('x')))).rejects.toThrow('x');
	const { lastOf } = order as unknown as { lastOf: Map<string, unknown> };
	expect(lastOf.size).toBe(0);
	expect(await run(async () => 'second')).toBe('second');
});
