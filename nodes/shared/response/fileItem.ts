import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';
import { Interrupted, type Download } from '../http/download';
import { firstHeader } from '../http/serverTime';
import type { HttpResponse } from '../http/types';
import { binaryParam } from '../model/parameterNames';
import type { OperationContext } from '../model/operation';

/** How often a file is begun that cannot be gone on with where it broke off. */
const MOST_BEGINNINGS = 3;

/** What a file is if nobody says it. */
const UNKNOWN_TYPE = 'application/octet-stream';

/** Name and type of a file from an answer's headers. */
export function fileFacts({ headers }: Pick<HttpResponse, 'headers'>): {
	name?: string;
	type?: string;
} {
	const disposition = firstHeader(headers['content-disposition']);
	const encoded = /filename\*=(?:UTF-8|utf-8)''([^;]+)/.exec(disposition)?.[1];
	const plain = /filename="?([^";]+)"?/.exec(disposition)?.[1];
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
 * An item with a file in its binary data. The file goes from the server to n8n's store as it comes.
 * @param fileName if the server sends none
 * @param property the output binary field, if it is not the operation's own
 * @throws NodeApiError; what n8n's store throws
 */
export async function fileItem(
	context: OperationContext,
	download: Download,
	fileName?: string,
	property = String(context.param(binaryParam(context.resource)) || 'data'),
): Promise<INodeExecutionData> {
	for (let tries = 1, current = download; ; tries++) {
		const { name = fileName, type } = fileFacts(current.answer);
		// n8n finds the type by the extension, and looks into files in memory only.
		const mimeType = type ?? (name?.includes('.') ? undefined : UNKNOWN_TYPE);
		try {
			const file: IBinaryData = await context.host.keepFile(current.stream(), name, mimeType);
			return {
				json: { fileName: file.fileName, mimeType: file.mimeType, bytes: current.received },
				binary: { [property]: file },
			};
		} catch (error) {
			current.discard();
			const { failure } = current;
			if (!(failure instanceof Interrupted)) throw failure ?? error;
			if (tries >= MOST_BEGINNINGS) throw failure.failure;
			current = await current.again(failure);
		}
	}
}
