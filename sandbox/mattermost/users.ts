import {
	AppError,
	badBody,
	existing,
	forbidden,
	OK,
	omit,
	pageOf,
	pick,
	Reply,
	rolesOf,
	text,
	texts,
	type Call,
	type Row,
	type Table,
} from './api';
import { fileReply, PNG } from './downloads';
import { checkUser } from './limits';
import { NOTIFY, permissionsOf, type MattermostState, type Session, type User } from './state';

const EDITABLE = [
	'email',
	'username',
	'nickname',
	'first_name',
	'last_name',
	'position',
	'locale',
	'props',
	'notify_props',
	'timezone',
];

const isAdmin = ({ user }: Call) => user.roles.includes('system_admin');

/** Longest text of a custom status: the rest is cut off. */
const STATUS_LENGTH = 100;

/** An empty time in Go. */
const NO_END = '0001-01-01T00:00:00Z';

/** Whom a request acts on, whether there is such a user or not. */
function ownId({ params, user, ...call }: Call): string {
	if (params.user_id !== user.id && !isAdmin({ ...call, params, user })) throw forbidden();
	return params.user_id;
}

/** Only administrators may act on other users. */
function own(call: Call): User {
	ownId(call);
	return existing(call.state.users, call.params.user_id, 'user');
}

/** Others' notification settings are nobody's business on older servers, their own in lists neither. */
const profile = ({ user, version }: Call, other: User, isListed = true): User =>
	version.since('6.0') || (!isListed && other.id === user.id)
		? other
		: (omit(other, ['notify_props']) as User);

/** Guests see only those whom they share a channel with. */
function isSeen({ state, user }: Call, other: User): boolean {
	if (user.id === other.id || !user.roles.split(' ').includes('system_guest')) return true;
	return [...state.channelMembers.values()].some(
		(members) => members.has(user.id) && members.has(other.id),
	);
}

/** All users by user name. */
export const sortedUsers = (state: MattermostState) =>
	state.memo('users', () =>
		[...state.users.values()].sort((a, b) => (a.username < b.username ? -1 : 1)),
	);

const FILTERS: Record<string, (state: MattermostState, value: string) => (user: User) => boolean> =
	{
		in_team: (state, id) => (user) => Boolean(state.teamMembers.get(id)?.has(user.id)),
		not_in_team: (state, id) => (user) => !state.teamMembers.get(id)?.has(user.id),
		in_channel: (state, id) => (user) => Boolean(state.channelMembers.get(id)?.has(user.id)),
		not_in_channel: (state, id) => (user) => !state.channelMembers.get(id)?.has(user.id),
		without_team: (state, value) => (user) =>
			value !== 'true' || ![...state.teamMembers.values()].some((members) => members.has(user.id)),
		active: (_, value) => (user) => value !== 'true' || !user.delete_at,
		inactive: (_, value) => (user) => value !== 'true' || Boolean(user.delete_at),
		role: (_, value) => (user) => user.roles.split(' ').includes(value),
	};

function listed({ state, query }: Call): User[] {
	const filters = [...query].filter(([name]) => FILTERS[name]);
	if (!filters.length) return sortedUsers(state);
	return state.memo(`users?${filters.join('&')}`, () => {
		const tests = filters.map(([name, value]) => FILTERS[name]!(state, value));
		return sortedUsers(state).filter((user) => tests.every((test) => test(user)));
	});
}

/** Each word must begin one of the fields. */
const fits = (user: User, term: string) =>
	term
		.toLowerCase()
		.split(/\s+/)
		.every((word) =>
			[user.username, user.first_name, user.last_name, user.nickname, user.email].some((field) =>
				String(field).toLowerCase().startsWith(word.replace(/^@/, '')),
			),
		);

