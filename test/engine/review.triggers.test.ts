import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';
import { readSettings as readTrigger } from '../../nodes/MattermostTrigger/settings';
import { receive } from '../../nodes/MattermostWebhookTrigger/receive';
import { readRegistration } from '../../nodes/MattermostWebhookTrigger/settings';
import {
	addressForm,
	buttonToken,
	formTicket,
	formUrl,
	leaveAddress,
	newForm,
	type OpenForm,
	type TriggerAddress,
} from '../../nodes/services/mattermost/triggerAddress';
import type { Client } from '../../nodes/shared/http/client';
import { TOKENS } from '../../sandbox';
import { triggerIdOf } from '../../sandbox/mattermost/signing';
import { approvalsOn, queryOf, type Asked } from '../support/approvals';
import { webhookContext, type Incoming } from '../support/contexts';
import { useSandbox } from '../support/sandbox';

/**
 * Attacks by those who know more than they should: members of a channel read a button's URL and context in
 * previews of links and lists of threads (tried on 11.6); a browser has a form's address and state.
 */

const sandbox = useSandbox();

const on = approvalsOn(() => sandbox);
const { ask, deliver, press, submission, openForm, user, state, allowed } = on;

const resigned = (triggerId: string, change: (parts: string[]) => string[]) =>
	Buffer.from(change(Buffer.from(triggerId, 'base64').toString().split(':')).join(':')).toString(
		'base64',
	);
/** Trigger IDs that do not show that `who` has pressed now. */
const forgedTriggerIds = (who: string, other: string): Array<[string, unknown]> => {
	const good = triggerIdOf('press', user(who));
	return [
		['none', undefined],
		['an empty one', ''],
		['a list', [good]],
		['no base64', '***'],
		['of somebody else', triggerIdOf('press', user(other))],
		[
			'of somebody else with the name changed',
			resigned(triggerIdOf('p', user(other)), (parts) => [parts[0]!, user(who), ...parts.slice(2)]),
		],
		[
			'with another time',
			resigned(good, (parts) => [parts[0]!, parts[1]!, String(Date.now() + 1), parts[3]!]),
		],
		['with another ID', resigned(good, (parts) => ['x', ...parts.slice(1)])],
		['without a signature', resigned(good, (parts) => [...parts.slice(0, 3), ''])],
		['with a fifth part', resigned(good, (parts) => [...parts, 'x'])],
		['of an hour ago', triggerIdOf('press', user(who), Date.now() - 3_600_000)],
		['of the future', triggerIdOf('press', user(who), Date.now() + 3_600_000)],
		['of no time', triggerIdOf('press', user(who), NaN)],
	];
};

describe('Send and Wait, by who knows URL and key', () => {
	test('nobody is impersonated', async () => {
		const asked = await ask(allowed('carol'));
		const query = queryOf(asked.urls[0]!);
		for (const [what, trigger_id] of forgedTriggerIds('carol', 'bob')) {
			const body = press(asked, 'carol', { trigger_id: trigger_id as string });
			const { resumes, refused } = await deliver(asked.kept, query, { body });
			expect([what, resumes, refused?.status]).toEqual([what, false, 401]);
		}
		expect((await deliver(asked.kept, query, { body: press(asked, 'carol') })).resumes).toBe(true);
	});

	test('nobody gets a form in another’s name', async () => {
		const asked = await ask({ postAnswerType: 'text', ...allowed('carol') });
		const trigger_id = triggerIdOf('own press', user('bob'));
		const body = press(asked, 'carol', { trigger_id });
		const { refused } = await deliver(asked.kept, queryOf(asked.urls[0]!), { body });
		expect(refused?.status).toBe(401);
		expect(state().dialogs.has(trigger_id)).toBe(false);
	});

	test('nobody borrows a name', async () => {
		const asked = await ask();
		const body = press(asked, 'bob', { user_name: 'carol' });
		const { result } = await deliver(asked.kept, queryOf(asked.urls[0]!), { body });
		expect(result.workflowData?.[0]![0]!.json).toMatchObject({ user_name: 'bob' });
		expect(JSON.stringify(result.webhookResponse)).not.toContain('carol');
	});

	test('a server whose key is not known is not believed', async () => {
		const asked = await ask();
		sandbox.mattermost.fail({
			match: 'GET /api/v4/config/client',
			times: 1,
			kind: 'status',
			status: 404,
		});
		const query = queryOf(asked.urls[0]!);
		const { resumes } = await deliver(asked.kept, query, { body: press(asked) });
		expect(resumes).toBe(false);
	});
});

