import { setStage, workOn, type Stage } from './support';

/**
 * On Error = Continue (Using Error Output) in a real n8n: what failed leaves by the second output, with
 * what came in, and with error and details beside it; what did not fail leaves by the first.
 */

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
}, 900_000);
afterAll(async () => await stage?.stop());

test('an item that fails keeps what it came with, and says what went wrong', async () => {
	const { state } = stage.sandbox.mattermost;
	const known = state.channel('alerts').id;
	const made = workOn(
		[
			{ json: { channel: known, ticket: 1 } },
			{ json: { channel: 'zzzzzzzzzzzzzzzzzzzzzzzzzz', ticket: 2, nested: { kept: true } } },
			{ json: { channel: known, ticket: 3 } },
		],
		stage.credentials.mattermost,
		{
			authentication: 'accessToken',
			resource: 'post',
			operation: 'create',
			postChannelId: { __rl: true, mode: 'id', value: '={{ $json.channel }}' },
			postMessage: '=Ticket {{ $json.ticket }}',
		},
	);
	const workflow = {
		...made,
		nodes: made.nodes.map((node) =>
			node.name === 'Work' ? { ...node, onError: 'continueErrorOutput' } : node,
		),
	};
	const execution = await stage.n8n.client.run(await stage.n8n.client.createWorkflow(workflow));
	expect(execution.error?.message).toBeUndefined();
	const good = execution.items('Work', 0);
	const failed = execution.items('Work', 1);
	expect(good.map(({ json }) => json.message)).toEqual(['Ticket 1', 'Ticket 3']);
	expect(failed.map(({ json }) => json)).toEqual([
		{
			channel: 'zzzzzzzzzzzzzzzzzzzzzzzzzz',
			ticket: 2,
			nested: { kept: true },
			error: expect.stringContaining('Mattermost'),
			details: expect.objectContaining({
				description: expect.stringContaining('item 2'),
				httpCode: '403',
			}),
		},
	]);
	expect(failed[0]!.pairedItem).toEqual({ item: 1 });
});
