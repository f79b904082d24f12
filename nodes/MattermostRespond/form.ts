import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { FORM_FIELDS } from '../services/mattermost/dialogFields';
import { mattermost } from '../services/mattermost/service';
import { fileIdsOf } from '../services/mattermost/webhookReplies';
import { addressForm, ticketsOf, type FormTicket } from '../services/mattermost/triggerAddress';
import { Client } from '../shared/http/client';
import { runnerHosts } from '../shared/execution/context';
import { list } from '../shared/model/fields';
import { encode } from '../shared/request/encode';
import { refuseGivenEmpty } from '../shared/request/restriction';
import { childParam } from '../shared/model/parameterNames';
import { startedBy } from '../shared/execution/waiting';

/** What started the execution, as far as answers to forms need it. */
export interface Start {
	/** Of the form that was submitted, changed or asked for entries. */
	ticket?: FormTicket;
	/** What was typed into a live menu. */
	query: string;
}

const startShape = z.object({ form_id: z.string().min(1), query: z.string().catch('') });

export function startOf(context: IExecuteFunctions): Start {
	for (const { items } of startedBy(context, ['.mattermostWebhookTrigger'])) {
		const [item] = items;
		const read = startShape.safeParse(item?.json);
		if (!item || !read.success) continue;
		const [ticket] = Object.values(ticketsOf(item));
		return { ticket, query: read.data.query };
	}
	return { query: '' };
}

/** IDs of the files of the message whose button started the execution. */
export const filesOfStart = (context: IExecuteFunctions): string[] =>
	startedBy(context, ['.mattermostWebhookTrigger']).flatMap(({ items }) =>
		items.flatMap(fileIdsOf),
	);

const clientOf = (context: IExecuteFunctions, item: number): Client =>
	new Client(
		{
			...runnerHosts(context, context.getNode(), {
				credentials: async () => ({}),
				canWait: false,
			})(item),
			// The node has no Request Options, and n8n throws for what a node has not.
			param: (name) => context.getNodeParameter(name, item, null) ?? undefined,
			isUrgent: true,
		},
		mattermost,
		`${context.getNode().name} → Answer`,
		item,
	);

/** Says that n8n dropped an expression for all Field Errors. @throws NodeOperationError */
export const refuseErrors = (context: IExecuteFunctions): void =>
	refuseGivenEmpty(clientOf(context, 0), list('errors', '', [], { label: 'Field Errors' }));

/** The page that the node's fields describe. @throws NodeOperationError */
export async function pageOf(context: IExecuteFunctions, { ticket }: Start): Promise<IDataObject> {
	const client = clientOf(context, 0);
	if (!ticket) {
		throw client.refuse(
			'Respond To',
			'is Dialog With a Page, but no dialog started this execution',
			'Start the workflow with a Mattermost Webhook Trigger whose dialog was opened with Dialog → Open',
		);
	}
	if (ticket.pages === false) {
		throw client.refuse(
			'Respond To',
			'is Dialog With a Page, which this Mattermost server does not support: it would close the dialog',
			'Update Mattermost to 11.1 or newer, or ask for everything in one dialog',
		);
	}
	const dialog: IDataObject = {};
	for (const field of FORM_FIELDS) {
		const value = await encode(client, field, client.param(childParam(field)));
		if (value !== undefined) dialog[field.name] = value as IDataObject;
	}
	return addressForm(ticket, dialog);
}

const words = (value: unknown): string =>
	typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';

/** Entries of a live menu, one for each input item. @throws NodeOperationError for one without text */
export function entriesOf(
	context: IExecuteFunctions,
	{ query }: Start,
): Array<{ text: string; value: string }> {
	const typed = query.trim().toLowerCase();
	const onlyFitting = context.getNodeParameter('onlyFitting', 0, true) === true;
	return context
		.getInputData()
		.flatMap(({ json }, index) => {
			// What Always Output Data gives where nothing was found.
			if (Object.keys(json).length === 0) return [];
			const text = words(context.getNodeParameter('entryText', index, ''));
			const value = words(context.getNodeParameter('entryValue', index, '')) || text;
			if (text === '') {
				throw clientOf(context, index).refuse(
					'Option Text',
					'is empty',
					'Enter a text for each item',
				);
			}
			return [{ text, value }];
		})
		.filter(({ text }) => !onlyFitting || text.toLowerCase().includes(typed));
}
