import { flag, number, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { own } from '../source';
import { get, remove, update } from '../operations';
import * as shape from '../settings';

const current = own('getDeviceIntegration');
const place = [number('latitude', ''), number('longitude', ''), text('name', '')];

/** `IDeviceIntegrationType`. Rhombus calls these three outdated, and has none that replace them. */
const settings = [
	...shape.base('DEVICE_INTEGRATION'),
	shape.mapOf('deviceSettingsMap', 'Device UUID', 'Name and place of each device', place, {
		label: 'Devices',
	}),
];

export const deviceIntegration: Resource = {
	value: 'deviceIntegration',
	name: 'Device Integration',
	operations: [
		update('device', 'updateDeviceIntegration', {
			holds: 'deviceIntegrationSettings',
			settings,
			current,
			optional: [
				flag('createNewDevice', 'Whether to add a device'),
				number('latitude', 'Where the device is'),
				number('longitude', 'Where the device is'),
				text('name', 'Name of the device'),
				flag('updateDevice', 'Whether to change the device of Device UUID'),
				text('updateDeviceUuid', 'Device to change', { label: 'Device UUID' }),
			],
		}),
		get('device', current),
		remove('device', 'deleteDeviceIntegration'),
	],
};
