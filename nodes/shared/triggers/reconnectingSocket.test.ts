import { StreamWorld } from '../../../test/support/streamWorld';
import {
	ReconnectingSocket,
	type ConnectionHandlers,
	type Environment,
	type Protocol,
} from './reconnectingSocket';

const LIMITS = { greeting: 10_000, silence: 30_000, ping: 12_000 };
/** How often a connection is looked at, in ms. */
const TICK_MS = 1_000;

/** A stream whose server says `hello` to accept a connection, and `end` to end it. */
function set(more: Partial<Protocol> & Partial<ConnectionHandlers> & Partial<Environment> = {}) {
	const world = Object.assign(new StreamWorld(), more);
	const happened: string[] = [];
	const received: unknown[] = [];
	const stream = new ReconnectingSocket(
		world,
		{
			address: () => 'ws://stream',
			opened: (socket) => socket.send('opened'),
			received: (data, end) => {
				received.push(data);
				if (data === 'end') end();
				return data === 'hello';
			},
			ping: (socket) => socket.send('ping'),
			limits: () => LIMITS,
			...more,
		},
		{
			isFatal: async () => undefined,
			failed: (error) => happened.push(`failed ${error.message}`),
			report: (problem) => happened.push(problem),
			...more,
		},
	);
	const say = (data: string) => world.socket.onmessage?.({ data });
	/** Pauses between connections, in ms. */
	const pauses = () => world.slept.filter((ms) => ms !== TICK_MS);
	return { world, happened, received, stream, say, pauses };
}

/** What became of a promise by now. */
const stateOf = async (promise: Promise<unknown>): Promise<string> =>
	await Promise.race([
		promise.then(
			() => 'ready',
			(error: Error) => error.message,
		),
		new Promise<string>((resolve) => setImmediate(() => resolve('waiting'))),
	]);

describe('a connection', () => {
	test('begins with the start, at the address that the protocol has then', async () => {
		let address = 'ws://first';
		const { world, stream } = set({ address: () => address });
		expect(world.sockets).toHaveLength(0);
		stream.start();
		expect(world.sockets.map(({ url }) => url)).toEqual(['ws://first']);
		address = 'ws://second';
		world.socket.onclose?.({});
		await world.pass(2_000);
		expect(world.socket.url).toBe('ws://second');
	});

	test('lets the protocol say something when it is open', () => {
		const { world, stream } = set();
		stream.start();
		expect(world.socket.sent).toEqual([]);
		world.socket.onopen?.({});
		expect(world.socket.sent).toEqual(['opened']);
	});

	test('gives the protocol what comes, and is ready with the first sign of life', async () => {
		const { stream, say, received } = set();
		stream.start();
		say('noise');
		expect(await stateOf(stream.ready)).toBe('waiting');
		say('hello');
		expect(await stateOf(stream.ready)).toBe('ready');
		expect(received).toEqual(['noise', 'hello']);
	});

	test('is closed and followed by another one when the protocol ends it', async () => {
		const { world, stream, say, received } = set();
		stream.start();
		say('hello');
		say('end');
		say('too late');
		await world.pass(2_000);
		expect(world.sockets.map(({ closed }) => closed)).toEqual([true, false]);
		expect(world.sockets[0]!.onmessage).toBeNull();
		expect(received).toEqual(['hello', 'end']);
	});

	test('on which nothing can be said any more is no fault', async () => {
		const { world, stream, happened } = set({
			opened: () => {
				throw new Error('closing');
			},
		});
		stream.start();
		expect(() => world.socket.onopen?.({})).not.toThrow();
		expect(happened).toEqual([]);
	});
});

