import { load, recordedVersions } from '../../sandbox/mattermost/recorded/load';
import { judge, type Judgement } from '../../tools/conformance/judge';

/** Real servers judge the sandbox: every recorded request goes to the sandbox, set to that version. */

const versions = recordedVersions();
const stories = versions.map(load);
let judgement: Judgement;

beforeAll(async () => {
	judgement = await judge(versions);
}, 120_000);

test('servers of three ages are recorded, and nearly every operation of the nodes', () => {
	const ages = new Set(versions.map((version) => version.split('.')[0]));
	expect(ages.size).toBeGreaterThanOrEqual(3);
	for (const { recorded, declared, refusals, checks } of judgement.versions) {
		// Those that were added since the recording come with the next one.
		expect(recorded).toBeGreaterThanOrEqual(514);
		expect(recorded).toBeLessThanOrEqual(declared);
		expect(refusals).toBeGreaterThan(3500);
		expect(checks.length).toBeGreaterThan(refusals);
	}
});

test.each(versions)('Mattermost %s: the sandbox answers as it did', (version) => {
	const { checks } = judgement.versions.find((one) => one.version === version)!;
	const differing = checks.filter(({ differences }) => differences.length > 0);
	expect(differing.map(({ entry, what, differences }) => ({ entry, what, differences }))).toEqual(
		[],
	);
});

test('only what no recorded server has done rests on the contract alone', () => {
	const { contractOnly, sampled } = judgement;
	// Each that was recorded for a reason that tells what is missing.
	const reasons = [...judgement.reasons.values()];
	expect(reasons.filter((reason) => reason.startsWith('refused'))).toEqual([]);
	expect(reasons.filter((reason) => reason !== 'not recorded yet').length).toBeLessThanOrEqual(145);
	expect(contractOnly.filter((operation) => sampled.includes(operation))).toEqual([]);
	for (const operation of contractOnly) {
		const ran = stories.flatMap(({ entries }) =>
			entries.filter(
				([key, { main, requests }]) =>
					key.split('#')[0] === operation &&
					requests.length > 0 &&
					requests[main ?? requests.length - 1]!.status < 400,
			),
		);
		expect([operation, ran.length]).toEqual([operation, 0]);
	}
});
