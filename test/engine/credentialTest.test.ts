import { readFileSync } from 'fs';
import http from 'http';
import https from 'https';
import net, { type AddressInfo, type Server } from 'net';
import path from 'path';
import { expectInWalk, expectTable } from '../support/figures';
import { builtPackage, testCredential } from '../support/harness';

/**
 * The button Test of a credential, against real servers on loopback that are what people enter by
 * mistake. Each mistake has its own words, and what is to be done about it.
 */

const { nodes, credentials } = builtPackage();
const pem = (name: string) => readFileSync(path.join(__dirname, '../fixtures/tls', name), 'utf8');

const TOKEN = 'abcdefghijklmnopqrstuvwxyz';
const KEY = 'key-of-a-test-0123456';
const ME = { id: 'u'.repeat(26), username: 'maria' };
const PERMISSIONS = { superAdmin: true, accessMap: {} };
const REFUSAL = {
	id: 'api.context.session_expired.app_error',
	message: 'Invalid or expired session, please login again.',
	detailed_error: `token=${TOKEN}`,
	status_code: 401,
};

const started: Server[] = [];
let asked: http.IncomingMessage[] = [];
const listening = async (server: Server, scheme = 'http'): Promise<string> => {
	started.push(server);
	server.on('request', (request: http.IncomingMessage) => asked.push(request));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const serving = async (
	status: number,
	body: unknown,
	headers: Record<string, string> = { 'content-type': 'application/json' },
) =>
	await listening(
		http.createServer((_request, response) => {
			response.writeHead(status, headers);
			response.end(typeof body === 'string' ? body : JSON.stringify(body));
		}),
	);
const page = async (status = 200) =>
	await serving(status, '<!doctype html><title>Hello</title>', { 'content-type': 'text/html' });
const secure = async (certificate: string) =>
	await listening(
		https.createServer({ cert: pem(certificate), key: pem('server.key') }, (_request, response) =>
			response.end(JSON.stringify(ME)),
		),
		'https',
	);
/** Where nothing listens. */
const closedPort = async () => {
	const server = net.createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return `http://127.0.0.1:${port}`;
};

afterEach(async () => {
	await Promise.all(
		started.splice(0).map(async (server) => {
			if (server instanceof http.Server) server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		}),
	);
	asked = [];
});

const mattermost = async (siteUrl: string, more = {}) =>
	await testCredential(nodes.mattermost!, 'mattermostTokenTest', {
		siteUrl,
		accessToken: TOKEN,
		...more,
	});
const rhombus = async (baseUrl: string, more = {}) =>
	await testCredential(nodes.rhombus!, 'rhombusKeyTest', {
		region: 'custom',
		baseUrl,
		apiKey: KEY,
		...more,
	});

const password = async (siteUrl: string, more = {}) =>
	await testCredential(nodes.mattermost!, 'mattermostPasswordTest', {
		siteUrl,
		loginId: 'maria',
		password: KEY,
		...more,
	});
/** A server that refuses to sign in, with the error ID of real ones. */
const refusing = async (id: string) =>
	await serving(401, { id, message: 'Refused', status_code: 401 });

/** What each way to test is called in the table. */
const SERVICES = new Map([
	[mattermost, 'Mattermost'],
	[password, 'Mattermost password'],
	[rhombus, 'Rhombus'],
]);

/** A mistake and what people read; `prepare` gives the URL. */
const MISTAKES: Array<
	[string, typeof mattermost, () => Promise<string> | string, RegExp, object?]
> = [
	// Before anything is sent.
	['no URL', mattermost, () => ' ', /Site URL .* is empty/],
	['no scheme', mattermost, () => 'chat.example.com', /must begin with https:\/\/ or http:\/\//],
	['a port, no scheme', mattermost, () => 'chat:8065', /must begin with https:\/\/ or http:\/\//],
	['no host', mattermost, () => 'https://', /is not a URL like/],
	['a user in the URL', mattermost, () => 'https://a:b@chat', /contains a username or password/],
	['no token', mattermost, () => 'http://x', /Access Token is empty/, { accessToken: ' ' }],
	[
		'a token with its scheme',
		mattermost,
		() => 'http://x',
		/contains a space.*without "Bearer"/,
		{ accessToken: `Bearer ${TOKEN}` },
	],
	['no base URL', rhombus, () => '', /Base URL .* is not a URL like/],
	['no scheme', rhombus, () => 'api2.example.com', /must begin with https:\/\/ or http:\/\//],
	['no key', rhombus, () => 'http://x', /API Key is empty/, { apiKey: '' }],
	['a key of two lines', rhombus, () => 'http://x', /line break/, { apiKey: 'abc\ndef' }],
	// Another address.
	['an unknown name', mattermost, () => 'http://chat.invalid', /No server has this name.*spelling/],
	[
		'a port where nothing listens',
		mattermost,
		closedPort,
		/Nothing listens at this address and port/,
	],
	['a port where nothing listens', rhombus, closedPort, /Nothing listens at this address and port/],
	[
		'HTTPS for HTTP',
		mattermost,
		async () => (await serving(200, ME)).replace('http:', 'https:'),
		/does not speak HTTPS at this address.*Use http:\/\//,
	],
	[
		'HTTP for HTTPS, Go',
		mattermost,
		async () => await serving(400, 'Client sent an HTTP request to an HTTPS server.\n', {}),
		/This port speaks https/,
	],
	[
		'HTTP for HTTPS, nginx',
		rhombus,
		async () =>
			await serving(400, '<h1>The plain HTTP request was sent to HTTPS port</h1>', {
				'content-type': 'text/html',
			}),
		/This port speaks https/,
	],
	[
		'HTTP for HTTPS, by a redirect',
		mattermost,
		async () =>
			await listening(
				http.createServer(({ headers: { host }, url }, response) => {
					response.writeHead(301, { location: `https://${host!}${url!}` });
					response.end();
				}),
			),
		/accepts only https/,
	],
	[
		'a certificate of its own',
		mattermost,
		async () => await secure('selfSigned.pem'),
		/signed by itself/,
	],
	[
		'something that is no HTTP',
		mattermost,
		async () =>
			await listening(
				net.createServer((socket) => socket.end('220 mail ESMTP\r\n', () => socket.destroy())),
			),
		/connection to Mattermost was lost.*other than HTTP came from this address and port/,
	],
	// Another page or program.
	[
		'a team in the URL',
		mattermost,
		async () => `${await page()}/sales`,
		/Remove \/sales from the URL/,
	],
	[
		'a web page',
		mattermost,
		page,
		/There is a web page at .*\/api\/v4\/users\/me.*another program/,
	],
	['a web page', rhombus, page, /There is a web page at .*getPermissionsForCurrentUser/],
	['a page that refuses', rhombus, async () => await page(403), /There is a web page at/],
	[
		'a proxy without its server',
		mattermost,
		async () => await page(502),
		/proxy in front of Mattermost.*502/,
	],
	['another program', mattermost, async () => await serving(200, { ok: 1 }), /another program at/],
	['another program', rhombus, async () => await serving(200, {}), /another program at/],
	[
		'a redirect to itself',
		mattermost,
		async () => await serving(302, '', { location: '/login?next=/' }),
		/redirects .* to http.*\/login, so it is not the API/,
	],
	[
		'a server whose path is wrong',
		mattermost,
		async () =>
			await serving(404, {
				id: 'api.context.404.app_error',
				message: 'Sorry, we could not find the page.',
				status_code: 404,
			}),
		/does not have this endpoint.*Site URL/,
	],
	// Another key.
	[
		'a refused token',
		mattermost,
		async () => await serving(401, REFUSAL),
		/expired, was revoked or disabled, or its account was deactivated/,
	],
	[
		'half a token',
		mattermost,
		async () => await serving(401, REFUSAL),
		/it has 13 characters.*26.*Copy the whole token/,
		{ accessToken: TOKEN.slice(13) },
	],
	[
		'an account without its second factor',
		mattermost,
		async () =>
			await serving(401, {
				id: 'api.context.mfa_required.app_error',
				message: 'Multi-factor authentication is required on this server.',
				status_code: 401,
			}),
		/^Mattermost: Multi-factor authentication is required on this server\. The account/,
	],
	['no login ID', password, () => 'http://x', /Login ID .* is empty/, { loginId: ' ' }],
	['no password', password, () => 'http://x', /Password .* is empty/, { password: '' }],
	[
		'a code for its secret',
		password,
		() => 'http://x',
		/a code of six digits.*Enter the secret/,
		{ totpSecret: '123456' },
	],
	[
		'a wrong password',
		password,
		async () => await refusing('api.user.login.invalid_credentials_email_username'),
		/login ID or the password is wrong/,
	],
	[
		'a deactivated account',
		password,
		async () => await refusing('api.user.login.inactive.app_error'),
		/the account is deactivated.*Activate it in the System Console/,
	],
	[
		'a locked account',
		password,
		async () => await refusing('api.user.check_user_login_attempts.too_many.app_error'),
		/too many attempts.*locked/,
	],
	[
		'an address that is not verified',
		password,
		async () => await refusing('api.user.login.not_verified.app_error'),
		/not verified/,
	],
	[
		'a bot',
		password,
		async () => await refusing('api.user.login.bot_login_forbidden.app_error'),
		/bot accounts have no password.*token of the bot/,
	],
	[
		'an account of single sign-on',
		password,
		async () => await refusing('api.user.login.use_auth_service.app_error'),
		/single sign-on.*use an access token or OAuth2/,
	],
	[
		'a second factor that is missing',
		password,
		async () => await refusing('api.user.check_user_mfa.bad_code.app_error'),
		/uses multi-factor authentication.*Enter the TOTP secret/,
	],
	[
		'a second factor that is wrong',
		password,
		async () => await refusing('api.user.check_user_mfa.bad_code.app_error'),
		/one-time password is wrong/,
		{ totpSecret: 'JBSWY3DPEHPK3PXP' },
	],
	[
		'a refused key',
		rhombus,
		async () => await serving(401, {}),
		/refused the API key.*type API Token/,
	],
	[
		'a key without a permission',
		rhombus,
		async () => await serving(403, { status: 403, error: 'Forbidden', msg: 'Access Denied' }),
		/denied the API key access.*its role still has permissions/,
	],
	[
		'a key of another region',
		rhombus,
		async () => await serving(403, { status: 403, msg: 'Invalid api key' }),
		/does not know the API key at this address.*Base URL is that of the organization’s region/,
	],
	[
		'a key of another kind',
		rhombus,
		async () => await serving(401, {}),
		/client organization belongs to it/,
		{ scheme: 'partner-api-token' },
	],
	[
		'a key that wants a certificate',
		rhombus,
		async () => await serving(401, {}),
		/proxy that presents the certificate/,
		{ scheme: 'api' },
	],
	[
		'a limit',
		mattermost,
		async () => await serving(429, 'limit exceeded', {}),
		/HTTP 429|limit exceeded/,
	],
];

const mistakes = MISTAKES.map(([what, press, prepare, words, more]) => ({
	what,
	service: SERVICES.get(press)!,
	run: async () => await press(await prepare(), more),
	words,
}));

const said: string[] = [];
/** What people read of each mistake, as docs/credential-mistakes.md has it. */
const read: string[][] = [];

test.each(mistakes)('$what', async ({ what, service, run, words }) => {
	const result = await run();
	said.push(result.message);
	const steady = result.message.replace(/(?<=127\.0\.0\.1:)\d+/g, '8065').replace(/\|/g, '\\|');
	read.push([what.replace(/^./, (first) => first.toUpperCase()), service, steady]);
	expect(result).toEqual({ status: 'Error', message: expect.stringMatching(words) });
	expect(result.message).not.toMatch(new RegExp(`${TOKEN}|${KEY}|undefined|\\[object`));
});

test('each mistake is in docs/credential-mistakes.md with what people read', () => {
	expect(read).toHaveLength(MISTAKES.length);
	expectInWalk(`${MISTAKES.length} mistakes in a credential`);
	expectTable('credential-mistakes.md', 'mistakes', [
		['Mistake', 'Credential', 'What n8n shows'],
		...read,
	]);
});

test('what the documentation lists is said', async () => {
	const page = readFileSync(path.join(__dirname, '../../docs/troubleshooting.md'), 'utf8');
	const section = /^## The test of a credential fails$([\s\S]*?)^## /m.exec(page)![1]!;
	const listed = [...section.matchAll(/^\| (?!n8n shows|---)(.+?) \|/gm)].map(([, words]) =>
		words!.trim().split('…'),
	);
	const isSaid = (parts: string[]) =>
		said.some((message) => parts.every((part) => message.includes(part.trim())));
	const redirect = await serving(302, '', { location: 'https://login.example.com/' });
	said.push((await mattermost(redirect)).message);
	expect(listed.filter((parts) => !isSaid(parts))).toEqual([]);
	expect(listed.length).toBeGreaterThan(10);
});

test('what the API itself answers passes, and the key goes where it belongs', async () => {
	expect(await mattermost(`${await serving(200, ME)}/`)).toMatchObject({ status: 'OK' });
	expect(await rhombus(await serving(200, PERMISSIONS))).toMatchObject({ status: 'OK' });
	expect(asked.map(({ method, url }) => `${method!} ${url!}`)).toEqual([
		'GET /api/v4/users/me',
		'POST /api/permission/getPermissionsForCurrentUser',
	]);
	expect(asked[0]!.headers.authorization).toBe(`Bearer ${TOKEN}`);
	expect(asked[1]!.headers).toMatchObject({
		'x-auth-apikey': KEY,
		'x-auth-scheme': 'api-token',
		'content-type': 'application/json',
	});
});

test('a partner key names its client organization', async () => {
	const url = await serving(200, PERMISSIONS);
	await rhombus(url, { scheme: 'partner-api-token', partnerOrgUuid: ' org ' });
	expect(asked[0]!.headers['x-auth-org']).toBe('org');
});

test.each([
	[301, mattermost],
	[302, mattermost],
	[307, mattermost],
	[308, rhombus],
	[302, rhombus],
] as const)('a redirect (%d) to another address gets no key', async (status, press) => {
	const other = await serving(200, { ...ME, ...PERMISSIONS });
	const from = await serving(status, '', { location: `${other}/sign-in?a=b` });
	expect(await press(from)).toEqual({
		status: 'Error',
		message: expect.stringContaining(`redirects to another address, ${other}/sign-in, and`),
	});
	expect(asked).toHaveLength(1);
});

test('an answer without end is not waited for', async () => {
	const url = await listening(
		http.createServer((_request, response) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			const more = () => !response.destroyed && response.write('x'.repeat(65_536), more);
			more();
		}),
	);
	expect(await mattermost(url)).toEqual({
		status: 'Error',
		message: expect.stringContaining('exceeds the maximum size'),
	});
});

test('Ignore SSL Issues holds for the test too', async () => {
	expect(await mattermost(await secure('selfSigned.pem'), { ignoreSSLIssues: true })).toMatchObject(
		{
			status: 'OK',
		},
	);
});

test('n8n finds the tests by their nodes, and no declarative one stands before them', () => {
	for (const [node, type] of [
		['mattermost', 'mattermostTokenApi'],
		['rhombus', 'rhombusApi'],
	] as const) {
		const { testedBy } = nodes[node]!.description.credentials!.find(({ name }) => name === type)!;
		expect(nodes[node]!.methods!.credentialTest).toHaveProperty(testedBy as string);
		expect(credentials[type]!.test).toBeUndefined();
	}
});
