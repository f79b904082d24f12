import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/http/client';
import { objectsIn, own } from '../../shared/util/guards';

/** What can be polled, and how each feed is read. Times in ms. */

/** What the user chose besides the feed. */
export interface Choice {
	devices: string[];
	locations: string[];
	doors: string[];
	/** Only component events of these types. */
	types: string[];
}

/** Says what a poll could not read, once for each thing. */
export type Report = (problem: string) => void;

type Row = IDataObject;

/** A row of a feed. */
export interface FeedRow<T> {
	id: string;
	/** ms */
	at: number;
	/** Whether it may be handed on: a clip that is still being made may not yet. */
	ready: boolean;
	row: T;
}

/** A feed of events that stay. */
export interface Feed {
	/**
	 * All rows from `from` on, in any order, also more than once; rows outside do no harm. The number of
	 * requests is bounded whatever the server answers.
	 * @throws NodeApiError
	 */
	read(client: Client, from: number, to: number, choice: Choice, report: Report): Promise<Row[]>;
	/** ms; 0 if it cannot be read */
	at(row: Row): number;
	ready?(row: Row): boolean;
}

/** Pages a feed is followed to in one poll. */
const MOST_PAGES = 200;
const PAGE = 100;
/** Rows that are asked for at once where a feed has no pages. */
const LIMIT = 1000;
/** An answer of fewer rows is not taken for one that was cut. */
const FEWEST_CUT = 20;
/** Requests for one stretch of a feed without pages in one poll. */
const MOST_PARTS = 100;

const capped = (report: Report, feed: string) =>
	report(
		`${feed} gives more than is read in one poll; what is beyond ${MOST_PAGES} pages is left out`,
	);

const post = async (client: Client, path: string, body: Row): Promise<Row> =>
	await client.request(`POST /api/${path}`, { body, idempotent: true });

const rowsIn = (answer: unknown, rowsProperty: string): Row[] =>
	objectsIn(own(answer, rowsProperty));

const filled = (body: Row): Row =>
	Object.fromEntries(
		Object.entries(body).filter(([, value]) => !Array.isArray(value) || value.length > 0),
	);

/** Whole epoch ms from a number, a text or an ISO date; 0 for anything else. */
function ms(value: unknown): number {
	const text = typeof value === 'string' ? value : '';
	const at = typeof value === 'number' || /^\d+$/.test(text) ? Number(value) : Date.parse(text);
	const whole = Math.floor(at);
	return Number.isSafeInteger(whole) ? whole : 0;
}

/** Collects rows by ID, and tells whether an answer held any that were not there before. */
class Collected {
	readonly rows: Row[] = [];
	private readonly known = new Set<unknown>();

	add(rows: Row[]): boolean {
		const fresh = rows.filter(({ uuid }) => uuid === undefined || !this.known.has(uuid));
		for (const { uuid } of fresh) this.known.add(uuid);
		this.rows.push(...fresh);
		return fresh.length > 0;
	}
}

/**
 * Newest first; the last row leads to the next page. How many rows a page may have is the server's
 * decision, so only a page without anything new is the end.
 */
