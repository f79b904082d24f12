import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * `npm run mutation [-- part of a path …]`: plants small faults in each file of the core, one after the
 * other, and counts those that the test next to it notices. What is known of a file is kept in
 * `.cache/mutation` until the file or its test changes, so a run that was stopped goes on where it was;
 * then only what the change concerns is tried again.
 * `-- --report` writes docs/mutation.md from what is known.
 */

const ROOT = path.resolve(__dirname, '../..');
const REPORTS = path.join(ROOT, '.cache/mutation');
const PAGE = path.join(ROOT, 'docs/mutation.md');
const CORE = ['http', 'request', 'response', 'execution', 'triggers'];

/** Files with many faults: one function in so many is tried, unless MUTATION_SAMPLE says otherwise. */
const SAMPLED: Record<string, string> = {
	'execution/bulkRequests.ts': '2',
	'execution/runner.ts': '4',
	'http/download.ts': '2',
	'http/sendWithRetry.ts': '6',
	'request/build.ts': '2',
	'request/encode.ts': '4',
	'request/multipart.ts': '2',
	'response/toItems.ts': '6',
};

/** What Stryker's report says of one mutant. */
interface Mutant {
	replacement?: string;
	status: string;
	location: Record<'start' | 'end', { line: number; column: number }>;
}

/** Statuses of a fault that no test noticed. */
const SURVIVED = ['Survived', 'NoCoverage'];

interface Report {
	files: Record<string, { source: string; mutants: Mutant[] }>;
}

/** Files of the core with code that runs, with slashes. */
const coreFiles = (): string[] =>
	CORE.flatMap((folder) =>
		readdirSync(path.join(ROOT, 'nodes/shared', folder))
			.filter((name) => /(?<!\.test)\.ts$/.test(name))
			.map((name) => `nodes/shared/${folder}/${name}`),
	).filter((file) => !isOnlyTypes(file));

/** Whether a file declares types and nothing else. */
const isOnlyTypes = (file: string): boolean =>
	!/^(export )?(async )?(const|function|class|let) /m.test(read(file));

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const testOf = (file: string): string => file.replace(/\.ts$/, '.test.ts');

/** One function in how many is tried; '' for all. */
const sampleOf = (file: string): string =>
	process.env.MUTATION_SAMPLE ?? SAMPLED[file.replace('nodes/shared/', '')] ?? '';

/** The report of a file in its present form and with its present test. */
function reportOf(file: string): string {
	const key = createHash('sha256')
		.update([read(file), read(testOf(file))].join('\0'))
		.update(sampleOf(file))
		.digest('hex')
		.slice(0, 12);
	return path.join(REPORTS, `${file.replaceAll('/', '.')}.${key}.json`);
}

/** What came of a file's faults last: those that no change of the file or its test concerns are not tried again. */
const latestOf = (file: string): string =>
	path.join(REPORTS, 'latest', `${file.replaceAll('/', '.')}${sampleOf(file)}.json`);

/** Faults that nothing noticed are tried again after any change: what tests share is not compared. */
function forgetSurvivors(fileName: string): void {
	if (!existsSync(fileName)) return;
	const report = JSON.parse(readFileSync(fileName, 'utf8')) as Report;
	for (const one of Object.values(report.files)) {
		one.mutants = one.mutants.filter(({ status }) => !SURVIVED.includes(status));
	}
	writeFileSync(fileName, JSON.stringify(report));
}

/** Plants the faults of one file, unless what comes of them is known. */
function plantIn(file: string): void {
	const fileName = reportOf(file);
	if (existsSync(fileName)) return;
	forgetSurvivors(latestOf(file));
	const options = {
		mutate: [file],
		jsonReporter: { fileName },
		incremental: true,
		incrementalFile: latestOf(file),
	};
	const script = `import('@stryker-mutator/core').then(async ({ Stryker }) => {
		await new Stryker(${JSON.stringify(options)}).runMutationTest();
	}).catch((error) => { console.error(error.message); process.exit(1); });`;
	const { status } = spawnSync(process.execPath, ['-e', script], {
		cwd: ROOT,
		stdio: ['ignore', 'inherit', 'inherit'],
		env: { ...process.env, MUTATION_TEST: testOf(file), MUTATION_SAMPLE: sampleOf(file) },
	});
	if (status !== 0) process.exitCode = 1;
}

interface Score {
	file: string;
	killed: number;
	survivors: Array<{ line: number; original: string; replacement: string }>;
}

