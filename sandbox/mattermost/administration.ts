import {
	AppError,
	badBody,
	existing,
	forbidden,
	OK,
	pageOf,
	text,
	type Call,
	type Row,
	type Table,
} from './api';
import { PNG } from './downloads';
import { HASH, type User } from './state';

/** What administrators change: accounts, certificates, jobs, how busy the server is. */

const CERTIFICATES: Record<string, string> = {
	'saml/certificate/idp': 'idp_certificate_file',
	'saml/certificate/public': 'public_certificate_file',
	'saml/certificate/private': 'private_key_file',
	'ldap/certificate/public': 'ldap_public',
	'ldap/certificate/private': 'ldap_private',
};

export const CERTIFICATE_NAMES = Object.values(CERTIFICATES);

/** Adding and removing each certificate; removing one that is not there is a server's own error. */
const certificates: Table = Object.fromEntries(
	Object.entries(CERTIFICATES).flatMap(([path, name]) => [
		[
			`POST /${path}`,
			({ state }: Call) => {
				state.settings.set(name, true);
				return OK;
			},
		],
		[
			`DELETE /${path}`,
			({ state }: Call) => {
				if (state.settings.delete(name)) return OK;
				const id = 'api.admin.remove_certificate.delete.app_error';
				throw new AppError(500, id, 'An error occurred while deleting the certificate.');
			},
		],
	]),
);

const userOf = ({ state, params }: Call) => existing(state.users, params.user_id, 'user');

/** `AllJobTypes` of Mattermost 11.6, and those that came and went. */
const JOB_TYPES = new Set([
	'data_retention',
	'message_export',
	'elasticsearch_post_indexing',
	'elasticsearch_post_aggregation',
	'bleve_post_indexing',
	'ldap_sync',
	'migrations',
	'plugins',
	'expiry_notify',
	'product_notices',
	'active_users',
	'import_process',
	'import_delete',
	'export_process',
	'export_delete',
	'cloud',
	'extract_content',
	'last_accessible_post',
	'last_accessible_file',
	'cleanup_desktop_tokens',
	'refresh_materialized_views',
	'mobile_session_metadata',
	'access_control_sync',
]);

/** Those that 4.10 has. */
const OLD_JOB_TYPES = new Set([
	'data_retention',
	'message_export',
	'elasticsearch_post_indexing',
	'elasticsearch_post_aggregation',
	'ldap_sync',
	'migrations',
]);

/** A secret of nobody, in base32. */
const MFA_SECRET = 'SANDBOXSANDBOXSANDBOXSANDBOXSAND';

/** A user becomes a guest or the other way round, in all teams and channels. */
function becomes({ state }: Call, user: User, rank: 'user' | 'guest'): void {
	user.roles = `system_${rank}`;
	const isGuest = rank === 'guest';
	for (const [prefix, all] of [
		['team', state.teamMembers],
		['channel', state.channelMembers],
	] as const) {
		for (const members of all.values()) {
			const member = members.get(user.id);
			if (!member) continue;
			const flags = { scheme_guest: isGuest, scheme_user: !isGuest };
			Object.assign(member, { roles: `${prefix}_${rank}`, ...flags });
		}
	}
	state.changed();
}

function createJob({ state, body, version }: Call): Row {
	if (version.before('5.0') && !OLD_JOB_TYPES.has(text(body, 'type'))) {
		throw new AppError(400, 'model.job.is_valid.type.app_error', 'Invalid job type.');
	}
	const job: Row = {
		id: state.newId(),
		type: text(body, 'type'),
		priority: 0,
		create_at: Date.now(),
		start_at: 0,
		last_activity_at: 0,
		status: 'pending',
		progress: 0,
		data: body.data ?? null,
	};
	state.jobs.set(String(job.id), job);
	return job;
}

function cancelJob({ state, params }: Call): typeof OK {
	const job = existing(state.jobs, params.job_id, 'job');
	if (job.status !== 'pending' && job.status !== 'in_progress') {
		const id = 'jobs.request_cancellation.status.error';
		throw new AppError(500, id, 'Could not request cancellation for job that is not cancelable.');
	}
	job.status = 'cancel_requested';
	return OK;
}

/** Which statuses a job may be given, by the status that it must have. */
const JOB_CHANGES: Record<string, string[]> = {
	pending: ['in_progress'],
	cancel_requested: ['pending', 'in_progress'],
	canceled: ['cancel_requested'],
};

/** The newest first, as far as the query wants them; `null` beyond the end on some servers. */
function jobsOf({ state, query, version }: Call, type?: string): Row[] | null {
	const all = [...state.jobs.values()].filter((job) => !type || job.type === type).reverse();
	// The seed's is of no kind that 4.10 has.
	const rows = all.filter((job) => version.since('5.0') || OLD_JOB_TYPES.has(String(job.type)));
	const page = pageOf(rows, query);
	return page.length === 0 && !type && version.since('10.0') ? null : page;
}

