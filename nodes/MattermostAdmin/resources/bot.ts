import { bot as botPicker } from '../../services/mattermost/pickers/postPickers';
import { notifyProps, timezone } from '../../services/mattermost/userFields';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { flag, inQuery, json, pick, secret, text } from '../../shared/model/fields';
import { pages } from '../../shared/model/pagination';
import type { Field, Resource } from '../../shared/model/operation';
import { user } from '../pickers';
import { ownersFor } from '../../services/mattermost/names';

const botId = pick(botPicker, 'bot_user_id', 'The bot account');
const withDeleted = flag('include_deleted', 'Whether to include disabled bots');
const names: Field[] = [
	text('display_name', 'Name that users see'),
	text('description', 'Purpose of the bot'),
];

/** The person a bot becomes. */
const person: Field[] = [
	text('email', 'Email address of the user', { placeholder: 'e.g. anna@example.com' }),
	text('username', 'New username'),
	text('first_name', 'First name of the user'),
	text('last_name', 'Last name of the user'),
	text('nickname', 'Nickname of the user'),
	text('locale', 'Language of the user interface', { placeholder: 'e.g. en' }),
	text('position', 'Job title'),
	json('props', 'Additional properties of the account', { label: 'Props (JSON)' }),
	notifyProps,
	timezone,
	inQuery(flag('set_system_admin', 'Whether to make the user a system administrator')),
];

export const bot: Resource = {
	value: 'bot',
	name: 'Bot',
	description: 'Accounts for programs',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create bot',
			description: 'Create a bot account; create its access token with Access Token → Create',
			request: 'POST /bots',
			since: '5.10',
			fields: [text('username', 'Name used to mention the bot', { placeholder: 'e.g. door-bot' })],
			optional: names,
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get bot',
			description: 'Get one bot account',
			request: 'GET /bots/{bot_user_id}',
			since: '5.10',
			fields: [botId],
			optional: [withDeleted],
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many bots',
			description: 'Get the bot accounts of the server, or only your own',
			request: 'GET /bots',
			since: '5.10',
			optional: [
				withDeleted,
				flag('only_orphaned', 'Whether to get only bots whose owner is deactivated'),
			],
			paging: pages(),
			output: { addTo: ownersFor },
		},
		merged({
			value: 'update',
			name: 'Update',
			action: 'Update bot',
			description:
				'Update the names and description of a bot; values that you leave out do not change',
			request: 'PUT /bots/{bot_user_id}',
			since: '5.10',
			fields: [botId],
			optional: [text('username', 'New name used to mention the bot'), ...names],
			// model.Bot.Patch keeps what is left out, but the contract wants the username.
			merging: { read: 'GET /bots/{bot_user_id}', known: 'user_id', keeps: ['username'] },
		}),
		{
			value: 'disable',
			name: 'Disable',
			action: 'Disable bot',
			description: 'Disable a bot account; its tokens stop working',
			request: 'POST /bots/{bot_user_id}/disable',
			since: '5.10',
			fields: [botId],
		},
		{
			value: 'enable',
			name: 'Enable',
			action: 'Enable bot',
			description: 'Enable a disabled bot account',
			request: 'POST /bots/{bot_user_id}/enable',
			since: '5.10',
			fields: [botId],
		},
		{
			value: 'assign',
			name: 'Assign to User',
			action: 'Assign bot to user',
			description: 'Assign a bot to a user, who becomes its owner',
			request: 'POST /bots/{bot_user_id}/assign/{user_id}',
			since: '5.10',
			fields: [botId, pick(user, 'user_id', 'User to work on')],
		},
		{
			value: 'convertToUser',
			name: 'Convert to User',
			action: 'Convert bot to user',
			description: 'Convert a bot account to a user account',
			request: 'POST /bots/{bot_user_id}/convert_to_user',
			since: '5.26',
			admin: true,
			fields: [botId, secret('password', 'Password that the user logs in with')],
			optional: person,
		},
		{
			value: 'convertFromUser',
			name: 'Convert From User',
			action: 'Convert user to bot',
			description: 'Convert a user account to a bot account',
			request: 'POST /users/{user_id}/convert_to_bot',
			since: '5.26',
			admin: true,
			fields: [pick(user, 'user_id', 'User to work on')],
		},
	],
};
