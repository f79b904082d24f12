import { strings, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { own } from '../source';
import { get, many, remove, update } from '../operations';
import * as shape from '../settings';

const current = own('serviceManagement/getToastIntegration');

/** `IToastType`. */
const settings = [
	...shape.base('TOAST'),
	text('currentToastRestaurantGuid', '', { label: 'Current Restaurant GUID' }),
	shape.mapOf(
		'restaurantSettingsMap',
		'Restaurant GUID',
		'Settings of each restaurant',
		[
			text('locationName', ''),
			text('restaurantName', ''),
			shape.mapOf(
				'serviceAreaSettingsMap',
				'Service Area GUID',
				'Settings of each service area',
				[shape.cameras, text('posName', '', { label: 'POS Name' })],
				{ label: 'Service Areas' },
			),
		],
		{ label: 'Restaurants' },
	),
];

export const toast: Resource = {
	value: 'toast',
	name: 'Toast',
	operations: [
		update('Toast', 'serviceManagement/updateToastIntegrationV2', {
			holds: 'toastSettings',
			settings,
			current,
			optional: [
				strings('restaurantGuids', 'Restaurants that the change applies to', {
					label: 'Restaurant GUIDs',
					restricts: true,
				}),
			],
		}),
		get('Toast', current),
		remove('Toast', 'serviceManagement/deleteToastIntegrationV2'),
		many(
			'getServiceAreas',
			'Service Areas',
			'Toast',
			'serviceManagement/getToastServiceAreas',
			'serviceAreas',
			[text('restaurantGuid', 'GUID of the restaurant in Toast', { label: 'Restaurant GUID' })],
		),
	],
};
