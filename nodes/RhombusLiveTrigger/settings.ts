import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';
import type { Choice } from '../services/rhombus/feeds';
import { lateMsOf } from '../services/rhombus/late';
import { camera, door, location } from '../services/rhombus/pickers';
import type { Client } from '../shared/http/client';
import { filterTexts, hookParam, pickedIds } from '../shared/triggers/context';
import { fingerprintOf } from '../shared/triggers/keptCursor';
import type { LiveSettings } from '../shared/triggers/live';
import { choices, strings } from '../shared/model/fields';
import { encode } from '../shared/request/encode';
import { readLiveSettings } from '../shared/triggers/liveOptions';
import { EVENTS } from './properties';

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

/** A name that Rhombus has not would never start the workflow. */
const TRIGGER_ON = choices(
	'events',
	Object.fromEntries(EVENTS.map(({ value, name }) => [value, name])),
	'',
	{ label: 'Trigger On' },
);

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

async function words(
	client: Client,
	from: IDataObject,
	name: string,
	label: string,
): Promise<string[]> {
	if (!Object.hasOwn(from, name)) return [];
	const given = (await encode(client, strings(name, '', { label }), from[name])) as string[];
	if (given === undefined) throw empty(client, label);
	return given.map((one) => one.toUpperCase());
}

/** @throws NodeOperationError, NodeApiError that name the field */
export async function readSettings(context: ITriggerFunctions, client: Client): Promise<Settings> {
	const filters = (hookParam(context, 'filters') ?? {}) as IDataObject;
	const options = (hookParam(context, 'options') ?? {}) as IDataObject;
	const given = await encode(client, TRIGGER_ON, hookParam(context, TRIGGER_ON.name));
	if (given === undefined) {
		throw client.refuse(TRIGGER_ON.label, 'is empty', 'Choose at least one event');
	}
	const events = new Set(given as string[]);
	return {
		...readLiveSettings(client, options),
		lateMs: await lateMsOf(client, options.lateMinutes),
		filter: {
			events,
			devices: await picked(client, filters, 'devices', 'Cameras and Devices', camera),
			locations: await picked(client, filters, 'locations', 'Locations', location),
			doors: await picked(client, filters, 'doors', 'Doors', door),
			activities: await words(client, filters, 'activities', 'Activities'),
			types: [],
			entities: events.has('change')
				? await filterTexts(context, client, 'entities', 'Object Types')
				: [],
			changeTypes: events.has('change')
				? await filterTexts(context, client, 'changeTypes', 'Change Types')
				: [],
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
