import { readFileSync } from 'node:fs';
import type { N8nClient, WorkflowJson, WorkflowNode } from '../tools/n8n/client';
import { ensureN8n } from '../tools/n8n/install';
import { startN8n } from '../tools/n8n/instance';
import { CURRENT_N8N } from '../tools/n8n/versions';
import { packPackage } from '../tools/pack';
import { startFileServer, type FileServer } from './fileServer';

/** One file from Rhombus into a Mattermost channel, by our nodes and by HTTP Request, each in an n8n of its own. */

/** How often memory is looked at, in ms. */
const EVERY_MS = 200;

export interface FileRun {
	ms: number;
	/** Most memory over that of the idle process, in MB. */
	overIdleMb: number;
	/** Memory over that of the idle process in MB, at ms since the start. */
	curve: Array<[ms: number, mb: number]>;
}

/** Memory of a process in MB (Linux). */
const memoryOf = (pid: number): number => {
	const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
	return Number(line![1]) / 1024;
};

const node = (
	name: string,
	type: string,
	parameters: Record<string, unknown>,
	more: Partial<WorkflowNode> = {},
): WorkflowNode => ({
	id: name,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters,
	...more,
});

const chain = (name: string, nodes: WorkflowNode[]): WorkflowJson => ({
	name,
	nodes,
	connections: Object.fromEntries(
		nodes
			.slice(1)
			.map((next, at) => [
				nodes[at]!.name,
				{ main: [[{ node: next.name, type: 'main', index: 0 }]] },
			]),
	),
	settings: { executionOrder: 'v1' },
});

const start = node('Start', 'n8n-nodes-base.manualTrigger', {});
const CHANNEL = 'c'.repeat(26);
const PACKAGE = 'n8n-nodes-rhombus-mattermost';

const WAYS = {
	ours: async (client: N8nClient, { url }: FileServer) => {
		const rhombus = await client.createCredential({
			name: 'Rhombus',
			type: 'rhombusApi',
			data: { region: 'custom', baseUrl: url, apiKey: 'bench' },
		});
		const mattermost = await client.createCredential({
			name: 'Mattermost',
			type: 'mattermostTokenApi',
			data: { siteUrl: url, accessToken: 'x'.repeat(26) },
		});
		const requestOptions = { timeout: 3_600_000 };
		return chain('files ours', [
			start,
			node(
				'Download',
				`${PACKAGE}.rhombus`,
				{
					resource: 'clip',
					operation: 'download',
					clipClipUuid: 'clip',
					clipBinaryProperty: 'data',
					requestOptions,
				},
				{ credentials: { rhombusApi: rhombus } },
			),
			node(
				'Upload',
				`${PACKAGE}.mattermost`,
				{
					authentication: 'accessToken',
					resource: 'file',
					operation: 'uploadLarge',
					fileChannelId: { __rl: true, mode: 'id', value: CHANNEL },
					fileInputBinaryField: 'data',
					fileUploadLargeOptions: {},
					requestOptions,
				},
				{ credentials: { mattermostTokenApi: mattermost } },
			),
		]);
	},
	http: async (_: N8nClient, { url }: FileServer) =>
		chain('files http', [
			start,
			node(
				'Download',
				'n8n-nodes-base.httpRequest',
				{
					url: `${url}/media/clip.mp4`,
					options: {
						response: { response: { responseFormat: 'file' } },
						timeout: 3_600_000,
					},
				},
				{ typeVersion: 4.2 },
			),
			node(
				'Upload',
				'n8n-nodes-base.httpRequest',
				{
					method: 'POST',
					url: `${url}/api/v4/files?channel_id=${CHANNEL}&filename=clip.mp4`,
					sendBody: true,
					contentType: 'binaryData',
					inputDataFieldName: 'data',
					options: { timeout: 3_600_000 },
				},
				{ typeVersion: 4.2 },
			),
		]),
};

/**
 * @param size of the file in bytes
 * @throws Error if the file did not come as a whole
 */
export async function carryFile(kind: keyof typeof WAYS, size: number): Promise<FileRun> {
	const server = await startFileServer(size);
	const n8n = await startN8n({
		install: await ensureN8n(CURRENT_N8N),
		packageTarball: packPackage(),
		env: { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' },
	});
	try {
		const saved = await n8n.client.putWorkflow(await WAYS[kind](n8n.client, server));
		// Let it come to rest after its start.
		await new Promise((resume) => setTimeout(resume, 5000));
		const idle = memoryOf(n8n.pid());
		const curve: FileRun['curve'] = [];
		const begun = Date.now();
		const watch = setInterval(
			() => curve.push([Date.now() - begun, Math.round(memoryOf(n8n.pid()) - idle)]),
			EVERY_MS,
		);
		try {
			const id = (await n8n.client.start(saved))!;
			const execution = await n8n.client.waitFor(id, 3_600_000);
			if (execution.status !== 'success') {
				throw new Error(`${kind}: ${execution.error?.message ?? execution.status}`);
			}
			if (server.received() !== size) {
				throw new Error(`${kind}: ${server.received()} of ${size} bytes came`);
			}
			const times = ['Download', 'Upload'].map((name) => execution.runs[name]![0]!.executionTime);
			return {
				ms: times.reduce((sum, ms) => sum + ms),
				overIdleMb: Math.max(...curve.map(([, mb]) => mb)),
				curve,
			};
		} finally {
			clearInterval(watch);
		}
	} finally {
		await n8n.stop();
		await server.stop();
	}
}
