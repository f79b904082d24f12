import { readFileSync } from 'node:fs';
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
	/** Runs once; the node's own time in ms. */
	time(workflow: WorkflowJson): Promise<{ ms: number; execution: Execution }>;
	stop(): Promise<void>;
}

export async function setStage(options: SandboxOptions = {}): Promise<Stage> {
	const custom = path.join(cacheDir(), 'bench-nodes');
	writeBenchNodes(custom);
	const sandbox = await startSandbox(options);
	sandbox.mattermost.keepRequests = false;
	const n8n = await startN8n({
		install: await ensureN8n(CURRENT_N8N),
		packageTarball: packPackage(),
		env: { N8N_CUSTOM_EXTENSIONS: custom },
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
		userId: [...state.users.keys()][1],
		channelId: [...state.channels.values()].find(({ type }) => type === 'O')!.id,
		ours: { id: ours.id, name: ours.name },
		builtIn: { id: builtIn.id, name: builtIn.name },
	};
	return {
		n8n,
		sandbox,
		place,
		time: async (workflow) => {
			const saved = await n8n.client.putWorkflow(workflow);
			const execution = await n8n.client.run(saved, { timeoutMs: 600_000 });
			if (execution.status !== 'success') {
				throw new Error(`${workflow.name}: ${execution.error?.message ?? execution.status}`);
			}
			return { ms: execution.runs['Under Test'][0].executionTime, execution };
		},
		stop: async () => {
			await n8n.stop();
			await sandbox.stop();
		},
	};
}

/** Highest memory of a process so far, in MB (Linux). */
export function peakMemory(pid: number): number {
	const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
	return Math.round(Number(line![1]) / 1024);
}

/** Memory in use now, in MB (Linux). */
export function memoryNow(pid: number): number {
	const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
	return Math.round(Number(line![1]) / 1024);
}

export const median = (values: number[]): number =>
	[...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

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
