import { TOKENS } from '../../sandbox';
import { failureOf, mattermostServer } from '../support/mattermostServer';
import { leading } from '../support/present';

/** The lists of the editor, and the other ways to name a thing: for members and bots, on big servers. */

type Server = Awaited<ReturnType<typeof mattermostServer>>;
let server: Server;
let big: Server;

const MANY = 50_000;

beforeAll(async () => {
	server = await mattermostServer();
	big = await mattermostServer({ channels: MANY, users: 2000 });
}, 60_000);
afterAll(async () => {
	await Promise.all([server, big].map(async ({ sandbox }) => await sandbox.stop()));
});
beforeEach(() => server.mattermost.reset());
afterEach(() => {
	expect(server.mattermost.violations).toEqual([]);
	expect(big.mattermost.violations).toEqual([]);
});

const { mattermostBot: BOT, mattermostAdmin: ADMIN } = TOKENS;
const namesOf = ({ results }: { results: Array<{ name: string }> }) =>
	results.map(({ name }) => name);

describe('50,000 channels', () => {
	beforeEach(() => {
		big.mattermost.requests = [];
		big.mattermost.requestCount = 0;
	});

	test.each([
		['a member', TOKENS.mattermostUser],
		['a bot', BOT],
		['an administrator', ADMIN],
	])('the first page for %s is a page, of few requests', async (_who, token) => {
		// The sandbox sorts its 50,000 rows once; a server has an index.
		await big.list('searchChannels', { token });
		big.mattermost.requestCount = 0;
		const { results, paginationToken } = await big.list('searchChannels', { token });
		expect(paginationToken).toMatch(/^\d:1$/);
		expect(results.length).toBeGreaterThanOrEqual(100);
		expect(results.length).toBeLessThan(220);
		expect(big.mattermost.requestCount).toBeLessThanOrEqual(5);
		expect(big.sent()).not.toContain('GET /channels');
	});

	test('scrolling reads on, a page and a request at a time, without repeats', async () => {
		const first = await big.list('searchChannels', { token: BOT });
		big.mattermost.requestCount = 0;
		const second = await big.list('searchChannels', { token: BOT, page: first.paginationToken });
		expect(second.results).toHaveLength(100);
		expect(second.paginationToken).toBe('0:2');
		expect(big.mattermost.requestCount).toBe(2);
		const ids = [...first.results, ...second.results].map(({ value }) => value);
		expect(new Set(ids).size).toBe(ids.length);
	});

	test('a search finds one of them', async () => {
		await big.list('searchChannels', { token: BOT, filter: 'x' });
		const found = await big.list('searchChannels', { token: BOT, filter: 'Channel 049999' });
		expect(namesOf(found)).toEqual(['Channel 049999']);
	});

	test('users come in pages too', async () => {
		const first = await big.list('searchUsers', { token: BOT });
		expect(first.results).toHaveLength(100);
		const second = await big.list('searchUsers', { token: BOT, page: first.paginationToken });
		expect(second.results.some(({ value }) => value === first.results[0]!.value)).toBe(false);
		expect(namesOf(await big.list('searchUsers', { token: BOT, filter: '@user001234' }))).toEqual([
			'@user001234',
		]);
	});
});

