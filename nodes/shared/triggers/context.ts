import type {
	IDataObject,
	IHookFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { Client } from '../http/client';
import type { ClientHost } from '../http/host';
import { timezoneOf, transportOf } from '../http/n8nTransport';
import type { Service } from '../http/types';
import { list, NO_ENTRIES, pick, strings } from '../model/fields';
import type { Picker } from '../model/operation';
import { encode } from '../request/encode';
import { isExpression, refuseGivenEmpty, wasDropped } from '../request/restriction';

/** n8n's contexts outside executions: of triggers, of their registration, and of their deliveries. */
export type HookContext = ITriggerFunctions | IHookFunctions | IWebhookFunctions | IPollFunctions;

/** A parameter's value; undefined if the node has none of that name. */
export const hookParam = (context: HookContext, name: string): unknown =>
	context.getNodeParameter(name, null) ?? undefined;

function triggerHost(context: HookContext): ClientHost {
	// Parameters are read once: their expressions cannot be evaluated later, for an event of a socket.
	const values = new Map<string, unknown>();
	return {
		...transportOf(context as unknown as ILoadOptionsFunctions),
		node: context.getNode(),
		timezone: timezoneOf(context),
		param: (name) => {
			if (!values.has(name)) values.set(name, hookParam(context, name));
			return values.get(name);
		},
		credentials: async (type) => (await context.getCredentials(type)) as IDataObject,
		isUrgent: true,
	};
}

/** A client for triggers. @param step what the trigger is doing, for errors, e.g. 'Register' */
export const triggerClient = (context: HookContext, service: Service, step: string): Client =>
	new Client(triggerHost(context), service, `${context.getNode().name} → ${step}`);

/**
 * Entries of a visible list, whose default is `NO_ENTRIES`.
 * @throws NodeOperationError where n8n dropped what it held
 */
export function entriesIn(
	context: HookContext,
	client: Client,
	name: string,
	label: string,
): unknown {
	const value = hookParam(context, name);
	if (wasDropped(NO_ENTRIES, value)) refuseGivenEmpty(client, list(name, '', [], { label }));
	return (value as IDataObject | undefined)?.entry;
}

/**
 * Refuses a filter that may be left empty where an expression was meant to fill it: it would let everything
 * pass.
 * @throws NodeOperationError
 */
export function refuseEmptyExpression(
	context: HookContext,
	client: Client,
	name: string,
	label: string,
): void {
	if (!isExpression(context.getNode().parameters[name])) return;
	throw client.refuse(label, 'is empty', 'Correct the expression, or clear the field');
}

/**
 * Texts of a filter that lets everything pass if it is empty.
 * @throws NodeOperationError for what is no list of texts, and for an expression that gives nothing
 */
export async function filterTexts(
	context: HookContext,
	client: Client,
	name: string,
	label: string,
): Promise<string[]> {
	const given = await encode(client, strings(name, '', { label }), hookParam(context, name));
	if (given === undefined) refuseEmptyExpression(context, client, name, label);
	return (given ?? []) as string[];
}

/**
 * IDs from the entries of a fixed collection of resource locators.
 * @param entries `[{ [name]: locator }, …]`
 * @param label of the collection, for errors; else the picker's own
 * @throws NodeOperationError for a name or URL that leads nowhere, and for an empty entry
 */
export async function pickedIds(
	client: Client,
	picker: Picker,
	name: string,
	entries: unknown,
	label?: string,
): Promise<string[]> {
	// An empty row would be no restriction at all, so it is refused.
	const field = pick(picker, name, '', { required: true, ...(label ? { label } : {}) });
	const rows = Array.isArray(entries) ? (entries as IDataObject[]) : [];
	const ids = await Promise.all(rows.map(async (row) => await encode(client, field, row[name])));
	return ids as string[];
}
