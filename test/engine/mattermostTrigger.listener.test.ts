import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { Delivered, storedCursor } from '../../nodes/shared/triggers/delivered';
import { isRealEdit, passes, type Filter } from '../../nodes/MattermostTrigger/filter';
import { Listener } from '../../nodes/MattermostTrigger/listener';
import { mentions, selfOf } from '../../nodes/MattermostTrigger/mentions';
import { eventItem, parseFrame, type StreamEvent } from '../../nodes/MattermostTrigger/parse';
import { Reads } from '../../nodes/MattermostTrigger/reads';
import type { Client } from '../../nodes/shared/http/client';
import type { Delivery } from '../../nodes/shared/triggers/live';
import { LinearRegExp } from '../../nodes/shared/util/linearRegExp';
import { EVERYTHING } from '../support/eventStream';

const fixture = <T>(name: string) =>
	JSON.parse(readFileSync(join(__dirname, '../fixtures', name), 'utf8')) as T;

/** Messages, and whether Mattermost 11.6's own Go code finds `@n8n` or a keyword in them. */
const DECIDED = fixture<Array<[string, boolean]>>('mattermost-mentions.json');
/** The same for accounts of several names: name, message, decided. */
const DECIDED_BY_NAME = fixture<Array<[string, string, boolean]>>('mattermost-mentions-names.json');
const RECORDED = fixture<Record<string, { frames: IDataObject[] }>>('mattermost-hooks.json');

const SELF = selfOf({
	id: 'me',
	username: 'n8n',
	first_name: 'Nat',
	notify_props: { mention_keys: 'robot,helper,größe,警報', first_name: 'true', channel: 'true' },
});

interface TestPost extends IDataObject {
	id: string;
	create_at: number;
	channel_id: string;
}

/** A Mattermost server with channels, posts and users, as far as the listener asks it. */
class FakeServer {
	posts: TestPost[] = [];
	channels: IDataObject[] = [
		{ id: 'c', name: 'alerts', display_name: 'Alerts', type: 'O', team_id: 't' },
		{ id: 'd', name: 'bob__me', display_name: '', type: 'D', team_id: '' },
		{ id: 'e', name: 'other', display_name: 'Other', type: 'P', team_id: 't2' },
	];
	bots = new Set(['bot']);
	/** Runs of playbooks; undefined: the server has no such plugin. */
	runs?: IDataObject[];
	requests: string[] = [];
	/** Why a request fails, if it does. */
	fails: (what: string, path: IDataObject) => number | undefined = () => undefined;

	client = () =>
		({
			request: async (what: string, parts: object = {}) => this.answer(what, parts),
		}) as unknown as Pick<Client, 'request'>;

	private answer(
		what: string,
		{ path = {}, query = {}, body }: { path?: IDataObject; query?: IDataObject; body?: string[] },
	): unknown {
		this.requests.push(`${what} ${Object.values(path).join()}`.trim());
		const status = this.fails(what, path);
		if (status) throw Object.assign(new Error(`HTTP ${status}`), { httpCode: String(status) });
		switch (what) {
			case 'GET /users/me/teams':
				return [{ id: 't' }, { id: 't2' }];
			case 'GET /users/me/teams/{team_id}/channels':
				return this.channels
					.filter(({ team_id }) => team_id === path.team_id || team_id === '')
					.map((channel) => ({
						...channel,
						last_post_at: Math.max(0, ...this.in(channel.id).map(({ create_at }) => create_at)),
					}));
			case 'GET /channels/{channel_id}':
				return this.channels.find(({ id }) => id === path.channel_id);
			case 'GET /channels/{channel_id}/members/{user_id}':
				return { notify_props: { ignore_channel_mentions: 'default', mark_unread: 'all' } };
			case 'POST /users/ids':
				return body!.map((id) => ({ id, username: `name of ${id}`, is_bot: this.bots.has(id) }));
			case 'GET /plugins/playbooks/api/v0/runs':
				if (!this.runs) throw Object.assign(new Error('Not Found'), { httpCode: '404' });
				return this.pageOfRuns(query);
			case 'GET /plugins/playbooks/api/v0/runs/{id}':
				return this.runs!.find(({ id }) => id === path.id);
			case 'GET /channels/{channel_id}/posts':
				return this.list(path.channel_id, query);
		}
		throw new Error(`What is ${what}?`);
	}

