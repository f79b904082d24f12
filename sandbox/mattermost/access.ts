import type { Request } from '../types';
import { AppError } from './api';
import type { MattermostState, Session } from './state';

/** Routes that need no login, by `METHOD /path` below /api/v4. */
export const OPEN = new Set([
	'POST /users',
	'POST /users/login',
	'POST /users/login/cws',
	'POST /users/login/desktop_token',
	'POST /users/login/type',
	'POST /users/login/switch',
	'POST /users/login/sso/code-exchange',
	'POST /users/password/reset',
	'POST /users/password/reset/send',
	'POST /users/email/verify',
	'POST /users/email/verify/send',
	'POST /users/mfa',
	'GET /teams/invite/{invite_id}',
	'GET /config/client',
	'GET /license/client',
	'GET /saml/metadata',
	'GET /brand/image',
	'GET /plugins/webapp',
	'GET /system/ping',
	'POST /actions/dialogs/open',
	'GET /files/{file_id}/public',
	'GET /.well-known/oauth-authorization-server',
	'POST /oauth/intune',
]);

/** Beginnings of `METHOD /path` that only administrators may use. */
const ADMIN = [
	'GET /users/tokens',
	'POST /users/tokens/search',
	'POST /users/sessions/revoke/all',
	'GET /config ',
	'PUT /config',
	'GET /config/environment',
	'POST /config/',
	'POST /database/',
	'POST /caches/',
	'POST /email/test',
	'POST /file/s3_test',
	'POST /license',
	'DELETE /license',
	'GET /audits',
	'GET /logs',
	'POST /saml/certificate',
	'DELETE /saml/certificate',
	'GET /saml/certificate',
	'POST /compliance',
	'GET /compliance',
	'POST /ldap/',
	'GET /cluster',
	'POST /brand',
	'POST /elasticsearch',
	'POST /plugins',
	'GET /plugins ',
	'DELETE /plugins',
	'POST /jobs',
	'GET /jobs',
	'PUT /roles/',
	'POST /posts/ephemeral',
	'GET /channels ',
	'GET /analytics',
];

/** Whether a route is for administrators only. */
export function isAdminRoute(key: string): boolean {
	const padded = `${key} `;
	return !OPEN.has(key) && ADMIN.some((start) => padded.startsWith(start));
}

/**
 * The session behind a request.
 * @throws 401 for no token, an unknown or disabled one, or one in the query
 */
export function sessionOf(state: MattermostState, { headers, query }: Request): Session {
	const cookie = /MMAUTHTOKEN=(\w+)/.exec(headers.cookie ?? '')?.[1];
	const header = /^(bearer|token) (.+)$/i.exec(headers.authorization ?? '')?.[2];
	const inQuery = query.get('access_token');
	const session = state.sessions.get(cookie ?? header ?? inQuery ?? '');
	const user = session && state.users.get(session.userId);
	if (!session?.active || !user || user.delete_at) {
		throw new AppError(
			401,
			'api.context.session_expired.app_error',
			'Invalid or expired session, please login again.',
		);
	}
	if (!cookie && !header && session.kind !== 'oauth') {
		throw new AppError(
			401,
			'api.context.token_provided.app_error',
			'Session is not OAuth but token was provided in the query string.',
		);
	}
	return session;
}
