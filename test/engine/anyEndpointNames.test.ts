import { TOKENS } from '../../sandbox';
import { builtPackage, runWorkflow } from '../support/harness';
import { failureOf, mattermostServer } from '../support/mattermostServer';
import { firstOf } from '../support/present';

/** Any Endpoint takes names where an ID is expected, and checks texts, as declared operations do. */

const { nodes } = builtPackage();
type Server = Awaited<ReturnType<typeof mattermostServer>>;
let server: Server;
let alerts: string;
let team1: string;
let carol: string;
let bob: string;
beforeAll(async () => {
	server = await mattermostServer();
	const { state } = server;
	alerts = state.channel('alerts').id;
	team1 = state.team('team1').id;
	carol = state.user('carol').id;
	bob = state.user('bob').id;
});
afterAll(async () => await server.sandbox.stop());
beforeEach(() => server.mattermost.reset());

const endpoint = (value: string) => ({ __rl: true, mode: 'id', value });
interface Given {
	path?: object;
	query?: object;
	body?: unknown;
	unchecked?: boolean;
}
const call = async (of: string, { path = {}, query = {}, body, unchecked }: Given = {}) =>
	await server.run('anyEndpoint', 'call', {
		endpoint: endpoint(of),
		sendAs: 'json',
		path: JSON.stringify(path),
		query: JSON.stringify(query),
		body: body === undefined ? '' : JSON.stringify(body),
		callOptions: unchecked ? { checkAgainstCatalogue: false } : {},
	});
const byForm = async (of: string, value: Record<string, unknown>) =>
	await server.run('anyEndpoint', 'call', {
		endpoint: endpoint(of),
		sendAs: 'fields',
		fields: { mappingMode: 'defineBelow', value, schema: [] },
	});
const wordsOf = async (promise: Promise<unknown>) => {
	const { message, description } = await failureOf(promise);
	return `${message} ${description}`;
};
/** What changes things. */
const changes = () => server.sent().filter((one) => !one.startsWith('GET'));

describe('Mattermost', () => {
	test.each(['alerts', '#Alerts', 'team1/alerts', 'SITE/team1/channels/alerts'])(
		'the channel %s in path, typed endpoint and body',
		async (form) => {
			const channel = form.replace('SITE', server.mattermost.url);
			const got = firstOf(
				await call('GET /channels/{channel_id}', { path: { channel_id: channel } }),
			);
			expect(got.json.id).toBe(alerts);
			const typed = firstOf(await call(`GET /channels/${encodeURIComponent(channel)}`));
			expect(typed.json.id).toBe(alerts);
			const made = firstOf(
				await call('POST /posts', { body: { channel_id: channel, message: 'Hi' } }),
			);
			expect(made.json.channel_id).toBe(alerts);
			const filled = firstOf(
				await byForm('POST /posts', {
					'body.channel_id': channel,
					'body.message': 'Hi',
				}),
			);
			expect(filled.json.channel_id).toBe(alerts);
		},
	);

	test('people, teams and posts', async () => {
		expect((await call('GET /users/@Carol'))[0]!.json.id).toBe(carol);
		expect((await call('GET /users/me'))[0]!.json.id).not.toBe(carol);
		const path = { team_id: 'Team 1', user_id: 'carol@example.com' };
		const member = firstOf(await call('GET /teams/{team_id}/members/{user_id}', { path }));
		expect(member.json).toMatchObject({ team_id: team1, user_id: carol });
		const root = firstOf(
			await call('POST /posts', { body: { channel_id: 'alerts', message: 'Root' } }),
		);
		const link = `${server.mattermost.url}/team1/pl/${String(root.json.id)}`;
		const reply = firstOf(
			await call('POST /posts', {
				body: { channel_id: 'alerts', message: 'Reply', root_id: link },
			}),
		);
		expect(reply.json.root_id).toBe(root.json.id);
		const again = firstOf(
			await call('POST /posts', {
				body: { channel_id: 'alerts', message: 'Reply', root_id: reply.json.id },
			}),
		);
		expect(again.json.root_id).toBe(root.json.id);
	});

	test('every entry of lists, bare or not, and of objects in lists', async () => {
		const people = await call('POST /users/ids', { body: ['@Carol', 'bob'] });
		expect(people.map(({ json }) => json.id).sort()).toEqual([bob, carol].sort());
		await call('POST /channels/direct', { body: ['me', 'bob'] });
		expect(server.last('POST', '/channels/direct').body).toContain(bob);
		await call('POST /teams/{team_id}/members/batch', {
			path: { team_id: 'team1' },
			body: [{ team_id: 'team1', user_id: 'carol' }],
		});
		expect(server.last('POST', '/members/batch').body).toEqual([
			{ team_id: team1, user_id: carol },
		]);
	});

	test('emoji and usernames in any form', async () => {
		const post = firstOf(
			await call('POST /posts', { body: { channel_id: 'alerts', message: 'x' } }),
		);
		const body = { user_id: 'me', post_id: post.json.id, emoji_name: '👍🏽' };
		const made = firstOf(await call('POST /reactions', { body }));
		expect(made.json.emoji_name).toBe('+1_medium_skin_tone');
		const found = await call('POST /users/usernames', { body: ['@Carol'] });
		expect(found.map(({ json }) => json.id)).toEqual([carol]);
	});

	test.each([
		['nothing-there', 'matches no channel'],
		['https://elsewhere.example.com/team1/channels/alerts', 'not a URL on the server'],
		['Team 9/alerts', 'matches no team'],
	])('refuses the channel %s before anything is sent', async (channel_id, words) => {
		const said = await wordsOf(call('POST /posts', { body: { channel_id, message: 'x' } }));
		expect(said).toContain('"Body → channel_id"');
		expect(said).toContain(words);
		expect(changes().filter((one) => one.startsWith('POST /posts'))).toEqual([]);
	});

	test('refuses what is no ID of a thing without a name, with what it looks like', async () => {
		const said = await wordsOf(call('GET /files/{file_id}', { path: { file_id: 'report.pdf' } }));
		expect(said).toMatch(
			/"Path Values → file_id" is not an ID: "report.pdf", which looks like a name/,
		);
		expect(server.sent()).toEqual([]);
	});

	test('checks lengths and characters', async () => {
		const message = 'x'.repeat(16_384);
		const long = await wordsOf(call('POST /posts', { body: { channel_id: alerts, message } }));
		expect(long).toMatch(/"Body → message" is 16384 characters long.*at most 16383/);
		const patch = { path: { channel_id: alerts }, body: { header: 'x'.repeat(1025) } };
		expect(await wordsOf(call('PUT /channels/{channel_id}/patch', patch))).toMatch(
			/"Body → header" is 1025 characters long/,
		);
		const props = { card: 'a\0b' };
		expect(
			await wordsOf(call('POST /posts', { body: { channel_id: alerts, message: 'x', props } })),
		).toMatch(/"Body → props → card" contains a NUL character/);
		const half = { channel_id: alerts, message: '\ud83d' };
		// Also where the values are not compared with the catalogue.
		expect(await wordsOf(call('POST /posts', { body: half, unchecked: true }))).toMatch(
			/"Body → message" contains half a character/,
		);
		const mapped = server.run(
			'anyEndpoint',
			'call',
			{
				endpoint: endpoint('POST /posts'),
				sendAs: 'fields',
				fields: { mappingMode: 'autoMapInputData', value: null, schema: [] },
			},
			[{ json: { channel_id: alerts, message: 'a\0b' } }],
		);
		expect(await wordsOf(mapped)).toMatch(/"Message" contains a NUL character/);
		expect(changes()).toEqual([]);
	});

	test('people who may not see all teams find teams', async () => {
		server.state.team('team1').allow_open_invite = true;
		const rows = await server.asBob('anyEndpoint', 'call', {
			endpoint: endpoint('POST /teams/search'),
			...{ sendAs: 'json', path: '{}', query: '{}', body: '{"term":"team"}' },
			...{ callOptions: {}, returnAll: true },
		});
		expect(rows.map(({ json }) => json.name)).toContain('team1');
	});

	test('sends values as they are with the check off, and free data always', async () => {
		const body = { channel_id: 'alerts', message: 'x' };
		await failureOf(call('POST /posts', { body, unchecked: true }));
		expect(server.last('POST', '/posts').body).toMatchObject(body);
		const props = { channel_id: 'alerts', user_id: '@carol' };
		await call('POST /posts', { body: { channel_id: alerts, message: 'x', props } });
		expect(server.last('POST', '/posts').body).toMatchObject({ props });
	});

	test('keeps keys that every object has, here and in Props', async () => {
		const props = '{"__proto__":{"a":1},"constructor":{"b":2},"toString":"c"}';
		await server.run('anyEndpoint', 'call', {
			endpoint: endpoint('POST /posts'),
			sendAs: 'json',
			body: `{"channel_id":"${alerts}","message":"x","props":${props}}`,
		});
		const sent = () =>
			JSON.stringify((server.last('POST', '/posts').body as { props: object }).props);
		expect(sent()).toBe(props);
		await server.run('post', 'create', {
			channelId: alerts,
			message: 'x',
			createOptions: { props },
		});
		expect(sent()).toBe(props);
	});
});

