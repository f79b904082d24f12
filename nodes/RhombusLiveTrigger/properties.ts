import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { camera, door, location } from '../services/rhombus/pickers';
import { several } from '../shared/description/locator';
import { catchUpOption, mostExecutionsOption, restartOption } from '../shared/triggers/liveOptions';
import { CHANGE_TYPES, ENTITIES } from './feedFacts';

/** What the editor shows of the Rhombus Live Trigger. */

/** What starts the workflow, the most usual first. */
export const EVENTS: Array<INodePropertyOptions & { value: string }> = [
	{ name: 'New Alert', value: 'alert', description: 'A camera, door or sensor alerts' },
	{
		name: 'Alert Completed',
		value: 'finalized',
		description: 'An alert has ended, so that its clip is complete',
	},
	{ name: 'Alert Dismissed', value: 'dismissed', description: 'An alert is dismissed or deleted' },
	{ name: 'Access Event', value: 'access', description: 'Badge, door, button and lockdown events' },
	{ name: 'Vehicle Event', value: 'vehicle', description: 'A vehicle or plate is seen' },
	{ name: 'Face Event', value: 'face', description: 'A face is seen' },
	{ name: 'Saved Clip', value: 'clip', description: 'A clip is saved and ready' },
	{
		name: 'Device Diagnostic',
		value: 'diagnostic',
		description: 'A device goes offline, comes back or reports trouble',
	},
	{ name: 'Audit Entry', value: 'audit', description: 'Actions of users and API keys' },
	{
		name: 'Other Change',
		value: 'change',
		description: 'Anything else that the change feed reports, as it comes',
	},
];

/** Words of an identifier in capitals. */
const titled = (name: string) =>
	name
		.split('_')
		.map((word) => (['NVR'].includes(word) ? word : word.charAt(0) + word.slice(1).toLowerCase()))
		.join(' ');

const showOther = { displayOptions: { show: { events: ['change'] } } };

export const properties: INodeProperties[] = [
	{
		displayName:
			'Needs no public address: n8n connects to Rhombus. Rhombus documents this feed for API tokens; it was not possible to try it on a live organization before this release.',
		name: 'untried',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Trigger On',
		name: 'events',
		type: 'multiOptions',
		options: EVENTS,
		default: ['alert'],
		description: 'Events that start the workflow',
	},
	{
		displayName: 'Object Types',
		name: 'entities',
		type: 'multiOptions',
		options: ENTITIES.map((value) => ({ name: titled(value), value })),
		default: [],
		description: 'Only changes to objects of these types; all if empty',
		...showOther,
	},
	{
		displayName: 'Change Types',
		name: 'changeTypes',
		type: 'multiOptions',
		options: CHANGE_TYPES.map((value) => ({ name: titled(value), value })),
		default: [],
		description: 'Only changes of these types; all if empty',
		...showOther,
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			{
				displayName: 'Activities',
				name: 'activities',
				type: 'string',
				default: '',
				placeholder: 'e.g. MOTION_HUMAN, FACE_UNIDENTIFIED',
				description: 'Only alerts with one of these activities, separated by commas',
			},
			several(camera, 'devices', 'Cameras and Devices', 'Only events of these devices'),
			several(door, 'doors', 'Doors', 'Only events of these doors'),
			several(location, 'locations', 'Locations', 'Only events of these locations'),
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			catchUpOption('events'),
			{
				displayName: 'Late Events (Minutes)',
				name: 'lateMinutes',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 1440 },
				default: 15,
				description:
					'How late Rhombus may list an event; after a break, n8n looks back this far and skips events that it has already handled',
			},
			mostExecutionsOption,
			restartOption('events'),
		],
	},
];
