import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { broken, clientOf, ok, status, type Reply } from '../../../test/support/units';
import { namesFor, ownersFor } from './names';

const id = (text: string) => text.padEnd(26, '0');
const ANNA = id('anna');
const BOB = id('bob');
const ALERTS = id('alerts');
const ARCHIVED = id('archived');
const DIRECT = id('direct');
const OPS = id('ops');
const DEV = id('dev');
const OTHER = id('other');

/** Teams that the account is not in; a page has 60 unless asked for more. */
const others = Array.from({ length: 100 }, (_, at) => ({ id: id(`team${at}x`), name: `t${at}` }));

/** A server with some people, channels and teams, which tells what it was asked. */
function world(instead: Record<string, () => Reply> = {}) {
	const asked: string[] = [];
	const people = new Set<string>();
	const replies = async ({ method, url, body, qs }: IHttpRequestOptions): Promise<Reply> => {
		const request = `${method} ${new URL(url).pathname.replace('/api/', '/')}`;
		asked.push(request);
		await new Promise((resume) => setTimeout(resume, 2));
		const other = instead[request];
		if (other) return other();
		switch (request) {
			case 'POST /users/ids': {
				const ids = (typeof body === 'string' ? JSON.parse(body) : body) as string[];
				if (ids.length > 200 || ids.some((one) => one.length !== 26)) return status(400);
				for (const one of ids) people.add(one);
				return ok(
					ids
						.filter((one) => !one.startsWith('hidden'))
						.map((one) => ({ id: one, username: one.replace(/0+$/, '') })),
				);
			}
			case `GET /channels/${ALERTS}`:
				return ok({ id: ALERTS, name: 'alerts', display_name: 'Alerts', type: 'O' });
			case 'GET /users/me/channels':
				return ok([
					{ id: ALERTS, name: 'alerts', display_name: 'Alerts', type: 'O' },
					{ id: DIRECT, name: `${ANNA}__${BOB}`, display_name: '', type: 'D' },
					...(String(qs?.include_deleted) === 'true'
						? [{ id: ARCHIVED, name: 'old', display_name: 'Old', type: 'O' }]
						: []),
				]);
			case 'GET /users/me/teams':
				return ok([
					{ id: OPS, name: 'ops', display_name: 'Operations' },
					{ id: DEV, name: 'dev', display_name: 'Development' },
				]);
			case `GET /teams/${OTHER}`:
				return ok({ id: OTHER, name: 'other', display_name: 'Other' });
			case 'GET /teams':
				return ok(others.slice(0, Number(qs?.per_page ?? 60)));
			default:
				return status(404);
		}
	};
	return { ...clientOf({ replies }), asked, people };
}

async function named(
	{ client }: Pick<ReturnType<typeof world>, 'client'>,
	rows: IDataObject[],
	kept?: string[],
): Promise<IDataObject[]> {
	const of = await namesFor(client, rows, kept);
	return rows.map(of);
}

const POST = { id: id('post'), user_id: ANNA, channel_id: ALERTS };

test('people and the channel of messages have names, for one request each', async () => {
	const here = world();
	expect(await named(here, [POST, { ...POST, user_id: BOB }, POST])).toEqual([
		{ user_name: 'anna', channel_name: 'alerts', channel_display_name: 'Alerts' },
		{ user_name: 'bob', channel_name: 'alerts', channel_display_name: 'Alerts' },
		{ user_name: 'anna', channel_name: 'alerts', channel_display_name: 'Alerts' },
	]);
	expect(here.asked).toEqual([`GET /channels/${ALERTS}`, 'POST /users/ids']);
});

test('a further page asks for new people only', async () => {
	const here = world();
	await named(here, [POST]);
	here.asked.length = 0;
	await named(here, [POST]);
	expect(here.asked).toEqual([]);
	await named(here, [POST, { ...POST, user_id: BOB }]);
	expect(here.asked).toEqual(['POST /users/ids']);
	expect([...here.people]).toEqual([ANNA, BOB]);
});

test.each([
	[400, 2],
	[401, 3],
])('%s people cost %s requests, whichever items they are in', async (length, requests) => {
	const here = world();
	const row = (number: number) => ({ user_id: id(`u${number}x`) });
	const rows = Array.from({ length }, (_, number) => row(number));
	const items = await Promise.all(rows.map(async (one) => await named(here, [one])));
	expect(items.flat().map(({ user_name }) => user_name)).toEqual(rows.map((_, at) => `u${at}x`));
	expect(here.asked).toEqual(Array.from({ length: requests }, () => 'POST /users/ids'));
});

