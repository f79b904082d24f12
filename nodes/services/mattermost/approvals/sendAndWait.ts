import {
	NodeConnectionTypes,
	WAIT_INDEFINITELY,
	type IDataObject,
	type INodeTypeDescription,
	type IWebhookDescription,
} from 'n8n-workflow';
import { valuesByName } from '../../../shared/request/build';
import type { Client } from '../../../shared/http/client';
import { childParam, optionsParam } from '../../../shared/model/parameterNames';
import type { Field, Operation, OperationContext } from '../../../shared/model/operation';
import { randomToken } from '../../../shared/util/sealed';
import { checkFeatures } from '../dialogFeatures';
import { idIn, rowsIn, unless } from '../responseGuards';
import { ownId, userIds } from '../users';
import { longestPost } from '../messages/longestPost';
import { checkLength } from '../../../shared/request/texts';
import { harmless } from '../messages/messageFields';
import { lacking } from '../messages/givenFiles';
import { withFiles } from '../messages/posting';
import { directChannel, groupChannel } from '../pickers/findChannel';
import { permalinkOf } from '../pickers/links';
import { allowedUsers, askedBy, askFields, askOptions, escalateTo } from './askFields';
import { questionIn, wakesAt, type Question } from './question';
import { forgetVotes, votesOf } from './votes';

/**
 * A message with buttons, and the workflow waits until someone answers. Each button has its own
 * address, signed by n8n; who may answer and until when stays in the execution (`question.ts`).
 * What is guarded against: docs/threat-model.md.
 */

/** What an answer's address says; all of it is signed. */
export interface Ticket extends Record<string, string> {
	/** `answer`: the click decides. `menu`: its chosen entry does. `ask`: it opens the dialog. */
	step: 'answer' | 'menu' | 'ask';
	/** ID of the question. */
	question: string;
	/** `answer`: index of the choice that the button stands for. */
	choice: string;
}

/** Looked up with one request, and more would be a channel of their own. */
const MOST_USERS = 50;
const MOST_CHOICES = 50;

/** Outputs, by index. */
const TIMED_OUT = 1;
const REMINDER = 2;

/** Triggers that start with what a person did; their items hold its `user_id`. */
const PERSONAL_TRIGGERS = ['.mattermostWebhookTrigger', '.mattermostTrigger'];

/** Text and color of the buttons, by index of their choice. */
function buttonsOf(values: IDataObject): Question['buttons'] {
	switch (values.answer_type) {
		case 'buttons':
			return choicesOf(values).map((name) => ({ name, style: '' }));
		case 'menu':
			return [{ name: 'Choose', style: '' }];
		case 'text':
		case 'form':
			return [{ name: String(values.answer_label ?? 'Answer'), style: 'primary' }];
		default:
			return [
				{ name: String(values.approve_label ?? 'Approve'), style: 'primary' },
				{ name: String(values.decline_label ?? 'Decline'), style: 'danger' },
			];
	}
}

const STEPS = {
	approval: 'answer',
	buttons: 'answer',
	menu: 'menu',
	text: 'ask',
	form: 'ask',
} as const;

/** Buttons and menus of the message, and what can be chosen with them. */
function actionsOf({ host }: OperationContext, { id, key, type, choices, buttons }: Question) {
	const step = STEPS[type];
	return buttons.map(({ name, style }, index) => {
		const choice = step === 'answer' ? String(index) : '';
		return {
			name,
			type: type === 'menu' ? 'select' : 'button',
			...(style ? { style } : {}),
			...(type === 'menu' ? { options: choices.map((one) => ({ text: one, value: one })) } : {}),
			integration: {
				url: host.waiting!.resumeUrl({ step, question: id, choice } satisfies Ticket),
				context: { key },
			},
		};
	});
}

