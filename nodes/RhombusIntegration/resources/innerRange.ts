import { secret, strings, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { own } from '../source';
import { get, many, remove, unlock, update } from '../operations';
import * as shape from '../settings';

const current = own('accessControl/getInnerRangeIntegration');

/** What the whole and each of its consoles have. */
const site = [
	shape.createSeekPoints,
	shape.doorInfoMapWith(strings('readerIds', '', { label: 'Reader IDs' })),
	text('skyTunnelSN', 'Serial number of the SkyTunnel', { label: 'SkyTunnel Serial Number' }),
	shape.tokenValid,
];

/** `IInnerRangeType`. */
const settings = [
	...shape.base('INNER_RANGE'),
	...site,
	shape.apiToken,
	shape.refreshToken,
	shape.mapOf(
		'consoleToSettingsMap',
		'Console',
		'Settings of each console',
		[...site, secret('apiKey', '', { label: 'API Key' })],
		{ label: 'Consoles' },
	),
];

export const innerRange: Resource = {
	value: 'innerRange',
	name: 'Inner Range',
	operations: [
		update('Inner Range', 'accessControl/updateInnerRangeIntegration', {
			holds: 'innerRangeSettings',
			settings,
			current,
		}),
		get('Inner Range', current),
		remove('Inner Range', 'accessControl/deleteInnerRangeIntegration'),
		many(
			'getConsoles',
			'Consoles',
			'Inner Range',
			'accessControl/getInnerRangeConsoles',
			'consoles',
		),
		unlock('Inner Range', 'accessControl/unlockInnerRangeDoor'),
	],
};
