/**
 * STOMP 1.2 as far as it is needed: a command, headers, a body that ends with NUL. Bodies are JSON, which
 * holds no NUL, so their length need not be counted.
 */

export interface Frame {
	command: string;
	headers: Record<string, string>;
	body: string;
}

/** Longest frame that is believed, in characters. */
const LONGEST = 4 * 1024 * 1024;

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', c: ':', '\\': '\\' };
const unescaped = (text: string) =>
	text.replace(/\\(.)/g, (whole, letter: string) => ESCAPES[letter] ?? whole);

/** A frame without a body. @param headers of plain words: nothing is escaped */
export const frameText = (command: string, headers: Record<string, string>): string =>
	`${[command, ...Object.entries(headers).map(([name, value]) => `${name}:${value}`)].join('\n')}\n\n\0`;

function frameOf(text: string): Frame | undefined {
	const start = text.replace(/^[\r\n]+/, '');
	if (start === '') return undefined;
	const end = /\r?\n\r?\n/.exec(start);
	const [command = '', ...lines] = start.slice(0, end?.index ?? start.length).split(/\r?\n/);
	const headers: Record<string, string> = Object.create(null) as Record<string, string>;
	for (const line of lines) {
		const colon = line.indexOf(':');
		if (colon < 0) continue;
		// STOMP 1.2: the first of repeated headers counts; CONNECTED is not escaped.
		const [name, value] = [line.slice(0, colon), line.slice(colon + 1)].map((part) =>
			command === 'CONNECTED' ? part : unescaped(part),
		);
		headers[name!] ??= value!;
	}
	return { command, headers, body: end ? start.slice(end.index + end[0].length) : '' };
}

/** Puts frames together from messages, however they were cut. */
export class FrameReader {
	private rest = '';

	/** The frames that are whole now. @throws Error if one gets too long to be one */
	take(message: string): Frame[] {
		const parts = (this.rest + message).split('\0');
		this.rest = parts.pop()!;
		if (/^[\r\n]*$/.test(this.rest)) this.rest = '';
		if (this.rest.length > LONGEST) throw new Error(`a frame is longer than ${LONGEST} characters`);
		return parts.flatMap((part) => frameOf(part) ?? []);
	}
}

/** How often a peer sends heart-beats, in ms; 0 for never. @param wantedMs what was asked for */
export function heartBeatOf(header: string | undefined, wantedMs: number): number {
	const [sends] = (header ?? '0,0').split(',').map(Number);
	return sends && Number.isFinite(sends) && sends > 0 ? Math.max(sends, wantedMs) : 0;
}
