import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { startSandbox, TOKENS, type SandboxOptions } from '../../sandbox';
import { builtPackage, runStock, runWorkflow } from '../support/harness';
import { mattermostNodeOf } from '../support/mattermostServer';
import { firstOf } from '../support/present';

/** Posts and what hangs on them, as a user meets them: what stands in the channel afterwards. */

const { nodes } = builtPackage();

/** A sandbox of one server version, and ways to run operations on it. */
async function serverOf(options: SandboxOptions = {}) {
	const sandbox = await startSandbox(options);
	const { state } = sandbox.mattermost;
	const runWith =
		(run: typeof runWorkflow, accessToken: string) =>
		async (
			resource: string,
			operation: string,
			values: Record<string, unknown> = {},
			items?: INodeExecutionData[],
		) =>
			await run({
				node: mattermostNodeOf(resource, operation),
				items,
				parameters: {
					authentication: 'accessToken',
					resource,
					operation,
					...Object.fromEntries(
						Object.entries(values).map(([name, value]) => [
							resource + name.charAt(0).toUpperCase() + name.slice(1),
							value,
						]),
					),
				} as never,
				credentials: { mattermostTokenApi: { siteUrl: sandbox.mattermost.url, accessToken } },
			});
	return {
		sandbox,
		state,
		run: runWith(runWorkflow, TOKENS.mattermostAdmin),
		stock: runWith(runStock, TOKENS.mattermostAdmin),
		asBot: runWith(runWorkflow, TOKENS.mattermostBot),
		alerts: state.channel('alerts').id,
		sent: () => sandbox.mattermost.requests.map(({ method, path }) => `${method} ${path}`),
	};
}
type Server = Awaited<ReturnType<typeof serverOf>>;

const servers: Record<string, Server> = {};
const VERSIONS = ['4.10.10', '5.30.1', '11.7.0'];

beforeAll(async () => {
	for (const mattermostVersion of VERSIONS) {
		servers[mattermostVersion] = await serverOf({ mattermostVersion });
	}
});
afterAll(async () => {
	await Promise.all(Object.values(servers).map(async ({ sandbox }) => await sandbox.stop()));
});
beforeEach(() => {
	for (const { sandbox } of Object.values(servers)) sandbox.mattermost.reset();
});
const today = () => servers['11.7.0']!;

const withFiles = (files: Record<string, Buffer>): INodeExecutionData[] => [
	{
		json: {},
		binary: Object.fromEntries(
			Object.entries(files).map(([name, data]) => [
				name,
				{ data: data.toString('base64'), mimeType: 'image/png', fileName: `${name} ü"1".png` },
			]),
		),
	},
];
const failureOf = async (promise: Promise<unknown>) =>
	await promise.then(
		() => {
			throw new Error('did not fail');
		},
		(error: { message: string; description?: string; httpCode?: string }) => error,
	);

test('picked people are mentioned in front of the message, whoever gives them how', async () => {
	const { run, alerts, state } = today();
	const mention = {
		entry: [
			{ picked: { __rl: true, mode: 'list', value: state.user('carol').id } },
			{ picked: { __rl: true, mode: 'id', value: 'bob@example.com, @carol' } },
		],
	};
	const made = firstOf(
		await run('post', 'create', {
			channelId: alerts,
			message: 'Please look',
			createOptions: { mention },
		}),
	);
	expect(made.json.message).toBe('@carol @bob Please look');
	const nobody = { entry: [{ picked: { __rl: true, mode: 'id', value: 'a'.repeat(26) } }] };
	const error = await failureOf(
		run('post', 'create', { channelId: alerts, message: 'x', createOptions: { mention: nobody } }),
	);
	expect(error.message).toContain('"Mention" has nobody with the ID');
});

