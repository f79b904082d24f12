import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { z } from 'zod';
import type { Client } from '../../../shared/http/client';
import { triggerClient } from '../../../shared/triggers/context';
import { refuseDelivery, takeDelivery } from '../../../shared/triggers/webhook';
import { personOf } from '../person';
import { unprovenPress } from '../triggerId';
import { sameSecret } from '../../../shared/util/sameSecret';
import { seal, unseal } from '../../../shared/util/sealed';
import { keptBy } from '../../../shared/execution/waiting';
import { unless } from '../responseGuards';
import { objection, questionIn, type Question } from './question';
import { mattermost } from '../service';

/**
 * Answers to Send and Wait: presses and submitted forms. n8n has checked the signature of the address
 * before. A press shows the question's key, and who pressed is proven by the trigger ID, which the server
 * signs: members of the channel can find out a button's URL and context (`triggerId.ts`). A form's URL
 * does reach a browser, so it is bound to the person who pressed, and its state is signed with a key that
 * never leaves n8n, so that neither an address alone, as a log shows it, nor a changed one is any good.
 */

/** How long an opened form may be submitted. */
const FORM_MS = 30 * 60_000;
/** How long a second answer is held off while n8n takes up the first one. */
const CLAIM_MS = 10_000;
/** Mattermost cuts introductions of dialogs in old versions. */
const LONGEST_INTRODUCTION = 500;

const ticketShape = z.object({
	step: z.enum(['answer', 'menu', 'ask']),
	question: z.string().min(1),
	choice: z.string().catch(''),
});

/** A form's address: one person, one question, some minutes. */
const formTicketShape = z.object({
	step: z.literal('form'),
	question: z.string().min(1),
	user: z.string().min(1),
	until: z.coerce.number(),
	/** Index of the choice that the person confirms; '' where they write. */
	choice: z.string().catch(''),
});

const word = z.string().max(10_000).catch('');

const clickShape = z.object({
	user_id: z.string().min(1).max(100),
	post_id: z.string().min(1).max(100),
	trigger_id: word,
	context: z.record(z.unknown()).catch({}),
});

const formShape = z.object({
	type: z.literal('dialog_submission'),
	user_id: z.string().min(1).max(100),
	state: word,
	submission: z.record(z.unknown()).nullish().catch({}),
	cancelled: z.boolean().catch(false),
});

type Click = z.infer<typeof clickShape>;

/** Someone's decision. */
interface Decision {
	answer: string;
	userId: string;
	userName: string;
}

interface Row extends IDataObject {
	message?: string;
	props?: IDataObject;
}

/** Says something to the one who pressed; the execution goes on waiting. */
const tell = (ephemeral_text: string): IWebhookResponseData => ({
	webhookResponse: { ephemeral_text, skip_slack_parsing: true },
});

/** Says something in the form, which stays open. */
const tellInForm = (error: string): IWebhookResponseData => ({ webhookResponse: { error } });

const ANSWERED = 'This was answered before.';
const OVER = 'This question is no longer open.';
const UNDER_WAY = 'This is being answered by somebody else.';

/** When a question was last answered, in ms, by its ID. Per n8n process; n8n itself resumes once. */
const claims = new Map<string, number>();

/** Whether nobody else is answering the question at this moment; it is claimed then. */
function claim(id: string, now: number): boolean {
	for (const [known, at] of claims) if (now - at > CLAIM_MS) claims.delete(known);
	if (claims.has(id)) return false;
	claims.set(id, now);
	return true;
}

/** The message, or undefined if the server does not give it. */
async function readPost(client: Client, id: string): Promise<Row | undefined> {
	return await client
		.request<Row>('GET /posts/{post_id}', { path: { post_id: id } })
		.catch(() => undefined);
}

const hasButtons = (post: Row) => {
	const attachments = post.props?.attachments;
	return (
		Array.isArray(attachments) &&
		(attachments as IDataObject[]).some(({ actions }) => Array.isArray(actions) && actions.length)
	);
};

/** The message as it is shown afterwards: what was asked, who decided what, and when. */
function decided(question: Question, post: Row, { answer, userName }: Decision, at: Date): Row {
	const time = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
	const quoted = answer.replace(/\s+/g, ' ').slice(0, 300);
	const who = userName ? `@${userName}` : 'someone';
	const words = !question.approval
		? `:speech_balloon: ${who} answered: ${quoted}`
		: answer === 'approved'
			? `:white_check_mark: Approved by ${who}`
			: `:x: Declined by ${who}`;
	const { attachments, ...props } = post.props ?? {};
	void attachments;
	return { message: `${post.message ?? ''}\n\n${words}, ${time}`, props };
}