/** As human review of an AI agent, n8n puts its own question into a parameter `message`. */
function questionOf(client: Client, values: IDataObject): string {
	const review = 'message' in client.host.node.parameters ? client.param('message') : undefined;
	const message = String(values.question ?? review ?? '').trim();
	if (message === '') throw client.refuse('Question', 'is empty', 'Enter the question');
	return message;
}

/** @throws NodeOperationError where the operation cannot run at all */
function checkPlace(context: OperationContext): void {
	const { waiting } = context.host;
	if (!waiting) {
		throw context.refuse(
			'Operation',
			'is Send and Wait for Approval, which runs only in workflows',
			'Use the node in a workflow, or for the human review of an AI agent',
		);
	}
	if (waiting.items > 1) {
		throw context.refuse(
			'Input',
			`has ${waiting.items} items, but an execution can wait only once`,
			'Turn on Execute Once in the settings of the node, or put a Loop Over Items node before it',
		);
	}
}

async function checkAnswers(context: OperationContext, values: IDataObject): Promise<void> {
	if (values.answer_type === 'form') await checkForm(context, values);
	const given = (values.choices ?? []) as string[];
	if (['buttons', 'menu'].includes(String(values.answer_type))) {
		if (given.length === 0 || given.length > MOST_CHOICES) {
			throw context.refuse(
				'Choices',
				`has ${given.length} entries`,
				`Enter 1 to ${MOST_CHOICES}, separated by commas`,
			);
		}
		if (new Set(given).size < given.length) {
			throw context.refuse('Choices', 'has a duplicate entry', 'Make them different');
		}
	}
}

/** @throws NodeOperationError for a form that Mattermost would not show, or whose answers would be mixed up */
async function checkForm(context: OperationContext, values: IDataObject): Promise<void> {
	const elements = (values.form_elements ?? []) as IDataObject[];
	if (elements.length === 0) {
		throw context.refuse('Elements', 'is empty', 'Add the fields of the form');
	}
	const names = new Set<string>();
	for (const [index, { name, display_name }] of elements.entries()) {
		for (const [label, value] of [
			['Display Name', display_name],
			['Name', name],
		]) {
			if (value) continue;
			throw context.refuse(`Elements → ${index + 1} → ${label as string}`, 'is empty', 'Enter it');
		}
		if (names.has(String(name))) {
			throw context.refuse('Elements', `has the name ${String(name)} twice`, 'Make them different');
		}
		names.add(String(name));
	}
	await checkFeatures(context, { elements });
}

/** Whether the user added an option. */
function isGiven(context: OperationContext, field: Field): boolean {
	const given = context.param(optionsParam(context.resource, context.operation)) ?? {};
	return Object.prototype.hasOwnProperty.call(given, childParam(field));
}

/** A restriction that is there must restrict: one that resolves to nothing is refused. */
function checkRestrictions(context: OperationContext, values: IDataObject): void {
	const has = (field: Field) => isGiven(context, field);
	const users = (values.allowed_users ?? []) as string[];
	if (has(allowedUsers) && users.length === 0) {
		throw context.refuse(
			'Allowed Users',
			'contains no user',
			'Enter at least one user, or remove the field if everyone in the channel may answer',
		);
	}
	if (has(askedBy) && !values.asked_by) {
		throw context.refuse('Asked By', 'is empty', 'Enter a user, or remove the field');
	}
	if (users.length > MOST_USERS) {
		throw context.refuse(
			'Allowed Users',
			`has ${users.length} entries`,
			`Enter at most ${MOST_USERS} users, or ask in a dedicated channel and allow everyone there`,
		);
	}
	const escalated = (values.escalate_to ?? []) as string[];
	if (has(escalateTo) && escalated.length === 0) {
		throw context.refuse('Escalate To', 'contains no user', 'Enter a user, or remove the field');
	}
	const isLater = Number(values.escalate_minutes ?? 0) > 0;
	if (isLater !== escalated.length > 0) {
		throw context.refuse(
			isLater ? 'Escalate To' : 'Escalate After (Minutes)',
			'is missing',
			'Add both fields, or neither',
		);
	}
}

