import type { IDataObject } from 'n8n-workflow';
import { usableBody } from './messages/actions';
import { credentialOf } from './authentication';
import { adviceFor } from './errorAdvice';
import { headersForAsked, nameOfAsked } from './plugins';
import { sessions } from './session';
import { siteOf } from './siteUrl';
import type { Roots, Service } from '../../shared/http/types';
import type { Failure } from '../../shared/errors/errorFactory';
import { tokensOf } from '../../shared/http/oauth2';

import { isObject } from '../../shared/util/guards';

/** What to do about a refusal, by HTTP status. */
const ADVICE: Record<number, string> = {
	401: 'The token is wrong, expired or revoked: create a new token in Mattermost and enter it in the credential',
	403: 'The account of the credential lacks the permission, or an ID is wrong: grant the permission in Mattermost, add the account to the team and channel, or select the value from the list',
	404: 'Nothing with this ID exists, the account may not see it, or this server does not have the endpoint',
	413: 'The file or message is larger than the server allows',
	429: 'The server limits the request rate: lower Maximum Concurrent Requests, or raise Maximum Rate Limit Wait in the node settings',
	500: 'Mattermost internal error: see the request ID in the server log',
	501: 'The feature is turned off on this server or requires another license',
	502: 'A proxy in front of Mattermost received no response from it: try again later',
	503: 'Mattermost is busy or starting: try again later',
	504: 'A proxy in front of Mattermost timed out: try again later',
};

const CONNECT_AGAIN =
	'Mattermost has ended the connection of the credential: open it in n8n and connect it again';

const SIGNED_OUT =
	'Mattermost has ended the session that n8n had just begun with the password: open the credential and test it';

/** What servers of every age answer to a path that they have not. */
const NO_SUCH_CALL = 'api.context.404.app_error';
/**
 * What Go's own router answers to such a path: that of the server where it has no such plugin (recorded on 4.10 to
 * 11.6), that of the plugin where it has no such path.
 */
const NO_SUCH_PLUGIN_CALL = '404 page not found';

/** What to do where the server accepts no token of the credential; undefined for an access token. */
function reconnect(credentials: IDataObject): string | undefined {
	if (tokensOf(credentials).access_token) return CONNECT_AGAIN;
	return credentials.loginId === undefined ? undefined : SIGNED_OUT;
}

function rootsOf(siteUrl: unknown): Roots | { problem: string } {
	const site = siteOf(siteUrl);
	if (!/^https?:/i.test(site)) {
		return {
			problem: site
				? 'The Site URL of the Mattermost credential must begin with https:// or http://'
				: 'The Site URL of the Mattermost credential is empty',
		};
	}
	let url: URL;
	try {
		url = new URL(site);
	} catch {
		return {
			problem:
				'The Site URL of the Mattermost credential is not a URL like https://chat.example.com',
		};
	}
	// They would take the place of the token.
	if (url.username || url.password) {
		return {
			problem: 'The Site URL of the Mattermost credential contains a username or password',
		};
	}
	return { site, api: `${site}/api/v4` };
}

/** An ID of the server's error texts, e.g. `api.context.permissions.app_error`. */
const ERROR_ID = /^[a-z0-9_]+(\.[a-z0-9_-]+)+$/i;

const isSaid = (value: unknown): boolean =>
	typeof value === 'string'
		? value.trim() !== '' && !/^(false|null|none)$/i.test(value)
		: value === true;

/**
 * The status of a failure behind a good one: an error object that a proxy or plugin passed on, or
 * `{ "status": "FAIL" }`, which parts of the server say instead of OK. Things that Mattermost gives have
 * an ID or say whose they are; an error has neither.
 */
