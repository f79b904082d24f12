import type { OperationContext } from '../../../shared/model/operation';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { build } from '../../../shared/request/build';
import { parseCsv } from '../../../shared/response/csv';
import { fileItem } from '../../../shared/response/toItems';
import { choice, localOnly } from '../../../shared/model/fields';
import { binaryParam, fieldParam } from '../../../shared/model/parameterNames';

/** What becomes of an export. */
export const as = localOnly(
	choice(
		'as',
		{ items: 'Items', file: 'CSV File' },
		'Whether to return one item per line, or the whole report as a file',
		{ label: 'Output' },
	),
);

/** An export as items, one per line, or as a file. */
export async function exportCsv(
	call: OperationContext,
): Promise<INodeExecutionData[] | IDataObject[]> {
	const answer = await call.send({ ...(await build(call)), binary: true });
	const text = Buffer.isBuffer(answer.body) ? answer.body.toString('utf8') : String(answer.body);
	// A refusal comes with HTTP 200 too, as JSON.
	if (text.trimStart().startsWith('{')) {
		const { credentials } = await call.access();
		let body: unknown;
		try {
			body = JSON.parse(text);
		} catch {
			// CSV may begin with a brace as well.
		}
		const failure = body ? call.service.failure({ ...answer, body }, credentials) : undefined;
		if (failure) throw call.fail(failure);
	}
	if (call.param(fieldParam(call.resource, as)) === 'file') {
		return [
			await fileItem(
				call,
				answer,
				String(call.param(binaryParam(call.resource)) || 'data'),
				call.operation.output?.fileName,
			),
		];
	}
	return parseCsv(text).map((json) => ({ json }));
}
