import { failureOf, mattermostServer } from '../support/mattermostServer';
import { firstOf } from '../support/present';

/**
 * Texts of others in every kind of message, files of a changed post, lengths of lists and properties,
 * and a sandbox as strict as a server.
 */

type Server = Awaited<ReturnType<typeof mattermostServer>>;
let server: Server;
let older: Server;
beforeAll(async () => {
	server = await mattermostServer();
	older = await mattermostServer({ mattermostVersion: '10.4.0' });
});
afterAll(async () => {
	await server.sandbox.stop();
	await older.sandbox.stop();
});
beforeEach(() => {
	server.mattermost.reset();
	older.mattermost.reset();
});

const alerts = ({ state }: Server) => state.channel('alerts').id;
const lastBody = (method: string, end: string) =>
	server.last(method, end).body as Record<string, never>;

const insertedTexts = { entry: [{ key: 'camera', value: '@channel **x**' }] };
const SAFE = '@\u200bchannel \\*\\*x\\*\\*';
const given = { insertedTexts, neutralize: 'mentions' };
const GIVEN = 'At {camera} @here';
const WANTED = `At ${SAFE} @\u200bhere`;
const boxes = { entry: [{ title: GIVEN, fields: { entry: [{ title: 'a', value: GIVEN }] } }] };
const safeBox = [{ title: WANTED, fields: [{ value: WANTED }] }];
const PROPS = JSON.stringify({ attachments: [{ text: GIVEN }], own: GIVEN });
/** Own properties are nobody's text. */
const safeProps = { attachments: [{ text: WANTED }], own: GIVEN };

describe('texts of others', () => {
	test('in what an incoming webhook gets', async () => {
		const hook = firstOf(
			await server.run('incomingWebhook', 'create', { channelId: alerts(server) }),
		);
		await server.run('incomingWebhook', 'send', {
			hookId: hook.json.id,
			text: GIVEN,
			attachments: boxes,
			sendOptions: { ...given, props: PROPS },
		});
		const sent = lastBody('POST', `/hooks/${String(hook.json.id)}`);
		expect(sent).toMatchObject({ text: WANTED, attachments: safeBox, props: safeProps });
	});

	test('in an ephemeral post', async () => {
		await server.run('post', 'createEphemeral', {
			viewer: server.state.user('bob').id,
			channelId: alerts(server),
			message: GIVEN,
			attachments: boxes,
			createEphemeralOptions: given,
		});
		const { post } = lastBody('POST', '/posts/ephemeral');
		expect(post).toMatchObject({ message: WANTED, props: { attachments: safeBox } });
	});

	test('in a scheduled post, and where it is changed', async () => {
		const made = firstOf(
			await server.run('scheduledPost', 'create', {
				channelId: alerts(server),
				scheduledAt: '2099-01-01T00:00:00Z',
				message: GIVEN,
				createOptions: { ...given, props: PROPS },
			}),
		);
		const sent = lastBody('POST', '/posts/schedule');
		expect(sent).toMatchObject({ message: WANTED, props: safeProps });
		await server.run('scheduledPost', 'update', {
			scheduledPostId: made.json.id,
			message: GIVEN,
			updateOptions: given,
		});
		const changed = lastBody('PUT', `/posts/schedule/${String(made.json.id)}`);
		// What is there already is not escaped again.
		expect(changed).toMatchObject({ message: WANTED, props: safeProps });
	});

	test('in a draft', async () => {
		await server.run('draft', 'save', {
			channelId: alerts(server),
			message: GIVEN,
			saveOptions: { ...given, props: PROPS },
		});
		expect(lastBody('POST', '/drafts')).toMatchObject({ message: WANTED, props: safeProps });
	});

	test('what only becomes too long by it is refused before it is sent', async () => {
		const message = '*'.repeat(9000);
		const values = { channelId: alerts(server), message };
		const failures = [
			server.run('draft', 'save', { ...values, saveOptions: { neutralize: 'all' } }),
			server.run('scheduledPost', 'create', {
				...values,
				scheduledAt: '2099-01-01T00:00:00Z',
				createOptions: { neutralize: 'all' },
			}),
		];
		for (const failure of failures) {
			expect((await failureOf(failure)).message).toBe(
				'"Message" is 18000 characters long, but the server accepts at most 16383',
			);
		}
		expect(server.sent().filter((one) => /^(POST|PUT) .*(draft|schedule)/.test(one))).toEqual([]);
	});
});

