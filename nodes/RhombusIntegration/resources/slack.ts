import { user } from '../../services/rhombus/pickers';
import { flag, pick, secret, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList } from '../source';
import { get, remove, update } from '../operations';
import * as shape from '../settings';

const current = fromList('slackSettingsV2');
const webhookUrl = text('webhookUrl', 'Incoming webhook of the Slack app', {
	label: 'Webhook URL',
	placeholder: 'e.g. https://hooks.slack.com/services/xxxxxx',
});

/** `SlackSettingsV2`. */
const settings = [
	...shape.first,
	text('channelId', '', { label: 'Channel ID' }),
	text('channelName', '', { placeholder: 'e.g. alerts' }),
	secret('code', 'Code that Slack returned when signing in'),
	secret('orgAccessToken', 'Token of the workspace'),
	flag('sendChannelNotifications', 'Whether to post alerts to the channel'),
	flag('sendUserNotifications', 'Whether to send alerts to users'),
	shape.mapOf(
		'userMap',
		'User UUID',
		'Slack account of each user',
		[secret('userAccessToken', ''), text('userId', '', { label: 'User ID' })],
		{ label: 'Users' },
	),
	webhookUrl,
];

/** `SlackSettings`. */
const firstSettings = [
	secret('accessToken', ''),
	text('channel', 'Channel that receives the alerts'),
	shape.enabled,
	webhookUrl,
];

export const slack: Resource = {
	value: 'slack',
	name: 'Slack',
	operations: [
		update('Slack', 'incidentManagement/updateSlackIntegrationV2', {
			holds: 'slackSettingsV2',
			settings,
			current,
			beside: [
				text('requestUrl', 'URL of the console page on which the change is made', {
					label: 'Request URL',
					placeholder: 'e.g. https://console.rhombussystems.com/settings/integrations',
				}),
			],
			optional: [
				flag('adminRequest', 'Whether the change applies to the whole organization'),
				flag('revokeUserAccessToken', 'Whether to revoke the access of the user in Slack'),
				pick(user, 'rhombusOrgUserUuid', 'User that the change applies to'),
				flag('userAssociate', 'Whether to link the user to a Slack account'),
				flag('userRequest', 'Whether the change applies to one user'),
			],
		}),
		update('Slack', 'incidentManagement/updateSlackIntegration', {
			version: 1,
			holds: 'slackSettings',
			settings: firstSettings,
			current: fromList('slackSettings'),
		}),
		get('Slack', current),
		remove('Slack', 'incidentManagement/deleteSlackIntegrationV2'),
	],
};