/** What the workflow goes on with. */
const resumed = (
	question: Question,
	decision: Decision,
	at: Date,
	webhookResponse: IDataObject,
): IWebhookResponseData => ({
	webhookResponse,
	workflowData: [
		[
			{
				json: {
					answer: decision.answer,
					// A free text that says "approved" approves nothing.
					...(question.approval ? { approved: decision.answer === 'approved' } : {}),
					user_id: decision.userId,
					user_name: decision.userName,
					responded_at: at.toISOString(),
					post_id: question.post,
					channel_id: question.channel,
					timed_out: false,
				},
			},
		],
		[],
	],
});

/**
 * Whether a person can no longer see the question. The server checks that for presses; a form is
 * submitted by whoever has its address. What the account may not read counts as no. @throws NodeApiError
 */
async function hasLeft(client: Client, channelId: string, userId: string): Promise<boolean> {
	const path = { channel_id: channelId, user_id: userId };
	const isMember = async (request: string, where: Record<string, string>) => {
		const asked = client.request<{ delete_at?: number }>(request, { path: where });
		const row = await unless('404', asked);
		return row !== undefined && !row.delete_at;
	};
	const left = async () => {
		if (await isMember('GET /channels/{channel_id}/members/{user_id}', path)) return false;
		// Everybody in the team may read a public channel.
		const { type, team_id } = await client.request('GET /channels/{channel_id}', { path });
		const where = { team_id: String(team_id), user_id: userId };
		return type !== 'O' || !(await isMember('GET /teams/{team_id}/members/{user_id}', where));
	};
	return (await unless('403', left())) === true;
}

/** What the state of a form proves: that n8n made it for this address. */
const formProof = ({ user, until }: Pick<z.infer<typeof formTicketShape>, 'user' | 'until'>) =>
	`${user} ${until}`;

const WRITTEN = {
	display_name: 'Answer',
	name: 'answer',
	type: 'textarea',
	max_length: 3000,
	optional: false,
};

/** What a form shows: the question, and the choice that it asks to confirm. */
function introduction({ choices }: Question, post: Row | undefined, choice?: number): string {
	const asked = (post?.message ?? '').slice(0, LONGEST_INTRODUCTION);
	return choice === undefined ? asked : `${asked}\n\nYour answer: **${choices[choice]}**`;
}

async function openForm(
	context: IWebhookFunctions,
	client: Client,
	question: Question,
	post: Row | undefined,
	click: Click,
	choice?: number,
): Promise<IWebhookResponseData> {
	const until = Math.min(Date.now() + FORM_MS, question.until ?? Infinity);
	await client.request('POST /actions/dialogs/open', {
		body: {
			trigger_id: click.trigger_id,
			url: context.getSignedResumeUrl({
				step: 'form',
				question: question.id,
				user: click.user_id,
				until: String(until),
				...(choice === undefined ? {} : { choice: String(choice) }),
			}),
			dialog: {
				state: seal(question.formKey, 'form', formProof({ user: click.user_id, until })),
				callback_id: 'n8n',
				title: 'Your answer',
				introduction_text: introduction(question, post, choice),
				elements: choice === undefined ? [WRITTEN] : [],
				submit_label: choice === undefined ? 'Send' : 'Confirm',
				notify_on_cancel: false,
			},
		},
	});
	return { webhookResponse: {} };
}

/** What a press stands for; undefined if that was not offered. */
function chosen(
	question: Question,
	{ step, choice }: z.infer<typeof ticketShape>,
	click: Click,
): string | undefined {
	if (step === 'answer') return question.choices[Number(choice)];
	const selected = click.context.selected_option;
	return typeof selected === 'string' && question.choices.includes(selected) ? selected : undefined;
}

