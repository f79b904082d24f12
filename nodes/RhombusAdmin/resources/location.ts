import { flag, list, pick, strings, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Field, Resource } from '../../shared/model/operation';
import { locationsById } from '../../services/rhombus/bulk';
import { latitude, locationUuid, longitude } from '../../services/rhombus/fields';
import { location as locationPicker, policy } from '../../services/rhombus/pickers';
import { floorPlan } from '../../services/rhombus/shapes';
import { found } from '../../services/rhombus/steps/found';

const address: Field[] = [
	text('address1', 'Street and number', { label: 'Address', placeholder: 'e.g. 350 Fifth Avenue' }),
	text('address2', 'Second line of the address', { label: 'Address Line 2' }),
	text('postalCode', 'ZIP or postal code', { placeholder: 'e.g. 10118' }),
	text('countryCode', 'Two-letter country code', { placeholder: 'e.g. US' }),
	latitude,
	longitude,
	pick(policy, 'policyUuid', 'Policy for new devices'),
	strings('labels', 'Labels of the location'),
	list(
		'floorPlans',
		'Floor plans with their images and bounds; they replace the current ones',
		floorPlan,
	),
];
const ZONE = { label: 'Time Zone', placeholder: 'e.g. America/New_York' };

const label = text('label', 'Text of the label', { placeholder: 'e.g. warehouse' });
const labelled = pick(locationPicker, 'locationIdentifier', 'Location, from the list or by its ID');

export const location: Resource = {
	value: 'location',
	name: 'Location',
	description: 'Sites that devices belong to',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many locations',
			description: 'Get the locations of the organization',
			request: 'POST /api/location/getLocations',
			idempotent: true,
			optional: [
				flag('subLocationsIncluded', 'Whether to include sub-locations', {
					label: 'Include Sub-Locations',
				}),
			],
			paging: whole,
			output: { rowsProperty: 'locations' },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get location',
			description: 'Get one location',
			request: 'POST /api/location/getLocation',
			idempotent: true,
			fields: [locationUuid],
			optional: [
				flag('subLocationsRequired', 'Whether to include sub-locations of the location', {
					label: 'Include Sub-Locations',
				}),
			],
			bulk: locationsById,
			output: found('location', 'location'),
		},
		{
			value: 'create',
			name: 'Create',
			action: 'Create location',
			description: 'Create a location in the organization',
			request: 'POST /api/location/createLocation',
			fields: [
				text('location.name', 'Name of the location', {
					label: 'Name',
					placeholder: 'e.g. Warehouse',
				}),
			],
			optional: [
				...address.map((field) => ({
					...field,
					name: `location.${field.name}`,
					param: field.name,
				})),
				text('location.tz', 'Time zone of the location', { ...ZONE, param: 'tz' }),
				pick(locationPicker, 'parentLocationUuid', 'Parent of the location', {
					label: 'Parent Location',
				}),
			],
			output: { kind: 'done' },
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update location',
			description:
				'Update the name, address or labels of a location; values that you leave out do not change',
			request: 'POST /api/location/selectiveUpdateLocation',
			fields: [locationUuid],
			optional: [
				text('name', 'Name of the location'),
				...address,
				text('timezoneId', 'Time zone of the location', ZONE),
			],
			output: { kind: 'done' },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete location',
			description: 'Delete a location that has no devices',
			request: 'POST /api/location/deleteLocation',
			fields: [
				pick(locationPicker, 'uuid', 'Location, from the list or by its ID', { param: 'deleted' }),
			],
			output: { kind: 'deleted' },
		},
		{
			value: 'getLabels',
			name: 'Get Labels',
			action: 'Get labels of locations',
			description: 'Get the labels of locations',
			request: 'POST /api/location/getLocationLabelsForOrg',
			idempotent: true,
			paging: whole,
			output: {
				kind: 'entries',
				rowsProperty: 'locationLabels',
				keyField: 'locationUuid',
				valueField: 'labels',
			},
		},
		{
			value: 'addLabel',
			name: 'Add Label',
			action: 'Add label to location',
			description: 'Add a label to a location',
			request: 'POST /api/location/addLocationLabel',
			fields: [labelled, label],
			output: { kind: 'done' },
		},
		{
			value: 'removeLabel',
			name: 'Remove Label',
			action: 'Remove label from location',
			description: 'Remove a label from a location',
			request: 'POST /api/location/removeLocationLabel',
			fields: [labelled, label],
			output: { kind: 'done' },
		},
		{
			value: 'geocode',
			name: 'Geocode Address',
			action: 'Geocode address',
			description: 'Get the latitude and longitude of an address',
			request: 'POST /api/location/geoCode',
			idempotent: true,
			fields: [
				text('address', 'Street, town and country in one line', {
					placeholder: 'e.g. 350 Fifth Avenue, New York',
				}),
			],
			output: { kind: 'done' },
		},
	],
};
