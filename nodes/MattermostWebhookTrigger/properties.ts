import type { INodeProperties } from 'n8n-workflow';
import { authentication } from '../services/mattermost/authentication';
import { channel, team } from '../services/mattermost/pickers/pickers';
import { locator } from '../shared/description/locator';
import { replaceMessage, slackLinks } from '../services/mattermost/webhookReplies';

/** What the editor shows of the Mattermost Webhook Trigger. */

const show = (show: Record<string, string[]>) => ({ displayOptions: { show } });

export const properties: INodeProperties[] = [
	authentication,
	{
		displayName: 'Trigger On',
		name: 'source',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Slash Command',
				value: 'command',
				description: 'Someone types a command such as /deploy',
			},
			{
				name: 'Message Button, Menu or Dialog',
				value: 'action',
				description: 'Someone clicks a button, chooses from a menu, or submits a dialog',
			},
			{
				name: 'Outgoing Webhook',
				value: 'outgoing',
				description: 'Someone posts in a public channel or uses a trigger word',
			},
		],
		default: 'command',
	},
	{
		displayName:
			'Buttons, menus and dialogs that a Mattermost node of this workflow creates call this trigger automatically: leave their URL empty, and publish the workflow once before you use them. For buttons and dialogs created elsewhere, enter a secret.',
		name: 'actionNotice',
		type: 'notice',
		default: '',
		...show({ source: ['action'] }),
	},
	{
		displayName: 'Secret',
		name: 'secret',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		description:
			'Only for buttons and dialogs created elsewhere: any long random text. Put it into the <code>context.token</code> of a button, or into Trigger Secret of Dialog → Open in another workflow. Never put it into a URL, because users can see the URLs of dialogs. Members of a channel can find out the context of its buttons.',
		...show({ source: ['action'] }),
	},
	{
		displayName:
			'If n8n and Mattermost share a private network, the Mattermost administrator must list n8n’s host in <code>ServiceSettings.AllowedUntrustedInternalConnections</code>; otherwise Mattermost never connects.',
		name: 'networkNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Team',
		name: 'team',
		...locator(team),
		required: true,
		description: 'Team in which to register the command or webhook',
		...show({ source: ['command', 'outgoing'] }),
	},
	{
		displayName: 'Command',
		name: 'trigger',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. deploy',
		description: 'Word that users type after the slash, which no other command of the team uses',
		...show({ source: ['command'] }),
	},
	{
		displayName: 'Channel',
		name: 'channel',
		...locator(channel),
		description:
			'Public channel to listen to. If empty, trigger words apply to all public channels.',
		...show({ source: ['outgoing'] }),
	},
	{
		displayName: 'Trigger Words',
		name: 'triggerWords',
		type: 'string',
		default: '',
		placeholder: 'e.g. #help, !deploy',
		description:
			'Words that a message must begin with, separated by commas. If empty, every message triggers.',
		...show({ source: ['outgoing'] }),
	},
	{
		displayName: 'Trigger When',
		name: 'triggerWhen',
		type: 'options',
		options: [
			{ name: 'First Word Is a Trigger Word', value: 'exact' },
			{ name: 'First Word Starts With a Trigger Word', value: 'startsWith' },
		],
		default: 'exact',
		...show({ source: ['outgoing'] }),
	},
	{
		displayName: 'Include Own and Bot Messages',
		name: 'includeOwnAndBots',
		type: 'boolean',
		default: false,
		description:
			'Whether to trigger on messages of bots and of the account of the credential. Beware of loops: a workflow that posts would trigger itself.',
		...show({ source: ['outgoing'] }),
	},
	{
		displayName: 'Respond',
		name: 'respond',
		type: 'options',
		options: [
			{
				name: 'Immediately',
				value: 'onReceived',
				description: 'Respond with the texts below, before the workflow runs',
			},
			{
				name: 'Using a Respond Node',
				value: 'responseNode',
				description: 'Respond with a Respond to Mattermost node, within 30 seconds',
			},
			{
				name: 'When Last Node Finishes',
				value: 'lastNode',
				description: 'Respond with the first item of the last node, within 30 seconds',
			},
		],
		default: 'onReceived',
	},
	{
		displayName:
			'The last node must return JSON in the format that Mattermost expects. For commands and webhooks: <code>text</code>, and <code>response_type</code> <code>ephemeral</code>, <code>in_channel</code> or <code>comment</code>. For buttons: <code>update.message</code>, <code>update.props</code>, <code>update.file_ids</code> (other files of the message are removed), <code>ephemeral_text</code>. For dialogs: nothing, or <code>errors</code> by field; for live menus <code>items</code>. A further page requires Respond to Mattermost.',
		name: 'answerNotice',
		type: 'notice',
		default: '',
		...show({ respond: ['lastNode'] }),
	},
	{
		displayName:
			'Add a Respond to Mattermost node to the workflow. n8n’s own Respond to Webhook node works too if a Wait node stands before it.',
		name: 'respondNotice',
		type: 'notice',
		default: '',
		...show({ respond: ['responseNode'] }),
	},
	{
		displayName: 'Reply Text',
		name: 'replyText',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. Working on it',
		description: 'Text to reply with, in Markdown. If empty, there is no visible reply.',
		...show({ respond: ['onReceived'] }),
	},
	{
		displayName: 'Reply in Channel',
		name: 'replyInChannel',
		type: 'boolean',
		default: false,
		description:
			'Whether everyone in the channel sees the reply. If off, only the user of the command sees it, and replies to messages go into their thread.',
		...show({ respond: ['onReceived'], source: ['command', 'outgoing'] }),
	},
	{ ...replaceMessage, ...show({ respond: ['onReceived'], source: ['action'] }) },
	{ ...slackLinks, ...show({ respond: ['onReceived'], source: ['action', 'command'] }) },
	{
		displayName: 'Options',
		name: 'registrationOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Autocomplete',
				name: 'autoComplete',
				type: 'boolean',
				default: true,
				description: 'Whether Mattermost suggests the command while users type',
			},
			{
				displayName: 'Autocomplete Description',
				name: 'autoCompleteDescription',
				type: 'string',
				default: '',
				placeholder: 'e.g. Deploys a service',
			},
			{
				displayName: 'Autocomplete Hint',
				name: 'autoCompleteHint',
				type: 'string',
				default: '',
				placeholder: 'e.g. [service] [version]',
			},
			{
				displayName: 'Icon URL',
				name: 'iconUrl',
				type: 'string',
				default: '',
				description: 'Image shown with the replies',
			},
			{
				displayName: 'Username',
				name: 'username',
				type: 'string',
				default: '',
				description: 'Name shown with the replies',
			},
		],
		...show({ source: ['command'] }),
	},
];
