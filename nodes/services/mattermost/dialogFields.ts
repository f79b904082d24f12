import { choice, flag, json, list, number, text } from '../../shared/model/fields';
import type { Field } from '../../shared/model/operation';

/** What a form consists of. */
export const element: Field[] = [
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
