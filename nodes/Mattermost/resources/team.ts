import type { IDataObject } from 'n8n-workflow';
import type { ApiRequest } from '../../shared/http/types';
import { choice, flag, inQuery, list, pick, strings, text } from '../../shared/model/fields';
import { fieldParam } from '../../shared/model/parameterNames';
import { pages, whole } from '../../shared/model/pagination';
import type { OperationContext, Resource } from '../../shared/model/operation';
import { formOf, inputFile, uploads } from '../../shared/request/multipart';
import { ME, team as teamPicker, userOrMe } from '../../services/mattermost/pickers/pickers';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { readInputFile } from '../../shared/request/readInputFile';

/** What a team keeps with Simplify on. */
const TEAM = [
	'id',
	'display_name',
	'name',
	'description',
	'type',
	'email',
	'allowed_domains',
	'allow_open_invite',
	'invite_id',
	'delete_at',
];

const teamId = pick(teamPicker, 'team_id', 'Team to work on');
const name = text('name', 'Name of the team in its URL', { placeholder: 'e.g. marketing' });
const emails = strings('emails', 'Email addresses to invite, at most 20 per hour', {
	placeholder: 'e.g. anna@example.com, bob@example.com',
});
const graceful = inQuery(
	flag(
		'graceful',
		'Whether to return a result per address instead of failing if one of them fails',
		{
			label: 'Result per Address',
		},
	),
);

const editable = [
	text('display_name', 'Name that users see'),
	text('description', 'Description of the team', { clears: true }),
	text('company_name', 'Name of the company', { clears: true }),
	text('invite_id', 'Last part of the team’s invite link', { label: 'Invite ID' }),
	flag('allow_open_invite', 'Whether anyone with an account may join'),
	text('allowed_domains', 'Email domains whose users may join, comma-separated', {
		clears: true,
		placeholder: 'e.g. example.com',
	}),
];

/** The import's form also tells the size of the file in bytes. */
async function importForm(context: OperationContext, request: ApiRequest): Promise<ApiRequest> {
	const property = String(context.param(fieldParam(context.resource, inputFile)) || 'data');
	const { size } = await readInputFile(context, property);
	const form = await formOf(
		context,
		{ ...(request.body as IDataObject), filesize: size },
		{ file: [property] },
	);
	return { ...request, ...form };
}

