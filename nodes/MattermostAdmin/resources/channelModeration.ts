import type { IDataObject } from 'n8n-workflow';
import { choices, flag, pick } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { channel } from '../pickers';

const channelId = pick(channel, 'channel_id', 'Channel to work on');

export const channelModeration: Resource = {
	value: 'channelModeration',
	name: 'Channel Moderation',
	description: 'Permissions of members and guests in a channel',
	operations: [
		{
			value: 'get',
			name: 'Get',
			action: 'Get channel moderation',
			description: 'Get the permissions of members and guests in a channel',
			request: 'GET /channels/{channel_id}/moderations',
			since: '5.22',
			admin: true,
			fields: [channelId],
			paging: whole,
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update channel moderation',
			description: 'Update the permissions of members and guests in a channel',
			request: 'PUT /channels/{channel_id}/moderations/patch',
			since: '5.22',
			admin: true,
			fields: [
				channelId,
				choices(
					'name',
					{
						create_post: 'Create Messages',
						create_reactions: 'Create Reactions',
						manage_members: 'Manage Members',
						use_channel_mentions: 'Use Channel Mentions',
						manage_bookmarks: 'Manage Bookmarks',
					},
					'Permissions to allow or forbid',
					{ label: 'Rights', open: true, param: 'rights' },
				),
			],
			optional: [
				flag('roles.members', 'Whether members have the permission', { label: 'Members' }),
				flag('roles.guests', 'Whether guests have the permission', { label: 'Guests' }),
			],
			adjust: (_call, request) => {
				const { name: rights, roles } = request.body as { name: string[]; roles?: IDataObject };
				// Servers take a list of rights; the contract shows a single one.
				return { ...request, body: rights.map((right) => ({ name: right, roles: roles ?? {} })) };
			},
			paging: whole,
		},
	],
};
