import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { missedPages } from '../../nodes/MattermostTrigger/catchUp';
import { COMMON_EVENTS, MORE_EVENTS } from '../../nodes/MattermostTrigger/events';
import { passes, type Filter } from '../../nodes/MattermostTrigger/filter';
import { mentions, selfOf } from '../../nodes/MattermostTrigger/mentions';
import {
	eventItem,
	parseFrame,
	postItem,
	postOf,
	type StreamEvent,
} from '../../nodes/MattermostTrigger/parse';
import { Reads, type ChannelFacts } from '../../nodes/MattermostTrigger/reads';
import { readPattern } from '../../nodes/MattermostTrigger/settings';
import { Stream, type Handlers } from '../../nodes/MattermostTrigger/stream';
import type { Client } from '../../nodes/shared/http/client';
import { EVERYTHING } from '../support/eventStream';
import { StreamWorld } from '../support/streamWorld';

const RECORDED = JSON.parse(
	readFileSync(join(__dirname, '../fixtures/mattermost-hooks.json'), 'utf8'),
) as Record<string, { frames: unknown[] }>;

const eventOf = (frame: unknown): StreamEvent => {
	const read = parseFrame(JSON.stringify(frame));
	if (read.kind !== 'event') throw new Error(`not an event: ${JSON.stringify(read)}`);
	return read.event;
};

describe('frames', () => {
	test.each(Object.keys(RECORDED))('all recorded of Mattermost %s are read', (version) => {
		const { frames } = RECORDED[version]!;
		expect(frames.length).toBeGreaterThanOrEqual(8);
		const kinds = frames.map((frame) => parseFrame(JSON.stringify(frame)).kind);
		expect(new Set(kinds)).toEqual(new Set(['event', 'reply']));
	});

	test.each(Object.keys(RECORDED))('a recorded post of Mattermost %s is laid flat', (version) => {
		const posted = RECORDED[version]!.frames.filter(
			(frame) => (frame as IDataObject).event === 'posted',
		);
		const items = posted.map((frame) => eventItem(eventOf(frame)));
		const item = items.find(({ message }) => message === 'hey @bob look')!;
		expect(item).toMatchObject({
			event: 'posted',
			id: expect.stringMatching(/^[a-z0-9]{26}$/),
			create_at: expect.any(Number),
			channel_name: 'alerts',
			channel_type: 'O',
			sender_name: 'admin',
			root_id: '',
			is_reply: false,
			is_direct: false,
			caught_up: false,
			props: {},
			mentions: [expect.stringMatching(/^[a-z0-9]{26}$/)],
		});
	});

	test('JSON in strings is opened, but only where Mattermost puts it', () => {
		const frame = {
			event: 'reaction_added',
			data: {
				reaction: '{"user_id":"u","post_id":"p","emoji_name":"+1","create_at":7}',
				channel_display_name: '[1]',
			},
			broadcast: { channel_id: 'c', user_id: '', team_id: '' },
			seq: 3,
		};
		expect(eventItem(eventOf(frame))).toEqual({
			event: 'reaction_added',
			user_id: 'u',
			post_id: 'p',
			emoji_name: '+1',
			create_at: 7,
			channel_display_name: '[1]',
			channel_id: 'c',
		});
	});

	test('no text makes it throw, and none reaches a prototype', () => {
		const json = fc.oneof(
			fc.json(),
			fc.string(),
			fc.jsonValue().map((data) => JSON.stringify({ event: 'posted', data, seq: 1 })),
			fc
				.record({ id: fc.jsonValue(), create_at: fc.jsonValue(), props: fc.jsonValue() })
				.map((post) =>
					JSON.stringify({ event: 'posted', data: { post: JSON.stringify(post) }, seq: 1 }),
				),
			fc
				.dictionary(
					fc.constantFrom('__proto__', 'constructor', 'post', 'event', 'x'),
					fc.jsonValue(),
				)
				.map((data) => JSON.stringify({ event: 'typing', data, seq: 1 })),
		);
		fc.assert(
			fc.property(json, (text) => {
				const frame = parseFrame(text);
				if (frame.kind !== 'event') return;
				const item = eventItem(frame.event);
				expect(item.event).toBe(frame.event.event);
				expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
				expect(({} as IDataObject).polluted).toBeUndefined();
				passes(EVERYTHING, selfOf({ id: 'me' }), item);
			}),
			{ numRuns: 3000 },
		);
		const evil = '{"event":"x","data":{"__proto__":{"polluted":true}},"seq":1}';
		eventItem(eventOf(JSON.parse(evil)));
		expect(({} as IDataObject).polluted).toBeUndefined();
	});

	test.each([
		['binary', new ArrayBuffer(3), /not text/],
		['no JSON', 'hello', /not JSON/],
		['an array', '[]', /object/],
		['no number', '{"event":"posted"}', /seq/],
		['too long', `{"event":"${'x'.repeat(4_000_001)}"}`, /characters long/],
	])('%s is unreadable, without its content in the reason', (_what, message, reason) => {
		const frame = parseFrame(message);
		expect(frame).toEqual({ kind: 'unreadable', reason: expect.stringMatching(reason) });
		expect(JSON.stringify(frame).length).toBeLessThan(200);
	});

	test('every event has one label', () => {
		const names = [...Object.keys(COMMON_EVENTS), ...Object.keys(MORE_EVENTS)];
		expect(new Set(names).size).toBe(names.length);
		expect(names.length).toBeGreaterThan(95);
	});
});

