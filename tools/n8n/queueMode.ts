import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8nClient } from './client';
import type { N8nInstall } from './install';
import { environmentOf, freePort, installPackage } from './instance';
import { startDatabase, type Database } from './postgres';
import { startProgram, type Program } from './program';
import { startRoundRobin } from './roundRobin';

/** n8n's queue mode on loopback: PostgreSQL, Redis, one main process, webhook processors, workers. */

/** A worker that is told to end may finish what it does. */
const END_MS = 40_000;

export interface QueueMode {
	/** Logged in as the owner. */
	client: N8nClient;
	/** Where calls go: a load balancer before the webhook processors. */
	webhookUrl: string;
	database: Database;
	/** Addresses of the webhook processors themselves. */
	webhookProcessors: string[];
	workers: Program[];
	startWorker(): Promise<Program>;
	/** What all processes of n8n have printed. */
	logs(): string;
	/** Ends everything and deletes the folder, unless it shall be kept. */
	stop(): Promise<void>;
}

export interface QueueModeOptions {
	install: N8nInstall;
	packageTarball: string;
	webhookProcessors?: number;
	workers?: number;
	/** Leaves the folder with all logs. */
	keep?: boolean;
	/** Told of each process that is ready. */
	onReady?: (program: Program) => void;
}

/** @throws Error with the last lines of the process that does not come up; the others are ended. */
export async function startQueueMode(options: QueueModeOptions): Promise<QueueMode> {
	const { install, packageTarball, onReady } = options;
	const folder = mkdtempSync(join(tmpdir(), 'queue-mode-'));
	const running: Program[] = [];
	const ports: number[] = [];
	const database = await startDatabase();
	const balancer = await startRoundRobin(() => ports);
	const key = randomBytes(24).toString('hex');
	const redis = await freePort();
	let client: N8nClient | undefined;

	const start = async (
		name: string,
		ready: RegExp,
		command: string,
		args: string[],
		env?: NodeJS.ProcessEnv,
	) => {
		const logFile = join(folder, `${name}.log`);
		const program = await startProgram(name, command, args, { cwd: folder, env, logFile, ready });
		running.push(program);
		onReady?.(program);
		return program;
	};

	/** The environment that makes n8n's processes one n8n. */
	const environment = async (name: string): Promise<NodeJS.ProcessEnv> => {
		const userFolder = join(folder, name);
		mkdirSync(join(userFolder, '.n8n'), { recursive: true });
		installPackage(packageTarball, userFolder);
		return {
			...(await environmentOf(install, userFolder)),
			N8N_ENCRYPTION_KEY: key,
			WEBHOOK_URL: `${balancer.url}/`,
			EXECUTIONS_MODE: 'queue',
			// The webhook processors alone take calls.
			N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis),
			// A killed worker is noticed after 10 s instead of a minute.
			QUEUE_WORKER_LOCK_DURATION: '10000',
			QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
			QUEUE_WORKER_STALLED_INTERVAL: '5000',
			...database.env,
			// With n8n's default of 2 a burst of deliveries is answered with 500 on a slow machine.
			DB_POSTGRESDB_POOL_SIZE: '10',
			DB_POSTGRESDB_CONNECTION_TIMEOUT: '60000',
		};
	};
	const startN8nProcess = async (
		name: string,
		args: string[],
		line: RegExp,
		more: Record<string, string> = {},
	) =>
		await start(name, line, install.nodeBinary, [install.n8nBin, ...args], {
			...(await environment(name)),
			...more,
		});

	const stop = async () => {
		await client?.close();
		for (const program of running.reverse()) await program.end('SIGTERM', END_MS);
		balancer.stop();
		await database.stop();
		if (!options.keep) rmSync(folder, { recursive: true, force: true });
	};
	const workers: Program[] = [];
	let hired = 0;
	const startWorker = async () => {
		const name = `worker-${++hired}`;
		const ready = /worker is now ready/;
		const worker = await startN8nProcess(name, ['worker', '--concurrency=5'], ready);
		workers.push(worker);
		return worker;
	};
	try {
		await start('Redis', /Ready to accept connections/, 'redis-server', [
			...['--port', String(redis), '--bind', '127.0.0.1'],
			...['--save', '', '--appendonly', 'no'],
		]);
		const mainPort = await freePort();
		const url = `http://127.0.0.1:${mainPort}`;
		// First alone: it makes the tables.
		await startN8nProcess('main', ['start'], /Editor is now accessible/, {
			N8N_PORT: String(mainPort),
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_EDITOR_BASE_URL: url,
		});
		const many = <T>(count: number, one: (number: number) => Promise<T>) =>
			Promise.all(Array.from({ length: count }, async (_, index) => await one(index + 1)));
		await Promise.all([
			many(options.webhookProcessors ?? 1, async (number) => {
				const port = await freePort();
				const ready = /Webhook listener waiting for requests/;
				await startN8nProcess(`webhook-${number}`, ['webhook'], ready, { N8N_PORT: String(port) });
				ports.push(port);
			}),
			many(options.workers ?? 1, startWorker),
		]);
		client = new N8nClient(url);
		await client.logIn();
	} catch (error) {
		await stop();
		throw error;
	}
	return {
		client,
		webhookUrl: balancer.url,
		database,
		webhookProcessors: ports.map((port) => `http://127.0.0.1:${port}`),
		workers,
		startWorker,
		logs: () => running.map((program) => program.output()).join('\n'),
		stop,
	};
}
