import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../shared/call';
import type { FeedRow } from './cursor';
import { objectsIn, own } from '../shared/util/guards';

/** What can be polled, and how each feed is read. Times in ms. */

/** What the user chose beside the feed. */
export interface Choice {
	devices: string[];
	locations: string[];
	doors: string[];
	/** Only component events of these types. */
	types: string[];
}

type Row = IDataObject;

/** A feed of events that stay. */
export interface Feed {
	/** All rows from `from` on, in any order; rows outside do no harm. @throws NodeApiError */
	read(call: Call, from: number, to: number, choice: Choice): Promise<Row[]>;
	at(row: Row): number;
	ready?(row: Row): boolean;
}

/** Pages a feed is followed to in one poll. */
const MOST_PAGES = 200;
const PAGE = 100;
/** Rows that are asked for at once where a feed has no pages. */
const LIMIT = 1000;

const post = async (call: Call, path: string, body: Row): Promise<Row> =>
	await call.request(`POST /api/${path}`, { body, reads: true });

const rowsIn = (answer: Row, under: string): Row[] => objectsIn(own(answer, under));

const filled = (body: Row): Row =>
	Object.fromEntries(
		Object.entries(body).filter(([, value]) => !Array.isArray(value) || value.length > 0),
	);

/** Epoch ms, or an ISO date. */
const ms = (value: unknown): number =>
	typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) || 0 : 0;

/** Newest first; the last row leads to the next page. */
async function alerts(call: Call, from: number, _to: number, choice: Choice): Promise<Row[]> {
	const found: Row[] = [];
	let last: Row | undefined;
	for (let page = 0; page < MOST_PAGES; page++) {
		const rows = rowsIn(
			await post(call, 'event/getPolicyAlerts', {
				...filled({
					deviceFilter: choice.devices,
					locationFilter: choice.locations,
					accessControlledDoorFilter: choice.doors,
				}),
				afterTimestampMs: from,
				maxResults: PAGE,
				...(last ? { lastTimestampMs: last.timestampMs, lastUuid: last.uuid } : {}),
			}),
			'policyAlerts',
		);
		found.push(...rows);
		const next = rows.at(-1);
		// The server's own cap on a page is not published, so a short page is not the last one.
		if (!next || next.uuid === last?.uuid || ms(next.timestampMs) < from) {
			break;
		}
		last = next;
	}
	return found;
}

/**
 * Reads a window of a feed that cuts its answer at a limit and does not say which end it leaves out:
 * a full answer is read again in two halves.
 */
async function inHalves(
	read: (from: number, to: number) => Promise<Row[]>,
	from: number,
	to: number,
): Promise<Row[]> {
	const rows = await read(from, to);
	if (rows.length < LIMIT || to - from <= 1) return rows;
	const middle = Math.floor((from + to) / 2);
	return [
		...(await inHalves(read, from, middle)),
		// Whether the ends belong to a window is not described: the overlap does no harm.
		...(await inHalves(read, middle, to)),
	];
}

async function access(call: Call, from: number, to: number, choice: Choice): Promise<Row[]> {
	const window = async (path: string, subject: Row) =>
		await inHalves(
			async (createdAfterMs, createdBeforeMs) =>
				rowsIn(
					await post(call, `component/${path}`, {
						...subject,
						...filled({ typeFilter: choice.types }),
						createdAfterMs: Math.max(0, createdAfterMs - 1),
						createdBeforeMs: createdBeforeMs + 1,
						limit: LIMIT,
					}),
					'componentEvents',
				),
			from,
			to,
		);
	const found: Row[] = [];
	for (const accessControlledDoorUuid of choice.doors) {
		found.push(
			...(await window('findComponentEventsByAccessControlledDoor', { accessControlledDoorUuid })),
		);
	}
	const locations =
		choice.locations.length > 0 || choice.doors.length > 0
			? choice.locations
			: rowsIn(await post(call, 'location/getLocations', {}), 'locations').map(({ uuid }) =>
					String(uuid),
				);
	for (const locationUuid of locations) {
		found.push(...(await window('findComponentEventsByLocation', { locationUuid })));
	}
	return found;
}

/** By time of making, newest first: footage of a clip may be much older than the clip. */
async function clips(call: Call, from: number, _to: number, choice: Choice): Promise<Row[]> {
	const found: Row[] = [];
	let pageToken: unknown;
	for (let page = 0; page < MOST_PAGES; page++) {
		const answer = await post(call, 'event/getClipsWithProgress', {
			...filled({ deviceUuidFilters: choice.devices, locationUuidFilters: choice.locations }),
			sortField: 'createdAtMs',
			sortOrder: 'DESC',
			pageSize: PAGE,
			...(pageToken ? { pageToken } : {}),
		});
		const rows = rowsIn(answer, 'savedClips');
		found.push(...rows);
		const isPast = rows.length > 0 && rows.every(({ createdAtMs }) => ms(createdAtMs) < from);
		if (!answer.pageToken || answer.pageToken === pageToken || isPast) break;
		pageToken = answer.pageToken;
	}
	return found;
}

