import type { IDataObject } from 'n8n-workflow';
import { valuesByName } from '../../shared/request/build';
import type { Client } from '../../shared/http/client';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { notRead } from '../../shared/execution/notRead';
import { choice, flag, pick, secret, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Field, Resource } from '../../shared/model/operation';
import { COMMAND } from '../../services/mattermost/commands';
import { command } from '../../services/mattermost/pickers/postPickers';
import { team } from '../../services/mattermost/pickers/pickers';
import { objectsIn, own } from '../../shared/util/guards';
import { namesFor } from '../../services/mattermost/names';

/** What servers take when a command is written again. */
const KEEPS = [
	'id',
	'token',
	'create_at',
	'update_at',
	'delete_at',
	'creator_id',
	'team_id',
	'trigger',
	'method',
	'username',
	'icon_url',
	'auto_complete',
	'auto_complete_desc',
	'auto_complete_hint',
	'display_name',
	'description',
	'url',
];
/** First server that gives one command by its ID. */
const GETS_ONE = '5.22';

const commandId = pick(command, 'command_id', 'Slash command to work on');
const teamId = pick(team, 'team_id', 'Team of the command');
const trigger = text('trigger', 'Command word, without the slash', { placeholder: 'e.g. door' });
const url = text('url', 'URL to call', {
	label: 'Request URL',
	placeholder: 'e.g. https://n8n.example.com/webhook/door',
});
const method = choice('method', { P: 'POST', G: 'GET' }, 'HTTP method of the request', {
	label: 'Request Method',
});
const settings: Field[] = [
	text('display_name', 'Name in the list of commands'),
	text('description', 'Description of the command'),
	flag('auto_complete', 'Whether to offer the command when someone types a slash'),
	text('auto_complete_desc', 'Description shown in the autocomplete list', {
		label: 'Autocomplete Description',
	}),
	text('auto_complete_hint', 'Arguments shown in the autocomplete list', {
		label: 'Autocomplete Hint',
		placeholder: 'e.g. [open|close] [door]',
	}),
	text('username', 'Name shown with its responses, if the server allows it'),
	text('icon_url', 'Image shown with its responses, if the server allows it', {
		label: 'Icon URL',
	}),
];
const owned: Field[] = [
	text('creator_id', 'User who becomes the owner', { label: 'Owner ID' }),
	secret('token', 'New token of 26 characters'),
];

/** One command by its ID; servers before 5.22 give only the lists of teams. */
async function find(client: Client, command_id: IDataObject[string]): Promise<IDataObject> {
	if (await client.serverIsAtLeast(GETS_ONE)) {
		const found = await client.request('GET /commands/{command_id}', { path: { command_id } });
		if (!own(found, 'id')) throw notRead(client);
		return found;
	}
	for (const { id } of objectsIn(await client.request<unknown>('GET /users/me/teams'))) {
		const query = { team_id: id, custom_only: true };
		const rows = objectsIn(await client.request<unknown>('GET /commands', { query }));
		const found = rows.find((row) => row.id === command_id);
		if (found) return found;
	}
	throw client.refuse(commandId.label, 'is not a team of the account', 'Use Get Many to list them');
}

export const slashCommand: Resource = {
	value: 'slashCommand',
	name: 'Slash Command',
	description: 'Commands that call a URL when someone types them',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create slash command',
			description: 'Create a command that calls a URL when someone types it',
			request: 'POST /commands',
			fields: [teamId, trigger, url, method],
			optional: settings,
			output: { simplify: COMMAND },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get slash command',
			description: 'Get one slash command',
			request: 'GET /commands/{command_id}',
			also: ['GET /users/me/teams', 'GET /commands'],
			fields: [commandId],
			run: async (context) => await find(context, (await valuesByName(context)).command_id),
			output: { simplify: COMMAND },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many slash commands',
			description:
				'Get the slash commands of a team, including built-in commands unless you leave them out',
			request: 'GET /commands',
			fields: [teamId],
			optional: [flag('custom_only', 'Whether to leave out the built-in commands')],
			paging: whole,
			output: { simplify: COMMAND, addTo: namesFor },
		},
		merged({
			value: 'update',
			name: 'Update',
			action: 'Update slash command',
			description: 'Update a slash command; values that you leave out do not change',
			request: 'PUT /commands/{command_id}',
			also: ['GET /commands/{command_id}', 'GET /users/me/teams', 'GET /commands'],
			fields: [commandId],
			optional: [trigger, url, method, ...settings, ...owned],
			merging: {
				read: async (context, { command_id }) => await find(context, command_id),
				thing: (_call, { command_id }) => `/commands/${String(command_id)}`,
				keeps: KEEPS,
			},
			output: { simplify: COMMAND },
		}),
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete slash command',
			description: 'Delete a slash command',
			request: 'DELETE /commands/{command_id}',
			fields: [commandId],
			output: { kind: 'deleted' },
		},
		{
			value: 'move',
			name: 'Move',
			action: 'Move slash command to team',
			description: 'Move a slash command to another team',
			request: 'PUT /commands/{command_id}/move',
			since: '5.22',
			fields: [commandId, teamId],
		},
		{
			value: 'regenerateToken',
			name: 'Regenerate Token',
			action: 'Regenerate token of slash command',
			description: 'Regenerate the token of a slash command; the old one is no longer sent',
			request: 'PUT /commands/{command_id}/regen_token',
			fields: [commandId],
		},
	],
};
