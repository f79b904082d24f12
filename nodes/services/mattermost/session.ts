import { createHash, createHmac } from 'node:crypto';
import type { IDataObject, IHttpRequestHelper, IHttpRequestOptions } from 'n8n-workflow';
import type { NotSignedIn } from '../../shared/http/session';
import type { HttpResponse, PostJson, SessionKeeper } from '../../shared/http/types';
import { isObject } from '../../shared/util/guards';
import { runExclusive } from '../../shared/util/runExclusive';
import { sameSecret } from '../../shared/util/sameSecret';
import { IS_ABOUT_MFA, signIn } from './signIn';
import { siteOf } from './siteUrl';
import { TOTP_STEP_MS } from './totp';

/**
 * Sessions of the password credential. n8n stores one with the credential (`sessionToken`), together with
 * what it was made for (`sessionKey`): a session of another account or server is never sent, also if somebody
 * has changed the credential. This process remembers the newest one, so that items, executions and triggers
 * that need one at the same time sign in once.
 */

export const PASSWORD_CREDENTIAL = 'mattermostPasswordApi';

/** How long a refused credential is not tried again, in ms: servers lock an account after ten attempts. */
const REFUSED_MS = 300_000;
/** Time for an answer to a sign-in that n8n itself asks for, in ms. */
const PATIENCE_MS = 20_000;

/** The newest session of this process, and the last refusal, by what it is for. */
const tokens = new Map<string, string>();
const refusals = new Map<string, { error: NotSignedIn; until: number }>();

/** What a session is for: the same for the same account, password, second factor and server. */
const accountOf = ({ siteUrl, loginId, password, totpSecret }: IDataObject): string =>
	createHash('sha256')
		.update(JSON.stringify([siteOf(siteUrl), loginId, password, totpSecret ?? '']))
		.digest('hex');

/** Keyed with the token: whoever reads it learns nothing about the password. */
const keyOf = (account: string, token: string): string =>
	createHmac('sha256', token).update(account).digest('hex');

/** The stored session, if it was made for what the credential holds now. */
function storedToken(credentials: IDataObject): string | undefined {
	const token = String(credentials.sessionToken ?? '');
	const isOwn =
		token !== '' &&
		sameSecret(keyOf(accountOf(credentials), token), String(credentials.sessionKey ?? ''));
	return isOwn ? token : undefined;
}

const toStore = (account: string, token: string) => ({
	sessionToken: token,
	sessionKey: keyOf(account, token),
});

/** Remembers a session that the test of the credential has begun. */
export function rememberSession(credentials: IDataObject, token: string): void {
	const account = accountOf(credentials);
	tokens.set(account, token);
	refusals.delete(account);
}

/**
 * The newest session; signs in if there is none.
 * @param ended a token that is known to have ended
 * @throws NotSignedIn
 */
async function newestToken(
	credentials: IDataObject,
	post: PostJson,
	ended?: string,
): Promise<{ token: string; isNew: boolean }> {
	const account = accountOf(credentials);
	return await runExclusive(`session ${account}`, async () => {
		const known = tokens.get(account);
		if (known !== undefined && known !== ended) return { token: known, isNew: false };
		const refusal = refusals.get(account);
		if (refusal && Date.now() < refusal.until) throw refusal.error;
		const token = await signIn(credentials, post).catch(async (error: NotSignedIn) => {
			// Another code may do in half a minute.
			const isCode = IS_ABOUT_MFA.test(String(error.failure?.facts?.['error ID']));
			const until = Date.now() + (isCode ? TOTP_STEP_MS : REFUSED_MS);
			if (error.failure) refusals.set(account, { error, until });
			return await Promise.reject(error);
		});
		rememberSession(credentials, token);
		return { token, isNew: true };
	});
}

const hasEnded = ({ statusCode, body }: HttpResponse): boolean =>
	statusCode === 401 && isObject(body) && body.id === 'api.context.session_expired.app_error';

/** See `SessionKeeper`. n8n asks for the session with `preAuthentication` where the stored one is empty. */
export const sessions: SessionKeeper = {
	type: PASSWORD_CREDENTIAL,
	async begin(credentials, post) {
		if (storedToken(credentials) !== undefined) return false;
		credentials.sessionToken = '';
		return (await newestToken(credentials, post)).isNew;
	},
	token: (credentials) => storedToken(credentials) ?? tokens.get(accountOf(credentials)),
	hasEnded,
	async giveUp(credentials, token, stored) {
		const account = accountOf(credentials);
		if (tokens.get(account) === token) tokens.delete(account);
		// Whoever shares this credential has renewed it.
		if (credentials.sessionToken !== token) return;
		const other = storedToken({ ...credentials, ...sessionIn(await stored()) });
		if (credentials.sessionToken !== token) return;
		const isNew = other !== undefined && other !== token;
		Object.assign(credentials, isNew ? toStore(account, other) : { sessionToken: '' });
	},
};

const sessionIn = ({ sessionToken, sessionKey }: IDataObject) => ({ sessionToken, sessionKey });

/** What n8n takes for the refusal of a session, so that it renews it (`httpRequestWithAuthentication`). */
class SessionMissing extends Error {
	readonly response = { status: 401 };
}

/**
 * Headers of a request with a decrypted password credential.
 * @throws Error after which n8n signs in, if it has no session of its own
 */
export function sessionHeaders(credentials: IDataObject): Record<string, string> {
	const token = sessions.token(credentials);
	if (token === undefined) throw new SessionMissing('There is no session of this account');
	return { Authorization: `Bearer ${token}` };
}

/** Posts JSON with n8n's request helper, for n8n's own call of `preAuthentication`. */
const postWith =
	({ helpers }: IHttpRequestHelper, credentials: IDataObject): PostJson =>
	async (path, body) => {
		const options: IHttpRequestOptions = {
			method: 'POST',
			url: `${siteOf(credentials.siteUrl)}/api/v4${path}`,
			headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
			body: JSON.stringify(body),
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// A password goes nowhere else.
			disableFollowRedirect: true,
			timeout: PATIENCE_MS,
			...(credentials.ignoreSSLIssues === true ? { skipSslCertificateValidation: true } : {}),
		};
		return (await helpers.httpRequest(options)) as HttpResponse;
	};

/**
 * n8n's `preAuthentication`.
 * @returns what n8n stores with the credential
 * @throws Error in words for people, without anything of the request
 */
export async function newSession(
	helper: IHttpRequestHelper,
	credentials: IDataObject,
): Promise<IDataObject> {
	const ended = storedToken(credentials);
	const post = postWith(helper, credentials);
	const { token } = await newestToken(credentials, post, ended).catch(
		async ({ message, answer, network }: NotSignedIn) => {
			const why = network ? ` (${network.code})` : answer ? ` (HTTP ${answer.statusCode})` : '';
			return await Promise.reject(new Error(`${message}${why}`));
		},
	);
	return toStore(accountOf(credentials), token);
}