test('groups and everybody in a channel are mentioned by their names', async () => {
	const { run, alerts, sandbox } = today();
	const send = async (...values: string[]) => {
		const entry = values.map((value) => ({ picked: { __rl: true, mode: 'list', value } }));
		const parameters = {
			channelId: alerts,
			message: 'Look',
			createOptions: { mention: { entry } },
		};
		return firstOf(await run('post', 'create', parameters)).json.message;
	};
	const group = (row: object) => {
		const id = sandbox.mattermost.state.newId();
		sandbox.mattermost.state.groups.set(id, {
			row: { id, delete_at: 0, allow_reference: true, ...row },
			members: new Set(),
		});
	};
	group({ name: 'on-call', display_name: 'On Call' });
	group({ name: 'quiet', display_name: 'Quiet', allow_reference: false });
	expect(await send('@on-call', '@here')).toBe('@on-call @here Look');
	expect(await send('On-Call')).toBe('@on-call Look');
	for (const name of ['@quiet', '@nobody-at-all']) {
		expect((await failureOf(send(name))).message).toContain('matches no user');
	}
	// Without a license servers have no groups.
	const refused = { match: 'GET /api/v4/groups', kind: 'status', status: 501, times: 9 } as const;
	sandbox.mattermost.fail(refused);
	expect((await failureOf(send('@on-call'))).message).toContain('matches no user');
	expect(await send('@bob', '@all')).toBe('@bob @all Look');
});

test('a post comes with a link that works in every team, and with its attachments', async () => {
	const { run, alerts, sandbox } = today();
	const attachments = { entry: [{ title: 'Door', text: 'Open' }] };
	const made = firstOf(
		await run('post', 'create', { channelId: alerts, message: 'Look', attachments }),
	);
	const link = `${sandbox.mattermost.url}/_redirect/pl/${String(made.json.id)}`;
	const listed = await run('post', 'getAll', { sourceChannel: alerts, returnAll: true });
	for (const { json } of [made, listed.find(({ json }) => json.id === made.json.id)!]) {
		expect(json.permalink).toBe(link);
		expect(json.attachments).toEqual([expect.objectContaining({ title: 'Door', text: 'Open' })]);
	}
	const raw = firstOf(await run('post', 'get', { postId: made.json.id, simplify: false }));
	expect(raw.json).not.toHaveProperty('permalink');
	const linked = firstOf(await run('post', 'getPermalink', { postId: made.json.id }));
	expect(linked.json).toEqual({ id: made.json.id, permalink: link });
	// The link is also what a post's field takes.
	expect((await run('post', 'get', { postId: link }))[0]!.json.message).toBe('Look');
});

