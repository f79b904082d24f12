import type { IDataObject, INode, IRun, ITriggerFunctions, IWorkflowSettings } from 'n8n-workflow';
import { StreamWorld } from '../../../test/support/streamWorld';
import { failureOf } from '../../../test/support/units';
import { DOUBTED_AFTER_MS, TAKEN_WITHIN_MS, type Done } from './emitWithRestart';
import {
	listenLive,
	realWorld,
	socketClass,
	type Live,
	type ListenerHost,
	type LiveListener,
	type LiveSettings,
	type SocketClass,
	type Work,
} from './live';
import type { StreamHandlers } from './sharedStream';

/** An event of the stream. Its ID is its key as well. */
interface Event {
	id: string;
}
interface Shared {
	offset: number;
}
type Host = ListenerHost<Shared>;

const event = (id: string): Event => ({ id });
/** What can be read again from the server. */
const source = (id: string) => ({ id, at: 500, channelId: 'c' });
const SETTINGS: LiveSettings = { catchUp: true, mostExecutions: 30, restartInterrupted: false };

let nodes = 0;

interface Given {
	/** Of an earlier run of the same node. */
	node?: string;
	memory?: IDataObject;
	mode?: string;
	activation?: string;
	settings?: Partial<LiveSettings>;
	print?: string;
	workflow?: IWorkflowSettings;
	/** Whether n8n takes no event and does not say so, as n8n 1 does while its database is away. */
	isSilent?: boolean;
	/** Whether the server accepts the connection; default: at once. */
	accepts?: Promise<void>;
	/** What comes while the connection is made. */
	first?: Array<Event | 'gap'>;
	live?: Partial<Live<Event, Shared>>;
	listener?: (host: Host) => Partial<LiveListener<Event>>;
}

/** A trigger in a stand-in for n8n, on a stream that says what the test says. */
function trigger(given: Given = {}) {
	const { node = `node-${nodes++}`, memory = {}, mode = 'trigger', print = 'same' } = given;
	const world = new StreamWorld();
	const happened: string[] = [];
	const emitted: Array<{ data: unknown; key?: string; done: Done }> = [];
	const log: string[] = [];
	const errors: Error[] = [];
	let handlers!: StreamHandlers<Event>;
	let host!: Host;
	const context = {
		getMode: () => mode,
		getActivationMode: () => given.activation ?? 'init',
		getNode: () => ({ id: node, name: 'Mine' }) as INode,
		getWorkflow: () => ({ id: 'workflow' }),
		getWorkflowStaticData: () => memory,
		getWorkflowSettings: () => given.workflow ?? {},
		logger: {
			debug: (message: string) => log.push(`debug ${message}`),
			warn: (message: string, facts: unknown) =>
				log.push(`warn ${message} ${JSON.stringify(facts)}`),
		},
		helpers: {
			createDeferredPromise: () => {
				let settle!: Pick<Done, 'resolve' | 'reject'>;
				const promise = new Promise<IRun | undefined>((resolve, reject) => {
					settle = { resolve: resolve as Done['resolve'], reject };
				});
				return { promise, ...settle };
			},
		},
		// As n8n 2 does, it reads `resolve` at once.
		emit: (data: unknown, _response: unknown, done: Done, key?: string) =>
			emitted.push({ data, key, done: given.isSilent ? done : { ...done } }),
		emitError: (error: Error) => errors.push(error),
	} as unknown as ITriggerFunctions;
	const opened: Array<{ url: string; headers: Record<string, string> }> = [];
	class Socket {
		constructor(url: string, options: { headers: Record<string, string> }) {
			opened.push({ url, ...options });
			return world.open(url);
		}
	}
	const live: Live<Event, Shared> = {
		settings: { ...SETTINGS, ...given.settings },
		print,
		streamKey: `${node} ${nodes++}`,
		headers: () => ({ authorization: 'x' }),
		make: (environment, on) => {
			handlers = on;
			return {
				shared: { offset: 0 },
				stream: {
					ready: given.accepts ?? Promise.resolve(),
					start: () => {
						environment.open('ws://stream');
						for (const entry of given.first ?? []) on.entry(entry);
					},
					close: () => happened.push('close stream'),
				},
			};
		},
		present: async () => {
			happened.push('present');
			return { since: 1_000, seen: {} };
		},
		isFatal: async () => undefined,
		notAccepted: async (problem) => new Error(`not accepted: ${problem}`),
		listener: (made) => {
			host = made;
			return {
				accepts: () => true,
				reach: (at) => made.delivered.reach(at),
				event: async ({ id }) => {
					await made.deliver({ event: 'e', id }, { key: id, source: source(id) });
				},
				catchUp: async () => {
					happened.push('catch up');
					return true;
				},
				catchUpRest: async () => true,
				close: () => happened.push('close listener'),
				...given.listener?.(made),
			};
		},
		...given.live,
	};
	const start = async () =>
		await listenLive(context, world, Socket as unknown as SocketClass, 'Title', live);
	return {
		start,
		world,
		happened,
		emitted,
		log,
		errors,
		opened,
		memory,
		node,
		live,
		put: async (...entries: Array<Event | 'gap'>) => {
			for (const entry of entries) handlers.entry(entry);
			await world.pass(0);
		},
		handlers: () => handlers,
		host: () => host,
		ids: () =>
			emitted.map(({ data }) => (data as Array<Array<{ json: IDataObject }>>)[0]![0]!.json.id),
		/** The cursor as n8n would save it. */
		stored: () => memory.cursor as IDataObject | undefined,
	};
}

