import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { intervalsOf } from '../../nodes/services/rhombus/steps/weeklyTimes';
import { rhombusNodeWith, runStock, runWorkflow } from '../support/harness';
import { rhombusAccess, useSandbox } from '../support/sandbox';

/** What is set up in Rhombus: settings of cameras, policies and schedules, in the calls that it takes. */

const sandbox = useSandbox();
beforeEach(() => sandbox.rhombus.reset());
afterEach(() => expect(sandbox.rhombus.violations).toEqual([]));

const ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const OTHER = 'BBBBBBBBBBBBBBBBBBBBBB';
const rl = (value: unknown) => ({ __rl: true, mode: 'id', value: String(value) });
const bodies = (part: string) =>
	sandbox.rhombus.requests.filter(({ path }) => path.includes(part)).map(({ body }) => body);
const answer = (endpoint: string, body: IDataObject) =>
	sandbox.rhombus.fail({ match: `POST /api/${endpoint}`, kind: 'status', status: 200, body });

describe.each(Object.entries({ workflow: runWorkflow, 'AI tool': runStock }))(
	'as %s',
	(_way, engine) => {
		const run = async (resource: string, operation: string, parameters: INodeParameters) =>
			await engine({
				node: rhombusNodeWith(resource),
				parameters: { resource, operation, ...parameters },
				credentials: rhombusAccess(sandbox),
			});

		test('settings go to their facets, and only those that are given', async () => {
			answer('deviceconfig/getFacetedConfig', {
				error: false,
				config: {
					videoFacetSettings: { v0: {} },
					audioFacetSettings: { v0: {} },
					deviceSettings: {},
				},
			});
			await run('camera', 'updateSettings', {
				cameraCameraUuid: rl(ID),
				cameraUpdateSettingsOptions: {
					videoPersistDisabled: true,
					imgBrightness: -20,
					deviceMicEnabled: false,
					ledStealthMode: true,
					offSchedule: rl(OTHER),
				},
			});
			expect(bodies('updateFacetedConfig')).toEqual([
				{
					configUpdate: {
						deviceUuid: ID,
						videoFacetSettings: {
							v0: {
								video_persist_disabled: true,
								img_brightness: -20,
								disabled_schedule_uuid: OTHER,
							},
						},
						audioFacetSettings: { v0: { device_mic_enabled: false } },
						deviceSettings: { led_stealth_mode: true },
					},
				},
			]);
		});

		test('a setting that the camera does not take is refused, and nothing is sent', async () => {
			answer('deviceconfig/getFacetedConfig', {
				error: false,
				config: { videoFacetSettings: { v0: { updatedSetMethodMap: { hdr_enabled: false } } } },
			});
			await expect(
				run('camera', 'updateSettings', {
					cameraCameraUuid: rl(ID),
					cameraUpdateSettingsOptions: { hdrEnabled: true },
				}),
			).rejects.toMatchObject({
				message: expect.stringContaining('This camera does not take the setting hdr_enabled'),
			});
			expect(bodies('updateFacetedConfig')).toEqual([]);
		});

		test('a camera policy is created with its triggers', async () => {
			answer('policy/createCameraPolicy', { error: false, policyUuid: OTHER });
			const [item] = await run('policy', 'createCamera', {
				policyPolicyName: 'After Hours',
				policyActivities: 'MOTION_HUMAN, MOTION_CAR',
				policyAlertSchedule: rl(ID),
			});
			expect(item!.json).toMatchObject({ policyUuid: OTHER, activities: 2 });
			expect(bodies('policy/createCameraPolicy')).toEqual([{ policy: { name: 'After Hours' } }]);
			expect(bodies('updateCameraPolicy')).toEqual([
				{
					policy: {
						uuid: OTHER,
						name: 'After Hours',
						scheduledTriggers: [
							{
								scheduleUuid: ID,
								triggerSet: [{ activity: 'MOTION_HUMAN' }, { activity: 'MOTION_CAR' }],
							},
						],
					},
				},
			]);
		});

		test('a policy is given to cameras and taken away, never as an empty text', async () => {
			const cameras = { policyCameraUuids: `${ID}, ${OTHER}` };
			await run('policy', 'assignToCameras', { policyAssignedPolicy: rl(ID), ...cameras });
			await run('policy', 'removeFromCameras', cameras);
			const details = (policyUuid: string | null) => ({
				cameraBulkDetails: [ID, OTHER].map((uuid) => ({
					uuid,
					policyUuid,
					policyUuidUpdated: true,
				})),
			});
			expect(bodies('updateDetailsBulkV2')).toEqual([details(ID), details(null)]);
		});

		test('a weekly schedule', async () => {
			await run('schedule', 'createWeekly', {
				scheduleScheduleName: 'Nights',
				scheduleTimes: { entry: [{ days: ['MON', 'SUN'], start: '22:00', stop: '06:00' }] },
			});
			expect(bodies('policy/createSchedule')).toEqual([
				{
					schedule: {
						name: 'Nights',
						strategy: 'WEEKLY_REPEATING_MINUTES',
						intervalList: [
							{ minuteOfWeekStart: 1_320, minuteOfWeekStop: 1_800 },
							// Over the end of the week, into Monday.
							{ minuteOfWeekStart: 9_960, minuteOfWeekStop: 360 },
						],
					},
				},
			]);
		});
	},
);

describe('times of the week', () => {
	const refuse = (...words: string[]) => new Error(words.join(' | '));
	const intervals = (row: IDataObject) => intervalsOf({ refuse } as never, [row]);

	test.each([
		{ row: { days: ['SUN'], start: '08:00', stop: '24:00' }, wanted: [9_120, 0] },
		{ row: { days: ['MON'], start: '0:00', stop: '24:00' }, wanted: [0, 1_440] },
		{ row: { days: ['TUE'], start: '8:05', stop: '17:30' }, wanted: [1_925, 2_490] },
	])('$row.days $row.start to $row.stop', ({ row, wanted }) => {
		expect(intervals(row)).toEqual([{ minuteOfWeekStart: wanted[0], minuteOfWeekStop: wanted[1] }]);
	});

	test.each([
		{ days: ['MON'], start: '25:00', stop: '8:00' },
		{ days: ['MON'], start: '08:00', stop: '8' },
		{ days: ['MON'], start: '08:00', stop: '08:00' },
		{ days: [], start: '08:00', stop: '09:00' },
	])('%j is refused', (row) => {
		expect(() => intervals(row)).toThrow('Times');
	});
});