describe.each(VERSIONS)('Mattermost %s', (version) => {
	const server = () => servers[version]!;

	test('a reply to a reply lands in the thread', async () => {
		const { run, state, alerts } = server();
		const root = firstOf(await run('post', 'create', { channelId: alerts, message: 'Root' }));
		const first = firstOf(await run('post', 'reply', { postId: root.json.id, message: 'First' }));
		const second = firstOf(
			await run('post', 'reply', { postId: first.json.id, message: 'Second' }),
		);
		expect(second.json).toMatchObject({ root_id: root.json.id, message: 'Second' });
		expect(state.posts.get(String(second.json.id))).toMatchObject({ channel_id: alerts });
		const thread = await run('post', 'getThread', { postId: second.json.id, returnAll: true });
		expect(thread.map(({ json }) => json.message).sort()).toEqual(['First', 'Root', 'Second']);
		const fromRoot = await run('post', 'getThread', { postId: root.json.id, returnAll: true });
		expect(fromRoot.map(({ json }) => json.message)).toEqual(['Root', 'First', 'Second']);
	});

	test('a direct message by username, e-mail, ID and @name goes to one channel', async () => {
		const { run, asBot, state } = server();
		const bob = state.user('bob');
		const channels = [];
		for (const recipient of [
			{ __rl: true, mode: 'username', value: '@bob' },
			{ __rl: true, mode: 'email', value: bob.email },
			{ __rl: true, mode: 'id', value: bob.id },
			'bob',
			bob.email,
		]) {
			const { json } = firstOf(await run('post', 'sendDirect', { recipient, message: 'Hello' }));
			channels.push(json.channel_id);
		}
		expect(new Set(channels).size).toBe(1);
		expect(state.channels.get(String(channels[0]))).toMatchObject({ type: 'D' });
		expect(state.channelMembers.get(String(channels[0]))!.has(bob.id)).toBe(true);
		const { json } = firstOf(
			await asBot('post', 'sendDirect', {
				recipient: '@bob',
				message: 'From a bot',
			}),
		);
		expect(json.user_id).toBe(state.user('n8n-bot').id);
	});

	test('files of the input are attached and come back byte for byte', async () => {
		const { run, alerts, state } = server();
		const one = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
		const two = Buffer.from('second');
		const { json } = firstOf(
			await run(
				'post',
				'create',
				{ channelId: alerts, message: '', binaryFields: 'one, two' },
				withFiles({ one, two }),
			),
		);
		const ids = json.file_ids as string[];
		expect(ids).toHaveLength(2);
		const infos = await run('post', 'getFiles', { postId: json.id, simplify: true });
		expect(infos.map((info) => info.json.name)).toEqual(['one ü"1".png', 'two ü"1".png']);
		const file = firstOf(await run('file', 'download', { fileId: ids[0], binaryProperty: 'back' }));
		const { back } = file.binary!;
		expect(Buffer.from(back!.data, 'base64').equals(one)).toBe(true);
		expect(back).toMatchObject({ fileName: 'one ü"1".png', mimeType: 'image/png' });
		expect(state.files.get(ids[1]!)!.bytes.equals(two)).toBe(true);
	});

	test('Send File takes the file that nodes call data, and needs no message', async () => {
		const { run, alerts, state } = server();
		const data = Buffer.from('a picture');
		const sent = await run('post', 'sendFile', { channelId: alerts }, withFiles({ data }));
		const { json } = firstOf(sent);
		expect(json).toMatchObject({ channel_id: alerts, message: '' });
		const [id] = json.file_ids as string[];
		expect(state.files.get(id!)!.bytes.equals(data)).toBe(true);
		const missing = await failureOf(run('post', 'sendFile', { channelId: alerts }));
		expect(missing.message).toContain('data');
	});

	test('a message through an incoming webhook needs no token', async () => {
		const { run, sandbox, alerts, state } = server();
		const hook = firstOf(
			await run('incomingWebhook', 'create', {
				channelId: alerts,
				createOptions: { displayName: 'Doors' },
				simplify: true,
			}),
		);
		expect(hook.json.url).toBe(`${sandbox.mattermost.url}/hooks/${String(hook.json.id)}`);
		for (const hookId of [hook.json.id, { __rl: true, mode: 'url', value: hook.json.url }]) {
			const answer = firstOf(await run('incomingWebhook', 'send', { hookId, text: 'Door open' }));
			expect(answer.json).toEqual({ status: 'ok' });
		}
		const requests = sandbox.mattermost.requests.filter(({ path }) => path.startsWith('/hooks/'));
		expect(requests).toHaveLength(2);
		for (const { headers } of requests) expect(headers.authorization).toBeUndefined();
		expect(
			state.channelPosts
				.get(alerts)!
				.slice(-2)
				.map(({ message }) => message),
		).toEqual(['Door open', 'Door open']);
	});

	test('an update of a webhook keeps what is left out', async () => {
		const { run, alerts, state } = server();
		const hook = firstOf(
			await run('incomingWebhook', 'create', {
				channelId: alerts,
				createOptions: { displayName: 'Doors', description: 'Kept', iconUrl: 'http://x/y.png' },
			}),
		);
		const changed = firstOf(
			await run('incomingWebhook', 'update', {
				hookId: hook.json.id,
				updateOptions: { displayName: 'Gates' },
				simplify: false,
			}),
		);
		expect(changed.json).toMatchObject({
			display_name: 'Gates',
			description: 'Kept',
			icon_url: 'http://x/y.png',
			channel_id: alerts,
		});
		const team = state.team('team1').id;
		const out = firstOf(
			await run('outgoingWebhook', 'create', {
				teamId: team,
				displayName: 'Out',
				callbackUrls: 'http://127.0.0.1:9/a, http://127.0.0.1:9/b',
				triggerWords: 'door',
				createOptions: { triggerWhen: '1' },
			}),
		);
		const moved = firstOf(
			await run('outgoingWebhook', 'update', {
				hookId: out.json.id,
				updateOptions: { description: 'New' },
				simplify: false,
			}),
		);
		expect(moved.json).toMatchObject({
			description: 'New',
			trigger_words: ['door'],
			trigger_when: 1,
			callback_urls: ['http://127.0.0.1:9/a', 'http://127.0.0.1:9/b'],
		});
		const fresh = firstOf(await run('outgoingWebhook', 'regenerateToken', { hookId: out.json.id }));
		expect(fresh.json.token).not.toBe(out.json.token);
	});

	test('an update of a slash command keeps what is left out', async () => {
		const { run, state } = server();
		const command = firstOf(
			await run('slashCommand', 'create', {
				teamId: state.team('team1').id,
				trigger: 'door',
				url: 'http://127.0.0.1:9/',
				method: 'G',
				createOptions: { description: 'Kept' },
			}),
		);
		const changed = firstOf(
			await run('slashCommand', 'update', {
				commandId: command.json.id,
				updateOptions: { displayName: 'Door' },
				simplify: false,
			}),
		);
		expect(changed.json).toMatchObject({
			display_name: 'Door',
			description: 'Kept',
			method: 'G',
			trigger: 'door',
			token: command.json.token,
		});
	});

	test('Return All reads every page once, Limit only what it needs', async () => {
		const { run, state, alerts, sandbox } = server();
		const user_id = state.user('admin').id;
		for (let number = 0; number < 450; number++) {
			state.addPost({ channel_id: alerts, user_id, message: `Post ${number}` });
		}
		const total = state.channelPosts.get(alerts)!.length;
		const all = await run('post', 'getAll', { sourceChannel: alerts, returnAll: true });
		expect(all).toHaveLength(total);
		expect(new Set(all.map(({ json }) => json.id)).size).toBe(total);
		const read = () => sandbox.mattermost.requests.filter(({ path }) => path.endsWith('/posts'));
		expect(read()).toHaveLength(Math.floor(total / 200) + 1);
		sandbox.mattermost.requests = [];
		const some = await run('post', 'getAll', { sourceChannel: alerts, limit: 5 });
		expect(some.map(({ json }) => json.message)).toEqual(
			[449, 448, 447, 446, 445].map((number) => `Post ${number}`),
		);
		expect(read().map(({ query }) => query)).toEqual([{ page: '0', per_page: '5' }]);
	});

	test('posts come in the server’s order, without roots that are not in the list', async () => {
		const { run, alerts } = server();
		const root = firstOf(await run('post', 'create', { channelId: alerts, message: 'Root' }));
		await run('post', 'create', { channelId: alerts, message: 'Between' });
		await run('post', 'reply', { postId: root.json.id, message: 'Reply' });
		const items = await run('post', 'getAll', { sourceChannel: alerts, limit: 2 });
		expect(items.map(({ json }) => json.message)).toEqual(['Reply', 'Between']);
	});

	test('a reaction goes on and off again', async () => {
		const { run, alerts, state } = server();
		const { json } = firstOf(await run('post', 'create', { channelId: alerts, message: 'Nice' }));
		const made = firstOf(await run('reaction', 'create', { postId: json.id, emojiName: ':tada:' }));
		expect(made.json).toMatchObject({ emoji_name: 'tada', user_id: state.user('admin').id });
		expect(await run('reaction', 'getAll', { postId: json.id, returnAll: true })).toHaveLength(1);
		const gone = firstOf(
			await run('reaction', 'delete', {
				userId: { mode: 'list', value: 'me' },
				postId: json.id,
				emojiName: ':tada:',
			}),
		);
		expect(gone.json).toEqual({ deleted: true });
		expect(await run('reaction', 'getAll', { postId: json.id, returnAll: true })).toHaveLength(0);
	});

	test('an emoji is made of a picture and its picture comes back', async () => {
		const { run } = server();
		const picture = Buffer.from('GIF89a picture');
		const { json } = firstOf(
			await run(
				'emoji',
				'create',
				{ name: 'our-logo', inputBinaryField: 'logo' },
				withFiles({ logo: picture }),
			),
		);
		expect(json.name).toBe('our-logo');
		const emojiId = { __rl: true, mode: 'name', value: ':our-logo:' };
		const item = firstOf(await run('emoji', 'getImage', { emojiId, binaryProperty: 'data' }));
		expect(Buffer.from(item.binary!.data!.data, 'base64').equals(picture)).toBe(true);
		const deleted = firstOf(await run('emoji', 'delete', { emojiId }));
		expect(deleted.json).toEqual({ deleted: true });
	});

	test('a post is saved, found among the saved ones and removed', async () => {
		const { run, alerts } = server();
		const { json } = firstOf(
			await run('post', 'create', { channelId: alerts, message: 'Keep me' }),
		);
		const me = { mode: 'list', value: 'me' };
		await run('post', 'flag', { postId: json.id });
		const saved = await run('post', 'getFlagged', { userId: me, returnAll: true });
		expect(saved.map((item) => item.json.id)).toEqual([json.id]);
		await run('post', 'unflag', { postId: json.id });
		expect(await run('post', 'getFlagged', { userId: me, returnAll: true })).toEqual([]);
	});
});

