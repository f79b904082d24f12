import { splitRequest } from '../request/assemble';
import { camel, upper } from '../util/camel';
import type { Field, Operation, Resource } from './operation';

/**
 * n8n's names of our parameters. Each is declared once in a node: for every item n8n evaluates the
 * parameter behind the *name* of each property, hidden or not (measured: a name declared 200 times
 * costs 97 ms per item). So a name carries its resource, and workflows keep it forever.
 */

export const fieldParam = (resource: Resource, field: Field): string => {
	const name = camel(field.param ?? field.name);
	return field.shared ? name : resource.value + upper(name);
};

/** The parameter of the field that a `showIf` names. */
export const siblingParam = (
	resource: Resource,
	{ fields = [] }: Operation,
	name: string,
): string =>
	fieldParam(resource, {
		...fields.find((field) => field.name === name)!,
		name,
		param: undefined,
	});

/** The collection that holds an operation's optional fields, or those of one that takes the same. */
export const optionsParam = (resource: Resource, operation: Operation): string =>
	`${resource.value}${upper(operation.optionsLike ?? operation.value)}Options`;

/** Name of a field inside a collection or entry. */
export const childParam = (field: Field): string => camel(field.param ?? field.name) || 'value';

/** Name of the thing in a row of several. */
export const PICKED = 'picked';

export const returnAllParam = (resource: Resource) => `${resource.value}ReturnAll`;
/** Rows of a list unless people choose otherwise. */
export const DEFAULT_LIMIT = 50;
export const limitParam = (resource: Resource) => `${resource.value}Limit`;
export const simplifyParam = (resource: Resource) => `${resource.value}Simplify`;
export const fullParam = (resource: Resource) => `${resource.value}FullResponse`;
export const binaryParam = (resource: Resource) => `${resource.value}BinaryProperty`;

/** Where a field is sent. */
export function placeOf(field: Field, operation: Operation): 'path' | 'query' | 'body' | 'none' {
	if (field.in) return field.in;
	const { method, path } = splitRequest(operation.request);
	if (path.includes(`{${field.name}}`)) return 'path';
	return method === 'GET' || method === 'DELETE' || method === 'HEAD' ? 'query' : 'body';
}

/** All requests an operation may send: its own, older servers', and further steps. */
export const requestsOf = (operation: Operation): string[] => [
	operation.request,
	...(operation.before ? [operation.before.request] : []),
	...(operation.also ?? []),
];
