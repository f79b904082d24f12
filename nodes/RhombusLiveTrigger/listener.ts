import type { IDataObject } from 'n8n-workflow';
import { feedRows, feeds, type FeedRow } from '../services/rhombus/feeds';
import type { Listing } from '../services/rhombus/pickers';
import type { Client } from '../shared/http/client';
import type { StoredCursor } from '../shared/triggers/delivered';
import type { ListenerHost, LiveListener } from '../shared/triggers/live';
import { isFinal, lookUp, PAUSE_MS, TRIES } from '../shared/triggers/lookUp';
import { backOff } from '../shared/util/backOff';
import { isObject, own } from '../shared/util/guards';
import type { Change } from './changes';
import { FEED, NUDGES } from './feedFacts';
import type { KeptNames } from './keptNames';
import type { Filter, Settings } from './settings';

/**
 * Between the change feed and the workflow: each event once.
 *
 * An alert comes with what it is. Every other kind of event is read from the list that Rhombus Event
 * Trigger polls, as soon as the feed says that something of the kind has changed: so it is whole, and the
 * same, whether the feed told of it or an outage hid it.
 */
export interface ListenerParts extends ListenerHost<KeptNames> {
	settings: Settings;
	/** Makes a fresh client. */
	client(): Client;
}

/** Kinds of events that can be read again, by what Trigger On calls them. */
const READABLE = ['alert', 'finalized', ...Object.keys(NUDGES)];
/** Kinds that an alert itself tells. */
const OF_ALERTS = ['alert', 'finalized', 'dismissed'];

const MINUTE_MS = 60_000;
/** Lists whose names most events carry; others are read when an event has the ID of something in them. */
const NAMES: Listing[] = ['searchCameras', 'searchDoors', 'searchLocations'];
/** Missed events, which are late already, wait for these this long at most, ms. */
const NAMES_MS = 2_000;

/** What does not get ready, such as a clip that failed, is waited for this long, ms. */
const LONGEST_HOLD_MS = 6 * 60 * MINUTE_MS;

type Row = IDataObject;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
/** A device without the part of it that a facet names. */
const plain = (value: unknown): string => text(value).split('.')[0]!;

/** The list of a kind, and whether one of its rows is an event yet. */
const feedOf = (kind: string) => feeds[kind === 'finalized' ? 'alert' : kind]!;
const isReady = (kind: string, { ready, row }: FeedRow<Row>): boolean =>
	kind === 'finalized' ? row.finalized === true : ready;

const keyOf = (kind: string, id: string): string => `${kind}/${id}`;

/** What happened, in capitals. */
export const activitiesOf = (alert: Row): string[] =>
	(Array.isArray(alert.policyAlertTriggers) ? alert.policyAlertTriggers : []).filter(
		(one): one is string => typeof one === 'string',
	);

/** Whether an alert passes; devices and doors are alternatives, as an alert has one of them. */
export function passes(filter: Filter, alert: Row): boolean {
	const { devices, doors, locations, activities } = filter;
	const places = devices.length + doors.length;
	const at =
		devices.some((one) => plain(one) === plain(alert.deviceUuid)) ||
		doors.includes(text(alert.accessControlledDoorUuid));
	if (places > 0 && !at) return false;
	if (locations.length > 0 && !locations.includes(text(alert.locationUuid))) return false;
	if (activities.length === 0) return true;
	return activitiesOf(alert).some((one) => activities.includes(one.toUpperCase()));
}

const alertItem = (kind: string, alert: Row): Row => ({
	event: kind,
	activities: activitiesOf(alert),
	...alert,
});

/**
 * The cursor after everything that is listed now: what lies in the window of late events is not new.
 * @throws NodeApiError if a list cannot be read
 */
export async function presentCursor(
	client: Client,
	{ filter, lateMs }: Settings,
	report: (problem: string) => void,
): Promise<StoredCursor> {
	const since = Date.now() - lateMs;
	const seen: Record<string, number> = {};
	for (const kind of READABLE.filter((one) => filter.events.has(one))) {
		const rows = await rowsOf(client, kind, since, filter, report);
		for (const one of rows) if (isReady(kind, one)) seen[keyOf(kind, one.id)] = one.at;
	}
	return { since, seen };
}

