import { flag, secret, strings, text } from '../../shared/model/fields';
import type { Operation, Resource } from '../../shared/model/operation';
import { isObject } from '../../shared/util/guards';
import { own } from '../source';
import { get, remove, update } from '../operations';
import * as shape from '../settings';

const ROOT = 'POST /api/integrations/incidentManagement/';
const current = own('incidentManagement/getMicrosoftTeamsIntegration');
const teamId = text('teamId', 'Team in Microsoft Teams', { label: 'Team ID' });
const botInstallationId = text('botInstallationId', '', { label: 'Bot Installation ID' });

/** `IMicrosoftTeamsType`. */
const settings = [
	...shape.base('MICROSOFT_TEAMS'),
	flag('adminConsent', 'Whether an administrator of the tenant has agreed'),
	flag('allowUserNotifications', 'Whether users may be notified individually'),
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
	text('tenantId', 'ID of the tenant in Microsoft', { label: 'Tenant ID' }),
];

/** Rhombus' bot is put into a team, or into the chats of the user behind the API key. */
const bot = (value: string, name: string, description: string, team: boolean): Operation => ({
	value,
	name,
	action: `${name.split(' ')[0]} Microsoft Teams bot for ${team ? 'team' : 'user'}`,
	description,
	request: `${ROOT}${name.split(' ')[0]!.toLowerCase()}MicrosoftTeamsBotFor${team ? 'Team' : 'User'}`,
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
				strings('teamsToUpdate', 'Teams that the change applies to', {
					label: 'Team IDs',
					restricts: true,
				}),
			],
		}),
		get('Microsoft Teams', current),
		remove('Microsoft Teams', 'incidentManagement/deleteMicrosoftTeamsIntegrationV2'),
		{
			value: 'getTeams',
			name: 'Get Many Teams',
			action: 'Get many teams of Microsoft Teams',
			description: 'Get the teams that the signed-in Microsoft user has joined, with their IDs',
			request: `${ROOT}getMicrosoftUsersJoinedTeams`,
			idempotent: true,
			run: async (context) => {
				const { teamsMap } = await context.request(context.operation.request, {
					body: {},
					idempotent: true,
				});
				return Object.entries(isObject(teamsMap) ? teamsMap : {}).map(([id, name]) => ({
					id,
					name,
				}));
			},
		},
		bot(
			'installTeamBot',
			'Install Bot for Team',
			'Install the Rhombus bot in a team, so that it can post there',
			true,
		),
		bot(
			'uninstallTeamBot',
			'Uninstall Bot for Team',
			'Uninstall the Rhombus bot from a team',
			true,
		),
		bot(
			'installUserBot',
			'Install Bot for User',
			'Install the Rhombus bot for a user, so that it can send messages to the user',
			false,
		),
		bot(
			'uninstallUserBot',
			'Uninstall Bot for User',
			'Uninstall the Rhombus bot for a user, so that it no longer sends messages',
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
