import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nInstall } from '../tools/n8n/install';
import { startN8n } from '../tools/n8n/instance';
import { packPackage } from '../tools/pack';
import { preload } from './stage';

/** What the package costs when n8n starts: in n8n's own loader, and in a whole n8n. */

/**
 * Runs in a process of its own: n8n's modules first, as in n8n, then the clock, then n8n's loader.
 * At its start n8n also makes every credential class (`load-nodes-and-credentials.js` in n8n 2.41).
 */
const MEASURE = `
	const { createRequire } = require('node:module');
	const [n8n, folder, loaderName, node] = process.argv.slice(1);
	const from = createRequire(n8n);
	from('reflect-metadata');
	const core = from('n8n-core');
	from('n8n-workflow');
	from('zod');
	// Makes the logger, which n8n has by then.
	new core.PackageDirectoryLoader(folder);
	const started = performance.now();
	const loader = new core[loaderName](folder);
	loader.loadAll().then(() => {
		for (const name in loader.known.credentials) loader.getCredential(name);
		const loaded = performance.now();
		if (node) loader.getNode(node);
		console.log(JSON.stringify([loaded - started, performance.now() - loaded]));
		process.exit();
	});
`;

/** The packed package, or one without nodes, in a folder of its own until `remove`. */
export function unpacked(empty = false): { folder: string; remove(): void } {
	const home = mkdtempSync(path.join(tmpdir(), 'bench-package-'));
	if (empty) {
		const write = (name: string, content: unknown) => {
			const file = path.join(home, 'package', name);
			mkdirSync(path.dirname(file), { recursive: true });
			writeFileSync(file, JSON.stringify(content));
		};
		write('package.json', { name: 'n8n-nodes-empty', version: '1.0.0', n8n: {} });
		for (const kind of ['nodes', 'credentials']) {
			write(`dist/known/${kind}.json`, {});
			write(`dist/types/${kind}.json`, []);
		}
	} else execFileSync('tar', ['-xzf', packPackage(), '-C', home]);
	return {
		folder: path.join(home, 'package'),
		remove: () => rmSync(home, { recursive: true, force: true }),
	};
}

/**
 * Loads a package once in a new process.
 * @param way `atStart` as n8n does when it starts, `allClasses` as when the package is installed
 * @param node then used for the first time
 * @returns ms of loading, and of that first use
 */
export function loadOnce(
	{ nodeBinary, dir }: N8nInstall,
	folder: string,
	way: 'atStart' | 'allClasses',
	node = '',
): { loadMs: number; firstUseMs: number } {
	const modules = path.join(dir, 'node_modules');
	const loader = way === 'atStart' ? 'LazyPackageDirectoryLoader' : 'PackageDirectoryLoader';
	const printed = execFileSync(
		nodeBinary,
		['-e', MEASURE, path.join(modules, 'n8n', 'package.json'), folder, loader, node],
		// n8n sets NODE_PATH too, so that packages find its modules.
		{ env: { ...process.env, NODE_PATH: modules }, encoding: 'utf8' },
	);
	const [loadMs, firstUseMs] = JSON.parse(printed.trim().split('\n').pop()!) as [number, number];
	return { loadMs, firstUseMs };
}

/**
 * Runs in n8n: says how much processor time its thread spends where a package can cost any
 * (load-nodes-and-credentials.js and frontend.service.js of n8n 2.41). Of what goes on beside other work, it
 * counts what is done at once.
 */
const CLOCK = `
	const Module = require('node:module');
	const compile = Module._extensions['.js'];
	const timed = {
		'/dist/load-nodes-and-credentials.js': ['LoadNodesAndCredentials', ['init', 'postProcessLoaders']],
		'/dist/services/frontend.service.js': ['FrontendService', ['writeStaticJSON']],
	};
	let depth = 0;
	Module._extensions['.js'] = (module, file) => {
		compile(module, file);
		for (const [end, [name, methods]] of Object.entries(timed)) {
			if (!file.endsWith(end)) continue;
			const type = module.exports[name].prototype;
			for (const method of methods) {
				const own = type[method];
				type[method] = async function (...given) {
					// The one calls the other.
					if (depth > 0) return await own.apply(this, given);
					const isBeside = method === 'writeStaticJSON';
					const before = process.threadCpuUsage();
					const say = () => {
						const { user, system } = process.threadCpuUsage(before);
						console.log('bench: ' + method + ' ' + (user + system) / 1000);
					};
					depth += isBeside ? 0 : 1;
					const done = own.apply(this, given);
					if (isBeside) say();
					await done;
					if (isBeside) return;
					depth--;
					say();
				};
			}
		}
	};
`;
/** What CLOCK says of one start: each of these so often. */
const SAID = { init: 1, postProcessLoaders: 1, writeStaticJSON: 3 };

/** One start of n8n in ms: by the clock, and what CLOCK measures. */
export interface Start {
	allMs: number;
	computedMs: number;
}

/** Starts n8n with and without the package in turns, `runs` times each after a first pair. */
export async function startsOf(
	install: N8nInstall,
	runs: number,
): Promise<{ withPackage: Start[]; without: Start[] }> {
	const clock = preload(CLOCK);
	const n8n = await startN8n({ install, packageTarball: packPackage(), env: clock.env });
	const modules = path.join(n8n.userFolder, '.n8n', 'nodes', 'node_modules');
	const there = path.join(modules, 'n8n-nodes-rhombus-mattermost');
	// Beside the folder that n8n looks into.
	const away = path.join(modules, '..', 'away');
	const starts = { withPackage: [] as Start[], without: [] as Start[] };
	try {
		for (let run = 0; run <= runs; run++) {
			// Every second pair the other way round, so that neither is always the later one.
			const pair = ['withPackage', 'without'] as const;
			for (const kind of run % 2 ? pair : [...pair].reverse()) {
				if (kind === 'without') renameSync(there, away);
				const before = n8n.logs().length;
				try {
					await n8n.restart();
				} finally {
					if (kind === 'without') renameSync(away, there);
				}
				const computedMs = await computedTime(() => n8n.logs().slice(before));
				if (run > 0) starts[kind].push({ allMs: n8n.bootMs, computedMs });
			}
		}
		return starts;
	} finally {
		await n8n.stop();
		clock.remove();
	}
}

/** The sum of what CLOCK has said of one start. @throws Error if it has not said all within 10 s */
async function computedTime(log: () => string): Promise<number> {
	for (const until = Date.now() + 10_000; Date.now() < until; await sleep(50)) {
		const said = [...log().matchAll(/^bench: (\w+) ([\d.]+)$/gm)];
		const times = (method: string) => said.filter(([, one]) => one === method).length;
		if (Object.entries(SAID).every(([method, most]) => times(method) >= most)) {
			return said.reduce((sum, [, , ms]) => sum + Number(ms), 0);
		}
	}
	throw new Error('n8n did not say how long it was busy with nodes and credentials');
}
