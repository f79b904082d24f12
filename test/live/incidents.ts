import { fork } from 'node:child_process';
import type { IDataObject } from 'n8n-workflow';
import { builtPackage, runWorkflow } from '../support/harness';
import { rest } from '../support/eventStream';

/**
 * An alert storm on a real server, reported by two processes at once, as two workers of n8n are: ALERTS of
 * INCIDENTS each go half to one and half to the other, in ROUNDS rounds. Counts first posts, replies and the
 * counters in the first posts.
 */

const site = String(process.env.MATTERMOST_URL);
const token = String(process.env.MATTERMOST_TOKEN);
const [ALERTS, INCIDENTS, ROUNDS] = ['ALERTS', 'INCIDENTS', 'ROUNDS'].map((name, at) =>
	Number(process.env[name] ?? [1_000, 20, 10][at]),
);
const admin = rest(site, token);

interface Work {
	channel: string;
	round: number;
	numbers: number[];
}

const keyOf = (number: number) => `incident-${number % INCIDENTS!}`;

/** What one worker reports, in one execution. */
async function work({ channel, round, numbers }: Work): Promise<void> {
	await runWorkflow({
		node: builtPackage().nodes.mattermost!,
		items: numbers.map((number) => ({ json: { key: keyOf(number), number } })),
		parameters: {
			authentication: 'accessToken',
			resource: 'incident',
			operation: 'report',
			incidentChannelId: { __rl: true, mode: 'id', value: channel },
			incidentIncidentKey: '={{ $json.key }}',
			incidentMessage: `=Alert {{ $json.number }} of round ${round}`,
			incidentSeverity: 'medium',
		} as never,
		credentials: { mattermostTokenApi: { siteUrl: site, accessToken: token } },
	});
}

interface Post extends IDataObject {
	id: string;
	root_id: string;
	message: string;
	type: string;
	delete_at: number;
}

async function postsOf(channel: string): Promise<Post[]> {
	const all = new Map<string, Post>();
	for (let page = 0; ; page++) {
		const { order, posts } = await admin.request<{ order: string[]; posts: Record<string, Post> }>(
			'GET /channels/{id}/posts',
			{ path: { id: channel }, query: { page, per_page: 200 } },
		);
		for (const post of Object.values(posts)) all.set(post.id, post);
		if (order.length < 200) return [...all.values()].filter(({ type }) => !type);
	}
}

/** What is wrong with a round; '' if nothing is. */
function judge(round: number, posts: Post[]): string {
	const roots = posts.filter(({ root_id }) => !root_id);
	const replies = posts.filter(({ root_id }) => root_id);
	const seen = new Map<string, number>();
	for (const { message } of replies) seen.set(message, (seen.get(message) ?? 0) + 1);
	const doubled = [...seen.values()].filter((count) => count > 1).length;
	const counters = roots.map(({ message }) => Number(/, (\d+) reports?$/.exec(message)?.[1]));
	const counted = counters.reduce((sum, one) => sum + one, 0);
	const wrong =
		roots.length !== INCIDENTS || doubled > 0 || seen.size !== ALERTS || counted !== ALERTS;
	console.log(
		`round ${round}: ${roots.length} first posts, ${seen.size} of ${ALERTS} replies, ${doubled} doubled, counters sum up to ${counted}${wrong ? ' WRONG' : ''}`,
	);
	return wrong ? `round ${round}` : '';
}

async function main() {
	const name = `incidents-${Date.now().toString(36)}`;
	const team = await admin.request<{ id: string }>('POST /teams', {
		body: { name, display_name: 'Incidents', type: 'O' },
	});
	const workers = [0, 1].map(() => fork(__filename, ['reporter'], { execArgv: process.execArgv }));
	const done = async (worker: (typeof workers)[number], job: Work) =>
		await new Promise<void>((resolve, reject) => {
			worker.once('message', (error) => (error ? reject(new Error(String(error))) : resolve()));
			worker.send(job);
		});
	const wrong: string[] = [];
	try {
		for (let round = 1; round <= ROUNDS!; round++) {
			const channel = await admin.request<{ id: string }>('POST /channels', {
				body: {
					team_id: team.id,
					name: `round-${round}`,
					display_name: `Round ${round}`,
					type: 'O',
				},
			});
			const numbers = Array.from({ length: ALERTS! }, (_, number) => number);
			const begun = Date.now();
			await Promise.all(
				workers.map(
					async (worker, at) =>
						await done(worker, {
							channel: channel.id,
							round,
							// Each incident comes to both.
							numbers: numbers.filter((number) => Math.floor(number / INCIDENTS!) % 2 === at),
						}),
				),
			);
			wrong.push(judge(round, await postsOf(channel.id)));
			console.log(`  in ${Math.round((Date.now() - begun) / 1000)} s`);
		}
	} finally {
		for (const worker of workers) worker.kill();
		await admin.request('DELETE /teams/{id}', { path: { id: team.id } });
	}
	process.exitCode = wrong.some(Boolean) ? 1 : 0;
}

if (process.argv[2] === 'reporter') {
	process.on('message', (job: Work) => {
		void work(job).then(
			() => process.send!(''),
			(error: Error) => process.send!(error.message),
		);
	});
} else {
	void main();
}
