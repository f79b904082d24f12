import type { IDataObject } from 'n8n-workflow';
import { valuesByName } from '../../shared/request/build';
import type { Client } from '../../shared/http/client';
import type { ApiRequest } from '../../shared/http/types';
import { choice, flag, group, inQuery, pick, strings, text, time } from '../../shared/model/fields';
import { bodyPages, cutAfter, pages, whole } from '../../shared/model/pagination';
import type { Operation, OperationContext, Output, Resource } from '../../shared/model/operation';
import { unless } from '../../services/mattermost/responseGuards';
import { ownId, peopleAsBody, realId } from '../../services/mattermost/users';
import {
	channel as channelPicker,
	ME,
	team,
	user,
	userOrMe,
} from '../../services/mattermost/pickers/pickers';
import { onlyTeam } from '../../services/mattermost/pickers/findTeam';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { asPosts } from './post';
import { namesFor } from '../../services/mattermost/names';

/** What a channel keeps with Simplify on. */
const CHANNEL = [
	'id',
	'display_name',
	'name',
	'type',
	'team_id',
	'header',
	'purpose',
	'total_msg_count',
	'last_post_at',
	'delete_at',
];
/** Lists of channels, with the names of teams, and of the people of direct channels. */
const asChannels: Output = { simplify: CHANNEL, addTo: namesFor };

const channelId = pick(channelPicker, 'channel_id', 'Channel to work on');
const teamId = pick(team, 'team_id', 'Team that the channel belongs to; if empty, your only team', {
	required: false,
	whenEmpty: onlyTeam,
});
const userId = pick(userOrMe, 'user_id', 'User whose channels to get', { default: ME });
const channelName = text('channel_name', 'Name of the channel in its URL', {
	placeholder: 'e.g. town-square',
});
const channelIds = strings('channel_ids', 'IDs of the channels', {
	label: 'Channel IDs',
	placeholder: 'e.g. 5ysuqdwrh7f88eoer5q6mm9kwc',
});
const term = text('term', 'Part of the name', { label: 'Search Term' });
const typed = text('name', 'Text that the name begins with', {
	label: 'Typed Text',
	param: 'typed',
});
const name = text('name', 'Name in the URL: lowercase letters, digits, hyphens and underscores', {
	placeholder: 'e.g. door-alerts',
});
/** Longest name that servers take, in characters (`ChannelNameMaxLength`). */
const LONGEST_NAME = 64;

/** The name that Mattermost's own apps make of a display name. @throws NodeOperationError if nothing is left of it */
function nameFrom(context: OperationContext, { display_name }: IDataObject): string {
	const plain = String(display_name).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
	const made = plain
		.replace(/[^a-z0-9]+/g, '-')
		.slice(0, LONGEST_NAME)
		.replace(/^-+|-+$/g, '');
	// Older servers take none of a single character (`CHANNEL_NAME_MIN_LENGTH` of 5.0).
	if (made.length > 1) return made;
	throw context.refuse(
		'Name',
		'is empty, and the display name has too few letters and digits from a to z and 0 to 9 to make one of',
		'Enter a name of lowercase letters, digits, hyphens and underscores',
	);
}

const madeName = text(
	'name',
	'Name in the URL: lowercase letters, digits, hyphens and underscores; if empty, made from the display name',
	{ placeholder: 'e.g. door-alerts', required: false, restricts: true, whenEmpty: nameFrom },
);
const displayName = text('display_name', 'Name that users see', {
	placeholder: 'e.g. Door Alerts',
});
const type = choice('type', { O: 'Public', P: 'Private' }, 'Who can find and join the channel');

const purpose = text('purpose', 'Purpose of the channel', { clears: true });
const header = text('header', 'Text next to the channel name, in Markdown', { clears: true });
const categories = [
	text('managed_category_name', 'Sidebar category that is managed by administrators', {
		clears: true,
	}),
	text('default_category_name', 'Sidebar category for new members', { clears: true }),
];
const deletedToo = flag('include_deleted', 'Whether to include archived channels', {
	label: 'Include Archived',
});
const archivedToo = [
	deletedToo,
	time('last_delete_at', 'ms', 'Only channels that were archived after this time', {
		label: 'Archived After',
	}),
];
const totalToo = flag(
	'include_total_count',
	'Whether to include the total count in the full response',
	{
		label: 'Include Total Count',
	},
);

