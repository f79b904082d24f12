import fc from 'fast-check';
import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { advance, firstCursor, storedCursor } from '../../nodes/RhombusEventTrigger/advance';
import { pollOnce } from '../../nodes/RhombusEventTrigger/poll';
import type { FeedRow } from '../../nodes/services/rhombus/feeds';
import { TOKENS } from '../../sandbox';
import type { FeedName } from '../../sandbox/rhombus/state';
import { hookContext } from '../support/contexts';
import { useSandbox } from '../support/sandbox';
import { firstOf } from '../support/present';

const MINUTE_MS = 60_000;
const LATE_MS = 15 * MINUTE_MS;

describe('the cursor', () => {
	/** An event: when it happened, and when the feed shows it. */
	interface Happening {
		id: string;
		at: number;
		shownAt: number;
		readyAt: number;
	}

	const happenings = fc
		.array(
			fc.record({
				// Coarse, so that equal times are the rule.
				at: fc.integer({ min: 0, max: 200 }).map((step) => step * MINUTE_MS),
				late: fc.integer({ min: 0, max: 14 }).map((step) => step * MINUTE_MS),
				making: fc.integer({ min: 0, max: 30 }).map((step) => step * MINUTE_MS),
			}),
			{ maxLength: 120 },
		)
		.map((list) =>
			list.map(
				({ at, late, making }, index): Happening => ({
					id: `event ${index}`,
					at: at + 1_000_000_000,
					shownAt: at + late + 1_000_000_000,
					readyAt: at + late + making + 1_000_000_000,
				}),
			),
		);
	const pauses = fc.array(
		fc.integer({ min: 1, max: 40 }).map((step) => step * 30_000),
		{ minLength: 5, maxLength: 60 },
	);

	test('hands on every event once: late ones, equal times, restarts, any order', () => {
		fc.assert(
			fc.property(happenings, pauses, fc.infiniteStream(fc.nat()), (events, waits, numbers) => {
				const number = () => numbers.next().value!;
				let now = 1_000_000_000;
				const shown = (from: number): Array<FeedRow<Happening>> =>
					events
						.filter(({ at, shownAt }) => shownAt <= now && at >= from)
						.map((row) => ({ id: row.id, at: row.at, ready: row.readyAt <= now, row }))
						.sort(() => (number() % 2 ? 1 : -1));
				let cursor = firstCursor(shown(now - LATE_MS), now, LATE_MS);
				const start = now;
				const handed = new Map<string, number>();
				const poll = () => {
					// A restart knows only what was stored.
					if (number() % 3 === 0) cursor = storedCursor(JSON.parse(JSON.stringify(cursor)))!;
					const found = shown(cursor.since);
					const { fresh, cursor: next } = advance(
						cursor,
						number() % 2 ? [...found, ...found] : found,
						now,
						LATE_MS,
					);
					expect(fresh.map(({ at }) => at)).toEqual(
						fresh.map(({ at }) => at).sort((a, b) => a - b),
					);
					for (const { id } of fresh) handed.set(id, (handed.get(id) ?? 0) + 1);
					cursor = next;
				};
				for (const wait of waits) {
					now += wait;
					poll();
				}
				now += 300 * MINUTE_MS;
				poll();
				for (const { id, shownAt, readyAt } of events) {
					const old = shownAt <= start && readyAt <= start;
					expect([id, handed.get(id) ?? 0]).toEqual([id, old ? 0 : 1]);
				}
			}),
			{ numRuns: 300 },
		);
	});

	test('a clock that is ahead does not hide what comes after', () => {
		const now = 10_000 * MINUTE_MS;
		const row = (id: string, at: number) => ({ id, at, ready: true, row: id });
		const first = firstCursor([row('future', now + 600 * MINUTE_MS)], now, LATE_MS);
		const { fresh } = advance(first, [row('now', now)], now, LATE_MS);
		expect(fresh.map(({ id }) => id)).toEqual(['now']);
	});

	test('a clip that never gets ready does not keep everything for ever', () => {
		const hour = 60 * MINUTE_MS;
		const stuck = { id: 'stuck', at: 100 * hour, ready: false, row: 0 };
		let cursor = firstCursor([stuck], 100 * hour, LATE_MS);
		for (let at = 100; at < 120; at++) {
			const row = { id: `row ${at}`, at: at * hour, ready: true, row: 0 };
			cursor = advance(cursor, [stuck, row], at * hour, LATE_MS).cursor;
		}
		expect(cursor.since).toBeGreaterThan(110 * hour);
	});

	test('what is stored stays small', () => {
		const rows = Array.from({ length: 10_000 }, (_, index) => ({
			id: `row ${index}`,
			at: 1_000_000 + index,
			ready: true,
			row: 0,
		}));
		const { cursor, fresh } = advance({ since: 0, seen: {} }, rows, 2_000_000, LATE_MS);
		expect(fresh).toHaveLength(10_000);
		expect(Object.keys(cursor.seen).length).toBeLessThanOrEqual(2000);
		expect(advance(cursor, rows, 2_000_000, LATE_MS).fresh).toEqual([]);
	});
});

