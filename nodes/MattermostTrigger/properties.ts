import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { authentication } from '../services/mattermost/authentication';
import { channel, team, user } from '../services/mattermost/pickers/pickers';
import { several } from '../shared/description/locator';
import { catchUpOption, mostExecutionsOption, restartOption } from '../shared/triggers/liveOptions';
import { COMMON_EVENTS, MORE_EVENTS } from './events';

/** What the editor shows of the Mattermost Trigger. */

const optionsOf = (names: Record<string, string>): INodePropertyOptions[] =>
	Object.entries(names).map(([value, name]) => ({ name, value }));

const flag = (name: string, displayName: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'boolean',
	default: false,
	description,
});

const emoji = (
	name: string,
	displayName: string,
	value: string,
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: value,
	placeholder: `e.g. ${value}`,
	description,
});

const filters: INodeProperties[] = [
	several(channel, 'channels', 'Channels', 'Only events in these channels'),
	flag(
		'directOnly',
		'Direct Messages Only',
		'Whether to trigger only on messages in direct and group channels',
	),
	{
		displayName: 'Emoji',
		name: 'emojis',
		type: 'string',
		default: '',
		placeholder: 'e.g. white_check_mark, 👀',
		description:
			'Only reactions with these emoji, separated by commas: emoji characters, or names as Mattermost shows them; each skin tone is a separate emoji',
	},
	flag(
		'mentionsOnly',
		'Mentions of Me Only',
		'Whether to trigger only on messages that mention the account of the credential',
	),
	{
		displayName: 'Message Contains',
		name: 'text',
		type: 'string',
		default: '',
		placeholder: 'e.g. door open',
		description:
			'Only messages that contain this text, in the message or in an attachment, ignoring case',
	},
	{
		displayName: 'Message Matches',
		name: 'pattern',
		type: 'string',
		default: '',
		placeholder: 'e.g. /^deploy (\\w+)/i',
		description:
			'Only messages that match this regular expression, in the message or in an attachment',
	},
	several(team, 'teams', 'Teams', 'Only events in these teams, which excludes direct messages'),
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
		description: 'Whether to trigger on replies in threads',
	},
	several(user, 'users', 'Users', 'Only events caused by these users'),
];

const options: INodeProperties[] = [
	catchUpOption('messages, edits, deletions, added reactions and runs of playbooks'),
	flag(
		'downloadFiles',
		'Download Files',
		'Whether to download the files of a message, each up to 50 MB, into the binary fields file_0, file_1 and so on',
	),
	{
		displayName: 'Events by Name',
		name: 'eventNames',
		type: 'string',
		default: '',
		placeholder: 'e.g. custom_com.example.plugin_done, recap_updated',
		description: 'Additional events, such as those of plugins, separated by commas',
	},
	flag('includeBots', 'Include Bot Messages', 'Whether to trigger on messages of bot accounts'),
	flag(
		'includeOwn',
		'Include Own Messages',
		'Whether to trigger on messages of the account of the credential. Beware of loops: a workflow that posts would trigger itself.',
	),
	flag(
		'includeSystem',
		'Include System Messages',
		'Whether to trigger on system messages, for example when someone joins a channel',
	),
	flag(
		'includeWebhooks',
		'Include Webhook Messages',
		'Whether to trigger on messages of incoming webhooks',
	),
	mostExecutionsOption,
	emoji(
		'arrivedEmoji',
		'Reaction on Arrival',
		'eyes',
		'Emoji with which the account reacts to a message when its execution starts; it is removed at the end, and after a crash when the trigger starts again',
	),
	emoji(
		'failedEmoji',
		'Reaction on Failure',
		'x',
		'Emoji with which the account reacts to a message whose execution failed',
	),
	emoji(
		'doneEmoji',
		'Reaction When Done',
		'white_check_mark',
		'Emoji with which the account reacts to a message whose execution succeeded',
	),
	restartOption('messages'),
	flag(
		'showTyping',
		'Show Typing',
		'Whether the account is shown as typing in the thread of a message while its execution runs, for at most 15 minutes',
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
		options: optionsOf(COMMON_EVENTS),
		default: ['posted'],
		description: 'Events that start the workflow',
	},
	{
		displayName: 'More Events',
		name: 'moreEvents',
		type: 'multiOptions',
		options: optionsOf(MORE_EVENTS).sort((a, b) => a.name.localeCompare(b.name, 'en')),
		default: [],
		description: 'Less common events',
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
