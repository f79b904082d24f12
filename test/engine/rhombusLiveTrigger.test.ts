import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import { feedUrl } from '../../nodes/RhombusLiveTrigger/trigger';
import { TOKENS } from '../../sandbox';
import { startLiveTrigger } from '../support/changeFeed';
import { CRASHES, play } from '../support/crashes';
import { newKept, type Given, type Running } from '../support/eventStream';
import { useSandbox } from '../support/sandbox';

/** The Rhombus Live Trigger: its own `listen()` on the sandbox's change feed, in a stand-in for n8n. */

const sandbox = useSandbox();
const running: Running[] = [];
const SPEED = 20;
const MISSING = 'AAAAAAAAAAAAAAAAAAAAAA';

beforeEach(() => {
	const { rhombus } = sandbox;
	rhombus.reset();
	Object.assign(rhombus.feed, {
		beatMs: 10_000 / SPEED,
		promised: '10000,10000',
		silent: false,
		duplicates: () => false,
		delay: () => 0,
	});
	rhombus.feed.upgrades.length = 0;
});
afterEach(async () => {
	for (const one of running.splice(0)) await one.close();
	expect(sandbox.rhombus.violations).toEqual([]);
});

let nodes = 0;
async function start(given: Partial<Given> & { credentials?: IDataObject } = {}) {
	const items: IDataObject[] = [];
	const trigger = await startLiveTrigger(sandbox, {
		speed: SPEED,
		nodeId: `live ${nodes++}`,
		onItem: (item) => items.push(item),
		...given,
	});
	running.push(trigger);
	// Rhombus takes the subscription a moment after the trigger has asked for it.
	await until(() => sandbox.rhombus.feed.open() > 0);
	return { trigger, items };
}
const stop = async () => await running.pop()!.close();

async function until(what: () => boolean): Promise<void> {
	for (let tries = 0; tries < 500 && !what(); tries++) await wait(10);
	expect(what()).toBe(true);
}

const rl = (value: unknown) => ({ entry: [{ picked: { mode: 'id', value } }] });
const texts = (items: IDataObject[]) => items.map(({ textDescription }) => textDescription);
const alert = (textDescription: string, more: IDataObject = {}) =>
	sandbox.rhombus.state.addAlert({ textDescription, ...more } as never);