describe('the feeds', () => {
	const sandbox = useSandbox();
	beforeEach(() => sandbox.rhombus.reset());

	function context(
		parameters: IDataObject,
		memory: IDataObject,
		mode = 'trigger',
		activation = 'init',
	) {
		return Object.assign(
			hookContext({
				parameters: { lateMinutes: 15, simplify: false, ...parameters },
				memory,
				credentials: { apiKey: TOKENS.rhombusKey, region: 'custom', baseUrl: sandbox.rhombus.url },
				authenticate: (headers) => {
					headers['x-auth-scheme'] = 'api-token';
					headers['x-auth-apikey'] = TOKENS.rhombusKey;
				},
			}),
			{ getMode: () => mode, getActivationMode: () => activation },
		) as unknown as IPollFunctions;
	}
	const idsOf = (result: INodeExecutionData[][] | null) =>
		(result?.[0] ?? []).map(({ json }) => json.uuid);

	/** Adds an event of the feed that happened `ageMs` ago and gives its UUID. */
	const happen: Record<string, (ageMs: number) => string> = {
		alert: (ageMs) => {
			const { state } = sandbox.rhombus;
			const uuid = state.newId();
			state.alerts = [
				{ ...state.alerts[0], uuid, timestampMs: Date.now() - ageMs },
				...state.alerts,
			].sort((a, b) => Number(b.timestampMs) - Number(a.timestampMs));
			return uuid;
		},
		audit: (ageMs) => {
			const { state } = sandbox.rhombus;
			const uuid = state.newId();
			const timestamp = new Date(Date.now() - ageMs).toISOString();
			state.auditEvents.unshift({ ...state.auditEvents[0], uuid, timestamp });
			return uuid;
		},
		clip: (ageMs) =>
			sandbox.rhombus.state.addClip({
				createdAtMs: Date.now() - ageMs,
				// Footage of last week.
				timestampMs: Date.now() - 7 * 24 * 60 * MINUTE_MS,
				percentComplete: 100,
				status: 'COMPLETE',
			}).uuid,
		access: (ageMs) => kept('component', { createdAtMs: Date.now() - ageMs, type: 'ButtonEvent' }),
		diagnostic: (ageMs) =>
			kept('diagnostic', { timestamp: new Date(Date.now() - ageMs).toISOString() }),
		face: (ageMs) => kept('face', { eventTimestamp: Date.now() - ageMs }),
		vehicle: (ageMs) => kept('vehicle', { eventTimestamp: Date.now() - ageMs }),
		seekpoint: (ageMs) => {
			const timestampMs = Date.now() - ageMs;
			const customDisplayName = sandbox.rhombus.state.newId();
			kept('seekpoint', { deviceUuid: 'camera', timestampMs, customDisplayName });
			// Made of what tells marks apart, for they have no ID.
			return `camera ${timestampMs}  ${customDisplayName} `;
		},
	};
	function kept(feed: FeedName, row: IDataObject): string {
		const { state } = sandbox.rhombus;
		const uuid = state.newId();
		const [locationUuid] = state.locations.keys();
		state.feeds.set(feed, [...(state.feeds.get(feed) ?? []), { uuid, locationUuid, ...row }]);
		return uuid;
	}

	test.each(Object.keys(happen))(
		'%s: the first poll does not flood, later ones give what is new, once',
		async (feed) => {
			const memory: IDataObject = {};
			for (let index = 0; index < 5; index++) happen[feed]!(index * MINUTE_MS);
			expect(await pollOnce(context({ feed }, memory))).toBeNull();
			expect(await pollOnce(context({ feed }, memory))).toBeNull();

			const late = happen[feed]!(10 * MINUTE_MS);
			const equal = [happen[feed]!(500), happen[feed]!(500)];
			const first = idsOf(await pollOnce(context({ feed }, memory)));
			expect(first[0]).toBe(late);
			expect(new Set(first)).toEqual(new Set([late, ...equal]));
			expect(first).toHaveLength(3);
			// After a restart.
			const restarted = JSON.parse(JSON.stringify(memory)) as IDataObject;
			expect(await pollOnce(context({ feed }, restarted))).toBeNull();
			const next = happen[feed]!(0);
			const second = await pollOnce(context({ feed }, restarted));
			expect(idsOf(second)).toEqual([next]);
			expect(second![0]![0]!.json.event).toBe(feed);
			expect(sandbox.rhombus.violations).toEqual([]);
		},
	);

	test('Simplify keeps what people need of an alert, and says which camera and place it was', async () => {
		const { state } = sandbox.rhombus;
		const camera = firstOf(state.cameras.values());
		const location = firstOf(state.locations.values());
		const memory: IDataObject = {};
		const begin = context({ feed: 'alert', simplify: true }, memory);
		await pollOnce(begin);
		const { uuid } = state.addAlert({
			timestampMs: Date.now(),
			deviceUuid: camera.uuid,
			locationUuid: location.uuid,
			humidityPermyriad: 5,
			clipLocationMap: {},
			textDescription: 'Motion',
		});
		const found = (await pollOnce(context({ feed: 'alert', simplify: true }, memory)))!;
		const { json } = firstOf(found.flat());
		expect(json).toMatchObject({
			event: 'alert',
			uuid,
			textDescription: 'Motion',
			deviceUuid: camera.uuid,
			deviceName: camera.name,
			locationUuid: location.uuid,
			locationName: location.name,
		});
		expect(json).not.toHaveProperty('humidityPermyriad');
		expect(json).not.toHaveProperty('clipLocationMap');
	});

	test.each([
		['a text', 'DoorbellEvent', []],
		['a list', ['DoorbellEvent'], []],
		['a text with commas', 'DoorbellEvent, ButtonEvent', ['found']],
	])('Event Types as %s of an expression filters', async (_what, types, expected) => {
		const memory: IDataObject = {};
		await pollOnce(context({ feed: 'access', types }, memory));
		const uuid = happen.access!(0);
		const found = idsOf(await pollOnce(context({ feed: 'access', types }, memory)));
		expect(found.map((one) => (one === uuid ? 'found' : one))).toEqual(expected);
	});

	test.each([
		['types', {}, 'Event Types'],
		['lateMinutes', { lateMinutes: 'soon' }, 'Late Events (Minutes)'],
		['simplify', { simplify: 'no' }, 'Simplify'],
	])(
		'%s that cannot be read: nothing starts, and nothing counts as handled',
		async (name, wrong, label) => {
			const memory: IDataObject = {};
			await pollOnce(context({ feed: 'access' }, memory));
			const uuid = happen.access!(0);
			const poll = context({ feed: 'access', ...wrong }, memory);
			const raw = { [name]: '={{ $vars.missing }}' };
			Object.assign(poll, { getNode: () => ({ name: 'Poll', parameters: raw }) });
			await expect(pollOnce(poll)).rejects.toThrow(`"${label}"`);
			expect(idsOf(await pollOnce(context({ feed: 'access' }, memory)))).toEqual([uuid]);
		},
	);

	test('a time with fractions of a ms does not make every poll the first one', async () => {
		const memory: IDataObject = {};
		const event = () => kept('face', { eventTimestamp: Date.now() - 0.5 });
		await pollOnce(context({ feed: 'face' }, memory));
		for (let poll = 0; poll < 2; poll++) {
			const uuid = event();
			expect(idsOf(await pollOnce(context({ feed: 'face' }, memory)))).toEqual([uuid]);
		}
	});

	describe('events of one ms come in the order in which they happened', () => {
		/** Three events of one ms after an older one; what the trigger gives, and what happened. */
		async function three(feed: string, turn: () => void = () => undefined) {
			const memory: IDataObject = {};
			await pollOnce(context({ feed }, memory));
			happen[feed]!(5 * MINUTE_MS);
			const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
			const made = [happen[feed]!(0), happen[feed]!(0), happen[feed]!(0)];
			clock.mockRestore();
			turn();
			return { made, found: idsOf(await pollOnce(context({ feed }, memory))).slice(-3) };
		}

		test.each(Object.keys(happen))('%s, as the sandbox orders it', async (feed) => {
			const { made, found } = await three(feed);
			expect(found).toEqual(made);
		});

		test.each(['diagnostic', 'face', 'vehicle'] as const)('%s, newest first', async (feed) => {
			const { made, found } = await three(feed, () => {
				const rows = sandbox.rhombus.state.feeds.get(feed)!;
				sandbox.rhombus.state.feeds.set(feed, [...rows].reverse());
			});
			expect(found).toEqual(made);
		});

		test('audit, where there is nothing else to tell the order by', async () => {
			const memory: IDataObject = {};
			await pollOnce(context({ feed: 'audit' }, memory));
			sandbox.rhombus.state.auditEvents.splice(1);
			const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
			const made = [happen.audit!(0), happen.audit!(0)];
			clock.mockRestore();
			sandbox.rhombus.state.auditEvents.splice(2);
			expect(idsOf(await pollOnce(context({ feed: 'audit' }, memory)))).toEqual(made);
		});

		test('in the editor the last one is shown', async () => {
			const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
			happen.alert!(0);
			const last = happen.alert!(0);
			clock.mockRestore();
			const shown = await pollOnce(context({ feed: 'alert' }, {}, 'manual', 'manual'));
			expect(idsOf(shown)).toEqual([last]);
		});
	});

	test('a clip is handed on when it is ready', async () => {
		const memory: IDataObject = {};
		await pollOnce(context({ feed: 'clip' }, memory));
		const clip = sandbox.rhombus.state.addClip({ createdAtMs: Date.now() });
		expect(await pollOnce(context({ feed: 'clip' }, memory))).toBeNull();
		expect(idsOf(await pollOnce(context({ feed: 'clip' }, memory)))).toEqual([clip.uuid]);
		expect(await pollOnce(context({ feed: 'clip' }, memory))).toBeNull();
	});

	test('more than a page, and more than a limit, are read whole', async () => {
		for (const [feed, count] of [
			['alert', 250],
			['face', 250],
			['access', 2500],
		] as const) {
			const memory: IDataObject = {};
			await pollOnce(context({ feed }, memory));
			const made = Array.from({ length: count }, (_, index) => happen[feed]!(index % 700));
			const found = idsOf(await pollOnce(context({ feed }, memory)));
			expect([feed, found.length, new Set(found).size]).toEqual([feed, count, count]);
			expect(new Set(found)).toEqual(new Set(made));
		}
	});

	test('an unhealthy device is told once, and again when it was well in between', async () => {
		const { state } = sandbox.rhombus;
		const down = { uuid: 'a', deviceUuid: 'camera 1', symptom: 'DOWN', timestamp: 1 };
		const slow = { uuid: 'b', deviceUuid: 'camera 2', symptom: 'SLOW_INTERNET', timestamp: 2 };
		const memory: IDataObject = {};
		const poll = async () => await pollOnce(context({ feed: 'unhealthy' }, memory));
		state.feeds.set('unhealthy', [down]);
		expect(await poll()).toBeNull();
		state.feeds.set('unhealthy', [down, slow]);
		expect(idsOf(await poll())).toEqual(['b']);
		expect(await poll()).toBeNull();
		state.feeds.set('unhealthy', [slow]);
		expect(await poll()).toBeNull();
		state.feeds.set('unhealthy', [{ ...down, uuid: 'c' }, slow]);
		expect(idsOf(await poll())).toEqual(['c']);
	});

	test('activating begins now, whatever was stored before', async () => {
		const memory: IDataObject = {};
		await pollOnce(context({ feed: 'audit' }, memory));
		happen.audit!(0);
		const activated = context({ feed: 'audit' }, memory, 'trigger', 'activate');
		expect(await pollOnce(activated)).toBeNull();
		const next = happen.audit!(0);
		expect(idsOf(await pollOnce(activated))).toEqual([next]);
	});

	test('in the editor the newest event is shown, and nothing is stored', async () => {
		const memory: IDataObject = {};
		const newest = happen.alert!(0);
		const shown = await pollOnce(context({ feed: 'alert' }, memory, 'manual', 'manual'));
		expect(idsOf(shown)).toEqual([newest]);
		expect(memory).toEqual({});
	});

	test('a failed poll loses nothing', async () => {
		const memory: IDataObject = {};
		await pollOnce(context({ feed: 'audit' }, memory));
		const event = happen.audit!(0);
		sandbox.rhombus.fail({ times: 1, kind: 'status', status: 403 });
		await expect(pollOnce(context({ feed: 'audit' }, memory))).rejects.toThrow(/Access Denied/);
		expect(idsOf(await pollOnce(context({ feed: 'audit' }, memory)))).toEqual([event]);
	});
});
