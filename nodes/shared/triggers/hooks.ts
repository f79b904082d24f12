import {
	NodeOperationError,
	type IDataObject,
	type IHookFunctions,
	type ILoadOptionsFunctions,
	type IPollFunctions,
	type ITriggerFunctions,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { Call, httpOf, timezoneOf, type Host } from '../execution/call';
import { encode } from '../request/encode';
import { pick } from '../model/fields';
import type { Picker, Service } from '../model/operation';

/** n8n's contexts outside executions: triggers, their registration, what is delivered to them. */
export type HookContext = ITriggerFunctions | IHookFunctions | IWebhookFunctions | IPollFunctions;

/** A parameter's value; undefined if the node has none of that name. */
export const hookParam = (context: HookContext, name: string): unknown =>
	context.getNodeParameter(name, null) ?? undefined;

function hookHost(context: HookContext): Host {
	// Parameters are read once: expressions cannot be evaluated later, when a socket's event calls.
	const values = new Map<string, unknown>();
	const node = context.getNode();
	const refuse = async (): Promise<never> => {
		throw new NodeOperationError(node, 'A trigger has no input and makes no file');
	};
	return {
		...httpOf(context as unknown as ILoadOptionsFunctions),
		node,
		timezone: timezoneOf(context),
		param: (name) => {
			if (!values.has(name)) values.set(name, hookParam(context, name));
			return values.get(name);
		},
		credentials: async (type) => (await context.getCredentials(type)) as IDataObject,
		binary: refuse,
		keepFile: refuse,
		inputItem: () => ({ json: {} }),
	};
}

/**
 * A call for triggers: same way, same errors, no operation.
 * @param step what the trigger is doing, for errors, e.g. 'Register'
 */
export const hookCall = (context: HookContext, service: Service, step: string): Call =>
	new Call(
		hookHost(context),
		service,
		{ value: '', name: context.getNode().name, operations: [] },
		{ value: '', name: step, action: '', description: 'Step of a trigger', request: '' },
		0,
		new Map(),
	);

/**
 * IDs from the entries of a fixed collection of resource locators.
 * @param entries `[{ [name]: locator }, …]`
 * @param label of the collection, for errors; else the picker's own
 * @throws NodeOperationError for a name or URL that leads nowhere, and for an empty entry
 */
export async function pickedIds(
	call: Call,
	picker: Picker,
	name: string,
	entries: unknown,
	label?: string,
): Promise<string[]> {
	// An empty row would be no restriction at all, so it is refused.
	const field = pick(picker, name, '', { required: true, ...(label ? { label } : {}) });
	const rows = Array.isArray(entries) ? (entries as IDataObject[]) : [];
	const ids = await Promise.all(rows.map(async (row) => await encode(call, field, row[name])));
	return ids as string[];
}

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
