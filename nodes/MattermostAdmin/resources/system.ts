import { merged } from '../../shared/execution/mergeIntoCurrent';
import { choice, flag, json, number, text } from '../../shared/model/fields';
import { pages, whole } from '../../shared/model/pagination';
import type { Operation, Resource } from '../../shared/model/operation';
import { inputFile, uploads } from '../../shared/request/multipart';
import { patched, replaced, unmasked } from '../config';
import { sectionBody, sectionFields } from '../configFields';
import { plugin } from '../pickers';
import { namesFor } from '../../services/mattermost/names';

const config = json(
	'config',
	'Full configuration as a JSON object, in the format that Get Config returns',
	{
		label: 'Config (JSON)',
		rows: 8,
	},
);
const testConfig = json('config', 'Configuration to test; the stored configuration if left out', {
	label: 'Config (JSON)',
	param: 'test_config',
	required: false,
});

/** `Get WebRTC Token` → `Get WebRTC token`; words with a capital inside keep theirs. */
const sentence = (name: string): string =>
	name.replace(/ (?!\w+[A-Z0-9])\w+/g, (word) => word.toLowerCase());

/** Tests a part of the configuration: the given one, or the stored one with an empty body. */
const tests = (value: string, name: string, what: string, request: string): Operation => ({
	value,
	name,
	action: sentence(name),
	description: `Test ${what}`,
	request,
	fields: [testConfig],
	bodyIs: 'config',
	admin: true,
});

/** A question to the server itself, without parameters. */
const asks = (
	value: string,
	name: string,
	description: string,
	request: string,
	more: Partial<Operation> = {},
): Operation => ({
	value,
	name,
	action: sentence(name),
	description,
	request,
	...more,
});

