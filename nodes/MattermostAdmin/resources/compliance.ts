import { choice, flag, number, pick, strings, text, time } from '../../shared/model/fields';
import { pages, whole } from '../../shared/model/pagination';
import type { Field, Operation, Resource } from '../../shared/model/operation';
import { channel, team, user, report as reportPicker, retentionPolicy } from '../pickers';
import { postCursor, userCursor } from '../reportPaging';
import { namesFor } from '../../services/mattermost/names';

const reportId = text('report_id', 'ID of the compliance report', {
	label: 'Report ID',
	picker: reportPicker,
});

export const compliance: Resource = {
	value: 'compliance',
	name: 'Compliance',
	description: 'Compliance exports of messages',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create compliance report',
			description: 'Create a report on the messages of a period',
			request: 'POST /compliance/reports',
			fields: [
				text('desc', 'Name of the report', { label: 'Report Name' }),
				time('start_at', 'ms', 'Start of the period', { label: 'Start' }),
				time('end_at', 'ms', 'End of the period', { label: 'End', ends: 'start_at' }),
			],
			optional: [
				strings('emails', 'Only messages of these users, by email address', {
					join: ',',
					restricts: true,
				}),
				strings('keywords', 'Only messages with these words', { join: ',', restricts: true }),
			],
			admin: true,
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many compliance reports',
			description: 'Get compliance reports',
			request: 'GET /compliance/reports',
			paging: pages(),
			output: { addTo: namesFor },
			admin: true,
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get compliance report',
			description: 'Get the status of a compliance report',
			request: 'GET /compliance/reports/{report_id}',
			fields: [reportId],
			admin: true,
		},
		{
			value: 'download',
			name: 'Download',
			action: 'Download compliance report',
			description: 'Download a finished compliance report',
			request: 'GET /compliance/reports/{report_id}/download',
			fields: [reportId],
			admin: true,
			output: { kind: 'binary', fileName: 'compliance-report.zip' },
		},
	],
};

const policyId = text('policy_id', 'ID of the data retention policy', {
	label: 'Policy ID',
	picker: retentionPolicy,
});
const policyFields: Field[] = [
	text('display_name', 'Name of the policy'),
	number('post_duration', 'Number of days to keep messages; -1 keeps them forever', {
		min: -1,
		default: 365,
	}),
	strings('team_ids', 'IDs of the teams that the policy applies to', {
		label: 'Team IDs',
		restricts: true,
	}),
	strings('channel_ids', 'IDs of the channels that the policy applies to', {
		label: 'Channel IDs',
		restricts: true,
	}),
];

/** Teams or channels of a policy: list, add, remove, search. */
const members = (kind: 'team' | 'channel', more: Field[]): Operation[] => {
	const noun = kind === 'team' ? 'Team' : 'Channel';
	const ids = strings('ids', `IDs of the ${kind}s, comma-separated`, {
		label: `${noun} IDs`,
		param: `${kind}_ids`,
	});
	return [
		{
			value: `get${noun}s`,
			name: `Get ${noun}s`,
			action: `Get ${kind}s of data retention policy`,
			description: `Get the ${kind}s that a policy applies to`,
			request: `GET /data_retention/policies/{policy_id}/${kind}s`,
			fields: [policyId],
			paging: pages(),
			admin: true,
			since: '5.36',
			output: { rowsProperty: `${kind}s`, addTo: namesFor },
		},
		{
			value: `add${noun}s`,
			name: `Add ${noun}s`,
			action: `Add ${kind}s to data retention policy`,
			description: `Add ${kind}s to a policy`,
			request: `POST /data_retention/policies/{policy_id}/${kind}s`,
			fields: [policyId, ids],
			bodyIs: 'ids',
			admin: true,
			since: '5.36',
		},
		{
			value: `remove${noun}s`,
			name: `Remove ${noun}s`,
			action: `Remove ${kind}s from data retention policy`,
			description: `Remove ${kind}s from a policy`,
			request: `DELETE /data_retention/policies/{policy_id}/${kind}s`,
			fields: [policyId, { ...ids, in: 'body' }],
			bodyIs: 'ids',
			admin: true,
			since: '5.36',
		},
		{
			value: `search${noun}s`,
			name: `Search ${noun}s`,
			action: `Search ${kind}s of data retention policy`,
			description: `Search the ${kind}s that a policy applies to`,
			request: `POST /data_retention/policies/{policy_id}/${kind}s/search`,
			fields: [policyId, text('term', 'Text to search for', { label: 'Search Term' })],
			optional: more,
			idempotent: true,
			paging: whole,
			output: { addTo: namesFor },
			admin: true,
			since: '5.36',
		},
	];
};

