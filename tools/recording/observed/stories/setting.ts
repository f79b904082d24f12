import type { Step } from '../types';

/** A team with a channel; the user is in both, the outsider in neither. */
export const setting: Step[] = [
	{
		what: 'team',
		send: 'POST /teams',
		body: { name: '{run}-team', display_name: 'Team', type: 'O' },
		keeps: { team: 'id' },
	},
	{
		what: 'user joins',
		send: 'POST /teams/{team}/members',
		body: { team_id: '{team}', user_id: '{user}' },
	},
	{
		what: 'channel',
		send: 'POST /channels',
		body: { team_id: '{team}', name: '{run}-channel', display_name: 'Channel', type: 'O' },
		keeps: { channel: 'id' },
	},
	{ what: 'user enters', send: 'POST /channels/{channel}/members', body: { user_id: '{user}' } },
];
