import { text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList, own } from '../source';
import { get, many, remove, unlock, update } from '../operations';
import * as shape from '../settings';

const current = own('accessControl/getPdkIntegration');
const ouId = text('ouId', 'ID of the organizational unit in PDK', {
	label: 'Organizational Unit ID',
});
const webhook = [text('webhookId', '', { label: 'Webhook ID' }), shape.webhookSignatureSecret];

/** `IProDataKeyType`. */
const settings = [
	...shape.badge('PRODATAKEY'),
	...webhook,
	text('organizationId', 'ID of the organization in PDK', { label: 'Organization ID' }),
	shape.rhombusToken,
	text('systemId', 'ID of the system in PDK', { label: 'System ID' }),
];

/** `ProDataKeySettings`. */
const firstSettings = [
	...shape.firstBadge,
	...webhook,
	shape.badgeAuthDisablesAlarmMonitoring,
	shape.doorsValidated,
	shape.misconfiguredDoors,
	ouId,
];

export const pdk: Resource = {
	value: 'pdk',
	name: 'ProdataKey (PDK)',
	operations: [
		update('PDK', 'accessControl/updatePdkIntegrationV2', {
			holds: 'pdkSettings',
			settings,
			current,
		}),
		update('PDK', 'accessControl/updatePdkIntegration', {
			version: 1,
			holds: 'pdkSettings',
			settings: firstSettings,
			current: fromList('proDataKeySettings'),
		}),
		get('PDK', current),
		remove('PDK', 'accessControl/deletePdkIntegrationV2', ['accessControl/deletePdkIntegration']),
		many('getDoors', 'Doors', 'PDK', 'accessControl/getPdkDoors', 'panelList', [ouId]),
		unlock('PDK', 'accessControl/unlockPdkDoor'),
	],
};
