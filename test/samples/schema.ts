import type { IDataObject } from 'n8n-workflow';

/** The part of JSON schema that n8n's output schemas use. */
export interface Schema {
	type?: string | string[];
	properties?: Record<string, Schema>;
	items?: Schema;
	version?: number;
}

/** Deeper objects differ from server to server; the editor shows them as what they are. */
const DEEPEST = 3;

const typeOf = (value: unknown): string => {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'array';
	if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
	return typeof value;
};

/** The schema that all values fit. */
export function schemaOf(values: unknown[], depth = 0): Schema {
	const types = [...new Set(values.map(typeOf))].sort((a, b) =>
		a === 'null' ? 1 : a < b ? -1 : 1,
	);
	const schema: Schema = { type: types.length === 1 ? types[0] : types };
	const objects = values.filter((value) => typeOf(value) === 'object') as IDataObject[];
	// The fullest first: the order of the properties must not hang on that of the rows.
	const fullest = [...objects].sort((a, b) => Object.keys(b).length - Object.keys(a).length);
	const names = [...new Set(fullest.flatMap((value) => Object.keys(value)))];
	if (objects.length > 0 && depth < DEEPEST && names.length > 0) {
		schema.properties = Object.fromEntries(
			names.map((name) => [
				name,
				schemaOf(
					objects.filter((value) => name in value).map((value) => value[name]),
					depth + 1,
				),
			]),
		);
	}
	const elements = values.filter((value) => Array.isArray(value)).flat();
	if (elements.length > 0) schema.items = schemaOf(elements, depth + 1);
	return schema;
}

/** What in `value` contradicts the schema or is missing in it, as `path: fault`. */
export function contradictions(schema: Schema, value: unknown, path = ''): string[] {
	const types = [schema.type ?? []].flat();
	const type = typeOf(value);
	const fits = types.includes(type) || (type === 'integer' && types.includes('number'));
	if (!fits) return [`${path || 'item'}: ${type} is none of ${types.join(', ')}`];
	if (type === 'object' && schema.properties) {
		const { properties } = schema;
		return Object.entries(value as IDataObject).flatMap(([name, inner]) =>
			properties[name]
				? contradictions(properties[name], inner, `${path}.${name}`)
				: [`${path}.${name}: not in the schema`],
		);
	}
	if (type === 'array' && schema.items) {
		const { items } = schema;
		return (value as unknown[]).flatMap((inner, index) =>
			contradictions(items, inner, `${path}[${index}]`),
		);
	}
	return [];
}
