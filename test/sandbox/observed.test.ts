import { COMMON_EVENTS, MORE_EVENTS } from '../../nodes/MattermostTrigger/events';
import { judge, observedFiles, recordedText } from '../../tools/recording/observed/judge';
import { recordedLists } from '../../tools/conformance/lists';
import { UNHEARD } from '../../tools/recording/observed/unheard';

/**
 * The sandbox does what recorded servers do besides answering operations: events, requests to integrations,
 * OAuth 2.0, limits. What it does otherwise stands here, with the reason.
 */

/** By file and step. */
const KNOWN: Record<string, Record<string, string>> = {
	'4.10.0/integrations.json': {
		'command answered in plain text':
			'4.10 sends its form in the body of a GET, which no client of Node.js sends but by hand',
	},
	'11.6.0/rateLimit.json': {
		'within the limit': 'the sandbox has no limiter: it fails on request',
	},
};

const files = observedFiles();

test('each event that the trigger knows is recorded, or it is said why not', () => {
	const heard = new Set(
		files.flatMap((file) =>
			[...recordedText(file).matchAll(/"event": "(\w+)"/g)].map(([, event]) => event!),
		),
	);
	const known = Object.keys({ ...COMMON_EVENTS, ...MORE_EVENTS });
	expect(known.filter((event) => !heard.has(event) && !UNHEARD.has(event))).toEqual([]);
	expect([...UNHEARD.keys()].filter((event) => heard.has(event))).toEqual([]);
	expect([...UNHEARD.keys()].filter((event) => !known.includes(event))).toEqual([]);
});

test('each list is recorded with no row, one and several, or it is said why not', () => {
	const { operations, versions, missing, idle } = recordedLists();
	expect(operations).toBeGreaterThan(130);
	expect(versions.length).toBeGreaterThanOrEqual(4);
	expect([...missing].filter(([, reason]) => !reason).map(([name]) => name)).toEqual([]);
	expect(idle).toEqual([]);
});

test('at least three ages of servers are recorded', () => {
	const ages = new Set(files.map((file) => file.split('.')[0]));
	expect(ages.size).toBeGreaterThanOrEqual(3);
});

test.each(files)(
	'%s',
	async (file) => {
		const { steps, unlike } = await judge(file);
		expect(steps).toBeGreaterThan(1);
		const known = KNOWN[file] ?? {};
		const unknown = Object.entries(unlike).filter(([step]) => !known[step]);
		expect(unknown.map(([step, lines]) => `${step}: ${lines.slice(0, 3).join('; ')}`)).toEqual([]);
		expect(Object.keys(known).filter((step) => !unlike[step])).toEqual([]);
	},
	60_000,
);
