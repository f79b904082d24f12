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
	};
}

const ownPreference = {
	user_id: 'me',
	category: 'display_settings',
	name: 'name_format',
	preference_name: 'name_format',
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

/** What the sandbox refuses with sample values, and why. */
export const peopleRefusals: Record<string, string> = {
	'preference/get': 'a fresh sandbox keeps no preference',
};
