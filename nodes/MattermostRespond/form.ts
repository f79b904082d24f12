import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { FORM_FIELDS } from '../services/mattermost/dialogFields';
import { mattermost } from '../services/mattermost/service';
import { fileIdsOf } from '../services/mattermost/webhookReplies';
import { addressForm, ticketsOf, type FormTicket } from '../services/mattermost/triggerAddress';
import { Client } from '../shared/http/client';
import { runnerHosts } from '../shared/execution/context';
import { choice, flag, list, NO_ENTRIES, text } from '../shared/model/fields';
import type { Field } from '../shared/model/operation';
import { encode } from '../shared/request/encode';
import { switchOf } from '../shared/request/switches';
import { childParam } from '../shared/model/parameterNames';
import { startedBy } from '../shared/execution/waiting';
import type { AnswerTo, Given } from './answers';

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

const TEXT = text('text', '');
const REPLACE_MESSAGE = text('replaceMessage', '', { label: 'Replace Message With' });
const ERROR = text('error', '', { label: 'General Error' });
const SLACK_LINKS = flag('slackLinks', '');
const FIELD_ERRORS = list(
	'errors',
	'',
	[
		text('name', '', { label: 'Field Name', required: true }),
		text('message', '', { required: true }),
	],
	{ label: 'Field Errors', default: NO_ENTRIES },
);

/** Where a response is seen; a choice that is none would be seen by more people than meant. */
const VISIBLE_TO = choice('visibility', { channel: '', person: '' }, '', { label: 'Visible To' });
const POST_AS = choice('postAs', { channel: '', thread: '' }, '', { label: 'Post As' });

/** What is said with a response, and to whom. @throws NodeOperationError that names the field */
export async function textsOf(
	context: IExecuteFunctions,
	to: AnswerTo,
): Promise<
	Pick<Given, 'text' | 'visibility' | 'replaceMessage' | 'errors' | 'error' | 'slackLinks'>
> {
	const client = clientOf(context, 0);
	const read = async (field: Field) => await encode(client, field, client.param(field.name));
	const errors = ((await read(FIELD_ERRORS)) ?? []) as Array<{ name: string; message: string }>;
	return {
		text: ((await read(TEXT)) ?? '') as string,
		visibility: (to === 'message'
			? ((await read(POST_AS)) ?? 'thread')
			: ((await read(VISIBLE_TO)) ?? 'person')) as string,
		replaceMessage: ((await read(REPLACE_MESSAGE)) ?? '') as string,
		errors: Object.fromEntries(errors.map(({ name, message }) => [name, message])),
		error: ((await read(ERROR)) ?? '') as string,
		slackLinks: ((await read(SLACK_LINKS)) ?? false) as boolean,
	};
}

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

const OPTION_TEXT = text('entryText', '', { label: 'Option Text', required: true });
const OPTION_VALUE = text('entryValue', '', { label: 'Option Value' });

/** Entries of a live menu, one for each input item. @throws NodeOperationError for one without text */
export async function entriesOf(
	context: IExecuteFunctions,
	{ query }: Start,
): Promise<Array<{ text: string; value: string }>> {
	const typed = query.trim().toLowerCase();
	const entries: Array<{ text: string; value: string }> = [];
	for (const [index, { json }] of context.getInputData().entries()) {
		// What Always Output Data gives where nothing was found.
		if (Object.keys(json).length === 0) continue;
		const client = clientOf(context, index);
		const read = async (field: Field) =>
			((await encode(client, field, client.param(field.name))) as string)?.trim();
		const own = (await read(OPTION_TEXT))!;
		entries.push({ text: own, value: (await read(OPTION_VALUE)) ?? own });
	}
	const client = clientOf(context, 0);
	const onlyFitting = switchOf(client, 'Matching Options Only', client.param('onlyFitting'), true);
	return entries.filter((entry) => !onlyFitting || entry.text.toLowerCase().includes(typed));
}
