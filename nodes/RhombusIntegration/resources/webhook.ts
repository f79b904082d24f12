import { flag, map, secret, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList, own } from '../source';
import { get, remove, update } from '../operations';
import * as shape from '../settings';

const current = own('webhooks/getWebhookIntegration');
const webhookSecret = secret('webhookSecret', 'Secret that signs the calls');

/** Webhooks by address: version 1 knows the secret only. */
const byAddress = (name: string, label: string, description: string) => [
	map(name, 'URL', description, [secret('', '', { label: 'Secret' })], { label }),
	shape.mapOf(
		`${name}V2`,
		'URL',
		description,
		[flag('webhookDisabled', 'Whether the webhook is disabled'), webhookSecret],
		{ label: `${label} (Version 2)` },
	),
];

/** `IWebhooksType`. */
const settings = [
	...shape.base('WEBHOOKS'),
	...byAddress('activityWebhooks', 'Activity Webhooks', 'URLs that receive alerts'),
	...byAddress('diagnosticWebhooks', 'Diagnostic Webhooks', 'URLs that receive device problems'),
];

/** `WebhookSettings`. */
const firstSettings = [
	...shape.first,
	webhookSecret,
	text('webhookUrl', 'URL that receives alerts', { label: 'Webhook URL' }),
];

export const webhook: Resource = {
	value: 'webhook',
	name: 'Webhook',
	operations: [
		update('webhook', 'webhooks/updateWebhookIntegrationV2', {
			holds: 'updatedWebhookSettings',
			settings,
			current,
			optional: [
				flag('disabled', 'Whether the URL in Webhook URL is disabled'),
				flag('isDiagnostic', 'Whether the URL receives device problems instead of alerts'),
				text('webhookUrl', 'URL that the change applies to', {
					label: 'Webhook URL',
					placeholder: 'e.g. https://n8n.example.com/webhook/rhombus',
				}),
			],
		}),
		update('webhook', 'webhooks/updateWebhookIntegration', {
			version: 1,
			holds: 'webhookSettings',
			settings: firstSettings,
			current: fromList('webhookSettings'),
		}),
		get('webhook', current),
		remove('webhook', 'webhooks/deleteWebhookIntegrationV2', ['webhooks/deleteWebhookIntegration']),
	],
};
