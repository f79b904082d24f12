import type { IDataObject } from 'n8n-workflow';
import { asPlainText, insertTexts, withoutMentions } from './neutralize';
import { valuesByName } from '../../../shared/request/build';
import {
	choice,
	color,
	flag,
	group,
	json,
	list,
	map,
	text,
	time,
	localOnly,
} from '../../../shared/model/fields';
import { checkedAttachments, checkedProps } from './actions';
import type { Field, OperationContext } from '../../../shared/model/operation';
import { isObject } from '../../../shared/util/guards';
import { addressButtons } from './addressing';

/** What messages have in common wherever they are written: posts, scheduled posts, webhooks. */

const actions = list(
	'actions',
	'Buttons and menus; the server calls their URL when someone uses them',
	[
		text('id', 'Letters and digits; the server makes one if it is left out', { label: 'ID' }),
		text('name', 'Text on the button or menu'),
		choice('type', { button: 'Button', select: 'Menu' }, 'Whether it is a button or a menu'),
		choice(
			'style',
			{
				'': 'None',
				default: 'Default',
				primary: 'Primary',
				success: 'Success',
				good: 'Good',
				warning: 'Warning',
				danger: 'Danger',
			},
			'Colour of the button, by meaning or as hex',
			{ open: true },
		),
		choice(
			'data_source',
			{ '': 'Own Options', users: 'Users', channels: 'Public Channels' },
			'Where the entries of a menu come from',
			{ open: true },
		),
		list(
			'options',
			'Entries of a menu with own options',
			[text('text', 'What people see'), text('value', 'What the URL gets as selected option')],
			{ keyLabel: 'Option' },
		),
		text('default_option', 'Value of the entry that is chosen at first'),
		text('tooltip', 'Text that shows when the pointer rests on it'),
		flag('disabled', 'Whether it is shown but cannot be used'),
		group(
			'integration',
			'Where its use is reported; without it, to the webhook trigger of this workflow',
			[
				text('url', 'URL that gets a POST; empty: the webhook trigger of this workflow', {
					label: 'URL',
				}),
				json('context', 'Data that the URL gets back', { label: 'Context (JSON)' }),
			],
		),
	],
	{ keyLabel: 'Action', complete: addressButtons },
);

/** Every property of a message attachment. */
const ATTACHMENT: Field[] = [
	text('fallback', 'Plain text for notifications and clients that cannot show attachments'),
	color('color', 'Colour of the bar at the left'),
	text('pretext', 'Text above the attachment'),
	text('author_name', 'Name at the top'),
	text('author_link', 'URL behind the name'),
	text('author_icon', 'URL of a small picture beside the name'),
	text('title', 'Heading'),
	text('title_link', 'URL behind the heading'),
	text('text', 'Text in Markdown', { rows: 2 }),
	list(
		'fields',
		'Table below the text',
		[
			text('title', 'Heading of the cell'),
			text('value', 'Text of the cell, in Markdown'),
			flag('short', 'Whether it may share its row with another short one'),
		],
		{ keyLabel: 'Field' },
	),
	text('image_url', 'Picture below the text', { label: 'Image URL' }),
	text('thumb_url', 'Small picture at the right', { label: 'Thumbnail URL' }),
	text('footer', 'Small text at the bottom'),
	text('footer_icon', 'URL of a small picture beside the footer'),
	time('ts', 's', 'Time that goes with the attachment', { label: 'Timestamp' }),
	actions,
];

/** Message attachments, as a visible but optional parameter. `name` is where the API has them. */
export const attachmentsAt = (name: string): Field =>
	list(name, 'Boxes with title, text, table, picture, buttons and menus', ATTACHMENT, {
		label: 'Attachments',
		param: 'attachments',
		keyLabel: 'Attachment',
		required: false,
		refine: checkedAttachments,
	});

/** A message's priority; `at` is its object in the API, e.g. `metadata.priority`. */
export const priorityAt = (at: string): Field[] => [
	choice(
		`${at}.priority`,
		{ important: 'Important', urgent: 'Urgent' },
		'Label of the message; replies cannot have one',
		{ label: 'Priority', param: 'priority' },
	),
	flag(`${at}.requested_ack`, 'Whether readers are asked to acknowledge the message', {
		label: 'Request Acknowledgement',
		param: 'requested_ack',
	}),
	flag(
		`${at}.persistent_notifications`,
		'Whether mentioned people are notified again and again until they acknowledge or answer',
		{ label: 'Persistent Notifications', param: 'persistent_notifications' },
	),
];

/** Properties of a post as JSON. */
export const propsJson = (description: string): Field =>
	json('props', description, { label: 'Props (JSON)', refine: checkedProps });

/** What a message with texts of others offers. */
export const safety: Field[] = [
	map(
		'inserted_texts',
		'Name',
		'Texts of others; each replaces {name} in the message, as plain text that mentions nobody',
		[text('', 'What is inserted for the name', { label: 'Text' })],
	),
	choice(
		'neutralize',
		{ mentions: 'Mentions', all: 'Mentions and Markdown' },
		'What of the whole message is made plain text',
	),
].map(localOnly);

/** How a message that is too long is sent. */
export const splitLong: Field = localOnly(
	choice(
		'split_long',
		{ thread: 'Into One Thread', posts: 'Into Several Posts' },
		'What becomes of a message that is longer than the server takes',
		{ label: 'Split Long Messages' },
	),
);

const SPOKEN = [
	'message',
	'text',
	'pretext',
	'title',
	'value',
	'fallback',
	'author_name',
	'footer',
];

/** The texts of an attachment that people read and servers look for mentions in. */
const spoken = (value: unknown, change: (text: string) => string): unknown => {
	if (Array.isArray(value)) return value.map((entry) => spoken(entry, change));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [
			key,
			typeof entry === 'string' && SPOKEN.includes(key)
				? change(entry)
				: key === 'fields'
					? spoken(entry, change)
					: (entry as unknown),
		]),
	);
};

/** Every text of a message that people read, wherever this kind of message has it. */
const changed = (body: IDataObject, change: (text: string) => string): IDataObject => {
	const made = { ...body };
	for (const name of ['message', 'text']) {
		if (typeof made[name] === 'string') made[name] = change(made[name]);
	}
	if (made.attachments) made.attachments = spoken(made.attachments, change) as IDataObject[];
	for (const name of ['props', 'post']) {
		if (isObject(made[name])) made[name] = changed(made[name], change);
	}
	return made;
};

/**
 * Message and attachments with texts of others as the options of `safety` want them.
 * @param body of a post, an ephemeral post (below `post`), or what a webhook takes (`text`)
 */
export async function harmless(call: OperationContext, body: IDataObject): Promise<IDataObject> {
	const { neutralize, inserted_texts } = await valuesByName(call);
	if (!neutralize && !inserted_texts) return body;
	return changed(body, (words) => {
		const own =
			neutralize === 'all' ? asPlainText(words) : neutralize ? withoutMentions(words) : words;
		return inserted_texts ? insertTexts(own, inserted_texts as Record<string, string>) : own;
	});
}