describe('the connection', () => {
	test.each([
		{
			api: 'https://api2.rhombussystems.com',
			url: 'wss://ws.rhombussystems.com:8443/websocket?x-auth-scheme=api-token',
		},
		{
			api: 'https://api2.eu.rhombussystems.com',
			url: 'wss://ws.eu.rhombussystems.com:8443/websocket?x-auth-scheme=api-token',
		},
		{
			api: 'https://api2.itg.rhombussystems.com',
			url: 'wss://ws.itg.rhombussystems.com:8443/websocket?x-auth-scheme=api-token',
		},
		{
			api: 'https://proxy.example.com/rhombus',
			url: 'wss://proxy.example.com/websocket?x-auth-scheme=api-token',
		},
		{
			// A name that only begins like Rhombus' own.
			api: 'https://api2.rhombussystems.com.example.org',
			url: 'wss://api2.rhombussystems.com.example.org/websocket?x-auth-scheme=api-token',
		},
	])('$api', ({ api, url }) => {
		expect(feedUrl(api, { 'x-auth-scheme': 'api-token', 'x-auth-apikey': 'k' }).href).toBe(url);
	});

	test('a partner names the client organization', () => {
		const headers = { 'x-auth-scheme': 'partner-api-token', 'x-auth-org': MISSING };
		expect(feedUrl('https://api2.rhombussystems.com', headers).search).toBe(
			`?x-auth-scheme=partner-api-token&x-auth-org=${MISSING}`,
		);
	});

	test('the key is a header and never in the address', async () => {
		await start();
		const [{ url, headers }] = sandbox.rhombus.feed.upgrades as [never];
		expect(url).toBe('/websocket?x-auth-scheme=api-token');
		expect(headers['x-auth-apikey']).toBe(TOKENS.rhombusKey);
		expect(JSON.stringify(running[0]!.memory)).not.toContain(TOKENS.rhombusKey);
	});

	test('heart-beats go out, and a feed that says nothing is left', async () => {
		const { feed } = sandbox.rhombus;
		const before = feed.heartBeats;
		await start();
		await until(() => feed.heartBeats > before + 1);
		const { connections } = feed;
		feed.silent = true;
		await until(() => feed.connections > connections);
	});

	test('a server without heart-beats is not left after their time', async () => {
		const { feed } = sandbox.rhombus;
		feed.promised = '0,0';
		await start();
		const { connections } = feed;
		// 40 s of its clock.
		await wait(2_000);
		expect(feed.connections).toBe(connections);
	});

	test.each([
		{ scheme: 'api', says: /API tokens, not to keys with a certificate/ },
		{ scheme: 'partner-api', says: /API tokens, not to keys with a certificate/ },
	])('a key with a certificate ($scheme) is refused', async ({ scheme, says }) => {
		await expect(start({ credentials: { scheme } })).rejects.toThrow(says);
	});

	test('a wrong key is refused when the workflow is activated', async () => {
		await expect(start({ credentials: { apiKey: 'wrong' } })).rejects.toThrow('Access Denied');
	});

	test('a key that is refused later ends the trigger, which n8n starts again', async () => {
		const { trigger } = await start();
		const { rhombus } = sandbox;
		rhombus.fail({ match: 'POST /api/org/getOrgV2', kind: 'status', status: 403, times: 100 });
		rhombus.feed.silent = true;
		rhombus.feed.drop();
		await until(() => trigger.failures.length > 0);
		expect(trigger.failures[0]!.message).toMatch(/Access Denied|403/);
	});

	test('where WebSockets do not get through, the error says so', async () => {
		sandbox.rhombus.feed.silent = true;
		await expect(start()).rejects.toThrow('Rhombus did not accept the connection');
	});

	test('triggers of one key share a connection', async () => {
		const all = await Promise.all([start(), start(), start()]);
		expect(sandbox.rhombus.feed.open()).toBe(1);
		alert('for all');
		await until(() => all.every(({ items }) => items.length === 1));
	});
});