/** One that listens. */
async function listening(given: Given = {}) {
	const made = trigger(given);
	const response = await made.start();
	return { ...made, close: async () => await response.closeFunction!() };
}

const interruptedRun = {
	status: 'error',
	data: { resultData: { runData: {}, error: { message: 'too many times' } } },
} as unknown as IRun;

describe('the WebSocket', () => {
	const context = { getNode: () => ({ name: 'Mine' }) as INode } as ITriggerFunctions;

	test('is that of the environment', () => {
		const { Socket, now, random } = realWorld();
		expect(Socket).toBe((globalThis as { WebSocket?: unknown }).WebSocket);
		expect([typeof now(), typeof random()]).toEqual(['number', 'number']);
		class Other {}
		const given = { ...realWorld(), Socket: Other as unknown as SocketClass };
		expect(socketClass(context, given, 'other trigger')).toBe(Other);
	});

	test('is missing on an old Node.js, and the error says what works without it', () => {
		const world = { ...realWorld(), Socket: undefined };
		expect(() => socketClass(context, world, 'polling trigger')).toThrow('Node.js 22');
		try {
			socketClass(context, world, 'polling trigger');
		} catch (error) {
			expect((error as { description: string }).description).toContain('the polling trigger');
		}
	});

	test('gets the headers with each connection', async () => {
		const { opened } = await listening();
		expect(opened).toEqual([{ url: 'ws://stream', headers: { authorization: 'x' } }]);
	});
});

describe('where it begins', () => {
	const kept = () => ({ settings: 'same', cursor: { since: 70, seen: {} } });

	test.each(['activate', 'create', 'manual'])('is now, with %s', async (activation) => {
		const { happened, stored } = await listening({ activation, memory: kept() });
		expect(happened).toContain('present');
		expect(stored()?.since).toBe(1_000);
	});

	test.each(['init', 'update', 'leadershipChange'])(
		'is where it was, with %s',
		async (activation) => {
			const { happened, stored } = await listening({ activation, memory: kept() });
			expect(happened).not.toContain('present');
			expect(stored()?.since).toBe(70);
		},
	);

	test.each([
		{ what: 'nothing was kept', given: {} },
		{ what: 'the settings are others', given: { memory: kept(), print: 'other' } },
	])('is now where $what', async ({ given }) => {
		expect((await listening(given)).happened).toContain('present');
	});

	test('is where it was after the stream had failed, once', async () => {
		const first = await listening({ memory: kept() });
		first.handlers().failed(new Error('over'));
		const again = { node: first.node, memory: first.memory, activation: 'activate' };
		const second = await listening(again);
		expect(second.happened).not.toContain('present');
		await second.close();
		expect((await listening(again)).happened).toContain('present');
	});

	test('is known at once, before the server has accepted the connection', async () => {
		const { start, stored } = trigger({ accepts: new Promise(() => {}) });
		void start();
		await new Promise((resume) => setImmediate(resume));
		expect(stored()?.since).toBe(1_000);
	});
});

