import type { IDataObject, IHttpRequestHelper, IHttpRequestOptions } from 'n8n-workflow';
import { newSession, sessionHeaders, sessions } from './session';

/** n8n's own way to a session, e.g. for its HTTP Request node; `test/engine/password.test.ts` has the nodes' way. */

let accounts = 0;
const credential = (more: IDataObject = {}): IDataObject => ({
	siteUrl: 'https://chat.test/',
	loginId: `user${accounts++}`,
	password: 'secret-password',
	...more,
});

function helperOf(answers: unknown[]) {
	const sent: IHttpRequestOptions[] = [];
	const httpRequest = async (options: IHttpRequestOptions) => {
		sent.push(options);
		const answer = answers.shift();
		if (answer instanceof Error) throw answer;
		return answer;
	};
	return { sent, helper: { helpers: { httpRequest } } as unknown as IHttpRequestHelper };
}
const signedIn = (token: string) => ({ statusCode: 200, headers: { token }, body: {} });

test('n8n stores a session that is bound to the account, and sends it', async () => {
	const given = credential();
	const { sent, helper } = helperOf([signedIn('token-1')]);
	const output = await newSession(helper, given);
	expect(sent).toEqual([
		expect.objectContaining({
			url: 'https://chat.test/api/v4/users/login',
			method: 'POST',
			disableFollowRedirect: true,
		}),
	]);
	const stored = { ...given, ...output };
	expect(sessionHeaders(stored)).toEqual({ Authorization: 'Bearer token-1' });
	expect(JSON.stringify(output)).not.toContain('secret-password');
});

test('a session that n8n saw refused is replaced', async () => {
	const given = credential();
	const { helper } = helperOf([signedIn('token-1'), signedIn('token-2')]);
	Object.assign(given, await newSession(helper, given));
	Object.assign(given, await newSession(helper, given));
	expect(sessionHeaders(given)).toEqual({ Authorization: 'Bearer token-2' });
});

test.each([
	{ what: 'password', change: { password: 'another' } },
	{ what: 'account', change: { loginId: 'another' } },
	{ what: 'server', change: { siteUrl: 'https://other.test' } },
	{ what: 'second factor', change: { totpSecret: 'MZXW6YTB' } },
])('a session is not sent after the $what has changed', async ({ change }) => {
	const given = credential();
	const { helper } = helperOf([signedIn('token-1')]);
	Object.assign(given, await newSession(helper, given), change);
	// n8n takes this for a 401 and signs in.
	expect(() => sessionHeaders(given)).toThrow(
		expect.objectContaining({ response: { status: 401 } }) as Error,
	);
	expect(sessions.token(given)).toBeUndefined();
});

test('what n8n shows holds nothing of the request', async () => {
	const thrown = Object.assign(new Error('connect ECONNREFUSED'), {
		code: 'ECONNREFUSED',
		config: { data: '{"password":"secret-password"}' },
	});
	const { helper } = helperOf([thrown]);
	const error = (await newSession(helper, credential()).catch((one: unknown) => one)) as Error;
	expect(error.message).toBe('Signing in was not answered (ECONNREFUSED)');
	expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret-password');
	expect(Object.keys(error)).toEqual([]);
});

test('a refusal is in words', async () => {
	const body = { id: 'api.user.login.inactive.app_error' };
	const { helper } = helperOf([{ statusCode: 401, headers: {}, body }]);
	await expect(newSession(helper, credential())).rejects.toThrow(
		/account is deactivated\. Activate it/,
	);
});
