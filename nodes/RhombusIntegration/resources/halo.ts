import { flag, number, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList } from '../source';
import { get, remove, update } from '../operations';
import * as shape from '../settings';

const current = fromList('haloSettings');

/** What the settings of air and sound sensors have in common, in the API's names. */
export const sensorSettings = [
	...shape.first,
	flag('alertCO', 'Whether to alert on carbon monoxide', { label: 'Alert CO' }),
	flag('alertCO2', 'Whether to alert on carbon dioxide', { label: 'Alert CO2' }),
	flag('alertGunshot', 'Whether to alert on gunshots'),
	flag('alertHelp', 'Whether to alert on spoken calls for help'),
	flag('alertMasking', 'Whether to alert on masked sensors'),
	flag('alertTHC', 'Whether to alert on THC', { label: 'Alert THC' }),
	flag('alertTamper', 'Whether to alert on tampering'),
	flag('alertVOC', 'Whether to alert on volatile organic compounds', { label: 'Alert VOC' }),
	flag('alertVape', 'Whether to alert on vaping'),
	shape.saveClips,
	number('savedClipDurationMs', 'Length of saved clips, in milliseconds'),
	shape.mapOfTexts('sensorToCamerasMap', 'Sensor', 'Cameras of each sensor', 'Camera UUIDs', {
		label: 'Cameras by Sensor',
	}),
	shape.triggerNotification,
	text('url', 'URL of the sensor', { label: 'URL' }),
];

/** `HaloSettings`; the spelling is the API's. */
const settings = [
	...sensorSettings,
	flag('alertAgression', 'Whether to alert on aggression', { label: 'Alert Aggression' }),
	flag('alertTemp', 'Whether to alert on temperatures'),
	text('sensorName', ''),
];

export const halo: Resource = {
	value: 'halo',
	name: 'Halo',
	operations: [
		update('Halo', 'IoT/updateHaloIntegration', { holds: 'haloSettings', settings, current }),
		get('Halo', current),
		remove('Halo', 'IoT/deleteHaloIntegration'),
	],
};
