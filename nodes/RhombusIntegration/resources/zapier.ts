import { choice, number, strings, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { ruleOrSensor } from '../../services/rhombus/pickers';

export const zapier: Resource = {
	value: 'zapier',
	name: 'Zapier',
	operations: [
		{
			value: 'subscribe',
			name: 'Subscribe Webhook',
			action: 'Subscribe Zapier webhook',
			description: 'Subscribe a URL to events of buttons, door or climate sensors, or rules',
			request: 'POST /api/integrations/webhooks/subscribeZapierWebhook',
			fields: [
				choice(
					'zapEnum',
					{
						RULE_EVENTS: 'Rule Events',
						BUTTON_EVENTS: 'Button Events',
						DOOR_SENSOR_EVENTS: 'Door Sensor Events',
						ENVIRONMENTAL_SENSOR_EVENTS: 'Environmental Sensor Events',
					},
					'Events to send',
					{ label: 'Events' },
				),
				text('hookUrl', 'URL to send the events to', {
					label: 'Webhook URL',
					placeholder: 'e.g. https://hooks.zapier.com/hooks/standard/xxxxxx',
				}),
			],
			optional: [
				strings('uuids', 'Rules and sensors to watch', {
					label: 'Rules or Sensors',
					picker: ruleOrSensor,
					restricts: true,
				}),
				number('backoffSec', 'Seconds between two events of a sensor', { min: 0 }),
				choice(
					'doorState',
					{ OPEN: 'Open', CLOSED: 'Closed', AJAR: 'Ajar' },
					'Door state to send events for',
				),
				number('humidityLowerThreshold', 'Humidity below which to send an event'),
				number('humidityUpperThreshold', 'Humidity above which to send an event'),
				number('tempLowerThreshold', 'Temperature below which to send an event'),
				number('tempUpperThreshold', 'Temperature above which to send an event'),
			],
		},
		{
			value: 'unsubscribe',
			name: 'Unsubscribe Webhook',
			action: 'Unsubscribe Zapier webhook',
			description: 'Unsubscribe a URL from events',
			request: 'POST /api/integrations/webhooks/unsubscribeZapierWebhook',
			fields: [text('webhookId', 'ID returned by the subscription', { label: 'Webhook ID' })],
		},
	],
};
