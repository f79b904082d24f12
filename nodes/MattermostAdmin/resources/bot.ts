import { bot as botPicker } from '../../services/mattermost/pickers/postPickers';
import { notifyProps, timezone } from '../../services/mattermost/userFields';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { flag, inQuery, json, pick, secret, text } from '../../shared/model/fields';
import { pages } from '../../shared/model/pagination';
import type { Field, Resource } from '../../shared/model/operation';
import { user } from '../pickers';

const botId = pick(botPicker, 'bot_user_id', 'The bot account');
const withDeleted = flag('include_deleted', 'Whether to get disabled bots too');
const names: Field[] = [
	text('display_name', 'Name that people see'),
	text('description', 'What it is for'),
];

/** The person a bot becomes. */
const person: Field[] = [
	text('email', 'E-mail address of the person', { placeholder: 'e.g. anna@example.com' }),
	text('username', 'Another username'),
	text('first_name', 'First name of the person'),
	text('last_name', 'Last name of the person'),
	text('nickname', 'Nickname of the person'),
	text('locale', 'Language', { placeholder: 'e.g. en' }),
	text('position', 'Job title'),
	json('props', 'Further properties of the account', { label: 'Props (JSON)' }),
	notifyProps,
	timezone,
	inQuery(flag('set_system_admin', 'Whether the person becomes a system administrator')),
];

export const bot: Resource = {
	value: 'bot',
	name: 'Bot',
	description: 'Accounts of programs',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create bot',
			description: 'Make a bot account; an access token for it comes from Access Token → Create',
			request: 'POST /bots',
			since: '5.10',
			fields: [text('username', 'Name to mention it by', { placeholder: 'e.g. door-bot' })],
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
			description: 'Get the bot accounts of the server, or of your account only',
			request: 'GET /bots',
			since: '5.10',
			optional: [
				withDeleted,
				flag('only_orphaned', 'Whether to get only bots whose owner is deactivated'),
			],
			paging: pages(),
		},
		merged({
			value: 'update',
			name: 'Update',
			action: 'Update bot',
			description: 'Change names and description of a bot; what is left out stays',
			request: 'PUT /bots/{bot_user_id}',
			since: '5.10',
			fields: [botId],
			optional: [text('username', 'Another name to mention it by'), ...names],
			// model.Bot.Patch keeps what is left out, but the contract wants the username.
			merging: { read: 'GET /bots/{bot_user_id}', known: 'user_id', keeps: ['username'] },
		}),
		{
			value: 'disable',
			name: 'Disable',
			action: 'Disable bot',
			description: 'Stop a bot account; its tokens no longer work',
			request: 'POST /bots/{bot_user_id}/disable',
			since: '5.10',
			fields: [botId],
		},
		{
			value: 'enable',
			name: 'Enable',
			action: 'Enable bot',
			description: 'Let a disabled bot account work again',
			request: 'POST /bots/{bot_user_id}/enable',
			since: '5.10',
			fields: [botId],
		},
		{
			value: 'assign',
			name: 'Assign to User',
			action: 'Assign bot to user',
			description: 'Make a user the owner of a bot',
			request: 'POST /bots/{bot_user_id}/assign/{user_id}',
			since: '5.10',
			fields: [botId, pick(user, 'user_id', 'The user the operation is about')],
		},
		{
			value: 'convertToUser',
			name: 'Convert to User',
			action: 'Convert bot to user',
			description: 'Turn a bot account into an account of a person',
			request: 'POST /bots/{bot_user_id}/convert_to_user',
			since: '5.26',
			admin: true,
			fields: [botId, secret('password', 'Password the person logs in with')],
			optional: person,
		},
		{
			value: 'convertFromUser',
			name: 'Convert From User',
			action: 'Convert user to bot',
			description: 'Turn an account of a person into a bot account',
			request: 'POST /users/{user_id}/convert_to_bot',
			since: '5.26',
			admin: true,
			fields: [pick(user, 'user_id', 'The user the operation is about')],
		},
	],
};
