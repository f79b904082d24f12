import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { startSandbox, TOKENS, type Sandbox } from '../../sandbox';
import { PASSWORD } from '../../sandbox/mattermost/state';

/** What a real server answered: `keys` in their order, `all` if there were no more of them. */
interface Recorded {
	status: number;
	/** Absent: application/json. */
	type?: string;
	keys?: string;
	all?: true;
	error?: string;
}

const RECORDED = JSON.parse(
	readFileSync(join(__dirname, '../fixtures/mattermost-recorded.json'), 'utf8'),
) as Record<string, Record<string, Recorded>>;

/** Recorded as answers of the free edition's GET on an admin's log and as a path of another check. */
const NOT_REPLAYED = new Set(['logs', 'map[string]string w/ number']);

type Body = Record<string, unknown> | unknown[] | FormData | Buffer | string;

class Replay {
	private token: string = TOKENS.mattermostAdmin;
	last: { status: number; type: string; body: unknown; text: string } = {} as never;

	constructor(private readonly sandbox: Sandbox) {}

	as(token: string): this {
		this.token = token;
		return this;
	}

	async call(method: string, path: string, body?: Body): Promise<Record<string, string>> {
		const isRaw = body instanceof FormData || Buffer.isBuffer(body) || typeof body === 'string';
		const base =
			this.sandbox.mattermost.url + (/^\/hooks\/(?!incoming)/.test(path) ? '' : '/api/v4');
		const type = typeof body === 'string' || !isRaw ? 'application/json' : undefined;
		const response = await fetch(base + path, {
			method,
			headers: {
				...(this.token && { authorization: `Bearer ${this.token}` }),
				...(body && type && { 'content-type': type }),
				...(Buffer.isBuffer(body) && { 'content-type': 'application/octet-stream' }),
			},
			body: isRaw ? (body as BodyInit) : body && JSON.stringify(body),
		});
		const text = await response.text();
		let parsed: unknown = text;
		try {
			parsed = JSON.parse(text);
		} catch {
			// Plain text.
		}
		const contentType = (response.headers.get('content-type') ?? '').split(';')[0]!;
		this.last = { status: response.status, type: contentType, body: parsed, text };
		return parsed as Record<string, string>;
	}
}

const form = (fields: Array<[string, string | Blob]>) => {
	const data = new FormData();
	for (const [name, value] of fields) {
		if (typeof value === 'string') data.append(name, value);
		else data.append(name, value, 'a.txt');
	}
	return data;
};