	private in = (channelId: unknown) =>
		this.posts.filter(({ channel_id }) => channel_id === channelId);

	private pageOfRuns({ team_id, since, page, per_page }: IDataObject) {
		const rows = this.runs!.filter(
			(run) => run.team_id === team_id && Number(run.update_at) >= Number(since),
		);
		const end = (Number(page) + 1) * Number(per_page);
		return { items: rows.slice(end - Number(per_page), end), has_more: rows.length > end };
	}

	private list(channelId: unknown, { since, before, page, per_page }: IDataObject) {
		const newestFirst = this.in(channelId).sort((a, b) => b.create_at - a.create_at);
		const edge = this.posts.find(({ id }) => id === before)?.create_at ?? Infinity;
		const from = Number(page) * Number(per_page);
		const rows = since
			? newestFirst.filter((post) => Number(post.update_at ?? post.create_at) > Number(since))
			: newestFirst
					.filter(({ create_at, delete_at }) => create_at < edge && !delete_at)
					.slice(from, from + Number(per_page));
		return {
			order: rows.map(({ id }) => id),
			posts: Object.fromEntries(rows.map((post) => [post.id, post])),
		};
	}
}

const STRICT: Filter = {
	...EVERYTHING,
	include: { own: false, bots: false, webhooks: false, system: false },
};

/** The server's time in these tests, in ms. */
const NOW = 10_000_000;

function set(more: Partial<Filter> = {}, server = new FakeServer(), stored?: object) {
	const items: IDataObject[] = [];
	const deliveries: Delivery[] = [];
	const warnings: string[] = [];
	const slept: number[] = [];
	let clock = 0;
	const delivered = new Delivered(
		(stored ? storedCursor(stored) : undefined) ?? { since: 1_000, seen: {} },
		() => NOW,
	);
	const listener = new Listener({
		filter: { ...STRICT, ...more },
		self: SELF,
		delivered,
		reads: new Reads(() => clock),
		client: server.client,
		deliver: async (item, what) => {
			what.handled?.();
			items.push(item);
			deliveries.push(what);
			return true;
		},
		warn: (message) => warnings.push(message),
		sleep: async (ms) => void slept.push(ms),
		now: () => ++clock,
		serverNow: () => NOW,
		isAtLeast: async () => true,
	});
	return { listener, items, deliveries, delivered, server, warnings, slept };
}

const post = (id: string, at: number, more: IDataObject = {}): TestPost => ({
	id,
	create_at: at,
	update_at: at,
	edit_at: 0,
	delete_at: 0,
	channel_id: 'c',
	user_id: 'u',
	root_id: '',
	message: `message ${id}`,
	type: '',
	props: {},
	...more,
});

const TYPES: Record<string, string> = { c: 'O', d: 'D', e: 'P' };
const TEAMS: Record<string, string> = { c: 't', d: '', e: 't2' };

const frame = (
	event: string,
	data: IDataObject,
	broadcast: IDataObject = {},
	seq = 1,
): StreamEvent => {
	const read = parseFrame(JSON.stringify({ event, data, broadcast, seq }));
	if (read.kind !== 'event') throw new Error('not an event');
	return read.event;
};

const posted = (one: TestPost, mentioned: boolean, setOnline = true): StreamEvent =>
	frame('posted', {
		post: JSON.stringify(one),
		channel_name: 'alerts',
		channel_display_name: 'Alerts',
		channel_type: TYPES[one.channel_id],
		team_id: TEAMS[one.channel_id],
		sender_name: '@bob',
		set_online: setOnline,
		...(mentioned ? { mentions: JSON.stringify(['me']) } : {}),
	});

