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
	shape.mapOf('deviceSettingsMap', 'Device UUID', 'Name and position of each device', place, {
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
				number('latitude', 'Position of the device'),
				number('longitude', 'Position of the device'),
				text('name', 'Name of the device'),
				flag('updateDevice', 'Whether to update the device specified in Device UUID'),
				text('updateDeviceUuid', 'UUID of the device to update', { label: 'Device UUID' }),
			],
		}),
		get('device', current),
		remove('device', 'deleteDeviceIntegration'),
	],
};
