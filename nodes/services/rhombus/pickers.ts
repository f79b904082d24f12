import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import { editorClient } from '../../shared/http/editorClient';
import type { Client } from '../../shared/http/client';
import { ALL_CLIENTS } from './clientOrganizations';
import { isUuid, uuidOfLink } from './ids';
import { onlyOne, sameName } from '../../shared/request/resolveId';
import type { Picker } from '../../shared/model/operation';
import { rhombus } from './service';
import { objectsIn, own } from '../../shared/util/guards';

/**
 * Searchable lists. Rhombus gives its lists whole and cannot search them by name, so they are
 * filtered and sorted here.
 */

type Row = IDataObject;

const CLIENT = 'Client Organization';

const words = (...parts: unknown[]) =>
	parts
		.filter((part) => typeof part === 'string' && part.trim() !== '')
		.join(' ')
		.trim();

const rowsUnder = async (client: Client, request: string, rowsProperty: string): Promise<Row[]> =>
	objectsIn(own(await client.request(request, { idempotent: true, body: {} }), rowsProperty));

/** Pages of doors are followed to this many, which is 25,000 doors. */
const MOST_PAGES = 50;

/** Doors come in pages. */
export async function allDoors(client: Client): Promise<Row[]> {
	const doors: Row[] = [];
	let lastEvaluatedKey: unknown;
	for (let page = 0; page < MOST_PAGES; page++) {
		const answer = await client.request('POST /api/component/findAccessControlledDoors', {
			idempotent: true,
			body: { maxPageSize: 500, ...(lastEvaluatedKey ? { lastEvaluatedKey } : {}) },
		});
		for (const door of objectsIn(own(answer, 'accessControlledDoors'))) doors.push(door);
		if (!answer?.lastEvaluatedKey || answer.lastEvaluatedKey === lastEvaluatedKey) break;
		lastEvaluatedKey = answer.lastEvaluatedKey;
	}
	return doors;
}

/** Several lists at once; those the key may not read are left out, unless it may read none. */
async function merged(
	client: Client,
	sources: Array<{ request: string; rowsProperty: string; kind: string }>,
): Promise<Row[]> {
	const results = await Promise.allSettled(
		sources.map(async ({ request, rowsProperty, kind }) =>
			(await rowsUnder(client, request, rowsProperty)).map((row) => ({ ...row, kind })),
		),
	);
	const failed = results.find((one) => one.status === 'rejected');
	if (failed && results.every((one) => one.status === 'rejected')) throw failed.reason;
	return results.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
}

/** Where the things of a kind are listed, and how one of them shows. */
interface ThingList {
	noun: string;
	rows: (client: Client) => Promise<Row[]>;
	/** `also`: further texts that name it. */
	show: (row: Row) => { name: string; value: unknown; also?: unknown[] };
}

const listing = (noun: string, rows: ThingList['rows'], show: ThingList['show']): ThingList => ({
	noun,
	rows,
	show,
});

/** The `listSearch` method of a listing. */
const searchOf = ({ noun, rows, show }: ThingList) =>
	async function (this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
		// Its clients are the partner's own, whichever of them the node acts for.
		const client = editorClient(this, rhombus, noun, noun === CLIENT ? '' : undefined);
		const wanted = filter.trim().toLowerCase();
		const results = (await rows(client))
			.map(show)
			.filter(
				(one): one is { name: string; value: string } =>
					typeof one.value === 'string' &&
					(wanted === '' ||
						one.name.toLowerCase().includes(wanted) ||
						one.value.toLowerCase() === wanted),
			)
			.map(({ name, value }) => ({ name: name || value, value }))
			.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
		return { results };
	};

/** The same for one request whose rows have `name` and `uuid`. */
const simple = (noun: string, path: string, rowsProperty: string) =>
	listing(
		noun,
		async (client) => await rowsUnder(client, `POST /api/${path}`, rowsProperty),
		(row) => ({ name: words(row.name), value: row.uuid }),
	);

/** Kinds of sensors: their lists and what an event of them is called. */
export const SENSORS = {
	climate: {
		label: 'Climate',
		list: 'climate/getMinimalClimateStateList',
		rowsProperty: 'climateStates',
	},
	door: { label: 'Door', list: 'door/getMinimalDoorStateList', rowsProperty: 'doorStates' },
	occupancy: {
		label: 'Occupancy',
		list: 'occupancy/getMinimalOccupancySensorStateList',
		rowsProperty: 'occupancySensorStates',
	},
	button: { label: 'Button', list: 'button/getMinimalButtonStateList', rowsProperty: 'states' },
	environmental: {
		label: 'Environmental Gateway',
		list: 'climate/getMinimalEnvironmentalGatewayStates',
		rowsProperty: 'minimalEnvironmentalGatewayStates',
	},
	tag: {
		label: 'Proximity Tag',
		list: 'proximity/getMinimalProximityStateList',
		rowsProperty: 'proximityStates',
	},
} as const;

export type SensorKind = keyof typeof SENSORS;

