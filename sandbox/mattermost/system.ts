import { AppError, OK, pageOf, Reply, type Call, type Row, type Table } from './api';
import { SIGNING_KEY } from './signing';

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

const TIMEZONES = Intl.supportedValuesOf('timeZone');

/** The configuration as it was saved last. */
const configOf = ({ state, site }: Call): Row =>
	(state.settings.get('config') as Row | undefined) ?? { ServiceSettings: { SiteURL: site } };

const isRow = (value: unknown): value is Row =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

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

export const system: Table = {
	// Starts a job; without a directory there is nothing to do (recorded on 4.10).
	'POST /ldap/sync': () => OK,
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
	'PUT /config': ({ state, body }) => {
		state.settings.set('config', body);
		return body;
	},
	'PUT /config/patch': (call) => {
		const config = merged(configOf(call), call.body);
		call.state.settings.set('config', config);
		return config;
	},
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
	'GET /logs': ({ query, logFile }) => {
		if (!logFile) return [''];
		const size = Math.min(Number(query.get('logs_per_page') ?? 10000) || 10000, 10000);
		const page = Number(query.get('page') ?? 0) || 0;
		return ['{"level":"info","msg":"one"}\n', '{"level":"error","msg":"two"}\n'].slice(
			page * size,
			(page + 1) * size,
		);
	},
};
