/** @jest-environment ./test/environment/alone */
import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject, INode, INodeType } from 'n8n-workflow';
import { TOKENS } from '../../sandbox';
import { filledIn, readExample, sandboxValues } from '../../tools/examples';
import { startLiveTrigger } from '../support/changeFeed';
import {
	builtPackage,
	keepFilesOnDisk,
	rhombusNodeWith,
	runWholeWorkflow,
	runWorkflow,
} from '../support/harness';
import { rhombusAccess, useSandbox } from '../support/sandbox';

/**
 * What video costs: time from an alert to its MP4 in a thread, and memory. Files are kept on disk, as n8n 2
 * does; segments have the size of those of a camera (4 Mbit/s, 2 s).
 */

const sandbox = useSandbox();
const SEGMENT_BYTES = 1_000_000;
const LATENCY_MS = 100;
const segment = Buffer.alloc(SEGMENT_BYTES, 'video');

beforeAll(async () => {
	await keepFilesOnDisk();
});
beforeEach(() => {
	sandbox.rhombus.reset();
	sandbox.rhombus.state.segment = () => segment;
});
afterEach(() => {
	sandbox.rhombus.latencyMs = 0;
	sandbox.mattermost.latencyMs = 0;
	expect(sandbox.rhombus.violations).toEqual([]);
	expect(sandbox.mattermost.violations).toEqual([]);
});

/** Gives what the trigger started the workflow with. */
const giving = (json: IDataObject): INodeType => ({
	description: {
		displayName: 'Start',
		name: 'start',
		group: ['input'],
		version: 1,
		description: 'Gives the item',
		defaults: {},
		inputs: [],
		outputs: ['main'],
		properties: [],
	},
	execute: async () => [[{ json }]],
});

const FILE = '16-alert-video-to-thread.json';
const TRIGGER = 'n8n-nodes-rhombus-mattermost.rhombusLiveTrigger';

test('an alert of 30 s is in its thread as MP4 within 10 s, by two nodes after the trigger', async () => {
	const { rhombus, mattermost } = sandbox;
	const example = filledIn(readExample(FILE), sandboxValues(sandbox)[FILE]!);
	const nodes = (example.nodes as INode[]).filter(({ name }) => name !== 'About');
	expect(nodes.map(({ type }) => type.split('.')[1])).toEqual([
		'rhombusLiveTrigger',
		'rhombus',
		'mattermost',
	]);
	const { rhombus: rhombusNode, mattermost: mattermostNode } = builtPackage().nodes;
	const items: IDataObject[] = [];
	const trigger = await startLiveTrigger(sandbox, {
		nodeId: 'footage',
		parameters: nodes[0]!.parameters,
		onItem: (item) => items.push(item),
	});
	try {
		for (let tries = 0; tries < 500 && rhombus.feed.open() === 0; tries++) await wait(10);
		rhombus.latencyMs = LATENCY_MS;
		mattermost.latencyMs = LATENCY_MS;
		const alert = rhombus.state.addAlert({ durationSec: 30, textDescription: 'Somebody' });
		await wait(200);
		expect(items).toEqual([]);

		const began = performance.now();
		rhombus.state.finishAlert(alert);
		for (let tries = 0; tries < 500 && items.length === 0; tries++) await wait(10);
		const { resultData } = await runWholeWorkflow(
			example as never,
			nodes[0]!.name,
			{
				[TRIGGER]: giving(items[0]!),
				'n8n-nodes-rhombus-mattermost.rhombus': rhombusNode!,
				'n8n-nodes-rhombus-mattermost.mattermost': mattermostNode!,
				'n8n-nodes-base.stickyNote': giving({}),
			},
			{
				...rhombusAccess(sandbox),
				mattermostTokenApi: { siteUrl: mattermost.url, accessToken: TOKENS.mattermostAdmin },
			},
		);
		const took = performance.now() - began;

		expect(resultData.error).toBeUndefined();
		const { state } = mattermost;
		const posts = state.channelPosts.get(state.channel('security').id)!;
		const reply = posts.find(({ root_id }) => root_id)!;
		const file = state.files.get(reply.file_ids![0]!)!;
		expect(file.info.name).toBe(`alert-${String(alert.uuid)}.mp4`);
		// Its beginning and 15 segments.
		expect(file.bytes.length).toBe(16 * SEGMENT_BYTES);
		process.stderr.write(
			`alert to thread: ${file.bytes.length} bytes in ${Math.round(took)} ms, ${LATENCY_MS} ms for each answer\n`,
		);
		expect(took).toBeLessThan(10_000);
	} finally {
		await trigger.close();
	}
}, 60_000);

test('ten minutes of video are never in memory as a whole', async () => {
	const { state } = sandbox.rhombus;
	const from = 1_777_622_400;
	state.recorded = [[from, from + 600]];
	let most = 0;
	const before = process.memoryUsage().rss;
	const timer = setInterval(() => {
		most = Math.max(most, process.memoryUsage().rss - before);
	}, 5);
	try {
		const [item] = await runWorkflow({
			node: rhombusNodeWith('camera'),
			parameters: {
				resource: 'camera',
				operation: 'downloadFootage',
				cameraCameraUuid: { __rl: true, mode: 'id', value: String(state.samples.cameraUuid) },
				cameraVideoStart: new Date(from * 1000).toISOString(),
				cameraVideoDuration: 600,
			},
			credentials: rhombusAccess(sandbox),
		});
		expect(item!.json).toMatchObject({ segments: 300, bytes: 301 * SEGMENT_BYTES });
	} finally {
		clearInterval(timer);
	}
	process.stderr.write(`footage: 301 MB, ${Math.round(most / 1e6)} MB of memory\n`);
	expect(most).toBeLessThan(150_000_000);
}, 120_000);
