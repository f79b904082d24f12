import type { Resource } from '../../shared/model/operation';
import { own } from '../source';
import { get, many, remove, update } from '../operations';
import * as shape from '../settings';

const current = own('incidentManagement/getInformacastIntegration');

export const informacast: Resource = {
	value: 'informacast',
	name: 'InformaCast',
	operations: [
		update('InformaCast', 'incidentManagement/updateInformacastIntegration', {
			holds: 'informacastSettings',
			settings: [...shape.base('INFORMACAST'), ...shape.tokens],
			current,
		}),
		get('InformaCast', current),
		remove('InformaCast', 'incidentManagement/deleteInformacastIntegration'),
		many(
			'getScenarios',
			'Scenarios',
			'InformaCast',
			'incidentManagement/getInformacastScenarios',
			'scenarios',
		),
	],
};