const schemeRoles = (rows: Map<string, Map<string, Row>>, id: string, call: Call, kind: string) => {
	const member = existing(rows.get(id) ?? new Map<string, Row>(), call.params.user_id, kind);
	const { scheme_admin, scheme_user, scheme_guest = false } = call.body;
	Object.assign(member, { scheme_admin, scheme_user, scheme_guest });
	const prefix = kind.replace('_member', '');
	member.roles = [scheme_user && `${prefix}_user`, scheme_admin && `${prefix}_admin`]
		.filter(Boolean)
		.join(' ');
	return OK;
};

/** @throws 500 where the server has no mail, which 4.10 does not tell */
const byMail =
	(id: string) =>
	({ mail, state, body, version }: Call) => {
		if (version.before('5.0')) return OK;
		const { email } = body;
		// Of an address that nobody has nothing is told.
		const isNobody = email && ![...state.users.values()].some((user) => user.email === email);
		if (!mail && !isNobody) throw new AppError(500, id, 'The mail could not be sent.');
		return OK;
	};

export const administration: Table = {
	'POST /users/password/reset/send': byMail('api.user.send_password_reset.send.app_error'),
	'POST /email/test': byMail('app.admin.test_email.failure'),
	'POST /users/sessions/revoke/all': ({ state }) => {
		for (const [token, { kind }] of state.sessions) {
			if (kind === 'session') state.sessions.delete(token);
		}
		return OK;
	},
	...certificates,
	'GET /saml/certificate/status': ({ state }) => ({
		idp_certificate_file: state.settings.has('idp_certificate_file'),
		private_key_file: state.settings.has('private_key_file'),
		public_certificate_file: state.settings.has('public_certificate_file'),
	}),
	// Nothing is retained here, so no policy has anything.
	'POST /data_retention/policies/{policy_id}/teams/search': () => [],
	'POST /data_retention/policies/{policy_id}/channels/search': () => [],
	'POST /jobs': createJob,
	'GET /jobs': (call) => jobsOf(call),
	'GET /jobs/type/{type}': (call) => {
		const { type } = call.params;
		if (call.version.since('5.37') && !JOB_TYPES.has(type)) {
			throw new AppError(400, 'api.job.retrieve.nopermissions', 'There is no such job type.');
		}
		return jobsOf(call, type);
	},
	'GET /jobs/{job_id}': ({ state, params }) => existing(state.jobs, params.job_id, 'job'),
	'POST /jobs/{job_id}/cancel': cancelJob,
	'PATCH /jobs/{job_id}/status': ({ state, params, body }) => {
		const job = existing(state.jobs, params.job_id, 'job');
		const status = text(body, 'status');
		const from = JOB_CHANGES[status];
		if (!from?.includes(String(job.status)) && body.force !== true) {
			throw new AppError(400, 'api.job.status.invalid', 'Invalid status.');
		}
		job.status = status;
		return OK;
	},
	'POST /server_busy': ({ state, query }) => {
		state.settings.set('busy', Date.now() + 1000 * (Number(query.get('seconds')) || 3600));
		return OK;
	},
	'DELETE /server_busy': ({ state }) => {
		state.settings.delete('busy');
		return OK;
	},
	'GET /server_busy': ({ state }) => {
		const until = Number(state.settings.get('busy') ?? 0);
		if (until < Date.now()) {
			return {
				busy: false,
				expires: -62135596800,
				expires_ts: 'Mon Jan 1 00:00:00 +0000 UTC 0001',
			};
		}
		return {
			busy: true,
			expires: Math.floor(until / 1000),
			expires_ts: new Date(until).toUTCString(),
		};
	},
	'PUT /users/{user_id}/auth': (call) => {
		const { auth_service, auth_data } = call.body;
		const user = call.state.users.get(call.params.user_id);
		if (user) Object.assign(user, { auth_service, auth_data });
		return { auth_data, auth_service };
	},
	'POST /users/{user_id}/email/verify/member': (call) => ({
		...Object.assign(userOf(call), { email_verified: true }),
		...(call.version.before('6.0') && !userOf(call).auth_service && { password: HASH }),
	}),
	'POST /users/{user_id}/reset_failed_attempts': (call) => {
		userOf(call).failed_attempts = 0;
		return OK;
	},
	'PUT /users/{user_id}/mfa': (call) => {
		if (typeof call.body.activate !== 'boolean') throw badBody('activate');
		userOf(call).mfa_active = call.body.activate;
		return OK;
	},
	'POST /users/{user_id}/mfa/generate': (call) => {
		userOf(call);
		return { secret: MFA_SECRET, qr_code: PNG.toString('base64') };
	},
	'POST /users/{user_id}/promote': (call) => {
		const user = userOf(call);
		if (!user.roles.split(' ').includes('system_guest')) {
			const id = 'api.user.promote_guest_to_user.no_guest.app_error';
			throw new AppError(501, id, 'The user is no guest.');
		}
		becomes(call, user, 'user');
		return OK;
	},
	'POST /users/{user_id}/demote': (call) => {
		const user = userOf(call);
		if (user.roles.split(' ').includes('system_guest')) {
			const id = 'api.user.demote_user_to_guest.already_guest.app_error';
			throw new AppError(501, id, 'The user is a guest already.');
		}
		becomes(call, user, 'guest');
		return OK;
	},
	'POST /bots/{bot_user_id}/convert_to_user': (call) => {
		const { state, params, body } = call;
		const { description: bot_description = '' } = existing(state.bots, params.bot_user_id, 'bot');
		state.bots.delete(params.bot_user_id);
		state.formerBots.set(params.bot_user_id, true);
		const user = state.users.get(params.bot_user_id)!;
		if (typeof body.password === 'string') state.passwords.set(user.id, body.password);
		const changed: User = { ...user, email: String(body.email ?? user.email) };
		delete changed.is_bot;
		delete changed.bot_description;
		state.users.set(user.id, changed);
		state.usersByName.set(user.username, changed);
		state.changed();
		// Only the next answer tells that it is none any more.
		return { ...changed, is_bot: true, bot_description };
	},
	'POST /users/{user_id}/convert_to_bot': (call) => {
		const { state } = call;
		const user = Object.assign(userOf(call), { is_bot: true });
		const { id, username, create_at, update_at } = user;
		const bot = {
			user_id: id,
			username,
			display_name: username,
			owner_id: id,
			create_at,
			update_at,
			delete_at: 0,
		};
		state.bots.set(id, bot);
		return bot;
	},
	'PUT /channels/{channel_id}/members/{user_id}/schemeRoles': (call) =>
		schemeRoles(call.state.channelMembers, call.params.channel_id, call, 'channel_member'),
	'PUT /teams/{team_id}/members/{user_id}/schemeRoles': (call) =>
		schemeRoles(call.state.teamMembers, call.params.team_id, call, 'team_member'),
	'PUT /commands/{command_id}/move': ({ state, params, body }) => {
		const team = existing(state.teams, text(body, 'team_id'), 'team');
		existing(state.commands, params.command_id, 'command').team_id = team.id;
		return OK;
	},
	'PUT /users/sessions/device': ({ session, body }) => {
		session!.deviceId = typeof body.device_id === 'string' ? body.device_id : '';
		return OK;
	},
	'POST /channels/{channel_id}/move': (call) => {
		const { state, params, body } = call;
		const team = existing(state.teams, text(body, 'team_id'), 'team');
		const channel = existing(state.channels, params.channel_id, 'channel');
		const from = state.teams.get(channel.team_id)?.name;
		const members = state.channelMembers.get(channel.id)!;
		const strangers = [...members.keys()].filter((id) => !state.teamMembers.get(team.id)!.has(id));
		if (strangers.length > 0 && body.force !== true) {
			const id = 'app.channel.move_channel.members_do_not_match.error';
			throw new AppError(500, id, 'Not all members of the channel are in the team.');
		}
		for (const id of strangers) members.delete(id);
		for (const hook of [...state.incomingHooks.values(), ...state.outgoingHooks.values()]) {
			if (hook.channel_id === channel.id) hook.team_id = team.id;
		}
		Object.assign(channel, { team_id: team.id, update_at: Date.now() });
		state.changed();
		const moved = { ...channel };
		state.tell({ key: 'channel moved', call, made: { from } });
		return moved;
	},
	'POST /channels/{channel_id}/convert_to_channel': (call) => {
		const { state, params, body, user } = call;
		const isText = ['team_id', 'name', 'display_name', 'channel_id'].every(
			(name) => body[name] === undefined || typeof body[name] === 'string',
		);
		if (call.json === undefined || !isText) throw badBody('body');
		if (user.roles.includes('system_guest')) throw new AppError(403, NO_GUESTS, 'Not for guests.');
		const isIn = state.teamMembers.get(String(body.team_id ?? ''))?.has(user.id);
		if (!body.team_id || (!isIn && !user.roles.includes('system_admin'))) throw forbidden();
		if (body.channel_id !== params.channel_id) throw badBody('channel_id');
		const channel = existing(state.channels, params.channel_id, 'channel');
		if (channel.type !== 'G') {
			const id = 'app.channel.get_common_teams.incorrect_channel_type';
			throw new AppError(400, id, 'The channel is not a group message.');
		}
		const team = existing(state.teams, body.team_id, 'team');
		const name = text(body, 'name');
		const display_name = text(body, 'display_name');
		Object.assign(channel, { team_id: team.id, type: 'P', name, display_name });
		state.changed();
		return { ...channel };
	},
};

const NO_GUESTS = 'api.channel.gm_to_channel_conversion.not_allowed_for_user.request_error';

/** What leaves nothing behind that a client could read again. */
const WITHOUT_TRACE = [
	'POST /users/{user_id}/typing',
	'POST /users/email/verify/send',
	'POST /teams/{team_id}/invite/email',
	'DELETE /teams/invites/email',
	'POST /config/reload',
	'POST /database/recycle',
	'POST /caches/invalidate',
	'POST /notifications/test',
	'POST /file/test',
	'POST /users/{user_id}/posts/{post_id}/reminder',
	'DELETE /exports/{export_name}',
	'DELETE /imports/{import_name}',
	'DELETE /license',
];
for (const key of WITHOUT_TRACE) administration[key] = () => OK;
