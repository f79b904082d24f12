import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';
import type { Choice } from '../services/rhombus/feeds';
import { camera, door, location } from '../services/rhombus/pickers';
import type { Client } from '../shared/http/client';
import { hookParam, pickedIds } from '../shared/triggers/context';
import { fingerprintOf } from '../shared/triggers/keptCursor';
import type { LiveSettings } from '../shared/triggers/live';
import { readLiveSettings } from '../shared/triggers/liveOptions';
import { commaList } from '../shared/util/commaList';

/** What starts the workflow, and what may. */
export interface Filter extends Choice {
	/** What the node's Trigger On has. */
	events: ReadonlySet<string>;
	/** In capitals; empty: all. */
	activities: string[];
	/** Of Other Change, in capitals; empty: all. */
	entities: string[];
	changeTypes: string[];
}

export interface Settings extends LiveSettings {
	filter: Filter;
	/** How late Rhombus may list an event, ms. */
	lateMs: number;
}

const MINUTE_MS = 60_000;
const LATE_MINUTES = 15;

/** Settings that restrict: present and empty is refused, or all would pass. */
async function picked(
	client: Client,
	filters: IDataObject,
	name: string,
	label: string,
	picker: typeof camera,
): Promise<string[]> {
	if (!Object.hasOwn(filters, name)) return [];
	const ids = await pickedIds(
		client,
		picker,
		'picked',
		((filters[name] ?? {}) as IDataObject).entry,
	);
	if (ids.length === 0) throw empty(client, label);
	return ids;
}

const empty = (client: Client, label: string) =>
	client.refuse(label, 'is empty', 'Enter a value, or remove the filter to let everything pass');

function words(client: Client, from: IDataObject, name: string, label: string): string[] {
	if (!Object.hasOwn(from, name)) return [];
	const given = commaList(from[name]).map((one) => one.toUpperCase());
	if (given.length === 0) throw empty(client, label);
	return given;
}

/** @throws NodeOperationError, NodeApiError that name the field */
export async function readSettings(context: ITriggerFunctions, client: Client): Promise<Settings> {
	const filters = (hookParam(context, 'filters') ?? {}) as IDataObject;
	const options = (hookParam(context, 'options') ?? {}) as IDataObject;
	const events = new Set(commaList(hookParam(context, 'events')));
	if (events.size === 0) {
		throw client.refuse('Trigger On', 'is empty', 'Choose at least one event');
	}
	const late = Number(options.lateMinutes ?? LATE_MINUTES);
	if (!Number.isFinite(late) || late < 0) {
		throw client.refuse('Late Events (Minutes)', 'is not a number of at least 0', 'Enter a number');
	}
	return {
		...readLiveSettings(client, options),
		lateMs: late * MINUTE_MS,
		filter: {
			events,
			devices: await picked(client, filters, 'devices', 'Cameras and Devices', camera),
			locations: await picked(client, filters, 'locations', 'Locations', location),
			doors: await picked(client, filters, 'doors', 'Doors', door),
			activities: words(client, filters, 'activities', 'Activities'),
			types: [],
			entities: events.has('change') ? commaList(hookParam(context, 'entities')) : [],
			changeTypes: events.has('change') ? commaList(hookParam(context, 'changeTypes')) : [],
		},
	};
}

/** Identifies a filter. @param account the key and the organization */
export function fingerprint({ filter, lateMs }: Settings, account: string): string {
	const plain = Object.entries(filter).map(([name, value]: [string, Iterable<string>]) => [
		name,
		[...value].sort(),
	]);
	return fingerprintOf([account, lateMs, plain]);
}
