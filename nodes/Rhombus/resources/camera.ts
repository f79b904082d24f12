import type { IDataObject } from 'n8n-workflow';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { valuesByName } from '../../shared/request/build';
import { currentOf } from '../../services/rhombus/steps/current';
import {
	choice,
	choices,
	flag,
	list,
	map,
	number,
	pick,
	text,
	localOnly,
} from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Field, OperationContext, Resource } from '../../shared/model/operation';
import {
	cameraUuid,
	deviceDetails,
	EMPTIED,
	expirationTimeSecs,
	id,
	ids,
	scheduleUuid,
	seconds,
} from '../../services/rhombus/fields';
import { audioGateway, camera as cameraPicker } from '../../services/rhombus/pickers';
import { updateCameraSettings } from '../../services/rhombus/steps/cameraSettings';
import { clearable, withFlags } from '../../services/rhombus/steps/flags';
import { found } from '../../services/rhombus/steps/found';
import { downloadFootage } from '../../services/rhombus/steps/footage';
import { FOOTAGE } from '../../services/rhombus/steps/footageFacts';
import { getFrames } from '../../services/rhombus/steps/frames';
import { getSnapshot } from '../../services/rhombus/steps/snapshot';
import { at, between } from '../../services/rhombus/times';
import { cameraSettings } from './cameraSettings';

const STATE = [
	'uuid',
	'name',
	'connectionStatus',
	'healthStatus',
	'healthStatusDetails',
	'locationUuid',
	'policyUuid',
	'serialNumber',
	'hwVariation',
	'firmwareVersion',
	'lanAddresses',
	'liveStreamShared',
];

/** `DeviceStatusEnum`. The contract does not say what the colors mean; red is taken to be offline. */
const CONNECTIONS = { GREEN: 'Green', YELLOW: 'Yellow', ORANGE: 'Orange', RED: 'Red (Offline)' };

async function withConnection(
	context: OperationContext,
): Promise<((row: IDataObject) => boolean) | undefined> {
	const { connection } = await valuesByName(context);
	const wanted = (connection ?? []) as string[];
	return wanted.length === 0
		? undefined
		: ({ connectionStatus }) => wanted.includes(String(connectionStatus));
}

const COLORS = {
	BLUE: 'Blue',
	RED: 'Red',
	PURPLE: 'Purple',
	TAN: 'Tan',
	ORANGE: 'Orange',
	TEAL: 'Teal',
	GRAY: 'Gray',
	BLACK: 'Black',
};

const streamUuid = id('uuid', 'Shared Stream ID', 'Stream that is no longer shared', {
	param: 'streamUuid',
});

const duration = seconds('duration', 'Duration', 'Length of the footage from the start time', {
	default: 3600,
});
const inFootage = (endpoint: string) =>
	at(endpoint, 'startTime', 'Time in the footage at which to start', { param: 'footageStart' });

const crop: Field[] = [
	number('permyriadCropX', 'Left edge of the crop, in ten-thousandths of the width', {
		label: 'Crop Left',
		min: 0,
		max: 10000,
	}),
	number('permyriadCropY', 'Upper edge of the crop, in ten-thousandths of the height', {
		label: 'Crop Top',
		min: 0,
		max: 10000,
	}),
	number('permyriadCropWidth', 'Width of the crop, in ten-thousandths', {
		label: 'Crop Width',
		min: 0,
		max: 10000,
	}),
	number('permyriadCropHeight', 'Height of the crop, in ten-thousandths', {
		label: 'Crop Height',
		min: 0,
		max: 10000,
	}),
];

