import type { IDataObject, INodeExecutionData, NodeApiError } from 'n8n-workflow';
import {
	builtPackage,
	editorContext,
	runStock,
	runWorkflow,
	testCredential,
	type Credentials,
	type RunOptions,
} from '../support/harness';
import { startSignInServer, type SignInServer } from '../support/signInServer';

/** The password credential in the real engine: when n8n signs in, what people read, what nobody may read. */

const { nodes } = builtPackage();
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const PASSWORD = 'Correct-horse 9 "battery"';
const CHANNEL = 'c'.repeat(26);

let server: SignInServer;
/** Each test has its own account: n8n's process remembers sessions and refusals. */
let name = '';
let count = 0;
let credentials: Credentials;

beforeAll(async () => (server = await startSignInServer()));
afterAll(async () => await server.close());
beforeEach(() => {
	name = `maria${count++}`;
	server.accounts.set(name, { password: PASSWORD });
	server.sessions.clear();
	server.instead.length = 0;
	server.clock = 0;
	for (const list of [server.seen, server.signIns, server.posts]) list.length = 0;
	credentials = {
		mattermostPasswordApi: { siteUrl: server.url, loginId: name, password: PASSWORD },
	};
});
const stored = () => credentials.mattermostPasswordApi!;
const account = () => server.accounts.get(name)!;

const posting = (messages: string[], more: Partial<RunOptions> = {}): RunOptions => ({
	node: nodes.mattermost!,
	parameters: {
		authentication: 'password',
		resource: 'post',
		operation: 'create',
		postChannelId: CHANNEL,
		postMessage: '={{ $json.message }}',
		postCreateOptions: {},
	},
	items: messages.map((message): INodeExecutionData => ({ json: { message } })),
	credentials,
	...more,
});
const reading = (more: Partial<RunOptions> = {}): RunOptions => ({
	node: nodes.mattermost!,
	parameters: {
		authentication: 'password',
		resource: 'user',
		operation: 'get',
		userUserId: 'me',
	},
	credentials,
	...more,
});

interface Told {
	message: string;
	description: string;
	/** All that n8n could store of it. */
	whole: string;
}
const wholeOf = (value: unknown): string => {
	const seen = new Set<unknown>();
	const walk = (one: unknown): unknown => {
		if (typeof one !== 'object' || one === null || seen.has(one)) return one;
		seen.add(one);
		return Object.getOwnPropertyNames(one).map((key) => walk((one as IDataObject)[key]));
	};
	return JSON.stringify(walk(value));
};
const told = async (options: RunOptions): Promise<Told> =>
	await runWorkflow(options).then(
		(items) => ({ message: 'it worked', description: JSON.stringify(items), whole: '' }),
		(error: NodeApiError) => ({
			message: error.message,
			description: String(error.description),
			whole: wholeOf(error),
		}),
	);

