import { flag, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { own } from '../source';
import { get, initiateOAuth, remove, update } from '../operations';
import * as shape from '../settings';

const current = own('storage/getGoogleIntegration');

/** What the organization and each user have. */
const drive = [
	text('defaultAlertFolderId', '', { label: 'Default Alert Folder ID' }),
	text('defaultAlertFolderName', ''),
	text('defaultFolderId', '', { label: 'Default Folder ID' }),
	text('defaultFolderName', ''),
	shape.refreshToken,
	flag('saveAllAlerts', 'Whether to save the clips of all alerts'),
	shape.saveClips,
	shape.tokenValid,
];

/** `IGoogleType`. */
const settings = [
	...shape.base('GOOGLE'),
	...drive,
	flag('allowUserStorage', 'Whether users may save to their own drives'),
	shape.apiToken,
	shape.mapOf('userSettingsMap', 'User UUID', 'Drive of each user', drive, { label: 'Users' }),
];

export const google: Resource = {
	value: 'google',
	name: 'Google Drive',
	operations: [
		update('Google Drive', 'storage/updateGoogleIntegrationV2', {
			holds: 'googleSettings',
			settings,
			current,
		}),
		get('Google Drive', current),
		remove('Google Drive', 'storage/deleteGoogleIntegrationV2'),
		initiateOAuth('Google Drive', 'storage/initiateGoogleOAuth'),
		{
			value: 'refreshAccessToken',
			name: 'Refresh Access Token',
			action: 'Refresh Google Drive access token',
			description: 'Refresh the access token for Google Drive',
			request: 'POST /api/integrations/storage/refreshGoogleAccessToken',
			fields: [
				flag(
					'refreshUserToken',
					'Whether to refresh the token of the user instead of the organization',
				),
			],
		},
		{
			value: 'revokeAccess',
			name: 'Revoke Access',
			action: 'Revoke Google Drive access',
			description: 'Revoke the access to Google Drive',
			request: 'POST /api/integrations/storage/revokeGoogleDriveAccess',
			fields: [
				flag(
					'revokeUserAccount',
					'Whether to revoke the access of the user instead of the organization',
				),
			],
		},
	],
};
