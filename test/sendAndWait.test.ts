import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { receiveAnswer } from '../nodes/Mattermost/receiveAnswer';
import { startSandbox, TOKENS, type Sandbox } from '../sandbox';
import { builtPackage, runStock, runWorkflow } from './harness';
import { webhookContext, type Incoming } from './support/contexts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.stop());

interface Action {
	id: string;
	name: string;
	type: string;
	options?: unknown;
}

const state = () => sandbox.mattermost.state;
const credentials = () => ({
	mattermostTokenApi: {
		siteUrl: sandbox.mattermost.url,
		accessToken: TOKENS.mattermostAdmin,
	},
});

/** Runs the operation and gives the message it made, with the addresses of its buttons. */
async function ask(options: IDataObject, items = 1) {
	await runWorkflow({
		node: builtPackage().nodes.mattermost,
		items: Array.from({ length: items }, () => ({ json: {} })),
		parameters: {
			authentication: 'accessToken',
			resource: 'post',
			operation: 'sendAndWait',
			postChannelId: { __rl: true, mode: 'id', value: state().channel('alerts').id },
			postQuestion: 'Deploy version 7?',
			postAnswerType: 'approval',
			...options,
		} as never,
		credentials: credentials(),
	});
	const post = [...state().posts.values()].at(-1)!;
	const [{ actions }] = post.props.attachments as Array<{ actions: Action[] }>;
	return {
		post,
		actions,
		urls: actions.map(({ id }) => new URL(state().integrations.get(id)!.url)),
	};
}

/** What Mattermost sends for a click on that button, to the node's `webhook`. */
const answer = (query: IDataObject, incoming: Incoming) =>
	webhookContext(
		{
			parameters: { authentication: 'accessToken' },
			credentials: credentials().mattermostTokenApi,
			authenticate: (headers) => {
				headers.Authorization = `Bearer ${TOKENS.mattermostAdmin}`;
			},
		},
		{ query, ...incoming },
	);
const queryOf = (url: URL): IDataObject => Object.fromEntries(url.searchParams);
const click = (postId: string, more: IDataObject = {}): IDataObject => ({
	user_id: state().user('bob').id,
	user_name: 'bob',
	channel_id: state().channel('alerts').id,
	post_id: postId,
	trigger_id: 'trigger',
	context: {},
	...more,
});

describe('the question', () => {
	test('has a signed button for each answer, and nothing secret in the message', async () => {
		const { post, actions, urls } = await ask({});
		expect(actions.map(({ name, type }) => [name, type])).toEqual([
			['Approve', 'button'],
			['Decline', 'button'],
		]);
		for (const url of urls) {
			expect(url.searchParams.get('signature')).toMatch(/^[0-9a-f]{64}$/);
			expect(url.pathname).toContain('/webhook-waiting/');
		}
		expect(JSON.stringify(post)).not.toContain('signature');
	});

	test('offers choices as buttons or as a menu', async () => {
		const buttons = await ask({ postAnswerType: 'buttons', postChoices: 'Today, Never' });
		expect(buttons.actions.map(({ name }) => name)).toEqual(['Today', 'Never']);
		const menu = await ask({ postAnswerType: 'menu', postChoices: ['A', 'B'] });
		expect(menu.actions).toMatchObject([
			{
				type: 'select',
				options: [
					{ text: 'A', value: 'A' },
					{ text: 'B', value: 'B' },
				],
			},
		]);
	});

	test.each([
		['no question', { postQuestion: ' ' }, 1, /"Question" is empty/],
		['no choices', { postAnswerType: 'menu', postChoices: '' }, 1, /Choices/],
		['a choice twice', { postAnswerType: 'buttons', postChoices: 'A,A' }, 1, /twice/],
		['several items', {}, 2, /waits only once/],
	])('%s is refused before anything is posted', async (_what, options, items, message) => {
		const before = state().posts.size;
		await expect(ask(options, items)).rejects.toMatchObject({
			message: expect.stringMatching(message),
		});
		expect(state().posts.size).toBe(before);
	});

	test('as a tool of an AI agent it says that only workflows can wait', async () => {
		await expect(
			runStock({
				node: builtPackage().nodes.mattermost,
				parameters: {
					authentication: 'accessToken',
					resource: 'post',
					operation: 'sendAndWait',
					postChannelId: { __rl: true, mode: 'id', value: state().channel('alerts').id },
					postQuestion: 'x',
					postAnswerType: 'approval',
				} as never,
				credentials: credentials(),
			}),
		).rejects.toThrow(/only workflows can run/);
	});
});

