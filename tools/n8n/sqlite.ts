import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { duration, runNpm, runStep, say } from '../progress';
import { SQLITE_BINARIES } from './versions';

interface Place {
	/** Folder that holds n8n's `node_modules`. */
	dir: string;
	/** The Node.js that runs n8n. */
	nodeBinary: string;
}

/**
 * Gives n8n's `sqlite3` its native half, the only native module that n8n cannot start without.
 * Tried in order, the quick ways first: the binary that sqlite3's own project publishes, a binary
 * that comes inside an npm package, and a compiler on this machine.
 *
 * @throws Error that lists what was tried.
 */
export async function provideSqlite(place: Place): Promise<void> {
	if (loads(place)) return;
	const tried: string[] = [];
	for (const [title, attempt] of attempts(place)) {
		const started = Date.now();
		try {
			await attempt(title);
			if (loads(place)) {
				say(`  SQLite binding ready (${title}, ${duration(Date.now() - started)})`);
				return;
			}
			tried.push(`${title}: the binary does not load on this machine`);
		} catch (error) {
			tried.push(`${title}: ${(error as Error).message.split('\n')[0]}`);
		}
	}
	throw new Error(
		'n8n needs the native module "sqlite3", and no way to get it worked:\n' +
			tried.map((line) => `  - ${line}`).join('\n') +
			`\nInstall a C++ compiler, make and Python, then run the same command again. Logs: ${place.dir}`,
	);
}

/** What is done, and how. */
type Attempt = [title: string, attempt: (title: string) => Promise<void>];

function attempts(place: Place): Attempt[] {
	return [
		['published binary', async (title) => await download(place, title)],
		['binary from npm', async (title) => await copyPrebuilt(place, title)],
		...[undefined, ...headerFolders()].map(
			(folder): Attempt => [
				folder ? `compiled here with the headers in ${folder}` : 'compiled here',
				async (title) => await compile(place, title, folder),
			],
		),
	];
}

/** Whether n8n's Node.js can open a database with the module as it now is. */
function loads({ dir, nodeBinary }: Place): boolean {
	const check =
		"new (require('sqlite3').Database)(':memory:').get('select 1', (e) => process.exit(e ? 1 : 0))";
	try {
		execFileSync(nodeBinary, ['-e', check], { cwd: dir, stdio: 'ignore', timeout: 20_000 });
		return true;
	} catch {
		return false;
	}
}

async function download({ dir, nodeBinary }: Place, title: string): Promise<void> {
	const bin = join(dir, 'node_modules', 'prebuild-install', 'bin.js');
	await runStep(nodeBinary, [bin, '-r', 'napi'], {
		title,
		cwd: join(dir, 'node_modules', 'sqlite3'),
		logFile: join(dir, 'sqlite3-download.log'),
		timeoutMs: 60_000,
	});
}

async function copyPrebuilt({ dir }: Place, title: string): Promise<void> {
	const { name, version } = SQLITE_BINARIES;
	const aside = join(dir, 'sqlite3-binaries');
	mkdirSync(aside, { recursive: true });
	writeFileSync(join(aside, 'package.json'), '{"private":true}\n');
	const logFile = join(dir, 'sqlite3-binaries.log');
	await runNpm(['install', `${name}@${version}`, '--ignore-scripts'], {
		title,
		cwd: aside,
		logFile,
	});
	const libc = usesMusl() ? 'musl' : 'glibc';
	const binary = join(
		...[aside, 'node_modules', ...name.split('/'), 'prebuilds'],
		`${process.platform}-${process.arch}`,
		`${name.replace('/', '+')}.${libc}.node`,
	);
	if (!existsSync(binary)) {
		throw new Error(`none for ${process.platform} ${process.arch}`);
	}
	const target = join(dir, 'node_modules', 'sqlite3', 'build', 'Release');
	mkdirSync(target, { recursive: true });
	copyFileSync(binary, join(target, 'node_sqlite3.node'));
}

async function compile({ dir }: Place, title: string, headers?: string): Promise<void> {
	await runNpm(['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'], {
		title,
		cwd: dir,
		env: headers ? { ...process.env, npm_config_nodedir: headers } : process.env,
		logFile: join(dir, 'sqlite3-compile.log'),
		detail: () => 'this takes 2 to 5 minutes',
	});
}

/**
 * Where Node.js headers may already be: beside the running binary, or where systems put them. Any
 * release serves, because sqlite3 uses only the stable Node-API.
 */
function headerFolders(): string[] {
	const folders = [join(dirname(process.execPath), '..'), '/usr', '/usr/local'];
	return [...new Set(folders)].filter((folder) =>
		existsSync(join(folder, 'include', 'node', 'node_api.h')),
	);
}

function usesMusl(): boolean {
	if (process.platform !== 'linux') return false;
	const report = process.report.getReport() as unknown as {
		header: { glibcVersionRuntime?: string };
	};
	return report.header.glibcVersionRuntime === undefined;
}
