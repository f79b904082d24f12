import { choice, flag, number, pick, strings, text, time } from '../../shared/model/fields';
import { pages, whole, withQuery } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { peopleIn } from '../../services/mattermost/users';
import {
	channel,
	group as groupPicker,
	ME,
	team,
	userOrMe,
} from '../../services/mattermost/pickers/pickers';
import { USER } from '../../services/mattermost/userFields';
import { namesFor } from '../../services/mattermost/names';

/** What a group keeps with Simplify on. */
const GROUP = [
	'id',
	'display_name',
	'name',
	'description',
	'source',
	'member_count',
	'allow_reference',
	'remote_id',
	'create_at',
	'delete_at',
];

const groupId = pick(groupPicker, 'group_id', 'Group to work on');
const teamId = pick(team, 'team_id', 'Team whose groups to use');
const channelId = pick(channel, 'channel_id', 'Channel whose groups to use');
const people = strings('user_ids', 'Users, as IDs, @usernames or email addresses', {
	label: 'Users',
	placeholder: 'e.g. @anna, bob@example.com',
});
const lookUps = ['POST /users/usernames', 'GET /users/email/{email}', 'GET /users/me'];

const search = text('q', 'Part of the name', { label: 'Search Term' });
const mentionable = flag(
	'filter_allow_reference',
	'Whether to get only groups that can be mentioned',
	{
		label: 'Mentionable Only',
	},
);
const counts = flag(
	'include_member_count',
	'Whether to include the number of members of each group',
);

