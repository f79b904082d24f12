import type { DisplayCondition, INodeProperties } from 'n8n-workflow';
import { shown } from '../model/fields';
import type { Field, Operation, Resource } from '../model/operation';
import {
	DEFAULT_LIMIT,
	binaryParam,
	childParam,
	fieldParam,
	fullParam,
	limitParam,
	optionsParam,
	returnAllParam,
	siblingParam,
	simplifyParam,
} from '../model/parameterNames';
import { splitRequest } from '../request/assemble';
import { byLabel, property, type Property } from './property';

/** One operation's form. */

/** What other parameters must hold for one to be shown, by their names. */
type ShowIf = Record<string, Array<string | boolean | DisplayCondition>>;

/** A parameter of one operation. */
export interface Parameter {
	property: Property;
	/** Parameters that must have one of these values for it to be shown. */
	showIf?: ShowIf;
	/** Whether other resources of the node have the same one. */
	shared?: boolean;
}

/** Title of an operation's collection, by what n8n's guidelines call it. */
function optionsLabel(operation: Operation): string {
	if (/^(update|patch|replace)/i.test(operation.value)) return 'Update Fields';
	const { method } = splitRequest(operation.request);
	return method === 'GET' || operation.idempotent ? 'Options' : 'Additional Fields';
}

/** A mapper is shown once that is chosen which decides its fields: before, n8n finds fault with having none. */
const chosenFor = ({ kind, typeOptions }: Field): Array<[string, DisplayCondition[]]> =>
	kind === 'mapper'
		? ((typeOptions?.loadOptionsDependsOn ?? []) as string[]).map((path) => [
				path.split('.')[0]!,
				[{ _cnd: { exists: true } }],
			])
		: [];

function ofField(resource: Resource, operation: Operation, field: Field): Parameter {
	const showIf =
		field.showIf &&
		Object.fromEntries([
			...Object.entries(field.showIf).map(([name, values]): [string, typeof values] => [
				siblingParam(resource, operation, name),
				values,
			]),
			...chosenFor(field),
		]);
	return {
		property: property(shown(field), fieldParam(resource, field)),
		showIf,
		shared: field.shared,
	};
}

function ofPaging(resource: Resource, operation: Operation): Parameter[] {
	const returnAll = returnAllParam(resource);
	const { pagedFor } = operation;
	const showIf = pagedFor && {
		[siblingParam(resource, operation, pagedFor.field)]: [{ _cnd: { regex: pagedFor.pattern } }],
	};
	return [
		{
			property: {
				displayName: 'Return All',
				name: returnAll,
				type: 'boolean',
				default: false,
				description: 'Whether to return all results or only up to a given limit',
			},
			...(showIf ? { showIf } : {}),
		},
		{
			property: {
				displayName: 'Limit',
				name: limitParam(resource),
				type: 'number',
				typeOptions: { minValue: 1 },
				default: DEFAULT_LIMIT,
				description: 'Max number of results to return',
			},
			showIf: { ...showIf, [returnAll]: [false] },
		},
	];
}

function ofOutput(resource: Resource, { output }: Operation): Parameter[] {
	const parameters: Property[] = [];
	if (output?.kind === 'binary') {
		parameters.push({
			displayName: 'Put Output File in Field',
			name: binaryParam(resource),
			type: 'string',
			default: 'data',
			required: true,
			hint: 'The name of the output binary field to put the file in',
		});
	}
	if (output?.simplify) {
		parameters.push({
			displayName: 'Simplify',
			name: simplifyParam(resource),
			type: 'boolean',
			default: true,
			description: 'Whether to return a simplified version of the response instead of the raw data',
		});
	}
	if (output?.offerFullResponse) {
		parameters.push({
			displayName: 'Full Response',
			name: fullParam(resource),
			type: 'boolean',
			default: false,
			description: 'Whether to return the whole response as one item, not an item per row',
		});
	}
	return parameters.map((one) => ({ property: one }));
}

function ofOptions(resource: Resource, operation: Operation): Parameter[] {
	if (!operation.optional?.length) return [];
	const label = optionsLabel(operation);
	return [
		{
			property: {
				displayName: label,
				name: optionsParam(resource, operation),
				type: 'collection',
				placeholder: label === 'Options' ? 'Add Option' : 'Add Field',
				default: {},
				options: operation.optional
					.map((field) => property(field, childParam(field)))
					.sort(byLabel) as INodeProperties[],
			},
		},
	];
}

/**
 * All parameters of an operation, in the order of its form: the declared fields in their order, how much
 * to return, what the output is, and the collection of all that is optional.
 */
export const parametersOf = (resource: Resource, operation: Operation): Parameter[] => [
	...(operation.fields ?? []).map((field) => ofField(resource, operation, field)),
	...(operation.paging ? ofPaging(resource, operation) : []),
	...ofOutput(resource, operation),
	...ofOptions(resource, operation),
];
