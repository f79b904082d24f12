import { randomUUID } from 'crypto';
import type { IDataObject } from 'n8n-workflow';
import type { ApiRequest } from '../http/types';
import { FileBody } from '../http/fileBody';
import { text, localOnly } from '../model/fields';
import { readInputFile, type InputFile } from './readInputFile';
import { fieldParam } from '../model/parameterNames';
import type { Field, OperationContext } from '../model/operation';
import type { ByteStream } from '../util/byteStream';

/** The input item's binary field that holds the file of an upload. */
export const inputFile: Field = localOnly(
	text('input_binary_field', 'The name of the input binary field that holds the file', {
		label: 'Input Binary Field',
		default: 'data',
		hint: 'The name of the input field containing the file to send',
	}),
);

const LINE_END = '\r\n';

/** A name within a header of a part (WHATWG, multipart/form-data). */
const quoted = (name: string): string =>
	`"${name.replace(/[\r\n"]/g, (sign) => encodeURIComponent(sign))}"`;

/** A type as it may stand in a header of a part. */
const typeOf = ({ info }: InputFile): string =>
	/^[\x20-\x7e]+$/.test(info.mimeType ?? '') ? info.mimeType : 'application/octet-stream';

/** The parts of a form in their order: what is in memory, and files. */
function partsOf(
	boundary: string,
	texts: Array<[name: string, value: string]>,
	files: Array<{ name: string; fileName: string; file: InputFile }>,
): Array<Buffer | InputFile> {
	const head = (disposition: string, type?: string) =>
		Buffer.from(
			[
				`--${boundary}`,
				`Content-Disposition: form-data; ${disposition}`,
				...(type ? [`Content-Type: ${type}`] : []),
				LINE_END,
			].join(LINE_END),
		);
	const end = Buffer.from(LINE_END);
	return [
		...texts.flatMap(([name, value]) => [head(`name=${quoted(name)}`), Buffer.from(value), end]),
		...files.flatMap(({ name, fileName, file }) => [
			head(`name=${quoted(name)}; filename=${quoted(fileName)}`, typeOf(file)),
			Buffer.isBuffer(file.content) ? file.content : file,
			end,
		]),
		Buffer.from(`--${boundary}--${LINE_END}`),
	];
}

/** The parts one after the other; the first file in the store is open already. */
async function* bytesOf(
	parts: Array<Buffer | InputFile>,
	opened: ByteStream,
): AsyncGenerator<Uint8Array> {
	let next: ByteStream | undefined = opened;
	for (const part of parts) {
		if (Buffer.isBuffer(part)) yield part;
		else {
			yield* next ?? (await part.open!());
			next = undefined;
		}
	}
}

/** The whole of a form as a request's body. */
function bodyOf(parts: Array<Buffer | InputFile>): Buffer | FileBody {
	const first = parts.find((part): part is InputFile => !Buffer.isBuffer(part));
	if (!first) return Buffer.concat(parts as Buffer[]);
	const length = parts.reduce(
		(sum, part) => sum + (Buffer.isBuffer(part) ? part.length : part.size),
		0,
	);
	return new FileBody(length, async () => {
		const like = await first.open!();
		return { like, bytes: bytesOf(parts, like) };
	});
}

/**
 * A multipart body and its header: texts first, because Mattermost wants a file's channel before the
 * file.
 * @param files form field → names of the item's binary fields
 * @throws NodeOperationError if the item has no such binary field
 */
export async function formOf(
	context: OperationContext,
	texts: IDataObject,
	files: Record<string, string[]>,
): Promise<Required<Pick<ApiRequest, 'body' | 'headers'>>> {
	const boundary = `n8n-${randomUUID()}`;
	const written = Object.entries(texts).flatMap(([name, value]) =>
		(Array.isArray(value) ? value : [value]).map((one): [string, string] => [
			name,
			typeof one === 'object' ? JSON.stringify(one) : String(one),
		]),
	);
	const read = [];
	for (const [name, properties] of Object.entries(files)) {
		for (const property of properties) {
			const file = await readInputFile(context, property);
			read.push({ name, fileName: file.info.fileName ?? property, file });
		}
	}
	return {
		body: bodyOf(partsOf(boundary, written, read)),
		headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
	};
}

/** `adjust` of an upload: the body's fields and the input file as a form; `name` is the file's field. */
export const uploads =
	(name: string) =>
	async (context: OperationContext, request: ApiRequest): Promise<ApiRequest> => {
		const property = String(context.param(fieldParam(context.resource, inputFile)) || 'data');
		const form = await formOf(context, (request.body ?? {}) as IDataObject, { [name]: [property] });
		return { ...request, ...form };
	};