describe('files of a post that is there', () => {
	const prepare = async (one: Server) => {
		const file = {
			json: {},
			binary: { data: { data: 'aGk=', mimeType: 'text/plain', fileName: 'a.txt' } },
		};
		const { json: info } = firstOf(
			await one.run('file', 'upload', { channelId: alerts(one) }, [file]),
		);
		const { json: post } = firstOf(
			await one.run('post', 'create', {
				channelId: alerts(one),
				message: 'Hello',
			}),
		);
		return { postId: String(post.id), fileId: String(info.id) };
	};
	const update = async (one: Server, postId: string, fileIds: string, how = 'update') =>
		await one.run('post', how, {
			postId,
			...(how === 'replace' ? { message: 'Hello' } : {}),
			[`${how}Options`]: { fileIds },
		});

	test.each(['update', 'replace'])('%s attaches them', async (how) => {
		const { postId, fileId } = await prepare(server);
		const { json } = firstOf(await update(server, postId, fileId, how));
		expect(json.file_ids).toEqual([fileId]);
	});

	test('a server before 10.5 would drop them: nothing is sent', async () => {
		const { postId, fileId } = await prepare(older);
		const { message } = await failureOf(update(older, postId, fileId));
		expect(message).toBe('"File IDs" cannot be changed on a server before 10.5');
		expect(older.sent().filter((one) => one.startsWith('PUT'))).toEqual([]);
		const { body } = await (async () => ({
			body: await fetch(`${older.mattermost.url}/api/v4/posts/${postId}/patch`, {
				method: 'PUT',
				headers: { Authorization: `Bearer ${older.token}` },
				body: JSON.stringify({ file_ids: [fileId] }),
			}).then(async (answer) => (await answer.json()) as { file_ids?: string[] }),
		}))();
		expect(body.file_ids ?? []).toEqual([]);
	});
});

describe('lengths of lists and properties', () => {
	const long = Array.from({ length: 60 }, (_, at) => `a-word-number-${at}-ä`);

	test('trigger words and callback URLs count together, in bytes', async () => {
		const hook = { callbackUrls: 'http://127.0.0.1:9/', channelId: alerts(server) };
		const values = { teamId: server.state.team('team1').id, displayName: 'x', ...hook };
		const words = await failureOf(
			server.run('outgoingWebhook', 'create', { ...values, triggerWords: long.join(',') }),
		);
		expect(words.message).toMatch(/^"Trigger Words" is 1\d{3} bytes long.*at most 1024/);
		const callbackUrls = long.map((one) => `http://127.0.0.1:9/${one}`).join(',');
		const urls = await failureOf(
			server.run('outgoingWebhook', 'create', { ...values, callbackUrls, triggerWords: 'x' }),
		);
		expect(urls.message).toMatch(/^"Callback URLs" is \d{4} bytes long.*at most 1024/);
		expect(server.sent()).not.toContain('POST /hooks/outgoing');
	});

	test.each(['props', 'attachments'])('%s of a post', async (where) => {
		const text = 'x'.repeat(800_000);
		const failure = await failureOf(
			server.run('post', 'create', {
				channelId: alerts(server),
				message: 'x',
				...(where === 'props'
					? { createOptions: { props: JSON.stringify({ text }) } }
					: { attachments: { entry: [{ text }] } }),
			}),
		);
		expect(failure.message).toMatch(/characters long, but the server accepts at most 800000/);
		expect(server.sent()).not.toContain('POST /posts');
	});
});

test('the sandbox refuses a duration without its end, as servers do', async () => {
	const set = async (body: object) =>
		(
			await fetch(`${server.mattermost.url}/api/v4/users/me/status/custom`, {
				method: 'PUT',
				headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
				body: JSON.stringify(body),
			})
		).status;
	const status = { emoji: 'calendar', text: 'Away' };
	expect(await set({ ...status, duration: 'one_hour' })).toBe(400);
	expect(await set({ ...status, expires_at: '2020-01-01T00:00:00Z' })).toBe(400);
	expect(await set({ duration: '' })).toBe(400);
	expect(await set(status)).toBe(200);
	const end = new Date(Date.now() + 3_600_000).toISOString();
	expect(await set({ ...status, duration: 'one_hour', expires_at: end })).toBe(200);
});