export const dataRetention: Resource = {
	value: 'dataRetention',
	name: 'Data Retention',
	description: 'How long messages and files are kept',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create data retention policy',
			description: 'Create a policy for some teams and channels',
			request: 'POST /data_retention/policies',
			fields: policyFields.slice(0, 2),
			optional: policyFields.slice(2),
			admin: true,
			since: '5.36',
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get data retention policy',
			description: 'Get one policy',
			request: 'GET /data_retention/policies/{policy_id}',
			fields: [policyId],
			admin: true,
			since: '5.36',
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many data retention policies',
			description: 'Get the policies of individual teams and channels',
			request: 'GET /data_retention/policies',
			paging: pages(),
			output: { rowsProperty: 'policies' },
			admin: true,
			since: '5.36',
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update data retention policy',
			description: 'Update a policy; values that you leave out do not change',
			request: 'PATCH /data_retention/policies/{policy_id}',
			fields: [policyId],
			optional: policyFields,
			admin: true,
			since: '5.36',
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete data retention policy',
			description: 'Delete a policy',
			request: 'DELETE /data_retention/policies/{policy_id}',
			fields: [policyId],
			admin: true,
			since: '5.36',
			output: { kind: 'deleted' },
		},
		{
			value: 'getGlobal',
			name: 'Get Global Policy',
			action: 'Get global data retention policy',
			description: 'Get how long the server keeps messages and files',
			request: 'GET /data_retention/policy',
		},
		{
			value: 'count',
			name: 'Count',
			action: 'Count data retention policies',
			description: 'Count the policies',
			request: 'GET /data_retention/policies_count',
			admin: true,
			since: '5.36',
		},
		...members('team', []),
		...members('channel', [
			strings('team_ids', 'Only channels of these teams', { label: 'Team IDs' }),
			flag('public', 'Whether to include public channels'),
			flag('private', 'Whether to include private channels'),
			flag('deleted', 'Whether to include archived channels'),
		]),
		...(['team', 'channel'] as const).map(
			(kind): Operation => ({
				value: kind === 'team' ? 'getTeamPoliciesOfUser' : 'getChannelPoliciesOfUser',
				name: kind === 'team' ? 'Get Team Policies of User' : 'Get Channel Policies of User',
				action: `Get ${kind} policies of user`,
				description: `Get the policies that apply to the ${kind}s of a user`,
				request: `GET /users/{user_id}/data_retention/${kind}_policies`,
				fields: [pick(user, 'user_id', 'User whose policies to get')],
				paging: pages(),
				output: { rowsProperty: 'policies', addTo: namesFor },
				since: '5.36',
			}),
		),
	],
};

const userFilters: Field[] = [
	text('role_filter', 'Only users with this role', { placeholder: 'e.g. system_guest' }),
	pick(team, 'team_filter', 'Only members of this team', { label: 'Team' }),
	flag('has_no_team', 'Whether to get only users without a team'),
	flag('hide_active', 'Whether to leave out active users'),
	flag('hide_inactive', 'Whether to leave out deactivated users'),
	text('search_term', 'Only users with this text'),
];
const dateRange = choice(
	'date_range',
	{
		alltime: 'All Time',
		last30days: 'Last 30 Days',
		previousmonth: 'Previous Month',
		last6months: 'Last 6 Months',
	},
	'Period of the activity figures',
);

