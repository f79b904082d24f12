import fc from 'fast-check';
import type { IDataObject, IHttpRequestOptions, IPollFunctions } from 'n8n-workflow';
import { pollOnce } from '../../nodes/RhombusEventTrigger/poll';
import { hookContext } from '../support/contexts';

/**
 * Rhombus Event Trigger against a model of a feed: polls that overlap, pages and answers that are cut at
 * any number, equal times, late rows, a clock that jumps, and feeds that obey nothing.
 */

const MINUTE_MS = 60_000;
const START = 1_800_000_000_000;

interface Happening {
	uuid: string;
	at: number;
	shownAt: number;
}

/** A feed of the model: what it answers to the body of a request. */
type Model = (body: IDataObject, path: string) => unknown;

let clock: jest.SpyInstance<number, []>;
let now = START;
beforeEach(() => {
	now = START;
	clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
});
afterEach(() => clock.mockRestore());

interface Polled {
	memory: IDataObject;
	log: string[];
	requests: number;
	poll(more?: IDataObject): Promise<string[]>;
}

/** A trigger whose requests the model answers; `wait` holds an answer back. */
function triggerOn(feed: string, model: Model, wait: () => Promise<void> = async () => undefined) {
	const polled: Polled = {
		memory: {},
		log: [],
		requests: 0,
		async poll(more = {}) {
			const context = hookContext({
				parameters: { feed, lateMinutes: 15, ...more },
				memory: polled.memory,
				log: polled.log,
				credentials: { apiKey: 'k', region: 'us' },
			}) as unknown as IPollFunctions;
			Object.assign(context, { getMode: () => 'trigger', getActivationMode: () => 'init' });
			Object.assign(context.helpers, {
				httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) => {
					polled.requests++;
					await wait();
					const { body } = options;
					const given = (typeof body === 'string' ? JSON.parse(body) : body) as IDataObject;
					const path = new URL(options.url).pathname;
					return { statusCode: 200, headers: {}, body: JSON.stringify(model(given, path)) };
				},
			});
			const result = await pollOnce(context);
			return (result?.[0] ?? []).map(({ json }) => String(json.uuid));
		},
	};
	return polled;
}

/** Rows as the feed of `feed` shows them, with a cap of its own. */
const models: Record<string, (events: () => Happening[], cap: () => number) => Model> = {
	// Newest first, by pages of which the server says how large they may be.
	alert: (events, cap) => (body) => {
		const rows = events()
			.filter(({ at }) => at >= Number(body.afterTimestampMs))
			.sort((a, b) => b.at - a.at || (a.uuid < b.uuid ? 1 : -1));
		const begin = body.lastUuid ? rows.findIndex(({ uuid }) => uuid === body.lastUuid) + 1 : 0;
		return {
			policyAlerts: rows
				.slice(begin, begin + Math.min(cap(), Number(body.maxResults)))
				.map(({ uuid, at }) => ({ uuid, timestampMs: at })),
		};
	},
	// A window whose answer is cut at its old end.
	audit: (events, cap) => (body) => ({
		auditEvents: events()
			.filter(({ at }) => at > Number(body.timestampMsAfter) && at < Number(body.timestampMsBefore))
			.sort((a, b) => b.at - a.at)
			.slice(0, cap())
			.map(({ uuid, at }) => ({ uuid, timestamp: new Date(at).toISOString() })),
	}),
	// A window whose answer is cut at its new end.
	diagnostic: (events, cap) => (body) => ({
		diagnosticEvents: events()
			.filter(({ at }) => at > Number(body.timestampMsAfter) && at < Number(body.timestampMsBefore))
			.sort((a, b) => a.at - b.at)
			.slice(0, cap())
			.map(({ uuid, at }) => ({ uuid, timestamp: String(at) })),
	}),
	access: (events, cap) => (body, path) =>
		path.endsWith('getLocations')
			? { locations: [{ uuid: 'place' }] }
			: {
					componentEvents: events()
						.filter(
							({ at }) => at > Number(body.createdAfterMs) && at < Number(body.createdBeforeMs),
						)
						.sort((a, b) => b.at - a.at)
						.slice(0, Math.min(cap(), Number(body.limit)))
						.map(({ uuid, at }) => ({ uuid, createdAtMs: at })),
				},
	vehicle: (events, cap) => (body) => ({
		events: events()
			.filter(({ at }) => at > Number(body.startTimeMs) && at < Number(body.endTimeMs))
			.sort((a, b) => a.at - b.at)
			.slice(0, cap())
			.map(({ uuid, at }) => ({ uuid, eventTimestamp: at })),
	}),
};

