import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { name } from '../package.json';
import { startSandbox, type Sandbox } from '../sandbox';
import { startModel, type ModelStandIn } from '../sandbox/model';
import { startPage, type SandboxPage } from '../sandbox/page';
import type { Accounts } from './accounts';
import { ensureBuilt } from './build';
import { accountsOf, furnish, putCredentials, putExamples } from './demoStock';
import { runInEngine } from './engine';
import { filledIn, readExample, sandboxValues, type Filling } from './examples';
import { MAIN_JOB, mainJobReport, NODES } from './mainJob';
import { OWNER, type SavedWorkflow } from './n8n/client';
import { cacheDir, ensureN8n, hold } from './n8n/install';
import { freePort, installedPackage, startN8n } from './n8n/instance';
import { CURRENT_N8N } from './n8n/versions';
import { packPackage } from './pack';
import { duration, say } from './progress';

/**
 * `npm run demo`: the main job from nothing, first in n8n's engine alone, which is there already, then
 * in a whole n8n with its editor. `--once` ends after the second, `--engine` after the first, with 0 when
 * the job succeeded; else the editor stays open until Ctrl-C. `npm run dev` adds `--watch`: the package is built
 * again at each change of a file, and n8n loads it again.
 */
interface Choices {
	isOnce: boolean;
	isEngineOnly: boolean;
	isWatching: boolean;
}

/** Builds at each change, into the package that n8n has loaded. @returns what ends it */
function watchInto(folder: string): () => void {
	const gulp = spawn('npx', ['--no-install', 'gulp', 'watch'], {
		stdio: 'inherit',
		env: { ...process.env, INSTALLED: folder },
		shell: process.platform === 'win32',
	});
	return () => gulp.kill();
}

/** The user's servers where all three variables are set, else nothing. */
function accountsFromEnvironment(): Accounts | undefined {
	const names = ['MATTERMOST_URL', 'MATTERMOST_TOKEN', 'RHOMBUS_API_KEY'];
	const missing = names.filter((name) => !process.env[name]);
	if (missing.length === names.length) return undefined;
	if (missing.length > 0) {
		throw new Error(
			`To use your own servers set ${missing.join(' and ')} too; with none of ${names.join(', ')} set the demo uses its sandbox.`,
		);
	}
	const { MATTERMOST_URL, MATTERMOST_TOKEN, RHOMBUS_API_KEY, RHOMBUS_URL } = process.env;
	return {
		mattermost: { siteUrl: MATTERMOST_URL ?? '', accessToken: MATTERMOST_TOKEN ?? '' },
		rhombus: { apiKey: RHOMBUS_API_KEY ?? '', baseUrl: RHOMBUS_URL },
	};
}

/** Where the main job posts on the user's server. */
function channelFromEnvironment(): string {
	const { MATTERMOST_TEAM: team, MATTERMOST_CHANNEL: channel = 'town-square' } = process.env;
	return team ? `${team}/${channel}` : channel;
}

/**
 * The demo's own n8n folder, kept so that the next run starts quickly; nothing when another demo is
 * using it, so that this one takes a temporary one.
 */
async function ownFolder(): Promise<string | undefined> {
	const folder = join(cacheDir(), `demo-${CURRENT_N8N}`);
	mkdirSync(folder, { recursive: true });
	// Let go of when this process ends.
	return await hold(folder, false).then(
		() => folder,
		() => undefined,
	);
}

/** The usual port where it is free, so that the address is the one people know. */
async function preferredPort(wanted: number): Promise<number> {
	return await freePort(wanted).catch(async () => await freePort());
}

/** What the demo plays with: the user's servers, or the sandbox with its page. */
interface Scenery {
	accounts: Accounts;
	/** What is set in the examples, by file. */
	values: Record<string, Filling>;
	page?: SandboxPage;
	model?: ModelStandIn;
	stop(): Promise<void>;
}

