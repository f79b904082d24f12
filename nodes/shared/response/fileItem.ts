import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';
import { Interrupted, type Download } from '../http/download';
import { firstHeader } from '../http/serverTime';
import type { HttpResponse } from '../http/types';
import type { ItemHost } from '../execution/itemHost';
import { binaryParam } from '../model/parameterNames';
import { textOf } from '../request/encode';
import { isBlank } from '../util/givenValue';
import type { OperationContext } from '../model/operation';

/** How often a file is begun that cannot be gone on with where it broke off. */
const MOST_BEGINNINGS = 3;

/** What a file is if nobody says it. */
const UNKNOWN_TYPE = 'application/octet-stream';

/** What a file is called, and what it is. */
interface FileFacts {
	name?: string;
	type?: string;
}

/** Node.js reads headers as Latin-1; servers that do not encode names send UTF-8. */
function asUtf8(header: string): string {
	const text = Buffer.from(header, 'latin1').toString('utf8');
	return text.includes('\ufffd') ? header : text;
}

/** Name and type of a file from an answer's headers. */
export function fileFacts({ headers }: Pick<HttpResponse, 'headers'>): FileFacts {
	const disposition = firstHeader(headers['content-disposition']);
	const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
	const [, quoted, token] = /filename=(?:"((?:[^"\\]|\\.)*)"|([^";]+))/i.exec(disposition) ?? [];
	const plain = asUtf8((quoted?.replace(/\\(?=["\\])/g, '') ?? token ?? '').trim()) || undefined;
	let name = plain;
	try {
		if (encoded) name = decodeURIComponent(encoded);
	} catch {
		// A badly encoded name: the plain one serves.
	}
	return {
		// A file name from a server is untrusted: it must not contain a path.
		name: name?.split(/[/\\]/).pop(),
		type: firstHeader(headers['content-type']).split(';')[0]!.trim() || undefined,
	};
}

/**
 * Puts a file into n8n's store as it comes from the server; one that breaks off, and cannot be gone on with, is begun
 * again.
 * @param factsOf its name and type, from the answer
 * @returns the file, and its size in bytes
 * @throws NodeApiError; what n8n's store throws
 */
export async function storeDownload(
	keepFile: ItemHost['keepFile'],
	download: Download,
	factsOf: (answer: HttpResponse) => FileFacts,
): Promise<{ file: IBinaryData; bytes: number }> {
	for (let tries = 1, current = download; ; tries++) {
		const { name, type } = factsOf(current.answer);
		// n8n finds the type by the extension, and looks into files in memory only.
		const mimeType = type ?? (name?.includes('.') ? undefined : UNKNOWN_TYPE);
		try {
			const file = await keepFile(current.stream(), name, mimeType);
			return { file, bytes: current.received };
		} catch (error) {
			current.discard();
			const { failure } = current;
			if (!(failure instanceof Interrupted)) throw failure ?? error;
			if (tries >= MOST_BEGINNINGS) throw failure.failure;
			current = await current.again(failure);
		}
	}
}

/** The output binary field that the user named. @throws NodeOperationError for what is no text */
export function outputFieldOf(context: OperationContext): string {
	const given = context.param(binaryParam(context.resource));
	if (isBlank(given)) return 'data';
	const name = textOf(context, given);
	if (name !== undefined) return name;
	throw context.refuse(
		'Put Output File in Field',
		`must be a text, not ${JSON.stringify(given).slice(0, 80)}`,
		'Enter the name of the field, such as data',
	);
}

/**
 * An item with a file in its binary data.
 * @param fileName if the server sends none
 * @param property the output binary field, if it is not the operation's own
 * @throws NodeApiError; what n8n's store throws
 */
export async function fileItem(
	context: OperationContext,
	download: Download,
	fileName?: string,
	property = outputFieldOf(context),
): Promise<INodeExecutionData> {
	const { file, bytes } = await storeDownload(context.host.keepFile, download, (answer) => {
		const { name = fileName, type } = fileFacts(answer);
		return { name, type };
	});
	return {
		json: { fileName: file.fileName, mimeType: file.mimeType, bytes },
		binary: { [property]: file },
	};
}
