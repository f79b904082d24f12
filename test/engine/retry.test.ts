import type { INodeParameters } from 'n8n-workflow';
import { TOKENS } from '../../sandbox';
import { builtPackage, runStock, runWorkflow, type RunOptions } from '../support/harness';
import { useSandbox } from '../support/sandbox';
import { firstOf } from '../support/present';

/** When requests are repeated, how long that takes, and that nothing is done twice. */

const { nodes } = builtPackage();
const sandbox = useSandbox();
beforeEach(() => sandbox.mattermost.reset());

const date = (ms: number) => new Date(ms).toUTCString();

const channel = () =>
	[...sandbox.mattermost.state.channels.values()].find((one) => one.type === 'O')!;

const run = (
	parameters: INodeParameters,
	more: Partial<RunOptions> = {},
	settings: INodeParameters = {},
): RunOptions => ({
	node: nodes.mattermost!,
	parameters: { authentication: 'accessToken', ...parameters, requestOptions: settings },
	credentials: {
		mattermostTokenApi: {
			siteUrl: sandbox.mattermost.url,
			accessToken: TOKENS.mattermostAdmin,
		},
	},
	...more,
});

const creating = (): INodeParameters => ({
	resource: 'post',
	operation: 'create',
	postChannelId: { __rl: true, mode: 'id', value: channel().id },
	postMessage: '={{ $json.message }}',
	postCreateOptions: {},
	postSimplify: true,
});
const messages = (...texts: string[]) => texts.map((message) => ({ json: { message } }));
const stored = () =>
	[...sandbox.mattermost.state.posts.values()]
		.filter((post) => post.channel_id === channel().id)
		.map((post) => post.message);
const failureOf = async (work: Promise<unknown>) => {
	const error = await work.then(
		() => {
			throw new Error('It worked');
		},
		(failure: Error & { description: string }) => failure,
	);
	return `${error.message} ${error.description}`;
};

describe.each([
	['runner', runWorkflow],
	['RoutingNode', runStock],
] as const)('%s', (_name, way) => {
	test.each(['0', '-5', date(0), 'soon', '1e9'])(
		'Retry-After %s makes no hot loop and obeys Longest Wait',
		async (value) => {
			sandbox.mattermost.fail({
				kind: 'status',
				status: 429,
				headers: { 'Retry-After': value },
				times: 1000,
			});
			const options = run(creating(), { items: messages('x') }, { longestWait: 2 });
			expect(await failureOf(way(options))).toContain('limits the request rate');
			expect(sandbox.mattermost.requests.length).toBeLessThanOrEqual(4);
		},
	);

	test.each([
		[-1, 'limits the request rate'],
		[NaN, 'is not a number'],
		['x', 'is not a number'],
	])('Longest Wait %p: %s', async (longestWait, said) => {
		sandbox.mattermost.fail({ kind: 'status', status: 429, headers: { 'Retry-After': '61' } });
		const options = run(
			creating(),
			{ items: messages('x') },
			{ longestWait: longestWait as never },
		);
		expect(await failureOf(way(options))).toContain(said);
	});

	test('the answer is lost and the server was restarted: the post is found, not sent again', async () => {
		sandbox.mattermost.fail({ kind: 'dropAfter', match: 'POST /api/v4/posts' });
		sandbox.mattermost.fail({
			kind: 'status',
			status: 503,
			match: ({ path }) => {
				// A new process has forgotten all pending posts.
				sandbox.mattermost.state.pendingPosts.clear();
				return path === '/nothing';
			},
		});
		const before = stored().length;
		const item = firstOf(await way(run(creating(), { items: messages('once') })));
		expect(stored()).toHaveLength(before + 1);
		expect(sandbox.mattermost.state.posts.has(String(item.json.id))).toBe(true);
	});

	test('the request was lost: the post is sent again', async () => {
		sandbox.mattermost.fail({ kind: 'drop', match: 'POST /api/v4/posts' });
		await way(run(creating(), { items: messages('once') }));
		expect(stored().filter((text) => text === 'once')).toHaveLength(1);
	});

	test('nothing can be looked up: unsure, with how to look', async () => {
		sandbox.mattermost.fail({ kind: 'dropAfter', match: 'POST /api/v4/posts' });
		sandbox.mattermost.fail({
			kind: 'status',
			status: 403,
			match: ({ method, path }) => method === 'GET' && path.endsWith('/posts'),
			times: 99,
		});
		const words = await failureOf(way(run(creating(), { items: messages('once') })));
		expect(words).toContain('may have made the change nonetheless');
		expect(words).toContain('check in the channel for a message of this account with this text');
		expect(stored().filter((text) => text === 'once')).toHaveLength(1);
	});

	test('a post of another text in the meantime might be ours, changed by a plugin: unsure', async () => {
		sandbox.mattermost.fail({ kind: 'dropAfter', match: 'POST /api/v4/posts' });
		sandbox.mattermost.fail({
			kind: 'status',
			status: 503,
			match: ({ method }) => {
				if (method === 'GET') {
					for (const post of sandbox.mattermost.state.posts.values()) {
						if (post.message === 'sent') post.message = 'sent (checked)';
					}
				}
				return false;
			},
		});
		const words = await failureOf(way(run(creating(), { items: messages('sent') })));
		expect(words).toContain('may have made the change nonetheless');
		expect(stored().filter((text) => text.startsWith('sent'))).toHaveLength(1);
	});

	test.each(['drop', 'dropAfter'] as const)('another change, %s: unsure', async (kind) => {
		const [post] = sandbox.mattermost.state.posts.keys();
		sandbox.mattermost.fail({ kind });
		const options = run({ resource: 'post', operation: 'pin', postPostId: post });
		expect(await failureOf(way(options))).toContain('may have made the change nonetheless');
		expect(sandbox.mattermost.requests).toHaveLength(1);
	});

	test.each([502, 503, 504, 524])('another change, %i: unsure', async (status) => {
		const [post] = sandbox.mattermost.state.posts.keys();
		sandbox.mattermost.fail({ kind: 'status', status });
		const options = run({ resource: 'post', operation: 'pin', postPostId: post });
		expect(await failureOf(way(options))).toContain('check with Get or Get Many');
		expect(sandbox.mattermost.requests).toHaveLength(1);
	});
});

