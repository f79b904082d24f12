import { mattermostServer } from '../support/mattermostServer';
import { inRows } from '../support/rows';
import { firstOf } from '../support/present';

/** Cases seen on real servers that stand nowhere else: threads (R5) and what is asked for by name (R12). */

type Server = Awaited<ReturnType<typeof mattermostServer>>;
let server: Server;
let alerts: string;
beforeAll(async () => {
	server = await mattermostServer();
	alerts = server.state.channel('alerts').id;
});
afterAll(async () => await server.sandbox.stop());

test('R5: a thread comes whole and oldest first, or as many posts as wanted', async () => {
	const root = firstOf(await server.run('post', 'create', { channelId: alerts, message: 'Root' }));
	const replies = Array.from({ length: 320 }, (_, at) => `Reply ${at}`);
	// Of one millisecond, posts would be in the order of their IDs.
	for (const [at, message] of replies.entries()) {
		server.state.addPost({
			channel_id: alerts,
			user_id: server.state.user('bob').id,
			root_id: String(root.json.id),
			message,
			create_at: Number(root.json.create_at) + 1 + at,
		});
	}
	const get = async (values: object) =>
		(await server.run('post', 'getThread', { postId: root.json.id, ...values })).map(
			({ json }) => json.message,
		);
	expect(await get({ returnAll: true })).toEqual(['Root', ...replies]);
	expect(await get({ returnAll: false, limit: 5 })).toEqual(['Root', ...replies.slice(0, 4)]);
});

test('R12: usernames in any form, and what was asked for and not found is said', async () => {
	const usernames = '@Carol, BOB, nobody.here';
	const found = await server.run('user', 'getByUsernames', { usernames });
	expect(found.map(({ json }) => json.username).sort()).toEqual(['bob', 'carol']);
	const sent = server.last('POST', '/users/usernames').body;
	expect(sent).toEqual(['carol', 'bob', 'nobody.here']);
	const byId = await server.run('user', 'getByIds', { userIds: inRows('@Carol, bob') });
	expect(byId.map(({ json }) => json.username).sort()).toEqual(['bob', 'carol']);
});
