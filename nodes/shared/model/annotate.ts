import type { Client } from '../http/client';
import type { Field, Operation, Picker, Resource } from './operation';

/** Where a field stands. */
export interface Place {
	resource: Resource;
	operation: Operation;
	/** Fields that hold it, outermost first. */
	within: Field[];
}

/**
 * Adds facts to fields that are the same wherever such a field stands, such as what its ID names or
 * how long the server lets it be; they are kept as tables of their own.
 * @param factsOf further details of a field; what the field itself states wins
 */
export function annotate(
	resources: Resource[],
	factsOf: (field: Field, place: Place) => Partial<Field> | undefined,
): Resource[] {
	const one = (field: Field, place: Place): Field => {
		const facts = factsOf(field, place);
		const inner = { ...place, within: [...place.within, field] };
		const fields = field.fields?.map((child) => one(child, inner));
		return facts || fields ? { ...facts, ...field, ...(fields ? { fields } : {}) } : field;
	};
	return resources.map((resource) => ({
		...resource,
		operations: resource.operations.map((operation) => {
			const place = { resource, operation, within: [] };
			return {
				...operation,
				...(operation.fields ? { fields: operation.fields.map((field) => one(field, place)) } : {}),
				...(operation.optional
					? { optional: operation.optional.map((field) => one(field, place)) }
					: {}),
			};
		}),
	}));
}

/** The end of a label that a picker makes needless. */
const ID = / (?:UU)?ID$/;

/** What several things are called: `Camera IDs` → `Cameras`. */
const plural = (label: string): string => {
	const one = label.replace(/ (?:UU)?IDs$/, '');
	if (one === label) return label;
	return one === 'Person'
		? 'People'
		: one.replace(/([^aeiou])y$/, '$1ie').replace(/s$/, 'se') + 's';
};

/** A description of IDs as one of what they name; none where it only repeats the label, as n8n wants it. */
function ofThings(description: string, label: string): string {
	const things = description.replace(/^IDs? of (?:the |an? )?(.)/, (_all, first: string) =>
		first.toUpperCase(),
	);
	return things.toLowerCase() === label.toLowerCase() ? '' : things;
}

/** An ID that the API takes as a number. @throws what `client.refuse` makes */
function toNumber(client: Client, path: string, value: unknown): number {
	const made = Number(value);
	if (Number.isSafeInteger(made)) return made;
	throw client.refuse(path, 'is not a whole number', 'Pick it from the list, or enter its ID');
}

/** One way besides the list, which takes names and links as well: the others would cost 200 bytes of each. */
const short = (picker: Picker): Picker => ({ ...picker, modes: undefined });

/** A text that names things of a list that can be searched becomes a picker of them. */
function picked(field: Field): Field {
	const fields = field.fields?.map(picked);
	const inner = fields ? { ...field, fields } : field;
	const { kind, label, picker, keyPicker, keyLabel } = inner;
	if (kind === 'map' && keyPicker?.search) {
		return { ...inner, keyPicker: short(keyPicker), keyLabel: keyLabel?.replace(ID, '') };
	}
	if (!picker?.search) return inner;
	if (kind === 'strings') {
		return {
			...inner,
			several: picker.whole ? 'options' : 'rows',
			label: plural(label),
			description: ofThings(inner.description, plural(label)),
			picker: short(picker),
			placeholder: undefined,
		};
	}
	return kind === 'string' || kind === 'number'
		? {
				...inner,
				...(kind === 'number' ? { min: undefined, max: undefined, refine: toNumber } : {}),
				kind: 'pick',
				label: label.replace(ID, ''),
				description: ofThings(inner.description, label.replace(ID, '')),
				picker: short(picker),
				placeholder: undefined,
			}
		: inner;
}

/** The same resources with pickers in place of texts and keys that name things, see `picked`. */
export const withPickers = (resources: Resource[]): Resource[] =>
	resources.map((resource) => ({
		...resource,
		operations: resource.operations.map((operation) => ({
			...operation,
			...(operation.fields ? { fields: operation.fields.map(picked) } : {}),
			...(operation.optional ? { optional: operation.optional.map(picked) } : {}),
		})),
	}));
