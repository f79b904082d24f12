import { flag, secret, strings, text } from '../../shared/model/fields';
import type { Operation, Resource } from '../../shared/model/operation';
import { isObject } from '../../shared/util/guards';
import { own } from '../source';
import { get, remove, update } from '../operations';
import * as shape from '../settings';

const ROOT = 'POST /api/integrations/incidentManagement/';
const current = own('incidentManagement/getMicrosoftTeamsIntegration');
const teamId = text('teamId', 'The team’s ID at Microsoft', { label: 'Team ID' });
const botInstallationId = text('botInstallationId', '', { label: 'Bot Installation ID' });

/** `IMicrosoftTeamsType`. */
const settings = [
	...shape.base('MICROSOFT_TEAMS'),
	flag('adminConsent', 'Whether an administrator of the tenant has agreed'),
	flag('allowUserNotifications', 'Whether users may be notified in person'),
	shape.mapOf(
		'microsoftTeamSettingsMap',
		'Team ID',
		'Channel of each team',
		[
			botInstallationId,
			text('channelId', '', { label: 'Channel ID' }),
			text('installingUserUuid', ''),
			flag('sendChannelNotifications', 'Whether to post alerts to the channel'),
		],
		{ label: 'Teams' },
	),
	shape.mapOf(
		'microsoftTeamsUserSettingsMap',
		'User UUID',
		'Chat of each user',
		[
			botInstallationId,
			text('chatId', '', { label: 'Chat ID' }),
			secret('refreshToken', ''),
			flag('sendUserNotifications', 'Whether to send alerts to the user'),
			strings('teamIds', '', { label: 'Team IDs' }),
			text('userId', '', { label: 'User ID' }),
		],
		{ label: 'Users' },
	),
	text('tenantId', 'The tenant’s ID at Microsoft', { label: 'Tenant ID' }),
];

/** Rhombus' bot is put into a team, or into the chats of the user behind the API key. */
const bot = (value: string, name: string, description: string, team: boolean): Operation => ({
	value,
	name,
	action: `${name.split(' ')[0]} Microsoft Teams bot for ${team ? 'team' : 'user'}`,
	description,
	request: `${ROOT}${name.split(' ')[0].toLowerCase()}MicrosoftTeamsBotFor${team ? 'Team' : 'User'}`,
	fields: team ? [teamId] : [],
});

export const microsoftTeams: Resource = {
	value: 'microsoftTeams',
	name: 'Microsoft Teams',
	operations: [
		update('Microsoft Teams', 'incidentManagement/updateMicrosoftTeamsIntegrationV2', {
			holds: 'microsoftTeamsSettings',
			settings,
			current,
			optional: [
				strings('teamsToUpdate', 'Teams the change is for', { label: 'Team IDs', restricts: true }),
			],
		}),
		get('Microsoft Teams', current),
		remove('Microsoft Teams', 'incidentManagement/deleteMicrosoftTeamsIntegrationV2'),
		{
			value: 'getTeams',
			name: 'Get Many Teams',
			action: 'Get many Microsoft Teams teams',
			description: 'List the teams that the signed-in Microsoft user has joined, with their IDs',
			request: `${ROOT}getMicrosoftUsersJoinedTeams`,
			idempotent: true,
			run: async (call) => {
				const { teamsMap } = await call.request(call.operation.request, {
					body: {},
					idempotent: true,
				});
				return Object.entries(isObject(teamsMap) ? teamsMap : {}).map(([id, name]) => ({
					id,
					name,
				}));
			},
		},
		bot('installTeamBot', 'Install Bot for Team', 'Let Rhombus’ bot post in a team', true),
		bot('uninstallTeamBot', 'Uninstall Bot for Team', 'Take Rhombus’ bot out of a team', true),
		bot('installUserBot', 'Install Bot for User', 'Let Rhombus’ bot write to the user', false),
		bot(
			'uninstallUserBot',
			'Uninstall Bot for User',
			'Stop Rhombus’ bot writing to the user',
			false,
		),
		{
			value: 'deleteUser',
			name: 'Delete User',
			action: 'Delete Microsoft Teams user',
			description: 'Unlink the Microsoft account of the user behind the API key',
			request: `${ROOT}deleteMicrosoftTeamsUser`,
			output: { kind: 'deleted' },
		},
	],
};