function found({ state, body }: Call): User[] {
	const term = String(body.term ?? '');
	const tests = [
		['team_id', 'in_team'],
		['not_in_team_id', 'not_in_team'],
		['in_channel_id', 'in_channel'],
		['not_in_channel_id', 'not_in_channel'],
	]
		.filter(([name]) => body[name!])
		.map(([name, filter]) => FILTERS[filter!]!(state, String(body[name!])));
	return sortedUsers(state)
		.filter((user) => fits(user, term) && tests.every((test) => test(user)))
		.filter((user) => body.allow_inactive || !user.delete_at)
		.slice(0, Math.min(Number(body.limit ?? 100) || 100, 1000));
}

function create({ state, body }: Call): User {
	const username = text(body, 'username').toLowerCase();
	const email = text(body, 'email').toLowerCase();
	if (!body.password && !body.auth_service) {
		throw new AppError(400, 'model.user.is_valid.pwd_min_length.app_error', 'Password too short.');
	}
	if (!/^[a-z][a-z0-9._-]{2,63}$/.test(username)) {
		throw new AppError(400, 'model.user.is_valid.username.app_error', 'Invalid username.');
	}
	if (state.usersByName.has(username)) {
		throw new AppError(
			400,
			'app.user.save.username_exists.app_error',
			'An account with that username already exists.',
		);
	}
	if (sortedUsers(state).some((user) => user.email === email)) {
		throw new AppError(
			400,
			'app.user.save.email_exists.app_error',
			'An account with that email already exists.',
		);
	}
	return state.addUser(
		{ email_verified: false, ...pick(body, EDITABLE), username, email },
		String(body.password ?? ''),
	);
}

function change(call: Call, changes: Row): User {
	const { state } = call;
	const user = own(call);
	checkUser(changes);
	const name = changes.username;
	if (typeof name === 'string' && name !== user.username) {
		if (state.usersByName.has(name)) {
			throw new AppError(
				400,
				'app.user.update.username_taken.app_error',
				'This username is already taken.',
			);
		}
		state.usersByName.delete(user.username);
		state.usersByName.set(name, user);
	}
	Object.assign(user, changes, { update_at: Date.now() });
	state.changed();
	return user;
}

function replace(call: Call): User {
	const { body, params, version } = call;
	if (version.since('5.0') && body.id !== params.user_id) throw badBody('user_id');
	// Recorded on 4.10 and 5.36.
	if (version.before('6.0') && !body.create_at) {
		throw new AppError(
			400,
			'model.user.is_valid.create_at.app_error',
			'Create at must be a valid time.',
		);
	}
	// SqlUserStore.Update writes all of it; notification settings that are missing become the defaults.
	const blank = {
		nickname: '',
		first_name: '',
		last_name: '',
		position: '',
		allow_marketing: false,
		props: {},
		timezone: {},
		notify_props: NOTIFY,
	};
	return change(call, { ...blank, ...pick(body, [...EDITABLE, 'allow_marketing', 'remote_id']) });
}

/** `CheckRolesExist`: an old server has no guests, for example. @throws 400 */
function checkRoles({ state, version }: Call, roles: string): void {
	const known = new Set([
		...Object.keys(permissionsOf(version)),
		...[...state.roles.values()].map(({ name }) => String(name)),
	]);
	if (roles.split(/\s+/).some((role) => role !== '' && !known.has(role))) {
		const id = 'app.role.check_roles_exist.role_not_found';
		throw new AppError(400, id, 'The provided role does not exist.');
	}
}

function activate(call: Call): typeof OK {
	if (typeof call.body.active !== 'boolean') throw badBody('active');
	return deactivate(call, !call.body.active);
}

function deactivate(call: Call, gone: boolean): typeof OK {
	const user = own(call);
	user.delete_at = gone ? Date.now() : 0;
	user.update_at = Date.now();
	call.state.changed();
	return OK;
}

/** Recorded: a number or boolean anywhere empties the whole map, so nobody is found. */
const stringMap = (body: Row): Row =>
	Object.values(body).every((value) => typeof value === 'string') ? body : {};

