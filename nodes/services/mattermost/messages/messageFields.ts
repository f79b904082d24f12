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
	NO_ENTRIES,
	text,
	time,
	localOnly,
} from '../../../shared/model/fields';
import { checkedAttachments, checkedProps } from './actions';
import type { Field, OperationContext } from '../../../shared/model/operation';
import { isObject } from '../../../shared/util/guards';
import { addressButtons } from './addressing';

/** What messages have in common wherever they are written: posts, scheduled posts, webhooks. */

const ofButton = { showIf: { type: ['button'] } };
const ofMenu = { showIf: { type: ['select'] } };
const ofOwnMenu = { showIf: { type: ['select'], data_source: [''] } };

/** Buttons and menus, in the order in which people fill them in. */
const actions = list(
	'actions',
	'Buttons and menus, whose URL the server calls when someone uses them',
	[
		choice(
			'type',
			{ button: 'Button', select: 'Menu' },
			'Whether the action is a button or a menu',
		),
		text('name', 'Label of the button or menu'),
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
			'Color of the button, as a named style or in hexadecimal',
			{ open: true, ...ofButton },
		),
		choice(
			'data_source',
			{ '': 'Custom Options', users: 'Users', channels: 'Public Channels' },
			'Source of the menu options',
			{ open: true, ...ofMenu },
		),
		list(
			'options',
			'Options of a menu with custom options',
			[
				text('text', 'Text that users see'),
				text('value', 'Value that the URL receives as the selected option'),
			],
			{ keyLabel: 'Option', ...ofOwnMenu },
		),
		text('default_option', 'Value of the option that is selected initially', ofOwnMenu),
		group(
			'integration',
			'Endpoint that is called when the action is used; by default the webhook trigger of this workflow',
			[
				text(
					'url',
					'URL that receives a POST request; leave empty for the webhook trigger of this workflow',
					{
						label: 'URL',
					},
				),
				json('context', 'Data that is sent back to the URL', { label: 'Context (JSON)' }),
			],
		),
		group(
			'more',
			'Less common settings',
			[
				text('id', 'Letters and digits; the server generates one if left out', { label: 'ID' }),
				text('tooltip', 'Text that is shown when the pointer rests on the action'),
				flag('disabled', 'Whether the action is shown but cannot be used'),
			],
			{ label: 'More', inline: true },
		),
	],
	{ keyLabel: 'Action', complete: addressButtons },
);

/** Every property of a message attachment, in the order in which people fill them in. */
const ATTACHMENT: Field[] = [
	text('title', 'Title of the attachment'),
	text('text', 'Text in Markdown', { rows: 2 }),
	color('color', 'Color of the bar on the left'),
	list(
		'fields',
		'Fields shown as a table below the text',
		[
			text('title', 'Title of the field'),
			text('value', 'Value of the field, in Markdown'),
			flag('short', 'Whether the field may share its row with another short field'),
		],
		{ keyLabel: 'Field' },
	),
	actions,
	text('image_url', 'URL of an image below the text', { label: 'Image URL' }),
	group(
		'more',
		'Author, footer and other parts of the attachment',
		[
			text('title_link', 'URL that the title links to'),
			text('pretext', 'Text above the attachment'),
			text('author_name', 'Name shown at the top of the attachment'),
			text('author_link', 'URL that the author name links to'),
			text('author_icon', 'URL of a small image next to the author name'),
			text('thumb_url', 'URL of a small image on the right', { label: 'Thumbnail URL' }),
			text('footer', 'Small text at the bottom of the attachment'),
			text('footer_icon', 'URL of a small image next to the footer'),
			time('ts', 's', 'Time shown with the attachment', { label: 'Timestamp' }),
			text('fallback', 'Plain text for notifications and for clients that cannot show attachments'),
		],
		{ label: 'More', inline: true },
	),
];

/** Message attachments, as a visible but optional parameter. `name` is their path in the API. */
export const attachmentsAt = (name: string): Field =>
	list(
		name,
		'Message attachments with title, text, fields, images, buttons and menus',
		ATTACHMENT,
		{
			label: 'Attachments',
			param: 'attachments',
			keyLabel: 'Attachment',
			required: false,
			default: NO_ENTRIES,
			refine: checkedAttachments,
		},
	);

/** A message's priority; `at` is its object in the API, e.g. `metadata.priority`. */
export const priorityAt = (at: string): Field[] => [
	choice(
		`${at}.priority`,
		{ important: 'Important', urgent: 'Urgent' },
		'Priority label of the message; replies cannot have one',
		{ label: 'Priority', param: 'priority' },
	),
	flag(`${at}.requested_ack`, 'Whether to ask readers to acknowledge the message', {
		label: 'Request Acknowledgement',
		param: 'requested_ack',
	}),
	flag(
		`${at}.persistent_notifications`,
		'Whether to notify mentioned users until they acknowledge or reply',
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
		'Untrusted texts that replace {name}, as plain text that mentions nobody',
		[text('', 'Text that replaces the name', { label: 'Text' })],
	),
	choice(
		'neutralize',
		{ mentions: 'Mentions', all: 'Mentions and Markdown' },
		'Parts to convert to plain text',
		{ restricts: true },
	),
].map(localOnly);

/** How a message that is too long is sent. */
export const splitLong: Field = localOnly(
	choice(
		'split_long',
		{ thread: 'Into One Thread', posts: 'Into Several Messages' },
		'How to send a message that is longer than the server accepts',
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
export async function harmless(context: OperationContext, body: IDataObject): Promise<IDataObject> {
	const { neutralize, inserted_texts } = await valuesByName(context);
	if (!neutralize && !inserted_texts) return body;
	return changed(body, (words) => {
		const own =
			neutralize === 'all' ? asPlainText(words) : neutralize ? withoutMentions(words) : words;
		return inserted_texts ? insertTexts(own, inserted_texts as Record<string, string>) : own;
	});
}