export const camera: Resource = {
	value: 'camera',
	name: 'Camera',
	operations: [
		{
			value: 'getSnapshot',
			name: 'Get Snapshot',
			action: 'Get snapshot (camera snapshot)',
			description: 'Get an image of what a camera sees now, or saw at a given time',
			request: 'POST /api/video/getExactFrameUri',
			idempotent: true,
			fields: [cameraUuid],
			optional: [
				at('video/getExactFrameUri', 'timestampMs', 'Time of the image; now if left out', {
					label: 'Time',
				}),
				...crop,
				number('jpgQuality', 'Quality of the JPEG, from 1 to 100', {
					label: 'JPEG Quality',
					min: 1,
					max: 100,
					default: 80,
				}),
				number('downscaleFactor', 'Factor by which to scale the image down', {
					min: 1,
					default: 1,
				}),
				localOnly(
					seconds(
						'waitSeconds',
						'Wait for Frame',
						'How long to wait for a frame that the camera is uploading',
						{
							min: 0,
							default: 10,
						},
					),
				),
			],
			output: { kind: 'binary' },
			run: getSnapshot,
		},
		{
			value: 'downloadFootage',
			name: 'Download Footage',
			action: 'Download footage (video) of camera',
			description:
				'Download recorded video of a range of time as an MP4 file without sound; no clip is made',
			request: 'POST /api/camera/getMediaUris',
			also: ['POST /api/camera/getPresenceWindows', 'POST /api/org/generateFederatedSessionToken'],
			idempotent: true,
			fields: [
				cameraUuid,
				localOnly(
					at('camera/getPresenceWindows', 'startTimeSec', 'Time in the footage at which to start', {
						param: 'videoStart',
						label: 'Start Time',
					}),
				),
				localOnly(
					seconds('durationSec', 'Duration', 'Length of the video from the start time', {
						param: 'videoDuration',
						default: 30,
						max: FOOTAGE.longestSec,
					}),
				),
			],
			optional: [
				localOnly(
					choice(
						'network',
						{ WAN: 'Internet (WAN)', LAN: 'Local Network (LAN)' },
						'Where n8n gets the video from; LAN requires n8n to be on the network of the camera',
						{ default: 'WAN' },
					),
				),
			],
			output: { kind: 'binary' },
			run: downloadFootage,
		},
		{
			value: 'getFrames',
			name: 'Get Frames',
			action: 'Get frames (images) of camera footage',
			description:
				'Get images of the moments with activity in a range of time, for example for a vision model',
			request: 'POST /api/video/getExactFrameData',
			also: ['POST /api/camera/getFootageSeekpointsV2'],
			idempotent: true,
			fields: [
				cameraUuid,
				localOnly(
					at(
						'camera/getFootageSeekpointsV2',
						'startTime',
						'Time in the footage at which to start',
						{ param: 'framesStart' },
					),
				),
				localOnly(
					seconds('duration', 'Duration', 'Length of the footage from the start time', {
						param: 'framesDuration',
						default: 60,
					}),
				),
			],
			optional: [
				localOnly(
					number('count', 'How many images at most', {
						label: 'Number of Frames',
						min: 1,
						max: 100,
						default: 5,
					}),
				),
				localOnly(
					seconds('apartSeconds', 'Time Between Frames', 'How far apart the images are at least', {
						default: 2,
					}),
				),
				number('downscaleFactor', 'Factor by which to scale the images down', {
					param: 'framesDownscale',
					min: 1,
					default: 3,
				}),
				...crop,
			],
			output: { kind: 'binary' },
			run: getFrames,
		},
		{
			value: 'getLiveImage',
			name: 'Get Live Image',
			action: 'Get live image of camera',
			description: 'Get the last image that a camera took, in one request',
			request: 'POST /api/video/getLiveImage',
			idempotent: true,
			fields: [cameraUuid],
			output: { kind: 'binary', fileName: 'live.jpg' },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many cameras',
			description: 'Get the cameras of the organization, with their connection and health',
			request: 'POST /api/camera/getMinimalCameraStateList',
			idempotent: true,
			optional: [
				flag('includeMummified', 'Whether to include removed cameras whose footage is kept', {
					label: 'Include Removed',
				}),
				localOnly(
					choices('connection', CONNECTIONS, 'Only cameras with one of these connections', {
						label: 'Connection',
					}),
				),
			],
			paging: whole,
			output: { rowsProperty: 'cameraStates', simplify: STATE, only: withConnection },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get camera',
			description:
				'Get the full state of a camera, including connection, firmware, storage and network',
			request: 'POST /api/camera/getFullCameraState',
			idempotent: true,
			fields: [cameraUuid],
			optional: [
				flag('force', 'Whether to query the camera itself instead of the last known state'),
			],
			output: found('camera', 'fullCameraState', { simplify: STATE }),
		},
		{
			value: 'shareLiveStream',
			name: 'Share Live Stream',
			action: 'Share live stream of camera',
			description:
				'Create a link that shows the live video of a camera to people without an account',
			request: 'POST /api/camera/createSharedLiveVideoStream',
			fields: [cameraUuid],
			optional: [
				text('name', 'Name of the link', { placeholder: 'e.g. Lobby for reception' }),
				expirationTimeSecs,
				text('password', 'Password that viewers must enter', { secret: true, restricts: true }),
				flag('vodEnabled', 'Whether viewers may watch recorded video', { label: 'Recorded Video' }),
				flag('includeAudio', 'Whether to include audio in the stream'),
				pick(audioGateway, 'audioGatewayUuid', 'Audio gateway that provides the audio'),
				flag('ssoProtected', 'Whether viewers must sign in with SSO', {
					label: 'SSO Protected',
					restricts: true,
				}),
				scheduleUuid,
				flag('invertSchedule', 'Whether to show the stream outside the schedule instead'),
				choice(
					'streamType',
					{
						USER: 'User',
						ALARM_MONITORING: 'Alarm Monitoring',
						DICE: 'DICE',
						LUMEO: 'Lumeo',
						INFORMACAST: 'InformaCast',
						RAPIDSOS: 'RapidSOS',
					},
					'Recipient of the stream',
				),
			],
			output: { kind: 'done' },
		},
		{
			value: 'getStreamUrls',
			name: 'Get Stream URLs',
			action: 'Get live stream URLs of camera',
			description: 'Get the URLs of live and recorded video, for use on the LAN and from outside',
			request: 'POST /api/camera/getMediaUris',
			idempotent: true,
			fields: [cameraUuid],
			output: { kind: 'done' },
		},
		{
			value: 'reboot',
			name: 'Reboot',
			action: 'Reboot (restart) camera',
			description: 'Reboot a camera, for example after it went offline',
			request: 'POST /api/camera/reboot',
			fields: [cameraUuid],
			output: {
				kind: 'done',
				about: ['cameraUuid'],
				failed: ({ status }) =>
					typeof status === 'string' && status.startsWith('FAILED')
						? `The camera was not rebooted: ${status === 'FAILED_CAMERA_OFFLINE' ? 'it is offline' : 'it refuses commands'}`
						: undefined,
			},
		},
		{
			value: 'getUptime',
			name: 'Get Uptime',
			action: 'Get camera uptime',
			description: 'Get the periods in which a camera was connected',
			request: 'POST /api/camera/getUptimeWindows',
			idempotent: true,
			fields: [
				cameraUuid,
				...between('camera/getUptimeWindows', ['startTime', 'endTime'], 'the uptime'),
			],
			paging: whole,
			output: { rowsProperty: 'uptimeWindows' },
		},
		{
			value: 'createSeekpoints',
			name: 'Create Seekpoints',
			action: 'Create seekpoints of camera',
			description: 'Create marks on the timeline of a camera, for example for sales at a till',
			request: 'POST /api/camera/createCustomFootageSeekpoints',
			fields: [
				cameraUuid,
				list(
					'footageSeekPoints',
					'Marks to create',
					[
						text('name', 'Name of the mark', { required: true, placeholder: 'e.g. Sale 4711' }),
						at('camera/createCustomFootageSeekpoints', 'timestampMs', 'Time in the footage', {
							label: 'Time',
							required: true,
						}),
						text('description', 'Description of the mark', { rows: 2 }),
						choice('color', COLORS, 'Color of the mark'),
						flag('displayOverlay', 'Whether the player shows the mark over the video'),
					],
					{ label: 'Seekpoints' },
				),
			],
			output: { kind: 'done' },
		},
		{
			value: 'getSeekpoints',
			name: 'Get Seekpoints',
			action: 'Get seekpoints of camera',
			description: 'Get what a camera detected: people, vehicles, faces, motion and custom marks',
			request: 'POST /api/camera/getFootageSeekpointsV2',
			idempotent: true,
			fields: [cameraUuid, inFootage('camera/getFootageSeekpointsV2'), duration],
			optional: [flag('includeAnyMotion', 'Whether to include unclassified motion')],
			paging: whole,
			output: { rowsProperty: 'footageSeekPoints' },
		},
		{
			value: 'searchSeekpoints',
			name: 'Search Seekpoints',
			action: 'Search custom seekpoints',
			description: 'Search custom timeline marks by name, camera or location',
			request: 'POST /api/camera/getCustomFootageSeekpointsV2',
			idempotent: true,
			fields: [inFootage('camera/getCustomFootageSeekpointsV2'), duration],
			optional: [
				ids('deviceUuids', 'Camera IDs', 'Only marks of these cameras'),
				ids('locationUuids', 'Location IDs', 'Only marks at these locations'),
				text('customDisplayName', 'Only marks with this name', { label: 'Name' }),
				text('customDescription', 'Only marks with this description', { label: 'Description' }),
			],
			paging: whole,
			output: { rowsProperty: 'customFootageSeekPoints' },
		},
		{
			value: 'getRecordedPeriods',
			name: 'Get Recorded Periods',
			action: 'Get recorded periods of camera',
			description: 'Get the periods for which footage of a camera exists',
			request: 'POST /api/camera/getPresenceWindows',
			idempotent: true,
			fields: [
				cameraUuid,
				at('camera/getPresenceWindows', 'startTimeSec', 'Time in the footage at which to start'),
				seconds('durationSec', 'Duration', 'Length of the footage from the start time', {
					param: 'recordedDuration',
					default: 3600,
				}),
			],
			output: {
				kind: 'entries',
				rowsProperty: 'presenceWindows',
				keyField: 'kind',
				valueField: 'windows',
			},
		},
		{
			value: 'updateSettings',
			name: 'Update Settings',
			action: 'Set recording and privacy of camera',
			description:
				'Update what a camera records, shows and detects; settings that you leave out do not change',
			request: 'POST /api/deviceconfig/updateFacetedConfig',
			also: ['POST /api/deviceconfig/getFacetedConfig'],
			fields: [cameraUuid],
			optional: cameraSettings,
			output: { kind: 'done' },
			run: updateCameraSettings,
		},
		merged({
			value: 'updateDetails',
			name: 'Update Details',
			action: 'Update (rename) camera details',
			description: 'Update the name, location or policy of a camera',
			request: 'POST /api/camera/updateDetailsV2',
			fields: [
				pick(cameraPicker, 'uuid', 'Camera, from the list or by its ID', {
					param: 'updatedCamera',
				}),
			],
			optional: [
				...deviceDetails,
				text('customData', 'Custom text about the camera', { rows: 2 }),
				number('directionRadians', 'Viewing direction on the floor plan, in radians'),
				map(
					'facetNameMap',
					'Facet',
					'Names of the views of a camera with several lenses',
					[text('', 'Name of the view', { label: 'Name' })],
					{ label: 'Facet Names' },
				),
				flag('mummified', 'Whether the camera is removed while its footage is kept', {
					label: 'Removed',
				}),
				flag('deleted', 'Whether the camera is deleted'),
				clearable({ ...EMPTIED, customData: 'Custom Data', directionRadians: 'Direction' }),
			],
			adjust: withFlags,
			also: ['POST /api/camera/getFullCameraState'],
			// A value is set as its flag says; that parts of a map are merged nothing says.
			merging: {
				...currentOf(
					'POST /api/camera/getFullCameraState',
					'camera',
					'fullCameraState',
					'updatedCamera',
					'cameraUuid',
				),
				merges: ['facetNameMap'],
			},
			output: { kind: 'done' },
		}),
		{
			value: 'deleteSeekpoints',
			name: 'Delete Seekpoints',
			action: 'Delete seekpoints of cameras',
			description: 'Delete custom marks from the timelines of cameras',
			request: 'POST /api/camera/deleteCustomFootageSeekpoints',
			fields: [
				ids('cameraUuids', 'Camera IDs', 'Cameras whose marks to delete'),
				...between(
					'camera/deleteCustomFootageSeekpoints',
					['startTimestampMs', 'endTimestampMs'],
					'the marks',
				),
			],
			optional: [text('customName', 'Only marks with this name', { label: 'Name' })],
			output: {
				kind: 'entries',
				rowsProperty: 'deleteSeekpointResponseMap',
				keyField: 'cameraUuid',
				valueField: 'result',
			},
		},
		{
			value: 'getSharedStreams',
			name: 'Get Shared Streams',
			action: 'Get shared streams of camera',
			description: 'Get the links to the live video of a camera, or of all cameras',
			request: 'POST /api/camera/findSharedLiveVideoStreams',
			also: ['POST /api/camera/findAllSharedLiveVideoStreams'],
			idempotent: true,
			fields: [
				pick(
					cameraPicker,
					'cameraUuid',
					'Camera whose shared streams to get; all cameras if left empty',
					{
						param: 'sharedCamera',
						required: false,
					},
				),
			],
			adjust: (_call, request) =>
				(request.body as { cameraUuid?: string }).cameraUuid
					? request
					: { ...request, path: '/api/camera/findAllSharedLiveVideoStreams' },
			paging: whole,
			output: { rowsProperty: 'sharedLiveVideoStreams' },
		},
		{
			value: 'deleteSharedStream',
			name: 'Delete Shared Stream',
			action: 'Delete shared stream of camera',
			description: 'Delete a shared link to the live video of a camera',
			request: 'POST /api/camera/deleteSharedLiveVideoStream',
			fields: [cameraUuid, streamUuid],
			output: { mayBeEmpty: true, kind: 'deleted' },
		},
	],
};
