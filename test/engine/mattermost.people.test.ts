import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { PASSWORD } from '../../sandbox/mattermost/state';
import { failureOf, mattermostServer } from '../support/mattermostServer';
import { inRows } from '../support/rows';
import { firstOf } from '../support/present';

/** Channels, teams and people as a user meets them: what servers are asked, what stands there afterwards. */

type Server = Awaited<ReturnType<typeof mattermostServer>>;
const servers: Record<string, Server> = {};
const VERSIONS = ['4.10.10', '5.30.1', '11.7.0'];

beforeAll(async () => {
	for (const mattermostVersion of VERSIONS) {
		servers[mattermostVersion] = await mattermostServer({ mattermostVersion });
	}
});
afterAll(async () => {
	await Promise.all(Object.values(servers).map(async ({ sandbox }) => await sandbox.stop()));
});
beforeEach(() => {
	for (const { mattermost } of Object.values(servers)) mattermost.reset();
});
afterEach(() => {
	for (const { mattermost } of Object.values(servers)) expect(mattermost.violations).toEqual([]);
});
const today = () => servers['11.7.0']!;

const items = (count: number): INodeExecutionData[] =>
	Array.from({ length: count }, (_, number) => ({ json: { number } }));
const byName = (value: string) => ({ __rl: true, mode: 'username', value });
const ME = { __rl: true, mode: 'list', value: 'me' };

