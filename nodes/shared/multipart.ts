import { randomUUID } from 'crypto';
import type { ApiRequest } from './types';

/** One part of a form: a text field, or a file if it has a name. */
export interface Part {
	name: string;
	content: string | Buffer;
	fileName?: string;
	/** MIME type of a file. */
	type?: string;
}

/** Quotes and line breaks would end a header; browsers write them like this. */
const quoted = (text: string): string =>
	text.replace(/"/g, '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A');

/**
 * Body and header of a multipart/form-data request. Parts are sent in the given order: Mattermost
 * streams files and wants the text fields before them.
 */
export function multipart(parts: Part[]): Required<Pick<ApiRequest, 'body' | 'headers'>> {
	const boundary = `form-data-${randomUUID()}`;
	const pieces = parts.flatMap(({ name, content, fileName, type }) => [
		`--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"`,
		fileName === undefined
			? ''
			: `; filename="${quoted(fileName)}"\r\nContent-Type: ${type || 'application/octet-stream'}`,
		'\r\n\r\n',
		content,
		'\r\n',
	]);
	return {
		body: Buffer.concat(
			[...pieces, `--${boundary}--\r\n`].map((piece) =>
				typeof piece === 'string' ? Buffer.from(piece) : piece,
			),
		),
		headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
	};
}