/** The channel of that name, made if there is none. @throws NodeApiError, also for an archived one */
async function getOrCreate(context: OperationContext): Promise<IDataObject> {
	const { restore_archived, ...wanted } = await valuesByName(context);
	const { team_id, name: channel_name } = wanted;
	return await context.once(`channel ${String(team_id)}/${String(channel_name)}`, async () => {
		const asked = context.request('GET /teams/{team_id}/channels/name/{channel_name}', {
			path: { team_id, channel_name },
			query: { include_deleted: true },
		});
		const found = await unless('404', asked);
		if (!found) {
			return { ...(await context.request('POST /channels', { body: wanted })), created: true };
		}
		if (!found.delete_at) return { ...found, created: false };
		if (restore_archived !== true) {
			throw context.fail({
				message: `The channel ${String(channel_name)} is archived`,
				advice: 'Turn on Restore Archived, or choose another name',
			});
		}
		const path = { channel_id: found.id };
		return {
			...(await context.request('POST /channels/{channel_id}/restore', { path })),
			created: false,
		};
	});
}

/** Both people of a direct channel; servers want their IDs. */
async function createDirect(context: OperationContext): Promise<IDataObject> {
	const { partner, first_user: first } = await valuesByName(context);
	return await context.request('POST /channels/direct', {
		body: [first ? await realId(context, String(first)) : await ownId(context), partner],
		// Asking again gives the same channel.
		idempotent: true,
	});
}

/** Servers before 5.16 can only make a public channel private. */
function privacy(client: Client, request: ApiRequest): ApiRequest {
	if (request.method === 'PUT') return request;
	if ((request.body as IDataObject).privacy === 'O') {
		throw client.refuse(
			'Privacy',
			'cannot be made public on a server before 5.16',
			'Choose Private, or update the server',
		);
	}
	return { ...request, body: undefined };
}

