import type { Step } from '../types';
import { setting } from './setting';

const frames: Step['shows'] = ['frames'];
const show = (steps: Step[]): Step[] => steps.map((step) => ({ ...step, shows: frames }));
const preference = { user_id: '{user}', category: 'display_settings', name: 'live', value: 'a' };

const posts: Step[] = [
	{
		what: 'post',
		send: 'POST /posts',
		body: { channel_id: '{channel}', message: 'Hello' },
		keeps: { post: 'id' },
	},
	{
		what: 'post with a mention',
		send: 'POST /posts',
		body: { channel_id: '{channel}', message: 'Hello @{run}-user' },
	},
	{
		what: 'post with @channel',
		send: 'POST /posts',
		body: { channel_id: '{channel}', message: '@channel' },
	},
	{
		what: 'reply',
		as: 'user',
		send: 'POST /posts',
		body: { channel_id: '{channel}', root_id: '{post}', message: 'Reply' },
		keeps: { reply: 'id' },
	},
	{ what: 'post edited', send: 'PUT /posts/{post}/patch', body: { message: 'Hello again' } },
	{ what: 'post pinned', send: 'POST /posts/{post}/pin' },
	{ what: 'post unpinned', send: 'POST /posts/{post}/unpin' },
	{
		what: 'reaction added',
		as: 'user',
		send: 'POST /reactions',
		body: { user_id: '{user}', post_id: '{post}', emoji_name: 'smile' },
	},
	{
		what: 'reaction added twice',
		as: 'user',
		send: 'POST /reactions',
		body: { user_id: '{user}', post_id: '{post}', emoji_name: 'smile' },
	},
	{
		what: 'reaction removed',
		as: 'user',
		send: 'DELETE /users/{user}/posts/{post}/reactions/smile',
	},
	{
		what: 'post set unread',
		as: 'user',
		send: 'POST /users/{user}/posts/{post}/set_unread',
		body: {},
	},
	{
		what: 'thread unfollowed',
		as: 'user',
		send: 'DELETE /users/{user}/teams/{team}/threads/{post}/following',
	},
	{
		what: 'thread followed',
		as: 'user',
		send: 'PUT /users/{user}/teams/{team}/threads/{post}/following',
	},
	{
		what: 'thread read',
		as: 'user',
		send: 'PUT /users/{user}/teams/{team}/threads/{post}/read/1900000000000',
	},
	{ what: 'all threads read', as: 'user', send: 'PUT /users/{user}/teams/{team}/threads/read' },
	{ what: 'reply deleted', as: 'user', send: 'DELETE /posts/{reply}' },
	{ what: 'post deleted', send: 'DELETE /posts/{post}' },
	{
		what: 'ephemeral post',
		send: 'POST /posts/ephemeral',
		body: { user_id: '{user}', post: { channel_id: '{channel}', message: 'Only for you' } },
	},
];

const channels: Step[] = [
	{
		what: 'public channel created',
		send: 'POST /channels',
		body: { team_id: '{team}', name: '{run}-second', display_name: 'Second', type: 'O' },
		keeps: { second: 'id' },
	},
	{
		what: 'private channel created',
		send: 'POST /channels',
		body: { team_id: '{team}', name: '{run}-private', display_name: 'Private', type: 'P' },
		keeps: { private: 'id' },
	},
	{ what: 'user added', send: 'POST /channels/{second}/members', body: { user_id: '{user}' } },
	{ what: 'user removed', send: 'DELETE /channels/{second}/members/{user}' },
	{
		what: 'user joins by itself',
		as: 'user',
		send: 'POST /channels/{second}/members',
		body: { user_id: '{user}' },
	},
	{ what: 'user leaves', as: 'user', send: 'DELETE /channels/{second}/members/{user}' },
	{
		what: 'display name changed',
		send: 'PUT /channels/{channel}/patch',
		body: { display_name: 'Renamed' },
	},
	{ what: 'header changed', send: 'PUT /channels/{channel}/patch', body: { header: 'Header' } },
	{ what: 'purpose changed', send: 'PUT /channels/{channel}/patch', body: { purpose: 'Purpose' } },
	{
		what: 'channel updated',
		send: 'PUT /channels/{channel}',
		body: {
			id: '{channel}',
			display_name: 'Channel',
			name: '{run}-channel',
			header: 'Header',
			purpose: 'Purpose',
		},
	},
	{
		what: 'channel member notified otherwise',
		as: 'user',
		send: 'PUT /channels/{channel}/members/{user}/notify_props',
		body: { user_id: '{user}', channel_id: '{channel}', desktop: 'all' },
	},
	{
		what: 'channel member becomes administrator',
		send: 'PUT /channels/{channel}/members/{user}/roles',
		body: { roles: 'channel_user channel_admin' },
	},
	{
		what: 'channel viewed',
		as: 'user',
		send: 'POST /channels/members/{user}/view',
		body: { channel_id: '{channel}' },
	},
	{ what: 'channel made private', send: 'PUT /channels/{second}/privacy', body: { privacy: 'P' } },
	{ what: 'channel made public', send: 'PUT /channels/{second}/privacy', body: { privacy: 'O' } },
	{ what: 'channel archived', send: 'DELETE /channels/{second}' },
	{ what: 'channel restored', send: 'POST /channels/{second}/restore' },
	{
		what: 'direct channel created',
		send: 'POST /channels/direct',
		body: ['{admin}', '{user}'],
		keeps: { direct: 'id' },
	},
	{
		what: 'direct channel created twice',
		send: 'POST /channels/direct',
		body: ['{admin}', '{user}'],
	},
	{
		what: 'post in a direct channel',
		send: 'POST /posts',
		body: { channel_id: '{direct}', message: 'Between us' },
	},
	{
		what: 'group channel created',
		send: 'POST /channels/group',
		body: ['{admin}', '{user}', '{outsider}'],
		keeps: { group: 'id' },
	},
	{
		what: 'post in a group channel',
		send: 'POST /posts',
		body: { channel_id: '{group}', message: 'Among us' },
	},
];

