import { createServer, type Server } from 'http';
import type { AddressInfo } from 'net';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { TOKENS } from '../../sandbox';
import {
	builtPackage,
	editorContext,
	rhombusNodeWith,
	runWorkflow,
	type RunOptions,
} from '../support/harness';
import { rhombusAccess, useSandbox } from '../support/sandbox';
import { firstOf, leading } from '../support/present';

/** What the Rhombus nodes promise beyond single calls, through the real engine. */

const sandbox = useSandbox();
const { nodes } = builtPackage();
beforeEach(() => sandbox.rhombus.reset());

const CREDENTIALS = () => ({
	...rhombusAccess(sandbox),
});

const options = (
	resource: string,
	operation: string,
	parameters: INodeParameters = {},
	more: Partial<RunOptions> = {},
): RunOptions => ({
	node: rhombusNodeWith(resource),
	parameters: { resource, operation, ...parameters },
	credentials: CREDENTIALS(),
	...more,
});

const run = async (...args: Parameters<typeof options>) => await runWorkflow(options(...args));
const json = async (...args: Parameters<typeof options>) =>
	(await run(...args)).map((item) => item.json);

/** The error of a run, as n8n shows it. */
async function errorOf(...args: Parameters<typeof options>) {
	try {
		await run(...args);
	} catch (error) {
		const { message, description, httpCode } = error as Record<string, string>;
		return { message, description, httpCode };
	}
	throw new Error('It did not fail');
}

const rl = (value: string) => ({ __rl: true, mode: 'id', value });
const sample = (name: string) => String(sandbox.rhombus.state.samples[name]);
const aCamera = () => rl(sample('cameraUuid'));
const ID = 'AAAAAAAAAAAAAAAAAAAAAA';

/** The next answer of an endpoint, whatever the sandbox would say. */
const answer = (endpoint: string, body: unknown, more: object = {}) =>
	sandbox.rhombus.fail({
		match: `POST /api/${endpoint}`,
		kind: 'status',
		status: 200,
		body,
		...more,
	});

const sent = (part = '') => sandbox.rhombus.requests.filter((one) => one.path.includes(part));
const bodies = (part: string) => sent(part).map((one) => one.body as IDataObject);

afterEach(() => {
	expect(sandbox.rhombus.violations).toEqual([]);
});

describe('failures', () => {
	const reboot = { cameraCameraUuid: rl(ID) };

	test('error: true within HTTP 200', async () => {
		answer('camera/reboot', { error: true, errorMsg: 'Device not found', warningMsg: null });
		const error = await errorOf('camera', 'reboot', reboot);
		expect(error.message).toBe('Rhombus: Device not found');
		expect(error.description).toMatch(/IDs exist.*Camera → Reboot, item 1; HTTP 200/);
	});

	test('the credential of another system reads differently from a refused Rhombus key', async () => {
		answer('integrations/org/getOrgIntegrationsV2', {
			error: true,
			errorMsg: 'Kisi answered 401',
			authError: true,
		});
		const theirs = await errorOf('integration', 'getAll', { integrationReturnAll: true });
		const ours = await errorOf(
			'integration',
			'getAll',
			{ integrationReturnAll: true },
			{
				credentials: { rhombusApi: { ...CREDENTIALS().rhombusApi, apiKey: 'expired-key' } },
			},
		);
		expect(theirs.message).toBe('The other system refused its own credentials: Kisi answered 401');
		expect(theirs.description).toContain('the Rhombus API key is fine');
		expect(ours.message).toBe('Rhombus: Access Denied');
		expect(ours.description).toContain('The API key is wrong or expired');
		expect(ours.httpCode).toBe('403');
	});

	test('a door without a lock is not unlocked', async () => {
		const doors = [...sandbox.rhombus.state.doors.values()];
		const unwired = String(doors.find(({ name }) => name === 'Unwired Door')!.uuid);
		const error = await errorOf('door', 'unlock', { doorAccessControlledDoorUuid: rl(unwired) });
		expect(error.message).toBe('Rhombus: door not configured with lock');
		expect(error.description).toContain('error type DOOR_NOT_CONFIGURED_WITH_LOCK');
		expect(sandbox.rhombus.state.unlocked).toEqual([]);

		const wired = String(doors[0]!.uuid);
		const items = await json('door', 'unlock', { doorAccessControlledDoorUuid: rl(wired) });
		expect(items).toEqual([{ success: true, type: 'SUCCESS', accessControlledDoorUuid: wired }]);
		expect(sandbox.rhombus.state.unlocked).toEqual([wired]);
	});

	test('success: false', async () => {
		answer('alertmonitoring/disableMonitoringForLocation', {
			success: false,
			errorMsg: 'Wrong pin',
		});
		const error = await errorOf('alarm', 'disarm', {
			alarmLocationUuid: rl(ID),
			alarmPin: '987654',
		});
		expect(error.message).toBe('Rhombus: Wrong pin');
		expect(JSON.stringify(error)).not.toContain('987654');
	});

	test.each([
		['camera', 'reboot', 'camera/reboot', { status: 'FAILED_CAMERA_OFFLINE' }, reboot, /offline/],
		[
			'user',
			'create',
			'user/createUser',
			{ responseStatus: 'USER_EXISTS' },
			{ userName: 'Ana', userEmail: 'ana@example.com' },
			/user exists/,
		],
		[
			'lockdown',
			'deactivate',
			'accesscontrol/lockdownPlan/deactivateLockdownForLocation',
			{ result: 'OPTIMISTIC_CONCURRENCY', state: {} },
			{ lockdownLocationUuid: rl(ID) },
			/changed at the same time/,
		],
		[
			'audioFile',
			'createFromText',
			'audioplayback/uploadAudioText',
			{ invalidSSML: true },
			{ audioFileDisplayName: 'Name', audioFileAudioPlaintext: 'Text' },
			/SSML is not valid/,
		],
	])(
		'%s → %s looks at the outcome in the answer',
		async (resource, operation, endpoint, body, given, words) => {
			answer(endpoint, body);
			expect((await errorOf(resource, operation, given as INodeParameters)).message).toMatch(words);
		},
	);

	test('a missing key is told apart from a wrong one', async () => {
		answer('camera/reboot', { authenticationFailed: true }, { status: 401 });
		const error = await errorOf('camera', 'reboot', reboot);
		expect(error.message).toBe('Rhombus: The API key was refused');
	});

	test('the rate limit is waited out, also for what changes something', async () => {
		sandbox.rhombus.fail({
			match: 'POST /api/camera/reboot',
			kind: 'status',
			status: 429,
			headers: { 'Retry-After': '0' },
		});
		answer('camera/reboot', { status: 'SUCCESS_REBOOT_SENT' });
		const items = await json('camera', 'reboot', reboot);
		expect(items).toEqual([
			{ success: true, status: 'SUCCESS_REBOOT_SENT', cameraUuid: 'A'.repeat(22) },
		]);
		expect(sent('reboot')).toHaveLength(2);
	});

	test('a lost answer is asked for again by lists only', async () => {
		sandbox.rhombus.fail({
			match: 'POST /api/camera/getMinimalCameraStateList',
			kind: 'dropAfter',
		});
		expect(await json('camera', 'getAll', { cameraReturnAll: true })).toHaveLength(6);
		sandbox.rhombus.fail({ match: 'POST /api/camera/reboot', kind: 'dropAfter' });
		const error = await errorOf('camera', 'reboot', reboot);
		expect(error.description).toContain('may have made the change');
		expect(sent('reboot')).toHaveLength(1);
	});

	test('a warning is no failure and comes with the item', async () => {
		answer('location/getLocation', {
			location: { uuid: ID, name: 'Yard' },
			warningMsg: 'Time zone unknown',
		});
		const items = await json('location', 'get', { locationLocationUuid: rl(ID) });
		expect(items).toEqual([{ uuid: ID, name: 'Yard', warningMsg: 'Time zone unknown' }]);
	});

	test('something that is not there is said, not an empty list', async () => {
		answer('faceRecognition/person/getPerson', { person: null });
		const error = await errorOf('person', 'get', { personPersonUuid: rl(ID) });
		expect(error.message).toBe('Rhombus has no person with this ID');
	});
});

