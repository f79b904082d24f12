import type { IDataObject } from 'n8n-workflow';
import {
	choice,
	choices,
	flag,
	inQuery,
	pick,
	secret,
	strings,
	text,
	localOnly,
} from '../../shared/model/fields';
import { pages, whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { meIn, peopleAsBody, rolesAsText, userIds } from '../../services/mattermost/users';
import { ME, team, userOrMe } from '../../services/mattermost/pickers/pickers';
import { teamMembersById } from '../../services/mattermost/bulk';
import { namesFor } from '../../services/mattermost/names';

const teamId = pick(team, 'team_id', 'Team of the members');
const member = pick(userOrMe, 'user_id', 'Member of the team', { label: 'Member' });
const own = pick(userOrMe, 'user_id', 'User whose teams to use', { param: 'own', default: ME });
const people = strings('user_ids', 'Users to add, as IDs, @usernames or email addresses', {
	label: 'Users',
	placeholder: 'e.g. @anna, bob@example.com',
});

/** What a membership is about stands in the path and, for servers, in the body too. */
const teamOf = (path: string) => decodeURIComponent(path.split('/')[2]!);

export const teamMember: Resource = {
	value: 'teamMember',
	name: 'Team Member',
	operations: [
		{
			value: 'add',
			name: 'Add',
			action: 'Add user to team',
			description: 'Add one user to a team',
			request: 'POST /teams/{team_id}/members',
			fields: [teamId, member],
			adjust: async (context, request) =>
				await meIn('user_id')(context, {
					...request,
					body: { ...(request.body as IDataObject), team_id: teamOf(request.path) },
				}),
		},
		{
			value: 'addMany',
			name: 'Add Many',
			action: 'Add many users to team',
			description: 'Add several users to a team by ID, username or email address',
			request: 'POST /teams/{team_id}/members/batch',
			also: ['POST /users/usernames', 'GET /users/email/{email}', 'GET /users/me'],
			fields: [teamId, people],
			optional: [
				inQuery(
					flag(
						'graceful',
						'Whether to return a result per user instead of failing if one of them fails',
						{
							label: 'Result per User',
						},
					),
				),
			],
			bodyIs: 'user_ids',
			adjust: async (context, request) => {
				const team_id = teamOf(request.path);
				const ids = await userIds(context, 'Users', request.body as string[]);
				return { ...request, body: ids.map((user_id) => ({ team_id, user_id })) };
			},
			paging: whole,
		},
		{
			value: 'remove',
			name: 'Remove',
			action: 'Remove user from team',
			description: 'Remove a user from a team and its channels',
			request: 'DELETE /teams/{team_id}/members/{user_id}',
			fields: [teamId, member],
			output: { kind: 'deleted' },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many team members',
			description: 'Get the members of a team',
			request: 'GET /teams/{team_id}/members',
			fields: [teamId],
			optional: [
				choice('sort', { Username: 'By Username' }, 'Order of the members', { open: true }),
				flag('exclude_deleted_users', 'Whether to leave out deactivated users'),
			],
			paging: pages(),
			output: { addTo: namesFor },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get team member',
			description: 'Get the membership of one user in a team',
			request: 'GET /teams/{team_id}/members/{user_id}',
			bulk: teamMembersById,
			fields: [teamId, member],
			output: { addTo: namesFor },
		},
		{
			value: 'join',
			name: 'Join by Invite',
			action: 'Join team by invite',
			description: 'Join a team with your account by an invite link or token',
			request: 'POST /teams/members/invite',
			fields: [
				localOnly(
					choice('invited_by', { link: 'Link', email: 'Email' }, 'How the user was invited'),
				),
				inQuery(
					text('invite_id', 'Last part of the invite link', {
						label: 'Invite ID',
						showIf: { invited_by: ['link'] },
					}),
				),
				inQuery(
					secret('token', 'Token from the link in the email', {
						label: 'Invite Token',
						showIf: { invited_by: ['email'] },
					}),
				),
			],
		},
		{
			value: 'getByIds',
			name: 'Get Many by Users',
			action: 'Get many team members by users',
			description: 'Get the memberships of several users in a team',
			request: 'POST /teams/{team_id}/members/ids',
			also: ['POST /users/usernames', 'GET /users/email/{email}', 'GET /users/me'],
			idempotent: true,
			fields: [teamId, people],
			bodyIs: 'user_ids',
			adjust: peopleAsBody('Users'),
			paging: whole,
			output: { asked: 'user_id', addTo: namesFor },
		},
		{
			value: 'getAllOfUser',
			name: 'Get Many of User',
			action: 'Get many team memberships of user',
			description: 'Get the memberships of a user in all teams',
			request: 'GET /users/{user_id}/teams/members',
			fields: [own],
			paging: whole,
			output: { addTo: namesFor },
		},
		{
			value: 'updateRoles',
			name: 'Update Roles',
			action: 'Update roles of team member',
			description: 'Set all roles of a team member',
			request: 'PUT /teams/{team_id}/members/{user_id}/roles',
			fields: [
				teamId,
				member,
				choices(
					'roles',
					{
						team_user: 'Member',
						team_admin: 'Team Admin',
						team_guest: 'Guest',
						team_post_all: 'Post in All Channels',
						team_post_all_public: 'Post in All Public Channels',
					},
					'All roles of the member',
					{ open: true },
				),
			],
			adjust: rolesAsText,
		},
		{
			value: 'updateSchemeRoles',
			name: 'Update Admin Rights',
			action: 'Update admin rights of team member',
			description: 'Grant or revoke the team administrator role of a member',
			request: 'PUT /teams/{team_id}/members/{user_id}/schemeRoles',
			since: '5.0',
			fields: [
				teamId,
				member,
				flag('scheme_admin', 'Whether the member is a team administrator'),
				flag('scheme_user', 'Whether the member has the regular member role', { default: true }),
			],
		},
		{
			value: 'getStats',
			name: 'Get Statistics',
			action: 'Get statistics of team',
			description: 'Count the members and the active members of a team',
			request: 'GET /teams/{team_id}/stats',
			fields: [teamId],
		},
		{
			value: 'getUnread',
			name: 'Get Unread',
			action: 'Get unread count of team',
			description: 'Count the unread messages and mentions of a user in a team',
			request: 'GET /users/{user_id}/teams/{team_id}/unread',
			fields: [own, teamId],
		},
		{
			value: 'getAllUnread',
			name: 'Get Unread of All Teams',
			action: 'Get unread counts of all teams',
			description: 'Count the unread messages and mentions of a user in each team',
			request: 'GET /users/{user_id}/teams/unread',
			fields: [own],
			optional: [
				text('exclude_team', 'Team to leave out', { label: 'Leave Out Team ID' }),
				flag('include_collapsed_threads', 'Whether to count unread threads too'),
			],
			paging: whole,
			output: { addTo: namesFor },
		},
		{
			value: 'getMinusGroups',
			name: 'Get Many Outside Groups',
			action: 'Get many team members outside groups',
			description:
				'Get the members who would be removed from a team if only members of these groups could stay',
			request: 'GET /teams/{team_id}/members_minus_group_members',
			since: '5.14',
			admin: true,
			fields: [
				teamId,
				strings('group_ids', 'IDs of groups whose members are left out', { label: 'Group IDs' }),
			],
			paging: pages(),
			// 5.37 tells the hash of each password.
			output: { rowsProperty: 'users', omits: ['password'] },
		},
	],
};
