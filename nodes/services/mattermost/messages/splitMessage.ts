import { lengthOf } from '../../../shared/request/texts';

/**
 * Splits a long message where a reader would: between paragraphs, else lines, else words, never
 * inside a character. A code block that goes on in the next part is closed and opened again.
 */

/** One part: `piece` is what it has of the text; all pieces together are the text. */
export interface Part {
	/** What is sent. */
	text: string;
	piece: string;
}

/** A fenced block of code, also within quotes and lists; indices into the text. */
interface Fence {
	/** Of its opening line. */
	start: number;
	/** After its opening line. */
	body: number;
	/** Of its closing line, or where the quote or list that holds it ends. */
	close: number;
	/** After its closing line. */
	end: number;
	/** What opens it again in the next part. */
	opening: string;
	/** What closes it. */
	closing: string;
	/** Signs of the quotes that hold it, e.g. `> `. */
	quote: string;
	/** Its fence without what stands before it. */
	mark: string;
	/** Whether it is indented as part of a list. */
	inList: boolean;
}

/**
 * Longer opening lines are not repeated whole; what alone is longer (a hundred nested quotes) is
 * not repeated at all, so that there is always room for text.
 */
const LONGEST_OPENING = 60;
/** A boundary in the first part of the room is passed over for a finer one further on. */
const LEAST_FILL = 0.3;

