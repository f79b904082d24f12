import { startSandbox, TOKENS, type Sandbox } from '../../sandbox';

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
