import type { IDataObject } from 'n8n-workflow';
import {
	foreignPicker,
	listing,
	optionsOf,
	rowsUnder,
	searchesOf,
	words,
	type Row,
	type ThingList,
} from '../services/rhombus/listing';
import type { Client } from '../shared/http/client';
import type { Field, Picker, Resource } from '../shared/model/operation';
import { annotate, withPickers } from '../shared/model/annotate';
import { isObject, objectsIn, own } from '../shared/util/guards';
import { isMask } from './check';
import { fromList, own as current, readSettings, type Source } from './source';

/**
 * Things of other systems that Rhombus lists. Where it needs an account there, it is that of the
 * stored settings, so a list is there once the integration is set up.
 */

const ROOT = 'POST /api/integrations/';

/**
 * The account that the stored settings have for the other system.
 * @param sources the newest first; the first that is set up counts
 * @throws NodeOperationError where none is stored; NodeApiError
 */
async function storedAccount(
	client: Client,
	noun: string,
	names: string[],
	sources: Source[],
): Promise<IDataObject> {
	for (const source of sources) {
		const settings = await readSettings(client, source);
		const account = Object.fromEntries(names.map((name) => [name, settings?.[name]]));
		client.addSecrets(Object.values(account));
		if (names.every((name) => account[name] && !isMask(account[name]))) {
			return account as IDataObject;
		}
	}
	throw client.refuse(
		noun,
		'cannot be listed, because the stored settings of the integration have no account that Rhombus may use for it',
		'Set up the integration first, or enter the ID',
	);
}

/** A row of the other system as lists want it; IDs are numbers in some systems. */
const thing = (row: Row) => ({
	name: words(row.name),
	value: typeof row.id === 'number' ? String(row.id) : row.id,
	also: [row.label],
});

/** A list whose rows have `id` and `name`, asked for with an account of the stored settings. */
const withStored = (
	noun: string,
	path: string,
	rowsProperty: string,
	names: string[],
	...sources: Source[]
): ThingList =>
	listing(
		noun,
		async (client) =>
			await rowsUnder(
				client,
				ROOT + path,
				rowsProperty,
				await storedAccount(client, noun, names, sources),
			),
		thing,
	);

const kisiSettings = current('accessControl/getKisiIntegrationV2');
const login = ['email', 'password'];

const facilities = async (client: Client) =>
	await rowsUnder(client, `${ROOT}accessControl/getOpentechAllianceFacilitiesV2`, 'facilities');

const consoles = async (client: Client) =>
	await rowsUnder(client, `${ROOT}accessControl/getInnerRangeConsoles`, 'consoles');

/** Parts of rows, each with the name of the row that it is in. */
const partsOf = (rows: Row[], property: string, nameOf: (row: Row) => unknown): Row[] =>
	rows.flatMap((row) =>
		objectsIn(row[property]).map((part) => ({
			...part,
			label: part.name,
			name: [words(part.name), words(nameOf(row))].filter(Boolean).join(', '),
		})),
	);

/** The values of a list of IDs that have no names, each with what it belongs to. */
const readersOf = (door: Row): Row[] =>
	(Array.isArray(door.readerIds) ? door.readerIds : []).map((id: unknown) => ({
		id,
		name: `${words(door.label)}: ${String(id)}`,
	})) as Row[];

