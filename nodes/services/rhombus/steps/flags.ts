import type { IDataObject } from 'n8n-workflow';
import { valuesByName } from '../../../shared/request/build';
import type { ApiRequest } from '../../../shared/http/types';
import { choices, localOnly } from '../../../shared/model/fields';
import type { Field, OperationContext } from '../../../shared/model/operation';

/**
 * Device updates take a value only where its twin flag says so: `name` needs `nameUpdated: true`.
 * With the flag and null, a value is cleared.
 */

/** Values that can be cleared, offered in addition to those that can be set. */
export const clearable = (values: Record<string, string>): Field =>
	localOnly(
		choices('clear', values, 'Details to clear; a detail that is also set above is set', {
			label: 'Clear',
		}),
	);

/** Sets the flags of the given ones of these values, where only they have one. */
export const flagged =
	(...names: string[]) =>
	(_call: unknown, request: ApiRequest): ApiRequest => {
		const body = (request.body ?? {}) as IDataObject;
		const given = names.filter((name) => body[name] !== undefined);
		const flags = Object.fromEntries(given.map((name) => [`${name}Updated`, true]));
		return given.length === 0 ? request : { ...request, body: { ...body, ...flags } };
	};

/** Of the details of doors and buttons only this one has a flag. */
export const flagSubLocations = flagged('subLocationsHierarchyKey');

/** Sets the flag of each given value, and null and the flag for what is to be cleared. */
export async function withFlags(
	context: OperationContext,
	request: ApiRequest,
): Promise<ApiRequest> {
	const { clear } = await valuesByName(context);
	const body: IDataObject = {};
	for (const name of (clear ?? []) as string[]) body[name] = null;
	const { uuid, ...given } = request.body as IDataObject;
	Object.assign(body, given);
	for (const name of Object.keys(body)) body[`${name}Updated`] = true;
	return { ...request, body: { ...body, uuid } };
}