describe('mentions', () => {
	test('are found where the server’s own code finds them', () => {
		expect(DECIDED.length).toBeGreaterThan(300);
		const wrong = DECIDED.filter(([message, decided]) => mentions(SELF, message) !== decided);
		expect(wrong).toEqual([]);
	});

	test('are found in labels of links as the server finds them, which splits them at a w', () => {
		const labels = DECIDED_BY_NAME.filter(([, message]) => message.includes(']('));
		expect(labels.length).toBeGreaterThan(80);
		const decides = (username: string, message: string) =>
			mentions(selfOf({ id: 'me', username, notify_props: { channel: 'true' } }), message);
		const wrong = DECIDED_BY_NAME.filter(
			([name, message, decided]) => decides(name, message) !== decided,
		);
		expect(wrong).toEqual([]);
	});

	test('take time in proportion to the length', () => {
		const self = selfOf({ id: 'me', username: 'n8n' });
		// The longest that the server looks at: with square time these would take minutes.
		for (const part of [
			'[',
			'![',
			'](',
			'[a](',
			'[a](b "',
			'[[a](b)',
			'[a]: b\n',
			'`',
			'``x`',
			'&#',
			'][',
		]) {
			expect(mentions(self, part.repeat(Math.floor(131_072 / part.length)))).toBe(false);
		}
	});

	test.each<[string, IDataObject, object, boolean]>([
		['in an attachment’s text', { props: { attachments: [{ text: '@n8n' }] } }, {}, true],
		['in an attachment’s pretext', { props: { attachments: [{ pretext: '@n8n' }] } }, {}, true],
		['in a field', { props: { attachments: [{ fields: [{ value: 'robot' }] }] } }, {}, true],
		['not in an attachment’s title', { props: { attachments: [{ title: '@n8n' }] } }, {}, false],
		[
			'not in a field’s number',
			{ props: { attachments: [{ fields: [{ value: 7 }] }] } },
			{},
			false,
		],
		['not by oneself', { user_id: 'me', message: '@n8n' }, {}, false],
		[
			'by the own webhook',
			{ user_id: 'me', message: '@n8n', props: { from_webhook: 'true' } },
			{},
			true,
		],
		['in a direct message', { message: 'hello' }, { type: 'D' }, true],
		['in a group message', { message: 'hello' }, { type: 'G' }, true],
		[
			'not there on servers before 9.1',
			{ message: 'x' },
			{ type: 'G', groupsNotify: false },
			false,
		],
		['of the channel', { message: '@all' }, {}, true],
		['not where the channel is silenced', { message: '@all' }, { channelWide: false }, false],
		['not in a changed header', { message: '@all', type: 'system_header_change' }, {}, false],
		['by being added', { type: 'system_add_to_channel', props: { addedUserId: 'me' } }, {}, true],
	])('%s', (_what, one, channel, result) => {
		expect(mentions(SELF, one, channel)).toBe(result);
	});
});

describe('live and caught up', () => {
	const message = fc.integer({ min: 0, max: DECIDED.length - 1 }).map((index) => DECIDED[index]);
	const one = fc.record({
		message,
		attached: fc.option(message, { nil: undefined }),
		user_id: fc.constantFrom('u', 'me', 'bot'),
		channel_id: fc.constantFrom('c', 'd', 'e'),
		root_id: fc.constantFrom('', 'r'),
		type: fc.constantFrom('', 'system_join_channel', 'slack_attachment'),
		bot: fc.boolean(),
	});
	const flag = fc.boolean();
	const filter = fc.record({
		mentionsOnly: flag,
		directOnly: flag,
		teams: fc.constantFrom(new Set<string>(), new Set(['t'])),
		channels: fc.constantFrom(new Set<string>(), new Set(['c', 'd'])),
		users: fc.constantFrom(new Set<string>(), new Set(['u'])),
		text: fc.constantFrom('', 'n8n', 'ROBOT'),
		pattern: fc.constantFrom(undefined, new LinearRegExp('^\\W*@n8n', 'i')),
		thread: fc.constantFrom('all', 'roots', 'replies'),
		include: fc.record({ own: flag, bots: flag, webhooks: flag, system: flag }),
	});

	test('decide alike on the same posts', async () => {
		let passed = 0;
		await fc.assert(
			fc.asyncProperty(
				fc.array(one, { minLength: 1, maxLength: 12 }),
				filter,
				async (given, wanted) => {
					const server = new FakeServer();
					const events = given.map(({ message, attached, bot, ...rest }, index) => {
						const [text, inText] = message!;
						const props: IDataObject = {
							...(bot ? { from_bot: 'true' } : {}),
							...(attached ? { attachments: [{ text: attached[0] }] } : {}),
						};
						const made = post(`p${index}`, 2_000 + index, { ...rest, message: text, props });
						server.posts.push(made);
						const mentioned =
							rest.user_id !== 'me' &&
							(rest.channel_id === 'd' || inText || (attached?.[1] ?? false));
						return posted(made, mentioned);
					});
					const live = set(wanted as Partial<Filter>, server);
					for (const event of events) {
						if (live.listener.accepts(event) === true) await live.listener.event(event);
					}
					const later = set(wanted as Partial<Filter>, server);
					expect(await later.listener.catchUp()).toBe(true);
					const ids = (items: IDataObject[]) => items.map(({ id }) => String(id)).sort();
					expect(ids(later.items)).toEqual(ids(live.items));
					passed += live.items.length;
				},
			),
			{ numRuns: 400 },
		);
		expect(passed).toBeGreaterThan(50);
	});
});

