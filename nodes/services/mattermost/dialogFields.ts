import { choice, flag, json, list, NO_ENTRIES, number, text } from '../../shared/model/fields';
import type { Field } from '../../shared/model/operation';

const ofText = { showIf: { type: ['text', 'textarea'] } };
const ofMenu = { showIf: { type: ['select'] } };

/** What a form consists of, in the order in which people fill it in. */
export const element: Field[] = [
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
		'Kind of field; the last ones require Mattermost 11',
		{ open: true },
	),
	text('display_name', 'Label above the field, at most 24 characters'),
	text('name', 'Name of the field in the submission'),
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
		{ open: true, ...ofText },
	),
	choice(
		'data_source',
		{ '': 'Custom Options', users: 'Users', channels: 'Public Channels', dynamic: 'The Workflow' },
		'Source of the menu options',
		{ open: true, ...ofMenu },
	),
	text(
		'data_source_url',
		'URL that returns the options; leave empty for the trigger of this workflow',
		{
			label: 'Data Source URL',
			showIf: { type: ['select'], data_source: ['dynamic'] },
		},
	),
	list(
		'options',
		'Options of a menu or of radio buttons',
		[text('text', 'Text that users see'), text('value', 'Value that is submitted')],
		{ keyLabel: 'Option', showIf: { type: ['select', 'radio'] } },
	),
	flag('multiselect', 'Whether users can select several options', ofMenu),
	flag('optional', 'Whether the field may be empty'),
	text('default', 'Initial value'),
	text('placeholder', 'Text shown in the empty field'),
	text('help_text', 'Help text below the field'),
	number('min_length', 'Minimum number of characters', { min: 0, ...ofText }),
	number('max_length', 'Maximum number of characters; 0 for the server’s limit', {
		min: 0,
		...ofText,
	}),
	flag('refresh', 'Whether a change requests the form from the workflow again (Mattermost 11.1+)'),
	json('datetime_config', 'Limits and steps of dates and times', {
		label: 'Date Settings (JSON)',
		showIf: { type: ['date', 'datetime'] },
	}),
];

/** Parts of an element that report to a workflow, which nothing receives while Send and Wait waits. */
const LIVE = new Set(['data_source_url', 'refresh']);

/** What a form consists of that answers a question, in the order in which people fill it in. */
export const answerElement: Field[] = element
	.filter(({ name }) => !LIVE.has(name))
	.map((field) => {
		const without = field.name === 'type' ? 'action_button' : 'dynamic';
		if (field.name !== 'type' && field.name !== 'data_source') return field;
		const { [without]: live, ...values } = field.values!;
		void live;
		return { ...field, values, open: false };
	});

/** A page of a form, as Respond to Mattermost answers with it. */
export const FORM_FIELDS: Field[] = [
	text('title', 'Title, at most 24 characters', { required: true }),
	text('introduction_text', 'Text above the fields, in Markdown', { rows: 2 }),
	list('elements', 'Fields of the page', element, { keyLabel: 'Element', default: NO_ENTRIES }),
	text('submit_label', 'Label of the submit button'),
	text('state', 'Your own data, which is returned with the page'),
	text('icon_url', 'Image next to the title', { label: 'Icon URL' }),
];