describe('when n8n signs in', () => {
	test('once for items that need a session at the same time, and n8n keeps it', async () => {
		const items = await runWorkflow(posting(Array.from({ length: 30 }, (_, at) => `m${at}`)));
		expect([items.length, server.posts.length, server.signIns.length]).toEqual([30, 30, 1]);
		expect(server.signIns[0]).toEqual({ login_id: name, password: PASSWORD });
		const [token] = server.sessions.keys();
		expect(stored().sessionToken).toBe(token);
		await runWorkflow(reading());
		expect(server.signIns.length).toBe(1);
	});

	test('in the stock engine, as an agent calls the node', async () => {
		await runStock(reading());
		expect([server.signIns.length, stored().sessionToken]).toEqual([
			1,
			[...server.sessions.keys()][0],
		]);
	});

	test('in a picker', async () => {
		const context = editorContext(reading());
		const { results } = await nodes.mattermost!.methods!.listSearch!.searchTeams!.call(context);
		expect(results).toEqual([expect.objectContaining({ value: 't'.repeat(26) })]);
		expect(server.signIns.length).toBe(1);
	});

	test('after the session has ended, once, and sends each refused request once more', async () => {
		await runWorkflow(posting(['before']));
		server.expire();
		server.seen.length = 0;
		await runWorkflow(posting(Array.from({ length: 20 }, (_, at) => `after ${at}`)));
		expect(server.signIns.length).toBe(2);
		expect(server.posts.sort()).toEqual(
			['before', ...Array.from({ length: 20 }, (_, at) => `after ${at}`)].sort(),
		);
		const [token] = server.sessions.keys();
		expect(stored().sessionToken).toBe(token);
		expect(server.seen.filter((one) => one === `POST /posts ${token}`).length).toBe(20);
	});

	test('a session that ends again at once is not renewed a second time', async () => {
		await runWorkflow(reading());
		const body = { id: 'api.context.session_expired.app_error', message: 'Expired' };
		for (let times = 0; times < 2; times++) {
			server.instead.push({ path: '/users/me', status: 401, body });
		}
		const { message, description } = await told(reading());
		expect(message).toBe('Mattermost: Expired');
		expect(description).toMatch(/ended the session that n8n had just begun.*test it/);
		expect(server.seen.filter((one) => one.startsWith('GET /users/me')).length).toBe(3);
		expect(server.signIns.length).toBe(2);
	});

	test('a session that the test of the credential has begun may have ended as well', async () => {
		await runWorkflow(reading());
		await testCredential(nodes.mattermost!, 'mattermostPasswordTest', stored());
		expect(server.signIns.length).toBe(2);
		server.expire();
		const items = await runWorkflow(posting(Array.from({ length: 10 }, (_, at) => `m${at}`)));
		expect([items.length, server.posts.length, server.signIns.length]).toEqual([10, 10, 3]);
		await testCredential(nodes.mattermost!, 'mattermostPasswordTest', stored());
		server.expire();
		account().isDeactivated = true;
		expect((await told(reading())).message).toMatch(/the account is deactivated/);
	});

	test('another 401 renews nothing', async () => {
		await runWorkflow(reading());
		server.instead.push({
			path: '/users/me',
			status: 401,
			body: { id: 'api.context.mfa_required.app_error', message: 'MFA' },
		});
		await told(reading());
		expect([server.signIns.length, server.instead.length]).toEqual([1, 0]);
	});

	test('a file is sent whole after a renewal', async () => {
		await runWorkflow(reading());
		server.expire();
		const content = Buffer.alloc(200_000, 'x');
		const [{ json }] = (await runWorkflow({
			node: nodes.mattermost!,
			parameters: {
				authentication: 'password',
				resource: 'file',
				operation: 'upload',
				fileChannelId: CHANNEL,
				fileBinaryProperties: 'data',
				fileBinaryProperty: 'data',
			},
			items: [
				{
					json: {},
					binary: {
						data: { data: content.toString('base64'), mimeType: 'text/plain', fileName: 'a.txt' },
					},
				},
			],
			credentials,
		})) as [INodeExecutionData];
		expect(Number(json.size)).toBeGreaterThanOrEqual(content.length);
		expect(server.signIns.length).toBe(2);
	});

	test('a session of another process is used instead of a new one', async () => {
		await runWorkflow(reading());
		const kept = { ...stored() };
		server.expire();
		// Another worker renews it; this process still has the old one in a credential that it read before.
		await runWorkflow(reading());
		expect(server.signIns.length).toBe(2);
		const old = { mattermostPasswordApi: { ...kept } };
		await runWorkflow(reading({ credentials: old }));
		expect(server.signIns.length).toBe(2);
	});

	test('the session of an account is not used for another one', async () => {
		await runWorkflow(reading());
		const other = `${name}-other`;
		server.accounts.set(other, { password: PASSWORD });
		stored().loginId = other;
		const [{ json }] = (await runWorkflow(reading())) as [INodeExecutionData];
		expect(json.username).toBe(other);
		stored().siteUrl = server.url.replace('127.0.0.1', 'localhost');
		server.seen.length = 0;
		await runWorkflow(reading());
		expect(server.seen[0]).toBe('POST /users/login');
	});

	test('a busy or failing server is asked again, and the change is made once', async () => {
		server.instead.push(
			{ path: '/users/login', status: 429, body: {}, headers: { 'retry-after': '0' } },
			{ path: '/users/login', status: 503, body: {} },
		);
		await runWorkflow(posting(['one']));
		expect([server.signIns.length, server.posts]).toEqual([3, ['one']]);
	});
});