describe('alerts', () => {
	test('come with everything they carry, once, although they are told often', async () => {
		const { items } = await start();
		const made = alert('once');
		sandbox.rhombus.state.tell('POLICY_ALERT', 'UPDATE', { ...made, finalized: true });
		sandbox.rhombus.state.tell('POLICY_ALERT', 'UPDATE', { uuid: made.uuid });
		alert('next');
		await until(() => items.length === 2);
		await wait(50);
		expect(texts(items)).toEqual(['once', 'next']);
		expect(items[0]).toMatchObject({ event: 'alert', activities: ['MOTION_HUMAN'], ...made });
	});

	test('of which the feed tells only the ID are read', async () => {
		const { state } = sandbox.rhombus;
		const { items } = await start();
		const silent = [...state.watchers];
		state.watchers.clear();
		const made = alert('sparse');
		for (const one of silent) state.watchers.add(one);
		state.tell('POLICY_ALERT', 'CREATE', { uuid: made.uuid });
		await until(() => items.length === 1);
		expect(items[0]).toMatchObject({ textDescription: 'sparse', uuid: made.uuid });
	});

	test('that completed and were dismissed', async () => {
		const { state } = sandbox.rhombus;
		const { items } = await start({ parameters: { events: ['finalized', 'dismissed'] } });
		const made = alert('ends');
		made.finalized = true;
		state.tell('POLICY_ALERT', 'UPDATE', made);
		state.tell('POLICY_ALERT', 'UPDATE', made);
		state.tell('POLICY_ALERT', 'DELETE', made);
		await until(() => items.length === 2);
		await wait(50);
		expect(items.map(({ event, uuid }) => [event, uuid])).toEqual([
			['finalized', made.uuid],
			['dismissed', made.uuid],
		]);
	});

	test.each([
		{ filter: 'activities', value: () => 'motion_human, FACE', passing: ['person', 'elsewhere'] },
		{ filter: 'devices', value: () => rl(`${camera(0)}.v0`), passing: ['car', 'person'] },
		{ filter: 'locations', value: () => rl(place(1)), passing: ['elsewhere'] },
		{ filter: 'doors', value: () => rl(door(0)), passing: ['door'] },
	])('filter $filter, live and caught up', async ({ filter, value, passing }) => {
		const { state } = sandbox.rhombus;
		const kept = newKept();
		const given = {
			kept,
			nodeId: `filter ${filter}`,
			parameters: { events: ['alert'], filters: { [filter]: value() } },
		};
		const make = () => {
			alert('car', { policyAlertTriggers: ['MOTION_CAR'], deviceUuid: camera(0) });
			alert('person', { deviceUuid: camera(0), locationUuid: place(0) });
			alert('elsewhere', { deviceUuid: camera(1), locationUuid: place(1) });
			alert('door', {
				deviceUuid: null,
				policyAlertTriggers: ['DOOR_AJAR'],
				accessControlledDoorUuid: door(0),
				locationUuid: place(0),
			});
			return state;
		};
		const { items } = await start(given);
		make();
		await until(() => items.length >= passing.length);
		await wait(30);
		expect(texts(items).sort()).toEqual([...passing].sort());
		await stop();
		make();
		const { items: later } = await start(given);
		await until(() => later.length >= passing.length);
		await wait(30);
		expect(texts(later).sort()).toEqual([...passing].sort());
	});

	test('from before the activation start nothing, those of an outage do, once', async () => {
		const kept = newKept();
		const given = { kept, nodeId: 'an outage' };
		const { items } = await start(given);
		await wait(200);
		expect(items).toEqual([]);
		await stop();
		alert('missed 1');
		alert('missed 2');
		const { items: later } = await start(given);
		await until(() => later.length === 2);
		sandbox.rhombus.feed.drop();
		alert('missed 3');
		await until(() => later.length === 3);
		expect(texts(later)).toEqual(['missed 1', 'missed 2', 'missed 3']);
	});

	test('that the feed never tells of come with the next reading of the list', async () => {
		const { state } = sandbox.rhombus;
		const { items } = await start({ speed: 120 });
		const silent = [...state.watchers];
		await wait(100);
		state.watchers.clear();
		alert('untold');
		for (const one of silent) state.watchers.add(one);
		await until(() => items.length === 1);
		expect(texts(items)).toEqual(['untold']);
	});

	test('without Catch Up those of an outage are left out', async () => {
		const kept = newKept();
		const given = {
			kept,
			nodeId: 'no catch-up',
			parameters: { events: ['alert'], options: { catchUp: false } },
		};
		await start(given);
		await stop();
		alert('missed');
		const { items } = await start(given);
		alert('live');
		await until(() => items.length === 1);
		expect(texts(items)).toEqual(['live']);
	});

	test('what n8n refuses comes later, in order, and once', async () => {
		let away = true;
		const { items } = await start({
			take: async () => (away ? new Error('connect ECONNREFUSED') : 'ended'),
		});
		for (let index = 0; index < 20; index++) alert(`refused ${index}`);
		await wait(200);
		expect(items).toEqual([]);
		away = false;
		await until(() => items.length === 20);
		expect(texts(items)).toEqual(Array.from({ length: 20 }, (_, index) => `refused ${index}`));
	});

	test.each(CRASHES)(
		'n8n that $n8n, took a later one and was killed (executions kept: $keeps) starts it $times times',
		async (crash) => {
			const { times, lost } = crash;
			const started = await play(crash, {
				start: async ({ onItem: _, ...given }) => {
					const names: string[] = [];
					const { trigger } = await start({
						...given,
						onItem: ({ textDescription }) => names.push(String(textDescription)),
					});
					return { trigger, names };
				},
				is: ({ textDescription }, name) => textDescription === name,
				happens: alert,
				until,
			});
			expect(started).toEqual({ first: times, second: [1, 0], third: [0, 1], lost });
		},
	);
});

const camera = (index: number) => [...sandbox.rhombus.state.cameras.keys()][index]!;
const place = (index: number) => [...sandbox.rhombus.state.locations.keys()][index]!;
const door = (index: number) => [...sandbox.rhombus.state.doors.keys()][index]!;

