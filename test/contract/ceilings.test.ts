import type { Service } from '../../nodes/shared/http/types';
import type { Resource } from '../../nodes/shared/model/operation';
import { Contract } from '../../contracts/openapi';
import { DIST } from '../support/harness';
import { mattermostServer } from '../support/mattermostServer';

/**
 * No list is cut in silence: what servers give in pages is read in pages, and where they cut a list
 * that has none, a hint says so.
 */

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is tested
const { registry } = require(`${DIST}/nodes/registry.js`) as {
	registry: Array<{ service: Service; resources: Resource[] }>;
};

/** Pages of a contract, by the names of its parameters. */
const SIZES =
	/^(page|per_page|logs_per_page|limit|maxResults|maxPageSize|pageSize|pageNumber|pageToken|pageRequest|lastEvaluatedKey|lastUuid)$/;

/** Operations that leave pages to the user, or ask for all at once; and why. */
const WITHOUT_PAGES: Record<string, string> = {
	'post/getUnread': 'a window around the first unread post, whose size the user says',
	'group/getOfTeamChannels': 'asks for all with `paginate=false`; pages on demand',
	'team/search': 'asked for a page, servers refuse whoever may not see all teams (501)',
	'post/getThread': 'servers give a whole thread unless told otherwise',
	'channelMember/getMine': 'servers give all; pages are new',
};

const operations = registry.flatMap(({ service, resources }) =>
	resources
		.filter(({ value }) => value !== 'anyEndpoint')
		.flatMap((resource) =>
			resource.operations.map((operation) => ({
				name: `${resource.value}/${operation.value}`,
				service: service.name,
				operation,
			})),
		),
);
const contracts = {
	Mattermost: new Contract('mattermost-11.json'),
	Rhombus: new Contract('rhombus.json'),
};

/** Parameters of an operation that say which part of a list is wanted. */
function sizesOf({ service, operation }: (typeof operations)[number]): string[] {
	const contract = contracts[service];
	const [method, path] = operation.request.split(' ');
	const known = contract.operations.find(({ id }) =>
		[`${method} /api/v4${path}`, operation.request].includes(id),
	);
	if (!known) return [];
	const [content] = Object.values(known.body?.content ?? {}) as Array<{ properties?: object }>;
	const inBody = content ? Object.keys(contract.flat(content as never).properties ?? {}) : [];
	return [...known.query.keys(), ...inBody].filter((name) => SIZES.test(name));
}

test('what a contract gives in pages is read in pages', () => {
	const paged = operations.filter((one) => sizesOf(one).length > 0);
	expect(paged.length).toBeGreaterThan(60);
	const missing = paged
		.filter(({ operation }) => operation.paging?.maxPageSize === undefined)
		.filter(({ operation, name }) => !operation.run && !(name in WITHOUT_PAGES))
		.map((one) => `${one.name}: ${sizesOf(one).join(', ')}`);
	expect(missing).toEqual([]);
});

/** Searches of posts and files: test/engine/lists.paging.test.ts. */
test('the ceilings of lists without pages (server source 11.6)', () => {
	const found = operations
		.filter(({ operation }) => operation.paging?.ceiling !== undefined)
		.map(({ name, operation }) => [name, operation.paging!.ceiling]);
	expect(Object.fromEntries(found)).toEqual({
		'channel/search': 100,
		'channel/searchGroup': 100,
		'channel/autocomplete': 50,
		'channel/autocompleteSearch': 50,
		'emoji/search': 200,
		'user/search': 1000,
		'user/autocomplete': 1000,
		'rule/getRuns': 100,
	});
});

describe('on a server', () => {
	type Server = Awaited<ReturnType<typeof mattermostServer>>;
	let server: Server;
	beforeAll(async () => {
		server = await mattermostServer();
	});
	afterAll(async () => await server.sandbox.stop());

	test('people who may not see all teams find teams', async () => {
		server.state.team('team1').allow_open_invite = true;
		const found = await server.asBob('team', 'search', { term: 'team', returnAll: true });
		expect(found.map(({ json }) => json.name)).toContain('team1');
	});

	test('outgoing OAuth connections go on behind the last one', async () => {
		const ids = Array.from({ length: 130 }, (_, at) => String(at).padStart(26, 'a'));
		for (const rows of [ids.slice(0, 100), ids.slice(100)]) {
			server.mattermost.fail({
				kind: 'status',
				status: 200,
				match: 'GET /api/v4/oauth/outgoing_connections',
				body: rows.map((id) => ({ id })),
			});
		}
		server.mattermost.requests.length = 0;
		const found = await server.run('outgoingOauthConnection', 'getAll', {
			teamId: server.state.team('team1').id,
			returnAll: true,
		});
		expect(found.map(({ json }) => json.id)).toEqual(ids);
		const asked = server.mattermost.requests.filter(({ path }) => path.endsWith('_connections'));
		expect(asked.map(({ query }) => [query.limit, query.from_id])).toEqual([
			['100', undefined],
			['100', ids[99]],
		]);
	});

	test('groups of the channels of a team are asked for all at once', async () => {
		const teamId = server.state.team('team1').id;
		await server.run('group', 'getOfTeamChannels', { teamId });
		expect(server.last('GET', '/groups_by_channels').query.paginate).toBe('false');
		const options = { getOfTeamChannelsOptions: { page: 1 } };
		await server.run('group', 'getOfTeamChannels', { teamId, ...options });
		expect(server.last('GET', '/groups_by_channels').query.paginate).toBeUndefined();
	});
});
