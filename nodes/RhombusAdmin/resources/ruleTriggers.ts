import type { IDataObject } from 'n8n-workflow';
import { choice, flag, json, list, number, strings, text } from '../../shared/model/fields';
import type { Field } from '../../shared/model/operation';
import { ACTIVITIES, id, ids } from '../../services/rhombus/fields';
import { isObject } from '../../shared/util/guards';

/**
 * What a rule reacts to: the members of the contract's `BaseRuleTriggerType`, told apart by their type.
 * Of two of them the contract has no fields: they take JSON.
 */

const TYPES = {
	DEVICE_ACTIVITY_EVENT: 'Activity of Devices',
	DIAGNOSTIC_EVENT: 'Diagnostic of Devices',
	AUDIT_EVENT: 'Action of Users',
	ALERT_MONITORING_EVENT: 'Alarm Monitoring',
	CUSTOM_LLM_EVENT: 'Custom Event (Prompt)',
	VISION_LLM_EVENT: 'Question About Image',
	LOCATION_LOCKDOWN_ACTIVATED_EVENT: 'Lockdown Activated',
	LOCATION_LOCKDOWN_DEACTIVATED_EVENT: 'Lockdown Deactivated',
	RECURRING_EVENT: 'Interval',
	SCHEDULED_EVENT: 'Time of Day',
	INCOMING_WEBHOOK_EVENT: 'Incoming Webhook',
	BUTTON_INTEGRATION_EVENT: 'Button of Other System',
	BADGE_INTEGRATION_EVENT: 'Badge of Other System',
	SHELLY_INTEGRATION_EVENT: 'Shelly Device',
};
type Type = keyof typeof TYPES;

const forTypes = (field: Field, ...types: Type[]): Field => ({
	...field,
	showIf: { type: types },
});

