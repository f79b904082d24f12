import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { deduplicatorOf } from './deduplication';

/** What n8n does with a delivery, whatever service it comes from. */

/** Largest delivery that is looked at, in bytes. */
const LARGEST = 1_000_000;

/** Answers a delivery that must not start the workflow; n8n's log says why, without its content. */
export function refuseDelivery(
	context: IWebhookFunctions,
	status: number,
	reason: string,
): IWebhookResponseData {
	context.logger.warn(`${context.getNode().name}: a delivery was refused: ${reason}`, {
		workflowId: context.getWorkflow().id,
	});
	context.getResponseObject().status(status).json({ error: reason });
	return { noWebhookResponse: true };
}

/**
 * Refuses a delivery that is too long, and takes any other.
 * @param take gets the bytes as they came
 */
export function takeDelivery<T>(
	context: IWebhookFunctions,
	take: (bytes: Buffer) => T,
): T | IWebhookResponseData {
	const { rawBody, headers } = context.getRequestObject() as { rawBody?: Buffer } & {
		headers: Record<string, unknown>;
	};
	const size = Math.max(rawBody?.length ?? 0, Number(headers['content-length'] ?? 0) || 0);
	if (size > LARGEST) return refuseDelivery(context, 413, `it is ${size} bytes long`);
	return take(rawBody ?? Buffer.alloc(0));
}

/**
 * Whether the node was given this before; it is remembered. Tests in the editor and the published
 * workflow remember apart.
 * @param id '' where nothing tells deliveries apart
 */
export function isRepeated(context: IWebhookFunctions, id: string): boolean {
	if (id === '') return false;
	const node = `${context.getWorkflow().id}/${context.getNode().id}/${context.getMode()}`;
	return !deduplicatorOf(node).isNew(id);
}
