import { DateTime } from 'luxon';
import fc from 'fast-check';
import { expiryOf, zoneOf } from '../../nodes/services/mattermost/customStatus';
import { failureOf, mattermostServer } from '../support/mattermostServer';
import { firstOf } from '../support/present';

/** What servers take and drop, or refuse only when it is used. */

type Server = Awaited<ReturnType<typeof mattermostServer>>;
let server: Server;
let alerts: string;
beforeAll(async () => {
	server = await mattermostServer();
	alerts = [...server.state.channels.values()].find(({ name }) => name === 'alerts')!.id;
});
afterAll(async () => await server.sandbox.stop());

const URL_ = 'https://n8n.example/webhook/x';
const button = (more: { id?: string; [name: string]: unknown }) => ({
	name: 'Go',
	type: 'button',
	integration: { url: URL_ },
	...more,
});
const sentActions = (by = server) => {
	const { body } = by.last('POST', '/posts') as {
		body: { props: { attachments: Array<{ actions: Array<{ id?: string }> }> } };
	};
	return body.props.attachments[0]!.actions;
};

describe('buttons', () => {
	/** The form keeps the ID among the less common settings. */
	const formOf = (actions: Array<{ id?: string }>) => ({
		entry: [
			{
				text: 'x',
				actions: { entry: actions.map(({ id, ...action }) => ({ ...action, more: { id } })) },
			},
		],
	});
	const inForm = async (actions: object[]) =>
		await server.run('post', 'create', { channelId: alerts, attachments: formOf(actions) });
	const inJson = async (actions: object[]) =>
		await server.run('post', 'create', {
			channelId: alerts,
			message: 'x',
			createOptions: { props: JSON.stringify({ attachments: [{ actions }] }) },
		});

	test.each([
		['5.24.0', [undefined, 'a'.repeat(26), undefined]],
		['5.25.0', ['ok1', 'a'.repeat(26), undefined]],
	])('server %s gets IDs whose clicks it takes', async (mattermostVersion, ids) => {
		const old = await mattermostServer({ mattermostVersion });
		const channel = [...old.state.channels.values()].find(({ name }) => name === 'alerts')!;
		const actions = [button({ id: 'ok1' }), button({ id: 'a'.repeat(26) }), button({})];
		try {
			await old.run('post', 'create', {
				channelId: channel.id,
				attachments: formOf(actions),
			});
			expect(sentActions(old).map(({ id }) => id)).toEqual(ids);
		} finally {
			await old.sandbox.stop();
		}
	});

	describe.each([
		['form', inForm],
		['Props', inJson],
	])('in %s', (_where, post) => {
		test('an ID that no click could name is made one that it can', async () => {
			await post([button({ id: 'click-update-message' }), button({ id: 'ok1' }), button({})]);
			expect(sentActions().map(({ id }) => id)).toEqual(['clickupdatemessage', 'ok1', undefined]);
		});

		test.each([
			['an ID of nothing that counts', [button({ id: '-- é' })], 'whose clicks would not arrive'],
			['an ID twice', [button({ id: 'a-b' }), button({ id: 'ab' })], 'another action'],
			['no URL', [button({ integration: {} })], /nothing would be called|no active trigger/],
			['a URL of another kind', [button({ integration: { url: 'n8n/webhook' } })], 'cannot call'],
			['no text', [button({ name: '' })], 'nobody would see it'],
		])('%s is refused', async (_what, actions, words) => {
			expect((await failureOf(post(actions))).message).toMatch(words);
		});
	});
});