export const group: Resource = {
	value: 'group',
	name: 'Group',
	description: 'User groups, both custom and from LDAP',
	operations: [
		{
			value: 'get',
			name: 'Get',
			action: 'Get group',
			description: 'Get one group',
			request: 'GET /groups/{group_id}',
			since: '5.8',
			fields: [groupId],
			optional: [counts],
			output: { simplify: GROUP },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many groups',
			description: 'Get the groups of the server',
			request: 'GET /groups',
			since: '5.12',
			optional: [
				search,
				mentionable,
				counts,
				text('not_associated_to_team', 'Only groups that are not linked to this team', {
					label: 'Not Linked to Team ID',
				}),
				text('not_associated_to_channel', 'Only groups that are not linked to this channel', {
					label: 'Not Linked to Channel ID',
				}),
				time('since', 'ms', 'Only groups that changed after this time', { label: 'Changed Since' }),
				choice('group_source', { custom: 'Custom', ldap: 'LDAP' }, 'Where the groups come from'),
				flag('include_archived', 'Whether to include archived groups'),
			],
			paging: pages(),
			output: { rowsProperty: 'groups', simplify: GROUP },
		},
		{
			value: 'getMembers',
			name: 'Get Many Members',
			action: 'Get many members of group',
			description: 'Get the users in a group',
			request: 'GET /groups/{group_id}/members',
			since: '5.8',
			fields: [groupId],
			paging: pages(),
			output: { rowsProperty: 'members', simplify: USER, offerFullResponse: true },
		},
		{
			value: 'create',
			name: 'Create',
			action: 'Create group',
			description: 'Create a custom group that users can mention',
			request: 'POST /groups',
			also: lookUps,
			since: '6.5',
			fields: [
				text('name', 'Name used to mention the group, without @', { placeholder: 'e.g. on-call' }),
				text('display_name', 'Name that users see', { placeholder: 'e.g. On Call' }),
				people,
			],
			optional: [
				text('description', 'Description of the group'),
				flag('allow_reference', 'Whether users can mention the group', {
					label: 'Mentionable',
					default: true,
				}),
				choice('source', { custom: 'Custom' }, 'Where the group comes from', { open: true }),
			],
			fixed: { body: { source: 'custom', allow_reference: true } },
			adjust: peopleIn('user_ids', 'Users'),
			output: { simplify: GROUP },
		},
		{
			value: 'addMembers',
			name: 'Add Members',
			action: 'Add members to group',
			description: 'Add users to a group by ID, username or email address',
			request: 'POST /groups/{group_id}/members',
			also: lookUps,
			since: '6.5',
			fields: [groupId, people],
			adjust: peopleIn('user_ids', 'Users'),
			paging: whole,
		},
		{
			value: 'removeMembers',
			name: 'Remove Members',
			action: 'Remove members from group',
			description: 'Remove users from a group by ID, username or email address',
			request: 'DELETE /groups/{group_id}/members',
			also: lookUps,
			since: '6.5',
			fields: [groupId, { ...people, in: 'body', param: 'removed_ids' }],
			adjust: peopleIn('user_ids', 'Users'),
			paging: whole,
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update group',
			description: 'Update a group; values that you leave out do not change',
			request: 'PUT /groups/{group_id}/patch',
			since: '5.8',
			fields: [groupId],
			optional: [
				text('name', 'Name used to mention the group, without @'),
				text('display_name', 'Name that users see'),
				text('description', 'Description of the group', { clears: true }),
				flag('allow_reference', 'Whether users can mention the group', { label: 'Mentionable' }),
			],
			output: { simplify: GROUP },
		},
		{
			value: 'delete',
			name: 'Archive',
			action: 'Archive (delete) group',
			description: 'Archive a group, which Unarchive undoes',
			request: 'DELETE /groups/{group_id}',
			since: '6.5',
			fields: [groupId],
			output: { kind: 'deleted' },
		},
		{
			value: 'restore',
			name: 'Unarchive',
			action: 'Unarchive (restore) group',
			description: 'Restore an archived group',
			request: 'POST /groups/{group_id}/restore',
			since: '7.7',
			fields: [groupId],
		},
		{
			value: 'getByNames',
			name: 'Get Many by Names',
			action: 'Get many groups by names',
			description: 'Get several groups by the names used to mention them',
			request: 'POST /groups/names',
			idempotent: true,
			since: '11.0',
			fields: [strings('names', 'Names without @', { placeholder: 'e.g. on-call, sales' })],
			bodyIs: 'names',
			paging: whole,
			output: { asked: 'name', simplify: GROUP },
		},
		{
			value: 'getOfUser',
			name: 'Get Many of User',
			action: 'Get many groups of user',
			description: 'Get the groups that a user is a member of',
			request: 'GET /users/{user_id}/groups',
			since: '5.24',
			fields: [pick(userOrMe, 'user_id', 'User whose groups to get', { default: ME })],
			paging: whole,
			output: { simplify: GROUP },
		},
		{
			value: 'getOfChannel',
			name: 'Get Many of Channel',
			action: 'Get many groups of channel',
			description: 'Get the groups that are linked to a channel',
			request: 'GET /channels/{channel_id}/groups',
			since: '5.12',
			fields: [channelId],
			optional: [search, mentionable, counts],
			paging: pages(),
			output: { rowsProperty: 'groups', simplify: GROUP, offerFullResponse: true },
		},
		{
			value: 'getOfTeam',
			name: 'Get Many of Team',
			action: 'Get many groups of team',
			description: 'Get the groups that are linked to a team',
			request: 'GET /teams/{team_id}/groups',
			since: '5.12',
			fields: [teamId],
			optional: [
				search,
				mentionable,
				counts,
				flag('include_timezones', 'Whether to include the time zones of the members of each group'),
				flag('include_total_count', 'Whether to include the total count in the full response'),
				flag('include_archived', 'Whether to include archived groups'),
				flag('filter_archived', 'Whether to get only archived groups', { label: 'Archived Only' }),
				flag('filter_parent_team_permitted', 'Whether to get only groups that the team allows', {
					label: 'Allowed by Team Only',
				}),
				text('filter_has_member', 'Only groups that this user is a member of', {
					label: 'Has Member ID',
				}),
				flag('include_member_ids', 'Whether to include the member IDs of each group', {
					label: 'Include Member IDs',
				}),
				flag('only_syncable_sources', 'Whether to get only groups that can be linked', {
					label: 'Linkable Only',
				}),
			],
			paging: pages(),
			output: { rowsProperty: 'groups', simplify: GROUP, offerFullResponse: true },
		},
		{
			value: 'getOfTeamChannels',
			name: 'Get Many by Channels of Team',
			action: 'Get many groups by channels of team',
			description: 'Get the groups of all channels of a team, by channel ID',
			request: 'GET /teams/{team_id}/groups_by_channels',
			since: '5.24',
			fields: [teamId],
			optional: [
				mentionable,
				flag('paginate', 'Whether the server paginates the groups'),
				number('page', 'Page number, counted from 0, if the server paginates', { min: 0 }),
				number('per_page', 'Number of groups per page', { min: 1, max: 200 }),
			],
			// Servers give 60 unless told to give all.
			adjust: (_call, request) =>
				['paginate', 'page', 'per_page'].some((name) => request.query[name] !== undefined)
					? request
					: withQuery(request, { paginate: false }),
			output: {
				kind: 'entries',
				rowsProperty: 'groups',
				keyField: 'channel_id',
				addTo: namesFor,
				valueField: 'groups',
			},
		},
		{
			value: 'getStats',
			name: 'Get Statistics',
			action: 'Get statistics of group',
			description: 'Count the members of a group',
			request: 'GET /groups/{group_id}/stats',
			since: '5.26',
			fields: [groupId],
		},
		{
			value: 'getChannelCounts',
			name: 'Get Member Counts in Channel',
			action: 'Get member counts of groups in channel',
			description: 'Count how many members of each group are in a channel',
			request: 'GET /channels/{channel_id}/member_counts_by_group',
			since: '5.24',
			fields: [channelId],
			optional: [flag('include_timezones', 'Whether to count time zones too')],
			paging: whole,
		},
	],
};