describe('an answer', () => {
	test('goes on with who decided, and the message shows it without its buttons', async () => {
		const { post, urls } = await ask({});
		const { context } = answer(queryOf(urls[0]), { body: click(post.id) });
		const result = await receiveAnswer(context);
		expect(result.workflowData).toEqual([
			[
				{
					json: {
						answer: 'approved',
						approved: true,
						user_id: state().user('bob').id,
						user_name: 'bob',
						responded_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
						post_id: post.id,
						channel_id: post.channel_id,
						timed_out: false,
					},
				},
			],
			[],
		]);
		expect(result.webhookResponse).toEqual({
			update: {
				message: expect.stringMatching(
					/^Deploy version 7\?\n\n:white_check_mark: Approved by @bob, \d{4}-\d\d-\d\d \d\d:\d\d UTC$/,
				),
				props: expect.not.objectContaining({ attachments: expect.anything() }),
			},
		});
	});

	test('is taken once: a second click changes nothing', async () => {
		const { post, urls } = await ask({});
		const first = answer(queryOf(urls[1]), { body: click(post.id) });
		const { webhookResponse } = await receiveAnswer(first.context);
		Object.assign(post, (webhookResponse as { update: IDataObject }).update);
		const second = await receiveAnswer(answer(queryOf(urls[0]), { body: click(post.id) }).context);
		expect(second).toEqual({ webhookResponse: { ephemeral_text: 'This was answered before.' } });
	});

	test('comes only from those who may, and in time', async () => {
		const { post, urls } = await ask({
			postSendAndWaitOptions: {
				allowedUsers: {
					entry: [{ value: { __rl: true, mode: 'username', value: '@carol' } }],
				},
				waitMinutes: 5,
			},
		});
		const query = queryOf(urls[0]);
		expect(query.users).toBe(state().user('carol').id);
		const stranger = await receiveAnswer(answer(query, { body: click(post.id) }).context);
		expect(stranger).toEqual({
			webhookResponse: { ephemeral_text: expect.stringContaining('not among those') },
		});
		const carol = click(post.id, { user_id: state().user('carol').id, user_name: 'carol' });
		const late = await receiveAnswer(
			answer({ ...query, until: String(Date.now() - 1) }, { body: carol }).context,
		);
		expect(late).toEqual({
			webhookResponse: { ephemeral_text: expect.stringContaining('time to answer') },
		});
		const right = await receiveAnswer(answer(query, { body: carol }).context);
		expect(right.workflowData?.[0][0].json.user_name).toBe('carol');
	});

	test('of a menu must be one that was offered', async () => {
		const { post, urls } = await ask({ postAnswerType: 'menu', postChoices: 'A, B' });
		const query = queryOf(urls[0]);
		const good = click(post.id, { context: { selected_option: 'B' } });
		const taken = await receiveAnswer(answer(query, { body: good }).context);
		expect(taken.workflowData?.[0][0].json.answer).toBe('B');
		for (const selected_option of ['C', '', undefined, ['A'], 7]) {
			const { context, refused } = answer(query, {
				body: click(post.id, { context: { selected_option } as IDataObject }),
			});
			expect(await receiveAnswer(context)).toEqual({ noWebhookResponse: true });
			expect(refused()?.status).toBe(400);
		}
	});

	test('in free text comes from a dialog', async () => {
		const { post, urls } = await ask({ postAnswerType: 'text' });
		// What n8n's own context does.
		const opening = answer(queryOf(urls[0]), { body: click(post.id) });
		(opening.context as unknown as IDataObject).getSignedResumeUrl = ((query: IDataObject) =>
			`http://127.0.0.1/resume?${new URLSearchParams(query as Record<string, string>).toString()}`) as never;
		expect(await receiveAnswer(opening.context)).toEqual({ webhookResponse: {} });
		const dialog = state().dialogs.get('trigger')!;
		expect(dialog.dialog).toMatchObject({ state: post.id, elements: [{ name: 'answer' }] });
		const query = queryOf(new URL(dialog.url));
		expect(query.step).toBe('dialog');
		const submission = (text: unknown, more: IDataObject = {}) => ({
			body: {
				type: 'dialog_submission',
				callback_id: 'n8n',
				state: post.id,
				user_id: state().user('bob').id,
				channel_id: post.channel_id,
				submission: { answer: text },
				cancelled: false,
				...more,
			},
		});
		const empty = await receiveAnswer(answer(query, submission(' ')).context);
		expect(empty).toEqual({ webhookResponse: { errors: { answer: 'Enter an answer' } } });
		const cancelled = await receiveAnswer(
			answer(query, submission('x', { cancelled: true })).context,
		);
		expect(cancelled).toEqual({ webhookResponse: {} });
		const done = await receiveAnswer(answer(query, submission('Next week')).context);
		expect(done.workflowData?.[0][0].json).toMatchObject({
			answer: 'Next week',
			user_name: 'bob',
		});
		expect(done.workflowData?.[0][0].json).not.toHaveProperty('approved');
		expect(post.message).toContain('@bob answered: Next week');
		expect(post.props).not.toHaveProperty('attachments');
		const again = await receiveAnswer(answer(query, submission('Later')).context);
		expect(again).toEqual({ webhookResponse: { error: 'This was answered before.' } });
	});

	test('that is no answer never ends the waiting, whatever it holds', async () => {
		const { post } = await ask({});
		await fc.assert(
			fc.asyncProperty(
				fc.oneof(
					fc.dictionary(fc.string(), fc.string()),
					fc.record({
						step: fc.constantFrom('answer', 'menu', 'ask', 'dialog', 'x'),
						value: fc.string(),
						users: fc.constantFrom('', 'someone'),
						until: fc.constantFrom('', '1', 'x'),
					}),
				),
				fc.oneof(
					fc.anything(),
					fc.record({ user_id: fc.anything(), post_id: fc.anything(), context: fc.anything() }),
					fc.record({ type: fc.constant('dialog_submission'), submission: fc.anything() }),
				),
				async (query, body) => {
					const { workflowData } = await receiveAnswer(answer(query, { body }).context);
					// Only what has the ticket's step, a user and a post may go on.
					if (workflowData) {
						expect(body).toMatchObject({ user_id: expect.any(String) });
						expect(query.step).toBe('answer');
					}
				},
			),
			{ numRuns: 300 },
		);
		expect(post.props).toHaveProperty('attachments');
	});

	test('is not lost when Mattermost does not give the message', async () => {
		const { post, urls } = await ask({});
		sandbox.mattermost.fail({ match: 'GET /api/v4/posts', times: 1, kind: 'status', status: 404 });
		const result = await receiveAnswer(answer(queryOf(urls[0]), { body: click(post.id) }).context);
		expect(result.workflowData?.[0][0].json.approved).toBe(true);
	});
});
