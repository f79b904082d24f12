import type { IBinaryData, IDataObject } from 'n8n-workflow';
import { assemble } from '../shared/assemble';
import type { Call } from '../shared/call';

/** An input file and its facts. */
export interface InputFile {
	data: Buffer;
	info: IBinaryData;
}

/** The name a file gets on the server. */
export const nameOf = ({ info }: InputFile, wish?: unknown): string =>
	String(wish || info.fileName || `file${info.fileExtension ? `.${info.fileExtension}` : ''}`);

/** @throws NodeOperationError if the item has no such binary field, or the file is empty */
export async function inputFileOf(call: Call, property: string): Promise<InputFile> {
	const file = await call.host.binary(property);
	if (file.data.length === 0) {
		throw call.refuse(
			`Binary field ${property}`,
			'holds an empty file',
			'Mattermost takes files of at least one byte',
		);
	}
	return file;
}

/**
 * Uploads a file to a channel as raw bytes: the one way that servers of every age take (4.10, 5.30,
 * 6.7 and 11 tried or read).
 * @returns the server's file info
 * @throws NodeApiError, also where the server answers 201 without a file
 */
export async function uploadFile(
	call: Call,
	file: InputFile,
	query: { channel_id: string; filename: string; client_id?: string },
): Promise<IDataObject> {
	const answer = await call.send({
		...assemble(call, 'POST /files', {
			query,
			body: file.data,
			// Sent twice it leaves a file that no post shows, which is better than a failed item.
			reads: true,
		}),
		headers: { 'Content-Type': 'application/octet-stream' },
	});
	const [info] = ((answer.body as IDataObject)?.file_infos ?? []) as IDataObject[];
	if (!info?.id) {
		throw call.fail({
			message: `Mattermost answered but kept no file for ${query.filename}`,
			advice:
				'Check that file uploads are on in the system console and that the file is not too large',
			httpCode: String(answer.statusCode),
		});
	}
	return info;
}