test('equal texts whose answers are lost are each made once', async () => {
	sandbox.mattermost.fail({ kind: 'dropAfter', match: 'POST /api/v4/posts', rate: 0.5, seed: 4 });
	sandbox.mattermost.fail({
		kind: 'status',
		match: () => {
			sandbox.mattermost.state.pendingPosts.clear();
			return false;
		},
	});
	const out = await runWorkflow(run(creating(), { items: messages('a', 'a', 'a', 'b', 'a', 'b') }));
	expect(new Set(out.map(({ json }) => json.id)).size).toBe(6);
	expect(stored().filter((text) => text === 'a')).toHaveLength(4);
	expect(stored().filter((text) => text === 'b')).toHaveLength(2);
});

test('a post of another execution that says the same is not taken for the lost one', async () => {
	sandbox.mattermost.fail({ kind: 'drop', match: 'POST /api/v4/posts' });
	// Made at once, answered late: its execution does not know its post yet.
	sandbox.mattermost.fail({ kind: 'slow', delayMs: 3000, match: 'POST /api/v4/posts' });
	const lost = failureOf(runWorkflow(run(creating(), { items: messages('same') })));
	await new Promise((later) => setTimeout(later, 100));
	const other = firstOf(await runWorkflow(run(creating(), { items: messages('same') })));
	expect(await lost).toContain('may have made the change nonetheless');
	const made = [...sandbox.mattermost.state.posts.values()].filter((one) => one.message === 'same');
	expect(made.map(({ id }) => id)).toEqual([other.json.id]);
});

test('a post of another process is not taken for the lost one where their props differ', async () => {
	const { state } = sandbox.mattermost;
	sandbox.mattermost.fail({ kind: 'drop', match: 'POST /api/v4/posts' });
	sandbox.mattermost.fail({
		kind: 'status',
		match: ({ method }) => {
			if (method === 'GET' && !stored().includes('same')) {
				const user_id = state.user('admin').id;
				state.addPost({ channel_id: channel().id, user_id, message: 'same', props: { run: 1 } });
			}
			return false;
		},
	});
	const options = (props: string) => ({ ...creating(), postCreateOptions: { props } });
	const asked = runWorkflow(run(options('{ "run": 2 }'), { items: messages('same') }));
	expect(await failureOf(asked)).toContain('may have made the change nonetheless');
	state.posts.forEach((post, id) => post.message === 'same' && state.posts.delete(id));
	sandbox.mattermost.fail({ kind: 'dropAfter', match: 'POST /api/v4/posts' });
	const props = '{ "run": { "b": 1, "a": [2] } }';
	const found = firstOf(await runWorkflow(run(options(props), { items: messages('same') })));
	expect(stored().filter((text) => text === 'same')).toHaveLength(1);
	expect(state.posts.has(String(found.json.id))).toBe(true);
});

