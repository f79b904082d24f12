import type { Request } from './types';

export interface Part {
	name: string;
	/** Absent for a text field. */
	filename?: string;
	type: string;
	bytes: Buffer;
}

/** The parts of a multipart/form-data body in the order they were sent; [] if it is none. */
export function parseMultipart({ headers, raw }: Pick<Request, 'headers' | 'raw'>): Part[] {
	const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1];
	if (!boundary) return [];
	const mark = Buffer.from(`--${boundary}`);
	const parts: Part[] = [];
	let start = raw.indexOf(mark);
	while (start >= 0) {
		start += mark.length;
		const end = raw.indexOf(mark, start);
		if (end < 0) break;
		const part = readPart(raw.subarray(start + 2, end - 2));
		if (part) parts.push(part);
		start = end;
	}
	return parts;
}

function readPart(bytes: Buffer): Part | undefined {
	const split = bytes.indexOf('\r\n\r\n');
	if (split < 0) return undefined;
	const head = bytes.subarray(0, split).toString('utf8');
	const name = /name="([^"]*)"/i.exec(head)?.[1];
	if (name === undefined) return undefined;
	const filename = /filename="([^"]*)"/i.exec(head)?.[1];
	const type = /content-type:\s*(.+)/i.exec(head)?.[1].trim();
	return {
		name,
		...(filename !== undefined && { filename: decodeName(filename) }),
		type: type ?? 'text/plain',
		bytes: bytes.subarray(split + 4),
	};
}

/** Browsers and undici write quotes and line breaks in file names as %22, %0D, %0A. */
const decodeName = (name: string) =>
	name.replace(/%(22|0D|0A)/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
