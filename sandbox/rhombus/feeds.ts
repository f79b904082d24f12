import type { Handler, Row, Table } from './api';
import { slice } from './paging';
import type { FeedName } from './state';

/** Lists of events that grow: filled by tests, cut and filtered as their requests say. */

const LIMIT = 100;

const timeOf = (value: unknown): number =>
	typeof value === 'string' ? Date.parse(value) : Number(value ?? 0);

/** An answer from the kept rows; without any the generic answer goes out. */
const kept =
	(name: FeedName, answer: (rows: Row[], body: Row) => Row): Handler =>
	({ state, body }) => {
		const rows = state.feeds.get(name);
		return rows && answer(rows, body);
	};

const among = (list: unknown, value: unknown) =>
	!Array.isArray(list) || list.length === 0 || list.includes(value);

const components = (subject: string): Handler =>
	kept('component', (rows, body) => ({
		// Newest first, also among those of one ms.
		componentEvents: [...rows]
			.reverse()
			.filter((row) => row[subject] === body[subject])
			.filter(({ type }) => among(body.typeFilter, type))
			.filter(
				({ createdAtMs }) =>
					Number(createdAtMs) >= Number(body.createdAfterMs ?? 0) &&
					Number(createdAtMs) <= Number(body.createdBeforeMs ?? Infinity),
			)
			.sort((a, b) => Number(b.createdAtMs) - Number(a.createdAtMs))
			.slice(0, Number(body.limit) || LIMIT),
	}));

export const feeds: Table = {
	'report/getDiagnosticFeed': kept('diagnostic', (rows, body) => ({
		error: false,
		diagnosticEvents: rows.filter(
			({ timestamp }) =>
				timeOf(timestamp) >= Number(body.timestampMsAfter ?? 0) &&
				timeOf(timestamp) <= Number(body.timestampMsBefore ?? Infinity),
		),
	})),
	'camera/getCustomFootageSeekpointsV2': kept('seekpoint', (rows, body) => {
		const from = Number(body.startTime ?? 0) * 1000;
		return {
			customFootageSeekPoints: rows
				.filter(({ deviceUuid }) => among(body.deviceUuids, deviceUuid))
				.filter(({ timestampMs }) => {
					const at = Number(timestampMs);
					return at >= from && at < from + Number(body.duration ?? 0) * 1000;
				}),
		};
	}),
	'component/findComponentEventsByLocation': components('locationUuid'),
	'component/findComponentEventsByAccessControlledDoor': components('accessControlledDoorUuid'),
	'faceRecognition/faceEvent/findFaceEventsByOrg': kept('face', (rows, body) => {
		const { timestampFilter, deviceUuids } = (body.searchFilter ?? {}) as Row;
		const { rangeStart, rangeEnd } = (timestampFilter ?? {}) as Row;
		const found = rows
			.filter(({ deviceUuid }) => among(deviceUuids, deviceUuid))
			.filter(
				({ eventTimestamp }) =>
					Number(eventTimestamp) >= timeOf(rangeStart ?? 0) &&
					Number(eventTimestamp) <= timeOf(rangeEnd ?? Number.MAX_SAFE_INTEGER),
			);
		const { lastEvaluatedKey, maxPageSize } = (body.pageRequest ?? {}) as Row;
		const { page, next } = slice(found, lastEvaluatedKey, Number(maxPageSize) || LIMIT);
		return { faceEvents: page, lastEvaluatedKey: next };
	}),
	'vehicle/getVehicleEvents': kept('vehicle', (rows, body) => ({
		error: false,
		events: rows.filter(
			({ eventTimestamp, deviceUuid }) =>
				Number(eventTimestamp) >= Number(body.startTimeMs ?? 0) &&
				Number(eventTimestamp) <= Number(body.endTimeMs ?? Infinity) &&
				among(body.deviceUuidFilter, deviceUuid),
		),
	})),
	'event/getUnhealthyDeviceAlerts': kept('unhealthy', (rows) => ({
		error: false,
		unhealthyDeviceAlerts: rows,
	})),
};
