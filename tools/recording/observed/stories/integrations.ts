import type { Step } from '../types';
import { setting } from './setting';

const all: Step['shows'] = ['answer', 'requests', 'frames'];
const sent: Step['shows'] = ['answer', 'requests'];
const show = (shows: Step['shows'], steps: Step[]): Step[] =>
	steps.map((step) => ({ ...step, shows }));
const post = (message: string) => ({ channel_id: '{channel}', message });

const outgoing: Step[] = [
	{
		what: 'outgoing webhook, JSON',
		send: 'POST /hooks/outgoing',
		body: {
			team_id: '{team}',
			channel_id: '{channel}',
			display_name: 'JSON',
			trigger_words: ['#json'],
			trigger_when: 0,
			callback_urls: ['{receiver}/json'],
			content_type: 'application/json',
		},
		keeps: { 'hook.token': 'token', hook: 'id' },
		shows: ['answer'],
	},
	{
		what: 'outgoing webhook, form',
		send: 'POST /hooks/outgoing',
		body: {
			team_id: '{team}',
			display_name: 'Form',
			trigger_words: ['#form'],
			trigger_when: 1,
			callback_urls: ['{receiver}/form'],
			content_type: 'application/x-www-form-urlencoded',
		},
		keeps: { form: 'id' },
		shows: ['answer'],
	},
	...show(all, [
		{ what: 'its word', answers: {}, as: 'user', send: 'POST /posts', body: post('#json now') },
		{
			what: 'its word, answered with a text',
			answers: { body: { text: 'Answer' } },
			as: 'user',
			send: 'POST /posts',
			body: post('#json once more'),
		},
		{
			what: 'its word, answered with a comment',
			answers: { body: { text: 'Comment', response_type: 'comment' } },
			as: 'user',
			send: 'POST /posts',
			body: post('#json comment'),
		},
		{
			what: 'its word, refused',
			answers: { status: 500, body: { message: 'no' } },
			as: 'user',
			send: 'POST /posts',
			body: post('#json refused'),
		},
		{
			what: 'a word that begins with it',
			answers: {},
			as: 'user',
			send: 'POST /posts',
			body: post('#formula now'),
		},
		{ what: 'the word in the middle', as: 'user', send: 'POST /posts', body: post('now #json') },
	]),
	{ what: 'outgoing removed', send: 'DELETE /hooks/outgoing/{hook}' },
	{ what: 'outgoing form removed', send: 'DELETE /hooks/outgoing/{form}' },
];

const run = (word: string) => ({
	channel_id: '{channel}',
	command: `/{run}${word} one two`,
	team_id: '{team}',
});

const commands: Step[] = [
	{
		what: 'slash command, POST',
		send: 'POST /commands',
		body: { team_id: '{team}', method: 'P', trigger: '{run}post', url: '{receiver}/command' },
		keeps: { command: 'id', token: 'token' },
		shows: ['answer'],
	},
	{
		what: 'slash command, GET',
		send: 'POST /commands',
		body: { team_id: '{team}', method: 'G', trigger: '{run}get', url: '{receiver}/asked?own=1' },
		shows: ['answer'],
	},
	...show(all, [
		{
			what: 'command answered in the channel',
			answers: { body: { response_type: 'in_channel', text: 'For all' } },
			as: 'user',
			send: 'POST /commands/execute',
			body: run('post'),
			keepsRequest: { response_url: 'body.response_url', trigger: 'body.trigger_id' },
		},
		{
			what: 'command answered for one',
			answers: { body: { text: 'For one' } },
			as: 'user',
			send: 'POST /commands/execute',
			body: run('post'),
		},
		{
			what: 'command answered in plain text',
			answers: { body: 'plain' },
			as: 'user',
			send: 'POST /commands/execute',
			body: run('get'),
		},
		{
			what: 'command answered with nothing',
			answers: {},
			as: 'user',
			send: 'POST /commands/execute',
			body: run('post'),
		},
		{
			what: 'command answered with 204',
			answers: { status: 204 },
			as: 'user',
			send: 'POST /commands/execute',
			body: run('post'),
		},
		{
			what: 'command refused',
			answers: { status: 500, body: 'no' },
			as: 'user',
			send: 'POST /commands/execute',
			body: run('post'),
		},
		{
			what: 'unknown command',
			as: 'user',
			send: 'POST /commands/execute',
			body: { channel_id: '{channel}', command: '/{run}unknown', team_id: '{team}' },
		},
	]),
];

