import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { z } from 'zod';
import type { Call } from '../shared/call';
import { hookCall, rawDelivery, refuseDelivery } from '../shared/hooks';
import { LONGEST_TITLE, type Ticket } from './sendAndWait';
import { mattermost } from './service';

/**
 * Answers to Send and Wait: clicks and submitted dialogs. n8n has checked the signature of the
 * address before, so the ticket can be trusted; who clicked is said by the Mattermost server.
 */

const ticketShape = z.object({
	step: z.enum(['answer', 'menu', 'ask', 'dialog']),
	value: z.string(),
	users: z.string(),
	until: z.string(),
});

const word = z.string().max(10_000).catch('');

const clickShape = z.object({
	user_id: z.string().min(1).max(100),
	user_name: word,
	channel_id: word,
	post_id: z.string().min(1).max(100),
	trigger_id: word,
	context: z.record(z.unknown()).catch({}),
});

const dialogShape = z.object({
	type: z.literal('dialog_submission'),
	user_id: z.string().min(1).max(100),
	channel_id: word,
	state: z.string().min(1).max(100),
	submission: z.record(z.unknown()).nullish().catch({}),
	cancelled: z.boolean().catch(false),
});

/** Someone's decision. */
interface Decision {
	answer: string;
	userId: string;
	userName: string;
	channelId: string;
	postId: string;
}

/** Says something to the one who clicked; the execution goes on waiting. */
const tell = (ephemeral_text: string): IWebhookResponseData => ({
	webhookResponse: { ephemeral_text },
});

interface Row extends IDataObject {
	message?: string;
	props?: IDataObject;
}

