import {
	choice,
	flag,
	group,
	list,
	map,
	number,
	secret,
	strings,
	text,
	time,
} from '../shared/model/fields';
import type { Field } from '../shared/model/operation';
import { subLocations } from '../services/rhombus/fields';

/**
 * What the settings of integrations have in common, as Rhombus' contract has it. Settings that only
 * one vendor has stand in that vendor's file.
 */

/** A setting that Rhombus keeps itself: an update sends it as it is, and nobody fills it in. */
export const managedByRhombus = { readOnly: true } as const;

/** Rhombus' names of integrations (`IntegrationEnum`) and how people call them. */
export const INTEGRATIONS: Record<string, string> = {
	AVIGILON_ALTA: 'Avigilon Alta',
	BOULEVARD: 'Boulevard',
	BRIVO: 'Brivo',
	BUTTERFLY_MX: 'ButterflyMX',
	DEVICE_INTEGRATION: 'Device Integration',
	DICE: 'DICE',
	ENVOY: 'Envoy',
	FLIC: 'Flic',
	GENEA: 'Genea',
	GOOGLE: 'Google',
	HONEYWELL_ELEMENTS: 'Honeywell Elements',
	GUEST_MANAGEMENT: 'Guest Management',
	INFORMACAST: 'InformaCast',
	INNER_RANGE: 'Inner Range',
	KISI: 'Kisi',
	LUMEO: 'Lumeo',
	MICROSOFT_TEAMS: 'Microsoft Teams',
	OMNIALERT: 'Omnialert',
	OPENAI: 'OpenAI',
	OPENTECH_ALLIANCE: 'OpenTech Alliance',
	PIMLOC: 'Pimloc',
	PLACE_OS: 'PlaceOS',
	PRODATAKEY: 'ProdataKey (PDK)',
	SHELLY: 'Shelly',
	TOAST: 'Toast',
	WEBHOOKS: 'Webhooks',
	ZAPIER: 'Zapier',
	RAPTOR: 'Raptor',
	NINEONEONE_CELLULAR: '911 Cellular',
	SLACK: 'Slack',
	APERIO: 'Aperio',
	PAR_POS: 'PAR POS',
	HONEYWELL_ONGUARD: 'Honeywell OnGuard',
	HONEYWELL_NETBOX: 'Honeywell NetBox',
	SIGNATURE_API: 'Signature API',
	UNKNOWN: 'Unknown',
};

/**
 * A map from names to objects. An entry's fields stand in a collection of their own: n8n fills every
 * field of an entry with its default, which would overwrite what is set at Rhombus.
 */
export const mapOf = (
	name: string,
	keyLabel: string,
	description: string,
	fields: Field[],
	extra: Partial<Field> = {},
): Field => map(name, keyLabel, description, [group('', '', fields, { label: 'Settings' })], extra);

/** A list of objects; why the collection, see `mapOf`. */
export const listOf = (
	name: string,
	description: string,
	fields: Field[],
	extra: Partial<Field> = {},
): Field => list(name, description, [group('', '', fields, { label: 'Settings' })], extra);

/** A map from names to lists of texts, e.g. of a location to its keys. */
export const mapOfTexts = (
	name: string,
	keyLabel: string,
	description: string,
	valueLabel: string,
	extra: Partial<Field> = {},
): Field => map(name, keyLabel, description, [strings('', '', { label: valueLabel })], extra);

export const enabled = flag('enabled', 'Whether the integration is enabled');
export const saveClips = flag('saveClips', 'Whether to save a clip of each event');
export const createSeekPoints = flag(
	'createSeekPoints',
	'Whether to mark each event in the footage',
);
export const indexFaces = flag('indexFaces', 'Whether to index faces seen at events');
export const alertUnauthorizedFaces = flag(
	'alertUnauthorizedFaces',
	'Whether to alert on faces that are not authorized',
);
export const identifyFacesFromBadge = flag(
	'identifyFacesFromBadge',
	'Whether to name faces after the owner of the badge that was used',
);
export const badgeAuthDisablesAlarmMonitoring = flag(
	'badgeAuthDisablesAlarmMonitoring',
	'Whether an accepted badge turns alarm monitoring off',
);
/** `BadgeFaceVerificationModeEnum`. */
export const badgeFaceVerificationMode = choice(
	'badgeFaceVerificationMode',
	{ OFF: 'Off', SHADOW: 'Shadow', SUPERVISED: 'Supervised', AUTO: 'Automatic' },
	'How to compare faces with the badge that was used',
	{ open: true },
);
export const createAccessAnomalyAlerts = flag(
	'createAccessAnomalyAlerts',
	'Whether to alert on unusual access',
);
export const doorsValidated = flag(
	'doorsValidated',
	'Whether the doors have been checked',
	managedByRhombus,
);
export const triggerNotification = flag(
	'triggerNotification',
	'Whether to notify users of each event',
);
export const tokenValid = flag('tokenValid', 'Whether the token works', managedByRhombus);
export const migrated = flag(
	'migrated',
	'Whether the settings were migrated to version 2',
	managedByRhombus,
);

