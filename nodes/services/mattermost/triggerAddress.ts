import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { derive, randomToken, seal, unseal } from '../../shared/util/sealed';
import { isObject } from '../../shared/util/guards';

/**
 * Where buttons and forms of a workflow report to: its Mattermost Webhook Trigger. The trigger leaves
 * its URL and a key in the workflow's own memory, so that nodes of the same workflow can address it and
 * nobody has to carry a secret. What leaves n8n is made from the key for one purpose:
 * - a button's context holds a token, good for that context alone, because members of its channel can
 *   find it out; the person is proven by the trigger ID
 * - a form's URL reaches a browser: it names one person and ends after minutes
 * - a form's state reaches a browser too: it is signed for its form
 */

/** How long a form that was opened may be used, over all its pages. */
export const FORM_MS = 30 * 60_000;

/** Query parameter of a form's URL. */
export const FORM_PARAMETER = 'form';

const addressShape = z.object({
	/** Name of the trigger node. */
	name: z.string(),
	url: z.string().min(1),
	key: z.string().min(1),
});

export type TriggerAddress = z.infer<typeof addressShape>;

/** An opened form. */
const formShape = z.object({
	/** Own ID of the opening. */
	id: z.string().min(1),
	/** ID of the person it was opened for. */
	user: z.string().min(1),
	/** ms */
	until: z.number(),
});

export type OpenForm = z.infer<typeof formShape>;

const stateShape = z.object({
	form: z.string().min(1),
	/** Own ID of the page that shows it. */
	page: z.string().min(1),
	state: z.string(),
});

/** Property of the workflow's memory. */
const SHELF = 'mattermostWebhookTriggers';

const shelfOf = (memory: IDataObject): IDataObject => {
	const shelf = memory[SHELF];
	return typeof shelf === 'object' && shelf !== null && !Array.isArray(shelf)
		? (shelf as IDataObject)
		: {};
};

/** The address that a trigger left; undefined if it never was active. */
export function addressOf(memory: IDataObject, nodeId: string): TriggerAddress | undefined {
	const shelf = shelfOf(memory);
	const read = addressShape.safeParse(
		Object.prototype.hasOwnProperty.call(shelf, nodeId) ? shelf[nodeId] : undefined,
	);
	return read.success ? read.data : undefined;
}

/** Addresses of all triggers that were active in the workflow. */
export const addressesIn = (memory: IDataObject): TriggerAddress[] =>
	Object.keys(shelfOf(memory)).flatMap((nodeId) => addressOf(memory, nodeId) ?? []);

/** Leaves a trigger's address. Its key stays, so that buttons of earlier messages go on working. */
export function leaveAddress(
	memory: IDataObject,
	node: { id: string; name: string },
	url: string,
): void {
	const key = addressOf(memory, node.id)?.key ?? randomToken();
	// Set as a whole: n8n notices changes of the first level for certain.
	memory[SHELF] = { ...shelfOf(memory), [node.id]: { name: node.name, url, key } };
}

/** JSON in which equal contexts are equal, also after a server has stored them. */
function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
	if (!isObject(value)) return JSON.stringify(value) ?? 'null';
	return `{${Object.keys(value)
		.filter((name) => value[name] !== undefined)
		.sort()
		.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)
		.join()}}`;
}

/**
 * What a button's context shows as `token`. It is good for that context alone: members of a channel can
 * find it out (`triggerId.ts`) and post buttons of their own.
 */
export function buttonToken(key: string, context: IDataObject): string {
	// The server adds the chosen entry of a menu.
	const { token, selected_option, ...own } = context;
	void token;
	void selected_option;
	return derive(key, `button ${canonical(JSON.parse(JSON.stringify(own)))}`);
}

/** A new form for a person. */
export const newForm = (user: string): OpenForm => ({
	id: randomToken(),
	user,
	until: Date.now() + FORM_MS,
});

/** The URL of a form, good for its person and its minutes. */
export function formUrl({ url, key }: Pick<TriggerAddress, 'url' | 'key'>, form: OpenForm): string {
	const signed = new URL(url);
	signed.searchParams.set(FORM_PARAMETER, seal(key, 'form', form));
	return signed.toString();
}

/** The form that a URL was made for; undefined if it was not made with one of the keys. */
export function formIn(keys: string[], parameter: unknown): OpenForm | undefined {
	const read = formShape.safeParse(unseal(keys, 'form', parameter));
	return read.success ? read.data : undefined;
}

/** What signs the states of one form alone. */
const stateKey = (key: string, { id }: OpenForm): string => derive(key, `states of ${id}`);

/** The state and its page; undefined if it was not made for the form. */
export function stateIn(keys: string[], form: OpenForm, sealed: unknown) {
	const own = keys.map((key) => stateKey(key, form));
	const read = stateShape.safeParse(unseal(own, 'state', sealed));
	return read.success && read.data.form === form.id ? read.data : undefined;
}

const ticketShape = z.object({
	/** URL of the trigger. */
	trigger: z.string().min(1),
	form: formShape,
	/** URL of the form. */
	url: z.string().min(1),
	/** Signs the states of this form, and nothing else. */
	key: z.string().min(1),
	/** Whether the server shows another page after a submission. */
	pages: z.boolean().optional(),
});

/** All that is needed to open one form, or to show a page of it: good for one person and some minutes. */
export type FormTicket = z.infer<typeof ticketShape>;

export const formTicket = (
	address: Pick<TriggerAddress, 'url' | 'key'>,
	form: OpenForm,
): FormTicket => ({
	trigger: address.url,
	form,
	url: formUrl(address, form),
	key: stateKey(address.key, form),
});

/** Property of a trigger's item next to `json`, so that no expression puts it into a message. */
const TICKETS = 'mattermostForms';

/**
 * An item of the trigger with tickets by the trigger's name. n8n 2 gives workers of its queue mode nothing of
 * the workflow's memory, so the process that takes a delivery hands on what its execution may need of it.
 */
export const withTickets = (
	json: IDataObject,
	tickets: Record<string, FormTicket>,
): INodeExecutionData =>
	Object.keys(tickets).length > 0
		? { json, [TICKETS]: tickets as unknown as IDataObject }
		: { json };

/** The tickets of an item, by the trigger's name. */
export function ticketsOf(item: INodeExecutionData): Record<string, FormTicket> {
	const read = z.record(ticketShape).safeParse(item[TICKETS]);
	return read.success ? read.data : {};
}

/** Elements of a form's definition. */
export const elementsOf = (dialog: IDataObject): IDataObject[] =>
	Array.isArray(dialog.elements) ? (dialog.elements as unknown[]).filter(isObject) : [];

/** Whether a menu of the form is filled while it is open. */
export const isLive = (element: IDataObject) => element.data_source === 'dynamic';

/**
 * A form as it is sent: its state signed, its live menus and changes reported to the same URL, where
 * nothing else is said.
 */
export function addressForm({ url, form, key }: FormTicket, dialog: IDataObject): IDataObject {
	const state = typeof dialog.state === 'string' ? dialog.state : '';
	const elements = elementsOf(dialog).map((element) =>
		isLive(element) && !element.data_source_url ? { ...element, data_source_url: url } : element,
	);
	const refreshes = elements.some(({ refresh }) => refresh === true) && !dialog.source_url;
	return {
		...dialog,
		elements,
		...(refreshes ? { source_url: url } : {}),
		state: seal(key, 'state', { form: form.id, page: randomToken(), state }),
	};
}
