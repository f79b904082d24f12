import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { authentication } from '../services/mattermost/authentication';
import { channel, team, user } from '../services/mattermost/pickers/pickers';
import { several } from '../shared/description/locator';
import { COMMON_EVENTS, MORE_EVENTS } from './events';

/** What the editor shows of the Mattermost Trigger. */

const sorted = (names: Record<string, string>): INodePropertyOptions[] =>
	Object.entries(names)
		.map(([value, name]) => ({ name, value }))
		.sort((a, b) => a.name.localeCompare(b.name, 'en'));

const flag = (name: string, displayName: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'boolean',
	default: false,
	description,
});

const filters: INodeProperties[] = [
	several(channel, 'channels', 'Channels', 'Only what happens in these channels'),
	flag(
		'directOnly',
		'Direct Messages Only',
		'Whether to start only for messages in direct and group channels',
	),
	{
		displayName: 'Emojis',
		name: 'emojis',
		type: 'string',
		default: '',
		placeholder: 'e.g. white_check_mark, eyes',
		description: 'Only reactions with these emojis, by name and separated by commas',
	},
	flag(
		'mentionsOnly',
		'Mentions of Me Only',
		'Whether to start only for messages that mention the account of the credential',
	),
	{
		displayName: 'Message Contains',
		name: 'text',
		type: 'string',
		default: '',
		placeholder: 'e.g. door open',
		description: 'Only messages with this text in them or in an attachment, whatever its case',
	},
	{
		displayName: 'Message Matches',
		name: 'pattern',
		type: 'string',
		default: '',
		placeholder: 'e.g. /^deploy (\\w+)/i',
		description: 'Only messages that match this regular expression, themselves or in an attachment',
	},
	several(team, 'teams', 'Teams', 'Only what happens in these teams, so no direct messages'),
	{
		displayName: 'Threads',
		name: 'thread',
		type: 'options',
		default: 'all',
		options: [
			{ name: 'First Messages and Replies', value: 'all' },
			{ name: 'First Messages Only', value: 'roots' },
			{ name: 'Replies Only', value: 'replies' },
		],
		description: 'Whether messages that reply in a thread start the workflow',
	},
	several(user, 'users', 'Users', 'Only what these users do'),
];

const options: INodeProperties[] = [
	{
		displayName: 'Catch Up',
		name: 'catchUp',
		type: 'boolean',
		default: true,
		description:
			'Whether to fetch messages, edits, deletions and added reactions of the time when n8n or the connection was down. Other events of that time are lost.',
	},
	{
		displayName: 'Events by Name',
		name: 'eventNames',
		type: 'string',
		default: '',
		placeholder: 'e.g. custom_com.example.plugin_done, recap_updated',
		description: 'Further events, such as those of plugins, separated by commas',
	},
	{
		displayName: 'Executions at Once',
		name: 'mostExecutions',
		type: 'number',
		default: 30,
		typeOptions: { minValue: 1 },
		description:
			'Most unfinished executions. Further events wait in order; 1 works them off one by one.',
	},
	flag('includeBots', 'Include Bot Posts', 'Whether posts of bot accounts start the workflow'),
	flag(
		'includeOwn',
		'Include Own Posts',
		'Whether posts of the account of the credential start the workflow. Mind loops: a workflow that posts would start itself.',
	),
	flag(
		'includeSystem',
		'Include System Posts',
		'Whether posts of the server start the workflow, such as that someone joined',
	),
	flag(
		'includeWebhooks',
		'Include Webhook Posts',
		'Whether posts of incoming webhooks start the workflow',
	),
	flag(
		'restartInterrupted',
		'Restart After Crash',
		'Whether messages whose execution had not ended when n8n was killed start the workflow again. The newest ones may then start it twice after any restart of n8n.',
	),
];

export const properties: INodeProperties[] = [
	authentication,
	{
		displayName:
			'Mattermost sends an account what happens in the channels it is a member of. Add the account or bot to each channel you want to listen to.',
		name: 'membership',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: sorted(COMMON_EVENTS),
		default: ['posted'],
		description: 'What starts the workflow',
	},
	{
		displayName: 'More Events',
		name: 'moreEvents',
		type: 'multiOptions',
		options: sorted(MORE_EVENTS),
		default: [],
		description: 'Events that are needed less often',
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: filters,
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options,
	},
];
