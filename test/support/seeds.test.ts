import { readFileSync } from 'node:fs';
import path from 'node:path';
import { roundsOf, seedsOf } from './seeds';

const root = path.join(__dirname, '../..');
const choice = { few: 8, all: 20 };
const plain = (given: Record<string, string>) => seedsOf('Test', choice, given);

test('npm test and .ci/run together play every seed once', () => {
	const all = Array.from({ length: 20 }, (_, index) => index + 1);
	expect([...plain({}), ...plain({ SEEDS: 'others' })]).toEqual(all);
	const steps = readFileSync(path.join(root, '.ci/run'), 'utf8');
	expect(steps).toContain(
		'env SEEDS=others npx --no-install jest Chaos attack anyEndpointCalls conformance',
	);
	expect(steps).toContain('--json --outputFile="$results/seeds.json"');
	for (const workflow of ['ci', 'publish']) {
		const jobs = readFileSync(path.join(root, `.github/workflows/${workflow}.yml`), 'utf8');
		expect(jobs).toContain('jest Chaos attack anyEndpointCalls conformance');
		expect(jobs).toContain('SEEDS: others');
	}
});

test('a test of one seed plays few rounds, and all in the step', () => {
	expect(roundsOf(choice, {})).toBe(8);
	expect(roundsOf(choice, { SEEDS: 'others' })).toBe(20);
});

test('any other seeds', () => {
	expect(plain({ CHAOS_FIRST_SEED: '30', CHAOS_SEEDS: '2' })).toEqual([30, 31]);
});