describe('a form of Send and Wait', () => {
	const formOf = async (options: IDataObject = {}): Promise<[Asked, IDataObject]> => {
		const asked = await ask({ postAnswerType: 'text', ...options });
		return [asked, await openForm(asked)];
	};

	test.each<[string, (query: IDataObject) => IDataObject, IDataObject]>([
		['the address alone, as a log shows it', (query) => query, { state: '' }],
		['a state of nobody', (query) => query, { state: 'x.y' }],
		['a changed person', (query) => ({ ...query, user: user('carol') }), { who: 'carol' }],
		['a changed time', (query) => ({ ...query, until: String(Number(query.until) + 1) }), {}],
	])('%s answers nothing, whatever n8n says of the signature', async (_what, change, more) => {
		const [asked, query] = await formOf();
		const body = submission('bob', 'x', more);
		if (more.who) body.user_id = user(String(more.who));
		const { resumes, refused } = await deliver(asked.kept, change(query), { body });
		expect([resumes, refused?.status]).toEqual([false, 401]);
	});

	test.each(['deactivated', 'removed from a private channel', 'removed from the team'])(
		'who was %s meanwhile answers nothing',
		async (what) => {
			const channel = state().channel('alerts');
			const [asked, query] = await formOf();
			const bob = state().users.get(user('bob'))!;
			const type = channel.type;
			const members = state().channelMembers.get(channel.id)!;
			const member = members.get(bob.id);
			const team = state().teamMembers.get(channel.team_id)!;
			const inTeam = team.get(bob.id);
			if (what === 'deactivated') bob.delete_at = Date.now();
			else members.delete(bob.id);
			if (what.endsWith('private channel')) channel.type = 'P';
			if (what.endsWith('team')) team.delete(bob.id);
			const { result, resumes } = await deliver(asked.kept, query, {
				body: submission('bob', 'x'),
			});
			bob.delete_at = 0;
			channel.type = type;
			if (member) members.set(bob.id, member);
			if (inTeam) team.set(bob.id, inTeam);
			expect(resumes).toBe(false);
			expect(result.webhookResponse).toEqual({ error: expect.stringContaining('no longer') });
			const again = await deliver(asked.kept, query, { body: submission('bob', 'x') });
			expect(again.resumes).toBe(true);
		},
	);

	test('who is no member of a public channel may answer, as with its buttons', async () => {
		const channel = state().channel('alerts');
		const [asked, query] = await formOf();
		const members = state().channelMembers.get(channel.id)!;
		const member = members.get(user('bob'));
		members.delete(user('bob'));
		const { resumes } = await deliver(asked.kept, query, { body: submission('bob', 'x') });
		if (member) members.set(user('bob'), member);
		expect(resumes).toBe(true);
	});
});

test('buttons and forms of a question that is over say so', async () => {
	const first = await ask({ postAnswerType: 'text' });
	const form = await openForm(first);
	const { kept } = await ask({ postAnswerType: 'text' });
	const pressed = await deliver(kept, queryOf(first.urls[0]!), { body: press(first) });
	expect(pressed.result.webhookResponse).toMatchObject({
		ephemeral_text: 'This question is no longer open.',
	});
	const sent = await deliver(kept, form, { body: submission('bob', 'x') });
	expect(sent.result).toEqual({ webhookResponse: { error: 'This question is no longer open.' } });
});

test('20 presses of several people at the same time: one counts', async () => {
	const asked = await ask();
	const answers = await Promise.all(
		Array.from({ length: 20 }, async (_, index) => {
			const body = press(asked, index % 3 ? 'bob' : 'carol');
			return await deliver(asked.kept, queryOf(asked.urls[index % 2]!), { body });
		}),
	);
	expect(answers.filter(({ resumes }) => resumes)).toHaveLength(1);
});

