import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startSandbox, TOKENS, type Sandbox } from '../sandbox';
import { deliverAlert } from '../sandbox/rhombus/deliveries';
import { credentialsFor } from './accounts';
import { N8nClient, type WorkflowNode } from './n8n/client';
import { ensureN8n, type N8nInstall } from './n8n/install';
import { freePort, installPackage, QUIET, UNUSED_MODULES, withoutRunner } from './n8n/instance';
import { startDatabase, type Database } from './n8n/postgres';
import { startProgram, type Program } from './n8n/program';
import { askedN8n } from './n8n/versions';
import { Counter, watchedWorkflow } from './n8n/watched';
import { packPackage } from './pack';
import { say } from './progress';

/**
 * The triggers in n8n's queue mode: PostgreSQL, Redis, one main process, one webhook processor, two
 * workers. Events come in while one worker is told to end and another is killed outright; at the end
 * every event must have been worked on. Of deliveries to webhooks, n8n 2 alone may lose
 * those that the killed worker was working on: it writes its error over their data, and a webhook has no
 * way to start them again; n8n 1 hands them to another worker. It ends with 1 if anything else is missing.
 */

const { values } = parseArgs({
	options: {
		/** Posts that are made; each starts two workflows. */
		posts: { type: 'string', default: '200' },
		/** Pause between two posts, ms. */
		pause: { type: 'string', default: '100' },
		/** How the second worker is killed: SIGKILL, or SIGTERM as when a container is stopped. */
		signal: { type: 'string', default: 'SIGKILL' },
		/** Leaves the folder with all logs. */
		keep: { type: 'boolean', default: false },
	},
});

/** How long an event is being worked on, s: long enough to be interrupted. */
const WORK_S = 0.5;
/** A worker that is told to end may finish what it does. */
const END_MS = 40_000;

const folder = mkdtempSync(join(tmpdir(), 'queue-mode-'));
const running: Program[] = [];

/** Starts a program of this run. */
async function start(
	name: string,
	command: string,
	args: string[],
	ready: RegExp,
	env: NodeJS.ProcessEnv = process.env,
): Promise<Program> {
	const logFile = join(folder, `${name}.log`);
	const program = await startProgram(name, command, args, { cwd: folder, env, logFile, ready });
	running.push(program);
	say(`  ${name} is ready (process ${program.child.pid})`);
	return program;
}

// --- What n8n needs ----------------------------------------------------------------------------

async function startRedis(): Promise<number> {
	const port = await freePort();
	const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
	await start('Redis', 'redis-server', args, /Ready to accept connections/);
	return port;
}

interface Ground {
	install: N8nInstall;
	tarball: string;
	database: Database;
	redis: number;
	key: string;
	webhookUrl: string;
}

/** The environment that makes n8n's processes one n8n. */
async function environment(ground: Ground, name: string): Promise<NodeJS.ProcessEnv> {
	const userFolder = join(folder, name);
	mkdirSync(join(userFolder, '.n8n'), { recursive: true });
	installPackage(ground.tarball, userFolder);
	return {
		...withoutRunner(process.env),
		...QUIET,
		N8N_DISABLED_MODULES: UNUSED_MODULES[ground.install.version],
		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: ground.key,
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		N8N_SECURE_COOKIE: 'false',
		N8N_LOG_LEVEL: 'info',
		WEBHOOK_URL: `${ground.webhookUrl}/`,
		EXECUTIONS_MODE: 'queue',
		// The webhook processor alone takes calls.
		N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(ground.redis),
		// A killed worker is noticed after 10 s instead of a minute.
		QUEUE_WORKER_LOCK_DURATION: '10000',
		QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
		QUEUE_WORKER_STALLED_INTERVAL: '5000',
		...ground.database.env,
		// With n8n's default of 2 a burst of deliveries is answered with 500 on a slow machine.
		DB_POSTGRESDB_POOL_SIZE: '10',
		DB_POSTGRESDB_CONNECTION_TIMEOUT: '60000',
	};
}

async function startProcess(
	ground: Ground,
	name: string,
	args: string[],
	line: RegExp,
	more: Record<string, string> = {},
): Promise<Program> {
	const env = { ...(await environment(ground, name)), ...more };
	const { nodeBinary, n8nBin } = ground.install;
	return await start(name, nodeBinary, [n8nBin, ...args], line, env);
}

const startWorker = async (ground: Ground, name: string) =>
	await startProcess(ground, name, ['worker', '--concurrency=5'], /worker is now ready/);

// --- What is watched ---------------------------------------------------------------------------

interface Watched {
	name: string;
	id: string;
	/** What was sent in. */
	events: Set<string>;
	/** Whether n8n is called, so that nobody but n8n knows the event. */
	isWebhook: boolean;
}

