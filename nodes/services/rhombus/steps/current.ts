import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../../shared/http/client';
import type { Merging } from '../../../shared/model/operation';
import { notRead } from '../../../shared/execution/notRead';
import { isObject, own } from '../../../shared/util/guards';
import { allDoors } from '../hardware';

/** How things are read before they are changed, and what they are called meanwhile. */
interface Current {
	read: (client: Client, values: IDataObject) => Promise<IDataObject>;
	thing: NonNullable<Merging['thing']>;
}

const there = (client: Client, found: unknown, noun: string, id: unknown): IDataObject => {
	if (isObject(found) && Object.keys(found).length > 0) return found;
	if (found !== null && found !== undefined) throw notRead(client);
	throw client.fail({ message: `Rhombus has no ${noun} with the ID ${String(id)}` });
};

/**
 * A thing that has a request of its own.
 * @param rowsProperty property of the answer that holds it
 * @param idName field with the ID, also the name in the call unless `sentAs` says another
 */
export const currentOf = (
	request: string,
	noun: string,
	rowsProperty: string,
	idName: string,
	sentAs = idName,
): Current => ({
	read: async (client, { [idName]: id }) => {
		const answer = await client.request(request, { body: { [sentAs]: id }, idempotent: true });
		return there(client, own(answer, rowsProperty), noun, id);
	},
	thing: (_call, { [idName]: id }) => `${noun} ${String(id)}`,
});

/** A thing that Rhombus gives only within a list. */
export const currentAmong = (
	rows: (client: Client) => Promise<IDataObject[]>,
	noun: string,
	idName: string,
	listedAs = 'uuid',
): Current => ({
	read: async (client, { [idName]: id }) =>
		there(
			client,
			(await rows(client)).find((row) => row[listedAs] === id),
			noun,
			id,
		),
	thing: (_call, { [idName]: id }) => `${noun} ${String(id)}`,
});

export const currentDoor = currentAmong(allDoors, 'door', 'accessControlledDoorUuid');

/** What an organization has once, e.g. its settings; the key says which organization it is. */
export const currentOrg = (read: (client: Client) => Promise<IDataObject>): Current => ({
	read,
	thing: async (context) => {
		const { credentials } = await context.access();
		return [credentials.apiKey, credentials.partnerOrgUuid].join(' ');
	},
});
