import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import { rhombusNodeWith, runStock, runWorkflow } from '../support/harness';
import { rhombusAccess, useSandbox } from '../support/sandbox';

/** Footage, clips of alerts and frames, in n8n's own engine. */

const sandbox = useSandbox();
beforeEach(() => sandbox.rhombus.reset());
afterEach(() => expect(sandbox.rhombus.violations).toEqual([]));

const ENGINES = { workflow: runWorkflow, 'AI tool': runStock };
const rl = (value: unknown) => ({ __rl: true, mode: 'id', value: String(value) });
const cameraUuid = () => sandbox.rhombus.state.samples.cameraUuid;
const sent = (part: string) => sandbox.rhombus.requests.filter((one) => one.path.includes(part));

const run = async (
	resource: string,
	operation: string,
	parameters: INodeParameters,
	engine = runWorkflow,
) =>
	await engine({
		node: rhombusNodeWith(resource),
		parameters: { resource, operation, ...parameters },
		credentials: rhombusAccess(sandbox),
	});
const messageOf = async (promise: Promise<unknown>) =>
	await promise.then(
		() => 'nothing',
		(error: Error & { description?: string }) => `${error.message} | ${error.description}`,
	);

const START = 1_777_622_400;
const iso = (sec: number) => new Date(sec * 1000).toISOString();
const footage = (more: INodeParameters = {}) => ({
	cameraCameraUuid: rl(cameraUuid()),
	cameraVideoStart: iso(START),
	cameraVideoDuration: 30,
	...more,
});
/** What n8n holds of a file in memory. */
const bytesOf = (item: { binary?: Record<string, { data: string }> }) =>
	Buffer.from(item.binary!.data!.data, 'base64');
const part = (index: number) => Buffer.from(`part ${index};`);

describe.each(Object.entries(ENGINES))('as %s', (_name, engine) => {
	test.each([
		{ network: 'WAN', place: '/dash/' },
		{ network: 'LAN', place: '/lan/' },
	])(
		'footage over $network is its beginning and its segments, in order',
		async ({ network, place }) => {
			const { state } = sandbox.rhombus;
			state.recorded = [[START - 100, START + 100]];
			state.segment = part;
			const [item] = await run(
				'camera',
				'downloadFootage',
				footage({ cameraDownloadFootageOptions: { network } }),
				engine,
			);
			expect(bytesOf(item as never).toString()).toBe(
				Array.from({ length: 16 }, (_, index) => `part ${index};`).join(''),
			);
			expect(item!.json).toMatchObject({
				cameraUuid: cameraUuid(),
				startTime: iso(START),
				durationSec: 30,
				segments: 15,
				mimeType: 'video/mp4',
			});
			const files = sent(place);
			expect(files.map(({ path: one }) => one.split('/').pop()!.split('?')[0])[0]).toMatch(
				/\.mpd$/,
			);
			expect(files).toHaveLength(17);
			// The key goes to Rhombus, the token of the session to devices.
			for (const { headers } of files) {
				expect(headers['x-auth-apikey'] === undefined).toBe(network === 'LAN');
			}
			// Nothing is made in Rhombus.
			expect(sent('splice')).toEqual([]);
		},
	);

	test('the clip of an alert is downloaded for each of its cameras', async () => {
		const { state } = sandbox.rhombus;
		state.segment = part;
		const [one, other] = [...state.cameras.keys()];
		const { uuid } = state.addAlert({
			finalized: true,
			durationSec: 10,
			clipLocationMap: { [one!]: { region: 'us-west-2' }, [other!]: { region: 'us-east-1' } },
		});
		const items = await run(
			'policyAlert',
			'downloadClip',
			{ policyAlertPolicyAlertUuid: String(uuid) },
			engine,
		);
		expect(items.map(({ json }) => [json.cameraUuid, json.segments])).toEqual([
			[one, 5],
			[other, 5],
		]);
		expect(bytesOf(items[0] as never).toString()).toBe(
			'part 0;part 1;part 2;part 3;part 4;part 5;',
		);
		expect(sent(`/media/metadata/${other}/us-east-1/`).length).toBeGreaterThan(0);
	});

	test('frames of a range, as many as wanted', async () => {
		sandbox.rhombus.state.recorded = [[START - 100, START + 100]];
		sandbox.rhombus.fail({
			match: 'POST /api/camera/getFootageSeekpointsV2',
			kind: 'status',
			status: 200,
			body: { error: false, footageSeekPoints: [{ ts: START * 1000 + 5_000, a: 'MOTION_HUMAN' }] },
		});
		const items = await run(
			'camera',
			'getFrames',
			{
				cameraCameraUuid: rl(cameraUuid()),
				cameraFramesStart: iso(START),
				cameraFramesDuration: 60,
				cameraGetFramesOptions: { count: 3, framesDownscale: 4 },
			},
			engine,
		);
		expect(items).toHaveLength(3);
		expect(items[0]!.json).toMatchObject({
			time: iso(START + 5),
			activities: ['MOTION_HUMAN'],
			mimeType: 'image/jpeg',
		});
		expect(sent('getExactFrameData').map(({ body }) => (body as never)['downscaleFactor'])).toEqual(
			[4, 4, 4],
		);
	});

	test('the live image, in one request', async () => {
		const [item] = await run(
			'camera',
			'getLiveImage',
			{ cameraCameraUuid: rl(cameraUuid()) },
			engine,
		);
		expect(item!.json.mimeType).toBe('image/jpeg');
		expect(sandbox.rhombus.requests).toHaveLength(1);
	});
});

