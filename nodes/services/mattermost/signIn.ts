import type { IDataObject } from 'n8n-workflow';
import type { Failure } from '../../shared/errors/errorFactory';
import { NotSignedIn, withoutRequest } from '../../shared/http/session';
import type { HttpResponse, PostJson } from '../../shared/http/types';
import { serverTimeOf } from '../../shared/http/serverTime';
import { isObject } from '../../shared/util/guards';
import { totp, TOTP_STEP_MS, totpKey } from './totp';

/**
 * Signing in with a login ID and a password, and a second factor where the account has one. The error
 * IDs are those that servers show at a sign-in (`login` in api4/user.go of 4.10, 5.37 and 11.6); everything
 * else they say there is `invalid_credentials_…`.
 */

/** Below the API root. */
export const SIGN_IN_PATH = '/users/login';

/** What a refused sign-in means, by the server's error ID. */
const REFUSALS: Array<[RegExp, Omit<Failure, 'httpCode'>]> = [
	[
		/^api\.user\.login\.inactive\.app_error$/,
		{
			message: 'Mattermost refused to sign in: the account is deactivated',
			advice:
				'Activate it in the System Console (User Management → Users), or enter another account in the credential',
		},
	],
	[
		/^api\.user\.check_user_login_attempts\.too_many/,
		{
			message: 'Mattermost refused to sign in: too many attempts with a wrong password or code',
			advice:
				'The account is locked until its password is reset, or an administrator resets its failed attempts with User Account → Reset Failed Attempts. Correct the credential first',
		},
	],
	[
		/^api\.user\.login\.not_verified/,
		{
			message: 'Mattermost refused to sign in: the email address of the account is not verified',
			advice: 'Open the link in the email from Mattermost, or let an administrator verify it',
		},
	],
	[
		/^api\.user\.login\.bot_login_forbidden/,
		{
			message: 'Mattermost refused to sign in: bot accounts have no password',
			advice: 'Use the token of the bot in a Mattermost Access Token API credential',
		},
	],
	[
		/^api\.user\.login\.(guest_accounts|remote_users|guest_magic_link)/,
		{
			message: 'Mattermost refused to sign in: this kind of account may not',
			advice: 'Use the account of a member of the server',
		},
	],
	[
		/^api\.user\.login\.(invalid_credentials_sso|use_auth_service)/,
		{
			message: 'Mattermost refused to sign in: the login ID or the password is wrong',
			advice:
				'Correct both in the credential. Accounts that sign in through another service (single sign-on) have no password in Mattermost: use an access token or OAuth2',
		},
	],
	[
		/^api\.user\.login\.invalid_credentials_username/,
		{
			message: 'Mattermost refused to sign in: the login ID or the password is wrong',
			advice: 'This server accepts only usernames as login ID. Correct both in the credential',
		},
	],
	[
		/^api\.user\.login\.invalid_credentials_email$/,
		{
			message: 'Mattermost refused to sign in: the login ID or the password is wrong',
			advice:
				'This server accepts only email addresses as login ID. Correct both in the credential',
		},
	],
	[
		// The other IDs are those of servers before 5.0.
		/^(api\.user\.login\.(invalid_credentials|blank_pwd)|api\.user\.check_user_password\.invalid|store\.sql_user\.get_for_login)/,
		{
			message: 'Mattermost refused to sign in: the login ID or the password is wrong',
			advice:
				'Correct both in the credential: the login ID is the username or the email address of the account',
		},
	],
];

/** What servers say of a second factor that is missing or wrong; without one they cannot even read it. */
export const IS_ABOUT_MFA =
	/^(api\.user\.check_user_mfa\.bad_code|mfa\.validate_token\.authenticate)/;

const idOf = ({ body }: HttpResponse): string =>
	isObject(body) && typeof body.id === 'string' ? body.id : '';