/** @throws NodeOperationError where several must approve, but cannot */
function checkNeeded(context: OperationContext, values: IDataObject, may: string[]): void {
	const needed = Number(values.answers_needed ?? 1);
	if (!Number.isInteger(needed)) {
		throw context.refuse('Approvals Needed', `is ${needed}`, 'Enter a whole number');
	}
	if (needed <= 1) return;
	if (values.answer_type !== 'approval') {
		throw context.refuse(
			'Approvals Needed',
			`is ${needed}, but people do not approve or decline`,
			'Choose Approve or Decline as the answer type, or remove the field',
		);
	}
	if (may.length < needed) {
		throw context.refuse(
			'Approvals Needed',
			`is ${needed}, but ${may.length} of Allowed Users may answer`,
			'Add users to Allowed Users, or lower the number',
		);
	}
}

/** @throws NodeOperationError where reminders would end the execution instead */
function checkReminders(context: OperationContext, { remind, escalate }: Question): void {
	if (!remind && !escalate) return;
	const label = remind ? 'Remind Every (Minutes)' : 'Escalate After (Minutes)';
	const { waiting } = context.host;
	if (!waiting!.knowsOutputs) {
		throw context.refuse(label, 'needs n8n 2 or newer', 'Update n8n, or remove the field');
	}
	if (waiting!.leadsBack(REMINDER) === false) {
		throw context.refuse(
			label,
			'is set, but the output Reminder does not lead back to this node',
			'Connect the output Reminder to the input of this node: n8n lets it go on waiting that way',
		);
	}
}

/** @throws NodeOperationError for an ID that no active user has */
async function checkUsers(client: Client, label: string, ids: string[]): Promise<void> {
	if (ids.length === 0) return;
	const rows = rowsIn(
		client,
		await client.request('POST /users/ids', { body: ids, idempotent: true }),
		'users',
	);
	for (const id of ids) {
		const known = rows.find((row) => row.id === id);
		if (known && !known.delete_at) continue;
		throw client.refuse(
			label,
			known ? `contains @${String(known.username)}, who is deactivated` : `matches no user: ${id}`,
			'Correct or remove the entry',
		);
	}
}

/** @throws NodeOperationError where a question would go to somebody who cannot sign in */
async function checkAsked(context: OperationContext, values: IDataObject): Promise<void> {
	if (values.send_to === 'user') await checkUsers(context, 'User', [String(values.ask_user)]);
	if (values.send_to !== 'group') return;
	const asked = (values.ask_users ?? []) as string[];
	await checkUsers(context, 'Users', await userIds(context, 'Users', asked));
}

/** People who asked and so may not answer: who used the trigger, and the account that posts. */
async function askersOf(
	context: OperationContext,
	values: IDataObject,
	users: string[],
): Promise<string[]> {
	const named = values.asked_by ? [String(values.asked_by)] : [];
	await checkUsers(context, 'Asked By', named);
	if (values.asker_may_answer === true) return [];
	const started = context.host
		.waiting!.startedWith(PERSONAL_TRIGGERS)
		.map(({ user_id }) => user_id)
		.filter((id): id is string => typeof id === 'string' && id !== '');
	const me = await ownId(context);
	// The account is no asker where somebody chose it by name.
	return [...new Set([...named, ...started, ...(users.includes(me) ? [] : [me])])];
}

