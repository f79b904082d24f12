import fc from 'fast-check';
import { TOKENS } from '../../sandbox';
import { isId } from '../../nodes/services/mattermost/ids';
import { isUuid } from '../../nodes/services/rhombus/ids';
import { builtPackage } from '../support/harness';
import { failureOf, mattermostServer } from '../support/mattermostServer';
import { inRows } from '../support/rows';
import { firstOf, leading } from '../support/present';

/** Names, links and IDs, wherever an ID is asked for: understood where one thing is meant, else refused. */

type Server = Awaited<ReturnType<typeof mattermostServer>>;
let server: Server;
let alerts: string;
let carol: string;
let team1: string;

beforeAll(async () => {
	server = await mattermostServer();
	const { state } = server;
	alerts = [...state.channels.values()].find(({ name }) => name === 'alerts')!.id;
	carol = state.user('carol').id;
	team1 = state.team('team1').id;
});
afterAll(async () => await server.sandbox.stop());

const channelOf = async (value: unknown) =>
	(await server.run('channel', 'get', { channelId: value }))[0]!.json.id;
const userOf = async (value: unknown) =>
	(await server.run('user', 'get', { userId: value }))[0]!.json.id;
const teamOf = async (value: unknown) =>
	(await server.run('team', 'get', { teamId: value }))[0]!.json.id;
const in_ = (mode: string, value: string) => ({ __rl: true, mode, value });
const MODES = ['id', 'list', 'name', 'url'];
const linked = (value: string) => value.replace('SITE', server.mattermost.url);
const desktop = (value: string) =>
	value.replace('DESKTOP', server.mattermost.url.replace(/^https?:/, 'mattermost:'));

const CHANNEL_FORMS = [
	'alerts',
	'Alerts',
	'ALERTS',
	'#alerts',
	'~alerts',
	'#Alerts',
	'team1/alerts',
	'team1:alerts',
	'Team 1/Alerts',
	'Team 1: Alerts',
	'#team1/alerts',
	'SITE/team1/channels/alerts',
	'SITE/team1/channels/alerts/',
	'SITE/team1/channels/alerts?x=1#y',
	'DESKTOP/team1/channels/alerts',
];

test.each(CHANNEL_FORMS)('the channel %s, as plain text and in every mode', async (form) => {
	const value = desktop(linked(form));
	expect(await channelOf(value)).toBe(alerts);
	for (const mode of MODES) expect(await channelOf(in_(mode, value))).toBe(alerts);
});

test('an ID by name, and a channel by a post in it', async () => {
	expect(await channelOf(in_('name', alerts))).toBe(alerts);
	const { json } = firstOf(
		await server.run('post', 'create', { channelId: alerts, message: 'Here' }),
	);
	for (const form of [
		'SITE/team1/pl/ID',
		'SITE/_redirect/pl/ID',
		'SITE/team1/pl/ID?view=1#top',
		'SITE/landing#/team1/pl/ID',
		'DESKTOP/team1/pl/ID',
		'SITE/team1/threads/ID',
	]) {
		const link = desktop(linked(form.replace('ID', String(json.id))));
		expect(await channelOf(link)).toBe(alerts);
		const got = firstOf(await server.run('post', 'get', { postId: link }));
		expect(got.json.id).toBe(json.id);
	}
});

test.each(['@carol', '@Carol', 'carol@example.com', 'SITE/team1/messages/@carol'])(
	'%s is the direct channel with a person where a channel is asked for',
	async (form) => {
		const { json } = firstOf(await server.run('channel', 'get', { channelId: linked(form) }));
		expect(json.name).toContain(carol);
	},
);

test.each([
	'carol',
	'Carol',
	'@carol',
	'@CAROL',
	'carol@example.com',
	'Carol@Example.com',
	'SITE/team1/messages/@carol',
])('the user %s', async (form) => {
	for (const mode of ['id', 'list', 'username', 'email']) {
		expect(await userOf(in_(mode, linked(form)))).toBe(carol);
	}
	expect(await userOf(linked(form))).toBe(carol);
});

