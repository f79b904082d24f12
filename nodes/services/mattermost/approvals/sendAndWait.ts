import {
	NodeConnectionTypes,
	WAIT_INDEFINITELY,
	type IDataObject,
	type INodeTypeDescription,
	type IWebhookDescription,
} from 'n8n-workflow';
import { valuesByName } from '../../../shared/request/build';
import type { Client } from '../../../shared/http/client';
import {
	choice,
	flag,
	list,
	number,
	pick,
	strings,
	text,
	localOnly,
} from '../../../shared/model/fields';
import { childParam, optionsParam } from '../../../shared/model/parameterNames';
import type { Field, Operation, OperationContext } from '../../../shared/model/operation';
import { randomToken } from '../../../shared/util/sealed';
import { rowsIn, unless } from '../responseGuards';
import { ownId } from '../users';
import { longestPost } from '../messages/longestPost';
import { checkLength } from '../../../shared/request/texts';
import { harmless, safety } from '../messages/messageFields';
import { channel, user } from '../pickers/pickers';
import type { Question } from './question';

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

/** Triggers that start with what a person did; their items hold its `user_id`. */
const PERSONAL_TRIGGERS = ['.mattermostWebhookTrigger', '.mattermostTrigger'];

const answerType = localOnly(
	choice(
		'answer_type',
		{
			approval: 'Approve or Decline',
			buttons: 'Several Buttons',
			menu: 'Menu',
			text: 'Free Text',
		},
		'How people answer',
	),
);
const choices = localOnly(
	strings('choices', 'Choices to offer', {
		placeholder: 'e.g. Today, Tomorrow, Never',
		showIf: { answer_type: ['buttons', 'menu'] },
	}),
);
const question = localOnly(
	text('question', 'Question to ask, in Markdown', {
		rows: 4,
		// n8n's Human Review tools fill a parameter so named (`hitl-tools.js`).
		param: 'message',
		shared: true,
		placeholder: 'e.g. Deploy version 7 to production?',
	}),
);

const allowedUsers = list(
	'allowed_users',
	'Users who may answer; without this field, every member of the channel may answer',
	[pick(user, '', 'User who may answer', { required: true })],
	{ restricts: true },
);
const askedBy = pick(
	user,
	'asked_by',
	'User who asked; by default the user who started the Mattermost trigger',
	{
		label: 'Asked By',
	},
);

const options: Field[] = [
	allowedUsers,
	flag('asker_may_answer', 'Whether the user who asked and the account that posts may also answer'),
	askedBy,
	text('approve_label', 'Text of the button that approves', { default: 'Approve' }),
	text('decline_label', 'Text of the button that declines', { default: 'Decline' }),
	number('wait_minutes', 'Minutes after which execution continues at the Timed Out output', {
		label: 'Limit Wait Time (Minutes)',
		min: 1,
		default: 45,
	}),
	text('answer_label', 'Text of the button that opens the dialog for free text', {
		default: 'Answer',
	}),
	flag(
		'confirm',
		'Whether a press opens a dialog in which the user confirms the choice; then nobody can answer for someone by getting them to press another button',
		{ label: 'Confirm in a Dialog' },
	),
	text('root_id', 'First post of the thread to post the question in', {
		label: 'Thread Root Message ID',
	}),
	...safety,
].map(localOnly);

/** Buttons and menus of the message, and what can be chosen with them. */
function actionsOf(context: OperationContext, values: IDataObject, { id, key, choices }: Question) {
	const integration = (step: Ticket['step'], choice = '') => ({
		url: context.host.waiting!.resumeUrl({ step, question: id, choice } as Ticket),
		context: { key },
	});
	const button = (name: string, index: number, style?: string) => ({
		name,
		type: 'button',
		...(style ? { style } : {}),
		integration: integration('answer', String(index)),
	});
	switch (values.answer_type) {
		case 'buttons':
			return choices.map((name, index) => button(name, index));
		case 'menu':
			return [
				{
					name: 'Choose',
					type: 'select',
					options: choices.map((name) => ({ text: name, value: name })),
					integration: integration('menu'),
				},
			];
		case 'text': {
			const name = String(values.answer_label ?? 'Answer');
			return [{ name, type: 'button', style: 'primary', integration: integration('ask') }];
		}
		default:
			return [
				button(String(values.approve_label ?? 'Approve'), 0, 'primary'),
				button(String(values.decline_label ?? 'Decline'), 1, 'danger'),
			];
	}
}

