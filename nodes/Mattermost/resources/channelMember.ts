import type { IDataObject, INodeExecutionData, NodeApiError } from 'n8n-workflow';
import { assemble } from '../../shared/request/assemble';
import { valuesByName } from '../../shared/request/build';
import {
	choice,
	choices,
	flag,
	inQuery,
	number,
	pick,
	strings,
	text,
} from '../../shared/model/fields';
import { pages, whole } from '../../shared/model/pagination';
import type { Resource, OperationContext } from '../../shared/model/operation';
import { isObject } from '../../shared/util/guards';
import { meIn, peopleAsBody, rolesAsText, userIds } from '../../services/mattermost/users';
import { channel, ME, team, userOrMe } from '../../services/mattermost/pickers/pickers';
import { parseJson } from '../../shared/response/parseJson';
import {
	channelMembersById,
	MEMBERS_AT_ONCE,
	newChannelMembers,
	TAKES_MEMBERS,
} from '../../services/mattermost/bulk';
import { namesFor } from '../../services/mattermost/names';

/** What a membership keeps with Simplify on. */
const MEMBER = [
	'channel_id',
	'user_id',
	'roles',
	'last_viewed_at',
	'msg_count',
	'mention_count',
	'notify_props',
	'last_update_at',
];

const channelId = pick(channel, 'channel_id', 'Channel to work on');
const member = pick(userOrMe, 'user_id', 'Member of the channel', { label: 'Member' });
const reader = pick(userOrMe, 'user_id', 'User whose channels to use', {
	param: 'reader',
	default: ME,
});
const teamId = pick(team, 'team_id', 'Team of the channels');
const people = strings('user_ids', 'Users to add, as IDs, @usernames or email addresses', {
	label: 'Users',
	placeholder: 'e.g. @anna, bob@example.com',
});
const rootId = text(
	'post_root_id',
	'First message of the thread in which Mattermost announces the new member',
	{
		label: 'Thread Root Message ID',
	},
);

const desktop = { default: 'Default', all: 'All', mention: 'Mentions', none: 'None' };
const onOff = { default: 'Default', on: 'On', off: 'Off' };

/** Statuses that are about one person, not about the channel or the server. */
const OF_ONE_PERSON = ['400', '403', '404'];

/**
 * Adds people and says of each what happened. Servers leave out who cannot be added, such as who is not
 * in the team, without a word; asked for alone, each gives its reason. Before 10.0 they know no list.
 * @throws NodeApiError if nobody could be added
 */
async function addMany(context: OperationContext): Promise<IDataObject[]> {
	const { channel_id, user_ids, ...more } = await valuesByName(context);
	const ids = await userIds(context, 'Users', user_ids as string[]);
	const add = async (body: IDataObject) =>
		await context.request<unknown>('POST /channels/{channel_id}/members', {
			path: { channel_id },
			body: { ...body, ...more },
		});
	const added = new Map<unknown, IDataObject>();
	const addMembers = (answer: unknown) => {
		for (const member of [answer].flat()) {
			if (isObject(member)) added.set(member.user_id, { ...member, added: true });
		}
	};
	const failed = new Map<string, NodeApiError>();
	const addOne = async (user_id: string) => {
		await add({ user_id }).then(addMembers, (error: NodeApiError) => {
			if (!OF_ONE_PERSON.includes(error.httpCode ?? '')) throw error;
			failed.set(user_id, error);
		});
	};
	if (ids.length > 1 && (await context.serverIsAtLeast(TAKES_MEMBERS))) {
		for (let at = 0; at < ids.length; at += MEMBERS_AT_ONCE) {
			addMembers(await add({ user_ids: ids.slice(at, at + MEMBERS_AT_ONCE) }));
		}
	}
	for (const id of ids) if (!added.has(id)) await addOne(id);
	const [first] = failed.values();
	if (first && added.size === 0) throw first;
	return ids.map(
		(user_id) =>
			added.get(user_id) ?? {
				channel_id,
				user_id,
				added: false,
				failure: failed.get(user_id)?.message ?? 'The server did not add the user',
			},
	);
}

/** Servers tell one line of JSON for each batch of members while they work. */
async function setAll(context: OperationContext): Promise<INodeExecutionData[]> {
	const { channel_id, members, channel_admins, ...query } = await valuesByName(context);
	const body: IDataObject = { members: await userIds(context, 'Members', members as string[]) };
	if (channel_admins) {
		body.channel_admins = await userIds(context, 'Channel Admins', channel_admins as string[]);
	}
	const request = assemble(context, 'PUT /channels/{channel_id}/members', {
		path: { channel_id },
		query,
		body,
	});
	const lines = await (await context.download(request)).read();
	return String(lines)
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => {
			try {
				return { json: parseJson(line) as IDataObject };
			} catch {
				throw context.fail({
					message: 'Mattermost responded with lines that are not JSON',
					advice: 'Some members may have been set: check before you repeat the operation',
				});
			}
		});
}

