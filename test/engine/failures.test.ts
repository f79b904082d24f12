import type { INodeExecutionData } from 'n8n-workflow';
import { TOKENS } from '../../sandbox';
import { builtPackage, runStock, runWorkflow, type RunOptions } from '../support/harness';
import { useSandbox } from '../support/sandbox';

/** What servers and networks do wrong, and what a user then sees. */

const sandbox = useSandbox();
const { nodes } = builtPackage();
beforeEach(() => sandbox.mattermost.reset());

const items = (count: number): INodeExecutionData[] =>
	Array.from({ length: count }, (_, number) => ({ json: { number } }));

const channelId = () =>
	[...sandbox.mattermost.state.channels.values()].find((one) => one.type === 'O')!.id;

const base = (more: Partial<RunOptions>): RunOptions => ({
	node: nodes.mattermost!,
	parameters: {},
	credentials: {
		mattermostTokenApi: {
			siteUrl: `${sandbox.mattermost.url}/`,
			accessToken: TOKENS.mattermostAdmin,
		},
	},
	...more,
});

const create = (count = 1, more: Partial<RunOptions> = {}, settings = {}): RunOptions =>
	base({
		items: items(count),
		parameters: {
			authentication: 'accessToken',
			resource: 'post',
			operation: 'create',
			postChannelId: { __rl: true, mode: 'id', value: channelId() },
			postMessage: '=Message {{ $json.number }}',
			postCreateOptions: {},
			postSimplify: true,
			requestOptions: settings,
		},
		...more,
	});

/** A change that servers do not recognise when it comes twice. */
const pin = (settings = {}): RunOptions =>
	base({
		parameters: {
			authentication: 'accessToken',
			resource: 'post',
			operation: 'pin',
			postPostId: [...sandbox.mattermost.state.posts.keys()][0],
			requestOptions: settings,
		},
	});

const read = (more: Partial<RunOptions> = {}, settings = {}): RunOptions =>
	base({
		parameters: {
			authentication: 'accessToken',
			resource: 'post',
			operation: 'getAll',
			postSourceChannel: { __rl: true, mode: 'id', value: channelId() },
			postReturnAll: false,
			postLimit: 5,
			postGetAllOptions: {},
			postSimplify: true,
			requestOptions: settings,
		},
		...more,
	});

/** Reads of the posts there are, one after the other: what only reads has no order to keep. */
const get = (count: number, settings = {}): RunOptions => {
	const ids = [...sandbox.mattermost.state.posts.keys()];
	return base({
		items: Array.from({ length: count }, (_, at) => ({ json: { id: ids[at % ids.length] } })),
		parameters: {
			authentication: 'accessToken',
			resource: 'post',
			operation: 'get',
			postPostId: '={{ $json.id }}',
			postGetOptions: {},
			postSimplify: true,
			requestOptions: settings,
		},
	});
};

const failureOf = async (promise: Promise<unknown>) => {
	try {
		await promise;
	} catch (error) {
		const { message, description, httpCode } = error as Record<string, string>;
		return { message, description, httpCode, whole: JSON.stringify(error) };
	}
	throw new Error('did not fail');
};

const ways: Array<[string, typeof runWorkflow]> = [
	['customOperations', runWorkflow],
	['RoutingNode', runStock],
];

