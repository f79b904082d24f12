import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { check, lock } from 'proper-lockfile';
import { duration, runNpm, say } from '../progress';
import { provideSqlite } from './sqlite';
import { N8N_VERSIONS, NODE_FOR_N8N, type N8nVersion } from './versions';

/** An n8n on this machine that is ready to start. */
export interface N8nInstall {
	version: N8nVersion;
	/** Folder that holds its `node_modules`. */
	dir: string;
	/** The Node.js to run it with. */
	nodeBinary: string;
	/** n8n's command-line script, to be run by `nodeBinary`. */
	n8nBin: string;
}

const ROOT = resolve(__dirname, '..', '..');

/** Where fetched things are kept: the folder in N8N_CACHE_DIR, else `.cache` in the checkout. */
export function cacheDir(): string {
	return process.env.N8N_CACHE_DIR ? resolve(process.env.N8N_CACHE_DIR) : join(ROOT, '.cache');
}

/**
 * Gives an installed n8n of this version, fetched from npm the first time (2 to 5 minutes, 3 GB) and
 * reused afterwards. Where the first time was broken off, the next call goes on from there.
 *
 * @throws Error that says which step did not work and where its log is.
 */
export async function ensureN8n(version: N8nVersion): Promise<N8nInstall> {
	const dir = join(cacheDir(), `n8n-${version}`);
	mkdirSync(dir, { recursive: true });
	const release = await hold(dir);
	try {
		const nodeBinary = await ensureNode(version);
		const install: N8nInstall = {
			version,
			dir,
			nodeBinary,
			n8nBin: join(dir, 'node_modules', 'n8n', 'bin', 'n8n'),
		};
		if (!isComplete(install)) await installN8n(install);
		return install;
	} finally {
		await release();
	}
}

const markerOf = (dir: string) => join(dir, 'complete.json');

/** The marker is written last, so a folder without it is half an installation. */
function isComplete({ dir, version, n8nBin }: N8nInstall): boolean {
	if (!existsSync(markerOf(dir)) || !existsSync(n8nBin)) return false;
	return (
		(JSON.parse(readFileSync(markerOf(dir), 'utf8')) as { version: string }).version === version
	);
}

async function installN8n({ dir, version, nodeBinary }: N8nInstall): Promise<void> {
	const { overrides, npmFlags } = N8N_VERSIONS[version];
	const started = Date.now();
	const modules = join(dir, 'node_modules');
	say(`Fetching n8n ${version} from npm into ${dir} (once; 2 to 5 minutes, 3 GB)`);
	writeFileSync(
		join(dir, 'package.json'),
		`${JSON.stringify(
			{
				name: 'n8n-to-try',
				private: true,
				dependencies: { n8n: version },
				overrides,
				allowScripts: { sqlite3: true },
			},
			null,
			'\t',
		)}\n`,
	);
	// One line for each answer, which is what the progress below counts.
	const flags = ['--ignore-scripts', '--omit=dev', '--loglevel=http', ...npmFlags];
	await twice(
		async () =>
			await runNpm(['install', ...flags], {
				title: `Installing n8n ${version}`,
				cwd: dir,
				logFile: join(dir, 'install.log'),
				detail: (lines) =>
					`${lines} answers from npm` +
					(existsSync(modules) ? `, ${readdirSync(modules).length} folders unpacked` : ''),
			}),
	);
	await provideSqlite({ dir, nodeBinary });
	writeFileSync(
		markerOf(dir),
		`${JSON.stringify({ version, installedAt: new Date().toISOString() })}\n`,
	);
	say(`n8n ${version} is installed (${duration(Date.now() - started)})`);
}

/** Downloads fail now and then; one more try goes on with what is already there. */
async function twice(step: () => Promise<void>): Promise<void> {
	try {
		await step();
	} catch (error) {
		say(`  ${(error as Error).message.split('\n')[0]} Trying once more.`);
		await step();
	}
}

/** Whether the running Node.js is one that this n8n takes. */
function runsOnOwnNode(version: N8nVersion): boolean {
	const { minNode, maxNodeMajor } = N8N_VERSIONS[version];
	const [major, minor] = process.versions.node.split('.').map(Number);
	const newEnough = major! > minNode[0] || (major === minNode[0] && minor! >= minNode[1]);
	return newEnough && major! <= maxNodeMajor;
}

/** Major version of the Node.js that runs this n8n here. */
export function nodeMajorOf(version: N8nVersion): number {
	return Number(runsOnOwnNode(version) ? process.versions.node.split('.')[0] : NODE_FOR_N8N);
}

/** The running Node.js where this n8n takes it, else one that npm brings (120 MB, once). */
async function ensureNode(version: N8nVersion): Promise<string> {
	if (runsOnOwnNode(version)) return process.execPath;

	const dir = join(cacheDir(), `node-${NODE_FOR_N8N}`);
	const bin = process.platform === 'win32' ? 'node.exe' : 'node';
	const binary = join(dir, 'node_modules', 'node', 'bin', bin);
	mkdirSync(dir, { recursive: true });
	const release = await hold(dir);
	try {
		if (runs(binary)) return binary;
		say(
			`n8n ${version} does not run on Node.js ${process.versions.node}: fetching Node.js ${NODE_FOR_N8N} from npm (once)`,
		);
		rmSync(join(dir, 'node_modules'), { recursive: true, force: true });
		writeFileSync(
			join(dir, 'package.json'),
			'{"name":"node-to-try","private":true,"allowScripts":{"node":true}}\n',
		);
		const wanted = [`node@${NODE_FOR_N8N}`, '--ignore-scripts=false', '--no-package-lock'];
		await twice(
			async () =>
				await runNpm(['install', ...wanted], {
					title: `Fetching Node.js ${NODE_FOR_N8N}`,
					cwd: dir,
					logFile: join(dir, 'install.log'),
				}),
		);
		if (!runs(binary)) {
			throw new Error(
				`The Node.js ${NODE_FOR_N8N} that npm brought does not run on this machine (${process.platform} ${process.arch}). ` +
					`Install Node.js ${NODE_FOR_N8N} and run the same command with it.`,
			);
		}
		return binary;
	} finally {
		await release();
	}
}

function runs(binary: string): boolean {
	try {
		const found = execFileSync(binary, ['--version'], { stdio: 'pipe', timeout: 20_000 });
		return found.toString().startsWith(`v${NODE_FOR_N8N}.`);
	} catch {
		return false;
	}
}

/**
 * Holds a folder for this process; waits up to an hour while another one holds it.
 *
 * @returns what lets go of it.
 */
export async function hold(dir: string, waits = true): Promise<() => Promise<void>> {
	// A step that keeps this process busy must not look like its death.
	const options = { lockfilePath: join(dir, 'held'), stale: 60_000, update: 10_000 };
	if (waits && (await check(dir, options))) {
		say(`  … waiting for another process, which is installing into ${dir}`);
	}
	const retries = { retries: waits ? 3600 : 0, minTimeout: 1000, maxTimeout: 1000 };
	return await lock(dir, { ...options, retries });
}
