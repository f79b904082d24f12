import { map, number, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { own } from '../source';
import { get, many, remove, update, withAccount } from '../operations';
import * as shape from '../settings';

const current = own('accessControl/getBoulevardIntegration', 'settings');
const business = [
	shape.apiToken,
	text('boulevardBusinessId', 'ID of the business in Boulevard', { label: 'Business ID' }),
];

export const boulevard: Resource = {
	value: 'boulevard',
	name: 'Boulevard',
	operations: [
		update('Boulevard', 'accessControl/updateBoulevardIntegration', {
			settings: [
				shape.enabled,
				...business,
				number('accessWindowAfterMinutes', 'How long after an appointment doors can be opened'),
				number('accessWindowBeforeMinutes', 'How long before an appointment doors can be opened'),
				map(
					'boulevardLocationToRhombusLocationMap',
					'Boulevard Location ID',
					'Rhombus location of each Boulevard location',
					[text('', '', { label: 'Rhombus Location UUID' })],
					{ label: 'Locations' },
				),
			],
			current,
		}),
		get('Boulevard', current),
		remove('Boulevard', 'accessControl/deleteBoulevardIntegration'),
		withAccount(
			{
				...many(
					'test',
					'Locations',
					'Boulevard',
					'accessControl/testBoulevardConnection',
					'locations',
				),
				name: 'Test Connection',
				action: 'Test Boulevard connection',
				description: 'Check a Boulevard token and get the locations that it can access',
			},
			business,
			current,
		),
	],
};
