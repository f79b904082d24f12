import type { FieldType, INodePropertyOptions, ResourceMapperField } from 'n8n-workflow';
import { placeholders, type Found } from './catalogue';
import type { CatalogueData, Endpoint, Shape } from './format';
import { takesNames, unitOf, wordsOf } from './labels';
import type { FactsOf } from './facts';
import { isRequired, readType, type ValueType } from './types';

/** Enums with more values than this are text fields: nobody can choose from a list of 400. */
const MOST_OPTIONS = 60;
/** Longest shape shown behind a field's name, in characters. */
const LONGEST_SHAPE = 80;
/** Keys of an object that are shown behind a field's name. */
const MOST_KEYS = 4;

export type Place = 'path' | 'query' | 'body';

/** One value an endpoint takes. */
export interface EndpointField {
	/** `path.user_id`, `query.page`, `body.name`; `body` alone if the body is not an object with names. */
	id: string;
	place: Place;
	/** '' if it is the whole body. */
	name: string;
	/** Type codes of the catalogue: more than one if the body may have several forms. */
	codes: string[];
	required: boolean;
}

/**
 * All values an endpoint takes, required ones first, without those its typed path gives already.
 */
export function fieldsOf({ endpoint, path }: Found, data: CatalogueData): EndpointField[] {
	const field = (
		place: Place,
		name: string,
		codes: string[],
		required: boolean,
	): EndpointField => ({
		id: name ? `${place}.${name}` : place,
		place,
		name,
		codes,
		required,
	});
	const fields = [
		...placeholders(endpoint.path)
			.filter((name) => !Object.hasOwn(path, name))
			.map((name) => field('path', name, [endpoint.pathTypes?.[name] ?? '!s'], true)),
		...Object.entries(endpoint.query ?? {}).map(([name, code]) =>
			field('query', name, [code], isRequired(code)),
		),
	];
	if (endpoint.body) {
		const { shapes, others } = formsOf(endpoint.body, data);
		const names = new Set(shapes.flatMap((shape) => Object.keys(shape)));
		names.delete('*');
		for (const name of names) {
			const codes = shapes.flatMap((shape) => shape[name] ?? []);
			const always = !others && codes.length === shapes.length && codes.every(isRequired);
			fields.push(field('body', name, [...new Set(codes)], always));
		}
		if (others) {
			fields.push(
				field('body', '', [endpoint.body], names.size === 0 && isRequired(endpoint.body)),
			);
		}
	}
	return [...fields.filter((one) => one.required), ...fields.filter((one) => !one.required)];
}

/** The objects with known fields that a body may be, and whether it may be something else. */
export function formsOf(code: string, data: CatalogueData): { shapes: Shape[]; others: boolean } {
	const type = readType(code, data);
	if (type.kind === 'shape') return { shapes: [data.shapes[type.index]!], others: false };
	if (type.kind !== 'union') return { shapes: [], others: true };
	const forms = type.variants.map((variant) => formsOf(variant, data));
	return {
		shapes: forms.flatMap(({ shapes }) => shapes),
		others: forms.some(({ others }) => others),
	};
}

/** Whether a body that is not given can be sent as `{}`. */
export const mayBeEmpty = (code: string, data: CatalogueData): boolean =>
	readType(code, data).kind === 'object' || formsOf(code, data).shapes.length > 0;

/** Labels of all values by ID; two of the same words say where they go. */
export function labelsOf(
	fields: EndpointField[],
	endpoint: Endpoint,
	factsOf: FactsOf,
): Map<string, string> {
	const words = fields.map((field) => wordsOf(field, endpoint, factsOf));
	return new Map(
		fields.map(({ id, place }, index) => {
			const own = words[index]!;
			const isOnly = words.indexOf(own) === words.lastIndexOf(own);
			return [id, isOnly ? own : `${own} in ${upperFirst(place)}`];
		}),
	);
}

const upperFirst = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** An endpoint's values as fields of n8n's resource mapper. */
export function endpointFields(
	found: Found,
	data: CatalogueData,
	factsOf: FactsOf,
): ResourceMapperField[] {
	const fields = fieldsOf(found, data);
	const labels = labelsOf(fields, found.endpoint, factsOf);
	return fields.map((field) => {
		const { type, options } = appearance(field.codes, data);
		const isNamed = takesNames(field, found.endpoint, factsOf);
		const notes = note(field, data, isNamed);
		const label = labels.get(field.id)!;
		return {
			id: field.id,
			displayName: notes ? `${label} (${notes})` : label,
			required: field.required,
			defaultMatch: false,
			canBeUsedToMatch: false,
			display: true,
			type,
			...(options ? { options } : {}),
		};
	});
}

