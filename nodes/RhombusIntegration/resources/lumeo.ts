import type { Resource } from '../../shared/model/operation';
import { own } from '../source';
import { get, remove, update } from '../operations';
import * as shape from '../settings';

const current = own('incidentManagement/getLumeoIntegration');

export const lumeo: Resource = {
	value: 'lumeo',
	name: 'Lumeo',
	operations: [
		update('Lumeo', 'incidentManagement/updateLumeoIntegration', {
			holds: 'lumeoSettings',
			settings: shape.base('LUMEO'),
			current,
		}),
		get('Lumeo', current),
		remove('Lumeo', 'incidentManagement/deleteLumeoIntegration'),
	],
};
