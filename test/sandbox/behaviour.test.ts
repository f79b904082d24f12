import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import {
	startSandbox,
	TOKENS,
	type FaultRule,
	type Sandbox,
	type SandboxOptions,
} from '../../sandbox';
import { useFreshSandbox, useSandbox } from '../support/sandbox';
import { firstOf } from '../support/present';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are looked into at will
type Json = Record<string, any>;

/** Runs a body against a fresh sandbox and stops it. */
async function withSandbox(
	options: SandboxOptions,
	run: (sandbox: Sandbox) => Promise<void>,
): Promise<void> {
	const sandbox = await startSandbox(options);
	try {
		await run(sandbox);
	} finally {
		await sandbox.stop();
	}
}

async function mattermost(
	{ mattermost: { url } }: Sandbox,
	route: string,
	body?: unknown,
	token: string = TOKENS.mattermostAdmin,
) {
	const [method, path] = route.split(' ');
	const response = await fetch(url + path, {
		method,
		headers: {
			authorization: `Bearer ${token}`,
			...(body !== undefined && { 'content-type': 'application/json' }),
		},
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	const text = await response.text();
	const isJson = text.startsWith('{') || text.startsWith('[');
	const json = (isJson ? JSON.parse(text) : {}) as Json;
	return { status: response.status, headers: response.headers, text, json };
}

async function rhombus(
	{ rhombus: { url } }: Sandbox,
	path: string,
	body: unknown = {},
	headers: Record<string, string> = {
		'x-auth-scheme': 'api-token',
		'x-auth-apikey': TOKENS.rhombusKey,
	},
) {
	const response = await fetch(`${url}/api/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});
	const text = await response.text();
	const json = (text.startsWith('{') ? JSON.parse(text) : {}) as Json;
	return { status: response.status, headers: response.headers, text, json };
}

describe('faults', () => {
	const sandbox = useFreshSandbox();

	const created = () => sandbox.mattermost.state.posts.size;
	const create = async () =>
		await mattermost(sandbox, 'POST /api/v4/posts', {
			channel_id: sandbox.mattermost.state.channel('alerts').id,
			message: 'x',
		});

	test('429 as Mattermost sends it, once, for the named operation only', async () => {
		sandbox.mattermost.fail({ match: 'POST /api/v4/posts', kind: 'status', status: 429 });
		expect((await mattermost(sandbox, 'POST /api/v4/posts/search', { terms: 'x' })).status).toBe(
			200,
		);
		const limited = await create();
		expect([limited.status, limited.text]).toEqual([429, 'limit exceeded\n']);
		expect(limited.headers.get('content-type')).toContain('text/plain');
		expect(limited.headers.get('retry-after')).toBe('1');
		expect(limited.headers.get('x-ratelimit-limit')).toBe('101');
		expect((await create()).status).toBe(201);
	});

	test('headers of a fault can be changed and removed', async () => {
		const headers = { 'Retry-After': '', 'X-Extra': 'yes' };
		sandbox.mattermost.fail({ kind: 'status', status: 429, headers });
		const limited = await create();
		expect(limited.headers.has('retry-after')).toBe(false);
		expect(limited.headers.get('x-extra')).toBe('yes');
	});

	test('429 and 403 as Rhombus sends them', async () => {
		sandbox.rhombus.fail({ kind: 'status', status: 429 });
		sandbox.rhombus.fail({ kind: 'status', status: 403 });
		const limited = await rhombus(sandbox, 'org/getOrgV2');
		expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
		expect(limited.text).toBe('Too many api requests. Enhance your calm.');
		const denied = await rhombus(sandbox, 'org/getOrgV2');
		expect(denied.json).toMatchObject({ status: 403, error: 'Forbidden', msg: 'Access Denied' });
	});

	test.each<[FaultRule['kind'], number]>([
		['drop', 0],
		['dropAfter', 1],
		['half', 1],
	])('%s breaks the connection; %i posts were made', async (kind, effects) => {
		const before = created();
		sandbox.mattermost.fail({ kind });
		await expect(create()).rejects.toThrow();
		expect(created() - before).toBe(effects);
		expect((await create()).status).toBe(201);
	});

	test('html instead of JSON has no effect; a given body and status are sent', async () => {
		const before = created();
		sandbox.mattermost.fail({ kind: 'html', status: 502 });
		const page = await create();
		expect([page.status, page.text.slice(0, 9)]).toEqual([502, '<!DOCTYPE']);
		sandbox.rhombus.fail({ kind: 'status', status: 200, body: { error: true, errorMsg: 'no' } });
		expect((await rhombus(sandbox, 'org/getOrgV2')).json).toEqual({ error: true, errorMsg: 'no' });
		expect(created()).toBe(before);
	});

	test('slow waits; latency is added to every answer', async () => {
		sandbox.mattermost.fail({ kind: 'slow', delayMs: 150 });
		const start = performance.now();
		await create();
		expect(performance.now() - start).toBeGreaterThan(145);
		sandbox.mattermost.latencyMs = 100;
		await Promise.all([create(), create(), create()]);
		expect(sandbox.mattermost.maxInFlight).toBe(3);
	});

	test('a rate hits that share of the requests, the same ones each time', async () => {
		const statuses = async () => {
			sandbox.mattermost.reset();
			sandbox.mattermost.fail({ kind: 'status', status: 503, rate: 0.2, seed: 7 });
			const seen: number[] = [];
			for (let count = 0; count < 100; count++) {
				seen.push((await mattermost(sandbox, 'GET /api/v4/users/me')).status);
			}
			return seen;
		};
		const first = await statuses();
		const failed = first.filter((status) => status === 503).length;
		expect(failed).toBeGreaterThan(8);
		expect(failed).toBeLessThan(35);
		expect(await statuses()).toEqual(first);
	});

	test('a predicate and `times` choose the requests', async () => {
		sandbox.mattermost.fail({
			match: ({ path }) => path.endsWith('/me'),
			times: 2,
			kind: 'status',
			status: 500,
		});
		const me = async () => (await mattermost(sandbox, 'GET /api/v4/users/me')).status;
		expect((await mattermost(sandbox, 'GET /api/v4/teams')).status).toBe(200);
		expect([await me(), await me(), await me()]).toEqual([500, 500, 200]);
	});

	test('reset brings back the seeded rows and forgets recordings', async () => {
		const before = created();
		const { id } = sandbox.mattermost.state.channel('alerts');
		await create();
		expect(sandbox.mattermost.requests[0]).toMatchObject({
			method: 'POST',
			path: '/api/v4/posts',
			operation: 'POST /api/v4/posts',
			body: { message: 'x' },
			status: 201,
			violations: [],
		});
		sandbox.mattermost.reset();
		expect([created(), sandbox.mattermost.requests.length]).toEqual([before, 0]);
		expect(sandbox.mattermost.state.channel('alerts').id).toBe(id);
	});
});

describe('Mattermost', () => {
	test('page and per_page: 60 by default, 200 at most, stable order', async () => {
		await withSandbox({ users: 450, channels: 130 }, async (sandbox) => {
			const { state } = sandbox.mattermost;
			const get = async (path: string) =>
				(await mattermost(sandbox, `GET /api/v4${path}`)).json as never as Json[];
			expect(await get('/users')).toHaveLength(60);
			expect(await get('/users?per_page=1000')).toHaveLength(200);
			expect(await get('/users?page=-1')).toEqual(await get('/users?page=0'));
			const ids = new Set<string>();
			for (let page = 0; page < 3; page++) {
				for (const { id } of await get(`/users?per_page=200&page=${page}`)) ids.add(String(id));
			}
			expect(ids.size).toBe(state.users.size);
			const team = state.team('team1').id;
			expect(await get(`/users?in_team=${team}&per_page=200&page=2`)).toHaveLength(54);
			expect(await get(`/teams/${team}/channels?per_page=200`)).toHaveLength(134);
		});
	});

	test('channel posts: page, before, after, since; roots come along', async () => {
		await withSandbox({}, async (sandbox) => {
			const { state } = sandbox.mattermost;
			const channel_id = state.channel('random').id;
			const create = async (message: string, root_id = '') =>
				(await mattermost(sandbox, 'POST /api/v4/posts', { channel_id, message, root_id })).json;
			const list = async (query: string) =>
				(await mattermost(sandbox, `GET /api/v4/channels/${channel_id}/posts?${query}`)).json;
			const ids: string[] = [];
			for (let index = 0; index < 5; index++) ids.push((await create(`m${index}`)).id);
			const reply = await create('reply', ids[0]);
			expect(reply.create_at).toBeGreaterThan(Date.now() - 10_000);
			const newest = await list('per_page=2');
			expect(newest.order).toEqual([reply.id, ids[4]]);
			expect(Object.keys(newest.posts).sort()).toEqual([reply.id, ids[0], ids[4]].sort());
			expect(newest).toMatchObject({ next_post_id: '', prev_post_id: ids[3] });
			expect((await list('per_page=2&page=1')).order).toEqual([ids[3], ids[2]]);
			expect((await list(`before=${ids[2]}`)).order).toEqual([ids[1], ids[0]]);
			expect((await list(`after=${ids[2]}&per_page=2`)).order).toEqual([ids[4], ids[3]]);
			await mattermost(sandbox, `DELETE /api/v4/posts/${ids[1]}`);
			const since = await list(`since=${reply.create_at - 1000}`);
			expect(since.posts[ids[1]!].delete_at).toBeGreaterThan(0);
			expect((await list('')).order).not.toContain(ids[1]);
		});
	});

	test('a reply must name the root of a thread in the same channel', async () => {
		await withSandbox({}, async (sandbox) => {
			const channel_id = sandbox.mattermost.state.channel('random').id;
			const post = async (body: Json) =>
				(await mattermost(sandbox, 'POST /api/v4/posts', { channel_id, message: 'x', ...body }))
					.json;
			const root = await post({});
			const reply = await post({ root_id: root.id });
			expect(await post({ root_id: reply.id })).toMatchObject({
				status_code: 400,
				id: 'api.post.create_post.root_id.app_error',
			});
			const other = sandbox.mattermost.state.channel('alerts').id;
			expect(await post({ root_id: root.id, channel_id: other })).toMatchObject({
				id: 'api.post.create_post.channel_root_id.app_error',
			});
		});
	});

	test.each([
		['11.7.0', 1],
		['5.12.0', 1],
		['5.11.0', 2],
		['4.10.10', 2],
	])('%s: the same pending_post_id twice makes %i posts', async (mattermostVersion, expected) => {
		await withSandbox({ mattermostVersion }, async (sandbox) => {
			const { state } = sandbox.mattermost;
			const before = state.posts.size;
			const channel_id = state.channel('alerts').id;
			const body = { channel_id, message: 'x', pending_post_id: 'p1' };
			const first = await mattermost(sandbox, 'POST /api/v4/posts', body);
			const second = await mattermost(sandbox, 'POST /api/v4/posts', body);
			expect([first.status, second.status]).toEqual([201, 201]);
			expect(first.json.id === second.json.id).toBe(expected === 1);
			// Another user who may read that post gets it as well.
			await mattermost(sandbox, 'POST /api/v4/posts', body, TOKENS.mattermostUser);
			expect(state.posts.size - before).toBe(expected === 1 ? 1 : expected + 1);
		});
	});

	test('a bot token may read its channels and post in them, and no more', async () => {
		await withSandbox({}, async (sandbox) => {
			const { state } = sandbox.mattermost;
			const bot = async (route: string, body?: unknown) =>
				await mattermost(sandbox, route, body, TOKENS.mattermostBot);
			const team = state.team('team1').id;
			const channel_id = state.channel('alerts').id;
			expect((await bot('GET /api/v4/users/me')).json.is_bot).toBe(true);
			const mine = await bot(`GET /api/v4/users/me/teams/${team}/channels`);
			expect((mine.json as never as Json[]).map(({ name }) => String(name))).toEqual([
				'alerts',
				'off-topic',
				'town-square',
			]);
			expect((await bot('POST /api/v4/posts', { channel_id, message: 'x' })).status).toBe(201);
			for (const [route, body] of [
				['GET /api/v4/channels'],
				['POST /api/v4/posts/ephemeral', { user_id: state.user('bob').id, post: {} }],
				['POST /api/v4/hooks/incoming', { channel_id }],
				['POST /api/v4/posts', { channel_id: state.channel('random').id, message: 'x' }],
			] as Array<[string, unknown?]>) {
				expect([route, (await bot(route, body)).status]).toEqual([route, 403]);
			}
		});
	});

	test.each([
		['the administrator', 'admin', ['fit', 'self']],
		['a member', 'bob', ['fit', 'self']],
		['somebody of the team', 'outsider', ['self']],
		['a guest in the channel', 'guest', ['self']],
		['a guest outside of it', 'outside guest', []],
	])('of a list of new members, %s adds whom single requests add', async (_, as, expected) => {
		await withSandbox({}, async (sandbox) => {
			const { state } = sandbox.mattermost;
			const team = state.team('team1').id;
			const person = async (username: string, inTeam = true) => {
				const email = `${username}@example.com`;
				const password = 'Sicher-Genug-1!';
				const made = await mattermost(sandbox, 'POST /api/v4/users', { username, email, password });
				const user_id = String(made.json.id);
				if (!inTeam) return user_id;
				const route = `POST /api/v4/teams/${team}/members`;
				expect((await mattermost(sandbox, route, { team_id: team, user_id })).status).toBe(201);
				return user_id;
			};
			const self = ['admin', 'bob'].includes(as) ? state.user(as).id : await person('asker');
			if (as.endsWith('guest')) state.user('asker').roles = 'system_guest';
			const { token } = state.addSession(self, 'personal');
			const fit = await person('fit');
			const gone = await person('gone');
			await mattermost(sandbox, `DELETE /api/v4/users/${gone}`);
			const stranger = await person('stranger', false);
			const ids = { fit, gone, stranger, unknown: 'y'.repeat(26), self };
			for (const isArchived of [false, true]) {
				const channel = async () => {
					const given = { name: state.newId(), team_id: team };
					const made = state.addChannel(given, state.user('admin'));
					if (!as.startsWith('outside')) state.enter(made.id, self);
					if (isArchived) made.delete_at = Date.now();
					return `POST /api/v4/channels/${made.id}/members`;
				};
				const [singly, inList] = [await channel(), await channel()];
				const added: string[] = [];
				for (const [name, user_id] of Object.entries(ids)) {
					// Oneself comes last: who is in the channel may add others.
					const { status } = await mattermost(sandbox, singly, { user_id }, token);
					if (status === 201) added.push(name);
				}
				const list = { user_ids: Object.values(ids) };
				const answer = await mattermost(sandbox, inList, list, token);
				const rows = answer.status === 201 ? (answer.json as never as Json[]) : [];
				const names = Object.fromEntries(Object.entries(ids).map(([name, id]) => [id, name]));
				expect(rows.map(({ user_id }) => names[String(user_id)])).toEqual(added);
				expect([isArchived, added]).toEqual([isArchived, expected]);
			}
		});
	});

	test.each([
		['4.10.10', 'POST /api/v4/plugins/p/activate', 200],
		['4.10.10', 'POST /api/v4/plugins/p/enable', 404],
		['5.2.0', 'POST /api/v4/plugins/p/activate', 404],
		['5.2.0', 'POST /api/v4/plugins/p/enable', 200],
		['4.10.10', 'GET /api/v4/webrtc/token', 200],
		['5.30.1', 'GET /api/v4/webrtc/token', 404],
		['4.10.10', 'GET /api/v4/bots', 404],
		['5.12.0', 'GET /api/v4/bots', 200],
	])('%s knows of %s: %i', async (mattermostVersion, route, status) => {
		await withSandbox({ mattermostVersion }, async (sandbox) => {
			// Without the plugin, servers refuse the right route, too.
			sandbox.mattermost.state.plugins.set('p', { manifest: { id: 'p' }, isActive: false });
			const answer = await mattermost(sandbox, route, route.startsWith('POST') ? {} : undefined);
			expect(answer.status).toBe(status);
			// Recorded on 4.10 to 11.6: what is no route has none of the usual headers.
			const versionId = answer.headers.get('x-version-id') ?? '';
			expect(versionId.startsWith(`${mattermostVersion}.`)).toBe(status !== 404);
		});
	});

	test.each([
		['4.10.10', 'POST convert', 'PUT privacy'],
		['6.7.0', 'PUT privacy', 'POST convert'],
	])('%s makes a channel private by %s, not by %s', async (mattermostVersion, right, wrong) => {
		await withSandbox({ mattermostVersion }, async (sandbox) => {
			const { id } = sandbox.mattermost.state.channel('alerts');
			const call = async (way: string) => {
				const [method, verb] = way.split(' ');
				return await mattermost(sandbox, `${method} /api/v4/channels/${id}/${verb}`, {
					privacy: 'P',
				});
			};
			expect((await call(wrong)).status).toBe(404);
			expect((await call(right)).json.type).toBe('P');
		});
	});

	test('buttons, menus and slash commands call out and take the answer', async () => {
		const received: Json[] = [];
		const server = createServer((request, response) => {
			let body = '';
			request.on('data', (chunk) => (body += String(chunk)));
			request.on('end', () => {
				received.push({ url: request.url, headers: request.headers, body });
				response.setHeader('Content-Type', 'application/json');
				if (request.url === '/button') {
					response.end('{"update":{"message":"approved","props":{}}}');
				} else if (request.url === '/command') {
					response.end('{"response_type":"in_channel","text":"sunny"}');
				} else response.writeHead(500).end();
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		await withSandbox({}, async (sandbox) => {
			const { state } = sandbox.mattermost;
			const channel_id = state.channel('alerts').id;
			const action = (name: string) => ({
				name,
				integration: { url: `${base}/${name}`, context: { secret: 's' } },
			});
			const post = await mattermost(sandbox, 'POST /api/v4/posts', {
				channel_id,
				message: 'ok?',
				props: { attachments: [{ text: 't', actions: [action('button'), action('broken')] }] },
			});
			const [good, bad] = post.json.props.attachments[0].actions as Json[];
			expect(good).not.toHaveProperty('integration');
			const press = async (id: unknown) =>
				await mattermost(sandbox, `POST /api/v4/posts/${post.json.id}/actions/${String(id)}`, {});
			expect((await press(good!.id)).status).toBe(200);
			expect(JSON.parse(String(received[0]!.body))).toMatchObject({
				user_name: 'admin',
				channel_name: 'alerts',
				post_id: post.json.id,
				context: { secret: 's' },
			});
			expect(state.posts.get(post.json.id)).toMatchObject({ message: 'approved', props: {} });
			expect((await press(bad!.id)).json.id).toBe(
				'api.post.do_action.action_integration.app_error',
			);
			await mattermost(sandbox, 'POST /api/v4/commands', {
				team_id: state.team('team1').id,
				trigger: 'weather',
				method: 'P',
				url: `${base}/command`,
			});
			const run = { channel_id, command: '/weather toronto' };
			const executed = await mattermost(sandbox, 'POST /api/v4/commands/execute', run);
			expect(executed.json).toMatchObject({ text: 'sunny', response_type: 'in_channel' });
			const form = new URLSearchParams(String(received.at(-1)!.body));
			expect(form.get('text')).toBe('toronto');
			expect([...state.posts.values()].at(-1)!.message).toBe('sunny');
			const later = `POST ${new URL(form.get('response_url')!).pathname}`;
			const answers: number[] = [];
			for (let use = 0; use < 6; use++) {
				answers.push((await mattermost(sandbox, later, { text: 'still sunny' })).status);
			}
			expect(answers).toEqual([200, 200, 200, 200, 200, 400]);
		});
		await new Promise((resolve) => server.close(resolve));
	});

	test('incoming webhooks take JSON and forms and find their channel', async () => {
		await withSandbox({}, async (sandbox) => {
			const { state, url } = sandbox.mattermost;
			const { hook_id } = state.samples;
			const last = () => [...state.posts.values()].at(-1)!;
			const ok = await mattermost(sandbox, `POST /hooks/${String(hook_id)}`, {
				text: 'a',
				channel: 'random',
			});
			expect([ok.status, ok.text]).toEqual([200, 'ok']);
			expect(last()).toMatchObject({
				message: 'a',
				channel_id: state.channel('random').id,
				props: { from_webhook: 'true' },
			});
			await fetch(`${url}/hooks/${String(hook_id)}`, {
				method: 'POST',
				body: new URLSearchParams({ payload: '{"text":"b"}' }),
			});
			expect(last()).toMatchObject({ message: 'b', channel_id: state.channel('alerts').id });
		});
	});

	test('OAuth: the code works once, refresh tokens rotate, Basic is ignored', async () => {
		await withSandbox({}, async (sandbox) => {
			const { url, state } = sandbox.mattermost;
			const app = state.oauthApps.get(String(state.samples.app_id))!;
			const redirect_uri = firstOf(app.callback_urls as string[]);
			const query = new URLSearchParams({ client_id: String(app.id), redirect_uri, state: 's' });
			const consent = await fetch(`${url}/oauth/authorize?${query}`, { redirect: 'manual' });
			const back = new URL(consent.headers.get('location')!);
			expect(back.searchParams.get('state')).toBe('s');
			const token = async (fields: Record<string, string>, headers = {}) =>
				(await (
					await fetch(`${url}/oauth/access_token`, {
						method: 'POST',
						headers,
						body: new URLSearchParams(fields),
					})
				).json()) as Record<string, string>;
			const client = { client_id: String(app.id), client_secret: String(app.client_secret) };
			const code = back.searchParams.get('code')!;
			const basic = `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}`;
			const grant = { grant_type: 'authorization_code', code, redirect_uri };
			expect(await token(grant, { authorization: basic })).toMatchObject({
				id: 'api.oauth.get_access_token.bad_client_id.app_error',
			});
			const first = await token({ ...client, ...grant });
			expect((await token({ ...client, ...grant })).status_code).toBe(400);
			const me = await mattermost(sandbox, 'GET /api/v4/users/me', undefined, first.access_token);
			expect(me.json.username).toBe('bob');
			const refresh = { grant_type: 'refresh_token', refresh_token: first.refresh_token! };
			const second = await token({ ...client, ...refresh });
			expect(second.refresh_token).not.toBe(first.refresh_token);
			expect((await token({ ...client, ...refresh })).status_code).toBe(404);
		});
	});

	test('threads list those with replies that the user takes part in', async () => {
		await withSandbox({}, async (sandbox) => {
			const { state } = sandbox.mattermost;
			const channel_id = state.channel('random').id;
			const post = async (root_id = '') =>
				(await mattermost(sandbox, 'POST /api/v4/posts', { channel_id, message: 'x', root_id }))
					.json;
			const roots = [await post(), await post(), await post()];
			await post(roots[0]!.id);
			await post(roots[2]!.id);
			const path = `/api/v4/users/me/teams/${state.team('team1').id}/threads`;
			const { json } = await mattermost(sandbox, `GET ${path}`);
			expect((json.threads as Json[]).map(({ id }) => String(id)).sort()).toEqual(
				[roots[0]!.id, roots[2]!.id].sort(),
			);
			const one = await mattermost(sandbox, `GET ${path}/${roots[0]!.id}`);
			expect(one.json).toMatchObject({ id: roots[0]!.id, reply_count: 1 });
		});
	});

	test('resumable uploads: the first part needs 5 MiB, the last one gives the file', async () => {
		await withSandbox({}, async (sandbox) => {
			const { url, state } = sandbox.mattermost;
			const size = 6 * 1024 * 1024;
			const { json } = await mattermost(sandbox, 'POST /api/v4/uploads', {
				channel_id: state.channel('alerts').id,
				filename: 'big.bin',
				file_size: size,
			});
			const send = async (bytes: number) =>
				await fetch(`${url}/api/v4/uploads/${String(json.id)}`, {
					method: 'POST',
					headers: { authorization: `Bearer ${TOKENS.mattermostAdmin}` },
					body: Buffer.alloc(bytes),
				});
			expect((await send(1024)).status).toBe(400);
			expect((await send(5 * 1024 * 1024)).status).toBe(204);
			const done = await send(1024 * 1024);
			expect([done.status, ((await done.json()) as Json).size]).toEqual([200, size]);
		});
	});
});

describe('Rhombus', () => {
	const sandbox = useSandbox();
	beforeEach(() => sandbox.rhombus.reset());

	test.each([
		['no headers', {}, 401],
		['an unknown scheme', { 'x-auth-scheme': 'x', 'x-auth-apikey': TOKENS.rhombusKey }, 401],
		['a wrong key', { 'x-auth-scheme': 'api-token', 'x-auth-apikey': 'x' }, 403],
		[
			'a partner key with the scheme of an organisation',
			{ 'x-auth-scheme': 'api-token', 'x-auth-apikey': TOKENS.rhombusPartnerKey },
			403,
		],
	])('%s is refused', async (_, headers, status) => {
		const answer = await rhombus(sandbox, 'user/getUsersInOrg', {}, headers as never);
		expect(answer.status).toBe(status);
		if (status === 401) expect(answer.json).toEqual({ authenticationFailed: true });
	});

	test('users are listed, made once, changed and deleted', async () => {
		const list = async () =>
			(await rhombus(sandbox, 'user/getUsersInOrg')).json.users as Array<Json>;
		expect(await list()).toHaveLength(25);
		const made = await rhombus(sandbox, 'user/createUser', { email: 'New@example.com', name: 'N' });
		const { userUuid } = made.json;
		const again = await rhombus(sandbox, 'user/createUser', { email: 'new@example.com' });
		expect(again.json).toMatchObject({ error: true, responseStatus: 'USER_EXISTS' });
		await rhombus(sandbox, 'user/updateUserSelective', { userUuid, name: 'Renamed' });
		expect((await list()).find(({ uuid }) => uuid === userUuid)!.name).toBe('Renamed');
		await rhombus(sandbox, 'user/deleteUser', { userUuid });
		expect(await list()).toHaveLength(25);
		expect((await rhombus(sandbox, 'user/deleteUser', { userUuid })).json.error).toBe(true);
	});

	test('integration settings are replaced as a whole and read back, by vendor', async () => {
		const kisiSettings = { enabled: true, apiSecretKey: 'k', integration: 'KISI' };
		const update = 'integrations/accessControl/updateKisiIntegrationV2';
		const get = 'integrations/accessControl/getKisiIntegrationV2';
		const updated = await rhombus(sandbox, update, { kisiSettings });
		expect(updated.json).toMatchObject({ error: false, authError: false });
		const read = await rhombus(sandbox, get);
		expect(read.json.orgIntegrationV2).toEqual({ ...kisiSettings, orgUuid: expect.any(String) });
		const refused = { kisiSettings: { ...kisiSettings, apiSecretKey: 'refused-by-vendor' } };
		expect((await rhombus(sandbox, update, refused)).json.authError).toBe(true);
		expect((await rhombus(sandbox, get)).json.orgIntegrationV2.apiSecretKey).toBe('k');

		const mattermostSettings = { enabled: true, webhookUrl: 'http://127.0.0.1/h', channel: 'c' };
		const live = 'integrations/incidentManagement/updateMattermostIntegration';
		await rhombus(sandbox, live, { mattermostSettings });
		const all = await rhombus(sandbox, 'integrations/org/getOrgIntegrations');
		expect(all.json.orgIntegrations.mattermostSettings).toEqual(mattermostSettings);
		const older = { mattermostSettings: { enabled: false } };
		await rhombus(sandbox, 'integrations/updateMattermostIntegration', older);
		const after = await rhombus(sandbox, 'integrations/org/getOrgIntegrations');
		expect(after.json.orgIntegrations.mattermostSettings).toEqual({ enabled: false });
		await rhombus(sandbox, 'integrations/accessControl/deleteKisiIntegrationV2');
		const v2 = await rhombus(sandbox, 'integrations/org/getOrgIntegrationsV2');
		expect(Object.keys(v2.json.orgIntegrationsV2 as Json)).toEqual(['ENVOY', 'ZAPIER']);
	});

	test('policy alerts are paged by the last row', async () => {
		const uuids: string[] = [];
		let last: Json = {};
		for (;;) {
			const { json } = await rhombus(sandbox, 'event/getPolicyAlerts', { maxResults: 20, ...last });
			const rows = json.policyAlerts as Json[];
			uuids.push(...rows.map(({ uuid }) => String(uuid)));
			if (rows.length < 20) break;
			const { timestampMs, uuid } = rows.at(-1)!;
			last = { lastTimestampMs: timestampMs, lastUuid: uuid };
		}
		expect(new Set(uuids).size).toBe(sandbox.rhombus.state.alerts.length);
		expect(uuids).toHaveLength(45);
	});

	test.each([
		['component/findAccessControlledDoors', 'accessControlledDoors', 'maxPageSize', 4],
		['event/getClipsWithProgress', 'savedClips', 'pageSize', 1],
		['event/getSavedClipsV2', 'savedClips', 'maxPageSize', 5],
	])('%s follows its cursor to the end', async (path, list, sizeName, total) => {
		const rows: unknown[] = [];
		let cursor: Json = {};
		for (let pages = 0; pages < 10; pages++) {
			const { json } = await rhombus(sandbox, path, { [sizeName]: 2, ...cursor });
			expect((json[list] as unknown[]).length).toBeLessThanOrEqual(2);
			rows.push(...(json[list] as Json[]).map(({ uuid }) => String(uuid)));
			const { lastEvaluatedKey, pageToken, lastEvaluatedTimestampMs } = json;
			if (lastEvaluatedKey) cursor = { lastEvaluatedKey };
			else if (pageToken) cursor = { pageToken };
			else if (lastEvaluatedTimestampMs) cursor = { pageTimestampMs: lastEvaluatedTimestampMs };
			else break;
		}
		expect(new Set(rows).size).toBe(total);
		expect(sandbox.rhombus.violations).toEqual([]);
	});

	test('a nested cursor is understood', async () => {
		const path = 'faceRecognition/faceEvent/findFaceEventsByOrg';
		const first = await rhombus(sandbox, path, { pageRequest: { maxPageSize: 3 } });
		expect(first.json.faceEvents).toHaveLength(3);
		const { lastEvaluatedKey } = first.json;
		const pageRequest = { maxPageSize: 3, lastEvaluatedKey };
		const second = await rhombus(sandbox, path, { pageRequest });
		expect(second.json.faceEvents).toHaveLength(2);
		expect(second.json.lastEvaluatedKey).toBeNull();
		expect(sandbox.rhombus.violations).toEqual([]);
	});

	test('a door without a lock fails inside HTTP 200', async () => {
		const doors = [...sandbox.rhombus.state.doors.values()];
		const unlock = async (name: string) => {
			const { uuid } = doors.find((door) => door.name === name)!;
			const path = 'accesscontrol/unlockAccessControlledDoor';
			return (await rhombus(sandbox, path, { accessControlledDoorUuid: uuid })).json;
		};
		expect(await unlock('Garage')).toEqual({ type: 'SUCCESS' });
		expect(await unlock('Unwired Door')).toEqual({
			type: 'ERROR',
			errorType: 'DOOR_NOT_CONFIGURED_WITH_LOCK',
		});
		expect(sandbox.rhombus.state.unlocked).toHaveLength(1);
	});

	test('a snapshot is a URI that demands the key and gives a JPEG', async () => {
		const { cameraUuid } = sandbox.rhombus.state.samples;
		const { json } = await rhombus(sandbox, 'video/getExactFrameUri', {
			cameraUuid,
			timestampMs: 1_775_001_600_000,
		});
		const frameUri = String(json.frameUri);
		expect((await fetch(frameUri)).status).toBe(401);
		const headers = { 'x-auth-scheme': 'api-token', 'x-auth-apikey': TOKENS.rhombusKey };
		const frame = await fetch(frameUri, { headers });
		expect(frame.headers.get('content-type')).toBe('image/jpeg');
		const bytes = Buffer.from(await frame.arrayBuffer());
		expect(bytes.subarray(0, 3).toString('hex')).toBe('ffd8ff');
		expect(bytes.subarray(-2).toString('hex')).toBe('ffd9');
	});

	test('a clip becomes ready while it is polled', async () => {
		const { cameraUuid } = sandbox.rhombus.state.samples;
		const { json } = await rhombus(sandbox, 'video/spliceV3', {
			deviceUuids: [cameraUuid],
			startTimeMillis: Date.now(),
			durationSec: 10,
		});
		const poll = async () => {
			const answer = await rhombus(sandbox, 'event/getClipsWithProgress', { pageSize: 10 });
			const clip = (answer.json.savedClips as Json[]).find(({ uuid }) => uuid === json.clipUuid)!;
			return [clip.percentComplete, clip.status];
		};
		expect(await poll()).toEqual([50, 'RENDERING']);
		expect(await poll()).toEqual([100, 'COMPLETE']);
	});

	test('a partner key sees clients; an organisation key does not', async () => {
		const partner = {
			'x-auth-scheme': 'partner-api-token',
			'x-auth-apikey': TOKENS.rhombusPartnerKey,
		};
		const { json } = await rhombus(sandbox, 'partner/getClientsV2', {}, partner);
		expect((json.clients as Json[]).map(({ clientOrgName }) => String(clientOrgName))).toEqual([
			'Acme',
			'Globex',
			'Initech',
		]);
		expect((await rhombus(sandbox, 'partner/getClientsV2')).status).toBe(403);
	});

	test('details change only where their flag is set', async () => {
		const { state } = sandbox.rhombus;
		const uuid = String(state.samples.cameraUuid);
		await rhombus(sandbox, 'camera/updateDetailsV2', {
			uuid,
			name: 'New',
			nameUpdated: true,
			floorNumber: 9,
		});
		expect(state.cameras.get(uuid)).toMatchObject({ name: 'New' });
		expect(state.cameras.get(uuid)!.floorNumber).not.toBe(9);
	});
});
