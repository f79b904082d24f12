import type { Client } from '../http/client';
import { splitRequest } from './assemble';

import { NO_ENTRIES } from '../model/fields';
import type { Field, Operation } from '../model/operation';
import { isObject } from '../util/guards';

/**
 * Fields fail closed: one that narrows what an operation works on, or that is filled in by adding entries,
 * is refused where it was given and holds nothing. Left out, it restricts nothing.
 */

/** Operations that take something away, by the first word of their value. */
const TAKES_AWAY =
	/^(archive|cancel|clear|deactivate|delete|demote|disable|dismiss|kick|leave|logout|purge|remove|reset|revoke|uninstall|unassign|unlink|unshare)/;

/** In every operation: when something begins or ends, and which thing is meant. */
const ALWAYS: Array<Field['kind']> = ['time', 'pick'];

/** Whether the operation only finds things, or takes them away. */
function selects({ request, idempotent, value }: Operation): boolean {
	const { method } = splitRequest(request);
	return (
		idempotent === true || ['GET', 'HEAD', 'DELETE'].includes(method) || TAKES_AWAY.test(value)
	);
}

/**
 * Whether the field narrows what the operation works on: all fields of operations that find or remove
 * things; in those that create and change, times, picked things, and what is declared so.
 */
export const restricts = (operation: Operation | undefined, field: Field): boolean =>
	field.restricts ??
	(!isChoice(field, '') &&
		(ALWAYS.includes(field.kind) || (operation !== undefined && selects(operation))));

/** Whether nothing is itself one of the choices, such as the server's own order. */
const isChoice = ({ values = {} }: Field, value: string) => Object.hasOwn(values, value);

/** Whether it is filled in by adding entries: rows, or the fields of a group. */
export const holdsEntries = ({ kind, several }: Field): boolean =>
	['group', 'list', 'map'].includes(kind) || several === 'rows';

/**
 * n8n reads a field of entries by their names, and of an expression for the whole field, which is a text, it
 * leaves `{}` (`getNodeParameters` of n8n-workflow, before any node runs).
 */
const DROPPED =
	'n8n drops an expression that stands for the whole field: put expressions into the fields of its entries';
const ENTRIES_ADVICE = `Add an entry, or remove the field; ${DROPPED}`;
export const REQUIRED_ENTRIES_ADVICE = `Add at least one entry; ${DROPPED}`;

/** Whether n8n dropped what the field held. @param untouched default of the field */
export const wasDropped = (untouched: unknown, value: unknown): boolean =>
	untouched === NO_ENTRIES && isObject(value) && Object.keys(value).length === 0;

/** A client, or the context of an operation: triggers have fields, but no operations. */
type MaybeOperation = Client & { readonly operation?: Operation };

/** @throws NodeOperationError if the field must not be empty; call it for one that was given and is */
export function refuseGivenEmpty(client: MaybeOperation, field: Field, path = field.label): void {
	if (holdsEntries(field) && field.restricts !== false)
		throw client.refuse(path, 'is empty', ENTRIES_ADVICE);
	if (!restricts(client.operation, field)) return;
	throw client.refuse(path, 'is empty', 'Enter a value, or remove the field');
}

/**
 * Whether a visible field shows a value before anybody sets one: its default. A switch that is not sent is off
 * or on by itself, see `switchOf`.
 */
const showsValue = (field: Field): boolean =>
	(['choice', 'number'].includes(field.kind) ||
		(field.kind === 'boolean' && field.in !== 'none')) &&
	field.default !== undefined &&
	field.restricts !== false &&
	!isChoice(field, '');

/**
 * Refuses a visible field whose expression gave nothing, if it must not be empty: neither the value that the
 * field shows nor another would be sent.
 * @throws NodeOperationError
 */
export function refuseEmptyVisible(client: MaybeOperation, field: Field): void {
	refuseGivenEmpty(client, showsValue(field) ? { ...field, restricts: true } : field);
}

/** Whether a parameter as the workflow holds it has an expression anywhere in it. */
export const holdsExpression = (raw: unknown): boolean =>
	typeof raw === 'object' && raw !== null
		? Object.values(raw).some(holdsExpression)
		: typeof raw === 'string' && raw.startsWith('=');

/** Whether a parameter as the workflow holds it is an expression, in any of n8n's forms of a value. */
export function isExpression(raw: unknown): boolean {
	if (typeof raw === 'string') return raw.startsWith('=');
	return (
		typeof raw === 'object' &&
		raw !== null &&
		'__rl' in raw &&
		'value' in raw &&
		isExpression(raw.value)
	);
}
