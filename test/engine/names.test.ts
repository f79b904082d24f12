import type { IDataObject } from 'n8n-workflow';
import { mattermostServer } from '../support/mattermostServer';

/** Names next to the IDs of lists, in n8n's engines, and what they cost. */

type Server = Awaited<ReturnType<typeof mattermostServer>>;
let server: Server;
let channel: { id: string; name: string; display_name: string };
beforeAll(async () => {
	server = await mattermostServer();
	channel = [...server.state.channels.values()].find(({ name }) => name === 'alerts') as never;
	for (const run of [server.run, server.asBob, server.asBot]) {
		await run('post', 'create', { channelId: channel.id, message: 'Here' });
	}
});
afterAll(async () => await server.sandbox.stop());
beforeEach(() => {
	server.mattermost.requests.length = 0;
});

const nameOf = (id: unknown) => server.state.users.get(String(id))!.username;
const json = (items: Array<{ json: IDataObject }>) => items.map((item) => item.json);
/** What a run sent besides its own requests. */
const asked = (own: string) => server.sent().filter((one) => !one.split('?')[0]!.endsWith(own));

test.each(['run', 'stock'] as const)('messages, by %s', async (engine) => {
	const rows = json(await server[engine]('post', 'getAll', { sourceChannel: channel.id }));
	expect(rows.length).toBeGreaterThan(2);
	expect(new Set(rows.map(({ user_id }) => user_id)).size).toBeGreaterThan(2);
	for (const row of rows) {
		expect(row).toMatchObject({
			user_name: nameOf(row.user_id),
			channel_name: channel.name,
			channel_display_name: channel.display_name,
		});
	}
	expect(asked('/posts').sort()).toEqual([`GET /channels/${channel.id}`, 'POST /users/ids']);
});

test('messages of many items cost no more', async () => {
	const posts = json(await server.run('post', 'getAll', { sourceChannel: channel.id }));
	const items = Array.from({ length: 600 }, (_, at) => ({
		json: { id: posts[at % posts.length]!.id },
	}));
	server.mattermost.requests.length = 0;
	const found = json(await server.run('post', 'get', { postId: '={{ $json.id }}' }, items));
	expect(found).toHaveLength(600);
	expect(found.every(({ user_id, user_name }) => user_name === nameOf(user_id))).toBe(true);
	const names = server.sent().filter((one) => /users\/ids|\/channels/.test(one));
	expect(names.sort()).toEqual([`GET /channels/${channel.id}`, 'POST /users/ids']);
});

test('Simplify off is what the server said', async () => {
	const given = { sourceChannel: channel.id, simplify: false };
	const rows = json(await server.run('post', 'getAll', given));
	expect(rows.some((row) => 'user_name' in row || 'channel_name' in row)).toBe(false);
	expect(asked('/posts')).toEqual([]);
});

test('a list is whole where its names are refused', async () => {
	server.mattermost.fail({
		match: 'POST /api/v4/users/ids',
		kind: 'status',
		status: 403,
		rate: 1,
		body: { message: 'Out of order' },
	});
	try {
		const rows = json(await server.run('post', 'getAll', { sourceChannel: channel.id }));
		expect(rows.length).toBeGreaterThan(2);
		for (const row of rows) {
			expect(row).toMatchObject({ channel_name: channel.name });
			expect(row).not.toHaveProperty('user_name');
		}
	} finally {
		server.mattermost.heal();
	}
});
