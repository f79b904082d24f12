import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { readDelivery } from '../../nodes/RhombusTrigger/deliveries';
import { receive } from '../../nodes/RhombusTrigger/receive';
import { sign, SIGNATURE_HEADERS } from '../../nodes/RhombusTrigger/signature';
import { webhookContext, type Given, type Incoming } from '../support/contexts';

/**
 * Deliveries of Rhombus in every shape that its pages and programs show: read alike, filtered alike, and
 * taken once.
 */

const SECRET = 'AAAAAAAAAAAAAAAAAAAAAA';
let serial = 0;
const uuid = (what = 'uuid') => `${what}-${serial++}`;

const signed = (body: unknown, headers: Record<string, string> = {}): Incoming => {
	const raw = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
	return { raw, headers: { [SIGNATURE_HEADERS.sha1]: sign('sha1', SECRET, raw), ...headers } };
};

/** What the workflow gets, the answer, and the log. */
function deliver(incoming: Incoming, parameters: IDataObject = {}, more: Partial<Given> = {}) {
	const { context, refused, log } = webhookContext(
		{
			parameters: { source: 'alerts', ...parameters },
			memory: { signingSecret: SECRET },
			...more,
		},
		incoming,
	);
	const result = receive(context);
	return { item: result.workflowData?.[0]![0]!.json, result, refused: refused(), log };
}

/** Every way in which an alert about `activities` is written. */
const alerts = (
	activities: string[],
	alertUuid: unknown = uuid(),
): Array<[string, IDataObject]> => [
	[
		'text version',
		{ version: '2', activityTrigger: activities.join(','), alertUuid } as IDataObject,
	],
	[
		'number version',
		{ version: 2, activityTrigger: activities.join(','), alertUuid } as IDataObject,
	],
	[
		'null for what does not apply',
		{
			version: 2,
			activityTrigger: activities.join(','),
			diagnosticTrigger: null,
			diagnosticUuid: null,
			thumbnailLocation: null,
			clipLocationMap: null,
			durationSec: null,
			alertUuid,
		} as IDataObject,
	],
	['spaces', { activityTrigger: ` ${activities.join(' , ')} `, alertUuid } as IDataObject],
	['a list', { version: '2', activityTrigger: activities, alertUuid } as IDataObject],
	[
		'no version',
		{ activityTrigger: activities.join(','), diagnosticTrigger: '', alertUuid } as IDataObject,
	],
	[
		'times as text',
		{
			activityTrigger: activities.join(','),
			timestampMs: '1712345678000',
			alertUuid,
		} as IDataObject,
	],
];

describe('an alert', () => {
	const shapes = alerts(['MOTION']).map(([name], index) => [name, index] as const);

	test.each(shapes)('%s: read, and filtered', (_name, index) => {
		const at = (activities: string[]) => signed(alerts(activities)[index]![1]);
		expect(deliver(at(['MOTION_HUMAN', 'FACE_UNIDENTIFIED'])).item).toMatchObject({
			event: 'alert',
			activities: ['MOTION_HUMAN', 'FACE_UNIDENTIFIED'],
		});
		const filter = { activities: 'face_unidentified, VAPE' };
		expect(deliver(at(['MOTION']), filter).item).toBeUndefined();
		expect(deliver(at(['MOTION', 'FACE_UNIDENTIFIED']), filter).item).toBeDefined();
	});

	test('all shapes of one alert are one alert', () => {
		const alertUuid = uuid();
		const started = alerts(['MOTION'], alertUuid).map(([, body]) => deliver(signed(body)).item);
		expect(started.filter(Boolean)).toHaveLength(1);
	});

	test('a number as UUID counts too', () => {
		expect(deliver(signed({ activityTrigger: 'A', alertUuid: 4711 })).item).toBeDefined();
		expect(deliver(signed({ activityTrigger: 'A', alertUuid: '4711' })).item).toBeUndefined();
	});

	test('one that a filter kept back does not hide its next delivery', () => {
		const alertUuid = uuid();
		const filter = { activities: 'FACE_UNIDENTIFIED' };
		expect(deliver(signed({ activityTrigger: 'MOTION', alertUuid }), filter).item).toBeUndefined();
		const next = signed({ activityTrigger: 'MOTION,FACE_UNIDENTIFIED', alertUuid });
		expect(deliver(next, filter).item).toBeDefined();
	});

	test('a body cannot say another event or other activities than were read', () => {
		const body = {
			activityTrigger: 'MOTION',
			alertUuid: uuid(),
			event: 'rule',
			activities: ['VAPE'],
		};
		expect(deliver(signed(body)).item).toMatchObject({ event: 'alert', activities: ['MOTION'] });
	});
});

