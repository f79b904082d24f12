import { secret, strings } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { own } from '../source';
import { get, remove, update } from '../operations';
import * as shape from '../settings';

const current = own('IoT/getOmnialertIntegration');

/** `IOmnialertType`. */
const settings = [
	...shape.base('OMNIALERT'),
	strings('associatedCameras', 'Cameras whose events to send', { label: 'Camera UUIDs' }),
	shape.saveClips,
	shape.triggerNotification,
	secret('webhookToken', 'Token in the URL that Omnialert calls'),
];

export const omnialert: Resource = {
	value: 'omnialert',
	name: 'Omnialert',
	operations: [
		update('Omnialert', 'IoT/updateOmnialertIntegration', {
			holds: 'omnialertSettings',
			settings,
			current,
		}),
		get('Omnialert', current),
		remove('Omnialert', 'IoT/deleteOmnialertIntegration'),
	],
};
