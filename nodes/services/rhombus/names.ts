import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/http/client';
import { namesIn, type Listing } from './pickers';

/** Names next to the IDs of a row, so that nobody has to look up what an alert's camera is called. */

/** Property with the ID, property for the name, and the list that has both. */
const NAMED: Array<[id: string, name: string, listing: Listing]> = [
	['deviceUuid', 'deviceName', 'searchCameras'],
	['cameraUuid', 'cameraName', 'searchCameras'],
	['accessControlledDoorUuid', 'doorName', 'searchDoors'],
	// The component of an access event is mostly a door.
	['componentUuid', 'componentName', 'searchDoors'],
	['locationUuid', 'locationName', 'searchLocations'],
];

/**
 * Reads the lists that the rows need, each once in a run, and gives what a row gets from them. What has no
 * name, or is in a list that the key may not read, gets none. Never throws.
 */
export async function namesFor(
	client: Client,
	rows: IDataObject[],
): Promise<(row: IDataObject) => IDataObject> {
	const lists = new Map<Listing, Map<string, string>>();
	for (const [id, name, listing] of NAMED) {
		const isWanted = rows.some((row) => typeof row[id] === 'string' && !row[name]);
		if (!isWanted || lists.has(listing)) continue;
		lists.set(listing, await namesIn(client, listing).catch(() => new Map<string, string>()));
	}
	return (row) =>
		Object.fromEntries(
			NAMED.flatMap(([id, name, listing]) => {
				const found = row[name] ? undefined : lists.get(listing)?.get(String(row[id]));
				return found ? [[name, found]] : [];
			}),
		);
}
