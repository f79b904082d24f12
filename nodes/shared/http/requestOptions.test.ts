import type { IDataObject } from 'n8n-workflow';
import { clientOf } from '../../../test/support/units';
import { FileBody } from './fileBody';
import type { ApiRequest } from './types';

const READ: ApiRequest = {
	method: 'GET',
	path: '/posts/p1',
	query: { page: 0 },
	idempotent: true,
};

const optionsOf = async (
	request: Partial<ApiRequest> = {},
	settings?: IDataObject,
	credentials?: IDataObject,
) => {
	const { client, url } = clientOf({ settings, credentials });
	const options = await client.httpOptions({ ...READ, ...request });
	return Object.assign(options, { site: url });
};

test('a read', async () => {
	const { site, ...options } = await optionsOf();
	expect(options).toEqual({
		method: 'GET',
		url: `${site}/api/posts/p1`,
		qs: { page: 0 },
		arrayFormat: 'repeat',
		headers: { Accept: 'application/json' },
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// The credential must not reach whoever a server redirects to.
		sendCredentialsOnCrossOriginRedirect: false,
		timeout: 300_000,
		encoding: 'stream',
	});
});

describe('redirects are followed', () => {
	test.each([
		['a read', READ, true],
		['a read with a body, which would be lost', { ...READ, body: { a: 1 } }, false],
		['a change, which would become a GET', { ...READ, idempotent: false }, false],
	])('%s: %#', async (_what, request, follows) => {
		expect((await optionsOf(request)).disableFollowRedirect).toBe(follows ? undefined : true);
	});
});

describe('where it goes', () => {
	test('below the API, the site, or to a whole URL', async () => {
		const hook = await optionsOf({ path: '/hooks/h1', root: 'site' });
		expect(hook.url).toBe(`${hook.site}/hooks/h1`);
		expect((await optionsOf({ url: 'https://media.test/x' })).url).toBe('https://media.test/x');
	});
});

describe('a body', () => {
	test('is JSON as text, so that n8n drops neither {} nor odd keys', async () => {
		const odd = JSON.parse('{"__proto__":{"a":1},"constructor":2}') as IDataObject;
		for (const body of [{}, odd, [1, 2], Object.create(null) as object]) {
			const { body: sent, headers } = await optionsOf({ method: 'POST', body });
			expect(sent).toBe(JSON.stringify(body));
			expect(headers!['Content-Type']).toBe('application/json');
		}
	});

	test.each([
		['a file', Buffer.from('x')],
		['a form', new FormData()],
		['a text', 'a=1'],
		['null', null],
	])('%s goes as it is', async (_what, body) => {
		const { body: sent, headers } = await optionsOf({ method: 'POST', body });
		expect(sent).toBe(body);
		expect(headers).not.toHaveProperty('Content-Type');
	});

	test('a file that is read while it is sent is opened for each sending; its length is told', async () => {
		const body = new FileBody(7, async () => await Promise.reject(new Error('not yet')));
		const options = await optionsOf({ method: 'POST', body });
		expect(options).not.toHaveProperty('body');
		expect(options.headers).toEqual({ Accept: 'application/json', 'Content-Length': '7' });
	});

	test('nothing is no body', async () => {
		expect(await optionsOf()).not.toHaveProperty('body');
	});
});

test('a file is asked for as such; own headers win', async () => {
	const file = await optionsOf({ binary: true });
	expect(file.headers).toEqual({ Accept: '*/*', 'Accept-Encoding': 'identity' });
	expect(file.encoding).toBe('stream');
	const own = await optionsOf({ headers: { Accept: 'text/csv', 'X-A': '1' } });
	expect(own.headers).toEqual({ Accept: 'text/csv', 'X-A': '1' });
});

describe('settings', () => {
	test('the node’s time-out', async () => {
		expect((await optionsOf({}, { timeout: 5_000 })).timeout).toBe(5_000);
		expect((await optionsOf({}, { timeout: 0 })).timeout).toBe(300_000);
		expect((await optionsOf({}, { timeout: '5000' as never })).timeout).toBe(5_000);
		expect((await optionsOf({}, { timeout: ' ' as never })).timeout).toBe(300_000);
	});

	test.each([
		['answerSize', 'Maximum Response Size (MB)'],
		['answerTime', 'Maximum Response Time (Seconds)'],
		['longestWait', 'Maximum Rate Limit Wait (Seconds)'],
		['inFlight', 'Maximum Concurrent Requests'],
	])('%s is a number, or left empty', async (name, label) => {
		for (const value of ['soon', true, [3], {}]) {
			await expect(optionsOf({}, { [name]: value })).rejects.toThrow(`"${label}" is not a number`);
		}
		for (const value of ['7', 7, 0, '', null]) {
			expect(await optionsOf({}, { [name]: value })).toBeDefined();
		}
	});

	test.each(['soon', -5, true, [5]])('%p is no timeout', async (timeout) => {
		await expect(optionsOf({}, { timeout } as IDataObject)).rejects.toThrow(
			'"Timeout" is not a number of milliseconds',
		);
	});

	test.each([
		[{ allowUnauthorizedCerts: true }, {}, true],
		[{}, { ignoreSSLIssues: true }, true],
		[{ allowUnauthorizedCerts: false }, { ignoreSSLIssues: false }, undefined],
		[{}, { ignoreSSLIssues: 'yes' }, undefined],
		[{ allowUnauthorizedCerts: 'false' }, {}, undefined],
		[{ allowUnauthorizedCerts: 'true' }, {}, true],
	])('certificates: %j %j', async (settings, credentials, skips) => {
		const options = await optionsOf({}, settings, credentials);
		expect(options.skipSslCertificateValidation).toBe(skips);
	});

	test.each([
		['http://proxy.test', { host: 'proxy.test', port: 80, protocol: 'http' }],
		['https://proxy.test', { host: 'proxy.test', port: 443, protocol: 'https' }],
		['http://proxy.test:3128', { host: 'proxy.test', port: 3128, protocol: 'http' }],
		[
			'http://me%40test:pass%2Fword@proxy.test:3128',
			{
				host: 'proxy.test',
				port: 3128,
				protocol: 'http',
				auth: { username: 'me@test', password: 'pass/word' },
			},
		],
	])('proxy %s', async (proxy, expected) => {
		expect((await optionsOf({}, { proxy })).proxy).toEqual(expected);
	});

	test('the password of a proxy is not shown, however it is written', async () => {
		const { client } = clientOf({ settings: { proxy: 'http://me:pass%2Fword@proxy.test' } });
		await client.httpOptions(READ);
		expect(client.redact('a pass%2Fword and pass/word')).toBe('a *** and ***');
	});

	test.each([
		'proxy.test:3128',
		'localhost:3128',
		'socks5://proxy.test',
		'xhttp://proxy.test',
		'not a URL',
	])('%j is no proxy', async (proxy) => {
		await expect(optionsOf({}, { proxy })).rejects.toThrow('"Proxy" is not a URL');
	});

	test('no proxy is none', async () => {
		expect(await optionsOf({}, { proxy: '' })).not.toHaveProperty('proxy');
	});
});
