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
	text('display_name', 'What people see above it; at most 24 characters'),
	text('name', 'Name of its value in the submission'),
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
		'What kind of field it is; the last four are for servers of 11.x',
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
		'What a text may hold',
		{ open: true },
	),
	text('default', 'Value at first'),
	text('placeholder', 'Text in the empty field'),
	text('help_text', 'Text below it'),
	flag('optional', 'Whether it may stay empty'),
	number('min_length', 'Least characters', { min: 0 }),
	number('max_length', 'Most characters; 0 for what the server allows', { min: 0 }),
	choice(
		'data_source',
		{ '': 'Own Options', users: 'Users', channels: 'Public Channels', dynamic: 'The Workflow' },
		'Where the entries of a menu come from',
		{ open: true },
	),
	text('data_source_url', 'URL that gives the entries; empty: the trigger', {
		label: 'Data Source URL',
	}),
	list(
		'options',
		'Entries of a menu or radio buttons',
		[text('text', 'What people see'), text('value', 'What is submitted')],
		{ keyLabel: 'Option' },
	),
	flag('multiselect', 'Whether several entries may be chosen'),
	flag('refresh', 'Whether a change asks the workflow for the form again (11.1)'),
	json('datetime_config', 'Limits and steps of dates and times', {
		label: 'Date Settings (JSON)',
	}),
];

/** A page of a form, as Respond to Mattermost answers with it. */
export const FORM_FIELDS: Field[] = [
	text('title', 'Title, at most 24 characters', { required: true }),
	text('introduction_text', 'Text in Markdown above the fields', { rows: 2 }),
	list('elements', 'Fields of the page', element, { keyLabel: 'Element' }),
	text('submit_label', 'Text on the button that submits'),
	text('state', 'Own data that comes back with the page'),
	text('icon_url', 'Picture beside the title', { label: 'Icon URL' }),
];

export const dialog: Resource = {
	value: 'dialog',
	name: 'Dialog',
	description: 'Forms that open on a button or slash command',
	operations: [
		{
			value: 'open',
			name: 'Open',
			action: 'Open dialog',
			description:
				'Show a form to who pressed a button or typed a slash command; within seconds after it',
			request: 'POST /actions/dialogs/open',
			since: '5.6',
			fields: [
				text('trigger_id', 'Comes with the button or slash command; it expires within seconds', {
					label: 'Trigger ID',
				}),
				text('url', 'What gets the entries; empty: the webhook trigger of this workflow', {
					label: 'Submission URL',
					required: false,
				}),
				text('dialog.title', 'Title, at most 24 characters', { param: 'title' }),
				list('dialog.elements', 'Fields of the form', element, {
					param: 'elements',
					label: 'Elements',
					keyLabel: 'Element',
					required: false,
				}),
			],
			optional: [
				text('dialog.callback_id', 'Own mark that comes back', {
					param: 'callback_id',
					label: 'Callback ID',
				}),
				text('dialog.introduction_text', 'Text in Markdown above the fields', {
					param: 'introduction_text',
					rows: 2,
				}),
				text('dialog.icon_url', 'Picture beside the title', {
					param: 'icon_url',
					label: 'Icon URL',
				}),
				text('dialog.submit_label', 'Text on the button that submits', { param: 'submit_label' }),
				flag('dialog.notify_on_cancel', 'Whether the URL is told when the form is closed', {
					param: 'notify_on_cancel',
				}),
				text('dialog.state', 'Own data that comes back', { param: 'state' }),
				localOnly(
					secret(
						'secret',
						'Secret of the webhook trigger behind the URL, if it is of another workflow',
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