describe('an event', () => {
	test('starts the workflow under a key that it has in every process', async () => {
		const { put, emitted, node } = await listening();
		await put(event('a'));
		expect(emitted[0]).toMatchObject({
			data: [[{ json: { event: 'e', id: 'a' } }]],
			key: `workflow/${node}/a`,
		});
	});

	test('that n8n did not take, without a word, is given to it again', async () => {
		const { put, world, ids, close } = await listening({ isSilent: true });
		await put(event('a'));
		await world.pass(TAKEN_WITHIN_MS - 1);
		expect(ids()).toEqual(['a']);
		await world.pass(TAKEN_WITHIN_MS);
		expect(ids()).toEqual(['a', 'a']);
		await close();
	});

	describe('that n8n 1 has not taken soon', () => {
		/** What n8n saves with the event that follows. */
		const openWithNext = async (
			before: (one: Awaited<ReturnType<typeof listening>>) => unknown,
		) => {
			const one = await listening({ isSilent: true });
			await one.put(event('a'));
			await before(one);
			await one.put(event('b'));
			const open = Object.keys((one.stored()!.open ?? {}) as object);
			await one.close();
			return { ...one, open };
		};

		test('is saved as open with the next one', async () => {
			const { open } = await openWithNext(({ world }) => world.pass(DOUBTED_AFTER_MS));
			expect(open).toEqual(['a']);
		});

		test('is no longer open once it is taken', async () => {
			const { open } = await openWithNext(async ({ world, emitted }) => {
				await world.pass(DOUBTED_AFTER_MS);
				expect(emitted[0]!.done.resolve).toBeDefined();
			});
			expect(open).toEqual([]);
		});

		test('goes to the trigger that follows once, when it was refused', async () => {
			const { world, node, memory } = await openWithNext(({ world: of }) =>
				of.pass(DOUBTED_AFTER_MS),
			);
			const next = await listening({ node, memory });
			const { delivered } = next.host();
			expect(delivered.wasOpen('a')).toBe(false);
			await world.pass(TAKEN_WITHIN_MS);
			expect(delivered.wasOpen('a')).toBe(true);
			await next.close();
		});
	});

	test('without a key of its own gets one that no other has', async () => {
		const { host, world, emitted } = await listening();
		for (let times = 0; times < 2; times++) void host().deliver({ event: 'e' }, {});
		await world.pass(0);
		const keys = emitted.map(({ key }) => key!);
		expect(new Set(keys).size).toBe(2);
		for (const key of keys) expect(key).toMatch(/^workflow\/node-\d+\/e\/[a-z0-9]+\/[12]$/);
	});

	test('has a key of its own also in another process that began at the same time', async () => {
		jest.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000);
		const keys: string[] = [];
		for (const chance of [0.1, 0.2]) {
			jest.spyOn(Math, 'random').mockReturnValue(chance);
			const { host, world, emitted, close } = await listening({ node: 'node-of-both' });
			void host().deliver({ event: 'e' }, {});
			await world.pass(0);
			keys.push(emitted[0]!.key!);
			await close();
		}
		jest.restoreAllMocks();
		expect(new Set(keys).size).toBe(2);
	});

	test('that n8n may have taken long ago is not given to it again', async () => {
		const open = { old: [500, 'c', Date.now() - 51 * 60_000], a: [500, 'c', Date.now()] };
		const cursor = { since: 70, seen: {}, open };
		const { host } = await listening({ memory: { settings: 'same', cursor } });
		const { delivered } = host();
		expect([delivered.wasOpen('old'), delivered.wasOpen('a')]).toEqual([false, true]);
	});

	test('comes with its files where the trigger has any', async () => {
		const item = { json: { id: 'a' }, binary: {} };
		const { put, emitted } = await listening({ live: { data: async () => item } });
		await put(event('a'));
		expect(emitted[0]!.data).toEqual([[item]]);
	});

	test('waits for room, and is handled only then', async () => {
		const handled: string[] = [];
		const { put, emitted, ids, world } = await listening({
			settings: { mostExecutions: 1 },
			listener: ({ deliver }) => ({
				event: async ({ id }) => {
					await deliver({ id }, { key: id, handled: () => handled.push(id) });
				},
			}),
		});
		await put(event('a'), event('b'));
		expect([ids(), handled]).toEqual([['a'], ['a']]);
		emitted[0]!.done.resolve({} as IRun);
		await world.pass(0);
		expect([ids(), handled]).toEqual([
			['a', 'b'],
			['a', 'b'],
		]);
	});

	test('that came while the connection was made is not lost', async () => {
		const { ids, world, happened } = await listening({ first: ['gap', event('a')] });
		await world.pass(0);
		expect(ids()).toEqual(['a']);
		expect(happened).toContain('catch up');
	});

	test('that was interrupted starts again, under another key', async () => {
		const { put, emitted, world, node, log } = await listening();
		await put(event('a'));
		emitted[0]!.done.resolve(interruptedRun);
		await world.pass(1_000);
		expect(emitted.map(({ key }) => key)).toEqual([`workflow/${node}/a`, `workflow/${node}/a/1`]);
		expect(log).toContain(
			'warn Title "Mine": An execution was interrupted, its event is started again {"workflowId":"workflow"}',
		);
	});

	test.each([
		{ restartInterrupted: true, key: /\/a\/[a-z0-9]+$/ },
		{ restartInterrupted: false, key: /\/a$/ },
	])(
		'that an earlier run left unfinished starts twice only where that is wanted: $restartInterrupted',
		async ({ restartInterrupted, key }) => {
			const { host, world, emitted } = await listening({ settings: { restartInterrupted } });
			void host().deliver({ id: 'a' }, { key: 'a', again: true });
			await world.pass(0);
			expect(emitted[0]!.key).toMatch(key);
		},
	);

	test('that is not wanted moves the progress, which is saved sometimes', async () => {
		const { put, stored, world } = await listening({
			settings: { catchUp: false },
			listener: () => ({ accepts: ({ id }) => Number(id) }),
		});
		await put(event('500000'));
		expect(stored()?.since).toBe(1_000);
		await world.pass(3_000);
		await put(event('500001'));
		expect(stored()?.since).toBe(440_001);
	});

	test('that is handled without starting anything moves it as well', async () => {
		const { put, stored, world } = await listening({
			listener: ({ delivered }) => ({
				event: async ({ id }) => delivered.add(id, 500_000),
			}),
		});
		await put('gap');
		await world.pass(3_000);
		await put(event('a'));
		expect(stored()?.seen).toEqual({ a: 500_000 });
	});
});

