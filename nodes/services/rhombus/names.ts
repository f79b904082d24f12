import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/http/client';
import { own } from '../../shared/util/guards';
import { namesIn, type Listing } from './pickers';

/** Names next to the IDs of a row, so that nobody has to look up what an alert's camera is called. */

/** Property with the ID, property for the name, and the list that has both. */
const NAMED: Array<[id: string, name: string, listing: Listing]> = [
	['deviceUuid', 'deviceName', 'searchCameras'],
	['cameraUuid', 'cameraName', 'searchCameras'],
	['accessControlledDoorUuid', 'doorName', 'searchDoors'],
	// The door of an access event (contract: `ComponentEventType`).
	['componentCompositeUuid', 'doorName', 'searchDoors'],
	['locationUuid', 'locationName', 'searchLocations'],
	['userUuid', 'userName', 'searchUsers'],
];

/** IDs of a row; who caused an event stands in an object of its own, mostly with a name. */
const idsIn = (row: IDataObject): IDataObject => {
	const userUuid = own(row.originator, 'userUuid');
	const userName = own(row.originator, 'username');
	return {
		...(typeof userUuid === 'string' ? { userUuid } : {}),
		...(typeof userName === 'string' ? { userName } : {}),
		...row,
	};
};

/** Names by ID, of the lists that were read. */
export type NameLists = ReadonlyMap<Listing, ReadonlyMap<string, string>>;

/** The lists that have names which a row lacks. */
export function listsFor(row: IDataObject): Listing[] {
	const ids = idsIn(row);
	return NAMED.flatMap(([id, name, listing]) =>
		typeof ids[id] === 'string' && ids[id] !== '' && !ids[name] ? [listing] : [],
	);
}

/** What a row gets from the lists. What has no name in them gets none. */
export function namesFrom(lists: NameLists, row: IDataObject): IDataObject {
	const ids = idsIn(row);
	const names: IDataObject = ids.userName ? { userName: ids.userName } : {};
	for (const [id, name, listing] of NAMED) {
		// A device may be named with one of its parts, as `….v0`.
		const value = String(ids[id] ?? '');
		const list = lists.get(listing);
		const found = ids[name] ? undefined : (list?.get(value) ?? list?.get(value.split('.')[0]!));
		if (found) names[name] ??= found;
	}
	return names;
}

/**
 * Reads the lists that the rows need, each once in a run, and gives what a row gets from them. What has no
 * name, or is in a list that the key may not read, gets none. Never throws.
 */
export async function namesFor(
	client: Client,
	rows: IDataObject[],
): Promise<(row: IDataObject) => IDataObject> {
	const lists = new Map<Listing, Map<string, string>>();
	for (const listing of new Set(rows.flatMap(listsFor))) {
		// Kept for the run even where there is none, so that not each page of a list asks for it again.
		const read = async () => await namesIn(client, listing).catch(() => new Map<string, string>());
		lists.set(listing, await client.once(`names or none ${listing}`, read));
	}
	return (row) => namesFrom(lists, row);
}
