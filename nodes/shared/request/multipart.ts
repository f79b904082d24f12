import type { IDataObject } from 'n8n-workflow';
import type { ApiRequest } from '../http/types';
import { text, localOnly } from '../model/fields';
import { readInputFile } from './readInputFile';
import { fieldParam } from '../model/parameterNames';
import type { Field, OperationContext } from '../model/operation';

/** The input item's binary field that holds the file of an upload. */
export const inputFile: Field = localOnly(
	text('input_binary_field', 'The name of the input binary field that holds the file', {
		label: 'Input Binary Field',
		default: 'data',
		hint: 'The name of the input field containing the file to send',
	}),
);

/**
 * A multipart body: texts first, because Mattermost wants a file's channel before the file.
 * @param files form field → names of the item's binary fields
 * @throws NodeOperationError if the item has no such binary field
 */
export async function formOf(
	context: OperationContext,
	texts: IDataObject,
	files: Record<string, string[]>,
): Promise<FormData> {
	const form = new FormData();
	for (const [name, value] of Object.entries(texts)) {
		for (const one of Array.isArray(value) ? value : [value]) {
			form.append(name, typeof one === 'object' ? JSON.stringify(one) : String(one));
		}
	}
	for (const [name, properties] of Object.entries(files)) {
		for (const property of properties) {
			const { data, info } = await readInputFile(context, property);
			const blob = new Blob([new Uint8Array(data)], { type: info.mimeType });
			form.append(name, blob, info.fileName ?? property);
		}
	}
	return form;
}

/** `adjust` of an upload: the body's fields and the input file as a form; `name` is the file's field. */
export const uploads =
	(name: string) =>
	async (context: OperationContext, request: ApiRequest): Promise<ApiRequest> => {
		const property = String(context.param(fieldParam(context.resource, inputFile)) || 'data');
		const body = await formOf(context, (request.body ?? {}) as IDataObject, { [name]: [property] });
		return { ...request, body };
	};