describe('after a crash', () => {
	test('what had not ended is given again where that is wanted', async () => {
		const { put, emitted, world, stored } = await listening({
			settings: { restartInterrupted: true },
		});
		await put(event('a'));
		expect(stored()?.open).toEqual({ a: [500, 'c'] });
		await world.pass(3_000);
		emitted[0]!.done.resolve({} as IRun);
		await world.pass(0);
		expect(stored()?.open).toBeUndefined();
	});

	test('nothing is given again by default', async () => {
		const { put, stored } = await listening();
		await put(event('a'));
		expect(stored()?.open).toBeUndefined();
	});

	test('what n8n refused is, until it is emitted again', async () => {
		const { put, emitted, world, stored } = await listening();
		await put(event('a'));
		emitted[0]!.done.reject(new Error('the database is away'));
		await world.pass(0);
		await put('gap');
		expect(stored()?.open).toEqual({ a: [500, 'c'] });
		await world.pass(1_000);
		expect(emitted).toHaveLength(2);
		expect(stored()?.open).toBeUndefined();
	});

	test('what n8n refused and is to be restarted stays open until it has ended', async () => {
		const { put, emitted, world, host } = await listening({
			settings: { restartInterrupted: true },
		});
		await put(event('a'));
		emitted[0]!.done.reject(new Error('the database is away'));
		await world.pass(1_000);
		expect(host().delivered.toJSON().open).toEqual({ a: [500, 'c'] });
		emitted[1]!.done.resolve({} as IRun);
		await world.pass(0);
		expect(host().delivered.toJSON().open).toBeUndefined();
	});

	test('what cannot be read again is not', async () => {
		const { host, world, emitted } = await listening({ settings: { restartInterrupted: true } });
		void host().deliver({ id: 'a' }, { key: 'a' });
		await world.pass(0);
		emitted[0]!.done.reject(new Error('the database is away'));
		await world.pass(1_000);
		emitted[1]!.done.resolve({} as IRun);
		await world.pass(0);
		expect(host().delivered.toJSON().open).toBeUndefined();
	});
});

