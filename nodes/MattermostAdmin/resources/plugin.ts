import { flag, pick, text } from '../../shared/model/fields';
import { pages, whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { inputFile, uploads } from '../../shared/request/multipart';
import { plugin as pluginPicker } from '../pickers';

const pluginId = pick(pluginPicker, 'plugin_id', 'Plugin to work with');

export const plugin: Resource = {
	value: 'plugin',
	name: 'Plugin',
	description: 'Plugins installed on the server',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many plugins',
			description: 'Get the active and inactive plugins as one item',
			request: 'GET /plugins',
			admin: true,
		},
		{
			value: 'getStatuses',
			name: 'Get Statuses',
			action: 'Get statuses of plugins',
			description: 'Get the state of each plugin, on every node of a cluster',
			request: 'GET /plugins/statuses',
			paging: whole,
			admin: true,
			since: '5.0',
		},
		{
			value: 'enable',
			name: 'Enable',
			action: 'Enable plugin',
			description: 'Enable a plugin',
			request: 'POST /plugins/{plugin_id}/enable',
			before: { version: '5.2', request: 'POST /plugins/{plugin_id}/activate' },
			fields: [pluginId],
			admin: true,
		},
		{
			value: 'disable',
			name: 'Disable',
			action: 'Disable plugin',
			description: 'Disable a plugin',
			request: 'POST /plugins/{plugin_id}/disable',
			before: { version: '5.2', request: 'POST /plugins/{plugin_id}/deactivate' },
			fields: [pluginId],
			admin: true,
		},
		{
			value: 'upload',
			name: 'Upload',
			action: 'Upload plugin',
			description: 'Install a plugin from a .tar.gz file',
			request: 'POST /plugins',
			fields: [inputFile],
			optional: [flag('force', 'Whether to replace a plugin with the same ID', { asString: true })],
			adjust: uploads('plugin'),
			admin: true,
		},
		{
			value: 'installFromUrl',
			name: 'Install From URL',
			action: 'Install plugin from URL',
			description: 'Install a plugin that the server downloads from a URL',
			request: 'POST /plugins/install_from_url',
			fields: [
				text('plugin_download_url', 'URL of the .tar.gz file', {
					label: 'Download URL',
					in: 'query',
				}),
			],
			optional: [
				flag('force', 'Whether to replace a plugin with the same ID', {
					in: 'query',
					asString: true,
				}),
			],
			admin: true,
			since: '5.14',
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete plugin',
			description: 'Remove a plugin from the server',
			request: 'DELETE /plugins/{plugin_id}',
			fields: [pluginId],
			admin: true,
			output: { kind: 'deleted' },
		},
		{
			value: 'getWebapp',
			name: 'Get Webapp Plugins',
			action: 'Get webapp plugins',
			description: 'Get the active plugins that extend the web app',
			request: 'GET /plugins/webapp',
			paging: whole,
		},
		{
			value: 'getMarketplace',
			name: 'Get Many From Marketplace',
			action: 'Get many plugins of marketplace',
			description: 'Get the plugins that the marketplace offers',
			request: 'GET /plugins/marketplace',
			optional: [
				text('filter', 'Only plugins with this text'),
				text('server_version', 'Only plugins that are compatible with this server version'),
				flag('local_only', 'Whether to get only installed plugins'),
			],
			paging: pages(),
			admin: true,
			since: '5.16',
		},
		{
			value: 'installMarketplace',
			name: 'Install From Marketplace',
			action: 'Install plugin from marketplace',
			description: 'Install a plugin that the marketplace offers',
			request: 'POST /plugins/marketplace',
			fields: [
				text('id', 'ID of the plugin in the marketplace', {
					label: 'Marketplace Plugin ID',
					placeholder: 'e.g. jira',
					param: 'marketplace_id',
				}),
			],
			optional: [
				text('version', 'Version to install; the newest if left out', { restricts: true }),
			],
			admin: true,
			since: '5.18',
		},
	],
};
