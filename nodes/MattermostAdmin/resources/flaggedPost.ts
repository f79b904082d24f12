import { pick, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { post as postPicker } from '../../services/mattermost/pickers/postPickers';
import { team, user } from '../../services/mattermost/pickers/pickers';

const postId = pick(postPicker, 'post_id', 'Message, by ID or link', { label: 'Message ID' });

const teamId = pick(team, 'team_id', 'Team of the messages');

/** Content flagging, which the server calls data spillage handling: Enterprise Advanced only. */
export const flaggedPost: Resource = {
	value: 'flaggedPost',
	name: 'Flagged Message',
	description: 'Messages that were flagged for review, which requires a license',
	operations: [
		{
			value: 'flag',
			name: 'Flag',
			action: 'Flag message for review',
			description: 'Report a message to the reviewers of its team',
			request: 'POST /content_flagging/post/{post_id}/flag',
			since: '11.0',
			fields: [postId, text('reason', 'One of the reasons that the server offers')],
			optional: [text('comment', 'Comment for the reviewers', { rows: 2 })],
			output: { mayBeEmpty: true },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get flagged message',
			description: 'Get a flagged message, as a reviewer',
			request: 'GET /content_flagging/post/{post_id}',
			since: '11.0',
			fields: [postId],
		},
		{
			value: 'getFieldValues',
			name: 'Get Review',
			action: 'Get review of flagged message',
			description: 'Get reason, reporter, reviewer and state of a flagged message',
			request: 'GET /content_flagging/post/{post_id}/field_values',
			since: '11.0',
			fields: [postId],
			paging: whole,
		},
		{
			value: 'assign',
			name: 'Assign Reviewer',
			action: 'Assign reviewer to flagged message',
			description: 'Assign a flagged message to a reviewer',
			request: 'POST /content_flagging/post/{post_id}/assign/{content_reviewer_id}',
			since: '11.1',
			fields: [
				postId,
				pick(user, 'content_reviewer_id', 'User who reviews it', { label: 'Reviewer' }),
			],
			output: { mayBeEmpty: true },
		},
		{
			value: 'keep',
			name: 'Keep',
			action: 'Keep flagged message',
			description: 'End the review of a flagged message and keep it',
			request: 'PUT /content_flagging/post/{post_id}/keep',
			since: '11.0',
			fields: [postId],
			output: { mayBeEmpty: true },
		},
		{
			value: 'remove',
			name: 'Remove',
			action: 'Remove flagged message',
			description: 'End the review of a flagged message and remove it for good',
			request: 'PUT /content_flagging/post/{post_id}/remove',
			since: '11.0',
			fields: [postId],
			output: { mayBeEmpty: true },
		},
		{
			value: 'searchReviewers',
			name: 'Search Reviewers',
			action: 'Search reviewers of team',
			description: 'Search the users who may review flagged messages of a team',
			request: 'GET /content_flagging/team/{team_id}/reviewers/search',
			since: '11.1',
			fields: [teamId, text('term', 'Part of the name')],
			paging: whole,
		},
		{
			value: 'getTeamStatus',
			name: 'Get Team Status',
			action: 'Get flagging status of team',
			description: 'Get whether messages of a team can be flagged',
			request: 'GET /content_flagging/team/{team_id}/status',
			since: '11.0',
			fields: [teamId],
		},
	],
};