describe('channels', () => {
	test('members find their private channels, others do not', async () => {
		expect(namesOf(await server.list('searchChannels'))).toContain('Security (private)');
		expect(namesOf(await server.list('searchChannels', { filter: 'secu' }))).toEqual([
			'Security (private)',
		]);
		expect(namesOf(await server.list('searchChannels', { token: BOT, filter: 'secu' }))).toEqual(
			[],
		);
	});

	test('direct and group messages show who is in them', async () => {
		const { state } = server;
		const [bob, carol, admin] = leading(
			['bob', 'carol', 'admin'].map((name) => state.user(name).id),
			3,
		);
		const direct = state.direct(bob, carol);
		await server.asBob('channel', 'createGroup', { userIds: [carol, admin].join(', ') });
		const all = await server.list('searchChannels');
		expect(all.results).toContainEqual({
			name: '@carol (Carol): direct message',
			value: direct.id,
		});
		expect(namesOf(all).some((name) => name.includes('carol') && name.includes('admin'))).toBe(
			true,
		);
		expect((await server.list('searchChannels', { filter: 'carol' })).results).toContainEqual({
			name: '@carol (Carol): direct message',
			value: direct.id,
		});
	});

	test('of several teams each channel says its team, and all teams are reached', async () => {
		const { state } = server;
		state.join(state.team('support').id, state.user('bob').id);
		const first = await server.list('searchChannels');
		expect(namesOf(first)).toEqual(
			expect.arrayContaining([
				'Alerts (Team 1)',
				'Security (Team 1, private)',
				'Town Square (Support)',
			]),
		);
		expect(first.paginationToken).toBeUndefined();
		expect(namesOf(await server.list('searchChannels', { filter: 'town' })).sort()).toEqual([
			'Town Square (Support)',
			'Town Square (Team 1)',
		]);
	});

	test('many teams are read some at a time', async () => {
		const { state } = server;
		for (let index = 0; index < 25; index++) {
			state.addTeam({ name: `team-${index}`, display_name: `Team ${index}` }, state.user('bob'));
		}
		const names: string[] = [];
		let page: string | undefined;
		let lists = 0;
		do {
			server.mattermost.requestCount = 0;
			const list = await server.list('searchChannels', { page });
			names.push(...namesOf(list));
			page = list.paginationToken;
			lists++;
			expect(server.mattermost.requestCount).toBeLessThanOrEqual(1 + 2 * 10 + 2);
		} while (page);
		expect(lists).toBe(3);
		expect(names.filter((name) => name.startsWith('Town Square'))).toHaveLength(26);
		const found = await server.list('searchChannels', { filter: 'town' });
		expect(found.results).toHaveLength(10);
		expect(found.paginationToken).toBe('10:0');
	});

	test('an account without a team gets an empty list', async () => {
		const { state } = server;
		for (const members of state.teamMembers.values()) members.delete(state.user('bob').id);
		state.changed();
		expect(await server.list('searchChannels')).toEqual({ results: [] });
	});
});