describe('names next to IDs', () => {
	/** The lists that have them. */
	const LISTS = [
		'POST /api/camera/getMinimalCameraStateList',
		'POST /api/component/findAccessControlledDoors',
		'POST /api/location/getLocations',
	];
	const nameOf = (rows: Map<string, { name?: unknown }>, id: string) => rows.get(id)!.name;
	const listed = () => {
		const { requests } = sandbox.rhombus;
		return LISTS.map((list) => requests.filter(({ operation }) => operation === list).length);
	};

	test('of alerts, live and after an outage; each list is read once', async () => {
		const { state } = sandbox.rhombus;
		const kept = newKept();
		const given = { kept, nodeId: 'names', parameters: { events: ['alert'] } };
		const make = () =>
			alert('named', {
				deviceUuid: `${camera(1)}.v0`,
				locationUuid: place(1),
				accessControlledDoorUuid: door(1),
			});
		const names = {
			deviceName: nameOf(state.cameras, camera(1)),
			locationName: nameOf(state.locations, place(1)),
			doorName: nameOf(state.doors, door(1)),
		};
		const { items } = await start(given);
		await until(() => listed().every((count) => count === 1));
		await wait(100);
		const made = make();
		make();
		await until(() => items.length === 2);
		expect(items[0]).toEqual({
			event: 'alert',
			activities: ['MOTION_HUMAN'],
			...made,
			...names,
		});
		expect(listed()).toEqual([1, 1, 1]);
		await stop();
		make();
		const { items: later } = await start(given);
		await until(() => later.length === 1);
		expect(later[0]).toMatchObject(names);
	});

	test('triggers of one key share the lists', async () => {
		const all = await Promise.all([start(), start(), start()]);
		await until(() => listed().every((count) => count === 1));
		await wait(100);
		alert('for all');
		await until(() => all.every(({ items }) => items.length === 1));
		const deviceName = nameOf(sandbox.rhombus.state.cameras, camera(0));
		expect(all.map(({ items }) => items[0]!.deviceName)).toEqual(Array(3).fill(deviceName));
		expect(listed()).toEqual([1, 1, 1]);
	});

	test('of rows and of any other change', async () => {
		const { state } = sandbox.rhombus;
		state.feeds.set('face', []);
		const { items } = await start({ parameters: { events: ['face', 'change'] } });
		await until(() => listed().every((count) => count === 1));
		await wait(100);
		state.feeds.set('face', [
			{ uuid: MISSING, eventTimestamp: Date.now(), deviceUuid: camera(0), locationUuid: 'gone' },
		]);
		state.tell('FACE_EVENT', 'CREATE', { deviceUuid: camera(1) });
		await until(() => items.length === 2);
		const [row, change] = ['face', 'change'].map((kind) =>
			items.find(({ event }) => event === kind),
		);
		expect(row).toMatchObject({ deviceName: nameOf(state.cameras, camera(0)) });
		expect(row).not.toHaveProperty('locationName');
		expect(change).toMatchObject({ deviceName: nameOf(state.cameras, camera(1)) });
	});

	test.each([
		{ lists: 'refused', kind: 'status', status: 403 },
		{ lists: 'failing', kind: 'status', status: 500 },
		{ lists: 'not answering', kind: 'slow', delayMs: 8_000 },
	] as const)(
		'lists $lists delay and lose no event: it has its IDs',
		async ({ kind, ...fault }) => {
			const { rhombus } = sandbox;
			for (const match of LISTS) rhombus.fail({ match, kind, times: 1000, ...fault });
			const kept = newKept();
			const given = { kept, nodeId: `no names ${kind} ${JSON.stringify(fault)}` };
			const { items, trigger } = await start(given);
			await until(() => rhombus.feed.open() > 0);
			const made = alert('live');
			await until(() => items.length === 1);
			expect(items[0]).toEqual({ event: 'alert', activities: ['MOTION_HUMAN'], ...made });
			await stop();
			alert('missed');
			const { items: later } = await start(given);
			await until(() => later.length === 1);
			expect(texts(later)).toEqual(['missed']);
			expect(trigger.warnings).toEqual([]);
		},
	);
});

