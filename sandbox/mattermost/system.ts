import { AppError, badBody, OK, omit, pageOf, Reply, type Call, type Row, type Table } from './api';
import { fileReply } from './downloads';
import { SIGNING_KEY } from './signing';
import { isRow } from '../types';

const OLD_FORMAT = (what: string) =>
	new AppError(
		501,
		`api.${what}.client.old_format.app_error`,
		'New format is not supported yet. Please specify format=old in the query string.',
	);

/** The configuration that clients may see. */
export const clientConfig = ({ site, version }: Call): Row => ({
	SiteURL: site,
	SiteName: 'Sandbox',
	AsymmetricSigningPublicKey: SIGNING_KEY,
	Version: version.text,
	...(version.before('5.0') ? {} : { EnableBotAccountCreation: 'true' }),
	...(version.since('9.0') && { FeatureFlagConsumePostHook: 'false' }),
	...(version.before('5.0') ? {} : { MaxPostSize: '16383' }),
});

/** Newer servers put this before what clients log. */
const LOG_PREFIX = 'Client Logs API Endpoint Message: ';

/** Lines of the log. */
const LOG = ['{"level":"info","msg":"one"}\n', '{"level":"error","msg":"two"}\n'];

const TIMEZONES = Intl.supportedValuesOf('timeZone');

/** The configuration as it was saved last. */
const configOf = ({ state, site }: Call): Row =>
	(state.settings.get('config') as Row | undefined) ?? { ServiceSettings: { SiteURL: site } };

/** One setting as it was saved last. */
const setting = (call: Call, section: string, name: string): unknown =>
	(configOf(call)[section] as Row | undefined)?.[name];

const writesLog = (call: Call) =>
	call.logFile || setting(call, 'LogSettings', 'EnableFile') === true;

/** What the server sees when it calls itself by an address. @throws 400 */
function testSiteUrl({ body, site }: Call): typeof OK {
	if (typeof body.site_url !== 'string' || !body.site_url) throw badBody('site_url');
	if (body.site_url === site) return OK;
	const id = 'app.admin.test_site_url.failure';
	throw new AppError(400, id, 'This is not a valid live URL.');
}

/** Accounts whose address is of none of the allowed domains. @throws 400 while everybody may join */
function invalidEmails(call: Call): Reply {
	// A new server lets everybody join here.
	if (setting(call, 'TeamSettings', 'EnableOpenServer') !== false) {
		throw new AppError(400, '<untranslated>', 'TeamSettings.EnableOpenServer is enabled');
	}
	const allowed = String(setting(call, 'TeamSettings', 'RestrictCreationToDomains') ?? '');
	const domains = allowed.toLowerCase().split(',').filter(Boolean);
	const isValid = (email: string) => domains.some((domain) => email.includes(domain));
	const rows = [...call.state.users.values()].filter(
		({ is_bot, delete_at, roles, auth_service, email }) =>
			!is_bot && !delete_at && roles !== 'system_guest' && !auth_service && !isValid(String(email)),
	);
	const shown = pageOf(rows, call.query).map(({ auth_data: _, ...user }) => ({
		...omit(user, ['failed_attempts', 'mfa_active', 'last_picture_update', 'email_verified']),
		// Nothing stands for empty properties.
		...(Object.keys(user.props as Row).length === 0 && { props: undefined }),
		...(!call.state.formerBots.has(user.id) && { remote_id: '' }),
		disable_welcome_email: false,
	}));
	return new Reply(200, shown, {}, false, true);
}

/** Where a person who changes to GitLab goes on. @throws 501 while GitLab is off */
function switchLogin(call: Call): Row {
	const { state, body } = call;
	const isOn = setting(call, 'GitLabSettings', 'Enable') === true;
	if (body.new_service !== 'gitlab' || !isOn) {
		const id = 'api.user.authorize_oauth_user.unsupported.app_error';
		throw new AppError(501, id, 'This service is not set up.');
	}
	const user = [...state.users.values()].find(({ email }) => email === body.email);
	if (!user) throw new AppError(404, 'app.user.missing_account.const', 'Unable to find the user.');
	if (state.passwords.get(user.id) !== body.password) {
		const id = 'api.user.check_user_password.invalid.app_error';
		throw new AppError(401, id, 'The password is wrong.');
	}
	const query = new URLSearchParams({
		response_type: 'code',
		client_id: String(setting(call, 'GitLabSettings', 'Id')),
		redirect_uri: `${call.site}/signup/gitlab/complete`,
		state: Buffer.from(JSON.stringify({ action: 'email_to_sso' })).toString('base64'),
	});
	return { follow_link: `${String(setting(call, 'GitLabSettings', 'AuthEndpoint'))}?${query}` };
}

