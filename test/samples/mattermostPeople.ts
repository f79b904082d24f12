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
	'team/getByName': { name: 'team1' },
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
