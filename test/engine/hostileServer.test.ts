import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { createGzip } from 'zlib';
import type { INodeParameters } from 'n8n-workflow';
import { builtPackage, runStock, runWorkflow, type RunOptions } from '../support/harness';

/** Answers that never end, or never stop growing: they end in time, and their place is free again. */

const { nodes } = builtPackage();
type Handler = (request: IncomingMessage, response: ServerResponse) => void;
let handle: Handler;
let server: Server;
let site: string;
/** Answers under way, by what the server sees. */
let open = 0;

beforeAll(async () => {
	server = createServer((request, response) => {
		open++;
		response.on('close', () => open--);
		request.resume();
		handle(request, response);
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
	server.closeAllConnections();
	await new Promise((closed) => server.close(closed));
});

const JSON_TYPE = { 'Content-Type': 'application/json' };
const good: Handler = (_, response) => {
	response.writeHead(200, JSON_TYPE).end(JSON.stringify({ id: 'x'.repeat(26) }));
};

/** A byte now and then, for ever. */
const drip =
	(head: boolean): Handler =>
	(_, response) => {
		if (head) response.writeHead(200, JSON_TYPE).write('[');
		else response.socket!.write('HTTP/1.1 200 OK\r\nX-Slow: ');
		const timer = setInterval(() => {
			if (head) response.write(' ');
			else response.socket?.write('x');
		}, 30);
		response.on('close', () => clearInterval(timer));
	};

/** Megabytes as fast as they are read; counts what was handed out. */
let sentBytes = 0;
const endless: Handler = (_, response) => {
	response.writeHead(200, JSON_TYPE).write('["');
	const chunk = Buffer.alloc(256 * 1024, 'x');
	const more = () => {
		while (!response.destroyed) {
			sentBytes += chunk.length;
			if (!response.write(chunk)) break;
		}
		response.once('drain', more);
	};
	more();
};

/** 200 MB of one letter in 200 KB. */
const bomb: Handler = (_, response) => {
	response.writeHead(200, { ...JSON_TYPE, 'Content-Encoding': 'gzip' });
	const gzip = createGzip();
	gzip.pipe(response);
	const chunk = Buffer.alloc(1024 * 1024, 'x');
	let left = 200;
	const more = () => {
		while (left-- > 0) {
			if (!gzip.write(chunk)) {
				gzip.once('drain', more);
				return;
			}
		}
		gzip.end();
	};
	more();
};

const token = () => ({ mattermostTokenApi: { siteUrl: site, accessToken: 'x'.repeat(26) } });
const oauth = () => ({
	mattermostAccountOAuth2Api: {
		siteUrl: site,
		grantType: 'authorizationCode',
		accessTokenUrl: `${site}/oauth/access_token`,
		authUrl: `${site}/oauth/authorize`,
		clientId: 'client',
		clientSecret: 'secret-of-client',
		scope: '',
		authentication: 'header',
		oauthTokenData: {
			access_token: 'old-access',
			refresh_token: 'old-refresh',
			token_type: 'bearer',
		},
	},
});

const get = (settings: INodeParameters, items = 1, usesOAuth2 = false): RunOptions => ({
	node: nodes.mattermost!,
	items: Array.from({ length: items }, () => ({ json: {} })),
	parameters: {
		authentication: usesOAuth2 ? 'oAuth2' : 'accessToken',
		resource: 'post',
		operation: 'get',
		postPostId: 'p'.repeat(26),
		postGetOptions: {},
		postSimplify: true,
		requestOptions: settings,
	},
	credentials: usesOAuth2 ? oauth() : token(),
});
const pin = (settings: INodeParameters): RunOptions => ({
	...get(settings),
	parameters: { ...get(settings).parameters, operation: 'pin' },
});

const failureOf = async (work: Promise<unknown>) => {
	const error = await work.then(
		() => {
			throw new Error('It worked');
		},
		(failure: Error & { description: string }) => failure,
	);
	return `${error.message}: ${error.description}`;
};
/** Whether the server's answers have all come to an end. */
const allClosed = async () => {
	for (let tries = 0; tries < 100 && open > 0; tries++) {
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	return open === 0;
};

describe.each([
	['runner', runWorkflow],
	['RoutingNode', runStock],
] as const)('%s', (_name, run) => {
	test.each([
		['a body, read', true, get],
		['a body, changed', true, pin],
		// Where n8n follows redirects its own time-out is one for all headers.
		['headers, changed', false, pin],
	])('%s: what drips for ever ends in time, and the connection too', async (_what, head, way) => {
		handle = drip(head);
		const words = await failureOf(run(way({ answerTime: 0.5, timeout: 60_000 })));
		expect(words).toContain('did not complete its response in time');
		expect(await allClosed()).toBe(true);
	});

	test('ten of them give their places back', async () => {
		handle = drip(true);
		const stuck = Promise.allSettled(
			Array.from({ length: 10 }, async () => await run(get({ answerTime: 1 }))),
		);
		handle = (request, response) =>
			(request.url!.includes('q'.repeat(26)) ? good : drip(true))(request, response);
		const next = get({ answerTime: 5 });
		next.parameters.postPostId = 'q'.repeat(26);
		expect(await run(next)).toHaveLength(1);
		await stuck;
	});

	test('an endless body ends at the size limit', async () => {
		handle = endless;
		sentBytes = 0;
		const words = await failureOf(run(get({ answerSize: 2 })));
		expect(words).toContain('sent a response that exceeds the maximum size');
		expect(await allClosed()).toBe(true);
		expect(sentBytes).toBeLessThan(30_000_000);
	});

	test('what was packed counts as it is unpacked', async () => {
		handle = bomb;
		const before = process.memoryUsage().rss;
		const words = await failureOf(run(get({ answerSize: 5 })));
		expect(words).toContain('exceeds the maximum size');
		expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
	});

	test('a change whose answer does not end is unsure', async () => {
		handle = drip(true);
		const words = await failureOf(run(pin({ answerTime: 0.5 })));
		expect(words).toContain('may have made the change nonetheless');
	});

	test('a token endpoint that hangs ends too, and so does what waits for it', async () => {
		handle = (request, response) => {
			if (request.url!.includes('/oauth/')) return;
			response.writeHead(401, JSON_TYPE).end(JSON.stringify({ id: 'expired', message: 'expired' }));
		};
		const outcomes = await Promise.all(
			[1, 2].map(async () => await failureOf(run(get({ timeout: 300 }, 1, true)))),
		);
		for (const words of outcomes) expect(words).toContain('did not complete its response in time');
		// n8n lets all wait for the one renewal under way, until that connection ends.
		server.closeAllConnections();
		handle = (request, response) => {
			if (request.url!.includes('/oauth/')) {
				response
					.writeHead(200, JSON_TYPE)
					.end(JSON.stringify({ access_token: 'new-access', token_type: 'bearer' }));
			} else if (request.headers.authorization === 'Bearer new-access') good(request, response);
			else response.writeHead(401, JSON_TYPE).end('{"id":"expired"}');
		};
		expect(await run(get({ timeout: 5000 }, 1, true))).toHaveLength(1);
	});

	test('good answers of every kind still come through', async () => {
		handle = good;
		expect((await run(get({})))[0]!.json.id).toBe('x'.repeat(26));
		handle = (_, response) =>
			void response.writeHead(200, JSON_TYPE).end('\ufeff{"id":"with a mark"}');
		expect((await run(get({})))[0]!.json.id).toBe('with a mark');
	});
});
