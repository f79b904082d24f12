import type { ICredentialTestFunctions, IDataObject } from 'n8n-workflow';
import { broken, ok, service, status, type Reply } from '../../../test/support/units';
import { testCredential, type CredentialTest } from './credentialTest';
import type { HttpResponse } from './types';

const CREDENTIALS = { url: 'https://chat.test', token: 'secret-token' };

const me: CredentialTest = {
	service: service(),
	method: 'GET',
	path: '/users/me',
	headers: ({ token }) => ({ Authorization: `Bearer ${String(token)}` }),
	isOwn: ({ body }) => (body as IDataObject).id !== undefined,
	refusal: ({ statusCode }) => (statusCode === 401 ? 'The token secret-token is wrong' : undefined),
};

/** What the button shows, and what was sent for it. */
async function press(
	reply: Reply | (() => Promise<HttpResponse>),
	credentials: IDataObject | undefined = CREDENTIALS,
	test: Partial<CredentialTest> = {},
) {
	const sent: IDataObject[] = [];
	const request = async (options: IDataObject) => {
		sent.push(options);
		if (typeof reply === 'function') return await reply();
		if (reply instanceof Error) throw reply;
		return reply;
	};
	const context = { helpers: { request } } as unknown as ICredentialTestFunctions;
	const result = await testCredential(context, credentials, { ...me, ...test });
	return { ...result, sent };
}
const words = async (...given: Parameters<typeof press>) => (await press(...given)).message;

describe('a good credential', () => {
	test('passes on an answer that only the API gives', async () => {
		const { status: what, message } = await press(ok('{"id":"u1"}'));
		expect([what, message]).toEqual(['OK', 'Connection successful']);
	});

	test('goes to its own server alone, and no further than 20 s', async () => {
		const { sent } = await press(ok({ id: 'u1' }));
		expect(sent).toEqual([
			{
				method: 'GET',
				uri: 'https://chat.test/api/users/me',
				headers: { Accept: 'application/json', Authorization: 'Bearer secret-token' },
				followRedirect: false,
				followAllRedirects: false,
				simple: false,
				resolveWithFullResponse: true,
				useStream: true,
				timeout: 20_000,
			},
		]);
	});

	test('with a body, and without the check of certificates where the user turned it off', async () => {
		const { sent } = await press(
			ok({ id: 'u1' }),
			{ ...CREDENTIALS, ignoreSSLIssues: true },
			{ method: 'POST', body: (_credentials, before) => (before ? undefined : '{}') },
		);
		expect(sent[0]).toMatchObject({ method: 'POST', body: '{}', rejectUnauthorized: false });
	});
});

describe('before anything is sent', () => {
	test.each<[string, IDataObject | undefined, Partial<CredentialTest>]>([
		[
			'The URL is empty',
			CREDENTIALS,
			{ service: service({ roots: () => ({ problem: 'The URL is empty' }) }) },
		],
		['The token is empty', CREDENTIALS, { problem: () => 'The token is empty' }],
		[
			'The token is empty',
			null as never,
			{ problem: ({ token }) => (token ? undefined : 'The token is empty') },
		],
	])('%s', async (message, credentials, test) => {
		const { sent, ...result } = await press(ok({ id: 'u1' }), credentials, test);
		expect(result).toEqual({ status: 'Error', message });
		expect(sent).toEqual([]);
	});
});

describe('a key that is refused', () => {
	test('in words that hold no secret', async () => {
		expect(await words(status(401))).toBe('The token *** is wrong');
	});

	test('any other failure of the service, with its advice', async () => {
		const failure = () => ({ message: 'No licence', advice: 'Buy one', facts: { code: 'x' } });
		const test = { service: service({ failure }) };
		expect(await words(status(501), CREDENTIALS, test)).toBe('No licence. Buy one');
		const bare = { service: service({ failure: () => ({ message: 'No' }) }) };
		expect(await words(status(501), CREDENTIALS, bare)).toBe('No.');
	});
});

