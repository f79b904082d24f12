import { setStage, workOn, type Stage } from './support';

/**
 * 5,000 items through one operation: all succeed, never more requests under way than the node says,
 * and n8n's health endpoint answers throughout. (The stock engine, with one property in the node, lets
 * it wait for the whole run; the benchmark says for how many ms.) And when a person stops the execution,
 * it stops.
 */

const ITEMS = 5000;
/** The node's default. */
const IN_FLIGHT = 10;

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterAll(async () => await stage?.stop());

/** Asks for n8n's health every 50 ms until stopped. */
function watchHealth() {
	const waits: number[] = [];
	let bad = 0;
	let watching = true;
	const done = (async () => {
		while (watching) {
			const { ok, ms } = await stage.n8n.client.health();
			waits.push(ms);
			if (!ok) bad++;
			await new Promise((resume) => setTimeout(resume, 50));
		}
	})();
	return async () => {
		watching = false;
		await done;
		return { asked: waits.length, bad, slowest: Math.max(...waits) };
	};
}

const workflow = (parameters: Record<string, unknown>) =>
	workOn(
		Array.from({ length: ITEMS }, (_, index) => ({ json: { text: `Message ${index}` } })),
		stage.credentials.mattermost,
		parameters,
	);

test.each([
	[
		// Into as many channels as may be in flight: posts of one channel come one after the other.
		'create posts',
		([...channels]: string[]) => ({
			resource: 'post',
			operation: 'create',
			postChannelId: {
				__rl: true,
				mode: 'id',
				value: `={{ ${JSON.stringify(channels)}[Number($json.text.slice(8)) % ${channels.length}] }}`,
			},
			postMessage: '={{ $json.text }}',
		}),
	],
	[
		'get channels',
		([channel]: string[]) => ({
			resource: 'channel',
			operation: 'get',
			channelChannelId: { __rl: true, mode: 'id', value: `={{ $json.text ? "${channel}" : "" }}` },
		}),
	],
] as const)(
	`${ITEMS} items: %s`,
	async (_title, parameters) => {
		const { mattermost } = stage.sandbox;
		mattermost.reset();
		mattermost.keepRequests = false;
		mattermost.latencyMs = 2;
		const { state } = mattermost;
		const { team_id } = state.channel('town-square');
		const channels = Array.from(
			{ length: IN_FLIGHT },
			(_, number) =>
				state.addChannel(
					{ team_id, name: `load-${number}`, display_name: `Load ${number}` },
					state.user('admin'),
				).id,
		);
		const saved = await stage.n8n.client.createWorkflow(workflow(parameters(channels)));
		const stopWatching = watchHealth();
		const execution = await stage.n8n.client.run(saved, { timeoutMs: 280_000 });
		const health = await stopWatching();
		const { executionTime } = execution.runs.Work?.at(-1) ?? {};
		console.log(
			`${ITEMS} items in ${executionTime} ms, at most ${mattermost.maxInFlight} requests in flight; ` +
				`health asked ${health.asked} times, slowest answer ${Math.round(health.slowest)} ms`,
		);
		expect(execution.error?.message).toBeUndefined();
		expect(execution.items('Work')).toHaveLength(ITEMS);
		expect(mattermost.requestCount).toBe(ITEMS);
		expect(mattermost.maxInFlight).toBeLessThanOrEqual(IN_FLIGHT);
		// Fewer would mean that the items went one after another.
		expect(mattermost.maxInFlight).toBeGreaterThan(IN_FLIGHT / 2);
		expect(health.bad).toBe(0);
		expect(health.slowest).toBeLessThan(executionTime! / 4);
	},
	300_000,
);

test('a stopped execution sends nothing after a second', async () => {
	const { mattermost } = stage.sandbox;
	mattermost.reset();
	mattermost.keepRequests = false;
	mattermost.latencyMs = 50;
	const pause = async (ms: number) => await new Promise((resume) => setTimeout(resume, ms));
	const saved = await stage.n8n.client.createWorkflow(
		workflow({
			resource: 'post',
			operation: 'create',
			postChannelId: { __rl: true, mode: 'id', value: mattermost.state.channel('town-square').id },
			postMessage: '={{ $json.text }}',
		}),
	);
	const id = (await stage.n8n.client.start(saved))!;
	while (mattermost.requestCount < 100) await pause(20);
	await stage.n8n.client.stopExecution(id);
	await pause(1000);
	const sent = mattermost.requestCount;
	await pause(2000);
	expect(mattermost.requestCount).toBe(sent);
	expect(sent).toBeLessThan(ITEMS / 2);
}, 60_000);
