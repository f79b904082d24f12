import { isFinal, lookUp } from './lookUp';

const refused = (httpCode: unknown) => Object.assign(new Error(`HTTP ${httpCode}`), { httpCode });

/** A look-up that fails some times, and what is known of it afterwards. */
async function ask(failures: Error[], closedAfter = Infinity) {
	const slept: number[] = [];
	const warnings: string[] = [];
	let asked = 0;
	const found = await lookUp(
		'post p1',
		{
			isClosed: () => asked >= closedAfter,
			sleep: async (ms) => void slept.push(ms),
			warn: (problem) => warnings.push(problem),
		},
		async () => {
			const failure = failures[asked++];
			if (failure) throw failure;
			return 'found';
		},
	);
	return { found, asked, slept, warnings };
}

test('what is found at once is asked for once', async () => {
	expect(await ask([])).toEqual({ found: 'found', asked: 1, slept: [], warnings: [] });
});

test('a failure is asked about again after pauses that double', async () => {
	expect(await ask([refused(500), refused(undefined)])).toEqual({
		found: 'found',
		asked: 3,
		slept: [1_000, 2_000],
		warnings: [],
	});
});

test('after three tries it is given up with a warning that says for what', async () => {
	expect(await ask([refused(500), refused(502), refused(503), refused(504)])).toEqual({
		found: undefined,
		asked: 3,
		slept: [1_000, 2_000],
		warnings: ['A look-up for post p1 failed: HTTP 503'],
	});
});

test('a refusal for good is neither asked about again nor worth a warning', async () => {
	expect(await ask([refused('404')])).toEqual({
		found: undefined,
		asked: 1,
		slept: [],
		warnings: [],
	});
});

test('for a listener that was closed nothing is asked again, and nobody is warned', async () => {
	const { found, asked, warnings } = await ask([refused(500), refused(500), refused(500)], 2);
	expect([found, asked, warnings]).toEqual([undefined, 2, []]);
});

test.each([
	[400, true],
	['401', true],
	['403', true],
	['404', true],
	['499', true],
	// The server asks to come again.
	['408', false],
	['429', false],
	['500', false],
	['40', false],
	['4040', false],
	['x404', false],
	[undefined, false],
	[null, false],
])('HTTP %s is final: %s', (httpCode, expected) => {
	expect(isFinal({ httpCode })).toBe(expected);
});
