import { mattermost } from '../../nodes/services/mattermost/service';
import { mattermostServer } from '../support/mattermostServer';
import { firstOf } from '../support/present';

/** What running on real servers of 4.10, 5.36 and 11.6 taught (`npm run test:live`). */

const VERSIONS = ['4.10.10', '5.36.1', '11.6.0'];
const servers: Record<string, Awaited<ReturnType<typeof mattermostServer>>> = {};

beforeAll(async () => {
	for (const version of VERSIONS) {
		servers[version] = await mattermostServer({ mattermostVersion: version });
	}
});
afterAll(async () => {
	await Promise.all(Object.values(servers).map(async ({ sandbox }) => await sandbox.stop()));
});

const thing = (value: string) => ({ __rl: true, mode: 'id', value });

test.each(VERSIONS)('%s: a thread has each of its posts once', async (version) => {
	const { run, state } = servers[version]!;
	const channel = [...state.channels.values()].find(({ name }) => name === 'alerts')!;
	const place = { channelId: thing(channel.id) };
	const root = firstOf(await run('post', 'create', { ...place, message: 'Root' }));
	await run('post', 'reply', { postId: root.json.id, message: 'One' });
	const two = firstOf(await run('post', 'reply', { postId: root.json.id, message: 'Two' }));
	for (const postId of [root.json.id, two.json.id]) {
		const posts = await run('post', 'getThread', { postId, returnAll: true });
		expect(posts.map(({ json }) => json.message).sort()).toEqual(['One', 'Root', 'Two']);
	}
	const first = firstOf(await run('post', 'getThread', { postId: root.json.id, returnAll: true }));
	expect(first.json.message).toBe('Root');
});

test.each(VERSIONS)('%s: a user is replaced without blanking the rest', async (version) => {
	const { run, state } = servers[version]!;
	const bob = state.user('bob');
	const changed = firstOf(
		await run('user', 'replace', {
			userId: thing(bob.id),
			updateOptions: { position: 'Porter' },
		}),
	);
	expect(changed.json).toMatchObject({ username: 'bob', email: bob.email, position: 'Porter' });
});

test.each([
	['4.10.10', 'user', 'getKnown', {}, /requires 5.23 or newer/],
	['4.10.10', 'user', 'getStats', {}, /requires 5.1 or newer/],
	['5.36.1', 'post', 'searchAll', { terms: 'door' }, /requires 6.1 or newer/],
	['5.36.1', 'emoji', 'getByNames', { emojiNames: 'door' }, /requires 9.3 or newer/],
	['11.6.0', 'accessToken', 'countNonCompliant', {}, /requires 11.7 or newer/],
])('%s: %s %s says which servers know it', async (version, resource, operation, values, says) => {
	const outcome = servers[version]!.run(resource, operation, values);
	await expect(outcome).rejects.toMatchObject({ message: expect.stringMatching(says) });
});

const refusal = (body: Record<string, unknown>) =>
	mattermost.failure({ statusCode: 404, body, headers: {} } as never, {});

test('a path that the server has not is told from a thing that is not there', () => {
	const failure = refusal({
		id: 'api.context.404.app_error',
		message: 'Sorry, we could not find the page.',
		detailed_error: "There doesn't appear to be an api call for the url='/api/v4/none'.",
	});
	expect(failure).toMatchObject({
		message: 'This Mattermost server does not have this endpoint',
		facts: { path: '/api/v4/none' },
	});
	expect(refusal({ id: 'x', message: 'Unable to find the post.' })?.message).toBe(
		'Mattermost: Unable to find the post.',
	);
});

test('an error without text is told by its detail or its ID', () => {
	const blank = { id: 'api.user.some.app_error', message: '<untranslated>' };
	expect(refusal({ ...blank, detailed_error: 'It is off' })?.message).toBe('Mattermost: It is off');
	expect(refusal(blank)?.message).toBe('Mattermost: api.user.some.app_error');
});
