import { secret, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList } from '../source';
import { get, initiateOAuth, remove, update } from '../operations';
import * as shape from '../settings';

const current = fromList('dropboxSettingsV2');

export const dropbox: Resource = {
	value: 'dropbox',
	name: 'Dropbox',
	operations: [
		update('Dropbox', 'storage/updateDropboxIntegration', {
			holds: 'dropboxSettings',
			settings: [
				...shape.first,
				secret('accessToken', 'Token of the Dropbox account'),
				text('accountEmail', ''),
				text('accountName', ''),
			],
			current,
		}),
		get('Dropbox', current),
		remove('Dropbox', 'storage/deleteDropboxIntegration'),
		initiateOAuth('Dropbox', 'storage/initiateDropboxOAuth'),
	],
};
