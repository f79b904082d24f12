import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSandbox, TOKENS, type Sandbox, type SandboxOptions } from '../sandbox';
import type { Execution, WorkflowJson } from '../tools/n8n/client';
import { cacheDir, ensureN8n } from '../tools/n8n/install';
import { startN8n, type N8nInstance } from '../tools/n8n/instance';
import { CURRENT_N8N } from '../tools/n8n/versions';
import { packPackage } from '../tools/pack';
import { writeBenchNodes } from './nodes';
import type { Place } from './workflows';

/** A real n8n with our package and the benchmark's own nodes, and the sandbox beside it. */
export interface Stage {
	n8n: N8nInstance;
	sandbox: Sandbox;
	place: Place;
	/** Runs once; the node's own time in ms, and n8n's memory in MB until then. */
	time(workflow: WorkflowJson): Promise<{
		ms: number;
		execution: Execution;
		/** Most memory of the process. */
		peakMb: number;
		/** Most that was left in use after a full garbage collection. */
		heapMb: number;
	}>;
	stop(): Promise<void>;
}

/** @param nodeOptions for n8n's Node.js */
export async function setStage(
	options: SandboxOptions = {},
	nodeOptions: string[] = [],
): Promise<Stage> {
	const custom = path.join(cacheDir(), 'bench-nodes');
	writeBenchNodes(custom);
	const heap = heapWatch(nodeOptions);
	const sandbox = await startSandbox(options);
	sandbox.mattermost.keepRequests = false;
	const n8n = await startN8n({
		install: await ensureN8n(CURRENT_N8N),
		packageTarball: packPackage(),
		env: { N8N_CUSTOM_EXTENSIONS: custom, ...heap.env },
	});
	const { url, state } = sandbox.mattermost;
	const ours = await n8n.client.createCredential({
		name: 'Ours',
		type: 'mattermostTokenApi',
		data: { siteUrl: url, accessToken: TOKENS.mattermostAdmin },
	});
	const builtIn = await n8n.client.createCredential({
		name: 'Built in',
		type: 'mattermostApi',
		data: { baseUrl: url, accessToken: TOKENS.mattermostAdmin },
	});
	const place: Place = {
		url,
		token: TOKENS.mattermostAdmin,
		users: [[...state.users.keys()][1]!],
		channels: [[...state.channels.values()].find(({ type }) => type === 'O')!.id],
		ours: { id: ours.id, name: ours.name },
		builtIn: { id: builtIn.id, name: builtIn.name },
	};
	return {
		n8n,
		sandbox,
		place,
		time: async (workflow) => {
			const saved = await n8n.client.putWorkflow(workflow);
			const id = (await n8n.client.start(saved))!;
			await ended(n8n, saved.id, id);
			// Before the items are read back: that costs n8n memory of its own.
			const [peakMb, heapMb] = [peakMemory(n8n.pid()), heap.most(n8n.pid())];
			const execution = (await n8n.client.execution(id))!;
			if (execution.status !== 'success') {
				throw new Error(`${workflow.name}: ${execution.error?.message ?? execution.status}`);
			}
			return { ms: execution.runs['Under Test']![0]!.executionTime, execution, peakMb, heapMb };
		},
		stop: async () => {
			await n8n.stop();
			await sandbox.stop();
			heap.remove();
		},
	};
}

/** Waits for the end of an execution, without reading its data. */
async function ended(n8n: N8nInstance, workflowId: string, executionId: string): Promise<void> {
	for (;;) {
		const found = (await n8n.client.executionsOf(workflowId)).find(({ id }) => id === executionId);
		if (found && found.status !== 'running' && found.status !== 'new') return;
		await new Promise((resume) => setTimeout(resume, 250));
	}
}

/** Runs in n8n: keeps the most that full garbage collections left in use, in a file per process. */
const HEAP = `
	const { writeFileSync } = require('node:fs');
	const { constants, PerformanceObserver } = require('node:perf_hooks');
	let most = 0;
	new PerformanceObserver((list) => {
		if (!list.getEntries().some(({ detail }) => detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR)) return;
		const used = process.memoryUsage().heapUsed;
		if (used > most) writeFileSync(__dirname + '/' + process.pid, String((most = used)));
	}).observe({ entryTypes: ['gc'] });
`;

/** A script that n8n runs before its own code, in a folder of its own until `remove`. */
export function preload(
	source: string,
	nodeOptions: string[] = [],
): {
	folder: string;
	env: Record<string, string>;
	remove(): void;
} {
	const folder = mkdtempSync(path.join(tmpdir(), 'bench-preload-'));
	const script = path.join(folder, 'preload.cjs');
	writeFileSync(script, source);
	return {
		folder,
		env: { NODE_OPTIONS: ['--require', script, ...nodeOptions].join(' ') },
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}

function heapWatch(nodeOptions: string[]): {
	env: Record<string, string>;
	most(pid: number): number;
	remove(): void;
} {
	const { folder, env, remove } = preload(HEAP, nodeOptions);
	return {
		env,
		most: (pid) => {
			const file = path.join(folder, String(pid));
			return existsSync(file) ? Math.round(Number(readFileSync(file, 'utf8')) / 2 ** 20) : 0;
		},
		remove,
	};
}

/** Highest memory of a process so far, in MB (Linux). */
export function peakMemory(pid: number): number {
	const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
	return Math.round(Number(line![1]) / 1024);
}

export const median = (values: number[]): number =>
	[...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Asks n8n's health endpoint every 50 ms; gives the longest wait in ms when stopped. */
export function watchHealth(n8n: N8nInstance): () => Promise<number> {
	let watching = true;
	let longest = 0;
	const done = (async () => {
		while (watching) {
			const { ok, ms } = await n8n.client.health();
			longest = Math.max(longest, ok ? ms : Infinity);
			await new Promise((resume) => setTimeout(resume, 50));
		}
	})();
	return async () => {
		watching = false;
		await done;
		return Math.round(longest);
	};
}
