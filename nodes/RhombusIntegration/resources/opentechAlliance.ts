import { secret, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList, own } from '../source';
import { get, many, remove, unlock, update } from '../operations';
import * as shape from '../settings';

const current = own('accessControl/getOpentechAllianceIntegrationV2');

/** What both versions have. */
const facilities = [
	secret('apiKey', '', { label: 'API Key' }),
	secret('apiSecret', '', { label: 'API Secret' }),
	shape.mapOf(
		'facilityToSettingsMap',
		'Facility ID',
		'Settings of each facility',
		[
			shape.alertUnauthorizedFaces,
			shape.createSeekPoints,
			shape.doorInfoMapWith(text('actionGroupId', '', { label: 'Action Group ID' })),
			shape.identifyFacesFromBadge,
			shape.saveClips,
		],
		{ label: 'Facilities' },
	),
];

export const opentechAlliance: Resource = {
	value: 'opentechAlliance',
	name: 'OpenTech Alliance',
	operations: [
		update('OpenTech Alliance', 'accessControl/updateOpentechAllianceIntegrationV2', {
			holds: 'opentechAllianceSettings',
			settings: [...shape.base('OPENTECH_ALLIANCE'), ...facilities],
			current,
		}),
		update('OpenTech Alliance', 'accessControl/updateOpentechAllianceIntegration', {
			version: 1,
			holds: 'opentechAllianceSettings',
			settings: [...shape.first, ...facilities, shape.migrated],
			current: fromList('opentechAllianceSettings'),
		}),
		get('OpenTech Alliance', current),
		remove('OpenTech Alliance', 'accessControl/deleteOpentechAllianceIntegrationV2', [
			'accessControl/deleteOpentechAllianceIntegration',
		]),
		many(
			'getFacilities',
			'Facilities',
			'OpenTech Alliance',
			'accessControl/getOpentechAllianceFacilitiesV2',
			'facilities',
			[],
			['accessControl/getOpentechAllianceFacilities'],
		),
		unlock('OpenTech Alliance', 'accessControl/unlockOpentechAllianceDoorV2', undefined, [
			'accessControl/unlockOpentechAllianceDoor',
		]),
	],
};