test('several channels cost one list, and channels that are not in it are not asked for again', async () => {
	const here = world();
	const rows = [{ channel_id: ALERTS }, { channel_id: DIRECT }, { channel_id: id('strange') }];
	const names = [
		{ channel_name: 'alerts', channel_display_name: 'Alerts' },
		{ channel_name: `${ANNA}__${BOB}`, channel_display_name: 'anna, bob' },
		{},
	];
	expect(await named(here, rows)).toEqual(names);
	expect(here.asked).toEqual(['GET /users/me/channels', 'POST /users/ids']);
	here.asked.length = 0;
	const more = [{ channel_id: id('newer') }, { channel_id: ARCHIVED }];
	const moreNames = [{}, { channel_name: 'old', channel_display_name: 'Old' }];
	expect(await named(here, [...rows, ...more])).toEqual([...names, ...moreNames]);
	expect(here.asked).toEqual([]);
});

test('one after the other, channels cost two requests in all', async () => {
	const here = world();
	for (const channel_id of [ALERTS, DIRECT, id('c3x'), id('c4x')])
		await named(here, [{ channel_id }]);
	expect(here.asked.filter((one) => one.includes('channels'))).toEqual([
		`GET /channels/${ALERTS}`,
		'GET /users/me/channels',
	]);
});

test('servers before 6.2 give channels by team', async () => {
	const here = world({
		'GET /users/me/channels': () => status(404),
		[`GET /users/me/teams/${OPS}/channels`]: () =>
			ok([{ id: ALERTS, name: 'alerts', display_name: 'Alerts', type: 'O' }]),
	});
	const rows = [{ channel_id: ALERTS }, { channel_id: DIRECT }];
	expect(await named(here, rows)).toEqual([
		{ channel_name: 'alerts', channel_display_name: 'Alerts' },
		{},
	]);
	expect(here.asked).toEqual([
		'GET /users/me/channels',
		'GET /users/me/teams',
		`GET /users/me/teams/${OPS}/channels`,
		`GET /users/me/teams/${DEV}/channels`,
	]);
	expect(here.hints).toEqual([]);
});

test('own teams cost one request, other ones a second', async () => {
	const here = world();
	const ops = { team_name: 'ops', team_display_name: 'Operations' };
	const other = { team_name: 'other', team_display_name: 'Other' };
	const dev = { team_name: 'dev', team_display_name: 'Development' };
	expect(await named(here, [{ team_id: OPS }, { team_id: DEV }])).toEqual([ops, dev]);
	expect(here.asked).toEqual(['GET /users/me/teams']);
	expect(await named(here, [{ team_id: OPS }, { team_id: OTHER }])).toEqual([ops, other]);
	expect(here.asked.slice(1)).toEqual([`GET /teams/${OTHER}`]);
	expect(await named(here, [{ team_id: others[99]!.id }, { team_id: id('t4x') }])).toEqual([
		{ team_name: 't99' },
		{},
	]);
	expect(await named(here, [{ team_id: id('t5x') }])).toEqual([{}]);
	expect(here.asked.slice(2)).toEqual(['GET /teams']);
});

test('the people of a direct channel are its name', async () => {
	const here = world();
	const direct = { id: DIRECT, type: 'D', name: `${ANNA}__${BOB}`, display_name: '', team_id: '' };
	const alone = { ...direct, name: `${ANNA}__${ANNA}` };
	const group = { ...direct, type: 'G', name: 'f00', display_name: 'anna, bob, carol' };
	const unseen = { ...direct, name: `${ANNA}__${id('hidden')}` };
	const strange = { ...direct, name: `${BOB}__remote` };
	const open = { ...direct, type: 'O' };
	expect(await named(here, [direct, alone, group, unseen, strange, open])).toEqual([
		{ display_name: 'anna, bob' },
		{ display_name: 'anna' },
		{},
		{ display_name: 'anna' },
		{ display_name: 'bob' },
		{},
	]);
	expect(here.asked).toEqual(['POST /users/ids']);
});