async function faces(call: Call, from: number, to: number, choice: Choice): Promise<Row[]> {
	const found: Row[] = [];
	let lastEvaluatedKey: unknown;
	for (let page = 0; page < MOST_PAGES; page++) {
		const answer = await post(call, 'faceRecognition/faceEvent/findFaceEventsByOrg', {
			searchFilter: {
				...filled({ deviceUuids: choice.devices, locationUuids: choice.locations }),
				timestampFilter: {
					rangeStart: new Date(from).toISOString(),
					rangeEnd: new Date(to).toISOString(),
				},
			},
			pageRequest: { maxPageSize: PAGE, ...(lastEvaluatedKey ? { lastEvaluatedKey } : {}) },
		});
		found.push(...rowsIn(answer, 'faceEvents'));
		if (!answer.lastEvaluatedKey || answer.lastEvaluatedKey === lastEvaluatedKey) break;
		lastEvaluatedKey = answer.lastEvaluatedKey;
	}
	return found;
}

const window =
	(path: string, under: string) =>
	async (call: Call, timestampMsAfter: number, timestampMsBefore: number): Promise<Row[]> =>
		rowsIn(
			await post(call, path, {
				timestampMsAfter: Math.max(0, timestampMsAfter - 1),
				timestampMsBefore: timestampMsBefore + 1,
			}),
			under,
		);

/** By the node's `feed`. */
export const feeds: Record<string, Feed> = {
	alert: { read: alerts, at: ({ timestampMs }) => ms(timestampMs) },
	access: {
		read: access,
		at: ({ createdAtMs, timestampMs }) => ms(createdAtMs) || ms(timestampMs),
	},
	audit: {
		read: window('report/getAuditFeed', 'auditEvents'),
		at: ({ timestamp }) => ms(timestamp),
	},
	diagnostic: {
		read: window('report/getDiagnosticFeed', 'diagnosticEvents'),
		at: ({ timestamp }) => ms(timestamp),
	},
	clip: {
		read: clips,
		at: ({ createdAtMs, timestampMs }) => ms(createdAtMs) || ms(timestampMs),
		ready: ({ status, percentComplete }) =>
			status === 'COMPLETE' || percentComplete === 100 || status === undefined,
	},
	face: { read: faces, at: ({ eventTimestamp }) => ms(eventTimestamp) },
	vehicle: {
		read: async (call, startTimeMs, endTimeMs, choice) =>
			rowsIn(
				await post(call, 'vehicle/getVehicleEvents', {
					...filled({
						deviceUuidFilter: choice.devices,
						locationUuidFilter: choice.locations,
					}),
					startTimeMs: Math.max(0, startTimeMs - 1),
					endTimeMs: endTimeMs + 1,
				}),
				'events',
			),
		at: ({ eventTimestamp }) => ms(eventTimestamp),
	},
};

/**
 * The order in which things happened, so that rows of one ms follow each other rightly. The contract
 * does not say which way a feed runs, so its times do; a feed that does not show it (one row, or all
 * of one ms) runs as those do that are known: newest first.
 */
function asHappened<T extends { at: number }>(rows: T[]): T[] {
	let climbs = 0;
	for (let index = 1; index < rows.length; index++) {
		climbs += Math.sign(rows[index].at - rows[index - 1].at);
	}
	return (climbs > 0 ? [...rows] : [...rows].reverse()).sort((a, b) => a.at - b.at);
}

/**
 * Rows of a feed as the cursor takes them, in the order in which they happened; rows without an ID
 * cannot be told apart and are left out.
 */
export const feedRows = (feed: Feed, rows: Row[]): Array<FeedRow<Row>> =>
	asHappened(
		rows.flatMap((row) => {
			const id = typeof row.uuid === 'string' ? row.uuid : '';
			return id === '' ? [] : [{ id, at: feed.at(row), ready: feed.ready?.(row) ?? true, row }];
		}),
	);

/** Devices that are unhealthy now: a list without a past. */
export async function unhealthy(call: Call): Promise<Map<string, Row>> {
	const rows = rowsIn(
		await post(call, 'event/getUnhealthyDeviceAlerts', {}),
		'unhealthyDeviceAlerts',
	);
	return new Map(rows.map((row) => [`${String(row.deviceUuid)}/${String(row.symptom)}`, row]));
}
