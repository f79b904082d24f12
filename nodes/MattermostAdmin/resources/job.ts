import { choice, flag, json, text } from '../../shared/model/fields';
import { pages } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { job as jobPicker } from '../pickers';

const jobId = text('job_id', 'ID of the background job', {
	label: 'Job ID',
	picker: jobPicker,
	placeholder: 'e.g. q8fn1bkzk7yyzpyxgoh5kbqz8w',
});
const jobType = text('type', 'Type of the job, as the server names it', {
	label: 'Job Type',
	placeholder: 'e.g. ldap_sync',
});

/** What a job keeps with Simplify on. */
export const JOB = [
	'id',
	'type',
	'status',
	'progress',
	'create_at',
	'start_at',
	'last_activity_at',
	'data',
];

export const job: Resource = {
	value: 'job',
	name: 'Job',
	description: 'Background jobs of the server',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create job',
			description: 'Create a background job, such as an LDAP synchronization or an export',
			request: 'POST /jobs',
			fields: [jobType],
			optional: [json('data', 'Data for the job, as a JSON object')],
			admin: true,
			output: { simplify: JOB },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get job',
			description: 'Get one background job',
			request: 'GET /jobs/{job_id}',
			fields: [jobId],
			admin: true,
			output: { simplify: JOB },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many jobs',
			description: 'Get background jobs, newest first',
			request: 'GET /jobs',
			optional: [
				text('job_type', 'Only jobs of this type', { placeholder: 'e.g. data_retention' }),
				choice(
					'status',
					{
						pending: 'Pending',
						in_progress: 'In Progress',
						success: 'Success',
						error: 'Error',
						cancel_requested: 'Cancel Requested',
						canceled: 'Canceled',
						warning: 'Warning',
					},
					'Only jobs with this status',
					{ open: true },
				),
			],
			paging: pages(),
			admin: true,
			output: { simplify: JOB },
		},
		{
			value: 'getByType',
			name: 'Get by Type',
			action: 'Get jobs by type',
			description: 'Get background jobs of one type',
			request: 'GET /jobs/type/{type}',
			fields: [jobType],
			optional: [
				text('team_id', 'Only jobs of this team, on servers that support it', { label: 'Team ID' }),
			],
			paging: pages(),
			admin: true,
			output: { simplify: JOB },
		},
		{
			value: 'cancel',
			name: 'Cancel',
			action: 'Cancel job',
			description: 'Cancel a background job',
			request: 'POST /jobs/{job_id}/cancel',
			fields: [jobId],
			admin: true,
		},
		{
			value: 'download',
			name: 'Download Result',
			action: 'Download result of job',
			description: 'Download the file that a finished job produced',
			request: 'GET /jobs/{job_id}/download',
			fields: [jobId],
			admin: true,
			since: '5.28',
			output: { kind: 'binary', fileName: 'job-result.zip' },
		},
		{
			value: 'updateStatus',
			name: 'Update Status',
			action: 'Update status of job',
			description: 'Set the state of a background job',
			request: 'PATCH /jobs/{job_id}/status',
			fields: [
				jobId,
				choice(
					'status',
					{ pending: 'Pending', cancel_requested: 'Cancel Requested', canceled: 'Canceled' },
					'Status to set',
					{ label: 'New Status', param: 'new_status', open: true },
				),
			],
			optional: [flag('force', 'Whether to skip the check that the change of status is valid')],
			admin: true,
			since: '9.11',
		},
	],
};