export const channel: Resource = {
	value: 'channel',
	name: 'Channel',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create channel',
			description: 'Create a public or private channel in a team',
			request: 'POST /channels',
			fields: [displayName, teamId, madeName, type],
			optional: [purpose, header, ...categories],
			output: { simplify: CHANNEL },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get channel',
			description: 'Get one channel',
			request: 'GET /channels/{channel_id}',
			fields: [channelId],
			output: { simplify: CHANNEL },
		},
		{
			value: 'getByName',
			name: 'Get by Name',
			action: 'Get channel by name',
			description: 'Get a channel of a team by its name',
			request: 'GET /teams/{team_id}/channels/name/{channel_name}',
			fields: [teamId, channelName],
			optional: [deletedToo],
			output: { simplify: CHANNEL },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many channels of team',
			description: 'Get the public channels of a team',
			request: 'GET /teams/{team_id}/channels',
			fields: [teamId],
			paging: pages(),
			output: asChannels,
		},
		{
			value: 'search',
			name: 'Search',
			action: 'Search channels of team',
			description: 'Search the channels of a team by name',
			request: 'POST /teams/{team_id}/channels/search',
			idempotent: true,
			fields: [teamId, term],
			paging: cutAfter(100),
			output: asChannels,
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update channel',
			description: 'Update a channel; values that you leave out do not change',
			request: 'PUT /channels/{channel_id}/patch',
			fields: [channelId],
			optional: [
				text('name', 'Name in the URL'),
				text('display_name', 'Name that users see'),
				purpose,
				header,
				...categories,
				flag('group_constrained', 'Whether membership is managed by groups only', {
					restricts: true,
				}),
				flag('autotranslation', 'Whether to translate messages automatically', {
					label: 'Automatic Translation',
				}),
				group(
					'banner_info',
					'Banner at the top of the channel',
					[
						flag('enabled', 'Whether the banner is shown'),
						text('text', 'Text in Markdown'),
						text('background_color', 'Background color in hexadecimal', {
							label: 'Background',
							param: 'background',
							placeholder: 'e.g. #FF8000',
						}),
					],
					{ label: 'Banner' },
				),
			],
			output: { simplify: CHANNEL },
		},
		{
			value: 'join',
			name: 'Join',
			action: 'Join channel',
			description: 'Add your account to a channel',
			request: 'POST /channels/{channel_id}/members',
			also: ['GET /users/me'],
			idempotent: true,
			fields: [channelId],
			adjust: async (context, request) => ({
				...request,
				body: { user_id: await ownId(context) },
			}),
		},
		{
			value: 'leave',
			name: 'Leave',
			action: 'Leave channel',
			description: 'Remove your account from a channel',
			request: 'DELETE /channels/{channel_id}/members/me',
			fields: [channelId],
			output: { kind: 'deleted' },
		},
		{
			value: 'rename',
			name: 'Rename',
			action: 'Rename channel',
			description: 'Update the name of a channel, and optionally its name in the URL',
			request: 'PUT /channels/{channel_id}/patch',
			fields: [channelId, displayName],
			optional: [text('name', 'Name in the URL')],
			output: { simplify: CHANNEL },
		},
		{
			value: 'setHeader',
			name: 'Set Header',
			action: 'Set channel header',
			description: 'Update the text next to the name of a channel; an empty text removes it',
			request: 'PUT /channels/{channel_id}/patch',
			fields: [channelId, { ...header, required: false }],
			output: { simplify: CHANNEL },
		},
		...(['mute', 'unmute'] as const).map((value): Operation => {
			const verb = value === 'mute' ? 'Mute' : 'Unmute';
			return {
				value,
				name: verb,
				action: `${verb} channel`,
				description: `${verb} a channel for your account`,
				request: 'PUT /channels/{channel_id}/members/me/notify_props',
				idempotent: true,
				fields: [channelId],
				// Clients mute a channel by this value alone.
				fixed: { body: { mark_unread: value === 'mute' ? 'mention' : 'all' } },
			};
		}),
		{
			value: 'delete',
			name: 'Archive',
			action: 'Archive (delete) channel',
			description: 'Archive a channel, which Unarchive undoes',
			request: 'DELETE /channels/{channel_id}',
			fields: [channelId],
			output: { kind: 'deleted' },
		},
		{
			value: 'restore',
			name: 'Unarchive',
			action: 'Unarchive (restore) channel',
			description: 'Restore an archived channel',
			request: 'POST /channels/{channel_id}/restore',
			fields: [channelId],
			output: { simplify: CHANNEL },
		},
		{
			value: 'getMine',
			name: 'Get Many of User in Team',
			action: 'Get many channels of user in team',
			description:
				'Get the channels of a team that a user is a member of, including direct messages',
			request: 'GET /users/{user_id}/teams/{team_id}/channels',
			fields: [userId, teamId],
			optional: archivedToo,
			paging: whole,
			output: asChannels,
		},
		{
			value: 'getAllOfUser',
			name: 'Get Many of User',
			action: 'Get many channels of user',
			description: 'Get the channels of all teams that a user is a member of',
			request: 'GET /users/{user_id}/channels',
			since: '6.2',
			fields: [userId],
			optional: archivedToo,
			paging: whole,
			output: asChannels,
		},
		{
			value: 'getOrCreate',
			name: 'Get or Create',
			action: 'Get or create channel',
			description: 'Get the channel with a name, creating it if it does not exist',
			request: 'GET /teams/{team_id}/channels/name/{channel_name}',
			also: ['POST /channels', 'POST /channels/{channel_id}/restore'],
			fields: [displayName, teamId, madeName, type],
			optional: [
				purpose,
				header,
				flag('restore_archived', 'Whether to restore the channel if it is archived'),
			],
			output: { simplify: [...CHANNEL, 'created'] },
			run: getOrCreate,
		},
		{
			value: 'createDirect',
			name: 'Open Direct',
			action: 'Open direct channel',
			description: 'Create the direct message channel with a user, or get the one that exists',
			request: 'POST /channels/direct',
			also: ['GET /users/me'],
			fields: [
				pick(user, 'user_id', 'User to open the direct message channel with', { param: 'partner' }),
			],
			optional: [
				text('user_id', 'User who takes part instead of you; for administrators only', {
					label: 'Other User ID',
					param: 'first_user',
				}),
			],
			output: { simplify: CHANNEL },
			run: createDirect,
		},
		{
			value: 'createGroup',
			name: 'Open Group',
			action: 'Open group channel',
			description:
				'Create the group message channel of three to eight people, yourself included, or get the one that exists',
			request: 'POST /channels/group',
			also: ['POST /users/usernames', 'GET /users/email/{email}', 'GET /users/me'],
			fields: [
				strings('user_ids', 'Other participants, as IDs, @usernames or email addresses', {
					label: 'Users',
					placeholder: 'e.g. @anna, bob@example.com',
				}),
			],
			bodyIs: 'user_ids',
			adjust: peopleAsBody('Users'),
			output: { simplify: CHANNEL },
		},
		{
			value: 'updatePrivacy',
			name: 'Update Privacy',
			action: 'Make channel public or private',
			description: 'Update whether a channel is public or private',
			request: 'PUT /channels/{channel_id}/privacy',
			before: { version: '5.16', request: 'POST /channels/{channel_id}/convert' },
			fields: [channelId, choice('privacy', { P: 'Private', O: 'Public' }, 'New value')],
			adjust: privacy,
			output: { simplify: CHANNEL },
		},
		{
			value: 'getPinned',
			name: 'Get Pinned Messages',
			action: 'Get pinned messages of channel',
			description: 'Get the pinned messages of a channel',
			request: 'GET /channels/{channel_id}/pinned',
			fields: [channelId],
			paging: whole,
			output: asPosts,
		},
		{
			value: 'getStats',
			name: 'Get Statistics',
			action: 'Get channel statistics',
			description: 'Count the members, guests, pinned messages and files of a channel',
			request: 'GET /channels/{channel_id}/stats',
			fields: [channelId],
		},
		{
			value: 'getByNames',
			name: 'Get by Team and Channel Name',
			action: 'Get channel by team and channel name',
			description: 'Get a channel by the two names in its URL',
			request: 'GET /teams/name/{team_name}/channels/name/{channel_name}',
			fields: [
				text('team_name', 'Name of the team in its URL', { placeholder: 'e.g. marketing' }),
				channelName,
			],
			optional: [deletedToo],
			output: { simplify: CHANNEL },
		},
		{
			value: 'getArchived',
			name: 'Get Many Archived',
			action: 'Get many archived channels of team',
			description: 'Get the archived channels of a team',
			request: 'GET /teams/{team_id}/channels/deleted',
			fields: [teamId],
			paging: pages(),
			output: asChannels,
		},
		{
			value: 'getPrivate',
			name: 'Get Many Private',
			action: 'Get many private channels of team',
			description: 'Get all private channels of a team',
			request: 'GET /teams/{team_id}/channels/private',
			since: '5.26',
			admin: true,
			fields: [teamId],
			paging: pages(),
			output: asChannels,
		},
		{
			value: 'getRecommended',
			name: 'Get Many Recommended',
			action: 'Get many recommended channels of team',
			description: 'Get the channels of a team that the server recommends to your account',
			request: 'GET /teams/{team_id}/channels/recommended',
			since: '11.7',
			fields: [teamId],
			paging: whole,
			output: asChannels,
		},
		{
			value: 'getByIds',
			name: 'Get Many by IDs',
			action: 'Get several channels by IDs',
			description: 'Get several public channels of a team by their IDs',
			request: 'POST /teams/{team_id}/channels/ids',
			idempotent: true,
			fields: [teamId, channelIds],
			bodyIs: 'channel_ids',
			paging: whole,
			output: { asked: 'id', ...asChannels },
		},
		{
			value: 'getAllOfServer',
			name: 'Get Many of Server',
			action: 'Get many channels of server',
			description: 'Get the channels of all teams',
			request: 'GET /channels',
			since: '5.8',
			admin: true,
			optional: [
				deletedToo,
				totalToo,
				flag('exclude_default_channels', 'Whether to leave out Town Square and Off-Topic'),
				flag('exclude_policy_constrained', 'Whether to leave out channels with a retention policy'),
				text('not_associated_to_group', 'Only channels that are not linked to this group', {
					label: 'Not Linked to Group ID',
				}),
			],
			paging: pages(),
			output: { rowsProperty: 'channels', ...asChannels, offerFullResponse: true },
		},
		{
			value: 'searchAll',
			name: 'Search All Teams',
			action: 'Search channels of all teams',
			description: 'Search the channels of all teams, or of some',
			request: 'POST /channels/search',
			idempotent: true,
			since: '5.8',
			fields: [term],
			optional: [
				inQuery(
					flag('system_console', 'Whether to search the whole server, as administrator', {
						default: true,
					}),
				),
				flag('deleted', 'Whether to include archived channels', { label: 'Archived' }),
				flag('public', 'Whether to include public channels'),
				flag('private', 'Whether to include private channels'),
				flag('exclude_default_channels', 'Whether to leave out Town Square and Off-Topic'),
				flag('exclude_group_constrained', 'Whether to leave out channels managed by groups'),
				flag('exclude_policy_constrained', 'Whether to leave out channels with a retention policy'),
				flag('exclude_remote', 'Whether to leave out channels that other servers share'),
				flag('group_constrained', 'Whether to find only channels managed by groups'),
				flag('include_search_by_id', 'Whether to match the search term against channel IDs too', {
					label: 'Include Search by ID',
				}),
				text('not_associated_to_group', 'Only channels that are not linked to this group', {
					label: 'Not Linked to Group ID',
				}),
				strings('team_ids', 'Only channels of these teams', { label: 'Team IDs' }),
			],
			paging: bodyPages(),
			output: { rowsProperty: 'channels', ...asChannels, offerFullResponse: true },
		},
		{
			value: 'searchGroup',
			name: 'Search Group Messages',
			action: 'Search group messages',
			description: 'Search group message channels by the names of their members',
			request: 'POST /channels/group/search',
			idempotent: true,
			since: '5.14',
			fields: [term],
			paging: cutAfter(100),
			output: asChannels,
		},
		{
			value: 'move',
			name: 'Move',
			action: 'Move channel to another team',
			description: 'Move a channel to another team',
			request: 'POST /channels/{channel_id}/move',
			since: '5.26',
			admin: true,
			fields: [
				channelId,
				pick(team, 'team_id', 'Team to move to', {
					label: 'Target Team',
					param: 'target_team_id',
				}),
			],
			optional: [flag('force', 'Whether to remove members who are not in the target team')],
			output: { simplify: CHANNEL },
		},
		{
			value: 'convertGroup',
			name: 'Convert Group Message',
			action: 'Convert group message to private channel',
			description: 'Convert a group message to a private channel of a team',
			request: 'POST /channels/{channel_id}/convert_to_channel',
			since: '9.1',
			fields: [
				channelId,
				pick(team, 'team_id', 'Team to move to', {
					label: 'Target Team',
					param: 'target_team_id',
				}),
			],
			optional: [name, displayName],
			adjust: (_call, request) => {
				const body = request.body as IDataObject;
				// Servers check rights by the team in the query.
				return {
					...request,
					query: { team_id: body.team_id },
					body: { ...body, channel_id: request.path.split('/')[2] },
				};
			},
			output: { simplify: CHANNEL },
		},
		{
			value: 'getMemberCounts',
			name: 'Get Member Counts',
			action: 'Get member counts of channels',
			description: 'Count the members of several channels at once',
			request: 'POST /channels/stats/member_count',
			idempotent: true,
			since: '9.0',
			fields: [channelIds],
			bodyIs: 'channel_ids',
			output: {
				kind: 'entries',
				keyField: 'channel_id',
				valueField: 'member_count',
				addTo: namesFor,
			},
		},
		{
			value: 'autocomplete',
			name: 'Autocomplete',
			action: 'Autocomplete channels of team',
			description: 'Get the channels of a team whose name begins with a text',
			request: 'GET /teams/{team_id}/channels/autocomplete',
			fields: [teamId, typed],
			paging: cutAfter(50),
			output: asChannels,
		},
		{
			value: 'autocompleteSearch',
			name: 'Autocomplete for Search',
			action: 'Autocomplete channels of team for search',
			description:
				'Get the channels whose messages you may search and whose name begins with a text',
			request: 'GET /teams/{team_id}/channels/search_autocomplete',
			since: '5.4',
			fields: [teamId, typed],
			paging: cutAfter(50),
			output: asChannels,
		},
		{
			value: 'getCommonTeams',
			name: 'Get Common Teams',
			action: 'Get common teams of group channel',
			description: 'Get the teams that all members of a group message share',
			request: 'GET /channels/{channel_id}/common_teams',
			since: '9.1',
			fields: [channelId],
			paging: whole,
		},
		{
			value: 'getTimezones',
			name: 'Get Time Zones',
			action: 'Get time zones of channel members',
			description: 'Get the time zones of a channel’s members',
			request: 'GET /channels/{channel_id}/timezones',
			since: '5.6',
			fields: [channelId],
			paging: whole,
			output: { kind: 'values', rowsProperty: 'timezone' },
		},
		merged({
			value: 'replace',
			name: 'Replace',
			action: 'Replace channel',
			description: 'Replace a channel; values that you leave out do not change',
			request: 'PUT /channels/{channel_id}',
			merging: {
				read: 'GET /channels/{channel_id}',
				// api4.updateChannel blanks header and purpose; older servers want the others too.
				keeps: ['id', 'name', 'display_name', 'purpose', 'header', 'type'],
			},
			fields: [channelId],
			optional: [
				text('name', 'Name in the URL'),
				text('display_name', 'Name that users see'),
				purpose,
				header,
				type,
			],
			output: { simplify: CHANNEL },
		}),
	],
};
