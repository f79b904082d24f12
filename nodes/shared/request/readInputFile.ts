import type { IBinaryData } from 'n8n-workflow';
import { FileBody, type FileContent } from '../http/fileBody';
import type { OperationContext } from '../model/operation';
import type { ByteStream } from '../util/byteStream';

/** Bytes that are read from n8n's store at a time. */
const CHUNK = 256 * 1024;

/** A file of the input item: in memory (n8n's default mode), or in n8n's store, where it is a stream. */
export interface InputFile {
	/** What n8n knows of it. */
	info: IBinaryData;
	/** Bytes. */
	size: number;
	/** The whole of it as a request's body. */
	content: FileContent;
	/** Opens it at its first byte; absent where it is in memory. */
	open?: () => Promise<ByteStream>;
}

/**
 * A file of the input item; one in n8n's store is not read yet.
 * @param property name of the item's binary field
 * @throws NodeOperationError that lists the item's files if it has none of that name
 */
export async function readInputFile(
	context: OperationContext,
	property: string,
): Promise<InputFile> {
	const { host } = context;
	const there = Object.keys(host.inputItem().binary ?? {});
	let info: IBinaryData;
	try {
		info = host.fileInfo(property);
	} catch (error) {
		if (there.includes(property)) return await Promise.reject(error as Error);
		throw context.refuse(
			'Input Binary Field',
			`is "${property}", but the input item has no file of that name`,
			there.length > 0
				? `Use one of its files: ${there.join(', ')}`
				: 'The item has no files at all: add a node that provides one, such as an HTTP Request with Response Format File',
		);
	}
	const { id } = info;
	if (!id) {
		const content = await host.readFile(property);
		return { info, size: content.length, content };
	}
	// What the item says of its size may have been changed on the way.
	const size = await host.storedSize(id);
	const open = async () => await host.openFile(id, CHUNK);
	const read = async () => {
		const stream = await open();
		return { like: stream, bytes: stream };
	};
	return { info, size, content: new FileBody(size, read), open };
}