const buttons: Step[] = [
	{
		what: 'post with buttons and menus',
		send: 'POST /posts',
		body: {
			channel_id: '{channel}',
			message: 'Choose',
			props: {
				attachments: [
					{
						text: 'Attachment',
						actions: [
							{
								id: 'approve',
								name: 'Approve',
								type: 'button',
								integration: { url: '{receiver}/button', context: { step: 1, list: [1, 'two'] } },
							},
							{
								id: 'choose',
								name: 'Choose',
								type: 'select',
								options: [{ text: 'Red', value: 'red' }],
								integration: { url: '{receiver}/menu', context: { step: 2 } },
							},
							{
								id: 'people',
								name: 'People',
								type: 'select',
								data_source: 'users',
								integration: { url: '{receiver}/menu', context: {} },
							},
						],
					},
				],
			},
		},
		keeps: {
			buttons: 'id',
			approve: 'props.attachments.0.actions.0.id',
			choose: 'props.attachments.0.actions.1.id',
			people: 'props.attachments.0.actions.2.id',
		},
		shows: ['answer'],
	},
	...show(all, [
		{
			what: 'button',
			answers: { body: {} },
			as: 'user',
			send: 'POST /posts/{buttons}/actions/{approve}',
			body: {},
		},
		{
			what: 'menu',
			answers: { body: {} },
			as: 'user',
			send: 'POST /posts/{buttons}/actions/{choose}',
			body: { selected_option: 'red' },
		},
		{
			what: 'menu of people',
			as: 'user',
			send: 'POST /posts/{buttons}/actions/{people}',
			body: { selected_option: '{admin}' },
		},
		{
			what: 'button answered with an update',
			answers: { body: { update: { message: 'Chosen', props: {} } } },
			as: 'user',
			send: 'POST /posts/{buttons}/actions/{approve}',
			body: {},
		},
		{ what: 'unknown button', as: 'user', send: 'POST /posts/{buttons}/actions/nothing', body: {} },
	]),
	{
		what: 'post with a button for a note',
		send: 'POST /posts',
		body: {
			channel_id: '{channel}',
			message: 'Note',
			props: {
				attachments: [
					{
						actions: [
							{ id: 'note', name: 'Note', integration: { url: '{receiver}/button', context: {} } },
						],
					},
				],
			},
		},
		keeps: { noted: 'id', note: 'props.attachments.0.actions.0.id' },
	},
	...show(all, [
		{
			what: 'button answered with a note',
			answers: { body: { ephemeral_text: 'Only you' } },
			as: 'user',
			send: 'POST /posts/{noted}/actions/{note}',
			body: {},
		},
		{
			what: 'button answered with nothing',
			answers: {},
			as: 'user',
			send: 'POST /posts/{noted}/actions/{note}',
			body: {},
		},
		{
			what: 'button answered with a text',
			answers: { body: 'fine' },
			as: 'user',
			send: 'POST /posts/{noted}/actions/{note}',
			body: {},
		},
		{
			what: 'button refused',
			answers: { status: 500, body: {} },
			as: 'user',
			send: 'POST /posts/{noted}/actions/{note}',
			body: {},
		},
		{
			what: 'button pressed by an outsider',
			as: 'outsider',
			send: 'POST /posts/{noted}/actions/{note}',
			body: {},
		},
	]),
];

const elements = [{ display_name: 'Name', name: 'name', type: 'text' }];
const dialog = {
	callback_id: 'live',
	title: 'Title',
	elements,
	submit_label: 'Go',
	notify_on_cancel: true,
	state: 'kept',
};
const submission = {
	url: '{receiver}/dialog',
	callback_id: 'live',
	state: 'kept',
	channel_id: '{channel}',
	team_id: '{team}',
	submission: { name: 'Value', more: null, yes: true },
};

