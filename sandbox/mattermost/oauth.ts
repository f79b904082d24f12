import {
	AppError,
	badBody,
	badParam,
	existing,
	pageOf,
	pick,
	Reply,
	text,
	type Call,
	type Row,
	type Table,
} from './api';

const EDITABLE = ['name', 'description', 'icon_url', 'callback_urls', 'homepage', 'is_trusted'];
/** Lifetime of an access token, s. */
const EXPIRES_IN = 2_592_000;

function createApp({ state, body, user }: Call): Row {
	if (!Array.isArray(body.callback_urls)) throw badBody('callback_urls');
	const now = Date.now();
	const app: Row = {
		id: state.newId(),
		creator_id: user.id,
		create_at: now,
		update_at: now,
		client_secret: state.newId(),
		description: '',
		icon_url: '',
		is_trusted: false,
		...pick(body, EDITABLE),
		name: text(body, 'name'),
	};
	state.oauthApps.set(String(app.id), app);
	return app;
}

const app = ({ state, params }: Call) => existing(state.oauthApps, params.app_id, 'oauth_app');

export const oauthApps: Table = {
	'POST /oauth/apps': createApp,
	'GET /oauth/apps': ({ state, query }) => pageOf([...state.oauthApps.values()], query),
	'GET /oauth/apps/{app_id}': app,
	'GET /oauth/apps/{app_id}/info': (call) => ({ ...app(call), client_secret: '' }),
	'PUT /oauth/apps/{app_id}': (call) => {
		if (call.body.id !== call.params.app_id) throw badBody('app_id');
		const blank = { description: '', icon_url: '', is_trusted: false, mattermost_app_id: '' };
		return Object.assign(app(call), blank, pick(call.body, [...EDITABLE, 'mattermost_app_id']), {
			update_at: Date.now(),
		});
	},
	'DELETE /oauth/apps/{app_id}': (call) => {
		app(call);
		call.state.oauthApps.delete(call.params.app_id);
		return { status: 'OK' };
	},
	'POST /oauth/apps/{app_id}/regen_secret': (call) =>
		Object.assign(app(call), { client_secret: call.state.newId() }),
};

/** The consent page's "Allow", given at once in the name of `bob`. */
function authorize({ state, query }: Call): Reply {
	const client = existing(state.oauthApps, query.get('client_id'), 'oauth_app');
	const target = query.get('redirect_uri') ?? '';
	if (!(client.callback_urls as string[]).includes(target)) throw badParam('redirect_uri');
	const code = state.newId();
	state.oauthGrants.set(code, { clientId: String(client.id), userId: state.user('bob').id });
	const location = new URL(target);
	location.searchParams.set('code', code);
	location.searchParams.set('state', query.get('state') ?? '');
	return new Reply(302, undefined, { Location: location.href });
}

const refused = (what: string) =>
	new AppError(400, `api.oauth.get_access_token.bad_${what}.app_error`, `Bad ${what}.`);

/** Client id and secret count only in the form; a refresh token works once. */
function accessToken({ state, request }: Call): Reply {
	const form = new URLSearchParams(request.raw.toString());
	const isCode = form.get('grant_type') === 'authorization_code';
	if (!isCode && form.get('grant_type') !== 'refresh_token') throw refused('grant');
	const client = state.oauthApps.get(form.get('client_id') ?? '');
	if (!client) throw refused('client_id');
	if (client.client_secret !== form.get('client_secret')) throw refused('client_secret');
	const key = form.get(isCode ? 'code' : 'refresh_token') ?? '';
	const grant = state.oauthGrants.get(key);
	if (grant?.clientId !== client.id) throw refused(isCode ? 'code' : 'refresh_token');
	state.oauthGrants.delete(key);
	const refresh_token = state.newId();
	state.oauthGrants.set(refresh_token, grant!);
	return new Reply(200, {
		access_token: state.addSession(grant!.userId, 'oauth').token,
		token_type: 'bearer',
		expires_in: EXPIRES_IN,
		scope: '',
		refresh_token,
	});
}

/** Below the site URL. */
export const authorization: Table = {
	'GET /oauth/authorize': authorize,
	'POST /oauth/access_token': accessToken,
};