describe.each(VERSIONS)('Mattermost %s', (version) => {
	const server = () => servers[version]!;

	test('Get or Create makes a channel once', async () => {
		const { run, state, sent } = server();
		const wanted = {
			teamId: state.team('team1').id,
			name: 'doors',
			displayName: 'Doors',
			type: 'P',
		};
		const first = firstOf(await run('channel', 'getOrCreate', wanted));
		const second = firstOf(await run('channel', 'getOrCreate', wanted));
		expect(first.json).toMatchObject({ name: 'doors', type: 'P', created: true });
		// The server has said in the channel who joined it.
		const same: IDataObject = { ...first.json, created: false };
		delete same.last_post_at;
		delete same.last_root_post_at;
		expect(second.json).toMatchObject(same);
		expect(sent().filter((one) => one === 'POST /channels')).toHaveLength(1);
	});

	test('Get or Create makes one channel for many items at once', async () => {
		const { run, state, sent } = server();
		const made = await run(
			'channel',
			'getOrCreate',
			{ teamId: state.team('team1').id, name: 'doors', displayName: 'Doors', type: 'O' },
			items(8),
		);
		expect(new Set(made.map(({ json }) => json.id)).size).toBe(1);
		expect(made.map(({ pairedItem }) => pairedItem)).toEqual(items(8).map((_, item) => ({ item })));
		expect(sent().filter((one) => one === 'POST /channels')).toHaveLength(1);
	});

	test.each(['run', 'stock'] as const)(
		'%s: a display name is enough for a channel of the only team',
		async (engine) => {
			const { state, ...server_ } = server();
			await server_.run('teamMember', 'remove', {
				teamId: state.team('support').id,
				userId: ME,
			});
			const made = async (displayName: string) =>
				(await server_[engine]('channel', 'create', { displayName, type: 'O' }))[0]!.json;
			expect(await made('  Gâte & Door: 2nd floor! ')).toMatchObject({
				name: 'gate-door-2nd-floor',
				team_id: state.team('team1').id,
			});
			// Ligatures become two letters.
			expect((await made('ﬁ'.repeat(40))).name).toBe('fi'.repeat(32));
			for (const nameless of ['入口', 'é', '!!']) {
				const error = await failureOf(made(nameless));
				expect(error.message).toContain('"Name" is empty, and the display name has too few');
			}
		},
	);

	test('of several teams one has to be picked, and of a name by expression there must be one', async () => {
		const { run, state, sent } = server();
		const create = async (values: object, json = {}) =>
			await run('channel', 'create', { displayName: 'Front Desk', type: 'O', ...values }, [
				{ json },
			]);
		const team = state.team('team1').id;
		const unnamed = create({ teamId: team, name: '={{ $json.nothing }}' });
		expect((await failureOf(unnamed)).message).toBe('"Name" is empty');
		const nothing = { __rl: true, mode: 'id', value: '={{ $json.nothing }}' };
		expect((await failureOf(create({ teamId: nothing }))).message).toBe('"Team" is empty');
		const error = await failureOf(create({}));
		expect(error.message).toBe('"Team" is empty');
		expect(error.description).toContain('the account is in 2 teams');
		expect(sent()).not.toContain('POST /channels');
		expect((await create({ teamId: team }))[0]!.json.name).toBe('front-desk');
	});

	test('Update changes what is given; Replace leaves the rest as it is', async () => {
		const { run, state, last } = server();
		const { id } = state.channel('alerts');
		const updated = firstOf(
			await run('channel', 'update', {
				channelId: id,
				updateOptions: { purpose: 'Alarms', header: 'On call: @bob' },
			}),
		);
		expect(updated.json).toMatchObject({ purpose: 'Alarms', header: 'On call: @bob' });
		expect(last('PUT', '/patch').body).toEqual({ purpose: 'Alarms', header: 'On call: @bob' });
		const replaced = firstOf(
			await run('channel', 'replace', {
				channelId: id,
				replaceOptions: { displayName: 'All Alerts' },
			}),
		);
		expect(replaced.json).toMatchObject({
			name: 'alerts',
			display_name: 'All Alerts',
			purpose: 'Alarms',
			header: 'On call: @bob',
		});
		const cleared = firstOf(
			await run('channel', 'update', {
				channelId: id,
				updateOptions: { header: '' },
			}),
		);
		expect(cleared.json).toMatchObject({ header: '', purpose: 'Alarms' });
	});

	test('Replace of a user by `me` sends the real ID and blanks nothing', async () => {
		const { asBob, state, last } = server();
		const bob = firstOf(
			await asBob('user', 'replace', {
				userId: ME,
				updateOptions: { nickname: 'Bobby' },
			}),
		);
		expect(bob.json).toMatchObject({ first_name: 'Bob', last_name: 'Baker', nickname: 'Bobby' });
		expect(last('PUT', '/users/me').body).toMatchObject({
			id: state.user('bob').id,
			email: 'bob@example.com',
		});
	});

	test('Replace of a team keeps its description', async () => {
		const { run, state } = server();
		const { id } = state.team('team1');
		await run('team', 'update', { teamId: id, updateOptions: { description: 'First' } });
		const team = firstOf(
			await run('team', 'replace', {
				teamId: id,
				updateOptions: { displayName: 'One' },
			}),
		);
		expect(team.json).toMatchObject({ display_name: 'One', description: 'First' });
	});

	test('a direct channel by username is the same one each time', async () => {
		const { asBob, state, last } = server();
		const first = firstOf(await asBob('channel', 'createDirect', { partner: byName('@carol') }));
		const second = firstOf(
			await asBob('channel', 'createDirect', {
				partner: { __rl: true, mode: 'email', value: 'carol@example.com' },
			}),
		);
		expect(first.json).toMatchObject({ id: second.json.id, type: 'D' });
		expect(last('POST', '/channels/direct').body).toEqual([
			state.user('bob').id,
			state.user('carol').id,
		]);
	});

	test('a group channel takes IDs, usernames and addresses, each person once', async () => {
		const { run, state, last } = server();
		const { id: bob } = state.user('bob');
		const channel = firstOf(
			await run('channel', 'createGroup', {
				userIds: `${bob}, @bob, Bob, carol@example.com`,
			}),
		);
		expect(channel.json).toMatchObject({ type: 'G' });
		expect(last('POST', '/channels/group').body).toEqual([bob, state.user('carol').id]);
	});

	test('usernames that no user has are named, and nothing is created', async () => {
		const { run, sent } = server();
		const error = await failureOf(
			run('channel', 'createGroup', { userIds: '@bob, @nobody, me, @ghost' }),
		);
		expect(error.message).toMatch(/"Users".*nobody, ghost/);
		expect(sent()).toEqual(['POST /users/usernames']);
	});

	test('so is an address that no user has; Me is the account in any case', async () => {
		const { run, sent } = server();
		const userIds = 'Me, BOB@example.com, nobody@example.com';
		const error = await failureOf(run('channel', 'createGroup', { userIds }));
		expect(error.message).toBe('"Users" contains users that do not exist: nobody@example.com');
		expect(sent()).not.toContain('POST /channels/group');
	});

	test('a status is set for `me` with the real ID, its end in seconds', async () => {
		const { asBob, state, last } = server();
		const { id } = state.user('bob');
		const status = firstOf(
			await asBob('userStatus', 'update', {
				userId: ME,
				status: 'dnd',
				updateOptions: { dndEndTime: '2026-11-22T10:00:00Z' },
			}),
		);
		expect(status.json).toMatchObject({ user_id: id, status: 'dnd' });
		expect(last('PUT', '/users/me/status').body).toEqual({
			user_id: id,
			status: 'dnd',
			dnd_end_time: 1795341600,
		});
	});

	test('preferences name the user whose they are', async () => {
		const { asBob, state } = server();
		const entry = [
			{ category: 'display_settings', name: 'name_format', value: 'username' },
			{ category: 'theme', name: '={{ "" }}', value: '' },
		];
		const error = await failureOf(
			asBob('preference', 'update', { userId: ME, updates: { entry } }),
		);
		expect(error.message).toMatch(/Preferences → 2 → Name.*empty/);
		await asBob('preference', 'update', { userId: ME, updates: { entry: [entry[0]] } });
		const given = { ...entry[0], user_id: state.user('bob').id };
		expect([...state.preferences.get(state.user('bob').id)!.values()]).toContainEqual(given);
		const kept = async () =>
			(await asBob('preference', 'getAll', { userId: ME })).map(({ json }) => json);
		expect(await kept()).toContainEqual(expect.objectContaining(entry[0]!));
		await asBob('preference', 'delete', { userId: ME, preferences: { entry: [entry[0]] } });
		// Servers keep one of their own: how far the tutorial was read.
		expect((await kept()).map(({ category }) => category)).not.toContain('display_settings');
	});

	test('an access token is disabled, enabled and revoked by its ID', async () => {
		const { run, state, mattermost, last } = server();
		const { id: user } = state.user('bob');
		const made = firstOf(await run('accessToken', 'create', { userId: user, description: 'Test' }));
		const { id: tokenId, token } = made.json as { id: string; token: string };
		const status = async () =>
			(
				await fetch(`${mattermost.url}/api/v4/users/me`, {
					headers: { Authorization: `Bearer ${token}` },
				})
			).status;
		expect(await status()).toBe(200);
		await run('accessToken', 'disable', { tokenId });
		expect(last('POST', '/tokens/disable').body).toEqual({ token_id: tokenId });
		expect(await status()).toBe(401);
		await run('accessToken', 'enable', { tokenId });
		expect(await status()).toBe(200);
		await run('accessToken', 'revoke', { tokenId });
		expect(await status()).toBe(401);
		expect((await failureOf(run('accessToken', 'get', { tokenId }))).httpCode).toBe('404');
	});

	test('roles go out as one text, active as a boolean, ldap_only as a text', async () => {
		const { run, state, last } = server();
		const { id: userId } = state.user('bob');
		await run('user', 'updateRoles', { userId, roles: ['system_user', 'system_post_all'] });
		expect(last('PUT', '/roles').body).toEqual({ roles: 'system_user system_post_all' });
		await run('user', 'updateRoles', { userId, roles: '={{ "system_user" }}' });
		expect(last('PUT', '/roles').body).toEqual({ roles: 'system_user' });
		expect(
			(await failureOf(run('user', 'updateRoles', { userId, roles: '={{ [] }}' }))).message,
		).toBe('"Roles" is empty');
		await run('user', 'updateActive', { userId, active: 'false' });
		expect(last('PUT', '/active').body).toEqual({ active: false });
		await run('user', 'updateActive', { userId, active: true });
		await run('user', 'login', {
			loginId: 'bob',
			loginPassword: PASSWORD,
			loginOptions: { ldapOnly: false },
		});
		expect(last('POST', '/users/login').body).toEqual({
			login_id: 'bob',
			password: PASSWORD,
			ldap_only: 'false',
		});
	});

	test('Log In gives a session token, Log Out ends it and not the credential', async () => {
		const { run, mattermost } = server();
		const user = firstOf(await run('user', 'login', { loginId: 'bob', loginPassword: PASSWORD }));
		const token = String(user.json.session_token);
		expect(user.json).toMatchObject({ username: 'bob' });
		expect(mattermost.requests.at(-1)!.headers.authorization).toBeUndefined();
		const me = async () =>
			await fetch(`${mattermost.url}/api/v4/users/me`, {
				headers: { Authorization: `Bearer ${token}` },
			});
		expect((await me()).status).toBe(200);
		await run('user', 'logout', { logoutOptions: { sessionToken: token } });
		expect((await me()).status).toBe(401);
		expect((await run('user', 'getMe'))[0]!.json.username).toBe('admin');
	});

	test('a wrong password is an error without the password', async () => {
		const { run } = server();
		const error = await failureOf(
			run('user', 'login', { loginId: 'bob', loginPassword: 'Wr0ng!Wr0ng' }),
		);
		expect(error.httpCode).toBe('401');
		expect(JSON.stringify([error.message, error.description])).not.toContain('Wr0ng');
	});

	test('pictures go up and come back the same', async () => {
		const { run, state } = server();
		const png = Buffer.from('89504e470d0a1a0a0102030405', 'hex');
		const file = [
			{
				json: {},
				binary: {
					data: { data: png.toString('base64'), mimeType: 'image/png', fileName: 'me.png' },
				},
			},
		];
		const { id: userId } = state.user('bob');
		const teamId = state.team('team1').id;
		const inputBinaryField = 'data';
		await run('user', 'uploadImage', { userId, inputBinaryField }, file);
		await run('team', 'uploadIcon', { teamId, inputBinaryField }, file);
		for (const [resource, operation, id] of [
			['user', 'getImage', { userId }],
			['team', 'getIcon', { teamId }],
		] as const) {
			const down = firstOf(await run(resource, operation, { ...id, binaryProperty: 'data' }));
			expect(Buffer.from(down.binary!.data!.data, 'base64')).toEqual(png);
			expect(down.binary!.data!.mimeType).toBe('image/png');
		}
	});

	test('e-mail invitations and usernames are bare lists', async () => {
		const { run, state, last } = server();
		await run('team', 'inviteByEmail', {
			teamId: state.team('team1').id,
			emails: 'a@example.com, b@example.com',
		});
		expect(last('POST', '/invite/email').body).toEqual(['a@example.com', 'b@example.com']);
		const users = await run('user', 'getByUsernames', { usernames: '={{ ["bob", "carol"] }}' });
		expect(users.map(({ json }) => json.username)).toEqual(['bob', 'carol']);
	});

	test('an import tells size and source of its file', async () => {
		const { run, state, last } = server();
		const data = Buffer.from('an export');
		const binary = {
			data: { data: data.toString('base64'), mimeType: 'application/zip', fileName: 'x.zip' },
		};
		const attempt = run(
			'team',
			'import',
			{ teamId: state.team('team1').id, importFrom: 'slack', inputBinaryField: 'data' },
			[{ json: {}, binary }],
		);
		await attempt.catch(() => undefined);
		const body = String(last('POST', '/import').body);
		expect(body).toMatch(/name="filesize"\r\n\r\n9\r\n/);
		expect(body).toMatch(/name="importFrom"\r\n\r\nslack\r\n/);
		expect(body).toContain('an export');
	});

	test('a member is added by `me`, an address or a name', async () => {
		const { asBob, run, state } = server();
		const { id } = state.channel('random');
		await asBob('channelMember', 'add', { channelId: id, userId: ME });
		await run('channelMember', 'add', { channelId: id, userId: byName('carol') });
		expect([...state.channelMembers.get(id)!.keys()].sort()).toEqual(
			[state.user('bob').id, state.user('carol').id].sort(),
		);
	});
});

