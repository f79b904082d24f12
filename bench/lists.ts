import type { WorkflowNode } from '../tools/n8n/client';
import { startBareServer } from './bareServer';
import { FRESH_RUNS, paired, RUNS, type Recorder } from './record';
import { median, setStage } from './stage';
import { listUsers, workflow, type Place } from './workflows';

/**
 * A list of a million rows, by our node and by a plain loop of requests, and the first rows of such a list.
 * BENCH_LIST_ROWS sets its length. Executions are not saved: n8n saves at most 512 MB of them.
 */
const ROWS = Number(process.env.BENCH_LIST_ROWS ?? 1_000_000);
const RUN_MS = 240_000;

/** The list between two nodes that say how much memory is in use, the second also how many items came. */
const measured = (place: Place, kind: 'ours' | 'loop') => {
	const { nodes, connections, ...rest } = workflow(
		`list ${kind}`,
		1,
		place,
		listUsers[kind](place),
	);
	const look = (name: string): WorkflowNode => ({
		id: name,
		name,
		type: 'CUSTOM.benchLook',
		typeVersion: 1,
		position: [0, 0],
		parameters: { url: place.url },
	});
	const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });
	return {
		...rest,
		nodes: [...nodes, look('Before'), look('After')],
		connections: {
			...connections,
			Items: to('Before'),
			Before: to('Under Test'),
			'Under Test': to('After'),
		},
		settings: { executionOrder: 'v1', saveManualExecutions: false },
	};
};

export async function lists(record: Recorder): Promise<void> {
	const server = await startBareServer({ rows: ROWS });
	const counts = { ours: 0, loop: 0 };
	const setList = async () => {
		// A million items of either kind need more than Node.js takes by itself.
		const stage = await setStage({}, ['--max-old-space-size=8192']);
		const ours = await stage.n8n.client.createCredential({
			name: 'Bare',
			type: 'mattermostTokenApi',
			data: { siteUrl: server.url, accessToken: 'x'.repeat(26) },
		});
		return { stage, place: { ...stage.place, url: server.url, ours } };
	};
	try {
		const { ours, loop } = await paired(['ours', 'loop'], async (kind) => {
			const { stage, place } = await setList();
			try {
				const saved = await stage.n8n.client.putWorkflow(measured(place, kind));
				await stage.n8n.client.start(saved);
				const before = await server.report(RUN_MS);
				const after = await server.report(RUN_MS);
				counts[kind] = after.items!;
				return {
					ms: after.startedMs! - before.endedMs!,
					peakMb: after.peakMb!,
					grownMb: after.heapMb! - before.heapMb!,
				};
			} finally {
				await stage.stop();
			}
		});
		if (counts.ours !== ROWS) throw new Error(`${counts.ours} of ${ROWS} rows came`);
		const goal = `5 List of ${ROWS.toLocaleString('en')} users`;
		const peer = 'plain loop of requests';
		record.compare(`${goal}, time`, peer, ours.ms, loop.ms, 1.2, FRESH_RUNS);
		record.compare(`${goal}, growth (MB)`, peer, ours.grownMb, loop.grownMb, 1.05, FRESH_RUNS);
		record.compare(`${goal}, peak memory (MB)`, peer, ours.peakMb, loop.peakMb, 1.2, FRESH_RUNS);

		const { stage, place } = await setList();
		try {
			const fifty = workflow('list fifty', 1, place, listUsers.first(place, 50));
			const times: number[] = [];
			let requests = 0;
			for (let run = 0; run < RUNS; run++) {
				const before = server.requestCount();
				const { ms, execution } = await stage.time(fifty);
				requests = Math.max(requests, server.requestCount() - before);
				if (execution.items('Under Test').length !== 50) throw new Error('Not 50 rows');
				times.push(ms);
			}
			record.bound(`${goal}, Limit 50: requests`, requests, 'requests', 1);
			record.facts[`5 ${ROWS.toLocaleString('en')} users, Limit 50: ms`] = median(times);
		} finally {
			await stage.stop();
		}
	} finally {
		await server.stop();
	}
}
