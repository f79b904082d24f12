import {
	AppError,
	badBody,
	existing,
	forbidden,
	OK,
	pageOf,
	pick,
	Reply,
	text,
	texts,
	type Call,
	type Row,
	type Table,
} from './api';
import { builtInRows, runBuiltIn } from './builtIn';
import { seenChannel } from './channels';
import { tellOne } from './ephemeral';
import { uploadedPicture } from './files';
import { triggerIdOf } from './signing';
import type { Version } from './version';

const COMMAND = [
	'trigger',
	'url',
	'method',
	'username',
	'icon_url',
	'auto_complete',
	'auto_complete_desc',
	'auto_complete_hint',
	'display_name',
	'description',
];

/** Roles are changed without a licence: not on 5.37, on 10.11. */
const FREE_ROLES = '6.0';

/** Permissions that a role may get or lose without a license (`allowedPermissions`). */
const FREE_PERMISSIONS = new Set([
	'create_team',
	'manage_incoming_webhooks',
	'manage_outgoing_webhooks',
	'manage_slash_commands',
	'manage_oauth',
	'manage_system_wide_oauth',
	'create_emojis',
	'delete_emojis',
	'edit_others_posts',
]);

/** How often a command's response_url works (recorded). */
const RESPONSE_USES = 5;

function createCommand({ state, body, user }: Call): Row {
	const trigger = text(body, 'trigger').toLowerCase();
	if (body.method !== 'P' && body.method !== 'G') throw badBody('method');
	const { team_id } = body;
	const isTaken = [...state.commands.values()].some(
		(row) => row.team_id === team_id && row.trigger === trigger,
	);
	if (isTaken) {
		throw new AppError(
			400,
			'api.command.duplicate_trigger.app_error',
			'This trigger word is already in use.',
		);
	}
	const now = Date.now();
	const command: Row = {
		id: state.newId(),
		token: state.newId(),
		create_at: now,
		update_at: now,
		delete_at: 0,
		creator_id: user.id,
		// Servers do not look whether there is such a team.
		team_id: text(body, 'team_id'),
		username: '',
		icon_url: '',
		auto_complete: false,
		auto_complete_desc: '',
		auto_complete_hint: '',
		display_name: '',
		description: '',
		...pick(body, COMMAND),
		trigger,
		url: text(body, 'url'),
	};
	state.commands.set(String(command.id), command);
	return command;
}

function updateCommand({ state, params, body }: Call): Row {
	const command = existing(state.commands, params.command_id, 'command');
	if (body.id !== params.command_id) throw badBody('command_id');
	if (body.team_id !== command.team_id) {
		const id = 'api.command.team_mismatch.app_error';
		throw new AppError(400, id, 'Cannot update commands across teams.');
	}
	const blank = Object.fromEntries(
		COMMAND.map((name) => [name, name === 'auto_complete' ? false : '']),
	);
	return Object.assign(command, blank, pick(body, COMMAND), { update_at: Date.now() });
}

/** A command's answer is a post for all, or a message for who gave the command. */
function answerCommand(call: Call, channelId: string, given: Row): void {
	const message = String(given.text ?? '');
	const props = { from_webhook: 'true', override_icon_url: '' };
	if (given.response_type === 'in_channel') {
		call.state.addPost({ channel_id: channelId, user_id: call.user.id, message, props });
	} else if (message) {
		tellOne(call, channelId, message, { props });
	}
}

/** What servers make of a command's answer that says nothing. */
const BLANK_RESPONSE = (version: Version): Row => ({
	response_type: '',
	text: '',
	username: '',
	icon_url: '',
	type: '',
	props: null,
	goto_location: '',
	attachments: null,
	...(version.since('5.0') && {
		channel_id: '',
		trigger_id: '',
		skip_slack_parsing: false,
		extra_responses: null,
	}),
});