describe('what changed between server versions', () => {
	test.each([
		['4.10.10', 'POST', '/convert', undefined],
		['5.30.1', 'PUT', '/privacy', { privacy: 'P' }],
		['11.7.0', 'PUT', '/privacy', { privacy: 'P' }],
	])('Mattermost %s makes a channel private by %s …%s', async (version, method, end, body) => {
		const { run, state, last } = servers[version]!;
		const channel = firstOf(
			await run('channel', 'updatePrivacy', {
				channelId: state.channel('alerts').id,
				privacy: 'P',
			}),
		);
		expect(channel.json.type).toBe('P');
		expect(last(method, end).body).toEqual(body);
	});

	test('a server before 5.16 cannot make a channel public, and is not asked to', async () => {
		const { run, state, sent } = servers['4.10.10']!;
		const error = await failureOf(
			run('channel', 'updatePrivacy', { channelId: state.channel('security').id, privacy: 'O' }),
		);
		expect(error.message).toMatch(/"Privacy" cannot be made public/);
		expect(sent()).toEqual(['GET /system/ping']);
	});

	test.each([
		['5.30.1', [1, 1, 1]],
		['11.7.0', [3]],
	])('Mattermost %s gets many members in requests of %j', async (version, sizes) => {
		const { run, state, mattermost } = servers[version]!;
		const { id } = state.channel('random');
		const added = await run('channelMember', 'addMany', {
			channelId: id,
			userIds: '@admin, bob, carol@example.com',
		});
		expect(added).toHaveLength(3);
		expect(state.channelMembers.get(id)!.size).toBe(3);
		const bodies = mattermost.requests
			.filter(({ method, path }) => method === 'POST' && path.endsWith('/members'))
			.map(({ body }) => body as { user_id?: string; user_ids?: string[] });
		expect(bodies.map((body) => body.user_ids?.length ?? 1)).toEqual(sizes);
	});

	test('a team search asks an old server once: it does not page', async () => {
		const { run, mattermost } = servers['4.10.10']!;
		// The oldest servers take no page, and answer with all teams.
		const teams = Array.from({ length: 450 }, (_, index) => ({
			id: `t${index}`,
			name: `t${index}`,
		}));
		mattermost.fail({
			match: 'POST /api/v4/teams/search',
			kind: 'status',
			status: 200,
			body: teams,
		});
		const found = await run('team', 'search', { term: 't', returnAll: true });
		expect(found).toHaveLength(450);
		expect(mattermost.requestCount).toBe(1);
	});

	test.each([
		['4.10.10', 'getTimezones', 'channel', /Mattermost 4\.10\.10 .*requires 5\.6 or newer/],
		['11.7.0', 'checkMfa', 'user', /Mattermost 11\.7\.0 no longer .*removed in 6\.0/],
	])('Mattermost %s says why it has no %s', async (version, operation, resource, words) => {
		const { run, stock, state, mattermost } = servers[version]!;
		for (const engine of [run, stock]) {
			const error = await failureOf(
				engine(resource, operation, {
					channelId: state.channel('alerts').id,
					loginId: 'bob',
					returnAll: true,
				}),
			);
			expect(error.message).toMatch(words);
			expect(error.httpCode).toBe('404');
		}
		mattermost.reset();
	});

	test('nothing found on a server that knows the operation stays a plain 404', async () => {
		const { run } = today();
		const error = await failureOf(run('group', 'get', { groupId: 'a'.repeat(26) }));
		expect(error.message).toMatch(/Unable to find the existing group/);
	});
});

