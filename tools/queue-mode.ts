import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startSandbox, type Sandbox } from '../sandbox';
import { deliverAlert } from '../sandbox/rhombus/deliveries';
import { accountsOf } from './demoStock';
import type { N8nClient, WorkflowNode } from './n8n/client';
import { ensureN8n } from './n8n/install';
import type { Program } from './n8n/program';
import { startQueueMode, type QueueMode } from './n8n/queueMode';
import { askedN8n } from './n8n/versions';
import {
	Counter,
	mattermostWebhook,
	rhombusAlerts,
	rhombusAudit,
	saveCredentials,
	watchedWorkflow,
} from './n8n/watched';
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
	const { mattermost, rhombus } = await saveCredentials(client, accountsOf(sandbox));
	const { id: channel, team_id: team } = sandbox.mattermost.state.channel('alerts');
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
			mattermostWebhook(team, { source: 'outgoing', channel }, mattermost),
			'post_id',
		],
		['Rhombus alerts', rhombusAlerts(rhombus), 'alertUuid'],
		['Rhombus audit', rhombusAudit(6, rhombus), 'uuid'],
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
	{ workers, startWorker }: QueueMode,
	sandbox: Sandbox,
	watched: Watched[],
): Promise<string[]> {
	const posts = Number(values.posts);
	const [stream, outgoing, alerts, audit] = watched;
	const { state } = sandbox.mattermost;
	const bob = state.user('bob');
	const channel = state.channel('alerts');
	const chores: Array<Promise<unknown>> = [];
	const refused: string[] = [];
	const misfortunes = new Map<number, () => Promise<unknown>>([
		[Math.floor(posts * 0.25), async () => await kill(workers[0]!, 'SIGTERM')],
		[Math.floor(posts * 0.45), startWorker],
		[
			Math.floor(posts * 0.65),
			async () => await kill(workers[1]!, values.signal as NodeJS.Signals),
		],
	]);
	for (let index = 0; index < posts; index++) {
		const post = state.addPost({
			channel_id: channel.id,
			user_id: bob.id,
			message: `Post ${index}`,
		});
		stream!.events.add(post.id);
		outgoing!.events.add(post.id);
		if (index % 2 === 0) {
			const uuid = sandbox.rhombus.state.newId();
			alerts!.events.add(uuid);
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
			audit!.events.add(uuid);
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
function executionsOf({ database }: QueueMode, workflowId: string): Row[] {
	const answer = database.query(
		`select id, status from execution_entity where "workflowId" = '${workflowId}' order by id`,
	);
	return answer
		.split('\n')
		.filter(Boolean)
		.map((line) => line.split('|'))
		.map(([id, status]) => ({ id: id!, status: status! }));
}

/** Waits until nothing runs and nothing new has come for a while. */
async function settled(queue: QueueMode, watched: Watched[], counter: Counter): Promise<void> {
	const total = () => [...counter.seen.values()].reduce((sum, { size }) => sum + size, 0);
	let quiet = Date.now();
	let before = -1;
	for (const until = Date.now() + 300_000; Date.now() < until; await sleep(2_000)) {
		let open = 0;
		for (const { id } of watched) {
			const rows = executionsOf(queue, id);
			open += rows.filter(({ status }) => ['new', 'running', 'waiting'].includes(status)).length;
		}
		if (open > 0 || total() !== before) quiet = Date.now();
		before = total();
		if (Date.now() - quiet > 8_000 && auditDone(watched, counter)) return;
	}
}

/** Polls come a few times a minute. */
function auditDone(watched: Watched[], counter: Counter): boolean {
	const audit = watched.find(({ name }) => name === 'Rhombus audit')!;
	return [...audit.events].every((id) => counter.of(audit.name).has(id));
}

async function main(): Promise<void> {
	const counter = new Counter();
	let sandbox: Sandbox | undefined;
	let queue: QueueMode | undefined;
	try {
		const install = await ensureN8n(askedN8n());
		/** Its `maxStalledCount` is 0. */
		const losesStalled = !install.version.startsWith('1.');
		await counter.start();
		sandbox = await startSandbox();
		sandbox.mattermost.keepRequests = false;

		say('Starting n8n: one main process, one webhook processor, two workers');
		queue = await startQueueMode({
			install,
			packageTarball: packPackage(),
			workers: 2,
			keep: values.keep,
			onReady: ({ name, child }) => say(`  ${name} is ready (process ${child.pid})`),
		});
		const { client } = queue;
		const watched = await setUpWorkflows(client, sandbox, counter);

		say(`Sending ${values.posts} posts, with alerts and audit entries, while workers are killed`);
		const refused = await storm(queue, sandbox, watched);
		say(`${refused.length} deliveries were not taken ${refused.slice(0, 3).join('; ')}`);
		say('Waiting until everything has been worked on');
		await settled(queue, watched, counter);

		let lost = 0;
		for (const { name, id, events, isWebhook } of watched) {
			const rows = executionsOf(queue, id);
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
			await client.deactivate(id);
		}
		const { commands, outgoingHooks } = sandbox.mattermost.state;
		const open = sandbox.mattermost.events.open();
		say(
			`Deactivated: ${open} open connections, ${[...outgoingHooks.values(), ...commands.values()].filter((row) => JSON.stringify(row).includes('/webhook/')).length} hooks left in Mattermost`,
		);
		if (lost > 0) throw new Error(`${lost} events were lost`);
		say('Nothing was lost');
	} finally {
		await queue?.stop();
		counter.stop();
		await sandbox?.stop();
	}
}

main().catch((error: unknown) => {
	console.error((error as Error).message);
	process.exitCode = 1;
});
