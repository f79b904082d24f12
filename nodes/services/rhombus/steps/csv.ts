import type { OperationContext } from '../../../shared/model/operation';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { HttpResponse } from '../../../shared/http/types';
import { build } from '../../../shared/request/build';
import { parseCsv } from '../../../shared/response/csv';
import { fileItem } from '../../../shared/response/fileItem';
import { choice, localOnly } from '../../../shared/model/fields';
import { fieldParam } from '../../../shared/model/parameterNames';

/** What becomes of an export. */
export const as = localOnly(
	choice(
		'as',
		{ items: 'Items', file: 'CSV File' },
		'Whether to return one item per line, or the whole report as a file',
		{ label: 'Output' },
	),
);

/** @throws NodeApiError if an export is a refusal: one comes with HTTP 200 too, as JSON */
async function refuseFailure(
	context: OperationContext,
	answer: HttpResponse,
	text: string,
): Promise<void> {
	if (!text.trimStart().startsWith('{')) return;
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

/** An export as items, one per line, or as a file. */
export async function exportCsv(
	context: OperationContext,
): Promise<INodeExecutionData[] | IDataObject[]> {
	const request = await build(context);
	const download = await context.download(request);
	const { fileName } = context.operation.output ?? {};
	const isFile = context.param(fieldParam(context.resource, as)) === 'file';
	const begins = Buffer.from(await download.first())
		.toString('utf8')
		.trimStart();
	if (isFile && !begins.startsWith('{')) return [await fileItem(context, download, fileName)];
	const text = (await download.read()).toString('utf8');
	await refuseFailure(context, download.answer, text);
	if (!isFile) return parseCsv(text).map((json) => ({ json }));
	return [await fileItem(context, await context.download(request), fileName)];
}