function failedStatus(body: IDataObject): number | undefined {
	const { status, id, error, errors } = body;
	const code = Number(body.status_code ?? body.statusCode ?? body.code ?? status);
	const isError = code >= 400 && code < 600;
	if (isError && ['message', 'msg', 'error', 'detail'].some((name) => isSaid(body[name]))) {
		return code;
	}
	if (typeof status === 'string' && /^(fail|failed|failure|error)$/i.test(status)) return 500;
	if (typeof id === 'string' && typeof body.message === 'string' && ERROR_ID.test(id)) return 500;
	const isThing = ['id', 'user_id', 'channel_id', 'team_id'].some((name) =>
		Object.hasOwn(body, name),
	);
	if (isThing) return undefined;
	const hasError = isSaid(error) || isObject(error) || (Array.isArray(errors) && errors.length > 0);
	return hasError || body.success === false || body.ok === false ? 500 : undefined;
}

/** The words of an error that is not Mattermost's own. */
function foreignWords({ error, msg, detail, errors }: IDataObject): string {
	const [first] = Array.isArray(errors) ? errors : [];
	const words = [error, isObject(error) ? error.message : '', msg, detail, first];
	const inner = isObject(first) ? first.message : '';
	return (
		([...words, inner].find((one) => typeof one === 'string' && one.trim() !== '') as string) ?? ''
	);
}

/** Mattermost API v4: facts from the server's source and recorded answers of real servers. */
export const mattermost: Service = {
	name: 'Mattermost',
	credential: (param) => credentialOf(param('authentication')),
	roots: (credentials) => rootsOf(credentials.siteUrl),
	secrets: ['accessToken', 'clientSecret', 'password', 'totpSecret', 'sessionToken'],
	sessions,
	emptyBody: false,
	usable: usableBody,
	headersFor: headersForAsked,
	failure({ statusCode, body, headers }, credentials, request): Failure | undefined {
		const error = isObject(body) ? body : {};
		const status = statusCode < 400 ? failedStatus(error) : statusCode;
		if (status === undefined) return undefined;
		const text =
			typeof body === 'string' && body.length < 200 && !body.trimStart().startsWith('<')
				? body.trim()
				: '';
		const isAbsent = status === 404 && text === NO_SUCH_PLUGIN_CALL;
		const plugin = request && isAbsent ? nameOfAsked(request) : undefined;
		if (request && plugin) {
			return {
				message: `This Mattermost server does not have the plugin ${plugin}, or the plugin does not have this endpoint`,
				advice:
					'Install and enable the plugin in the System Console → Plugins → Plugin Management; there is its version too, of which the endpoint may be too old or too new',
				httpCode: String(status),
				facts: { path: request.path },
			};
		}
		const detail = typeof error.detailed_error === 'string' ? error.detailed_error : '';
		const id = typeof error.id === 'string' ? error.id : '';
		// Recorded on 11.6: an error whose text no language has.
		const isBlank = error.message === '<untranslated>';
		const own = typeof error.message === 'string' ? error.message : text;
		const said = isBlank ? detail || id.replace('<untranslated>', '') : own || foreignWords(error);
		if (id === NO_SUCH_CALL) {
			return {
				message: 'This Mattermost server does not have this endpoint',
				advice:
					'The server is too old or too new, a name has characters that such names never have (a space in a username), or the Site URL of the credential has a wrong path: the About dialog shows the version of the server',
				httpCode: String(status),
				facts: { path: /url='([^']+)'/.exec(detail)?.[1] },
			};
		}
		return {
			message: said
				? `Mattermost: ${said}${detail && detail !== said ? ` (${detail})` : ''}`
				: `Mattermost responded with HTTP ${statusCode}`,
			advice:
				(status === 401 && reconnect(credentials)) ||
				(adviceFor(id, `${said} ${detail}`) ?? ADVICE[status]),
			httpCode: String(status),
			facts: {
				'error ID': id || undefined,
				'request ID': String(error.request_id ?? headers['x-request-id'] ?? ''),
			},
		};
	},
	versionRequests: [
		{ request: 'GET /system/ping', read: ({ headers }) => headers['x-version-id'] },
		// A proxy may hide the header; this is in the body.
		{
			request: 'GET /config/client',
			query: { format: 'old' },
			read: ({ body }) => (body as IDataObject | undefined)?.Version,
		},
	],
};