describe('writing posts', () => {
	test('attachments with fields, buttons and menus arrive as the API wants them', async () => {
		const { run, alerts, sandbox } = today();
		await run('post', 'create', {
			channelId: alerts,
			message: '',
			attachments: {
				entry: [
					{
						title: 'Door',
						color: '#ff0000',
						fields: { entry: [{ title: 'Where', value: 'Lobby', short: true }] },
						actions: {
							entry: [
								{
									name: 'Lock',
									type: 'button',
									style: 'danger',
									integration: { url: 'http://127.0.0.1:9/', context: '{"door": 1}' },
								},
								{
									name: 'Pick',
									type: 'select',
									dataSource: '',
									options: { entry: [{ text: 'One', value: '1' }] },
									integration: { url: 'https://n8n.example/webhook/menu' },
								},
							],
						},
					},
				],
			},
			createOptions: { props: '{"card": "Side"}', priority: 'urgent', requestedAck: true },
		});
		const { body } = sandbox.mattermost.requests[0] as { body: IDataObject };
		expect(body.props).toEqual({
			card: 'Side',
			attachments: [
				{
					title: 'Door',
					color: '#ff0000',
					fields: [{ title: 'Where', value: 'Lobby', short: true }],
					actions: [
						{
							name: 'Lock',
							type: 'button',
							style: 'danger',
							integration: { url: 'http://127.0.0.1:9/', context: { door: 1 } },
						},
						{
							name: 'Pick',
							type: 'select',
							options: [{ text: 'One', value: '1' }],
							integration: { url: 'https://n8n.example/webhook/menu' },
						},
					],
				},
			],
		});
		expect(body.metadata).toEqual({ priority: { priority: 'urgent', requested_ack: true } });
		expect(sandbox.mattermost.violations).toEqual([]);
	});

	test('a link names a post; a link of another server is refused', async () => {
		const { run, alerts, sandbox } = today();
		const { json } = firstOf(await run('post', 'create', { channelId: alerts, message: 'Linked' }));
		const link = (site: string) => ({
			__rl: true,
			mode: 'url',
			value: `${site}/team1/pl/${String(json.id)}`,
		});
		const got = firstOf(await run('post', 'get', { postId: link(sandbox.mattermost.url) }));
		expect(got.json.message).toBe('Linked');
		const before = sandbox.mattermost.requests.length;
		const failure = await failureOf(run('post', 'get', { postId: link('https://other.example') }));
		expect(failure.message).toContain('not a URL on the server');
		// The server is asked for its own idea of its address, and nothing else.
		const after = sandbox.mattermost.requests.slice(before).map(({ operation }) => operation);
		expect(after).toEqual(['GET /api/v4/config/client']);
	});

	test('an update changes what is given and no more', async () => {
		const { run, alerts, state } = today();
		const { json } = firstOf(
			await run('post', 'create', {
				channelId: alerts,
				message: 'Before',
				createOptions: { props: '{"card": "Side"}' },
			}),
		);
		const attachments = { entry: [{ title: 'Added' }] };
		await run('post', 'update', { postId: json.id, attachments });
		expect(state.posts.get(String(json.id))).toMatchObject({
			message: 'Before',
			props: { card: 'Side', attachments: [{ title: 'Added' }] },
		});
		await run('post', 'update', { postId: json.id, updateOptions: { props: '{}' } });
		expect(state.posts.get(String(json.id))).toMatchObject({ message: 'Before', props: {} });
		const failure = await failureOf(run('post', 'update', { postId: json.id }));
		expect(failure.message).toContain('"Update Fields" is empty');
	});

	test.each(VERSIONS)('a replace on %s keeps what is left out', async (version) => {
		const { run, alerts, state } = servers[version]!;
		const { json } = firstOf(
			await run('post', 'create', {
				channelId: alerts,
				message: 'Before',
				createOptions: { props: '{"card": "Side"}' },
			}),
		);
		await run('post', 'replace', { postId: json.id, replaceOptions: { isPinned: true } });
		expect(state.posts.get(String(json.id))).toMatchObject({
			message: 'Before',
			is_pinned: true,
			props: { card: 'Side' },
		});
	});

	test('nothing to post, too many files and a missing file are refused before sending', async () => {
		const { run, alerts, sandbox } = today();
		const post = async (options: IDataObject) =>
			(await failureOf(
				run('post', 'create', { channelId: alerts, message: '', ...options }),
			)) as Error;
		expect((await post({})).message).toContain('"Message" is empty');
		const many = Array.from({ length: 11 }, (_, index) => `f${index}`).join();
		expect((await post({ binaryFields: many })).message).toContain('11 files');
		const missing = (await post({ binaryFields: 'missing' })) as Error & { description: string };
		expect(missing.message).toBe(
			'"Input Binary Field" is "missing", but the input item has no file of that name',
		);
		expect(missing.description).toMatch(/no files at all.*item 1; nothing was sent/);
		expect(sandbox.mattermost.requests).toEqual([]);
	});

	test('an upload that gives no file is a failure, and nothing is posted', async () => {
		const { run, alerts, sandbox, state } = today();
		const before = state.posts.size;
		sandbox.mattermost.fail({
			match: 'POST /api/v4/files',
			kind: 'status',
			status: 201,
			body: { file_infos: [], client_ids: [] },
			times: 2,
		});
		const items = withFiles({ data: Buffer.from('x') });
		const options = { binaryFields: 'data' };
		const posted = await failureOf(
			run('post', 'create', { channelId: alerts, message: 'x', ...options }, items),
		);
		expect(posted.message).toContain('stored no file');
		const uploaded = await failureOf(
			run('file', 'upload', { channelId: alerts, inputBinaryField: 'data' }, items),
		);
		expect(uploaded.message).toContain('stored no file');
		expect(state.posts.size).toBe(before);
	});
});

