import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { mattermost } from '../services/mattermost/service';
import {
	addressesIn,
	addressOf,
	buttonToken,
	formTicket,
	newForm,
	withTickets,
	type FormTicket,
} from '../services/mattermost/triggerAddress';
import { PAGES_SINCE } from '../services/mattermost/dialogFeatures';
import { personOf } from '../services/mattermost/person';
import { unprovenPress } from '../services/mattermost/triggerId';
import { withFileIds } from '../services/mattermost/webhookReplies';
import { triggerClient, hookParam } from '../shared/triggers/context';
import { flagOf } from '../shared/util/givenValue';
import { isRepeated, refuseDelivery, takeDelivery } from '../shared/triggers/webhook';
import { sameSecret } from '../shared/util/sameSecret';
import { readDelivery, type Delivery, type Source } from './deliveries';
import { checkForm } from './forms';
import { replyBody } from './replies';
import { readReply, secretOf, sourceOf } from './settings';

/** Slash commands show their token in this header as well. */
function headerToken(headers: IDataObject): string {
	const [, token = ''] = /^Token (.+)$/i.exec(String(headers.authorization ?? '')) ?? [];
	return token;
}

/** What forms and buttons are signed with: the node's own key, and the secret that others are told. */
function keysOf(context: IWebhookFunctions): string[] {
	const address = addressOf(context.getWorkflowStaticData('global'), context.getNode().id);
	return [address?.key ?? '', secretOf(context)].filter(Boolean);
}

/** Whether one of the secrets that a delivery shows is right. */
function isProven(context: IWebhookFunctions, source: Source, delivery: Delivery): boolean {
	const shown =
		source === 'command'
			? [...delivery.secrets, headerToken(context.getHeaderData() as IDataObject)]
			: delivery.secrets;
	const wanted =
		source === 'action'
			? [
					secretOf(context),
					...keysOf(context).map((key) => buttonToken(key, delivery.item.context as IDataObject)),
				]
			: [context.getWorkflowStaticData('node').token];
	// All are compared, so that the time does not tell which one was right.
	return shown.flatMap((secret) => wanted.map((right) => sameSecret(secret, right))).includes(true);
}

const DEACTIVATED = 'the account of who sent it was deactivated';

/**
 * Refuses a press that Mattermost's server does not vouch for; undefined if it does, and the item holds
 * the person's name, which the body can only claim.
 */
async function checkPress(
	context: IWebhookFunctions,
	{ item }: Delivery,
): Promise<IWebhookResponseData | undefined> {
	const press = { userId: String(item.user_id), triggerId: String(item.trigger_id) };
	try {
		const client = triggerClient(context, mattermost, 'Receive');
		const problem = await unprovenPress(client, press, Date.now());
		if (problem) return refuseDelivery(context, 401, problem);
		const { username, delete_at } = await personOf(client, press.userId);
		if (delete_at) return refuseDelivery(context, 403, DEACTIVATED);
		item.user_name = username ?? '';
		return undefined;
	} catch (error) {
		return refuseDelivery(
			context,
			503,
			`whether Mattermost sent it could not be checked: ${(error as Error).message}`,
		);
	}
}

/**
 * Whether a post is by the account of the credential or by a bot: a workflow that posts would start
 * itself. What the server does not say counts as a person, since a post must not be lost.
 */
async function isOwnOrBot(context: IWebhookFunctions, { item }: Delivery): Promise<boolean> {
	const client = triggerClient(context, mattermost, 'Receive');
	try {
		const [author, me] = await Promise.all([
			client.request<{ is_bot?: boolean }>('GET /users/{user_id}', {
				path: { user_id: item.user_id },
			}),
			client.request<{ id?: string }>('GET /users/me'),
		]);
		return author.is_bot === true || me.id === item.user_id;
	} catch (error) {
		context.logger.warn(
			`${context.getNode().name}: whether a message is by a bot is unknown: ${(error as Error).message}`,
		);
		return false;
	}
}

/**
 * The files of the message whose button was pressed, which an answer that replaces it must name. None where the
 * account may not read it. Never throws.
 */
async function filesOf(
	context: IWebhookFunctions,
	{ item: { post_id } }: Delivery,
): Promise<string[]> {
	const client = triggerClient(context, mattermost, 'Receive');
	const { file_ids } = await client
		.request<IDataObject>('GET /posts/{post_id}', { path: { post_id } })
		.catch(() => ({}) as IDataObject);
	return Array.isArray(file_ids) ? file_ids.map(String) : [];
}

/** For the execution: the form that reported, or a new one of each trigger for the person who pressed. */
async function ticketsFor(
	context: IWebhookFunctions,
	source: Source,
	{ item, form: shown }: Delivery,
): Promise<Record<string, FormTicket>> {
	const memory = context.getWorkflowStaticData('global');
	// The author of a post that calls an outgoing webhook gets no trigger ID, which opens forms.
	if (source === 'outgoing') return {};
	const user = String(item.user_id);
	if (shown) {
		const address = addressOf(memory, context.getNode().id);
		const form = { id: String(item.form_id), user, until: Number(item.form_until) };
		if (!address) return {};
		// Respond to Mattermost has no credential to ask with. What is not known is tried.
		const client = triggerClient(context, mattermost, 'Receive');
		const pages = await client.serverIsAtLeast(PAGES_SINCE).catch(() => true);
		return { [address.name]: { ...formTicket(address, form), pages } };
	}
	const form = newForm(user);
	return Object.fromEntries(
		addressesIn(memory).map((address) => [address.name, formTicket(address, form)]),
	);
}

async function take(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const source = sourceOf(context);
	const query = context.getQueryData() as IDataObject;
	const delivery = readDelivery(source, context.getBodyData(), query);
	if (!delivery) return refuseDelivery(context, 400, 'it is not what this trigger takes');
	if (delivery.form) {
		const refusal = await checkForm(context, delivery, keysOf(context));
		if (refusal) return refusal;
	} else if (!isProven(context, source, delivery)) {
		return refuseDelivery(context, 401, 'its token is missing or wrong');
	} else if (source === 'action') {
		const refusal = await checkPress(context, delivery);
		if (refusal) return refusal;
	}
	if (isRepeated(context, delivery.id)) {
		return refuseDelivery(context, 409, 'it was delivered before');
	}
	if (source === 'outgoing' && !flagOf(hookParam(context, 'includeOwnAndBots'))) {
		if (await isOwnOrBot(context, delivery)) return { webhookResponse: {} };
	}
	const atOnce = hookParam(context, 'respond') === 'onReceived';
	const reply = readReply(context, triggerClient(context, mattermost, 'Receive'));
	const mayReplace = source === 'action' && !delivery.form && (!atOnce || reply.replaceMessage);
	const files = mayReplace ? await filesOf(context, delivery) : [];
	const item = withTickets(delivery.item, await ticketsFor(context, source, delivery));
	return {
		workflowData: [[withFileIds(item, files)]],
		...(atOnce ? { webhookResponse: replyBody(source, delivery, reply, files) } : {}),
	};
}

/** Checks a delivery and starts the workflow with it, or refuses it. */
export const receive = async (context: IWebhookFunctions): Promise<IWebhookResponseData> =>
	await takeDelivery(context, async () => await take(context));
