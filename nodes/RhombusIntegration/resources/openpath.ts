import { map, number } from '../../shared/model/fields';
import type { Operation, Resource } from '../../shared/model/operation';
import { fromList } from '../source';
import { doorNumber, get, many, remove, unlock, update, withAccount } from '../operations';
import * as shape from '../settings';

const current = fromList('openpathSettings');
const account = [shape.email, shape.password];

/** Webhooks that Rhombus made at Openpath (today Avigilon Alta), by event. */
export const webhooksByEvent = [
	map('eventToWebhookIdMap', 'Event', 'Webhook ID of each event', [
		number('', '', { label: 'Webhook ID' }),
	]),
	shape.mapOf('eventToWebhookMap', 'Event', 'Webhook of each event', [
		number('orgId', '', { label: 'Organization ID' }),
		shape.webhookNumber,
	]),
];

/** `OpenpathSettings`. */
const settings = [
	...shape.firstBadge,
	...account,
	shape.doorToCameraMap,
	...webhooksByEvent,
	shape.migrated,
	shape.webhookNumber,
];

const lockdown = (value: string, name: string, description: string, path: string): Operation => ({
	...unlock('Openpath', path, [doorNumber]),
	value,
	name,
	action: `${name.split(' ')[0]} Openpath lockdown`,
	description,
});

export const openpath: Resource = {
	value: 'openpath',
	name: 'Openpath',
	operations: [
		update('Openpath', 'accessControl/updateOpenpathIntegration', {
			holds: 'openpathSettings',
			settings,
			current,
		}),
		get('Openpath', current),
		remove('Openpath', 'accessControl/deleteOpenpathIntegration'),
		withAccount(
			many('getDoors', 'Doors', 'Openpath', 'accessControl/getOpenpathDoors', 'doors'),
			account,
			current,
		),
		withAccount(
			many(
				'getLockdownPlans',
				'Lockdown Plans',
				'Openpath',
				'accessControl/getOpenpathLockdownPlans',
				'lockdownPlans',
			),
			account,
			current,
		),
		unlock('Openpath', 'accessControl/unlockOpenpathDoor', [doorNumber]),
		lockdown(
			'triggerLockdown',
			'Trigger Lockdown',
			'Trigger a lockdown plan of Openpath',
			'accessControl/triggerOpenpathLockdown',
		),
		lockdown(
			'revertLockdown',
			'Revert Lockdown',
			'Revert a lockdown plan of Openpath',
			'accessControl/revertOpenpathLockdown',
		),
	],
};
