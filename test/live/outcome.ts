import type { INodeExecutionData } from 'n8n-workflow';
import type { Operation } from '../../nodes/shared/model/operation';
import type { Known } from '../samples/fields';
import type { Outcome, Row, Step } from './types';
import { leading } from '../support/present';

type Refusal = Error & { httpCode?: string | null; description?: string | null };

/** A server without a licence, or with the feature off, says it in many ways. */
const UNAVAILABLE =
	/licen[sc]|not enabled|disabled|turned off|enterprise|not (?:configured|available|implemented)/i;
const TOO_OLD = /does not have this operation: it requires|no longer has this operation/;
/** A declared operation must know from which version on servers have it. */
const NO_SUCH_CALL = /does not have this endpoint/;

/** Whether the server is older than `version`, e.g. '5.18'. */
export function isOlder(server: string, version: string): boolean {
	const [a, b] = leading(
		[server, version].map((one) => one.split('.').map(Number)),
		2,
	);
	return a[0]! < b[0]! || (a[0] === b[0] && a[1]! < (b[1] ?? 0));
}

/** Which outcome a refusal is. */
export function judgeRefusal(
	error: Refusal,
	step: Step,
	operation: Operation,
	server: string,
): Omit<Row, 'operation'> {
	const says = `${error.message} ${error.description ?? ''}`;
	const detail = `HTTP ${error.httpCode ?? '?'} ${error.message}`;
	const outcome = (): Outcome => {
		if (TOO_OLD.test(error.message)) {
			const isRight =
				(operation.since && isOlder(server, operation.since)) ||
				(operation.until && !isOlder(server, operation.until));
			return isRight ? 'not on this version' : 'FAILED';
		}
		// What a plugin has is not there without it, whatever the server's version.
		const isOfPlugin = / \/plugins\/\w+\/api\//.test(operation.request);
		if (NO_SUCH_CALL.test(error.message) && !isOfPlugin) return 'FAILED';
		if (step.refusal?.says.test(says)) return 'refused as it should';
		if (error.httpCode === '501' || UNAVAILABLE.test(says)) return 'needs a licence or a setting';
		return 'FAILED';
	};
	return { outcome: outcome(), detail };
}

/** Which outcome items are. */
export function judgeItems(
	items: INodeExecutionData[],
	step: Step,
	operation: Operation,
	known: Known,
	server: string,
): Omit<Row, 'operation'> {
	const bad = items.find(
		({ json, pairedItem }) =>
			typeof json !== 'object' ||
			Array.isArray(json) ||
			JSON.stringify(pairedItem) !== '{"item":0}',
	);
	if (bad) return { outcome: 'FAILED', detail: `not an item: ${JSON.stringify(bad)}` };
	if (operation.since && isOlder(server, operation.since)) {
		return { outcome: 'FAILED', detail: `works, though declared for ${operation.since} and newer` };
	}
	const wrong = step.wrong?.(items, known);
	return wrong
		? { outcome: 'FAILED', detail: wrong }
		: { outcome: 'passed', detail: `${items.length} item(s)` };
}
