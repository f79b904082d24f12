import { startSandbox, TOKENS, type Sandbox } from '../../sandbox';
import { PICTURE } from '../../tools/recording/send';

/** What people reported and the sandbox used to hide: it accepted it, or answered more than servers do. */

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ mattermostVersion: '11.6.0' });
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.mattermost.reset());

async function ask(line: string, body?: unknown, token: string = TOKENS.mattermostAdmin) {
	const [method, path] = line.split(' ');
	const response = await fetch(`${sandbox.mattermost.url}/api/v4${path}`, {
		method,
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	const json = (await response.json()) as { id?: string } | null;
	return { status: response.status, json };
}
const place = () => sandbox.mattermost.state.channel('alerts').id;
const newPost = async (more: object = {}) =>
	String((await ask('POST /posts', { channel_id: place(), message: 'x', ...more })).json?.id);

test('F3: a post without reactions: null, not an empty list', async () => {
	expect(await ask(`GET /posts/${await newPost()}/reactions`)).toEqual({ status: 200, json: null });
});

test('F4: a button whose ID has a dash cannot be pressed', async () => {
	const actions = [{ id: 'click-me', name: 'Go', integration: { url: 'http://127.0.0.1:9/' } }];
	const post = await newPost({ props: { attachments: [{ actions }] } });
	expect((await ask(`POST /posts/${post}/actions/click-me`, {})).status).toBe(404);
});

test.each([
	[
		'F5: a custom status with a duration and no end',
		{ emoji: 'date', text: 'x', duration: 'one_hour' },
	],
	['a custom status with nothing in it', {}],
])('%s is refused', async (_, body) => {
	expect((await ask('PUT /users/me/status/custom', body)).status).toBe(400);
});

test('F9: a reply to a reply is refused', async () => {
	const reply = await newPost({ root_id: await newPost() });
	const { status, json } = await ask('POST /posts', {
		channel_id: place(),
		message: 'x',
		root_id: reply,
	});
	expect([status, json?.id]).toEqual([400, 'api.post.create_post.root_id.app_error']);
});

test('F11: an unknown file in a patch is dropped, and nothing breaks', async () => {
	const file_ids = ['unknownunknownunknownunkno'];
	const { status, json } = await ask(`PUT /posts/${await newPost()}/patch`, { file_ids });
	expect([status, (json as { file_ids?: string[] }).file_ids]).toEqual([200, []]);
});

test('F14: a message that is too long is refused', async () => {
	const { status, json } = await ask('POST /posts', {
		channel_id: place(),
		message: 'x'.repeat(16_384),
	});
	expect([status, json?.id]).toEqual([400, 'model.post.is_valid.message_length.app_error']);
});

test.each([
	['a property of a wrong type', { channel_id: 'id', message: 5 }, 400],
	['no body', undefined, 400],
])('%s is refused', async (_, body, status) => {
	const sent = body && { ...body, channel_id: place() };
	expect((await ask('POST /posts', sent)).status).toBe(status);
});

test('a plain member does not read the preferences, sessions or tokens of another', async () => {
	const admin = sandbox.mattermost.state.user('admin').id;
	for (const what of ['preferences', 'sessions', 'tokens', 'audits', 'posts/flagged']) {
		const { status } = await ask(`GET /users/${admin}/${what}`, undefined, TOKENS.mattermostUser);
		expect([what, status]).toEqual([what, 403]);
	}
});

describe('pending_post_id', () => {
	const pending_post_id = 'n8n:once';
	const again = async (token?: string) =>
		(await ask('POST /posts', { channel_id: place(), message: 'x', pending_post_id }, token)).json;

	test('is empty when the post is read again', async () => {
		const made = await again();
		expect(made).toMatchObject({ pending_post_id });
		const { json } = await ask(`GET /posts/${String(made!.id)}`);
		expect(json).toMatchObject({ id: made!.id, pending_post_id: '' });
	});

	test('of another user gives the same post to who may read it', async () => {
		expect((await again(TOKENS.mattermostUser))!.id).toBe((await again())!.id);
	});
});

test('a second emoji with the same name is refused', async () => {
	const { id } = sandbox.mattermost.state.user('admin');
	const upload = async () => {
		const form = new FormData();
		form.append('emoji', JSON.stringify({ name: 'door', creator_id: id }));
		form.append('image', new Blob([new Uint8Array(PICTURE)]), 'door.png');
		const response = await fetch(`${sandbox.mattermost.url}/api/v4/emoji`, {
			method: 'POST',
			headers: { authorization: `Bearer ${TOKENS.mattermostAdmin}` },
			body: form,
		});
		return response.status;
	};
	expect([await upload(), await upload()]).toEqual([200, 400]);
});

test('logging out with a personal access token leaves it alive', async () => {
	expect((await ask('POST /users/logout')).status).toBe(200);
	expect((await ask('GET /users/me')).status).toBe(200);
});

test('a guest comes into teams and channels as a guest', async () => {
	const { state } = sandbox.mattermost;
	const { id: user_id } = state.user('carol');
	await ask(`PUT /users/${user_id}/roles`, { roles: 'system_guest' });
	const { id: team_id } = state.team('support');
	const isGuest = { scheme_guest: true, scheme_user: false };
	const added = await ask(`POST /teams/${team_id}/members`, { team_id, user_id });
	expect(added.json).toMatchObject(isGuest);
	const joined = await ask(`POST /channels/${place()}/members`, { user_id });
	expect(joined.json).toMatchObject(isGuest);
});
