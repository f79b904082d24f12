import { choice, choices, flag, number, pick, text, time } from '../../shared/model/fields';
import { pages, whole } from '../../shared/model/pagination';
import type { ApiRequest } from '../../shared/http/types';
import type { Operation, OperationContext, Resource } from '../../shared/model/operation';
import { channel, team, user } from '../../services/mattermost/pickers/pickers';
import { playbook as playbookPicker, run } from '../../services/mattermost/pickers/playbookPickers';
import { namesFor } from '../../services/mattermost/names';

/**
 * The Playbooks plugin. Its calls stand below the site, not below the API (contract `mattermost-11.json`); what
 * differs from that is in the plugin's source (`StatusUpdateOptions`: the reminder is in seconds).
 */
const RUNS = '/plugins/playbooks/api/v0/runs';
const PLAYBOOKS = '/plugins/playbooks/api/v0/playbooks';

const fromSite = (_context: OperationContext, request: ApiRequest): ApiRequest => ({
	...request,
	root: 'site',
});
const ofPlugin = (operation: Operation): Operation => ({ adjust: fromSite, ...operation });

/** What a run keeps with Simplify on. */
const RUN = [
	'id',
	'name',
	'summary',
	'current_status',
	'owner_user_id',
	'team_id',
	'channel_id',
	'playbook_id',
	'create_at',
	'end_at',
	'checklists',
];
const PLAYBOOK = [
	'id',
	'title',
	'description',
	'team_id',
	'num_stages',
	'num_steps',
	'num_runs',
	'create_at',
	'delete_at',
];

const runId = pick(run, 'id', 'Run to work on');
const teamId = pick(team, 'team_id', 'Team of the runs');
const playbookId = pick(playbookPicker, 'id', 'Playbook to work on');
const checklist = number('checklist', 'Number of the checklist in the run, counted from 0', {
	min: 0,
	default: 0,
});
const item = number('item', 'Number of the task in the checklist, counted from 0', {
	label: 'Task',
	min: 0,
	default: 0,
});
const direction = choice(
	'direction',
	{ desc: 'Descending', asc: 'Ascending' },
	'Order of the list',
);

