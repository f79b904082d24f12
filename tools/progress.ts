import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** One line on stdout; a place of its own so that every tool's lines look alike. */
export function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

/** Milliseconds as people read them: `850 ms`, `12 s`, `3 min 05 s`. */
export function duration(ms: number): string {
	if (ms < 1000) return `${Math.round(ms)} ms`;
	const seconds = Math.round(ms / 1000);
	if (seconds < 60) return `${seconds} s`;
	return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

export interface StepOptions {
	/** What is being done, e.g. `Installing n8n 2.41.1`. */
	title: string;
	cwd: string;
	env?: NodeJS.ProcessEnv;
	/** All output of the command goes here. */
	logFile: string;
	/** Ends the command after so many ms. */
	timeoutMs?: number;
	/** Says how far the step is, e.g. `812 packages`; asked every few seconds with the lines put out so far. */
	detail?: (lines: number) => string;
	/** Default 5,000 ms. */
	everyMs?: number;
}

/**
 * Runs a command to its end and prints a line every few seconds while it runs, so that nobody has to
 * wonder whether a long step still lives.
 *
 * @throws Error with the last lines of the command's output and the path of the whole log.
 */
export async function runStep(
	command: string,
	args: string[],
	{ title, cwd, env, logFile, timeoutMs, detail, everyMs = 5000 }: StepOptions,
): Promise<void> {
	const started = Date.now();
	mkdirSync(dirname(logFile), { recursive: true });
	writeFileSync(logFile, `$ ${[command, ...args].join(' ')}\n`);
	let output = '';
	let lines = 0;
	const child = spawn(command, args, {
		cwd,
		env: env ?? process.env,
		stdio: ['ignore', 'pipe', 'pipe'],
		// npm is a .cmd file there, which only a shell can start.
		shell: process.platform === 'win32',
	});
	const keep = (chunk: Buffer) => {
		appendFileSync(logFile, chunk);
		const text = chunk.toString();
		lines += text.split('\n').length - 1;
		output = (output + text).slice(-4000);
	};
	child.stdout.on('data', keep);
	child.stderr.on('data', keep);
	const ticker = setInterval(() => {
		const so = detail?.(lines);
		say(`  … ${title}: ${duration(Date.now() - started)}${so ? `, ${so}` : ''}`);
	}, everyMs);
	const stop = () => child.kill('SIGKILL');
	const deadline = timeoutMs ? setTimeout(stop, timeoutMs) : undefined;
	process.once('exit', stop);
	try {
		const code = await new Promise<number | null>((resolve, reject) => {
			child.once('error', reject);
			child.once('close', resolve);
		});
		if (code === 0) return;
		const why = code === null ? 'was stopped' : `ended with code ${code}`;
		throw new Error(
			`${title}: "${command}" ${why} after ${duration(Date.now() - started)}.\n` +
				`${lastLines(output, 15)}\nThe whole output: ${logFile}`,
		);
	} finally {
		clearInterval(ticker);
		clearTimeout(deadline);
		process.removeListener('exit', stop);
	}
}

/** Runs npm in a folder: the one that started this program, else the one on the path. */
export async function runNpm(args: string[], options: StepOptions): Promise<void> {
	const running = process.env.npm_execpath;
	const own = running?.endsWith('npm-cli.js') ? running : undefined;
	const flags = ['--no-audit', '--no-fund', `--prefix=${options.cwd}`];
	const all = [...(own ? [own] : []), ...args, ...flags];
	await runStep(own ? process.execPath : 'npm', all, options);
}

/** The last `count` lines that are not empty. */
export function lastLines(text: string, count: number): string {
	return text
		.split('\n')
		.filter((line) => line.trim() !== '')
		.slice(-count)
		.join('\n');
}
