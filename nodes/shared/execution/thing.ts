import { readFields, valuesByName } from '../request/build';
import { splitRequest } from '../request/assemble';

import type { Field, Operation, OperationContext } from '../model/operation';

/** Whether an operation changes nothing, so that order and repeating do not matter. */
export const isIdempotent = ({ idempotent, request }: Operation): boolean =>
	idempotent ?? ['GET', 'HEAD'].includes(splitRequest(request).method);

/** Fields that name a thing: `channel_id`, `post.channel_id`, `cameraUuid`, `recipient`. */
const NAMES_THING = /(?:^id|_id|Id|^uuid|Uuid)$/;
/** Lists of such: `cameraUuids`, `user_ids`. */
const NAMES_THINGS = /(?:_ids|Ids|[uU]uids|UuidList)$/;
/** Where something new is put, or who makes it: new things of one team do not concern each other. */
const CONTAINERS = new Set(['team_id', 'locationUuid', 'agent_id', 'client_id', 'hostEmployeeId']);

const lastName = (field: Field): string => field.name.split('.').pop()!;
const isNew = ({ value }: Operation): boolean => /^create(?!OrUpdate)/.test(value);

/** What an operation concerns: nothing in common, the values of fields, or always the same thing. */
export type Concern = { fields: string[] } | 'nothing' | 'same';

/**
 * What a writing operation concerns, unless it says so itself (`concerns`):
 * 1. the fields in its path;
 * 2. else its required fields that name one thing, without those that only say where a new one is put;
 * 3. else nothing in common if it makes something new, and always the same thing (the server's
 *    settings, a list of things) if not.
 */
export function concernOf(operation: Operation): Concern {
	if (isIdempotent(operation)) return 'nothing';
	const { concerns } = operation;
	if (Array.isArray(concerns)) return concerns.length > 0 ? { fields: concerns } : 'nothing';
	const { path } = splitRequest(operation.request);
	const required = (operation.fields ?? []).filter((field) => field.required !== false);
	const inPath = required.filter(({ name }) => path.includes(`{${name}}`));
	const naming = inPath.length
		? inPath
		: required.filter(
				(field) =>
					NAMES_THING.test(lastName(field)) &&
					!(isNew(operation) && CONTAINERS.has(lastName(field))),
			);
	if (naming.length > 0) return { fields: naming.map(({ name }) => name) };
	const many = required.some((field) => NAMES_THINGS.test(lastName(field)));
	return isNew(operation) && !many ? 'nothing' : 'same';
}

/**
 * What one item concerns, as a text that is the same for all items of the same thing; undefined if
 * nothing is in common.
 * @throws NodeOperationError or NodeApiError for a field that cannot be read
 */
export async function thingOf(context: OperationContext): Promise<string | undefined> {
	const { operation } = context;
	if (isIdempotent(operation) && typeof operation.concerns !== 'function') return undefined;
	if (typeof operation.concerns === 'function') return await operation.concerns(context);
	if (operation.merging?.thing) {
		return await operation.merging.thing(context, await valuesByName(context));
	}
	const concern = concernOf(operation);
	if (concern === 'nothing') return undefined;
	if (concern === 'same') return '';
	const values = await readFields(context);
	const named = [...values].filter(([{ name }]) => concern.fields.includes(name));
	return JSON.stringify(named.map(([{ name }, value]) => [name, value]));
}

/** IDs at the top of a body, with their names: what a typed call concerns. */
export const namingValues = (body: unknown): Array<[string, unknown]> =>
	typeof body === 'object' && body !== null && !Array.isArray(body)
		? Object.entries(body)
				.filter(([name, value]) => NAMES_THING.test(name) && typeof value !== 'object')
				.filter(([name]) => !CONTAINERS.has(name))
				.sort(([a], [b]) => (a < b ? -1 : 1))
		: [];
