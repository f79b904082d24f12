import type { IDataObject } from 'n8n-workflow';
import { build } from '../../shared/request/build';
import { flag, group, list, number, secret, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { isObject } from '../../shared/util/guards';
import { own } from '../source';
import { doorNumber, get, many, remove, unlock, update, withAccount } from '../operations';
import * as shape from '../settings';

const current = own('accessControl/getKisiIntegrationV2');
const apiSecretKey = secret('apiSecretKey', 'API key of a Kisi administrator', {
	label: 'API Secret Key',
});

/** `BadgeIntegrationDefaultOptions`. */
const defaultOptions = [
	shape.alertUnauthorizedFaces,
	shape.badgeAuthDisablesAlarmMonitoring,
	shape.createSeekPoints,
	flag('defaultOptionsEnabled', 'Whether these options apply to all places'),
	shape.identifyFacesFromBadge,
	shape.saveClips,
];

/** `BadgeIntegrationSettings`. */
const place = [
	shape.alertUnauthorizedFaces,
	shape.badgeAuthDisablesAlarmMonitoring,
	shape.createSeekPoints,
	shape.doorInfoMap,
	shape.identifyFacesFromBadge,
	list(
		'misconfiguredDoors',
		'Doors assigned to several locations',
		[number('', '', { label: 'Door ID' })],
		shape.managedByRhombus,
	),
	number('placeId', 'ID of the place in Kisi', { label: 'Place ID' }),
	text('placeName', ''),
	shape.rhombusToken,
	shape.saveClips,
	shape.webhookNumber,
];

/** `IKisiType`. */
const settings = [
	...shape.base(),
	apiSecretKey,
	group('defaultOptions', 'Options that apply to badge events', defaultOptions),
	shape.doorsValidated,
	shape.mapOf('placeToSettingsMap', 'Place ID', 'Settings of each place', place, {
		label: 'Places',
	}),
];

export const kisi: Resource = {
	value: 'kisi',
	name: 'Kisi',
	operations: [
		update('Kisi', 'accessControl/updateKisiIntegrationV2', {
			holds: 'kisiSettings',
			settings,
			current,
		}),
		get('Kisi', current),
		remove('Kisi', 'accessControl/deleteKisiIntegrationV2'),
		unlock('Kisi', 'accessControl/unlockKisiDoor', [
			number('placeId', 'Place in Kisi', { label: 'Place ID', required: true, min: 1 }),
			doorNumber,
		]),
		withAccount(
			many('getPlaces', 'Places', 'Kisi', 'accessControl/getKisiPlaces', 'places'),
			[apiSecretKey],
			current,
		),
		withAccount(
			{
				value: 'getDoors',
				name: 'Get Many Doors',
				action: 'Get many Kisi doors',
				description: 'Get the doors of all Kisi places, with their IDs',
				request: 'POST /api/integrations/accessControl/getKisiDoors',
				idempotent: true,
				run: async (context) => {
					const { placeToDoorMap } = (await context.send(await build(context))).body as IDataObject;
					return Object.entries(isObject(placeToDoorMap) ? placeToDoorMap : {}).flatMap(
						([placeId, doors]) =>
							(Array.isArray(doors) ? doors : []).map((door) => ({ placeId, ...(door as object) })),
					);
				},
			},
			[apiSecretKey],
			current,
		),
	],
};