describe('Mattermost Webhook Trigger, by who knows a token', () => {
	const NODE = { id: 'node-under-test', name: 'Start' };
	const shared: IDataObject = {};
	leaveAddress(shared, NODE, 'http://127.0.0.1:5678/webhook/x/mattermost');
	const address = (shared.mattermostWebhookTriggers as Record<string, TriggerAddress>)[NODE.id]!;
	let serial = 0;

	const take = async (incoming: Incoming, memory = shared) => {
		const { context, refused } = webhookContext(
			{
				parameters: { authentication: 'accessToken', respond: 'onReceived', source: 'action' },
				shared: memory,
				credentials: on.credentials().mattermostTokenApi,
				authenticate: (headers) => {
					headers.Authorization = `Bearer ${TOKENS.mattermostAdmin}`;
				},
			},
			incoming,
		);
		const result = await receive(context);
		return { result, starts: result.workflowData !== undefined, status: refused()?.status };
	};
	const action = (context: IDataObject, more: IDataObject = {}): Incoming => ({
		body: {
			user_id: user('bob'),
			user_name: 'bob',
			trigger_id: triggerIdOf(`press ${serial++}`, user('bob')),
			context,
			...more,
		},
	});

	test('nobody is impersonated', async () => {
		const context = { order: 7, token: buttonToken(address.key, { order: 7 }) };
		for (const [what, trigger_id] of forgedTriggerIds('bob', 'carol')) {
			const { starts, status } = await take(action(context, { trigger_id: trigger_id as string }));
			expect([what, starts, status]).toEqual([what, false, 401]);
		}
		const { result } = await take(action(context, { user_name: 'carol' }));
		expect(result.workflowData?.[0]![0]!.json).toMatchObject({
			user_id: user('bob'),
			user_name: 'bob',
		});
	});

	test('a press that cannot be checked is refused, and taken when it can', async () => {
		const pressed = action({ token: buttonToken(address.key, {}) });
		sandbox.mattermost.fail({ match: 'GET /api/v4/users/', times: 1, kind: 'status', status: 404 });
		expect(await take(pressed)).toMatchObject({ starts: false, status: 503 });
		expect((await take(pressed)).starts).toBe(true);
	});

	test.each<[string, IDataObject]>([
		['another value', { order: 8, list: [1, { a: 1, b: 2 }] }],
		['another type', { order: '7', list: [1, { a: 1, b: 2 }] }],
		['one more', { order: 7, list: [1, { a: 1, b: 2 }], more: null }],
		['one less', { order: 7 }],
		['another order of a list', { order: 7, list: [{ a: 1, b: 2 }, 1] }],
		['a value inside', { order: 7, list: [1, { a: 1, b: 3 }] }],
	])('a token is good for its context alone: %s', async (_what, context) => {
		const token = buttonToken(address.key, { order: 7, list: [1, { a: 1, b: 2 }] });
		expect((await take(action({ ...context, token }))).status).toBe(401);
	});

	test('the context comes back as the server stores it', async () => {
		const context = {
			z: 1,
			e: 1e21,
			f: 1.0,
			s: 'a<b>&\u2028é😀',
			n: null,
			o: { b: [], a: {} },
			u: undefined,
		};
		const token = buttonToken(address.key, context);
		// Keys sorted, as Go writes them, and the chosen entry added.
		const stored = { e: 1e21, f: 1, n: null, o: { a: {}, b: [] }, s: context.s, z: 1 };
		expect((await take(action({ ...stored, selected_option: 'A', token }))).starts).toBe(true);
	});

	const sent = (form: OpenForm): Incoming => {
		const dialog = addressForm(formTicket(address, form), { state: 'x', elements: [] });
		return {
			query: queryOf(formUrl(address, form)),
			body: { type: 'dialog_submission', user_id: form.user, state: dialog.state as string },
		};
	};

	test('a form that was sent stays closed in other processes and after a restart', async () => {
		const form = newForm(user('bob'));
		expect((await take(sent(form))).starts).toBe(true);
		// What n8n has saved of the workflow's memory, in a process that knows nothing.
		const saved = JSON.parse(JSON.stringify(shared)) as IDataObject;
		await jest.isolateModulesAsync(async () => {
			const other = await import('../../nodes/services/mattermost/closedForms');
			expect(other.isClosed(form, {})).toBe(false);
			expect(other.isClosed(form, saved)).toBe(true);
			expect(other.isClosed(newForm('x'), saved)).toBe(false);
			for (const shelf of [null, 'x', [], { [form.id]: 'x' }]) {
				expect(other.isClosed(form, { mattermostClosedForms: shelf } as IDataObject)).toBe(false);
			}
		});
	});

	test('what is remembered of closed forms is bounded, and ends', async () => {
		await jest.isolateModulesAsync(async () => {
			const other = await import('../../nodes/services/mattermost/closedForms');
			const memory: IDataObject = {};
			const until = Date.now() + 60_000;
			other.closeForm({ id: 'over', until: Date.now() - 1 }, memory);
			for (let index = 0; index < 700; index++)
				other.closeForm({ id: `${index}`, until: until + index }, memory);
			const kept = Object.keys(memory.mattermostClosedForms as IDataObject);
			expect(kept).toHaveLength(500);
			expect(kept).not.toContain('over');
			expect(kept).toContain('699');
		});
	});
});

