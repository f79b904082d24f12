import { merged } from '../../shared/execution/mergeIntoCurrent';
import { notRead } from '../../shared/execution/notRead';
import { flag, strings, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { objectsIn, own } from '../../shared/util/guards';
import { ids } from '../../services/rhombus/fields';
import { at, between } from '../../services/rhombus/times';
import { namesFor } from '../../services/rhombus/names';

const plate = text('vehicleLicensePlate', 'License plate, as written on the vehicle', {
	label: 'License Plate',
	placeholder: 'e.g. 7ABC123',
});
const label = text('label', 'Text of the label', { placeholder: 'e.g. delivery' });

export const vehicle: Resource = {
	value: 'vehicle',
	name: 'Vehicle',
	description: 'Known vehicles, and sightings of license plates',
	operations: [
		{
			value: 'getEvents',
			name: 'Get Events',
			action: 'Get vehicle events (license plates)',
			description: 'Get when and where vehicles were seen, by plate, name or label',
			request: 'POST /api/vehicle/getVehicleEvents',
			idempotent: true,
			fields: between('vehicle/getVehicleEvents', ['startTimeMs', 'endTimeMs'], 'the events'),
			optional: [
				strings('licensePlateExactQuery', 'Only vehicles with these plates', {
					label: 'License Plates',
				}),
				text('licensePlateFuzzyQuery', 'Only vehicles with a similar license plate', {
					label: 'License Plate Like',
				}),
				strings('nameQuery', 'Only vehicles with these names', { label: 'Names' }),
				strings('vehicleLabelQuery', 'Only vehicles with these labels', { label: 'Labels' }),
				flag('unnamedQuery', 'Whether to get only vehicles without a name', {
					label: 'Unnamed Only',
				}),
				ids('deviceUuidFilter', 'Camera IDs', 'Only sightings by these cameras'),
				ids('locationUuidFilter', 'Location IDs', 'Only sightings at these locations'),
			],
			paging: whole,
			output: {
				rowsProperty: 'events',
				simplify: [
					'uuid',
					'eventTimestamp',
					'vehicleLicensePlate',
					'matchingLicensePlates',
					'partialLicensePlates',
					'name',
					'deviceUuid',
					'locationUuid',
				],
				addTo: namesFor,
			},
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many vehicles',
			description: 'Get the vehicles known by their license plates',
			request: 'POST /api/vehicle/getVehicles',
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'vehicles' },
		},
		merged({
			value: 'save',
			name: 'Save',
			action: 'Save vehicle',
			description: 'Save a vehicle: create it, or update the one with the same plate',
			request: 'POST /api/vehicle/saveVehicle',
			fields: [plate],
			optional: [
				text('name', 'Name of the vehicle', { placeholder: 'e.g. Van 3' }),
				text('description', 'Description of the vehicle', { rows: 2 }),
				flag('alert', 'Whether to raise an alert when the vehicle is seen'),
				flag('trust', 'Whether the vehicle is trusted'),
				at('vehicle/saveVehicle', 'createdAtMillis', 'When the vehicle was added'),
				text('thumbnailS3Key', 'S3 key of the thumbnail, from a vehicle event', {
					label: 'Thumbnail S3 Key',
				}),
			],
			also: ['POST /api/vehicle/getVehicles'],
			// Nothing documents whether omitted values are kept.
			merging: {
				read: async (context, { vehicleLicensePlate: given }) => {
					const answer = await context.request('POST /api/vehicle/getVehicles', {
						body: {},
						idempotent: true,
					});
					const vehicles = own(answer, 'vehicles');
					if (vehicles === undefined) throw notRead(context);
					return objectsIn(vehicles).find(({ licensePlate }) => licensePlate === given) ?? {};
				},
				thing: (_call, { vehicleLicensePlate: given }) => `vehicle ${String(given)}`,
				keeps: ['name', 'description', 'alert', 'trust', 'createdAtMillis', 'thumbnailS3Key'],
			},
			output: { kind: 'done' },
		}),
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete vehicle',
			description: 'Delete a vehicle; its events remain',
			request: 'POST /api/vehicle/deleteVehicle',
			fields: [plate],
			output: { kind: 'deleted' },
		},
		{
			value: 'assignEvents',
			name: 'Assign Events',
			action: 'Assign events to vehicle',
			description: 'Assign sightings to a known vehicle, for example after a misread plate',
			request: 'POST /api/vehicle/associateEventsToVehicle',
			fields: [plate, ids('eventUuids', 'Event IDs', 'IDs of the vehicle events')],
			output: { kind: 'done' },
		},
		{
			value: 'getLabels',
			name: 'Get Labels',
			action: 'Get labels of vehicles',
			description: 'Get the labels of vehicles',
			request: 'POST /api/vehicle/getVehicleLabelsForOrg',
			idempotent: true,
			paging: whole,
			output: {
				kind: 'entries',
				rowsProperty: 'vehicleLabels',
				keyField: 'vehicleLicensePlate',
				valueField: 'labels',
			},
		},
		{
			value: 'addLabel',
			name: 'Add Label',
			action: 'Add label to vehicle',
			description: 'Add a label to a vehicle',
			request: 'POST /api/vehicle/addVehicleLabel',
			fields: [plate, label],
			output: { kind: 'done' },
		},
		{
			value: 'removeLabel',
			name: 'Remove Label',
			action: 'Remove label from vehicle',
			description: 'Remove a label from a vehicle',
			request: 'POST /api/vehicle/removeVehicleLabel',
			fields: [plate, label],
			output: { kind: 'done' },
		},
	],
};
