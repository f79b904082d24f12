import { choice, number, strings, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';

export const zapier: Resource = {
	value: 'zapier',
	name: 'Zapier',
	operations: [
		{
			value: 'subscribe',
			name: 'Subscribe Webhook',
			action: 'Subscribe Zapier webhook',
			description: 'Have events of buttons, door or climate sensors, or rules sent to an address',
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
					'Which events are sent',
					{ label: 'Events' },
				),
				text('hookUrl', 'Address the events are sent to', {
					label: 'Webhook URL',
					placeholder: 'e.g. https://hooks.zapier.com/hooks/standard/xxxxxx',
				}),
			],
			optional: [
				strings('uuids', 'Rules or sensors to watch', { label: 'UUIDs', restricts: true }),
				number('backoffSec', 'Seconds between two events of a sensor', { min: 0 }),
				choice(
					'doorState',
					{ OPEN: 'Open', CLOSED: 'Closed', AJAR: 'Ajar' },
					'State of the door that counts',
				),
				number('humidityLowerThreshold', 'Humidity below which an event is sent'),
				number('humidityUpperThreshold', 'Humidity above which an event is sent'),
				number('tempLowerThreshold', 'Temperature below which an event is sent'),
				number('tempUpperThreshold', 'Temperature above which an event is sent'),
			],
		},
		{
			value: 'unsubscribe',
			name: 'Unsubscribe Webhook',
			action: 'Unsubscribe Zapier webhook',
			description: 'Stop sending events to an address',
			request: 'POST /api/integrations/webhooks/unsubscribeZapierWebhook',
			fields: [text('webhookId', 'ID that the subscription gave', { label: 'Webhook ID' })],
		},
	],
};