describe('the second factor', () => {
	beforeEach(() => {
		account().totpSecret = SECRET;
		stored().totpSecret = SECRET;
	});

	test('its code is computed', async () => {
		await runWorkflow(reading());
		expect(server.signIns).toEqual([
			expect.objectContaining({ token: expect.stringMatching(/^\d{6}$/) }),
		]);
	});

	test('a code that was used in the same half minute is followed by the next one', async () => {
		await runWorkflow(reading());
		server.expire();
		await runWorkflow(reading());
		expect(server.signIns.length).toBe(3);
		expect(server.signIns[1]!.token).not.toBe(server.signIns[2]!.token);
	});

	test.each([120_000, -300_000])(
		'a clock that is wrong by %s ms is that of the server',
		async (clock) => {
			server.clock = clock;
			await runWorkflow(reading());
			expect(server.signIns.length).toBe(2);
		},
	);
});

/** What is wrong, what people read, and how often the server was asked. */
const MISTAKES: Array<{
	what: string;
	make: () => void;
	says: RegExp;
	mend: RegExp;
	asked: number;
}> = [
	{
		what: 'a wrong password',
		make: () => (stored().password = 'wrong-password-1'),
		says: /^Mattermost refused to sign in: the login ID or the password is wrong$/,
		mend: /Correct both in the credential/,
		asked: 1,
	},
	{
		what: 'an unknown account',
		make: () => (stored().loginId = 'nobody'),
		says: /the login ID or the password is wrong/,
		mend: /username or the email address/,
		asked: 1,
	},
	{
		what: 'a second factor that the credential lacks',
		make: () => (account().totpSecret = SECRET),
		says: /the account uses multi-factor authentication/,
		mend: /Enter the TOTP secret of the account in the credential/,
		asked: 1,
	},
	{
		what: 'a wrong TOTP secret',
		make: () => {
			account().totpSecret = SECRET;
			stored().totpSecret = 'MZXW6YTBOIMZXW6YTBOI';
		},
		says: /the one-time password is wrong/,
		mend: /TOTP secret that Mattermost showed.*clocks/,
		asked: 2,
	},
	{
		what: 'a code instead of the TOTP secret',
		make: () => (stored().totpSecret = '123456'),
		says: /is a code of six digits/,
		mend: /Correct it in the Mattermost credential/,
		asked: 0,
	},
	{
		what: 'a TOTP secret with other characters',
		make: () => (stored().totpSecret = 'not a secret 0189'),
		says: /TOTP Secret of the Mattermost credential is not one/,
		mend: /Correct it/,
		asked: 0,
	},
	{
		what: 'no password',
		make: () => (stored().password = ''),
		says: /Password of the Mattermost credential is empty/,
		mend: /Correct it/,
		asked: 0,
	},
	{
		what: 'no login ID',
		make: () => (stored().loginId = ' '),
		says: /Login ID of the Mattermost credential is empty/,
		mend: /Correct it/,
		asked: 0,
	},
	{
		what: 'a deactivated account',
		make: () => (account().isDeactivated = true),
		says: /the account is deactivated/,
		mend: /Activate it in the System Console/,
		asked: 1,
	},
	{
		what: 'too many attempts',
		make: () => (account().failedAttempts = 10),
		says: /too many attempts/,
		mend: /User Account → Reset Failed Attempts/,
		asked: 1,
	},
];

