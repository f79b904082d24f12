import { secret, strings, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList } from '../source';
import { get, remove, update } from '../operations';
import * as shape from '../settings';

const current = fromList('intuifaceSettings');

/** `IntuifaceSettings`. */
const settings = [
	...shape.first,
	shape.mapOf(
		'deviceToTriggerMap',
		'Device UUID',
		'Triggers of each device',
		[
			secret('apiKey', '', { label: 'API Key' }),
			strings('experienceIds', '', { label: 'Experience IDs' }),
			strings('experienceNames', ''),
			text('message', ''),
			text('parameter1', ''),
			text('parameter2', ''),
			text('parameter3', ''),
			strings('playerDeviceNames', ''),
			strings('playerIds', '', { label: 'Player IDs' }),
			strings('playerTags', ''),
		],
		{ label: 'Triggers' },
	),
];

export const intuiface: Resource = {
	value: 'intuiface',
	name: 'Intuiface',
	operations: [
		update('Intuiface', 'IoT/updateIntuifaceIntegration', { holds: 'settings', settings, current }),
		get('Intuiface', current),
		remove('Intuiface', 'IoT/deleteIntuifaceIntegration'),
	],
};
