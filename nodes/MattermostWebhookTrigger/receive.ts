import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { hookParam, rawDelivery, refuseDelivery } from '../shared/hooks';
import { recentOf, sameSecret } from '../shared/secrets';
import { readDelivery } from './deliveries';
import { replyBody } from './replies';
import { readReply, secretOf, sourceOf } from './settings';

/** Slash commands show their token in this header as well. */
function headerToken(headers: IDataObject): string {
	const [, token = ''] = /^Token (.+)$/i.exec(String(headers.authorization ?? '')) ?? [];
	return token;
}

/** Checks a delivery and starts the workflow with it, or refuses it. */
export function receive(context: IWebhookFunctions): IWebhookResponseData {
	const source = sourceOf(context);
	const raw = rawDelivery(context);
	if ('reason' in raw) return refuseDelivery(context, raw.status, raw.reason);
	const query = context.getQueryData() as IDataObject;
	const delivery = readDelivery(source, context.getBodyData(), query);
	if (!delivery) return refuseDelivery(context, 400, 'it is not what this trigger takes');

	const wanted =
		source === 'action' ? secretOf(context) : context.getWorkflowStaticData('node').token;
	const shown = [...delivery.secrets, headerToken(context.getHeaderData() as IDataObject)];
	// All are compared, so that the time does not tell which one was right.
	const proven = shown.map((secret) => sameSecret(secret, wanted)).includes(true);
	if (!proven) return refuseDelivery(context, 401, 'its token is missing or wrong');
	const node = `${context.getWorkflow().id}/${context.getNode().id}`;
	if (delivery.id && !recentOf(node).isNew(delivery.id)) {
		return refuseDelivery(context, 409, 'it was delivered before');
	}
	return {
		workflowData: [[{ json: delivery.item }]],
		...(hookParam(context, 'respond') === 'onReceived'
			? { webhookResponse: replyBody(source, delivery, readReply(context)) }
			: {}),
	};
}