const SELF = selfOf({
	id: 'me',
	username: 'n8n',
	first_name: 'Nat',
	notify_props: { mention_keys: 'robot, helper', first_name: 'true', channel: 'true' },
});

const item = (more: IDataObject = {}): IDataObject => ({
	...postItem(
		postOf({
			id: 'p',
			create_at: 5,
			channel_id: 'c',
			user_id: 'u',
			message: 'Door open',
			...more,
		})!,
		{
			channel_name: 'alerts',
			channel_display_name: 'Alerts',
			channel_type: String(more.channel_type ?? 'O'),
			team_id: 't',
			sender_name: 'bob',
			mentions: (more.mentions ?? []) as string[],
		},
		false,
	),
});

describe('filters', () => {
	const strict: Filter = {
		...EVERYTHING,
		include: { own: false, bots: false, webhooks: false, system: false },
	};
	const rows: Array<[string, Partial<Filter>, IDataObject, boolean]> = [
		['everything', {}, {}, true],
		['another event', { events: new Set(['typing']) }, {}, false],
		['own posts', {}, { user_id: 'me' }, false],
		['own posts if wanted', { include: { ...strict.include, own: true } }, { user_id: 'me' }, true],
		['bots', {}, { props: { from_bot: 'true' } }, false],
		['webhooks', {}, { props: { from_webhook: 'true' } }, false],
		['system posts', {}, { type: 'system_join_channel' }, false],
		['the right channel', { channels: new Set(['c']) }, {}, true],
		['another channel', { channels: new Set(['d']) }, {}, false],
		['another team', { teams: new Set(['d']) }, {}, false],
		['another user', { users: new Set(['x']) }, {}, false],
		['no direct message', { directOnly: true }, {}, false],
		['a direct message', { directOnly: true }, { channel_type: 'D' }, true],
		['no mention', { mentionsOnly: true }, { mentions: ['x'] }, false],
		['a mention', { mentionsOnly: true }, { mentions: ['me'] }, true],
		['a text in another case', { text: 'DOOR' }, {}, true],
		['another text', { text: 'window' }, {}, false],
		['a reply where roots are wanted', { thread: 'roots' }, { root_id: 'r' }, false],
		['a root where replies are wanted', { thread: 'replies' }, {}, false],
		['a reply where replies are wanted', { thread: 'replies' }, { root_id: 'r' }, true],
	];
	test.each(rows)('%s', (_what, filter, post, result) => {
		expect(passes({ ...strict, ...filter }, SELF, item(post))).toBe(result);
	});

	test.each([
		['@n8n please', true],
		['@N8N please', true],
		['@n8nx please', false],
		['mail n8n@example.com', false],
		['the Robot moves', true],
		['robots move', false],
		['Nat is here', true],
		['nat is here', false],
		['@channel all', true],
		['@here', true],
		['nothing', false],
		['ünat', false],
		['`@n8n` in code', false],
		['```\n@n8n\n```', false],
		['    @n8n', false],
		['see https://chat/@n8n', false],
		['[@n8n](https://chat)', true],
		['\\@n8n', true],
	])('%j mentions: %s', (message, result) => {
		expect(mentions(SELF, message)).toBe(result);
	});

	test('patterns are read with and without slashes, and remember nothing', () => {
		const client = { refuse: (field: string, problem: string) => new Error(`${field} ${problem}`) };
		const read = (text: string) => readPattern(client as unknown as Client, text);
		expect(read('')).toBeUndefined();
		expect(read('deploy (\\w+)')).toMatchObject({ source: 'deploy (\\w+)', flags: 'i' });
		expect(read('/^A/')).toMatchObject({ source: '^A', flags: '' });
		expect(read('/a/gi')).toMatchObject({ source: 'a', flags: 'i' });
		expect(() => read('(')).toThrow(/Message Matches is not a valid regular expression/);
		expect(() => read('(a)\\1')).toThrow(/Message Matches refers back to a group.*could block n8n/);
	});
});

