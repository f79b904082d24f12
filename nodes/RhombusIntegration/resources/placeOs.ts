import { text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList, own } from '../source';
import { get, many, remove, unlock, update, withAccount } from '../operations';
import * as shape from '../settings';

const current = own('accessControl/getPlaceOsIntegrationV2');
const apiUrl = text('apiUrl', 'URL of the PlaceOS API', {
	label: 'API URL',
	placeholder: 'e.g. https://placeos.example.com/api',
});

/** `IPlaceOsType`. */
const settings = [
	...shape.badge('PLACE_OS'),
	apiUrl,
	shape.rhombusToken,
	shape.triggerNotification,
	shape.webhookSignatureSecret,
];

/** `PlaceOsSettings`. */
const firstSettings = [...shape.firstBadge, apiUrl, shape.migrated, shape.webhookSignatureSecret];

export const placeOs: Resource = {
	value: 'placeOs',
	name: 'PlaceOS',
	operations: [
		update('PlaceOS', 'accessControl/updatePlaceOsSettingsV2', {
			holds: 'placeOsSettings',
			settings,
			current,
		}),
		update('PlaceOS', 'accessControl/updatePlaceOsSettings', {
			version: 1,
			holds: 'placeOsSettings',
			settings: firstSettings,
			current: fromList('placeOsSettings'),
		}),
		get('PlaceOS', current),
		remove('PlaceOS', 'accessControl/deletePlaceOsIntegrationV2', [
			'accessControl/deletePlaceOsIntegration',
		]),
		withAccount(
			many('getDoors', 'Doors', 'PlaceOS', 'accessControl/getPlaceOsDoors', 'doors'),
			[apiUrl],
			current,
		),
		unlock('PlaceOS', 'accessControl/unlockPlaceOsDoor'),
	],
};
