import type { INodeProperties } from 'n8n-workflow';
import { rule, sensor } from '../services/rhombus/pickers';
import { locator, several } from '../shared/description/locator';

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

export const properties: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'source',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Any Alert',
				value: 'alerts',
				description: 'Every policy alert of the organization, by its webhook integration',
			},
			{
				name: 'Any Rule',
				value: 'anyRule',
				description: 'Rule events of the organization, by subscription',
			},
			{
				name: 'Button',
				value: 'button',
				description: 'A button is pressed, by subscription',
			},
			{
				name: 'Device Diagnostic',
				value: 'diagnostics',
				description: 'A device goes offline, comes back or reports trouble',
			},
			{
				name: 'Door Sensor',
				value: 'doorSensor',
				description: 'A door is opened, closed or left ajar, by subscription',
			},
			{
				name: 'Environmental Sensor',
				value: 'environment',
				description: 'A temperature or humidity threshold is crossed, by subscription',
			},
			{
				name: 'Rule',
				value: 'rule',
				description: 'One rule of the Rhombus console runs; this node is added to its actions',
			},
			{
				name: 'Webhook Set Up in Rhombus',
				value: 'manual',
				description: 'You give the Production URL to a rule or to the webhook integration',
			},
		],
		default: 'alerts',
	},
	{
		displayName: 'Rule',
		name: 'rule',
		...locator(rule),
		required: true,
		description: 'The rule that starts the workflow; its other actions stay as they are',
		...show(['rule']),
	},
	{
		displayName: 'Webhook Secret',
		name: 'signingSecret',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		description:
			'What Rhombus shows for the webhook and signs its deliveries with. Without it, a header is needed.',
		...show(['manual']),
	},
	{
		displayName: 'Header Name',
		name: 'headerName',
		type: 'string',
		default: '',
		placeholder: 'e.g. X-N8N-Token',
		description: 'Custom header that you set at the webhook action of the rule',
		...show(['manual']),
	},
	{
		displayName: 'Header Value',
		name: 'headerValue',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		description: 'Any long random text; deliveries without it are refused',
		...show(['manual']),
	},
	{
		displayName: 'Activities',
		name: 'activities',
		type: 'string',
		default: '',
		placeholder: 'e.g. MOTION_HUMAN, FACE_UNIDENTIFIED',
		description: 'Only alerts with one of these activities, separated by commas. Empty: all.',
		...show(['alerts', 'diagnostics', 'manual']),
	},
	{
		...several(sensor, 'devices', 'Devices', 'Only these devices or rules. Empty: all.'),
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
				'Environmental sensors: report when it is more humid',
			),
			threshold(
				'Humidity Below (%)',
				'humidityLowerThreshold',
				'Environmental sensors: report when it is drier',
			),
			threshold(
				'Pause Between Events (Seconds)',
				'backoffSec',
				'How long Rhombus keeps quiet after an event',
			),
			threshold(
				'Temperature Above',
				'tempUpperThreshold',
				'Environmental sensors: report when it is warmer, in the unit of the organization',
			),
			threshold(
				'Temperature Below',
				'tempLowerThreshold',
				'Environmental sensors: report when it is colder, in the unit of the organization',
			),
		],
		...show(SUBSCRIPTIONS),
	},
];
