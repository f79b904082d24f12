import { inUnit, PLACES, POST_ID } from '../support/times';
import { PACKAGE, setStage, workOn, type Stage } from './support';

/**
 * The workflow's time zone in a real n8n whose process and instance are in others: a picked 09:00 arrives
 * as 09:00 of the workflow's zone, for one field of each action node and of Any Endpoint.
 */

const PICKED = '2026-11-28T09:00:00';
/** By time zone of the workflow; undefined for a workflow that leaves it to the instance. */
const CASES: Array<[string | undefined, string]> = [
	['America/New_York', '2026-11-28T14:00:00Z'],
	['Asia/Kolkata', '2026-11-28T03:30:00Z'],
	[undefined, '2026-11-28T00:00:00Z'],
];

let stage: Stage;
beforeAll(async () => {
	stage = await setStage({ env: { GENERIC_TIMEZONE: 'Asia/Tokyo', TZ: 'Europe/Berlin' } });
	const { state } = stage.sandbox.mattermost;
	const [post] = state.posts.values();
	state.posts.set(POST_ID, { ...post!, id: POST_ID });
}, 900_000);
afterAll(async () => await stage?.stop());

describe.each(Object.entries(PLACES))('%s', (_name, place) => {
	const service = place.node.startsWith('mattermost') ? 'mattermost' : 'rhombus';

	test.each(CASES)('in %s', async (timezone, instant) => {
		const made = workOn([{ json: {} }], stage.credentials[service], place.parameters(PICKED));
		const workflow = {
			...made,
			nodes: made.nodes.map((node) =>
				node.name === 'Work' ? { ...node, type: `${PACKAGE}.${place.node}` } : node,
			),
			settings: { executionOrder: 'v1', ...(timezone ? { timezone } : {}) },
		};
		const api = stage.sandbox[service];
		const before = api.requests.length;
		const execution = await stage.n8n.client.run(await stage.n8n.client.createWorkflow(workflow));
		const sent = api.requests.slice(before).find(({ path }) => place.path.test(path));
		expect([execution.error?.message, sent !== undefined]).toEqual([undefined, true]);
		expect(place.sent(sent!.body as Record<string, unknown>)).toBe(
			inUnit(Date.parse(instant), place.unit),
		);
	});
});