const dialogs: Step[] = [
	{
		what: 'pressed for a dialog',
		answers: { body: {} },
		as: 'user',
		send: 'POST /posts/{noted}/actions/{note}',
		body: {},
		keepsRequest: { trigger: 'body.trigger_id' },
	},
	...show(all, [
		{
			what: 'dialog opened',
			as: 'nobody',
			send: 'POST /actions/dialogs/open',
			body: { trigger_id: '{trigger}', url: '{receiver}/dialog', dialog },
		},
		{
			what: 'dialog opened by a wrong trigger',
			as: 'nobody',
			send: 'POST /actions/dialogs/open',
			body: { trigger_id: 'wrong', url: '{receiver}/dialog', dialog },
		},
		{
			what: 'dialog opened without a URL',
			as: 'nobody',
			send: 'POST /actions/dialogs/open',
			body: { trigger_id: '{trigger}', dialog },
		},
		{
			what: 'dialog with a long title',
			as: 'nobody',
			send: 'POST /actions/dialogs/open',
			body: {
				trigger_id: '{trigger}',
				url: '{receiver}/dialog',
				dialog: { ...dialog, title: 'A title of more than 24 characters' },
			},
		},
		{
			what: 'dialog submitted',
			answers: { body: {} },
			as: 'user',
			send: 'POST /actions/dialogs/submit',
			body: submission,
		},
		{
			what: 'dialog submitted with mistakes',
			answers: { body: { error: 'Wrong', errors: { name: 'No' } } },
			as: 'user',
			send: 'POST /actions/dialogs/submit',
			body: submission,
		},
		{
			what: 'dialog submitted, answered with nothing',
			answers: {},
			as: 'user',
			send: 'POST /actions/dialogs/submit',
			body: submission,
		},
		{
			what: 'dialog submitted, refused',
			answers: { status: 500 },
			as: 'user',
			send: 'POST /actions/dialogs/submit',
			body: submission,
		},
		{
			what: 'dialog answered with another form',
			answers: { body: { type: 'form', form: { ...dialog, title: 'Second' } } },
			as: 'user',
			send: 'POST /actions/dialogs/submit',
			body: submission,
		},
		{
			what: 'dialog cancelled',
			answers: {},
			as: 'user',
			send: 'POST /actions/dialogs/submit',
			body: { ...submission, submission: {}, cancelled: true },
		},
		{
			what: 'dialog submitted by an outsider',
			as: 'outsider',
			send: 'POST /actions/dialogs/submit',
			body: submission,
		},
		{
			what: 'dialog refreshed',
			answers: { body: { type: 'form', form: dialog } },
			as: 'user',
			send: 'POST /actions/dialogs/submit',
			body: {
				...submission,
				type: 'refresh',
				submission: { name: 'Value', selected_field: 'name' },
			},
		},
		{
			what: 'dialog looked up',
			answers: { body: { items: [{ text: 'Red', value: 'red' }] } },
			as: 'user',
			send: 'POST /actions/dialogs/lookup',
			body: { ...submission, submission: { query: 're', selected_field: 'name' } },
		},
		{
			what: 'dialog looked up, refused',
			answers: { status: 500 },
			as: 'user',
			send: 'POST /actions/dialogs/lookup',
			body: { ...submission, submission: { query: 're', selected_field: 'name' } },
		},
	]),
];

const incoming: Step[] = [
	{
		what: 'incoming webhook',
		send: 'POST /hooks/incoming',
		body: { channel_id: '{channel}', display_name: 'Incoming' },
		keeps: { incoming: 'id' },
		shows: ['answer'],
	},
	...show(
		['answer', 'frames'],
		[
			{
				what: 'incoming text',
				as: 'nobody',
				send: 'POST ^/hooks/{incoming}',
				body: { text: 'Text', username: 'robot', icon_url: 'https://example.com/i.png' },
			},
			{
				what: 'incoming attachment',
				as: 'nobody',
				send: 'POST ^/hooks/{incoming}',
				body: { attachments: [{ text: 'Text' }] },
			},
			{
				what: 'incoming form',
				as: 'nobody',
				send: 'POST ^/hooks/{incoming}',
				form: { payload: '{"text":"Form"}' },
			},
			{ what: 'incoming nothing', as: 'nobody', send: 'POST ^/hooks/{incoming}', body: {} },
			{
				what: 'incoming to an unknown channel',
				as: 'nobody',
				send: 'POST ^/hooks/{incoming}',
				body: { text: 'Text', channel: 'unknown-channel' },
			},
			{
				what: 'incoming to an unknown person',
				as: 'nobody',
				send: 'POST ^/hooks/{incoming}',
				body: { text: 'Text', channel: '@{run}-none' },
			},
			{
				what: 'incoming of an unknown hook',
				as: 'nobody',
				send: 'POST ^/hooks/unknownunknownunknownunkno',
				body: { text: 'Text' },
			},
		],
	),
];

const late: Step[] = show(sent, [
	{
		what: 'command answered later',
		as: 'nobody',
		send: 'POST ^{response_url}',
		body: { response_type: 'in_channel', text: 'Later' },
	},
	{
		what: 'command answered too often',
		as: 'nobody',
		send: 'POST ^{response_url}',
		body: { text: 'Later' },
		times: 5,
	},
]);

/** What a server sends to integrations, what it makes of their answers, and what it refuses. */
export const integrations: Step[] = [
	...setting,
	...outgoing,
	...commands,
	...late,
	...buttons,
	...dialogs,
	...incoming,
];
