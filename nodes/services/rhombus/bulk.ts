import type { Bulk } from '../../shared/model/operation';

/**
 * Lists of Rhombus that answer for many items: only those whose rows are of the type that the single answer
 * has in the vendor's contract. The list of cameras has rows of another type, and doors, users and
 * credentials have no request for one.
 */

const isKey = (key: unknown): key is string =>
	typeof key === 'string' && /^[\w.-]{1,64}$/.test(key);

/** Both are a `LocationType`, without its sub-locations unless asked for. */
export const locationsById: Bulk = {
	request: 'POST /api/location/getLocations',
	key: 'locationUuid',
	most: Infinity,
	isKey,
	isList: true,
	rowsProperty: 'locations',
	rowKey: 'uuid',
};