async function alerts(
	client: Client,
	from: number,
	_to: number,
	choice: Choice,
	report: Report,
): Promise<Row[]> {
	const found = new Collected();
	let last: Row | undefined;
	for (let page = 0; page < MOST_PAGES; page++) {
		const rows = rowsIn(
			await post(client, 'event/getPolicyAlerts', {
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
		const hasMore = found.add(rows);
		last = rows.at(-1);
		if (!hasMore || !last || ms(last.timestampMs) < from) return found.rows;
	}
	capped(report, 'The feed of policy alerts');
	return found.rows;
}

/**
 * Reads a stretch of a feed that cuts its answers at a limit of its own and does not say which end it
 * leaves out: what lies before the oldest and after the newest row is asked for until nothing new comes.
 */
async function whole(
	read: (from: number, to: number) => Promise<Row[]>,
	at: (row: Row) => number,
	{ from, to, report }: { from: number; to: number; report: Report },
): Promise<Row[]> {
	const found = new Collected();
	let parts = 0;
	/** Rows of the largest answer: what is as large may have been cut. */
	let largest = 0;
	const timesOf = (rows: Row[]) =>
		rows.map(at).filter((time) => time >= from - 1 && time <= to + 1);
	const part = async (start: number, end: number) => {
		parts++;
		const rows = await read(start, end);
		largest = Math.max(largest, rows.length);
		if (rows.length >= FEWEST_CUT && timesOf(rows).length < rows.length / 2) {
			report('The feed does not keep to the time it is asked for; what it leaves out is not known');
		}
		return { hasMore: found.add(rows), rows, times: timesOf(rows) };
	};
	/** Goes on towards one end. */
	const follow = async (start: number, end: number, isBack: boolean): Promise<void> => {
		let [lower, upper] = [start, end];
		while (parts < MOST_PARTS && lower <= upper) {
			const { hasMore, rows, times } = await part(lower, upper);
			if (times.length === 0 || rows.length < FEWEST_CUT) return;
			const next = isBack ? Math.min(...times) : Math.max(...times);
			if (!hasMore && next === (isBack ? upper : lower)) {
				// A full answer of nothing but one ms: whether more is there cannot be asked.
				if (rows.length >= largest) {
					report(`${rows.length} or more rows of one moment; what the feed cut off is left out`);
				}
				return;
			}
			if (!hasMore) return;
			if (isBack) upper = next;
			else lower = next;
		}
		if (parts >= MOST_PARTS) {
			report(`The feed was asked ${MOST_PARTS} times in one poll; what is beyond is left out`);
		}
	};
	const first = await part(from, to);
	if (first.rows.length < FEWEST_CUT || first.times.length === 0) return found.rows;
	await follow(from, Math.min(...first.times), true);
	await follow(Math.max(...first.times), to, false);
	return found.rows;
}

const accessAt = ({ createdAtMs, timestampMs }: Row) => ms(createdAtMs) || ms(timestampMs);

async function access(
	client: Client,
	from: number,
	to: number,
	choice: Choice,
	report: Report,
): Promise<Row[]> {
	const window = async (path: string, subject: Row) =>
		await whole(
			async (createdAfterMs, createdBeforeMs) =>
				rowsIn(
					await post(client, `component/${path}`, {
						...subject,
						...filled({ typeFilter: choice.types }),
						createdAfterMs: Math.max(0, createdAfterMs - 1),
						createdBeforeMs: createdBeforeMs + 1,
						limit: LIMIT,
					}),
					'componentEvents',
				),
			accessAt,
			{ from, to, report },
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
			: rowsIn(await post(client, 'location/getLocations', {}), 'locations').map(({ uuid }) =>
					String(uuid),
				);
	for (const locationUuid of locations) {
		found.push(...(await window('findComponentEventsByLocation', { locationUuid })));
	}
	return found;
}

/** By creation time, newest first: footage of a clip may be much older than the clip. */
async function clips(
	client: Client,
	from: number,
	_to: number,
	choice: Choice,
	report: Report,
): Promise<Row[]> {
	const found = new Collected();
	let pageToken: unknown;
	for (let page = 0; page < MOST_PAGES; page++) {
		const answer = await post(client, 'event/getClipsWithProgress', {
			...filled({ deviceUuidFilters: choice.devices, locationUuidFilters: choice.locations }),
			sortField: 'createdAtMs',
			sortOrder: 'DESC',
			pageSize: PAGE,
			...(pageToken ? { pageToken } : {}),
		});
		const rows = rowsIn(answer, 'savedClips');
		const hasMore = found.add(rows) || rows.length === 0;
		const isPast = rows.length > 0 && rows.every((row) => accessAt(row) < from);
		if (!answer.pageToken || answer.pageToken === pageToken || isPast || !hasMore) {
			return found.rows;
		}
		pageToken = answer.pageToken;
	}
	capped(report, 'The feed of saved clips');
	return found.rows;
}

async function faces(
	client: Client,
	from: number,
	to: number,
	choice: Choice,
	report: Report,
): Promise<Row[]> {
	const found = new Collected();
	let lastEvaluatedKey: unknown;
	for (let page = 0; page < MOST_PAGES; page++) {
		const answer = await post(client, 'faceRecognition/faceEvent/findFaceEventsByOrg', {
			searchFilter: {
				...filled({ deviceUuids: choice.devices, locationUuids: choice.locations }),
				timestampFilter: {
					rangeStart: new Date(from).toISOString(),
					rangeEnd: new Date(to).toISOString(),
				},
			},
			pageRequest: { maxPageSize: PAGE, ...(lastEvaluatedKey ? { lastEvaluatedKey } : {}) },
		});
		const rows = rowsIn(answer, 'faceEvents');
		// An empty page may be followed by others: the filter is applied after the page is cut.
		const hasMore = found.add(rows) || rows.length === 0;
		const key = answer.lastEvaluatedKey;
		if (!key || JSON.stringify(key) === JSON.stringify(lastEvaluatedKey) || !hasMore) {
			return found.rows;
		}
		lastEvaluatedKey = key;
	}
	capped(report, 'The feed of face events');
	return found.rows;
}

const timestampAt = ({ timestamp }: Row) => ms(timestamp);
const eventAt = ({ eventTimestamp }: Row) => ms(eventTimestamp);

/** A feed of a window of time, without pages. */
const window =
	(path: string, rowsProperty: string): Feed['read'] =>
	async (client, from, to, _choice, report) =>
		await whole(
			async (after, before) =>
				rowsIn(
					await post(client, path, {
						timestampMsAfter: Math.max(0, after - 1),
						timestampMsBefore: before + 1,
					}),
					rowsProperty,
				),
			timestampAt,
			{ from, to, report },
		);

/** Marks have no ID: their place, moment and words tell them apart. */
const withId = (row: Row): Row => {
	const { deviceUuid, timestampMs, objectType, customDisplayName, customDescription } = row;
	const parts = [deviceUuid, timestampMs, objectType, customDisplayName, customDescription];
	return { ...row, uuid: parts.map((part) => String(part ?? '')).join(' ') };
};

/** By the node's `feed`. */
export const feeds: Record<string, Feed> = {
	alert: { read: alerts, at: ({ timestampMs }) => ms(timestampMs) },
	access: { read: access, at: accessAt },
	audit: { read: window('report/getAuditFeed', 'auditEvents'), at: timestampAt },
	diagnostic: { read: window('report/getDiagnosticFeed', 'diagnosticEvents'), at: timestampAt },
	clip: {
		read: clips,
		at: accessAt,
		ready: ({ status, percentComplete }) =>
			status === 'COMPLETE' || percentComplete === 100 || status === undefined || status === null,
	},
	face: { read: faces, at: eventAt },
	seekpoint: {
		read: async (client, from, to, choice, report) =>
			await whole(
				async (after, before) => {
					const startTime = Math.max(0, Math.floor(after / 1000) - 1);
					return rowsIn(
						await post(client, 'camera/getCustomFootageSeekpointsV2', {
							...filled({ deviceUuids: choice.devices, locationUuids: choice.locations }),
							startTime,
							duration: Math.ceil(before / 1000) + 1 - startTime,
						}),
						'customFootageSeekPoints',
					).map(withId);
				},
				({ timestampMs }) => ms(timestampMs),
				{ from, to, report },
			),
		at: ({ timestampMs }) => ms(timestampMs),
	},
	vehicle: {
		read: async (client, from, to, choice, report) =>
			await whole(
				async (after, before) =>
					rowsIn(
						await post(client, 'vehicle/getVehicleEvents', {
							...filled({
								deviceUuidFilter: choice.devices,
								locationUuidFilter: choice.locations,
							}),
							startTimeMs: Math.max(0, after - 1),
							endTimeMs: before + 1,
						}),
						'events',
					),
				eventAt,
				{ from, to, report },
			),
		at: eventAt,
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
		climbs += Math.sign(rows[index]!.at - rows[index - 1]!.at);
	}
	return (climbs > 0 ? [...rows] : [...rows].reverse()).sort((a, b) => a.at - b.at);
}

/**
 * Rows of a feed as the cursor takes them, in the order in which they happened. Rows without an ID
 * cannot be told apart, and those without a time have no place: they are left out, which is reported.
 */
export function feedRows(feed: Feed, rows: Row[], report: Report): Array<FeedRow<Row>> {
	const read = rows.flatMap((row) => {
		const id = typeof row.uuid === 'string' ? row.uuid : '';
		const at = feed.at(row);
		return id === '' || at <= 0 ? [] : [{ id, at, ready: feed.ready?.(row) ?? true, row }];
	});
	const left = rows.length - read.length;
	if (left > 0) report(`${left} row(s) without a UUID or a time were left out`);
	return asHappened(read);
}

/** Devices that are unhealthy now: a list without a past. */
export async function unhealthy(client: Client): Promise<Map<string, Row>> {
	const rows = rowsIn(
		await post(client, 'event/getUnhealthyDeviceAlerts', {}),
		'unhealthyDeviceAlerts',
	);
	return new Map(rows.map((row) => [`${String(row.deviceUuid)}/${String(row.symptom)}`, row]));
}