const teams: Step[] = [
	{
		what: 'team created',
		racy: ['user_added'],
		send: 'POST /teams',
		body: { name: '{run}-other', display_name: 'Other', type: 'I' },
		keeps: { other: 'id' },
	},
	{ what: 'team patched', send: 'PUT /teams/{team}/patch', body: { description: 'Described' } },
	{
		what: 'outsider added to team',
		racy: ['user_added', 'posted'],
		send: 'POST /teams/{other}/members',
		body: { team_id: '{other}', user_id: '{outsider}' },
	},
	{
		what: 'team member becomes administrator',
		send: 'PUT /teams/{other}/members/{outsider}/roles',
		body: { roles: 'team_user team_admin' },
	},
	{ what: 'outsider removed from team', send: 'DELETE /teams/{other}/members/{outsider}' },
	{ what: 'team archived', send: 'DELETE /teams/{other}' },
	{ what: 'team restored', send: 'POST /teams/{other}/restore' },
];

const users: Step[] = [
	{
		what: 'user created',
		send: 'POST /users',
		body: { email: '{run}-new@example.com', username: '{run}-new', password: 'Passw0rd-live!' },
		keeps: { new: 'id' },
	},
	{ what: 'user patched', as: 'user', send: 'PUT /users/{user}/patch', body: { nickname: 'Nick' } },
	{
		what: 'user becomes administrator',
		send: 'PUT /users/{new}/roles',
		body: { roles: 'system_user system_admin' },
	},
	{ what: 'user deactivated', send: 'DELETE /users/{new}' },
	{ what: 'user activated', send: 'PUT /users/{new}/active', body: { active: true } },
	{
		what: 'status set',
		as: 'user',
		send: 'PUT /users/{user}/status',
		body: { user_id: '{user}', status: 'dnd' },
	},
	{
		what: 'custom status set',
		as: 'user',
		send: 'PUT /users/{user}/status/custom',
		body: { emoji: 'calendar', text: 'Busy' },
	},
	{ what: 'custom status removed', as: 'user', send: 'DELETE /users/{user}/status/custom' },
	{
		what: 'preference saved',
		as: 'user',
		send: 'PUT /users/{user}/preferences',
		body: [preference],
	},
	{
		what: 'preference deleted',
		as: 'user',
		send: 'POST /users/{user}/preferences/delete',
		body: [preference],
	},
	{
		what: 'typing by REST',
		as: 'user',
		send: 'POST /users/{user}/typing',
		body: { channel_id: '{channel}' },
	},
	{
		what: 'user gets another role',
		send: 'PUT /users/{user}/roles',
		body: { roles: 'system_user system_post_all_public' },
	},
	{
		what: 'user gets its roles back',
		send: 'PUT /users/{user}/roles',
		body: { roles: 'system_user' },
	},
	{
		what: 'pictures collapsed by command',
		as: 'user',
		send: 'POST /commands/execute',
		body: { channel_id: '{channel}', command: '/collapse' },
	},
	{
		what: 'draft saved',
		as: 'user',
		send: 'POST /drafts',
		body: { user_id: '{user}', channel_id: '{channel}', message: 'Draft' },
	},
	{
		what: 'draft saved again',
		as: 'user',
		send: 'POST /drafts',
		body: { user_id: '{user}', channel_id: '{channel}', message: 'Another draft' },
	},
	{ what: 'draft deleted', as: 'user', send: 'DELETE /users/{user}/channels/{channel}/drafts' },
	{
		what: 'category created',
		as: 'user',
		send: 'POST /users/{user}/teams/{team}/channels/categories',
		body: { user_id: '{user}', team_id: '{team}', display_name: 'Category', channel_ids: [] },
		keeps: { category: 'id' },
	},
	{
		what: 'category updated',
		as: 'user',
		send: 'PUT /users/{user}/teams/{team}/channels/categories/{category}',
		body: {
			id: '{category}',
			user_id: '{user}',
			team_id: '{team}',
			display_name: 'Renamed',
			channel_ids: ['{channel}'],
		},
	},
	{
		what: 'order of categories asked',
		as: 'user',
		send: 'GET /users/{user}/teams/{team}/channels/categories/order',
		keeps: { first: '0', second: '1', third: '2', fourth: '3' },
	},
	{
		what: 'categories ordered',
		as: 'user',
		send: 'PUT /users/{user}/teams/{team}/channels/categories/order',
		body: ['{first}', '{second}', '{third}', '{fourth}'],
	},
	{
		what: 'category deleted',
		as: 'user',
		send: 'DELETE /users/{user}/teams/{team}/channels/categories/{category}',
	},
];