describe('what is not recorded', () => {
	test('at all: the error says what is', async () => {
		const { state } = sandbox.rhombus;
		state.recorded = [
			[START - 3_600, START - 1_800],
			[START + 600, START + 900],
		];
		expect(await messageOf(run('camera', 'downloadFootage', footage()))).toContain(
			`Nothing is recorded of this camera from ${iso(START)} to ${iso(START + 30)} | Around that time there is footage of: ${iso(START - 3_600)} to ${iso(START - 1_800)}; ${iso(START + 600)} to ${iso(START + 900)}`,
		);
		expect(sent('/dash/')).toEqual([]);
	});

	test('in part: what there is comes, and says which', async () => {
		const { state } = sandbox.rhombus;
		state.recorded = [
			[START + 4, START + 10],
			[START + 20, START + 60],
		];
		const [item] = await run('camera', 'downloadFootage', footage());
		expect(item!.json).toMatchObject({
			startTime: iso(START + 4),
			durationSec: 26,
			recorded: [
				{ startTime: iso(START + 4), durationSec: 6 },
				{ startTime: iso(START + 20), durationSec: 10 },
			],
		});
	});

	test('a frame', async () => {
		sandbox.rhombus.state.recorded = [];
		const outcome = await messageOf(
			run('camera', 'getFrames', {
				cameraCameraUuid: rl(cameraUuid()),
				cameraFramesStart: iso(START),
				cameraFramesDuration: 60,
			}),
		);
		expect(outcome).toMatch(/has no frame of this camera in this range.*NO_FOOTAGE_AT_TIMESTAMP/);
	});
});