/** A configuration with some settings changed. */
const merged = (now: Row, changes: Row): Row => ({
	...now,
	...Object.fromEntries(
		Object.entries(changes).map(([name, value]) => {
			const before = now[name];
			return [name, isRow(before) && isRow(value) ? merged(before, value) : value];
		}),
	),
});

/** The audit log, the newest first; `null` beyond the end on newer servers. */
function auditsOf({ state, query, version }: Call, userId?: string): Row[] | null {
	const rows = [...state.audits.values()].filter((row) => !userId || row.user_id === userId);
	const page = pageOf(rows.reverse(), query);
	return page.length > 0 || version.before('10.0') ? page : null;
}

const hasGuests = ({ GuestAccountsSettings: settings }: Row) =>
	(settings as Row | undefined)?.Enable !== false;

/** Whoever turns guest accounts off deactivates all guests. */
function keepConfig(call: Call, config: Row): Row {
	const { state } = call;
	const isTurnedOff = hasGuests(configOf(call)) && !hasGuests(config);
	state.settings.set('config', config);
	if (!isTurnedOff) return config;
	for (const user of state.users.values()) {
		if (user.roles.split(' ').includes('system_guest')) user.delete_at ||= Date.now();
	}
	state.changed();
	state.tell({ key: 'guests deactivated', call, made: {} });
	return config;
}

export const system: Table = {
	// Starts a job; without a directory there is nothing to do (recorded on 4.10).
	'POST /ldap/sync': () => OK,
	'POST /site_url/test': testSiteUrl,
	'GET /users/invalid_emails': invalidEmails,
	'POST /users/login/switch': switchLogin,
	'GET /logs/download': (call) => {
		if (writesLog(call)) return fileReply('text/plain', 'mattermost.log', LOG.join(''));
		const id = 'api.system.logs.download_bytes_buffer.app_error';
		throw new AppError(500, id, 'The server writes no log file.');
	},
	'GET /system/ping': ({ query, version }) => ({
		...OK,
		...(version.since('7.0') && { ActiveSearchBackend: 'database' }),
		...(query.get('get_server_status') === 'true' &&
			version.since('5.0') && {
				database_status: 'OK',
				filestore_status: 'OK',
				...(version.since('10.0') && { root_status: true }),
			}),
	}),
	'GET /config': (call) => configOf(call),
	'PUT /config': (call) => keepConfig(call, call.body),
	'PUT /config/patch': (call) => keepConfig(call, merged(configOf(call), call.body)),
	// Nothing is set by the environment here.
	'GET /config/environment': ({ version }) => (version.before('5.0') ? {} : null),
	'GET /system/timezones': () => TIMEZONES,
	'GET /audits': (call) => auditsOf(call),
	'GET /users/{user_id}/audits': (call) => auditsOf(call, call.params.user_id),
	'GET /config/client': (call) => {
		if (call.query.get('format') !== 'old' && call.version.before('11.0')) {
			throw OLD_FORMAT('config');
		}
		return clientConfig(call);
	},
	// As on 5.37 and 11.6 without any.
	'GET /terms_of_service': () => {
		throw new AppError(
			404,
			'app.terms_of_service.get.no_rows.app_error',
			'No terms of service found.',
		);
	},
	'GET /license/client': ({ query, licensed }) => {
		if (query.get('format') !== 'old') throw OLD_FORMAT('license');
		return { IsLicensed: String(licensed) };
	},
	'GET /brand/image': ({ state }) => {
		const bytes = state.pictures.get('brand');
		if (bytes) return new Reply(200, bytes, { 'Content-Type': 'image/png' });
		return new Reply(404, undefined, { 'Content-Type': 'application/json' });
	},
	'GET /analytics/old': ({ state }) =>
		[
			['channel_open_count', state.channels.size],
			['post_count', state.posts.size],
			['unique_user_count', state.users.size],
			['team_count', state.teams.size],
		].map(([name, value]) => ({ name, value })),
	// Jobs leave no files here.
	'GET /exports': () => [],
	'GET /imports': () => [],
	'GET /channels/{channel_id}/member_counts_by_group': () => [],
	'POST /logs': ({ body, version }) => ({
		...body,
		message: `${version.before('5.0') ? '' : LOG_PREFIX}${String(body.message ?? '')}`,
	}),
	'GET /logs': (call) => {
		const { query } = call;
		if (!writesLog(call)) return [''];
		const size = Math.min(Number(query.get('logs_per_page') ?? 10000) || 10000, 10000);
		const page = Number(query.get('page') ?? 0) || 0;
		return LOG.slice(page * size, (page + 1) * size);
	},
};
