import type { IDataObject } from 'n8n-workflow';

/** Whether a value is an object with properties, so neither null nor an array. */
export const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);

/**
 * A property that the value itself has. Names that come from a server are looked up with this alone:
 * with `record[name]` the name `__proto__` gives what all objects share.
 */
export const own = (value: unknown, name: string): unknown =>
	isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** The objects of a list; none where it is null, missing or no list. Go servers say `null` of an empty one. */
export const objectsIn = (list: unknown): IDataObject[] =>
	Array.isArray(list) ? list.filter(isObject) : [];
