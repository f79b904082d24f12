import type { IBinaryData } from 'n8n-workflow';
import type { OperationContext } from '../model/operation';

/** The content of a file of the input item, and what n8n knows of it. */
export interface InputFile {
	data: Buffer;
	info: IBinaryData;
}

/**
 * Reads a file of the input item.
 * @param property name of the item's binary field
 * @throws NodeOperationError that lists the item's files if it has none of that name
 */
export async function readInputFile(
	context: OperationContext,
	property: string,
): Promise<InputFile> {
	const there = Object.keys(context.host.inputItem().binary ?? {});
	return await context.host.binary(property).catch(async (error: Error) => {
		if (there.includes(property)) return await Promise.reject(error);
		throw context.refuse(
			'Input Binary Field',
			`is "${property}", but the input item has no file of that name`,
			there.length > 0
				? `Use one of its files: ${there.join(', ')}`
				: 'The item has no files at all: add a node that provides one, such as an HTTP Request with Response Format File',
		);
	});
}
