import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { Client } from '../../shared/http/client';
import type { Picker } from '../../shared/model/operation';
import { objectsIn, own } from '../../shared/util/guards';
import { isEpochMs } from '../../shared/util/time';
import { ALL_CLIENTS } from './clientOrganizations';
import { allDoors, components, controllers, elevatorLandings } from './hardware';
import { isUuid, uuidOfLink } from './ids';
import {
	allOf,
	CLIENT,
	findNamed,
	gathered,
	listing,
	merged,
	optionsOf,
	pagedRows,
	rowsUnder,
	searchesOf,
	simple,
	words,
	type Row,
	type ThingList,
} from './listing';

/** What can be picked in a Rhombus organization, and where it is listed. */

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

const locations = simple('Location', 'location/getLocations', 'locations');
const rules = simple('Rule', 'rules/getRulesForOrg', 'rules');

const sensors = listing(
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
);

const devices = listing(
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
);

/** Rows of a list that is shown together with others. @throws NodeApiError */
const asKind = async (client: Client, { rows }: ThingList, kind: string): Promise<Row[]> =>
	(await rows(client)).map((row) => ({ ...row, kind }));

/** Sub-locations at any depth, each with the names of those that it is in. */
const subLocationsIn = (rows: Row[], within: string[] = []): Row[] =>
	rows.flatMap((row) => {
		const names = [...within, words(row.name)];
		const below = subLocationsIn(objectsIn(row.subLocations), names);
		return within.length === 0 ? below : [{ ...row, path: names.join(' › ') }, ...below];
	});

/** A day in UTC; '' if there is none. */
const dateOf = (ms: unknown) => (isEpochMs(ms) ? new Date(ms).toISOString().slice(0, 10) : '');

