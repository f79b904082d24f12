import type { IBinaryKeyData, IDataObject, INodeExecutionData } from 'n8n-workflow';
import { assemble } from '../shared/request/assemble';
import type { ItemHost } from '../shared/execution/itemHost';
import type { Client } from '../shared/http/client';
import { storeDownload } from '../shared/response/fileItem';

/** Files of a message, downloaded before the workflow starts: n8n's nodes take them from the item. */

/** What downloading needs. */
export interface FileParts {
	client: Client;
	keepFile: ItemHost['keepFile'];
	/** Larger files are left out, in bytes. */
	largest: number;
}

const MB = 1024 * 1024;

async function download(id: string, { client, keepFile, largest }: FileParts) {
	const path = { file_id: id };
	const info = await client.request('GET /files/{file_id}/info', { path });
	const size = Number(info.size ?? 0);
	if (size > largest) {
		throw new Error(
			`it has ${Math.ceil(size / MB)} MB, and at most ${largest / MB} are downloaded`,
		);
	}
	const begun = await client.download(assemble(client, 'GET /files/{file_id}', { path }));
	const name = String(info.name ?? id);
	const type = String(info.mime_type ?? '') || undefined;
	return (await storeDownload(keepFile, begun, () => ({ name, type }))).file;
}

/**
 * The item with the files of its message as `file_0`, `file_1` and so on. A file that cannot be downloaded does
 * not hold up the event: `files_not_downloaded` says why. Never throws.
 */
export async function withFiles(item: IDataObject, parts: FileParts): Promise<INodeExecutionData> {
	const ids = Array.isArray(item.file_ids) ? item.file_ids.map(String) : [];
	if (ids.length === 0) return { json: item };
	const binary: IBinaryKeyData = {};
	const failed: IDataObject[] = [];
	for (const [index, id] of ids.entries()) {
		try {
			binary[`file_${index}`] = await download(id, parts);
		} catch (error) {
			failed.push({ file_id: id, reason: (error as Error).message });
		}
	}
	return {
		json: failed.length > 0 ? { ...item, files_not_downloaded: failed } : item,
		...(Object.keys(binary).length > 0 ? { binary } : {}),
	};
}