export const report: Resource = {
	value: 'report',
	name: 'Report',
	description: 'Reports on users and messages',
	operations: [
		{
			value: 'getUsers',
			name: 'Get Users',
			action: 'Get users report',
			description: 'Get users with their activity figures',
			request: 'GET /reports/users',
			optional: [
				...userFilters,
				dateRange,
				choice(
					'sort_column',
					{
						Username: 'Username',
						CreateAt: 'Created At',
						FirstName: 'First Name',
						LastName: 'Last Name',
						Nickname: 'Nickname',
						Email: 'Email',
						Roles: 'Roles',
					},
					'Column to sort the users by',
				),
				choice('sort_direction', { asc: 'Ascending', desc: 'Descending' }, 'Order of the users'),
			],
			paging: userCursor,
			admin: true,
			since: '9.5',
		},
		{
			value: 'countUsers',
			name: 'Count Users',
			action: 'Count users for report',
			description: 'Count the users that match',
			request: 'GET /reports/users/count',
			optional: userFilters,
			admin: true,
			since: '9.5',
			output: { kind: 'values', rowsProperty: 'count' },
		},
		{
			value: 'exportUsers',
			name: 'Export Users',
			action: 'Export users report',
			description:
				'Start a job that exports the users report to a file and notifies you when it is ready',
			request: 'POST /reports/users/export',
			optional: [{ ...dateRange, in: 'query' }],
			admin: true,
			since: '9.6',
		},
		{
			value: 'getPosts',
			name: 'Get Messages',
			action: 'Get messages report',
			description: 'Get all messages of a channel in chronological order',
			request: 'POST /reports/posts',
			fields: [pick(channel, 'channel_id', 'Channel to report on')],
			optional: [
				time('start_time', 'ms', 'Time from which to start', { label: 'Start' }),
				choice(
					'time_field',
					{ create_at: 'Created', update_at: 'Updated' },
					'Time to sort and filter by',
				),
				choice('sort_direction', { asc: 'Ascending', desc: 'Descending' }, 'Order of the messages'),
				flag('include_deleted', 'Whether to include deleted messages'),
				flag('exclude_system_posts', 'Whether to leave out system messages'),
				flag('include_metadata', 'Whether to include files and reactions'),
			],
			idempotent: true,
			paging: postCursor,
			admin: true,
			since: '11.2',
			output: { rowsProperty: 'posts', addTo: namesFor },
		},
	],
};

const exportName = text('export_name', 'File name of the export', {
	placeholder: 'e.g. abc_export.zip',
});

export const exportFile: Resource = {
	value: 'exportFile',
	name: 'Export',
	description: 'Files of bulk exports and imports',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many exports',
			description: 'Get the names of export files',
			request: 'GET /exports',
			paging: whole,
			admin: true,
			since: '5.33',
			output: { kind: 'values', rowsProperty: 'name' },
		},
		{
			value: 'download',
			name: 'Download',
			action: 'Download export',
			description: 'Download an export file',
			request: 'GET /exports/{export_name}',
			fields: [exportName],
			admin: true,
			since: '5.33',
			output: { kind: 'binary', fileName: 'export.zip' },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete export',
			description: 'Delete an export file',
			request: 'DELETE /exports/{export_name}',
			fields: [exportName],
			admin: true,
			since: '5.33',
			output: { kind: 'deleted' },
		},
		{
			value: 'getImports',
			name: 'Get Many Imports',
			action: 'Get many imports',
			description: 'Get the names of import files',
			request: 'GET /imports',
			paging: whole,
			admin: true,
			since: '5.32',
			output: { kind: 'values', rowsProperty: 'name' },
		},
		{
			value: 'deleteImport',
			name: 'Delete Import',
			action: 'Delete import',
			description: 'Delete an import file',
			request: 'DELETE /imports/{import_name}',
			fields: [text('import_name', 'File name of the import')],
			admin: true,
			since: '10.11',
			output: { kind: 'deleted' },
		},
	],
};
