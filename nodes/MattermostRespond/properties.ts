import type { INodeProperties } from 'n8n-workflow';
import { FORM_FIELDS } from '../services/mattermost/dialogFields';
import { replaceMessage, slackLinks } from '../services/mattermost/webhookReplies';
import { property } from '../shared/description/describe';
import { childParam } from '../shared/model/parameterNames';

/** What the editor shows of Respond to Mattermost. */

const show = (to: string[]) => ({ displayOptions: { show: { to } } });

export const properties: INodeProperties[] = [
	{
		displayName:
			'The Mattermost Webhook Trigger must have Respond set to <code>Using a Respond Node</code>. Mattermost waits 30 seconds for the answer.',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Answer To',
		name: 'to',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Button or Menu', value: 'action', action: 'Answer button or menu' },
			{
				name: 'Dialog',
				value: 'dialog',
				description: 'Closes it, or shows what is wrong',
				action: 'Answer dialog',
			},
			{
				name: 'Dialog With a Page',
				value: 'form',
				description:
					'Shows the next page after a submission, or the changed page after a refresh (Mattermost 11.1 or newer)',
				action: 'Answer dialog with a page',
			},
			{
				name: 'Live Menu',
				value: 'lookup',
				description: 'Gives the entries that fit what was typed (Mattermost 11.0 or newer)',
				action: 'Answer live menu',
			},
			{ name: 'Outgoing Webhook', value: 'message', action: 'Answer outgoing webhook' },
			{ name: 'Slash Command', value: 'command', action: 'Answer slash command' },
		],
		default: 'command',
	},
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. Deployed version 7',
		description: 'Text in Markdown; after a button only the person who clicked sees it',
		...show(['command', 'message', 'action']),
	},
	{
		displayName: 'Visible To',
		name: 'visibility',
		type: 'options',
		options: [
			{ name: 'Everybody in the Channel', value: 'channel' },
			{ name: 'Only the Person', value: 'person' },
		],
		default: 'person',
		...show(['command']),
	},
	{
		displayName: 'Post As',
		name: 'postAs',
		type: 'options',
		options: [
			{ name: 'Message in the Channel', value: 'channel' },
			{ name: 'Reply in the Thread', value: 'thread' },
		],
		default: 'thread',
		...show(['message']),
	},
	{ ...replaceMessage, ...show(['action']) },
	{ ...slackLinks, ...show(['action', 'command']) },
	...FORM_FIELDS.map(
		(field) => ({ ...property(field, childParam(field)), ...show(['form']) }) as INodeProperties,
	),
	{
		displayName: 'Entry Text',
		name: 'entryText',
		type: 'string',
		default: '={{ $json.name }}',
		description: 'What people see; each input item is an entry',
		...show(['lookup']),
	},
	{
		displayName: 'Entry Value',
		name: 'entryValue',
		type: 'string',
		default: '={{ $json.uuid ?? $json.id }}',
		description: 'What is submitted when the entry is chosen',
		...show(['lookup']),
	},
	{
		displayName: 'Only What Fits',
		name: 'onlyFitting',
		type: 'boolean',
		default: true,
		description: 'Whether to leave out entries whose text does not contain what was typed',
		...show(['lookup']),
	},
	{
		displayName: 'Field Errors',
		name: 'errors',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Field Error',
		default: {},
		description: 'What is wrong with fields of the dialog; without any, the dialog closes',
		options: [
			{
				displayName: 'Field',
				name: 'entry',
				values: [
					{
						displayName: 'Field Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. version',
					},
					{
						displayName: 'Message',
						name: 'message',
						type: 'string',
						default: '',
						placeholder: 'e.g. This version does not exist',
					},
				],
			},
		],
		...show(['dialog']),
	},
	{
		displayName: 'General Error',
		name: 'error',
		type: 'string',
		default: '',
		placeholder: 'e.g. Deployments are frozen today',
		description: 'Shown at the bottom of the dialog, which stays open',
		...show(['dialog']),
	},
];
