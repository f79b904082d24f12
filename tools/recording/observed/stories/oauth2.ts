import type { Step } from '../types';

const redirect = '{receiver}/callback';
const form = { client_id: '{client}', client_secret: '{secret}', redirect_uri: redirect };
const code = { ...form, grant_type: 'authorization_code' };
const agreed = {
	response_type: 'code',
	client_id: '{client}',
	redirect_uri: redirect,
	state: 'kept',
	scope: '',
};
const query = `response_type=code&client_id={client}&redirect_uri=${encodeURIComponent('http://x')}&state=kept`;
const shows: Step['shows'] = ['answer', 'headers'];
const show = (steps: Step[]): Step[] => steps.map((step) => ({ ...step, shows }));
const TOKEN = 'POST ^/oauth/access_token';

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
	{
		what: 'consent without a login',
		as: 'nobody',
		send: 'GET ^/oauth/authorize',
		query: query.replace(encodeURIComponent('http://x'), '{receiver}/callback'),
	},
	{
		what: 'consent',
		as: 'user',
		cookie: true,
		send: 'POST ^/oauth/authorize',
		body: agreed,
		keeps: { answered: 'redirect' },
	},
	{
		what: 'consent to an unknown application',
		as: 'user',
		cookie: true,
		send: 'POST ^/oauth/authorize',
		body: { ...agreed, client_id: 'unknownunknownunknownunkno' },
	},
	{
		what: 'consent to another address',
		as: 'user',
		cookie: true,
		send: 'POST ^/oauth/authorize',
		body: { ...agreed, redirect_uri: 'https://example.com/elsewhere' },
	},
	{
		what: 'consent once given',
		as: 'user',
		cookie: true,
		send: 'GET ^/oauth/authorize',
		query: query.replace(encodeURIComponent('http://x'), '{receiver}/callback'),
		keeps: { code: 'location:code' },
	},
	{
		what: 'code with a wrong secret',
		as: 'nobody',
		send: TOKEN,
		form: { ...code, client_secret: 'wrong', code: '{code}' },
	},
	{
		what: 'code of an unknown client',
		as: 'nobody',
		send: TOKEN,
		form: { ...code, client_id: 'unknownunknownunknownunkno', code: '{code}' },
	},
	{
		what: 'code with another address',
		as: 'nobody',
		send: TOKEN,
		form: { ...code, redirect_uri: 'https://example.com/elsewhere', code: '{code}' },
	},
	{
		what: 'unknown code',
		as: 'nobody',
		send: TOKEN,
		form: { ...code, code: 'unknownunknownunknownunkno' },
	},
	{
		what: 'unknown grant',
		as: 'nobody',
		send: TOKEN,
		form: { ...code, grant_type: 'password', code: '{code}' },
	},
	{
		what: 'consent for the code',
		as: 'user',
		cookie: true,
		send: 'GET ^/oauth/authorize',
		query: query.replace(encodeURIComponent('http://x'), '{receiver}/callback'),
		keeps: { code2: 'location:code' },
	},
	{
		what: 'code',
		as: 'nobody',
		send: TOKEN,
		form: { ...code, code: '{code2}' },
		keeps: { access: 'access_token', refresh: 'refresh_token' },
	},
	{ what: 'used code', as: 'nobody', send: TOKEN, form: { ...code, code: '{code2}' } },
	{ what: 'access', token: '{access}', send: 'GET /users/me/status' },
	{
		what: 'refresh with a wrong secret',
		as: 'nobody',
		send: TOKEN,
		form: {
			...form,
			grant_type: 'refresh_token',
			client_secret: 'wrong',
			refresh_token: '{refresh}',
		},
	},
	{
		what: 'unknown refresh token',
		as: 'nobody',
		send: TOKEN,
		form: { ...form, grant_type: 'refresh_token', refresh_token: 'unknownunknownunknownunkno' },
	},
	{
		what: 'refresh',
		as: 'nobody',
		send: TOKEN,
		form: { ...form, grant_type: 'refresh_token', refresh_token: '{refresh}' },
		keeps: { access2: 'access_token', refresh2: 'refresh_token' },
	},
	{ what: 'access after refresh', token: '{access2}', send: 'GET /users/me/status' },
	{ what: 'old access after refresh', token: '{access}', send: 'GET /users/me/status' },
	{
		what: 'old refresh token',
		as: 'nobody',
		send: TOKEN,
		form: { ...form, grant_type: 'refresh_token', refresh_token: '{refresh}' },
	},
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
