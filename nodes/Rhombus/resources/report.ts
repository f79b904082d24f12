import { choice, choices, flag, number, pick, strings, text } from '../../shared/model/fields';
import { cursorPages, whole } from '../../shared/model/pagination';
import type { Field, Resource } from '../../shared/model/operation';
import { id, ids, locationUuid } from '../../services/rhombus/fields';
import { COUNTED, INTERVALS, SCOPES } from '../../services/rhombus/counting';
import { camera, locationOrDevice } from '../../services/rhombus/pickers';
import { between } from '../../services/rhombus/times';

const interval = choice('interval', INTERVALS, 'Length of an interval of the report');
const scope = choice('scope', SCOPES, 'Scope of the report');
const type = choice('type', COUNTED, 'Objects or events to count', { param: 'countedType' });
const timeZone = text('timeZone', 'Time zone that determines when days start and end', {
	placeholder: 'e.g. America/New_York',
});
const deviceUuid = pick(camera, 'deviceUuid', 'Camera, from the list or by its ID', {
	label: 'Camera',
});

const range = (endpoint: string): Field[] =>
	between(`report/${endpoint}`, ['startTimeMs', 'endTimeMs'], 'the report');

const dates: Field[] = [
	text('startDate', 'First day in local time, instead of the start time', {
		label: 'Start Date (Local)',
		placeholder: 'e.g. 2026-05-01',
	}),
	text('endDate', 'Last day in local time, instead of the end time', {
		label: 'End Date (Local)',
		placeholder: 'e.g. 2026-05-31',
	}),
];

const scopeUuid = id(
	'uuid',
	'Location or Device',
	'Location, device, or region by its ID; not needed for the organization',
	{
		picker: locationOrDevice,
		param: 'scopeUuid',
		required: false,
	},
);

const crossing: Field[] = [
	choice(
		'crossingObject',
		{
			HUMAN: 'People',
			VEHICLE: 'Vehicles',
			FACE: 'Faces',
			LPR: 'License Plates',
			POSE: 'Poses',
			CLIP_EMBED: 'Embeddings',
		},
		'Objects that cross the line',
		{ label: 'Object' },
	),
];
const bucketSize = choice(
	'bucketSize',
	{ HOUR: 'Hour', QUARTER_HOUR: 'Quarter of an Hour', DAY: 'Day', WEEK: 'Week', MONTH: 'Month' },
	'Length of an interval of the report',
);
const dedupe = flag('dedupe', 'Whether to count someone who immediately crosses again only once');

