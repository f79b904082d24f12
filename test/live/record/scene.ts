import type { Person } from '../../../tools/recording/types';

/** A request of the set-up; `{name}` stands for an ID that an earlier one kept. */
export interface SetUp {
	send: string;
	as?: Person | 'owner';
	body?: unknown;
	/** The answer's ID under this name. */
	keeps?: string;
	/** Property of the answer that is the ID; default `id`. */
	of?: string;
	/** This person's token is in the answer, from now on. */
	token?: Person | 'admin';
	/** Only if the request before was refused. */
	otherwise?: true;
}

export const PASSWORD = 'Passw0rd-live!';
const account = (run: string, name: string) => ({
	email: `${run}-${name}@example.com`,
	username: `${run}-${name}`,
	password: PASSWORD,
});

/** An administrator of the run's own, people, and what belongs to others. */
export const people = (run: string): SetUp[] => [
	{ send: 'POST /users', as: 'owner', body: account(run, 'admin'), keeps: 'admin' },
	{
		send: 'PUT /users/{admin}/roles',
		as: 'owner',
		body: { roles: 'system_user system_admin' },
	},
	{ send: 'POST /users/{admin}/tokens', as: 'owner', body: { description: run }, token: 'admin' },
	...(['user', 'guest', 'outsider'] as const).map(
		(name): SetUp => ({ send: 'POST /users', body: account(run, name), keeps: name }),
	),
	// A server without guest accounts lets no guest log in.
	...(['user', 'guest', 'outsider'] as const).map(
		(name): SetUp => ({
			send: 'POST /users/login',
			body: { login_id: `${run}-${name}`, password: PASSWORD },
			token: name,
		}),
	),
	{ send: 'POST /users/{guest}/demote' },
	{ send: 'PUT /users/{guest}/roles', body: { roles: 'system_guest' }, otherwise: true },
	{ send: 'POST /users', body: account(run, 'gone'), keeps: 'gone' },
	{ send: 'POST /bots', body: { username: `${run}-robot` }, keeps: 'bot', of: 'user_id' },
	{ send: 'POST /users/{bot}/tokens', body: { description: run }, token: 'bot' },
	{
		send: 'POST /teams',
		body: { name: `${run}-foreign`, display_name: 'Foreign', type: 'I' },
		keeps: 'foreign_team',
	},
	{
		send: 'POST /teams/{foreign_team}/members',
		body: { team_id: '{foreign_team}', user_id: '{outsider}' },
	},
	{
		send: 'POST /channels',
		body: {
			team_id: '{foreign_team}',
			name: `${run}-foreign`,
			display_name: 'Foreign',
			type: 'P',
		},
		keeps: 'foreign_channel',
	},
	{
		send: 'POST /posts',
		body: { channel_id: '{foreign_channel}', message: 'Foreign' },
		keeps: 'foreign_post',
	},
];

/** What stands ready in the run's team: people, a channel, an archived one, a deleted post. */
export const team = (run: string): SetUp[] => [
	...(['user', 'bot', 'guest', 'gone'] as const).map(
		(name): SetUp => ({
			send: 'POST /teams/{team}/members',
			body: { team_id: '{team}', user_id: `{${name}}` },
		}),
	),
	{
		send: 'POST /channels',
		body: { team_id: '{team}', name: `${run}-scene`, display_name: 'Scene', type: 'O' },
		keeps: 'scene',
	},
	...join('scene'),
	{
		send: 'POST /channels',
		body: { team_id: '{team}', name: `${run}-archived`, display_name: 'Archived', type: 'O' },
		keeps: 'archived',
	},
	{ send: 'DELETE /channels/{archived}' },
	{
		send: 'POST /posts',
		body: { channel_id: '{scene}', message: 'Deleted' },
		keeps: 'deleted',
	},
	{ send: 'DELETE /posts/{deleted}' },
	{ send: 'DELETE /users/{gone}' },
];

/** The people come into a channel. */
export const join = (channel: string): SetUp[] =>
	(['user', 'bot', 'guest'] as const).map((name) => ({
		send: `POST /channels/{${channel}}/members`,
		body: { user_id: `{${name}}` },
	}));
