import { localOnly, number, text } from '../../shared/model/fields';
import { keysetPages, whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { id, ids, locationUuid, seconds } from '../../services/rhombus/fields';
import { namesFor } from '../../services/rhombus/names';
import { dewarpedViews } from '../../services/rhombus/shapes';
import { downloadAlertClip } from '../../services/rhombus/steps/footage';
import { found } from '../../services/rhombus/steps/found';
import { getThumbnail } from '../../services/rhombus/steps/thumbnail';
import { between } from '../../services/rhombus/times';

const ALERT = [
	'uuid',
	'timestampMs',
	'durationSec',
	'policyAlertTriggers',
	'textDescription',
	'deviceUuid',
	'accessControlledDoorUuid',
	'deviceType',
	'locationUuid',
	'policyUuid',
	'type',
	'thumbnailLocation',
	'deleted',
];

const policyAlertUuid = id('policyAlertUuid', 'Alert ID', 'ID of the policy alert');
const alertUuid = id('alertUuid', 'Alert ID', 'ID of the policy alert');

export const policyAlert: Resource = {
	value: 'policyAlert',
	name: 'Policy Alert',
	description: 'Alerts that cameras, doors and sensors raise by their policies',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many alerts (policy alerts)',
			description: 'Get alerts, newest first, optionally by time, device, door or location',
			request: 'POST /api/event/getPolicyAlerts',
			idempotent: true,
			optional: [
				...between(
					'event/getPolicyAlerts',
					['afterTimestampMs', 'beforeTimestampMs'],
					'the alerts',
				),
				ids('deviceFilter', 'Device IDs', 'Only alerts of these devices'),
				ids('accessControlledDoorFilter', 'Door IDs', 'Only alerts of these doors'),
				ids('locationFilter', 'Location IDs', 'Only alerts at these locations'),
			],
			paging: keysetPages(),
			output: { rowsProperty: 'policyAlerts', simplify: ALERT, addTo: namesFor },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get policy alert',
			description: 'Get one alert with all its data',
			request: 'POST /api/event/getPolicyAlertDetails',
			idempotent: true,
			fields: [policyAlertUuid],
			output: found('alert', 'policyAlert', { simplify: ALERT, addTo: namesFor }),
		},
		{
			value: 'getThumbnail',
			name: 'Get Thumbnail',
			action: 'Get policy alert thumbnail',
			description: 'Get the thumbnail of an alert as a file',
			request: 'POST /api/event/getPolicyAlertDetails',
			idempotent: true,
			fields: [policyAlertUuid],
			output: { kind: 'binary' },
			run: getThumbnail,
		},
		{
			value: 'downloadClip',
			name: 'Download Clip',
			action: 'Download policy alert clip (video)',
			description: 'Download the video of an alert as MP4 files, one per camera; no clip is saved',
			request: 'POST /api/event/getPolicyAlertDetails',
			idempotent: true,
			fields: [policyAlertUuid],
			optional: [
				localOnly(
					seconds(
						'waitSeconds',
						'Wait Until Ready',
						'How long to wait for an alert that is still going on, and for its video',
						{ min: 0, default: 60 },
					),
				),
			],
			output: { kind: 'binary' },
			run: downloadAlertClip,
		},
		{
			value: 'dismiss',
			name: 'Dismiss',
			action: 'Dismiss policy alert',
			description: 'Dismiss an alert',
			request: 'POST /api/event/dismissPolicyAlertV2',
			fields: [alertUuid],
			output: { kind: 'done' },
		},
		{
			value: 'dismissMany',
			name: 'Dismiss Many',
			action: 'Dismiss many policy alerts',
			description: 'Dismiss several alerts in one call',
			request: 'POST /api/event/dismissPolicyAlertsV2',
			fields: [ids('alertUuids', 'Alert IDs', 'IDs of the policy alerts')],
			output: { kind: 'done' },
		},
		{
			value: 'save',
			name: 'Save as Clip',
			action: 'Save policy alert as clip',
			description: 'Save the footage of an alert as a clip',
			request: 'POST /api/event/savePolicyAlertV2',
			fields: [alertUuid],
			optional: [
				text('savedClipTitle', 'Title of the clip', { label: 'Clip Title' }),
				text('savedClipDescription', 'Description of the clip', {
					label: 'Clip Description',
					rows: 2,
				}),
				dewarpedViews,
			],
			output: { kind: 'done' },
		},
		{
			value: 'count',
			name: 'Count',
			action: 'Count policy alerts',
			description: 'Count the alerts that have not been dismissed',
			request: 'POST /api/event/getPolicyAlertCount',
			idempotent: true,
			optional: [
				number('maxResultsSize', 'Number at which to stop counting', {
					label: 'Count Up To',
					min: 1,
					default: 1000,
				}),
			],
			output: { kind: 'done' },
		},
		{
			value: 'muteDevice',
			name: 'Mute Device',
			action: 'Mute device notifications',
			description: 'Mute the notifications of a device for a while; alerts continue',
			request: 'POST /api/event/muteNotificationsForDevice',
			fields: [
				id('deviceUuid', 'Device ID', 'Device, from the list or by its ID'),
				seconds('durationSec', 'Duration', 'How long to mute notifications', { default: 3600 }),
			],
			output: { kind: 'done', about: ['deviceUuid'] },
		},
		{
			value: 'getUnhealthyDevices',
			name: 'Get Unhealthy Devices',
			action: 'Get unhealthy devices',
			description: 'Get the devices that are down or have no policy',
			request: 'POST /api/event/getUnhealthyDeviceAlerts',
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'unhealthyDeviceAlerts' },
		},
		{
			value: 'getGroupsByDevice',
			name: 'Get Groups by Device',
			action: 'Get policy alert groups by device',
			description: 'Get the alerts of a device, grouped by incident',
			request: 'POST /api/event/getPolicyAlertGroupsForDevice',
			idempotent: true,
			fields: [id('deviceUuid', 'Device ID', 'Device, from the list or by its ID')],
			paging: keysetPages(),
			output: { rowsProperty: 'policyAlertGroups' },
		},
		{
			value: 'getGroupsByLocation',
			name: 'Get Groups by Location',
			action: 'Get policy alert groups by location',
			description: 'Get the alerts of a location, grouped by incident',
			request: 'POST /api/event/getPolicyAlertGroupsForLocation',
			idempotent: true,
			fields: [locationUuid],
			paging: keysetPages(),
			output: { rowsProperty: 'policyAlertGroups' },
		},
		{
			value: 'dismissAllOfDevices',
			name: 'Dismiss All of Devices',
			action: 'Dismiss all policy alerts of devices',
			description: 'Dismiss all alerts of several devices',
			request: 'POST /api/event/dismissAllPolicyAlertsForDevice',
			fields: [ids('deviceUuids', 'Device IDs', 'IDs of the devices')],
			output: { kind: 'done' },
		},
	],
};
