import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { camera, door, location } from '../services/rhombus/pickers';
import { several } from '../shared/description/locator';
import { NO_ENTRIES } from '../shared/model/fields';

/** What the editor shows of the Rhombus Event Trigger. */

const show = (feed: string[]) => ({ displayOptions: { show: { feed } } });

const COMPONENT_EVENTS: Record<string, string> = {
	AccessControlUnitBatteryStateChangeEvent: 'Control Unit Battery',
	AccessControlUnitTamperEvent: 'Control Unit Tampered',
	ButtonEvent: 'Button',
	CredentialReceivedEvent: 'Credential Received',
	DoorAuthFirstInStateEvent: 'First In by Authorization',
	DoorbellEvent: 'Doorbell',
	DoorLocationLockdownStateEvent: 'Door Lockdown',
	DoorPositionIndicatorStateChangeEvent: 'Door Position',
	DoorReaderStateChangeEvent: 'Door Reader',
	DoorRelayStateChangeEvent: 'Door Relay',
	DoorScheduleFirstInStateEvent: 'First In by Schedule',
	DoorStateChangeEvent: 'Door State',
	GenericInputStateChangeEvent: 'Input Changed',
	GenericRelayStateChangeEvent: 'Relay Changed',
	IntercomTalkEvent: 'Intercom Talk',
	PanicButtonEvent: 'Panic Button',
	RequestToExitStateChangeEvent: 'Request to Exit',
	WaveToUnlockIntentExpiredEvent: 'Wave to Unlock Expired',
};

/** What starts the workflow, the most usual first. */
const FEEDS: INodePropertyOptions[] = [
	{ name: 'Policy Alert', value: 'alert', description: 'A camera, door or sensor alerts' },
	{
		name: 'Access Event',
		value: 'access',
		description: 'Badge, door, button and lockdown events',
	},
	{ name: 'Vehicle Event', value: 'vehicle', description: 'A vehicle or plate is seen' },
	{ name: 'Face Event', value: 'face', description: 'A face is seen' },
	{ name: 'Saved Clip', value: 'clip', description: 'A clip is saved and ready' },
	{
		name: 'Device Diagnostic',
		value: 'diagnostic',
		description: 'A device goes offline, comes back or reports trouble',
	},
	{
		name: 'Unhealthy Device',
		value: 'unhealthy',
		description: 'A device goes down, becomes slow or has no policy',
	},
	{
		name: 'Custom Seekpoint',
		value: 'seekpoint',
		description: 'Somebody or an integration marks a moment in the footage of a camera',
	},
	{ name: 'Audit Entry', value: 'audit', description: 'Actions of users and API keys' },
];

export const properties: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'feed',
		type: 'options',
		noDataExpression: true,
		options: FEEDS,
		default: 'alert',
	},
	{
		...several(location, 'locations', 'Locations', 'Only events of these locations'),
		default: NO_ENTRIES,
		...show(['access', 'alert', 'clip', 'face', 'seekpoint', 'vehicle']),
	},
	{
		...several(door, 'doors', 'Doors', 'Only events of these doors'),
		default: NO_ENTRIES,
		...show(['access', 'alert']),
	},
	{
		...several(camera, 'devices', 'Cameras and Devices', 'Only events of these devices'),
		default: NO_ENTRIES,
		...show(['alert', 'clip', 'face', 'seekpoint', 'vehicle']),
	},
	{
		displayName: 'Event Types',
		name: 'types',
		type: 'multiOptions',
		options: Object.entries(COMPONENT_EVENTS)
			.map(([value, name]) => ({ name, value }))
			.sort((a, b) => a.name.localeCompare(b.name, 'en')),
		default: [],
		description: 'Only events of these types; all types if empty',
		...show(['access']),
	},
	{
		displayName: 'Late Events (Minutes)',
		name: 'lateMinutes',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1440 },
		default: 15,
		description:
			'How late Rhombus may report an event; each poll looks back this far and skips events that it has already handled',
		...show(['access', 'alert', 'audit', 'clip', 'diagnostic', 'face', 'seekpoint', 'vehicle']),
	},
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
];
