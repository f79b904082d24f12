import type { IDataObject } from 'n8n-workflow';
import { valuesByName } from '../../shared/request/build';
import { choice, flag, pick, secret, text } from '../../shared/model/fields';
import { afterId, pages, whole } from '../../shared/model/pagination';
import type { Field, Resource } from '../../shared/model/operation';
import {
	channel,
	team,
	connection as connectionPicker,
	remote,
	scheme as schemePicker,
} from '../pickers';
import { namesFor } from '../../services/mattermost/names';

const connectionId = text('outgoing_oauth_connection_id', 'ID of the connection', {
	label: 'Connection ID',
	picker: connectionPicker,
});
const teamId = pick(team, 'team_id', 'Team whose integrations use the connection', { in: 'query' });
const connection: Field[] = [
	text('name', 'Name of the connection', { label: 'Connection Name' }),
	text('client_id', 'Client ID in the other service', { label: 'Client ID' }),
	secret('client_secret', 'Client secret in the other service'),
	text('oauth_token_url', 'URL from which to get tokens', {
		label: 'Token URL',
		param: 'auth_url',
	}),
	choice(
		'grant_type',
		{ client_credentials: 'Client Credentials', password: 'Password' },
		'OAuth 2.0 grant type',
	),
	text('audiences', 'URLs to which the token is sent', {
		placeholder: 'e.g. https://api.example.com',
	}),
];
const passwordGrant: Field[] = [
	text('credentials_username', 'Username for the password grant', { label: 'Username' }),
	secret('credentials_password', 'Password for the password grant', { label: 'Password' }),
];

export const outgoingOauthConnection: Resource = {
	value: 'outgoingOauthConnection',
	name: 'Outgoing OAuth Connection',
	description: 'Connections that integrations of Mattermost use to get tokens for other services',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create outgoing OAuth connection',
			description: 'Create a connection to another service',
			request: 'POST /oauth/outgoing_connections',
			fields: [teamId, ...connection],
			optional: passwordGrant,
			admin: true,
			since: '9.6',
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get outgoing OAuth connection',
			description: 'Get one connection without its secret',
			request: 'GET /oauth/outgoing_connections/{outgoing_oauth_connection_id}',
			fields: [connectionId, teamId],
			since: '9.5',
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many outgoing OAuth connections',
			description: 'Get connections',
			request: 'GET /oauth/outgoing_connections',
			fields: [teamId],
			// Servers give 10 unless asked for more, up to 100.
			paging: afterId('from_id', 'limit', 100),
			since: '9.5',
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update outgoing OAuth connection',
			description: 'Update a connection',
			request: 'PUT /oauth/outgoing_connections/{outgoing_oauth_connection_id}',
			fields: [connectionId, teamId],
			optional: [...connection, ...passwordGrant],
			// Servers compare it with the path.
			adjust: async (context, request) => ({
				...request,
				body: {
					...(request.body as IDataObject),
					id: (await valuesByName(context)).outgoing_oauth_connection_id,
				},
			}),
			admin: true,
			since: '9.6',
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete outgoing OAuth connection',
			description: 'Delete a connection',
			request: 'DELETE /oauth/outgoing_connections/{outgoing_oauth_connection_id}',
			fields: [connectionId, teamId],
			admin: true,
			since: '9.6',
			output: { kind: 'deleted' },
		},
		{
			value: 'validate',
			name: 'Validate',
			action: 'Validate outgoing OAuth connection',
			description: 'Check that connection settings yield a token before you save them',
			request: 'POST /oauth/outgoing_connections/validate',
			fields: [teamId, ...connection],
			optional: passwordGrant,
			idempotent: true,
			admin: true,
			since: '9.6',
			output: { kind: 'done' },
		},
	],
};

const remoteId = text('remote_id', 'ID of the other server', {
	label: 'Remote ID',
	picker: remote,
});
const channelId = pick(channel, 'channel_id', 'Shared channel');

