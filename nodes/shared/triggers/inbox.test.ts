import { StreamWorld } from '../../../test/support/streamWorld';
import { turns } from '../../../test/support/units';
import { Inbox, type InboxHandlers } from './inbox';

interface Event {
	name: string;
}
const event = (name: string): Event => ({ name });

function set(more: Partial<InboxHandlers<Event>> = {}) {
	const world = new StreamWorld();
	const happened: string[] = [];
	const problems: string[] = [];
	const inbox = new Inbox<Event>(world, {
		accepts: () => true,
		reach: (at) => void happened.push(`reach ${at}`),
		event: async ({ name }) => void happened.push(name),
		catchUp: async () => {
			happened.push('catch up');
			return true;
		},
		catchUpRest: async () => {
			happened.push('rest');
			return true;
		},
		isFatal: async () => false,
		report: (problem) => problems.push(problem),
		...more,
	});
	return { world, happened, problems, inbox };
}

/** Work that goes on when the test says so, once for each time that it was begun. */
function gate() {
	const waiting: Array<() => void> = [];
	return {
		pass: async () => await new Promise<void>((resolve) => waiting.push(resolve)),
		open: () => waiting.shift()?.(),
	};
}

describe('events', () => {
	test('are handled in order, one after the other', async () => {
		const { pass, open } = gate();
		const { inbox, world, happened } = set({
			event: async ({ name }) => {
				happened.push(`begin ${name}`);
				await pass();
				happened.push(`end ${name}`);
			},
		});
		inbox.put(event('a'));
		inbox.put(event('b'));
		await world.pass(0);
		expect(happened).toEqual(['begin a']);
		open();
		await world.pass(0);
		expect(happened).toEqual(['begin a', 'end a', 'begin b']);
		open();
		await world.pass(0);
		inbox.put(event('c'));
		await world.pass(0);
		expect(happened.at(-1)).toBe('begin c');
	});

	test('that are handled are not handled again', async () => {
		const { inbox, world, happened } = set();
		for (const name of ['a', 'b']) {
			inbox.put(event(name));
			await world.pass(0);
		}
		expect(happened).toEqual(['a', 'b']);
	});

	test('that cannot be handled are reported and stop none behind them', async () => {
		const { inbox, world, happened, problems } = set({
			event: async ({ name }) => {
				if (name === 'a') throw new Error('broken');
				happened.push(name);
			},
		});
		inbox.put(event('a'));
		inbox.put(event('b'));
		await world.pass(0);
		expect(problems).toEqual(['An event was not handled: broken']);
		expect(happened).toEqual(['b']);
	});

	test('that are not wanted wait for nothing', async () => {
		const { inbox, world, happened } = set({ accepts: ({ name }) => name === 'a' });
		inbox.put(event('x'));
		inbox.put(event('a'));
		await world.pass(0);
		expect(happened).toEqual(['a']);
	});

	test('that only tell how far the stream came wait their turn, and the furthest counts', async () => {
		const { pass, open } = gate();
		const { inbox, world, happened } = set({
			accepts: ({ name }) => Number(name) || true,
			event: async ({ name }) => {
				await pass();
				happened.push(name);
			},
		});
		for (const name of ['a', '5', '9', '7', 'b', '8']) inbox.put(event(name));
		await world.pass(0);
		expect(happened).toEqual([]);
		open();
		await world.pass(0);
		open();
		await world.pass(0);
		expect(happened).toEqual(['a', 'reach 9', 'b', 'reach 8']);
	});

	test('of which nothing is wanted push nothing out', async () => {
		const { pass, open } = gate();
		const { inbox, world, happened, problems } = set({
			accepts: ({ name }) => (name === 'a' || name === 'b' ? true : Number(name)),
			event: async ({ name }) => {
				await pass();
				happened.push(name);
			},
		});
		inbox.put(event('a'));
		for (let at = 1; at <= 20_000; at++) inbox.put(event(String(at)));
		inbox.put(event('b'));
		for (let times = 0; times < 2; times++) {
			await world.pass(0);
			open();
		}
		await world.pass(0);
		expect(happened).toEqual(['a', 'reach 20000', 'b']);
		expect(problems).toEqual([]);
	});
});