export const team: Resource = {
	value: 'team',
	name: 'Team',
	operations: [
		{
			value: 'get',
			name: 'Get',
			action: 'Get team',
			description: 'Get one team',
			request: 'GET /teams/{team_id}',
			fields: [teamId],
			output: { simplify: TEAM },
		},
		{
			value: 'getByName',
			name: 'Get by Name',
			action: 'Get team by name',
			description: 'Get a team by the name in its URL',
			request: 'GET /teams/name/{name}',
			fields: [name],
			output: { simplify: TEAM },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many teams',
			description: 'Get the open teams of the server; administrators see every team',
			request: 'GET /teams',
			optional: [
				flag('include_total_count', 'Whether to include the total count in the full response', {
					label: 'Include Total Count',
				}),
				flag('exclude_policy_constrained', 'Whether to leave out teams with a retention policy'),
			],
			paging: pages(),
			output: { rowsProperty: 'teams', simplify: TEAM, offerFullResponse: true },
		},
		{
			value: 'getMine',
			name: 'Get Many of User',
			action: 'Get many teams of user',
			description: 'Get the teams that a user is a member of',
			request: 'GET /users/{user_id}/teams',
			fields: [pick(userOrMe, 'user_id', 'Member of the teams', { default: ME })],
			paging: whole,
			output: { simplify: TEAM },
		},
		{
			value: 'search',
			name: 'Search',
			action: 'Search teams',
			description: 'Search teams by name',
			request: 'POST /teams/search',
			idempotent: true,
			fields: [text('term', 'Part of the name', { label: 'Search Term' })],
			optional: [
				flag('allow_open_invite', 'Whether to find only teams that anyone may join'),
				flag('group_constrained', 'Whether to find only teams managed by groups'),
				flag('exclude_policy_constrained', 'Whether to leave out teams with a retention policy'),
			],
			// Asked for a page, servers refuse whoever may not see all teams (501), and without give all.
			paging: whole,
			output: { rowsProperty: 'teams', simplify: TEAM, offerFullResponse: true },
		},
		{
			value: 'create',
			name: 'Create',
			action: 'Create team',
			description: 'Create a team',
			request: 'POST /teams',
			fields: [
				name,
				text('display_name', 'Name that users see', { placeholder: 'e.g. Marketing' }),
				choice('type', { O: 'Open', I: 'Invite Only' }, 'Who can join the team'),
			],
			output: { simplify: TEAM },
		},
		{
			value: 'inviteByEmail',
			name: 'Invite by Email',
			action: 'Invite users to team by email',
			description: 'Send email invitations to join a team',
			request: 'POST /teams/{team_id}/invite/email',
			fields: [teamId, emails],
			optional: [
				graceful,
				strings('channelIds', 'IDs of channels that they join as well', { label: 'Channel IDs' }),
				text('message', 'Text in the invitation', { rows: 2, param: 'invitation' }),
				list('profiles', 'Initial names of the new accounts', [
					text('email', 'One of the email addresses', {
						required: true,
						placeholder: 'name@email.com',
					}),
					text('username', 'Name without @', { required: true }),
					text('first_name', 'Given name'),
					text('last_name', 'Family name'),
				]),
			],
			adjust: (_call, request) => {
				const { emails: addresses, ...more } = request.body as IDataObject;
				// Older servers take the bare list only.
				return Object.keys(more).length ? request : { ...request, body: addresses };
			},
		},
		{
			value: 'inviteGuests',
			name: 'Invite Guests by Email',
			action: 'Invite guests to channels by email',
			description: 'Send email invitations to join channels of a team as a guest',
			request: 'POST /teams/{team_id}/invite-guests/email',
			since: '5.16',
			fields: [
				teamId,
				emails,
				strings('channels', 'IDs of the channels', { label: 'Channel IDs' }),
			],
			optional: [
				text('message', 'Text in the invitation', { rows: 2 }),
				graceful,
				inQuery(
					flag('guest_magic_link', 'Whether guests log in with a link instead of a password'),
				),
			],
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update team',
			description: 'Update a team; values that you leave out do not change',
			request: 'PUT /teams/{team_id}/patch',
			fields: [teamId],
			optional: editable,
			output: { simplify: TEAM },
		},
		{
			value: 'delete',
			name: 'Archive',
			action: 'Archive (delete) team',
			description: 'Archive a team, or delete it permanently',
			request: 'DELETE /teams/{team_id}',
			fields: [teamId],
			optional: [
				flag('permanent', 'Whether to delete permanently, if the server settings allow it'),
			],
			output: { kind: 'deleted' },
		},
		{
			value: 'restore',
			name: 'Unarchive',
			action: 'Unarchive (restore) team',
			description: 'Restore an archived team',
			request: 'POST /teams/{team_id}/restore',
			since: '5.24',
			fields: [teamId],
			output: { simplify: TEAM },
		},
		{
			value: 'updatePrivacy',
			name: 'Update Privacy',
			action: 'Update privacy of team',
			description: 'Update whether a team is open or invite-only',
			request: 'PUT /teams/{team_id}/privacy',
			since: '5.24',
			fields: [teamId, choice('privacy', { O: 'Open', I: 'Invite Only' }, 'New value')],
			output: { simplify: TEAM },
		},
		{
			value: 'deleteInvites',
			name: 'Delete Email Invites',
			action: 'Delete all pending email invites',
			description: 'Invalidate all pending email invitations to a team',
			request: 'DELETE /teams/invites/email',
			since: '5.10',
			admin: true,
			output: { kind: 'deleted' },
		},
		{
			value: 'getInvite',
			name: 'Get by Invite ID',
			action: 'Get team by invite ID',
			description: 'Get the team that an invite link leads to',
			request: 'GET /teams/invite/{invite_id}',
			fields: [text('invite_id', 'Last part of the invite link', { label: 'Invite ID' })],
		},
		{
			value: 'regenerateInvite',
			name: 'Regenerate Invite ID',
			action: 'Regenerate invite ID of team',
			description: 'Regenerate the invite link of a team; the old link stops working',
			request: 'POST /teams/{team_id}/regenerate_invite_id',
			since: '5.11',
			fields: [teamId],
			output: { simplify: TEAM },
		},
		{
			value: 'getIcon',
			name: 'Download Icon',
			action: 'Download icon of team',
			description: 'Download the icon of a team',
			request: 'GET /teams/{team_id}/image',
			fields: [teamId],
			output: { kind: 'binary', fileName: 'icon.png' },
		},
		{
			value: 'uploadIcon',
			name: 'Upload Icon',
			action: 'Upload icon of team',
			description: 'Upload an icon for a team',
			request: 'POST /teams/{team_id}/image',
			fields: [teamId, inputFile],
			adjust: uploads('image'),
		},
		{
			value: 'deleteIcon',
			name: 'Delete Icon',
			action: 'Delete icon of team',
			description: 'Delete the icon of a team',
			request: 'DELETE /teams/{team_id}/image',
			since: '4.10',
			fields: [teamId],
			output: { kind: 'deleted' },
		},
		{
			value: 'exists',
			name: 'Exists',
			action: 'Check whether team exists',
			description: 'Check whether a team with a name exists',
			request: 'GET /teams/name/{name}/exists',
			fields: [name],
		},
		{
			value: 'import',
			name: 'Import',
			action: 'Import data into team',
			description: 'Import the export file of another chat service into a team',
			request: 'POST /teams/{team_id}/import',
			admin: true,
			fields: [
				teamId,
				choice('importFrom', { slack: 'Slack' }, 'Where the file comes from', { open: true }),
				inputFile,
			],
			adjust: importForm,
		},
		merged({
			value: 'replace',
			name: 'Replace',
			action: 'Replace team',
			description: 'Replace a team; values that you leave out do not change',
			request: 'PUT /teams/{team_id}',
			fields: [teamId],
			optional: editable,
			optionsLike: 'update',
			merging: {
				read: 'GET /teams/{team_id}',
				// TeamService.UpdateTeam takes each from the body, the picture's time too.
				keeps: [
					'id',
					'display_name',
					'description',
					'company_name',
					'allowed_domains',
					'invite_id',
					'allow_open_invite',
					'group_constrained',
					'last_team_icon_update',
				],
			},
			output: { simplify: TEAM },
		}),
	],
};
