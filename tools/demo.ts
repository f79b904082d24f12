import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startSandbox, TOKENS, type Sandbox } from '../sandbox';
import { credentialsFor, type Accounts } from './accounts';
import { ensureBuilt } from './build';
import { MAIN_JOB, mainJobReport, withChannel } from './mainJob';
import { OWNER, type SavedWorkflow, type WorkflowJson } from './n8n/client';
import { cacheDir, ensureN8n, hold } from './n8n/install';
import { freePort, startN8n, type N8nInstance } from './n8n/instance';
import { CURRENT_N8N } from './n8n/versions';
import { packPackage } from './pack';
import { duration, say } from './progress';

/**
 * `npm run demo`: the main job in a real n8n, from nothing. `--once` ends after the job, with 0 when
 * it succeeded; else n8n's editor stays open until Ctrl-C.
 */

const ROOT = resolve(__dirname, '..');
const EXAMPLES = join(ROOT, 'examples');

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

function accountsOf(sandbox: Sandbox): Accounts {
	return {
		mattermost: { siteUrl: sandbox.mattermost.url, accessToken: TOKENS.mattermostAdmin },
		rhombus: { baseUrl: sandbox.rhombus.url, apiKey: TOKENS.rhombusKey },
	};
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

async function importExamples(
	n8n: N8nInstance,
	channel: string | undefined,
): Promise<Map<string, SavedWorkflow>> {
	const saved = new Map<string, SavedWorkflow>();
	for (const file of readdirSync(EXAMPLES)
		.filter((name) => name.endsWith('.json'))
		.sort()) {
		const workflow = JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as WorkflowJson;
		const placed = file === MAIN_JOB && channel ? withChannel(workflow, channel) : workflow;
		saved.set(file, await n8n.client.putWorkflow(placed));
	}
	return saved;
}

/** n8n's usual port where it is free, so that the address is the one people know. */
async function preferredPort(): Promise<number> {
	return await freePort(5678).catch(async () => await freePort());
}

async function demo(once: boolean): Promise<boolean> {
	const started = Date.now();
	const accounts = accountsFromEnvironment();
	say(`This demo needs nothing but npm: what it lacks it fetches from there, into ${cacheDir()}`);
	const install = await ensureN8n(CURRENT_N8N);
	await ensureBuilt();
	const packageTarball = packPackage();
	const sandbox = accounts ? undefined : await startSandbox();
	say(
		sandbox
			? `Sandbox: Mattermost on ${sandbox.mattermost.url}, Rhombus on ${sandbox.rhombus.url}`
			: `Your servers: ${accounts?.mattermost.siteUrl} and Rhombus`,
	);
	say(`Starting n8n ${CURRENT_N8N} (the first start takes longer)`);
	const n8n = await startN8n({
		install,
		packageTarball,
		userFolder: await ownFolder(),
		port: await preferredPort(),
		onWait: (ms) => say(`  … starting n8n: ${duration(ms)}`),
	});
	try {
		for (const credential of Object.values(
			credentialsFor(accounts ?? accountsOf(sandbox as Sandbox)),
		)) {
			await n8n.client.putCredential(credential);
		}
		const workflows = await importExamples(n8n, accounts && channelFromEnvironment());
		const job = workflows.get(MAIN_JOB) as SavedWorkflow;
		say(
			`n8n is up with the package, 2 credentials and ${workflows.size} example workflow${workflows.size === 1 ? '' : 's'} (${duration(Date.now() - started)})`,
		);
		say(`\nRunning "${job.name}"`);
		const execution = await n8n.client.run(job);
		mainJobReport(execution).forEach((line) => say(line));
		say(`\nReady after ${duration(Date.now() - started)}.`);
		if (!once) {
			say(`\n  Editor    ${n8n.url}/workflow/${job.id}`);
			say(`  E-mail    ${OWNER.email}`);
			say(`  Password  ${OWNER.password}\n`);
			say('Ctrl-C ends it.');
			await interrupted();
			say('\nEnding n8n');
		}
		return execution.status === 'success';
	} finally {
		await n8n.stop();
		await sandbox?.stop();
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

demo(process.argv.includes('--once')).then(
	(succeeded) => {
		process.exitCode = succeeded ? 0 : 1;
	},
	(error: unknown) => {
		say(`\nThe demo could not go on: ${(error as Error).message}`);
		process.exitCode = 1;
	},
);