test.each(Object.keys(models))(
	'%s: no gap and nothing twice, whatever the pages, times and clock',
	async (feed) => {
		const happenings = fc.array(
			fc.record({
				// Coarse, so that equal times are the rule.
				at: fc.integer({ min: 1, max: 240 }).map((step) => step * 15_000),
				late: fc.oneof(
					fc.constant(0),
					fc.integer({ min: 0, max: 14 }).map((m) => m * MINUTE_MS),
				),
			}),
			{ minLength: 1, maxLength: 250 },
		);
		const jumps = fc.array(
			fc.oneof(
				fc.constant(0),
				fc.constantFrom(-120, -3, 2, 600).map((m) => m * MINUTE_MS),
			),
			{ minLength: 12, maxLength: 12 },
		);
		await fc.assert(
			fc.asyncProperty(
				happenings,
				jumps,
				fc.integer({ min: 25, max: 60 }),
				async (list, jump, cap) => {
					now = START;
					let real = START;
					const events = list.map(
						({ at, late }, index): Happening => ({
							uuid: `event ${index}`,
							at: START + at,
							shownAt: START + at + late,
						}),
					);
					const trigger = triggerOn(
						feed,
						models[feed]!(
							() => events.filter(({ shownAt }) => shownAt <= real),
							// A cap that one moment does not exceed: more of one ms nobody could ask for.
							() => Math.max(cap, mostAtOnce(events) + 1),
						),
					);
					await trigger.poll();
					const handed: string[] = [];
					for (const ms of jump) {
						real += 5 * MINUTE_MS;
						now = real + ms;
						handed.push(...(await trigger.poll()));
					}
					real += 30 * MINUTE_MS;
					now = real;
					handed.push(...(await trigger.poll()));
					expect([...handed].sort()).toEqual(events.map(({ uuid }) => uuid).sort());
				},
			),
			{ numRuns: 40 },
		);
	},
	60_000,
);

function mostAtOnce(events: Happening[]): number {
	const counts = new Map<number, number>();
	for (const { at } of events) counts.set(at, (counts.get(at) ?? 0) + 1);
	return Math.max(0, ...counts.values());
}

test('polls that overlap start the workflow once for each event', async () => {
	const events: Happening[] = [];
	let release: Array<() => void> = [];
	let holds = false;
	const trigger = triggerOn(
		'audit',
		models.audit!(
			() => events,
			() => 1000,
		),
		async () => {
			if (holds) await new Promise<void>((resolve) => release.push(resolve));
		},
	);
	await trigger.poll();
	events.push({ uuid: 'A', at: now, shownAt: now }, { uuid: 'B', at: now + 1, shownAt: now });
	holds = true;
	now += 1000;
	const first = trigger.poll();
	const others = [trigger.poll(), trigger.poll()];
	await new Promise((resolve) => setImmediate(resolve));
	holds = false;
	for (const go of release) go();
	release = [];
	expect(await first).toEqual(['A', 'B']);
	expect(await Promise.all(others)).toEqual([[], []]);
	expect(trigger.log.join()).toMatch(/takes longer than the time between polls/);
	// The next one is not held up.
	events.push({ uuid: 'C', at: now, shownAt: now });
	expect(await trigger.poll()).toEqual(['C']);
});

test('a poll that failed does not block the next', async () => {
	let fails = true;
	const trigger = triggerOn('audit', () => {
		if (fails) throw new Error('away');
		return { auditEvents: [] };
	});
	await expect(trigger.poll()).rejects.toThrow();
	fails = false;
	expect(await trigger.poll()).toEqual([]);
});

