/**
 * Comma-separated values as RFC 4180 has them: fields in quotes may hold commas, line breaks and
 * doubled quotes. Servers differ in line ends and byte order marks, so both are accepted.
 */

/** Lines of fields; empty lines are left out. */
function linesOf(text: string): string[][] {
	const lines: string[][] = [];
	let line: string[] = [];
	let field = '';
	let quoted = false;
	const endLine = () => {
		line.push(field);
		field = '';
		if (line.length > 1 || line[0] !== '') lines.push(line);
		line = [];
	};
	for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length; at++) {
		const char = text[at];
		if (quoted) {
			if (char !== '"') field += char;
			else if (text[at + 1] === '"') field += text[++at];
			else quoted = false;
		} else if (char === '"' && field === '') quoted = true;
		else if (char === ',') {
			line.push(field);
			field = '';
		} else if (char === '\n') endLine();
		else if (char !== '\r' || text[at + 1] !== '\n') field += char;
	}
	if (field !== '' || line.length > 0) endLine();
	return lines;
}

/**
 * One object per line, by the names in the first one. Values stay texts: what looks like a number
 * may be a serial number. Columns without a name are called `column 3`, a second one of the same
 * name `name 2`, and fields beyond the header go the same way.
 */
export function parseCsv(text: string): Array<Record<string, string>> {
	const [header = [], ...lines] = linesOf(text);
	const names: string[] = [];
	const taken = new Set<string>();
	/** How often a header came so far, so that the search for a free number goes on from there. */
	const counts = new Map<string, number>();
	const nameAt = (index: number): string => {
		while (names.length <= index) {
			const given = (header[names.length] ?? '').trim() || `column ${names.length + 1}`;
			let count = counts.get(given) ?? 1;
			let name = given;
			while (taken.has(name)) name = `${given} ${++count}`;
			counts.set(given, count);
			taken.add(name);
			names.push(name);
		}
		return names[index]!;
	};
	return lines.map((line) =>
		Object.fromEntries(
			Array.from({ length: Math.max(line.length, header.length) }, (_, index) => [
				nameAt(index),
				line[index] ?? '',
			]),
		),
	);
}
