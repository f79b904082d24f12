import type { INodeParameters } from 'n8n-workflow';
import {
	binaryParam,
	childParam,
	fieldParam,
	fullParam,
	limitParam,
	optionsParam,
	returnAllParam,
	simplifyParam,
} from '../../nodes/shared/model/parameterNames';
import type { Field, Operation, Picker, Resource } from '../../nodes/shared/model/operation';

/**
 * Parameter values for any declared operation, made from its declaration: what a user might enter.
 * `known` gives values that must exist on the server, by API name of the field.
 */
export type Known = Record<string, unknown>;

/** IDs as the form holds them: chosen from a list, in rows of pickers, or as a text. */
function severalOf({ several }: Field, value: unknown): unknown {
	const texts = typeof value === 'string' ? value.split(/,\s*/) : value;
	if (!several || !Array.isArray(texts)) return value;
	return several === 'options'
		? texts
		: { entry: texts.map((one: unknown) => ({ picked: { __rl: true, mode: 'id', value: one } })) };
}

function sample(field: Field, known: Known): unknown {
	return severalOf(field, plain(field, known));
}

function plain(field: Field, known: Known): unknown {
	// A switch in a group may be called as a text elsewhere, e.g. `email`.
	const isText = field.kind === 'boolean' && !/^(true|false)$/.test(String(known[field.name]));
	if (field.name in known && !isText) {
		const value = known[field.name];
		const isLocator = typeof value === 'object' && value !== null && '__rl' in value;
		return field.kind === 'pick' && !isLocator ? { __rl: true, mode: 'id', value } : value;
	}
	switch (field.kind) {
		case 'number':
			return field.min ?? (field.max !== undefined ? Math.min(field.max, 5) : 5);
		case 'boolean':
			return true;
		case 'choice':
			return Object.keys(field.values ?? {})[0];
		case 'choices':
			return [Object.keys(field.values ?? {})[0]];
		case 'time':
			return '2026-11-22T08:30:00.000Z';
		case 'json':
			return field.holds === 'array' ? '[]' : '{}';
		case 'pick':
			return { __rl: true, mode: 'id', value: pickedId(field, known) };
		case 'group':
			return children(field, known);
		case 'list':
			return { entry: [children(field, known)] };
		case 'map':
			return {
				entry: [
					{
						key: field.keyPicker ? fitting(field.keyPicker, idLike('uuid', known)) : 'sample',
						...children(field, known),
					},
				],
			};
		case 'strings':
			return field.picker || /ids$|uuids$/i.test(field.name) || / IDs$/.test(field.label)
				? idLike(field.name, known)
				: 'first, second';
		default:
			if (typeof field.default === 'string' && field.default !== '') return field.default;
			if (field.name === 'url') return 'https://n8n.example/webhook/sample';
			return field.picker || /id$|ids$/i.test(field.name) ? idLike(field.name, known) : 'sample';
	}
}

const children = (field: Field, known: Known) =>
	Object.fromEntries(
		(field.fields ?? []).map((child) => [childParam(child), sample(child, known)]),
	);

/** An ID as the service makes them: 22 url-safe characters (Rhombus) or 26 lower-case ones. */
const idLike = (name: string, known: Known) =>
	known[Symbol.for('service') as never] === 'Rhombus' || /uuid/i.test(name)
		? 'AAAAAAAAAAAAAAAAAAAAAA'
		: 'sample6sample6sample6samp6';

/** Entries of a list of users have no name of their own. */
const pickedId = ({ name, picker }: Field, known: Known) =>
	name === '' && picker?.noun === 'User' ? known.user_id : fitting(picker, idLike(name, known));

/** IDs of other systems have a shape of their own. */
const fitting = (picker: Picker | undefined, id: string) =>
	picker?.isId && !picker.isId(id) ? picker.example : id;

/**
 * n8n parameters of one operation: required fields only, or everything.
 * @param needed optional fields that it cannot do without, by API name
 */
export function parametersOf(
	resource: Resource,
	operation: Operation,
	known: Known,
	everything: boolean,
	needed: string[] = [],
): INodeParameters {
	const parameters: Record<string, unknown> = {
		resource: resource.value,
		operation: operation.value,
	};
	const wanted = (operation.fields ?? []).filter(
		// What an empty one means depends on the account.
		(field) =>
			everything || field.required !== false || field.whenEmpty || needed.includes(field.name),
	);
	for (const field of wanted) {
		parameters[fieldParam(resource, field)] = sample(field, known);
	}
	if (operation.optional?.length) {
		parameters[optionsParam(resource, operation)] = everything
			? Object.fromEntries(
					operation.optional.map((field) => [childParam(field), sample(field, known)]),
				)
			: {};
	}
	if (operation.paging) {
		parameters[returnAllParam(resource)] = false;
		parameters[limitParam(resource)] = 3;
	}
	if (operation.output?.simplify) parameters[simplifyParam(resource)] = false;
	if (operation.output?.offerFullResponse) parameters[fullParam(resource)] = false;
	if (operation.output?.kind === 'binary') parameters[binaryParam(resource)] = 'data';
	return parameters as INodeParameters;
}
