import type { IDataObject } from 'n8n-workflow';
import { assemble } from '../../shared/request/assemble';
import { valuesByName } from '../../shared/request/build';
import { pick, strings, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { priorityAt, propsJson, safety } from '../../services/mattermost/messages/messageFields';
import { channel, ME, team, userOrMe } from '../../services/mattermost/pickers/pickers';
import { LOOKING_AT_FILES } from '../../services/mattermost/messages/givenFiles';
import { inputFiles, withFiles, written } from '../../services/mattermost/messages/posting';
import { namesFor } from '../../services/mattermost/names';

const channelId = pick(channel, 'channel_id', 'Channel of the draft');
const userId = pick(userOrMe, 'user_id', 'User whose draft to use', { default: ME });
const threadDraft = 'DELETE /users/{user_id}/channels/{channel_id}/drafts/{thread_id}';

/** What a draft keeps with Simplify on. */
const DRAFT = [
	'message',
	'channel_id',
	'root_id',
	'file_ids',
	'priority',
	'user_id',
	'create_at',
	'update_at',
	'delete_at',
];

export const draft: Resource = {
	value: 'draft',
	name: 'Draft',
	description: 'Unsent messages that a user can finish and send',
	operations: [
		{
			value: 'save',
			name: 'Save',
			action: 'Save draft',
			description: 'Save a draft for a channel or thread, replacing the current one',
			request: 'POST /drafts',
			also: ['POST /files', ...LOOKING_AT_FILES],
			since: '7.7',
			fields: [
				channelId,
				// A draft without a text is deleted by the server, whatever files it has (app/draft.go, `UpsertDraft`).
				text('message', 'Text in Markdown', { rows: 4 }),
				inputFiles,
			],
			optional: [
				text('root_id', 'First message of the thread that the draft belongs to', {
					label: 'Thread Root Message ID',
				}),
				strings('file_ids', 'Uploaded files to attach, at most 10', { label: 'File IDs' }),
				propsJson('Additional properties of the message'),
				...safety,
				text('type', 'Custom message type, which begins with custom_'),
				...priorityAt('priority'),
			],
			adjust: async (context, request) => ({
				...request,
				body: await withFiles(context, await written(context, request.body as IDataObject)),
			}),
			output: { simplify: DRAFT },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many drafts',
			description: 'Get the drafts of a user in a team',
			request: 'GET /users/{user_id}/teams/{team_id}/drafts',
			since: '7.7',
			fields: [userId, pick(team, 'team_id', 'Team whose drafts to get')],
			paging: whole,
			output: { simplify: DRAFT, addTo: namesFor },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete draft',
			description: 'Delete the draft of a channel or thread',
			request: 'DELETE /users/{user_id}/channels/{channel_id}/drafts',
			also: [threadDraft],
			since: '7.7',
			fields: [userId, channelId],
			optional: [
				text('thread_id', 'First message of the thread whose draft to delete', {
					label: 'Thread Root Message ID',
					in: 'none',
				}),
			],
			adjust: async (context, request) => {
				const path = await valuesByName(context);
				return path.thread_id === undefined
					? request
					: { ...request, path: assemble(context, threadDraft, { path }).path };
			},
			output: { kind: 'deleted' },
		},
	],
};