export const report: Resource = {
	value: 'report',
	name: 'Report',
	description: 'Counts over time, and audit and diagnostic feeds',
	operations: [
		{
			value: 'runCount',
			name: 'Run Count Report',
			action: 'Run count report',
			description: 'Count people, faces, vehicles or alerts over time, one item per interval',
			request: 'POST /api/report/getCountReportV2',
			idempotent: true,
			fields: [
				choices('types', COUNTED, 'Objects or events to count', { default: ['PEOPLE'] }),
				interval,
				scope,
				scopeUuid,
				...range('getCountReportV2'),
			],
			optional: [timeZone, ...dates],
			paging: whole,
			output: { rowsProperty: 'timeSeriesDataPoints' },
		},
		{
			value: 'runCountByDevice',
			name: 'Run Count Report by Device',
			action: 'Run count report by device',
			description: 'Count at each device of a location, one item per device',
			request: 'POST /api/report/getCountReportsForDevicesAtLocation',
			idempotent: true,
			fields: [locationUuid, type, interval, ...range('getCountReportsForDevicesAtLocation')],
			paging: whole,
			output: {
				kind: 'entries',
				rowsProperty: 'timeSeriesDataPointsMap',
				keyField: 'deviceUuid',
				valueField: 'dataPoints',
			},
		},
		{
			value: 'runSummary',
			name: 'Run Summary Report',
			action: 'Run summary count report',
			description: 'Sum the counts of the whole scope over time, one item per interval',
			request: 'POST /api/report/getSummaryCountReport',
			idempotent: true,
			fields: [type, interval, scope, ...range('getSummaryCountReport')],
			optional: [timeZone, ...dates],
			paging: whole,
			output: { rowsProperty: 'timeSeriesDataPoints' },
		},
		{
			value: 'runOccupancy',
			name: 'Run Occupancy Report',
			action: 'Run occupancy report of camera',
			description: 'Get how many people a camera saw at a time, one item per interval',
			request: 'POST /api/report/getOccupancyCountsV2',
			idempotent: true,
			fields: [deviceUuid, interval, ...range('getOccupancyCountsV2')],
			paging: whole,
			output: { rowsProperty: 'timeSeriesDataPoints' },
		},
		{
			value: 'runCrossings',
			name: 'Run Line Crossing Report',
			action: 'Run line crossing report of camera',
			description:
				'Count how many went in and out across the line of a camera, one item per interval',
			request: 'POST /api/report/getThresholdCrossingCountReport',
			idempotent: true,
			fields: [deviceUuid, ...crossing, bucketSize, ...range('getThresholdCrossingCountReport')],
			optional: [dedupe, timeZone],
			paging: whole,
			output: { rowsProperty: 'crossingCounts' },
		},
		{
			value: 'runCrossingsOfMany',
			name: 'Run Line Crossing Report of Many',
			action: 'Run line crossing report of several cameras',
			description: 'Count how many went in and out across the lines of several cameras in total',
			request: 'POST /api/report/getBatchThresholdCrossingCountReport',
			idempotent: true,
			fields: [
				ids('deviceUuids', 'Camera IDs', 'IDs of the cameras'),
				...crossing,
				bucketSize,
				...range('getBatchThresholdCrossingCountReport'),
			],
			optional: [dedupe, timeZone],
			paging: whole,
			output: { rowsProperty: 'crossingCounts' },
		},
		{
			value: 'getCrossings',
			name: 'Get Line Crossings',
			action: 'Get line crossings of camera',
			description: 'Get each crossing of the line of a camera',
			request: 'POST /api/report/getThresholdCrossingEventsForDevice',
			idempotent: true,
			fields: [deviceUuid, ...crossing, ...range('getThresholdCrossingEventsForDevice')],
			paging: cursorPages({ cursor: 'lastEvaluatedKey', size: 'maxPageSize' }),
			output: { rowsProperty: 'thresholdCrossingEvents' },
		},
		{
			value: 'getPeopleCounts',
			name: 'Get People Counts',
			action: 'Get most recent people counts of camera',
			description: 'Get the most recent people counts of a camera',
			request: 'POST /api/report/getMostRecentPeopleCountEvents',
			idempotent: true,
			fields: [
				deviceUuid,
				number('numMostRecent', 'Number of counts to get', {
					label: 'Number of Counts',
					min: 1,
					default: 10,
				}),
			],
			output: { rows: true, rowsProperty: 'events' },
		},
		{
			value: 'getAudit',
			name: 'Get Audit Events',
			action: 'Get audit events',
			description: 'Get the audit events of the organization: sign-ins, changes and unlocks',
			request: 'POST /api/report/getAuditFeed',
			idempotent: true,
			fields: between(
				'report/getAuditFeed',
				['timestampMsAfter', 'timestampMsBefore'],
				'the events',
			),
			optional: [
				strings('includeActions', 'Actions to include, in capital letters', {
					placeholder: 'e.g. PIN_CREATED',
				}),
				strings('excludeActions', 'Actions to leave out, in capital letters'),
			],
			paging: whole,
			output: {
				rowsProperty: 'auditEvents',
				simplify: [
					'uuid',
					'timestamp',
					'action',
					'displayText',
					'failure',
					'principalName',
					'principalType',
					'principalUuid',
					'targetName',
					'targetUuid',
					'sourceIp',
				],
			},
		},
		{
			value: 'getDiagnostics',
			name: 'Get Diagnostic Events',
			action: 'Get diagnostic events',
			description: 'Get the diagnostic events of devices: disconnections, updates and failures',
			request: 'POST /api/report/getDiagnosticFeed',
			idempotent: true,
			fields: between(
				'report/getDiagnosticFeed',
				['timestampMsAfter', 'timestampMsBefore'],
				'the events',
			),
			paging: whole,
			output: {
				rowsProperty: 'diagnosticEvents',
				simplify: [
					'uuid',
					'timestamp',
					'activity',
					'deviceUuid',
					'deviceName',
					'deviceType',
					'componentUuid',
					'firmwareVersion',
				],
			},
		},
	],
};