async function setUpWorkflows(client: N8nClient, sandbox: Sandbox, counter: Counter) {
	const accounts = credentialsFor({
		mattermost: { siteUrl: sandbox.mattermost.url, accessToken: TOKENS.mattermostAdmin },
		rhombus: { baseUrl: sandbox.rhombus.url, apiKey: TOKENS.rhombusKey },
	});
	const save = async (which: keyof typeof accounts) => {
		const { id, name, type } = await client.createCredential(accounts[which]);
		return { [type]: { id, name } };
	};
	const mattermost = await save('mattermost');
	const rhombus = await save('rhombus');
	const { state } = sandbox.mattermost;
	const pick = (value: string) => ({ __rl: true, mode: 'id', value });
	const alerts = state.channel('alerts');
	const all: Array<[string, Partial<WorkflowNode>, string]> = [
		[
			'Event stream',
			{
				type: 'mattermostTrigger',
				parameters: { authentication: 'accessToken', events: ['posted'] },
				credentials: mattermost,
			},
			'id',
		],
		[
			'Outgoing webhook',
			{
				type: 'mattermostWebhookTrigger',
				webhookId: crypto.randomUUID(),
				parameters: {
					authentication: 'accessToken',
					source: 'outgoing',
					team: pick(alerts.team_id),
					channel: pick(alerts.id),
					respond: 'onReceived',
				},
				credentials: mattermost,
			},
			'post_id',
		],
		[
			'Rhombus alerts',
			{
				type: 'rhombusTrigger',
				webhookId: crypto.randomUUID(),
				parameters: { source: 'alerts' },
				credentials: rhombus,
			},
			'alertUuid',
		],
		[
			'Rhombus audit',
			{
				type: 'rhombusEventTrigger',
				parameters: {
					pollTimes: { item: [{ mode: 'everyMinute' }] },
					feed: 'audit',
					lateMinutes: 15,
				},
				credentials: rhombus,
			},
			'uuid',
		],
	];
	const watched: Watched[] = [];
	for (const [name, trigger, id] of all) {
		const saved = await client.createWorkflow(
			watchedWorkflow(name, trigger, counter, { id, workS: WORK_S }),
		);
		await client.activate(saved.id);
		const isWebhook = trigger.webhookId !== undefined;
		watched.push({ name, id: saved.id, events: new Set(), isWebhook });
	}
	return watched;
}

// --- The run -----------------------------------------------------------------------------------

/**
 * Sends events in and kills workers meanwhile.
 * @returns why deliveries were not taken
 */
async function storm(
	ground: Ground,
	sandbox: Sandbox,
	watched: Watched[],
	workers: Program[],
): Promise<string[]> {
	const posts = Number(values.posts);
	const [stream, outgoing, alerts, audit] = watched;
	const { state } = sandbox.mattermost;
	const bob = state.user('bob');
	const channel = state.channel('alerts');
	const chores: Array<Promise<unknown>> = [];
	const refused: string[] = [];
	const misfortunes = new Map<number, () => Promise<unknown>>([
		[Math.floor(posts * 0.25), async () => await kill(workers[0], 'SIGTERM')],
		[
			Math.floor(posts * 0.45),
			async () => void workers.push(await startWorker(ground, 'worker-3')),
		],
		[Math.floor(posts * 0.65), async () => await kill(workers[1], values.signal as NodeJS.Signals)],
		[Math.floor(posts * 0.8), async () => void workers.push(await startWorker(ground, 'worker-4'))],
	]);
	for (let index = 0; index < posts; index++) {
		const post = state.addPost({
			channel_id: channel.id,
			user_id: bob.id,
			message: `Post ${index}`,
		});
		stream.events.add(post.id);
		outgoing.events.add(post.id);
		if (index % 2 === 0) {
			const uuid = sandbox.rhombus.state.newId();
			alerts.events.add(uuid);
			const taken = deliverAlert(sandbox.rhombus.state, ['MOTION_HUMAN'], uuid);
			chores.push(
				taken.then(
					(answers) => {
						for (const { status } of answers) if (status !== 200) refused.push(`alert: ${status}`);
					},
					(error: unknown) => refused.push(String(error)),
				),
			);
		}
		if (index % 10 === 0) {
			const { auditEvents } = sandbox.rhombus.state;
			const uuid = sandbox.rhombus.state.newId();
			audit.events.add(uuid);
			auditEvents.unshift({ ...auditEvents[0], uuid, timestamp: new Date().toISOString() });
		}
		const misfortune = misfortunes.get(index);
		if (misfortune) chores.push(misfortune());
		await sleep(Number(values.pause));
	}
	await Promise.all(chores);
	return [...refused, ...state.failedDeliveries];
}

async function kill(worker: Program, signal: NodeJS.Signals): Promise<void> {
	say(`  ${worker.name} gets ${signal}`);
	await worker.end(signal, END_MS);
}

interface Row {
	id: string;
	status: string;
}

