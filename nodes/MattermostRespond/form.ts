import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { FORM_FIELDS } from '../services/mattermost/dialogFields';
import { mattermost } from '../services/mattermost/service';
import { closeForm } from '../services/mattermost/closedForms';
import {
	addressesIn,
	addressForm,
	type OpenForm,
	type TriggerAddress,
} from '../services/mattermost/triggerAddress';
import { Client } from '../shared/http/client';
import { runnerHost } from '../shared/execution/context';
import { encode } from '../shared/request/encode';
import { childParam } from '../shared/model/parameterNames';
import { startedBy } from '../shared/execution/waiting';

/** What started the execution, as far as answers to forms need it. */
export interface Start {
	form?: OpenForm;
	/** What was typed into a live menu. */
	query: string;
	trigger?: TriggerAddress;
}

const startShape = z.object({
	form_id: z.string().min(1),
	form_until: z.number(),
	user_id: z.string().min(1),
	query: z.string().catch(''),
});

export function startOf(context: IExecuteFunctions): Start {
	const addresses = addressesIn(context.getWorkflowStaticData('global'));
	for (const { name, items } of startedBy(context, ['.mattermostWebhookTrigger'])) {
		const read = startShape.safeParse(items[0]);
		if (!read.success) continue;
		const { form_id, form_until, user_id, query } = read.data;
		return {
			form: { id: form_id, user: user_id, until: form_until },
			query,
			trigger: addresses.find((address) => address.name === name),
		};
	}
	return { query: '' };
}

/** Nothing of the form is taken any more. */
export function close({ form }: Start): void {
	if (form) closeForm(form);
}

const clientOf = (context: IExecuteFunctions, item: number): Client =>
	new Client(
		{
			...runnerHost(context, context.getNode(), item, async () => ({})),
			// The node has no Request Options, and n8n throws for what a node has not.
			param: (name) => context.getNodeParameter(name, item, null) ?? undefined,
		},
		mattermost,
		`${context.getNode().name} → Answer`,
		item,
	);

/** The page that the node's fields describe. @throws NodeOperationError */
export async function pageOf(
	context: IExecuteFunctions,
	{ form, trigger }: Start,
): Promise<IDataObject> {
	const client = clientOf(context, 0);
	if (!form) {
		throw client.refuse(
			'Answer To',
			'is Dialog With a Page, but no dialog started this execution',
			'Start it with a Mattermost Webhook Trigger whose dialog was opened by Dialog: Open',
		);
	}
	if (!trigger) {
		throw client.refuse(
			'Answer To',
			'is Dialog With a Page, but the webhook trigger has no address',
			'Publish the workflow again',
		);
	}
	const dialog: IDataObject = {};
	for (const field of FORM_FIELDS) {
		const value = await encode(client, field, client.param(childParam(field)));
		if (value !== undefined) dialog[field.name] = value as IDataObject;
	}
	return addressForm(trigger, form, dialog);
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
					'Entry Text',
					'is empty',
					'Enter a text for each item',
				);
			}
			return [{ text, value }];
		})
		.filter(({ text }) => !onlyFitting || text.toLowerCase().includes(typed));
}