describe('users, teams, groups, categories', () => {
	test('users are shown with their names, deactivated ones are not', async () => {
		const { state } = server;
		expect(namesOf(await server.list('searchUsers'))).toEqual([
			'@admin (Ada Min)',
			'@bob (Bob Baker)',
			'@carol (Carol)',
			'@n8n-bot (n8n)',
		]);
		state.user('carol').delete_at = 1;
		expect(namesOf(await server.list('searchUsers'))).not.toContain('@carol (Carol)');
	});

	test('whom to mention: everybody in the channel and groups, then people', async () => {
		const { groups } = server.state;
		for (const [id, name, allow_reference] of [
			['g1', 'night-watch', true],
			['g2', 'quiet', false],
			['g3', 'not a name', true],
		] as const) {
			const row = { id, name, display_name: 'Night Watch', allow_reference, delete_at: 0 };
			groups.set(id, { row, members: new Set() });
		}
		const { results } = await server.list('searchMentionable');
		expect(results.slice(0, 6)).toEqual([
			{ name: '@channel: everybody in the channel', value: '@channel' },
			{ name: '@here: everybody in the channel who is online', value: '@here' },
			{ name: '@all: everybody in the channel', value: '@all' },
			{ name: '@on-call (group On Call)', value: '@on-call' },
			{ name: '@night-watch (group Night Watch)', value: '@night-watch' },
			{ name: '@admin (Ada Min)', value: server.state.user('admin').id },
		]);
		const found = async (filter: string) =>
			namesOf(await server.list('searchMentionable', { filter }));
		expect(await found('@carol')).toEqual(['@carol (Carol)']);
		expect(await found('night')).toEqual(['@night-watch (group Night Watch)']);
		// Servers without a license have no groups.
		const match = 'GET /api/v4/groups';
		server.mattermost.fail({ match, kind: 'status', status: 501 });
		expect(await found('night')).toEqual([]);
	});

	test('fields of a path offer Me first', async () => {
		const { results } = await server.list('searchUsersOrMe');
		expect(results[0]).toEqual({ name: 'Me', value: 'me' });
		expect(namesOf(await server.list('searchUsersOrMe', { filter: 'carol' }))).toEqual([
			'@carol (Carol)',
		]);
	});

	test('teams: own ones for members, all for administrators', async () => {
		expect(namesOf(await server.list('searchTeams'))).toEqual(['Team 1']);
		expect(namesOf(await server.list('searchTeams', { token: ADMIN })).sort()).toEqual([
			'Support',
			'Team 1',
		]);
		expect(namesOf(await server.list('searchTeams', { token: ADMIN, filter: 'supp' }))).toEqual([
			'Support',
		]);
	});

	test('who may not list teams still gets the own ones', async () => {
		server.mattermost.fail({ match: 'GET /api/v4/teams', kind: 'status', status: 403 });
		expect(namesOf(await server.list('searchTeams'))).toEqual(['Team 1']);
	});

	test('groups by name', async () => {
		expect(namesOf(await server.list('searchGroups', { filter: 'call' }))).toEqual(['On Call']);
		expect(namesOf(await server.list('searchGroups', { filter: 'none such' }))).toEqual([]);
	});

	test('a server without the licence says so', async () => {
		server.mattermost.fail({ match: 'GET /api/v4/groups', kind: 'status', status: 501 });
		const error = await failureOf(server.list('searchGroups'));
		expect(error.httpCode).toBe('501');
		expect(error.description).toMatch(/license/);
	});

	test('categories are those of the team and user in the other fields', async () => {
		const fields = {
			channelCategoryTeamId: { __rl: true, mode: 'name', value: 'team1' },
			channelCategoryUserId: { __rl: true, mode: 'list', value: 'me' },
		};
		expect(namesOf(await server.list('searchCategories', { fields }))).toEqual([
			'Favorites',
			'Channels',
			'Direct Messages',
		]);
		const error = await failureOf(server.list('searchCategories', { fields: {} }));
		expect(error.message).toBe('"Team" is empty');
	});
});

describe('playbooks and their runs', () => {
	const OF_PLUGIN = '/plugins/playbooks/api/v0/';
	const answers = (what: string, items: unknown) =>
		server.mattermost.fail({
			match: `GET ${OF_PLUGIN}${what}`,
			kind: 'status',
			status: 200,
			body: { items },
		});

	test('playbooks are filtered here', async () => {
		const items = [
			{ id: 'a'.repeat(26), title: 'Camera outage' },
			{ id: 'b'.repeat(26), title: 'Break-in' },
		];
		answers('playbooks', items);
		expect(namesOf(await server.list('searchPlaybooks', { filter: 'outage' }))).toEqual([
			'Camera outage',
		]);
	});

	test('runs are searched by the plugin, newest first', async () => {
		answers('runs', [{ id: 'a'.repeat(26), name: 'Lobby' }]);
		expect(namesOf(await server.list('searchRuns', { filter: 'lob' }))).toEqual(['Lobby']);
		expect(server.mattermost.requests.at(-1)).toMatchObject({
			path: `${OF_PLUGIN}runs`,
			query: { search_term: 'lob', sort: 'create_at', direction: 'desc' },
		});
	});

	test('a server without the plugin says so', async () => {
		server.mattermost.fail({
			match: `GET ${OF_PLUGIN}playbooks`,
			kind: 'status',
			status: 404,
			// Recorded on 4.10 to 11.6.
			body: '404 page not found\n',
		});
		expect(await failureOf(server.list('searchPlaybooks'))).toMatchObject({
			httpCode: '404',
			message: expect.stringContaining('does not have the plugin Playbooks'),
		});
	});
});

