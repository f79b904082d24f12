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
	context: OperationContext,
): Promise<INodeExecutionData[] | IDataObject[]> {
	const answer = await context.send({ ...(await build(context)), binary: true });
	const text = Buffer.isBuffer(answer.body) ? answer.body.toString('utf8') : String(answer.body);
	// A refusal comes with HTTP 200 too, as JSON.
	if (text.trimStart().startsWith('{')) {
		const { credentials } = await context.access();
		let body: unknown;
		try {
			body = JSON.parse(text);
		} catch {
			// CSV may begin with a brace as well.
		}
		const failure = body ? context.service.failure({ ...answer, body }, credentials) : undefined;
		if (failure) throw context.fail(failure);
	}
	if (context.param(fieldParam(context.resource, as)) === 'file') {
		return [
			await fileItem(
				context,
				answer,
				String(context.param(binaryParam(context.resource)) || 'data'),
				context.operation.output?.fileName,
			),
		];
	}
	return parseCsv(text).map((json) => ({ json }));
}
