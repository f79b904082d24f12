import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { z } from 'zod';
import type { Client } from '../../../shared/http/client';
import { triggerClient } from '../../../shared/triggers/context';
import { refuseDelivery, takeDelivery } from '../../../shared/triggers/webhook';
import { runExclusive } from '../../../shared/util/runExclusive';
import { personOf } from '../person';
import { unprovenPress } from '../triggerId';
import { sameSecret } from '../../../shared/util/sameSecret';
import { seal, unseal } from '../../../shared/util/sealed';
import { keptBy } from '../../../shared/execution/waiting';
import { unless } from '../responseGuards';
import { formValues } from './form';
import { objection, questionIn, type Question } from './question';
import { decided, hasButtons, readPost, showDecision, type Decision, type PostRow } from './shown';
import { keepVote, outcomeOf, votesOf, type Vote } from './votes';
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
	/** The post whose button was pressed. */
	post: z.string().min(1),
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

/** Who answers what, as the server knows them. */
interface Answer {
	answer: string;
	userId: string;
	userName: string;
	/** '' where the server does not tell. */
	userEmail: string;
	/** What was entered into the form. */
	form?: IDataObject;
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

const iso = (at: number) => new Date(at).toISOString();

/** What the workflow goes on with. */
const resumed = (
	question: Question,
	{ answer, userId, userName, userEmail, form }: Answer,
	votes: Vote[],
	at: Date,
	webhookResponse: IDataObject,
): IWebhookResponseData => ({
	webhookResponse,
	workflowData: [
		[
			{
				json: {
					answer,
					// A free text that says "approved" approves nothing.
					...(question.type === 'approval' ? { approved: answer === 'approved' } : {}),
					...(form ? { form } : {}),
					user_id: userId,
					user_name: userName,
					user_email: userEmail,
					responded_at: at.toISOString(),
					post_id: question.posts[0]?.id ?? '',
					channel_id: question.posts[0]?.channel ?? '',
					timed_out: false,
					...(question.needed > 1
						? {
								answers: votes.map((vote) => ({
									answer: vote.answer,
									user_id: vote.user,
									user_name: vote.name,
									user_email: vote.email,
									responded_at: iso(vote.at),
								})),
							}
						: {}),
				},
			},
		],
		[],
	],
});

/** What Mattermost and n8n get once it is decided. */
type Settle = (decision: Decision, at: Date) => Promise<IDataObject>;
/** What the one who answered reads while it goes on; `counts` if the answer was taken. */
type Tell = (words: string, counts?: boolean) => IWebhookResponseData;

/** Takes the answer where one is enough. */
async function takeOne(
	question: Question,
	answer: Answer,
	say: Tell,
	settle: Settle,
): Promise<IWebhookResponseData> {
	if (!claim(question.id, Date.now())) return say(UNDER_WAY);
	const at = new Date();
	const { userName } = answer;
	const response = await settle({ answer: answer.answer, userName, names: [userName] }, at);
	return resumed(question, answer, [], at, response);
}

/** `1 of 2 approvals so far`. */
const progress = ({ needed, choices }: Question, votes: Vote[]) =>
	`${votes.filter(({ answer }) => answer === choices[0]).length} of ${needed} approvals so far`;

/** Tells in the thread who has answered. Never throws. */
async function tellThread(client: Client, question: Question, votes: Vote[], own: Answer) {
	const [first] = question.posts;
	if (!first) return;
	const message = `@${own.userName} has ${own.answer} this: ${progress(question, votes)}.`;
	await client
		.request<PostRow>('GET /posts/{post_id}', { path: { post_id: first.id } })
		.then(async ({ root_id }) => {
			const body = { channel_id: first.channel, root_id: root_id || first.id, message };
			await client.request('POST /posts', { body });
		})
		.catch(() => undefined);
}

/**
 * Keeps the answer where it takes several, and decides when there are enough. One at a time in this
 * process; other processes see the same answers on the server, and n8n goes on once.
 */
async function takeOneOfSeveral(
	client: Client,
	question: Question,
	own: Answer,
	say: Tell,
	settle: Settle,
): Promise<IWebhookResponseData> {
	return await runExclusive(`votes ${question.id}`, async () => {
		let votes = await votesOf(client, question);
		const earlier = votes.find(({ user }) => user === own.userId);
		if (!earlier) {
			const { answer, userId: user, userName: name, userEmail: email } = own;
			const vote = { answer, user, name, email, at: Date.now() };
			await keepVote(client, question, vote);
			// Somebody else may have answered meanwhile; a copy of the database may lag behind.
			const known = await votesOf(client, question);
			votes = known.some((one) => one.user === user)
				? known
				: [...known, { ...vote, until: Infinity }];
		}
		const outcome = outcomeOf(question, votes);
		if (outcome === undefined) {
			if (earlier) {
				return say(`You have ${earlier.answer} this before: ${progress(question, votes)}.`);
			}
			await tellThread(client, question, votes, own);
			return say(`Your answer counts: ${progress(question, votes)}.`, true);
		}
		if (!claim(question.id, Date.now())) return say(UNDER_WAY);
		const at = new Date();
		const names = votes.filter(({ answer }) => answer === outcome).map(({ name }) => name);
		const response = await settle({ answer: outcome, userName: own.userName, names }, at);
		return resumed(question, { ...own, answer: outcome }, votes, at, response);
	});
}

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
const formProof = ({
	user,
	until,
	post,
}: Pick<z.infer<typeof formTicketShape>, 'user' | 'until' | 'post'>) => `${user} ${until} ${post}`;

const WRITTEN = {
	display_name: 'Answer',
	name: 'answer',
	type: 'textarea',
	max_length: 3000,
	optional: false,
};

/** What a form shows: the question, and the choice that it asks to confirm. */
function introduction({ choices, message }: Question, choice?: number): string {
	const asked = message.slice(0, LONGEST_INTRODUCTION);
	return choice === undefined ? asked : `${asked}\n\nYour answer: **${choices[choice]}**`;
}

async function openForm(
	context: IWebhookFunctions,
	client: Client,
	question: Question,
	click: Click,
	choice?: number,
): Promise<IWebhookResponseData> {
	const written = question.type === 'form' ? question.form : [WRITTEN];
	const until = Math.min(Date.now() + FORM_MS, question.until ?? Infinity);
	await client.request('POST /actions/dialogs/open', {
		body: {
			trigger_id: click.trigger_id,
			url: context.getSignedResumeUrl({
				step: 'form',
				question: question.id,
				user: click.user_id,
				until: String(until),
				post: click.post_id,
				...(choice === undefined ? {} : { choice: String(choice) }),
			}),
			dialog: {
				state: seal(
					question.formKey,
					'form',
					formProof({ user: click.user_id, until, post: click.post_id }),
				),
				callback_id: 'n8n',
				title: 'Your answer',
				introduction_text: introduction(question, choice),
				elements: choice === undefined ? written : [],
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

const answerOf = (
	userId: string,
	{ username = '', email = '' }: Awaited<ReturnType<typeof personOf>>,
	answer: string,
): Answer => ({ answer, userId, userName: username, userEmail: email });

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
	const isAsking = question.posts.some(({ id }) => id === click.post_id);
	if (!sameSecret(click.context.key, question.key) || !isAsking) {
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
	const post = await readPost(client, click.post_id);
	if (post && !hasButtons(post)) return tell(ANSWERED);
	if (ticket.step === 'ask') return await openForm(context, client, question, click);
	const answer = chosen(question, ticket, click);
	if (answer === undefined) return refuseDelivery(context, 400, 'it chooses what was not offered');
	if (question.confirm) {
		const choice = question.choices.indexOf(answer);
		return await openForm(context, client, question, click, choice);
	}
	// The body's own name is nobody's word.
	const own = answerOf(click.user_id, person, answer);
	const settle: Settle = async (decision, at) => {
		await showDecision(client, question, decision, at, click.post_id);
		return {
			...(post && question.afterwards !== 'delete'
				? { update: decided(question, post, decision, at) }
				: { ephemeral_text: 'Your answer was taken.' }),
			skip_slack_parsing: true,
		};
	};
	return question.needed > 1
		? await takeOneOfSeveral(client, question, own, tell, settle)
		: await takeOne(question, own, tell, settle);
}

/** The submission of a form that a press opened. */
async function submitted(
	context: IWebhookFunctions,
	ticket: z.infer<typeof formTicketShape>,
	question: Question | undefined,
): Promise<IWebhookResponseData> {
	const parsed = formShape.safeParse(context.getBodyData());
	if (!parsed.success) return refuseDelivery(context, 400, 'it is no answer of Mattermost');
	const form = parsed.data;
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
	const asking = question.posts.find(({ id }) => id === ticket.post);
	if (!asking) return refuseDelivery(context, 401, 'it does not come from the message that asked');
	const read = entered(question, ticket.choice, form.submission ?? {});
	if ('errors' in read) return { webhookResponse: { errors: read.errors } };
	const client = triggerClient(context, mattermost, 'Answer');
	const person = await personOf(client, ticket.user);
	if (person.delete_at || (await hasLeft(client, asking.channel, ticket.user))) {
		return tellInForm('You can no longer see this question, so you cannot answer it.');
	}
	const post = await readPost(client, asking.id);
	if (post && !hasButtons(post)) return tellInForm(ANSWERED);
	const own = { ...answerOf(ticket.user, person, read.answer), form: read.values };
	const settle: Settle = async (decision, at) => {
		await showDecision(client, question, decision, at);
		return {};
	};
	// What counts closes the form: the thread tells the rest.
	const sayInForm: Tell = (words, counts) => (counts ? { webhookResponse: {} } : tellInForm(words));
	return question.needed > 1
		? await takeOneOfSeveral(client, question, own, sayInForm, settle)
		: await takeOne(question, own, tellInForm, settle);
}

/** What a form says, or what is wrong with it, by the names of its elements. */
function entered(
	question: Question,
	choice: string,
	submission: Record<string, unknown>,
): { answer: string; values?: IDataObject } | { errors: Record<string, string> } {
	if (question.type === 'form') {
		const read = formValues(question.form as IDataObject[], submission);
		return 'errors' in read ? read : { answer: 'submitted', values: read.values };
	}
	const given =
		question.choices.length > 0 ? question.choices[Number(choice || NaN)] : submission.answer;
	const answer = typeof given === 'string' ? given.trim() : '';
	return answer === '' ? { errors: { answer: 'Enter an answer' } } : { answer };
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
