import { createHash } from 'crypto';
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { hookParam, triggerClient } from '../shared/triggers/context';
import { isRepeated, refuseDelivery } from '../shared/triggers/webhook';
import { mattermost } from '../services/mattermost/service';
import { personOf } from '../services/mattermost/person';
import { closeForm, isClosed } from '../services/mattermost/closedForms';
import { formIn, stateIn, type OpenForm } from '../services/mattermost/triggerAddress';
import { parseJson } from '../shared/response/parseJson';
import { isObject, own } from '../shared/util/guards';
import { stateAsItem, type Delivery } from './deliveries';

/**
 * Forms report from a browser: whoever has the URL can post to it. So the URL says for whom the form was
 * opened, and how long it is good; the state says for which page. Both are signed by n8n.
 */

/** Equal for equal entries. */
const fingerprint = (submission: unknown) =>
	createHash('sha256').update(JSON.stringify(submission)).digest('hex');

/**
 * What an answer does to the form: closes it, shows the next page, or leaves this one for corrections.
 * Source of 11.6: the form stays for errors and another page alone (`interactive_dialog_adapter.tsx`); what
 * is no JSON object is an error (`SubmitInteractiveDialog`).
 */
function effectOf(body: string): 'close' | 'page' | 'correct' {
	let answer: unknown;
	try {
		answer = parseJson(body);
	} catch {
		return 'correct';
	}
	if (!isObject(answer)) return 'correct';
	const errors = own(answer, 'errors');
	if (own(answer, 'error') || (isObject(errors) && Object.keys(errors).length > 0)) {
		return 'correct';
	}
	return own(answer, 'type') === 'form' ? 'page' : 'close';
}

/**
 * Closes the form or its page when an answer is sent that does so. n8n saves
 * the workflow's memory after it has sent an answer that is a Buffer, as those of Respond to Mattermost
 * are. Other answers it sends after saving: these close the form in this process alone.
 */
function closeWhenAnswered(
	context: IWebhookFunctions,
	form: OpenForm,
	page: string,
	memory: IDataObject,
): void {
	const response = context.getResponseObject();
	const end = response.end.bind(response) as (...args: unknown[]) => unknown;
	const watched = (...args: unknown[]) => {
		const [body] = args;
		if (response.statusCode === 200 && (typeof body === 'string' || Buffer.isBuffer(body))) {
			const effect = effectOf(body.toString());
			if (effect === 'close') closeForm(form, memory);
			if (effect === 'page') closeForm({ id: page, until: form.until }, memory);
		}
		return end(...args);
	};
	Object.assign(response, { end: watched });
}

/** Refuses in a way that the form shows; a live menu can only stay empty. */
const tell = ({ item }: Delivery, error: string): IWebhookResponseData => ({
	webhookResponse: item.event === 'lookup' ? { items: [] } : { error },
});

/** Why a person may not send forms; the server itself lets nobody press who was deactivated. */
async function problemOfPerson(
	context: IWebhookFunctions,
	user: string,
): Promise<string | undefined> {
	try {
		const { delete_at } = await personOf(triggerClient(context, mattermost, 'Receive'), user);
		return delete_at ? 'Your account was deactivated, so you cannot send this form.' : undefined;
	} catch (error) {
		context.logger.warn(
			`${context.getNode().name}: who sent a form could not be checked: ${(error as Error).message}`,
		);
		return 'Your entries could not be taken; please try again.';
	}
}

/**
 * What a form's delivery is answered with if it must not start the workflow; else undefined, and the
 * item holds its state.
 * @param keys that may have signed it
 */
export async function checkForm(
	context: IWebhookFunctions,
	delivery: Delivery,
	keys: string[],
): Promise<IWebhookResponseData | undefined> {
	const { item, form: shown } = delivery;
	const form = formIn(keys, shown?.parameter);
	if (!form || form.user !== item.user_id) {
		return refuseDelivery(context, 401, 'it comes from no form that was opened for its sender');
	}
	const page = stateIn(keys, form, shown?.state);
	if (!page) return refuseDelivery(context, 401, 'its state is not that of its form');
	if (Date.now() > form.until) return tell(delivery, 'This form has expired; open it again.');
	const memory = context.getWorkflowStaticData('global');
	const isOver =
		isClosed(form, memory) || (item.event === 'dialog' && isClosed({ id: page.page }, memory));
	if (isOver) {
		return item.cancelled ? { webhookResponse: {} } : tell(delivery, 'This form was sent before.');
	}
	const problem = await problemOfPerson(context, form.user);
	if (problem) return tell(delivery, problem);
	if (item.event === 'dialog') {
		// An answer may ask to correct the entries; without one, the first submission closes the form.
		const isLast = item.cancelled === true || hookParam(context, 'respond') === 'onReceived';
		const sent = `${form.id} ${page.page} ${isLast ? '' : fingerprint(item.submission)}`;
		if (isRepeated(context, sent)) return tell(delivery, 'This form was sent before.');
		if (isLast) closeForm(form, memory);
		else closeWhenAnswered(context, form, page.page, memory);
	}
	Object.assign(item, {
		state: stateAsItem(page.state),
		form_id: form.id,
		form_until: form.until,
	} satisfies IDataObject);
	return undefined;
}
