import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { receive } from '../../nodes/MattermostWebhookTrigger/receive';
import { checkExists } from '../../nodes/RhombusTrigger/lifecycle';
import { receive as receiveRhombus } from '../../nodes/RhombusTrigger/receive';
import { sign, SIGNATURE_HEADERS, type Algorithm } from '../../nodes/RhombusTrigger/signature';
import { TOKEN_HEADER } from '../../nodes/RhombusTrigger/sources';
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
import { seal } from '../../nodes/shared/util/sealed';
import { TOKENS } from '../../sandbox';
import { triggerIdOf } from '../../sandbox/mattermost/signing';
import { builtPackage, runWorkflow } from '../support/harness';
import { approvalsOn, queryOf } from '../support/approvals';
import { hookContext, webhookContext, type Incoming } from '../support/contexts';
import { useSandbox } from '../support/sandbox';

/** A test for each line of docs/threat-model.md. */

const sandbox = useSandbox();

const on = approvalsOn(() => sandbox);
const { state, user, ask, allowed, deliver, press, submission, openForm } = on;

test('every line has its test', () => {
	const page = readFileSync(join(__dirname, '../../docs/threat-model.md'), 'utf8');
	const lines = [...page.matchAll(/^- \*\*([A-D]\d+)\*\*/gm)].map(([, id]) => id);
	const source = readFileSync(__filename, 'utf8');
	const tests = [...source.matchAll(/\btest(?:\.each\([^]*?\))?\(\s*'([A-D]\d+)/g)].map(
		([, id]) => id,
	);
	expect(lines.length).toBeGreaterThan(20);
	expect([...new Set(tests)].sort()).toEqual(lines.sort());
});

describe('Send and Wait', () => {
	test('A1 an address without the key approves nothing', async () => {
		const asked = await ask();
		for (const key of [undefined, '', 'x', [asked.context.key], asked.kept]) {
			const body = { ...press(asked), context: { key } };
			const { resumes, refused } = await deliver(asked.kept, queryOf(asked.urls[0]!), { body });
			expect([resumes, refused?.status]).toEqual([false, 401]);
		}
	});

	test('A2 a press on another post is refused', async () => {
		const asked = await ask();
		const body = press(asked, 'bob', { post_id: 'x'.repeat(26) });
		const { resumes, refused } = await deliver(asked.kept, queryOf(asked.urls[0]!), { body });
		expect([resumes, refused?.status]).toEqual([false, 401]);
	});

	test('A3 only those allowed may answer', async () => {
		const asked = await ask(allowed('carol'));
		const query = queryOf(asked.urls[0]!);
		const bob = await deliver(asked.kept, query, { body: press(asked, 'bob') });
		expect(bob.resumes).toBe(false);
		expect(bob.result.webhookResponse).toMatchObject({
			ephemeral_text: 'You are not among those who may answer this.',
		});
		// A body cannot say that it was carol: that only the server knows the key is A1.
		const carol = await deliver(asked.kept, query, { body: press(asked, 'carol') });
		expect(carol.result.workflowData?.[0]![0]!.json.user_name).toBe('carol');
		await expect(
			ask({ postSendAndWaitOptions: { allowedUsers: { entry: [{}] } } }),
		).rejects.toMatchObject({ message: '"Allowed Users → 1" is empty' });
	});

	test('A4 who asked may not answer, unless that is chosen', async () => {
		const askedBy = { __rl: true, mode: 'username', value: 'bob' };
		const asked = await ask({ postSendAndWaitOptions: { askedBy } });
		const query = queryOf(asked.urls[0]!);
		for (const name of ['bob', 'admin']) {
			const { result, resumes } = await deliver(asked.kept, query, { body: press(asked, name) });
			expect(resumes).toBe(false);
			expect(result.webhookResponse).toMatchObject({
				ephemeral_text: expect.stringContaining('somebody else has to answer'),
			});
		}
		expect((await deliver(asked.kept, query, { body: press(asked, 'carol') })).resumes).toBe(true);

		const free = await ask({ postSendAndWaitOptions: { askedBy, askerMayAnswer: true } });
		const own = await deliver(free.kept, queryOf(free.urls[0]!), { body: press(free, 'bob') });
		expect(own.resumes).toBe(true);
		const named = await ask(allowed('admin'));
		const account = await deliver(named.kept, queryOf(named.urls[0]!), {
			body: press(named, 'admin'),
		});
		expect(account.resumes).toBe(true);
	});

	test('A5 bots may answer only where they are named', async () => {
		const bot = [...state().users.values()].find(({ is_bot }) => is_bot)!;
		const body = (asked: Awaited<ReturnType<typeof ask>>) =>
			press(asked, 'bob', { user_id: bot.id, user_name: bot.username });
		const asked = await ask();
		const refused = await deliver(asked.kept, queryOf(asked.urls[0]!), { body: body(asked) });
		expect(refused.resumes).toBe(false);
	});

	test('A6 after the time no answer counts', async () => {
		const asked = await ask({ postSendAndWaitOptions: { waitMinutes: 5 }, postAnswerType: 'text' });
		const form = await openForm(asked);
		expect(Number(form.until)).toBeLessThanOrEqual(Date.now() + 5 * 60_000);
		const kept = JSON.stringify({ ...(JSON.parse(asked.kept) as object), until: Date.now() - 1 });
		const late = await deliver(kept, queryOf(asked.urls[0]!), { body: press(asked) });
		expect(late.result.webhookResponse).toMatchObject({
			ephemeral_text: 'The time to answer this question is over.',
		});
		const written = await deliver(kept, form, { body: submission('bob', 'x') });
		expect(written.result).toEqual({
			webhookResponse: { error: 'The time to answer this question is over.' },
		});
	});

	test('A7 of presses at the same time one counts', async () => {
		const asked = await ask();
		const answers = await Promise.all(
			['bob', 'carol', 'bob', 'carol'].map(
				async (name, index) =>
					await deliver(asked.kept, queryOf(asked.urls[index % 2]!), { body: press(asked, name) }),
			),
		);
		expect(answers.filter(({ resumes }) => resumes)).toHaveLength(1);
	});

	test('A8 the next question cannot be answered with the last one’s buttons or forms', async () => {
		const first = await ask({ postAnswerType: 'text' });
		const form = await openForm(first);
		const second = await ask({ postAnswerType: 'text', ...allowed('carol') });
		for (const name of ['bob', 'carol']) {
			const pressed = await deliver(second.kept, queryOf(first.urls[0]!), {
				body: press(first, name),
			});
			const sent = await deliver(second.kept, form, { body: submission(name, 'x') });
			expect([pressed.resumes, sent.resumes]).toEqual([false, false]);
		}
	});

	test('A9 a form is good for its person, question and minutes', async () => {
		const asked = await ask({ postAnswerType: 'text' });
		const form = await openForm(asked);
		expect(form).toEqual({
			step: 'form',
			question: (JSON.parse(asked.kept) as { id: string }).id,
			user: user('bob'),
			post: asked.post.id,
			until: expect.stringMatching(/^\d{13}$/),
		});
		expect(Number(form.until)).toBeLessThanOrEqual(Date.now() + 30 * 60_000);
		const other = await deliver(asked.kept, form, { body: submission('carol', 'x') });
		expect([other.resumes, other.refused?.status]).toEqual([false, 403]);
		const alone = await deliver(asked.kept, form, { body: submission('bob', 'x', { state: '' }) });
		expect([alone.resumes, alone.refused?.status]).toEqual([false, 401]);
		const until = String(Date.now() - 1);
		const { formKey } = JSON.parse(asked.kept) as { formKey: string };
		const expired = await deliver(
			asked.kept,
			{ ...form, until },
			{
				body: submission('bob', 'x', {
					state: seal(formKey, 'form', `${user('bob')} ${until} ${asked.post.id}`),
				}),
			},
		);
		expect(expired.result).toEqual({
			webhookResponse: { error: expect.stringContaining('expired') },
		});
	});

	test('A10 the body decides nothing but the text', async () => {
		const asked = await ask({ postAnswerType: 'text' });
		const form = await openForm(asked);
		const victim = state().addPost({
			channel_id: state().channel('alerts').id,
			user_id: user('admin'),
			message: 'Somebody else’s approval',
		});
		const { result } = await deliver(asked.kept, form, {
			body: submission('bob', 'x', {
				channel_id: 'elsewhere',
				post_id: victim.id,
			}),
		});
		expect(result.workflowData?.[0]![0]!.json).toMatchObject({
			post_id: asked.post.id,
			channel_id: asked.post.channel_id,
		});
		expect(victim.message).toBe('Somebody else’s approval');
	});

	test('A11 no form opens for who may not answer', async () => {
		const asked = await ask({ postAnswerType: 'text', ...allowed('carol') });
		expect(await openForm(asked, 'bob')).toEqual({});
		expect(await openForm(asked, 'carol')).toHaveProperty('step', 'form');
	});

	test('A12 a text approves nothing', async () => {
		const asked = await ask({ postAnswerType: 'text' });
		const { result } = await deliver(asked.kept, await openForm(asked), {
			body: submission('bob', 'approved'),
		});
		expect(result.workflowData?.[0]![0]!.json).not.toHaveProperty('approved');
	});

	test('A13 an execution that keeps no question is never resumed', async () => {
		const asked = await ask();
		for (const kept of ['', '{}', 'null', '[', '{"id":"x","key":""}']) {
			const { resumes } = await deliver(kept, queryOf(asked.urls[0]!), { body: press(asked) });
			expect(resumes).toBe(false);
		}
	});

	test('A15 who has found out the key answers for nobody else', async () => {
		const asked = await ask(allowed('carol'));
		const query = queryOf(asked.urls[0]!);
		for (const trigger_id of ['', triggerIdOf('own press', user('bob'))]) {
			const body = press(asked, 'carol', { trigger_id });
			const { resumes, refused } = await deliver(asked.kept, query, { body });
			expect([resumes, refused?.status]).toEqual([false, 401]);
		}
		const named = await deliver(asked.kept, query, {
			body: press(asked, 'carol', { user_name: 'bob' }),
		});
		expect(named.result.workflowData?.[0]![0]!.json.user_name).toBe('carol');
	});

	test('A16 a form is not for who was deactivated meanwhile', async () => {
		const asked = await ask({ postAnswerType: 'text' });
		const form = await openForm(asked);
		const bob = state().users.get(user('bob'))!;
		bob.delete_at = Date.now();
		const { result } = await deliver(asked.kept, form, { body: submission('bob', 'x') });
		bob.delete_at = 0;
		expect(result).toEqual({
			webhookResponse: { error: expect.stringContaining('no longer see this question') },
		});
	});

	test('A17 with Confirm in a Dialog only the form that the person confirms decides', async () => {
		const confirm = { postSendAndWaitOptions: { confirm: true } };
		for (const [answerType, index, answer] of [
			['approval', 0, 'approved'],
			['approval', 1, 'declined'],
			['menu', 0, 'Tomorrow'],
		] as const) {
			const asked = await ask({
				...confirm,
				postAnswerType: answerType,
				...(answerType === 'menu' ? { postChoices: 'Today, Tomorrow' } : {}),
			});
			const selected = answerType === 'menu' ? { selected_option: 'Tomorrow' } : {};
			const trigger_id = triggerIdOf(`confirm ${asked.post.id}`, user('bob'));
			const body = press(asked, 'bob', { trigger_id, context: selected });
			const pressed = await deliver(asked.kept, queryOf(asked.urls[index]!), { body });
			expect(pressed.resumes).toBe(false);
			const { url, dialog } = state().dialogs.get(trigger_id)!;
			expect(dialog).toMatchObject({ elements: [], submit_label: 'Confirm' });
			expect(dialog.introduction_text).toContain(`**${answer}**`);
			const sent = { ...submission('bob', 'declined'), state: String(dialog.state) };
			const forged = { ...sent, user_id: user('carol') };
			expect((await deliver(asked.kept, queryOf(url), { body: forged })).resumes).toBe(false);
			const confirmed = await deliver(asked.kept, queryOf(url), { body: sent });
			expect(confirmed.result.workflowData?.[0]![0]!.json).toMatchObject({ answer });
		}
		// Without a choice in the address, which n8n signs, the body's text is no answer.
		const asked = await ask(confirm);
		const { choice, ...bare } = await openForm(asked);
		expect(choice).toBe('0');
		const written = await deliver(asked.kept, bare, { body: submission('bob', 'approved') });
		expect(written.resumes).toBe(false);
	});

	test('A18 of several people each counts once, with the first answer, and only if named', async () => {
		const asked = await ask({
			postSendAndWaitOptions: {
				...(allowed('bob', 'carol').postSendAndWaitOptions as IDataObject),
				answersNeeded: 2,
			},
		});
		const by = async (who: string, index: number, more: IDataObject = {}) =>
			await deliver(asked.kept, queryOf(asked.urls[index]!), { body: press(asked, who, more) });
		expect((await by('bob', 0)).resumes).toBe(false);
		for (const again of [0, 1, 0]) expect((await by('bob', again)).resumes).toBe(false);
		expect((await by('admin', 0)).resumes).toBe(false);
		// Under another name, with a trigger ID of one's own.
		const forged = await by('bob', 0, {
			user_id: user('carol'),
			trigger_id: triggerIdOf('x', user('bob')),
		});
		expect([forged.resumes, forged.refused?.status]).toEqual([false, 401]);
		const last = await by('carol', 0);
		expect(last.result.workflowData?.[0]![0]!.json).toMatchObject({ approved: true });
	});

	test('A14 an answer can be given again when the server was away', async () => {
		const asked = await ask();
		sandbox.mattermost.fail({ match: 'GET /api/v4/users/', times: 1, kind: 'status', status: 404 });
		const query = queryOf(asked.urls[0]!);
		const failed = await deliver(asked.kept, query, { body: press(asked) });
		expect(failed.result.webhookResponse).toMatchObject({
			ephemeral_text: expect.stringContaining('try again'),
		});
		expect((await deliver(asked.kept, query, { body: press(asked) })).resumes).toBe(true);
	});
});

describe('Mattermost Webhook Trigger', () => {
	const NODE = { id: 'node-under-test', name: 'Start' };
	const URL_OF_TRIGGER = 'http://127.0.0.1:5678/webhook/x/mattermost';
	const shared: IDataObject = {};
	leaveAddress(shared, NODE, URL_OF_TRIGGER);
	const address = (shared.mattermostWebhookTriggers as Record<string, TriggerAddress>)[NODE.id]!;

	const take = async (
		parameters: IDataObject,
		incoming: Incoming,
		memory: IDataObject = { token: 'right token' },
		workflow = shared,
	) => {
		const { context, refused, log } = webhookContext(
			{
				parameters: { authentication: 'accessToken', respond: 'onReceived', ...parameters },
				memory,
				shared: workflow,
				credentials: on.credentials().mattermostTokenApi,
				authenticate: (headers) => {
					headers.Authorization = `Bearer ${TOKENS.mattermostAdmin}`;
				},
			},
			incoming,
		);
		const result = await receive(context);
		return { result, starts: result.workflowData !== undefined, refused: refused(), log };
	};
	let serial = 0;
	const action = (context: IDataObject): IDataObject => ({
		user_id: user('bob'),
		user_name: 'bob',
		post_id: 'post',
		trigger_id: triggerIdOf(`press ${serial++}`, user('bob')),
		type: 'button',
		context,
	});
	/** A form as a browser has it. */
	const opened = (form: OpenForm, data = '{"order":7}') => {
		const dialog = addressForm(formTicket(address, form), {
			title: 'T',
			state: data,
			elements: [],
		});
		return { query: queryOf(formUrl(address, form)), state: String(dialog.state) };
	};
	const sent = (
		{ query, state: mark }: ReturnType<typeof opened>,
		more: IDataObject = {},
	): Incoming => ({
		query,
		body: {
			type: 'dialog_submission',
			user_id: user('bob'),
			state: mark,
			submission: { a: 1 },
			...more,
		},
	});
	const button = { source: 'action' };
	const answers = { source: 'action', respond: 'responseNode' };

	test.each(['command', 'outgoing'])('B1 a %s shows its token', async (source) => {
		const body = (token: unknown) => ({
			token,
			user_id: user('bob'),
			command: '/x',
			post_id: `post ${serial++}`,
			trigger_id: `command ${serial}`,
		});
		for (const token of ['', 'wrong', undefined, ['right token'], 'Right token']) {
			const { starts, refused } = await take({ source }, { body: body(token) });
			expect([starts, refused?.status]).toEqual([false, 401]);
		}
		expect((await take({ source }, { body: body('right token') })).starts).toBe(true);
	});

	test('B2 a button shows its token in its context, and nowhere else', async () => {
		const token = buttonToken(address.key, { order: 7 });
		for (const incoming of [
			{ body: action({}) },
			{ body: action({}), query: { token } },
			{ body: action({}), headers: { authorization: `Token ${token}` } },
			{ body: { ...action({}), token } },
			{ body: action({ token: address.key }) },
			{ body: action({ token: [token] }) },
			// Members of the channel can find it out: it is good for no other context.
			{ body: action({ token }) },
			{ body: action({ token, order: 8 }) },
			{ body: action({ token, order: 7, more: 1 }) },
		]) {
			const { starts, refused } = await take(button, incoming as Incoming);
			expect([starts, refused?.status]).toEqual([false, 401]);
		}
		const { result } = await take(button, { body: action({ token, order: 7 }) });
		expect(result.workflowData?.[0]![0]!.json).toMatchObject({ context: { order: 7 } });
		expect(JSON.stringify(result)).not.toContain(token);
		const secret = { ...button, secret: 'told to others' };
		expect((await take(secret, { body: action({ token: 'told to others' }) })).starts).toBe(true);
	});

	test('B10 who pressed is proven by the server’s signature', async () => {
		const context = { token: buttonToken(address.key, {}) };
		for (const trigger_id of ['', triggerIdOf(`press ${serial++}`, user('carol'))]) {
			const { starts, refused } = await take(button, { body: { ...action(context), trigger_id } });
			expect([starts, refused?.status]).toEqual([false, 401]);
		}
		const { result } = await take(button, { body: { ...action(context), user_name: 'carol' } });
		expect(result.workflowData?.[0]![0]!.json.user_name).toBe('bob');
	});

	test('B3 a form is good for its person and its minutes', async () => {
		const form = opened(newForm(user('bob')));
		for (const incoming of [
			{ ...sent(form), query: {} },
			{ ...sent(form), query: { token: buttonToken(address.key, {}) } },
			{ ...sent(form), query: { form: `${String(form.query.form)}x` } },
			sent(form, { user_id: user('carol') }),
			sent(opened(newForm(user('carol')))),
		]) {
			const { starts, refused } = await take(button, incoming);
			expect([starts, refused?.status]).toEqual([false, 401]);
		}
		const old = opened({ ...newForm(user('bob')), until: Date.now() - 1 });
		expect((await take(button, sent(old))).result).toEqual({
			webhookResponse: { error: expect.stringContaining('expired') },
		});
		expect((await take(button, sent(form))).starts).toBe(true);
	});

	test.each(['dialog_submission', 'refresh', 'dialog_lookup'])(
		'B11 who was deactivated sends nothing: %s',
		async (type) => {
			const form = opened(newForm(user('bob')));
			const bob = state().users.get(user('bob'))!;
			bob.delete_at = Date.now();
			const { starts, result } = await take(answers, sent(form, { type }));
			bob.delete_at = 0;
			expect(starts).toBe(false);
			expect(result.webhookResponse).toEqual(
				type === 'dialog_lookup'
					? { items: [] }
					: { error: expect.stringContaining('deactivated') },
			);
			sandbox.mattermost.fail({
				match: 'GET /api/v4/users/',
				times: 1,
				kind: 'status',
				status: 404,
			});
			expect((await take(answers, sent(form, { type }))).starts).toBe(false);
			// Nothing of it was taken: the person can send it again.
			expect((await take(answers, sent(form, { type }))).starts).toBe(true);
		},
	);

	test('B4 the state of a form comes back as it was sent or not at all', async () => {
		const form = opened(newForm(user('bob')));
		const other = opened(newForm(user('bob')), '{"order":8}');
		for (const mark of ['', '{"order":8}', other.state, `${form.state}x`]) {
			const { starts, refused } = await take(button, sent(form, { state: mark }));
			expect([starts, refused?.status]).toEqual([false, 401]);
		}
		const { result } = await take(button, sent(form));
		expect(result.workflowData?.[0]![0]!.json.state).toEqual({ order: 7 });
	});

	test('B5 a page is taken once, and nothing after the form was closed', async () => {
		const form = opened(newForm(user('bob')));
		expect((await take(button, sent(form))).starts).toBe(true);
		expect((await take(button, sent(form))).starts).toBe(false);
		expect((await take(button, sent(form, { submission: { a: 2 } }))).starts).toBe(false);
		const corrected = opened(newForm(user('bob')));
		expect((await take(answers, sent(corrected))).starts).toBe(true);
		expect((await take(answers, sent(corrected))).starts).toBe(false);
		expect((await take(answers, sent(corrected, { submission: { a: 2 } }))).starts).toBe(true);
		expect((await take(answers, sent(corrected, { cancelled: true }))).starts).toBe(true);
		expect((await take(answers, sent(corrected, { submission: { a: 3 } }))).starts).toBe(false);
	});

	test.each(['dialog_lookup', 'refresh'])('B6 %s is held to the same', async (type) => {
		const form = opened(newForm(user('bob')));
		const submission = { query: 'fr', selected_field: 'door', a: 1 };
		for (const incoming of [
			sent(form, { type, user_id: user('carol') }),
			sent(form, { type, state: '' }),
			{ ...sent(form, { type }), query: {} },
		]) {
			const { starts, refused } = await take(answers, incoming);
			expect([starts, refused?.status]).toEqual([false, 401]);
		}
		for (let times = 0; times < 3; times++) {
			const { result } = await take(answers, sent(form, { type, submission }));
			expect(result.workflowData?.[0]![0]!.json).toMatchObject(
				type === 'refresh'
					? { event: 'refresh', state: { order: 7 }, submission }
					: { event: 'lookup', query: 'fr', field: 'door', submission: { a: 1 } },
			);
		}
	});

	test('B7 a delivery with an ID is taken once', async () => {
		const body = action({ token: buttonToken(address.key, {}) });
		expect((await take(button, { body })).starts).toBe(true);
		const again = await take(button, { body });
		expect([again.starts, again.refused?.status]).toEqual([false, 409]);
	});

	test('B8 own and bot posts start nothing, unless that is wanted', async () => {
		const bot = [...state().users.values()].find(({ is_bot }) => is_bot)!;
		const post = (user_id: string) => ({
			body: { token: 'right token', user_id, post_id: `post ${serial++}`, text: 'x' },
		});
		const source = 'outgoing';
		for (const id of [bot.id, user('admin')]) {
			expect((await take({ source }, post(id))).result).toEqual({ webhookResponse: {} });
			expect((await take({ source, includeOwnAndBots: true }, post(id))).starts).toBe(true);
		}
		expect((await take({ source }, post(user('bob')))).starts).toBe(true);
		sandbox.mattermost.fail({ match: 'GET /api/v4/users/', times: 1, kind: 'status', status: 404 });
		expect((await take({ source }, post(user('bob')))).starts).toBe(true);
	});

	test('B9 without a key or token nothing is accepted', async () => {
		for (const [source, token] of [
			['command', ''],
			['outgoing', ''],
		]) {
			const body = { token, user_id: 'u', command: '/x', post_id: `post ${serial++}` };
			expect((await take({ source }, { body }, {})).refused?.status).toBe(401);
		}
		for (const incoming of [
			{ body: action({ token: '' }) },
			{ body: action({ token: buttonToken('', {}) }) },
			sent(opened(newForm(user('bob')))),
		]) {
			expect((await take(button, incoming, {}, {})).refused?.status).toBe(401);
		}
	});

	test('C1 a refusal says neither secret nor content', async () => {
		const form = opened(newForm(user('bob')));
		const told: string[] = [];
		for (const incoming of [
			{ body: action({ token: 'wrong', door: 'front door' }) },
			sent(form, { state: '{"door":"front door"}' }),
			{ ...sent(form), query: { form: 'x.front door' } },
		]) {
			const { refused, log } = await take({ ...button, secret: 'told to others' }, incoming);
			told.push(JSON.stringify(refused), ...log);
		}
		for (const secret of [
			'front door',
			'told to others',
			address.key,
			buttonToken(address.key, {}),
		]) {
			expect(told.join()).not.toContain(secret);
		}
	});

	test('C2 what a browser sees holds no secret', () => {
		const form = newForm(user('bob'));
		const seen = JSON.stringify([
			formUrl(address, form),
			addressForm(formTicket(address, form), {
				state: 'x',
				elements: [{ data_source: 'dynamic', refresh: true }],
			}),
		]);
		for (const part of seen.split(/[^\w-]+/)) {
			for (const text of [part, Buffer.from(part, 'base64url').toString()]) {
				expect(text).not.toContain(address.key);
				expect(text).not.toContain(buttonToken(address.key, {}));
			}
		}
	});
});

test('C3 a button that leads nowhere is refused when it is sent', async () => {
	const before = state().posts.size;
	await expect(
		runWorkflow({
			node: builtPackage().nodes.mattermost!,
			parameters: {
				authentication: 'accessToken',
				resource: 'post',
				operation: 'create',
				postChannelId: { __rl: true, mode: 'id', value: state().channel('alerts').id },
				postMessage: 'Press',
				postAttachments: {
					entry: [{ actions: { entry: [{ name: 'Yes', type: 'button', integration: {} }] } }],
				},
			} as never,
			credentials: on.credentials(),
		}),
	).rejects.toMatchObject({ message: expect.stringContaining('has no active trigger to use') });
	expect(state().posts.size).toBe(before);
});

describe('Rhombus Trigger', () => {
	const SECRET = 'AAAAAAAAAAAAAAAAAAAAAA';
	let serial = 0;
	const alert = (more: IDataObject = {}): Buffer =>
		Buffer.from(
			JSON.stringify({
				alertUuid: `threat ${serial++}`,
				activityTrigger: 'MOTION_HUMAN',
				...more,
			}),
		);
	const signed = (raw: Buffer, algorithm: Algorithm = 'sha1', secret = SECRET): Incoming => ({
		raw,
		headers: { [SIGNATURE_HEADERS[algorithm]]: sign(algorithm, secret, raw) },
	});
	const take = (
		parameters: IDataObject,
		incoming: Incoming,
		memory: IDataObject = {},
		mode?: string,
	) => {
		const { context, refused } = webhookContext({ parameters, memory, mode }, incoming);
		const { workflowData } = receiveRhombus(context);
		return { starts: workflowData !== undefined, status: refused()?.status };
	};
	const organization = { source: 'alerts' };
	const kept = { signingSecret: SECRET, token: '' };

	test('D1 rules and subscriptions show their token', () => {
		const rule = { source: 'rule' };
		const token = 'right token';
		for (const shown of [{}, { 'x-n8n-token': '' }, { 'x-n8n-token': 'Right token' }]) {
			const headers = Object.fromEntries(
				Object.entries(shown).map(([, value]) => [TOKEN_HEADER.toLowerCase(), value]),
			);
			const query = { token };
			expect(take(rule, { raw: alert(), headers, query }, { token })).toEqual({
				starts: false,
				status: 401,
			});
		}
		const headers = { [TOKEN_HEADER.toLowerCase()]: token };
		expect(take(rule, { raw: alert(), headers }, { token }).starts).toBe(true);
		// A rule with a secret is signed too.
		const both = { token, signingSecret: SECRET };
		expect(take(rule, { raw: alert(), headers }, both).status).toBe(401);
		const raw = alert();
		const proof = { ...headers, ...signed(raw, 'sha256').headers };
		expect(take(rule, { raw, headers: proof }, both).starts).toBe(true);

		const button = { source: 'button' };
		for (const query of [{}, { token: '' }, { token: 'wrong' }, { token: [token] }]) {
			expect(take(button, { raw: alert(), headers, query }, { token }).status).toBe(401);
		}
		expect(take(button, { raw: alert(), query: { token } }, { token }).starts).toBe(true);
	});

	test.each(['alerts', 'diagnostics'])('D2 %s show the signature of their bytes', (source) => {
		const raw = alert();
		const { headers } = signed(raw);
		for (const incoming of [
			{ raw, headers: {} },
			{ raw, headers: {}, query: { token: SECRET } },
			{ raw: Buffer.concat([raw, Buffer.from(' ')]), headers },
			signed(raw, 'sha256'),
			signed(raw, 'sha1', `${SECRET}x`),
		]) {
			expect(take({ source }, incoming, kept)).toEqual({ starts: false, status: 401 });
		}
		expect(take({ source }, { raw, headers }, kept).starts).toBe(true);
	});

	test('D3 a webhook of the console shows all that was entered', () => {
		const own = {
			source: 'manual',
			signingSecret: SECRET,
			headerName: 'X-Key',
			headerValue: 'value',
		};
		const raw = alert();
		const header = { 'x-key': 'value' };
		const { headers } = signed(raw, 'sha256');
		for (const given of [{}, header, headers, { ...headers, 'x-key': 'Value' }]) {
			expect(take(own, { raw, headers: given as Record<string, string> }).status).toBe(401);
		}
		const all = { ...headers, ...header } as Record<string, string>;
		expect(take(own, { raw, headers: all }).starts).toBe(true);
		const onlyHeader = { ...own, signingSecret: '' };
		expect(take(onlyHeader, { raw: alert(), headers: header }).starts).toBe(true);
	});

	test.each(['alerts', 'rule', 'button', 'manual'])(
		'D4 without a secret or token nothing is accepted: %s',
		async (source) => {
			for (const memory of [{}, { token: '', signingSecret: '' }]) {
				const raw = alert();
				const headers = { ...signed(raw, 'sha1', '').headers, [TOKEN_HEADER.toLowerCase()]: '' };
				expect(take({ source }, { raw, headers, query: { token: '' } }, memory)).toEqual({
					starts: false,
					status: 401,
				});
			}
			if (source !== 'manual') return;
			const url = 'https://n8n.example.com/webhook/x';
			const context = hookContext({ parameters: { source }, url });
			await expect(checkExists(context)).rejects.toThrow('"Webhook Secret" is empty');
		},
	);

	test('D5 a delivery is taken once, tests apart, and filters remember nothing', () => {
		const once = signed(alert());
		expect(take(organization, once, kept).starts).toBe(true);
		expect(take(organization, once, kept)).toEqual({ starts: false, status: undefined });
		expect(take(organization, once, kept, 'manual').starts).toBe(true);
		const filtered = signed(alert());
		const others = { ...organization, activities: 'FACE' };
		expect(take(others, filtered, kept).starts).toBe(false);
		expect(take(organization, filtered, kept).starts).toBe(true);
	});

	test('D6 what cannot be read passes no filter, and what is no object is refused', () => {
		const filter = { ...organization, activities: 'MOTION_HUMAN' };
		const silent = signed(alert({ activityTrigger: { odd: 1 } }));
		expect(take(filter, silent, kept).starts).toBe(false);
		for (const text of ['', '[]', 'null', '"x"', '{']) {
			expect(take(organization, signed(Buffer.from(text)), kept).status).toBe(400);
		}
		const large = signed(alert({ more: 'x'.repeat(1_000_001) }));
		expect(take(organization, large, kept).status).toBe(413);
	});
});
