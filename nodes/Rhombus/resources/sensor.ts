import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { build, valuesByName } from '../../shared/request/build';
import type { ApiRequest } from '../../shared/http/types';
import { readPages } from '../../shared/response/toItems';
import { choice, flag, pick, text, localOnly } from '../../shared/model/fields';
import {
	timeWindowPages,
	cursorPages,
	whole,
	type Pagination,
} from '../../shared/model/pagination';
import type { Resource, OperationContext } from '../../shared/model/operation';
import { deviceDetails, EMPTIED, ids } from '../../services/rhombus/fields';
import { sensor as sensorPicker, SENSORS, type SensorKind } from '../../services/rhombus/pickers';
import { clearable, flagSubLocations, withFlags } from '../../services/rhombus/steps/flags';
import { between } from '../../services/rhombus/times';

/** Each kind of sensor has calls of its own, so the kind is chosen first. */

const window = ['createdAfterMs', 'createdBeforeMs'] as [string, string];

/** The most events that Rhombus gives at once for a sensor. */
const MOST = 100;

/** How the events of a kind are listed. */
const EVENTS: Record<
	SensorKind,
	{ path: string; uuid: string; rowsProperty: string; paging: Pagination }
> = {
	climate: {
		path: 'climate/getClimateEventsForSensor',
		uuid: 'sensorUuid',
		rowsProperty: 'climateEvents',
		paging: timeWindowPages('createdBeforeMs', MOST),
	},
	door: {
		path: 'door/getDoorEventsForSensor',
		uuid: 'sensorUuid',
		rowsProperty: 'doorEvents',
		paging: timeWindowPages('createdBeforeMs', MOST),
	},
	occupancy: {
		path: 'occupancy/getOccupancyEventsForSensor',
		uuid: 'sensorUuid',
		rowsProperty: 'events',
		paging: timeWindowPages('createdBeforeMs', MOST),
	},
	button: {
		path: 'button/getButtonPressEventsForSensor',
		uuid: 'sensorUuid',
		rowsProperty: 'events',
		paging: timeWindowPages('createdBeforeMs', MOST),
	},
	environmental: {
		path: 'climate/getEventsForEnvironmentalGateway',
		uuid: 'deviceUuid',
		rowsProperty: 'events',
		paging: cursorPages({ cursor: 'lastEvaluatedKey', size: 'maxPageSize' }, 2000),
	},
	tag: {
		path: 'proximity/getLocomotionEventsForTag',
		uuid: 'tagUuid',
		rowsProperty: 'locomotionEvents',
		paging: timeWindowPages('createdBeforeMs', MOST),
	},
};

const kind = localOnly(
	choice(
		'kind',
		Object.fromEntries(Object.entries(SENSORS).map(([value, { label }]) => [value, label])),
		'Type of sensor',
		{ default: 'climate' },
	),
);
const sensorOf = (name: string, param: string) =>
	pick(sensorPicker, name, 'Sensor, from the list or by its ID', { param });
const sensorUuid = sensorOf('sensorUuid', 'sensorUuid');

const kindOf = async (context: OperationContext) =>
	(await valuesByName(context)).kind as SensorKind;

async function list(context: OperationContext): Promise<INodeExecutionData[]> {
	const { list: path, rowsProperty } = SENSORS[await kindOf(context)];
	const request = { ...(await build(context)), path: `/api/${path}` };
	return await readPages(context, request, { rowsProperty }, whole);
}

async function listEvents(context: OperationContext): Promise<INodeExecutionData[]> {
	const { path, uuid, rowsProperty, paging } = EVENTS[await kindOf(context)];
	const request = await build(context);
	const { sensorUuid: value, ...body } = request.body as IDataObject;
	return await readPages(
		context,
		{ ...request, path: `/api/${path}`, body: { ...body, [uuid]: value } },
		{ rowsProperty },
		paging,
	);
}

/** Kinds whose details are updated alike, and the call for it. */
const DETAILS = {
	climate: 'climate/updateDetails',
	door: 'door/updateDetails',
	occupancy: 'occupancy/updateDetails',
	environmental: 'climate/updateEnvironmentalGatewayDetails',
};

const detailedKind = localOnly(
	choice(
		'detailedKind',
		Object.fromEntries(
			Object.keys(DETAILS).map((value) => [value, SENSORS[value as SensorKind].label]),
		),
		'Type of sensor',
		{ label: 'Kind', default: 'climate' },
	),
);

async function updateDetails(context: OperationContext, request: ApiRequest): Promise<ApiRequest> {
	const { detailedKind: chosen } = await valuesByName(context);
	const path = `/api/${DETAILS[String(chosen) as keyof typeof DETAILS]}`;
	return await withFlags(context, { ...request, path });
}