describe('every recorded event against each filter', () => {
	const frames = Object.entries(RECORDED).flatMap(([version, { frames: all }]) =>
		all
			.filter(({ event }) => typeof event === 'string')
			.map((raw) => [version, String(raw.event), raw] as const),
	);

	test.each(frames)('%s: %s', (_version, name, raw) => {
		const read = parseFrame(JSON.stringify(raw));
		if (read.kind !== 'event') throw new Error('not an event');
		const item = eventItem(read.event);
		const broadcast = (raw.broadcast ?? {}) as IDataObject;
		const all: Filter = {
			...EVERYTHING,
			events: new Set([name]),
			include: { own: true, bots: true, webhooks: true, system: true },
		};
		const edited = name !== 'post_edited' || isRealEdit(item);
		expect(passes(all, SELF, item)).toBe(edited);
		for (const [filter, id] of [
			['channels', item.channel_id],
			['teams', item.team_id],
			['users', item.user_id],
		] as const) {
			const has = typeof id === 'string' && id !== '';
			expect(passes({ ...all, [filter]: new Set([String(id)]) }, SELF, item)).toBe(has && edited);
			expect(passes({ ...all, [filter]: new Set(['another']) }, SELF, item)).toBe(false);
		}
		// What the event was sent to is never lost to an empty text.
		if (broadcast.channel_id) expect(item.channel_id).toBeTruthy();
		if (broadcast.team_id) expect(item.team_id).toBeTruthy();
		expect(passes({ ...all, events: new Set(['x']) }, SELF, item)).toBe(false);
	});
});