/** Kinds of policies and the end of the requests that list them. */
export const POLICIES = {
	Camera: 'Camera',
	Audio: 'Audio',
	Climate: 'Climate',
	Door: 'Door Sensor',
	AccessControlledDoor: 'Access Controlled Door',
	Occupancy: 'Occupancy',
	Proximity: 'Proximity',
	VideoIntercom: 'Video Intercom',
};

const listOfPolicies = (kind: string) => `/api/policy/get${kind}Policies`;

const nameOfUser = (row: Row) => {
	const name = words(row.name) || words(row.firstName, row.lastName);
	return row.email && name ? `${name} (${row.email as string})` : name || words(row.email);
};

/** The kind of sensor that the chosen operation is about, where it is about one. */
function kindWanted(client: Client): SensorKind | undefined {
	const value = (name: string): unknown => {
		try {
			return client.param(name);
		} catch {
			return undefined;
		}
	};
	const byOperation: Record<string, unknown> = {
		getEvents: value('sensorKind'),
		updateDetails: value('sensorDetailedKind'),
		getDoorEvents: 'door',
		updateTag: 'tag',
		updateButton: 'button',
		rebootGateway: 'environmental',
	};
	const kind = byOperation[String(value('operation'))];
	return typeof kind === 'string' && kind in SENSORS ? (kind as SensorKind) : undefined;
}

const LISTINGS = {
	searchCameras: simple('Camera', 'camera/getMinimalCameraStateList', 'cameraStates'),
	searchDoors: listing('Door', allDoors, (row) => ({ name: words(row.name), value: row.uuid })),
	searchLocations: simple('Location', 'location/getLocations', 'locations'),
	searchUsers: listing(
		'User',
		async (client) => await rowsUnder(client, 'POST /api/user/getUsersInOrg', 'users'),
		(row) => ({
			name: nameOfUser(row),
			value: row.uuid,
			also: [row.email, row.name, words(row.firstName, row.lastName)],
		}),
	),
	searchRoles: simple('Role', 'permission/getPermissionGroups', 'permissionGroups'),
	searchAccessGroups: simple(
		'Access Group',
		'accesscontrol/findAccessControlGroupsByOrg',
		'groups',
	),
	searchAccessGrants: simple(
		'Access Grant',
		'accesscontrol/findLocationAccessGrantsByOrg',
		'accessGrants',
	),
	searchCredentials: listing(
		'Credential',
		async (client) =>
			await rowsUnder(
				client,
				'POST /api/accesscontrol/findAccessControlCredentialByOrg',
				'credentials',
			),
		(row) => ({
			name: words(String(row.type ?? ''), row.value ?? row.lowercaseHexValue, row.note),
			value: row.uuid,
		}),
	),
	searchLockdownPlans: simple(
		'Lockdown Plan',
		'accesscontrol/lockdownPlan/findLockdownPlans',
		'lockdownPlans',
	),
	searchRules: simple('Rule', 'rules/getRulesForOrg', 'rules'),
	searchPolicies: listing(
		'Policy',
		async (client) =>
			await merged(
				client,
				Object.entries(POLICIES).map(([kind, label]) => ({
					request: `POST ${listOfPolicies(kind)}`,
					rowsProperty: 'policies',
					kind: label,
				})),
			),
		(row) => ({
			name: `${words(row.name)} (${row.kind as string})`,
			value: row.uuid,
			also: [row.name],
		}),
	),
	searchSchedules: listing(
		'Schedule',
		async (client) =>
			Object.values(
				(await client.request('POST /api/schedule/getSchedules', { idempotent: true, body: {} })) ??
					{},
			).flatMap(objectsIn),
		(row) => ({ name: words(row.name), value: row.uuid }),
	),
	searchSensors: listing(
		'Sensor',
		async (client) => {
			const kinds = Object.entries(SENSORS).filter(([kind]) => {
				const wanted = kindWanted(client);
				return wanted === undefined || wanted === kind;
			});
			return await merged(
				client,
				kinds.map(([, { label, list, rowsProperty }]) => ({
					request: `POST /api/${list}`,
					rowsProperty,
					kind: label,
				})),
			);
		},
		(row) => ({
			name: `${words(row.name)} (${row.kind as string})`,
			value: row.sensorUuid ?? row.deviceUuid ?? row.tagUuid,
			also: [row.name],
		}),
	),
	searchDevices: listing(
		'Device',
		async (client) =>
			await merged(client, [
				{
					request: 'POST /api/camera/getMinimalCameraStateList',
					rowsProperty: 'cameraStates',
					kind: 'Camera',
				},
				{
					request: 'POST /api/audiogateway/getMinimalAudioGatewayStateList',
					rowsProperty: 'audioGatewayStates',
					kind: 'Audio Gateway',
				},
				...Object.values(SENSORS).map(({ label, list, rowsProperty }) => ({
					request: `POST /api/${list}`,
					rowsProperty,
					kind: label,
				})),
			]),
		(row) => ({
			name: `${words(row.name)} (${row.kind as string})`,
			value: row.uuid ?? row.sensorUuid ?? row.deviceUuid ?? row.tagUuid,
			also: [row.name],
		}),
	),
	searchAudioGateways: simple(
		'Audio Gateway',
		'audiogateway/getMinimalAudioGatewayStateList',
		'audioGatewayStates',
	),
	searchAudioFiles: listing(
		'Audio File',
		async (client) =>
			await rowsUnder(
				client,
				'POST /api/audioplayback/getAudioUploadMetadataForOrg',
				'audioUploadMetadata',
			),
		(row) => ({ name: words(row.displayName), value: row.uuid }),
	),
	searchPeople: simple('Person', 'faceRecognition/person/findPeopleByOrg', 'people'),
	searchPrompts: simple('Prompt', 'scenequery/findPromptConfigurations', 'promptConfigurations'),
	searchDoorbells: simple('Doorbell Camera', 'doorbellcamera/getMinimalStateList', 'minimalStates'),
	searchKeypads: simple('Keypad', 'keypad/getKeypadsForOrg', 'keypads'),
	searchVideoWalls: listing(
		'Video Wall',
		async (client) => await rowsUnder(client, 'POST /api/camera/getVideoWalls', 'videoWalls'),
		(row) => ({ name: words(row.displayName), value: row.uuid }),
	),
	searchClients: listing(
		CLIENT,
		async (client) => await rowsUnder(client, 'POST /api/partner/getClientsV2', 'clients'),
		(row) => ({ name: words(row.clientOrgName), value: row.clientOrgUuid }),
	),
};

