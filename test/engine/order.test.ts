import { readFileSync } from 'fs';
import path from 'path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { registry } from '../../nodes/registry';
import { concernOf, isIdempotent } from '../../nodes/shared/execution/thing';
import { TOKENS } from '../../sandbox';
import { builtPackage, runStock, runWorkflow, type RunOptions } from '../support/harness';
import { useFreshSandbox } from '../support/sandbox';
import { firstOf, leading } from '../support/present';

/** What concerns the same thing happens in the order of the items; different things side by side. */

const { nodes } = builtPackage();
const sandbox = useFreshSandbox();

describe('the table', () => {
	const table = JSON.parse(
		readFileSync(path.join(__dirname, '../fixtures/concerns.json'), 'utf8'),
	) as Record<string, string>;
	const declared: Record<string, string> = {};
	for (const { node, resources } of registry) {
		for (const resource of resources) {
			for (const operation of resource.operations) {
				const name = `${node} ${resource.value}/${operation.value}`;
				const { concerns } = operation;
				if (typeof concerns === 'function') declared[name] = 'function';
				else if (!isIdempotent(operation)) {
					const concern = concernOf(operation);
					declared[name] = typeof concern === 'string' ? concern : concern.fields.join(' ');
				}
			}
		}
	}

	test('says for every operation that changes something what it concerns', () => {
		expect(Object.keys(declared).length).toBeGreaterThan(450);
		expect(declared).toEqual(table);
	});

	test('an operation concerns all that its path names', () => {
		for (const { node, resources } of registry) {
			for (const resource of resources) {
				for (const operation of resource.operations) {
					if (isIdempotent(operation) || operation.concerns) continue;
					const named = (operation.fields ?? [])
						.filter((field) => operation.request.includes(`{${field.name}}`))
						.map(({ name }) => name);
					const concern = table[`${node} ${resource.value}/${operation.value}`]!.split(' ');
					for (const name of named) expect(concern).toContain(name);
				}
			}
		}
	});
});

const mattermost = (parameters: INodeParameters, items: RunOptions['items']): RunOptions => ({
	node: nodes.mattermost!,
	items,
	parameters: { authentication: 'accessToken', requestOptions: {}, ...parameters },
	credentials: {
		mattermostTokenApi: {
			siteUrl: sandbox.mattermost.url,
			accessToken: TOKENS.mattermostAdmin,
		},
	},
});

const openChannels = () =>
	[...sandbox.mattermost.state.channels.values()].filter((one) => one.type === 'O');

/** Messages as the sandbox got them, by channel. */
function arrived(): Map<string, string[]> {
	const by = new Map<string, string[]>();
	for (const { method, path: to, body, status } of sandbox.mattermost.requests) {
		if (method !== 'POST' || !to.endsWith('/posts') || status !== 201) continue;
		const { channel_id, message } = body as { channel_id: string; message: string };
		by.set(channel_id, [...(by.get(channel_id) ?? []), message]);
	}
	return by;
}

const create = (channel: string): INodeParameters => ({
	resource: 'post',
	operation: 'create',
	postChannelId: { __rl: true, mode: 'id', value: channel },
	postMessage: '={{ $json.message }}',
	postCreateOptions: {},
	postSimplify: true,
});