/** A server that is none of Rhombus', and counts who comes. */
async function foreignServer(): Promise<{ url: string; visits: string[]; server: Server }> {
	const visits: string[] = [];
	const server = createServer((request, response) => {
		visits.push(JSON.stringify(request.headers));
		response.end('stolen');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, visits, server };
}

describe('pictures and videos', () => {
	const now = () => ({ cameraCameraUuid: aCamera(), cameraBinaryProperty: 'data' });

	test('a snapshot is a JPEG of the moment, fetched with the key', async () => {
		const item = firstOf(
			await run('camera', 'getSnapshot', {
				...now(),
				cameraGetSnapshotOptions: { timestampMs: '2026-05-01T08:00:00Z', jpgQuality: 70 },
			}),
		);
		expect(item.binary!.data).toMatchObject({ mimeType: 'image/jpeg', fileExtension: 'jpg' });
		expect(Buffer.from(item.binary!.data!.data, 'base64').subarray(0, 3).toString('hex')).toBe(
			'ffd8ff',
		);
		expect(item.json).toMatchObject({
			cameraUuid: sample('cameraUuid'),
			timestampMs: 1777622400000,
		});
		const [ask, get] = leading(sandbox.rhombus.requests, 2);
		expect(ask.body).toEqual({
			cameraUuid: sample('cameraUuid'),
			timestampMs: 1777622400000,
			jpgQuality: 70,
		});
		expect(get.method).toBe('GET');
		expect(get.headers['x-auth-apikey']).toBe(TOKENS.rhombusKey);
		expect(get.headers['x-auth-scheme']).toBe('api-token');
	});

	test('a file on another server is refused, and nothing is sent there', async () => {
		const foreign = await foreignServer();
		try {
			answer('video/getExactFrameUri', { frameUri: `${foreign.url}/frame.jpeg` });
			const error = await errorOf('camera', 'getSnapshot', now());
			expect(error.message).toContain(`"${new URL(foreign.url).host}"`);
			expect(error.description).toContain('Nothing was sent there');
			expect(foreign.visits).toEqual([]);
		} finally {
			foreign.server.close();
		}
	});

	test.each([
		'https://rhombussystems.com.evil.example/a',
		'https://notrhombus.com/a',
		'https://evil.example/rhombus.com',
		'https://rhombus.com@evil.example/a',
		'http://media.rhombussystems.com/a',
		'ftp://media.rhombussystems.com/a',
		'not a url',
	])('%s is none of Rhombus’ addresses', async (frameUri) => {
		answer('video/getExactFrameUri', { frameUri });
		const error = await errorOf('camera', 'getSnapshot', now());
		expect(error.message).toMatch(/not one of its hosts|not a URL/);
		expect(sent()).toHaveLength(1);
	});

	test('a redirect to another server is not followed', async () => {
		const foreign = await foreignServer();
		try {
			sandbox.rhombus.fail({
				match: 'GET /media/frames',
				kind: 'status',
				status: 302,
				headers: { Location: `${foreign.url}/frame.jpeg` },
			});
			const error = await errorOf('camera', 'getSnapshot', now());
			expect(error.message).toContain(foreign.url);
			expect(foreign.visits).toEqual([]);
		} finally {
			foreign.server.close();
		}
	});

	test('a frame on its way is waited for', async () => {
		sandbox.rhombus.fail({ match: 'GET /media/frames', kind: 'status', status: 404, times: 2 });
		const item = firstOf(await run('camera', 'getSnapshot', now()));
		expect(item.binary!.data!.mimeType).toBe('image/jpeg');
		expect(sent('/media/frames')).toHaveLength(3);
	});

	test('a frame that does not come is given up', async () => {
		sandbox.rhombus.fail({ match: 'GET /media/frames', kind: 'status', status: 404, times: 9 });
		const error = await errorOf('camera', 'getSnapshot', {
			...now(),
			cameraGetSnapshotOptions: { waitSeconds: 0 },
		});
		expect(error.message).toBe('The frame did not arrive within 0 seconds');
		expect(sent('/media/frames')).toHaveLength(1);
	});

	test('a camera without footage says so', async () => {
		answer('video/getExactFrameUri', { frameUri: null, responseMessage: 'Camera is offline' });
		const error = await errorOf('camera', 'getSnapshot', now());
		expect(error.message).toContain('no frame of this camera');
		expect(error.description).toContain('Camera is offline');
	});

	test('an alert’s thumbnail comes from the media host of its region', async () => {
		const item = firstOf(
			await run('policyAlert', 'getThumbnail', {
				policyAlertPolicyAlertUuid: sample('policyAlertUuid'),
				policyAlertBinaryProperty: 'picture',
			}),
		);
		expect(item.binary!.picture!.mimeType).toBe('image/jpeg');
		expect(sent('/media/metadata')[0]!.path).toBe(
			`/media/metadata/us-west-2/${sample('policyAlertUuid')}.jpeg`,
		);
	});

	test('an alert without a thumbnail says so', async () => {
		answer('event/getPolicyAlertDetails', { policyAlert: { uuid: ID } });
		const error = await errorOf('policyAlert', 'getThumbnail', { policyAlertPolicyAlertUuid: ID });
		expect(error.message).toBe(`Alert ${ID} has no thumbnail`);
	});

	test('a finished clip is downloaded', async () => {
		const item = firstOf(
			await run('clip', 'download', {
				clipClipUuid: sample('clipUuid'),
				clipBinaryProperty: 'data',
			}),
		);
		expect(item.binary!.data).toMatchObject({ mimeType: 'video/mp4', fileExtension: 'mp4' });
	});
});

describe('saving clips', () => {
	const clip = (more: INodeParameters = {}) => ({
		clipCameraUuid: aCamera(),
		clipStartTimeMillis: '2026-05-01T08:00:00Z',
		clipDurationSec: 30,
		clipTitle: 'Delivery',
		clipWaitSeconds: 20,
		clipShare: false,
		clipSimplify: true,
		...more,
	});
	const status = (clipStatus: string, percentComplete = 10) =>
		answer('event/getClipWithProgress', {
			clip: { uuid: ID, status: clipStatus, percentComplete },
		});

	test('it is waited for and shared', async () => {
		const item = firstOf(
			await json(
				'clip',
				'save',
				clip({ clipShare: true, clipSaveOptions: { expirationTimeSecs: 3600 } }),
			),
		);
		expect(item).toMatchObject({ title: 'Delivery', status: 'COMPLETE', percentComplete: 100 });
		expect(item.shareUrl).toMatch(/\/share\//);
		expect(bodies('spliceV3')).toEqual([
			{
				startTimeMillis: 1777622400000,
				durationSec: 30,
				title: 'Delivery',
				deviceUuids: [sample('cameraUuid')],
			},
		]);
		// The sandbox has a clip ready at the second look.
		expect(sent('getClipWithProgress')).toHaveLength(2);
		expect(bodies('createSharedClipGroupV3')).toEqual([
			{ title: 'Delivery', uuids: [{ eventUuid: item.uuid }], expirationTimeSecs: 3600 },
		]);
	});

	test('each camera gives a clip', async () => {
		const [, second] = [...sandbox.rhombus.state.cameras.keys()];
		const items = await json('clip', 'save', clip({ clipSaveOptions: { moreCameras: second } }));
		expect(items.map(({ deviceUuids }) => deviceUuids)).toEqual([[sample('cameraUuid')], [second]]);
	});

	test('without a wait it returns at once', async () => {
		const item = firstOf(await json('clip', 'save', clip({ clipWaitSeconds: 0 })));
		expect(item.status).toBe('INITIATING');
		expect(sent('getClipWithProgress')).toHaveLength(0);
	});

	test('the limit ends the wait, and the error names the clip', async () => {
		for (let looks = 0; looks < 9; looks++) status('RENDERING', 40);
		const error = await errorOf('clip', 'save', clip({ clipWaitSeconds: 1 }));
		expect(error.message).toMatch(/^Clip [\w-]{22} was not ready within 1 seconds$/);
		expect(error.description).toContain('40 %');
		expect(sent('getClipWithProgress').length).toBeLessThan(5);
	});

	test('a clip that fails ends the wait', async () => {
		status('FAILED');
		const error = await errorOf('clip', 'save', clip());
		expect(error.message).toMatch(/could not be made/);
		expect(sent('getClipWithProgress')).toHaveLength(1);
	});

	test('an update keeps what is not given, as the API replaces all', async () => {
		answer('event/getSavedClipDetails', {
			savedClip: {
				uuid: sample('clipUuid'),
				title: 'Old',
				description: 'Kept',
				accessSettings: { visibility: 'PRIVATE', allowedRoles: [], allowedUsers: [ID] },
			},
		});
		const [item] = await json('clip', 'update', {
			clipSavedClipUuid: sample('clipUuid'),
			clipUpdateOptions: { title: 'New', accessSettingsVisibility: 'ORG_WIDE' },
		});
		expect(bodies('updateSavedClip')).toEqual([
			{
				savedClipUuid: sample('clipUuid'),
				title: 'New',
				description: 'Kept',
				accessSettings: { visibility: 'ORG_WIDE', allowedRoles: [], allowedUsers: [ID] },
			},
		]);
		expect(item).toMatchObject({ title: 'New', description: 'Kept' });
	});

	test('clips and alerts are shared together, and nothing is not', async () => {
		await run('clip', 'share', {
			clipShareTitle: 'Evidence',
			clipClipUuids: ID,
			clipShareOptions: { alertUuids: `${ID}, BBBBBBBBBBBBBBBBBBBBBA, ${ID}` },
		});
		expect(bodies('createSharedClipGroupV3')[0]!.uuids).toEqual([
			{ eventUuid: ID },
			{ alertUuid: ID },
			{ alertUuid: 'BBBBBBBBBBBBBBBBBBBBBA' },
		]);
		const error = await errorOf('clip', 'share', { clipShareTitle: 'Evidence', clipClipUuids: '' });
		expect(error.message).toBe('"Clip IDs" is empty');
		expect(sent()).toHaveLength(1);
	});
});

describe('lists', () => {
	const rows = (count: number, from = 0, more: (index: number) => object = () => ({})) =>
		Array.from({ length: count }, (_, index) => ({
			name: `row ${from + index}`,
			...more(from + index),
		}));
	const names = (items: IDataObject[]) => items.map(({ name }) => name);

	test('cursor: lastEvaluatedKey', async () => {
		const endpoint = 'component/findAccessControlledDoors';
		answer(endpoint, { accessControlledDoors: rows(2), lastEvaluatedKey: 'a' });
		answer(endpoint, { accessControlledDoors: rows(2, 2), lastEvaluatedKey: 'b' });
		answer(endpoint, { accessControlledDoors: rows(1, 4), lastEvaluatedKey: null });
		const items = await json('door', 'getAll', { doorReturnAll: true, doorSimplify: false });
		expect(names(items)).toEqual(['row 0', 'row 1', 'row 2', 'row 3', 'row 4']);
		expect(bodies(endpoint)).toEqual([
			{ maxPageSize: 500 },
			{ maxPageSize: 500, lastEvaluatedKey: 'a' },
			{ maxPageSize: 500, lastEvaluatedKey: 'b' },
		]);
	});

	test('cursor: Limit stops asking', async () => {
		const endpoint = 'component/findAccessControlledDoors';
		answer(endpoint, { accessControlledDoors: rows(2), lastEvaluatedKey: 'a' });
		answer(endpoint, { accessControlledDoors: rows(2, 2), lastEvaluatedKey: 'b' });
		const items = await json('door', 'getAll', {
			doorReturnAll: false,
			doorLimit: 3,
			doorSimplify: false,
		});
		expect(items).toHaveLength(3);
		expect(bodies(endpoint).map(({ maxPageSize }) => maxPageSize)).toEqual([3, 3]);
	});

	test('cursor: the same page twice is an error', async () => {
		const endpoint = 'component/findAccessControlledDoors';
		for (let page = 0; page < 3; page++) {
			answer(endpoint, { accessControlledDoors: rows(1), lastEvaluatedKey: 'a' });
		}
		const error = await errorOf('door', 'getAll', { doorReturnAll: true });
		expect(error.message).toContain('returns the same rows');
		expect(bodies(endpoint)).toHaveLength(2);
	});

	test('pageToken', async () => {
		const endpoint = 'event/getClipsWithProgress';
		answer(endpoint, { savedClips: rows(2), pageToken: 't' });
		answer(endpoint, { savedClips: rows(1, 2), pageToken: '' });
		const items = await json('clip', 'getAll', { clipReturnAll: true, clipSimplify: false });
		expect(items).toHaveLength(3);
		expect(bodies(endpoint)).toEqual([{ pageSize: 100 }, { pageSize: 100, pageToken: 't' }]);
	});

	test('pageTimestampMs', async () => {
		const endpoint = 'event/getSavedClipsV2';
		answer(endpoint, { savedClips: rows(2), lastEvaluatedTimestampMs: 1777622400000 });
		answer(endpoint, { savedClips: [], lastEvaluatedTimestampMs: null });
		await run('clip', 'getAllByTime', { clipReturnAll: true });
		expect(bodies(endpoint)).toEqual([
			{ maxPageSize: 100 },
			{ maxPageSize: 100, pageTimestampMs: 1777622400000 },
		]);
	});

	test('pageRequest: a nested cursor beside filters', async () => {
		const endpoint = 'faceRecognition/faceEvent/findFaceEventsByOrg';
		answer(endpoint, { faceEvents: rows(2), lastEvaluatedKey: 'k' });
		answer(endpoint, { faceEvents: rows(1, 2), lastEvaluatedKey: null });
		const items = await json('faceEvent', 'getAll', {
			faceEventReturnAll: true,
			faceEventSimplify: false,
			faceEventGetAllOptions: {
				searchFilterTimestampFilterRangeStart: '2026-05-01T08:00:00+02:00',
				searchFilterHasName: true,
			},
		});
		expect(items).toHaveLength(3);
		const searchFilter = {
			timestampFilter: { rangeStart: '2026-05-01T06:00:00.000Z' },
			hasName: true,
		};
		expect(bodies(endpoint)).toEqual([
			{ searchFilter, pageRequest: { maxPageSize: 100 } },
			{ searchFilter, pageRequest: { maxPageSize: 100, lastEvaluatedKey: 'k' } },
		]);
	});

	test('after the last row: alerts, of which there are 45', async () => {
		const all = await json('policyAlert', 'getAll', {
			policyAlertReturnAll: true,
			policyAlertSimplify: true,
		});
		expect(new Set(all.map(({ uuid }) => uuid)).size).toBe(45);
		expect(sent('getPolicyAlerts')).toHaveLength(2);
		const last = all[44]!;
		expect(bodies('getPolicyAlerts')[1]).toEqual({
			maxResults: 100,
			lastTimestampMs: last.timestampMs,
			lastUuid: last.uuid,
		});
		sandbox.rhombus.requests = [];
		await run('policyAlert', 'getAll', { policyAlertReturnAll: false, policyAlertLimit: 30 });
		expect(bodies('getPolicyAlerts')).toEqual([{ maxResults: 30 }]);
	});

	test('back in time: events, a full page at a time', async () => {
		const endpoint = 'component/findComponentEventsByLocation';
		const at = (index: number) => ({ timestampMs: 1777622400000 - index * 1000 });
		answer(endpoint, { componentEvents: rows(1000, 0, at) });
		answer(endpoint, { componentEvents: rows(7, 1000, at) });
		const items = await json('accessEvent', 'getByLocation', {
			accessEventLocationUuid: rl(ID),
			accessEventCreatedAfterMs: '2026-04-01T00:00:00Z',
			accessEventCreatedBeforeMs: '',
			accessEventTypeFilter: ['CredentialReceivedEvent'],
			accessEventReturnAll: true,
		});
		expect(items).toHaveLength(1007);
		const same = {
			locationUuid: ID,
			createdAfterMs: 1775001600000,
			typeFilter: ['CredentialReceivedEvent'],
			limit: 1000,
		};
		expect(bodies(endpoint)).toEqual([
			same,
			{ ...same, createdBeforeMs: 1777622400000 - 999_000 + 1 },
		]);
	});

	test('back in time: a window that does not move is an error', async () => {
		const endpoint = 'component/findComponentEventsByLocation';
		const at = () => ({ timestampMs: 1777622400000 });
		for (let page = 0; page < 4; page++) answer(endpoint, { componentEvents: rows(1000, 0, at) });
		const { message } = await errorOf('accessEvent', 'getByLocation', {
			accessEventLocationUuid: rl(ID),
			accessEventReturnAll: true,
		});
		expect(message).toBe('Rhombus returns the same rows for the next page of the list');
		expect(bodies(endpoint)).toHaveLength(3);
	});

	test('a whole list is cut here', async () => {
		const items = await json('user', 'getAll', {
			userReturnAll: false,
			userLimit: 4,
			userSimplify: true,
			userFullResponse: false,
		});
		expect(items).toHaveLength(4);
		expect(Object.keys(items[0]!)).toEqual([
			...['uuid', 'name', 'firstName', 'lastName', 'email', 'status'],
			...['accountOwner', 'accessibleRhombusApps', 'mfaEnabled', 'createdAtMillis', 'deleted'],
		]);
		expect(bodies('getUsersInOrg')).toEqual([{}]);
	});

	test('users: the full response keeps partners, permissions and notification settings', async () => {
		const items = await json('user', 'getAll', {
			userReturnAll: true,
			userSimplify: false,
			userFullResponse: true,
		});
		expect(items).toHaveLength(1);
		expect(items[0]!.users).toHaveLength(25);
		expect(items[0]).toEqual(
			expect.objectContaining({
				partners: expect.anything(),
				userPermissions: expect.anything(),
				notificationSettings: expect.anything(),
			}),
		);
	});

	test('an object by ID becomes an item per ID', async () => {
		answer('alertmonitoring/orgStatus', {
			locationStatuses: { [ID]: { enabled: true }, [sample('locationUuid')]: { enabled: false } },
		});
		expect(await json('alarm', 'getStatuses', { alarmReturnAll: true })).toEqual([
			{ locationUuid: ID, enabled: true },
			{ locationUuid: sample('locationUuid'), enabled: false },
		]);
		answer('location/getLocationLabelsForOrg', { locationLabels: { [ID]: ['north', 'depot'] } });
		expect(await json('location', 'getLabels', { locationReturnAll: true })).toEqual([
			{ locationUuid: ID, labels: ['north', 'depot'] },
		]);
	});

	test('a list that is null has no items', async () => {
		answer('vehicle/getVehicles', { vehicles: null });
		expect(await run('vehicle', 'getAll', { vehicleReturnAll: true })).toEqual([]);
	});
});

describe('requests', () => {
	test('an update of details sets the flags of what is given and of what is emptied', async () => {
		await run('camera', 'updateDetails', {
			cameraUpdatedCamera: aCamera(),
			cameraUpdateDetailsOptions: {
				name: 'North gate',
				floorNumber: 0,
				mummified: false,
				clear: ['policyUuid', 'description'],
			},
		});
		expect(bodies('updateDetailsV2')).toEqual([
			{
				uuid: sample('cameraUuid'),
				name: 'North gate',
				nameUpdated: true,
				floorNumber: 0,
				floorNumberUpdated: true,
				mummified: false,
				mummifiedUpdated: true,
				policyUuid: null,
				policyUuidUpdated: true,
				description: null,
				descriptionUpdated: true,
			},
		]);
	});

	test.each([
		['climate', 'climate/updateDetails'],
		['door', 'door/updateDetails'],
		['occupancy', 'occupancy/updateDetails'],
		['environmental', 'climate/updateEnvironmentalGatewayDetails'],
	])('details of a %s sensor', async (kind, endpoint) => {
		await run('sensor', 'updateDetails', {
			sensorDetailedKind: kind,
			sensorUpdatedSensor: rl(ID),
			sensorUpdateDetailsOptions: { associatedCameras: ID },
		});
		expect(sent()[0]!.path).toBe(`/api/${endpoint}`);
		expect(sent()[0]!.body).toEqual({
			uuid: ID,
			associatedCameras: [ID],
			associatedCamerasUpdated: true,
		});
	});

	test.each([
		['climate', 'climate/getClimateEventsForSensor', 'sensorUuid', 'climateEvents'],
		['door', 'door/getDoorEventsForSensor', 'sensorUuid', 'doorEvents'],
		['occupancy', 'occupancy/getOccupancyEventsForSensor', 'sensorUuid', 'events'],
		['button', 'button/getButtonPressEventsForSensor', 'sensorUuid', 'events'],
		['environmental', 'climate/getEventsForEnvironmentalGateway', 'deviceUuid', 'events'],
		['tag', 'proximity/getLocomotionEventsForTag', 'tagUuid', 'locomotionEvents'],
	])('events of a %s sensor', async (kind, endpoint, uuid, under) => {
		answer(endpoint, { [under]: [{ timestampMs: 1 }, { timestampMs: 2 }] });
		const items = await json('sensor', 'getEvents', {
			sensorKind: kind,
			sensorSensorUuid: rl(ID),
			sensorReturnAll: false,
			sensorLimit: 5,
		});
		expect(items).toEqual([{ timestampMs: 1 }, { timestampMs: 2 }]);
		expect(bodies(endpoint)[0]![uuid]).toBe(ID);
	});

	test.each(['climate', 'door', 'occupancy', 'button', 'tag'])(
		'%s sensors are listed',
		async (kind) => {
			const items = await json('sensor', 'getAll', { sensorKind: kind, sensorReturnAll: true });
			expect(items).toHaveLength(2);
		},
	);

	test.each([
		[
			'camera',
			'getUptime',
			{
				cameraCameraUuid: rl(ID),
				cameraStartTime: '2026-05-01T00:00:00Z',
				cameraEndTime: '2026-05-02T00:00:00Z',
				cameraReturnAll: true,
			},
			{ startTime: 1777593600000, endTime: 1777680000000 },
		],
		[
			'camera',
			'getSeekpoints',
			{
				cameraCameraUuid: rl(ID),
				cameraFootageStart: '2026-05-01T00:00:00Z',
				cameraDuration: 60,
				cameraReturnAll: true,
			},
			{ startTime: 1777593600, duration: 60 },
		],
		[
			'camera',
			'getRecordedPeriods',
			{
				cameraCameraUuid: rl(ID),
				cameraStartTimeSec: '2026-05-01T00:00:00Z',
				cameraRecordedDuration: 60,
			},
			{ startTimeSec: 1777593600, durationSec: 60 },
		],
		[
			'audioGateway',
			'getSeekpoints',
			{
				audioGatewayDeviceUuid: rl(ID),
				audioGatewayStartTime: '2026-05-01T00:00:00Z',
				audioGatewayDuration: 60,
				audioGatewayReturnAll: true,
			},
			{ startTime: 1777593600000, duration: 60 },
		],
		[
			'credential',
			'updateValidity',
			{
				credentialCredentialUuid: rl(ID),
				credentialDated: 'Wiegand',
				credentialUpdateValidityOptions: { endDateEpochSecExclusive: '2026-05-01T00:00:00Z' },
			},
			{ endDateEpochSecExclusive: 1777593600 },
		],
		[
			'rule',
			'pause',
			{
				ruleRuleUuid: rl('rule'),
				ruleDurationSec: 60,
				rulePauseOptions: { scheduledTimestampSec: '2026-05-01T00:00:00Z' },
			},
			{ scheduledTimestampSec: 1777593600 },
		],
		[
			'export',
			'uptime',
			{
				exportStartDateTime: '2026-05-01T00:00:00Z',
				exportEndDateTime: '2026-05-02T00:00:00Z',
				exportBinaryProperty: 'data',
			},
			{ startDateTime: '2026-05-01T00:00:00.000Z' },
		],
	])(
		'%s → %s sends time in the unit of the endpoint',
		async (resource, operation, parameters, expected) => {
			const given = { ...parameters } as Record<string, unknown>;
			if (given.ruleRuleUuid) given.ruleRuleUuid = rl(sample('ruleUuid'));
			await run(resource, operation, given as INodeParameters);
			expect(sent()[0]!.body).toMatchObject(expected);
		},
	);

	test.each([
		[
			'standardCsn',
			'createStandardCsnCredential',
			{ credentialCredentialValue: '04A2' },
			{ credentialValue: '04A2' },
		],
		[
			'secureCsn',
			'createRhombusSecureCsnCredential',
			{ credentialCredentialValue: '04A2' },
			{ credentialValue: '04A2' },
		],
		[
			'h10301',
			'createWiegandH10301Credential',
			{ credentialFacilityCode: 12, credentialCardNumber: 345 },
			{ facilityCode: 12, cardNumber: 345 },
		],
		[
			'h10304',
			'createWiegandH10304Credential',
			{ credentialFacilityCode: 12, credentialCardNumber: 345 },
			{ facilityCode: 12, cardNumber: 345 },
		],
		[
			'd10202',
			'createWiegandD10202Credential',
			{ credentialFacilityCode: 12, credentialCardNumber: 345 },
			{ facilityCode: 12, cardNumber: 345 },
		],
		['raw64', 'createWiegand64BitRawCredential', { credentialValue: 'ff' }, { value: 'ff' }],
		[
			'corp35',
			'create35BitCorp1000StdCredential',
			{ credentialCompanyId: 7, credentialCardNumber: 345 },
			{ companyId: 7, cardNumber: 345 },
		],
		[
			'corp48',
			'create48BitCorp1000StdCredential',
			{ credentialCompanyId: 7, credentialCardNumber: 345 },
			{ companyId: 7, cardNumber: 345 },
		],
	])('a card of kind %s', async (kind, endpoint, numbers, body) => {
		await run('credential', 'create', {
			credentialKind: kind,
			credentialOwner: rl(sample('userUuid')),
			...numbers,
		} as unknown as INodeParameters);
		expect(sent().map(({ path }) => path)).toEqual([`/api/accesscontrol/${endpoint}`]);
		expect(sent()[0]!.body).toEqual({ userUuid: sample('userUuid'), ...body });
	});

	test.each([
		['door', 'ByAccessControlledDoor', 'accessControlledDoorUuid'],
		['group', 'ByGroup', 'groupUuid'],
		['location', 'ByLocation', 'locationUuid'],
		['user', 'ByUser', 'userUuid'],
	])('grants of a %s', async (of, end, name) => {
		await run('accessGrant', 'getAll', {
			accessGrantOf: of,
			[`accessGrantOf${of.charAt(0).toUpperCase()}${of.slice(1)}`]: rl(ID),
			accessGrantReturnAll: true,
		});
		expect(sent()[0]!.path).toBe(`/api/accesscontrol/findLocationAccessGrants${end}`);
		expect(sent()[0]!.body).toEqual({ [name]: ID });
	});

	test('a grant keeps what is not given, as the API replaces all', async () => {
		const current = { uuid: ID, name: 'Old', locationUuid: ID, groupUuids: [ID], userUuids: [] };
		answer('accesscontrol/getLocationAccessGrant', { accessGrant: current });
		await run('accessGrant', 'update', {
			accessGrantAccessGrantUuid: rl(ID),
			accessGrantUpdateOptions: { name: 'New' },
		});
		expect(bodies('updateAccessGrant')).toEqual([{ accessGrant: { ...current, name: 'New' } }]);
	});

	test('a rule keeps its other actions', async () => {
		const uuid = sample('ruleUuid');
		const rule = sandbox.rhombus.state.rules.get(uuid)!;
		Object.assign(rule, { action: { alertAction: true }, ruleFilters: { triggerBackoffSecs: 30 } });
		await run('rule', 'update', {
			ruleRuleUuid: rl(uuid),
			ruleUpdateOptions: {
				actionWebhookActions: {
					entry: [
						{
							webhookUrl: 'https://n8n.example.com/webhook/1',
							headers: { entry: [{ key: 'X-Token', value: 'abc' }] },
						},
					],
				},
			},
		});
		expect(bodies('updateRule')[0]!.ruleUpdate).toMatchObject({
			uuid,
			name: 'After Hours',
			ruleFilters: { triggerBackoffSecs: 30 },
			action: {
				alertAction: true,
				webhookActions: [
					{ webhookUrl: 'https://n8n.example.com/webhook/1', headers: { 'X-Token': 'abc' } },
				],
			},
		});
	});

	test('a person’s update says which values it sets', async () => {
		await run('person', 'update', {
			personUpdated: rl(ID),
			personUpdateOptions: { email: 'a@example.com' },
		});
		expect(bodies('updatePerson')).toEqual([
			{
				personSelectiveUpdate: {
					uuid: ID,
					email: 'a@example.com',
					updatedSetMethodMap: { setEmail: true },
				},
			},
		]);
	});

	test('a lockdown reads the state it changes', async () => {
		answer('accesscontrol/lockdownPlan/getOrCreateLocationLockdownState', {
			state: { updatedAtMillis: 1777622400000 },
		});
		answer('accesscontrol/lockdownPlan/activateLockdownForLocation', {
			result: 'SUCCESS',
			state: { state: 'LOCKED_DOWN' },
		});
		const items = await json('lockdown', 'activate', {
			lockdownLocationUuid: rl(ID),
			lockdownLockdownPlanUuids: ID,
		});
		expect(items).toEqual([{ state: 'LOCKED_DOWN' }]);
		expect(bodies('activateLockdown')).toEqual([
			{ locationUuid: ID, lockdownPlanUuids: [ID], stateUpdatedAtMillis: 1777622400000 },
		]);
	});

	test('dates of mobile credentials are wrapped for both calls', async () => {
		const StartDate = { type: 'StaticEpochSecondsProvisioner', value: 1777593600 };
		await run('user', 'create', {
			userName: 'Ana',
			userEmail: 'new@example.com',
			userCreateOptions: {
				rhombusKeySettingsRhombusKeyAccessEnabled: true,
				rhombusKeySettingsCredentialProvisioningRulesStartDateProvisionerValue:
					'2026-05-01T00:00:00Z',
			},
		});
		expect(bodies('createUser')[0]!.rhombusKeySettings).toEqual({
			rhombusKeyAccessEnabled: true,
			credentialProvisioningRules: { startDateProvisioner: StartDate },
		});
		await run('user', 'updateKeySettings', {
			userUserUuid: rl(ID),
			userUpdateKeySettingsOptions: { startDateProvisionerValue: '2026-05-01T00:00:00Z' },
		});
		expect(bodies('updateRhombusKeySettingsForUser')).toEqual([
			{ userUuid: ID, startDateProvisioner: StartDate },
		]);
	});

	test.each([
		[{ sharedCamera: '' }, 'findAllSharedLiveVideoStreams', {}],
		[{ sharedCamera: ID }, 'findSharedLiveVideoStreams', { cameraUuid: ID }],
	])('shared streams of %j', async ({ sharedCamera }, end, body) => {
		await run('camera', 'getSharedStreams', {
			cameraSharedCamera: rl(sharedCamera),
			cameraReturnAll: true,
		});
		expect(sent()[0]).toMatchObject({ path: `/api/camera/${end}`, body });
	});

	test('an ID that is missing is asked for before anything is sent', async () => {
		const error = await errorOf('camera', 'reboot', { cameraCameraUuid: rl('={{ $json.gone }}') });
		expect(error.message).toBe('"Camera" is empty');
		expect(sent()).toEqual([]);
	});

	test('the client of a partner key goes along', async () => {
		const clientOrgUuid = String(sandbox.rhombus.state.clients[1]!.clientOrgUuid);
		const credentials = {
			rhombusApi: {
				...CREDENTIALS().rhombusApi,
				apiKey: TOKENS.rhombusPartnerKey,
				scheme: 'partner-api-token',
				partnerOrgUuid: clientOrgUuid,
			},
		};
		const items = await json(
			'organization',
			'getClients',
			{ organizationReturnAll: true },
			{ credentials },
		);
		expect(items.map(({ clientOrgName }) => clientOrgName)).toEqual(['Acme', 'Globex', 'Initech']);
		expect(sent()[0]!.headers).toMatchObject({
			'x-auth-scheme': 'partner-api-token',
			'x-auth-org': clientOrgUuid,
		});
	});
});

describe('exports', () => {
	const CSV = 'name,note\r\n"Smith, Anna","said ""hi""\nand left"\r\n';
	const csv = (body: string) =>
		sandbox.rhombus.fail({
			match: 'POST /api/export/users',
			kind: 'status',
			status: 200,
			body,
			headers: { 'Content-Type': 'text/csv; charset=UTF-8' },
		});

	test('as items', async () => {
		csv(CSV);
		expect(await json('export', 'users', { exportAs: 'items' })).toEqual([
			{ name: 'Smith, Anna', note: 'said "hi"\nand left' },
		]);
	});

	test('as a file', async () => {
		csv(CSV);
		const item = firstOf(
			await run('export', 'users', { exportAs: 'file', exportBinaryProperty: 'list' }),
		);
		expect(item.binary!.list).toMatchObject({ mimeType: 'text/csv', fileName: 'users.csv' });
		expect(Buffer.from(item.binary!.list!.data, 'base64').toString()).toBe(CSV);
	});

	test('a refusal within HTTP 200 is no file', async () => {
		answer('export/users', { error: true, errorMsg: 'Not permitted' });
		const error = await errorOf('export', 'users', { exportAs: 'file' });
		expect(error.message).toBe('Rhombus: Not permitted');
	});

	test('time is sent in ms', async () => {
		await run('export', 'audit', {
			exportAs: 'items',
			exportStartInterval: '2026-05-01T00:00:00Z',
			exportEndInterval: '2026-05-02T00:00:00Z',
		});
		expect(sent()[0]!.body).toEqual({ startInterval: 1777593600000, endInterval: 1777680000000 });
	});
});

describe('searchable lists', () => {
	const search = async (method: string, filter?: string, parameters: INodeParameters = {}) => {
		const context = editorContext(options('camera', 'get', parameters));
		const { results } = await nodes.rhombus!.methods!.listSearch![method]!.call(context, filter);
		return results.map(({ name }) => name);
	};

	test('cameras are sorted and filtered here', async () => {
		expect(await search('searchCameras')).toEqual([
			'Front Door',
			'Loading Dock',
			'Lobby',
			'Parking Lot',
			'Playground',
			'Server Room',
		]);
		expect(await search('searchCameras', 'LO')).toEqual(['Loading Dock', 'Lobby', 'Parking Lot']);
		expect(await search('searchCameras', sample('cameraUuid'))).toEqual(['Front Door']);
	});

	test.each([
		['searchDoors', ['Back Door', 'Garage', 'Main Entrance', 'Unwired Door']],
		['searchLocations', ['Headquarters', 'School', 'Warehouse']],
		['searchAccessGroups', ['Contractors', 'Employees']],
		['searchAudioGateways', ['Hall Speaker', 'Yard Speaker']],
		['searchRules', ['After Hours']],
	])('%s', async (method, expected) => {
		expect(await search(method)).toEqual(expected);
	});

	test('every list answers', async () => {
		const { listSearch } = nodes.rhombus!.methods!;
		for (const method of Object.keys(listSearch!)) {
			if (['searchClients', 'searchClientsOrAll', 'searchEndpoints'].includes(method)) continue;
			expect([method, Array.isArray(await search(method))]).toEqual([method, true]);
		}
	});

	test('doors are followed page by page', async () => {
		const endpoint = 'component/findAccessControlledDoors';
		answer(endpoint, { accessControlledDoors: [{ name: 'B', uuid: ID }], lastEvaluatedKey: 'k' });
		answer(endpoint, { accessControlledDoors: [{ name: 'A', uuid: ID }], lastEvaluatedKey: null });
		expect(await search('searchDoors')).toEqual(['A', 'B']);
	});

	test('users are found by name and address', async () => {
		expect(await search('searchUsers', 'ana.adams@')).toEqual([
			'Ana Adams (ana.adams@example.com)',
		]);
	});

	test('sensors are those of the chosen kind', async () => {
		const chosen = { resource: 'sensor', operation: 'getEvents', sensorKind: 'button' };
		expect(await search('searchSensors', '', chosen)).toEqual([
			'Panic Button (Button)',
			'Reception Button (Button)',
		]);
		expect(sent()).toHaveLength(1);
		const update = { resource: 'sensor', operation: 'updateDetails', sensorDetailedKind: 'door' };
		expect(await search('searchSensors', '', update)).toEqual([
			'Window 1 (Door)',
			'Window 2 (Door)',
		]);
	});

	test('policies come from all kinds the key may read', async () => {
		answer('policy/getCameraPolicies', { policies: [{ name: 'Night', uuid: ID }] });
		for (const kind of [
			'Audio',
			'Climate',
			'Door',
			'AccessControlledDoor',
			'Occupancy',
			'Proximity',
		]) {
			answer(`policy/get${kind}Policies`, {}, { status: 403 });
		}
		answer('policy/getVideoIntercomPolicies', { policies: [{ name: 'Gate', uuid: ID }] });
		expect(await search('searchPolicies')).toEqual(['Gate (Video Intercom)', 'Night (Camera)']);
	});

	test('sub-locations at any depth say what they are in', async () => {
		const lab = { name: 'Lab', uuid: ID };
		answer('location/getLocations', {
			locations: [
				{ name: 'Headquarters', uuid: ID, subLocations: [{ ...lab, subLocations: [lab] }] },
			],
		});
		expect(await search('searchSubLocations')).toEqual([
			'Headquarters › Lab',
			'Headquarters › Lab › Lab',
		]);
		expect(sent()[0]!.body).toEqual({ subLocationsIncluded: true });
	});

	test('clients of a partner key', async () => {
		const context = editorContext({
			...options('organization', 'getClient'),
			credentials: {
				rhombusApi: {
					...CREDENTIALS().rhombusApi,
					apiKey: TOKENS.rhombusPartnerKey,
					scheme: 'partner-api-token',
				},
			},
		});
		const { results } = await nodes.rhombus!.methods!.listSearch!.searchClients!.call(context);
		expect(results.map(({ name }) => name)).toEqual(['Acme', 'Globex', 'Initech']);
	});
});