describe('a lost answer makes no second post', () => {
	const lost = (server: Server) => {
		const { sandbox, alerts, state, run } = server;
		return {
			fail: sandbox.mattermost.fail.bind(sandbox.mattermost),
			post: async () => await run('post', 'create', { channelId: alerts, message: 'Once' }),
			made: () => [...state.posts.values()].filter(({ message }) => message === 'Once').length,
		};
	};

	test.each(['5.30.1', '11.7.0'])(
		'%s: it is looked for and gives the first post',
		async (version) => {
			const server = servers[version]!;
			const { fail, post, made } = lost(server);
			fail({ match: 'POST /api/v4/posts', kind: 'dropAfter' });
			const { json } = firstOf(await post());
			expect(made()).toBe(1);
			expect(server.state.posts.has(String(json.id))).toBe(true);
			expect(server.sent()).toEqual([
				'POST /api/v4/posts',
				'GET /api/v4/users/me',
				`GET /api/v4/channels/${server.alerts}/posts`,
			]);
		},
	);

	test('a post that is still being made is waited for', async () => {
		const { fail, post, made } = lost(today());
		fail({ match: 'POST /api/v4/posts', kind: 'drop' });
		fail({
			match: 'POST /api/v4/posts',
			kind: 'status',
			status: 500,
			body: { id: 'api.post.deduplicate_create_post.pending', message: 'pending' },
		});
		await post();
		expect(made()).toBe(1);
	});

	test('a request that was dropped before its effect is done at last', async () => {
		const { fail, post, made } = lost(today());
		fail({ match: 'POST /api/v4/posts', kind: 'drop' });
		fail({ match: 'POST /api/v4/posts', kind: 'status', status: 502 });
		await post();
		expect(made()).toBe(1);
	});

	test('servers before 5.12 would post twice: what is not there is not sent again', async () => {
		const { fail, post, made } = lost(servers['4.10.10']!);
		fail({ match: 'POST /api/v4/posts', kind: 'dropAfter' });
		await post();
		expect(made()).toBe(1);
		fail({ match: 'POST /api/v4/posts', kind: 'drop' });
		const failure = await failureOf(post());
		expect(failure.description).toContain('not sent again');
		expect(made()).toBe(1);
	});

	test('servers of a cluster do not know each other’s posts, so it fails', async () => {
		const { fail, post, made } = lost(today());
		fail({ match: 'POST /api/v4/posts', kind: 'drop' });
		fail({
			match: 'GET /api/v4/config/client',
			kind: 'status',
			status: 200,
			body: { Version: '11.7.0', EnableCluster: 'true' },
		});
		const failure = await failureOf(post());
		expect(failure.description).toContain('not sent again');
		expect(made()).toBe(0);
	});
});

