import { isObject } from '../util/guards';
import { commaList } from '../util/commaList';
import type { OperationContext } from '../model/operation';
import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../http/client';
import type { CallValues } from './check';
import type { CatalogueData } from './format';
import type { EndpointField, Place } from './fields';
import type { NameOf } from './labels';
import { encodeTime, refuseRounded, refuseRoundedNumbers, textOf } from '../request/encode';
import { flagOf } from '../util/givenValue';
import { roundedInteger } from '../response/parseJson';
import { isExpression } from '../request/restriction';
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

/** An empty field of the form is not sent; null and '' can be sent as JSON. */
const isEmpty = (value: unknown): boolean =>
	value === undefined ||
	value === null ||
	(typeof value === 'string' && value.trim() === '') ||
	(Array.isArray(value) && value.length > 0 && value.every(isEmpty));

/**
 * Values given in the form, or taken from the input item with Map Automatically.
 * @throws NodeOperationError if the parameter holds something else than the form makes
 */
export function valuesOfFields(
	context: OperationContext,
	mapped: unknown,
	fields: EndpointField[],
	data: CatalogueData,
	nameOf: NameOf,
): CallValues {
	if (mapped !== undefined && !isObject(mapped)) {
		throw context.refuse('Values', 'must be filled in the form', 'Or set Send Values As to JSON');
	}
	const { mappingMode, value, schema } = (mapped ?? {}) as Mapped;
	const given =
		mappingMode === 'autoMapInputData'
			? fromItem(context.host.inputItem().json, fields)
			: withoutRemoved(value ?? {}, schema ?? []);
	const values: CallValues = { path: {}, query: {} };
	const known = new Map(fields.map((field) => [field.id, field]));
	const body: Array<[string, unknown]> = [];
	const { value: raw } = (context.host.node.parameters.anyEndpointFields ?? {}) as Mapped;
	for (const [id, one] of given) {
		if (isEmpty(one)) {
			if (isObject(raw) && isExpression(raw[id]))
				throw context.refuse(nameOf(id), 'is empty', 'Enter a value, or remove it');
			continue;
		}
		const field = known.get(id);
		const converted = field ? convert(context, nameOf(id), one, field.codes[0]!, data) : one;
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

/**
 * A value of the form as the endpoint wants it.
 * @param name the field as the user finds it, for errors
 * @throws NodeOperationError for a time that is none, and for JSON that JavaScript would round
 */
function convert(
	client: Client,
	name: string,
	value: unknown,
	code: string,
	data: CatalogueData,
): unknown {
	refuseRoundedNumbers(client, name, value);
	const type = readType(code, data);
	switch (type.kind) {
		case 'string':
		case 'enum':
			return textOf(client, value) ?? value;
		case 'integer':
		case 'number':
			return asNumber(value);
		case 'boolean':
			return flagOf(value) ?? value;
		case 'instant':
		case 'dateTime':
			return encodeTime(client, type.kind === 'instant' ? type.unit : 'iso', name, value);
		case 'array': {
			const list = asJson(client, name, value, '[');
			// Entries of JSON are as they are meant; dates and numbers of an expression are not.
			if (Array.isArray(list)) {
				return list === value
					? list.map((entry: unknown) => convert(client, name, entry, type.of, data))
					: list;
			}
			if (typeof list !== 'string') return list;
			// A list of scalars may be typed as `a, b`.
			return commaList(list).map((entry) => convert(client, name, entry, type.of, data));
		}
		case 'shape':
		case 'map':
		case 'object':
			return asJson(client, name, value, '{');
		case 'union':
		case 'any':
			return asJson(client, name, asJson(client, name, value, '{'), '[');
		default:
			return value;
	}
}

const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** What JavaScript would round stays a text, for the check to name or the query to carry. */
const asNumber = (value: unknown) =>
	typeof value === 'string' &&
	DECIMAL.test(value) &&
	Number.isFinite(Number(value)) &&
	roundedInteger(value) === undefined
		? Number(value)
		: value;

/** Parses text that begins like JSON. */
function asJson(client: Client, name: string, value: unknown, opening: string): unknown {
	if (typeof value !== 'string' || !value.trim().startsWith(opening)) return value;
	let parsed: unknown;
	try {
		parsed = JSON.parse(value);
	} catch {
		return value;
	}
	refuseRounded(client, name, value);
	return parsed;
}