/** As human review of an AI agent, n8n puts its own question into a parameter `message`. */
function questionOf(client: Client, values: IDataObject): string {
	const review = 'message' in client.host.node.parameters ? client.param('message') : undefined;
	const message = String(values.question ?? review ?? '').trim();
	if (message === '') throw client.refuse('Question', 'is empty', 'Enter the question');
	return message;
}

function check(context: OperationContext, values: IDataObject): void {
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

/** A restriction that is there must restrict: one that resolves to nothing is refused. */
function checkRestrictions(context: OperationContext, values: IDataObject): void {
	const given = context.param(optionsParam(context.resource, context.operation)) ?? {};
	const has = (field: Field) => Object.prototype.hasOwnProperty.call(given, childParam(field));
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

const choicesOf = (values: IDataObject): string[] =>
	values.answer_type === 'approval'
		? ['approved', 'declined']
		: ((values.choices ?? []) as string[]);

/** When the time to answer ends, in the message. */
const deadline = (until: number | null) =>
	until === null
		? {}
		: { footer: `Open until ${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC` };

/** Asks, and puts the execution to wait. */
async function ask(context: OperationContext): Promise<IDataObject> {
	const values = await valuesByName(context);
	check(context, values);
	checkRestrictions(context, values);
	const { message } = await harmless(context, { message: questionOf(context, values) });
	await checkLength(context, 'Question', String(message), { longest: longestPost });
	const users = [...new Set((values.allowed_users ?? []) as string[])];
	await checkUsers(context, 'Allowed Users', users);
	const askers = await askersOf(context, values, users);
	const channel = String(values.channel_id);
	await checkSomebodyMay(context, channel, { users, askers });

	const minutes = Number(values.wait_minutes ?? 0);
	const until = minutes > 0 ? Date.now() + minutes * 60_000 : null;
	const question: Question = {
		id: randomToken(),
		key: randomToken(),
		formKey: randomToken(),
		post: '',
		channel,
		users,
		askers,
		until,
		choices: choicesOf(values),
		approval: values.answer_type === 'approval',
		confirm: values.confirm === true,
	};
	context.addSecrets([question.key, question.formKey]);
	const actions = actionsOf(context, values, question);
	const post = await context.request('POST /posts', {
		body: {
			channel_id: channel,
			message,
			...(values.root_id ? { root_id: values.root_id } : {}),
			props: { attachments: [{ fallback: message, actions, ...deadline(until) }] },
		},
	});
	const asked = { post_id: post.id, channel_id: post.channel_id };
	const { waiting } = context.host;
	waiting!.keep(JSON.stringify({ ...question, post: String(post.id) }));
	await waiting!.until(until ? new Date(until) : WAIT_INDEFINITELY, {
		json: { timed_out: true, ...asked },
		pairedItem: { item: 0 },
	});
	return { timed_out: false, ...asked };
}

export const sendAndWait: Operation = {
	value: 'sendAndWait',
	name: 'Send and Wait for Approval',
	action: 'Send message and wait for approval',
	description:
		'Ask people with buttons, a menu or a dialog, and continue when someone has answered',
	request: 'POST /posts',
	also: [
		'GET /users/me',
		'POST /users/ids',
		'GET /channels/{channel_id}',
		'GET /channels/{channel_id}/members',
		'POST /channels/{channel_id}/members/ids',
	],
	fields: [pick(channel, 'channel_id', 'Channel to post to'), question, answerType, choices],
	optional: options,
	run: async (context) => await ask(context),
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

/** Two outputs while the operation waits, else one. */
export const outputs =
	`={{ $parameter["operation"] === "sendAndWait" ? [{ type: "${NodeConnectionTypes.Main}", displayName: "Answered" }, { type: "${NodeConnectionTypes.Main}", displayName: "Timed Out" }] : [{ type: "${NodeConnectionTypes.Main}" }] }}` as INodeTypeDescription['outputs'];

/** Shown on the node while it waits. */
export const waitingTooltip =
	'={{ $parameter["operation"] === "sendAndWait" ? "The execution goes on when someone answers in Mattermost" : "" }}';
