import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { duration, runStep, say } from './progress';

const ROOT = resolve(__dirname, '..');

/** Everything that the build reads. */
const SOURCES = [
	...['nodes', 'credentials', 'contracts', 'index.ts'],
	...['gulpfile.js', 'tsconfig.json', 'package.json'],
];

const MARKER = join(ROOT, '.cache', 'built.json');

/**
 * Builds the package, unless dist is what the last build made of these very sources.
 *
 * @throws Error with the last lines of the build.
 */
export async function ensureBuilt(): Promise<void> {
	if (existsSync(MARKER) && readFileSync(MARKER, 'utf8') === state()) return;
	const started = Date.now();
	say('Building the package');
	await runStep('npm', ['run', '--silent', 'build'], {
		title: 'Building the package',
		cwd: ROOT,
		logFile: join(ROOT, '.cache', 'build.log'),
	});
	mkdirSync(dirname(MARKER), { recursive: true });
	writeFileSync(MARKER, state());
	say(`  built (${duration(Date.now() - started)})`);
}

function state(): string {
	return JSON.stringify({ sources: contentHash(SOURCES), dist: contentHash(['dist']) });
}

/**
 * A short name for the content of files and folders, given relative to the project; what does not
 * exist counts as empty.
 */
export function contentHash(paths: string[], root = ROOT): string {
	const hash = createHash('sha256');
	for (const file of paths.flatMap((path) => filesOf(root, path))) {
		hash.update(file).update(readFileSync(join(root, file)));
	}
	return hash.digest('hex').slice(0, 16);
}

function filesOf(root: string, path: string): string[] {
	const whole = join(root, path);
	if (!existsSync(whole)) return [];
	if (statSync(whole).isFile()) return [path];
	return readdirSync(whole)
		.sort()
		.flatMap((name) => filesOf(root, join(path, name)));
}
