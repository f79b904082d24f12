import { number, secret, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList, own } from '../source';
import { get, many, remove, unlock, update, withAccount } from '../operations';
import * as shape from '../settings';

const current = own('accessControl/getBrivoIntegrationV2');
const account = [text('username', 'Username in Brivo'), shape.password];

/** What both versions have. */
const access = [
	secret('accessToken', ''),
	text('clientId', 'Client ID of the Brivo OAuth application', { label: 'Client ID' }),
	secret('clientSecret', ''),
	...account,
	shape.webhookNumber,
];

/** `IBrivoType`. */
const settings = [
	...shape.badge('BRIVO'),
	...access,
	secret('apiKey', 'Key of the Brivo account', { label: 'API Key' }),
	shape.rhombusToken,
	number('version', 'Version of the Brivo API'),
];

/** `BrivoSettings`. */
const firstSettings = [
	...shape.firstBadge,
	...access,
	shape.doorToCameraMap,
	shape.migrated,
	shape.refreshToken,
];

export const brivo: Resource = {
	value: 'brivo',
	name: 'Brivo',
	operations: [
		update('Brivo', 'accessControl/updateBrivoIntegrationV2', {
			holds: 'brivoSettings',
			settings,
			current,
		}),
		update('Brivo', 'accessControl/updateBrivoIntegration', {
			version: 1,
			holds: 'brivoSettings',
			settings: firstSettings,
			current: fromList('brivoSettings'),
		}),
		get('Brivo', current),
		remove('Brivo', 'accessControl/deleteBrivoIntegrationV2', [
			'accessControl/deleteBrivoIntegration',
		]),
		withAccount(
			many(
				'getDoors',
				'Doors',
				'Brivo',
				'accessControl/getBrivoDoorsV3',
				'doors',
				[],
				['accessControl/getBrivoDoorsV2', 'accessControl/getBrivoDoors'],
			),
			account,
			current,
		),
		unlock('Brivo', 'accessControl/unlockBrivoDoorV2', undefined, [
			'accessControl/unlockBrivoDoor',
		]),
	],
};
