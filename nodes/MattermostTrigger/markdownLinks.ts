/**
 * Where links of a Markdown paragraph end, as Mattermost's server reads them: inline, by reference, and
 * bare addresses. Source: links.go, reference_definition.go and autolink.go of
 * server/public/shared/markdown (11.6).
 */

/** Most characters of a link's target or an address that are looked at. */
const LONGEST_LINK = 2_048;
/** The server's own limit for a label. */
const LONGEST_LABEL = 1_000;

const SPACE = /[ \t\n\v\f\r]/;
const ESCAPABLE = /[!-/:-@[-`{-~]/;

/** Length of a backslash and what it escapes; 1 if it escapes nothing. */
export const escapeLength = (text: string, at: number): number =>
	ESCAPABLE.test(text[at + 1] ?? '') ? 2 : 1;

function skipSpace(text: string, from: number): number {
	let at = from;
	while (at < text.length && SPACE.test(text[at]!)) at++;
	return at;
}

/** Where a target ends; it reaches to the first space or closing parenthesis that it does not open. */
function destinationEnd(text: string, from: number): number | undefined {
	if (from >= text.length) return undefined;
	const [angle] = /^<(?:\\.|[^\\<>\s])*>/.exec(text.slice(from, from + LONGEST_LINK)) ?? [];
	if (angle) return from + angle.length;
	const limit = Math.min(text.length, from + LONGEST_LINK);
	let open = 0;
	for (let at = from; at < limit; at++) {
		if (text[at] === '\\') at += escapeLength(text, at) - 1;
		else if (text[at] === '(') open++;
		else if (text[at] === ')' && --open < 0) return at;
		else if (SPACE.test(text[at]!)) return at;
	}
	return limit === text.length ? limit : undefined;
}

/** Where a title in quotes or parentheses ends; undefined if there is none. */
function titleEnd(text: string, from: number): number | undefined {
	const closer = { '"': '"', "'": "'", '(': ')' }[text[from] ?? ''];
	if (closer === undefined) return undefined;
	const limit = Math.min(text.length, from + LONGEST_LINK);
	for (let at = from + 1; at < limit; at++) {
		if (text[at] === '\\') at += escapeLength(text, at) - 1;
		else if (text[at] === closer) return at + 1;
	}
	return undefined;
}

/** Where `(target "title")` at that place ends; undefined if it is none. */
export function targetEnd(text: string, from: number, isImage: boolean): number | undefined {
	if (text[from] !== '(') return undefined;
	const start = skipSpace(text, from + 1);
	if (text[start] === ')') return start + 1;
	let at = destinationEnd(text, start);
	if (at === undefined) return undefined;
	let next = skipSpace(text, at);
	if (isImage && next > at && text[next] === '=') {
		// The size of an image, such as =100x50.
		const [size] = /^=(?:\d+(?:[xX]\d*)?|[xX]\d+)(?=[ \t\n)])/.exec(text.slice(next)) ?? [];
		if (!size) return undefined;
		at = next + size.length;
		next = skipSpace(text, at);
	}
	if (next > at && /["'(]/.test(text[next] ?? '')) {
		const end = titleEnd(text, next);
		if (end === undefined) return undefined;
		next = skipSpace(text, end);
	}
	return text[next] === ')' ? next + 1 : undefined;
}

/** The label `[…]` at that place and where it ends; undefined if it is none. */
export function labelAt(text: string, from: number): { label: string; end: number } | undefined {
	if (text[from] !== '[') return undefined;
	for (let at = from + 1; at < text.length; at++) {
		if (text[at] === '\\') at += escapeLength(text, at) - 1;
		else if (text[at] === '[') return undefined;
		else if (text[at] === ']') {
			return at - from >= LONGEST_LABEL
				? undefined
				: { label: text.slice(from + 1, at), end: at + 1 };
		}
	}
	return undefined;
}

/** A label as the server compares it. */
export const comparable = (label: string): string =>
	label.trim().split(/\s+/).join(' ').toLowerCase();

/** Where the line ends, if nothing but spaces follows; else undefined. */
function blankToEnd(text: string, from: number): number | undefined {
	const [blank] = /^[ \t\v\f]*(?:\r\n|\r|\n|$)/.exec(text.slice(from)) ?? [];
	return blank === undefined ? undefined : from + blank.length;
}

/** Where the definition `[label]: target "title"` at the start ends; undefined if there is none. */
function definitionEnd(text: string): { label: string; end: number } | undefined {
	const named = labelAt(text, 0);
	if (!named || text[named.end] !== ':') return undefined;
	const target = destinationEnd(text, skipSpace(text, named.end + 1));
	if (target === undefined) return undefined;
	const hasSpace = SPACE.test(text[target] ?? '');
	const title = hasSpace ? titleEnd(text, skipSpace(text, target)) : undefined;
	// What only looks like a title is text, if it stands in a line of its own.
	const titled = title === undefined ? undefined : blankToEnd(text, title);
	const end = titled ?? blankToEnd(text, target);
	return end === undefined ? undefined : { label: named.label, end };
}

function withoutSpaceAtEnd(text: string): string {
	let end = text.length;
	while (end > 0 && SPACE.test(text[end - 1]!)) end--;
	return text.slice(0, end);
}

/**
 * A paragraph without the definitions that it begins with, whose labels are added to `labels`, and without
 * the spaces around it.
 */
export function withoutDefinitions(paragraph: string, labels: Set<string>): string {
	for (let rest = paragraph; ; ) {
		rest = rest.slice(skipSpace(rest, 0));
		const found = rest === '' ? undefined : definitionEnd(rest);
		if (!found) return withoutSpaceAtEnd(rest);
		labels.add(comparable(found.label));
		rest = rest.slice(found.end);
	}
}

const SCHEMES = new Set(['http', 'https', 'ftp', 'mailto', 'tel']);

/** Whether a domain begins the text. */
function isDomain(data: string, needsPeriod: boolean): boolean {
	let period = false;
	for (let at = 1; at < data.length - 1; at++) {
		if (data[at] === '_') return false;
		if (data[at] === '.') period = true;
		else if (data[at] !== '-' && /[\p{P}\s]|[^\0-\x7f]/u.test(data[at]!)) break;
	}
	return !needsPeriod || period;
}

/** The address at the start of a text, without punctuation that ends a sentence. */
function addressOf(data: string): string {
	let address = /^[^\s<>]*/.exec(data)![0];
	for (;;) {
		const before = address;
		address = address.replace(/[?!.,:*_~'"]+$/, '').replace(/(&[A-Za-z]+)?;$/, '');
		if (address.endsWith(')') && address.split(')').length > address.split('(').length) {
			address = address.slice(0, -1);
		}
		if (address === before) return address;
	}
}

/** The address whose `://` is at that place: where it begins and ends; undefined if it is none. */
export function urlAround(text: string, at: number): { start: number; end: number } | undefined {
	if (!text.startsWith('://', at)) return undefined;
	const [scheme] = /[a-z0-9]*$/i.exec(text.slice(Math.max(0, at - 10), at))!;
	const host = text.slice(at + 3, at + LONGEST_LINK);
	if (!SCHEMES.has(scheme.toLowerCase()) || !/^[^\p{P}\s]/u.test(host) || !isDomain(host, false)) {
		return undefined;
	}
	const start = at - scheme.length;
	return { start, end: start + addressOf(text.slice(start, at + LONGEST_LINK)).length };
}

/** Where the address that begins with `www.` at that place ends; undefined if it is none. */
export function wwwEnd(text: string, at: number): number | undefined {
	const rest = text.slice(at, at + LONGEST_LINK);
	if (!/^www\d{0,3}\./.test(rest)) return undefined;
	// The server counts bytes: its second place is the one after the first letter of ASCII.
	const isSecond = at <= 1 && !/[^\0-\x7f]/.test(text[0]!);
	if (!isSecond && !/[\s*_~)<(>]/.test(text[at - 1]!)) return undefined;
	const address = isDomain(rest, true) ? addressOf(rest) : '';
	return address === '' ? undefined : at + address.length;
}