export const sharedChannel: Resource = {
	value: 'sharedChannel',
	name: 'Shared Channel',
	description: 'Channels shared with other Mattermost servers',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many shared channels',
			description: 'Get the shared channels of a team',
			request: 'GET /sharedchannels/{team_id}',
			fields: [pick(team, 'team_id', 'Team whose channels to get')],
			paging: pages(),
			output: { addTo: namesFor },
			since: '5.35',
		},
		{
			value: 'getRemotes',
			name: 'Get Remotes of Channel',
			action: 'Get remotes of shared channel',
			description: 'Get the servers that a channel is shared with',
			request: 'GET /sharedchannels/{channel_id}/remotes',
			fields: [channelId],
			paging: whole,
			since: '10.11',
		},
		{
			value: 'getRemoteInfo',
			name: 'Get Remote Info',
			action: 'Get info of remote',
			description: 'Get the name of a connected server',
			request: 'GET /sharedchannels/remote_info/{remote_id}',
			fields: [remoteId],
			optional: [flag('include_deleted', 'Whether to include removed servers')],
			since: '5.35',
		},
		{
			value: 'getManyRemotes',
			name: 'Get Many Remotes',
			action: 'Get many remotes',
			description: 'Get the other servers that channels can be shared with',
			request: 'GET /remotecluster',
			optional: [
				flag('exclude_offline', 'Whether to leave out servers that are offline'),
				text('in_channel', 'Only servers that share this channel', {
					label: 'In Channel ID',
				}),
				text('not_in_channel', 'Only servers that do not share this channel', {
					label: 'Not in Channel ID',
				}),
				flag('only_confirmed', 'Whether to get only servers that accepted the connection'),
				flag('only_plugins', 'Whether to get only plugins'),
				flag('exclude_plugins', 'Whether to leave out plugins'),
				flag('include_deleted', 'Whether to include removed servers'),
			],
			paging: pages(),
			output: { addTo: namesFor },
			admin: true,
			since: '9.11',
		},
		...(['invite', 'uninvite'] as const).map((verb) => ({
			value: verb,
			name: verb === 'invite' ? 'Invite Remote' : 'Uninvite Remote',
			action: verb === 'invite' ? 'Invite remote to channel' : 'Uninvite remote from channel',
			description:
				verb === 'invite'
					? 'Share a channel with another server'
					: 'Stop sharing a channel with another server',
			request: `POST /remotecluster/{remote_id}/channels/{channel_id}/${verb}`,
			fields: [remoteId, channelId],
			admin: true,
			since: '10.1',
		})),
	],
};

const schemeId = text('scheme_id', 'ID of the permission scheme', {
	label: 'Scheme ID',
	picker: schemePicker,
});
const schemeName = text('name', 'Short name of the scheme', { label: 'Scheme Name' });
const schemeDescription = text('description', 'Scope of the scheme');

export const scheme: Resource = {
	value: 'scheme',
	name: 'Permission Scheme',
	description: 'Sets of roles for teams and channels',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create permission scheme',
			description: 'Create a permission scheme',
			request: 'POST /schemes',
			fields: [
				text('display_name', 'Name that users see'),
				choice('scope', { team: 'Team', channel: 'Channel' }, 'Scope of the scheme'),
			],
			optional: [schemeName, schemeDescription],
			admin: true,
			since: '5.0',
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get permission scheme',
			description: 'Get one permission scheme',
			request: 'GET /schemes/{scheme_id}',
			fields: [schemeId],
			admin: true,
			since: '5.0',
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many permission schemes',
			description: 'Get permission schemes',
			request: 'GET /schemes',
			optional: [
				choice(
					'scope',
					{ team: 'Team', channel: 'Channel' },
					'Only schemes for teams, or for channels',
				),
			],
			paging: pages(),
			admin: true,
			since: '5.0',
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update permission scheme',
			description: 'Update the name or description of a permission scheme',
			request: 'PUT /schemes/{scheme_id}/patch',
			fields: [schemeId],
			optional: [schemeName, { ...schemeDescription, clears: true }],
			admin: true,
			since: '5.0',
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete permission scheme',
			description: 'Delete a permission scheme',
			request: 'DELETE /schemes/{scheme_id}',
			fields: [schemeId],
			admin: true,
			since: '5.0',
			output: { kind: 'deleted' },
		},
		...[team, channel].map((picker) => {
			const thing = picker.noun.toLowerCase();
			return {
				value: `setFor${picker.noun}`,
				name: `Set for ${picker.noun}`,
				action: `Set permission scheme of ${thing}`,
				description: `Set the permission scheme of a ${thing}`,
				request: `PUT /${thing}s/{${thing}_id}/scheme`,
				fields: [pick(picker, `${thing}_id`, `The ${thing} that gets the scheme`), schemeId],
				admin: true,
				since: '5.0',
			};
		}),
		...(['Teams', 'Channels'] as const).map((what) => ({
			value: `get${what}`,
			name: `Get ${what}`,
			action: `Get ${what.toLowerCase()} of permission scheme`,
			description: `Get the ${what.toLowerCase()} that use a permission scheme`,
			request: `GET /schemes/{scheme_id}/${what.toLowerCase()}`,
			fields: [schemeId],
			paging: pages(),
			output: { addTo: namesFor },
			admin: true,
			since: '5.0',
		})),
	],
};