describe('what goes wrong', () => {
	beforeEach(() => {
		sandbox.rhombus.state.recorded = [[START - 100, START + 100]];
		sandbox.rhombus.state.segment = part;
	});

	test('a segment that is missing in the middle gives no shortened video', async () => {
		sandbox.rhombus.fail({
			match: ({ path: one }) => one.endsWith('/seg_7.m4v'),
			kind: 'status',
			status: 404,
		});
		expect(await messageOf(run('camera', 'downloadFootage', footage()))).toContain(
			'Rhombus has only 6 of 15 parts of this video',
		);
	});

	test('a segment that breaks off is read again', async () => {
		sandbox.rhombus.fail({
			match: ({ path: one }) => one.endsWith('/seg_3.m4v'),
			kind: 'half',
			times: 2,
		});
		const [item] = await run('camera', 'downloadFootage', footage());
		expect(item!.json.segments).toBe(15);
		expect(bytesOf(item as never).toString()).toContain('part 2;part 3;part 4;');
	});

	test.each([
		{
			what: 'a manifest on a foreign host',
			uri: 'https://evil.example/{START_TIME}/{DURATION}/vod/file.mpd',
			says: 'which is not one of its hosts',
		},
		{ what: 'no manifest', uri: '', says: 'named no address of this camera' },
	])('$what', async ({ uri, says }) => {
		sandbox.rhombus.fail({
			match: 'POST /api/camera/getMediaUris',
			kind: 'status',
			status: 200,
			body: { error: false, wanVodMpdUriTemplate: uri },
		});
		expect(await messageOf(run('camera', 'downloadFootage', footage()))).toContain(says);
	});

	test('a LAN address outside the LAN gets nothing', async () => {
		sandbox.rhombus.fail({
			match: 'POST /api/camera/getMediaUris',
			kind: 'status',
			status: 200,
			body: {
				error: false,
				lanVodMpdUrisTemplates: ['https://evil.example/{START_TIME}_{DURATION}/clip.mpd'],
			},
		});
		const lan = footage({ cameraDownloadFootageOptions: { network: 'LAN' } });
		expect(await messageOf(run('camera', 'downloadFootage', lan))).toContain(
			'is not in a private network',
		);
	});

	test('an alert that goes on is waited for, then the error says so', async () => {
		const { uuid } = sandbox.rhombus.state.addAlert({ finalized: false });
		const outcome = await messageOf(
			run('policyAlert', 'downloadClip', {
				policyAlertPolicyAlertUuid: String(uuid),
				policyAlertDownloadClipOptions: { waitSeconds: 1 },
			}),
		);
		expect(outcome).toContain('was still going on after 1 seconds');
	});
});

const has = (program: string) => {
	try {
		execFileSync(program, ['-version'], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
};
const testWithFfmpeg = has('ffmpeg') && has('ffprobe') ? test : test.skip;

testWithFfmpeg(
	'30 s of real video come within 10 s, and play',
	async () => {
		const folder = mkdtempSync(path.join(tmpdir(), 'footage-'));
		try {
			// As a camera records: 2 s and one key frame in each segment, about 4 Mbit/s.
			execFileSync('ffmpeg', [
				...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=15:duration=30'],
				...[
					'-c:v',
					'libx264',
					'-preset',
					'ultrafast',
					'-b:v',
					'4M',
					'-g',
					'30',
					'-keyint_min',
					'30',
				],
				...['-sc_threshold', '0', '-f', 'dash', '-seg_duration', '2', '-use_template', '1'],
				...[
					'-use_timeline',
					'0',
					'-init_seg_name',
					'seg_init.mp4',
					'-media_seg_name',
					'seg_$Number$.m4v',
				],
				path.join(folder, 'file.mpd'),
			]);
			const { state } = sandbox.rhombus;
			state.recorded = [[START - 100, START + 100]];
			state.segment = (index) =>
				readFileSync(path.join(folder, index === 0 ? 'seg_init.mp4' : `seg_${index}.m4v`));
			sandbox.rhombus.latencyMs = 100;
			const began = performance.now();
			const [item] = await run('camera', 'downloadFootage', footage());
			const took = performance.now() - began;
			const file = path.join(folder, 'joined.mp4');
			writeFileSync(file, bytesOf(item as never));
			const probed = JSON.parse(
				execFileSync('ffprobe', [
					...['-v', 'error', '-count_frames', '-show_entries', 'stream=codec_name,nb_read_frames'],
					...['-show_entries', 'format=duration', '-of', 'json', file],
				]).toString(),
			) as {
				streams: Array<{ codec_name: string; nb_read_frames: string }>;
				format: { duration: string };
			};
			expect(probed.streams).toEqual([
				expect.objectContaining({ codec_name: 'h264', nb_read_frames: '450' }),
			]);
			expect(Number(probed.format.duration)).toBeCloseTo(30, 0);
			process.stderr.write(
				`footage: ${item!.json.bytes as number} bytes in ${Math.round(took)} ms\n`,
			);
			expect(took).toBeLessThan(10_000);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	},
	120_000,
);