/** @throws NodeOperationError if nobody in the channel may answer */
async function checkSomebodyMay(
	client: Client,
	channelId: string,
	{ users, askers }: Pick<Question, 'users' | 'askers'>,
): Promise<void> {
	const may = users.filter((id) => !askers.includes(id));
	if (users.length > 0 && may.length === 0) {
		throw client.refuse(
			'Allowed Users',
			'contains only the user who asked',
			'Add another user, or turn on Asker May Answer',
		);
	}
	const path = { channel_id: channelId };
	// One more than those who may not is enough to find one who may.
	const per_page = askers.length + 1;
	const asked =
		may.length > 0
			? client.request('POST /channels/{channel_id}/members/ids', {
					path,
					body: may,
					idempotent: true,
				})
			: client.request('GET /channels/{channel_id}/members', { path, query: { per_page } });
	const members = (await unless('403', asked)) as unknown;
	if (!Array.isArray(members)) return;
	const ids = (members as IDataObject[]).map(({ user_id }) => String(user_id));
	if (ids.some((id) => !askers.includes(id))) return;
	// Everybody in the team may read a public channel, and press its buttons.
	const { type } = await client.request('GET /channels/{channel_id}', { path });
	if (type === 'O' && may.length > 0) return;
	throw client.refuse(
		'Channel',
		'has no member who may answer',
		'Add one of Allowed Users to the channel; the user who asked may answer only with Asker May Answer',
	);
}

function choicesOf({ answer_type, choices }: IDataObject): string[] {
	if (answer_type === 'approval') return ['approved', 'declined'];
	return ['buttons', 'menu'].includes(String(answer_type)) ? ((choices ?? []) as string[]) : [];
}

const minutesFrom = (now: number, minutes: unknown): number => now + Number(minutes) * 60_000;

/**
 * When the time to answer ends, in the message, and what then: n8n does not run the node again, so that its
 * buttons stay, and answers a press with a page that Mattermost calls an "Action integration error".
 */
function deadline(until: number | null): { footer?: string } {
	if (until === null) return {};
	const time = new Date(until).toISOString().slice(0, 16).replace('T', ' ');
	return { footer: `Open until ${time} UTC. After that, nothing here can be answered` };
}

/** ID of the channel to ask in. @throws NodeOperationError; NodeApiError */
async function placeOf(context: OperationContext, values: IDataObject): Promise<string> {
	if (values.send_to === 'user') return await directChannel(context, String(values.ask_user));
	if (values.send_to === 'group') {
		return await groupChannel(context, 'Users', (values.ask_users ?? []) as string[]);
	}
	return String(values.ask_channel);
}

/** A post that asks the question in a channel. @throws NodeApiError */
async function postQuestion(
	context: OperationContext,
	question: Question,
	body: IDataObject,
): Promise<{ id: string; channel: string }> {
	const { message, until } = question;
	const actions = actionsOf(context, question);
	const complete = await withFiles(context, {
		message,
		...body,
		props: { attachments: [{ fallback: message, actions, ...deadline(until) }] },
	});
	const post = await context.request('POST /posts', { body: complete });
	const { roots } = await context.access();
	// People can answer nonetheless, so the execution waits for them.
	const problem = lacking('posted', (complete.file_ids ?? []) as string[], roots.site)(post);
	if (problem) context.hint(problem.message);
	return { id: idIn(context, post, 'post'), channel: String(post.channel_id) };
}

/** Keeps the question, and puts the execution to wait until the next thing is due. */
async function wait(context: OperationContext, question: Question): Promise<IDataObject> {
	const waiting = context.host.waiting!;
	const [first] = question.posts;
	const asked = { post_id: first!.id, channel_id: first!.channel };
	waiting.keep(JSON.stringify(question));
	const wakes = wakesAt(question);
	const isReminder = wakes?.why === 'reminder';
	const item = isReminder ? { reminder_due: true, ...asked } : { timed_out: true, ...asked };
	await waiting.until(
		wakes ? new Date(wakes.at) : WAIT_INDEFINITELY,
		isReminder ? REMINDER : TIMED_OUT,
		{ json: item, pairedItem: { item: 0 } },
	);
	return { timed_out: false, ...asked };
}