describe('a gap', () => {
	test('is filled before what comes after it, and after what came before it', async () => {
		const { inbox, world, happened } = set();
		inbox.put(event('a'));
		inbox.put('gap');
		inbox.put(event('b'));
		await world.pass(0);
		expect(happened).toEqual(['a', 'catch up', 'b']);
	});

	test('next to another one is the same one', async () => {
		const { pass, open } = gate();
		const { inbox, world, happened } = set({
			event: async ({ name }) => {
				happened.push(name);
				await pass();
			},
		});
		inbox.put(event('a'));
		inbox.put('gap');
		inbox.put('gap');
		inbox.put(event('b'));
		inbox.put('gap');
		for (let times = 0; times < 2; times++) {
			await world.pass(0);
			open();
		}
		await world.pass(0);
		expect(happened).toEqual(['a', 'catch up', 'b', 'catch up']);
	});

	test('behind which nothing is wanted tells by itself how far the stream came', async () => {
		const { pass, open } = gate();
		const { inbox, world, happened } = set({
			accepts: ({ name }) => Number(name) || true,
			event: pass,
		});
		inbox.put(event('a'));
		inbox.put('gap');
		inbox.put(event('5'));
		await world.pass(0);
		open();
		await world.pass(0);
		expect(happened).toEqual(['catch up']);
	});

	test('is tried again until it is filled, after pauses that double up to a minute', async () => {
		let failures = 9;
		const { inbox, world, happened, problems } = set({
			catchUp: async () => {
				if (failures-- > 0) throw new Error('down');
				happened.push('caught up');
				return true;
			},
		});
		inbox.put('gap');
		inbox.put(event('a'));
		await world.pass(600_000);
		expect(happened).toEqual(['caught up', 'a']);
		expect(problems).toEqual(Array(9).fill('Missed events could not be fetched yet: down'));
		// Three quarters of the longest pause, as chance says one half.
		expect(world.slept).toEqual([750, 1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000, 45_000]);
	});

	test('is given up where trying again is useless', async () => {
		let tries = 0;
		const { inbox, world, problems } = set({
			catchUp: async () => {
				tries++;
				throw new Error('down');
			},
			isFatal: async () => true,
		});
		inbox.put('gap');
		await world.pass(600_000);
		expect([tries, problems, world.slept]).toEqual([1, [], []]);
	});
});

describe('too many events', () => {
	test('of 5000 that wait none is dropped', async () => {
		const { pass, open } = gate();
		const { inbox, happened, problems } = set({
			event: async ({ name }) => {
				if (name === 'first') await pass();
				happened.push(name);
			},
		});
		inbox.put(event('first'));
		for (let index = 0; index < 5_000; index++) inbox.put(event(String(index)));
		open();
		await turns(20_000);
		expect(happened).toHaveLength(5_001);
		expect(problems).toEqual([]);
	});

	test.each([{ by: event('last') }, { by: 'gap' as const }])(
		'are dropped by $by, and fetched instead',
		async ({ by }) => {
			const { pass, open } = gate();
			const { inbox, world, happened, problems } = set({
				event: async ({ name }) => {
					happened.push(name);
					if (name === 'first') await pass();
				},
			});
			inbox.put(event('first'));
			for (let index = 0; index < 5_000; index++) inbox.put(event(String(index)));
			inbox.put(by);
			expect(problems).toEqual(['5000 waiting events were dropped, they are fetched again']);
			open();
			await world.pass(0);
			expect(happened).toEqual(['first', 'catch up', ...(by === 'gap' ? [] : ['last'])]);
		},
	);
});

