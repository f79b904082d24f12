import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { builtPackage, runWorkflow } from '../support/harness';
import { mattermostServer } from '../support/mattermostServer';
import { leading } from '../support/present';

test('the error output gets the failed item as it came, with error and details', async () => {
	const { sandbox, mattermost, state, token } = await mattermostServer();
	const known = state.channel('alerts').id;
	let outputs: INodeExecutionData[][] = [];
	await runWorkflow({
		node: builtPackage().nodes.mattermost!,
		errorOutput: true,
		items: [
			{ json: { channel: known, ticket: 1 } },
			{ json: { channel: 'z'.repeat(26), ticket: 2, nested: { kept: true } } },
		],
		parameters: {
			authentication: 'accessToken',
			resource: 'post',
			operation: 'create',
			postChannelId: { __rl: true, mode: 'id', value: '={{ $json.channel }}' },
			postMessage: '=Ticket {{ $json.ticket }}',
		},
		credentials: { mattermostTokenApi: { siteUrl: mattermost.url, accessToken: token } },
		inspect: (data) => {
			const { runData } = data.resultData as {
				runData: Record<string, Array<{ data: { main: INodeExecutionData[][] } }>>;
			};
			outputs = runData['Under Test']![0]!.data.main;
		},
	});
	await sandbox.stop();
	const [good, failed] = leading(outputs, 2);
	expect(good.map(({ json }) => json.message)).toEqual(['Ticket 1']);
	expect(failed.map(({ json }) => json)).toEqual([
		{
			channel: 'z'.repeat(26),
			ticket: 2,
			nested: { kept: true },
			error: expect.stringContaining('Mattermost') as string,
			details: expect.objectContaining({
				description: expect.stringContaining('item 2') as string,
				httpCode: '403',
			}) as IDataObject,
		},
	]);
});
