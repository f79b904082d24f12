import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowJson } from '../tools/n8n/client';
import { startBareServer } from './bareServer';
import { RUNS, type Recorder } from './record';
import { median, setStage, type Stage } from './stage';
import { createPost, getFile, getUser, workflow, type Place } from './workflows';

/**
 * What one workflow's batch costs another's request to the same server: Get User alone, while ten large
 * files come, and while 10,000 posts go out. BENCH_FAIR sets the size of the work (default 1).
 */
const SCALE = Number(process.env.BENCH_FAIR ?? 1);
const FILES = 10;
const FILE_BYTES = 250 * 2 ** 20 * SCALE;
/** Together 125 MB/s, as a fast network brings them: the files are waited for, n8n is not. */
const FILE_RATE = 12_500_000;
const POSTS = Math.round(10_000 * SCALE);
/** Runs of Get User per moment: one takes a few ms, so chance counts. */
const SAMPLES = Math.max(3, RUNS * 4);

/** Median time of Get User in ms. @param go whether there is still something to compare with */
async function timeOf(
	stage: Stage,
	getOne: WorkflowJson,
	go: () => boolean = () => true,
): Promise<{ ms: number; samples: number }> {
	const times: number[] = [];
	for (let run = 0; run <= SAMPLES && go(); run++) {
		const { ms } = await stage.time(getOne);
		// What ended after the other work had ended is not beside it.
		if (run > 0 && go()) times.push(ms);
	}
	if (times.length === 0) throw new Error(`${getOne.name}: the other work was done too soon`);
	return { ms: median(times), samples: times.length };
}

export async function fair(record: Recorder): Promise<void> {
	const server = await startBareServer({
		fileSize: FILE_BYTES,
		fileRate: FILE_RATE,
		latencyMs: 2,
	});
	const stage = await setStage().catch(async (error: unknown) => {
		await server.stop();
		throw error;
	});
	try {
		const ours = await stage.n8n.client.createCredential({
			name: 'Bare',
			type: 'mattermostTokenApi',
			data: { siteUrl: server.url, accessToken: 'x'.repeat(26) },
		});
		const channels = Array.from({ length: 100 }, (_, at) => `c${String(at).padStart(25, '0')}`);
		const place: Place = { ...stage.place, url: server.url, ours, channels };
		const gets = {
			'one user': workflow('fair one', 1, place, getUser.ours(place)),
			'100 users singly': workflow('fair many', 100, place, getUser.ours(place)),
		};
		const others = {
			[`${FILES} files of ${Math.round(FILE_BYTES / 2 ** 20)} MB come`]: workflow(
				'fair files',
				FILES,
				place,
				getFile.ours(place),
			),
			[`${POSTS} posts are sent`]: workflow('fair posts', POSTS, place, createPost.ours(place)),
		};
		for (const [what, getOne] of Object.entries(gets)) {
			const quiet = await timeOf(stage, getOne);
			for (const [work, other] of Object.entries(others)) {
				let isRunning = true;
				const before = server.requestCount();
				const done = stage.time(other).finally(() => {
					isRunning = false;
				});
				// Every place is taken by then.
				while (isRunning && server.requestCount() < before + 5) await sleep(20);
				const beside = await timeOf(stage, getOne, () => isRunning);
				await done;
				record.compare(
					`10 Get User, ${what}, while ${work}`,
					'the same on its own',
					beside.ms,
					quiet.ms,
					2,
					beside.samples,
				);
			}
		}
	} finally {
		await stage.stop();
		await server.stop();
	}
}
