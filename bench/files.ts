import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nClient, SavedWorkflow, WorkflowJson, WorkflowNode } from '../tools/n8n/client';
import { ensureN8n } from '../tools/n8n/install';
import { startN8n, type N8nInstance } from '../tools/n8n/instance';
import { CURRENT_N8N } from '../tools/n8n/versions';
import { packPackage } from '../tools/pack';
import { startBareServer, type BareServer } from './bareServer';
import type { Curve, Recorder } from './record';
import { median } from './stage';

/**
 * One file from Rhombus into a Mattermost channel, by our nodes and by HTTP Request, each in an n8n of its
 * own for each run. BENCH_FILE_MB sets its size (default 4096). S3 mode is not measured: n8n needs a license for
 * it (`base-command.js` in n8n 2.41.1) and reads each file into memory as a whole (`s3-byte-store.ee.js`).
 */
const SIZE_MB = Number(process.env.BENCH_FILE_MB ?? 4096);
/** One run of both ways takes four minutes, and one differs little from the next. */
const FILE_RUNS = Number(process.env.BENCH_RUNS ?? 1);
/** In memory mode: n8n cannot read back an execution that holds 100 MB. */
const IN_MEMORY_MB = Math.min(SIZE_MB, 50);
const MB = 2 ** 20;

/** How often memory is looked at, in ms. */
const EVERY_MS = 100;
/** After its start n8n is at rest, in ms. */
const REST_MS = 5000;
const RUN_MS = 600_000;

/**
 * Memory that a process alone holds, in MB (Linux). What it has mapped of files is left out: the system takes
 * that back and gives it as it likes.
 */
const memoryOf = (pid: number): number => {
	const line = /RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
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
const CLIP = 'clip'.padEnd(22, '0');
const PACKAGE = 'n8n-nodes-rhombus-mattermost';

const WAYS = {
	ours: async (client: N8nClient, { url }: BareServer) => {
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
					clipClipUuid: CLIP,
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
	http: async (_: N8nClient, { url }: BareServer) =>
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

type Kind = keyof typeof WAYS;

/** As many points as a picture shows. */
const POINTS = 150;

/** The highest of each so many points, in their order. */
function highestOf(curve: Curve): Curve {
	const each = Math.ceil(curve.length / POINTS);
	return Array.from({ length: Math.ceil(curve.length / each) }, (_, at) =>
		curve
			.slice(at * each, (at + 1) * each)
			.reduce((highest, point) => (point[1] > highest[1] ? point : highest)),
	);
}

/**
 * Carries a file once, in an n8n of its own: n8n keeps memory that it once took.
 * @returns its time, memory over time, and the most of it over its least, which is that of n8n at rest: what
 * the start left behind goes away while it runs
 * @throws Error if it did not come as a whole
 */
async function carryOnce(
	kind: Kind,
	sizeMb: number,
	mode: 'filesystem' | 'default',
): Promise<{ ms: number; overIdleMb: number; curve: Curve }> {
	const size = sizeMb * MB;
	const server = await startBareServer({ fileSize: size });
	const store = mkdtempSync(path.join(tmpdir(), 'bench-files-'));
	let n8n: N8nInstance | undefined;
	let watch: NodeJS.Timeout | undefined;
	try {
		n8n = await startN8n({
			install: await ensureN8n(CURRENT_N8N),
			packageTarball: packPackage(),
			env: { N8N_DEFAULT_BINARY_DATA_MODE: mode, N8N_BINARY_DATA_STORAGE_PATH: store },
		});
		const { client, pid } = n8n;
		const saved = await client.putWorkflow(await WAYS[kind](client, server));
		await sleep(REST_MS);
		const taken: Curve = [];
		const begun = Date.now();
		watch = setInterval(() => taken.push([Date.now() - begun, memoryOf(pid())]), EVERY_MS);
		const ms = await timeOf(client, saved);
		if (server.received() !== size)
			throw new Error(`${kind}: ${server.received()} of ${size} bytes came`);
		const idle = Math.min(...taken.map(([, mb]) => mb));
		const curve = taken.map(([at, mb]): Curve[number] => [at, Math.round(mb - idle)]);
		return { ms, curve, overIdleMb: Math.max(...curve.map(([, mb]) => mb)) };
	} finally {
		clearInterval(watch);
		await n8n?.stop();
		await server.stop();
		rmSync(store, { recursive: true, force: true });
	}
}

/** The time of both nodes together, in ms. */
async function timeOf(client: N8nClient, saved: SavedWorkflow): Promise<number> {
	const execution = await client.waitFor((await client.start(saved))!, RUN_MS);
	if (execution.status !== 'success') {
		throw new Error(`${saved.name}: ${execution.error?.message ?? execution.status}`);
	}
	const times = ['Download', 'Upload'].map((name) => execution.runs[name]![0]!.executionTime);
	return times.reduce((sum, ms) => sum + ms);
}

export async function files(record: Recorder): Promise<void> {
	const kinds: Kind[] = ['ours', 'http'];
	const taken = new Map(kinds.map((kind) => [kind, { ms: [] as number[], mb: [] as number[] }]));
	const curves: Record<string, Curve> = {};
	for (let run = 0; run < FILE_RUNS; run++) {
		for (const kind of run % 2 ? [...kinds].reverse() : kinds) {
			const { ms, overIdleMb, curve } = await carryOnce(kind, SIZE_MB, 'filesystem');
			taken.get(kind)!.ms.push(ms);
			taken.get(kind)!.mb.push(overIdleMb);
			curves[`file ${kind}`] ??= highestOf(curve);
		}
	}
	Object.assign(record.curves, curves);
	const [ours, http] = kinds.map((kind) => taken.get(kind)!) as [
		{ ms: number[]; mb: number[] },
		{ ms: number[]; mb: number[] },
	];
	const goal = `9 ${SIZE_MB} MB from Rhombus into a Mattermost channel`;
	record.compare(`${goal}, time`, 'HTTP Request', median(ours.ms), median(http.ms), 1.1, FILE_RUNS);
	record.compare(
		`${goal}, most memory over idle (MB)`,
		'HTTP Request',
		Math.max(...ours.mb),
		Math.max(...http.mb),
		null,
		FILE_RUNS,
	);
	record.bound(`${goal}, most memory over idle`, Math.max(...ours.mb), 'MB', 150, FILE_RUNS);
	for (const kind of kinds) {
		const name = { ours: 'ours', http: 'HTTP Request' }[kind];
		record.facts[`9 memory mode: MB over idle for a file of ${IN_MEMORY_MB} MB, ${name}`] = (
			await carryOnce(kind, IN_MEMORY_MB, 'default')
		).overIdleMb;
	}
}
