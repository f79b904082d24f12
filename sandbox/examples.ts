import type { Contract, Operation, Schema } from '../contracts/openapi';
import { Values, type Samples } from './values';

/** A valid request for an operation, ready for `fetch`. */
export interface Example {
	method: string;
	/** Below the service's URL, encoded, with the query. */
	path: string;
	contentType?: string;
	/** JSON value, or fields of a form (files as Blob), or raw bytes, by `contentType`. */
	body?: unknown;
}

/**
 * Makes a valid request with every declared query parameter and body property filled.
 * @param samples values by parameter or property name, e.g. `state.samples`
 * @param overrides body properties or query parameters that need a certain value here
 */
export function exampleRequest(
	contract: Contract,
	service: 'mattermost' | 'rhombus',
	operation: Operation,
	samples: Samples = {},
	overrides: Record<string, unknown> = {},
): Example {
	const { id, method, params, query, body } = operation;
	const values = new Values(contract, service, { ...samples, ...overrides });
	const one = (schema: Schema, name: string) => String([values.make(schema, name, id)].flat()[0]);
	const own = params.at(-1);
	const ids = Object.fromEntries(params.map((name) => [name, one({ type: 'string' }, name)]));
	const path = operation.path.replace(/{([^}]+)}/g, (_, name: string) =>
		encodeURIComponent(ids[name]!),
	);
	const search = new URLSearchParams();
	for (const { name, schema } of query.values()) search.set(name, one(schema, name));
	const suffix = query.size ? `?${search}` : '';
	const [contentType, schema] = Object.entries(body?.content ?? {})[0] ?? [];
	if (!contentType) return { method, path: path + suffix };
	const filled = new Values(contract, service, {
		...samples,
		...(own && { id: ids[own] }),
		...overrides,
	});
	const made =
		contentType === 'multipart/form-data'
			? form(contract, filled, schema!, id)
			: contentType === 'application/json'
				? filled.make(schema!, '', id)
				: Buffer.from('x');
	return { method, path: path + suffix, contentType, body: made };
}

/** Fields of a multipart body; binary ones become small files. */
function form(contract: Contract, values: Values, schema: Schema, seed: string): FormData {
	const data = new FormData();
	for (const [name, child] of Object.entries(contract.flat(schema).properties ?? {})) {
		const flat = contract.flat(child);
		const inner = flat.items ? contract.flat(flat.items) : flat;
		if (inner.format === 'binary') data.append(name, new Blob(['x']), 'example.txt');
		else
			for (const value of [values.make(child, name, seed)].flat()) data.append(name, String(value));
	}
	return data;
}