describe('a connection that does not come about', () => {
	test.each<[string, (socket: StreamWorld['socket']) => void, string]>([
		['a code', (socket) => socket.onclose?.({ code: 1006 }), 'closed with code 1006'],
		['nothing', (socket) => socket.onclose?.({}), 'closed'],
		[
			'code and reason',
			(socket) => socket.onclose?.({ code: 1008, reason: 'no' }),
			'closed with code 1008: no',
		],
		[
			'a long reason',
			(socket) => socket.onclose?.({ reason: 'x'.repeat(201) }),
			`closed: ${'x'.repeat(200)}`,
		],
		['an error', (socket) => socket.onerror?.({ message: 'no route' }), 'no route'],
		[
			'an error and its cause',
			(socket) =>
				socket.onerror?.({ message: 'x', error: { message: 'no', cause: { message: 'why' } } }),
			'no: why',
		],
		[
			'an error without words',
			(socket) => socket.onerror?.({ message: 'shut', error: { message: '' } }),
			'shut',
		],
		['an error of nothing', (socket) => socket.onerror?.({}), 'no reason given'],
		['a long error', (socket) => socket.onerror?.({ message: 'x'.repeat(301) }), 'x'.repeat(300)],
	])('is reported with %s', async (_what, end, problem) => {
		const { world, stream, happened } = set();
		stream.start();
		end(world.socket);
		expect(happened).toEqual([problem]);
	});

	test('is reported once, although an error is followed by a close', async () => {
		const { world, stream, happened } = set();
		stream.start();
		world.socket.onerror?.({ message: 'no route' });
		world.socket.onclose?.({ code: 1006 });
		world.socket.onerror?.({ message: 'again' });
		expect(happened).toEqual(['no route']);
		await world.pass(2_000);
		expect(world.sockets).toHaveLength(2);
	});

	test('is not what an accepted one is that ends: nobody is told', async () => {
		for (const end of ['onclose', 'onerror'] as const) {
			const { world, stream, say, happened } = set();
			stream.start();
			say('hello');
			world.socket[end]?.({});
			await world.pass(2_000);
			expect(happened).toEqual([]);
			expect(world.sockets).toHaveLength(2);
		}
	});

	test('because it cannot even be opened is reported and tried again', async () => {
		const { world, stream, happened, pauses } = set({
			open: () => {
				throw new Error('invalid URL');
			},
		});
		stream.start();
		await world.pass(1_000);
		expect(happened).toEqual(Array(2).fill('The connection could not be opened: invalid URL'));
		expect(pauses()).toEqual([750, 1_500]);
	});
});

describe('the next connection', () => {
	test('comes after pauses that double, up to a minute', async () => {
		const { world, stream, pauses } = set();
		world.refuse = true;
		stream.start();
		await world.pass(300_000);
		// Three quarters of the longest pause, as chance says one half.
		expect(pauses().slice(0, 8)).toEqual([
			750, 1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000,
		]);
	});

	test.each([
		{ random: 0, pause: 500 },
		{ random: 0.5, pause: 750 },
		{ random: 0.9, pause: 950 },
	])('is left to chance: $pause ms for $random', async ({ random, pause }) => {
		const { world, stream, pauses } = set({ random: () => random });
		world.refuse = true;
		stream.start();
		await world.pass(0);
		expect(pauses()).toEqual([pause]);
	});

	test('comes soon after one that lived for ten seconds, not after one that greets and ends', async () => {
		const { world, stream, pauses } = set();
		world.greeting = 'hello';
		stream.start();
		for (const [lived, pause] of [
			[9_999, 750],
			[9_999, 1_500],
			[10_000, 750],
			[10_000, 750],
			[9_999, 750],
		] as const) {
			await world.pass(lived);
			world.socket.onclose?.({});
			await world.pass(0);
			expect(pauses().at(-1)).toBe(pause);
			await world.pass(pause);
		}
	});

	test('comes soon again once the server is well', async () => {
		const { world, stream, pauses } = set();
		world.refuse = true;
		stream.start();
		await world.pass(10_000);
		world.refuse = false;
		world.greeting = 'hello';
		await world.pass(8_000);
		world.slept.length = 0;
		await world.pass(10_000);
		world.socket.onclose?.({});
		await world.pass(0);
		expect(pauses()).toEqual([750]);
	});

	test('is not soon after one that was never accepted, however long that took', async () => {
		const { world, stream, pauses } = set();
		stream.start();
		await world.pass(26_000);
		expect(pauses()).toEqual([750, 1_500]);
	});

	test.each([
		// Half of 250 ms for each of the others.
		{ crowd: 41, pause: 750 + 40 * 125 },
		{ crowd: 1, pause: 750 },
		{ crowd: 0, pause: 750 },
		{ crowd: 1_000, pause: 750 + 30_000 },
	])('is spread where $crowd streams come back', async ({ crowd, pause }) => {
		const { world, stream, pauses } = set({ crowd: () => crowd });
		world.refuse = true;
		stream.start();
		await world.pass(0);
		expect(pauses()).toEqual([pause]);
	});
});