function login({ state, body, version }: Call): Reply {
	const { login_id: name, password } = stringMap(body);
	const user =
		state.usersByName.get(String(name)) ??
		[...state.users.values()].find(({ email, id }) => email === name || id === body.id);
	if (!user || user.delete_at || state.passwords.get(user.id) !== password) {
		throw new AppError(
			401,
			version.before('5.0')
				? 'store.sql_user.get_for_login.app_error'
				: 'api.user.login.invalid_credentials_email_username',
			'Enter a valid email or username and/or password.',
		);
	}
	const session = state.addSession(user.id, 'session');
	for (const what of ['authenticated', `success - session_user=${user.id}`]) {
		state.addAudit({ user_id: user.id, action: '/api/v4/users/login', extra_info: what });
	}
	return new Reply(200, user, { Token: session.token });
}

const shown = (session: Session, secret = false): Row => ({
	id: session.id,
	...(secret && { token: session.token }),
	user_id: session.userId,
	description: session.description,
	is_active: session.active,
});

const tokensOf = (state: MattermostState, userId?: string) =>
	[...state.sessions.values()].filter(
		({ kind, userId: owner }) =>
			(kind === 'personal' || kind === 'bot') && (!userId || owner === userId),
	);

/** The access token that a body names by `token_id`; the seed's `token` finds nothing. */
function named({ state, body, version }: Call): Session {
	const session = tokensOf(state).find(({ id }) => id === body.token_id);
	if (session) return session;
	throw new AppError(
		404,
		version.before('5.0')
			? 'store.sql_user_access_token.get.app_error'
			: 'app.user_access_token.get_by_user.app_error',
		'Unable to get the personal access tokens by user.',
	);
}

function addToken(call: Call): Row {
	// 4.10 does not look whether there is such a user.
	const id = call.version.before('5.0') ? ownId(call) : own(call).id;
	const kind = call.state.bots.has(id) ? 'bot' : 'personal';
	return shown(call.state.addSession(id, kind, text(call.body, 'description')), true);
}

function picture({ state, params }: Call): Reply {
	existing(state.users, params.user_id, 'user');
	const bytes = state.pictures.get(`user/${params.user_id}`) ?? PNG;
	return new Reply(200, bytes, {
		'Content-Type': 'image/png',
		'Cache-Control': 'max-age=300, private',
	});
}

function upload(call: Call): typeof OK {
	const id = call.version.before('5.0') ? ownId(call) : own(call).id;
	const part = call.request.parts.find(({ name }) => name === 'image');
	if (!part) {
		throw new AppError(
			400,
			'api.user.upload_profile_user.no_file.app_error',
			'No file under image in request.',
		);
	}
	call.state.pictures.set(`user/${id}`, part.bytes);
	return OK;
}

/** A user as the account may see it (`User.ClearNonProfileFields`). */
const seenBy = (call: Call, user: User): User =>
	user.id === call.user.id || isAdmin(call) || !user.notify_props
		? user
		: { ...user, notify_props: {} };

const byIds = (call: Call, rows: Map<string, User>, ids: string[]) =>
	ids
		.map((id) => rows.get(id))
		.filter((user) => user !== undefined)
		.map((user) => seenBy(call, user));

/** A custom status stands in the user's properties, and among the recent ones. */
function keepStatus({ state, params }: Call, status: Row): void {
	const user = state.users.get(params.user_id)!;
	user.props = { ...(user.props as Row), customStatus: JSON.stringify(status) };
	const rows = state.preferences.get(user.id) ?? new Map<string, Row>();
	state.preferences.set(user.id, rows);
	const [category, name] = ['custom_status', 'recent_custom_statuses'];
	const known = rows.get(`${category}/${name}`)?.value;
	const recent = (known ? JSON.parse(String(known)) : []) as Row[];
	const others = recent.filter(({ text }) => text !== status.text);
	const value = JSON.stringify([status, ...others].slice(0, 5));
	rows.set(`${category}/${name}`, { user_id: user.id, category, name, value });
}

