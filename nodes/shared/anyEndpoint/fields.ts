import type { FieldType, INodePropertyOptions, ResourceMapperField } from 'n8n-workflow';
import { labelOf } from '../model/fields';
import { placeholders, type Found } from './catalogue';
import type { CatalogueData, Shape } from './format';
import { isRequired, readType } from './types';

/** Enums with more values than this are text fields: nobody can choose from a list of 400. */
const MOST_OPTIONS = 60;
/** Longest shape shown behind a field's name, in characters. */
const LONGEST_SHAPE = 160;

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

/** An endpoint's values as fields of n8n's resource mapper. */
export function endpointFields(found: Found, data: CatalogueData): ResourceMapperField[] {
	return fieldsOf(found, data).map((field) => {
		const { type, options } = appearance(field.codes, data);
		return {
			id: field.id,
			displayName: displayName(field, data),
			required: field.required,
			defaultMatch: false,
			canBeUsedToMatch: false,
			display: true,
			type,
			...(options ? { options } : {}),
		};
	});
}

/** The part of a name that says what the label does not: where it goes, and an object's shape. */
function displayName({ place, name, codes }: EndpointField, data: CatalogueData): string {
	const label = name ? labelOf(name) : 'Body';
	const notes = [
		...(name && place !== 'body' ? [place === 'path' ? 'in path' : 'in query'] : []),
		...note(codes[0]!, data),
	];
	return notes.length ? `${label} (${notes.join(', ')})` : label;
}

function note(code: string, data: CatalogueData): string[] {
	const type = readType(code, data);
	switch (type.kind) {
		case 'file':
			return ['name of the input binary field'];
		case 'instant':
			return [`time in the workflow's time zone, or epoch in ${type.unit}`];
		case 'dateTime':
			return ["in the workflow's time zone"];
		case 'shape':
		case 'array':
		case 'map':
		case 'union':
			return [shorten(describeType(code, data))];
		case 'enum':
			return type.values.length > MOST_OPTIONS
				? [`one of ${type.values.length}, such as ${type.values.find(Boolean)}`]
				: [];
		default:
			return [];
	}
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