/** Rows of a list since a time, oldest first. @throws NodeApiError */
async function rowsOf(
	client: Client,
	kind: string,
	since: number,
	filter: Filter,
	report: (problem: string) => void,
): Promise<Array<FeedRow<Row>>> {
	const feed = feedOf(kind);
	// Whether Rhombus' filters for alerts are alternatives is not said: alerts are filtered here.
	const choice = OF_ALERTS.includes(kind)
		? { devices: [], locations: [], doors: [], types: [] }
		: filter;
	// A little beyond now: the clocks of Rhombus and n8n differ.
	const to = Math.max(Date.now(), since) + MINUTE_MS;
	return feedRows(feed, await feed.read(client, since, to, choice, report), report);
}

export class Listener implements LiveListener<Change> {
	private closed = false;
	/** Kinds whose list is about to be read, because the feed told of a change. */
	private readonly nudged = new Set<string>();
	private readonly said = new Set<string>();

	/** Settles when the names were read that the first events need. */
	private readonly named: Promise<void>;

	constructor(private readonly parts: ListenerParts) {
		this.named = parts.shared.read(NAMES, parts.client);
	}

	private get filter(): Filter {
		return this.parts.settings.filter;
	}

	close(): void {
		this.closed = true;
	}

	/** Each problem once: they come with every reading. */
	private readonly warnOnce = (problem: string) => {
		if (this.said.has(problem)) return;
		this.said.add(problem);
		this.parts.warn(problem);
	};

	accepts(change: Change): boolean {
		if (change.entity === FEED.alert && OF_ALERTS.some((one) => this.filter.events.has(one))) {
			return true;
		}
		const nudges = this.nudgesOf(change).filter((kind) => !this.nudged.has(kind));
		for (const kind of nudges) this.nudged.add(kind);
		return nudges.length > 0 || this.isOther(change);
	}

	private nudgesOf({ entity }: Change): string[] {
		return Object.keys(NUDGES).filter(
			(kind) => this.filter.events.has(kind) && NUDGES[kind]!.test(entity),
		);
	}

	private isOther({ entity, type }: Change): boolean {
		const { events, entities, changeTypes } = this.filter;
		const among = (list: string[], one: string) => list.length === 0 || list.includes(one);
		return events.has('change') && among(entities, entity) && among(changeTypes, type);
	}

	reach(at: number): void {
		this.parts.delivered.reach(at);
	}

	async event(change: Change): Promise<void> {
		if (this.closed) return;
		if (change.entity === FEED.alert) await this.alert(change);
		for (const kind of this.nudgesOf(change)) {
			if (!this.nudged.delete(kind)) continue;
			await this.read(kind);
		}
		if (this.isOther(change)) {
			const { type, ...rest } = change;
			await this.parts.deliver(
				this.withNames({ event: 'change', changeType: type, ...rest } as Row),
				{},
			);
		}
	}

	private async alert({ type, entityUuid, update }: Change): Promise<void> {
		const { events } = this.filter;
		if (type === FEED.removed) {
			if (!events.has('dismissed')) return;
			const alert = { ...update, uuid: entityUuid };
			if (passes(this.filter, alert)) await this.deliver('dismissed', alert, Date.now());
			return;
		}
		const wanted = ['alert', 'finalized'].filter(
			(kind) =>
				events.has(kind) && !this.parts.delivered.has(keyOf(kind, entityUuid || text(update.uuid))),
		);
		if (wanted.length === 0) return;
		const alert = await this.whole(update, entityUuid);
		if (!alert) return;
		const [row] = feedRows(feeds.alert!, [alert], this.warnOnce);
		if (!row) return;
		for (const kind of wanted.filter((one) => isReady(one, row)))
			await this.handle(kind, row, true);
	}

	/** An alert with everything that it carries: the feed may leave out parts. */
	private async whole(update: Row, uuid: string): Promise<Row | undefined> {
		if (typeof update.timestampMs === 'number' && typeof update.uuid === 'string') return update;
		if (uuid === '') return undefined;
		const details = await this.retried(
			async () =>
				await this.parts.client().request('POST /api/event/getPolicyAlertDetails', {
					body: { policyAlertUuid: uuid },
					idempotent: true,
				}),
		);
		const alert = own(details, 'policyAlert');
		// What cannot be read now is found by the next reading of the list.
		return isObject(alert) ? { ...update, ...(alert as Row) } : undefined;
	}

