import { choice, flag, json, text } from '../../shared/model/fields';
import { pages } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';

const jobId = text('job_id', 'ID of the background job', {
	label: 'Job ID',
	placeholder: 'e.g. q8fn1bkzk7yyzpyxgoh5kbqz8w',
});
const jobType = text('type', 'Kind of job, as the server names it', {
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
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many jobs',
			description: 'Get a list of background jobs, newest first',
			request: 'GET /jobs',
			optional: [
				text('job_type', 'Only jobs of this kind', { placeholder: 'e.g. data_retention' }),
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
					'Only jobs in this state',
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
			description: 'Get background jobs of one kind',
			request: 'GET /jobs/type/{type}',
			fields: [jobType],
			optional: [
				text('team_id', 'Only jobs of this team, on servers that know it', { label: 'Team ID' }),
			],
			paging: pages(),
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
			value: 'create',
			name: 'Create',
			action: 'Create job',
			description: 'Start a background job, such as an LDAP synchronization or an export',
			request: 'POST /jobs',
			fields: [jobType],
			optional: [json('data', 'What the job needs to know, as a JSON object')],
			admin: true,
			output: { simplify: JOB },
		},
		{
			value: 'cancel',
			name: 'Cancel',
			action: 'Cancel job',
			description: 'Ask the server to stop a background job',
			request: 'POST /jobs/{job_id}/cancel',
			fields: [jobId],
			admin: true,
		},
		{
			value: 'download',
			name: 'Download Result',
			action: 'Download result of job',
			description: 'Download the file that a finished job made',
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
					'State to set',
					{ label: 'New Status', param: 'new_status', open: true },
				),
			],
			optional: [flag('force', 'Whether to skip the check that the change of state makes sense')],
			admin: true,
			since: '9.11',
		},
	],
};