/** Runs a slash command: calls its URL as servers do; only 200 with a body is good. */
async function execute(call: Call): Promise<Row> {
	const { state, body, user, version } = call;
	const line = text(body, 'command');
	const [trigger, ...words] = line.split(' ');
	const channel = seenChannel(call, text(body, 'channel_id'));
	const command = [...state.commands.values()].find((row) => `/${String(row.trigger)}` === trigger);
	if (!command) {
		const given = runBuiltIn(call, trigger!, words.join(' '), channel);
		if (given) return { ...BLANK_RESPONSE(version), ...given };
		throw new AppError(
			404,
			'api.command.execute_command.not_found.app_error',
			`Command with a trigger of '${trigger}' not found.`,
		);
	}
	const clientTriggerId = state.newId();
	const trigger_id = triggerIdOf(clientTriggerId, user.id);
	const responseId = state.newId();
	const uses = { channelId: channel.id, userId: user.id, left: RESPONSE_USES };
	state.responseUrls.set(responseId, uses);
	const fields = new URLSearchParams({
		channel_id: channel.id,
		channel_name: channel.name,
		command: trigger!,
		response_url: `${call.site}/hooks/commands/${responseId}`,
		...(version.since('11.0') && { root_id: '' }),
		team_domain: state.teams.get(channel.team_id)?.name ?? '',
		team_id: channel.team_id,
		text: words.join(' '),
		token: String(command.token),
		...(version.since('5.0') && { trigger_id }),
		user_id: user.id,
		user_name: user.username,
	});
	const isGet = command.method === 'G';
	const url = String(command.url);
	const response = await fetch(isGet ? `${url}${url.includes('?') ? '&' : '?'}${fields}` : url, {
		method: isGet ? 'GET' : 'POST',
		headers: {
			Accept: 'application/json',
			Authorization: `Token ${String(command.token)}`,
			...(!isGet && { 'Content-Type': 'application/x-www-form-urlencoded' }),
		},
		body: isGet ? undefined : fields.toString(),
	}).catch(() => undefined);
	const answer = response?.status === 200 ? await response.text() : undefined;
	const isJson = response?.headers.get('content-type')?.includes('json');
	if (answer === undefined || (isJson && !answer)) {
		const kind = response && response.status !== 200 ? 'failed_resp' : 'failed';
		throw new AppError(
			500,
			`api.command.execute_command.${kind}.app_error`,
			`Command with a trigger of '${String(command.trigger)}' failed.`,
		);
	}
	const given = isJson ? (JSON.parse(answer) as Row) : { text: answer };
	answerCommand(call, channel.id, given);
	return {
		...BLANK_RESPONSE(version),
		...given,
		...(version.since('5.0') && { trigger_id: clientTriggerId }),
	};
}

function setStatus(call: Call): Row {
	const { state, params, body, version } = call;
	if (version.since('5.0') && body.user_id !== params.user_id) throw badBody('user_id');
	const status = text(body, 'status');
	if (!/^(online|away|offline|dnd)$/.test(status)) throw badBody('status');
	const row = {
		user_id: params.user_id,
		status,
		manual: true,
		// A status alone is no activity.
		last_activity_at: state.activities.get(params.user_id) ?? 0,
		...(version.since('6.0') && { dnd_end_time: Number(body.dnd_end_time ?? 0) }),
	};
	state.statuses.set(params.user_id, row);
	return row;
}

/** Of users who do not exist servers say the same (seen on 5.37 and 11.6). */
const statusOf = ({ state }: Call, id: string): Row =>
	state.statuses.get(id) ?? {
		user_id: id,
		status: 'offline',
		manual: false,
		last_activity_at: 0,
	};

function preferences({ state, params: { user_id: id }, user }: Call): Map<string, Row> {
	if (id !== user.id && !user.roles.includes('system_admin')) throw forbidden();
	let rows = state.preferences.get(id);
	if (!rows) state.preferences.set(id, (rows = new Map()));
	return rows;
}

const preferenceKey = ({ category, name }: Row) => `${String(category)}/${String(name)}`;

function rowsOf({ json }: Call): Row[] {
	if (!Array.isArray(json)) throw badBody('preferences');
	return json as Row[];
}

function createBot({ state, body, user }: Call): Row {
	const username = text(body, 'username');
	if (state.usersByName.has(username)) {
		throw new AppError(
			400,
			'app.user.save.username_exists.app_error',
			'An account with that username already exists.',
		);
	}
	const { id } = state.addBot({
		username,
		...pick(body, ['display_name', 'description']),
		owner_id: user.id,
	});
	// It asks its owner to be let in.
	const { id: channel_id } = state.direct(id, user.id);
	const type = 'add_bot_teams_channels';
	state.addPost({ channel_id, user_id: id, type, message: ADD_ME });
	return shownBot(state.bots.get(id)!);
}

const ADD_ME =
	'Please add me to teams and channels you want me to interact in. To do this, use the browser or Mattermost Desktop App.';

/** Empty texts of a bot are left out. */
const shownBot = (bot: Row): Row =>
	Object.fromEntries(
		Object.entries(bot).filter(
			([name, value]) => value !== '' || !/^(display_name|description)$/.test(name),
		),
	);

