import { text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList } from '../source';
import { get, remove, update } from '../operations';
import * as shape from '../settings';

const current = fromList('boxSettings');

export const box: Resource = {
	value: 'box',
	name: 'Box',
	operations: [
		update('Box', 'storage/updateBoxIntegration', {
			holds: 'boxSettings',
			settings: [
				...shape.first,
				text('enterpriseId', 'ID of the enterprise in Box', { label: 'Enterprise ID' }),
				text('folderId', 'Folder that clips are saved to', { label: 'Folder ID' }),
			],
			current,
		}),
		get('Box', current),
		remove('Box', 'storage/deleteBoxIntegration'),
	],
};
