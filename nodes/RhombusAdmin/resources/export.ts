import { choice, flag, strings, text } from '../../shared/model/fields';
import type { Field, Operation, Resource } from '../../shared/model/operation';
import { ids } from '../../services/rhombus/fields';
import { COUNTED, INTERVALS, SCOPES } from '../../services/rhombus/counting';
import { locationOrDevice } from '../../services/rhombus/pickers';
import { as, exportCsv } from '../../services/rhombus/steps/csv';
import { between } from '../../services/rhombus/times';

/** An export that the API gives as CSV. */
const csv = (
	value: string,
	name: string,
	description: string,
	parts: Pick<Operation, 'fields' | 'optional'> & { endpoint?: string },
): Operation => ({
	value,
	name: `Export ${name}`,
	action: `Export ${name.toLowerCase()}`,
	description,
	request: `POST /api/export/${parts.endpoint ?? value}`,
	idempotent: true,
	fields: [as, ...(parts.fields ?? [])],
	optional: parts.optional,
	output: { kind: 'binary', fileName: `${value}.csv` },
	run: exportCsv,
});

const within = (endpoint: string): Field[] =>
	between(`export/${endpoint}`, ['startInterval', 'endInterval'], 'the export');
const range = (endpoint: string): Field[] =>
	between(`export/${endpoint}`, ['startTimeMs', 'endTimeMs'], 'the export');

export const exporting: Resource = {
	value: 'export',
	name: 'Export',
	description: 'CSV reports from the console, as items or files',
	operations: [
		csv('audit', 'Audit Log', 'Export the audit log of the organization', {
			fields: within('audit'),
			optional: [
				strings('includeActions', 'Actions to include, in capital letters', {
					placeholder: 'e.g. PIN_CREATED',
				}),
				strings('excludeActions', 'Actions to leave out, in capital letters'),
			],
		}),
		csv('users', 'Users', 'Export the users of the organization', {
			optional: [ids('userUuids', 'User IDs', 'Only these users')],
		}),
		csv(
			'inventory',
			'Inventory',
			'Export the inventory of devices with serial numbers and firmware',
			{
				optional: [
					ids('cameraUuids', 'Camera IDs', 'Only these cameras'),
					ids('deviceUuids', 'Device IDs', 'Only these devices'),
				],
			},
		),
		csv('diagnostic', 'Diagnostic Log', 'Export the diagnostic log of devices', {
			fields: within('diagnostic'),
		}),
		csv('countReports', 'Count Report', 'Export counts of people, faces, vehicles or alerts', {
			fields: [
				choice('type', COUNTED, 'Objects or events to count', { param: 'countedType' }),
				choice('interval', INTERVALS, 'Length of an interval of the report'),
				choice('scope', SCOPES, 'Scope of the report'),
				...range('countReports'),
			],
			optional: [
				ids('uuidList', 'Locations or Devices', 'Where to count', { picker: locationOrDevice }),
				text('timeZone', 'Time zone that determines when days start and end', {
					placeholder: 'e.g. America/New_York',
				}),
				text('startDate', 'First day in local time', { placeholder: 'e.g. 2026-05-01' }),
				text('endDate', 'Last day in local time', { placeholder: 'e.g. 2026-05-31' }),
			],
		}),
		csv('peopleCountEvents', 'People Counts', 'Export the people counts', {
			fields: within('peopleCountEvents'),
		}),
		csv('vehicleEvents', 'Vehicle Events', 'Export when and where vehicles were seen', {
			endpoint: 'vehicleEventsV2',
			fields: range('vehicleEventsV2'),
			optional: [
				ids('deviceUuidFilter', 'Camera IDs', 'Only sightings by these cameras'),
				ids('locationUuidFilter', 'Location IDs', 'Only sightings at these locations'),
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
			],
		}),
		{
			value: 'uptime',
			name: 'Export Uptime',
			action: 'Export uptime',
			description: 'Export the uptime of devices as a ZIP file',
			request: 'POST /api/export/uptime',
			idempotent: true,
			fields: between('export/uptime', ['startDateTime', 'endDateTime'], 'the export'),
			optional: [
				ids('cameraUuids', 'Camera IDs', 'Only these cameras'),
				ids('deviceUuids', 'Device IDs', 'Only these devices'),
				choice(
					'granularity',
					{ DAYS: 'Days', HOURS: 'Hours', MINUTES: 'Minutes', SECONDS: 'Seconds' },
					'Length of an interval',
				),
			],
			output: { kind: 'binary', fileName: 'uptime.zip' },
		},
	],
};