describe('catching up', () => {
	/** Posts of one channel, as servers page them: by time, cut at the time of the anchor. */
	function server(
		posts: Array<{ id: string; create_at: number; delete_at?: number }>,
		lastPostAt: number,
	) {
		const requests: string[] = [];
		const newestFirst = posts.slice().sort((a, b) => b.create_at - a.create_at);
		const channel: ChannelFacts = {
			id: 'c',
			name: 'alerts',
			display_name: 'Alerts',
			type: 'O',
			team_id: 't',
			last_post_at: lastPostAt,
		};
		const request = async (what: string, { query = {} }: { query?: IDataObject } = {}) => {
			requests.push(what);
			if (what === 'GET /users/me/teams') return [{ id: 't' }];
			if (what === 'GET /users/me/teams/{team_id}/channels') return [channel];
			if (what === 'POST /users/ids') return [{ id: 'u', username: 'bob' }];
			const edge = posts.find(({ id }) => id === query.before)?.create_at ?? Infinity;
			const page = newestFirst
				.filter(({ create_at }) => create_at < edge)
				.slice(Number(query.page) * 200, Number(query.page) * 200 + 200);
			return {
				order: page.map(({ id }) => id),
				posts: Object.fromEntries(
					page.map((post) => [post.id, { ...post, channel_id: 'c', user_id: 'u', message: 'm' }]),
				),
			};
		};
		return { client: { request } as unknown as Pick<Client, 'request'>, requests };
	}

	const read = async (posts: Parameters<typeof server>[0], since: number) => {
		const { client, requests } = server(posts, 2_000);
		const channel = { id: 'c' } as ChannelFacts;
		const found: string[] = [];
		const times: number[] = [];
		const reading = { client, reads: new Reads(() => 0), channel, since, after: 0 };
		for await (const page of missedPages(reading)) {
			for (const { id, create_at } of page) {
				found.push(id);
				times.push(create_at);
			}
		}
		return { found, times, requests };
	};

	test('finds all posts, however many share a millisecond at the edge of a page', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 900 }),
				async (times) => {
					const posts = times.map((time, index) => ({
						id: `post ${index}`,
						create_at: 1000 + time,
					}));
					const { found, times: order } = await read(posts, 1010);
					expect(new Set(found)).toEqual(
						new Set(posts.filter(({ create_at }) => create_at >= 1010).map(({ id }) => id)),
					);
					expect(order).toEqual(order.slice().sort((a, b) => a - b));
				},
			),
			{ numRuns: 60 },
		);
	});

	test('a page full of one millisecond is read as well', async () => {
		const posts = Array.from({ length: 450 }, (_, index) => ({
			id: `post ${index}`,
			create_at: 1000,
		}));
		expect(new Set((await read(posts, 900)).found).size).toBe(450);
	});

	test('many pages are read oldest first, and only some are kept meanwhile', async () => {
		const posts = Array.from({ length: 3_000 }, (_, index) => ({
			id: `post ${index}`,
			create_at: 1000 + index,
		}));
		const { found, requests } = await read(posts, 1000);
		expect(found).toEqual(posts.map(({ id }) => id));
		expect(requests.length).toBeLessThanOrEqual(2 * 16);
	});
});