describe('big files', () => {
	const big = Buffer.alloc(11 * 1024 * 1024, 'mattermost ');
	const upload = async ({ run, alerts }: Server) =>
		await run(
			'file',
			'uploadLarge',
			{ channelId: alerts, inputBinaryField: 'big', uploadLargeOptions: { partSize: 5 } },
			withFiles({ big }),
		);

	test('go up in parts and come back byte for byte', async () => {
		const { state, sent } = today();
		const { json } = firstOf(await upload(today()));
		expect(state.files.get(String(json.id))!.bytes.equals(big)).toBe(true);
		expect(sent().filter((one) => one.startsWith('POST /api/v4/uploads/'))).toHaveLength(3);
	});

	test('go on where the server stands after a lost answer', async () => {
		const { state, sandbox } = today();
		sandbox.mattermost.fail({ match: 'POST /api/v4/uploads/', kind: 'dropAfter' });
		sandbox.mattermost.fail({ match: 'POST /api/v4/uploads/', kind: 'drop' });
		const { json } = firstOf(await upload(today()));
		expect(state.files.get(String(json.id))!.bytes.equals(big)).toBe(true);
	});

	test('are given up after three tries', async () => {
		const { sandbox } = today();
		sandbox.mattermost.fail({ match: 'POST /api/v4/uploads/', kind: 'drop', times: 9 });
		const failure = await failureOf(upload(today()));
		expect(failure.message).toContain('was lost before it responded');
	});
});