/** What came of a file's faults; undefined if that is not known. */
function scoreOf(file: string): Score | undefined {
	if (!existsSync(testOf(path.join(ROOT, file))) || !existsSync(reportOf(file))) return undefined;
	const { source, mutants } = (JSON.parse(readFileSync(reportOf(file), 'utf8')) as Report).files[
		file
	]!;
	const lines = source.split('\n');
	const survivors = mutants
		.filter(({ status }) => SURVIVED.includes(status))
		.map(({ replacement = '', location: { start, end } }) => {
			const first = lines[start.line - 1]!;
			const isOneLine = start.line === end.line;
			const original = first.slice(start.column - 1, isOneLine ? end.column - 1 : undefined);
			return { line: start.line, original: isOneLine ? original : `${original} …`, replacement };
		});
	const killed = mutants.filter(({ status }) => ['Killed', 'Timeout'].includes(status)).length;
	return { file, killed, survivors };
}

const percent = (killed: number, survived: number): string =>
	killed + survived === 0 ? '–' : `${((100 * killed) / (killed + survived)).toFixed(1)} %`;

/** A line of the table for one file or several. */
function row(name: string, scores: Score[]): string[] {
	const killed = scores.reduce((sum, one) => sum + one.killed, 0);
	const survived = scores.reduce((sum, one) => sum + one.survivors.length, 0);
	return [
		name,
		String(killed + survived),
		String(killed),
		String(survived),
		percent(killed, survived),
	];
}

/** Cuts code for a cell of a table. */
const cell = (code: string): string => {
	const line = code.replace(/\s+/g, ' ').trim();
	const cut = line.length > 70 ? `${line.slice(0, 69)}…` : line;
	return `\`${cut.replaceAll('|', '\\|').replaceAll('`', "'")}\``;
};

const table = (head: string[], rows: string[][]): string =>
	[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Replaces what stands between the two marks of the page. */
function writePage(scores: Score[]): void {
	const groups = CORE.map((folder) =>
		row(
			folder,
			scores.filter(({ file }) => file.startsWith(`nodes/shared/${folder}/`)),
		),
	);
	const files = scores.map((score) => {
		const sample = sampleOf(score.file);
		const tried = sample ? ` (one function in ${sample})` : '';
		return row(`${score.file.replace('nodes/shared/', '')}${tried}`, [score]);
	});
	const survivors = scores.flatMap(({ file, survivors: all }) =>
		all.map(({ line, original, replacement }) => [
			`${file.replace('nodes/shared/', '')}:${line}`,
			cell(original),
			cell(replacement),
		]),
	);
	const unknown = coreFiles().filter((file) => !scoreOf(file));
	const head = ['', 'Faults', 'Noticed', 'Not noticed', 'Score'];
	const made = [
		table(head, [...groups, row(`**${scores.length} of ${coreFiles().length} files**`, scores)]),
		'## By file',
		table(head, files),
		'## Not noticed',
		table(['Where', 'Code', 'Fault'], survivors),
		...(unknown.length > 0
			? ['## Not measured', unknown.map((file) => `- ${file}`).join('\n')]
			: []),
	].join('\n\n');
	const mark = '<!-- generated by tools/mutation/run.ts -->';
	const [before] = readFileSync(PAGE, 'utf8').split(mark);
	writeFileSync(PAGE, `${before}${mark}\n\n${made}\n`);
	spawnSync('npx', ['prettier', '--write', PAGE], { cwd: ROOT });
}

function main(parts: string[]): void {
	mkdirSync(path.join(REPORTS, 'latest'), { recursive: true });
	const wanted = coreFiles().filter(
		(file) => parts.length === 0 || parts.some((part) => file.includes(part)),
	);
	const isReport = process.argv.includes('--report');
	for (const file of wanted) {
		if (!existsSync(path.join(ROOT, testOf(file)))) {
			console.log(`${file}: no test next to it`);
			continue;
		}
		if (!isReport) plantIn(file);
		const score = scoreOf(file);
		if (!score) {
			console.log(`${file}: not known`);
			continue;
		}
		console.log(row(file, [score]).join('\t'));
		for (const { line, original, replacement } of isReport ? [] : score.survivors) {
			console.log(`\t${line}: ${original}  →  ${replacement.replace(/\s+/g, ' ')}`);
		}
	}
	const scores = wanted.flatMap((file) => scoreOf(file) ?? []);
	console.log(row(`${scores.length} of ${wanted.length} files`, scores).join('\t'));
	if (isReport) writePage(scores);
}

main(process.argv.slice(2).filter((one) => !one.startsWith('--')));