describe.each(ways)('%s', (_name, run) => {
	test('401 says to check the token and never shows it', async () => {
		const credentials = {
			mattermostTokenApi: { siteUrl: sandbox.mattermost.url, accessToken: 'wrong-secret-token' },
		};
		const failure = await failureOf(run(read({ credentials })));
		expect(failure.message).toContain('Mattermost');
		expect(failure.description).toContain('token is wrong, expired or revoked');
		expect(failure.description).toMatch(
			/Message → Get Many, item 1; HTTP 401; error ID [\w.]+; request ID \w+/,
		);
		expect(failure.whole).not.toContain('wrong-secret-token');
	});

	test.each([
		[403, 'lacks the permission'],
		[404, 'Nothing with this ID exists'],
		[500, 'internal error'],
		[501, 'turned off'],
	])('%i is explained', async (status, advice) => {
		sandbox.mattermost.fail({ kind: 'status', status, times: 9 });
		const failure = await failureOf(run(create()));
		expect(failure.description).toContain(advice);
		expect(failure.httpCode).toBe(String(status));
		expect(sandbox.mattermost.requests).toHaveLength(1);
	});

	test('429 with Retry-After is sent once more', async () => {
		sandbox.mattermost.fail({ kind: 'status', status: 429, headers: { 'Retry-After': '1' } });
		expect(await run(create())).toHaveLength(1);
		expect(sandbox.mattermost.requests.map(({ status }) => status)).toEqual([429, 201]);
	});

	test('429 without Retry-After backs off by itself', async () => {
		sandbox.mattermost.fail({
			kind: 'status',
			status: 429,
			headers: { 'Retry-After': '' },
			times: 2,
		});
		expect(await run(create())).toHaveLength(1);
		expect(sandbox.mattermost.requests.map(({ status }) => status)).toEqual([429, 429, 201]);
	});

	test('429 beyond the longest wait is a clear failure', async () => {
		sandbox.mattermost.fail({
			kind: 'status',
			status: 429,
			headers: { 'Retry-After': '30' },
			times: 9,
		});
		const failure = await failureOf(run(create(1, {}, { longestWait: 1 })));
		expect(failure.description).toContain('limits the request rate');
		expect(sandbox.mattermost.requests).toHaveLength(1);
	});

	test('a read is repeated after 502 and after a dropped connection', async () => {
		sandbox.mattermost.fail({ kind: 'status', status: 502 });
		sandbox.mattermost.fail({ kind: 'drop' });
		await run(read());
		expect(sandbox.mattermost.requests.map(({ status }) => status)).toEqual([502, 0, 200]);
	});

	test('a dropped connection after two other troubles is still repeated', async () => {
		sandbox.mattermost.fail({ kind: 'status', status: 502, times: 2 });
		sandbox.mattermost.fail({ kind: 'drop' });
		await run(read());
		expect(sandbox.mattermost.requests.map(({ status }) => status)).toEqual([502, 502, 0, 200]);
	});

	test('three dropped connections in a row are the end', async () => {
		sandbox.mattermost.fail({ kind: 'status', status: 502 });
		sandbox.mattermost.fail({ kind: 'drop', times: 9 });
		const failure = await failureOf(run(read()));
		expect(failure.message).toContain('was lost before it responded');
		expect(sandbox.mattermost.requests.map(({ status }) => status)).toEqual([502, 0, 0, 0]);
	});

	test('a time-out is said as such', async () => {
		sandbox.mattermost.fail({ kind: 'slow', delayMs: 1500, times: 9 });
		const failure = await failureOf(run(pin({ timeout: 200 })));
		expect(failure.message).toContain('was lost before it responded');
		expect(failure.description).toContain('not sent again');
		expect(sandbox.mattermost.requests).toHaveLength(1);
	});

	test.each(['drop', 'dropAfter', 'half'] as const)(
		'%s: a post is never created twice',
		async (kind) => {
			const before = sandbox.mattermost.state.posts.size;
			sandbox.mattermost.fail({ kind });
			const outcome = await run(create()).then(
				() => 'created',
				(error: Error) => error.message,
			);
			const made = sandbox.mattermost.state.posts.size - before;
			expect(made).toBeLessThanOrEqual(1);
			expect(outcome).toMatch(/^created$|was lost before it responded|cut off/);
			if (outcome === 'created') expect(made).toBe(1);
		},
	);

	test('502 on a change is not repeated', async () => {
		sandbox.mattermost.fail({ kind: 'status', status: 502 });
		const failure = await failureOf(run(pin()));
		expect(failure.httpCode).toBe('502');
		expect(sandbox.mattermost.requests).toHaveLength(1);
	});

	test('a web page instead of JSON points to the URL', async () => {
		sandbox.mattermost.fail({ kind: 'html', times: 9 });
		const failure = await failureOf(run(read()));
		expect(failure.message).toContain('web page');
		expect(failure.description).toContain('Check the URL');
	});

	test('half a body is repeated for a read', async () => {
		sandbox.mattermost.fail({ kind: 'half' });
		await run(read());
		expect(sandbox.mattermost.requests).toHaveLength(2);
	});

	test('a server that is not there', async () => {
		const credentials = {
			mattermostTokenApi: { siteUrl: 'http://127.0.0.1:1', accessToken: 'x'.repeat(26) },
		};
		const failure = await failureOf(run(read({ credentials })));
		expect(failure.message).toContain('cannot be reached');
		expect(failure.description).toContain('ECONNREFUSED');
	});

	test.each(['', 'chat.example.com', 'ftp://x', 'https://'])(
		'site URL %j is refused at once',
		async (siteUrl) => {
			const failure = await failureOf(
				run(read({ credentials: { mattermostTokenApi: { siteUrl, accessToken: 'x' } } })),
			);
			expect(failure.message).toContain('Site URL');
		},
	);

	test('site URLs with a path, slashes and /api/v4 lead to the same server', async () => {
		for (const siteUrl of [`${sandbox.mattermost.url}///`, ` ${sandbox.mattermost.url}/api/v4/ `]) {
			await run(
				read({
					credentials: { mattermostTokenApi: { siteUrl, accessToken: TOKENS.mattermostAdmin } },
				}),
			);
		}
		expect(sandbox.mattermost.violations).toEqual([]);
	});

	test('Continue on Fail gives one item for each failed one, in place', async () => {
		sandbox.mattermost.fail({ kind: 'status', status: 403, times: 1 });
		const out = await run(create(3, { continueOnFail: true }, { inFlight: 1 }));
		expect(out).toHaveLength(3);
		const failed = out.filter((item) => item.error ?? item.json.error);
		expect(failed).toHaveLength(1);
	});
});