/** A press of a button, or the choice of a menu's entry. */
async function pressed(
	context: IWebhookFunctions,
	ticket: z.infer<typeof ticketShape>,
	question: Question | undefined,
): Promise<IWebhookResponseData> {
	const read = clickShape.safeParse(context.getBodyData());
	if (!read.success) return refuseDelivery(context, 400, 'it is no answer of Mattermost');
	const click = read.data;
	if (ticket.question !== question?.id) return tell(OVER);
	if (!sameSecret(click.context.key, question.key) || click.post_id !== question.post) {
		return refuseDelivery(context, 401, 'it does not come from the message that asked');
	}
	const problem = objection(question, click.user_id, Date.now());
	if (problem) return tell(problem);
	const client = triggerClient(context, mattermost, 'Answer');
	const press = { userId: click.user_id, triggerId: click.trigger_id };
	const unproven = await unprovenPress(client, press, Date.now());
	if (unproven) return refuseDelivery(context, 401, unproven);
	const person = await personOf(client, click.user_id);
	if (person.is_bot === true && !question.users.includes(click.user_id)) {
		return tell('Bots may answer only where Allowed Users names them.');
	}
	const post = await readPost(client, question.post);
	if (post && !hasButtons(post)) return tell(ANSWERED);
	if (ticket.step === 'ask') return await openForm(context, client, question, post, click);
	const answer = chosen(question, ticket, click);
	if (answer === undefined) return refuseDelivery(context, 400, 'it chooses what was not offered');
	if (question.confirm) {
		const choice = question.choices.indexOf(answer);
		return await openForm(context, client, question, post, click, choice);
	}
	if (!claim(question.id, Date.now())) return tell(UNDER_WAY);
	const decision: Decision = {
		answer,
		userId: click.user_id,
		// The body's own name is nobody's word.
		userName: person.username ?? '',
	};
	const at = new Date();
	return resumed(question, decision, at, {
		...(post
			? { update: decided(question, post, decision, at) }
			: { ephemeral_text: 'Your answer was taken.' }),
		skip_slack_parsing: true,
	});
}

/** The submission of a form that a press opened. */
async function submitted(
	context: IWebhookFunctions,
	ticket: z.infer<typeof formTicketShape>,
	question: Question | undefined,
): Promise<IWebhookResponseData> {
	const read = formShape.safeParse(context.getBodyData());
	if (!read.success) return refuseDelivery(context, 400, 'it is no answer of Mattermost');
	const form = read.data;
	if (form.user_id !== ticket.user) {
		return refuseDelivery(context, 403, 'the form was opened for somebody else');
	}
	if (form.cancelled) return { webhookResponse: {} };
	const now = Date.now();
	if (ticket.question !== question?.id) return tellInForm(OVER);
	if (unseal([question.formKey], 'form', form.state) !== formProof(ticket)) {
		return refuseDelivery(context, 401, 'its state is not that of its form');
	}
	if (!(now <= ticket.until)) return tellInForm('This form has expired; press the button again.');
	const problem = objection(question, ticket.user, now);
	if (problem) return tellInForm(problem);
	const written = form.submission?.answer;
	const given =
		question.choices.length > 0 ? question.choices[Number(ticket.choice || NaN)] : written;
	const answer = typeof given === 'string' ? given.trim() : '';
	if (answer === '') return { webhookResponse: { errors: { answer: 'Enter an answer' } } };
	const client = triggerClient(context, mattermost, 'Answer');
	const person = await personOf(client, ticket.user);
	if (person.delete_at || (await hasLeft(client, question.channel, ticket.user))) {
		return tellInForm('You can no longer see this question, so you cannot answer it.');
	}
	const post = await readPost(client, question.post);
	if (post && !hasButtons(post)) return tellInForm(ANSWERED);
	if (!claim(question.id, now)) return tellInForm(UNDER_WAY);
	const decision: Decision = { answer, userId: ticket.user, userName: person.username ?? '' };
	const at = new Date();
	if (post) {
		// The answer counts even if the message cannot be changed.
		await client
			.request('PUT /posts/{post_id}/patch', {
				path: { post_id: question.post },
				body: decided(question, post, decision, at),
			})
			.catch(() => undefined);
	}
	return resumed(question, decision, at, {});
}

/** Checks who answers and when, updates the message, and lets the execution go on. */
async function take(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const query = context.getQueryData();
	const question = questionIn(keptBy(context));
	const form = formTicketShape.safeParse(query);
	if (form.success) return await submitted(context, form.data, question);
	const ticket = ticketShape.safeParse(query);
	if (ticket.success) return await pressed(context, ticket.data, question);
	return refuseDelivery(context, 400, 'its address is not one of this node');
}

/** Takes an answer. Never throws: n8n would end the waiting execution with the error. */
export async function receiveAnswer(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await takeDelivery(context, async () => await take(context));
	} catch (error) {
		const { message } = error as Error;
		context.logger.warn(`${context.getNode().name}: an answer could not be taken: ${message}`);
		const isForm = (context.getQueryData() as IDataObject).step === 'form';
		const words = 'Your answer could not be taken; please try again.';
		return isForm ? tellInForm(words) : tell(words);
	}
}
