import { flag, strings, text, time } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { own } from '../source';
import { get, initiateOAuth, remove, update } from '../operations';
import * as shape from '../settings';

const current = own('serviceManagement/getEnvoyIntegration');

/** `IEnvoyType`. */
const settings = [
	...shape.badge(),
	flag(
		'envoyIntegrationInstalled',
		'Whether Rhombus is installed in Envoy',
		shape.managedByRhombus,
	),
	shape.mapOf(
		'envoyUserSettingsMap',
		'User UUID',
		'Notifications of each user',
		[
			flag('guestsEnabled', 'Whether to notify about guests'),
			flag('packagesEnabled', 'Whether to notify about packages'),
		],
		{ label: 'Users' },
	),
	shape.mapOf(
		'locationInfoMap',
		'Location ID',
		'Settings of each Envoy location',
		[shape.cameras, text('locationName', '')],
		{ label: 'Locations' },
	),
];

export const envoy: Resource = {
	value: 'envoy',
	name: 'Envoy',
	operations: [
		update('Envoy', 'serviceManagement/updateEnvoyIntegrationV2', {
			holds: 'envoySettings',
			settings,
			current,
		}),
		get('Envoy', current),
		remove('Envoy', 'serviceManagement/deleteEnvoyIntegrationV2'),
		initiateOAuth('Envoy', 'serviceManagement/initiateEnvoyOAuth'),
		{
			value: 'createInvite',
			name: 'Create Invite',
			action: 'Create Envoy invite',
			description: 'Create an invite for a visitor in Envoy',
			request: 'POST /api/integrations/serviceManagement/createEnvoyInvite',
			wrap: 'invitation',
			fields: [
				text('locationId', 'Location in Envoy', { label: 'Location ID' }),
				text('invitee.name', 'Name of the visitor', { label: 'Invitee Name' }),
				time('expectedArrivalAt', 'iso', 'When the visitor is expected'),
			],
			optional: [
				text('invitee.email', 'Email address of the visitor', { label: 'Invitee Email' }),
				text('invitee.id', 'ID of the visitor in Envoy', { label: 'Invitee ID' }),
				strings('invitee.locationIds', 'Locations of the visitor', {
					label: 'Invitee Location IDs',
				}),
				strings('invitee.locations', 'Locations of the visitor by name', {
					label: 'Invitee Location Names',
				}),
				text('invitee.type', 'Type of visitor', { label: 'Invitee Type' }),
				text('hostEmployeeId', 'Employee who is visited', { label: 'Host Employee ID' }),
				text('flowId', 'Sign-in flow to use', { label: 'Flow ID' }),
				text('inviteId', 'ID for the invite', { label: 'Invite ID' }),
				time('expectedDepartureAt', 'iso', 'When the visitor leaves'),
				text('notes', 'Notes for the host', { rows: 2 }),
				flag('sendEmailToInvitee', 'Whether Envoy emails the invite to the visitor'),
				shape.listOf('customFields', 'Answers to the questions of the sign-in flow', [
					text('field', 'Name of the question'),
					text('value', 'Answer'),
				]),
			],
		},
	],
};
