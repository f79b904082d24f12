import { secret, strings } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList } from '../source';
import { get, remove, update } from '../operations';
import * as shape from '../settings';

const current = fromList('pagerDutySettings');

/** `PagerDutySettings`. */
const settings = [
	...shape.first,
	strings(
		'allLocationIntegrationKeys',
		'Integration keys that receive the alerts of all locations',
		{
			secret: true,
		},
	),
	secret('integrationKey', 'Key of the PagerDuty service'),
	shape.mapOfTexts(
		'locationToIntegrationKeysMap',
		'Location UUID',
		'Keys of each location',
		'Integration Keys',
		{ label: 'Keys by Location' },
	),
];

export const pagerDuty: Resource = {
	value: 'pagerDuty',
	name: 'PagerDuty',
	operations: [
		update('PagerDuty', 'incidentManagement/updatePagerDutyIntegration', {
			holds: 'pagerDutySettings',
			settings,
			current,
		}),
		get('PagerDuty', current),
		remove('PagerDuty', 'incidentManagement/deletePagerDutyIntegration'),
	],
};
