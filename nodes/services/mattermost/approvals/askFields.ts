import {
	choice,
	flag,
	list,
	localOnly,
	number,
	pick,
	strings,
	text,
} from '../../../shared/model/fields';
import type { Field } from '../../../shared/model/operation';
import { answerElement } from '../dialogFields';
import { safety } from '../messages/messageFields';
import { inputFiles } from '../messages/posting';
import { channel, user } from '../pickers/pickers';

/** The fields of Send and Wait, in the order in which people fill them in. */

const sendTo = choice(
	'send_to',
	{ channel: 'Channel', user: 'User', group: 'Several Users' },
	'Where to ask: in a channel, in a direct message, or in a group message',
);
const question = text('question', 'Question to ask, in Markdown', {
	rows: 4,
	// n8n's Human Review tools fill a parameter so named (`hitl-tools.js`).
	param: 'message',
	shared: true,
	placeholder: 'e.g. Deploy version 7 to production?',
});
const answerType = choice(
	'answer_type',
	{
		approval: 'Approve or Decline',
		buttons: 'Several Buttons',
		menu: 'Menu',
		text: 'Free Text',
		form: 'Form',
	},
	'How people answer',
);

export const askFields: Field[] = [
	sendTo,
	pick(channel, 'channel_id', 'Channel to ask in', {
		param: 'ask_channel',
		showIf: { send_to: ['channel'] },
	}),
	pick(user, 'ask_user', 'User to ask in a direct message', {
		label: 'User',
		showIf: { send_to: ['user'] },
	}),
	strings('ask_users', 'Two to seven users to ask together in a group message', {
		label: 'Users',
		placeholder: 'e.g. @anna, bob@example.com',
		showIf: { send_to: ['group'] },
	}),
	question,
	inputFiles,
	answerType,
	strings('choices', 'Choices to offer', {
		placeholder: 'e.g. Today, Tomorrow, Never',
		showIf: { answer_type: ['buttons', 'menu'] },
	}),
	list('elements', 'Fields of the form that people fill in', answerElement, {
		param: 'form_elements',
		label: 'Elements',
		keyLabel: 'Element',
		showIf: { answer_type: ['form'] },
	}),
].map(localOnly);

export const allowedUsers = list(
	'allowed_users',
	'Users who may answer; without this field, every member of the channel may answer',
	[pick(user, '', 'User who may answer', { required: true })],
	{ restricts: true },
);
export const askedBy = pick(
	user,
	'asked_by',
	'User who asked; by default the user who started the Mattermost trigger',
	{ label: 'Asked By' },
);
export const escalateTo = list(
	'escalate_to',
	'Users who are asked as well, each in a direct message, after Escalate After (Minutes)',
	[pick(user, '', 'User to ask as well', { required: true })],
	{ restricts: true },
);

/** Given and empty, they would let the execution wait forever; times too far off are none. */
const minutes = { min: 1, max: 10 * 366 * 24 * 60, restricts: true };

export const askOptions: Field[] = [
	allowedUsers,
	number(
		'answers_needed',
		'Number of Allowed Users who must approve; it is declined when so many decline that this is out of reach',
		{ label: 'Approvals Needed', min: 1, max: 50, default: 2, restricts: true },
	),
	flag('asker_may_answer', 'Whether the user who asked and the account that posts may also answer'),
	askedBy,
	text('refusal', 'Private words for a user who may not answer', {
		label: 'Refusal Text',
		placeholder: 'e.g. Only the shift leads may open this door',
	}),
	text('approve_label', 'Text of the button that approves', { default: 'Approve' }),
	text('decline_label', 'Text of the button that declines', { default: 'Decline' }),
	text('answer_label', 'Text of the button that opens the dialog for free text or the form', {
		default: 'Answer',
	}),
	flag(
		'confirm',
		'Whether a press opens a dialog in which the user confirms the choice; then nobody can answer for someone by getting them to press another button',
		{ label: 'Confirm in a Dialog', restricts: true },
	),
	choice(
		'afterwards',
		{
			decision: 'Show Who Decided What',
			buttons: 'Remove the Buttons Only',
			delete: 'Delete the Message',
		},
		'Change of the message when it was answered',
		{ label: 'After the Answer', restricts: true },
	),
	number(
		'wait_minutes',
		'Minutes after which execution continues at the Timed Out output; the buttons stay until the message is edited or deleted',
		{
			label: 'Limit Wait Time (Minutes)',
			...minutes,
			default: 45,
		},
	),
	number(
		'remind_minutes',
		'Minutes after which those who have not answered are reminded, again and again; connect the output Reminder to the input of this node',
		{ label: 'Remind Every (Minutes)', ...minutes, default: 15 },
	),
	escalateTo,
	number(
		'escalate_minutes',
		'Minutes after which the users in Escalate To are asked as well; connect the output Reminder to the input of this node',
		{ label: 'Escalate After (Minutes)', ...minutes, default: 30 },
	),
	text('root_id', 'First message of the thread to post the question in', {
		label: 'Thread Root Message ID',
	}),
	...safety,
].map(localOnly);
