import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { builtPackage, runStock } from '../support/harness';
import { approvalsOn, queryOf } from '../support/approvals';
import { useSandbox } from '../support/sandbox';
import { firstOf } from '../support/present';

const sandbox = useSandbox();

const { state, credentials, ask, allowed, deliver, press, submission, openForm } = approvalsOn(
	() => sandbox,
);

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
		['no question', { message: ' ' }, 1, /"Question" is empty/],
		['no choices', { postAnswerType: 'menu', postChoices: '' }, 1, /Choices/],
		['a choice twice', { postAnswerType: 'buttons', postChoices: 'A,A' }, 1, /duplicate entry/],
		['several items', {}, 2, /can wait only once/],
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
				node: builtPackage().nodes.mattermost!,
				parameters: {
					authentication: 'accessToken',
					resource: 'post',
					operation: 'sendAndWait',
					postAskChannel: { __rl: true, mode: 'id', value: state().channel('alerts').id },
					message: 'x',
					postAnswerType: 'approval',
				} as never,
				credentials: credentials(),
			}),
		).rejects.toThrow(/runs only in workflows/);
	});
});

describe('an answer', () => {
	test('goes on with who decided, and the message shows it without its buttons', async () => {
		const asked = await ask();
		const { result } = await deliver(asked.kept, queryOf(asked.urls[0]!), { body: press(asked) });
		expect(result.workflowData).toEqual([
			[
				{
					json: {
						answer: 'approved',
						approved: true,
						user_id: state().user('bob').id,
						user_name: 'bob',
						user_email: state().user('bob').email,
						responded_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
						post_id: asked.post.id,
						channel_id: asked.post.channel_id,
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
			skip_slack_parsing: true,
		});
	});

	test('is taken once: a second press changes nothing', async () => {
		const asked = await ask();
		const first = await deliver(asked.kept, queryOf(asked.urls[1]!), { body: press(asked) });
		expect(first.result.workflowData?.[0]![0]!.json.approved).toBe(false);
		const { update } = first.result.webhookResponse as { update: IDataObject };
		Object.assign(asked.post, update);
		const second = await deliver(asked.kept, queryOf(asked.urls[0]!), { body: press(asked) });
		expect(second.result).toEqual({
			webhookResponse: { ephemeral_text: 'This was answered before.', skip_slack_parsing: true },
		});
	});

	test('says in the message until when it is awaited', async () => {
		const { post } = await ask({ postSendAndWaitOptions: { waitMinutes: 5 } });
		const { footer } = firstOf(post.props.attachments as unknown as Array<{ footer: string }>);
		expect(footer).toMatch(
			/^Open until \d{4}-\d\d-\d\d \d\d:\d\d UTC\. After that, nothing here can be answered$/,
		);
	});

	test('of a menu must be one that was offered', async () => {
		const asked = await ask({ postAnswerType: 'menu', postChoices: 'A, B' });
		const query = queryOf(asked.urls[0]!);
		for (const selected_option of ['C', '', undefined, ['A'], 7]) {
			const context = { selected_option } as IDataObject;
			const { refused, resumes } = await deliver(asked.kept, query, {
				body: press(asked, 'bob', { context }),
			});
			expect([resumes, refused?.status]).toEqual([false, 400]);
		}
		const body = press(asked, 'bob', { context: { selected_option: 'B' } });
		const { result } = await deliver(asked.kept, query, { body });
		expect(result.workflowData?.[0]![0]!.json).toMatchObject({ answer: 'B' });
		expect(result.workflowData?.[0]![0]!.json).not.toHaveProperty('approved');
	});

	test('in free text comes from a form', async () => {
		const asked = await ask({ postAnswerType: 'text' });
		const query = await openForm(asked);
		expect(query).toMatchObject({ step: 'form', user: state().user('bob').id });
		const send = async (text: unknown, more: IDataObject = {}) =>
			await deliver(asked.kept, query, { body: submission('bob', text, more) });
		expect((await send(' ')).result).toEqual({
			webhookResponse: { errors: { answer: 'Enter an answer' } },
		});
		expect((await send('x', { cancelled: true })).result).toEqual({ webhookResponse: {} });
		const { result } = await send('approved');
		expect(result.workflowData?.[0]![0]!.json).toMatchObject({
			answer: 'approved',
			user_name: 'bob',
		});
		// A text approves nothing.
		expect(result.workflowData?.[0]![0]!.json).not.toHaveProperty('approved');
		expect(asked.post.message).toContain('@bob answered: approved');
		expect(asked.post.props).not.toHaveProperty('attachments');
		expect((await send('Later')).result).toEqual({
			webhookResponse: { error: 'This was answered before.' },
		});
	});

	test('that is no answer never ends the waiting, whatever it holds', async () => {
		const asked = await ask();
		await fc.assert(
			fc.asyncProperty(
				fc.oneof(
					fc.dictionary(fc.string(), fc.string()),
					fc.record({
						step: fc.constantFrom('answer', 'menu', 'ask', 'form', 'x'),
						question: fc.string(),
						choice: fc.string(),
						user: fc.string(),
						until: fc.constantFrom('', '1', 'x', '1e99'),
					}),
				),
				fc.oneof(
					fc.anything(),
					fc.record({ user_id: fc.anything(), post_id: fc.anything(), context: fc.anything() }),
					fc.record({
						type: fc.constant('dialog_submission'),
						user_id: fc.string(),
						submission: fc.anything(),
					}),
				),
				async (query, body) => {
					expect((await deliver(asked.kept, query, { body })).resumes).toBe(false);
				},
			),
			{ numRuns: 300 },
		);
		expect(asked.post.props).toHaveProperty('attachments');
	});

	test('is not lost when Mattermost does not give the message', async () => {
		const asked = await ask();
		sandbox.mattermost.fail({
			match: 'GET /api/v4/posts/',
			times: 1,
			kind: 'status',
			status: 404,
		});
		const { result } = await deliver(asked.kept, queryOf(asked.urls[0]!), { body: press(asked) });
		expect(result.workflowData?.[0]![0]!.json.approved).toBe(true);
	});

	test('can be tried again when the server does not say who pressed', async () => {
		const asked = await ask();
		sandbox.mattermost.fail({
			match: 'GET /api/v4/users/',
			times: 1,
			kind: 'status',
			status: 404,
		});
		const query = queryOf(asked.urls[0]!);
		const failed = await deliver(asked.kept, query, { body: press(asked) });
		expect(failed.result).toEqual({
			webhookResponse: {
				ephemeral_text: expect.stringContaining('try again'),
				skip_slack_parsing: true,
			},
		});
		expect((await deliver(asked.kept, query, { body: press(asked) })).resumes).toBe(true);
	});
});

describe('a restriction that restricts nothing is refused before anything is posted', () => {
	const blank = { __rl: true, mode: 'list', value: '' };
	const named = (mode: string, value: string) => ({
		allowedUsers: { entry: [{ value: { __rl: true, mode, value } }] },
	});
	test.each<[string, IDataObject, RegExp]>([
		['no row', { allowedUsers: {} }, /"Allowed Users" is empty/],
		['an empty list', { allowedUsers: { entry: [] } }, /"Allowed Users" is empty/],
		['nothing from an expression', { allowedUsers: null }, /"Allowed Users" is empty/],
		[
			'an empty row',
			{ allowedUsers: { entry: [{ value: blank }] } },
			/"Allowed Users → 1" is empty/,
		],
		[
			'a row whose expression gives nothing',
			named('username', '={{ $json.approver }}'),
			/"Allowed Users → 1" is empty/,
		],
		[
			'an empty row beside a full one',
			{ allowedUsers: { entry: [named('username', 'carol').allowedUsers.entry[0], {}] } },
			/"Allowed Users → 2" is empty/,
		],
		['an unknown username', named('username', 'nobody-here'), /./],
		['an unknown ID', named('id', 'a'.repeat(26)), /"Allowed Users" matches no user: a{26}/],
		['only the account that posts', named('username', 'admin'), /./],
		['an empty Asked By', { askedBy: blank }, /"Asked By" is empty/],
		[
			'an unknown Asked By',
			{ askedBy: { ...blank, mode: 'id', value: 'x' } },
			/matches no user: "?x/,
		],
		[
			'only who asked',
			{ ...named('username', 'carol'), askedBy: { ...blank, mode: 'username', value: 'carol' } },
			/"Allowed Users" contains only the user who asked/,
		],
	])('%s', async (what, postSendAndWaitOptions, message) => {
		const before = state().posts.size;
		if (what === 'only the account that posts') {
			// Chosen by name, it is no asker.
			await ask({ postSendAndWaitOptions });
			return;
		}
		await expect(ask({ postSendAndWaitOptions })).rejects.toMatchObject({
			message: expect.stringMatching(message),
		});
		expect(state().posts.size).toBe(before);
	});

	test.each<[string, IDataObject, RegExp]>([
		...[
			['answersNeeded', 'Approvals Needed'],
			['waitMinutes', 'Limit Wait Time \\(Minutes\\)'],
			['remindMinutes', 'Remind Every \\(Minutes\\)'],
			['confirm', 'Confirm in a Dialog'],
		].map(([name, label]): [string, IDataObject, RegExp] => [
			`${label} whose expression gives nothing`,
			{ [name!]: '={{ $json.missing }}' },
			new RegExp(`^"${label}" is empty`),
		]),
		[
			'one approval and a half',
			{ ...(allowed('bob', 'carol').postSendAndWaitOptions as IDataObject), answersNeeded: 1.5 },
			/is 1\.5/,
		],
		['a time beyond all dates', { waitMinutes: 1e12 }, /^"Limit Wait Time \(Minutes\)" is 1/],
	])('%s', async (_what, postSendAndWaitOptions, message) => {
		const before = state().posts.size;
		await expect(ask({ postSendAndWaitOptions })).rejects.toMatchObject({
			message: expect.stringMatching(message),
		});
		expect(state().posts.size).toBe(before);
	});

	test.each<[string, IDataObject]>([
		['User', { postSendTo: 'user', postAskUser: { __rl: true, mode: 'username', value: 'carol' } }],
		['Users', { postSendTo: 'group', postAskUsers: '@bob, @carol' }],
	])('%s: somebody deactivated, who could never answer', async (label, sendTo) => {
		const carol = state().users.get(state().user('carol').id)! as unknown as IDataObject;
		carol.delete_at = 1;
		const before = state().posts.size;
		try {
			await expect(ask(sendTo)).rejects.toMatchObject({
				message: `"${label}" contains @carol, who is deactivated`,
			});
			expect(state().posts.size).toBe(before);
		} finally {
			carol.delete_at = 0;
		}
	});

	test('a deactivated user', async () => {
		const carol = state().users.get(state().user('carol').id)! as unknown as IDataObject;
		carol.delete_at = 1;
		try {
			await expect(ask(allowed('carol'))).rejects.toMatchObject({
				message: '"Allowed Users" contains @carol, who is deactivated',
			});
		} finally {
			carol.delete_at = 0;
		}
	});
});