describe('reading', () => {
	test('since is asked for once, however many posts there are', async () => {
		const { run, state, alerts, sandbox } = today();
		const user_id = state.user('admin').id;
		for (let number = 0; number < 300; number++) {
			state.addPost({ channel_id: alerts, user_id, message: `Post ${number}` });
		}
		const items = await run('post', 'getAll', {
			sourceChannel: alerts,
			returnAll: true,
			getAllOptions: { since: new Date(Date.now() - 3_600_000).toISOString() },
		});
		expect(items.length).toBeGreaterThanOrEqual(300);
		const read = sandbox.mattermost.requests.filter(({ path }) => path.endsWith('/posts'));
		expect(read).toHaveLength(1);
		expect(read[0]!.query).not.toHaveProperty('page');
	});

	test('since tells an edited message once, as it is now', async () => {
		const { run, state, alerts } = today();
		const user_id = state.user('admin').id;
		const { id: postId } = state.addPost({ channel_id: alerts, user_id, message: 'Before' });
		await run('post', 'update', { postId, message: 'After' });
		const items = await run('post', 'getAll', {
			sourceChannel: alerts,
			returnAll: true,
			getAllOptions: { since: new Date(Date.now() - 3_600_000).toISOString() },
			simplify: false,
		});
		const told = items.filter(({ json }) => /Before|After/.test(String(json.message)));
		expect(told.map(({ json }) => [json.id, json.message])).toEqual([[postId, 'After']]);
	});

	test('a search reads on as long as pages are full', async () => {
		const { run, state, alerts, sandbox } = today();
		const user_id = state.user('admin').id;
		for (let number = 0; number < 250; number++) {
			state.addPost({ channel_id: alerts, user_id, message: `Alarm ${number}` });
		}
		const teamId = state.team('team1').id;
		const all = await run('post', 'search', { teamId, terms: 'alarm', returnAll: true });
		expect(all).toHaveLength(250);
		const read = sandbox.mattermost.requests.filter(({ path }) => path.endsWith('/search'));
		expect(read).toHaveLength(2);
		expect(await run('post', 'searchAll', { terms: 'alarm', limit: 7 })).toHaveLength(7);
	});

	test('threads are read page by page, each once', async () => {
		const { run, state, alerts, sandbox } = today();
		const user_id = state.user('admin').id;
		for (let number = 0; number < 250; number++) {
			const root = state.addPost({ channel_id: alerts, user_id, create_at: 1000 + number * 2 });
			const create_at = 1001 + number * 2;
			state.addPost({ channel_id: alerts, user_id, root_id: root.id, create_at });
		}
		const values = { userId: 'me', teamId: state.team('team1').id };
		const all = await run('thread', 'getAll', { ...values, returnAll: true });
		expect(new Set(all.map(({ json }) => json.id)).size).toBe(250);
		expect(all).toHaveLength(250);
		const read = () => sandbox.mattermost.requests.filter(({ path }) => path.endsWith('/threads'));
		expect(read().length).toBeLessThanOrEqual(3);
		sandbox.mattermost.requests = [];
		expect(await run('thread', 'getAll', { ...values, limit: 7 })).toHaveLength(7);
		expect(read()).toHaveLength(1);
		expect(sandbox.mattermost.violations).toEqual([]);
	});

	test('a scheduled post is changed without losing what is left out', async () => {
		const { run, state, alerts } = today();
		const made = firstOf(
			await run('scheduledPost', 'create', {
				channelId: alerts,
				scheduledAt: '2030-01-01T08:00:00Z',
				message: 'Later',
				createOptions: { props: '{"card": "Side"}' },
			}),
		);
		const id = String(made.json.id);
		const moved = firstOf(
			await run('scheduledPost', 'update', {
				scheduledPostId: id,
				updateOptions: { scheduledAt: '2031-01-01T08:00:00Z' },
				simplify: false,
			}),
		);
		expect(moved.json).toMatchObject({
			scheduled_at: Date.UTC(2031, 0, 1, 8),
			message: 'Later',
			props: { card: 'Side' },
		});
		const teamId = state.team('team1').id;
		const ids = async () =>
			(await run('scheduledPost', 'getAll', { teamId })).map(({ json }) => json.id);
		expect(await ids()).toContain(id);
		await run('scheduledPost', 'delete', { scheduledPostId: id });
		expect(await ids()).not.toContain(id);
	});

	test('the tool engine uploads, posts and sends directly too', async () => {
		const { stock, state, alerts } = today();
		const data = Buffer.from('from a tool');
		const { json } = firstOf(
			await stock(
				'post',
				'create',
				{ channelId: alerts, message: 'Tool', binaryFields: 'data' },
				withFiles({ data }),
			),
		);
		expect(state.files.get((json.file_ids as string[])[0]!)!.bytes.equals(data)).toBe(true);
		const direct = firstOf(
			await stock('post', 'sendDirect', { recipient: '@bob', message: 'Hello' }),
		);
		expect(state.channels.get(String(direct.json.channel_id))!.type).toBe('D');
	});

	test('a picker of hooks reads team by team and leaves out teams it may not see', async () => {
		const { run, alerts, sandbox } = today();
		await run('incomingWebhook', 'create', {
			channelId: alerts,
			createOptions: { displayName: 'Doors' },
		});
		const { editorContext } = await import('../support/harness');
		const context = editorContext({
			node: nodes.mattermostAdmin!,
			parameters: { authentication: 'accessToken', resource: 'incomingWebhook', operation: 'get' },
			credentials: {
				mattermostTokenApi: {
					siteUrl: sandbox.mattermost.url,
					accessToken: TOKENS.mattermostAdmin,
				},
			},
		});
		const search = nodes.mattermostAdmin!.methods!.listSearch!.searchIncomingHooks!;
		const found = await search.call(context as never, 'door');
		expect(found.results.map(({ name }) => name)).toEqual(['Doors']);
		const none = await search.call(context as never, 'nothing like it');
		expect(none.results).toEqual([]);
	});
});
