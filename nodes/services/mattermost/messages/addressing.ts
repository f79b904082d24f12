import type { OperationContext } from '../../../shared/model/operation';
import type { IDataObject } from 'n8n-workflow';
import { valuesByName } from '../../../shared/request/build';
import type { Client } from '../../../shared/http/client';
import type { ApiRequest } from '../../../shared/http/types';

import {
	addressesIn,
	addressForm,
	buttonToken,
	elementsOf,
	formTicket,
	isLive,
	newForm,
	ticketsOf,
	type FormTicket,
	type TriggerAddress,
} from '../triggerAddress';
import { checkFeatures } from '../dialogFeatures';
import { userOfTriggerId } from '../triggerId';

/** Buttons, menus and forms report to the Mattermost Webhook Trigger of the workflow by themselves. */

const HOW =
	'Add a Mattermost Webhook Trigger for buttons, menus and dialogs to this workflow and publish it (in n8n 1: activate it) once; from then on it is used here, also in tests in the editor. Or enter the URL that is to be called. In queue mode, where n8n 2 tells workers nothing of the trigger, enter its Production URL and Secret';

/** Triggers of the workflow; one that was deleted leaves its address behind. */
const triggersOf = ({ host: { workflow } }: Client): TriggerAddress[] =>
	addressesIn(workflow?.memory() ?? {}).filter(({ name }) => workflow!.has(name));

/** Tickets that came with the delivery that started the execution, for that person. */
const ticketsFor = ({ host: { workflow } }: Client, user: string): FormTicket[] =>
	(workflow?.startedWith(['.mattermostWebhookTrigger']) ?? []).flatMap((item) =>
		Object.entries(ticketsOf(item))
			.filter(([name, { form }]) => form.user === user && workflow!.has(name))
			.map(([, ticket]) => ticket),
	);

/**
 * The one that a URL belongs to; without a URL the only one of the workflow.
 * @returns undefined for a URL of something else
 * @throws NodeOperationError if there is no URL, and not exactly one
 */
function addressed<T>(
	client: Client,
	field: string,
	url: unknown,
	triggers: T[],
	urlOf: (trigger: T) => string,
): T | undefined {
	if (url) return triggers.find((trigger) => urlOf(trigger) === url);
	if (triggers.length === 1) return triggers[0];
	throw triggers.length === 0
		? client.refuse(field, 'is empty, and this workflow has no active trigger to use', HOW)
		: client.refuse(
				field,
				`is empty, and this workflow has ${triggers.length} triggers to choose from`,
				'Enter the Production URL of one of them',
			);
}

/** Addresses the buttons and menus of a message. @throws NodeOperationError for one that leads nowhere */
export function addressButtons(client: Client, actions: unknown): unknown {
	return (actions as IDataObject[]).map((action, index) => {
		const { url, context, ...rest } = (action.integration ?? {}) as IDataObject;
		const field = `Actions → ${index + 1} → URL`;
		const trigger = addressed(client, field, url, triggersOf(client), (one) => one.url);
		if (!trigger) return action;
		const own = { ...(context as IDataObject | undefined) };
		const token = buttonToken(trigger.key, own);
		client.addSecrets([token]);
		return {
			...action,
			integration: { ...rest, url: trigger.url, context: { ...own, token } },
		};
	});
}

/** Mattermost's web app asks only these for the entries of a menu. */
const mayBeAsked = (url: string) =>
	/^(https:|http:\/\/(localhost|127\.0\.0\.1)[:/]|\/plugins\/)/.test(url);

/** Addresses a form, for the person whose press or command the trigger ID comes from. */
export async function addressDialog(
	context: OperationContext,
	request: ApiRequest,
): Promise<ApiRequest> {
	const body = request.body as IDataObject;
	const dialog = body.dialog as IDataObject;
	await checkFeatures(context, dialog);
	const { secret } = await valuesByName(context);
	const user = userOfTriggerId(String(body.trigger_id)) ?? '';
	const form = newForm(user);
	const triggers = triggersOf(context);
	const tickets =
		triggers.length > 0
			? triggers.map((trigger) => formTicket(trigger, form))
			: ticketsFor(context, user);
	const known = addressed(context, 'Submission URL', body.url, tickets, (one) => one.trigger);
	const ticket =
		known ??
		(typeof secret === 'string' && secret !== ''
			? formTicket({ url: String(body.url), key: secret }, form)
			: undefined);
	if (!ticket) return request;
	context.addSecrets([ticket.key]);
	if (user === '') {
		throw context.refuse(
			'Trigger ID',
			'is not an ID from Mattermost',
			'Use trigger_id from the item of a button, menu or slash command',
		);
	}
	const sent = addressForm(ticket, dialog);
	const live = elementsOf(sent).find(
		(element) => isLive(element) && !mayBeAsked(String(element.data_source_url)),
	);
	if (live) {
		throw context.refuse(
			'Elements',
			`has the live menu ${JSON.stringify(live.name)}, but n8n has no https address`,
			'Mattermost requests options only over https, or from its own machine',
		);
	}
	return { ...request, body: { ...body, url: ticket.url, dialog: sent } };
}