const LISTINGS = {
	searchCameras: simple('Camera', 'camera/getMinimalCameraStateList', 'cameraStates'),
	searchDoors: listing('Door', allDoors, (row) => ({ name: words(row.name), value: row.uuid })),
	searchLocations: locations,
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
	searchRules: rules,
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
	searchSensors: sensors,
	searchDevices: devices,
	searchSchedules: listing(
		'Schedule',
		async (client) =>
			Object.values(
				(await client.request('POST /api/schedule/getSchedules', { idempotent: true, body: {} })) ??
					{},
			).flatMap(objectsIn),
		(row) => ({ name: words(row.name), value: row.uuid }),
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
	searchControllers: controllers,
	searchComponents: components,
	searchElevatorLandings: elevatorLandings,
	searchSubLocations: listing(
		'Sub-Location',
		async (client) =>
			subLocationsIn(
				await rowsUnder(client, 'POST /api/location/getLocations', 'locations', {
					subLocationsIncluded: true,
				}),
			),
		(row) => ({ name: words(row.path), value: row.uuid, also: [row.name] }),
	),
	searchLocationsAndDevices: listing(
		'Location or Device',
		async (client) =>
			await gathered([
				async () => await asKind(client, locations, 'Location'),
				async () => await devices.rows(client),
				async () => (await allDoors(client)).map((row) => ({ ...row, kind: 'Access Door' })),
			]),
		devices.show,
	),
	searchRulesAndSensors: listing(
		'Rule or Sensor',
		async (client) =>
			await gathered([
				async () => await asKind(client, rules, 'Rule'),
				async () => await sensors.rows(client),
			]),
		devices.show,
	),
	searchAccessRevocations: simple(
		'Access Revocation',
		'accesscontrol/findLocationAccessRevocationsByOrg',
		'accessRevocations',
	),
	searchGuestPasses: listing(
		'Guest Pass',
		async (client) =>
			await pagedRows(client, 'POST /api/accesscontrol/guestpass/findGuestPasses', 'guestPasses', {
				within: 'pageRequest',
			}),
		(row) => ({
			name: words(row.note, dateOf(row.passStartTimeMs)),
			value: row.uuid,
			also: [row.note],
		}),
	),
	searchCustomFields: listing(
		'Field',
		async (client) =>
			objectsIn(
				Object.values(
					own(
						await client.request('POST /api/user/metadata/findUserMetadataFieldTemplates', {
							idempotent: true,
							body: {},
						}),
						'templateMap',
					) ?? {},
				),
			),
		(row) => ({ name: words(row.fieldName), value: row.uuid }),
	),
	searchSharedStreams: listing(
		'Shared Stream',
		async (client) =>
			await rowsUnder(
				client,
				'POST /api/camera/findAllSharedLiveVideoStreams',
				'sharedLiveVideoStreams',
			),
		(row) => ({ name: words(row.name), value: row.uuid }),
	),
	searchShares: listing(
		'Share',
		async (client) =>
			await rowsUnder(client, 'POST /api/event/getSharedClipGroupsV2', 'sharedClipGroups'),
		(row) => ({ name: words(row.title), value: row.uuid }),
	),
	searchTimelapses: listing(
		'Timelapse',
		async (client) =>
			await rowsUnder(client, 'POST /api/video/getTimelapseClips', 'timelapseClips'),
		(row) => ({ name: words(row.title), value: row.clipUuid }),
	),
	searchApiTokens: listing(
		'API Token',
		async (client) =>
			await rowsUnder(client, 'POST /api/integrations/org/getApiTokens', 'apiTokens'),
		(row) => ({ name: words(row.displayName), value: row.tokenUuid }),
	),
} satisfies Record<string, ThingList>;

export type Listing = keyof typeof LISTINGS;

/** Names of the things of a list by ID. @throws NodeApiError */
export const namesIn = async (client: Client, search: Listing): Promise<Map<string, string>> =>
	new Map(
		(await allOf(client, search, LISTINGS[search])).map(({ name, value }) => [String(value), name]),
	);

const searches = searchesOf(LISTINGS);

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
export const loadOptions = optionsOf(searches);

const EXAMPLE = 'AAAAAAAAAAAAAAAAAAAAAA';

const picker = (search: Listing): Picker => ({
	noun: LISTINGS[search].noun,
	search,
	whole: true,
	example: EXAMPLE,
	isId: isUuid,
	resolve: async (client, _mode, value, label) =>
		uuidOfLink(client, label, value) ??
		(await findNamed(client, search, LISTINGS[search], value, label)),
});

/** A list that may lack some: each stands in a row of its own, which takes an ID as well. */
const partial = (search: Listing): Picker => ({ ...picker(search), whole: undefined });

/** A thing without a list of its own: only its ID names it. */
export const plainUuid: Picker = { noun: 'ID', example: EXAMPLE, isId: isUuid };

export const accessGrant = picker('searchAccessGrants');
export const accessGroup = picker('searchAccessGroups');
export const accessRevocation = picker('searchAccessRevocations');
export const apiToken = picker('searchApiTokens');
export const audioFile = picker('searchAudioFiles');
export const audioGateway = picker('searchAudioGateways');
export const camera = picker('searchCameras');
export const client = picker('searchClients');
export const component = partial('searchComponents');
export const controller = partial('searchControllers');
export const credential = picker('searchCredentials');
export const customField = picker('searchCustomFields');
export const device = picker('searchDevices');
export const door = picker('searchDoors');
export const doorbell = picker('searchDoorbells');
export const elevatorLanding = partial('searchElevatorLandings');
export const guestPass = partial('searchGuestPasses');
export const keypad = picker('searchKeypads');
export const videoWall = picker('searchVideoWalls');
export const location = picker('searchLocations');
export const locationOrDevice = picker('searchLocationsAndDevices');
export const lockdownPlan = picker('searchLockdownPlans');
export const person = picker('searchPeople');
export const policy = picker('searchPolicies');
export const prompt = picker('searchPrompts');
export const role = picker('searchRoles');
export const rule = picker('searchRules');
export const ruleOrSensor = picker('searchRulesAndSensors');
export const schedule = picker('searchSchedules');
export const sensor = picker('searchSensors');
export const share = partial('searchShares');
export const sharedStream = partial('searchSharedStreams');
export const timelapse = partial('searchTimelapses');
/** In rows, whose order says which is in which. */
export const subLocation = partial('searchSubLocations');
export const user = picker('searchUsers');