test('diagnostics, in both shapes', () => {
	for (const version of [2, '2']) {
		const body = {
			version,
			activityTrigger: null,
			diagnosticTrigger: 'DEVICE_OFFLINE',
			diagnosticUuid: uuid(),
		};
		const filter = { source: 'diagnostics', activities: 'DEVICE_OFFLINE' };
		expect(deliver(signed(body), filter).item).toMatchObject({
			event: 'diagnostic',
			activities: ['DEVICE_OFFLINE'],
		});
		expect(deliver(signed(body), filter).item).toBeUndefined();
	}
});

test('a rule with numbers and nulls, by its run, filtered by what its devices saw', () => {
	const run = (activities: unknown, id: unknown = uuid()) =>
		signed({
			uuid: id,
			orgUuid: null,
			ruleUuid: 'rule',
			triggeredTimestampMs: '1712345678000',
			ruleTriggers: null,
			deviceEvents: [null, { activities }, 'x'],
		});
	const filter = { source: 'manual', signingSecret: SECRET, activities: 'MOTION_HUMAN' };
	expect(deliver(run(['MOTION_CAR']), filter).item).toBeUndefined();
	expect(deliver(run(null), filter).item).toBeUndefined();
	const right = run(['MOTION_CAR', 'MOTION_HUMAN']);
	expect(deliver(right, filter).item).toMatchObject({ event: 'rule' });
	expect(deliver(right, filter).item).toBeUndefined();
});

describe('older and unknown bodies', () => {
	test('are read by their type', () => {
		const body = { type: 'cameraMotion', uuid: uuid(), timestamp: 1712345678 };
		expect(deliver(signed(body), { activities: 'CAMERAMOTION' }).item).toMatchObject({
			event: 'other',
		});
		expect(deliver(signed({ ...body, uuid: uuid() }), { activities: 'VAPE' }).item).toBeUndefined();
	});

	test('are taken once by the number of their delivery', () => {
		const headers = { 'x-rhombus-delivery-id': uuid() };
		expect(deliver(signed({ pressed: true }, headers)).item).toBeDefined();
		expect(deliver(signed({ pressed: true }, headers)).item).toBeUndefined();
		// Without a number or a time nothing tells that it is the same.
		expect(deliver(signed({ pressed: true })).item).toBeDefined();
		expect(deliver(signed({ pressed: true })).item).toBeDefined();
	});

	test.each([
		['nothing that tells', {}],
		['null for an activity', { activityTrigger: null, diagnosticTrigger: null, alertUuid: 'x' }],
		['an object for an activity', { activityTrigger: { name: 'FACE_UNIDENTIFIED' } }],
		['a test of the console', { version: '2', summary: 'Test webhook' }],
		['activities where none belong', { activities: ['FACE_UNIDENTIFIED'] }],
		['an inherited activity', JSON.parse('{"__proto__":{"activityTrigger":"FACE_UNIDENTIFIED"}}')],
	])('%s: passes no filter, is answered well, and reported', (_what, body) => {
		const { item, result, refused, log } = deliver(signed(body), {
			activities: 'FACE_UNIDENTIFIED',
		});
		expect(item).toBeUndefined();
		expect(refused).toBeUndefined();
		expect(result.webhookResponse).toMatchObject({
			ignored: expect.stringContaining('no activity'),
		});
		expect(log.join()).toMatch(/a delivery was left out/);
		// Without a filter it starts the workflow.
		expect(deliver(signed({ ...(body as IDataObject), alertUuid: uuid() })).item).toBeDefined();
	});

	test('anything is filtered, and nothing throws', () => {
		fc.assert(
			fc.property(
				fc.dictionary(
					fc.constantFrom(
						'version',
						'activityTrigger',
						'diagnosticTrigger',
						'alertUuid',
						'diagnosticUuid',
						'uuid',
						'ruleUuid',
						'deviceEvents',
						'type',
						'__proto__',
						'timestampMs',
					),
					fc.jsonValue(),
				),
				(body) => {
					const { item } = deliver(signed(body), { activities: 'NEVER_SEEN' });
					expect(item).toBeUndefined();
					const read = readDelivery(Buffer.from(JSON.stringify(body)));
					expect(typeof read?.item.event).toBe('string');
				},
			),
			{ numRuns: 2000 },
		);
	});
});

test('a test in the editor does not swallow the production alert', () => {
	const delivery = signed({ activityTrigger: 'MOTION', alertUuid: uuid(), timestampMs: 1 });
	expect(deliver(delivery, {}, { mode: 'manual' }).item).toBeDefined();
	expect(deliver(delivery, {}, { mode: 'webhook' }).item).toBeDefined();
	expect(deliver(delivery, {}, { mode: 'manual' }).item).toBeUndefined();
	expect(deliver(delivery, {}, { mode: 'webhook' }).item).toBeUndefined();
});