const typedTriggers: Field[] = [
	choice('type', TYPES, 'Events that run the rule'),
	forTypes(
		text('activityEvent.activityEvent', ACTIVITIES, {
			label: 'Activity',
			placeholder: 'e.g. MOTION_HUMAN',
		}),
		'DEVICE_ACTIVITY_EVENT',
	),
	forTypes(
		text('diagnosticEvent.diagnosticEvent', 'Diagnostic in capitals, as the feed names it', {
			label: 'Diagnostic',
			placeholder: 'e.g. CAMERA_DISCONNECTED',
		}),
		'DIAGNOSTIC_EVENT',
	),
	forTypes(
		text('auditEvent.auditEvent', 'Action in capitals, as the audit log names it', {
			label: 'Action',
			placeholder: 'e.g. PIN_CREATED',
		}),
		'AUDIT_EVENT',
	),
	forTypes(
		choice(
			'alertMonitoringRulesEventType',
			{ ALARM_CREATED: 'Alarm Created', ALARM_CANCELED: 'Alarm Canceled' },
			'Event of an alarm',
			{ label: 'Alarm Event' },
		),
		'ALERT_MONITORING_EVENT',
	),
	forTypes(id('promptUuid', 'Prompt ID', 'Saved prompt whose answer counts'), 'CUSTOM_LLM_EVENT'),
	forTypes(
		ids('deviceFacetUuids', 'Camera IDs', 'Only images of these cameras', { restricts: true }),
		'CUSTOM_LLM_EVENT',
	),
	forTypes(
		id('deviceFacetUuid', 'Camera ID', 'Camera whose image is looked at'),
		'VISION_LLM_EVENT',
	),
	forTypes(text('userPrompt', 'Question to ask', { rows: 2 }), 'VISION_LLM_EVENT'),
	forTypes(
		flag('highDetail', 'Whether to look at the image in high resolution'),
		'VISION_LLM_EVENT',
	),
	forTypes(
		flag('createAffirmativeSeekpoints', 'Whether to mark the footage where the answer is yes', {
			label: 'Mark Yes',
		}),
		'VISION_LLM_EVENT',
	),
	forTypes(
		flag('createNegativeSeekpoints', 'Whether to mark the footage where the answer is no', {
			label: 'Mark No',
		}),
		'VISION_LLM_EVENT',
	),
	forTypes(
		id('locationUuid', 'Location ID', 'Location of the lockdown'),
		'LOCATION_LOCKDOWN_ACTIVATED_EVENT',
		'LOCATION_LOCKDOWN_DEACTIVATED_EVENT',
	),
	forTypes(
		number('repeatInterval', 'How many of the units lie between two runs', { min: 1, default: 1 }),
		'RECURRING_EVENT',
	),
	forTypes(
		choice(
			'timeUnit',
			{ SECONDS: 'Seconds', MINUTES: 'Minutes', HOURS: 'Hours' },
			'Unit of the interval',
			{ default: 'HOURS' },
		),
		'RECURRING_EVENT',
	),
	forTypes(
		number('minOfDay', 'Minute of the day at which the rule runs, such as 480 for 08:00', {
			label: 'Minute of Day',
			min: 0,
			max: 1439,
		}),
		'SCHEDULED_EVENT',
	),
	forTypes(
		id('webhookToken', 'Webhook Token', 'Token that Rule → Create Incoming Webhook returned', {
			secret: true,
		}),
		'INCOMING_WEBHOOK_EVENT',
	),
	forTypes(
		text('displayName', 'Name of the incoming webhook', { label: 'Webhook Name' }),
		'INCOMING_WEBHOOK_EVENT',
	),
	...[
		text('thirdPartyButtonUuid', 'ID of the button in the other system', { label: 'Button' }),
		text('thirdPartyButtonName', 'Name of the button', { label: 'Button Name' }),
		text('thirdPartyButtonSerialNumber', 'Serial number of the button', {
			label: 'Button Serial Number',
		}),
		text('thirdPartyButtonAction', 'How the button is pressed, as the other system says it', {
			label: 'Button Action',
		}),
	].map((field) => forTypes(field, 'BUTTON_INTEGRATION_EVENT')),
	forTypes(
		ids('deviceUuids', 'Device IDs', 'Only of these devices', { restricts: true }),
		'DEVICE_ACTIVITY_EVENT',
		'DIAGNOSTIC_EVENT',
	),
	forTypes(
		strings('deviceLabels', 'Only devices with these labels', { restricts: true }),
		'DEVICE_ACTIVITY_EVENT',
		'DIAGNOSTIC_EVENT',
	),
	forTypes(
		ids('componentCompositeUuids', 'Door IDs', 'Only of these doors', { restricts: true }),
		'DEVICE_ACTIVITY_EVENT',
	),
	forTypes(
		ids('componentUuids', 'Component IDs', 'Only of these readers, relays or buttons', {
			restricts: true,
		}),
		'DEVICE_ACTIVITY_EVENT',
	),
	forTypes(
		ids('userUuids', 'User IDs', 'Only actions of these users', { restricts: true }),
		'AUDIT_EVENT',
	),
	forTypes(
		ids('locationUuids', 'Location IDs', 'Only at these locations', { restricts: true }),
		'DEVICE_ACTIVITY_EVENT',
		'DIAGNOSTIC_EVENT',
		'ALERT_MONITORING_EVENT',
		'RECURRING_EVENT',
		'SCHEDULED_EVENT',
	),
	forTypes(
		json('further', 'Further properties of the trigger, as named in the API', {
			label: 'Properties (JSON)',
		}),
		'BADGE_INTEGRATION_EVENT',
		'SHELLY_INTEGRATION_EVENT',
	),
];

/** `{ 'a.b': 1, further: { c: 2 } }` → `{ a: { b: 1 }, c: 2 }`. */
function nested(entry: IDataObject): IDataObject {
	const { further, ...own } = entry;
	const made: IDataObject = {};
	for (const [name, value] of Object.entries(own)) {
		const [outer = '', inner] = name.split('.');
		made[outer] = inner ? { [inner]: value } : value;
	}
	return { ...made, ...(isObject(further) ? further : {}) };
}

/** All of a rule's triggers. */
export const triggers = list('triggers', 'Events that run the rule', typedTriggers, {
	required: true,
	complete: (_client, entries) => (entries as IDataObject[]).map(nested),
});
