import type { IDataObject } from 'n8n-workflow';
import { approvalsOn, queryOf, type Answered, type Asked } from '../support/approvals';
import { useSandbox } from '../support/sandbox';

/** Whom Send and Wait asks, how they answer, and how many it takes. */

const sandbox = useSandbox();
const { state, addPeople, ask, allowed, deliver, press, submission, openForm } = approvalsOn(
	() => sandbox,
);
beforeAll(() => addPeople('dave', 'erin'));

const optionsOf = (more: IDataObject, ...users: string[]): IDataObject => ({
	postSendAndWaitOptions: {
		...(users.length > 0 ? (allowed(...users).postSendAndWaitOptions as IDataObject) : {}),
		...more,
	},
});
const picked = (value: string) => ({ __rl: true, mode: 'username', value });

describe('who is asked', () => {
	test('one user, in a direct message', async () => {
		const { post } = await ask({ postSendTo: 'user', postAskUser: picked('bob') });
		const { type, name } = state().channels.get(post.channel_id)!;
		expect(type).toBe('D');
		expect(name).toContain(state().user('bob').id);
	});

	test('several users together, in a group message', async () => {
		const { post } = await ask({ postSendTo: 'group', postAskUsers: '@bob, carol' });
		expect(state().channels.get(post.channel_id)!.type).toBe('G');
	});

	test('a group of one is refused', async () => {
		await expect(ask({ postSendTo: 'group', postAskUsers: '@bob' })).rejects.toMatchObject({
			message: '"Users" has 1 other users',
		});
	});

	test('with a picture of the input', async () => {
		const asked = await ask({ postBinaryFields: 'photo' });
		const { file_ids } = asked.post as unknown as { file_ids: string[] };
		expect(state().files.get(file_ids[0]!)!.bytes.toString()).toBe('a picture');
		const query = queryOf(asked.urls[0]!);
		const { result } = await deliver(asked.kept, query, { body: press(asked) });
		// The server takes the answer for the whole message, and deletes files that it does not name.
		expect(result.webhookResponse).toMatchObject({ update: { file_ids } });
	});
});

describe('a form', () => {
	const elements = {
		entry: [
			{ type: 'text', displayName: 'Reason', name: 'reason', maxLength: 20 },
			{ type: 'text', displayName: 'Minutes', name: 'minutes', subtype: 'number' },
			{
				type: 'select',
				displayName: 'Door',
				name: 'door',
				options: { entry: [{ text: 'Lobby', value: 'lobby' }] },
			},
			{ type: 'bool', displayName: 'Tell Security', name: 'tell', optional: true },
		],
	};
	const form = { postAnswerType: 'form', postFormElements: elements };

	test('is checked again, and its entries go on by their names and types', async () => {
		const asked = await ask(form);
		const query = await openForm(asked);
		const send = async (given: IDataObject) =>
			(await deliver(asked.kept, query, { body: submission('bob', '', { submission: given }) }))
				.result;
		const good = { reason: 'Parcel', minutes: '5', door: 'lobby', tell: true };
		for (const [bad, errors] of [
			[{ ...good, reason: ' ' }, { reason: 'Enter a value' }],
			[{ ...good, reason: 'x'.repeat(21) }, { reason: 'Enter at most 20 characters' }],
			[{ ...good, minutes: 'soon' }, { minutes: 'Enter a number' }],
			[{ ...good, door: 'vault' }, { door: 'Choose one of the options' }],
			[{ ...good, door: ['lobby', 'vault'] }, { door: 'Choose one of the options' }],
			[{}, { reason: 'Enter a value', minutes: 'Enter a value', door: 'Enter a value' }],
		] as Array<[IDataObject, IDataObject]>) {
			expect(await send(bad)).toEqual({ webhookResponse: { errors } });
		}
		const { workflowData } = await send({ ...good, approved: true, answer: 'x' });
		const { json } = workflowData![0]![0]!;
		expect(json).toMatchObject({
			answer: 'submitted',
			form: { reason: 'Parcel', minutes: 5, door: 'lobby', tell: true },
		});
		expect(json).not.toHaveProperty('approved');
		expect(asked.post.message).toContain('Filled in by @bob');
	});

	test.each([
		['without fields', { postFormElements: {} }, '"Elements" is empty'],
		[
			'with a name twice',
			{ postFormElements: { entry: [elements.entry[0], elements.entry[0]] } },
			'"Elements" has the name reason twice',
		],
		[
			'with a field without a label',
			{ postFormElements: { entry: [{ type: 'text', name: 'x' }] } },
			'"Elements → 1 → Display Name" is empty',
		],
	])('%s is refused', async (_what, options, message) => {
		const before = state().posts.size;
		await expect(ask({ ...form, ...options } as IDataObject)).rejects.toMatchObject({ message });
		expect(state().posts.size).toBe(before);
	});
});