export const system: Resource = {
	value: 'system',
	name: 'System',
	description: 'Configuration, license, logs and health of the server',
	operations: [
		{
			...asks('ping', 'Check Health', 'Check whether the server is up', 'GET /system/ping'),
			optional: [
				flag('get_server_status', 'Whether to check the database and the file storage too', {
					label: 'Check Database and Storage',
				}),
				text('device_id', 'ID of the device whose push notifications to check', {
					label: 'Device ID',
				}),
				flag(
					'use_rest_semantics',
					'Whether an unhealthy server responds with status 200 and the details',
					{
						label: 'Use REST Semantics',
					},
				),
			],
		},
		{
			...asks(
				'getConfig',
				'Get Config',
				'Get the configuration; secrets are masked',
				'GET /config',
			),
			optional: [
				flag('remove_masked', 'Whether to leave out masked secrets'),
				flag('remove_defaults', 'Whether to leave out settings with their default value'),
			],
			admin: true,
		},
		merged({
			...asks(
				'replaceConfig',
				'Replace Config',
				'Replace the configuration; values that you leave out do not change',
				'PUT /config',
			),
			fields: [config],
			bodyIs: 'config',
			merging: replaced,
			admin: true,
		}),
		merged({
			...asks(
				'updateConfig',
				'Update Config',
				'Update parts of the configuration; values that you leave out do not change',
				'PUT /config/patch',
			),
			fields: [
				json('config', 'Settings to change, as a JSON object', {
					label: 'Settings (JSON)',
					param: 'settings',
					rows: 4,
				}),
			],
			bodyIs: 'config',
			adjust: unmasked,
			merging: patched,
			admin: true,
			since: '5.20',
		}),
		merged({
			...asks(
				'updateConfigSection',
				'Update Config Section',
				'Update settings of one section of the configuration with typed fields; all other settings stay as they are',
				'PUT /config/patch',
			),
			fields: sectionFields,
			adjust: async (context, request) =>
				unmasked(context, { ...request, body: await sectionBody(context) }),
			merging: patched,
			admin: true,
			since: '5.20',
		}),
		asks(
			'reloadConfig',
			'Reload Config',
			'Reload the configuration from its file or database',
			'POST /config/reload',
			{
				admin: true,
			},
		),
		asks(
			'getClientConfig',
			'Get Client Config',
			'Get the part of the configuration that clients can read',
			'GET /config/client',
			{
				fixed: { query: { format: 'old' } },
			},
		),
		asks(
			'getEnvironmentConfig',
			'Get Environment Config',
			'Get which settings come from environment variables',
			'GET /config/environment',
			// Where no setting comes from the environment.
			{ admin: true, output: { mayBeEmpty: true } },
		),
		asks(
			'getClientLicense',
			'Get Client License',
			'Get the license as clients see it',
			'GET /license/client',
			{
				fixed: { query: { format: 'old' } },
			},
		),
		{
			...asks('uploadLicense', 'Upload License', 'Upload a license file', 'POST /license'),
			fields: [inputFile],
			adjust: uploads('license'),
			admin: true,
		},
		asks(
			'removeLicense',
			'Remove License',
			'Remove the license from the server',
			'DELETE /license',
			{
				admin: true,
				output: { kind: 'deleted' },
			},
		),
		{
			...asks(
				'getAnalytics',
				'Get Analytics',
				'Get statistics of the server or of one team',
				'GET /analytics/old',
			),
			optional: [
				choice(
					'name',
					{
						standard: 'Standard',
						extra_counts: 'Extra Counts',
						bot_post_counts_day: 'Bot Messages per Day',
						post_counts_day: 'Messages per Day',
						user_counts_with_posts_day: 'Active Users per Day',
					},
					'Which statistics to get',
					{ open: true },
				),
				text('team_id', 'Only statistics of this team', { label: 'Team ID' }),
			],
			paging: whole,
			admin: true,
		},
		{
			...asks('getAudits', 'Get Audits', 'Get the audit log of the server', 'GET /audits'),
			paging: pages(),
			output: { addTo: namesFor },
			admin: true,
		},
		{
			...asks('getLogs', 'Get Logs', 'Get lines of the server log, oldest first', 'GET /logs'),
			paging: pages(10_000, 'logs_per_page'),
			admin: true,
			output: { kind: 'values', rowsProperty: 'line' },
		},
		asks(
			'downloadLogs',
			'Download Logs',
			'Download the server log as a file',
			'GET /logs/download',
			{
				admin: true,
				since: '9.11',
				output: { kind: 'binary', fileName: 'mattermost.log' },
			},
		),
		{
			...asks('addLog', 'Add Log Message', 'Add a line to the server log', 'POST /logs'),
			fields: [
				choice(
					'level',
					{ ERROR: 'Error', INFO: 'Info', DEBUG: 'Debug' },
					'Log level of the message',
					{
						open: true,
					},
				),
				text('message', 'Text of the log message'),
			],
		},
		asks(
			'getTimezones',
			'Get Time Zones',
			'Get the time zones that the server knows',
			'GET /system/timezones',
			{
				paging: whole,
				output: { kind: 'values', rowsProperty: 'timezone' },
			},
		),
		{
			...asks(
				'getImage',
				'Get Image by Proxy',
				'Download an image through the image proxy of the server',
				'GET /image',
			),
			fields: [
				text('url', 'URL of the image', {
					label: 'Image URL',
					placeholder: 'e.g. https://example.com/a.png',
				}),
			],
			output: { kind: 'binary', fileName: 'image' },
		},
		asks(
			'recycleDatabase',
			'Recycle Database Connections',
			'Close and reopen the connections to the database',
			'POST /database/recycle',
			{
				admin: true,
			},
		),
		asks(
			'invalidateCaches',
			'Invalidate Caches',
			'Clear all caches of the server',
			'POST /caches/invalidate',
			{
				admin: true,
			},
		),
		tests(
			'testEmail',
			'Test Email',
			'the email settings of the server by sending you an email',
			'POST /email/test',
		),
		tests(
			'testS3',
			'Test S3 Storage',
			'the Amazon S3 settings of the server',
			'POST /file/s3_test',
		),
		{
			...tests(
				'testFileStorage',
				'Test File Storage',
				'the file storage of the server',
				'POST /file/test',
			),
			since: '11.7',
		},
		{
			...asks(
				'testSiteUrl',
				'Test Site URL',
				'Test whether a site URL leads to the server',
				'POST /site_url/test',
			),
			fields: [text('site_url', 'Site URL to check', { label: 'Site URL' })],
			admin: true,
			since: '5.16',
		},
		asks(
			'testNotification',
			'Test Notification',
			'Send yourself a test notification',
			'POST /notifications/test',
			{
				since: '10.3',
			},
		),
		{
			...asks(
				'getSupportPacket',
				'Get Support Packet',
				'Download logs and settings for Mattermost support',
				'GET /system/support_packet',
			),
			optional: [
				flag('basic_server_logs', 'Whether to include the logs'),
				text('plugin_packets', 'ID of a plugin whose data to include', {
					label: 'Plugin ID',
					picker: plugin,
				}),
			],
			admin: true,
			since: '5.33',
			output: { kind: 'binary', fileName: 'support-packet.zip' },
		},
		{
			...asks(
				'setServerBusy',
				'Set Server Busy',
				'Mark the server as busy, which turns off non-critical services',
				'POST /server_busy',
			),
			optional: [
				number('seconds', 'Duration in seconds; one hour by default', {
					in: 'query',
					min: 1,
					default: 3600,
				}),
			],
			admin: true,
			since: '5.20',
		},
		asks(
			'getServerBusy',
			'Get Server Busy',
			'Check whether the server is marked as busy',
			'GET /server_busy',
			{
				admin: true,
				since: '5.20',
			},
		),
		asks(
			'clearServerBusy',
			'Clear Server Busy',
			'Clear the busy state of the server',
			'DELETE /server_busy',
			{
				admin: true,
				since: '5.20',
				output: { kind: 'deleted' },
			},
		),
		asks('getWebrtcToken', 'Get WebRTC Token', 'Get a token for video calls', 'GET /webrtc/token', {
			until: '5.6',
		}),
	],
};