describe('lists', () => {
	let big: Server;
	beforeAll(async () => {
		big = await mattermostServer({ users: 450, channels: 450 });
	});
	afterAll(async () => await big.sandbox.stop());
	beforeEach(() => big.mattermost.reset());

	const pagesOf = (end: string) =>
		big.mattermost.requests
			.filter(({ path }) => path.endsWith(end))
			.map(({ query }) => `${String(query.page)}/${String(query.per_page)}`);

	test('Return All reads full pages and stops at the short one', async () => {
		const users = await big.run('user', 'getAll', { returnAll: true });
		expect(users).toHaveLength(454);
		expect(new Set(users.map(({ json }) => json.id)).size).toBe(454);
		expect(pagesOf('/users')).toEqual(['0/200', '1/200', '2/200']);
	});

	test('Limit fetches no more than it needs', async () => {
		const channels = await big.run('channel', 'getAll', {
			teamId: big.state.team('team1').id,
			returnAll: false,
			limit: 250,
		});
		expect(channels).toHaveLength(250);
		expect(pagesOf('/channels')).toEqual(['0/125', '1/125']);
	});

	test('Limit and Return All of a search are one request of that size', async () => {
		const some = await big.run('user', 'search', { term: 'user', returnAll: false, limit: 7 });
		expect(some).toHaveLength(7);
		expect(big.last('POST', '/users/search').body).toEqual({ term: 'user', limit: 7 });
		const all = await big.run('user', 'search', { term: 'user', returnAll: true });
		expect(all).toHaveLength(450);
		expect(big.last('POST', '/users/search').body).toEqual({ term: 'user', limit: 1000 });
		expect(big.mattermost.requestCount).toBe(2);
	});

	test('filters go along to every page', async () => {
		const { id } = big.state.team('team1');
		const users = await big.run('user', 'getAll', {
			returnAll: true,
			getAllOptions: {
				inTeam: { __rl: true, mode: 'name', value: 'team1' },
				active: true,
				roles: 'system_user, system_admin',
			},
		});
		expect(users).toHaveLength(454);
		const queries = big.mattermost.requests.filter(({ path }) => path.endsWith('/users'));
		expect(queries).toHaveLength(3);
		for (const { query } of queries) {
			expect(query).toMatchObject({
				in_team: id,
				active: 'true',
				roles: 'system_user,system_admin',
			});
		}
	});

	test('searches in all teams page in the body, and Full Response tells the total', async () => {
		const rows = await big.run('channel', 'searchAll', { term: 'channel-', returnAll: true });
		expect(rows).toHaveLength(450);
		const [first, ...more] = await big.run('channel', 'searchAll', {
			term: 'channel-',
			returnAll: false,
			limit: 10,
			fullResponse: true,
		});
		expect(more).toEqual([]);
		expect(first!.json).toMatchObject({ total_count: 450 });
		expect((first!.json.channels as unknown[]).length).toBe(10);
	});

	test('members of groups stand under `members`', async () => {
		const rows = await big.run('group', 'getMembers', {
			groupId: [...big.state.groups.keys()][0],
			returnAll: true,
		});
		expect(rows.map(({ json }) => json.username)).toEqual(['admin']);
	});
});

