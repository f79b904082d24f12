import { AppError, OK, Reply, type Call, type Row, type Table } from './api';
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
	EnableBotAccountCreation: 'true',
	...(version.since('9.0') && { FeatureFlagConsumePostHook: 'false' }),
	...(version.before('5.0') ? {} : { MaxPostSize: '16383' }),
});

export const system: Table = {
	// Starts a job; without a directory there is nothing to do (recorded on 4.10).
	'POST /ldap/sync': () => OK,
	'GET /system/ping': ({ query, version }) => ({
		...OK,
		...(version.since('7.0') && { ActiveSearchBackend: 'database' }),
		...(query.get('get_server_status') === 'true' && {
			database_status: 'OK',
			filestore_status: 'OK',
		}),
	}),
	// Of what was not sent only the Site URL has a state here.
	'PUT /config/patch': ({ body, site }) => ({
		...body,
		ServiceSettings: { SiteURL: site, ...(body.ServiceSettings as Row | undefined) },
	}),
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
	'GET /exports': () => ['export.zip'],
	'GET /imports': () => ['import.zip'],
	'GET /teams/{team_id}/members_minus_group_members': () => ({ users: [], total_count: 0 }),
	'GET /channels/{channel_id}/members_minus_group_members': () => ({ users: [], total_count: 0 }),
	'GET /channels/{channel_id}/member_counts_by_group': () => [],
	'POST /logs': ({ body }) => body,
	'GET /logs': ({ query }) => {
		const size = Math.min(Number(query.get('logs_per_page') ?? 10000) || 10000, 10000);
		const page = Number(query.get('page') ?? 0) || 0;
		return ['{"level":"info","msg":"one"}\n', '{"level":"error","msg":"two"}\n'].slice(
			page * size,
			(page + 1) * size,
		);
	},
};
