import { map, number, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList, own } from '../source';
import { get, many, remove, update } from '../operations';
import * as shape from '../settings';
import { subLocations } from '../../services/rhombus/fields';

const current = own('accessControl/getButterflymxIntegrationV2');

/** What both versions have. */
const panels = [
	map('buildingWebhookIdMap', 'Building ID', 'Webhook of each building', [
		text('', '', { label: 'Webhook ID' }),
	]),
	shape.mapOf(
		'panelInfoMap',
		'Panel ID',
		'Settings of each panel',
		[
			shape.cameras,
			number('buildingId', '', { label: 'Building ID' }),
			text('locationUuid', ''),
			text('panelName', ''),
			subLocations,
		],
		{ label: 'Panels' },
	),
	shape.rhombusToken,
];

/** `IButterflyMXType`. */
const settings = [...shape.badge('BUTTERFLY_MX'), ...panels];

/** `ButterflyMXSettings`. */
const firstSettings = [
	...shape.first,
	...panels,
	shape.createSeekPoints,
	shape.indexFaces,
	shape.migrated,
	shape.refreshToken,
	shape.saveClips,
];

export const butterflymx: Resource = {
	value: 'butterflymx',
	name: 'ButterflyMX',
	operations: [
		update('ButterflyMX', 'accessControl/updateButterflymxIntegrationV2', {
			holds: 'butterflymxSettings',
			settings,
			current,
		}),
		update('ButterflyMX', 'accessControl/updateButterflymxIntegration', {
			version: 1,
			holds: 'settings',
			settings: firstSettings,
			current: fromList('butterflymxSettings'),
		}),
		get('ButterflyMX', current),
		remove('ButterflyMX', 'accessControl/deleteButterflymxIntegrationV2', [
			'accessControl/deleteButterflymxIntegration',
		]),
		many(
			'getPanels',
			'Panels',
			'ButterflyMX',
			'accessControl/getButterflymxPanelsV2',
			'buildings',
			[shape.email, shape.password],
			['accessControl/getButterflymxPanels'],
		),
	],
};