const cameras = ids('associatedCameras', 'Camera IDs', 'Cameras that see the sensor');
const usual = [
	...deviceDetails,
	cameras,
	flag('deleted', 'Whether the sensor is deleted'),
	clearable({ ...EMPTIED, associatedCameras: 'Camera IDs' }),
];

export const sensor: Resource = {
	value: 'sensor',
	name: 'Sensor',
	description: 'Climate, door and occupancy sensors, buttons, gateways and tags',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many sensors',
			description: 'Get the sensors of a type with their current values',
			request: 'POST /api/climate/getMinimalClimateStateList',
			also: Object.values(SENSORS)
				.slice(1)
				.map(({ list: path }) => `POST /api/${path}`),
			idempotent: true,
			fields: [kind],
			paging: whole,
			run: list,
		},
		{
			value: 'getEvents',
			name: 'Get Events',
			action: 'Get sensor events',
			description: 'Get what a sensor measured or detected, newest first',
			request: 'POST /api/climate/getClimateEventsForSensor',
			also: Object.values(EVENTS)
				.slice(1)
				.map(({ path }) => `POST /api/${path}`),
			idempotent: true,
			fields: [kind, sensorUuid],
			optional: between('climate/getClimateEventsForSensor', window, 'the events'),
			paging: timeWindowPages('createdBeforeMs', MOST),
			run: listEvents,
		},
		{
			value: 'getDoorEvents',
			name: 'Get Door Sensor Events',
			action: 'Get events of door sensor',
			description: 'Get when a door sensor reported open, closed or ajar, newest first',
			request: 'POST /api/door/getDoorEventsForSensor',
			idempotent: true,
			fields: [sensorUuid],
			optional: [
				...between('door/getDoorEventsForSensor', window, 'the events'),
				choice(
					'stateFilter',
					{ OPEN: 'Open', CLOSED: 'Closed', AJAR: 'Ajar' },
					'Only events with this state',
					{
						label: 'State',
					},
				),
			],
			paging: timeWindowPages('createdBeforeMs', MOST),
			output: { rowsProperty: 'doorEvents' },
		},
		{
			value: 'updateDetails',
			name: 'Update Details',
			action: 'Update details of sensor',
			description:
				'Update the name, location, policy or cameras of a sensor or environmental gateway',
			request: `POST /api/${DETAILS.climate}`,
			also: Object.values(DETAILS)
				.slice(1)
				.map((path) => `POST /api/${path}`),
			fields: [detailedKind, sensorOf('uuid', 'updatedSensor')],
			optional: usual,
			adjust: updateDetails,
			output: { kind: 'done', mayBeEmpty: true },
		},
		{
			value: 'updateTag',
			name: 'Update Proximity Tag',
			action: 'Update proximity tag',
			description: 'Update the name, policy or image of a proximity tag',
			request: 'POST /api/proximity/updateDetails',
			fields: [sensorOf('uuid', 'updatedSensor')],
			optional: [
				...deviceDetails.filter(({ name }) => ['name', 'description', 'policyUuid'].includes(name)),
				text('imageUrl', 'Image of the object that carries the tag', { label: 'Image URL' }),
				clearable({ description: 'Description', imageUrl: 'Image URL', policyUuid: 'Policy' }),
			],
			adjust: withFlags,
			output: { kind: 'done' },
		},
		{
			value: 'updateButton',
			name: 'Update Button',
			action: 'Update button',
			description: 'Update the name, location, mode or cameras of a button',
			request: 'POST /api/button/updateDetails',
			fields: [sensorUuid],
			optional: [
				...deviceDetails.filter(({ name }) => name !== 'policyUuid'),
				choice(
					'buttonMode',
					{ PANIC: 'Panic', PROGRAMMABLE: 'Programmable', DOORBELL: 'Doorbell', NONE: 'None' },
					'Effect of pressing the button',
				),
				cameras,
			],
			adjust: flagSubLocations,
			output: { kind: 'done' },
		},
		{
			value: 'rebootGateway',
			name: 'Reboot Environmental Gateway',
			action: 'Reboot environmental gateway',
			description: 'Reboot an environmental gateway',
			request: 'POST /api/climate/reboot',
			fields: [sensorOf('environmentalGatewayUuid', 'gateway')],
			output: {
				kind: 'done',
				failed: ({ result }) =>
					result === 'DEVICE_OFFLINE' ? 'The gateway was not rebooted: it is offline' : undefined,
			},
		},
	],
};