describe('load', () => {
	test('never more than the limit in flight, items in order and paired', async () => {
		sandbox.mattermost.latencyMs = 60;
		const options = get(300, { inFlight: 7, bulk: false });
		const out = await runWorkflow(options);
		expect(sandbox.mattermost.maxInFlight).toBe(7);
		expect(out.map(({ json }) => json.id)).toEqual(options.items!.map(({ json }) => json.id));
		expect(out.map(({ pairedItem }) => pairedItem)).toEqual(
			items(300).map((_, item) => ({ item })),
		);
	});

	test('the limit holds for the stock engine too, which starts all items at once', async () => {
		// Slow answers, so that the requests really overlap on a busy machine.
		sandbox.mattermost.latencyMs = 60;
		expect(await runStock(get(100))).toHaveLength(100);
		expect(sandbox.mattermost.maxInFlight).toBe(10);
	});

	test('after a failed item no further one is started, and the error counts what was done', async () => {
		sandbox.mattermost.fail({ kind: 'status', status: 403 });
		const failure = await failureOf(runWorkflow(create(50, {}, { inFlight: 1 })));
		expect(failure.description).toContain('0 of 50 items were done');
		expect(sandbox.mattermost.requests).toHaveLength(1);
	});

	test('a list is read page by page, and never more than the limit needs', async () => {
		await runWorkflow(create(450));
		sandbox.mattermost.requests = [];
		const options = read();
		options.parameters.postLimit = 250;
		expect(await runWorkflow(options)).toHaveLength(250);
		const requests = sandbox.mattermost.requests.map(({ path, query }) => ({
			thing: path
				.split('/')
				.slice(-2)
				.join('/')
				.replace(/\w{26}/, ''),
			query,
		}));
		expect(requests).toEqual([
			{ thing: '/posts', query: { page: '0', per_page: '125' } },
			// The names of the channel and of the authors, once.
			{ thing: 'channels/', query: {} },
			{ thing: 'users/ids', query: {} },
			{ thing: '/posts', query: { page: '1', per_page: '125' } },
		]);
		options.parameters.postReturnAll = true;
		expect((await runWorkflow(options)).length).toBeGreaterThanOrEqual(450);
	});

	test('cancelling stops sending', async () => {
		sandbox.mattermost.latencyMs = 20;
		const controller = new AbortController();
		const run = runWorkflow({ ...create(2000), signal: controller.signal }).catch(() => undefined);
		await new Promise((resolve) => setTimeout(resolve, 300));
		controller.abort();
		await new Promise((resolve) => setTimeout(resolve, 500));
		const sent = sandbox.mattermost.requests.length;
		await new Promise((resolve) => setTimeout(resolve, 500));
		expect(sandbox.mattermost.requests.length).toBe(sent);
		expect(sent).toBeLessThan(1500);
		await run;
	});
});