/** All executions of a workflow, from n8n's database: its REST interface gives pages of them only. */
function executionsOf({ database }: Ground, workflowId: string): Row[] {
	const answer = database.query(
		`select id, status from execution_entity where "workflowId" = '${workflowId}' order by id`,
	);
	return answer
		.split('\n')
		.filter(Boolean)
		.map((line) => line.split('|'))
		.map(([id, status]) => ({ id, status }));
}

/** Waits until nothing runs and nothing new has come for a while. */
async function settled(ground: Ground, watched: Watched[], counter: Counter): Promise<void> {
	const total = () => [...counter.seen.values()].reduce((sum, { size }) => sum + size, 0);
	let quiet = Date.now();
	let before = -1;
	for (const until = Date.now() + 300_000; Date.now() < until; await sleep(2_000)) {
		let open = 0;
		for (const { id } of watched) {
			const rows = executionsOf(ground, id);
			open += rows.filter(({ status }) => ['new', 'running', 'waiting'].includes(status)).length;
		}
		if (open > 0 || total() !== before) quiet = Date.now();
		before = total();
		if (Date.now() - quiet > 8_000 && auditDone(watched, counter)) return;
	}
}

/** Polls come once a minute. */
function auditDone(watched: Watched[], counter: Counter): boolean {
	const audit = watched.find(({ name }) => name === 'Rhombus audit')!;
	return [...audit.events].every((id) => counter.of(audit.name).has(id));
}

async function main(): Promise<void> {
	const counter = new Counter();
	let sandbox: Sandbox | undefined;
	let database: Database | undefined;
	const client = { current: undefined as N8nClient | undefined };
	try {
		const install = await ensureN8n(askedN8n());
		/** Its `maxStalledCount` is 0. */
		const losesStalled = !install.version.startsWith('1.');
		const tarball = packPackage();
		say('Starting what n8n needs');
		const webhookPort = await freePort();
		database = await startDatabase();
		const ground: Ground = {
			install,
			tarball,
			database,
			redis: await startRedis(),
			key: randomBytes(24).toString('hex'),
			webhookUrl: `http://127.0.0.1:${webhookPort}`,
		};
		await counter.start();
		sandbox = await startSandbox();
		sandbox.mattermost.keepRequests = false;

		say('Starting n8n: one main process, one webhook processor, two workers');
		const mainPort = await freePort();
		const url = `http://127.0.0.1:${mainPort}`;
		await startProcess(ground, 'main', ['start'], /Editor is now accessible/, {
			N8N_PORT: String(mainPort),
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_EDITOR_BASE_URL: url,
		});
		await startProcess(ground, 'webhook', ['webhook'], /Webhook listener waiting for requests/, {
			N8N_PORT: String(webhookPort),
			N8N_LISTEN_ADDRESS: '127.0.0.1',
		});
		const workers = [await startWorker(ground, 'worker-1'), await startWorker(ground, 'worker-2')];
		client.current = new N8nClient(url);
		await client.current.logIn();
		const watched = await setUpWorkflows(client.current, sandbox, counter);

		say(`Sending ${values.posts} posts, with alerts and audit entries, while workers are killed`);
		const refused = await storm(ground, sandbox, watched, workers);
		say(`${refused.length} deliveries were not taken ${refused.slice(0, 3).join('; ')}`);
		say('Waiting until everything has been worked on');
		await settled(ground, watched, counter);

		let lost = 0;
		for (const { name, id, events, isWebhook } of watched) {
			const rows = executionsOf(ground, id);
			const broken = rows.filter(({ status }) => status === 'error' || status === 'crashed').length;
			const counts = counter.of(name);
			const missing = [...events].filter((event) => !counts.has(event)).length;
			const more = [...events].filter((event) => (counts.get(event) ?? 0) > 1).length;
			const byN8n = isWebhook && losesStalled ? Math.min(missing, broken) : 0;
			lost += missing - byN8n;
			say(
				`${name}: ${events.size} events, ${rows.length} executions (${broken} went down with a worker), ` +
					`${missing - byN8n} lost${byN8n ? `, ${byN8n} lost by n8n` : ''}, ${more} worked on twice`,
			);
			await client.current.deactivate(id);
		}
		const { commands, outgoingHooks } = sandbox.mattermost.state;
		const open = sandbox.mattermost.events.open();
		say(
			`Deactivated: ${open} open connections, ${[...outgoingHooks.values(), ...commands.values()].filter((row) => JSON.stringify(row).includes('/webhook/')).length} hooks left in Mattermost`,
		);
		if (lost > 0) throw new Error(`${lost} events were lost`);
		say('Nothing was lost');
	} finally {
		await client.current?.close();
		for (const program of running.reverse()) await program.end('SIGTERM', END_MS);
		await database?.stop();
		counter.stop();
		await sandbox?.stop();
		if (!values.keep) rmSync(folder, { recursive: true, force: true });
	}
}

main().catch((error: unknown) => {
	console.error((error as Error).message);
	process.exitCode = 1;
});
