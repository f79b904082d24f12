import type { IDataObject, IExecuteResponsePromiseData, INodeParameters } from 'n8n-workflow';
import { TOKENS } from '../../sandbox';
import { builtPackage, runStock, runWorkflow } from '../support/harness';
import { useFreshSandbox } from '../support/sandbox';

/**
 * Switches that are no fields of an operation, and texts of nodes without operations: expressions give them as
 * texts (a blank behind `{{ true }}` is enough), numbers, objects and dates; AI agents as texts.
 */

const sandbox = useFreshSandbox();
const { nodes } = builtPackage();

const YES = ['true', ' TRUE ', 1, true];
const NO = ['false', 'false ', 0, false];

describe.each([
	['customOperations', runWorkflow],
	['RoutingNode', runStock],
] as const)('%s', (_name, run) => {
	const posts = async (more: IDataObject) => {
		const { mattermost } = sandbox;
		const credentials = {
			mattermostTokenApi: { siteUrl: mattermost.url, accessToken: TOKENS.mattermostAdmin },
		};
		const parameters: IDataObject = {
			resource: 'post',
			operation: 'getAll',
			postSourceChannel: { __rl: true, mode: 'id', value: mattermost.state.channel('alerts').id },
			postLimit: 1,
			...more,
		};
		return await run({
			node: nodes.mattermost!,
			parameters: parameters as INodeParameters,
			credentials,
		});
	};
	beforeEach(() => {
		const { state } = sandbox.mattermost;
		const { id: channel_id } = state.channel('alerts');
		for (const message of ['1', '2', '3']) {
			state.addPost({ channel_id, user_id: state.user('bob').id, message });
		}
	});

	test.each([
		...YES.map((value) => [value, true] as const),
		...NO.map((value) => [value, false] as const),
	])('Return All %j, Simplify %j', async (value, expected) => {
		const given = `={{ ${JSON.stringify(value)} }}`;
		expect((await posts({ postReturnAll: given })).length > 1).toBe(expected);
		const [item] = await posts({ postSimplify: given });
		expect('update_at' in item!.json && !('hashtags' in item!.json)).toBe(expected);
	});

	test.each(['Return All', 'Simplify'])('%s that is neither is refused', async (label) => {
		const name = `post${label.replace(' ', '')}`;
		await expect(posts({ [name]: '={{ "yes" }}' })).rejects.toMatchObject({
			message: `"${label}" must be true or false, not "yes"`,
		});
	});

	test('Full Response', async () => {
		const parameters = {
			resource: 'channel',
			operation: 'getAllOfServer',
			channelFullResponse: '={{ "true" }}',
			channelGetAllOfServerOptions: { includeTotalCount: true },
		};
		const { url } = sandbox.mattermost;
		const [item] = await run({
			node: nodes.mattermost!,
			parameters,
			credentials: { mattermostTokenApi: { siteUrl: url, accessToken: TOKENS.mattermostAdmin } },
		});
		expect(item!.json).toHaveProperty('channels');
	});
});

describe('Respond to Mattermost', () => {
	const respond = async (parameters: IDataObject) => {
		let sent: IExecuteResponsePromiseData | undefined;
		await runWorkflow({
			node: nodes.mattermostRespond!,
			parameters: parameters as INodeParameters,
			credentials: {},
			items: [{ json: { name: 'Lobby', on: false, facts: { a: 1 } } }],
			timezone: 'Europe/Berlin',
			onResponse: (response) => {
				sent = response;
			},
		});
		return JSON.parse(String((sent as { body: Buffer }).body)) as IDataObject;
	};

	test.each([
		['={{ 0 }}', '0'],
		['={{ false }}', 'false'],
		['={{ $json.missing }}', ''],
		['={{ DateTime.fromISO("2026-11-28T09:00:00Z") }}', '2026-11-28T10:00:00.000+01:00'],
		['={{ new Date("2026-11-28T09:00:00Z") }}', '2026-11-28T10:00:00.000+01:00'],
	])('Text %s', async (text, expected) => {
		expect(await respond({ to: 'command', text })).toMatchObject({ text: expected });
	});

	test.each([
		[{ to: 'command', text: '={{ $json.facts }}' }, 'Text'],
		[{ to: 'action', replaceMessage: '={{ $json.facts }}' }, 'Replace Message With'],
		[{ to: 'action', text: 'a', slackLinks: '={{ "yes" }}' }, 'Slack Links'],
		[{ to: 'dialog', error: '={{ [1] }}' }, 'General Error'],
		[
			{ to: 'dialog', errors: { entry: [{ name: 'a', message: '={{ $json.missing }}' }] } },
			'Field Errors → 1 → Message',
		],
		[{ to: 'lookup', entryText: '={{ $json.facts }}' }, 'Option Text'],
		[{ to: 'lookup', entryText: '={{ $json.missing }}' }, 'Option Text'],
		[{ to: 'lookup', entryText: 'a', onlyFitting: '={{ "yes" }}' }, 'Matching Options Only'],
	])('%j is refused', async (parameters, label) => {
		await expect(respond(parameters)).rejects.toMatchObject({
			message: expect.stringContaining(`"${label}" `),
		});
	});

	test('switches and values of expressions', async () => {
		const slackLinks = '={{ "true" }}';
		expect(await respond({ to: 'command', text: 'a', slackLinks })).not.toHaveProperty(
			'skip_slack_parsing',
		);
		const entryValue = '={{ $json.on }}';
		expect(await respond({ to: 'lookup', entryValue, onlyFitting: '={{ "false" }}' })).toEqual({
			items: [{ text: 'Lobby', value: 'false' }],
		});
	});
});