export const users: Table = {
	'POST /users': create,
	'GET /users': (call) => pageOf(listed(call), call.query).map((user) => profile(call, user)),
	'GET /users/known': ({ state, user }) => {
		const ids = [...state.channelMembers.values()]
			.filter((members) => members.has(user.id))
			.flatMap((members) => [...members.keys()]);
		return [...new Set(ids)].filter((id) => id !== user.id);
	},
	'GET /users/{user_id}': (call) => {
		const user = existing(call.state.users, call.params.user_id, 'user');
		if (!isSeen(call, user)) throw forbidden();
		return seenBy(call, profile(call, user, false));
	},
	'GET /users/username/{username}': (call) =>
		seenBy(
			call,
			profile(
				call,
				existing(call.state.usersByName, call.params.username.toLowerCase(), 'user'),
				false,
			),
		),
	'GET /users/email/{email}': (call) => {
		const { state, params } = call;
		const user = sortedUsers(state).find(({ email }) => email === params.email.toLowerCase());
		return profile(call, user ?? existing(state.users, '', 'user'), false);
	},
	'POST /users/ids': (call) =>
		byIds(call, call.state.users, texts(call.json, 'user_ids')).map((user) => profile(call, user)),
	'POST /users/usernames': (call) =>
		byIds(call, call.state.usersByName, texts(call.json, 'usernames')).map((user) =>
			profile(call, user),
		),
	'POST /users/search': (call) => found(call).map((user) => profile(call, user)),
	'GET /users/autocomplete': (call) => {
		const term = call.query.get('name') ?? '';
		const limit = Number(call.query.get('limit') ?? 100);
		const users = listed(call).filter((user) => fits(user, term) && !user.delete_at);
		const shown = users.slice(0, limit).map((user) => profile(call, user));
		return { users: shown, out_of_channel: [] };
	},
	'GET /users/stats': ({ state }) => ({ total_users_count: state.users.size }),
	'PUT /users/{user_id}': replace,
	'PUT /users/{user_id}/patch': (call) => change(call, pick(call.body, EDITABLE)),
	'DELETE /users/{user_id}': (call) => deactivate(call, true),
	'PUT /users/{user_id}/active': activate,
	'PUT /users/{user_id}/roles': (call) => {
		if (!isAdmin(call)) throw forbidden();
		const roles = rolesOf(call.body);
		checkRoles(call, roles);
		change(call, { roles });
		return OK;
	},
	'PUT /users/{user_id}/password': (call) => {
		call.state.passwords.set(own(call).id, text(call.body, 'new_password'));
		return OK;
	},
	'GET /users/{user_id}/image': picture,
	'GET /users/{user_id}/image/default': () => fileReply('image/png', '', PNG),
	'POST /users/{user_id}/image': upload,
	'DELETE /users/{user_id}/image': (call) => {
		call.state.pictures.delete(`user/${own(call).id}`);
		return OK;
	},
	'POST /users/login': login,
	'POST /users/logout': ({ state, session }) => {
		// A personal access token makes itself another session at its next use.
		if (session!.kind !== 'session') return OK;
		state.sessions.delete(session!.token);
		return OK;
	},
	'POST /users/mfa': () => ({ mfa_required: false }),
	'POST /users/group_channels': (call) => {
		const { state, json, user } = call;
		const ids = texts(json, 'channel_ids').filter((id) => {
			return state.channels.get(id)?.type === 'G' && state.channelMembers.get(id)!.has(user.id);
		});
		const others = (id: string) =>
			[...state.channelMembers.get(id)!.keys()].filter((one) => one !== user.id);
		const shown = (id: string) => others(id).map((one) => profile(call, state.users.get(one)!));
		return Object.fromEntries(ids.map((id) => [id, shown(id)]));
	},
	'GET /users/{user_id}/sessions': (call) => {
		const { id } = own(call);
		return [...call.state.sessions.values()]
			.filter(({ userId, kind }) => userId === id && kind === 'session')
			.map((session) => ({
				id: session.id,
				token: '',
				create_at: session.createAt,
				expires_at: session.createAt + 2_592_000_000,
				last_activity_at: session.createAt,
				user_id: id,
				device_id: session.deviceId ?? '',
				roles: call.state.users.get(id)!.roles,
				is_oauth: false,
				expired_notify: false,
				props: {
					browser: 'Unknown/0.0',
					...(call.version.since('5.0') && {
						csrf: session.id,
						isMobile: 'false',
						isOAuthUser: 'false',
						isSaml: 'false',
						is_guest: 'false',
					}),
					os: '',
					platform: call.version.since('6.0') ? 'Unknown' : 'Windows',
				},
				team_members: [...call.state.teamMembers.values()].flatMap((rows) => rows.get(id) ?? []),
				local: false,
			}));
	},
	'POST /users/{user_id}/sessions/revoke': (call) => {
		const { id } = own(call);
		for (const [token, session] of call.state.sessions) {
			if (session.userId === id && session.id === call.body.session_id) {
				call.state.sessions.delete(token);
				return OK;
			}
		}
		throw badBody('session_id');
	},
	'POST /users/{user_id}/sessions/revoke/all': (call) => {
		const { id } = own(call);
		for (const [token, { userId, kind }] of call.state.sessions) {
			if (userId === id && kind === 'session') call.state.sessions.delete(token);
		}
		return OK;
	},
	'PUT /users/{user_id}/status/custom': (call) => {
		own(call);
		const { emoji, text, duration = '', expires_at } = call.body;
		const ends = Date.parse(String(expires_at ?? ''));
		// `AreDurationAndExpirationTimeValid`: a duration wants an end that is to come.
		const isValid = duration === '' && Number.isNaN(ends) ? true : ends >= Date.now();
		if ((!emoji && !text) || !isValid) throw badBody('custom_status');
		keepStatus(call, {
			emoji: emoji ?? '',
			text: [...String(text ?? '')].slice(0, STATUS_LENGTH).join(''),
			duration,
			expires_at: expires_at ?? NO_END,
		});
		return OK;
	},
	'POST /users/{user_id}/status/custom/recent/delete': (call) => {
		const rows = call.state.preferences.get(own(call).id) ?? new Map<string, Row>();
		const row = rows.get('custom_status/recent_custom_statuses');
		const recent = JSON.parse(String(row?.value ?? '[]')) as Row[];
		const { emoji, text = '' } = call.body;
		const wanted = typeof text === 'string' ? text : '';
		const left = recent.filter((one) => one.emoji !== emoji || one.text !== wanted);
		if (left.length === recent.length) {
			const id = 'api.custom_status.recent_custom_statuses.delete.app_error';
			throw new AppError(400, id, 'Failed to delete the recent status.');
		}
		row!.value = JSON.stringify(left);
		return OK;
	},
	'DELETE /users/{user_id}/status/custom': (call) => {
		const user = own(call);
		user.props = { ...(user.props as Row), customStatus: '' };
		return OK;
	},
	'POST /users/{user_id}/tokens': addToken,
	'GET /users/{user_id}/tokens': (call) =>
		pageOf(tokensOf(call.state, own(call).id), call.query).map((token) => shown(token)),
	'GET /users/tokens': ({ state, query }) =>
		pageOf(tokensOf(state), query).map((token) => shown(token)),
	'POST /users/tokens/search': ({ state, body }) => {
		const term = text(body, 'term').toLowerCase();
		return tokensOf(state)
			.filter((token) => {
				const owner = state.users.get(token.userId);
				const names = owner ? [token.id, owner.id, owner.username] : [];
				return names.some((one) => one.startsWith(term));
			})
			.map((token) => shown(token));
	},
	'GET /users/tokens/{token_id}': ({ state, params }) => {
		const tokens = new Map(tokensOf(state).map((token) => [token.id, token]));
		return shown(existing(tokens, params.token_id, 'user_access_token'));
	},
	'POST /users/tokens/revoke': (call) => {
		call.state.sessions.delete(named(call).token);
		return OK;
	},
	'POST /users/tokens/disable': (call) => {
		named(call).active = false;
		return OK;
	},
	'POST /users/tokens/enable': (call) => {
		named(call).active = true;
		return OK;
	},
};
