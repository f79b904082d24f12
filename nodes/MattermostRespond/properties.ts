import type { INodeProperties } from 'n8n-workflow';
import { FORM_FIELDS } from '../services/mattermost/dialogFields';
import { replaceMessage, slackLinks } from '../services/mattermost/webhookReplies';
import { property } from '../shared/description/property';
import { childParam } from '../shared/model/parameterNames';

/** What the editor shows of Respond to Mattermost. */

const show = (to: string[]) => ({ displayOptions: { show: { to } } });

export const properties: INodeProperties[] = [
	{
		displayName:
			'Set Respond in the Mattermost Webhook Trigger to <code>Using a Respond Node</code>. Mattermost waits 30 seconds for the response.',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Respond To',
		name: 'to',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Button or Menu', value: 'action', action: 'Respond to button or menu' },
			{
				name: 'Dialog',
				value: 'dialog',
				description: 'Close the dialog, or show errors in it',
				action: 'Respond to dialog',
			},
			{
				name: 'Dialog With a Page',
				value: 'form',
				description:
					'Show the next page after a submission, or the updated page after a refresh (Mattermost 11.1+)',
				action: 'Respond to dialog with a page',
			},
			{
				name: 'Live Menu',
				value: 'lookup',
				description: 'Return the options that match the typed text (Mattermost 11.0+)',
				action: 'Respond to live menu',
			},
			{ name: 'Outgoing Webhook', value: 'message', action: 'Respond to outgoing webhook' },
			{ name: 'Slash Command', value: 'command', action: 'Respond to slash command' },
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
		description: 'Text in Markdown; after a button, only the user who clicked sees it',
		...show(['command', 'message', 'action']),
	},
	{
		displayName: 'Visible To',
		name: 'visibility',
		type: 'options',
		options: [
			{ name: 'Everyone in the Channel', value: 'channel' },
			{ name: 'Only the User', value: 'person' },
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
		displayName: 'Option Text',
		name: 'entryText',
		type: 'string',
		default: '={{ $json.name }}',
		description: 'Text that users see; each input item becomes an option',
		...show(['lookup']),
	},
	{
		displayName: 'Option Value',
		name: 'entryValue',
		type: 'string',
		default: '={{ $json.uuid ?? $json.id }}',
		description: 'Value that is submitted when the option is selected',
		...show(['lookup']),
	},
	{
		displayName: 'Matching Options Only',
		name: 'onlyFitting',
		type: 'boolean',
		default: true,
		description: 'Whether to leave out options whose text does not contain the typed text',
		...show(['lookup']),
	},
	{
		displayName: 'Field Errors',
		name: 'errors',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Field Error',
		// `NO_ENTRIES`, as the linter wants to see it.
		default: { entry: [] },
		description: 'Errors to show for fields of the dialog; without any, the dialog closes',
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
		description: 'Error shown at the bottom of the dialog, which stays open',
		...show(['dialog']),
	},
];
