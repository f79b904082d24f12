import { json, number, text } from '../../shared/model/fields';
import { keysetPages, whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { id, ids, locationUuid, seconds } from '../../services/rhombus/fields';
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

const policyAlertUuid = id('policyAlertUuid', 'Alert ID', 'The policy alert');
const alertUuid = id('alertUuid', 'Alert ID', 'The policy alert');

export const policyAlert: Resource = {
	value: 'policyAlert',
	name: 'Policy Alert',
	description: 'What cameras and sensors reported by their policies',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many policy alerts',
			description: 'List alerts, newest first, by time, device, door or location',
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
			output: { rowsKey: 'policyAlerts', simplify: ALERT },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get policy alert',
			description: 'Get one alert with all it measured',
			request: 'POST /api/event/getPolicyAlertDetails',
			idempotent: true,
			fields: [policyAlertUuid],
			output: found('alert', 'policyAlert', { simplify: ALERT }),
		},
		{
			value: 'getThumbnail',
			name: 'Get Thumbnail',
			action: 'Get thumbnail of policy alert',
			description: 'Get the picture of an alert as a file',
			request: 'POST /api/event/getPolicyAlertDetails',
			idempotent: true,
			fields: [policyAlertUuid],
			output: { kind: 'binary' },
			run: getThumbnail,
		},
		{
			value: 'count',
			name: 'Count',
			action: 'Count policy alerts',
			description: 'Say how many alerts are not dismissed yet',
			request: 'POST /api/event/getPolicyAlertCount',
			idempotent: true,
			optional: [
				number('maxResultsSize', 'Where to stop counting', {
					label: 'Count Up To',
					min: 1,
					default: 1000,
				}),
			],
			output: { kind: 'done' },
		},
		{
			value: 'getGroupsByDevice',
			name: 'Get Groups by Device',
			action: 'Get policy alert groups by device',
			description: 'List alerts of a device, those of the same occasion together',
			request: 'POST /api/event/getPolicyAlertGroupsForDevice',
			idempotent: true,
			fields: [id('deviceUuid', 'Device ID', 'The device')],
			paging: keysetPages(),
			output: { rowsKey: 'policyAlertGroups' },
		},
		{
			value: 'getGroupsByLocation',
			name: 'Get Groups by Location',
			action: 'Get policy alert groups by location',
			description: 'List alerts at a location, those of the same occasion together',
			request: 'POST /api/event/getPolicyAlertGroupsForLocation',
			idempotent: true,
			fields: [locationUuid],
			paging: keysetPages(),
			output: { rowsKey: 'policyAlertGroups' },
		},
		{
			value: 'dismiss',
			name: 'Dismiss',
			action: 'Dismiss policy alert',
			description: 'Mark an alert as done with',
			request: 'POST /api/event/dismissPolicyAlertV2',
			fields: [alertUuid],
			output: { kind: 'done' },
		},
		{
			value: 'dismissMany',
			name: 'Dismiss Many',
			action: 'Dismiss many policy alerts',
			description: 'Mark several alerts as done with, in one call',
			request: 'POST /api/event/dismissPolicyAlertsV2',
			fields: [ids('alertUuids', 'Alert IDs', 'The policy alerts')],
			output: { kind: 'done' },
		},
		{
			value: 'dismissAllOfDevices',
			name: 'Dismiss All of Devices',
			action: 'Dismiss all policy alerts of devices',
			description: 'Mark all alerts of some devices as done with',
			request: 'POST /api/event/dismissAllPolicyAlertsForDevice',
			fields: [ids('deviceUuids', 'Device IDs', 'The devices')],
			output: { kind: 'done' },
		},
		{
			value: 'save',
			name: 'Save',
			action: 'Save policy alert as clip',
			description: 'Keep the footage of an alert as a clip',
			request: 'POST /api/event/savePolicyAlertV2',
			fields: [alertUuid],
			optional: [
				text('savedClipTitle', 'Title of the clip', { label: 'Clip Title' }),
				text('savedClipDescription', 'What the clip shows', { label: 'Clip Description', rows: 2 }),
				json('fisheyePresentationMap', 'Dewarped views by device ID', {
					label: 'Dewarped Views (JSON)',
				}),
			],
			output: { kind: 'done' },
		},
		{
			value: 'getUnhealthyDevices',
			name: 'Get Unhealthy Devices',
			action: 'Get unhealthy devices',
			description: 'List devices that are down or lack a policy',
			request: 'POST /api/event/getUnhealthyDeviceAlerts',
			idempotent: true,
			paging: whole,
			output: { rowsKey: 'unhealthyDeviceAlerts' },
		},
		{
			value: 'muteDevice',
			name: 'Mute Device',
			action: 'Mute notifications of device',
			description: 'Send no notifications about a device for a while; alerts go on',
			request: 'POST /api/event/muteNotificationsForDevice',
			fields: [
				id('deviceUuid', 'Device ID', 'The device'),
				seconds('durationSec', 'Duration', 'How long it stays silent', { default: 3600 }),
			],
			output: { kind: 'done' },
		},
	],
};
