import { text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList } from '../source';
import { get, remove, update } from '../operations';
import { first } from '../settings';

const current = fromList('mattermostSettings');

/** `MattermostSettings`. */
const settings = [
	...first,
	text('channel', 'Channel that receives the alerts, if it differs from that of the webhook', {
		placeholder: 'e.g. town-square',
	}),
	text('webhookUrl', 'Incoming webhook that Rhombus posts alerts to', {
		label: 'Webhook URL',
		placeholder: 'e.g. https://chat.example.com/hooks/xxxxxx',
	}),
];

export const mattermost: Resource = {
	value: 'mattermost',
	name: 'Mattermost',
	operations: [
		update('Mattermost', 'incidentManagement/updateMattermostIntegration', {
			holds: 'mattermostSettings',
			settings,
			current,
			older: ['updateMattermostIntegration'],
		}),
		get('Mattermost', current),
		remove('Mattermost', 'incidentManagement/deleteMattermostIntegration'),
	],
};