describe('after a crash of an n8n that keeps every execution', () => {
	const workflow: IWorkflowSettings = {
		saveDataSuccessExecution: 'all',
		saveDataErrorExecution: 'all',
	};
	const taken = [500, 'c', expect.any(Number)];

	test('what it may have taken is given again under its key, until its execution has ended', async () => {
		const { put, emitted, world, stored } = await listening({ workflow });
		await put(event('a'), event('b'));
		expect(stored()?.open).toEqual({ a: taken, b: taken });
		await world.pass(3_000);
		emitted[0]!.done.resolve({} as IRun);
		await world.pass(0);
		expect(stored()?.open).toEqual({ b: taken });
		expect(emitted[1]!.key).toMatch(/\/b$/);
	});

	test('so is what it refused, also while it is emitted again', async () => {
		const { put, emitted, world, host } = await listening({ workflow });
		const open = () => host().delivered.toJSON().open;
		await put(event('a'));
		emitted[0]!.done.reject(new Error('the database is away'));
		await world.pass(0);
		expect(open()).toEqual({ a: [500, 'c'] });
		await world.pass(1_000);
		expect([emitted.length, open()]).toEqual([2, { a: taken }]);
		emitted[1]!.done.resolve({} as IRun);
		await world.pass(0);
		expect(open()).toBeUndefined();
	});

	test.each([
		{ what: 'it cannot be read again', delivery: { key: 'a' } },
		{ what: 'it has no key', delivery: { source: source('a') } },
	])('nothing is where $what', async ({ delivery }) => {
		const { host, world } = await listening({ workflow });
		void host().deliver({ id: 'a' }, delivery);
		await world.pass(0);
		expect(host().delivered.toJSON().open).toBeUndefined();
	});

	test('nothing is where nothing is caught up', async () => {
		const { put, stored } = await listening({ workflow, settings: { catchUp: false } });
		await put(event('a'));
		expect(stored()?.open).toBeUndefined();
	});

	test('nothing is in the editor', async () => {
		const { start, put, host } = trigger({ workflow, mode: 'manual' });
		const { manualTriggerFunction } = await start();
		await manualTriggerFunction!();
		await put(event('a'));
		expect(host().delivered.toJSON().open).toBeUndefined();
	});

	test('what is wanted to be restarted is, however long ago it was given', async () => {
		const { put, stored } = await listening({ workflow, settings: { restartInterrupted: true } });
		await put(event('a'));
		expect(stored()?.open).toEqual({ a: [500, 'c'] });
	});
});

describe('what n8n refuses after the trigger has stopped', () => {
	test('is read again by the next trigger of the node', async () => {
		const first = await listening();
		await first.put(event('a'));
		await first.close();
		const second = await listening({ node: first.node, memory: first.memory });
		first.emitted[0]!.done.reject(new Error('the database is away'));
		await second.world.pass(0);
		expect(second.host().delivered.wasOpen('a')).toBe(true);
		expect(second.happened).toContain('catch up');
	});

	test('in the editor is nobody’s', async () => {
		const first = trigger({ mode: 'manual' });
		const { manualTriggerFunction, closeFunction } = await first.start();
		await manualTriggerFunction!();
		await first.put(event('a'));
		const second = await listening({ node: first.node });
		await closeFunction!();
		first.emitted[0]!.done.reject(new Error('the database is away'));
		await second.world.pass(0);
		expect(second.host().delivered.wasOpen('a')).toBe(false);
	});
});

describe('executions', () => {
	test('are told of when they begin, early enough to be saved with it, and when they end', async () => {
		const runs: unknown[] = [];
		const run = { status: 'success' } as IRun;
		const work: Work = {
			begin: (item) => void runs.push(['begin', item.id, memory.cursor !== undefined]),
			end: (item, ended) => void runs.push(['end', item.id, ended]),
			stop: () => void runs.push('stop'),
		};
		const memory: IDataObject = {};
		const { put, emitted, world, close } = await listening({ memory, live: { work } });
		await put(event('a'));
		emitted[0]!.done.resolve(run);
		await world.pass(0);
		await close();
		expect(runs).toEqual([['begin', 'a', true], ['end', 'a', run], 'stop']);
	});
});