export const apiToken = secret('apiToken', 'Token for the other system', { label: 'API Token' });
export const refreshToken = secret('refreshToken', 'Token that renews the access');
export const rhombusToken = secret('rhombusToken', 'Token that the other system uses for Rhombus');
export const webhookSignatureSecret = secret(
	'webhookSignatureSecret',
	'Secret that signs webhook calls',
);
export const password = secret('password', 'Password for the other system');
export const email = text('email', 'Account in the other system', {
	placeholder: 'name@email.com',
});
export const webhookNumber = number('webhookId', '', { label: 'Webhook ID' });
export const cameras = strings('assignedCameraList', 'UUIDs of the cameras that see it', {
	label: 'Camera UUIDs',
});
export const misconfiguredDoors = strings(
	'misconfiguredDoors',
	'Doors assigned to several locations',
	managedByRhombus,
);
export const doorToCameraMap = mapOfTexts(
	'doorToCameraMap',
	'Door ID',
	'Cameras of each door',
	'Camera UUIDs',
	{ label: 'Cameras by Door' },
);

/** `BadgeIntegrationDoorInfoType`. */
const doorInfo: Field[] = [
	cameras,
	number('clipDuration', 'Length of saved clips'),
	text('doorName', ''),
	number('leadingSeconds', 'Number of seconds that a clip starts before the event'),
	text('locationUuid', ''),
	flag('remoteUnlock', 'Whether the door can be unlocked from Rhombus'),
	subLocations,
];

/**
 * Settings of each door of a system, by its door ID.
 * @param own what only this vendor's doors have
 */
export const doorInfoMapWith = (...own: Field[]): Field =>
	mapOf('doorInfoMap', 'Door ID', 'Settings of each door', [...doorInfo, ...own], {
		label: 'Doors',
	});
export const doorInfoMap = doorInfoMapWith();

/** `IntegrationAuditEvent`: who changed an integration, by entry. */
const auditMap = mapOf(
	'integrationAuditMap',
	'Entry',
	'Who changed the settings, and when',
	[
		time('enabledTimestampMs', 'ms', '', { label: 'Enabled At' }),
		choice('integrationAuditEvent', { UPDATE: 'Update', DELETE: 'Delete' }, '', {
			label: 'Event',
			open: true,
		}),
		text('user', ''),
		text('userUuid', ''),
	],
	managedByRhombus,
);

/**
 * What all settings of version 2 have (`IBaseIntegrationType`).
 * @param own the vendor's name in `IntegrationEnum`; without it all names are offered
 */
export const base = (own?: string): Field[] => [
	enabled,
	choice(
		'integration',
		own ? { [own]: INTEGRATIONS[own]! } : INTEGRATIONS,
		'Integration that the settings belong to',
		{ open: true, ...managedByRhombus },
	),
	auditMap,
	text('orgUuid', '', managedByRhombus),
	text('userUuid', 'User who set up the integration', managedByRhombus),
];

/** What systems with a token have in version 2. */
export const tokens: Field[] = [apiToken, refreshToken, tokenValid];

/** What access control systems have in version 2 besides their own settings. */
export const badge = (own?: string): Field[] => [
	...base(own),
	...tokens,
	alertUnauthorizedFaces,
	badgeAuthDisablesAlarmMonitoring,
	badgeFaceVerificationMode,
	createAccessAnomalyAlerts,
	createSeekPoints,
	doorInfoMap,
	doorsValidated,
	identifyFacesFromBadge,
	indexFaces,
	misconfiguredDoors,
	saveClips,
];

/** What all settings of version 1 have. */
export const first: Field[] = [
	enabled,
	time('enabledTimestampMs', 'ms', 'When the integration was enabled', managedByRhombus),
	text('enablingUser', 'Name of the user who enabled the integration', managedByRhombus),
	text('enablingUserUuid', '', managedByRhombus),
];

/** What access control systems have in version 1 besides their own settings. */
export const firstBadge: Field[] = [
	...first,
	alertUnauthorizedFaces,
	createSeekPoints,
	doorInfoMap,
	identifyFacesFromBadge,
	rhombusToken,
	saveClips,
];
