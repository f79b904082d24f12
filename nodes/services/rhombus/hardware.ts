import type { Client } from '../../shared/http/client';
import { objectsIn } from '../../shared/util/guards';
import {
	gathered,
	listing,
	pagedRows,
	rowsUnder,
	words,
	type Row,
	type ThingList,
} from './listing';

/**
 * What is behind doors and lifts. Rhombus has no list of door controllers: doors say which one they
 * are connected to, and each of those lists its components.
 */

/** @throws NodeApiError */
export const allDoors = async (client: Client): Promise<Row[]> =>
	await pagedRows(client, 'POST /api/component/findAccessControlledDoors', 'accessControlledDoors');

/** Properties of a door with parts of it, each of which says what it is connected to. */
const PARTS = [
	'readerComponents',
	'relayComponents',
	'dpiComponents',
	'rexComponents',
	'aperioGatewayComponent',
];

/** Doors in the name of a controller. */
const MOST_NAMES = 3;

/** Controllers with a door, by ID, and the names of these doors. */
async function controllersByDoor(client: Client): Promise<Map<string, string[]>> {
	const doors = new Map<string, string[]>();
	for (const door of await allDoors(client)) {
		const parts = PARTS.flatMap((name) => objectsIn([door[name]].flat()));
		const owners = [door.ownerDeviceUuid, ...parts.map(({ deviceUuid }) => deviceUuid)];
		for (const owner of new Set(owners)) {
			if (typeof owner !== 'string') continue;
			doors.set(owner, [...(doors.get(owner) ?? []), words(door.name)]);
		}
	}
	return doors;
}

/** Names of doors as one name of what they are connected to. */
function doorsOf(names: string[]): string {
	const shown = names.filter(Boolean).slice(0, MOST_NAMES);
	const more = names.length - shown.length;
	return shown.join(', ') + (shown.length > 0 && more > 0 ? ` and ${more} more` : '');
}

export const controllers: ThingList = listing(
	'Controller',
	async (client) =>
		[...(await controllersByDoor(client))].map(([uuid, names]) => ({
			uuid,
			doors: doorsOf(names),
		})),
	({ uuid, doors }) => ({ name: doors ? `Controller of ${words(doors)}` : '', value: uuid }),
);

/** `ComponentBaseType`. */
const KINDS: Record<string, string> = {
	reader: 'Reader',
	dpi: 'Door Position Indicator',
	relay: 'Relay',
	rex: 'Request to Exit',
	aux: 'Auxiliary Input',
	button: 'Button',
};

export const components: ThingList = listing(
	'Component',
	async (client) =>
		await gathered(
			[...(await controllersByDoor(client))].map(([ownerDeviceUuid, names]) => async () => {
				const request = 'POST /api/component/findComponentsByOwnerDevice';
				const rows = await rowsUnder(client, request, 'components', { ownerDeviceUuid });
				return rows.map((row) => ({ ...row, doors: doorsOf(names) }));
			}),
		),
	({ uuid, name, baseType, doors }) => {
		const kind = KINDS[String(baseType)] ?? '';
		const facts = [words(name) ? kind : '', words(doors)].filter(Boolean).join(', ');
		const called = words(name) || kind;
		return { name: facts ? `${called} (${facts})` : called, value: uuid, also: [name] };
	},
);

export const elevatorLandings: ThingList = listing(
	'Elevator Landing',
	async (client) => {
		const locations = await rowsUnder(client, 'POST /api/location/getLocations', 'locations');
		return await gathered(
			locations.map(({ uuid: locationUuid, name: location }) => async () => {
				const request =
					'POST /api/component/elevator/findAccessControlledElevatorLandingsByLocation';
				const property = 'accessControlledElevatorLandings';
				const rows = await pagedRows(client, request, property, { body: { locationUuid } });
				return rows.map((row) => ({ ...row, location }));
			}),
		);
	},
	({ uuid, name, location }) => ({
		name: words(location) ? `${words(name)} (${words(location)})` : words(name),
		value: uuid,
		also: [name],
	}),
);