describe.each([
	['runner', runWorkflow],
	['RoutingNode', runStock],
] as const)('%s', (_name, run) => {
	test('60 messages into one channel arrive in order', async () => {
		const messages = Array.from({ length: 60 }, (_, number) => `Message ${number}`);
		// Every third request is slow, so that those behind it would overtake.
		sandbox.mattermost.fail({ kind: 'slow', rate: 0.3, seed: 7, delayMs: 15 });
		await run(
			mattermost(
				create(openChannels()[0]!.id),
				messages.map((message) => ({ json: { message } })),
			),
		);
		expect([...arrived().values()]).toEqual([messages]);
	});

	test('two channels: each in order, both at the same time', async () => {
		const [one, other] = leading(openChannels(), 2);
		sandbox.mattermost.latencyMs = 20;
		const items = Array.from({ length: 30 }, (_, number) => ({
			json: { message: `Message ${number}`, channel: number % 2 ? one.id : other.id },
		}));
		await run(mattermost(create('={{ $json.channel }}'), items));
		for (const messages of arrived().values()) {
			const numbers = messages.map((message) => Number(message.split(' ')[1]));
			expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
			expect(numbers).toHaveLength(15);
		}
		expect(sandbox.mattermost.maxInFlight).toBe(2);
	});

	test('ten answers to one post, given by several of its posts, arrive in order', async () => {
		const channel = firstOf(openChannels());
		const root = firstOf(
			await runWorkflow(mattermost(create(channel.id), [{ json: { message: 'Root' } }])),
		);
		const answer = firstOf(
			await runWorkflow(
				mattermost(
					{
						resource: 'post',
						operation: 'reply',
						postPostId: root.json.id as string,
						postMessage: 'First',
						postReplyOptions: {},
						postSimplify: true,
					},
					[{ json: {} }],
				),
			),
		);
		sandbox.mattermost.requests = [];
		sandbox.mattermost.fail({ kind: 'slow', rate: 0.4, seed: 3, delayMs: 15 });
		const items = Array.from({ length: 10 }, (_, number) => ({
			json: { message: `${number}`, post: number % 2 ? root.json.id : answer.json.id },
		})) as RunOptions['items'];
		await run(
			mattermost(
				{
					resource: 'post',
					operation: 'reply',
					postPostId: '={{ $json.post }}',
					postMessage: '={{ $json.message }}',
					postReplyOptions: {},
					postSimplify: true,
				},
				items,
			),
		);
		expect([...arrived().values()]).toEqual([items!.map(({ json }) => json.message)]);
	});

	test('the last of ten headers wins', async () => {
		const channel = firstOf(openChannels());
		sandbox.mattermost.fail({ kind: 'slow', rate: 0.5, seed: 5, delayMs: 15 });
		const items = Array.from({ length: 10 }, (_, number) => ({ json: { header: `H${number}` } }));
		await run(
			mattermost(
				{
					resource: 'anyEndpoint',
					operation: 'call',
					anyEndpointEndpoint: {
						__rl: true,
						mode: 'id',
						value: 'PUT /channels/{channel_id}/patch',
					},
					anyEndpointSendAs: 'json',
					anyEndpointPath: JSON.stringify({ channel_id: channel.id }),
					anyEndpointQuery: '{}',
					anyEndpointBody: '={{ { "header": $json.header } }}',
					anyEndpointCallOptions: {},
				},
				items,
			),
		);
		expect(sandbox.mattermost.state.channels.get(channel.id)!.header).toBe('H9');
		expect(sandbox.mattermost.maxInFlight).toBe(1);
	});
});

test('after a failure the items before it are still done, none behind it', async () => {
	const [one, other] = leading(openChannels(), 2);
	sandbox.mattermost.latencyMs = 5;
	const items = Array.from({ length: 12 }, (_, number) => ({
		json: {
			message: number === 7 ? '' : `Message ${number}`,
			channel: number < 7 ? one.id : other.id,
		},
	}));
	const error = await runWorkflow(mattermost(create('={{ $json.channel }}'), items)).catch(
		(failure: Error & { description: string }) => failure,
	);
	expect((error as { description: string }).description).toContain('item 8');
	expect([...arrived().values()].flat()).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => `Message ${n}`));
});

describe('a look-up that fails for several items', () => {
	test('each item names itself', async () => {
		const items = Array.from({ length: 6 }, (_, number) => ({ json: { number } }));
		const out = await runWorkflow({
			...mattermost(
				{
					...create(''),
					postChannelId: { __rl: true, mode: 'name', value: 'no-such-channel' },
					postMessage: 'x',
				},
				items,
			),
			continueOnFail: true,
		});
		const descriptions = out.map(({ json }) => String((json.details as IDataObject).description));
		expect(descriptions.map((words) => /item (\d+)/.exec(words)?.[1])).toEqual(
			items.map((_, item) => String(item + 1)),
		);
		expect(out.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
	});
});