describe('filters', () => {
	test('a removed reaction whose channel is an empty text passes the channel’s filter', () => {
		const reaction = { user_id: 'u', post_id: 'p', emoji_name: '+1', create_at: 1, channel_id: '' };
		const event = frame(
			'reaction_removed',
			{ reaction: JSON.stringify(reaction) },
			{ channel_id: 'c', team_id: '', user_id: '' },
		);
		const filter = { events: new Set(['reaction_removed']), channels: new Set(['c']) };
		expect(set(filter).listener.accepts(event)).toBe(true);
		expect(set({ ...filter, channels: new Set(['x']) }).listener.accepts(event)).toBe(false);
	});

	test('reactions are filtered by emoji, other events are not', () => {
		const emojis = new Set(['eyes']);
		const filter = { events: new Set(['posted', 'reaction_added']), emojis };
		const reacted = (emoji_name: string) =>
			frame('reaction_added', { reaction: JSON.stringify({ user_id: 'u', emoji_name }) });
		const { listener } = set(filter);
		expect(listener.accepts(reacted('eyes'))).toBe(true);
		expect(listener.accepts(reacted('+1'))).toBe(false);
		expect(listener.accepts(posted(post('p', 2_000), false))).toBe(true);
	});

	test.each([
		['an edit', { edit_at: 5_000, update_at: 5_003 }, true],
		['a pin of a post that was never edited', { edit_at: 0, update_at: 5_000 }, false],
		['a reaction to a post that was edited before', { edit_at: 3_000, update_at: 90_000 }, false],
	])('%s: %s', (_what, times, result) => {
		const event = frame('post_edited', { post: JSON.stringify(post('p', 1_000, times)) });
		expect(set({ events: new Set(['post_edited']) }).listener.accepts(event)).toBe(result);
	});

	test('the same edit starts the workflow once', async () => {
		const { listener, items } = set({ events: new Set(['post_edited']) });
		const event = frame('post_edited', {
			post: JSON.stringify(post('p', 1_000, { edit_at: 5_000, update_at: 5_001 })),
		});
		await listener.event(event);
		await listener.event(event);
		expect(items).toHaveLength(1);
	});

	test('a mention by edit counts, and is looked for as the server does', async () => {
		const filter = { events: new Set(['post_edited']), mentionsOnly: true };
		const { listener, items } = set(filter);
		for (const message of ['now @n8n', 'now `@n8n`']) {
			const edited = post(message, 1_000, { message, edit_at: 5_000, update_at: 5_001 });
			await listener.event(frame('post_edited', { post: JSON.stringify(edited) }));
		}
		expect(items.map(({ id }) => id)).toEqual(['now @n8n']);
	});

	test.each([
		['text', { text: 'disk full' }],
		['pretext', { pretext: 'Disk full' }],
		['title', { title: 'Disk full' }],
		['fallback', { fallback: 'disk full!' }],
		['field', { fields: [{ title: 'Reason', value: 'disk full' }] }],
		['field title', { fields: [{ title: 'Disk full', value: '' }] }],
	])('Message Contains and Matches find the %s of an attachment', (_where, attachment) => {
		const made = post('p', 2_000, { message: '', props: { attachments: [attachment] } });
		for (const filter of [
			{ text: 'DISK FULL' },
			{ pattern: new LinearRegExp('disk\\s+full', 'i') },
		]) {
			expect(set(filter).listener.accepts(posted(made, false))).toBe(true);
		}
		expect(set({ text: 'other' }).listener.accepts(posted(made, false))).not.toBe(true);
	});

	test('a person cannot hide a post by saying that a bot or a webhook wrote it', async () => {
		const { listener, items } = set();
		const props = { from_bot: 'true' };
		await listener.event(posted(post('person', 2_000, { props }), false));
		await listener.event(posted(post('bot', 2_001, { props, user_id: 'bot' }), false));
		const hook = { from_webhook: 'true' };
		await listener.event(posted(post('pretends', 2_002, { props: hook }), false, true));
		await listener.event(posted(post('webhook', 2_003, { props: hook }), false, false));
		expect(items.map(({ id }) => id)).toEqual(['person', 'pretends']);
	});

	test('the team of an event is asked once, again after a failure, and never for nothing', async () => {
		const server = new FakeServer();
		let failures = 2;
		server.fails = (what) =>
			what === 'GET /channels/{channel_id}' && failures-- > 0 ? 500 : undefined;
		const { listener, items } = set(
			{ events: new Set(['reaction_added', 'status_change']), teams: new Set(['t']) },
			server,
		);
		const reacted = (post_id: string) =>
			frame('reaction_added', {
				reaction: JSON.stringify({ user_id: 'u', post_id, emoji_name: 'x', channel_id: 'c' }),
			});
		expect(listener.accepts(frame('status_change', { user_id: 'u', status: 'away' }))).toBe(false);
		expect(server.requests).toEqual([]);
		await listener.event(reacted('1'));
		await listener.event(reacted('2'));
		expect(items.map(({ post_id }) => post_id)).toEqual(['1', '2']);
		expect(server.requests).toHaveLength(3);
	});
});

