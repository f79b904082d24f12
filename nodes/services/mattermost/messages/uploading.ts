import type { OperationContext } from '../../../shared/model/operation';
import type { IDataObject, NodeApiError } from 'n8n-workflow';
import { assemble } from '../../../shared/request/assemble';
import type { Client } from '../../../shared/http/client';
import { factsOf } from '../../../shared/errors/errorFactory';
import { FileReader } from '../../../shared/request/fileReader';
import type { FileContent } from '../../../shared/http/fileBody';
import { readInputFile, type InputFile } from '../../../shared/request/readInputFile';
import { abortableSleep } from '../../../shared/util/abortableSleep';
import { backOff } from '../../../shared/util/backOff';

/** The name a file gets on the server. */
export const nameOf = ({ info }: InputFile, wish?: unknown): string =>
	String(wish || info.fileName || `file${info.fileExtension ? `.${info.fileExtension}` : ''}`);

/** @throws NodeOperationError if the item has no such binary field, or the file is empty */
export async function inputFileOf(context: OperationContext, property: string): Promise<InputFile> {
	const file = await readInputFile(context, property);
	if (file.size === 0) {
		throw context.refuse(
			`Binary field ${property}`,
			'contains an empty file',
			'Mattermost accepts files of at least one byte',
		);
	}
	return file;
}

/** Smaller files are sent without asking first how large they may be: their refusal comes soon. */
const ASKED_FROM = 1_000_000;

/**
 * Refuses a file that the server would refuse after all of it was sent.
 * @throws NodeOperationError
 */
async function refuseTooLarge(client: Client, { size }: InputFile, name: string): Promise<void> {
	if (size < ASKED_FROM) return;
	const most = await client.once('largest file', async () => {
		const settings = await client
			.request('GET /config/client', { query: { format: 'old' } })
			// A server that does not tell it says no by itself.
			.catch(() => ({}) as IDataObject);
		return Number(settings.MaxFileSize) || Infinity;
	});
	if (size <= most) return;
	throw client.refuse(
		`File ${name}`,
		`has ${size} bytes, but this Mattermost server takes files of ${most} bytes at most`,
		'Send a smaller file, or raise Maximum File Size in the system console under Environment → File Storage',
	);
}

/**
 * Uploads a file to a channel as raw bytes: the one way that servers of every age take (4.10, 5.30,
 * 6.7 and 11 tried or read).
 * @returns the server's file info
 * @throws NodeOperationError if it is too large; NodeApiError, also where the server answers 201
 * without a file
 */
export async function uploadFile(
	client: Client,
	file: InputFile,
	query: { channel_id: string; filename: string; client_id?: string },
): Promise<IDataObject> {
	await refuseTooLarge(client, file, query.filename);
	const answer = await client.send({
		...assemble(client, 'POST /files', {
			query,
			body: file.content,
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
/** Failures without anything new on the server before the upload is given up. */
const MOST_TRIES = 6;
/** Pauses after a failure, in ms: a server takes a while to notice that a connection was lost. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/** Whether the server still reads the part whose connection was lost (app/upload.go, 5.28 to 11.6). */
const isBusy = (failure: NodeApiError): boolean =>
	factsOf(failure)['error ID'] === 'app.upload.upload_data.concurrent.app_error';

/** Sends one part. @returns the file info after the last one, the failure if it did not arrive */
async function sendPart(
	client: Client,
	upload_id: string,
	body: FileContent,
): Promise<{ info?: IDataObject; failure?: NodeApiError }> {
	const request = assemble(client, 'POST /uploads/{upload_id}', { path: { upload_id }, body });
	return await client
		.send({ ...request, headers: { 'Content-Type': 'application/octet-stream' } })
		.then(
			(answer) => ({ info: answer.body as IDataObject }),
			(failure: NodeApiError) => ({ failure }),
		);
}

/** How many bytes of an upload the server has; undefined once it knows it no more: it is finished. */
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
	file: InputFile,
	target: { channel_id: string; filename: string; partSize: number },
): Promise<IDataObject> {
	const { channel_id, filename } = target;
	const session = await client.request('POST /uploads', {
		body: { channel_id, filename, file_size: file.size },
	});
	const reader = new FileReader(file);
	try {
		return await sendParts(client, String(session.id), reader, file.size, target);
	} finally {
		reader.close();
	}
}

async function sendParts(
	client: Client,
	upload_id: string,
	reader: FileReader,
	total: number,
	{ filename, partSize }: { filename: string; partSize: number },
): Promise<IDataObject> {
	const size = Math.max(LEAST_PART, partSize);
	/** Failures since the server had more than before. */
	let tries = 0;
	/** What the server had at most. */
	let furthest = 0;
	for (let offset = 0; offset < total; ) {
		const length = Math.min(size, total - offset);
		const { info, failure } = await sendPart(client, upload_id, reader.part(offset, length));
		if (info?.id) return info;
		if (!failure) {
			offset += length;
			continue;
		}
		const isRefused = failure.httpCode?.startsWith('4') && !isBusy(failure);
		if (isRefused || client.host.signal?.aborted) throw failure;
		if (offset > furthest) tries = 0;
		furthest = Math.max(furthest, offset);
		if (++tries >= MOST_TRIES) throw failure;
		await abortableSleep(backOff(tries - 1, FIRST_PAUSE_MS, LONGEST_PAUSE_MS), client.host.signal);
		const known = await offsetOf(client, upload_id);
		if (known === undefined) throw failure;
		offset = known;
	}
	throw client.fail({
		message: `Mattermost received all of ${filename} but created no file from it`,
		advice: 'Upload it again; the server log may show the reason',
	});
}