describe('what servers list as a whole', () => {
	test('bookmarks are those of the channel in the other field', async () => {
		const error = await failureOf(server.list('searchBookmarks'));
		expect(error.message).toBe('"Channel" is empty');
		server.mattermost.fail({
			match: 'GET /api/v4/channels/',
			kind: 'status',
			status: 200,
			body: [{ id: 'a'.repeat(26), display_name: 'Floor plan' }],
		});
		const fields = { channelBookmarkChannelId: { __rl: true, mode: 'id', value: 'c'.repeat(26) } };
		expect(namesOf(await server.list('searchBookmarks', { fields }))).toEqual(['Floor plan']);
	});

	test('scheduled messages show how they begin', async () => {
		server.mattermost.fail({
			match: 'GET /api/v4/posts/scheduled/team/',
			kind: 'status',
			status: 200,
			body: { team: [{ id: 'a'.repeat(26), message: 'x'.repeat(100) }] },
		});
		expect(namesOf(await server.list('searchScheduled'))).toEqual(['x'.repeat(60)]);
	});

	test('agents are named as people see them', async () => {
		server.mattermost.fail({
			match: 'GET /api/v4/agents',
			kind: 'status',
			status: 200,
			body: { agents: [{ id: 'one', displayName: 'Copilot', username: 'ai' }] },
		});
		expect((await server.list('searchAgents')).results).toEqual([
			{ name: 'Copilot', value: 'one' },
		]);
	});
});

describe('foreign answers and failures', () => {
	const REQUESTS: Record<string, string> = {
		searchTeams: 'GET /api/v4/users/me/teams',
		searchChannels: 'GET /api/v4/teams/',
		searchUsers: 'GET /api/v4/users',
		searchGroups: 'GET /api/v4/groups',
	};

	test.each(
		Object.entries(REQUESTS).flatMap(([method, match]) =>
			[{}, { users: 5 }, '"text"', 'true'].map((body) => [method, match, body] as const),
		),
	)('%s: %s answers %j', async (method, match, body) => {
		server.mattermost.fail({ match, kind: 'status', status: 200, body });
		const error = await failureOf(server.list(method));
		expect(error.message).toMatch(/Mattermost did not return a list of|web page|broken/);
		expect(error.description).toMatch(/Site URL|proxy|login page/);
	});

	test.each(Object.entries(REQUESTS))('%s leaves out rows that are none', async (method, match) => {
		const body = [
			null,
			5,
			'row',
			{ id: 7, display_name: 'No ID' },
			{ id: 'x'.repeat(26), display_name: { a: 1 }, name: null, username: 4, first_name: [] },
		];
		server.mattermost.fail({ match, kind: 'status', status: 200, body });
		const { results } = await server.list(method);
		expect(results.some(({ value }) => value === 'x'.repeat(26))).toBe(true);
		for (const { name, value } of results) {
			expect([typeof name, typeof value]).toEqual(['string', 'string']);
			expect(name).not.toMatch(/object|undefined|null/);
		}
	});

	test.each(Object.keys(REQUESTS))('%s says why it is empty', async (method) => {
		server.mattermost.fail({ kind: 'status', status: 500 });
		const error = await failureOf(server.list(method));
		expect(error.httpCode).toBe('500');
		const refused = await failureOf(server.list(method, { token: 'wrong'.repeat(5) }));
		expect(refused.httpCode).toBe('401');
		expect(refused.description).toMatch(/token/);
		expect(`${refused.message}${refused.description}`).not.toContain('wrongwrong');
	});

	test('an empty list is `null` in Go', async () => {
		server.mattermost.fail({
			match: 'GET /api/v4/groups',
			kind: 'status',
			status: 200,
			body: 'null',
			headers: { 'Content-Type': 'application/json' },
		});
		expect(await server.list('searchGroups')).toEqual({ results: [] });
	});
});

