import { choice, flag, number, pick, strings, text, time } from '../../shared/model/fields';
import { pages, whole } from '../../shared/model/pagination';
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

const groupId = pick(groupPicker, 'group_id', 'Group to act on');
const teamId = pick(team, 'team_id', 'Team of the groups');
const channelId = pick(channel, 'channel_id', 'Channel of the groups');
const people = strings('user_ids', 'IDs, @usernames or e-mail addresses', {
	label: 'Users',
	placeholder: 'e.g. @anna, bob@example.com',
});
const lookUps = ['POST /users/usernames', 'GET /users/email/{email}', 'GET /users/me'];

const search = text('q', 'Part of the name', { label: 'Search Term' });
const mentionable = flag(
	'filter_allow_reference',
	'Whether to get only groups that may be mentioned',
	{
		label: 'Mentionable Only',
	},
);
const counts = flag('include_member_count', 'Whether each group tells its number of members');

export const group: Resource = {
	value: 'group',
	name: 'Group',
	description: 'User groups, own ones and those of LDAP',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create group',
			description: 'Create a group that people may mention',
			request: 'POST /groups',
			also: lookUps,
			since: '6.3',
			fields: [
				text('name', 'Name to mention it by, without @', { placeholder: 'e.g. on-call' }),
				text('display_name', 'Name that people see', { placeholder: 'e.g. On Call' }),
				people,
			],
			optional: [
				text('description', 'What the group is for'),
				flag('allow_reference', 'Whether people may mention the group', {
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
			value: 'get',
			name: 'Get',
			action: 'Get group',
			description: 'Get one group',
			request: 'GET /groups/{group_id}',
			since: '5.11',
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
			since: '5.11',
			optional: [
				search,
				mentionable,
				counts,
				text('not_associated_to_team', 'Only groups that are not linked to the team of this ID', {
					label: 'Not Linked to Team ID',
				}),
				text(
					'not_associated_to_channel',
					'Only groups that are not linked to the channel of this ID',
					{ label: 'Not Linked to Channel ID' },
				),
				time('since', 'ms', 'Only groups that changed since', { label: 'Changed Since' }),
				choice('group_source', { custom: 'Custom', ldap: 'LDAP' }, 'Where the groups come from'),
				flag('include_archived', 'Whether to get archived groups too'),
			],
			paging: pages(),
			output: { rowsProperty: 'groups', simplify: GROUP },
		},
		{
			value: 'getByNames',
			name: 'Get Many by Names',
			action: 'Get many groups by names',
			description: 'Get several groups by the names to mention them',
			request: 'POST /groups/names',
			idempotent: true,
			since: '7.0',
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
			fields: [pick(userOrMe, 'user_id', 'Member of the groups', { default: ME })],
			paging: whole,
			output: { simplify: GROUP },
		},
		{
			value: 'getOfChannel',
			name: 'Get Many of Channel',
			action: 'Get many groups of channel',
			description: 'Get the groups that are linked to a channel',
			request: 'GET /channels/{channel_id}/groups',
			since: '5.11',
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
			since: '5.11',
			fields: [teamId],
			optional: [
				search,
				mentionable,
				counts,
				flag('include_timezones', 'Whether each group tells the time zones of its members'),
				flag('include_total_count', 'Whether Full Response also tells the total'),
				flag('include_archived', 'Whether to get archived groups too'),
				flag('filter_archived', 'Whether to get only archived groups', { label: 'Archived Only' }),
				flag('filter_parent_team_permitted', 'Whether to get only groups that the team allows', {
					label: 'Allowed by Team Only',
				}),
				text('filter_has_member', 'Only groups with the user of this ID', {
					label: 'Has Member ID',
				}),
				flag('include_member_ids', 'Whether each group tells the IDs of its members', {
					label: 'Include Member IDs',
				}),
				flag('only_syncable_sources', 'Whether to get only groups that may be linked', {
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
			since: '5.11',
			fields: [teamId],
			optional: [
				mentionable,
				flag('paginate', 'Whether the server gives only the first page'),
				number('page', 'Page from 0, where it gives pages', { min: 0 }),
				number('per_page', 'Groups on a page', { min: 1, max: 200 }),
			],
			output: {
				kind: 'entries',
				rowsProperty: 'groups',
				keyField: 'channel_id',
				valueField: 'groups',
			},
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update group',
			description: 'Change only the given properties of a group',
			request: 'PUT /groups/{group_id}/patch',
			since: '5.11',
			fields: [groupId],
			optional: [
				text('name', 'Name to mention it by, without @'),
				text('display_name', 'Name that people see'),
				text('description', 'What the group is for', { clears: true }),
				flag('allow_reference', 'Whether people may mention the group', { label: 'Mentionable' }),
			],
			output: { simplify: GROUP },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete group',
			description: 'Archive a group; Restore brings it back',
			request: 'DELETE /groups/{group_id}',
			since: '6.3',
			fields: [groupId],
			output: { kind: 'deleted' },
		},
		{
			value: 'restore',
			name: 'Restore',
			action: 'Restore group',
			description: 'Bring an archived group back',
			request: 'POST /groups/{group_id}/restore',
			since: '7.0',
			fields: [groupId],
		},
		{
			value: 'getMembers',
			name: 'Get Many Members',
			action: 'Get many members of group',
			description: 'Get the users in a group',
			request: 'GET /groups/{group_id}/members',
			since: '5.11',
			fields: [groupId],
			paging: pages(),
			output: { rowsProperty: 'members', simplify: USER, offerFullResponse: true },
		},
		{
			value: 'addMembers',
			name: 'Add Members',
			action: 'Add members to group',
			description: 'Add users to a group by ID, username or e-mail address',
			request: 'POST /groups/{group_id}/members',
			also: lookUps,
			since: '6.3',
			fields: [groupId, people],
			adjust: peopleIn('user_ids', 'Users'),
			paging: whole,
		},
		{
			value: 'removeMembers',
			name: 'Remove Members',
			action: 'Remove members from group',
			description: 'Remove users from a group by ID, username or e-mail address',
			request: 'DELETE /groups/{group_id}/members',
			also: lookUps,
			since: '6.3',
			fields: [groupId, { ...people, in: 'body', param: 'removed_ids' }],
			adjust: peopleIn('user_ids', 'Users'),
			paging: whole,
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
			optional: [flag('include_timezones', 'Whether to count their time zones too')],
			paging: whole,
		},
	],
};
