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
