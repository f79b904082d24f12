/**
 * The text of a message as Mattermost's server looks for mentions in it: without code, links' targets,
 * bare addresses and emoji names. Source: server/public/shared/markdown (11.6) and
 * `getExplicitMentions` in channels/app/notification.go, which read CommonMark in part.
 */

/** Longer texts are not searched by the server, in bytes. */
const LONGEST_BYTES = 1024 * 64 * 2;

/** Spaces and tabs at the start of a line, a tab as four, and what follows. */
function indented(line: string): { indent: number; rest: string } {
	const rest = line.trimStart();
	const blank = line.slice(0, line.length - rest.length);
	return { indent: [...blank].reduce((sum, char) => sum + (char === '\t' ? 4 : 1), 0), rest };
}

const FENCE = /^(`{3,}(?=[^`]*$)|~{3,}(?=[^`]*$))/;
const MARKER = /^(?:[-+*]|(\d{1,9})[.)])(?=\s|$)/;
/** Deepest nesting of quotes and list items that is followed. */
const DEEPEST = 50;

/** What a line may be inside of: a quote, or a list item, whose lines have at least its indent. */
type Container = { kind: 'quote' } | { kind: 'item'; indent: number };

/** Paragraphs of a text, with code blocks left out. */
function paragraphsOf(text: string): string[] {
	const paragraphs: string[] = [];
	let containers: Container[] = [];
	let open: string[] = [];
	let fence = '';
	const close = () => {
		if (open.length > 0) paragraphs.push(open.join('\n'));
		open = [];
	};
	for (const line of text.split(/\r\n|\r|\n/)) {
		let { indent, rest } = indented(line);
		// How many of the open containers the line continues.
		let inside = 0;
		for (const container of containers) {
			if (container.kind === 'quote') {
				if (indent > 3 || !rest.startsWith('>')) break;
				({ indent, rest } = indented(rest.slice(1)));
				indent = Math.max(0, indent - 1);
			} else if (rest !== '') {
				if (indent < container.indent) break;
				indent -= container.indent;
			}
			inside++;
		}
		const left = inside < containers.length;
		if (fence !== '' && left) fence = '';
		if (fence !== '') {
			const closes =
				indent <= 3 &&
				rest.startsWith(fence) &&
				[...rest.slice(fence.length).trim()].every((char) => char === fence[0]);
			if (closes) fence = '';
			continue;
		}
		if (rest === '') {
			close();
			if (left) containers = containers.slice(0, inside);
			continue;
		}
		const started: Container[] = [];
		while (inside + started.length < DEEPEST) {
			if (indent > 3) break;
			if (rest.startsWith('>')) {
				started.push({ kind: 'quote' });
				({ indent, rest } = indented(rest.slice(1)));
				indent = Math.max(0, indent - 1);
				continue;
			}
			const [marker, number] = MARKER.exec(rest) ?? [];
			if (marker === undefined) break;
			const after = indented(rest.slice(marker.length));
			// An empty item, or a list that does not begin with 1, does not interrupt a paragraph.
			const interrupts = open.length > 0 && !left && started.length === 0;
			if (interrupts && (after.rest === '' || (number !== undefined && Number(number) !== 1)))
				break;
			const consumed = after.rest === '' || after.indent >= 5 ? 1 : after.indent;
			started.push({ kind: 'item', indent: indent + marker.length + consumed });
			indent = Math.max(0, after.indent - consumed);
			rest = after.rest;
		}
		const fenced = indent <= 3 ? FENCE.exec(rest) : null;
		// A line that starts nothing goes on with the paragraph, whatever it left out in front.
		if (open.length > 0 && started.length === 0 && !fenced) {
			open.push(rest);
			continue;
		}
		close();
		containers = [...containers.slice(0, inside), ...started];
		if (fenced) fence = fenced[1];
		else if (indent <= 3 && rest !== '') open.push(rest);
	}
	close();
	return paragraphs;
}

const SCHEMES = new Set(['http', 'https', 'ftp', 'mailto', 'tel']);
const EMOJI = /^:[a-z0-9_\-+]+:(?!\w)/;
const TARGET =
	/^\]\(\s*(?:<[^<>\n]*>|[^\s()<]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)/;
/** Most characters of a link's target or an address that are looked at. */
const LONGEST_LINK = 2_048;

/** Length of a domain at the start; 0 if it is none. */
function domainLength(data: string, needsPeriod: boolean): number {
	let period = false;
	let at = 1;
	for (; at < data.length - 1; at++) {
		if (data[at] === '_') return 0;
		if (data[at] === '.') period = true;
		else if (data[at] !== '-' && /[\p{P}\s]|[^\0-\x7f]/u.test(data[at])) break;
	}
	return needsPeriod && !period ? 0 : at;
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

/** Texts of a paragraph between what is no text. */
function textsIn(paragraph: string): string[] {
	const texts: string[] = [];
	let text = '';
	/** Brackets that may still become links; false: inside a link there is none. */
	let brackets: Array<{ image: boolean; active: boolean }> = [];
	/** How many of them are active. */
	let active = 0;
	const cut = () => {
		if (text !== '') texts.push(text);
		text = '';
	};
	for (let at = 0; at < paragraph.length; ) {
		const char = paragraph[at];
		const rest = () => paragraph.slice(at, at + LONGEST_LINK);
		const mayLink = () => active === 0;
		switch (char) {
			case '\\':
				// What is escaped is a text of its own.
				if (/[!-/:-@[-`{-~]/.test(paragraph[at + 1] ?? '')) {
					cut();
					text = paragraph[at + 1];
					at += 2;
					continue;
				}
				break;
			case '\n':
				cut();
				at++;
				continue;
			case '`': {
				let run = 1;
				while (paragraph[at + run] === '`') run++;
				const end = closingTicks(paragraph, at + run, run);
				if (end > 0) cut();
				else text += '`'.repeat(run);
				at = end > 0 ? end : at + run;
				continue;
			}
			case '[':
				brackets.push({ image: paragraph[at - 1] === '!', active: true });
				active++;
				break;
			case ']': {
				const bracket = brackets.pop();
				if (bracket?.active) active--;
				const target = bracket?.active ? TARGET.exec(rest()) : null;
				if (!target) break;
				cut();
				at += target[0].length;
				if (!bracket!.image) {
					brackets = brackets.map((one) => ({ ...one, active: one.image && one.active }));
					active = brackets.filter((one) => one.active).length;
				}
				continue;
			}
			case ':': {
				if (paragraph.startsWith('://', at) && mayLink()) {
					const [scheme] = /[a-z0-9]*$/i.exec(paragraph.slice(Math.max(0, at - 10), at))!;
					const host = paragraph.slice(at + 3, at + LONGEST_LINK);
					if (
						SCHEMES.has(scheme.toLowerCase()) &&
						text.endsWith(scheme) &&
						/^[^\p{P}\s]/u.test(host) &&
						domainLength(host, false) > 0
					) {
						const address = addressOf(paragraph.slice(at - scheme.length, at + LONGEST_LINK));
						text = text.slice(0, text.length - scheme.length);
						cut();
						at += address.length - scheme.length;
						continue;
					}
				}
				const emoji = at > 1 && /\w/.test(paragraph[at - 1]) ? null : EMOJI.exec(rest());
				if (!emoji) break;
				cut();
				at += emoji[0].length;
				continue;
			}
			case 'w': {
				if (!/^www\d{0,3}\./.test(rest()) || !mayLink()) break;
				if ((at > 1 || /[^\0-\x7f]/.test(paragraph[0])) && !/[\s*_~)<(>]/.test(paragraph[at - 1]))
					break;
				const address = domainLength(rest(), true) > 0 ? addressOf(rest()) : '';
				if (address === '') break;
				cut();
				at += address.length;
				continue;
			}
		}
		text += char;
		at++;
	}
	cut();
	return texts;
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

/** The texts of a Markdown message that may mention somebody. Takes time in proportion to its length. */
export function markdownTexts(markdown: string): string[] {
	if (Buffer.byteLength(markdown) > LONGEST_BYTES) return [];
	return paragraphsOf(markdown).flatMap(textsIn);
}
