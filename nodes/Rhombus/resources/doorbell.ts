import { flag, number, pick } from '../../shared/model/fields';
import { timeWindowPages, whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { deviceDetails, ids } from '../../services/rhombus/fields';
import { doorbell as doorbellPicker } from '../../services/rhombus/pickers';
import { updateDoorbellSettings } from '../../services/rhombus/steps/cameraSettings';
import { flagSubLocations } from '../../services/rhombus/steps/flags';
import { found } from '../../services/rhombus/steps/found';
import { between } from '../../services/rhombus/times';
import { eventTypes } from './accessEvent';
import { cameraSettings } from './cameraSettings';

/** Doorbell cameras have calls of their own; published since August 2026 (contract, `public-7454835`). */

const STATE = [
	'uuid',
	'name',
	'connectionStatus',
	'healthStatus',
	'healthStatusDetails',
	'locationUuid',
	'policyUuid',
	'serialNumber',
	'firmwareVersion',
	'lanAddresses',
];

const deviceUuid = pick(
	doorbellPicker,
	'deviceUuid',
	'Doorbell camera, from the list or by its ID',
);
const doorbellCameraUuid = pick(
	doorbellPicker,
	'doorbellCameraUuid',
	'Doorbell camera, from the list or by its ID',
);

export const doorbell: Resource = {
	value: 'doorbell',
	name: 'Doorbell Camera',
	description: 'Doorbells with a camera',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many doorbell cameras',
			description: 'Get the doorbell cameras of the organization, with their connection and health',
			request: 'POST /api/doorbellcamera/getMinimalStateList',
			idempotent: true,
			optional: [
				flag('includeMummified', 'Whether to include removed cameras whose footage is kept', {
					label: 'Include Removed',
				}),
			],
			paging: whole,
			output: { rowsProperty: 'minimalStates', simplify: STATE },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get doorbell camera',
			description: 'Get the full state of a doorbell camera',
			request: 'POST /api/doorbellcamera/getFullState',
			idempotent: true,
			fields: [deviceUuid],
			optional: [
				flag('force', 'Whether to query the camera itself instead of the last known state'),
			],
			output: found('doorbell camera', 'fullState', { simplify: STATE }),
		},
		{
			value: 'getEvents',
			name: 'Get Events',
			action: 'Get events of doorbell camera',
			description: 'Get when somebody rang, and what else a doorbell camera reports, newest first',
			request: 'POST /api/doorbellcamera/findComponentEventsForDoorbellCamera',
			idempotent: true,
			fields: [doorbellCameraUuid],
			optional: [
				...between(
					'doorbellcamera/findComponentEventsForDoorbellCamera',
					['createdAfterMs', 'createdBeforeMs'],
					'the events',
				),
				eventTypes,
			],
			paging: timeWindowPages('createdBeforeMs', 1000),
			output: { rowsProperty: 'componentEvents' },
		},
		{
			value: 'getStreamUrls',
			name: 'Get Stream URLs',
			action: 'Get live stream URLs of doorbell camera',
			description: 'Get the URLs of live and recorded video, for use on the LAN and from outside',
			request: 'POST /api/doorbellcamera/getMediaUris',
			idempotent: true,
			fields: [deviceUuid],
			output: { kind: 'done' },
		},
		{
			value: 'reboot',
			name: 'Reboot',
			action: 'Reboot (restart) doorbell camera',
			description: 'Reboot a doorbell camera, for example after it went offline',
			request: 'POST /api/doorbellcamera/reboot',
			fields: [doorbellCameraUuid],
			output: {
				kind: 'done',
				about: ['doorbellCameraUuid'],
				failed: ({ result }) =>
					result === 'DEVICE_OFFLINE'
						? 'The doorbell camera was not rebooted: it is offline'
						: undefined,
			},
		},
		{
			value: 'updateSettings',
			name: 'Update Settings',
			action: 'Set recording and privacy of doorbell camera',
			description:
				'Update what a doorbell camera records, shows and detects; settings that you leave out do not change',
			request: 'POST /api/doorbellcamera/updateConfig',
			fields: [deviceUuid],
			optional: cameraSettings,
			output: { kind: 'done' },
			run: updateDoorbellSettings,
		},
		{
			value: 'updateDetails',
			name: 'Update Details',
			action: 'Update (rename) doorbell camera details',
			description:
				'Update the name, location or policy of a doorbell camera; values that you leave out do not change',
			request: 'POST /api/doorbellcamera/updateDetails',
			fields: [deviceUuid],
			optional: [
				...deviceDetails,
				ids('associatedCameras', 'Camera IDs', 'Cameras that see the same door'),
				number('directionRadians', 'Viewing direction on the floor plan, in radians'),
			],
			adjust: flagSubLocations,
			output: { kind: 'done' },
		},
	],
};