/** The message, or undefined if the server does not give it. */
async function readPost(call: Call, id: string): Promise<Row | undefined> {
	return await call
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
function decided(post: Row, { answer, userName }: Decision, at: Date): Row {
	const time = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
	const quoted = answer.replace(/\s+/g, ' ').slice(0, 300);
	const who = userName ? `@${userName}` : 'someone';
	const words =
		answer === 'approved'
			? `:white_check_mark: Approved by ${who}`
			: answer === 'declined'
				? `:x: Declined by ${who}`
				: `:speech_balloon: ${who} answered: ${quoted}`;
	const { attachments, ...props } = post.props ?? {};
	void attachments;
	return { message: `${post.message ?? ''}\n\n${words}, ${time}`, props };
}

/** What the workflow goes on with. */
const resumed = (decision: Decision, at: Date, webhookResponse: IDataObject) => ({
	webhookResponse,
	workflowData: [
		[
			{
				json: {
					answer: decision.answer,
					...(['approved', 'declined'].includes(decision.answer)
						? { approved: decision.answer === 'approved' }
						: {}),
					user_id: decision.userId,
					user_name: decision.userName,
					responded_at: at.toISOString(),
					post_id: decision.postId,
					channel_id: decision.channelId,
					timed_out: false,
				},
			},
		],
		[],
	],
});

async function openDialog(
	context: IWebhookFunctions,
	call: Call,
	ticket: Ticket,
	post: Row | undefined,
	click: z.infer<typeof clickShape>,
): Promise<IWebhookResponseData> {
	await call.request('POST /actions/dialogs/open', {
		body: {
			trigger_id: click.trigger_id,
			url: context.getSignedResumeUrl({ ...ticket, step: 'dialog' }),
			dialog: {
				callback_id: 'n8n',
				title: 'Your answer'.slice(0, LONGEST_TITLE),
				introduction_text: (post?.message ?? '').slice(0, 500),
				elements: [
					{
						display_name: 'Answer',
						name: 'answer',
						type: 'textarea',
						max_length: 3000,
						optional: false,
					},
				],
				submit_label: 'Send',
				notify_on_cancel: false,
				state: click.post_id,
			},
		},
	});
	return { webhookResponse: {} };
}

/** The chosen entry of a menu, if it is one of those that were offered. */
function chosen(ticket: Ticket, selected: unknown): string | undefined {
	const offered = JSON.parse(ticket.value) as unknown;
	return Array.isArray(offered) && typeof selected === 'string' && offered.includes(selected)
		? selected
		: undefined;
}

async function clicked(
	context: IWebhookFunctions,
	call: Call,
	ticket: Ticket,
	click: z.infer<typeof clickShape>,
): Promise<IWebhookResponseData> {
	const post = await readPost(call, click.post_id);
	if (post && !hasButtons(post)) return tell('This was answered before.');
	if (ticket.step === 'ask') return await openDialog(context, call, ticket, post, click);
	const answer =
		ticket.step === 'menu' ? chosen(ticket, click.context.selected_option) : ticket.value;
	if (answer === undefined) return refuseDelivery(context, 400, 'it chooses what was not offered');
	const decision: Decision = {
		answer,
		userId: click.user_id,
		userName: click.user_name || (await nameOf(call, click.user_id)),
		channelId: click.channel_id,
		postId: click.post_id,
	};
	const at = new Date();
	return resumed(
		decision,
		at,
		post ? { update: decided(post, decision, at) } : { ephemeral_text: 'Your answer was taken.' },
	);
}

async function nameOf(call: Call, id: string): Promise<string> {
	const user = await call
		.request<{ username?: string }>('GET /users/{user_id}', { path: { user_id: id } })
		.catch(() => undefined);
	return user?.username ?? '';
}

async function submitted(
	call: Call,
	dialog: z.infer<typeof dialogShape>,
): Promise<IWebhookResponseData> {
	if (dialog.cancelled) return { webhookResponse: {} };
	const answer = String(dialog.submission?.answer ?? '').trim();
	if (answer === '') return { webhookResponse: { errors: { answer: 'Enter an answer' } } };
	const post = await readPost(call, dialog.state);
	if (post && !hasButtons(post)) {
		return { webhookResponse: { error: 'This was answered before.' } };
	}
	const decision: Decision = {
		answer,
		userId: dialog.user_id,
		userName: await nameOf(call, dialog.user_id),
		channelId: dialog.channel_id,
		postId: dialog.state,
	};
	const at = new Date();
	if (post) {
		// The answer counts even if the message cannot be changed.
		await call
			.request('PUT /posts/{post_id}/patch', {
				path: { post_id: dialog.state },
				body: decided(post, decision, at),
			})
			.catch(() => undefined);
	}
	return resumed(decision, at, {});
}

/** Checks who answers and when, updates the message, and lets the execution go on. */
async function take(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const raw = rawDelivery(context);
	if ('reason' in raw) return refuseDelivery(context, raw.status, raw.reason);
	const ticket = ticketShape.safeParse(context.getQueryData());
	if (!ticket.success) return refuseDelivery(context, 400, 'its address is not one of this node');
	const { step, users, until } = ticket.data;
	const body = context.getBodyData();
	const isDialog = step === 'dialog';
	const read = isDialog ? dialogShape.safeParse(body) : clickShape.safeParse(body);
	if (!read.success) return refuseDelivery(context, 400, 'it is no answer of Mattermost');
	const problem =
		users && !users.split(',').includes(read.data.user_id)
			? 'You are not among those who may answer this.'
			: until && Date.now() > Number(until)
				? 'The time to answer this is over.'
				: undefined;
	if (problem) return isDialog ? { webhookResponse: { error: problem } } : tell(problem);
	const call = hookCall(context, mattermost, 'Answer');
	return 'post_id' in read.data
		? await clicked(context, call, ticket.data as Ticket, read.data)
		: await submitted(call, read.data);
}

/** Takes an answer. Never throws: n8n would end the waiting execution with the error. */
export async function receiveAnswer(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await take(context);
	} catch (error) {
		const { message } = error as Error;
		context.logger.warn(`${context.getNode().name}: an answer could not be taken: ${message}`);
		return tell('Your answer could not be taken; please try again.');
	}
}