describe('the stream', () => {
	const set = () => {
		const world = new StreamWorld();
		const happened: string[] = [];
		const handlers: Handlers = {
			entry: (entry) => happened.push(entry === 'gap' ? 'catch up' : `${entry.event} ${entry.seq}`),
			isFatal: async () => undefined,
			failed: (error) => happened.push(`failed ${error.message}`),
			report: (problem) => happened.push(`report ${problem}`),
		};
		const stream = new Stream('ws://chat/api/v4/websocket', world, handlers);
		const say = (event: string, seq: number, data: IDataObject = {}) =>
			world.socket.onmessage?.({ data: JSON.stringify({ event, data, seq }) });
		const hello = (connection_id?: string) =>
			say('hello', 0, connection_id ? { connection_id } : {});
		return { world, happened, stream, say, hello };
	};

	test('catches up at the start, then gives events in order', async () => {
		const { world, happened, stream, say, hello } = set();
		stream.start();
		hello('one');
		say('posted', 1);
		say('typing', 2);
		await world.pass(0);
		await stream.ready;
		expect(happened).toEqual(['catch up', 'posted 1', 'typing 2']);
	});

	test('asks for what it missed, and goes on if the server replays it', async () => {
		const { world, happened, stream, say, hello } = set();
		stream.start();
		hello('one');
		say('posted', 1);
		await world.pass(60_000);
		world.socket.onclose?.({ code: 1006 });
		await world.pass(2_000);
		expect(world.socket.url).toBe('ws://chat/api/v4/websocket?connection_id=one&sequence_number=2');
		// What it has is sent once more, and then what it missed.
		say('posted', 1);
		say('posted', 2);
		await world.pass(0);
		expect(happened).toEqual(['catch up', 'posted 1', 'posted 2']);
	});

	test('catches up when the server begins again, and when a number is skipped', async () => {
		const { world, happened, stream, say, hello } = set();
		stream.start();
		hello('one');
		await world.pass(60_000);
		world.socket.onclose?.({});
		await world.pass(2_000);
		hello('two');
		say('posted', 1);
		say('posted', 3);
		await world.pass(0);
		expect(happened).toEqual(['catch up', 'catch up', 'posted 1', 'catch up', 'posted 3']);
	});

	test('a silent connection is given up, a quiet one is not', async () => {
		const { world, stream, hello } = set();
		stream.start();
		hello('one');
		let pings = 0;
		world.socket.send = () => {
			pings++;
			world.sockets[0]!.onmessage?.({ data: '{"status":"OK","seq_reply":2}' });
		};
		await world.pass(600_000);
		expect(world.sockets).toHaveLength(1);
		expect(pings).toBeGreaterThan(15);
		world.sockets[0]!.send = () => {};
		await world.pass(120_000);
		expect(world.sockets.length).toBeGreaterThan(1);
		expect(world.sockets[0]!.closed).toBe(true);
	});

	test('a connection that never greets is given up', async () => {
		const { world, stream } = set();
		stream.start();
		await world.pass(20_000);
		expect(world.sockets.length).toBeGreaterThan(1);
	});

	test('a message that cannot be read stops none behind it', async () => {
		const { world, happened, stream, say, hello } = set();
		stream.start();
		hello('one');
		world.socket.onmessage?.({ data: 'nonsense' });
		say('posted', 1);
		await world.pass(0);
		expect(happened).toEqual([
			'catch up',
			'report A message of the server was skipped: it is not JSON',
			'posted 1',
		]);
	});

	test('a number that no server reaches is not believed: the connection begins again', async () => {
		const { world, happened, stream, say, hello } = set();
		stream.start();
		hello('one');
		say('posted', 1);
		say('posted', 9_007_199_254_740_000);
		await world.pass(2_000);
		expect(world.sockets).toHaveLength(2);
		expect(world.socket.url).toBe('ws://chat/api/v4/websocket');
		hello('two');
		say('posted', 1);
		await world.pass(0);
		expect(happened.filter((what) => !what.startsWith('report'))).toEqual([
			'catch up',
			'posted 1',
			'catch up',
			'posted 1',
		]);
	});

	test('numbers that start again within a connection do not make it deaf', async () => {
		const { world, happened, stream, say, hello } = set();
		stream.start();
		hello('one');
		say('posted', 1);
		say('posted', 900);
		say('posted', 2);
		await world.pass(2_000);
		expect(world.sockets).toHaveLength(2);
		hello('two');
		await world.pass(0);
		expect(happened.at(-1)).toBe('catch up');
	});
});
