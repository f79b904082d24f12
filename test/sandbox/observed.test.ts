import { judge, observedFiles } from '../../tools/recording/observed/judge';

/**
 * The sandbox does what recorded servers do besides answering operations: events, requests to integrations,
 * OAuth 2.0, limits. What it does otherwise stands here, with the reason.
 */

const BARE = 'servers send a channel without its type and team after a full update';
const CONSENT = 'the sandbox stands for a person who is logged in and consents at once';
const OF_4 = 'Mattermost 4 is not imitated here';

/** By file and step. */
const KNOWN: Record<string, Record<string, string>> = {
	'11.6.0/events.json': { 'channel updated': BARE },
	'10.11.6/events.json': { 'channel updated': BARE },
	'5.37.9/events.json': { 'channel updated': BARE },
	'4.10.0/events.json': Object.fromEntries(
		[
			'reaction removed',
			'user added',
			'user joins by itself',
			'channel updated',
			'channel restored',
			'team patched',
			'team archived',
			'user patched',
			'user deactivated',
			'user activated',
			'unknown action',
			'without action',
		].map((step) => [step, OF_4]),
	),
	'11.6.0/oauth2.json': { 'consent without a login': CONSENT },
	'10.11.6/oauth2.json': { 'consent without a login': CONSENT },
	'5.37.9/oauth2.json': { 'consent without a login': CONSENT },
	'4.10.0/oauth2.json': { 'consent without a login': CONSENT },
	'4.10.0/integrations.json': Object.fromEntries(
		['command answered in plain text', 'button pressed by an outsider'].map((step) => [step, OF_4]),
	),
	'5.37.9/texts.json': { 'no rows a page': 'the sandbox pages as newer servers do' },
	'4.10.0/texts.json': Object.fromEntries(
		['purpose of 250', 'purpose of 251', 'display name of 64', 'no rows a page'].map((step) => [
			step,
			OF_4,
		]),
	),
	'11.6.0/rateLimit.json': {
		'within the limit': 'the sandbox has no limiter: it fails on request',
	},
};

const files = observedFiles();

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
