import type { IDataObject } from 'n8n-workflow';
import { flag, pick, time } from '../../shared/model/fields';
import { withQuery, type Pagination } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { post } from '../../services/mattermost/pickers/postPickers';
import { ME, team, userOrMe } from '../../services/mattermost/pickers/pickers';
import { namesFor } from '../../services/mattermost/names';

/** What a thread keeps with Simplify on. */
const THREAD = [
	'id',
	'reply_count',
	'last_reply_at',
	'last_viewed_at',
	'unread_replies',
	'unread_mentions',
	'is_following',
	'post',
];

const userId = pick(userOrMe, 'user_id', 'User whose threads to use', { default: ME });
const teamId = pick(team, 'team_id', 'Team of the thread; any of your teams for direct messages');
const threadId = pick(post, 'thread_id', 'First message of the thread, by its ID or link', {
	label: 'Thread ID',
});

/**
 * Newest first; the next page begins before the last thread. `total` tells when all are there; it is
 * 0 where the counts are left out.
 */
const beforeLastThread: Pagination = {
	maxPageSize: 200,
	first: (request, size) => withQuery(request, { per_page: size }),
	next: (request, { body, rows, count }) => {
		const last = (rows[rows.length - 1] as IDataObject | undefined)?.id;
		const total = Number((body as IDataObject | undefined)?.total);
		return last === undefined || (total > 0 && count >= total)
			? undefined
			: withQuery(request, { before: last });
	},
};

const path = '/users/{user_id}/teams/{team_id}/threads';

export const thread: Resource = {
	value: 'thread',
	name: 'Thread',
	description: 'Threads that a user follows',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many threads',
			description: 'Get the threads that a user follows in a team, newest reply first',
			request: `GET ${path}`,
			since: '5.32',
			fields: [userId, teamId],
			optional: [
				time('since', 'ms', 'Only threads that changed after this time'),
				flag('unread', 'Whether to get only threads with unread replies'),
				flag('deleted', 'Whether to include deleted threads'),
				flag('extended', 'Whether to return the full data of participants'),
				flag('excludeDirect', 'Whether to leave out threads of direct messages'),
				flag('totalsOnly', 'Whether to get only the counts; used with Full Response'),
				flag('threadsOnly', 'Whether to leave out the counts'),
			],
			paging: beforeLastThread,
			output: {
				rowsProperty: 'threads',
				simplify: THREAD,
				addTo: namesFor,
				offerFullResponse: true,
			},
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get thread',
			description: 'Get a followed thread with its counts, participants and first message',
			request: `GET ${path}/{thread_id}`,
			since: '5.33',
			fields: [userId, teamId, threadId],
			output: { simplify: THREAD },
		},
		{
			value: 'follow',
			name: 'Follow',
			action: 'Follow thread',
			description: 'Follow a thread, so that a user is notified of new replies',
			request: `PUT ${path}/{thread_id}/following`,
			since: '5.32',
			fields: [userId, teamId, threadId],
		},
		{
			value: 'unfollow',
			name: 'Unfollow',
			action: 'Unfollow thread',
			description: 'Unfollow a thread, so that a user is no longer notified of new replies',
			request: `DELETE ${path}/{thread_id}/following`,
			since: '5.32',
			fields: [userId, teamId, threadId],
		},
		{
			value: 'markRead',
			name: 'Mark as Read',
			action: 'Mark thread as read',
			description: 'Mark the replies of a thread up to a given time as read',
			request: `PUT ${path}/{thread_id}/read/{timestamp}`,
			since: '5.32',
			fields: [
				userId,
				teamId,
				threadId,
				time('timestamp', 'ms', 'Replies up to this time count as read', { label: 'Read Until' }),
			],
			output: { simplify: THREAD },
		},
		{
			value: 'markUnread',
			name: 'Mark as Unread',
			action: 'Mark thread as unread from message',
			description: 'Mark a reply, and all replies after it in its thread, as unread',
			request: `POST ${path}/{thread_id}/set_unread/{post_id}`,
			since: '6.7',
			fields: [
				userId,
				teamId,
				threadId,
				pick(post, 'post_id', 'First reply to mark as unread, by ID or link', {
					label: 'Message ID',
				}),
			],
			output: { simplify: THREAD },
		},
		{
			value: 'markAllRead',
			name: 'Mark All as Read',
			action: 'Mark all threads of team as read',
			description: 'Mark all threads that a user follows in a team as read',
			request: `PUT ${path}/read`,
			since: '5.32',
			fields: [userId, teamId],
		},
	],
};
