import { resources } from '../../nodes/Rhombus/resources';
import type { Operation } from '../../nodes/shared/model/operation';
import { Contract, type Schema } from '../../sandbox/contract';

/** What items of the Rhombus node look like, from the contract and the declared output. */

const contract = new Contract('rhombus.json');

/** Objects within objects within objects are left open, so that the editor's panel stays readable. */
const MAX_DEPTH = 2;

type Json = Record<string, unknown>;

function schemaOf(schema: Schema, depth = 0): Json {
	const flat = contract.flat(schema);
	if (flat.variants) return schemaOf(flat.variants[0], depth);
	if (flat.type === 'array') {
		return { type: 'array', items: flat.items ? schemaOf(flat.items, depth) : {} };
	}
	if (flat.type === 'object' || flat.properties) {
		const { properties } = flat;
		if (!properties || depth >= MAX_DEPTH) return { type: 'object' };
		return {
			type: 'object',
			properties: Object.fromEntries(
				Object.entries(properties).map(([name, one]) => [name, schemaOf(one, depth + 1)]),
			),
		};
	}
	return { type: flat.type ?? 'string' };
}

const object = (properties: Json): Json => ({ type: 'object', properties });
const BOOLEAN = { type: 'boolean' };
const ENVELOPE = ['error', 'errorMsg', 'authError', 'warningMsg'];

/** Schema of an operation's items; undefined where they are files or come in several steps. */
function itemSchema(operation: Operation): Json | undefined {
	const { output = {} } = operation;
	if (operation.run || output.kind === 'binary') return undefined;
	if (output.kind === 'deleted') return object({ deleted: BOOLEAN });
	const answer = contract.operations.find(({ id }) => id === operation.request)?.answer;
	if (!answer) return undefined;
	const body = contract.flat(answer.schema).properties ?? {};
	if (output.kind === 'done') {
		const rest = Object.entries(body).filter(([name]) => !ENVELOPE.includes(name));
		return object({
			success: BOOLEAN,
			...Object.fromEntries(rest.map(([name, one]) => [name, schemaOf(one, 1)])),
		});
	}
	const inner = contract.flat(body[output.rowsKey!]);
	if (output.kind === 'entries') {
		const value = schemaOf(inner.additionalProperties as Schema);
		const key = { [output.keyField!]: { type: 'string' } };
		return object({
			...key,
			...(value.type === 'object'
				? (value.properties as Json | undefined)
				: { [output.valueField ?? 'value']: value }),
		});
	}
	const row = schemaOf(inner.items ?? inner);
	const properties = row.properties as Json;
	return output.simplify
		? object(
				Object.fromEntries(
					output.simplify
						.filter((name) => properties[name])
						.map((name) => [name, properties[name]]),
				),
			)
		: row;
}

/**
 * Schemas by `resource/operation.json`.
 * @param endpoints paths of the operations that get one
 */
export function rhombusSchemas(endpoints: string[]): Record<string, Json> {
	const wanted = new Set(endpoints.map((endpoint) => `POST ${endpoint}`));
	return Object.fromEntries(
		resources.flatMap((resource) =>
			resource.operations
				.filter(({ request }) => wanted.has(request))
				.flatMap((operation) => {
					const schema = itemSchema(operation);
					return schema
						? [[`${resource.value}/${operation.value}.json`, { ...schema, version: 1 }]]
						: [];
				}),
		),
	);
}
