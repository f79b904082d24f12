import { merged } from '../../shared/execution/mergeIntoCurrent';
import { flag, pick, strings, text } from '../../shared/model/fields';
import { pages } from '../../shared/model/pagination';
import type { Field, Resource } from '../../shared/model/operation';
import { oauthApp as oauthAppPicker, user } from '../pickers';
import { namesFor } from '../../services/mattermost/names';

const appId = pick(oauthAppPicker, 'app_id', 'OAuth 2.0 application of the server');
const name = text('name', 'Name that users see', { label: 'App Name' });
const description = text('description', 'Description of the application');
const callbackUrls = strings(
	'callback_urls',
	'URLs that users are redirected to, comma-separated',
	{
		label: 'Callback URLs',
		placeholder: 'e.g. https://app.example.com/callback',
	},
);
const homepage = text('homepage', 'Website of the application');
const iconUrl = text('icon_url', 'URL of an image for the application', { label: 'Icon URL' });
const isTrusted = flag('is_trusted', 'Whether to skip asking users for their consent');

const APP = [
	'id',
	'name',
	'description',
	'callback_urls',
	'homepage',
	'is_trusted',
	'creator_id',
	'create_at',
];

const optionalOf = (fields: Field[]) => fields.map((field) => ({ ...field, required: false }));

export const oauthApp: Resource = {
	value: 'oauthApp',
	name: 'OAuth App',
	description: 'Applications that sign users in with Mattermost',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create OAuth app',
			description: 'Create an application; the response contains its client secret',
			request: 'POST /oauth/apps',
			fields: [name, description, callbackUrls, homepage],
			optional: [
				iconUrl,
				isTrusted,
				flag(
					'is_public',
					'Whether the application is a public client without a secret, on servers that support it',
				),
			],
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get OAuth app',
			description: 'Get one application with its client secret',
			request: 'GET /oauth/apps/{app_id}',
			fields: [appId],
			output: { simplify: APP },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many OAuth apps',
			description: 'Get the registered applications',
			request: 'GET /oauth/apps',
			paging: pages(),
			output: { simplify: APP, addTo: namesFor },
		},
		merged({
			value: 'update',
			name: 'Update',
			action: 'Update OAuth app',
			description: 'Update an application; values that you leave out do not change',
			request: 'PUT /oauth/apps/{app_id}',
			fields: [appId],
			optional: [...optionalOf([name, description, callbackUrls, homepage]), iconUrl, isTrusted],
			merging: {
				read: 'GET /oauth/apps/{app_id}',
				// App.UpdateOAuthApp restores only the owner, the time and the client secret.
				keeps: [
					'id',
					'name',
					'description',
					'icon_url',
					'callback_urls',
					'homepage',
					'is_trusted',
					'mattermost_app_id',
				],
			},
			output: { simplify: APP },
		}),
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete OAuth app',
			description: 'Delete an application and revoke all access granted to it',
			request: 'DELETE /oauth/apps/{app_id}',
			fields: [appId],
			output: { kind: 'deleted' },
		},
		{
			value: 'getInfo',
			name: 'Get Info',
			action: 'Get info of OAuth app',
			description: 'Get the public details of an application',
			request: 'GET /oauth/apps/{app_id}/info',
			fields: [appId],
			output: { simplify: APP },
		},
		{
			value: 'getAuthorized',
			name: 'Get Authorized',
			action: 'Get OAuth apps authorized by user',
			description: 'Get the applications that a user has authorized',
			request: 'GET /users/{user_id}/oauth/apps/authorized',
			fields: [pick(user, 'user_id', 'User who authorized the applications')],
			paging: pages(),
			output: { simplify: APP, addTo: namesFor },
		},
		{
			value: 'regenerateSecret',
			name: 'Regenerate Secret',
			action: 'Regenerate secret of OAuth app',
			description: 'Regenerate the client secret; the old one stops working',
			request: 'POST /oauth/apps/{app_id}/regen_secret',
			fields: [appId],
		},
	],
};
