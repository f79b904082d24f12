import { sessionOf } from './access';
import {
	AppError,
	badBody,
	existing,
	OK,
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
	'GET /users/{user_id}/oauth/apps/authorized': ({ state, params, query }) => {
		const isAgreed = ({ id }: Row) => state.oauthConsents.has(`${params.user_id}/${String(id)}`);
		const agreed = [...state.oauthApps.values()].filter(isAgreed);
		return pageOf(agreed, query).map((one) => ({ ...one, client_secret: '' }));
	},
	'GET /oauth/apps/{app_id}': app,
	'GET /oauth/apps/{app_id}/info': (call) => ({ ...app(call), client_secret: '' }),
	'PUT /oauth/apps/{app_id}': (call) => {
		const isOld = call.version.before('5.0');
		if (!isOld && call.body.id !== call.params.app_id) throw badBody('app_id');
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

/** Who is logged in in the browser; without a cookie `bob`, who consents to everything at once, or nobody. */
function consenting(call: Call): string | undefined {
	const { state, request, consents } = call;
	const { cookie = '', authorization } = request.headers;
	// A browser also sends the cookies of other programs on this host.
	if (cookie.includes('MMAUTHTOKEN=') || authorization) return sessionOf(state, request).userId;
	return consents ? state.user('bob').id : undefined;
}

/** A code for the application, in the address that it is told at. @throws 404, 400 */
function grant({ state, version }: Call, given: Row, userId: string): string {
	const client = state.oauthApps.get(String(given.client_id));
	if (!client) {
		const area = version.before('5.0') ? 'store.sql_oauth' : 'app.oauth';
		throw new AppError(404, `${area}.get_app.find.app_error`, 'Unable to find the requested app.');
	}
	const redirectUri = String(given.redirect_uri ?? '');
	if (!(client.callback_urls as string[]).includes(redirectUri)) {
		throw new AppError(
			400,
			'api.oauth.allow_oauth.redirect_callback.app_error',
			'Supplied redirect_uri did not match registered callback_url.',
		);
	}
	const code = state.newId() + state.newId();
	state.oauthConsents.set(`${userId}/${String(client.id)}`, true);
	state.oauthGrants.set(code, { clientId: String(client.id), userId, redirectUri });
	const location = new URL(redirectUri);
	location.searchParams.set('code', code);
	location.searchParams.set('state', String(given.state ?? ''));
	return location.href;
}

/** The consent page: given at once. Who is not logged in does that first. */
function authorize(call: Call): Reply {
	const userId = consenting(call);
	if (userId) {
		const Location = grant(call, Object.fromEntries(call.query), userId);
		return new Reply(302, undefined, { Location });
	}
	const asked = [...call.query].map(([name, value]) => `${name}=${value}`).join('&');
	const back = encodeURIComponent(`/oauth/authorize?${asked}`);
	return new Reply(302, undefined, { Location: `${call.site}/login?redirect_to=${back}` });
}

/** Why no token is given: status and ID of the error. */
const refused = (status: number, why: string) =>
	new AppError(status, `api.oauth.get_access_token.${why}.app_error`, 'The token is not given.');

function wrongSecret({ version }: Call): AppError {
	if (version.before('11.0')) return refused(403, 'credentials');
	const id = 'model.oauth.validate_grant.credentials.app_error';
	return new AppError(401, id, 'Invalid client credentials.');
}

/** Client id and secret count only in the form; a code and a refresh token work once. */
function accessToken(call: Call): Reply {
	const { state, request, version } = call;
	const form = new URLSearchParams(request.raw.toString());
	const isCode = form.get('grant_type') === 'authorization_code';
	if (!isCode && form.get('grant_type') !== 'refresh_token') throw refused(400, 'bad_grant');
	if (!form.get('client_id')) throw refused(400, 'bad_client_id');
	if (!form.get('client_secret')) throw refused(400, 'bad_client_secret');
	const client = state.oauthApps.get(form.get('client_id')!);
	if (!client) throw refused(404, 'credentials');
	if (client.client_secret !== form.get('client_secret')) throw wrongSecret(call);
	const key = form.get(isCode ? 'code' : 'refresh_token') ?? '';
	const granted = state.oauthGrants.get(key);
	if (granted?.clientId !== client.id) {
		if (!isCode) throw refused(404, 'refresh_token');
		throw refused(version.before('5.0') ? 500 : 400, 'expired_code');
	}
	if (isCode && granted!.redirectUri !== form.get('redirect_uri')) {
		throw refused(400, 'redirect_uri');
	}
	state.oauthGrants.delete(key);
	const { clientId, userId } = granted!;
	const refresh_token = state.newId();
	state.oauthGrants.set(refresh_token, { clientId, userId });
	const session = state.addSession(userId, 'oauth');
	session.description = clientId;
	return new Reply(200, {
		access_token: session.token,
		token_type: 'bearer',
		expires_in: EXPIRES_IN,
		scope: '',
		refresh_token,
	});
}

/** The person takes the consent back: its tokens are worth nothing. */
function withdraw({ state, body, request }: Call): Row {
	const { userId } = sessionOf(state, request);
	const isOf = (one: { userId: string }, clientId: unknown) =>
		one.userId === userId && clientId === body.client_id;
	for (const [token, session] of state.sessions) {
		if (session.kind === 'oauth' && isOf(session, session.description))
			state.sessions.delete(token);
	}
	for (const [key, one] of state.oauthGrants)
		if (isOf(one, one.clientId)) state.oauthGrants.delete(key);
	state.oauthConsents.delete(`${userId}/${String(body.client_id)}`);
	return OK;
}

/** Below the site URL. */
export const authorization: Table = {
	'GET /oauth/authorize': authorize,
	'POST /oauth/authorize': (call) =>
		new Reply(200, {
			redirect: grant(call, call.body, sessionOf(call.state, call.request).userId),
		}),
	'POST /oauth/access_token': accessToken,
	'POST /oauth/deauthorize': withdraw,
};