describe('other ways to name a thing', () => {
	/** Links in the tables name no server: it gets its port when it starts. */
	const channelBy = async (mode: string, value: string, on = server) => {
		const given = value.replace('SITE', on.mattermost.url);
		const channelId = { __rl: true, mode, value: given };
		return (await on.asBob('channel', 'get', { channelId }))[0]!.json.name;
	};
	const userBy = async (mode: string, value: string) =>
		(await server.asBob('user', 'get', { userId: { __rl: true, mode, value } }))[0]!.json.username;

	test.each([
		['url', 'SITE/team1/channels/alerts', 'alerts'],
		['url', 'SITE/team1/channels/alerts?x=1#y', 'alerts'],
		['name', 'team1/alerts', 'alerts'],
		['name', 'alerts', 'alerts'],
		['name', '~security', 'security'],
	])('a channel by %s %s', async (mode, value, name) => {
		expect(await channelBy(mode, value)).toBe(name);
	});

	test.each([
		['username', '@carol'],
		['url', 'SITE/team1/messages/@carol'],
	])('the direct channel with somebody by %s', async (mode, value) => {
		const name = [server.state.user('bob').id, server.state.user('carol').id].sort().join('__');
		expect(await channelBy(mode, value)).toBe(name);
	});

	test.each([
		['url', 'SITE/team1/pl/abc', '"Channel" is not the URL of a channel'],
		[
			'url',
			'https://chat.example.com/team1/channels/alerts',
			'"Channel" is not a URL on the server of the credential',
		],
		['name', 'nowhere', '"Channel" matches no channel: "nowhere"'],
	])('a channel by %s %s is refused', async (mode, value, message) => {
		expect((await failureOf(channelBy(mode, value))).message).toBe(message);
	});

	test('a name that several teams have needs the team', async () => {
		const { state } = server;
		state.join(state.team('support').id, state.user('bob').id);
		const error = await failureOf(channelBy('name', 'town-square'));
		expect(error.message).toBe(
			'"Channel" matches 2 channels: "town-square" may be support/town-square or team1/town-square',
		);
		expect(await channelBy('name', 'support/town-square')).toBe('town-square');
	});

	test.each([
		['username', '@carol'],
		['username', 'carol'],
		['email', 'carol@example.com'],
	])('a user by %s %s', async (mode, value) => {
		expect(await userBy(mode, value)).toBe('carol');
	});

	test('a name is looked up once for all items', async () => {
		const channelId = { __rl: true, mode: 'name', value: 'team1/alerts' };
		await server.asBob(
			'channel',
			'get',
			{ channelId },
			Array.from({ length: 20 }, () => ({ json: {} })),
		);
		expect(server.sent().filter((one) => one.includes('/name/'))).toHaveLength(1);
		expect(server.mattermost.requestCount).toBe(21);
	});

	test('a look-up whose answer has no ID is an error', async () => {
		server.mattermost.fail({
			match: 'GET /api/v4/users/username/',
			kind: 'status',
			status: 200,
			body: { id: 5 },
		});
		const error = await failureOf(userBy('username', 'carol'));
		expect(error.message).toBe('Mattermost did not return a user');
	});

	test('a server below a path', async () => {
		const below = await mattermostServer({ mattermostPath: '/chat' });
		expect(namesOf(await below.list('searchChannels'))).toContain('Alerts');
		expect(await channelBy('url', `${below.mattermost.url}/team1/channels/alerts`, below)).toBe(
			'alerts',
		);
		await below.sandbox.stop();
	});

	test('a server of 4.10 has the same lists', async () => {
		const old = await mattermostServer({ mattermostVersion: '4.10.10' });
		expect(namesOf(await old.list('searchChannels', { token: BOT }))).toContain('Alerts');
		expect(namesOf(await old.list('searchChannels', { filter: 'secu' }))).toEqual([
			'Security (private)',
		]);
		expect(namesOf(await old.list('searchTeams'))).toEqual(['Team 1']);
		expect(namesOf(await old.list('searchUsers', { filter: 'carol' }))).toEqual(['@carol (Carol)']);
		await old.sandbox.stop();
	});
});