describe('other events', () => {
	test('are read from their list when the feed tells of a change, and once', async () => {
		const { state } = sandbox.rhombus;
		const seen = (uuid: string) => ({
			uuid,
			eventTimestamp: Date.now(),
			deviceUuid: camera(0),
			faceName: 'Ana',
		});
		state.feeds.set('face', [seen(MISSING)]);
		const { items } = await start({ parameters: { events: ['face'] } });
		const uuid = state.newId();
		state.feeds.get('face')!.push(seen(uuid));
		state.tell('FACE_EVENT', 'CREATE', {});
		state.tell('FACE_EVENT', 'CREATE', {});
		await until(() => items.length > 0);
		await wait(50);
		expect(items).toEqual([expect.objectContaining({ event: 'face', uuid, faceName: 'Ana' })]);
	});

	/** Something of each kind, as it is listed; nothing is told on the feed. */
	const LISTED: Record<string, () => string> = {
		alert: () => String(alert('listed').uuid),
		finalized: () => String(alert('listed', { finalized: true }).uuid),
		access: () =>
			row('component', {
				createdAtMs: Date.now(),
				locationUuid: place(0),
				type: 'CredentialReceivedEvent',
			}),
		vehicle: () => row('vehicle', { eventTimestamp: Date.now(), deviceUuid: camera(0) }),
		face: () => row('face', { eventTimestamp: Date.now(), deviceUuid: camera(0) }),
		diagnostic: () => row('diagnostic', { timestamp: Date.now() }),
		clip: () =>
			sandbox.rhombus.state.addClip({
				deviceUuid: camera(0),
				status: 'COMPLETE',
				percentComplete: 100,
			}).uuid,
		audit: () => {
			const { state } = sandbox.rhombus;
			const uuid = state.newId();
			state.auditEvents.unshift({ uuid, timestamp: new Date().toISOString(), action: 'LOGIN_WEB' });
			return uuid;
		},
	};
	const row = (feed: 'component' | 'vehicle' | 'face' | 'diagnostic', more: IDataObject) => {
		const { state } = sandbox.rhombus;
		const uuid = state.newId();
		state.feeds.set(feed, [...(state.feeds.get(feed) ?? []), { uuid, ...more }]);
		return uuid;
	};

	test.each(Object.keys(LISTED).map((kind) => ({ kind })))(
		'an outage hides no event of the kind $kind, and repeats none',
		async ({ kind }) => {
			const { rhombus } = sandbox;
			const { state } = rhombus;
			for (const feed of ['component', 'vehicle', 'face', 'diagnostic'] as const) {
				state.feeds.set(feed, []);
			}
			const make = () => {
				const watchers = [...state.watchers];
				state.watchers.clear();
				const uuid = LISTED[kind]!();
				for (const one of watchers) state.watchers.add(one);
				return uuid;
			};
			const kept = newKept();
			const parameters = { events: [kind] };
			const before = make();
			const { items, trigger } = await start({ kept, parameters });
			const dropped = make();
			rhombus.feed.drop();
			await until(() => items.length === 1);
			kept.staticData = JSON.stringify(trigger.memory);
			await stop();
			// Another process, which knows only what n8n has saved.
			const missed = make();
			const { items: later } = await start({ kept, parameters });
			await until(() => later.length === 1);
			rhombus.feed.drop();
			await wait(300);
			expect([...items, ...later].map(({ event, uuid }) => [event, uuid])).toEqual([
				[kind, dropped],
				[kind, missed],
			]);
			expect(before).not.toBe(dropped);
		},
	);

	test('events of every kind that n8n refuses come later, and once', async () => {
		const { state } = sandbox.rhombus;
		for (const feed of ['component', 'vehicle', 'face', 'diagnostic'] as const) {
			state.feeds.set(feed, []);
		}
		let away = true;
		let refusals = 0;
		const { items } = await start({
			parameters: {
				events: [...Object.keys(LISTED), 'dismissed', 'change'],
				entities: ['CAMERA_STATE'],
			},
			take: async () => {
				if (away) refusals++;
				return away ? new Error('connect ECONNREFUSED') : 'ended';
			},
		});
		state.tell('CAMERA_STATE', 'UPDATE', { uuid: camera(0) });
		for (const make of Object.values(LISTED)) make();
		state.tell('POLICY_ALERT', 'DELETE', state.alerts[0]!);
		sandbox.rhombus.feed.drop();
		await until(() => refusals > 0);
		expect(items).toEqual([]);
		away = false;
		const kinds = [...Object.keys(LISTED), 'alert', 'dismissed', 'change'];
		await until(() => items.length >= kinds.length);
		await wait(200);
		expect(items.map(({ event }) => event).sort()).toEqual(kinds.sort());
	});

	test('a list that may not be read stops no alerts', async () => {
		const { rhombus } = sandbox;
		const { items, trigger } = await start({
			parameters: { events: ['alert', 'vehicle'] },
		});
		rhombus.fail({
			match: 'POST /api/vehicle/getVehicleEvents',
			kind: 'status',
			status: 403,
			times: 50,
		});
		rhombus.feed.drop();
		alert('beside it');
		await until(() => items.length === 1);
		await until(() => trigger.warnings.some((one) => one.includes('list of vehicle events')));
	});

	test('any change, as it comes, by thing and type', async () => {
		const { state } = sandbox.rhombus;
		const parameters = { events: ['change'], entities: ['CAMERA_STATE'], changeTypes: ['UPDATE'] };
		const { items } = await start({ parameters });
		state.tell('DOOR_STATE', 'UPDATE', { uuid: MISSING });
		state.tell('CAMERA_STATE', 'CREATE', { uuid: MISSING });
		state.tell('CAMERA_STATE', 'UPDATE', { uuid: MISSING, health: 'GREEN' });
		await until(() => items.length === 1);
		expect(items).toEqual([
			{
				event: 'change',
				changeType: 'UPDATE',
				entity: 'CAMERA_STATE',
				entityUuid: MISSING,
				deviceUuid: '',
				update: { uuid: MISSING, health: 'GREEN' },
			},
		]);
	});

	test('nonsense on the feed stops nothing', async () => {
		const { rhombus } = sandbox;
		const { items, trigger } = await start();
		for (const watch of rhombus.state.watchers) {
			watch([] as never);
			watch({ entity: 7 } as never);
			watch({ entity: 'POLICY_ALERT' } as never);
			watch({ entity: 'POLICY_ALERT', type: 'CREATE', update: { timestampMs: 'x' } } as never);
		}
		alert('sense');
		await until(() => items.length === 1);
		expect(trigger.failures).toEqual([]);
	});
});

