import { flag, group, number, pick, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import {
	id,
	latitude,
	locationUuid,
	longitude,
	seconds,
	subLocations,
} from '../../services/rhombus/fields';
import { keypad as keypadPicker, videoWall } from '../../services/rhombus/pickers';
import { flagged } from '../../services/rhombus/steps/flags';

const keypadUuid = pick(keypadPicker, 'keypadUuid', 'Keypad, from the list or by its ID');

export const keypad: Resource = {
	value: 'keypad',
	name: 'Keypad',
	description: 'Tablets that arm and disarm alarm monitoring',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many keypads',
			description: 'Get the keypads of the organization',
			request: 'POST /api/keypad/getKeypadsForOrg',
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'keypads' },
		},
		{
			value: 'getByLocation',
			name: 'Get by Location',
			action: 'Get keypads by location',
			description: 'Get the keypads of a location',
			request: 'POST /api/keypad/getKeypadsForLocation',
			idempotent: true,
			fields: [locationUuid],
			paging: whole,
			output: { rowsProperty: 'keypads' },
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update keypad',
			description:
				'Update the name, place or features of a keypad; values that you leave out do not change',
			request: 'POST /api/keypad/updateKeypad',
			fields: [keypadUuid],
			optional: [
				text('name', 'Name of the keypad', { placeholder: 'e.g. Entrance' }),
				locationUuid,
				text('locationName', 'Name of the location that the keypad shows'),
				text('timeZoneId', 'Time zone of the keypad', {
					label: 'Time Zone',
					placeholder: 'e.g. America/New_York',
				}),
				seconds('armCountdownSecs', 'Arm Countdown', 'Time to leave before the alarm is armed', {
					min: 0,
					default: 60,
				}),
				flag('showCallBuildingAdmin', 'Whether the keypad offers a call to the building', {
					label: 'Show Call Button',
				}),
				text('buildingAdminPhoneNumber', 'Number that this call dials', {
					label: 'Building Phone Number',
					placeholder: 'e.g. +15555550100',
				}),
				flag('additionalFeaturesDisabled', 'Whether the keypad only arms and disarms', {
					label: 'Arming Only',
				}),
				pick(videoWall, 'videoWallUuid', 'Video wall that the keypad shows'),
				id('logoUuid', 'Logo ID', 'ID of an uploaded logo'),
				group(
					'qualifiedAddress',
					'Postal address of the keypad, for emergency calls',
					[
						text('addressline1', 'Street and number', { label: 'Address' }),
						text('addressLine2', 'Second line of the address', { label: 'Address Line 2' }),
						text('locality', 'Town'),
						text('administrativeArea', 'State or region'),
						text('postalCode', 'ZIP or postal code'),
						text('regionCode', 'Two-letter country code', { placeholder: 'e.g. US' }),
					],
					{ label: 'Postal Address' },
				),
				number('floorNumber', 'Floor of the building'),
				latitude,
				longitude,
				subLocations,
			],
			adjust: flagged('subLocationsHierarchyKey', 'videoWallUuid'),
			output: { kind: 'done' },
		},
		{
			value: 'unregister',
			name: 'Unregister',
			action: 'Unregister keypad',
			description: 'Unregister a keypad, so that it no longer arms or disarms',
			request: 'POST /api/keypad/unregisterKeypad',
			fields: [keypadUuid],
			output: { kind: 'done', about: ['keypadUuid'] },
		},
	],
};