/** Asks, and puts the execution to wait. */
async function ask(context: OperationContext): Promise<IDataObject> {
	const values = await valuesByName(context);
	await checkAnswers(context, values);
	checkRestrictions(context, values);
	const { message } = await harmless(context, { message: questionOf(context, values) });
	await checkLength(context, 'Question', String(message), { longest: longestPost });
	const users = [...new Set((values.allowed_users ?? []) as string[])];
	const escalated = [...new Set((values.escalate_to ?? []) as string[])];
	await checkUsers(context, 'Allowed Users', users);
	await checkUsers(context, 'Escalate To', escalated);
	await checkAsked(context, values);
	const askers = await askersOf(context, values, users);
	checkNeeded(
		context,
		values,
		users.filter((id) => !askers.includes(id)),
	);
	const now = Date.now();
	const { wait_minutes, remind_minutes, escalate_minutes } = values;
	const question: Question = {
		id: randomToken(),
		key: randomToken(),
		formKey: randomToken(),
		posts: [],
		message: String(message),
		buttons: buttonsOf(values),
		type: values.answer_type as Question['type'],
		users: users.filter((id) => !askers.includes(id)),
		askers,
		until: Number(wait_minutes ?? 0) > 0 ? minutesFrom(now, wait_minutes) : null,
		choices: choicesOf(values),
		confirm: values.confirm === true,
		needed: Number(values.answers_needed ?? 1),
		form: (values.form_elements ?? []) as IDataObject[],
		refusal: String(values.refusal ?? '').trim(),
		afterwards: (values.afterwards ?? 'decision') as Question['afterwards'],
		remind: remind_minutes
			? { every: Number(remind_minutes) * 60_000, at: minutesFrom(now, remind_minutes) }
			: null,
		escalate: escalate_minutes
			? { at: minutesFrom(now, escalate_minutes), users: escalated }
			: null,
	};
	context.addSecrets([question.key, question.formKey]);
	checkReminders(context, question);
	const channel_id = await placeOf(context, values);
	await checkSomebodyMay(context, channel_id, { users, askers });
	if (question.needed > 1) await forgetVotes(context, now);
	const post = await postQuestion(context, question, {
		channel_id,
		...(values.root_id ? { root_id: values.root_id } : {}),
	});
	return await wait(context, { ...question, posts: [post] });
}

/** The question that this run of the node goes on waiting for; undefined for a new one. */
function reminded(context: OperationContext): Question | undefined {
	const { json } = context.host.inputItem();
	const question = questionIn(context.host.waiting!.kept());
	return json.reminder_due === true && question?.posts[0]?.id === json.post_id
		? question
		: undefined;
}

/** `@anna @bob`, for those who are known. @throws NodeApiError */
async function mentionsOf(client: Client, ids: string[]): Promise<string> {
	if (ids.length === 0) return '';
	const rows = rowsIn(
		client,
		await client.request('POST /users/ids', { body: ids, idempotent: true }),
		'users',
	);
	return rows.map(({ username }) => `@${String(username)}`).join(' ');
}

/** Replies to the first post of the question. @throws NodeApiError */
async function comment(client: Client, { posts: [first] }: Question, message: string) {
	const { root_id } = await client.request('GET /posts/{post_id}', {
		path: { post_id: first!.id },
	});
	await client.request('POST /posts', {
		body: { channel_id: first!.channel, root_id: root_id || first!.id, message },
	});
}

/** Asks further users, each in a direct message with buttons of its own. @throws NodeApiError */
async function escalate(
	context: OperationContext,
	question: Question,
	users: string[],
): Promise<Question> {
	const posts = [...question.posts];
	const link = await permalinkOf(context, posts[0]!.id);
	for (const user of users) {
		const channel_id = await directChannel(context, user);
		const message = `${question.message}\n\n${link}`;
		const actions = actionsOf(context, question);
		const props = { attachments: [{ fallback: message, actions, ...deadline(question.until) }] };
		const post = await context.request('POST /posts', { body: { channel_id, message, props } });
		posts.push({ id: idIn(context, post, 'post'), channel: channel_id });
	}
	const mentions = await mentionsOf(context, users);
	await comment(
		context,
		question,
		`:arrow_double_up: Nobody has decided yet, so ${mentions} is asked as well.`,
	);
	return {
		...question,
		posts,
		// Where everybody in the channel may answer, those in the direct messages may as well.
		users: question.users.length > 0 ? [...new Set([...question.users, ...users])] : [],
		escalate: null,
	};
}

