import type { Resource } from '../../shared/model/operation';
import { own } from '../source';
import { get, remove, update } from '../operations';
import * as shape from '../settings';
import { webhooksByEvent } from './openpath';

const current = own('accessControl/getAvigilonAltaIntegration');

/** `IAvigilonAltaType`. */
const settings = [
	...shape.badge('AVIGILON_ALTA'),
	shape.doorToCameraMap,
	shape.email,
	...webhooksByEvent,
	shape.password,
	shape.rhombusToken,
	shape.webhookNumber,
];

export const avigilonAlta: Resource = {
	value: 'avigilonAlta',
	name: 'Avigilon Alta',
	operations: [
		update('Avigilon Alta', 'accessControl/updateAvigilonAltaIntegrationV2', {
			holds: 'avigilonAltaSettings',
			settings,
			current,
		}),
		get('Avigilon Alta', current),
		remove('Avigilon Alta', 'accessControl/deleteAvigilonAltaIntegrationV2'),
	],
};
