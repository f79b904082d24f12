import { text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList } from '../source';
import { get, initiateOAuth, remove, update } from '../operations';
import * as shape from '../settings';

const current = fromList('office365Settings');

export const office365: Resource = {
	value: 'office365',
	name: 'Office 365',
	operations: [
		update('Office 365', 'storage/updateOffice365Integration', {
			holds: 'office365Settings',
			settings: [
				...shape.first,
				text('driveId', 'Drive that clips are saved to', { label: 'Drive ID' }),
				text('tenantId', 'ID of the tenant in Microsoft', { label: 'Tenant ID' }),
			],
			current,
		}),
		get('Office 365', current),
		remove('Office 365', 'storage/deleteOffice365Integration'),
		initiateOAuth('Office 365', 'storage/initiateOffice365OAuth'),
	],
};