describe('a gap', () => {
	test('is filled, and the progress is saved', async () => {
		const { put, stored, happened } = await listening({
			listener: ({ delivered }) => ({
				catchUp: async () => {
					delivered.finish(500_000, []);
					return true;
				},
			}),
		});
		await put('gap');
		expect(stored()?.since).toBe(440_000);
		expect(happened).not.toContain('catch up');
	});

	test.each<Given>([{ settings: { catchUp: false } }, { mode: 'manual' }])(
		'is not filled with %j',
		async (given) => {
			const made = trigger(given);
			const { manualTriggerFunction } = await made.start();
			await manualTriggerFunction?.();
			await made.put('gap', event('a'));
			expect(made.happened).not.toContain('catch up');
			expect(made.ids()).toEqual(['a']);
			// Nothing is missing, so the mark moves.
			made.host().delivered.reach(500_000);
			expect(made.host().delivered.since).toBe(440_000);
		},
	);

	test('keeps the mark until it is filled', async () => {
		const { host } = await listening();
		host().delivered.reach(500_000);
		expect(host().delivered.since).toBe(1_000);
	});

	test('that is filled in part is filled later, and saved', async () => {
		const { put, stored, world } = await listening({
			listener: ({ delivered }) => ({
				catchUp: async () => false,
				catchUpRest: async () => {
					delivered.finish(500_000, []);
					return true;
				},
			}),
		});
		await put('gap');
		expect(stored()?.since).toBe(1_000);
		await world.pass(30_000);
		expect(stored()?.since).toBe(440_000);
	});

	test('that cannot be filled for good ends the trigger, which n8n may start again', async () => {
		const { put, errors, happened, log } = await listening({
			live: { isFatal: async () => new Error('no access') },
			listener: () => ({
				catchUp: async () => await Promise.reject(new Error('401')),
			}),
		});
		await put('gap');
		expect(errors.map(({ message }) => message)).toEqual(['no access']);
		expect(happened).toEqual(['present', 'close listener', 'close stream']);
		expect(log).toEqual([]);
	});

	test('that cannot be filled yet is tried again', async () => {
		let failures = 2;
		const { put, errors, world, log } = await listening({
			listener: () => ({
				catchUp: async () => {
					if (failures-- > 0) throw new Error('500');
					return true;
				},
			}),
		});
		await put('gap');
		await world.pass(10_000);
		expect([failures, errors]).toEqual([-1, []]);
		expect(log).toContain('debug Title "Mine": Missed events could not be fetched yet: 500');
	});
});

describe('the server’s clock', () => {
	test('counts for the cursor and for the listener', async () => {
		const { host } = await listening({ live: { clockOffset: () => 3_600_000 } });
		expect(host().serverNow() - Date.now()).toBeGreaterThan(3_599_000);
		expect(host().now()).toBe(0);
		host().delivered.freeze(false);
		host().delivered.reach(Date.now() + 3_600_000);
		expect(host().delivered.since).toBeGreaterThan(Date.now() + 3_000_000);
	});

	test('is this machine’s where nothing is known', async () => {
		const { host } = await listening();
		expect(Math.abs(host().serverNow() - Date.now())).toBeLessThan(1_000);
	});
});

describe('an activation', () => {
	test('fails where the server does not accept the connection in time', async () => {
		const { start, world, happened, handlers } = trigger({ accepts: new Promise(() => {}) });
		const failure = failureOf(start());
		await world.pass(0);
		handlers().report('no route');
		handlers().report('');
		await world.pass(24_999);
		expect(happened).toEqual(['present']);
		await world.pass(1);
		expect((await failure).message).toBe('not accepted: no route');
		expect(happened).toEqual(['present', 'close listener', 'close stream']);
	});

	test('fails sooner where it is refused three times', async () => {
		const { start, world, handlers } = trigger({ accepts: new Promise(() => {}) });
		let failed = false;
		const failure = failureOf(start()).then((error) => {
			failed = true;
			return error;
		});
		await world.pass(0);
		for (let times = 0; times < 2; times++) await handlers().isFatal();
		await world.pass(1_000);
		expect(failed).toBe(false);
		await handlers().isFatal();
		await world.pass(0);
		expect((await failure).message).toBe('not accepted: ');
	});

	test('fails with what the stream ended with', async () => {
		const refused = Promise.reject(new Error('no access'));
		const { start, happened } = trigger({ accepts: refused });
		expect((await failureOf(start())).message).toBe('no access');
		expect(happened).toContain('close stream');
	});

	test('that was accepted is not ended by refusals later', async () => {
		let asked = 0;
		const { handlers, world, happened } = await listening({
			live: { notAccepted: async () => new Error(`asked ${++asked}`) },
		});
		for (let times = 0; times < 3; times++) await handlers().isFatal();
		await world.pass(60_000);
		expect([asked, happened]).toEqual([0, ['present']]);
	});
});

