import { createHash } from 'crypto';
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { hookParam } from '../shared/triggers/context';
import { refuseDelivery } from '../shared/triggers/webhook';
import { deduplicatorOf } from '../shared/triggers/deduplication';
import { closeForm, isClosed } from '../services/mattermost/closedForms';
import { formIn, stateIn } from '../services/mattermost/triggerAddress';
import { stateAsItem, type Delivery } from './deliveries';

/**
 * Forms report from a browser: whoever has the URL can post to it. So the URL says for whom the form was
 * opened, and how long it is good; the state says for which page. Both are signed by n8n.
 */

/** Equal for equal entries. */
const fingerprint = (submission: unknown) =>
	createHash('sha256').update(JSON.stringify(submission)).digest('hex');

/** Refuses in a way that the form shows; a live menu can only stay empty. */
const tell = ({ item }: Delivery, error: string): IWebhookResponseData => ({
	webhookResponse: item.event === 'lookup' ? { items: [] } : { error },
});

/**
 * What a form's delivery is answered with if it must not start the workflow; else undefined, and the
 * item holds its state.
 * @param keys that may have signed it
 * @param node key of what was delivered lately to the node
 */
export function checkForm(
	context: IWebhookFunctions,
	delivery: Delivery,
	keys: string[],
	node: string,
): IWebhookResponseData | undefined {
	const { item, form: shown } = delivery;
	const form = formIn(keys, shown?.parameter);
	if (!form || form.user !== item.user_id) {
		return refuseDelivery(context, 401, 'it comes from no form that was opened for its sender');
	}
	const page = stateIn(keys, form, shown?.state);
	if (!page) return refuseDelivery(context, 401, 'its state is not that of its form');
	if (Date.now() > form.until) return tell(delivery, 'This form has expired; open it again.');
	const memory = context.getWorkflowStaticData('global');
	if (isClosed(form, memory)) {
		return item.cancelled ? { webhookResponse: {} } : tell(delivery, 'This form was sent before.');
	}
	if (item.event === 'dialog') {
		// An answer may ask to correct the entries; without one, the first submission closes the form.
		const isLast = item.cancelled === true || hookParam(context, 'respond') === 'onReceived';
		const sent = `${form.id} ${page.page} ${isLast ? '' : fingerprint(item.submission)}`;
		if (!deduplicatorOf(node).isNew(sent)) return tell(delivery, 'This form was sent before.');
		if (isLast) closeForm(form, memory);
	}
	Object.assign(item, {
		state: stateAsItem(page.state),
		form_id: form.id,
		form_until: form.until,
	} satisfies IDataObject);
	return undefined;
}