function changeBot({ state, params }: Call, changes: Row): Row {
	const bot = existing(state.bots, params.bot_user_id, 'bot');
	Object.assign(bot, changes, { update_at: Date.now() });
	state.users.get(params.bot_user_id)!.delete_at = Number(bot.delete_at);
	state.changed();
	return shownBot(bot);
}

function parsed(bytes: Buffer): Row {
	try {
		return JSON.parse(bytes.toString()) as Row;
	} catch {
		throw badBody('emoji');
	}
}

function createEmoji(call: Call): Row {
	const { state, user } = call;
	const picture = uploadedPicture(call, 'image');
	const given = parsed(uploadedPicture(call, 'emoji'));
	if ([...state.emoji.values()].some(({ row }) => row.name === given.name)) {
		throw new AppError(
			400,
			'api.emoji.create.duplicate.app_error',
			'Unable to create emoji. Another emoji with the same name already exists.',
		);
	}
	const now = Date.now();
	const row = {
		id: state.newId(),
		create_at: now,
		update_at: now,
		delete_at: 0,
		creator_id: user.id,
		name: text(given, 'name'),
	};
	state.emoji.set(row.id, { row, bytes: picture });
	return row;
}

const emojiRows = ({ state }: Call) =>
	[...state.emoji.values()]
		.map(({ row }) => row)
		.sort((a, b) => (String(a.name) < String(b.name) ? -1 : 1));

const emojiNamed = (call: Call, term: unknown, prefixOnly = false) =>
	emojiRows(call).filter(({ name }) =>
		prefixOnly ? String(name).startsWith(String(term)) : String(name).includes(String(term)),
	);

