import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { isRepeated, refuseDelivery, takeDelivery } from '../shared/triggers/webhook';
import { isExpression } from '../shared/request/restriction';
import { sameSecret } from '../shared/util/sameSecret';
import { readDelivery } from './deliveries';
import { activitiesOf, readProof, sourceOf } from './settings';
import { isSigned, SIGNATURE_HEADERS, type Algorithm } from './signature';
import { sources, TOKEN_HEADER } from './sources';

/** What a delivery has to show. */
interface Proof {
	/** A signature must be there, and be right. */
	signingSecret: string;
	algorithms: Algorithm[];
	/** What must be sent along, and where it was. */
	token?: { given: unknown; wanted: string };
}

function proofOf(context: IWebhookFunctions, headers: IDataObject): Proof {
	const name = sourceOf(context);
	const source = sources[name];
	if (!source) {
		const { signingSecret, headerName, headerValue } = readProof(context);
		return {
			signingSecret,
			algorithms: ['sha256', 'sha1'],
			...(headerName ? { token: { given: headers[headerName], wanted: headerValue } } : {}),
		};
	}
	const memory = context.getWorkflowStaticData('node');
	const wanted = String(memory.token ?? '');
	const given =
		name === 'rule'
			? headers[TOKEN_HEADER.toLowerCase()]
			: (context.getQueryData() as IDataObject).token;
	const sends = name !== 'alerts' && name !== 'diagnostics';
	return {
		signingSecret: String(memory.signingSecret ?? ''),
		algorithms: source.algorithm ? [source.algorithm] : [],
		...(sends ? { token: { given, wanted } } : {}),
	};
}

/** Why a delivery is not to be trusted; undefined if it is. */
function verify(proof: Proof, headers: IDataObject, body: Buffer): string | undefined {
	const { signingSecret, algorithms, token } = proof;
	if (token && !sameSecret(token.given, token.wanted)) return 'its token is missing or wrong';
	if (signingSecret !== '') {
		const shown = algorithms.filter((one) => headers[SIGNATURE_HEADERS[one]] !== undefined);
		if (shown.length === 0) return 'it is not signed';
		const right = shown.every((one) =>
			isSigned(one, signingSecret, body, headers[SIGNATURE_HEADERS[one]]),
		);
		return right ? undefined : 'its signature is wrong';
	}
	return token ? undefined : 'there is nothing to check it with';
}

/** In which older organizations number their deliveries. */
const DELIVERY_HEADER = 'x-rhombus-delivery-id';

/** A delivery that says no activity passes no filter for activities. Rhombus wants 200 all the same. */
function leaveOut(context: IWebhookFunctions): IWebhookResponseData {
	const reason = 'it says no activity, so it passes no filter for activities';
	context.logger.warn(`${context.getNode().name}: a delivery was left out: ${reason}`, {
		workflowId: context.getWorkflow().id,
	});
	return { webhookResponse: { ignored: reason } };
}

/** Checks a delivery and starts the workflow with it, or refuses it. */
export function receive(context: IWebhookFunctions): IWebhookResponseData {
	return takeDelivery(context, (bytes) => {
		const headers = context.getHeaderData() as IDataObject;
		const problem = verify(proofOf(context, headers), headers, bytes);
		if (problem) return refuseDelivery(context, 401, problem);
		const delivery = readDelivery(bytes, headers[DELIVERY_HEADER]);
		if (!delivery) return refuseDelivery(context, 400, 'it is not a JSON object');
		const wanted = activitiesOf(context);
		// An expression that gives nothing was meant to filter.
		if (wanted.length > 0 || isExpression(context.getNode().parameters.activities)) {
			if (!delivery.activities) return leaveOut(context);
			if (!delivery.activities.some((one) => wanted.includes(one))) return { webhookResponse: {} };
		}
		// Rhombus wants 200, also for what it sends twice.
		if (isRepeated(context, delivery.id)) return { webhookResponse: {} };
		return { webhookResponse: {}, workflowData: [[{ json: delivery.item }]] };
	});
}