export const channelMember: Resource = {
	value: 'channelMember',
	name: 'Channel Member',
	operations: [
		{
			value: 'add',
			name: 'Add',
			action: 'Add (invite) user to channel',
			description: 'Add one user to a channel',
			request: 'POST /channels/{channel_id}/members',
			fields: [channelId, member],
			optional: [rootId],
			adjust: meIn('user_id'),
			concerns: ['channel_id', 'user_id'],
			bulk: newChannelMembers,
			output: { simplify: MEMBER },
		},
		{
			value: 'addMany',
			name: 'Add Many',
			action: 'Add many users to channel',
			description: 'Add several users to a channel by ID, username or email address',
			request: 'POST /channels/{channel_id}/members',
			also: ['POST /users/usernames', 'GET /users/email/{email}', 'GET /users/me'],
			fields: [channelId, people],
			optional: [rootId],
			output: { simplify: [...MEMBER, 'added', 'failure'] },
			run: addMany,
		},
		{
			value: 'remove',
			name: 'Remove',
			action: 'Remove user from channel',
			description: 'Remove a user from a channel',
			request: 'DELETE /channels/{channel_id}/members/{user_id}',
			fields: [channelId, member],
			output: { kind: 'deleted' },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many channel members',
			description: 'Get the members of a channel',
			request: 'GET /channels/{channel_id}/members',
			fields: [channelId],
			paging: pages(),
			output: { simplify: MEMBER, addTo: namesFor },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get channel member',
			description: 'Get the membership of one user in a channel',
			request: 'GET /channels/{channel_id}/members/{user_id}',
			bulk: channelMembersById,
			fields: [channelId, member],
			output: { simplify: MEMBER, addTo: namesFor },
		},
		{
			value: 'view',
			name: 'Mark as Read',
			action: 'Mark channel as read',
			description: 'Mark a channel as viewed by a user, which clears the unread count',
			request: 'POST /channels/members/{user_id}/view',
			fields: [channelId, reader],
			optional: [
				text('prev_channel_id', 'Channel that was viewed previously', {
					label: 'Previous Channel ID',
				}),
			],
		},
		{
			value: 'getUnread',
			name: 'Get Unread',
			action: 'Get unread count of channel',
			description: 'Count the unread messages and mentions of a user in a channel',
			request: 'GET /users/{user_id}/channels/{channel_id}/unread',
			fields: [channelId, reader],
		},
		{
			value: 'updateRoles',
			name: 'Update Roles',
			action: 'Update roles of channel member',
			description: 'Set all roles of a channel member',
			request: 'PUT /channels/{channel_id}/members/{user_id}/roles',
			fields: [
				channelId,
				member,
				choices(
					'roles',
					{ channel_user: 'Member', channel_admin: 'Channel Admin', channel_guest: 'Guest' },
					'All roles of the member',
					{ open: true },
				),
			],
			adjust: rolesAsText,
		},
		{
			value: 'updateNotifyProps',
			name: 'Update Notifications',
			action: 'Update channel notifications of member',
			description: 'Update when a member is notified about a channel',
			request: 'PUT /channels/{channel_id}/members/{user_id}/notify_props',
			fields: [channelId, member],
			optional: [
				choice(
					'email',
					{ default: 'Default', true: 'On', false: 'Off' },
					'When to send email notifications',
				),
				choice('push', desktop, 'When to send push notifications'),
				choice('desktop', desktop, 'When to send desktop notifications'),
				choice(
					'mark_unread',
					{ all: 'All Messages', mention: 'Mentions Only (Muted)' },
					'Which messages mark the channel as unread',
				),
				choice('desktop_threads', desktop, 'When to send desktop notifications about replies'),
				choice('push_threads', desktop, 'When to send push notifications about replies'),
				choice('ignore_channel_mentions', onOff, 'Whether to ignore @channel, @here and @all'),
				choice(
					'channel_auto_follow_threads',
					{ off: 'Off', on: 'On' },
					'Whether to follow new threads automatically',
					{ label: 'Follow Threads' },
				),
			],
		},
		{
			value: 'getByIds',
			name: 'Get Many by Users',
			action: 'Get many channel members by users',
			description: 'Get the memberships of several users in a channel',
			request: 'POST /channels/{channel_id}/members/ids',
			also: ['POST /users/usernames', 'GET /users/email/{email}', 'GET /users/me'],
			idempotent: true,
			fields: [channelId, people],
			bodyIs: 'user_ids',
			adjust: peopleAsBody('Users'),
			paging: whole,
			output: { asked: 'user_id', simplify: MEMBER, addTo: namesFor },
		},
		{
			value: 'getMine',
			name: 'Get Many of User in Team',
			action: 'Get many channel memberships of user in team',
			description: 'Get the memberships of a user in the channels of a team',
			request: 'GET /users/{user_id}/teams/{team_id}/channels/members',
			fields: [reader, teamId],
			paging: whole,
			output: { simplify: MEMBER, addTo: namesFor },
		},
		{
			value: 'getAllOfUser',
			name: 'Get Many of User',
			action: 'Get many channel memberships of user',
			description: 'Get the memberships of a user in the channels of all teams',
			request: 'GET /users/{user_id}/channel_members',
			since: '6.2',
			fields: [reader],
			paging: pages(),
			output: { simplify: [...MEMBER, 'team_name', 'team_display_name'], addTo: namesFor },
		},
		{
			value: 'updateSchemeRoles',
			name: 'Update Admin Rights',
			action: 'Update admin rights of channel member',
			description: 'Grant or revoke the channel administrator role of a member',
			request: 'PUT /channels/{channel_id}/members/{user_id}/schemeRoles',
			since: '5.0',
			fields: [
				channelId,
				member,
				flag('scheme_admin', 'Whether the member is a channel administrator'),
				flag('scheme_user', 'Whether the member has the regular member role', { default: true }),
			],
		},
		{
			value: 'markRead',
			name: 'Mark Many as Read',
			action: 'Mark many channels as read',
			description: 'Mark several channels as read by a user',
			request: 'POST /channels/members/{user_id}/mark_read',
			since: '9.0',
			fields: [reader, strings('channel_ids', 'IDs of the channels', { label: 'Channel IDs' })],
			bodyIs: 'channel_ids',
		},
		{
			value: 'markTeamRead',
			name: 'Mark Team as Read',
			action: 'Mark all channels of team as read',
			description: 'Mark all channels of a team as read by a user',
			request: 'PUT /users/{user_id}/teams/{team_id}/read',
			since: '11.7',
			fields: [reader, teamId],
		},
		{
			value: 'markDirectRead',
			name: 'Mark Direct Messages as Read',
			action: 'Mark all direct messages as read',
			description: 'Mark all direct and group messages as read by a user',
			request: 'PUT /channels/members/{user_id}/direct/read',
			since: '11.7',
			fields: [reader],
		},
		{
			value: 'updateAutotranslation',
			name: 'Update Translation',
			action: 'Update translation for channel member',
			description: 'Turn automatic translation of a channel on or off for a member',
			request: 'PUT /channels/{channel_id}/members/{user_id}/autotranslation',
			since: '11.3',
			fields: [
				channelId,
				member,
				flag('autotranslation_disabled', 'Whether to leave messages untranslated', {
					label: 'Turn Translation Off',
				}),
			],
		},
		{
			value: 'getMinusGroups',
			name: 'Get Many Outside Groups',
			action: 'Get many channel members outside groups',
			description:
				'Get the members who would be removed from a channel if only members of these groups could stay',
			request: 'GET /channels/{channel_id}/members_minus_group_members',
			since: '5.14',
			admin: true,
			fields: [
				channelId,
				strings('group_ids', 'IDs of groups whose members are left out', { label: 'Group IDs' }),
			],
			paging: pages(),
			// 5.37 tells the hash of each password.
			output: { rowsProperty: 'users', omits: ['password'] },
		},
		{
			value: 'setAll',
			name: 'Replace All',
			action: 'Replace all members of channel',
			description: 'Set the complete list of members of a channel; all others are removed',
			request: 'PUT /channels/{channel_id}/members',
			also: ['POST /users/usernames', 'GET /users/email/{email}', 'GET /users/me'],
			since: '11.7',
			fields: [
				channelId,
				strings('members', 'All members, as IDs, @usernames or email addresses', {
					placeholder: 'e.g. @anna, bob@example.com',
				}),
			],
			optional: [
				strings('channel_admins', 'IDs of the members who become channel administrators'),
				inQuery(number('batch_size', 'Number of members to change per batch', { min: 1 })),
				inQuery(
					number('batch_delay_ms', 'Pause between batches, in milliseconds', {
						label: 'Batch Delay (Ms)',
						min: 0,
					}),
				),
			],
			run: setAll,
		},
	],
};
