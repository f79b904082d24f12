import { parseArgs } from 'node:util';
import { recordedVersions } from '../sandbox/mattermost/recorded/load';
import { recordedLists } from './conformance/lists';
import { judge, type Judgement } from './conformance/judge';

/**
 * Sends everything that was recorded of real Mattermost servers to the sandbox, set to the same
 * version, and compares the answers. See docs/conformance.md.
 */

const { values } = parseArgs({
	options: {
		/** Figures for programs. */
		json: { type: 'boolean' },
		/** Lists what differs in entries that begin so, e.g. `post/`. */
		show: { type: 'string' },
		/** Judges this version only. */
		version: { type: 'string' },
	},
});

function printJson({ versions, contractOnly }: Judgement): void {
	const figures = versions.map(({ checks: _, ...verdict }) => verdict);
	const { versions: lists } = recordedLists();
	console.log(JSON.stringify({ versions: figures, contractOnly, lists }, null, 2));
}

function printText({ versions, contractOnly, reasons, sampled }: Judgement): void {
	const percent = (part: number, all: number) =>
		`${((100 * part) / Math.max(all, 1)).toFixed(1)} %`;
	for (const verdict of versions) {
		const { version, declared, recorded, refusals, checked, conformant, checks } = verdict;
		console.log(`Mattermost ${version}`);
		console.log(`  ${recorded} of ${declared} operations recorded, ${refusals} refusals`);
		console.log(`  ${conformant} of ${checked} answers the same (${percent(conformant, checked)})`);
		const same = checks.filter(({ differences }) => differences.length === 0);
		const refused = same.filter(({ isRefusal }) => isRefusal).length;
		const read = same.filter(
			({ isRefusal, entry }) => !isRefusal && sampled.includes(entry.split('#')[0]!),
		).length;
		console.log(
			`  of these: ${same.length - refused - read} by handlers, ${refused} to changed requests, ${read} recorded answers given again`,
		);
		const differing = checks.filter(({ differences }) => differences.length > 0);
		const byResource = new Map<string, number>();
		for (const { entry } of differing) {
			const [resource] = entry.split('/');
			byResource.set(resource!, (byResource.get(resource!) ?? 0) + 1);
		}
		const counts = [...byResource].sort(([, a], [, b]) => b - a);
		if (counts.length > 0) {
			console.log(`  differ: ${counts.map(([name, count]) => `${name} ${count}`).join(', ')}`);
		}
		const { show } = values;
		if (show === undefined) continue;
		for (const { entry, what, differences } of differing) {
			if (entry.startsWith(show)) console.log(`    ${entry}: ${what}: ${differences.join('; ')}`);
		}
	}
	printLists();
	console.log(`${sampled.length} operations have no state here and give a recorded answer:`);
	console.log(`  ${sampled.join(', ')}`);
	console.log(`${contractOnly.length} operations rest on the contract alone:`);
	for (const reason of new Set(reasons.values())) {
		const names = contractOnly.filter((operation) => reasons.get(operation) === reason);
		console.log(`  ${reason} (${names.length}): ${names.join(', ')}`);
	}
}

function printLists(): void {
	const { operations, versions, missing } = recordedLists();
	console.log(`${operations} operations give lists, recorded with no row, one and several:`);
	for (const { version, empty, one, many } of versions) {
		console.log(`  ${version}: ${empty} empty, ${one} with one row, ${many} with several`);
	}
	const reasons = [...missing.values()];
	console.log(`  ${missing.size} of ${3 * operations} such states on no server:`);
	for (const reason of new Set(reasons)) {
		const count = reasons.filter((one) => one === reason).length;
		console.log(`    ${count}: ${reason ?? 'nobody knows why'}`);
	}
}

async function main(): Promise<void> {
	const judgement = await judge(values.version ? [values.version] : recordedVersions());
	if (values.json) printJson(judgement);
	else printText(judgement);
}

void main();