describe('what could not be fetched', () => {
	test('is tried again after half a minute, then less and less often, while events go on', async () => {
		let rests = 0;
		const { inbox, world, happened } = set({
			catchUp: async () => false,
			catchUpRest: async () => ++rests === 8,
		});
		inbox.put('gap');
		inbox.put(event('a'));
		await world.pass(0);
		expect(happened).toEqual(['a']);
		await world.pass(29_999);
		expect(rests).toBe(0);
		await world.pass(1);
		expect(rests).toBe(1);
		await world.pass(24 * 3_600_000);
		expect(rests).toBe(8);
		expect(world.slept).toEqual([
			30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000, 600_000,
		]);
	});

	test('may fail with an error, which is reported', async () => {
		let rests = 0;
		const { inbox, world, problems } = set({
			catchUp: async () => false,
			catchUpRest: async () => {
				if (++rests < 3) throw new Error('down');
				return true;
			},
		});
		inbox.put('gap');
		await world.pass(3_600_000);
		expect(rests).toBe(3);
		expect(problems).toEqual(Array(2).fill('Missed events could not be fetched yet: down'));
		expect(world.slept).toEqual([30_000, 60_000, 120_000]);
	});

	test('begins with short pauses again after it was fetched, and after another gap', async () => {
		const answers = [false, true];
		const { inbox, world } = set({
			catchUp: async () => false,
			catchUpRest: async () => answers.shift() ?? true,
		});
		inbox.put('gap');
		await world.pass(3_600_000);
		inbox.put('gap');
		await world.pass(3_600_000);
		expect(world.slept).toEqual([30_000, 60_000, 30_000]);
	});

	test('is planned once, however many gaps there are', async () => {
		let rests = 0;
		const { inbox, world } = set({
			catchUp: async () => false,
			catchUpRest: async () => {
				rests++;
				return true;
			},
		});
		for (const one of ['gap', event('a'), 'gap', event('b'), 'gap'] as const) {
			inbox.put(one);
			await world.pass(0);
		}
		await world.pass(3_600_000);
		expect([rests, world.slept]).toEqual([1, [30_000]]);
	});
});

describe('a closed inbox', () => {
	test('takes nothing and handles nothing, but what is under way', async () => {
		const { pass, open } = gate();
		const { inbox, world, happened } = set({
			event: async ({ name }) => {
				await pass();
				happened.push(name);
			},
		});
		inbox.put(event('a'));
		inbox.put(event('b'));
		inbox.close();
		inbox.put(event('c'));
		inbox.put('gap');
		open();
		await world.pass(0);
		open();
		await world.pass(0);
		expect(happened).toEqual(['a']);
	});

	test('fetches nothing again', async () => {
		let tries = 0;
		const { inbox, world, problems } = set({
			catchUp: async () => {
				tries++;
				inbox.close();
				throw new Error('down');
			},
		});
		inbox.put('gap');
		await world.pass(600_000);
		expect([tries, problems]).toEqual([1, []]);
	});

	test('does not wake up for another try', async () => {
		let tries = 0;
		const { inbox, world } = set({
			catchUp: async () => {
				tries++;
				throw new Error('down');
			},
		});
		inbox.put('gap');
		await world.pass(0);
		inbox.close();
		await world.pass(600_000);
		expect(tries).toBe(1);
	});

	test('does not fetch the rest, whether it was planned before or would be now', async () => {
		const { inbox, world, happened } = set({ catchUp: async () => false });
		inbox.put('gap');
		await world.pass(0);
		inbox.close();
		await world.pass(3_600_000);
		expect(happened).toEqual([]);

		const { pass, open } = gate();
		const late = set({
			catchUp: async () => {
				await pass();
				return false;
			},
		});
		late.inbox.put('gap');
		late.inbox.close();
		open();
		await late.world.pass(3_600_000);
		expect(late.world.slept).toEqual([]);
	});
});
