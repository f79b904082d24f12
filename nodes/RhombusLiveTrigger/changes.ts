import type { IDataObject } from 'n8n-workflow';
import { parseJson } from '../shared/response/parseJson';
import { isObject } from '../shared/util/guards';

/** What the change feed says, untrusted and read leniently; its envelope is [ev]'s of `feedFacts.ts`. */

export interface Change {
	entity: string;
	/** CREATE, UPDATE, DELETE, REFRESH, or whatever comes. */
	type: string;
	/** '' if it is not said. */
	entityUuid: string;
	deviceUuid: string;
	/** Its shape depends on the entity. */
	update: IDataObject;
}

const word = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** Reads a message's body. Undefined if it is no change. Never throws. */
export function readChange(body: string): Change | undefined {
	let json: unknown;
	try {
		json = parseJson(body);
	} catch {
		return undefined;
	}
	if (!isObject(json)) return undefined;
	const entity = word(json.entity).toUpperCase();
	if (entity === '') return undefined;
	const update = isObject(json.update) ? json.update : {};
	return {
		entity,
		type: word(json.type).toUpperCase(),
		entityUuid: word(json.entityUuid) || word(update.uuid),
		deviceUuid: word(json.deviceUuid) || word(update.deviceUuid),
		update,
	};
}
