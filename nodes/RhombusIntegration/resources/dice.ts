import type { Resource } from '../../shared/model/operation';
import { own } from '../source';
import { get, remove, update } from '../operations';
import * as shape from '../settings';

const current = own('incidentManagement/getDiceIntegration');

export const dice: Resource = {
	value: 'dice',
	name: 'DICE Corporation',
	operations: [
		update('DICE', 'incidentManagement/updateDiceIntegration', {
			holds: 'diceSettings',
			settings: shape.base('DICE'),
			current,
		}),
		get('DICE', current),
		remove('DICE', 'incidentManagement/deleteDiceIntegration'),
	],
};