describe('silence', () => {
	test('of a server that never greets ends the connection', async () => {
		const { world, stream } = set();
		stream.start();
		await world.pass(10_000);
		expect(world.sockets[0]!.closed).toBe(false);
		await world.pass(TICK_MS);
		expect(world.sockets[0]!.closed).toBe(true);
		await world.pass(TICK_MS);
		expect(world.sockets).toHaveLength(2);
	});

	test('of an accepted one is allowed for longer, and counts from what came last', async () => {
		const { world, stream, say } = set();
		stream.start();
		say('hello');
		await world.pass(20_000);
		say('noise');
		await world.pass(30_000);
		expect(world.sockets[0]!.closed).toBe(false);
		await world.pass(TICK_MS);
		expect(world.sockets[0]!.closed).toBe(true);
	});

	test('is broken by own signs of life, and those may fail', async () => {
		let pings = 0;
		const { world, stream, say } = set({
			ping: () => {
				pings++;
				say('pong');
				throw new Error('closing');
			},
		});
		stream.start();
		say('hello');
		await world.pass(120_000);
		expect(world.sockets).toHaveLength(1);
		// Every 13 s, for it is looked at once a second.
		expect(pings).toBe(9);
	});

	test('goes by limits that may change while it lasts', async () => {
		let silence = 30_000;
		const { world, stream, say } = set({ limits: () => ({ ...LIMITS, silence }) });
		stream.start();
		say('hello');
		silence = 60_000;
		await world.pass(60_000);
		expect(world.sockets[0]!.closed).toBe(false);
	});

	test('is not looked for on a connection that has ended', async () => {
		const { world, stream, say } = set();
		stream.start();
		say('hello');
		world.socket.onclose?.({});
		await world.pass(60_000);
		const [first] = world.sockets;
		expect(first!.sent).toEqual([]);
	});
});

describe('the end', () => {
	test('comes where the server refuses for good, and is told once', async () => {
		const { world, stream, happened } = set({ isFatal: async () => new Error('no access') });
		world.refuse = true;
		stream.start();
		await world.pass(600_000);
		expect(await stateOf(stream.ready)).toBe('no access');
		expect(happened).toEqual(['closed with code 1006', 'failed no access']);
		expect(world.sockets).toHaveLength(1);
	});

	test('is not asked for after a connection that was accepted', async () => {
		let asked = 0;
		const { world, stream, say } = set({
			isFatal: async () => {
				asked++;
				return undefined;
			},
		});
		stream.start();
		say('hello');
		world.socket.onclose?.({});
		await world.pass(2_000);
		expect(asked).toBe(0);
		world.socket.onclose?.({});
		await world.pass(2_000);
		expect(asked).toBe(1);
	});

	test('closes what is open, and nothing connects or is handed on afterwards', async () => {
		const { world, stream, say, received, happened } = set();
		stream.start();
		say('hello');
		stream.close();
		expect(world.socket.closed).toBe(true);
		say('too late');
		world.socket.onclose?.({});
		await world.pass(600_000);
		expect(received).toEqual(['hello']);
		expect(happened).toEqual([]);
		expect(world.sockets).toHaveLength(1);
	});

	test('before the first sign of life settles who waits for it', async () => {
		const { stream } = set();
		stream.start();
		stream.close();
		expect(await stateOf(stream.ready)).toBe('closed');
	});

	test('ends a connection whose server never confirms it', async () => {
		const { world, stream, say } = set();
		stream.start();
		say('hello');
		stream.close();
		await world.pass(TICK_MS);
		const slept = world.slept.length;
		await world.pass(60_000);
		// Nobody looks at it any more.
		expect(world.slept).toHaveLength(slept);
	});

	test('may come while the server is asked whether the refusal is final', async () => {
		let answer: (error: Error) => void = () => {};
		const { world, stream, happened } = set({
			isFatal: async () => await new Promise((resolve) => (answer = resolve)),
		});
		world.refuse = true;
		stream.start();
		await world.pass(0);
		stream.close();
		answer(new Error('no access'));
		await world.pass(600_000);
		expect(happened).toEqual(['closed with code 1006']);
		expect(world.sockets).toHaveLength(1);
	});

	test('may come in the pause before the next connection', async () => {
		const { world, stream } = set();
		world.refuse = true;
		stream.start();
		await world.pass(0);
		stream.close();
		await world.pass(600_000);
		expect(world.sockets).toHaveLength(1);
	});
});
