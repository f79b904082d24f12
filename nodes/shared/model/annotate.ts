import type { Field, Operation, Resource } from './operation';

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

/**
 * A text that names one thing of a list that can be searched becomes the picker of that thing, with one way
 * besides the list, which takes names and links as well: the others would cost 200 bytes of each.
 */
function picked(field: Field): Field {
	const fields = field.fields?.map(picked);
	const inner = fields ? { ...field, fields } : field;
	return inner.kind === 'string' && inner.picker?.search
		? {
				...inner,
				kind: 'pick',
				label: inner.label.replace(/ ID$/, ''),
				picker: { ...inner.picker, modes: undefined },
				placeholder: undefined,
			}
		: inner;
}

/** The same resources with pickers in place of texts that name one thing, see `picked`. */
export const withPickers = (resources: Resource[]): Resource[] =>
	resources.map((resource) => ({
		...resource,
		operations: resource.operations.map((operation) => ({
			...operation,
			...(operation.fields ? { fields: operation.fields.map(picked) } : {}),
			...(operation.optional ? { optional: operation.optional.map(picked) } : {}),
		})),
	}));