describe('today', () => {
	test('an archived channel is named as such, or restored', async () => {
		const { run, state, sent } = today();
		const { id } = state.channel('random');
		await run('channel', 'delete', { channelId: id });
		const wanted = {
			teamId: state.team('team1').id,
			name: 'random',
			displayName: 'Random',
			type: 'O',
		};
		const error = await failureOf(run('channel', 'getOrCreate', wanted));
		expect(error.message).toBe('The channel random is archived');
		expect(error.description).toContain('Restore Archived');
		expect(sent()).not.toContain('POST /channels');
		const found = firstOf(
			await run('channel', 'getOrCreate', {
				...wanted,
				getOrCreateOptions: { restoreArchived: true },
			}),
		);
		expect(found.json).toMatchObject({ id, delete_at: 0, created: false });
	});

	test('a failing look-up does not create a channel', async () => {
		const { run, state, mattermost, sent } = today();
		mattermost.fail({ match: 'GET /api/v4/teams/', kind: 'status', status: 403 });
		const error = await failureOf(
			run('channel', 'getOrCreate', {
				teamId: state.team('team1').id,
				name: 'doors',
				displayName: 'Doors',
				type: 'O',
			}),
		);
		expect(error.httpCode).toBe('403');
		expect(sent()).not.toContain('POST /channels');
	});

	test('channels enter and leave a category; the rest of it stays', async () => {
		const { run, state } = today();
		const { id: user } = state.user('admin');
		const { id: team } = state.team('team1');
		const [alerts, random] = [state.channel('alerts').id, state.channel('random').id];
		const place = { userId: ME, teamId: team };
		const made = firstOf(
			await run('channelCategory', 'create', {
				...place,
				displayName: 'Doors',
				createOptions: { channelIds: inRows(alerts), muted: true },
			}),
		);
		expect(made.json).toMatchObject({ user_id: user, team_id: team, type: 'custom' });
		const category = { ...place, categoryId: String(made.json.id) };
		const more = firstOf(
			await run('channelCategory', 'addChannels', {
				...category,
				channelIds: inRows(random),
			}),
		);
		expect(more.json).toMatchObject({
			display_name: 'Doors',
			muted: true,
			channel_ids: [random, alerts],
		});
		const less = firstOf(
			await run('channelCategory', 'removeChannels', {
				...category,
				channelIds: inRows(alerts),
			}),
		);
		expect(less.json).toMatchObject({ display_name: 'Doors', muted: true, channel_ids: [random] });
		const renamed = firstOf(
			await run('channelCategory', 'update', {
				...category,
				updateOptions: { displayName: 'Gates' },
			}),
		);
		expect(renamed.json).toMatchObject({
			display_name: 'Gates',
			muted: true,
			channel_ids: [random],
		});
	});

	test('Set All makes just these the members and tells its progress', async () => {
		const { run, state } = today();
		const { id } = state.channel('alerts');
		const lines = await run('channelMember', 'setAll', { channelId: id, members: 'me, @carol' });
		expect(lines.map(({ json }) => json)).toEqual([
			{ type: 'progress', added: 1, removed: 2 },
			{ type: 'done' },
		]);
		expect([...state.channelMembers.get(id)!.keys()].sort()).toEqual(
			[state.user('admin').id, state.user('carol').id].sort(),
		);
	});

	test('a user of a login service has no password', async () => {
		const { run, last } = today();
		const user = firstOf(
			await run('user', 'create', {
				newEmail: 'dora@example.com',
				newUsername: 'dora',
				loginWith: 'service',
				password: 'left over from the other choice',
				createService: 'saml',
				createAuthData: 'dora-1',
			}),
		);
		expect(user.json.username).toBe('dora');
		expect(last('POST', '/users').body).toEqual({
			email: 'dora@example.com',
			username: 'dora',
			auth_service: 'saml',
			auth_data: 'dora-1',
		});
	});

	test('Simplify off gives the whole answer', async () => {
		const { run } = today();
		const short = firstOf(await run('user', 'getMe', { simplify: true }));
		const whole = firstOf(await run('user', 'getMe', { simplify: false }));
		expect(Object.keys(short.json).length).toBeLessThanOrEqual(10);
		// Recorded on 11.6: 19 properties.
		expect(Object.keys(whole.json).length).toBeGreaterThan(15);
	});

	test('a bot acts on channels it is in, and is told where it may not', async () => {
		const { asBot, state } = today();
		const teamId = state.team('team1').id;
		const mine = await asBot('channel', 'getMine', { userId: ME, teamId, returnAll: true });
		expect(mine.map(({ json }) => json.name)).toContain('alerts');
		const error = await failureOf(asBot('channel', 'getAllOfServer', { returnAll: true }));
		expect(error.httpCode).toBe('403');
		expect(error.description).toContain('lacks the permission');
	});

	test('a member joins by invite', async () => {
		const { asBob, state, last } = today();
		const team = state.team('support');
		await asBob('teamMember', 'join', { invitedBy: 'link', inviteId: team.invite_id });
		expect(state.teamMembers.get(team.id)!.has(state.user('bob').id)).toBe(true);
		expect(last('POST', '/members/invite').query).toEqual({ invite_id: team.invite_id });
	});

	test('fields that were never touched mean the own account', async () => {
		const { run, stock, sent } = today();
		for (const engine of [run, stock]) await engine('session', 'getAll', { returnAll: true });
		const read = sent().filter((one) => one.endsWith('/sessions'));
		expect(read).toEqual(['GET /users/me/sessions', 'GET /users/me/sessions']);
	});

	test('both engines run operations of several steps', async () => {
		const { stock, state } = today();
		const channel = firstOf(await stock('channel', 'createDirect', { partner: byName('bob') }));
		expect(channel.json.name).toBe(
			[state.user('admin').id, state.user('bob').id].sort().join('__'),
		);
		expect(channel.pairedItem).toEqual({ item: 0 });
	});

	test('an unknown token is refused without being shown', async () => {
		const { run } = today();
		const error = await failureOf(
			run('user', 'logout', { logoutOptions: { sessionToken: 'secretsecretsecretsecret11' } }),
		);
		expect(error.httpCode).toBe('401');
		expect(`${error.message} ${error.description ?? ''}`).not.toContain('secretsecret');
	});
});
