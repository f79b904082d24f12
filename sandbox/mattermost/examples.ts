import { exampleRequest, type Example } from '../examples';
import type { Samples } from '../values';
import type { Described } from './backend';
import { PASSWORD, type MattermostState } from './state';

/** Values that an operation needs beyond what names and schemas tell, by `METHOD /path`. */
const OVERRIDES: Record<string, (samples: Samples) => Samples> = {
	'POST /users/login': ({ username }) => ({ login_id: username, password: PASSWORD }),
	'POST /users': () => ({ username: 'newcomer', email: 'newcomer@example.com' }),
	'PUT /users/{user_id}/status': () => ({ status: 'dnd' }),
	'POST /teams': () => ({ name: 'newteam', type: 'O' }),
	'GET /teams/name/{name}': ({ team_name }) => ({ name: team_name }),
	'GET /teams/name/{name}/exists': ({ team_name }) => ({ name: team_name }),
	'PUT /teams/{team_id}/privacy': () => ({ privacy: 'O' }),
	'PUT /channels/{channel_id}/privacy': () => ({ privacy: 'P' }),
	'POST /channels': () => ({ name: 'newchannel', type: 'O' }),
	'POST /posts': () => ({ root_id: '', file_ids: [] }),
	'POST /emoji': () => ({ emoji: '{"name":"new","creator_id":""}' }),
	'POST /commands': () => ({ trigger: 'new', method: 'P' }),
	'POST /bots': () => ({ username: 'newbot' }),
	// A type that servers of all ages know.
	'POST /jobs': () => ({ type: 'migrations' }),
	'GET /files/{file_id}/public': () => ({ h: 'sandbox' }),
	'GET /config/client': () => ({ format: 'old' }),
	'GET /license/client': () => ({ format: 'old' }),
};

/** Bodies that are bare arrays of ids, or need more than their contract says. */
const BODIES: Record<string, (state: MattermostState) => unknown> = {
	'POST /channels/direct': (state) => [state.user('admin').id, state.user('bob').id],
	'POST /channels/group': (state) =>
		['admin', 'bob', 'carol'].map((username) => state.user(username).id),
	'POST /teams/{team_id}/channels/ids': ({ samples }) => [samples.channel_id],
	'PUT /users/{user_id}/teams/{team_id}/channels/categories': () => [],
	'PUT /users/{user_id}': ({ samples, users }) => {
		const { id, email, username, create_at } = users.get(String(samples.user_id))!;
		return { id, email, username, create_at };
	},
};

/** A valid request for an operation that refers to seeded things, ready for `fetch`. */
export function mattermostExample(
	{ key, contract, operation }: Described,
	state: MattermostState,
): Example {
	const { samples } = state;
	const overrides = { ...OVERRIDES[key]?.(samples) };
	if (key.includes(' /hooks/outgoing/')) overrides.hook_id = samples.outgoing_hook_id;
	const made = exampleRequest(contract, 'mattermost', operation, samples, overrides);
	return BODIES[key] ? { ...made, body: BODIES[key](state) } : made;
}