export const integrations: Table = {
	'POST /commands': createCommand,
	'GET /commands': ({ state, query }) => [
		...[...state.commands.values()].filter(
			({ team_id }) => !query.get('team_id') || team_id === query.get('team_id'),
		),
		...(query.get('custom_only') === 'true' ? [] : builtInRows()),
	],
	'GET /teams/{team_id}/commands/autocomplete': ({ state, params }) => [
		...builtInRows(),
		...[...state.commands.values()]
			.filter(({ team_id, auto_complete }) => team_id === params.team_id && auto_complete)
			.map((row) => ({ ...row, token: '', creator_id: '', method: '', url: '' })),
	],
	'GET /teams/{team_id}/commands/autocomplete_suggestions': ({ state, params, query }) => {
		const typed = (query.get('user_input') ?? '').replace(/^\//, '');
		const own = [...state.commands.values()].filter(
			({ team_id, auto_complete }) => team_id === params.team_id && auto_complete,
		);
		return [...own, ...builtInRows()]
			.filter(({ trigger }) => String(trigger).startsWith(typed))
			.map(({ trigger, auto_complete_hint: Hint, auto_complete_desc: Description }) => ({
				Complete: trigger,
				Suggestion: trigger,
				Hint,
				Description,
				IconData: '',
			}));
	},
	'GET /commands/{command_id}': ({ state, params }) =>
		existing(state.commands, params.command_id, 'command'),
	'PUT /commands/{command_id}': updateCommand,
	'DELETE /commands/{command_id}': ({ state, params }) => {
		existing(state.commands, params.command_id, 'command');
		state.commands.delete(params.command_id);
		return OK;
	},
	'PUT /commands/{command_id}/regen_token': ({ state, params }) => {
		const token = state.newId();
		existing(state.commands, params.command_id, 'command').token = token;
		return { token };
	},
	'POST /commands/execute': execute,

	'GET /users/{user_id}/status': (call) => statusOf(call, call.params.user_id),
	'PUT /users/{user_id}/status': setStatus,
	'POST /users/status/ids': (call) => texts(call.json, 'user_ids').map((id) => statusOf(call, id)),

	'GET /users/{user_id}/preferences': (call) => {
		const { user_id } = call.params;
		const rows = [...preferences(call).values()];
		if (rows.length > 0) return rows;
		// Servers give each account its tutorial; an unknown one has nothing.
		if (call.state.users.has(user_id)) {
			return [{ user_id, category: 'tutorial_step', name: user_id, value: '0' }];
		}
		return call.version.since('10.0') ? null : [];
	},
	'PUT /users/{user_id}/preferences': (call) => {
		for (const row of rowsOf(call)) preferences(call).set(preferenceKey(row), row);
		return OK;
	},
	'POST /users/{user_id}/preferences/delete': (call) => {
		for (const row of rowsOf(call)) preferences(call).delete(preferenceKey(row));
		return OK;
	},
	'GET /users/{user_id}/preferences/{category}': (call) => {
		const rows = [...preferences(call).values()].filter(
			({ category }) => category === call.params.category,
		);
		if (rows.length > 0) return rows;
		const id = 'api.preference.preferences_category.get.app_error';
		throw new AppError(404, id, 'Unable to get user preferences.');
	},
	'GET /users/{user_id}/preferences/{category}/name/{preference_name}': (call) => {
		const { category, preference_name: name } = call.params;
		const found = preferences(call).get(`${category}/${name}`);
		if (found) return found;
		const status = call.version.before('5.0') ? 400 : 404;
		throw new AppError(status, 'app.preference.get.app_error', 'Unable to get the preference.');
	},

	'POST /bots': createBot,
	'GET /bots': ({ state, query }) =>
		pageOf(
			[...state.bots.values()].filter(
				({ delete_at }) => !delete_at || query.get('include_deleted') === 'true',
			),
			query,
		).map(shownBot),
	'GET /bots/{bot_user_id}': ({ state, params }) =>
		shownBot(existing(state.bots, params.bot_user_id, 'bot')),
	'PUT /bots/{bot_user_id}': (call) =>
		changeBot(call, pick(call.body, ['username', 'display_name', 'description'])),
	'POST /bots/{bot_user_id}/disable': (call) => changeBot(call, { delete_at: Date.now() }),
	'POST /bots/{bot_user_id}/enable': (call) => changeBot(call, { delete_at: 0 }),
	'POST /bots/{bot_user_id}/assign/{user_id}': (call) =>
		changeBot(call, { owner_id: call.params.user_id }),

	'POST /emoji': createEmoji,
	'GET /emoji': (call) => pageOf(emojiRows(call), call.query),
	'GET /emoji/autocomplete': (call) => emojiNamed(call, call.query.get('name') ?? '', true),
	'POST /emoji/search': (call) =>
		emojiNamed(call, text(call.body, 'term'), Boolean(call.body.prefix_only)),
	'POST /emoji/names': (call) => {
		const names = texts(call.json, 'names');
		return emojiRows(call).filter(({ name }) => names.includes(String(name)));
	},
	'GET /emoji/name/{emoji_name}': (call) => {
		const rows = new Map(emojiRows(call).map((row) => [String(row.name), row]));
		return existing(rows, call.params.emoji_name, 'emoji');
	},
	'GET /emoji/{emoji_id}': ({ state, params }) =>
		existing(state.emoji, params.emoji_id, 'emoji').row,
	'DELETE /emoji/{emoji_id}': ({ state, params }) => {
		existing(state.emoji, params.emoji_id, 'emoji');
		state.emoji.delete(params.emoji_id);
		return OK;
	},
	'GET /emoji/{emoji_id}/image': ({ state, params }) =>
		new Reply(200, existing(state.emoji, params.emoji_id, 'emoji').bytes, {
			'Content-Type': 'image/png',
		}),

	'GET /roles': ({ state }) => [...state.roles.values()],
	'GET /roles/{role_id}': ({ state, params }) => existing(state.roles, params.role_id, 'role'),
	'GET /roles/name/{role_name}': ({ state, params }) => {
		const rows = new Map([...state.roles.values()].map((row) => [String(row.name), row]));
		return existing(rows, params.role_name, 'role');
	},
	'POST /roles/names': ({ state, json }) => {
		const names = texts(json, 'rolenames');
		const found = [...state.roles.values()].filter(({ name }) => names.includes(String(name)));
		return found.length > 0 ? found : null;
	},
	'PUT /roles/{role_id}/patch': ({ state, params, body, version, licensed }) => {
		const role = existing(state.roles, params.role_id, 'role');
		const [old, now] = [role.permissions, body.permissions ?? role.permissions].map(
			(list) => new Set(list as string[]),
		) as [Set<string>, Set<string>];
		const changed = [...old, ...now].filter((one) => old.has(one) !== now.has(one));
		const isFree = changed.every((one) => FREE_PERMISSIONS.has(one));
		if (!licensed && !isFree && version.before(FREE_ROLES)) {
			throw new AppError(
				501,
				'api.roles.patch_roles.license.error',
				'Your license does not support this.',
			);
		}
		return Object.assign(role, pick(body, ['permissions']));
	},

	'POST /brand/image': (call) => {
		call.state.pictures.set('brand', uploadedPicture(call, 'image'));
		return new Reply(201, OK);
	},
	'DELETE /brand/image': ({ state }) => {
		if (state.pictures.delete('brand')) return OK;
		const id = 'api.admin.delete_brand_image.storage.not_found';
		throw new AppError(404, id, 'Unable to delete brand image, not found.');
	},
};