describe('a filter that is there and holds nothing lets nothing pass', () => {
	const client = {
		host: { timezone: 'UTC', node: { parameters: {} } },
		refuse: (field: string, problem: string) => new Error(`"${field}" ${problem}`),
	} as unknown as Client;
	const settings = async (filters: IDataObject, options: IDataObject = {}) =>
		await readTrigger(
			{
				getNodeParameter: (name: string) => ({ filters, options, events: ['posted'] })[name],
			} as unknown as ITriggerFunctions,
			client,
		);

	test.each(
		[
			'channels',
			'teams',
			'users',
			'emojis',
			'text',
			'pattern',
			'mentionsOnly',
			'directOnly',
			'thread',
		].flatMap((name) => [null, undefined, '', ' ', {}, []].map((value) => [name, value] as const)),
	)('Mattermost Trigger: %s is %j', async (name, value) => {
		if (
			['text', 'pattern'].includes(name) &&
			typeof value === 'object' &&
			value &&
			!Array.isArray(value)
		)
			return;
		await expect(settings({ [name]: value as IDataObject })).rejects.toThrow(/^"/);
	});
	test.each([
		['emojis', ','],
		['emojis', '::'],
		['mentionsOnly', 'yes'],
		['thread', 'Replies'],
	])('Mattermost Trigger: %s is %j', async (name, value) => {
		await expect(settings({ [name]: value })).rejects.toThrow(/^"/);
	});
	test.each([
		['eyes', ['eyes']],
		[':eyes:, 👍,:Party_Parrot:', ['eyes', '+1', 'party_parrot']],
		['✅, ☑️', ['white_check_mark', 'ballot_box_with_check']],
		['👍🏽', ['+1_medium_skin_tone']],
		[':+1::skin-tone-3:', ['+1_medium_light_skin_tone']],
	])('Mattermost Trigger: emojis %j', async (emojis, expected) => {
		expect([...(await settings({ emojis })).filter.emojis!]).toEqual(expected);
	});
	test('switches may be texts of expressions', async () => {
		const { filter } = await settings({ mentionsOnly: 'true', directOnly: 'false' });
		expect([filter.mentionsOnly, filter.directOnly]).toEqual([true, false]);
		const {
			files,
			filter: { include },
			catchUp,
			restartInterrupted,
		} = await settings(
			{ mentionsOnly: 'true ' },
			{
				includeBots: 'true',
				includeOwn: 'false',
				downloadFiles: 1,
				catchUp: 'false',
				restartInterrupted: 'true',
			},
		);
		expect([include.bots, include.own, files, catchUp, restartInterrupted]).toEqual([
			true,
			false,
			true,
			false,
			true,
		]);
		await expect(settings({}, { includeBots: 'yes' })).rejects.toThrow(
			/^"Include Bot Messages" must/,
		);
	});

	test.each([
		['text', ['a', 'b']],
		['text', { a: 1 }],
		['pattern', { a: 1 }],
	])('Mattermost Trigger: %s is %j, which nothing could match', async (name, value) => {
		await expect(settings({ [name]: value })).rejects.toThrow(/^"/);
	});

	test.each(['channel', 'triggerWords'])('Mattermost Webhook Trigger: %s', async (name) => {
		const given: IDataObject = {
			team: { __rl: true, mode: 'id', value: 't'.repeat(26) },
			channel: { __rl: true, mode: 'id', value: name === 'channel' ? '' : 'c'.repeat(26) },
			triggerWords: name === 'channel' ? '#go' : '',
			triggerWhen: 'exact',
		};
		const read = async (raw: IDataObject) =>
			await readRegistration(
				{
					getNodeParameter: (wanted: string) => given[wanted],
					getNode: () => ({ parameters: raw }),
				} as never,
				{
					...client,
					resource: {},
					operation: {},
					param: () => undefined,
					request: async () => [],
				} as never,
				'outgoing',
			);
		await expect(
			read({
				...given,
				[name]:
					name === 'channel'
						? { __rl: true, mode: 'id', value: '={{ $vars.x }}' }
						: '={{ $vars.x }}',
			}),
		).rejects.toThrow(/is empty/);
		await expect(read(given)).resolves.toMatchObject({ triggerWhen: 'exact' });
	});
});
