import type { IDataObject } from 'n8n-workflow';
import { isObject } from '../util/guards';

/**
 * `given` over `current`: objects are merged by key at any depth, all else replaces, null removes
 * (RFC 7396). Neither is changed.
 */
export function mergeDeep(current: unknown, given: IDataObject): IDataObject {
	const merged = new Map<string, unknown>(isObject(current) ? Object.entries(current) : []);
	for (const [name, value] of Object.entries(given)) {
		if (value === null) merged.delete(name);
		else merged.set(name, isObject(value) ? mergeDeep(merged.get(name), value) : value);
	}
	// fromEntries, unlike assignment, takes `__proto__` for a plain name.
	return Object.fromEntries(merged) as IDataObject;
}

/** Those properties of `from` whose names are listed and whose value is neither null nor undefined. */
export const only = (from: IDataObject, names: string[]): IDataObject =>
	Object.fromEntries(
		Object.entries(from).filter(
			([name, value]) => names.includes(name) && value !== undefined && value !== null,
		),
	);
