import { secret, text } from '../../shared/model/fields';
import type { Field, Operation, Resource } from '../../shared/model/operation';
import { own } from '../source';
import { get, many, update, withAccount } from '../operations';
import * as shape from '../settings';

/** Honeywell's three systems of access control. The contract has no calls that delete them. */

const ROOT = 'POST /api/integrations/accessControl/';

const baseUrl = text('baseUrl', 'URL of the system', {
	label: 'Base URL',
	placeholder: 'e.g. https://honeywell.example.com',
});
const apiKey = secret('apiKey', 'Key of the Honeywell account', { label: 'API Key' });

/** What the set-up of a system whose doors Rhombus does not look up takes. */
const doors = [shape.doorInfoMap];

/** Keeps the token that the other system already uses. */
const knownToken: Field = {
	...shape.rhombusToken,
	description: 'Token of the integration to update; a new one is created if left empty',
};

/** Set-up in one step; the answer says where the other system sends its events. */
const setUp = (
	value: string,
	name: string,
	vendor: string,
	path: string,
	optional: Field[],
): Operation => ({
	value,
	name,
	action: `${name.charAt(0)}${name.slice(1).toLowerCase()} ${vendor} integration`,
	description: `Set up the ${vendor} integration; returns the URL and the token for its events`,
	request: `${ROOT}${path}`,
	optional,
});

/** Where and how the other system sends its events. */
const webhook = (vendor: string, path: string): Operation => ({
	value: 'getWebhook',
	name: 'Get Webhook',
	action: `Get ${vendor} webhook`,
	description: `Get the URL and the template that ${vendor} needs to send events to Rhombus`,
	request: `${ROOT}${path}`,
	idempotent: true,
});

const currentElements = own('accessControl/getHoneywellElementsIntegration');

export const honeywellElements: Resource = {
	value: 'honeywellElements',
	name: 'Honeywell Elements',
	operations: [
		update('Honeywell Elements', 'accessControl/updateHoneywellElementsIntegration', {
			holds: 'honeywellElementsSettings',
			// `IHoneywellElementsType`
			settings: [
				...shape.badge('HONEYWELL_ELEMENTS'),
				apiKey,
				baseUrl,
				shape.rhombusToken,
				text('siteId', 'Site in Honeywell', { label: 'Site ID' }),
			],
			current: currentElements,
		}),
		get('Honeywell Elements', currentElements),
		{
			value: 'connect',
			name: 'Connect',
			action: 'Connect Honeywell Elements integration',
			description: 'Set up the Honeywell Elements integration with its address and key',
			request: `${ROOT}connectHoneywellElements`,
			fields: [
				{ ...baseUrl, param: 'connectedUrl' },
				{ ...apiKey, param: 'connectedKey' },
			],
		},
		withAccount(
			many(
				'getSites',
				'Sites',
				'Honeywell Elements',
				'accessControl/getHoneywellElementsSites',
				'sites',
			),
			[baseUrl, apiKey],
			currentElements,
		),
		many(
			'getDevices',
			'Devices',
			'Honeywell Elements',
			'accessControl/getHoneywellElementsDevices',
			'devices',
			[text('siteId', 'Site of the devices', { label: 'Site ID' })],
		),
		webhook('Honeywell Elements', 'getHoneywellElementsWebhookConfig'),
	],
};

const currentNetBox = own('accessControl/getHoneywellNetBoxIntegration');

export const honeywellNetBox: Resource = {
	value: 'honeywellNetBox',
	name: 'Honeywell NetBox',
	operations: [
		update('Honeywell NetBox', 'accessControl/updateHoneywellNetBoxIntegration', {
			holds: 'honeywellNetBoxSettings',
			// `IHoneywellNetBoxType`
			settings: [...shape.badge('HONEYWELL_NETBOX'), baseUrl, shape.rhombusToken],
			current: currentNetBox,
		}),
		get('Honeywell NetBox', currentNetBox),
		setUp('connect', 'Connect', 'Honeywell NetBox', 'connectHoneywellNetBox', [baseUrl, ...doors]),
		setUp('setUp', 'Set Up', 'Honeywell NetBox', 'createOrUpdateHoneywellNetBoxIntegration', [
			baseUrl,
			...doors,
			knownToken,
		]),
		webhook('Honeywell NetBox', 'getHoneywellNetBoxWebhookConfig'),
	],
};

const currentOnGuard = own('accessControl/getHoneywellOnGuardIntegration');
const displayName = text('displayName', 'Name of the deployment');

/** Settings of one deployment of OnGuard. */
const deployment = [
	shape.alertUnauthorizedFaces,
	shape.badgeAuthDisablesAlarmMonitoring,
	shape.badgeFaceVerificationMode,
	shape.createAccessAnomalyAlerts,
	shape.createSeekPoints,
	displayName,
	shape.doorInfoMap,
	shape.doorsValidated,
	shape.identifyFacesFromBadge,
	shape.misconfiguredDoors,
	secret('presharedSecret', 'Secret that OnGuard and Rhombus share', {
		label: 'Pre-Shared Secret',
	}),
	shape.rhombusToken,
	shape.saveClips,
];

export const honeywellOnGuard: Resource = {
	value: 'honeywellOnGuard',
	name: 'Honeywell OnGuard',
	operations: [
		update('Honeywell OnGuard', 'accessControl/updateHoneywellOnGuardIntegration', {
			holds: 'honeywellOnGuardSettings',
			// `IHoneywellOnGuardType`
			settings: [
				...shape.base('HONEYWELL_ONGUARD'),
				shape.mapOf(
					'deploymentToSettingsMap',
					'Deployment',
					'Settings of each deployment',
					deployment,
					{ label: 'Deployments' },
				),
			],
			current: currentOnGuard,
		}),
		get('Honeywell OnGuard', currentOnGuard),
		setUp('setUp', 'Set Up', 'Honeywell OnGuard', 'createOrUpdateHoneywellOnGuardIntegration', [
			displayName,
			...doors,
			knownToken,
		]),
	],
};