const QUOTE = /^(?: {0,3}>[ \t]?)*/;
/** Indentation, signs of lists, a fence, and what is said of the code. */
const OPENING = /^([ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(`{3,}|~{3,})(.*)$/;
const LIST_ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]/;

const quoteOf = (line: string): string => QUOTE.exec(line)![0];
const depthOf = (quote: string): number => quote.split('>').length - 1;

/** The block that a line opens. @param inList whether the line belongs to a list */
function opened(line: string, start: number, next: number, inList: boolean): Fence | undefined {
	const quote = quoteOf(line);
	const [, indent = '', mark, info = ''] = OPENING.exec(line.slice(quote.length)) ?? [];
	if (mark === undefined || (mark.startsWith('`') && info.includes('`'))) return undefined;
	const isItem = /[^ \t]/.test(indent);
	// Elsewhere, what is indented so far is code of another kind.
	if (indent.length > 3 && !isItem && !inList) return undefined;
	const before = quote + indent.replace(/[^ \t]/g, ' ');
	const closing = before + mark;
	if (closing.length > LONGEST_OPENING) return undefined;
	const opening = closing.length + info.length > LONGEST_OPENING ? closing : closing + info;
	return {
		...{ start, body: next, close: Infinity, end: Infinity },
		...{ opening, closing, quote, mark, inList: isItem || indent.length > 3 },
	};
}

/** Whether a line no longer belongs to the quote or list that holds a block. */
const leaves = (line: string, { quote, inList }: Fence): boolean =>
	depthOf(quoteOf(line)) < depthOf(quote) ||
	(inList && /^[^ \t]/.test(line.slice(quoteOf(line).length)));

function closes(line: string, { mark }: Fence): boolean {
	const content = line.slice(quoteOf(line).length).trim();
	return content.startsWith(mark) && content.replaceAll(mark[0]!, '') === '';
}

function fencesOf(text: string): Fence[] {
	const fences: Fence[] = [];
	let open: Fence | undefined;
	let inList = false;
	for (let at = 0; at < text.length; ) {
		const newline = text.indexOf('\n', at);
		const next = newline < 0 ? text.length : newline + 1;
		const line = text.slice(at, newline < 0 ? text.length : newline).replace(/\r$/, '');
		if (open && leaves(line, open)) {
			fences.push({ ...open, close: at, end: at });
			open = undefined;
		}
		if (open && closes(line, open)) {
			fences.push({ ...open, close: at, end: next });
			open = undefined;
		} else if (!open) {
			const content = line.slice(quoteOf(line).length);
			if (content.trim() !== '')
				inList = LIST_ITEM.test(content) || (inList && /^[ \t]/.test(content));
			open = opened(line, at, next, inList);
		}
		at = next;
	}
	return open ? [...fences, { ...open, close: text.length, end: text.length }] : fences;
}

/** Signs of the quote in whose line an index lies; '' where the line begins there. */
function quoteAt(text: string, at: number): string {
	const start = text.lastIndexOf('\n', at - 1) + 1;
	const quote = start === at ? '' : quoteOf(text.slice(start, at));
	return quote.length > LONGEST_OPENING ? '' : quote;
}

/** Index after `count` code points from `from`. */
function indexAfter(text: string, from: number, count: number): number {
	let at = from;
	for (let left = count; left > 0 && at < text.length; left--) {
		at += text.codePointAt(at)! > 0xffff ? 2 : 1;
	}
	return at;
}

/** The last boundary between characters as people see them, at or before `to`. */
function characterBoundary(text: string, from: number, to: number): number {
	if (to >= text.length) return text.length;
	// A cluster is seldom longer than this; one that is gets cut between code points.
	const near = Math.max(from, to - 200);
	const start = near > from && isLow(text, near) ? near + 1 : near;
	let last = start;
	const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(
		text.slice(start, to + 200),
	);
	for (const { index } of segments) {
		if (start + index > to) break;
		last = start + index;
	}
	return last > from && last > near ? last : to;
}

const isLow = (text: string, at: number) => /[\udc00-\udfff]/.test(text[at] ?? '');

/** The best index to cut at, above `from` and at most `to`. */
function cutOf(text: string, fences: Fence[], from: number, to: number): number {
	const least = from + Math.floor((to - from) * LEAST_FILL);
	const fenceAt = (at: number) => fences.find(({ start, end }) => at > start && at < end);
	const last = (boundaries: Iterable<number>) => {
		let best = -1;
		for (const at of boundaries) if (at > least && at <= to) best = Math.max(best, at);
		return best;
	};
	const window = text.slice(from, to);
	const ends = (pattern: RegExp) =>
		[...window.matchAll(pattern)].map((match) => from + match.index + match[0].length);
	// Before and after code blocks, and after blank lines outside of them.
	const paragraph = last([
		...fences.flatMap(({ start, end }) => [start, end]),
		...ends(/\n[ \t\r]*\n+/g).filter((at) => !fenceAt(at)),
	]);
	if (paragraph > 0) return paragraph;
	// A code block neither begins nor ends empty.
	const line = last(
		ends(/\n/g).filter((at) => fences.every(({ body, close }) => at !== body && at !== close)),
	);
	if (line > 0) return line;
	const word = last(ends(/[ \t]+/g));
	if (word > 0) return word;
	return characterBoundary(text, from, to);
}

/**
 * @param limit most characters (code points) of a part; at least 200
 * @returns the text alone if it fits
 */
export function splitMessage(text: string, limit: number): Part[] {
	const fences = fencesOf(text);
	const parts: Part[] = [];
	for (let from = 0; from < text.length; ) {
		const within = (at: number) => fences.find(({ body, close }) => at >= body && at < close);
		const entered = from > 0 ? within(from) : undefined;
		const before = (entered ? `${entered.opening}\n` : '') + (from > 0 ? quoteAt(text, from) : '');
		const room = limit - lengthOf(before);
		let to = indexAfter(text, from, room);
		if (to < text.length) {
			// Room for closing the block in which the cut may fall.
			const marks = fences.filter(({ start, end }) => start < to && end > from);
			const closing = Math.max(0, ...marks.map((one) => one.closing.length + 1));
			to = cutOf(text, fences, from, indexAfter(text, from, room - closing));
		}
		const piece = text.slice(from, to);
		const left = to < text.length ? within(to) : undefined;
		const after = left ? `${piece.endsWith('\n') ? '' : '\n'}${left.closing}` : '';
		parts.push({ text: `${before}${piece}${after}`, piece });
		from = to;
	}
	return parts;
}