describe('what people read', () => {
	test.each(MISTAKES)(
		'of $what, also from 20 items at once',
		async ({ make, says, mend, asked }) => {
			make();
			const { message, description } = await told(
				posting(Array.from({ length: 20 }, (_, at) => `m${at}`)),
			);
			expect(message).toMatch(says);
			expect(description).toMatch(mend);
			expect([server.signIns.length, server.posts.length]).toEqual([asked, 0]);
			// A further run does not use up the account's attempts.
			await told(reading());
			expect(server.signIns.length).toBe(asked);
		},
	);

	test.each(MISTAKES)('of $what, from the button Test', async ({ make, says, mend, asked }) => {
		make();
		const { status, message } = await testCredential(
			nodes.mattermost!,
			'mattermostPasswordTest',
			stored(),
		);
		expect(status).toBe('Error');
		expect(message).toMatch(new RegExp(says.source.replace(/[$^]/g, '')));
		if (asked > 0) expect(message).toMatch(mend);
		expect(server.signIns.length).toBe(asked);
	});

	test('when the account is deactivated or its password changed while n8n has a session', async () => {
		await runWorkflow(reading());
		account().password = 'changed';
		server.expire();
		expect((await told(reading())).message).toMatch(/the login ID or the password is wrong/);
		// A corrected credential is tried at once.
		stored().password = 'changed';
		expect((await told(reading())).message).toBe('it worked');
	});

	test('when nothing listens', async () => {
		stored().siteUrl = 'http://127.0.0.1:1';
		expect((await told(reading())).message).toBe('Mattermost cannot be reached');
	});

	test('when a web page answers', async () => {
		server.instead.push({
			path: '/users/login',
			status: 200,
			body: '<!doctype html>',
			headers: { 'content-type': 'text/html' },
		});
		const { message } = await told(reading());
		expect(message).toMatch(/web page|signed in|could not/);
	});

	test('a redirect is not followed with the password', async () => {
		server.instead.push({
			path: '/users/login',
			status: 307,
			body: {},
			headers: { location: `${server.url}/api/v4/elsewhere` },
		});
		const { message } = await told(reading());
		expect(message).toMatch(/redirects the request/);
		expect(server.seen).toEqual(['POST /users/login']);
	});
});

describe('the button Test', () => {
	test('signs in, and the session is the first to be used', async () => {
		const result = await testCredential(nodes.mattermost!, 'mattermostPasswordTest', stored());
		expect(result).toEqual({ status: 'OK', message: 'Connection successful' });
		await runWorkflow(reading());
		expect(server.signIns.length).toBe(1);
	});

	test('clears a refusal that is no longer right', async () => {
		account().isDeactivated = true;
		await told(reading());
		account().isDeactivated = false;
		expect((await told(reading())).message).toMatch(/deactivated/);
		await testCredential(nodes.mattermost!, 'mattermostPasswordTest', stored());
		expect((await told(reading())).message).toBe('it worked');
	});
});

describe('no secret', () => {
	const secrets = () => [
		PASSWORD,
		'Correct-horse',
		SECRET,
		...server.signIns.flatMap(({ token }) => (token ? [token] : [])),
		...server.sessions.keys(),
		...(stored().sessionToken ? [String(stored().sessionToken)] : []),
	];

	test.each([
		{ what: 'in a refusal that repeats the request', path: '/users/login', status: 500 },
		{ what: 'in an error that repeats the session', path: '/users/me', status: 500 },
		{ what: 'in an ended session', path: '/users/me', status: 401 },
	])('$what', async ({ path, status }) => {
		account().totpSecret = SECRET;
		stored().totpSecret = SECRET;
		await runWorkflow(reading());
		const [token] = server.sessions.keys();
		if (path === '/users/login') server.expire();
		const echo = `${PASSWORD} ${SECRET} token=${token}`;
		for (let times = 0; times < 3; times++) {
			server.instead.push({
				path,
				status,
				body: { id: 'api.context.session_expired.app_error', message: echo, detailed_error: echo },
			});
		}
		const { message, whole } = await told(reading());
		expect(message).not.toBe('it worked');
		for (const secret of secrets()) expect(whole).not.toContain(secret);
	});

	test('in what n8n throws where nothing answers', async () => {
		stored().siteUrl = 'http://127.0.0.1:1';
		const { whole } = await told(reading());
		expect(whole).toContain('cannot be reached');
		for (const secret of secrets()) expect(whole).not.toContain(secret);
	});

	test('in the output', async () => {
		const items = await runWorkflow(posting(['x']));
		for (const secret of secrets()) expect(JSON.stringify(items)).not.toContain(secret);
	});
});
