import {
	choice,
	flag,
	json,
	list,
	number,
	secret,
	text,
	localOnly,
} from '../../shared/model/fields';
import type { Field, Resource } from '../../shared/model/operation';
import { addressDialog } from '../../services/mattermost/messages/addressing';

/** What a form consists of. */
const element = [
	text('display_name', 'Label above the field, at most 24 characters'),
	text('name', 'Name of the field in the submission'),
	choice(
		'type',
		{
			text: 'Text',
			textarea: 'Text Area',
			select: 'Menu',
			bool: 'Checkbox',
			radio: 'Radio Buttons',
			date: 'Date',
			datetime: 'Date and Time',
			file: 'File',
			action_button: 'Button',
		},
		'Kind of field; the last four require Mattermost 11',
		{ open: true },
	),
	choice(
		'subtype',
		{
			'': 'None',
			email: 'Email',
			number: 'Number',
			password: 'Password',
			tel: 'Phone',
			url: 'URL',
		},
		'Kind of text to accept',
		{ open: true },
	),
	text('default', 'Initial value'),
	text('placeholder', 'Text shown in the empty field'),
	text('help_text', 'Help text below the field'),
	flag('optional', 'Whether the field may be empty'),
	number('min_length', 'Minimum number of characters', { min: 0 }),
	number('max_length', 'Maximum number of characters; 0 for the server’s limit', { min: 0 }),
	choice(
		'data_source',
		{ '': 'Custom Options', users: 'Users', channels: 'Public Channels', dynamic: 'The Workflow' },
		'Source of the menu options',
		{ open: true },
	),
	text(
		'data_source_url',
		'URL that returns the options; leave empty for the trigger of this workflow',
		{
			label: 'Data Source URL',
		},
	),
	list(
		'options',
		'Options of a menu or of radio buttons',
		[text('text', 'Text that users see'), text('value', 'Value that is submitted')],
		{ keyLabel: 'Option' },
	),
	flag('multiselect', 'Whether users can select several options'),
	flag(
		'refresh',
		'Whether a change requests the form from the workflow again (Mattermost 11.1 or newer)',
	),
	json('datetime_config', 'Limits and steps of dates and times', {
		label: 'Date Settings (JSON)',
	}),
];

/** A page of a form, as Respond to Mattermost answers with it. */
export const FORM_FIELDS: Field[] = [
	text('title', 'Title, at most 24 characters', { required: true }),
	text('introduction_text', 'Text above the fields, in Markdown', { rows: 2 }),
	list('elements', 'Fields of the page', element, { keyLabel: 'Element' }),
	text('submit_label', 'Label of the submit button'),
	text('state', 'Your own data, which is returned with the page'),
	text('icon_url', 'Image next to the title', { label: 'Icon URL' }),
];

export const dialog: Resource = {
	value: 'dialog',
	name: 'Dialog',
	description: 'Forms that open from a button or slash command',
	operations: [
		{
			value: 'open',
			name: 'Open',
			action: 'Open dialog',
			description:
				'Show a form to the user who pressed a button or typed a slash command, within seconds of it',
			request: 'POST /actions/dialogs/open',
			since: '5.6',
			fields: [
				text(
					'trigger_id',
					'ID that comes with the button or slash command and expires within seconds',
					{
						label: 'Trigger ID',
					},
				),
				text(
					'url',
					'URL that receives the submission; leave empty for the webhook trigger of this workflow',
					{
						label: 'Submission URL',
						required: false,
					},
				),
				text('dialog.title', 'Title, at most 24 characters', { param: 'title' }),
				list('dialog.elements', 'Fields of the form', element, {
					param: 'elements',
					label: 'Elements',
					keyLabel: 'Element',
					required: false,
				}),
			],
			optional: [
				text('dialog.callback_id', 'Your own ID, which is returned with the submission', {
					param: 'callback_id',
					label: 'Callback ID',
				}),
				text('dialog.introduction_text', 'Text above the fields, in Markdown', {
					param: 'introduction_text',
					rows: 2,
				}),
				text('dialog.icon_url', 'Image next to the title', {
					param: 'icon_url',
					label: 'Icon URL',
				}),
				text('dialog.submit_label', 'Label of the submit button', { param: 'submit_label' }),
				flag('dialog.notify_on_cancel', 'Whether to notify the URL when the form is closed', {
					param: 'notify_on_cancel',
				}),
				text('dialog.state', 'Your own data, which is returned with the submission', {
					param: 'state',
				}),
				localOnly(
					secret(
						'secret',
						'Secret of the webhook trigger at the URL, if that trigger is in another workflow',
						{
							label: 'Trigger Secret',
						},
					),
				),
			],
			adjust: addressDialog,
			fixed: { body: { dialog: { elements: [] } } },
		},
	],
};