test.each([
	{ parameters: { events: [] }, says: '"Trigger On" is empty' },
	{
		parameters: { events: ['alert'], filters: { activities: ' , ' } },
		says: '"Activities" is empty',
	},
	{ parameters: { events: ['alert'], filters: { doors: {} } }, says: '"Doors" is empty' },
	{
		parameters: { events: ['alert'], options: { mostExecutions: 0 } },
		says: 'is not a number of at least 1',
	},
	{
		parameters: { events: ['alert'], options: { lateMinutes: -1 } },
		says: '"Late Events (Minutes)" is -1',
	},
	{
		parameters: { events: ['alert'], options: { lateMinutes: 'soon' } },
		says: '"Late Events (Minutes)" must be a number',
	},
	{
		parameters: { events: ['alert'], options: { catchUp: 'no' } },
		says: '"Catch Up" must be true or false',
	},
	{
		parameters: { events: ['alert'], filters: { activities: { a: 1 } } },
		says: '"Activities" must be a list of texts',
	},
	{
		parameters: { events: ['change'] },
		raw: { entities: '={{ $vars.missing }}' },
		says: '"Object Types" is empty',
	},
	{
		parameters: { events: ['change'] },
		raw: { changeTypes: '={{ $vars.missing }}' },
		says: '"Change Types" is empty',
	},
])('$says', async ({ parameters, raw, says }) => {
	await expect(start({ parameters: parameters as IDataObject, raw })).rejects.toThrow(says);
});
