import { choice, localOnly, number, pick, text } from '../../shared/model/fields';
import type { Field, Resource } from '../../shared/model/operation';
import {
	closeIncident,
	getIncident,
	incidentOf,
	report,
} from '../../services/mattermost/incidents/incident';
import { safety } from '../../services/mattermost/messages/messageFields';
import { inputFiles } from '../../services/mattermost/messages/posting';
import { channel } from '../../services/mattermost/pickers/pickers';

const channelId = pick(channel, 'channel_id', 'Channel of the incident');
const key = localOnly(
	text('incident_key', 'Name of the incident; reports with the same key go into one thread', {
		placeholder: 'e.g. door-lobby-offline',
	}),
);
const message = text('message', 'Report in Markdown, which becomes a reply in the thread', {
	rows: 4,
	placeholder: 'e.g. Camera **Lobby** is offline',
});

/** Where what all n8n processes know of an incident is kept. */
const REGISTERS = [
	'GET /users/me',
	'GET /users/{user_id}/preferences/{category}',
	'PUT /users/{user_id}/preferences',
	'POST /users/{user_id}/preferences/delete',
	'PUT /posts/{post_id}/patch',
];
const WRITING = [
	'POST /files',
	'DELETE /posts/{post_id}',
	'GET /config/client',
	'GET /channels/{channel_id}/posts',
];

const options: Field[] = [
	text('title', 'Title of a new thread; by default the key', {
		placeholder: 'e.g. Camera Lobby is offline',
	}),
	number(
		'storm_limit',
		'Number of replies per period after which reports are only counted; each n8n process may add one',
		{ min: 1, default: 20, restricts: true },
	),
	number('storm_minutes', 'Length of that period', {
		label: 'Storm Period (Minutes)',
		min: 1,
		default: 10,
		restricts: true,
	}),
].map(localOnly);

export const incident: Resource = {
	value: 'incident',
	name: 'Incident',
	description: 'One thread per incident, with a counter and a severity in its first message',
	operations: [
		{
			value: 'report',
			name: 'Report',
			action: 'Report to incident thread',
			description:
				'Add a report to the thread of its incident, which is opened if there is none, and count it',
			request: 'POST /posts',
			also: [...REGISTERS, ...WRITING],
			fields: [
				channelId,
				key,
				message,
				localOnly(
					choice(
						'severity',
						{ low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' },
						'Severity of the report; the thread shows the highest',
						{ default: 'medium' },
					),
				),
				inputFiles,
			],
			optional: [...options, ...safety],
			concerns: incidentOf,
			run: report,
		},
		{
			value: 'close',
			name: 'Close',
			action: 'Close incident thread',
			description: 'Close an incident, so that the next report opens a new thread',
			request: 'POST /posts',
			also: [...REGISTERS, ...WRITING],
			fields: [channelId, key],
			optional: [
				text('message', 'Last reply in the thread, in Markdown', {
					param: 'closing_message',
					rows: 2,
				}),
				...safety,
			],
			concerns: incidentOf,
			run: closeIncident,
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get incident',
			description: 'Get whether an incident is open, its thread, counter and severity',
			request: 'GET /users/{user_id}/preferences/{category}',
			also: ['GET /users/me'],
			fields: [localOnly(channelId), key],
			run: getIncident,
		},
	],
};