async function setScenery(): Promise<Scenery> {
	const own = accountsFromEnvironment();
	if (own) {
		say(`Your servers: ${own.mattermost.siteUrl} and Rhombus`);
		const channel = channelFromEnvironment();
		const values = { [MAIN_JOB]: { [NODES.place]: { channel } } };
		return { accounts: own, values, stop: async () => {} };
	}
	const sandbox: Sandbox = await startSandbox();
	furnish(sandbox);
	const page = await startPage(sandbox, await preferredPort(8067));
	const model = await startModel();
	for (const service of [sandbox.mattermost, sandbox.rhombus]) service.keepRequests = false;
	say(`Sandbox: Mattermost on ${sandbox.mattermost.url}, Rhombus on ${sandbox.rhombus.url}`);
	return {
		accounts: accountsOf(sandbox),
		values: sandboxValues(sandbox),
		page,
		model,
		stop: async () => {
			await model.stop();
			await page.stop();
			await sandbox.stop();
		},
	};
}

async function demo({ isOnce, isEngineOnly, isWatching }: Choices): Promise<boolean> {
	const started = Date.now();
	await ensureBuilt();
	const scenery = await setScenery();
	const { accounts, values, page, model } = scenery;
	try {
		const job = filledIn(readExample(MAIN_JOB), values[MAIN_JOB] ?? {});
		say(`\nRunning "${job.name}" in n8n's engine, which npm has installed here`);
		const first = await runInEngine(job, NODES.start, accounts);
		mainJobReport(first).forEach((line) => say(line));
		say(`The main job took ${duration(Date.now() - started)} from the start of the demo.`);
		if (first.status !== 'success' || isEngineOnly) return first.status === 'success';

		if (page) say(`\nLook at it while n8n is being prepared: ${page.url}`);
		say(`\nNow n8n itself, with its editor; what it lacks comes from npm, into ${cacheDir()}`);
		const install = await ensureN8n(CURRENT_N8N);
		const packageTarball = packPackage();
		say(`Starting n8n ${CURRENT_N8N} (the first start takes longer)`);
		const n8n = await startN8n({
			install,
			packageTarball,
			userFolder: await ownFolder(),
			port: await preferredPort(5678),
			env: isWatching ? { N8N_DEV_RELOAD: 'true' } : {},
			onWait: (ms) => say(`  … starting n8n: ${duration(ms)}`),
		});
		try {
			const credentials = await putCredentials(n8n.client, accounts, model);
			const workflows = await putExamples(n8n.client, values);
			const saved = workflows.get(MAIN_JOB) as SavedWorkflow;
			say(
				`n8n is up with the package, ${credentials} credentials and ${workflows.size} example workflows (${duration(Date.now() - started)})`,
			);
			say(`\nRunning "${saved.name}" there`);
			const execution = await n8n.client.run(saved);
			mainJobReport(execution).forEach((line) => say(line));
			say(`\nReady after ${duration(Date.now() - started)}.`);
			if (!isOnce) {
				say(`\n  Editor    ${n8n.url}/workflow/${saved.id}`);
				say(`  E-mail    ${OWNER.email}`);
				say(`  Password  ${OWNER.password}`);
				if (page) {
					say(`  Sandbox   ${page.url}`);
					say(
						'\nThe sandbox’s page shows Mattermost and Rhombus as people see them: read and write',
					);
					say(
						'messages, type slash commands, press buttons, raise alerts. Every example workflow in',
					);
					say('n8n is set up for it: open one, press Execute workflow, and do what its note says.');
				}
				say('\nCtrl-C ends it.');
				const endWatch = isWatching ? watchInto(installedPackage(n8n.userFolder, name)) : () => {};
				await interrupted();
				endWatch();
				say('\nEnding n8n');
			}
			return execution.status === 'success';
		} finally {
			await n8n.stop();
		}
	} finally {
		await scenery.stop();
	}
}

/** Ctrl-C, a polite kill, or the end of the npm that started this (whose shell passes no signals on). */
async function interrupted(): Promise<void> {
	const parent = process.ppid;
	await new Promise<void>((resume) => {
		process.once('SIGINT', () => resume());
		process.once('SIGTERM', () => resume());
		setInterval(() => {
			if (process.ppid !== parent) resume();
		}, 1000).unref();
	});
}

demo({
	isOnce: process.argv.includes('--once'),
	isEngineOnly: process.argv.includes('--engine'),
	isWatching: process.argv.includes('--watch'),
}).then(
	(succeeded) => {
		process.exitCode = succeeded ? 0 : 1;
	},
	(error: unknown) => {
		say(`\nThe demo could not go on: ${(error as Error).message}`);
		process.exitCode = 1;
	},
);
