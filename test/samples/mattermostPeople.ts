import { TOKENS, type MattermostState } from '../../sandbox';
import { PASSWORD } from '../../sandbox/mattermost/state';
import type { Known } from './fields';

/** A session, an access token and an invitation that sample values may name. */
export function peopleThings(state: MattermostState): Known {
	const bob = state.user('bob');
	return {
		session_id: state.addSession(bob.id, 'session').id,
		token_id: state.addSession(bob.id, 'personal', 'sample').id,
		invite_id: state.team('team1').invite_id,
		group_id: [...state.groups.keys()][0],
		category_id: `channels_${bob.id}_${state.team('team1').id}`,
		category_ids: `channels_${bob.id}_${state.team('team1').id}`,
	};
}

const ownPreference = {
	user_id: 'me',
	category: 'seed',
	name: 'seed',
	preference_name: 'seed',
};

/** Sample values for channels, teams, users and what belongs to them, by `resource/operation`. */
export const peopleValues: Record<string, Known> = {
	'channel/createGroup': { user_ids: '@bob, carol@example.com' },
	'channelMember/updateNotifyProps': { email: 'true' },
	'channelMember/setAll': { members: '@bob', channel_admins: '@bob' },
	'channel/search': { term: 'alerts' },
	'channel/autocomplete': { name: 'alerts' },
	'team/search': { term: 'team' },
	'user/getByUsernames': { usernames: 'bob, carol' },
	'user/search': { term: 'bob' },
	'user/autocomplete': { name: 'bob' },
	'team/getByName': { name: 'team1' },
	'userStatus/updateCustom': { expires_at: '2099-01-01T00:00:00Z' },
	'user/create': { email: 'dora@example.com', username: 'dora', password: PASSWORD },
	// One value serves the address and the switch of the same name in the notifications.
	'user/update': { email: 'true' },
	'user/replace': { email: 'true' },
	'user/login': { login_id: 'bob', password: PASSWORD },
	'user/logout': { session_token: TOKENS.mattermostUser },
	'preference/get': ownPreference,
	'preference/getAll': ownPreference,
	'preference/getByCategory': ownPreference,
	'preference/update': ownPreference,
	'preference/delete': ownPreference,
};

/** Everyday operations on channels, teams and people: the editor offers their fields at once. */
export const EVERYDAY_PEOPLE: Record<string, string[]> = {
	channel: ['create', 'getOrCreate', 'createDirect', 'createGroup', 'get', 'getByName'].concat([
		'getAll',
		'getMine',
		'getAllOfUser',
		'search',
		'autocomplete',
		'update',
		'replace',
		'delete',
		'restore',
		'updatePrivacy',
		'getStats',
	]),
	channelMember: ['add', 'addMany', 'get', 'getAll', 'remove', 'view', 'getUnread'],
	channelBookmark: ['create', 'getAll', 'delete'],
	channelCategory: ['create', 'getAll', 'get', 'update', 'addChannels', 'removeChannels'],
	team: ['create', 'get', 'getByName', 'getMine', 'getAll', 'search', 'update', 'exists'].concat([
		'inviteByEmail',
	]),
	teamMember: ['add', 'addMany', 'get', 'getAll', 'remove', 'getStats'],
	user: ['create', 'get', 'getMe', 'getByUsername', 'getByEmail', 'getAll', 'getByIds'].concat([
		'getByUsernames',
		'search',
		'autocomplete',
		'update',
		'delete',
		'updateActive',
		'login',
	]),
	userStatus: ['get', 'getAll', 'update', 'removeCustom'],
	preference: ['get', 'getAll', 'update', 'delete'],
	group: ['create', 'get', 'getAll', 'update', 'getMembers', 'addMembers'],
	session: ['getAll', 'revoke'],
	accessToken: ['create', 'getAll', 'revoke'],
};