describe('several people', () => {
	const three = (more: IDataObject = {}) =>
		optionsOf({ answersNeeded: 2, ...more }, 'bob', 'carol', 'dave');
	const by = async (asked: Asked, who: string, index: number) =>
		await deliver(asked.kept, queryOf(asked.urls[index]!), { body: press(asked, who) });
	const said = ({ result }: Answered) =>
		(result.webhookResponse as { ephemeral_text: string }).ephemeral_text;

	test('approve together: it goes on with the last one needed, and with all that answered', async () => {
		const asked = await ask(three());
		const first = await by(asked, 'bob', 0);
		expect([first.resumes, said(first)]).toEqual([
			false,
			'Your answer counts: 1 of 2 approvals so far.',
		]);
		const again = await by(asked, 'bob', 1);
		expect([again.resumes, said(again)]).toEqual([
			false,
			'You have approved this before: 1 of 2 approvals so far.',
		]);
		expect((await by(asked, 'carol', 1)).resumes).toBe(false);
		const { result } = await by(asked, 'dave', 0);
		expect(result.workflowData![0]![0]!.json).toMatchObject({
			approved: true,
			answers: [
				{ user_name: 'bob', answer: 'approved' },
				{ user_name: 'carol', answer: 'declined' },
				{ user_name: 'dave', answer: 'approved', user_email: state().user('dave').email },
			],
		});
		expect(result.webhookResponse).toMatchObject({
			update: { message: expect.stringContaining('Approved by @bob, @dave') },
		});
	});

	test('decline when the approvals needed are out of reach', async () => {
		const asked = await ask(three());
		expect((await by(asked, 'bob', 1)).resumes).toBe(false);
		const { result } = await by(asked, 'carol', 1);
		expect(result.workflowData![0]![0]!.json).toMatchObject({ approved: false });
	});

	test('who may not answer reads your own words, and counts for nothing', async () => {
		const asked = await ask(three({ refusal: 'Shift leads only' }));
		expect(said(await by(asked, 'erin', 0))).toBe('Shift leads only');
		expect((await by(asked, 'bob', 0)).resumes).toBe(false);
	});

	test.each<[string, IDataObject, IDataObject, RegExp]>([
		['than there are', { answersNeeded: 4 }, {}, /is 4, but 3 of Allowed Users may answer/],
		[
			'of a menu',
			{},
			{ postAnswerType: 'menu', postChoices: 'A,B' },
			/is 2, but people do not approve/,
		],
	])('more %s are refused', async (_what, more, options, message) => {
		await expect(ask({ ...three(more), ...options })).rejects.toMatchObject({
			message: expect.stringMatching(message),
		});
	});
});

test.each([
	['buttons', { update: { message: 'Deploy version 7?', props: {} } }],
	['delete', { ephemeral_text: 'Your answer was taken.' }],
])('After the Answer: %s', async (afterwards, response) => {
	const asked = await ask(optionsOf({ afterwards }));
	const { result } = await deliver(asked.kept, queryOf(asked.urls[0]!), { body: press(asked) });
	expect(result.webhookResponse).toMatchObject(response);
	const { delete_at } = state().posts.get(asked.post.id) ?? { delete_at: 1 };
	expect(delete_at > 0).toBe(afterwards === 'delete');
});

describe('reminders', () => {
	test.each<[string, IDataObject, string]>([
		[
			'an output that leads nowhere',
			{ remindMinutes: 5 },
			'"Remind Every (Minutes)" is set, but the output Reminder does not lead back to this node',
		],
		['a time without people', { escalateMinutes: 5 }, '"Escalate To" is missing'],
		[
			'people without a time',
			{ escalateTo: { entry: [{ value: picked('carol') }] } },
			'"Escalate After (Minutes)" is missing',
		],
	])('%s is refused', async (_what, options, message) => {
		const before = state().posts.size;
		await expect(ask(optionsOf(options))).rejects.toMatchObject({ message });
		expect(state().posts.size).toBe(before);
	});
});
