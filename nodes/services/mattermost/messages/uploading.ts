import type { OperationContext } from '../../../shared/model/operation';
import type { IDataObject, NodeApiError } from 'n8n-workflow';
import { assemble } from '../../../shared/request/assemble';
import type { Client } from '../../../shared/http/client';
import { readInputFile, type InputFile } from '../../../shared/request/readInputFile';

/** The name a file gets on the server. */
export const nameOf = ({ info }: InputFile, wish?: unknown): string =>
	String(wish || info.fileName || `file${info.fileExtension ? `.${info.fileExtension}` : ''}`);

/** @throws NodeOperationError if the item has no such binary field, or the file is empty */
export async function inputFileOf(context: OperationContext, property: string): Promise<InputFile> {
	const file = await readInputFile(context, property);
	if (file.data.length === 0) {
		throw context.refuse(
			`Binary field ${property}`,
			'contains an empty file',
			'Mattermost accepts files of at least one byte',
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
	client: Client,
	file: InputFile,
	query: { channel_id: string; filename: string; client_id?: string },
): Promise<IDataObject> {
	const answer = await client.send({
		...assemble(client, 'POST /files', {
			query,
			body: file.data,
			// Sent twice it leaves a file that no post shows, which is better than a failed item.
			idempotent: true,
		}),
		headers: { 'Content-Type': 'application/octet-stream' },
	});
	const [info] = ((answer.body as IDataObject)?.file_infos ?? []) as IDataObject[];
	if (!info?.id) {
		throw client.fail({
			message: `Mattermost responded but stored no file for ${query.filename}`,
			advice:
				'Check that file uploads are on in the system console and that the file is not too large',
			httpCode: String(answer.statusCode),
		});
	}
	return info;
}

/** Servers take no smaller first part, unless it is the whole file (recorded: 400). */
const LEAST_PART = 5 * 1024 * 1024;
/** How often a part is tried before the upload is given up. */
const MOST_TRIES = 3;

/** Sends one part. @returns the file info after the last one, the failure if it did not arrive */
async function sendPart(
	client: Client,
	upload_id: string,
	body: Buffer,
): Promise<{ info?: IDataObject; failure?: NodeApiError }> {
	const request = assemble(client, 'POST /uploads/{upload_id}', { path: { upload_id }, body });
	return await client
		.send({ ...request, headers: { 'Content-Type': 'application/octet-stream' } })
		.then(
			(answer) => ({ info: answer.body as IDataObject }),
			(failure: NodeApiError) => ({ failure }),
		);
}

/** How many bytes of an upload the server has; undefined if it no longer knows the upload, because it is finished. */
const offsetOf = async (client: Client, upload_id: string): Promise<number | undefined> =>
	await client.request('GET /uploads/{upload_id}', { path: { upload_id } }).then(
		(session) => Number(session.file_offset),
		async (error: NodeApiError) =>
			error.httpCode === '404' ? undefined : await Promise.reject(error),
	);

/**
 * Uploads a file in parts, and goes on where the server stands when a part's answer is lost.
 * @param target `partSize` in bytes
 * @returns the server's file info
 * @throws NodeApiError
 */
export async function uploadInParts(
	client: Client,
	{ data }: InputFile,
	target: { channel_id: string; filename: string; partSize: number },
): Promise<IDataObject> {
	const { channel_id, filename } = target;
	const session = await client.request('POST /uploads', {
		body: { channel_id, filename, file_size: data.length },
	});
	const upload_id = String(session.id);
	const size = Math.max(LEAST_PART, target.partSize);
	for (let offset = 0, tries = 1; offset < data.length; ) {
		const { info, failure } = await sendPart(
			client,
			upload_id,
			data.subarray(offset, offset + size),
		);
		if (info?.id) return info;
		if (!failure) {
			offset += size;
			tries = 1;
			continue;
		}
		const refused = failure.httpCode?.startsWith('4');
		const known = refused || tries++ >= MOST_TRIES ? undefined : await offsetOf(client, upload_id);
		if (known === undefined) throw failure;
		offset = known;
	}
	throw client.fail({
		message: `Mattermost received all of ${filename} but created no file from it`,
		advice: 'Upload it again; the server log may show the reason',
	});
}
