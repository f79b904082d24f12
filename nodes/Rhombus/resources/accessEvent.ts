import { choices, flag, pick, text } from '../../shared/model/fields';
import { timeWindowPages, cursorPages } from '../../shared/model/pagination';
import type { Field, Operation, Output, Resource } from '../../shared/model/operation';
import { ACCESS_EVENT, id, ids, locationUuid } from '../../services/rhombus/fields';
import { namesFor } from '../../services/rhombus/names';
import { credential, door, guestPass, user } from '../../services/rhombus/pickers';
import { between } from '../../services/rhombus/times';

const TYPES = {
	AccessControlUnitBatteryStateChangeEvent: 'Controller Battery Changed',
	AccessControlUnitDoorFirstInStateEvent: 'Controller First In State',
	AccessControlUnitLocationLockdownStateEvent: 'Controller Lockdown State',
	AccessControlUnitTamperEvent: 'Controller Tampered',
	AperioActivatorStateEvent: 'Aperio Activator State',
	AperioDoorExtensionStateEvent: 'Aperio Door Extension State',
	AperioDoorHandleStateEvent: 'Aperio Door Handle State',
	AperioDoorModeEvent: 'Aperio Door Mode',
	AperioDtcEvent: 'Aperio Trouble Code',
	AperioGatewayConnectionStateChangeEvent: 'Aperio Gateway Connection Changed',
	AperioGatewayStateEvent: 'Aperio Gateway State',
	AperioKeyCylinderStateEvent: 'Aperio Key Cylinder State',
	AperioTamperStateEvent: 'Aperio Tampered',
	ButtonEvent: 'Button',
	CredentialReceivedEvent: 'Credential Received',
	DoorAuthFirstInStateEvent: 'Door First In by Authentication',
	DoorbellEvent: 'Doorbell',
	DoorLocationLockdownStateEvent: 'Door Lockdown State',
	DoorPositionIndicatorStateChangeEvent: 'Door Position Changed',
	DoorReaderStateChangeEvent: 'Door Reader Changed',
	DoorRelayStateChangeEvent: 'Door Relay Changed',
	DoorScheduleFirstInStateEvent: 'Door First In by Schedule',
	DoorStateChangeEvent: 'Door State Changed',
	GenericInputStateChangeEvent: 'Input Changed',
	GenericRelayStateChangeEvent: 'Relay Changed',
	IntercomTalkEvent: 'Intercom Talk',
	PanicButtonEvent: 'Panic Button',
	RequestToExitStateChangeEvent: 'Request to Exit Changed',
	SchlageDoorExtensionStateEvent: 'Schlage Door Extension State',
	SchlageRs485GatewayConnectionStateChangeEvent: 'Schlage Gateway Connection Changed',
	SchlageRs485GatewayStateEvent: 'Schlage Gateway State',
	WaveToUnlockIntentExpiredEvent: 'Wave to Unlock Expired',
};

/** Kinds of events of doors and what belongs to them. */
export const eventTypes = choices(
	'typeFilter',
	TYPES,
	'Only events of these types; all types if left out',
	{
		label: 'Event Types',
		required: false,
	},
);

const output: Output = {
	rowsProperty: 'componentEvents',
	simplify: ACCESS_EVENT,
	addTo: namesFor,
};

/** The most events that Rhombus gives at once. */
const MOST = 1000;

const times = (endpoint: string): Field[] =>
	between(`component/${endpoint}`, ['createdAfterMs', 'createdBeforeMs'], 'the events', {
		required: false,
	});

/** The calls differ in nothing but what the events belong to. */
const by = (of: string, what: string, endpoint: string, field: Field): Operation => ({
	value: `getBy${of.replace(/\s/g, '')}`,
	name: `Get by ${of}`,
	action: `Get access (badge) events by ${of.replace(/\b[A-Z][a-z]+/g, (word) => word.toLowerCase())}`,
	description: `Get the access events ${what}, newest first`,
	request: `POST /api/component/${endpoint}`,
	idempotent: true,
	// Shown at once, as they are declared only once then: the types make them long.
	fields: [field, ...times(endpoint), eventTypes],
	paging: timeWindowPages('createdBeforeMs', MOST),
	output,
});

export const accessEvent: Resource = {
	value: 'accessEvent',
	name: 'Access Event',
	description: 'Events reported by readers, doors, buttons and relays',
	operations: [
		by(
			'Door',
			'of a door',
			'findComponentEventsByAccessControlledDoor',
			pick(door, 'accessControlledDoorUuid', 'Door, from the list or by its ID'),
		),
		by('Location', 'of a location', 'findComponentEventsByLocation', locationUuid),
		by(
			'User',
			'caused by a user',
			'findComponentEventsByUser',
			pick(user, 'userUuid', 'User, from the list or by its ID'),
		),
		by(
			'Credential',
			'of a credential',
			'findComponentEventsByCredentialUuid',
			pick(credential, 'credentialUuid', 'Credential, from the list or by its ID'),
		),
		by(
			'Credential Value',
			'of a card number',
			'findComponentEventsByCredentialValue',
			text('credentialValue', 'Number of the card, as sent by readers'),
		),
		by(
			'Guest Pass',
			'of a guest pass',
			'findComponentEventsByGuestPass',
			pick(guestPass, 'guestPassUuid', 'Guest pass, from the list or by its ID'),
		),
		by(
			'Component',
			'of a reader, relay or button',
			'findComponentEventsByComponent',
			id('componentUuid', 'Component ID', 'Reader, relay or button'),
		),
		by(
			'API Token',
			'caused by an API key',
			'findComponentEventsByApiToken',
			id('tokenUuid', 'API Token ID', 'Token whose events to get', {
				param: 'apiClient',
			}),
		),
		{
			value: 'getByDoorAndUsers',
			name: 'Get by Door and Users',
			action: 'Get access (badge) events by door and users',
			description: 'Get the access events of several users at a door, in either order',
			request: 'POST /api/component/findPaginatedComponentEventsByAccessControlledDoor',
			idempotent: true,
			fields: [
				pick(door, 'accessControlledDoorUuid', 'Door, from the list or by its ID'),
				...times('findPaginatedComponentEventsByAccessControlledDoor'),
				eventTypes,
			],
			optional: [
				ids('userFilter', 'User IDs', 'Only events of these users'),
				flag('reverseSearch', 'Whether to list in the opposite order'),
			],
			paging: cursorPages({ cursor: 'lastEvaluatedKey', size: 'maxPageSize' }),
			output,
		},
	],
};
