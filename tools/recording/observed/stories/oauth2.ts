import type { Step } from '../types';

const redirect = '{receiver}/callback';
const form = { client_id: '{client}', client_secret: '{secret}', redirect_uri: redirect };
const agreed = {
	response_type: 'code',
	client_id: '{client}',
	redirect_uri: redirect,
	state: 'kept',
	scope: '',
};
const query = 'response_type=code&client_id={client}&redirect_uri={receiver}/callback&state=kept';
const UNKNOWN_ID = 'unknownunknownunknownunkno';
const shows: Step['shows'] = ['answer', 'headers'];
const show = (steps: Step[]): Step[] => steps.map((step) => ({ ...step, shows }));

/** The person's browser agrees by the page's button. */
const agree = (what: string, body: object, keeps?: Step['keeps']): Step => ({
	what,
	as: 'user',
	cookie: true,
	send: 'POST ^/oauth/authorize',
	body: { ...agreed, ...body },
	...(keeps && { keeps }),
});
/** The person's browser comes after the person agreed. */
const consented = (what: string, code: string): Step => ({
	what,
	as: 'user',
	cookie: true,
	send: 'GET ^/oauth/authorize',
	query,
	keeps: { [code]: 'location:code' },
});
/** The application asks for tokens. */
const exchange = (what: string, given: Step['form'], keeps?: Step['keeps']): Step => ({
	what,
	as: 'nobody',
	send: 'POST ^/oauth/access_token',
	form: { ...form, ...given },
	...(keeps && { keeps }),
});
const code = { grant_type: 'authorization_code', code: '{code}' };
const refresh = { grant_type: 'refresh_token', refresh_token: '{refresh}' };

/** An OAuth 2.0 application from its registration to a revoked consent. */
export const oauth2: Step[] = show([
	{
		what: 'application',
		send: 'POST /oauth/apps',
		body: {
			name: '{run}',
			description: 'Live',
			homepage: 'https://example.com',
			callback_urls: [redirect],
			is_trusted: false,
		},
		keeps: { client: 'id', secret: 'client_secret' },
	},
	{ what: 'consent without a login', as: 'nobody', send: 'GET ^/oauth/authorize', query },
	agree('consent', {}, { answered: 'redirect' }),
	agree('consent to an unknown application', { client_id: UNKNOWN_ID }),
	agree('consent to another address', { redirect_uri: 'https://example.com/elsewhere' }),
	consented('consent once given', 'code'),
	exchange('code with a wrong secret', { ...code, client_secret: 'wrong' }),
	exchange('code of an unknown client', { ...code, client_id: UNKNOWN_ID }),
	exchange('code with another address', { ...code, redirect_uri: 'https://example.com/elsewhere' }),
	exchange('unknown code', { ...code, code: UNKNOWN_ID }),
	exchange('unknown grant', { ...code, grant_type: 'password' }),
	consented('consent for the code', 'code2'),
	exchange(
		'code',
		{ ...code, code: '{code2}' },
		{ access: 'access_token', refresh: 'refresh_token' },
	),
	exchange('used code', { ...code, code: '{code2}' }),
	{ what: 'access', token: '{access}', send: 'GET /users/me/status' },
	exchange('refresh with a wrong secret', { ...refresh, client_secret: 'wrong' }),
	exchange('unknown refresh token', { ...refresh, refresh_token: UNKNOWN_ID }),
	exchange('refresh', refresh, { access2: 'access_token', refresh2: 'refresh_token' }),
	{ what: 'access after refresh', token: '{access2}', send: 'GET /users/me/status' },
	{ what: 'old access after refresh', token: '{access}', send: 'GET /users/me/status' },
	exchange('old refresh token', refresh),
	{
		what: 'consent withdrawn',
		as: 'user',
		cookie: true,
		send: 'POST ^/oauth/deauthorize',
		body: { client_id: '{client}' },
	},
	{ what: 'access after withdrawal', token: '{access2}', send: 'GET /users/me/status' },
	{ what: 'application removed', send: 'DELETE /oauth/apps/{client}' },
]);