export type Listing = keyof typeof LISTINGS;

/** All of a list, read once in a run. @throws NodeApiError */
const allOf = async (client: Client, search: Listing) =>
	await client.once(`names ${search}`, async () => {
		const { rows, show } = LISTINGS[search];
		return (await rows(client)).map(show);
	});

/** Names of the things of a list by ID. @throws NodeApiError */
export const namesIn = async (client: Client, search: Listing): Promise<Map<string, string>> =>
	new Map((await allOf(client, search)).map(({ name, value }) => [String(value), name]));

const searches = Object.fromEntries(
	Object.entries(LISTINGS).map(([name, one]) => [name, searchOf(one)]),
) as Record<keyof typeof LISTINGS, ReturnType<typeof searchOf>>;

/** `listSearch` methods of the Rhombus nodes. */
export const listSearch = {
	...searches,
	/** For the option that says for which of them the node acts. */
	async searchClientsOrAll(
		this: ILoadOptionsFunctions,
		filter?: string,
	): Promise<INodeListSearchResult> {
		const { results } = await searches.searchClients.call(this, filter);
		return { results: [{ name: 'All Client Organizations', value: ALL_CLIENTS }, ...results] };
	},
};

/** `loadOptions` methods of the Rhombus nodes: the same lists, for choosing several. */
export const loadOptions = Object.fromEntries(
	Object.entries(searches).map(([name, search]) => [
		name,
		async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
			const { results } = await search.call(this);
			return results.map(({ name: shown, value }) => ({ name: shown, value }));
		},
	]),
);

const EXAMPLE = 'AAAAAAAAAAAAAAAAAAAAAA';

const picker = (noun: string, search: Listing): Picker => ({
	noun,
	search,
	whole: true,
	example: EXAMPLE,
	isId: isUuid,
	resolve: async (client, _mode, value, label) => {
		const fromLink = uuidOfLink(client, label, value);
		if (fromLink) return fromLink;
		const all = await allOf(client, search);
		const candidates = all
			.filter(({ name, value: id, also = [] }) =>
				[name, id, ...also].some((one) => sameName(one, value)),
			)
			.filter((one): one is { name: string; value: string } => typeof one.value === 'string')
			.map((one) => ({ id: one.value, shown: `${one.name} (${one.value})` }));
		return onlyOne(client, label, noun, value, candidates, 'Enter the name or the ID');
	},
});

/** A thing without a list of its own: only its ID names it. */
export const plainUuid: Picker = { noun: 'ID', example: EXAMPLE, isId: isUuid };

export const accessGrant = picker('Access Grant', 'searchAccessGrants');
export const accessGroup = picker('Access Group', 'searchAccessGroups');
export const audioFile = picker('Audio File', 'searchAudioFiles');
export const audioGateway = picker('Audio Gateway', 'searchAudioGateways');
export const camera = picker('Camera', 'searchCameras');
export const client = picker(CLIENT, 'searchClients');
export const credential = picker('Credential', 'searchCredentials');
export const device = picker('Device', 'searchDevices');
export const door = picker('Door', 'searchDoors');
export const doorbell = picker('Doorbell Camera', 'searchDoorbells');
export const keypad = picker('Keypad', 'searchKeypads');
export const videoWall = picker('Video Wall', 'searchVideoWalls');
export const location = picker('Location', 'searchLocations');
export const lockdownPlan = picker('Lockdown Plan', 'searchLockdownPlans');
export const person = picker('Person', 'searchPeople');
export const policy = picker('Policy', 'searchPolicies');
export const prompt = picker('Prompt', 'searchPrompts');
export const role = picker('Role', 'searchRoles');
export const rule = picker('Rule', 'searchRules');
export const schedule = picker('Schedule', 'searchSchedules');
export const sensor = picker('Sensor', 'searchSensors');
export const user = picker('User', 'searchUsers');
