import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IDataObject,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { testCredential, type CredentialTest } from '../../shared/http/credentialTest';
import type { HttpResponse } from '../../shared/http/types';
import { isObject } from '../../shared/util/guards';
import { authenticationHeaders } from './authentication';
import { mattermost } from './service';
import { rememberSession } from './session';
import { problemOf, refusalOf, SIGN_IN_PATH, sessionIn, signInBody } from './signIn';

/** Servers of all ages make tokens of 26 of these (`model.NewId`). */
const TOKEN = /^[a-z0-9]{26}$/;

const tokenOf = ({ accessToken }: IDataObject): string => String(accessToken ?? '').trim();

const REFUSED =
	'Mattermost refused the access token: it has expired, was revoked or disabled, or its account was deactivated. Create a new one in Mattermost (Profile → Security → Personal Access Tokens, or Integrations → Bot Accounts), and enter the token itself, not its ID';

const isUser = ({ body }: HttpResponse): boolean =>
	isObject(body) && TOKEN.test(String(body.id)) && typeof body.username === 'string';

const tokenTest: CredentialTest = {
	service: mattermost,
	problem(credentials) {
		const token = tokenOf(credentials);
		if (token === '') return 'The Access Token is empty';
		return /^[\x21-\x7e]+$/.test(token)
			? undefined
			: 'The Access Token contains a space, a line break or a special character. Enter only the token, without "Bearer"';
	},
	method: 'GET',
	path: '/users/me',
	headers: authenticationHeaders,
	isOwn: isUser,
	refusal({ statusCode, body }, credentials) {
		if (statusCode !== 401 || !isObject(body) || /mfa/.test(String(body.id))) return undefined;
		const token = tokenOf(credentials);
		return TOKEN.test(token)
			? REFUSED
			: `Mattermost refused the access token: it has ${token.length} characters, while those of Mattermost are 26 small letters and digits. Copy the whole token`;
	},
};

/** n8n's test of the access token credential, see `testedBy`. */
export async function mattermostTokenTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await testCredential(this, credential.data as IDataObject | undefined, tokenTest);
}

const passwordTest: CredentialTest = {
	service: mattermost,
	problem: problemOf,
	method: 'POST',
	path: SIGN_IN_PATH,
	body(credentials, before) {
		if (before && sessionIn(before) !== undefined) return undefined;
		const body = signInBody(credentials, before);
		return body && JSON.stringify(body);
	},
	headers: () => ({ 'Content-Type': 'application/json' }),
	isOwn: (answer) => isUser(answer) && sessionIn(answer) !== undefined,
	refusal(answer, credentials) {
		const refusal = refusalOf(answer, credentials);
		return refusal && `${refusal.message}. ${refusal.advice}`;
	},
	passed: (answer, credentials) => rememberSession(credentials, sessionIn(answer)!),
};

/** n8n's test of the password credential, see `testedBy`. The session that it begins is the first to be used. */
export async function mattermostPasswordTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await testCredential(this, credential.data as IDataObject | undefined, passwordTest);
}
