import type { IHookFunctions, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** What a trigger does at the other service so that n8n is called, and undoes. */
export interface Lifecycle {
	checkExists(context: IHookFunctions): Promise<boolean>;
	create(context: IHookFunctions): Promise<boolean>;
	remove(context: IHookFunctions): Promise<boolean>;
}

/** A lifecycle as n8n calls that of a node's only webhook. */
export const webhookMethodsOf = ({ checkExists, create, remove }: Lifecycle) => ({
	default: {
		async checkExists(this: IHookFunctions): Promise<boolean> {
			return await checkExists(this);
		},
		async create(this: IHookFunctions): Promise<boolean> {
			return await create(this);
		},
		async delete(this: IHookFunctions): Promise<boolean> {
			return await remove(this);
		},
	},
});

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

/** A delivery's bytes as they came, or why they are not looked at. */
export function rawDelivery(
	context: IWebhookFunctions,
): { bytes: Buffer } | { status: number; reason: string } {
	const { rawBody, headers } = context.getRequestObject() as { rawBody?: Buffer } & {
		headers: Record<string, unknown>;
	};
	const size = Math.max(rawBody?.length ?? 0, Number(headers['content-length'] ?? 0) || 0);
	if (size > LARGEST) return { status: 413, reason: `it is ${size} bytes long` };
	return { bytes: rawBody ?? Buffer.alloc(0) };
}