describe('the end', () => {
	test('closes everything once, keeps the progress, and starts nothing more', async () => {
		const stop = jest.fn();
		const work: Work = { begin: () => {}, end: () => {}, stop };
		const { close, happened, put, emitted, stored, host } = await listening({ live: { work } });
		host().delivered.freeze(false);
		host().delivered.reach(500_000);
		await close();
		await close();
		expect(happened).toEqual(['present', 'close listener', 'close stream']);
		expect(stop).toHaveBeenCalledTimes(1);
		expect(stored()?.since).toBe(440_000);
		await put(event('a'));
		expect(await host().deliver({ id: 'b' }, {})).toBe(false);
		expect(emitted).toEqual([]);
	});

	test('of the stream ends the trigger with its error', async () => {
		const { handlers, errors, happened } = await listening();
		handlers().failed(new Error('over'));
		expect(errors.map(({ message }) => message)).toEqual(['over']);
		expect(happened).toContain('close listener');
	});

	test('does not wait for an event that the listener handles', async () => {
		const { put, close, ids, world } = await listening({ settings: { mostExecutions: 1 } });
		await put(event('a'), event('b'));
		await close();
		await world.pass(60_000);
		expect(ids()).toEqual(['a']);
	});
});

describe('in the editor', () => {
	test('it listens only when n8n takes events, begins now and keeps nothing', async () => {
		const memory = { settings: 'same', cursor: { since: 70, seen: {} } };
		const made = trigger({ mode: 'manual', memory });
		const { manualTriggerFunction, closeFunction } = await made.start();
		expect(made.opened).toEqual([]);
		expect(made.happened).toEqual(['present']);
		await manualTriggerFunction!();
		expect(made.opened).toHaveLength(1);
		await made.put(event('a'));
		expect(made.ids()).toEqual(['a']);
		await closeFunction!();
		expect(made.happened).toContain('close stream');
		expect(made.memory).toEqual({ settings: 'same', cursor: { since: 70, seen: {} } });
	});

	test('what it has come to is not gone on with, and it gets nothing that others give back', async () => {
		const kept = () => ({ settings: 'same', cursor: { since: 70, seen: {} } });
		const active = await listening({ memory: kept() });
		await active.put(event('a'));
		const made = trigger({ mode: 'manual', node: active.node });
		const { manualTriggerFunction, closeFunction } = await made.start();
		await manualTriggerFunction!();
		await active.close();
		active.emitted[0]!.done.reject(new Error('the database is away'));
		await made.world.pass(0);
		expect(made.host().delivered.wasOpen('a')).toBe(false);

		const other = trigger({ mode: 'manual' });
		const response = await other.start();
		await response.closeFunction!();
		await closeFunction!();
		const later = await listening({ node: other.node, memory: kept() });
		expect(later.stored()?.since).toBe(70);
	});

	test('it may be closed before it listens', async () => {
		const made = trigger({ mode: 'manual' });
		const { closeFunction } = await made.start();
		await closeFunction!();
		expect(made.happened).toEqual(['present']);
	});
});

test('triggers of one account share its stream', async () => {
	const streamKey = `account ${nodes++}`;
	const first = await listening({ live: { streamKey } });
	const second = await listening({ live: { streamKey } });
	expect([first.opened.length, second.opened.length]).toEqual([1, 0]);
	await first.put(event('a'));
	await second.world.pass(0);
	expect([first.ids(), second.ids()]).toEqual([['a'], ['a']]);
	await first.close();
	expect(first.happened).not.toContain('close stream');
	await second.close();
	expect(first.happened).toContain('close stream');
});
