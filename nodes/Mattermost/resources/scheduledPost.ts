import type { IDataObject } from 'n8n-workflow';
import { valuesByName } from '../../shared/request/build';
import type { Client } from '../../shared/http/client';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { flag, pick, strings, text, time } from '../../shared/model/fields';
import type { Field, Resource } from '../../shared/model/operation';
import { priorityAt, propsJson, safety } from '../../services/mattermost/messages/messageFields';
import { channel, team } from '../../services/mattermost/pickers/pickers';
import { checkGivenFiles, LOOKING_AT_FILES } from '../../services/mattermost/messages/givenFiles';
import { inputFiles, withFiles, written } from '../../services/mattermost/messages/posting';
import {
	allScheduled,
	scheduledIn,
	scheduledMessage,
} from '../../services/mattermost/pickers/wholeLists';
import { namesFor } from '../../services/mattermost/names';

/** What a scheduled post keeps with Simplify on. */
const SCHEDULED = [
	'id',
	'message',
	'scheduled_at',
	'channel_id',
	'root_id',
	'user_id',
	'file_ids',
	'create_at',
	'processed_at',
	'error_code',
];
/**
 * What servers take when a scheduled post is written again. Not `error_code`: one that failed is tried
 * again.
 */
const KEEPS = [
	'id',
	'channel_id',
	'user_id',
	'root_id',
	'message',
	'props',
	'file_ids',
	'scheduled_at',
	'priority',
	'repeat_type',
	'repeat_timezone',
];

const scheduledId = pick(scheduledMessage, 'scheduled_post_id', 'Message that waits to be sent');
const message = text('message', 'Text in Markdown', { rows: 4, required: false });
const scheduledAt = time('scheduled_at', 'ms', 'When to send the message', { label: 'Send At' });

const writing: Field[] = [
	strings('file_ids', 'Uploaded files to attach, at most 10', { label: 'File IDs' }),
	propsJson('Additional properties of the message, such as attachments'),
	...safety,
	text('repeat_type', 'How to repeat the message, on servers that support it'),
	text('repeat_timezone', 'Time zone of the recurring message', {
		placeholder: 'e.g. Europe/Berlin',
	}),
	...priorityAt('priority'),
];

/** Servers cannot be asked for one scheduled post, so the lists of the account's teams are looked through. */
async function find(client: Client, id: unknown): Promise<IDataObject> {
	const found = (await allScheduled(client)).find((row) => row.id === id);
	if (found) return found;
	throw client.refuse(
		scheduledId.label,
		'is not a scheduled message of the account',
		'Use Get Many to list them; a message that was already sent is no longer listed',
	);
}

export const scheduledPost: Resource = {
	value: 'scheduledPost',
	name: 'Scheduled Message',
	description: 'Messages that the server sends later',
	operations: [
		{
			value: 'create',
			name: 'Schedule',
			action: 'Schedule message',
			description: 'Schedule a message for a channel',
			request: 'POST /posts/schedule',
			also: ['POST /files', ...LOOKING_AT_FILES],
			since: '10.3',
			fields: [pick(channel, 'channel_id', 'Channel to post to'), scheduledAt, message, inputFiles],
			optional: [
				text('root_id', 'First message of the thread to reply in', {
					label: 'Thread Root Message ID',
				}),
				...writing,
			],
			adjust: async (context, request) => ({
				...request,
				body: {
					message: '',
					...(await withFiles(context, await written(context, request.body as IDataObject))),
				},
			}),
			output: { simplify: SCHEDULED },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many scheduled messages of team',
			description: 'Get the scheduled messages of your account in a team',
			request: 'GET /posts/scheduled/team/{team_id}',
			since: '10.3',
			fields: [pick(team, 'team_id', 'Team whose scheduled messages to get')],
			optional: [
				flag('includeDirectChannels', 'Whether to include scheduled direct messages', {
					label: 'Include Direct Messages',
				}),
			],
			run: async (context) => {
				const { team_id, includeDirectChannels } = await valuesByName(context);
				return await scheduledIn(context, team_id, includeDirectChannels === true);
			},
			output: { simplify: SCHEDULED, addTo: namesFor },
		},
		merged({
			value: 'update',
			name: 'Edit',
			action: 'Edit (update) scheduled message',
			description:
				'Update the time or content of a scheduled message; values that you leave out do not change',
			request: 'PUT /posts/schedule/{scheduled_post_id}',
			also: ['GET /users/me/teams', 'GET /posts/scheduled/team/{team_id}', ...LOOKING_AT_FILES],
			since: '10.3',
			fields: [scheduledId, message],
			optional: [scheduledAt, ...writing],
			adjust: async (context, request) => {
				const { file_ids } = await valuesByName(context);
				await checkGivenFiles(context, (file_ids ?? []) as string[]);
				return { ...request, body: await written(context, request.body as IDataObject) };
			},
			merging: {
				read: async (context, { scheduled_post_id }) => await find(context, scheduled_post_id),
				thing: (_call, { scheduled_post_id }) => `/posts/schedule/${String(scheduled_post_id)}`,
				keeps: KEEPS,
				merges: ['props', 'priority'],
			},
			output: { simplify: SCHEDULED },
		}),
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete scheduled message',
			description: 'Delete a scheduled message that has not been sent yet',
			request: 'DELETE /posts/schedule/{scheduled_post_id}',
			since: '10.3',
			fields: [scheduledId],
			output: { kind: 'deleted' },
		},
	],
};
