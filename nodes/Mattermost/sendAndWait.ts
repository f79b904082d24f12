import {
	NodeConnectionTypes,
	WAIT_INDEFINITELY,
	type IDataObject,
	type INodeTypeDescription,
	type IWebhookDescription,
} from 'n8n-workflow';
import { valuesByName } from '../shared/build';
import type { Call } from '../shared/call';
import { choice, list, number, pick, strings, text, unsent } from '../shared/fields';
import type { Field, Operation } from '../shared/types';
import { longestPost } from '../services/mattermost/longestPost';
import { checkLength } from '../shared/request/texts';
import { harmless, safety } from './messageFields';
import { channel, user } from './pickers';

/**
 * A message with buttons, and the workflow waits until someone answers. Each button has its own
 * address, signed by n8n: what it stands for, who may click and until when are part of the signature.
 */

/** What an answer's address says; all of it is signed. */
export interface Ticket extends Record<string, string> {
	/** `answer`: the click decides. `menu`: its chosen entry does. `ask`: it opens the dialog. `dialog`: its submission decides. */
	step: 'answer' | 'menu' | 'ask' | 'dialog';
	/** What the button stands for, or the JSON list of a menu's entries. */
	value: string;
	/** IDs of those who may answer, separated by commas; '' for everybody. */
	users: string;
	/** ms, or '' for no end. */
	until: string;
}

/** Addresses become too long for some servers beyond. */
const MOST_USERS = 50;
const MOST_CHOICES = 50;
/** Mattermost cuts titles of dialogs here. */
const LONGEST_TITLE = 24;

const answerType = unsent(
	choice(
		'answer_type',
		{
			approval: 'Approve or Decline',
			buttons: 'One of Several Buttons',
			menu: 'One Entry of a Menu',
			text: 'Free Text',
		},
		'How people answer',
	),
);
const choices = unsent(
	strings('choices', 'What people can choose from', {
		placeholder: 'e.g. Today, Tomorrow, Never',
		showIf: { answer_type: ['buttons', 'menu'] },
	}),
);
const question = unsent(
	text('question', 'What is asked, in Markdown', {
		rows: 4,
		required: false,
		placeholder: 'e.g. Deploy version 7 to production?',
	}),
);

const options: Field[] = [
	list('allowed_users', 'Users who may answer; without any, everybody in the channel may', [
		pick(user, '', 'Person who may answer'),
	]),
	text('approve_label', 'Text of the button that approves', { default: 'Approve' }),
	text('decline_label', 'Text of the button that declines', { default: 'Decline' }),
	number('wait_minutes', 'Minutes after which the Timed Out output goes on', {
		label: 'Limit Wait Time (Minutes)',
		min: 1,
		default: 45,
	}),
	text('answer_label', 'Text of the button that opens the dialog for free text', {
		default: 'Answer',
	}),
	text('root_id', 'First post of the thread to ask in', { label: 'Thread Root Post ID' }),
	...safety,
].map(unsent);

/** Buttons and menus of the message. */
function actionsOf(call: Call, values: IDataObject, ticket: Omit<Ticket, 'step' | 'value'>) {
	const integration = (step: Ticket['step'], value: string) => ({
		url: call.host.waiting!.resumeUrl({ ...ticket, step, value } as Ticket),
		context: {},
	});
	const button = (name: string, step: Ticket['step'], value: string, style?: string) => ({
		name,
		type: 'button',
		...(style ? { style } : {}),
		integration: integration(step, value),
	});
	const given = (values.choices ?? []) as string[];
	switch (values.answer_type) {
		case 'buttons':
			return given.map((name) => button(name, 'answer', name));
		case 'menu':
			return [
				{
					name: 'Choose',
					type: 'select',
					options: given.map((name) => ({ text: name, value: name })),
					integration: integration('menu', JSON.stringify(given)),
				},
			];
		case 'text':
			return [button(String(values.answer_label ?? 'Answer'), 'ask', '', 'primary')];
		default:
			return [
				button(String(values.approve_label ?? 'Approve'), 'answer', 'approved', 'primary'),
				button(String(values.decline_label ?? 'Decline'), 'answer', 'declined', 'danger'),
			];
	}
}

/** As human review of an AI agent, n8n puts its own question into a parameter `message`. */
function questionOf(call: Call, values: IDataObject): string {
	const review = 'message' in call.host.node.parameters ? call.param('message') : undefined;
	const message = String(values.question ?? review ?? '').trim();
	if (message === '') throw call.refuse('Question', 'is empty', 'Enter what is asked');
	return message;
}

function check(call: Call, values: IDataObject): void {
	const { waiting } = call.host;
	if (!waiting) {
		throw call.refuse(
			'Operation',
			'is Send and Wait for Approval, which only workflows can run',
			'Use the node in a workflow, or as human review of an AI agent',
		);
	}
	if (waiting.items > 1) {
		throw call.refuse(
			'Input',
			`has ${waiting.items} items, and an execution waits only once`,
			'Turn on Execute Once in the settings of the node, or put a Loop Over Items node before it',
		);
	}
	const given = (values.choices ?? []) as string[];
	if (['buttons', 'menu'].includes(String(values.answer_type))) {
		if (given.length === 0 || given.length > MOST_CHOICES) {
			throw call.refuse(
				'Choices',
				`has ${given.length} entries`,
				`Enter 1 to ${MOST_CHOICES}, separated by commas`,
			);
		}
		if (new Set(given).size < given.length) {
			throw call.refuse('Choices', 'has an entry twice', 'Make them different');
		}
	}
	const users = (values.allowed_users ?? []) as string[];
	if (users.length > MOST_USERS) {
		throw call.refuse(
			'Allowed Users',
			`has ${users.length} entries`,
			`Name at most ${MOST_USERS}; or ask in a channel of its own and allow everybody there`,
		);
	}
}

/** Asks, and puts the execution to wait. */
async function ask(call: Call): Promise<IDataObject> {
	const values = await valuesByName(call);
	check(call, values);
	const minutes = Number(values.wait_minutes ?? 0);
	const until = minutes > 0 ? Date.now() + minutes * 60_000 : undefined;
	const { message } = await harmless(call, { message: questionOf(call, values) });
	await checkLength(call, 'Question', String(message), { longest: longestPost });
	const ticket = {
		users: ((values.allowed_users ?? []) as string[]).join(','),
		until: until ? String(until) : '',
	};
	const post = await call.request('POST /posts', {
		body: {
			channel_id: values.channel_id,
			message,
			...(values.root_id ? { root_id: values.root_id } : {}),
			props: {
				attachments: [{ fallback: message, actions: actionsOf(call, values, ticket) }],
			},
		},
	});
	const asked = { post_id: post.id, channel_id: post.channel_id };
	await call.host.waiting!.until(until ? new Date(until) : WAIT_INDEFINITELY, {
		json: { timed_out: true, ...asked },
		pairedItem: { item: 0 },
	});
	return { timed_out: false, ...asked };
}

export const sendAndWait: Operation = {
	value: 'sendAndWait',
	name: 'Send and Wait for Approval',
	action: 'Send message and wait for approval',
	description: 'Ask people with buttons, a menu or a dialog, and go on when one has answered',
	request: 'POST /posts',
	fields: [pick(channel, 'channel_id', 'Channel to post to'), question, answerType, choices],
	optional: options,
	run: async (call) => await ask(call),
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

export { LONGEST_TITLE };