export const playbookRun: Resource = {
	value: 'playbookRun',
	name: 'Playbook Run',
	description: 'Runs of the Playbooks plugin: checklists, status updates and owner',
	operations: [
		{
			value: 'create',
			name: 'Start',
			action: 'Start playbook run',
			description: 'Start a run of a playbook',
			request: `POST ${RUNS}`,
			fields: [
				pick(playbookPicker, 'playbook_id', 'Playbook to run'),
				text('name', 'Name of the run', { placeholder: 'e.g. Outage of camera Lobby' }),
				teamId,
				pick(user, 'owner_user_id', 'User who leads the run', { label: 'Owner' }),
			],
			optional: [
				text('summary', 'Summary in Markdown', { rows: 2 }),
				text('post_id', 'Message that the run begins with', { label: 'Message ID' }),
			],
			output: { simplify: RUN },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many playbook runs',
			description: 'Get the runs of a team that your account may see',
			request: `GET ${RUNS}`,
			fields: [teamId],
			optional: [
				choices(
					'statuses',
					{ InProgress: 'In Progress', Finished: 'Finished' },
					'Only runs in one of these states',
				),
				pick(user, 'owner_user_id', 'Only runs of this owner', { label: 'Owner' }),
				pick(user, 'participant_id', 'Only runs that this user takes part in', {
					label: 'Participant',
				}),
				pick(channel, 'channel_id', 'Only runs in this channel'),
				text('search_term', 'Only runs whose name contains this text'),
				flag('omit_ended', 'Whether to leave out runs that have ended'),
				time('since', 'ms', 'Only runs that changed after this time'),
				choice(
					'sort',
					{
						create_at: 'Start',
						end_at: 'End',
						name: 'Name',
						owner_user_id: 'Owner',
						is_active: 'State',
						team_id: 'Team',
						id: 'ID',
					},
					'Property to sort by',
				),
				direction,
			],
			paging: pages(),
			output: {
				rowsProperty: 'items',
				simplify: RUN,
				addTo: namesFor,
				offerFullResponse: true,
			},
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get playbook run',
			description: 'Get one run with its checklists',
			request: `GET ${RUNS}/{id}`,
			fields: [runId],
			output: { simplify: RUN },
		},
		{
			value: 'getByChannel',
			name: 'Get by Channel',
			action: 'Get playbook run by channel',
			description: 'Get the run that a channel belongs to',
			request: `GET ${RUNS}/channel/{channel_id}`,
			fields: [pick(channel, 'channel_id', 'Channel of the run')],
			output: { simplify: RUN },
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update playbook run',
			description: 'Update the name or the summary of a run',
			request: `PATCH ${RUNS}/{id}`,
			fields: [runId],
			optional: [
				text('name', 'Name of the run'),
				text('summary', 'Summary in Markdown', { rows: 2 }),
			],
			output: { mayBeEmpty: true },
		},
		{
			value: 'updateStatus',
			name: 'Update Status',
			action: 'Update status of playbook run',
			description: 'Post a status update of a run',
			request: `POST ${RUNS}/{id}/status`,
			fields: [runId, text('message', 'Status update in Markdown', { rows: 4 })],
			optional: [
				number('reminder', 'Seconds until the owner is reminded of the next update', {
					label: 'Reminder (Seconds)',
					min: 0,
				}),
			],
			output: { mayBeEmpty: true },
		},
		{
			value: 'changeOwner',
			name: 'Change Owner',
			action: 'Change owner of playbook run',
			description: 'Set another owner of a run',
			request: `POST ${RUNS}/{id}/owner`,
			fields: [runId, pick(user, 'owner_id', 'User who leads the run now', { label: 'Owner' })],
			output: { mayBeEmpty: true },
		},
		{
			value: 'finish',
			name: 'Finish',
			action: 'Finish playbook run',
			description: 'Finish a run, which Reopen undoes',
			request: `PUT ${RUNS}/{id}/finish`,
			fields: [runId],
			output: { mayBeEmpty: true },
		},
		{
			value: 'restart',
			name: 'Reopen',
			action: 'Reopen playbook run',
			description: 'Reopen a run that was finished',
			request: `PUT ${RUNS}/{id}/restore`,
			fields: [runId],
			output: { mayBeEmpty: true },
		},
		{
			value: 'addTask',
			name: 'Add Task',
			action: 'Add task to checklist of playbook run',
			description: 'Add a task to a checklist of a run',
			request: `POST ${RUNS}/{id}/checklists/{checklist}/add`,
			fields: [runId, checklist, text('title', 'Title of the task')],
			optional: [
				text('description', 'Description in Markdown', { rows: 2 }),
				pick(user, 'assignee_id', 'User who does the task', { label: 'Assignee' }),
				text('command', 'Slash command that the task offers', { placeholder: 'e.g. /door open' }),
			],
			output: { mayBeEmpty: true },
		},
		{
			value: 'setTaskState',
			name: 'Set Task State',
			action: 'Set state of task of playbook run',
			description: 'Check or uncheck a task, or mark it as in progress',
			request: `PUT ${RUNS}/{id}/checklists/{checklist}/item/{item}/state`,
			fields: [
				runId,
				checklist,
				item,
				choice(
					'new_state',
					{ closed: 'Done', in_progress: 'In Progress', '': 'Open' },
					'State of the task',
					{ label: 'State' },
				),
			],
			output: { mayBeEmpty: true },
		},
		{
			value: 'assignTask',
			name: 'Assign Task',
			action: 'Assign task of playbook run',
			description: 'Assign a task to a user',
			request: `PUT ${RUNS}/{id}/checklists/{checklist}/item/{item}/assignee`,
			fields: [
				runId,
				checklist,
				item,
				pick(user, 'assignee_id', 'User who does the task', { label: 'Assignee' }),
			],
			output: { mayBeEmpty: true },
		},
		{
			value: 'runTask',
			name: 'Run Task',
			action: 'Run task of playbook run',
			description: 'Run the slash command of a task',
			request: `POST ${RUNS}/{id}/checklists/{checklist}/item/{item}/run`,
			fields: [runId, checklist, item],
			output: { mayBeEmpty: true },
		},
		{
			value: 'deleteTask',
			name: 'Delete Task',
			action: 'Delete task of playbook run',
			description: 'Delete a task of a checklist',
			request: `DELETE ${RUNS}/{id}/checklists/{checklist}/item/{item}`,
			fields: [runId, checklist, item],
			output: { kind: 'deleted' },
		},
		{
			value: 'getMetadata',
			name: 'Get Metadata',
			action: 'Get metadata of playbook run',
			description: 'Get the channel, the team and the number of messages and participants of a run',
			request: `GET ${RUNS}/{id}/metadata`,
			fields: [runId],
		},
		{
			value: 'getOwners',
			name: 'Get Many Owners',
			action: 'Get many owners of playbook runs',
			description: 'Get the users who lead runs of a team',
			request: `GET ${RUNS}/owners`,
			fields: [teamId],
			paging: whole,
		},
	].map((operation) => ofPlugin(operation as Operation)),
};

export const playbook: Resource = {
	value: 'playbook',
	name: 'Playbook',
	description: 'Playbooks of the Playbooks plugin, from which runs are started',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many playbooks',
			description: 'Get the playbooks of a team that your account may see',
			request: `GET ${PLAYBOOKS}`,
			fields: [pick(team, 'team_id', 'Team of the playbooks')],
			optional: [
				choice(
					'sort',
					{ title: 'Title', stages: 'Checklists', steps: 'Tasks' },
					'Property to sort by',
				),
				direction,
				flag('with_archived', 'Whether to include archived playbooks'),
			],
			paging: pages(),
			output: {
				rowsProperty: 'items',
				simplify: PLAYBOOK,
				addTo: namesFor,
				offerFullResponse: true,
			},
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get playbook',
			description: 'Get one playbook with its checklists',
			request: `GET ${PLAYBOOKS}/{id}`,
			fields: [playbookId],
			output: { simplify: [...PLAYBOOK, 'checklists', 'member_ids'] },
		},
		{
			value: 'delete',
			name: 'Archive',
			action: 'Archive (delete) playbook',
			description: 'Archive a playbook, so that no more runs can be started',
			request: `DELETE ${PLAYBOOKS}/{id}`,
			fields: [playbookId],
			output: { kind: 'deleted' },
		},
	].map((operation) => ofPlugin(operation as Operation)),
};
