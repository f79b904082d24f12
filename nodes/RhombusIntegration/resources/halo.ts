import { flag, number, text } from '../../shared/fields';
import type { Resource } from '../../shared/types';
import { fromList } from '../source';
import { get, remove, update } from '../operations';
import * as shape from '../settings';

const current = fromList('haloSettings');

/** `HaloSettings`; names of the alerts are the API's, spelling too. */
const settings = [
	...shape.first,
	flag('alertAgression', 'Whether to alert on aggression', { label: 'Alert Aggression' }),
	flag('alertCO', 'Whether to alert on carbon monoxide', { label: 'Alert CO' }),
	flag('alertCO2', 'Whether to alert on carbon dioxide', { label: 'Alert CO2' }),
	flag('alertGunshot', 'Whether to alert on gunshots'),
	flag('alertHelp', 'Whether to alert on spoken calls for help'),
	flag('alertMasking', 'Whether to alert on masked sensors'),
	flag('alertTHC', 'Whether to alert on THC', { label: 'Alert THC' }),
	flag('alertTamper', 'Whether to alert on tampering'),
	flag('alertTemp', 'Whether to alert on temperatures'),
	flag('alertVOC', 'Whether to alert on volatile organic compounds', { label: 'Alert VOC' }),
	flag('alertVape', 'Whether to alert on vaping'),
	shape.saveClips,
	number('savedClipDurationMs', 'How long saved clips are, in milliseconds'),
	text('sensorName', ''),
	shape.mapOfTexts('sensorToCamerasMap', 'Sensor', 'Cameras of each sensor', 'Camera UUIDs', {
		label: 'Cameras by Sensor',
	}),
	shape.triggerNotification,
	text('url', 'Address of the sensor', { label: 'URL' }),
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
