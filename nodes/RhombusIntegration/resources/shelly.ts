import { choice, flag, map, number, secret, strings, text, time } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { own } from '../source';
import { get, remove, update } from '../operations';
import * as shape from '../settings';

const current = own('IoT/getShellyIntegration');

/** `ShellyDevice`. */
const device = [
	choice(
		'canSendCommands',
		{ AUTHORIZED: 'Authorized', UNAUTHORIZED: 'Unauthorized', UNKNOWN: 'Unknown' },
		'Whether the device takes commands',
		{ open: true },
	),
	strings('channels', ''),
	choice('deviceType', { RELAY: 'Relay', LIGHT: 'Light', ROLLER: 'Roller' }, '', { open: true }),
	text('hostUrl', '', { label: 'Host URL' }),
	flag('isOnline', 'Whether the device is online'),
	number('temperature', ''),
	time('timestampMs', 'ms', 'When the values were measured', { label: 'Measured At' }),
	number('voltage', ''),
];

/** `IShellyType`. */
const settings = [
	...shape.base('SHELLY'),
	flag('canSendDiagnosticNotifications', 'Whether to notify about device problems'),
	number('diagnosticQuietPeriodSecs', 'Seconds between two notifications'),
	shape.mapOf('shellyDeviceMap', 'Device ID', 'State of each device', device, { label: 'Devices' }),
	map(
		'thirdPartyDeviceToLocationMap',
		'Device ID',
		'Rhombus location of each device',
		[text('', '', { label: 'Location UUID' })],
		{ label: 'Locations' },
	),
	secret('webhookToken', 'Token that Shelly uses to call Rhombus'),
];

export const shelly: Resource = {
	value: 'shelly',
	name: 'Shelly',
	operations: [
		update('Shelly', 'IoT/updateShellyIntegration', { holds: 'shellySettings', settings, current }),
		get('Shelly', current),
		remove('Shelly', 'IoT/deleteShellyIntegration'),
	],
};