/** Why the server refused to sign in; undefined if the answer says nothing of the account. */
export function refusalOf(answer: HttpResponse, credentials: IDataObject): Failure | undefined {
	if (answer.statusCode < 400 || answer.statusCode >= 500) return undefined;
	const id = idOf(answer);
	const httpCode = String(answer.statusCode);
	const facts = { 'error ID': id };
	if (IS_ABOUT_MFA.test(id)) {
		const hasSecret = secretOf(credentials) !== '';
		return {
			message: hasSecret
				? 'Mattermost refused to sign in: the one-time password is wrong'
				: 'Mattermost refused to sign in: the account uses multi-factor authentication',
			advice: hasSecret
				? 'Enter the TOTP secret that Mattermost showed when multi-factor authentication was set up (not a code of six digits), and check the clocks of n8n and of the server'
				: 'Enter the TOTP secret of the account in the credential: Mattermost shows it below the QR code when multi-factor authentication is set up (Profile → Security). If it was not kept, set multi-factor authentication up again',
			httpCode,
			facts,
		};
	}
	const found = REFUSALS.find(([pattern]) => pattern.test(id))?.[1];
	return found && { ...found, httpCode, facts };
}

const secretOf = ({ totpSecret }: IDataObject): string => String(totpSecret ?? '').trim();
const loginOf = ({ loginId }: IDataObject): string => String(loginId ?? '').trim();

/** What cannot be right, without asking the server. */
export function problemOf(credentials: IDataObject): string | undefined {
	if (loginOf(credentials) === '') return 'The Login ID of the Mattermost credential is empty';
	if (String(credentials.password ?? '') === '') {
		return 'The Password of the Mattermost credential is empty';
	}
	const secret = secretOf(credentials);
	if (/^\d{6}$/.test(secret)) {
		return 'The TOTP Secret of the Mattermost credential is a code of six digits, which is valid for half a minute only. Enter the secret from which the codes are computed';
	}
	if (secret !== '' && !totpKey(secret)) {
		return 'The TOTP Secret of the Mattermost credential is not one: it consists of the letters A to Z and the digits 2 to 7';
	}
	return undefined;
}

/**
 * The body of a sign-in.
 * @param before the refusal of a first attempt
 * @returns undefined if a further attempt is of no use. After a refused code another one may be: a code is
 * valid once, so one that somebody has used in the same half minute is refused, and the clock of n8n may
 * be wrong. Servers accept the codes of the half minutes before and after, too
 */
export function signInBody(
	credentials: IDataObject,
	before?: HttpResponse,
	now = Date.now(),
): Record<string, string> | undefined {
	const key = totpKey(secretOf(credentials));
	const at = before ? codeTimeAfter(before, now) : now;
	if (before && (!key || !IS_ABOUT_MFA.test(idOf(before)))) return undefined;
	return {
		login_id: loginOf(credentials),
		password: String(credentials.password ?? ''),
		...(key ? { token: totp(key, at) } : {}),
	};
}

/** The time of another code: that of the server's clock if it shows another half minute, else the next one. */
function codeTimeAfter({ headers }: HttpResponse, now: number): number {
	const server = serverTimeOf(headers) ?? now;
	const step = (time: number) => Math.floor(time / TOTP_STEP_MS);
	return step(server) === step(now) ? now + TOTP_STEP_MS : server;
}

/** The session in an answer to a sign-in. */
export const sessionIn = ({ statusCode, headers }: HttpResponse): string | undefined => {
	const token = headers.token;
	return statusCode < 300 && typeof token === 'string' && token !== '' ? token : undefined;
};

/**
 * Signs in.
 * @returns the token of the session
 * @throws NotSignedIn with a failure if the account is refused, else with what came instead of an answer
 */
export async function signIn(credentials: IDataObject, post: PostJson): Promise<string> {
	const problem = problemOf(credentials);
	if (problem !== undefined) {
		throw new NotSignedIn({ message: problem, advice: 'Correct it in the Mattermost credential' });
	}
	const send = async (body: Record<string, string>) =>
		await post(SIGN_IN_PATH, body).catch((error: Error) => {
			throw new NotSignedIn(undefined, undefined, withoutRequest(error as never));
		});
	let answer = await send(signInBody(credentials)!);
	const further = sessionIn(answer) === undefined ? signInBody(credentials, answer) : undefined;
	if (further) answer = await send(further);
	const token = sessionIn(answer);
	if (token === undefined) throw new NotSignedIn(refusalOf(answer, credentials), answer);
	return token;
}