describe('Rhombus', () => {
	const rhombus = async (of: string, body: object) =>
		await runWorkflow({
			node: nodes.rhombus!,
			parameters: {
				resource: 'anyEndpoint',
				operation: 'call',
				anyEndpointEndpoint: endpoint(of),
				anyEndpointSendAs: 'json',
				anyEndpointPath: '{}',
				anyEndpointQuery: '{}',
				anyEndpointBody: JSON.stringify(body),
				anyEndpointCallOptions: {},
				requestOptions: {},
			} as never,
			credentials: {
				rhombusApi: {
					apiKey: TOKENS.rhombusKey,
					region: 'custom',
					baseUrl: server.sandbox.rhombus.url,
					scheme: 'api-token',
				},
			},
		});
	const bodyAt = (end: string) =>
		server.sandbox.rhombus.requests.filter(({ path }) => path.endsWith(end)).at(-1)?.body;

	test('names of cameras and locations, alone and in lists', async () => {
		const { uuid } = firstOf(
			[...server.sandbox.rhombus.state.cameras.values()].filter(
				({ name }) => name === 'Front Door',
			),
		);
		await rhombus('POST /api/camera/getMediaUris', { cameraUuid: 'front door' });
		expect(bodyAt('/camera/getMediaUris')).toEqual({ cameraUuid: uuid });
		const said = await wordsOf(
			rhombus('POST /api/camera/getMediaUris', { cameraUuid: 'No Such Camera' }),
		);
		expect(said).toContain('"Body → cameraUuid" matches no camera: "No Such Camera"');
	});

	test('refuses what is no UUID where nothing has a name', async () => {
		const before = server.sandbox.rhombus.requests.length;
		const said = await wordsOf(
			rhombus('POST /api/event/getClipWithProgress', { clipUuid: 'Last clip' }),
		);
		expect(said).toMatch(/"Body → clipUuid" is not an ID: "Last clip", which looks like a text/);
		expect(server.sandbox.rhombus.requests).toHaveLength(before);
	});
});