test('a full name names a user whom only it fits', async () => {
	expect(await userOf('Bob Baker')).toBe(server.state.user('bob').id);
});

test('me, where servers do not know it', async () => {
	const { json } = firstOf(await server.run('channel', 'createDirect', { partner: 'me' }));
	expect(json.name).toContain(server.state.user('admin').id);
});

test.each(['team1', 'Team1', 'Team 1', 'team 1', 'SITE/team1', 'SITE/team1/channels/alerts'])(
	'the team %s',
	async (form) => {
		for (const mode of ['id', 'name']) expect(await teamOf(in_(mode, linked(form)))).toBe(team1);
	},
);

test('display names with other letters; namesakes are listed', async () => {
	const { state } = server;
	const added = state.addTeam({ name: 'alpha', display_name: 'Ålpha' }, state.user('admin'));
	expect(await teamOf('Ålpha')).toBe(added.id);
	expect(await teamOf('åLPHA')).toBe(added.id);
	const failure = await failureOf(channelOf('town-square'));
	expect(failure.message).toMatch(/matches \d channels: "town-square" may be .*alpha\/town-square/);
	expect(failure.description).toContain('nothing was sent');
});

describe('what can be neither is refused before anything is changed', () => {
	const ELSEWHERE = 'https://other.example/team1/pl/u7dn4pzg87gn5gy4om19dao8co';

	test.each([
		['post', 'get', 'postId', 'alerts', 'looks like a name'],
		['post', 'get', 'postId', '#alerts', 'looks like a channel name'],
		['post', 'get', 'postId', 'undefined', 'looks like an empty value'],
		['post', 'get', 'postId', '{{ $json.id }}', 'was not evaluated'],
		['post', 'get', 'postId', ELSEWHERE, 'not a URL on the server'],
		['channel', 'get', 'channelId', ELSEWHERE, 'not a URL on the server'],
		['user', 'get', 'userId', ELSEWHERE, 'not a URL on the server'],
		['team', 'get', 'teamId', ELSEWHERE, 'not a URL on the server'],
		['file', 'getInfo', 'fileId', ELSEWHERE, 'not a URL on the server'],
		['file', 'getInfo', 'fileId', 'report.pdf', 'is not an ID'],
		['user', 'get', 'userId', 'محمد', 'matches no user'],
		['user', 'get', 'userId', '@محمد', 'matches no user'],
		['user', 'get', 'userId', 'nobody here', 'matches no user'],
		['user', 'get', 'userId', 'nobody@example.com', 'matches no user'],
		['channel', 'get', 'channelId', 'no such channel', 'matches no channel'],
		['team', 'get', 'teamId', 'no such team', 'matches no team'],
	])('%s %s with %s %s', async (resource, operation, field, value, words) => {
		const failure = await failureOf(server.run(resource, operation, { [field]: value }));
		expect(failure.message).toContain(words);
		expect(failure.description).toContain('item 1');
	});

	test('lists: each entry is resolved, one that is nothing names its field', async () => {
		server.mattermost.reset();
		const { json } = firstOf(
			await server.run('user', 'getByIds', {
				userIds: inRows('@Carol, carol, Bob Baker'),
			}),
		);
		expect(json.username).toBe('carol');
		const failure = await failureOf(
			server.run('post', 'getByIds', { postIds: ['u7dn4pzg87gn5gy4om19dao8co', 'alerts'] }),
		);
		expect(failure.message).toContain('"Message IDs" is not a message ID: "alerts"');
	});
});