test('the first message of a thread says whose it is', async () => {
	const thread = { id: id('post'), reply_count: 1, post: POST };
	expect(await named(world(), [thread], ['id', 'post'])).toEqual([
		{ user_name: 'anna', channel_name: 'alerts', channel_display_name: 'Alerts' },
	]);
	expect(await named(world(), [thread], ['id'])).toEqual([{}]);
});

test('names in the answer cost nothing', async () => {
	const here = world();
	const row = { team_id: OPS, team_name: 'ops', team_display_name: 'Operations' };
	const { team_name, team_display_name } = row;
	expect(await named(here, [row], ['team_id'])).toEqual([{ team_name, team_display_name }]);
	expect(await named(here, [{ team_id: OPS, team_display_name }])).toEqual([{ team_display_name }]);
	expect(here.asked).toEqual([]);
});

test('what the output does not have gets no name, nor does what is no ID', async () => {
	const here = world();
	expect(await named(here, [{ ...POST, creator_id: BOB }], ['id', 'creator_id'])).toEqual([
		{ creator_name: 'bob' },
	]);
	const strange = [{ user_id: 'com.mattermost.calls' }, { user_id: 1 }, { user_id: null }, {}];
	expect(await named(here, strange as IDataObject[])).toEqual([{}, {}, {}, {}]);
	expect(here.asked).toEqual(['POST /users/ids']);
	const bot = { user_id: ANNA, username: 'anna', owner_id: BOB };
	expect((await ownersFor(here.client, [bot]))(bot)).toEqual({ owner_name: 'bob' });
});

test('who may not be seen has no name, and the others have', async () => {
	const here = world();
	expect(await named(here, [{ user_id: id('hidden') }, { user_id: BOB }])).toEqual([
		{},
		{ user_name: 'bob' },
	]);
	expect(await named(here, [{ user_id: id('hidden') }])).toEqual([{}]);
	expect(here.asked).toEqual(['POST /users/ids']);
	expect(here.hints).toEqual([]);
});

test.each(['403', '404'])('a channel or team that answers %s has no name', async (code) => {
	const refuse = () => status(Number(code));
	const here = world({ [`GET /channels/${ALERTS}`]: refuse, [`GET /teams/${OTHER}`]: refuse });
	expect(await named(here, [{ channel_id: ALERTS, team_id: OTHER }])).toEqual([{}]);
	expect(here.hints).toEqual([]);
});

test('an account that may not list teams has names for its own', async () => {
	const here = world({ 'GET /teams': () => status(403) });
	const rows = [OPS, OTHER, others[0]!.id].map((team_id) => ({ team_id }));
	const ops = { team_name: 'ops', team_display_name: 'Operations' };
	expect(await named(here, rows)).toEqual([ops, {}, {}]);
	expect(here.hints).toEqual([]);
});

test('a lost connection is made again', async () => {
	let isFirst = true;
	const lost = () => {
		if (!isFirst) return ok([{ id: ANNA, username: 'anna' }]);
		isFirst = false;
		return broken('ECONNRESET');
	};
	const here = world({ 'POST /users/ids': lost });
	expect(await named(here, [{ user_id: ANNA }])).toEqual([{ user_name: 'anna' }]);
	expect(here.hints).toEqual([]);
});

test('a request that fails is told once, not repeated, and fails no list', async () => {
	const here = world({ 'POST /users/ids': () => status(400, {}, { message: 'Out of order' }) });
	expect(await named(here, [POST])).toEqual([
		{ channel_name: 'alerts', channel_display_name: 'Alerts' },
	]);
	expect(await named(here, [{ user_id: BOB }])).toEqual([{}]);
	expect(here.asked.filter((one) => one === 'POST /users/ids')).toHaveLength(1);
	expect(here.hints).toEqual([
		'The names of users could not be read, so the items have only their IDs: Out of order',
	]);
});

test.each([
	['no list', ok('<html>')],
	['null', ok(null)],
	['rows that are none', ok([null, 1, { username: 'x' }])],
	['names that are no texts', ok([{ id: ANNA, username: { a: 1 } }])],
])('an answer of %s gives no names', async (_what, reply) => {
	const here = world({ 'POST /users/ids': () => reply });
	expect(await named(here, [{ user_id: ANNA }])).toEqual([{}]);
});