describe('an address that is not the API', () => {
	const HTML = { 'content-type': 'text/html' };

	test.each([
		[ok('<html>', HTML), 'There is a web page at https://chat.test/api/users/me, not the API'],
		[ok('  <!doctype html>'), 'There is a web page at'],
		[status(404, HTML, 'Not found'), 'There is a web page at'],
		[status(499, HTML, 'x'), 'There is a web page at'],
		[status(500, HTML, 'x'), 'A proxy in front of Mattermost responded with HTTP 500'],
		[ok('pong'), 'There is another program at https://chat.test/api/users/me, not Mattermost'],
		[ok({ status: 'OK' }), 'There is another program at'],
	])('%#', async (reply, expected) => {
		const { status: what, message } = await press(reply);
		expect(what).toBe('Error');
		expect(message).toContain(expected);
	});

	test('a path of a team or page is named', async () => {
		const credentials = { ...CREDENTIALS, url: 'https://chat.test/team1' };
		expect(await words(ok('<html>'), credentials)).toContain('Remove /team1 from the URL');
		expect(await words(ok('<html>'))).toContain('Check the address and port');
		expect(await words(ok('<html>'), { ...CREDENTIALS, url: 'https://chat.test//' })).toContain(
			'Check the address and port',
		);
	});

	test.each([
		'Client sent an HTTP request to an HTTPS server.',
		'The plain HTTP request was sent to HTTPS port',
		'You are speaking plain HTTP to an SSL-enabled server port',
	])('a port that speaks https: %s', async (body) => {
		expect(await words(status(400, {}, body))).toBe(
			'This port speaks https. Enter the URL with https:// instead of http://',
		);
		expect(await words(status(404, {}, body))).not.toContain('speaks https');
	});
});

describe('a redirect is not followed', () => {
	const from = async (location: string | undefined, url = 'https://chat.test', code = 302) =>
		await words(status(code, { location }), { ...CREDENTIALS, url });

	test('to https it says so', async () => {
		expect(await from('https://chat.test/api/users/me', 'http://chat.test')).toBe(
			'The server accepts only https. Enter the URL with https:// instead of http://',
		);
		expect(await from('http://chat.test/x', 'https://chat.test')).not.toContain('only https');
		expect(await from('https://chat.test/x', 'https://chat.test')).not.toContain('only https');
		expect(await from('https://other.test/x', 'http://chat.test')).not.toContain('only https');
	});

	test.each(['/login', 'https://chat.test/login?next=/api'])(
		'on the same server: %s',
		async (to) => {
			expect(await from(to)).toBe(
				'The server redirects https://chat.test/api/users/me to https://chat.test/login, so it is not the API of Mattermost. Enter the URL that opens Mattermost itself',
			);
		},
	);

	test('to another one the credential is not sent', async () => {
		const message = await from('https://sso.test/sign-in?token=x');
		expect(message).toContain(
			'redirects to another address, https://sso.test/sign-in, and the credential was not sent there',
		);
	});

	test('to nowhere', async () => {
		expect(await from('http://[')).toContain('without a usable target');
		expect(await from(undefined, 'https://chat.test', 399)).toContain('redirects');
		expect(await from('/x', 'https://chat.test', 300)).toContain('redirects');
	});

	test('of endless length is cut', async () => {
		expect((await from(`https://sso.test/${'x'.repeat(5_000)}`)).length).toBeLessThan(500);
	});
});

describe('no answer', () => {
	test('in the words for the connection, with what was tried', async () => {
		const error = broken('ECONNREFUSED', { address: '10.0.0.7', port: 443 });
		const { status: what, message } = await press(error);
		expect(what).toBe('Error');
		expect(message).toMatch(
			/^Mattermost cannot be reached \(ECONNREFUSED 10\.0\.0\.7:443\)\. Nothing listens/,
		);
	});

	test('an error without a code', async () => {
		expect(await words(new Error('odd secret-token'))).toContain('could not be sent: odd ***');
	});

	test('an answer without an end is given up at a megabyte', async () => {
		const body = (async function* () {
			for (;;) yield Buffer.alloc(100_000, ' ');
		})();
		const stream = Object.assign(body, { destroy: () => undefined });
		expect(await words(ok(stream))).toContain('exceeds the maximum size');
	});

	test('one that does not come is given up after 20 s', async () => {
		const clock = new AbortController();
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(clock.signal);
		const pressed = press(async () => await new Promise(() => undefined));
		clock.abort();
		expect((await pressed).message).toContain('did not complete its response in time');
		expect(timeout).toHaveBeenCalledWith(20_000);
		timeout.mockRestore();
	});
});