test('the root of a reply, wherever a root is asked for', async () => {
	const create = async (values: object) =>
		(await server.run('post', 'create', { channelId: alerts, message: 'x', ...values }))[0]!.json;
	const root = await create({});
	const reply = await create({ createOptions: { rootId: root.id } });
	expect(reply.root_id).toBe(root.id);
	const second = await create({ createOptions: { rootId: reply.id } });
	expect(second.root_id).toBe(root.id);
	const link = `${server.mattermost.url}/team1/pl/${String(reply.id)}`;
	expect((await create({ createOptions: { rootId: link } })).root_id).toBe(root.id);
	await server.run('post', 'createEphemeral', {
		viewer: carol,
		channelId: alerts,
		message: 'x',
		createEphemeralOptions: { rootId: reply.id },
	});
	expect(server.last('POST', '/ephemeral').body).toMatchObject({ post: { root_id: root.id } });
	await server.run('draft', 'save', {
		channelId: alerts,
		message: 'x',
		saveOptions: { rootId: reply.id },
	});
	expect(server.last('POST', '/drafts').body).toMatchObject({ root_id: root.id });
});

test('every text field for an ID says what it names, or stands here with its reason', () => {
	const WITHOUT = [
		// Made by clients, by other systems, or good for a moment.
		/^(Action|Agent|Callback|Client|Device|VoIP Device|LDAP|Trigger|Invite|Invitee.*|Voice) ID$/,
		/^(Marketplace Plugin|Directory Group|Terms of Service|Plugin|ID|Category) ?IDs?$/,
		/^ID$/,
		// No list yet.
		/^(Playbook|Run|Recap|View|Policy|Parent Policy) ID$/,
	];
	const { nodes } = builtPackage();
	const open: string[] = [];
	for (const name of ['Mattermost', 'MattermostAdmin', 'Rhombus', 'RhombusAdmin']) {
		const { resources } = jest.requireActual<{ resources: never[] }>(
			`../../dist/nodes/${name}/resources/index.js`,
		) as unknown as { resources: import('../../nodes/shared/model/operation').Resource[] };
		const look = (fields: import('../../nodes/shared/model/operation').Field[] = []) => {
			for (const field of fields) {
				if (
					['string', 'strings'].includes(field.kind) &&
					/\bIDs?$/.test(field.label) &&
					!field.picker &&
					!WITHOUT.some((known) => known.test(field.label))
				) {
					open.push(`${name}: ${field.label}`);
				}
				look(field.fields);
			}
		};
		for (const { operations } of resources) {
			for (const { fields, optional } of operations) look([...(fields ?? []), ...(optional ?? [])]);
		}
	}
	expect(nodes).toBeDefined();
	expect([...new Set(open)]).toEqual([]);
});

test('shapes of IDs: all that servers make, nothing that people write', () => {
	const base32 = 'ybndrfg8ejkmcpqxot1uwisza345h769'.split('');
	fc.assert(
		fc.property(fc.array(fc.constantFrom(...base32), { minLength: 26, maxLength: 26 }), (letters) =>
			isId(letters.join('')),
		),
		{ numRuns: 1000 },
	);
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) =>
			isUuid(Buffer.from(bytes).toString('base64url')),
		),
		{ numRuns: 1000 },
	);
	fc.assert(
		fc.property(
			fc.string().filter((text) => !/^[a-z0-9]{26}$/.test(text)),
			(text) => !isId(text),
		),
		{ numRuns: 1000 },
	);
});

test('group messages stand once, guests get their own channels', async () => {
	const { state } = server;
	const [bob, admin] = leading(
		['bob', 'admin'].map((name) => state.user(name).id),
		2,
	);
	state.join(state.team('support').id, bob);
	await server.asBob('channel', 'createGroup', { userIds: [carol, admin].join(', ') });
	const { results } = await server.list('searchChannels');
	const groups = results.filter(({ name }) => /carol.*admin|admin.*carol/.test(name));
	expect(groups).toHaveLength(1);
	server.mattermost.fail({
		match: ({ method, path }) => method === 'GET' && /v4\/teams\/\w+\/channels/.test(path),
		kind: 'status',
		status: 403,
	});
	const guest = await server.list('searchChannels', { token: TOKENS.mattermostUser });
	expect(guest.results.map(({ name }) => name).join()).toContain('Alerts');
});
