import type { Outcome } from './emitWithRestart';
import { ExecutionQueue, type Execution } from './executionQueue';

const turns = async (count = 50) => {
	for (let turn = 0; turn < count; turn++) await Promise.resolve();
};

/** A queue whose clock passes only when it is told to, and an n8n that answers when it is told to. */
function set(most: number) {
	let clock = 0;
	let sleepers: Array<{ at: number; wake: () => void }> = [];
	const log: string[] = [];
	const warnings: string[] = [];
	const ends = new Map<string, (outcome: Outcome) => void>();
	const queue = new ExecutionQueue({
		most,
		warn: (message) => warnings.push(message),
		sleep: async (ms) => {
			if (ms === 0) return;
			await new Promise<void>((wake) => sleepers.push({ at: clock + ms, wake }));
		},
	});
	const execution = (name: string): Execution => ({
		starts: () => log.push(`start ${name}`),
		emit: async (again) => {
			log.push(`emit ${name}${again ? ` again ${again}` : ''}`);
			return await new Promise<Outcome>((end) => ends.set(name, end));
		},
		refused: () => log.push(`refused ${name}`),
		ended: () => log.push(`ended ${name}`),
	});
	const end = async (name: string, outcome: Outcome = 'ended') => {
		ends.get(name)!(outcome);
		await turns();
	};
	const pass = async (ms: number) => {
		for (const until = clock + ms; ; ) {
			await turns();
			const next = sleepers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
			if (!next) {
				clock = until;
				return;
			}
			clock = next.at;
			sleepers = sleepers.filter((one) => one !== next);
			next.wake();
		}
	};
	return { queue, execution, end, pass, log, warnings };
}

test('never more than a number of executions are unfinished, and they start in order', async () => {
	const { queue, execution, end, log } = set(2);
	const added: string[] = [];
	void (async () => {
		for (const name of ['a', 'b', 'c', 'd']) {
			await queue.add(execution(name));
			added.push(name);
		}
	})();
	await turns();
	expect(added).toEqual(['a', 'b']);
	await end('b');
	expect(added).toEqual(['a', 'b', 'c']);
	await end('a');
	expect(log.filter((what) => what.startsWith('emit'))).toEqual([
		'emit a',
		'emit b',
		'emit c',
		'emit d',
	]);
	expect(queue.size).toBe(2);
});

test('what n8n refuses is emitted again, in order, and nothing overtakes it', async () => {
	const { queue, execution, end, pass, log, warnings } = set(30);
	for (const name of ['a', 'b', 'c']) await queue.add(execution(name));
	// The later one is refused first.
	await end('c', 'refused');
	await end('b', 'refused');
	const added = queue.add(execution('d'));
	await turns();
	expect(log).not.toContain('emit d');
	log.length = 0;
	await pass(1_000);
	expect(log).toEqual(['emit b']);
	await end('b', 'refused');
	await pass(1_999);
	expect(log).toEqual(['emit b', 'refused b']);
	await pass(1);
	await end('b');
	await turns();
	await end('c');
	await added;
	expect(log).toEqual([
		'emit b',
		'refused b',
		'emit b',
		'ended b',
		'emit c',
		'ended c',
		'start d',
		'emit d',
	]);
	expect(warnings).toHaveLength(1);
});

test('a database that is away for five minutes loses none of 144 events', async () => {
	const { queue, execution, pass } = set(30);
	let away = true;
	const taken: string[] = [];
	const at = (name: string): Execution => ({
		...execution(name),
		emit: async () => {
			if (away) return 'refused';
			taken.push(name);
			return 'ended';
		},
	});
	void (async () => {
		for (let index = 0; index < 144; index++) await queue.add(at(String(index)));
	})();
	await pass(300_000);
	expect(taken).toEqual([]);
	away = false;
	for (let second = 0; second < 120; second++) await pass(1_000);
	expect(taken).toEqual(Array.from({ length: 144 }, (_, index) => String(index)));
});

test('a slow execution that was emitted again does not hold the others for ever', async () => {
	const { queue, execution, end, pass, log } = set(30);
	await queue.add(execution('a'));
	await queue.add(execution('b'));
	await end('a', 'refused');
	await end('b', 'refused');
	await pass(1_000);
	log.length = 0;
	await pass(5_000);
	expect(log).toEqual(['emit b']);
});

test('an interrupted execution is started again, five times at most', async () => {
	const { queue, execution, end, pass, log } = set(30);
	await queue.add(execution('a'));
	for (let again = 1; again <= 5; again++) {
		await end('a', 'interrupted');
		await pass(60_000);
		expect(log.at(-1)).toBe(`emit a again ${again}`);
	}
	await end('a', 'interrupted');
	await pass(600_000);
	expect(log.at(-1)).toBe('ended a');
	expect(queue.size).toBe(0);
});

test('an execution need not be told what becomes of it', async () => {
	const { queue, pass, warnings } = set(30);
	const outcomes: Outcome[] = ['refused', 'interrupted', 'ended'];
	expect(await queue.add({ emit: async () => outcomes.shift()! })).toBe(true);
	await pass(60_000);
	expect(outcomes).toEqual([]);
	expect(warnings).toHaveLength(2);
	expect(queue.size).toBe(0);
});

test.each<[string, Outcome]>([
	['refused', 'refused'],
	['interrupted', 'interrupted'],
])(
	'what was %s is not emitted again by a queue that is closed meanwhile',
	async (_what, outcome) => {
		const { queue, execution, end, pass, log } = set(30);
		await queue.add(execution('a'));
		await end('a', outcome);
		queue.close();
		await pass(600_000);
		expect(log.filter((what) => what.startsWith('emit'))).toEqual(['emit a']);
	},
);

test('a queue that is closed while it emits again goes on with none of the others', async () => {
	const { queue, execution, end, pass, log } = set(30);
	for (const name of ['a', 'b']) await queue.add(execution(name));
	for (const name of ['a', 'b']) await end(name, 'refused');
	await pass(1_000);
	queue.close();
	await end('a');
	await pass(600_000);
	expect(log.filter((what) => what.startsWith('emit'))).toEqual(['emit a', 'emit b', 'emit a']);
});

test('a closed queue starts nothing, and says so', async () => {
	const { queue, execution, end, pass, log, warnings } = set(1);
	await queue.add(execution('a'));
	const waiting = queue.add(execution('b'));
	queue.close();
	expect(await waiting).toBe(false);
	expect(await queue.add(execution('c'))).toBe(false);
	await end('a', 'refused');
	await pass(600_000);
	expect(log).toEqual(['start a', 'emit a', 'refused a']);
	expect(warnings).toEqual([]);
});
