import { pick, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { COMMAND } from '../../services/mattermost/commands';
import { channel, team } from '../../services/mattermost/pickers/pickers';
import { namesFor } from '../../services/mattermost/names';

const teamId = pick(team, 'team_id', 'Team of the command');

/** Commands are managed in the administration node; this is what everyone who may type them does. */
export const slashCommand: Resource = {
	value: 'slashCommand',
	name: 'Slash Command',
	description: 'Run commands, and see which there are',
	operations: [
		{
			value: 'execute',
			name: 'Run',
			action: 'Run slash command',
			description: 'Run a slash command in a channel, as if you had typed it',
			request: 'POST /commands/execute',
			fields: [
				pick(channel, 'channel_id', 'Channel to run the command in'),
				text('command', 'Full command line', { placeholder: 'e.g. /door open lobby' }),
			],
			optional: [
				pick(team, 'team_id', 'Team of the command, if the channel is a direct message'),
				text('root_id', 'First message of the thread to run the command in', {
					label: 'Thread Root Message ID',
				}),
			],
		},
		{
			value: 'getAutocomplete',
			name: 'Get Autocomplete',
			action: 'Get autocomplete commands of team',
			description: 'Get the commands that Mattermost offers when someone types a slash',
			request: 'GET /teams/{team_id}/commands/autocomplete',
			fields: [teamId],
			paging: whole,
			output: { simplify: COMMAND, addTo: namesFor },
		},
		{
			value: 'getSuggestions',
			name: 'Get Suggestions',
			action: 'Get suggestions for command line',
			description: 'Get suggestions that complete a command line',
			request: 'GET /teams/{team_id}/commands/autocomplete_suggestions',
			since: '5.24',
			fields: [
				teamId,
				text('user_input', 'Beginning of the command line, without the slash', { label: 'Input' }),
			],
			output: { rows: true },
		},
	],
};
