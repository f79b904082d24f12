import { StreamWorld } from '../../../test/support/streamWorld';
import type { Environment } from './reconnectingSocket';
import { joinStream, type MakeStream, type StreamHandlers, type Subscriber } from './sharedStream';

type Handlers = StreamHandlers<string>;

let accounts = 0;

/** Triggers of one account; its stream does what the test says. */
function account(key = `account ${accounts++}`) {
	const world = new StreamWorld();
	const made: Array<{ world: Environment; handlers: Handlers; started: number; closed: number }> =
		[];
	const make: MakeStream<string, object> = (given, handlers) => {
		const one = { world: given, handlers, started: 0, closed: 0 };
		made.push(one);
		return {
			shared: { number: made.length },
			stream: {
				ready: Promise.resolve(),
				start: () => void one.started++,
				close: () => void one.closed++,
			},
		};
	};
	const join = (name: string, more: Partial<Subscriber<string>> = {}) => {
		const got: string[] = [];
		const subscription = joinStream(
			key,
			world,
			{
				entry: (entry) => got.push(entry),
				isFatal: async () => undefined,
				failed: (error) => got.push(`failed ${error.message}`),
				report: (problem) => got.push(`report ${problem}`),
				open: (url) => world.open(`${url} as ${name}`),
				...more,
			},
			make,
		);
		return { got, ...subscription };
	};
	return { world, made, join };
}

test('triggers of one account share a stream, which starts once, and what they fetch', () => {
	const { made, join } = account();
	const [a, b] = [join('a'), join('b')];
	expect(made).toHaveLength(1);
	expect(made[0]!.started).toBe(1);
	expect(a.shared).toBe(b.shared);
	expect(a.ready).toBe(b.ready);
	made[0]!.handlers.entry('event');
	made[0]!.handlers.report('odd');
	expect([a.got, b.got]).toEqual([
		['event', 'report odd'],
		['event', 'report odd'],
	]);
});

test('triggers of other accounts have their own', () => {
	const [one, other] = [account(), account()];
	expect(one.join('a').shared).not.toBe(other.join('b').shared);
	expect([one.made, other.made].map(({ length }) => length)).toEqual([1, 1]);
});

test('what came before a trigger joined is a gap for it, for nobody else', () => {
	const { made, join } = account();
	const a = join('a');
	// Nothing has come yet, and its first entry is a gap for all.
	const b = join('b');
	made[0]!.handlers.entry('gap');
	const c = join('c');
	made[0]!.handlers.entry('event');
	expect([a.got, b.got, c.got]).toEqual([
		['gap', 'event'],
		['gap', 'event'],
		['gap', 'event'],
	]);
	expect(b.got).toHaveLength(2);
});

test('it closes with the last trigger and opens again with the next one', () => {
	const { made, join } = account();
	const [a, b] = [join('a'), join('b')];
	a.close();
	expect(made[0]!.closed).toBe(0);
	made[0]!.handlers.entry('event');
	expect([a.got, b.got]).toEqual([[], ['event']]);
	b.close();
	expect(made[0]!.closed).toBe(1);
	const c = join('c');
	expect(made.map(({ started }) => started)).toEqual([1, 1]);
	expect(c.shared).not.toBe(b.shared);
	expect(c.got).toEqual([]);
});

test('a trigger may leave while an event is handed round', () => {
	const { made, join } = account();
	const a = join('a', { entry: () => a.close() });
	const b = join('b');
	made[0]!.handlers.entry('event');
	expect(b.got).toEqual(['event']);
});

test('a connection is opened with the token of whoever listens longest', () => {
	const { made, join, world } = account();
	const a = join('a');
	join('b');
	made[0]!.world.open('ws://stream');
	a.close();
	made[0]!.world.open('ws://stream');
	expect(world.sockets.map(({ url }) => url)).toEqual(['ws://stream as a', 'ws://stream as b']);
});

describe('a refused token', () => {
	const refused = { isFatal: async () => new Error('no access') };

	test('ends its own trigger, and the next one’s token is used', async () => {
		const { made, join, world } = account();
		const [a, b] = [join('a', refused), join('b')];
		expect(await made[0]!.handlers.isFatal()).toBeUndefined();
		expect([a.got, b.got]).toEqual([['failed no access'], []]);
		made[0]!.world.open('ws://stream');
		expect(world.socket.url).toBe('ws://stream as b');
		made[0]!.handlers.entry('event');
		expect([a.got, b.got]).toEqual([['failed no access'], ['event']]);
	});

	test('of the last trigger ends the stream', async () => {
		const { made, join } = account();
		const a = join('a', refused);
		const error = await made[0]!.handlers.isFatal();
		expect(error?.message).toBe('no access');
		expect(a.got).toEqual([]);
		made[0]!.handlers.failed(error!);
		expect(a.got).toEqual(['failed no access']);
		join('b');
		expect(made).toHaveLength(2);
	});

	test('is none where the server only was away', async () => {
		const { made, join } = account();
		const [a, b] = [join('a'), join('b')];
		expect(await made[0]!.handlers.isFatal()).toBeUndefined();
		made[0]!.handlers.entry('event');
		expect([a.got, b.got]).toEqual([['event'], ['event']]);
	});

	test('of nobody is none', async () => {
		const { made, join } = account();
		join('a', refused).close();
		expect(await made[0]!.handlers.isFatal()).toBeUndefined();
	});
});

test('a stream that failed tells all of its triggers, and later ones get a new one', () => {
	const { made, join } = account();
	const [a, b] = [join('a'), join('b')];
	made[0]!.handlers.failed(new Error('over'));
	expect([a.got, b.got]).toEqual([['failed over'], ['failed over']]);
	const c = join('c');
	expect(made).toHaveLength(2);
	// What is left of the old one closes it alone.
	a.close();
	b.close();
	expect(join('d').shared).toBe(c.shared);
});

test('streams know how many of them there are, so that they come back spread out', () => {
	const [one, other] = [account(), account()];
	const a = one.join('a');
	const before = one.made[0]!.world.crowd!();
	const b = other.join('b');
	other.join('c');
	expect(one.made[0]!.world.crowd!()).toBe(before + 1);
	b.close();
	a.close();
	expect(other.made[0]!.world.crowd!()).toBe(before);
});
