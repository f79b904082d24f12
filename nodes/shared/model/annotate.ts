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
	return one === 'Person' ? 'People' : one.replace(/([^aeiou])y$/, '$1ie') + 's';
};

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
			// n8n wants no description that repeats the label.
			description: inner.description === plural(label) ? '' : inner.description,
			picker: short(picker),
			placeholder: undefined,
		};
	}
	return kind === 'string'
		? {
				...inner,
				kind: 'pick',
				label: label.replace(ID, ''),
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
