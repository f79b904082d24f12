import { Client4 } from '@mattermost/client';

import { startSandbox, TOKENS, type Sandbox } from '../../sandbox';
import { PASSWORD } from '../../sandbox/mattermost/state';

/** What Mattermost's client sends although no contract has it; servers ignore it. */
const SUPERFLUOUS = new Set([
	'POST /api/v4/users/login: body.deviceId is not declared',
	'PUT /api/v4/users/{user_id}/patch: body.id is not declared',
	'POST /api/v4/channels/{channel_id}/members: body.channel_id is not declared',
]);

/**
 * Mattermost's own client as a second, independent judge: what it can do against the sandbox,
 * a real server would have answered alike.
 */
describe('@mattermost/client against the sandbox', () => {
	let sandbox: Sandbox;
	let client: Client4;
	beforeAll(async () => {
		sandbox = await startSandbox({ mattermostPath: '/chat' });
	});
	afterAll(() => sandbox.stop());
	beforeEach(() => {
		sandbox.mattermost.reset();
		client = new Client4();
		client.setUrl(sandbox.mattermost.url);
		client.setToken(TOKENS.mattermostAdmin);
	});
	afterEach(() => {
		const { violations } = sandbox.mattermost;
		expect(violations.filter((violation) => !SUPERFLUOUS.has(violation))).toEqual([]);
	});

	test('login gives a token that works, logout ends it', async () => {
		client.setToken('');
		const user = await client.login('bob', PASSWORD);
		expect(user.username).toBe('bob');
		expect((await client.getMe()).id).toBe(user.id);
		await client.logout();
		await expect(client.getMe()).rejects.toMatchObject({ status_code: 401 });
	});

	test('a wrong password is refused', async () => {
		await expect(client.login('bob', 'wrong')).rejects.toMatchObject({ status_code: 401 });
	});

	test('users are found, made, changed and deactivated', async () => {
		const bob = await client.getUserByUsername('bob');
		expect(await client.getUserByEmail(bob.email)).toEqual(bob);
		expect((await client.getProfilesByIds([bob.id])).map(({ id }) => id)).toEqual([bob.id]);
		expect((await client.searchUsers('bo', {})).map(({ id }) => id)).toContain(bob.id);
		const made = await client.createUser(
			{ username: 'dora', email: 'dora@example.com', password: 'Secret-12' } as never,
			'',
			'',
		);
		expect((await client.patchUser({ id: made.id, nickname: 'D' })).nickname).toBe('D');
		await client.updateUserActive(made.id, false);
		expect((await client.getUser(made.id)).delete_at).toBeGreaterThan(0);
	});

	test('teams and their members', async () => {
		const team = await client.createTeam({ name: 'ops', display_name: 'Ops', type: 'O' } as never);
		const bob = await client.getUserByUsername('bob');
		expect((await client.addToTeam(team.id, bob.id)).user_id).toBe(bob.id);
		expect((await client.getTeamMembers(team.id)).map(({ user_id }) => user_id)).toContain(bob.id);
		expect((await client.getTeamByName('ops')).id).toBe(team.id);
		expect((await client.getMyTeams()).map(({ name }) => name)).toContain('ops');
		const names = (await client.getChannels(team.id)).map(({ name }) => name);
		expect(names).toEqual(['off-topic', 'town-square']);
	});

	test('channels are made, found, joined and archived', async () => {
		const team = await client.getTeamByName('team1');
		const channel = await client.createChannel({
			team_id: team.id,
			name: 'incidents',
			display_name: 'Incidents',
			type: 'O',
		} as never);
		expect((await client.getChannelByName(team.id, 'incidents')).id).toBe(channel.id);
		const bob = await client.getUserByUsername('bob');
		await client.addToChannel(bob.id, channel.id);
		expect(await client.getChannelMembers(channel.id)).toHaveLength(2);
		expect((await client.patchChannel(channel.id, { header: 'h' })).header).toBe('h');
		await client.deleteChannel(channel.id);
		expect((await client.getChannel(channel.id)).delete_at).toBeGreaterThan(0);
		const me = await client.getMe();
		const direct = await client.createDirectChannel([me.id, bob.id]);
		expect(await client.createDirectChannel([bob.id, me.id])).toEqual(direct);
	});

	test('posts, replies, reactions and search', async () => {
		const team = await client.getTeamByName('team1');
		const channel = await client.getChannelByName(team.id, 'alerts');
		const before = sandbox.mattermost.state.posts.size;
		const root = await client.createPost({ channel_id: channel.id, message: 'door open' } as never);
		const reply = await client.createPost({
			channel_id: channel.id,
			message: 'closed again',
			root_id: root.id,
		} as never);
		expect(sandbox.mattermost.state.posts.size).toBe(before + 2);
		const thread = await client.getPostThread(root.id);
		expect(thread.order).toEqual([root.id, reply.id]);
		expect((await client.getPost(root.id)).reply_count).toBe(1);
		const me = await client.getMe();
		await client.addReaction(me.id, root.id, 'eyes');
		expect(await client.getReactionsForPost(root.id)).toHaveLength(1);
		const found = await client.searchPosts(team.id, 'door', false);
		expect(found.order).toEqual([root.id]);
		await client.pinPost(root.id);
		expect((await client.getPinnedPosts(channel.id)).order).toEqual([root.id]);
		await client.deletePost(root.id);
		await expect(client.getPost(root.id)).rejects.toMatchObject({ status_code: 404 });
	});

	test('a file is uploaded, posted and read back', async () => {
		const team = await client.getTeamByName('team1');
		const channel = await client.getChannelByName(team.id, 'alerts');
		const form = new FormData();
		form.append('channel_id', channel.id);
		form.append('files', new Blob(['a "b" ü']), 'fünf "5".txt');
		const { file_infos: infos } = await client.uploadFile(form);
		expect(infos[0]).toMatchObject({ name: 'fünf "5".txt', extension: 'txt', size: 8 });
		const post = await client.createPost({
			channel_id: channel.id,
			message: '',
			file_ids: [infos[0]!.id],
		} as never);
		expect((await client.getFileInfosForPost(post.id))[0]!.post_id).toBe(post.id);
		const { link } = await client.getFilePublicLink(infos[0]!.id);
		const response = await fetch(link);
		expect(await response.text()).toBe('a "b" ü');
		expect(response.headers.get('content-disposition')).toContain(
			`filename*=UTF-8''${encodeURIComponent('fünf "5".txt')}`,
		);
	});
});
