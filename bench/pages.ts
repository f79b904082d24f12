import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { drawBars, drawCurves } from './draw';
import { BUSY, readResults, ROOT, type Results, type Row } from './record';

/**
 * What bench/results.json says, for readers: tables in docs/benchmarks.md, sentences in the README, and
 * pictures. `npm run bench` writes them, `npx tsx bench/pages.ts` does so without measuring.
 */

const PICTURES = {
	bars: 'docs/pictures/benchmarks.svg',
	memory: 'docs/pictures/benchmark-memory.svg',
};

/** What the README shows, in its order: how a goal begins, and what people call it. */
const SHOWN: Array<{ goal: string; title: string; unit?: 'MB' }> = [
	{ goal: '7 Get User in bulk, 1,000 users, 2 ms', title: 'Get 1,000 users by ID' },
	{
		goal: '8 Create Post, 1,000 items into 100 channels, 2 ms',
		title: 'Create 1,000 posts in 100 channels',
	},
	{
		goal: '8 Create Post, 1,000 items into one channel in order, 2 ms',
		title: 'Create 1,000 posts in one channel, in order',
	},
	{
		goal: '9 4096 MB from Rhombus into a Mattermost channel, time',
		title: 'Copy a 4 GB video from Rhombus to Mattermost',
	},
	{
		goal: '9 4096 MB from Rhombus into a Mattermost channel, most memory over idle (MB)',
		title: 'Memory that the 4 GB video takes',
		unit: 'MB',
	},
	{ goal: '5 List of 1,000,000 users, time', title: 'List 1,000,000 users' },
];
/** Others are the package's own other ways and floors, which docs/benchmarks.md has. */
const PEERS: Record<string, string> = {
	'built-in Mattermost': 'built-in Mattermost node',
	'HTTP Request': 'HTTP Request node',
	'plain loop of requests': 'loop without a node',
};

/** Whether others used the machine meanwhile. */
const isBusy = ({ load }: { load: number }) => load > BUSY;
const busyMark = (row: { load: number }) => (isBusy(row) ? ' (busy machine)' : '');
const inWords = (value: number, unit: 'ms' | 'MB') =>
	unit === 'MB'
		? `${Math.round(value)} MB`
		: value < 1000
			? `${Math.round(value)} ms`
			: `${Math.round(value / 100) / 10} s`;

interface Group {
	title: string;
	rows: Row[];
	unit: 'ms' | 'MB';
}

const groupsOf = ({ rows }: Results): Group[] =>
	SHOWN.map(({ goal, title, unit = 'ms' }) => ({
		title,
		unit: unit as Group['unit'],
		rows: rows.filter((row) => row.goal === goal && row.peer in PEERS),
	})).filter(({ rows: found }) => found.length > 0);

function barsOf(results: Results): string {
	return drawBars(
		'What runs take with these nodes and with others',
		groupsOf(results).map(({ title, unit, rows }) => ({
			title: `${title}${busyMark(rows[0]!)}`,
			bars: [
				{
					name: 'these nodes',
					value: rows[0]!.ours_ms,
					label: inWords(rows[0]!.ours_ms, unit),
				},
				...rows.map(({ peer, peer_ms }) => ({
					name: PEERS[peer]!,
					value: peer_ms,
					label: inWords(peer_ms, unit),
				})),
			],
		})),
	);
}

const sentences = (results: Results): string[] =>
	groupsOf(results).map(({ title, unit, rows }) => {
		const theirs = rows.map(
			({ peer, peer_ms, ratio }) => `${PEERS[peer]} ${inWords(peer_ms, unit)} (ratio ${ratio})`,
		);
		return `- **${title}:** ${inWords(rows[0]!.ours_ms, unit)}; ${theirs.join(', ')}${busyMark(rows[0]!)}`;
	});

const verdictOf = (value: number, limit: number | null) =>
	limit === null ? '' : value <= limit ? `at most ${limit}` : `at most ${limit}: **missed**`;

const table = (head: string[], rows: Array<Array<string | number>>) =>
	[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);

function tables({ rows, figures, facts }: Results): string[] {
	const versions = new Set(
		rows.map(({ versions: { n8n, node } }) => `n8n ${n8n}, Node.js ${node}`),
	);
	return [
		`Measured with ${[...versions].join('; ')}.`,
		'',
		...table(
			['Measured', 'Compared with', 'Runs', 'Ours', 'Theirs', 'Ratio', 'Goal', 'Date'],
			rows.map((row) => [
				row.goal,
				row.peer,
				row.runs,
				row.ours_ms,
				row.peer_ms,
				row.ratio,
				verdictOf(row.ratio, row.limit),
				`${row.date}${busyMark(row)}`,
			]),
		),
		'',
		...table(
			['Measured', 'Runs', 'Figure', 'Goal', 'Date'],
			figures.map((figure) => [
				figure.goal,
				figure.runs,
				`${figure.value} ${figure.unit}`,
				verdictOf(figure.value, figure.limit),
				`${figure.date}${busyMark(figure)}`,
			]),
		),
		'',
		...Object.entries(facts).map(([fact, value]) => `- ${fact}: ${value}`),
	];
}

/** Puts lines between the marks of a page. */
function filled(page: string, lines: string[]): string {
	const [before, rest] = readFileSync(path.join(ROOT, page), 'utf8').split('<!-- bench -->');
	const [, after] = rest!.split('<!-- /bench -->');
	return `${before}<!-- bench -->\n\n${lines.join('\n')}\n\n<!-- /bench -->${after}`;
}

/** As the repository's formatter writes it. */
const formatted = (page: string, text: string): string =>
	execFileSync(
		process.execPath,
		[require.resolve('prettier/bin/prettier.cjs'), '--stdin-filepath', page],
		{ input: text, cwd: ROOT, encoding: 'utf8' },
	);

/** Everything that is made of the results, by path. */
export function pagesOf(results: Results): Map<string, string> {
	const pages = new Map<string, string>();
	const curves = (['ours', 'http'] as const).flatMap((kind) => {
		const curve = results.curves[`file ${kind}`];
		return curve ? [{ name: { ours: 'these nodes', http: 'HTTP Request' }[kind], curve }] : [];
	});
	const memory =
		curves.length > 0
			? [`![Memory while a large file is copied](pictures/${path.basename(PICTURES.memory)})`]
			: [];
	if (curves.length > 0) {
		const title = 'Memory of n8n over idle while a file goes from Rhombus to Mattermost';
		pages.set(PICTURES.memory, drawCurves(title, curves, 150));
	}
	pages.set(PICTURES.bars, barsOf(results));
	const picture = `![Bars: what runs take with these nodes and with others](${PICTURES.bars})`;
	const texts = {
		'README.md': [picture, '', ...sentences(results)],
		'docs/benchmarks.md': [...tables(results), ...memory.flatMap((line) => ['', line])],
	};
	for (const [page, lines] of Object.entries(texts)) {
		pages.set(page, formatted(page, filled(page, lines)));
	}
	return pages;
}

export function writePages(): void {
	for (const [page, text] of pagesOf(readResults())) writeFileSync(path.join(ROOT, page), text);
}

if (require.main === module) writePages();