describe('catching up', () => {
	test.each([403, 404, 500])(
		'one of 20 channels that answers %i stops none of the others',
		async (status) => {
			const server = new FakeServer();
			server.channels = Array.from({ length: 20 }, (_, index) => ({
				id: `c${index}`,
				name: `channel-${index}`,
				display_name: `Channel ${index}`,
				type: 'O',
				team_id: 't',
			}));
			server.posts = server.channels.map(({ id }, index) =>
				post(`p${index}`, 2_000 + index, { channel_id: id }),
			);
			let broken = true;
			server.fails = (_what, { channel_id }) =>
				broken && channel_id === 'c7' ? status : undefined;
			const { listener, items, delivered, warnings } = set({}, server);
			expect(await listener.catchUp()).toBe(false);
			expect(items).toHaveLength(19);
			expect(delivered.behind).toEqual(['c7']);
			expect(await listener.catchUpRest()).toBe(false);
			expect(warnings).toEqual([]);
			expect(await listener.catchUpRest()).toBe(false);
			expect(warnings).toEqual([expect.stringContaining('"Channel 7" (c7) cannot be read: HTTP')]);
			broken = false;
			expect(await listener.catchUpRest()).toBe(true);
			expect(items.map(({ id }) => id)).toContain('p7');
			expect(items).toHaveLength(20);
			expect(delivered.behind).toEqual([]);
		},
	);

	test('what a failing channel missed survives a restart', async () => {
		const server = new FakeServer();
		server.posts = [post('p', 2_000), post('q', 9_999_000, { channel_id: 'e' })];
		server.fails = (_what, { channel_id }) => (channel_id === 'c' ? 403 : undefined);
		const first = set({}, server);
		await first.listener.catchUp();
		expect(first.items.map(({ id }) => id)).toEqual(['q']);
		server.fails = () => undefined;
		const second = set({}, server, JSON.parse(JSON.stringify(first.delivered)));
		await second.listener.catchUp();
		expect(second.items.map(({ id }) => id)).toEqual(['p']);
	});

	test('a team whose channels cannot be listed loses nothing', async () => {
		const server = new FakeServer();
		server.posts = [post('p', 2_000), post('q', 9_999_000, { channel_id: 'e' })];
		server.fails = (_what, { team_id }) => (team_id === 't' ? 500 : undefined);
		const { listener, items, delivered } = set({}, server);
		expect(await listener.catchUp()).toBe(false);
		await listener.event(posted(post('live', NOW - 1), false));
		expect(delivered.since).toBe(1_000);
		server.fails = () => undefined;
		expect(await listener.catchUpRest()).toBe(true);
		expect(items.map(({ id }) => id)).toEqual(['q', 'live', 'p']);
	});

	test('edits, deletions and added reactions of an outage are caught up once', async () => {
		const server = new FakeServer();
		server.posts = [
			post('edited', 500, { edit_at: 2_000, update_at: 2_001, message: 'new' }),
			post('edited before', 500, { edit_at: 600, update_at: 600 }),
			post('deleted', 500, { delete_at: 2_100, update_at: 2_100 }),
			post('liked', 500, {
				update_at: 2_200,
				metadata: {
					reactions: [
						{ user_id: 'u', post_id: 'liked', emoji_name: '+1', create_at: 2_200 },
						{ user_id: 'u', post_id: 'liked', emoji_name: 'old', create_at: 700 },
						// Removed and added again: the server keeps when it was there first.
						{
							user_id: 'u',
							post_id: 'liked',
							emoji_name: 'again',
							create_at: 700,
							update_at: 2_300,
						},
					],
				},
			}),
		];
		const events = new Set(['post_edited', 'post_deleted', 'reaction_added']);
		const { listener, items } = set({ events }, server);
		await listener.catchUp();
		expect(items).toEqual([
			expect.objectContaining({ event: 'post_edited', id: 'edited', caught_up: true }),
			expect.objectContaining({ event: 'post_deleted', id: 'deleted', caught_up: true }),
			expect.objectContaining({ event: 'reaction_added', emoji_name: '+1', channel_id: 'c' }),
			expect.objectContaining({ event: 'reaction_added', emoji_name: 'again' }),
		]);
		await listener.catchUp();
		expect(items).toHaveLength(4);
		// Live, the same reaction is dated when it was added again.
		const reaction = { user_id: 'u', post_id: 'liked', emoji_name: 'again' };
		await listener.event(
			frame('reaction_added', {
				reaction: JSON.stringify({ ...reaction, create_at: 2_300, update_at: 2_300 }),
			}),
		);
		expect(items).toHaveLength(4);
	});

	test('a post dated 2090 moves nothing', async () => {
		const server = new FakeServer();
		const far = Date.UTC(2090, 0, 1);
		const { listener, items, delivered } = set({}, server);
		await listener.event(posted(post('far', far), false));
		expect(items).toHaveLength(1);
		expect(delivered.since).toBe(1_000);
		server.posts = [post('far', far), post('missed', 2_000)];
		await listener.catchUp();
		expect(items.map(({ id }) => id)).toEqual(['far', 'missed']);
		expect(delivered.since).toBeLessThan(NOW);
		server.posts.push(post('later', NOW - 10));
		await listener.catchUp();
		expect(items.map(({ id }) => id)).toEqual(['far', 'missed', 'later']);
	});

	test('only channels that the filter lets pass are read, and lists may be null', async () => {
		const server = new FakeServer();
		server.posts = [post('p', 2_000), post('q', 2_000, { channel_id: 'e' })];
		const { listener, items } = set({ channels: new Set(['e']) }, server);
		await listener.catchUp();
		expect(items.map(({ id }) => id)).toEqual(['q']);
		expect(server.requests.filter((what) => what.includes('/posts'))).toEqual([
			'GET /channels/{channel_id}/posts e',
		]);
		const nothing = new FakeServer();
		nothing.client = () => ({ request: async () => null }) as unknown as Pick<Client, 'request'>;
		expect(await set({}, nothing).listener.catchUp()).toBe(true);
	});

	test('triggers of one account share what they fetch', async () => {
		const server = new FakeServer();
		server.posts = Array.from({ length: 450 }, (_, index) => post(`p${index}`, 2_000 + index));
		const reads = new Reads(() => 0);
		const all = Array.from({ length: 50 }, () => {
			const one = set({}, server);
			Object.assign((one.listener as unknown as { parts: object }).parts, { reads, now: () => 0 });
			return one;
		});
		await Promise.all(all.map(async ({ listener }) => await listener.catchUp()));
		for (const { items } of all) expect(items).toHaveLength(450);
		// Teams, their channels, three pages; users are asked by those who come first.
		const pages = server.requests.filter((what) => !what.startsWith('POST'));
		expect(pages).toHaveLength(6);
	});

	test('a listener that was closed delivers nothing more', async () => {
		const server = new FakeServer();
		server.posts = [post('p', 2_000)];
		const { listener, items, delivered } = set({}, server);
		listener.close();
		await listener.catchUp();
		expect(items).toEqual([]);
		expect(delivered.has('p')).toBe(false);
	});
});