/** Does what is due, and goes on waiting. The fields are not read again: they may depend on the first item. */
async function goOn(context: OperationContext, kept: Question): Promise<IDataObject> {
	context.addSecrets([kept.key, kept.formKey]);
	const now = Date.now();
	let question = kept;
	if (question.escalate && question.escalate.at <= now) {
		question = await escalate(context, question, question.escalate.users);
	}
	const { remind } = question;
	if (remind && remind.at <= now) {
		const votes = question.needed > 1 ? await votesOf(context, question) : [];
		const open = question.users.filter((id) => !votes.some(({ user }) => user === id));
		const mentions = await mentionsOf(context, open);
		await comment(context, question, `:alarm_clock: ${mentions} This question is still open.`);
		question = { ...question, remind: { ...remind, at: now + remind.every } };
	}
	return await wait(context, question);
}

export const sendAndWait: Operation = {
	value: 'sendAndWait',
	name: 'Send and Wait for Approval',
	action: 'Send message and wait for approval (response)',
	description:
		'Ask people with buttons, a menu, a dialog or a form, and continue when they have answered',
	request: 'POST /posts',
	also: [
		'GET /users/me',
		'POST /users/ids',
		'POST /channels/direct',
		'POST /channels/group',
		'POST /files',
		'GET /posts/{post_id}',
		'GET /config/client',
		'GET /channels/{channel_id}',
		'GET /channels/{channel_id}/members',
		'POST /channels/{channel_id}/members/ids',
		'GET /users/{user_id}/preferences',
		'GET /users/{user_id}/preferences/{category}',
		'PUT /users/{user_id}/preferences',
		'POST /users/{user_id}/preferences/delete',
	],
	fields: askFields,
	optional: askOptions,
	// An execution waits once, and what is read for a reminder is not in the fields.
	concerns: [],
	run: async (context) => {
		checkPlace(context);
		const question = reminded(context);
		return question ? await goOn(context, question) : await ask(context);
	},
};

/** Where answers arrive. Not written in the node, because nothing is registered for it. */
export const answerWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		// Empty: what `receiveAnswer` returns is answered.
		responseData: '={{ "" }}',
		path: '={{ $nodeId }}',
		restartWebhook: true,
		isFullPath: true,
	},
];

/** A model as well where the operation shows what it writes. */
export const inputs =
	`={{ $parameter["operation"] === "streamText" ? [{ type: "${NodeConnectionTypes.Main}" }, { type: "${NodeConnectionTypes.AiLanguageModel}", displayName: "Model", required: true, maxConnections: 1 }] : [{ type: "${NodeConnectionTypes.Main}" }] }}` as INodeTypeDescription['inputs'];

const output = (displayName: string) =>
	`{ type: "${NodeConnectionTypes.Main}", displayName: "${displayName}" }`;
const GIVEN = '($parameter["postSendAndWaitOptions"] || {})';

/** Two outputs while the operation waits, a third one where something is due before its end, else one. */
export const outputs =
	`={{ $parameter["operation"] === "sendAndWait" ? [${output('Answered')}, ${output('Timed Out')}].concat(${GIVEN}.remindMinutes || ${GIVEN}.escalateMinutes ? [${output('Reminder')}] : []) : [{ type: "${NodeConnectionTypes.Main}" }] }}` as INodeTypeDescription['outputs'];

/** Shown on the node while it waits. */
export const waitingTooltip =
	'={{ $parameter["operation"] === "sendAndWait" ? "The execution goes on when someone answers in Mattermost" : "" }}';