describe('a feed that obeys nothing is read within bounds, and said', () => {
	const row = (index: number, at: number) => ({
		uuid: `row ${index}`,
		timestampMs: at,
		createdAtMs: at,
		eventTimestamp: at,
		timestamp: new Date(at).toISOString(),
	});
	const answer = (rows: IDataObject[], path: string) => ({
		policyAlerts: rows,
		auditEvents: rows,
		diagnosticEvents: rows,
		componentEvents: rows,
		events: rows,
		faceEvents: rows,
		savedClips: rows,
		pageToken: `page ${Math.random()}`,
		lastEvaluatedKey: { key: Math.random() },
		locations: path.endsWith('getLocations') ? [{ uuid: 'place' }] : undefined,
	});
	const feeds = ['alert', 'access', 'audit', 'diagnostic', 'vehicle', 'face', 'clip'];

	test.each(feeds)('%s: always the same rows', async (feed) => {
		const rows = Array.from({ length: 1500 }, (_, index) => row(index, START - index * MINUTE_MS));
		const trigger = triggerOn(feed, (_body, path) => answer(rows, path));
		await trigger.poll();
		now += 1000;
		expect(await trigger.poll()).toEqual([]);
		expect(trigger.requests).toBeLessThan(20);
	});

	test.each(feeds)('%s: new rows without an end', async (feed) => {
		let made = 0;
		const trigger = triggerOn(feed, (_body, path) =>
			answer(
				Array.from({ length: 100 }, () => row(made++, now - (made % 50_000))),
				path,
			),
		);
		await trigger.poll();
		expect(trigger.requests).toBeLessThanOrEqual(210);
		expect(trigger.log.join()).toMatch(/left out/);
	});

	test.each(['access', 'audit', 'diagnostic', 'vehicle'])(
		'%s: rows of another time than was asked for',
		async (feed) => {
			const rows = Array.from({ length: 1000 }, (_, index) => row(index, START - 1e9 - index));
			const trigger = triggerOn(feed, (_body, path) => answer(rows, path));
			await trigger.poll();
			expect(trigger.requests).toBeLessThan(5);
			expect(trigger.log.join()).toMatch(/does not keep to the time/);
		},
	);

	test.each(feeds)('%s: null, nothing, and rows that are none', async (feed) => {
		const lists: unknown[] = [null, undefined, 'x', {}, [null, 7, 'x', [], { uuid: null }]];
		for (const list of lists) {
			const trigger = triggerOn(feed, (_body, path) => ({
				...answer(list as IDataObject[], path),
				pageToken: null,
				lastEvaluatedKey: null,
			}));
			expect(await trigger.poll()).toEqual([]);
			now += 1000;
			expect(await trigger.poll()).toEqual([]);
		}
	});

	test('rows that cannot be placed are said', async () => {
		const trigger = triggerOn('audit', () => ({
			auditEvents: [{ uuid: 'a' }, { uuid: 'b', timestamp: 'soon' }, { timestamp: START }],
		}));
		expect(await trigger.poll()).toEqual([]);
		expect(trigger.log.join()).toMatch(/3 row\(s\) without a UUID or a time/);
	});
});

describe('settings', () => {
	test('a changed filter, feed or late time: what begins now, and what goes on', async () => {
		const events: Happening[] = [];
		const trigger = triggerOn(
			'access',
			models.access!(
				() => events,
				() => 1000,
			),
		);
		const happen = (uuid: string) => events.push({ uuid, at: now, shownAt: now });
		const types = (...list: string[]) => ({ types: list });
		await trigger.poll(types('ButtonEvent'));
		happen('a');
		now += 1000;
		expect(await trigger.poll(types('ButtonEvent'))).toEqual(['a']);
		happen('b');
		now += 1000;
		// Other events are wanted: those of before are not new.
		expect(await trigger.poll(types('ButtonEvent', 'DoorbellEvent'))).toEqual([]);
		happen('c');
		now += 1000;
		// The same in another order, and another late time.
		expect(
			await trigger.poll({ ...types('DoorbellEvent', 'ButtonEvent'), lateMinutes: 30 }),
		).toEqual(['c']);
	});

	test('unhealthy devices are not compared with those of another feed', async () => {
		const down = [{ deviceUuid: 'a', symptom: 'DOWN', uuid: 'a' }];
		const trigger = triggerOn('unhealthy', () => ({
			unhealthyDeviceAlerts: down,
			auditEvents: [],
		}));
		expect(await trigger.poll()).toEqual([]);
		await trigger.poll({ feed: 'audit' });
		down.push({ deviceUuid: 'b', symptom: 'DOWN', uuid: 'b' });
		expect(await trigger.poll()).toEqual([]);
		down.push({ deviceUuid: 'c', symptom: 'DOWN', uuid: 'c' });
		expect(await trigger.poll()).toEqual(['c']);
	});

	test('a clock that is behind what was handled is said', async () => {
		const trigger = triggerOn('audit', () => ({ auditEvents: [] }));
		await trigger.poll();
		now -= 600 * MINUTE_MS;
		await trigger.poll();
		expect(trigger.log.join()).toMatch(/the clock of n8n shows a time before/);
	});
});