describe('progress', () => {
	test('moves with posts that the filter does not want', () => {
		const { listener, delivered } = set({ text: 'deploy' });
		const accepted = listener.accepts(posted(post('p', 5_000_000), false));
		expect(accepted).toBe(5_000_000);
		listener.reach(5_000_000);
		expect(delivered.since).toBe(5_000_000 - 60_000);
	});
});

describe('runs of playbooks', () => {
	const run = (id: string, more: IDataObject = {}): IDataObject => ({
		id,
		name: `Run ${id}`,
		team_id: 't',
		channel_id: 'c',
		create_at: 2_000,
		update_at: 2_000,
		end_at: 0,
		current_status: 'InProgress',
		...more,
	});
	const sent = (name: string, payload: unknown, seq = 1): StreamEvent => {
		const frame = parseFrame(
			JSON.stringify({
				event: `custom_playbooks_playbook_run_${name}`,
				data: { payload: JSON.stringify(payload) },
				broadcast: { channel_id: 'c' },
				seq,
			}),
		);
		if (frame.kind !== 'event') throw new Error('no event');
		return frame.event;
	};
	const ALL = ['playbook_run_created', 'playbook_run_updated', 'playbook_run_finished'];
	const wanted = (...events: string[]) => ({ events: new Set(events.length > 0 ? events : ALL) });
	const told = (items: IDataObject[]) =>
		items.map(({ event, id }) => `${String(event)} ${String(id)}`);

	test('start, change and end come once each, from whole events and from those with an ID only', async () => {
		const { listener, items, server } = set(wanted());
		server.runs = [run('r')];
		const created = sent('created', { client_id: '', playbook_run: run('r') });
		expect(listener.accepts(created)).toBe(true);
		await listener.event(created);
		await listener.event(created);
		server.runs = [run('r', { update_at: 3_000, name: 'Other' })];
		await listener.event(
			sent('updated_incremental', { id: 'r', changed_fields: { name: 'Other' } }),
		);
		await listener.event(sent('updated', run('r', { update_at: 4_000, end_at: 4_000 })));
		await listener.event(sent('updated', run('r', { update_at: 5_000, end_at: 4_000 })));
		expect(told(items)).toEqual([
			'playbook_run_created r',
			'playbook_run_updated r',
			'playbook_run_updated r',
			'playbook_run_finished r',
			'playbook_run_updated r',
		]);
		expect(items[1]).toMatchObject({
			name: 'Other',
			team_id: 't',
			channel_id: 'c',
			caught_up: false,
		});
	});

	test('a run from before the trigger is not said to start', async () => {
		const { listener, items } = set(wanted());
		await listener.event(sent('updated', run('old', { create_at: 10, update_at: 2_500 })));
		expect(told(items)).toEqual(['playbook_run_updated old']);
	});

	test('what was missed is read, of the own channels and the wanted kinds, and comes once', async () => {
		const { listener, items, server } = set(
			wanted('playbook_run_created', 'playbook_run_finished'),
		);
		server.runs = [
			run('new'),
			run('ended', { create_at: 500, update_at: 3_000, end_at: 3_000 }),
			run('changed', { create_at: 500, update_at: 3_000 }),
			run('elsewhere', { channel_id: 'unknown' }),
			...Array.from({ length: 250 }, (_, at) => run(`many${at}`)),
		];
		expect(await listener.catchUp()).toBe(true);
		expect(told(items).slice(0, 2)).toEqual([
			'playbook_run_created new',
			'playbook_run_finished ended',
		]);
		expect(items.length).toBe(252);
		expect(items[0]).toMatchObject({ caught_up: true });
		await listener.event(sent('created', { playbook_run: run('new') }));
		await listener.catchUp();
		expect(items.length).toBe(252);
	});

	test('channels and teams are filtered', async () => {
		const { listener, items, server } = set({ ...wanted(), channels: new Set(['e']) });
		server.runs = [run('c'), run('e', { channel_id: 'e' })];
		await listener.catchUp();
		await listener.event(sent('created', { playbook_run: run('c2') }));
		expect(told(items)).toEqual(['playbook_run_created e']);
	});

	test('a server without the plugin is no reason to read again', async () => {
		const { listener, warnings } = set(wanted());
		expect(await listener.catchUp()).toBe(true);
		expect(warnings).toEqual(['Runs of playbooks cannot be read: Not Found']);
	});

	test('what cannot be read now is read later, from where it was', async () => {
		const { listener, items, server, delivered } = set(wanted());
		server.runs = [run('r')];
		server.fails = (what) => (what.includes('playbooks') ? 503 : undefined);
		expect(await listener.catchUp()).toBe(false);
		expect(delivered.behind).toEqual(['playbooks']);
		server.fails = () => undefined;
		expect(await listener.catchUpRest()).toBe(true);
		expect(told(items)).toEqual(['playbook_run_created r']);
	});

	test.each(['no JSON', '[]', '{}', '{"id":5}', 'null'])(
		'a payload of %j is left out',
		async (payload) => {
			const { listener, items } = set(wanted());
			const event = sent('updated', {});
			event.data.payload = payload;
			await listener.event(event);
			expect(items).toEqual([]);
		},
	);

	test('the own name of an event still starts the workflow', async () => {
		const name = 'custom_playbooks_playbook_run_created';
		const { listener, items } = set(wanted(name));
		const event = sent('created', { playbook_run: run('r') });
		expect(listener.accepts(event)).toBe(true);
		await listener.event(event);
		expect(items).toMatchObject([{ event: name }]);
	});
});