describe('custom status', () => {
	const set = async (values: object) => {
		await server.run('userStatus', 'updateCustom', { emoji: 'calendar', text: 'Away', ...values });
		return server.last('PUT', '/status/custom').body as Record<string, string>;
	};

	test.each(['thirty_minutes', 'one_hour', 'four_hours', 'today', 'this_week'])(
		'%s gets its end',
		async (duration) => {
			const sent = await set({ updateCustomOptions: { duration } });
			expect(sent.duration).toBe(duration);
			expect(Date.parse(sent.expires_at!)).toBeGreaterThan(Date.now());
		},
	);

	test('Until Expires At needs it, and one that is over is refused', async () => {
		const options = (updateCustomOptions: object) => ({ updateCustomOptions });
		expect((await failureOf(set(options({ duration: 'date_and_time' })))).message).toContain(
			'"Expires At" is empty',
		);
		expect(
			(await failureOf(set(options({ expiresAt: '2020-01-01T00:00:00Z' })))).message,
		).toContain('"Expires At" is in the past');
	});

	test.each([
		['calendar', 'calendar'],
		[':calendar:', 'calendar'],
		['📅', 'date'],
	])('emoji %s', async (emoji, name) => {
		expect((await set({ emoji })).emoji).toBe(name);
	});

	test('ends are those of the user’s zone, over all clock changes', () => {
		const zones = ['America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Apia', 'UTC'];
		fc.assert(
			fc.property(
				fc.constantFrom(...zones),
				fc.integer({ min: 1.6e12, max: 2e12 }),
				fc.constantFrom('today', 'this_week'),
				(zone, now, duration) => {
					const end = DateTime.fromISO(expiryOf(duration, zone, now)!, { zone });
					expect(end.toMillis()).toBeGreaterThanOrEqual(now);
					expect(end.toFormat('HH:mm:ss.SSS')).toBe('23:59:59.999');
					if (duration === 'today') {
						expect(end.toISODate()).toBe(DateTime.fromMillis(now, { zone }).toISODate());
					} else {
						expect(end.weekday).toBe(7);
						expect(end.toMillis() - now).toBeLessThan(8 * 86_400_000);
					}
				},
			),
			{ numRuns: 2000 },
		);
		expect(
			zoneOf({
				timezone: {
					useAutomaticTimezone: 'false',
					manualTimezone: 'Asia/Tokyo',
					automaticTimezone: 'UTC',
				},
			}),
		).toBe('Asia/Tokyo');
		expect(
			zoneOf({
				timezone: {
					useAutomaticTimezone: 'true',
					manualTimezone: '',
					automaticTimezone: 'Europe/Rome',
				},
			}),
		).toBe('Europe/Rome');
		expect(zoneOf({})).toBe('UTC');
	});
});

describe('emoji', () => {
	test.each([
		['white_check_mark', 'white_check_mark'],
		[':+1:', '+1'],
		['👍', '+1'],
		['👍🏽', '+1_medium_skin_tone'],
		['+1::skin-tone-4:', '+1_medium_skin_tone'],
		['❤️', 'heart'],
		['❤', 'heart'],
		['🧑🏻‍🤝‍🧑🏻', 'people_holding_hands_light_skin_tone_light_skin_tone'],
		['👩🏻‍🤝‍👨🏿', 'man_and_woman_holding_hands_light_skin_tone_dark_skin_tone'],
		['🇩🇪', 'de'],
		['5️⃣', 'five'],
	])('%s is %s', async (given, name) => {
		const { json: post } = firstOf(
			await server.run('post', 'create', {
				channelId: alerts,
				message: 'x',
			}),
		);
		const { json } = firstOf(
			await server.run('reaction', 'create', {
				postId: post.id,
				emojiName: given,
			}),
		);
		expect(json.emoji_name).toBe(name);
		await server.run('reaction', 'delete', { postId: post.id, emojiName: given });
		expect(server.last('DELETE', `/reactions/${encodeURIComponent(name)}`)).toBeDefined();
	});

	test.each([' ', '🫨🫨', 'two words', '👍👎'])('%j is refused', async (given) => {
		const postId = 'u7dn4pzg87gn5gy4om19dao8co';
		const failure = await failureOf(server.run('reaction', 'create', { postId, emojiName: given }));
		expect(failure.message).toMatch(/is empty|not an emoji for which Mattermost has a name/);
	});
});
