import type { IDataObject } from 'n8n-workflow';
import { failureOf, mattermostServer } from '../support/mattermostServer';
import { inRows } from '../support/rows';
import { firstOf } from '../support/present';

/** Updates keep what the user does not name, and do not undo each other. */

describe('on a server', () => {
	let server: Awaited<ReturnType<typeof mattermostServer>>;
	beforeAll(async () => {
		server = await mattermostServer({ mattermostVersion: '11.6.0' });
	});
	afterAll(async () => await server.sandbox.stop());
	beforeEach(() => server.mattermost.reset());
	afterEach(() => expect(server.mattermost.violations).toEqual([]));

	const PROPS = { customStatus: '{"emoji":"palm_tree"}', theme: 'dark' };
	const NOTIFY = { email: 'false', mention_keys: 'alarm,door', push: 'none', own_key: 'stays' };
	const ZONE = {
		useAutomaticTimezone: 'false',
		manualTimezone: 'Europe/Berlin',
		automaticTimezone: 'Asia/Tokyo',
	};

	test.each(['update', 'replace'])(
		'User %s keeps the other settings of each map',
		async (value) => {
			const { run, state } = server;
			const bob = state.user('bob');
			Object.assign(bob, {
				props: { ...PROPS },
				notify_props: { ...NOTIFY },
				timezone: { ...ZONE },
				allow_marketing: true,
				remote_id: 'remote1',
			});
			const before = structuredClone(bob) as unknown as IDataObject;
			await run('user', value, {
				userId: { __rl: true, mode: 'id', value: bob.id },
				updateOptions: {
					notifyProps: { push: 'all' },
					timezone: { manualTimezone: 'Europe/Paris' },
					props: '{"theme": "light"}',
				},
			});
			expect({ ...bob, update_at: 0 }).toEqual({
				...before,
				update_at: 0,
				notify_props: { ...NOTIFY, push: 'all' },
				timezone: { ...ZONE, manualTimezone: 'Europe/Paris' },
				props: { ...PROPS, theme: 'light' },
			});
		},
	);

	test('null removes a property of a map', async () => {
		const { run, state } = server;
		const bob = state.user('bob');
		Object.assign(bob, { props: { ...PROPS } });
		await run('user', 'update', {
			userId: { __rl: true, mode: 'id', value: bob.id },
			updateOptions: { props: '{"customStatus": null}' },
		});
		expect((bob as unknown as IDataObject).props).toEqual({ theme: 'dark' });
	});

	test('settings that the server hides are never written over', async () => {
		const { asBob, mattermost, state, sent } = server;
		mattermost.reset();
		const carol = { __rl: true, mode: 'id', value: state.user('carol').id };
		const update = await failureOf(
			asBob('user', 'update', {
				userId: carol,
				updateOptions: { notifyProps: { push: 'none' } },
			}),
		);
		expect(update.message).toContain('"Notifications" cannot be changed by this account');
		expect(sent().filter((one) => one.startsWith('PUT'))).toEqual([]);
	});

	test('Replace of a user of whom the server hides settings blanks none of them', async () => {
		const { asBob, state, last } = server;
		const carol = state.user('carol');
		const roles = state.user('bob').roles;
		state.user('bob').roles = `${roles} system_user_manager`;
		const before = structuredClone(carol) as unknown as IDataObject;
		const outcome = await asBob('user', 'replace', {
			userId: { __rl: true, mode: 'id', value: carol.id },
			updateOptions: { nickname: 'C' },
		}).catch(() => undefined);
		state.user('bob').roles = roles;
		// Whether the server lets bob do it or not, it is asked for a patch only.
		expect(last('PUT', `/users/${carol.id}/patch`).body).toEqual({ nickname: 'C' });
		if (!outcome) expect(carol).toEqual(before);
	});

	test('an outgoing webhook keeps its token, a slash command all it has', async () => {
		const { run, state } = server;
		const made = firstOf(
			await run('outgoingWebhook', 'create', {
				teamId: { __rl: true, mode: 'id', value: state.team('team1').id },
				displayName: 'Doors',
				callbackUrls: 'http://127.0.0.1:9/hook',
				triggerWords: 'door',
			}),
		);
		const hook = state.outgoingHooks.get(String(made.json.id))!;
		Object.assign(hook, { username: 'door-bot', icon_url: 'http://127.0.0.1:9/i.png' });
		const before = { ...hook };
		expect(String(before.token)).toHaveLength(26);
		await run('outgoingWebhook', 'update', {
			hookId: { __rl: true, mode: 'id', value: hook.id },
			updateOptions: { description: 'Opens doors' },
		});
		expect({ ...hook, update_at: 0 }).toEqual({
			...before,
			description: 'Opens doors',
			update_at: 0,
		});
	});

	test('Replace of a team keeps its picture and that groups manage it', async () => {
		const { run, state } = server;
		const team = state.team('team1');
		Object.assign(team, { group_constrained: true, last_team_icon_update: 1700000000000 });
		const before = structuredClone(team) as unknown as IDataObject;
		await run('team', 'replace', {
			teamId: { __rl: true, mode: 'id', value: team.id },
			updateOptions: { description: 'New' },
		});
		expect({ ...team, update_at: 0 }).toEqual({ ...before, description: 'New', update_at: 0 });
	});

	test('20 Add Channels at once store 20, in two workflows at once too', async () => {
		const { asBob, state } = server;
		const team = state.team('team1');
		const bob = state.user('bob');
		const channels = Array.from({ length: 40 }, (_, number) => {
			const given = { team_id: team.id, name: `many-${number}`, display_name: `Many ${number}` };
			return state.addChannel(given, bob).id;
		});
		const teamId = { __rl: true, mode: 'id', value: team.id };
		const mine = { userId: { __rl: true, mode: 'list', value: 'me' }, teamId };
		const { json: category } = firstOf(
			await asBob('channelCategory', 'create', {
				...mine,
				displayName: 'Many',
			}),
		);
		const add = async (userId: unknown, ids: string[]) =>
			await asBob(
				'channelCategory',
				'addChannels',
				{
					userId,
					teamId,
					categoryId: { __rl: true, mode: 'id', value: category.id },
					channelIds: inRows('={{ $json.id }}'),
				},
				ids.map((id) => ({ json: { id } })),
			);
		const results = await Promise.all([
			add(mine.userId, channels.slice(0, 20)),
			// The same sidebar by another name.
			add({ __rl: true, mode: 'id', value: bob.id }, channels.slice(20)),
		]);
		expect(results.map((items) => items.length)).toEqual([20, 20]);
		const { json: now } = firstOf(
			await asBob('channelCategory', 'get', {
				...mine,
				categoryId: { __rl: true, mode: 'id', value: category.id },
			}),
		);
		const stored = now.channel_ids as string[];
		expect(new Set(stored).size).toBe(40);
		// Each is put at the top, so the items' order is seen from below.
		const first = stored.filter((id) => channels.indexOf(id) < 20).reverse();
		expect(first).toEqual(channels.slice(0, 20));
	});
});