describe.each(Object.keys(RECORDED))('recorded answers of Mattermost %s', (mattermostVersion) => {
	const recorded = RECORDED[mattermostVersion]!;
	const actual: Record<string, object> = {};
	const expected: Record<string, object> = {};
	let sandbox: Sandbox;
	let replay: Replay;
	beforeAll(async () => {
		sandbox = await startSandbox({ mattermostVersion, licensed: false });
		replay = new Replay(sandbox);
	});
	afterAll(() => sandbox.stop());

	/** Notes the last answer beside the recorded one of that name. */
	function like(label: string): void {
		const { status, type = 'application/json', keys, all, error } = recorded[label]!;
		const { body } = replay.last;
		const row = (Array.isArray(body) ? body[0] : body) as Record<string, unknown>;
		const wanted = keys?.split(' ') ?? [];
		const given = keys ? Object.keys(row) : [];
		actual[label] = {
			status: replay.last.status,
			type: replay.last.type,
			keys: all ? given.sort() : given.slice(0, wanted.length),
			error: error && row.id,
		};
		expected[label] = { status, type, keys: all ? wanted.sort() : wanted, error };
	}

	test('the same calls give the same statuses, types, properties and error ids', async () => {
		const r = replay;
		const { state } = sandbox.mattermost;
		const admin = state.user('admin');
		const file = new Blob(['abc']);

		const person = (name: string) => ({
			username: name,
			email: `${name}@example.org`,
			password: PASSWORD,
		});
		await r.call('POST', '/users', person('first'));
		like('create first user');
		await r.call('POST', '/users/login', { login_id: 'admin', password: PASSWORD });
		like('login');
		const bob = await r.call('POST', '/users', person('second'));
		like('create bob');
		const team = await r.call('POST', '/teams', { name: 'newteam', display_name: 'N', type: 'O' });
		like('team');
		await r.call('POST', `/teams/${team.id}/members`, { team_id: team.id, user_id: bob.id });
		like('add bob');
		const channel = await r.call('POST', '/channels', {
			team_id: team.id,
			name: 'fires',
			display_name: 'Fires',
			type: 'O',
		});
		like('channel');
		const channel_id = channel.id!;
		const post = await r.call('POST', '/posts', { channel_id, message: 'hello' });
		like('post');
		await r.call('POST', '/posts', { channel_id, message: 're', root_id: post.id });
		like('reply');
		const page = (await r.call('GET', `/channels/${channel_id}/posts?per_page=1`)) as never as {
			order: string[];
			posts: Record<string, unknown>;
		};
		expect([page.order.length, Object.keys(page.posts).length]).toEqual([1, 2]);
		await r.call('GET', '/users/me/posts/flagged');
		expect(Array.isArray(r.last.body)).toBe(false);

		const info = await r.call(
			'POST',
			'/files',
			form([
				['channel_id', channel_id],
				['files', file],
			]),
		);
		like('multipart channel_id first');
		const fileId = (info as never as { file_infos: Array<{ id: string }> }).file_infos[0]!.id;
		await r.call(
			'POST',
			'/files',
			form([
				['files', file],
				['channel_id', channel_id],
			]),
		);
		like('multipart channel_id last');
		await r.call(
			'POST',
			'/files',
			form([
				['wrong', file],
				['channel_id', channel_id],
			]),
		);
		like('multipart wrong field name, channel last');
		expect(r.last.body).toMatchObject({ file_infos: [] });
		await r.call('POST', `/files?channel_id=${channel_id}`, form([['files', file]]));
		like('multipart ?channel_id');
		await r.call(
			'POST',
			'/files',
			form([
				['channel_id', channel_id],
				['client_ids', 'c1'],
				['files', file],
			]),
		);
		like('multipart client_ids');
		await r.call('POST', `/files?channel_id=${channel_id}&filename=raw.bin`, Buffer.from('abc'));
		like('raw body upload');
		await r.call('POST', '/posts', { channel_id, message: '', file_ids: [fileId] });
		like('post file');
		await r.call('GET', `/files/${fileId}/link`);
		like('file link');
		await r.call('GET', `/files/${fileId}/thumbnail`);
		like('thumb of txt');

		await r.as('').call('GET', '/users/me');
		like('no auth');
		await r.as('wrong').call('GET', '/users/me');
		like('bad token');
		r.as(TOKENS.mattermostAdmin);
		await r.call('GET', '/nope');
		like('404 route');
		await r.call('GET', '/channels/bad');
		like('bad id');
		await r.call('GET', '/channels/abcdefghijklmnopqrstuvwxyz');
		like('missing id');
		await r.call('POST', '/posts', '{bad');
		like('bad json');
		await r.as('').call('GET', `/users/me?access_token=${TOKENS.mattermostAdmin}`);
		like('query token w/ non-oauth session');
		await r.as(TOKENS.mattermostAdmin).call('GET', '/users/me');
		like('Authorization: token');

		const token = await r.call('POST', '/users/me/tokens', { description: 'n8n' });
		like('PAT create');
		await r.call('POST', '/users/tokens/disable', { token: token.token });
		like('disable with seed-doc body {token}');
		await r.call('POST', '/users/tokens/disable', { token_id: token.id });
		like('disable {token_id}');
		await r.call('PUT', '/users/me/status', { status: 'dnd' });
		like('status without user_id');
		await r.call('PUT', '/users/me/status', { status: 'dnd', user_id: 'me' });
		like('status user_id=me');
		await r.call('PUT', '/users/me/status', { status: 'dnd', user_id: admin.id });
		like('status user_id=id');
		await r.call('PUT', `/posts/${post.id}`, { message: 'x' });
		like('PUT post w/o id');
		await r.call('PUT', `/posts/${post.id}/patch`, { message: 'y' });
		like('patch post');
		await r.call('PUT', `/channels/${channel_id}`, {
			id: channel_id,
			name: 'fires',
			display_name: 'A2',
			type: 'O',
		});
		like('PUT channel');
		await r.call('PUT', `/channels/${channel_id}/members/me/notify_props`, { desktop: 'all' });
		like('notify_props');
		await r.call('PUT', `/users/${bob.id}/active`, { active: 'true' });
		like('active as string');
		await r.call('PUT', `/users/${bob.id}/active`, { active: true });
		like('active as bool');
		await r.call('POST', '/channels/direct', [admin.id, bob.id]);
		like('direct');
		await r.call('POST', '/channels/direct', ['me', bob.id]);
		like('direct with me');

		const hook = await r.call('POST', '/hooks/incoming', { channel_id, display_name: 'h' });
		like('inc hook');
		await r.call('POST', `/hooks/${hook.id}`, { text: 'x', channel: '@second' });
		like('post hook DM');
		expect(r.last.text).toBe('ok');
		await r.call('POST', `/hooks/${hook.id}`, {});
		like('post hook empty');
		await r.call('POST', '/hooks/abcdefghijklmnopqrstuvwxyz', { text: 'x' });
		like('post unknown hook');
		const changes = { channel_id, display_name: 'h2', description: 'd' };
		await r.call('PUT', `/hooks/incoming/${hook.id}`, { ...changes, hook_id: hook.id });
		like('update hook seed-doc body (hook_id)');
		await r.call('PUT', `/hooks/incoming/${hook.id}`, { ...changes, id: hook.id });
		like('update hook id');
		await r.call('GET', '/config/client');
		like('client config no format');
		await r.call('GET', '/license/client?format=old');
		like('client license');
		await r.call('POST', '/logs', { level: 'ERROR', message: 'x' });
		like('post log');
		await r.call('GET', '/brand/image');
		like('brand image');
		await r.call('GET', '/saml/metadata');
		like('saml');
		const emoji = await r.call(
			'POST',
			'/emoji',
			form([
				['emoji', JSON.stringify({ name: 'testy', creator_id: admin.id })],
				['image', file],
			]),
		);
		like('emoji');
		await r.call('DELETE', `/emoji/${emoji.id}`);
		like('delete emoji');
		await r.call('POST', '/compliance/reports', { desc: 'd' });
		like('compliance unlicensed');
		await r.call('GET', '/cluster/status');
		like('cluster');
		await r.call('GET', '/ldap/test');
		like('GET on POST route');
		await r.call('POST', '/ldap/test');
		like('ldap test');
		await r.call('GET', '/analytics/old');
		like('analytics');
		await r.call('GET', '/data_retention/policy');
		like('retention');
		await r.call('GET', '/roles/name/system_user');
		like('role');

		expect(actual).toEqual(expected);
		const missed = Object.keys(recorded).filter((label) => !actual[label]);
		expect(missed.filter((label) => !NOT_REPLAYED.has(label))).toEqual([]);
	});
});
