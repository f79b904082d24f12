import { readFileSync } from 'fs';
import http from 'http';
import https from 'https';
import type { AddressInfo } from 'net';
import path from 'path';
import tls from 'tls';
import { builtPackage, runStock, runWorkflow } from '../support/harness';

/**
 * Connections that come to nothing, each with its own words: real servers on loopback. The
 * certificates are valid for a hundred years, but for those that are not; fixtures/tls/make.sh has
 * made them.
 */

const { nodes } = builtPackage();
const pem = (name: string) => readFileSync(path.join(__dirname, '../fixtures/tls', name), 'utf8');

const SERVICES = {
	Mattermost: {
		node: nodes.mattermost,
		parameters: { authentication: 'accessToken', resource: 'user', operation: 'getMe' },
		credentials: (url: string) => ({
			mattermostTokenApi: { siteUrl: url, accessToken: 'secret-of-a-test' },
		}),
	},
	Rhombus: {
		node: nodes.rhombusAdmin,
		parameters: { resource: 'organization', operation: 'get' },
		credentials: (url: string) => ({
			rhombusApi: { region: 'custom', baseUrl: url, apiKey: 'secret-of-a-test' },
		}),
	},
};
type Name = keyof typeof SERVICES;

const started: Array<http.Server | https.Server> = [];
let asked = 0;
const listening = async (server: http.Server | https.Server, scheme: string): Promise<string> => {
	started.push(server);
	server.on('request', () => asked++);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const json =
	(status: number, body: unknown): http.RequestListener =>
	(_request, response) => {
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(JSON.stringify(body));
	};
/** A server over TLS that shows these certificates. */
const secure = async (...certificates: string[]) => {
	const cert = certificates.map(pem).join('');
	const answer = json(200, { id: 'a', orgUuid: 'a', org: { uuid: 'a', name: 'a' } });
	return await listening(https.createServer({ cert, key: pem('server.key') }, answer), 'https');
};

afterEach(async () => {
	jest.restoreAllMocks();
	await Promise.all(
		started.splice(0).map(async (server) => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		}),
	);
	asked = 0;
});

/** As NODE_EXTRA_CA_CERTS does, which is read only when a process starts. */
const trustTheAuthority = () => {
	const original = tls.createSecureContext;
	jest
		.spyOn(tls, 'createSecureContext')
		.mockImplementation((options) =>
			original({ ...options, ca: [...tls.rootCertificates, pem('authority.pem')] }),
		);
};

const engines: Array<[string, typeof runWorkflow]> = [
	['customOperations', runWorkflow],
	['RoutingNode', runStock],
];
const ways = (Object.keys(SERVICES) as Name[]).flatMap((service) =>
	engines.map(([engine, run]) => ({ service, engine, run })),
);

describe.each(ways)('$service, $engine', ({ service, run }) => {
	const { node, parameters, credentials } = SERVICES[service];
	const attempt = async (url: string, requestOptions = {}) =>
		await run({
			node: node!,
			parameters: { ...parameters, requestOptions },
			credentials: credentials(url),
		});
	const failureOf = async (url: string, requestOptions = {}) => {
		try {
			await attempt(url, requestOptions);
		} catch (error) {
			const { message, description } = error as { message: string; description: string };
			expect(JSON.stringify(error)).not.toContain('secret-of-a-test');
			return { message, description };
		}
		throw new Error('did not fail');
	};

	test.each([
		{
			what: 'a certificate signed by itself',
			certificates: ['selfSigned.pem'],
			trusted: false,
			message: 'is signed by itself or by an authority of your own',
			advice: /NODE_EXTRA_CA_CERTS.*Ignore SSL Issues.*DEPTH_ZERO_SELF_SIGNED_CERT/,
		},
		{
			what: 'a chain up to an own authority',
			certificates: ['good.pem', 'authority.pem'],
			trusted: false,
			message: 'is signed by itself or by an authority of your own',
			advice: /NODE_EXTRA_CA_CERTS.*Ignore SSL Issues.*SELF_SIGNED_CERT_IN_CHAIN/,
		},
		{
			what: 'an unknown issuer',
			certificates: ['good.pem'],
			trusted: false,
			message: 'is signed by an authority that n8n does not know',
			advice: /intermediate certificates.*UNABLE_TO_VERIFY_LEAF_SIGNATURE/,
		},
		{
			what: 'an expired certificate',
			certificates: ['expired.pem'],
			trusted: true,
			message: 'has expired',
			advice: /Renew the certificate on the server.*CERT_HAS_EXPIRED/,
		},
		{
			what: 'a certificate of the future',
			certificates: ['notYetValid.pem'],
			trusted: true,
			message: 'is not valid yet',
			advice: /clocks.*CERT_NOT_YET_VALID/,
		},
		{
			what: 'a certificate for another name',
			certificates: ['wrongName.pem'],
			trusted: true,
			message: 'is for another name than that of the URL',
			advice: /name that the certificate was issued for.*ERR_TLS_CERT_ALTNAME_INVALID/,
		},
	])('$what', async ({ certificates, trusted, message, advice }) => {
		if (trusted) trustTheAuthority();
		const failure = await failureOf(await secure(...certificates));
		expect(failure.message).toBe(`The certificate of ${service} ${message}`);
		expect(failure.description).toMatch(advice);
		expect(asked).toBe(0);
	});

	test('a good certificate of a trusted authority, or one that is not looked at, is no failure', async () => {
		const selfSigned = await secure('selfSigned.pem');
		expect(await attempt(selfSigned, { allowUnauthorizedCerts: true })).toHaveLength(1);
		trustTheAuthority();
		expect(await attempt(await secure('good.pem'))).toHaveLength(1);
	});

	test('https to a port that speaks http', async () => {
		const plain = await listening(http.createServer(json(200, {})), 'http');
		const failure = await failureOf(plain.replace('http:', 'https:'));
		expect(failure.message).toBe(`${service} does not speak HTTPS at this address`);
		expect(failure.description).toContain('Use http:// instead of https://');
		expect(failure.description).not.toMatch(/c:error:|ssl3_get_record/);
	});

	test('a proxy that refuses', async () => {
		const url = await listening(http.createServer(json(200, {})), 'http');
		const failure = await failureOf(url, { proxy: 'http://127.0.0.1:1', longestWait: 0 });
		expect(failure.message).toBe(`The proxy between n8n and ${service} cannot be reached`);
		expect(failure.description).toContain('Check Proxy in the request options');
		expect(asked).toBe(0);
	});

	test('an error of a megabyte is cut, wherever the server puts it', async () => {
		const long = 'x'.repeat(1_000_000);
		const url = await listening(
			http.createServer(
				json(400, {
					id: long,
					message: long,
					detailed_error: long,
					request_id: long,
					errorMsg: long,
				}),
			),
			'http',
		);
		const { message, description } = await failureOf(url);
		expect(message).toMatch(new RegExp(`^${service}: x+…$`));
		expect(message.length).toBeLessThanOrEqual(1000);
		expect(description.length).toBeLessThanOrEqual(1000);
	});

	test.each(['user:hunter2hunter2@', 'hunter2hunter2@', ':hunter2hunter2@'])(
		'a URL with %s before the host is refused and nothing sent',
		async (login) => {
			const url = await listening(http.createServer(json(200, {})), 'http');
			const failure = await failureOf(url.replace('://', `://${login}`));
			expect(failure.message).toMatch(/credential contains a username or password/);
			expect(failure.message + failure.description).not.toContain('hunter2');
			expect(asked).toBe(0);
		},
	);
});