/** What a label does not say of what to enter; undefined where nothing is to be said. */
function note(
	{ name, codes }: EndpointField,
	data: CatalogueData,
	isNamed: boolean,
): string | undefined {
	const code = codes[0]!;
	const type = readType(code, data);
	switch (type.kind) {
		case 'string':
			return isNamed ? 'name or ID' : undefined;
		case 'integer':
		case 'number':
			return unitOf(name);
		case 'file':
			return 'name of the input binary field';
		case 'instant':
		case 'dateTime':
			return "in the workflow's time zone";
		case 'enum':
			return type.values.length > MOST_OPTIONS
				? `one of ${type.values.length}, such as ${type.values.find(Boolean)}`
				: undefined;
		case 'array':
			return SCALARS.has(readType(type.of, data).kind)
				? `${isNamed ? 'names or IDs, ' : ''}separated by commas`
				: `JSON list of ${keysOf(type.of, data)}`;
		case 'shape':
		case 'map':
			return `JSON: ${keysOf(code, data)}`;
		case 'object':
			return 'JSON';
		case 'union':
			return shorten(describeType(code, data));
		default:
			return undefined;
	}
}

const SCALARS = new Set<ValueType['kind']>([
	'string',
	'integer',
	'number',
	'boolean',
	'enum',
	'dateTime',
	'instant',
]);

/** `{ name, url, … }`: the first keys of an object, required ones before others. */
function keysOf(code: string, data: CatalogueData): string {
	const type = readType(code, data);
	if (type.kind === 'map') return `{ key: ${WORDS[readType(type.of, data).kind] ?? 'value'} }`;
	if (type.kind !== 'shape') return shorten(describeType(code, data, 1));
	const all = Object.entries(data.shapes[type.index]!).filter(([name]) => name !== '*');
	const ordered = [
		...all.filter(([, of]) => isRequired(of)),
		...all.filter(([, of]) => !isRequired(of)),
	].map(([name]) => name);
	const shown = ordered.slice(0, MOST_KEYS);
	return `{ ${[...shown, ...(ordered.length > shown.length || !all.length ? ['…'] : [])].join(', ')} }`;
}

const shorten = (words: string) =>
	words.length > LONGEST_SHAPE ? `${words.slice(0, LONGEST_SHAPE - 1)}…` : words;

/** Choices that Mattermost writes as letters, by all their letters. */
const LETTERS: Record<string, Record<string, string>> = {
	OP: { O: 'Public', P: 'Private' },
	IO: { O: 'Open', I: 'Invite Only' },
	GP: { G: 'GET', P: 'POST' },
};

/** How n8n's editor shows a value. */
function appearance(
	codes: string[],
	data: CatalogueData,
): { type: FieldType; options?: INodePropertyOptions[] } {
	const types = codes.map((code) => readType(code, data));
	const type = types[0]!;
	switch (type.kind) {
		case 'integer':
		case 'number':
			return { type: 'number' };
		case 'boolean':
			return { type: 'boolean' };
		case 'dateTime':
		case 'instant':
			return { type: 'dateTime' };
		case 'array':
			return { type: 'array' };
		case 'shape':
		case 'map':
		case 'object':
			return { type: 'object' };
		case 'enum': {
			const values = new Set(types.flatMap((one) => (one.kind === 'enum' ? one.values : [])));
			if (values.size > MOST_OPTIONS) return { type: 'string' };
			const meanings = LETTERS[[...values].sort().join('')] ?? {};
			const options = [...values].map((value) => ({
				name: meanings[value] ?? (value || '(Empty)'),
				value,
			}));
			return { type: 'options', options };
		}
		case 'union':
			return appearance(type.variants, data);
		default:
			return { type: 'string' };
	}
}

const WORDS: Record<string, string> = {
	integer: 'integer',
	number: 'number',
	boolean: 'true or false',
	dateTime: 'ISO date and time with its zone',
	file: 'name of an input binary field',
	object: 'object',
	any: 'anything',
	string: 'text',
};

/**
 * A type in words, e.g. `{ name: text, tags?: [text] }`; `?` marks what may be left out.
 * @param depth how many objects deep the fields are listed
 */
export function describeType(code: string, data: CatalogueData, depth = 2): string {
	const type = readType(code, data);
	switch (type.kind) {
		case 'instant':
			return `integer (epoch ${type.unit})`;
		case 'enum':
			return type.values.length > 6
				? `one of ${type.values.length} values`
				: type.values.map((value) => JSON.stringify(value)).join(' or ');
		case 'array':
			return `[${describeType(type.of, data, depth)}]`;
		case 'map':
			return `{ key: ${describeType(type.of, data, depth)} }`;
		case 'union':
			return [...new Set(type.variants.map((one) => describeType(one, data, depth)))].join(' or ');
		case 'shape': {
			if (depth === 0) return 'object';
			const fields = Object.entries(data.shapes[type.index]!).map(([name, of]) => {
				const mark = name === '*' || isRequired(of) ? '' : '?';
				return `${name === '*' ? 'other keys' : name}${mark}: ${describeType(of, data, depth - 1)}`;
			});
			return `{ ${fields.join(', ')} }`;
		}
		default:
			return WORDS[type.kind]!;
	}
}
