import { textsIn } from './markdownInline';
import { withoutDefinitions } from './markdownLinks';

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
type Container = { kind: 'quote' } | { kind: 'item'; indent: number; isEmpty: boolean };

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
			// An item may begin with one empty line, not with two.
			const last = containers.at(-1);
			if (last?.kind === 'item' && last.isEmpty) containers.pop();
			continue;
		}
		for (const one of containers.slice(0, inside)) if (one.kind === 'item') one.isEmpty = false;
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
			started.push({
				kind: 'item',
				indent: indent + marker.length + consumed,
				isEmpty: after.rest === '',
			});
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
		if (fenced) fence = fenced[1]!;
		else if (indent <= 3 && rest !== '') open.push(rest);
	}
	close();
	return paragraphs;
}

/**
 * The texts of a Markdown message that may mention somebody. Takes time in proportion to its length.
 * @param joinsAll what nothing else stands between is one text: servers before 7.11 walked the tree by recursion,
 * which did not end a text after each of its parts (`InspectInline` in inspect.go, commit 609ab9c765)
 */
export function markdownTexts(markdown: string, joinsAll = false): string[] {
	if (Buffer.byteLength(markdown) > LONGEST_BYTES) return [];
	const labels = new Set<string>();
	const bare = paragraphsOf(markdown).map((paragraph) => withoutDefinitions(paragraph, labels));
	return bare.flatMap((paragraph) => textsIn(paragraph, labels, joinsAll));
}
