import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { rule, sensor } from '../services/rhombus/pickers';
import { locator, several } from '../shared/description/locator';
import { NO_ENTRIES } from '../shared/model/fields';

/** What the editor shows of the Rhombus Trigger. */

const show = (source: string[]) => ({ displayOptions: { show: { source } } });
const SUBSCRIPTIONS = ['button', 'doorSensor', 'environment', 'anyRule'];

const threshold = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	default: 0,
	description,
});

/** What starts the workflow, the most usual first. */
const SOURCES: INodePropertyOptions[] = [
	{
		name: 'Any Alert',
		value: 'alerts',
		description: 'Every policy alert of the organization, through its webhook integration',
	},
	{
		name: 'Rule',
		value: 'rule',
		description: 'One rule of the Rhombus console runs; the trigger adds itself to its actions',
	},
	{
		name: 'Button',
		value: 'button',
		description: 'A button is pressed; uses a subscription',
	},
	{
		name: 'Door Sensor',
		value: 'doorSensor',
		description: 'A door is opened, closed or left ajar; uses a subscription',
	},
	{
		name: 'Environmental Sensor',
		value: 'environment',
		description: 'A temperature or humidity threshold is crossed; uses a subscription',
	},
	{
		name: 'Device Diagnostic',
		value: 'diagnostics',
		description: 'A device goes offline, comes back or reports trouble',
	},
	{
		name: 'Any Rule',
		value: 'anyRule',
		description: 'Rule events of the organization, through a subscription',
	},
	{
		name: 'Webhook Set Up in Rhombus',
		value: 'manual',
		description: 'You enter the Production URL in a rule or in the webhook integration',
	},
];

export const properties: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'source',
		type: 'options',
		noDataExpression: true,
		options: SOURCES,
		default: 'alerts',
	},
	{
		displayName: 'Rule',
		name: 'rule',
		...locator(rule),
		required: true,
		description: 'Rule that starts the workflow; its other actions do not change',
		...show(['rule']),
	},
	{
		displayName: 'Webhook Secret',
		name: 'signingSecret',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		description:
			'Secret that Rhombus shows for the webhook and signs its deliveries with. Without it, a header is required.',
		...show(['manual']),
	},
	{
		displayName: 'Header Name',
		name: 'headerName',
		type: 'string',
		default: '',
		placeholder: 'e.g. X-N8N-Token',
		description: 'Custom header that you set in the webhook action of the rule',
		...show(['manual']),
	},
	{
		displayName: 'Header Value',
		name: 'headerValue',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		description: 'Any long random text; deliveries without it are rejected',
		...show(['manual']),
	},
	{
		displayName: 'Activities',
		name: 'activities',
		type: 'string',
		default: '',
		placeholder: 'e.g. MOTION_HUMAN, FACE_UNIDENTIFIED',
		description:
			'Only alerts with one of these activities, separated by commas. If empty, all alerts trigger.',
		...show(['alerts', 'diagnostics', 'manual']),
	},
	{
		...several(
			sensor,
			'devices',
			'Devices',
			'Only these devices or rules. If empty, all of them trigger.',
		),
		default: NO_ENTRIES,
		...show(SUBSCRIPTIONS),
	},
	{
		displayName: 'Door State',
		name: 'doorState',
		type: 'options',
		options: [
			{ name: 'Ajar', value: 'AJAR' },
			{ name: 'Closed', value: 'CLOSED' },
			{ name: 'Open', value: 'OPEN' },
		],
		default: 'OPEN',
		...show(['doorSensor']),
	},
	{
		displayName: 'Options',
		name: 'subscriptionOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			threshold(
				'Humidity Above (%)',
				'humidityUpperThreshold',
				'For environmental sensors: trigger when the humidity is higher',
			),
			threshold(
				'Humidity Below (%)',
				'humidityLowerThreshold',
				'For environmental sensors: trigger when the humidity is lower',
			),
			threshold(
				'Pause Between Events (Seconds)',
				'backoffSec',
				'How long Rhombus sends no further events after an event',
			),
			threshold(
				'Temperature Above',
				'tempUpperThreshold',
				'For environmental sensors: trigger when the temperature is higher, in the unit of the organization',
			),
			threshold(
				'Temperature Below',
				'tempLowerThreshold',
				'For environmental sensors: trigger when the temperature is lower, in the unit of the organization',
			),
		],
		...show(SUBSCRIPTIONS),
	},
];