	/** A look-up: tried a few times, then given up, so that it stops nothing else. */
	private async retried<T>(ask: () => Promise<T>): Promise<T | undefined> {
		const { sleep, warn } = this.parts;
		return await lookUp('an alert', { isClosed: () => this.closed, sleep, warn }, ask);
	}

	/** Delivers a row that passes, and remembers it either way. @param moves whether the mark goes along */
	private async handle(kind: string, { id, at, row }: FeedRow<Row>, moves: boolean): Promise<void> {
		const { delivered } = this.parts;
		const key = keyOf(kind, id);
		const handled = () =>
			moves ? delivered.add(key, at, kind) : delivered.remember(key, at, kind);
		const isAlert = OF_ALERTS.includes(kind);
		if (isAlert && !passes(this.filter, row)) {
			handled();
			return;
		}
		await this.deliver(kind, row, at, { key, handled, isAlert });
	}

	private async deliver(
		kind: string,
		row: Row,
		at: number,
		{ key, handled, isAlert = true }: { key?: string; handled?(): void; isAlert?: boolean } = {},
	): Promise<void> {
		const item = isAlert ? alertItem(kind, row) : { event: kind, ...row };
		await this.parts.deliver(this.withNames(item), {
			key: key ?? keyOf(kind, text(row.uuid)),
			...(key
				? { source: { id: key, at, channelId: kind }, again: this.parts.delivered.wasOpen(key) }
				: {}),
			handled,
		});
	}

	private withNames(item: Row): Row {
		const { shared, client } = this.parts;
		return { ...item, ...shared.of(item, client) };
	}

	/** Reads a kind's list from its mark. @returns false if something is not there yet, or it failed */
	private async read(kind: string): Promise<boolean> {
		const { delivered, client } = this.parts;
		const rows = await this.tried(kind, async () =>
			rowsOf(client(), kind, delivered.startOf(kind), this.filter, this.warnOnce),
		);
		if (!rows) return false;
		let isWhole = true;
		let newest = 0;
		for (const one of rows) {
			if (this.closed) return false;
			if (!delivered.isMissing(keyOf(kind, one.id), one.at, kind)) {
				newest = Math.max(newest, one.at);
			} else if (isReady(kind, one)) {
				await this.handle(kind, one, false);
				if (isWhole) newest = Math.max(newest, one.at);
			} else if (one.at > Date.now() - LONGEST_HOLD_MS) {
				isWhole = false;
			}
		}
		if (this.closed) return false;
		this.newest = Math.max(this.newest, newest);
		return isWhole;
	}

	/** The newest event of a list so far, ms. */
	private newest = 0;

	private async tried<T>(kind: string, ask: () => Promise<T>): Promise<T | undefined> {
		for (let count = 1; !this.closed; count++) {
			try {
				return await ask();
			} catch (error) {
				this.failed = error as Error;
				if (count < TRIES && !isFinal(error)) {
					await this.parts.sleep(backOff(count, PAUSE_MS));
					continue;
				}
				this.warnOnce(`The list of ${kind} events cannot be read: ${(error as Error).message}`);
				return undefined;
			}
		}
		return undefined;
	}

	/** Why the last list could not be read. */
	private failed?: Error;

	/**
	 * Reads what was missed. A list that cannot be read stops none of the others: it keeps its mark.
	 * @throws NodeApiError if none could be read
	 */
	async catchUp(): Promise<boolean> {
		const { delivered } = this.parts;
		const kinds = READABLE.filter((kind) => this.filter.events.has(kind));
		delivered.freeze(true);
		await Promise.race([this.named, this.parts.sleep(NAMES_MS)]);
		this.failed = undefined;
		const unread: string[] = [];
		for (const kind of kinds) {
			if (!(await this.read(kind))) unread.push(kind);
			if (this.closed) return false;
		}
		if (this.failed && unread.length === kinds.length) throw this.failed;
		// Nothing is known beyond the newest event: the lists may be late.
		delivered.finish(Math.min(this.newest, Date.now()), unread);
		return unread.length === 0;
	}

	async catchUpRest(): Promise<boolean> {
		const { delivered } = this.parts;
		for (const kind of delivered.behind) {
			if (await this.read(kind)) delivered.release(kind);
			if (this.closed) return false;
		}
		return delivered.behind.length === 0;
	}
}
