import type { Client } from '../http/client';
import type { Output, Shape } from '../model/operation';
import { isObject, own } from '../util/guards';

/**
 * A good status says nothing where the answer lacks what was asked for: proxies and servers that fail
 * give `{}`, `null` or nothing at all.
 */

/** Whether an answer holds nothing. */
export const isBlank = (body: unknown): boolean =>
	body === undefined ||
	body === null ||
	body === '' ||
	(isObject(body) && Object.keys(body).length === 0);

/** Whether an answer of that shape gives rows, so that it may give none. */
export const isList = ({ paging, output = {} }: Shape): boolean =>
	paging !== undefined ||
	output.rows === true ||
	['postList', 'values', 'entries'].includes(output.kind ?? 'json');

/** Whether the service gives an empty list as `null` or `{}`; Rhombus always names the list. */
const isEmptyList = ({ service }: Client, body: unknown): boolean =>
	service.name === 'Mattermost' && body !== undefined && body !== '';

function isMissing(client: Client, output: Output, body: unknown, isList: boolean): boolean {
	const isRhombus = client.service.name === 'Rhombus';
	if (output.mayBeEmpty || output.kind === 'binary') return false;
	// Every answer of Rhombus is an object.
	if (isRhombus && typeof body !== 'string' && !isObject(body)) return true;
	if (isList) return isBlank(body) && !isEmptyList(client, body);
	// Mattermost says nothing or `{ "status": "OK" }` of a change.
	if (output.kind === 'deleted' || output.kind === 'done') {
		return isRhombus && isBlank(body);
	}
	return isBlank(output.rowsProperty && !output.kind ? own(body, output.rowsProperty) : body);
}

/** What a proxy says when it refuses; posts have a `message` too, but never that alone. */
const REFUSAL = new Set(['message', 'request_id', 'code', 'path', 'timestamp']);

/** Whether an answer holds something, but nothing that a row of this operation has. */
function isForeign(output: Output, body: unknown): boolean {
	const { simplify, kind = 'json', rowsProperty, mayBeEmpty } = output;
	if (!simplify || kind !== 'json' || mayBeEmpty) return false;
	const inner = rowsProperty && isObject(body) ? own(body, rowsProperty) : body;
	// A list under its own name is what was asked for, whatever a newer server calls its columns.
	if (rowsProperty && Array.isArray(inner) && inner.every(isObject)) return false;
	// Servers of some ages say only that it went well.
	if (isBlank(inner) || own(inner, 'status') === 'OK') return false;
	const rows: unknown[] = Array.isArray(inner) ? inner : [inner];
	return (
		rows.length > 0 &&
		rows.every(
			(row) =>
				!isObject(row) ||
				simplify.every((name) => !Object.hasOwn(row, name)) ||
				Object.keys(row).every((name) => REFUSAL.has(name)),
		)
	);
}

/**
 * Checks that an answer holds what was asked for.
 * @param facts `isList`: whether it may hold no rows; `idempotent`: whether asking again does no harm
 * @throws NodeApiError
 */
export function checkAnswer(
	client: Client,
	output: Output,
	body: unknown,
	facts: { isList: boolean; idempotent: boolean },
): void {
	const problem = isObject(body) ? output.failed?.(body) : undefined;
	if (problem) throw client.fail({ message: problem, httpCode: '200' });
	if (!isMissing(client, output, body, facts.isList) && !isForeign(output, body)) return;
	throw client.fail({
		message: `${client.service.name} responded without ${output.rowsProperty ? `"${output.rowsProperty}"` : 'the requested data'}`,
		advice: facts.idempotent
			? 'Check that the ID exists and the URL in the credential is right, and try again later'
			: 'It is not known whether the change was made: check before you repeat it',
		httpCode: '200',
	});
}