const LISTINGS = {
	searchAmtReaders: withStored(
		'Door',
		'accessControl/getAmtReaders',
		'doors',
		login,
		fromList('amtSettings'),
	),
	searchBrivoDoors: withStored(
		'Door',
		'accessControl/getBrivoDoorsV3',
		'doors',
		['username', 'password'],
		current('accessControl/getBrivoIntegrationV2'),
		fromList('brivoSettings'),
	),
	searchGeneaDoors: withStored(
		'Door',
		'accessControl/getGeneaDoors',
		'panelList',
		['apiToken'],
		current('accessControl/getGeneaIntegration'),
		fromList('geneaSettings'),
	),
	searchHoneywellSites: withStored(
		'Site',
		'accessControl/getHoneywellElementsSites',
		'sites',
		['baseUrl', 'apiKey'],
		current('accessControl/getHoneywellElementsIntegration'),
	),
	searchInnerRangeDoors: listing(
		'Door',
		async (client) => partsOf(await consoles(client), 'doorList', ({ skyTunnelSN }) => skyTunnelSN),
		thing,
	),
	searchInnerRangeReaders: listing(
		'Reader',
		async (client) => partsOf(await consoles(client), 'doorList', () => '').flatMap(readersOf),
		thing,
	),
	searchKisiPlaces: withStored(
		'Place',
		'accessControl/getKisiPlaces',
		'places',
		['apiSecretKey'],
		kisiSettings,
	),
	searchKisiDoors: listing(
		'Door',
		async (client) => {
			const body = await storedAccount(client, 'Door', ['apiSecretKey'], [kisiSettings]);
			const request = `${ROOT}accessControl/getKisiDoors`;
			const places = own(
				await client.request(request, { idempotent: true, body }),
				'placeToDoorMap',
			);
			return Object.entries(isObject(places) ? places : {}).flatMap(([id, doors]) =>
				partsOf([{ doors } as Row], 'doors', () => `place ${id}`),
			);
		},
		thing,
	),
	searchOpenpathDoors: withStored(
		'Door',
		'accessControl/getOpenpathDoors',
		'doors',
		login,
		fromList('openpathSettings'),
	),
	searchOpentechFacilities: listing('Facility', facilities, thing),
	searchOpentechDoors: listing(
		'Door',
		async (client) => partsOf(await facilities(client), 'deviceList', ({ name }) => name),
		thing,
	),
	searchOpentechActionGroups: listing(
		'Action Group',
		async (client) => partsOf(await facilities(client), 'actionGroups', ({ name }) => name),
		(row) => thing({ ...row, id: row.actionGroupId }),
	),
	searchPdkDoors: withStored(
		'Door',
		'accessControl/getPdkDoors',
		'panelList',
		['ouId'],
		fromList('proDataKeySettings'),
	),
	searchPlaceOsDoors: withStored(
		'Door',
		'accessControl/getPlaceOsDoors',
		'doors',
		['apiUrl'],
		current('accessControl/getPlaceOsIntegrationV2'),
		fromList('placeOsSettings'),
	),
	searchEnvoyLocations: listing(
		'Location',
		async (client) => await rowsUnder(client, 'POST /api/report/getEnvoyLocations', 'locationList'),
		thing,
	),
	searchEnvoyEmployees: listing(
		'Employee',
		async (client) => await rowsUnder(client, 'POST /api/report/getEnvoyEmployees', 'employees'),
		(row) => ({ ...thing(row), also: [row.email] }),
	),
	searchMicrosoftTeams: listing(
		'Team',
		async (client) => {
			const request = `${ROOT}incidentManagement/getMicrosoftUsersJoinedTeams`;
			const teams = own(await client.request(request, { idempotent: true, body: {} }), 'teamsMap');
			return Object.entries(isObject(teams) ? teams : {}).map(
				([id, name]) => ({ id, name }) as Row,
			);
		},
		thing,
	),
} satisfies Record<string, ThingList>;

type Listing = keyof typeof LISTINGS;

/** A system whose IDs have no shape of their own. */
const free = (search: Listing): Picker =>
	foreignPicker(search, LISTINGS[search], { example: 'a1b2c3d4' });

/** A system whose IDs are whole numbers from 1. */
function numbered(search: Listing): Picker {
	const isId = (value: string) => /^[1-9]\d{0,14}$/.test(value);
	const byName = foreignPicker(search, LISTINGS[search], { example: '1234', isId });
	return {
		...byName,
		resolve: async (client, mode, value, label) => {
			if (/^[-+.\d]+$/.test(value)) {
				throw client.refuse(label, `is ${value}`, 'Enter a whole number of at least 1');
			}
			return await byName.resolve!(client, mode, value, label);
		},
	};
}

const openpathDoor = numbered('searchOpenpathDoors');
const microsoftTeam = free('searchMicrosoftTeams');
const envoyLocation = free('searchEnvoyLocations');

/** What the IDs of a resource's fields and keys name, by their labels. */
const THINGS: Record<string, Record<string, Picker>> = {
	amt: { 'Door ID': numbered('searchAmtReaders') },
	brivo: { 'Door ID': numbered('searchBrivoDoors') },
	envoy: {
		'Location ID': envoyLocation,
		'Invitee Location IDs': envoyLocation,
		'Host Employee ID': free('searchEnvoyEmployees'),
	},
	genea: { 'Door ID': free('searchGeneaDoors') },
	honeywellElements: { 'Site ID': free('searchHoneywellSites') },
	innerRange: {
		'Door ID': free('searchInnerRangeDoors'),
		'Reader IDs': free('searchInnerRangeReaders'),
	},
	kisi: { 'Door ID': numbered('searchKisiDoors'), 'Place ID': numbered('searchKisiPlaces') },
	microsoftTeams: { 'Team ID': microsoftTeam, 'Team IDs': microsoftTeam },
	openpath: { 'Door ID': openpathDoor },
	opentechAlliance: {
		'Facility ID': free('searchOpentechFacilities'),
		'Door ID': free('searchOpentechDoors'),
		'Action Group ID': free('searchOpentechActionGroups'),
	},
	pdk: { 'Door ID': free('searchPdkDoors') },
	placeOs: { 'Door ID': free('searchPlaceOsDoors') },
};

const factsOf = (field: Field, resource: Resource): Partial<Field> | undefined => {
	const things = THINGS[resource.value] ?? {};
	if (field.readOnly) return undefined;
	if (field.kind === 'map') {
		const keyPicker = things[field.keyLabel ?? ''];
		return keyPicker ? { keyPicker } : undefined;
	}
	const named = things[field.label];
	return named ? { picker: named } : undefined;
};

/** Pickers in place of the other systems' IDs, where Rhombus lists what they name. */
export const withVendorPickers = (resources: Resource[]): Resource[] =>
	withPickers(annotate(resources, (field, { resource }) => factsOf(field, resource)));

/** `listSearch` methods for the same lists. */
export const listSearch = searchesOf(LISTINGS);

/** `loadOptions` methods for choosing several. */
export const loadOptions = optionsOf(listSearch);
