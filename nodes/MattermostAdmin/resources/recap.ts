import { pick, strings, text } from '../../shared/model/fields';
import { pages } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { agent } from '../../services/mattermost/pickers/wholeLists';
import { recap as recapPicker } from '../pickers';

/** What a recap keeps with Simplify on. */
const RECAP = [
	'id',
	'title',
	'status',
	'total_message_count',
	'read_at',
	'create_at',
	'update_at',
	'channels',
];

const recapId = pick(recapPicker, 'recap_id', 'Recap to work on');

/** AI recaps of channels, which an administrator turns on; the route's age is that of the server's releases. */
export const recap: Resource = {
	value: 'recap',
	name: 'Recap',
	description: 'Summaries of channels by an AI agent of the server',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create recap of channels',
			description:
				'Create a summary of the unread messages of channels by an AI agent of the server',
			request: 'POST /recaps',
			since: '11.6',
			fields: [
				text('title', 'Title of the recap'),
				strings('channel_ids', 'Channels to summarize', { label: 'Channel IDs' }),
				pick(agent, 'agent_id', 'AI agent that writes it'),
			],
			output: { simplify: RECAP },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many recaps',
			description: 'Get the recaps of your account',
			request: 'GET /recaps',
			since: '11.6',
			paging: pages(),
			output: { simplify: RECAP },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get recap',
			description: 'Get one recap with its summaries',
			request: 'GET /recaps/{recap_id}',
			since: '11.6',
			fields: [recapId],
			output: { simplify: RECAP },
		},
		{
			value: 'markRead',
			name: 'Mark as Read',
			action: 'Mark recap as read',
			description: 'Mark a recap as read',
			request: 'POST /recaps/{recap_id}/read',
			since: '11.6',
			fields: [recapId],
			output: { simplify: RECAP },
		},
		{
			value: 'regenerate',
			name: 'Regenerate',
			action: 'Regenerate recap',
			description: 'Regenerate a recap',
			request: 'POST /recaps/{recap_id}/regenerate',
			since: '11.6',
			fields: [recapId],
			output: { simplify: RECAP },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete recap',
			description: 'Delete a recap',
			request: 'DELETE /recaps/{recap_id}',
			since: '11.6',
			fields: [recapId],
			output: { kind: 'deleted' },
		},
	],
};
