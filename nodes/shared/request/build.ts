import { isObject } from '../util/guards';
import type { IDataObject } from 'n8n-workflow';
import { assemble } from './assemble';
import { shown } from '../model/fields';
import type { ApiRequest } from '../http/types';

import { encode } from './encode';
import {
	childParam,
	fieldParam,
	optionsParam,
	siblingParam,
	placeOf,
} from '../model/parameterNames';
import { isExpression, refuseEmptyVisible, refuseGivenEmpty } from './restriction';
import type { Field, Operation, OperationContext } from '../model/operation';

/** Values of an operation's fields on one item, by API name, encoded. */
export type Values = Map<Field, unknown>;

/** A parameter's expression costs about 0.2 ms, so what is read for an item is kept. */
const known = new WeakMap<OperationContext, Promise<Values>>();

/**
 * Reads and checks only the chosen operation's parameters, once per item.
 * @throws NodeOperationError that names the field and the item
 */
export async function readFields(context: OperationContext): Promise<Values> {
	let values = known.get(context);
	if (!values) {
		values = readParameters(context);
		known.set(context, values);
	}
	return await values;
}

async function readParameters(context: OperationContext): Promise<Values> {
	const { resource, operation } = context;
	const values: Values = new Map();
	for (const field of operation.fields ?? []) {
		if (field.kind === 'notice' || !isShown(context, field)) continue;
		const name = fieldParam(resource, field);
		const value = await encode(context, shown(field), context.param(name));
		if (value !== undefined) values.set(field, value);
		// An untouched field is empty as well; an expression was meant to give something.
		else if (isExpression(context.host.node.parameters[name])) refuseEmptyVisible(context, field);
		if (value === undefined && field.whenEmpty)
			values.set(field, await field.whenEmpty(context, namedValues(values)));
	}
	if (operation.optional?.length) {
		const name = optionsParam(resource, operation);
		const given = context.param(name) ?? {};
		if (typeof given !== 'object' || Array.isArray(given)) {
			throw context.refuse('Options', 'must be an object', 'Add its fields in the form');
		}
		for (const field of operation.optional) {
			const child = childParam(field);
			const value = await encode(context, field, (given as IDataObject)[child]);
			if (value !== undefined) values.set(field, value);
			else if (Object.hasOwn(given, child)) refuseGivenEmpty(context, field);
		}
	}
	refuseBackwards(context, values);
	return values;
}

/** @throws NodeOperationError for a range of time that ends before it begins: servers find nothing in it */
function refuseBackwards(context: OperationContext, values: Values): void {
	for (const [{ ends, label }, end] of values) {
		const begin = ends === undefined ? undefined : namedValues(values)[ends];
		// Both in the same unit; ISO texts of UTC stand in the order of their times.
		if (begin === undefined || (begin as number) <= (end as number)) continue;
		throw context.refuse(
			label,
			'is before the beginning of the time range',
			'Swap the two times, or correct one of them',
		);
	}
}

/** Whether n8n shows the field, by its `showIf`. */
function isShown(context: OperationContext, field: Field): boolean {
	return Object.entries(field.showIf ?? {}).every(([name, wanted]) =>
		wanted.includes(
			context.param(siblingParam(context.resource, context.operation, name)) as string,
		),
	);
}

const namedValues = (values: Values): IDataObject =>
	Object.fromEntries(
		[...values].map(([field, value]) => [field.param ?? field.name, value]),
	) as IDataObject;

/** Values by API name, for operations of several steps. @throws NodeOperationError */
export const valuesByName = async (context: OperationContext): Promise<IDataObject> =>
	namedValues(await readFields(context));

/** Sets `a.b.c`, making objects on the way. Names are ours, so no prototype can be reached. */
function setDeep(target: IDataObject, path: string, value: unknown): void {
	const names = path.split('.');
	const last = names.pop()!;
	let inner = target;
	for (const name of names) {
		const below = inner[name];
		inner[name] = typeof below === 'object' && below !== null ? { ...below } : {};
		inner = inner[name] as IDataObject;
	}
	// A typed part and the JSON of the whole go together; the typed part wins.
	const given = inner[last];
	inner[last] =
		isObject(value) && isObject(given) ? { ...value, ...given } : (value as IDataObject);
}

const hasBodyFields = (operation: Operation): boolean =>
	[...(operation.fields ?? []), ...(operation.optional ?? [])].some(
		(field) => placeOf(field, operation) === 'body',
	);

/**
 * The request of an operation on one item.
 * @throws NodeOperationError that names the field and the item; nothing has been sent then, save
 * look-ups of names and of the server's version
 */
export async function build(context: OperationContext): Promise<ApiRequest> {
	const { operation, service } = context;
	const values = await readFields(context);
	const path: IDataObject = {};
	const labels: Record<string, string> = {};
	const query: IDataObject = { ...operation.fixed?.query };
	// `setDeep` copies nested objects before it changes them.
	const body: IDataObject = { ...operation.fixed?.body };
	let bare: unknown;
	for (const [field, value] of values) {
		const place = placeOf(field, operation);
		if (place === 'path') {
			path[field.name] = value as string;
		} else if (place === 'query') {
			query[field.name] =
				Array.isArray(value) && field.join !== 'array' ? value.join(',') : (value as string);
		} else if (place === 'body') {
			if (operation.bodyIs === field.name) bare = value;
			else setDeep(body, field.name, value);
		}
	}
	for (const field of operation.fields ?? []) labels[field.name] = field.label;

	const template =
		operation.before && !(await context.serverIsAtLeast(operation.before.version))
			? operation.before.request
			: operation.request;
	const content = operation.bodyIs ? bare : operation.wrap ? { [operation.wrap]: body } : body;
	const request = assemble(
		context,
		template,
		{ path, query, body: content, idempotent: operation.idempotent },
		labels,
	);
	const takesBody = ['POST', 'PUT', 'PATCH'].includes(request.method);
	// A change without a body is refused; an empty one changes nothing.
	const changes = ['PUT', 'PATCH'].includes(request.method) && hasBodyFields(operation);
	const empty =
		content === undefined ||
		(!operation.bodyIs && Object.keys(body).length === 0 && !operation.wrap);
	if (empty && !changes && !(takesBody && service.emptyBody)) delete request.body;
	if (operation.output?.kind === 'binary') request.binary = true;
	return operation.adjust ? await operation.adjust(context, request) : request;
}
