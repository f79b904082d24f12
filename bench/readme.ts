import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Puts bench/results.json into the README as a table:
 * `npx tsx bench/readme.ts && npx prettier --write README.md`.
 */

const ROOT = path.resolve(__dirname, '..');
const README = path.join(ROOT, 'README.md');

interface Results {
	date: string;
	rows: Array<{
		goal: string;
		peer: string;
		ours_ms: number;
		peer_ms: number;
		ratio: number;
		limit: number | null;
		runs: number;
		load?: number;
		versions: Record<string, string>;
	}>;
	facts: Record<string, number | string>;
}

const { date, rows, facts } = JSON.parse(
	readFileSync(path.join(ROOT, 'bench/results.json'), 'utf8'),
) as Results;
const { n8n, node } = rows[0]!.versions;
const lines = [
	`On ${date}, n8n ${n8n}, Node.js ${node}, medians of the runs named; times in ms unless the line says MB.`,
	'',
	'| Measured | Compared with | Runs | Ours | Theirs | Ratio | Goal |',
	'| --- | --- | --- | --- | --- | --- | --- |',
	...rows.map(
		({ goal, peer, ours_ms, peer_ms, ratio, limit, runs }) =>
			`| ${goal} | ${peer} | ${runs} | ${ours_ms} | ${peer_ms} | ${ratio} | ${limit === null ? '' : `at most ${limit}`} |`,
	),
	'',
	...Object.entries(facts).map(([fact, value]) => `- ${fact}: ${value}`),
];
const page = readFileSync(README, 'utf8');
const [before, rest] = page.split('<!-- bench -->');
const [, after] = rest!.split('<!-- /bench -->');
writeFileSync(README, `${before}<!-- bench -->\n\n${lines.join('\n')}\n\n<!-- /bench -->${after}`);
