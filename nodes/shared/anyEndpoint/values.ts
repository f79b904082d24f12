import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../call';
import type { CallValues } from './check';
import type { CatalogueData } from './format';
import type { EndpointField, Place } from './fields';
import { readType } from './types';

/**
 * From what n8n holds to the values of a call: the fields of the resource mapper, the input item, or
 * JSON. What cannot be converted stays as it is, for the check to name.
 */

/** What n8n stores for a resource mapper. */
interface Mapped {
	mappingMode?: string;
	value?: IDataObject | null;
	schema?: Array<{ id: string; removed?: boolean }>;
}

const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** An empty field of the form is not sent; null and '' can be sent as JSON. */
const isEmpty = (value: unknown) => value === undefined || value === null || value === '';

/**
 * Values given in the form, or taken from the input item with Map Automatically.
 * @throws NodeOperationError if the parameter holds something else than the form makes
 */
export function valuesOfFields(
	call: Call,
	mapped: unknown,
	fields: EndpointField[],
	data: CatalogueData,
): CallValues {
	if (mapped !== undefined && !isObject(mapped)) {
		throw call.refuse('Values', 'must be filled in the form', 'Or set Send Values As to JSON');
	}
	const { mappingMode, value, schema } = (mapped ?? {}) as Mapped;
	const given =
		mappingMode === 'autoMapInputData'
			? fromItem(call.host.inputItem().json, fields)
			: withoutRemoved(value ?? {}, schema ?? []);
	const values: CallValues = { path: {}, query: {} };
	const known = new Map(fields.map((field) => [field.id, field]));
	const body: Array<[string, unknown]> = [];
	for (const [id, one] of given) {
		if (isEmpty(one)) continue;
		const field = known.get(id);
		const converted = field ? convert(one, field.codes[0], data) : one;
		const [place, name] = splitId(id);
		if (id === 'body') values.body = converted;
		else if (place === 'body') body.push([name, converted]);
		else values[place][name] = converted;
	}
	if (body.length) values.body = Object.fromEntries(body);
	return values;
}

function withoutRemoved(value: IDataObject, schema: Array<{ id: string; removed?: boolean }>) {
	const removed = new Set(schema.filter((one) => one.removed).map(({ id }) => id));
	return Object.entries(value).filter(([id]) => !removed.has(id));
}

/** Fields by their ID or by their bare name, which fills every place of that name. */
const fromItem = (json: IDataObject, fields: EndpointField[]): Array<[string, unknown]> =>
	fields.flatMap(({ id, name }) => {
		const key = [id, name].find((one) => one !== '' && Object.hasOwn(json, one));
		return key === undefined ? [] : [[id, json[key]] as [string, unknown]];
	});

/** `body.a.b` → body, `a.b`; an ID without a known place counts as one of the body. */
function splitId(id: string): [Place, string] {
	const dot = id.indexOf('.');
	const place = id.slice(0, dot);
	return place === 'path' || place === 'query' || place === 'body'
		? [place, id.slice(dot + 1)]
		: ['body', id];
}

/** A value of the form as the endpoint wants it. */
export function convert(value: unknown, code: string, data: CatalogueData): unknown {
	const type = readType(code, data);
	switch (type.kind) {
		case 'string':
		case 'enum':
			return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
		case 'integer':
		case 'number':
			return asNumber(value);
		case 'boolean':
			return value === 'true' ? true : value === 'false' ? false : value;
		case 'instant':
			return asInstant(value, type.unit);
		case 'dateTime': {
			const ms = asInstant(value, 'ms');
			return typeof ms === 'number' ? new Date(ms).toISOString() : value;
		}
		case 'array': {
			const list = asJson(value, '[');
			if (typeof list !== 'string') return list;
			// A list of scalars may be typed as `a, b`.
			return list.split(',').map((entry) => convert(entry.trim(), type.of, data));
		}
		case 'shape':
		case 'map':
		case 'object':
			return asJson(value, '{');
		case 'union':
		case 'any':
			return asJson(asJson(value, '{'), '[');
		default:
			return value;
	}
}

const asNumber = (value: unknown) =>
	typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
		? Number(value)
		: value;

/** Dates in any of n8n's forms as epoch in `unit`; numbers are taken to be that already. */
function asInstant(value: unknown, unit: 'ms' | 's'): unknown {
	if (typeof value === 'number') return value;
	if (typeof value === 'string' && /^-?\d+$/.test(value.trim())) return Number(value);
	const ms = millisecondsOf(value);
	if (!Number.isFinite(ms)) return value;
	return unit === 'ms' ? ms : Math.floor(ms / 1000);
}

function millisecondsOf(value: unknown): number {
	if (typeof value === 'string') return Date.parse(value);
	if (value instanceof Date) return value.getTime();
	const luxon = value as { toMillis?: () => number } | null;
	return typeof luxon?.toMillis === 'function' ? luxon.toMillis() : NaN;
}

/** Text that begins like JSON as what it says. */
function asJson(value: unknown, opening: string): unknown {
	if (typeof value !== 'string' || !value.trim().startsWith(opening)) return value;
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return value;
	}
}