describe('Retry On Fail', () => {
	test('what is done is not done again', async () => {
		// The second of three is refused twice.
		let refused = 0;
		sandbox.mattermost.fail({
			kind: 'status',
			status: 403,
			times: 2,
			match: ({ method, path }) =>
				method === 'POST' && path.endsWith('/posts') && stored().includes('one') && refused++ < 2,
		});
		const out = await runWorkflow(
			run(creating(), { items: messages('one', 'two', 'three'), maxTries: 3 }),
		);
		expect(out.map(({ json }) => json.message)).toEqual(['one', 'two', 'three']);
		for (const text of ['one', 'two', 'three']) {
			expect(stored().filter((one) => one === text)).toHaveLength(1);
		}
	});

	test('a post keeps its identity, another run has another one', async () => {
		const ids = () =>
			sandbox.mattermost.requests
				.filter(({ method, path }) => method === 'POST' && path.endsWith('/posts'))
				.map(({ body }) => (body as { pending_post_id: string }).pending_post_id);
		sandbox.mattermost.fail({ kind: 'status', status: 403, times: 2 });
		await runWorkflow(run(creating(), { items: messages('x'), maxTries: 3 }));
		expect(new Set(ids()).size).toBe(1);
		await runWorkflow(run(creating(), { items: messages('x') }));
		expect(new Set(ids()).size).toBe(2);
		for (const executionId of ['231', '231', '232']) {
			sandbox.mattermost.state.pendingPosts.clear();
			await runWorkflow(run(creating(), { items: messages('x'), executionId }));
		}
		expect(new Set(ids()).size).toBe(4);
	});

	test('a change of which nobody knows is not made again', async () => {
		const [post] = sandbox.mattermost.state.posts.keys();
		sandbox.mattermost.fail({ kind: 'dropAfter' });
		const options = run({ resource: 'post', operation: 'pin', postPostId: post }, { maxTries: 3 });
		expect(await failureOf(runWorkflow(options))).toContain('may have made the change nonetheless');
		expect(sandbox.mattermost.requests).toHaveLength(1);
	});

	test('a post of which nobody knew is looked for by the next try', async () => {
		sandbox.mattermost.fail({ kind: 'dropAfter', match: 'POST /api/v4/posts' });
		sandbox.mattermost.fail({
			kind: 'status',
			status: 403,
			match: ({ method, path }) => method === 'GET' && path.endsWith('/posts'),
		});
		const out = await runWorkflow(run(creating(), { items: messages('once'), maxTries: 2 }));
		expect(out).toHaveLength(1);
		expect(stored().filter((text) => text === 'once')).toHaveLength(1);
	});

	test('a file that the lost post has is no other post’s', async () => {
		const upload = await fetch(
			`${sandbox.mattermost.url}/api/v4/files?channel_id=${channel().id}&filename=a.txt`,
			{
				method: 'POST',
				headers: { Authorization: `Bearer ${TOKENS.mattermostAdmin}` },
				body: 'content',
			},
		);
		const { file_infos } = (await upload.json()) as { file_infos: Array<{ id: string }> };
		const [{ id: fileIds }] = file_infos as [{ id: string }];
		sandbox.mattermost.fail({ kind: 'dropAfter', match: 'POST /api/v4/posts' });
		sandbox.mattermost.fail({
			kind: 'status',
			status: 403,
			match: ({ method, path }) => method === 'GET' && path.endsWith('/posts'),
		});
		const options = { ...creating(), postCreateOptions: { fileIds } };
		const out = await runWorkflow(run(options, { items: messages('with file'), maxTries: 2 }));
		expect(out.map(({ json }) => json.file_ids)).toEqual([[fileIds]]);
		expect(stored().filter((text) => text === 'with file')).toHaveLength(1);
	});
});

test('a server whose version nobody tells counts as new, or says it elsewhere', async () => {
	sandbox.mattermost.fail({
		kind: 'status',
		status: 200,
		headers: { 'X-Version-Id': '' },
		body: { status: 'OK' },
		match: ({ path }) => path.endsWith('/system/ping'),
		times: 99,
	});
	await runWorkflow(
		run({
			resource: 'channel',
			operation: 'updatePrivacy',
			channelChannelId: { __rl: true, mode: 'id', value: channel().id },
			channelPrivacy: 'P',
		}),
	);
	const paths = sandbox.mattermost.requests.map(({ path }) => path);
	expect(paths.some((path) => path.endsWith('/privacy'))).toBe(true);
	expect(paths.some((path) => path.endsWith('/convert'))).toBe(false);
});
