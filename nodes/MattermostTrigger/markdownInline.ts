import { comparable, escapeLength, labelAt, targetEnd, urlAround, wwwEnd } from './markdownLinks';

/**
 * The texts of a Markdown paragraph as Mattermost's server gets them: without code, targets of links, bare
 * addresses and emoji names. Source: `inlines.go` and `inspect.go` in server/public/shared/markdown (11.6).
 */

/**
 * A part of a paragraph: a text, or undefined for anything else. The server's parser stops at each
 * character that may begin something; what it reads in between are texts of their own.
 */
interface Part {
	text?: string;
	/** Whether servers since 7.11 join it with the text before it; they never do inside a link. */
	joins: boolean;
}

/** A bracket that may still become a link. */
interface Bracket {
	isImage: boolean;
	/** Inside a link there is no other. */
	active: boolean;
	/** How many parts came before its text. */
	parts: number;
	/** Where its text begins. */
	start: number;
}

const PLAIN = /[^\n\\`&![\]wW:]+/y;
const EMOJI = /:[a-z0-9_\-+]+:(?!\w)/y;
const NUMBERED = /&#(?:[xX]([0-9a-fA-F]{1,8})|(\d{1,8}));/y;
/** Named ones, as far as they are no letters: the others are rare, and the name then counts as text. */
const NAMED = /&(?:amp|lt|gt|quot|apos|nbsp);/y;

/** What a sticky pattern finds at that place. */
function foundAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(text);
}

/** Where the code that begins with `run` backticks ends; 0 if it does not. */
function closingTicks(text: string, from: number, run: number): number {
	for (let at = from; at < text.length; at++) {
		if (text[at] !== '`') continue;
		let length = 1;
		while (text[at + length] === '`') length++;
		if (length === run) return at + length;
		at += length - 1;
	}
	return 0;
}

/** Reads one paragraph. */
class InlineReader {
	private parts: Part[] = [];
	private brackets: Bracket[] = [];
	/** How many of them are active. */
	private active = { links: 0, images: 0 };
	private at = 0;
	/** Whether the next text goes on from the last one. */
	private joins = true;

	constructor(
		private readonly text: string,
		private readonly labels: ReadonlySet<string>,
		private readonly joinsAll: boolean,
	) {}

	read(): string[] {
		while (this.at < this.text.length) this.step();
		const texts: string[] = [];
		let isOpen = false;
		for (const { text, joins } of this.parts) {
			if (text === undefined) isOpen = false;
			else if (isOpen && (joins || this.joinsAll)) texts[texts.length - 1] += text;
			else {
				texts.push(text);
				isOpen = true;
			}
		}
		return texts;
	}

	private say(text: string, length = text.length): void {
		this.parts.push({ text, joins: this.joins });
		this.joins = true;
		this.at += length;
	}

	/** Goes on after what is no text. */
	private skipTo(end: number): void {
		this.parts.push({ joins: false });
		this.joins = true;
		this.at = end;
	}

	private step(): void {
		const { text, at } = this;
		switch (text[at]) {
			case '\n':
				return this.skipTo(at + 1);
			case '\\': {
				const length = escapeLength(text, at);
				if (length === 2) this.joins = false;
				return this.say(text[at + length - 1]!, length);
			}
			case '`':
				return this.backticks();
			case '&':
				return this.reference();
			case '!':
			case '[':
				return this.opening();
			case ']':
				return this.closing();
			case 'w': {
				const end = this.isInBrackets() ? undefined : wwwEnd(text, at);
				return end === undefined ? this.say('w') : this.skipTo(end);
			}
			case ':':
				return this.colon();
			default: {
				const plain = foundAt(PLAIN, text, at);
				return this.say(plain ? plain[0] : text[at]!);
			}
		}
	}

	private backticks(): void {
		let run = 1;
		while (this.text[this.at + run] === '`') run++;
		const end = closingTicks(this.text, this.at + run, run);
		if (end > 0) this.skipTo(end);
		else this.say('`'.repeat(run));
	}

	/** A character by its number or name; the server does not join what follows it. */
	private reference(): void {
		const numbered = foundAt(NUMBERED, this.text, this.at);
		const [all] = numbered ?? foundAt(NAMED, this.text, this.at) ?? [];
		if (!all) return this.say('&');
		const code = numbered ? parseInt(numbered[1] ?? numbered[2]!, numbered[1] ? 16 : 10) : 0;
		const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
		this.say(isCharacter ? String.fromCodePoint(code) : ' ', all.length);
		this.joins = false;
	}

	private opening(): void {
		const isImage = this.text[this.at] === '!';
		if (isImage && this.text[this.at + 1] !== '[') return this.say('!');
		this.say(isImage ? '![' : '[');
		const { length: parts } = this.parts;
		this.brackets.push({ isImage, active: true, parts, start: this.at });
		this.active[isImage ? 'images' : 'links']++;
	}

	private isInBrackets(): boolean {
		return this.active.links + this.active.images > 0;
	}

	private closing(): void {
		const bracket = this.brackets.pop();
		if (bracket?.active) this.active[bracket.isImage ? 'images' : 'links']--;
		const end = bracket?.active ? this.linkEnd(bracket) : undefined;
		if (!bracket || end === undefined) return this.say(']');
		const inside = this.parts.splice(bracket.parts).map((part) => ({ ...part, joins: false }));
		// Its bracket is no text any more.
		this.parts.pop();
		this.parts.push({ joins: false }, ...inside);
		this.skipTo(end);
		if (bracket.isImage || this.active.links === 0) return;
		for (const one of this.brackets) if (!one.isImage) one.active = false;
		this.active.links = 0;
	}

	/** Where the link whose text ends here ends; undefined if it is none. */
	private linkEnd({ isImage, start }: Bracket): number | undefined {
		const next = this.at + 1;
		const end = targetEnd(this.text, next, isImage);
		if (end !== undefined || this.labels.size === 0) return end;
		const named = labelAt(this.text, next);
		const label = named?.label || this.text.slice(start, this.at);
		return this.labels.has(comparable(label)) ? (named?.end ?? next) : undefined;
	}

	private colon(): void {
		const { text, at } = this;
		const url = this.isInBrackets() ? undefined : urlAround(text, at);
		const last = this.parts.at(-1);
		if (url && last?.text !== undefined) {
			last.text = last.text.slice(0, last.text.length - (at - url.start));
			return this.skipTo(url.end);
		}
		const emoji = at > 1 && /\w/.test(text[at - 1]!) ? null : foundAt(EMOJI, text, at);
		if (emoji) this.skipTo(at + emoji[0].length);
		else this.say(':');
	}
}

/**
 * Texts of a paragraph in which the server looks for mentions, each by itself.
 * @param labels of the message's link definitions
 * @param joinsAll what nothing else stands between is one text, as for servers before 7.11
 */
export const textsIn = (
	paragraph: string,
	labels: ReadonlySet<string>,
	joinsAll: boolean,
): string[] => new InlineReader(paragraph, labels, joinsAll).read();
