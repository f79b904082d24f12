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
				name: 'Message Button, Menu or Dialog',
				value: 'action',
				description: 'Someone clicks a button, chooses from a menu, or submits a dialog',
			},
			{
				name: 'Outgoing Webhook',
				value: 'outgoing',
				description: 'Someone posts in a public channel, or posts a trigger word',
			},
			{
				name: 'Slash Command',
				value: 'command',
				description: 'Someone types a command such as /deploy',
			},
		],
		default: 'command',
	},
	{
		displayName:
			'Buttons, menus and dialogs that the Mattermost node of this workflow makes report here by themselves: leave their URL empty. Publish the workflow once before. For those that something else makes, enter a secret.',
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
			'Only for buttons and dialogs from elsewhere: any long random text. Put it into the <code>context.token</code> of a button, or into Trigger Secret of Dialog: Open in another workflow. Never put it into a URL, for people see the URLs of dialogs. Members of a channel can find out what its buttons hold.',
		...show({ source: ['action'] }),
	},
	{
		displayName:
			'If n8n and Mattermost share a private network, Mattermost’s administrator must list n8n’s host in <code>ServiceSettings.AllowedUntrustedInternalConnections</code>; else Mattermost never connects.',
		name: 'networkNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Team',
		name: 'team',
		...locator(team),
		required: true,
		description: 'Team that gets the command or the webhook',
		...show({ source: ['command', 'outgoing'] }),
	},
	{
		displayName: 'Command',
		name: 'trigger',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. deploy',
		description:
			'What people type after the slash: one word that no other command of the team uses',
		...show({ source: ['command'] }),
	},
	{
		displayName: 'Channel',
		name: 'channel',
		...locator(channel),
		description: 'Public channel to listen to. Without one, trigger words count in all of them.',
		...show({ source: ['outgoing'] }),
	},
	{
		displayName: 'Trigger Words',
		name: 'triggerWords',
		type: 'string',
		default: '',
		placeholder: 'e.g. #help, !deploy',
		description: 'Words a message must begin with, separated by commas. Empty: every message.',
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
		displayName: 'Include Own and Bot Posts',
		name: 'includeOwnAndBots',
		type: 'boolean',
		default: false,
		description:
			'Whether posts of bots, and of the account of the credential, start the workflow. Mind loops: a workflow that posts would start itself.',
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
				description: 'With the texts below, before the workflow runs',
			},
			{
				name: 'Using a Respond Node',
				value: 'responseNode',
				description: 'With a Respond to Mattermost node, within 30 seconds',
			},
			{
				name: 'When Last Node Finishes',
				value: 'lastNode',
				description: 'With the first item of the last node, within 30 seconds',
			},
		],
		default: 'onReceived',
	},
	{
		displayName:
			'The last node must give JSON as Mattermost takes it. For commands and webhooks: <code>text</code>, and <code>response_type</code> <code>ephemeral</code>, <code>in_channel</code> or <code>comment</code>. For buttons: <code>update.message</code>, <code>update.props</code>, <code>ephemeral_text</code>. For dialogs: nothing, or <code>errors</code> by field; for live menus <code>items</code>. A further page needs Respond to Mattermost.',
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
		description: 'Text to answer with, in Markdown. Empty: no visible answer.',
		...show({ respond: ['onReceived'] }),
	},
	{
		displayName: 'Reply in Channel',
		name: 'replyInChannel',
		type: 'boolean',
		default: false,
		description:
			'Whether everybody in the channel sees the reply. Off: only the person who used the command; replies to messages go into their thread.',
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
				description: 'Whether Mattermost offers the command while people type',
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
				description: 'Picture beside the replies',
			},
			{
				displayName: 'Username',
				name: 'username',
				type: 'string',
				default: '',
				description: 'Name beside the replies',
			},
		],
		...show({ source: ['command'] }),
	},
];