const system: Step[] = [
	{
		what: 'emoji added',
		send: 'POST /emoji',
		picture: { emoji: '{"creator_id":"{admin}","name":"{run}"}' },
	},
	{ what: 'role asked', send: 'GET /roles/name/team_post_all', keeps: { role: 'id' } },
	{
		what: 'role changed',
		send: 'PUT /roles/{role}/patch',
		body: { permissions: ['create_post', 'create_post_public', 'use_channel_mentions'] },
	},
	{
		what: 'role changed back',
		send: 'PUT /roles/{role}/patch',
		body: { permissions: ['create_post', 'use_channel_mentions'] },
	},
	{
		what: 'configuration changed',
		send: 'PUT /config/patch',
		body: { TeamSettings: { CustomDescriptionText: '{run}' } },
	},
	{
		what: 'configuration changed back',
		send: 'PUT /config/patch',
		body: { TeamSettings: { CustomDescriptionText: '' } },
	},
	{
		what: 'guest accounts turned off',
		send: 'PUT /config/patch',
		body: { GuestAccountsSettings: { Enable: false } },
	},
	{
		what: 'guest accounts turned on',
		send: 'PUT /config/patch',
		body: { GuestAccountsSettings: { Enable: true } },
	},
];

const plugin = '/plugins/com.example.live';
const plugins: Step[] = [
	{ what: 'plugin uploaded', send: 'POST /plugins', plugin: true },
	{ what: 'plugin enabled', send: `POST ${plugin}/enable` },
	{ what: 'plugin disabled', send: `POST ${plugin}/disable` },
	{ what: 'plugin removed', send: `DELETE ${plugin}` },
	{ what: 'marketplace visited', send: 'POST /plugins/marketplace/first_admin_visit', body: {} },
];

const sockets: Step[] = [
	{ what: 'ping', as: 'user', socket: { seq: 1, action: 'ping' } },
	{ what: 'unknown action', as: 'user', socket: { seq: 2, action: 'nothing' } },
	{ what: 'without seq', as: 'user', socket: { action: 'ping' } },
	{ what: 'without action', as: 'user', socket: { seq: 3 } },
	{
		what: 'statuses asked',
		as: 'user',
		socket: { seq: 4, action: 'get_statuses_by_ids', data: { user_ids: ['{user}'] } },
	},
	{
		what: 'typing',
		as: 'user',
		socket: { seq: 5, action: 'user_typing', data: { channel_id: '{channel}', parent_id: '' } },
	},
];

/** Every event that a server without a licence sends, each by what causes it, and what a socket is answered. */
export const events: Step[] = [
	...setting,
	...show([...posts, ...channels, ...teams, ...users, ...system, ...plugins, ...sockets]),
];
