import { readFileSync, writeFileSync } from 'fs';
import path from 'path';

/** Figures in the documentation that tests hold. */

const docOf = (name: string) => path.join(__dirname, '../../docs', name);

/** Holds the figures of docs/editor-walk.md to this, line breaks aside. */
export function expectInWalk(words: string): void {
	const page = readFileSync(docOf('editor-walk.md'), 'utf8');
	const [, figures] = /^## Figures$([\s\S]*?)^<!--/m.exec(page)!;
	expect(figures!.replace(/\s+/g, ' ')).toContain(words);
}

/** Cells without what formatting adds: blanks, dashes, and the bars at the ends. */
const bare = (table: string) => table.replace(/[ -]+/g, ' ').trim();

/**
 * Holds a table between `<!-- name -->` and `<!-- /name -->` to what a test found; with WRITE_FIGURES=1 it is
 * written instead.
 * @param rows cells of the head, then of each row
 */
export function expectTable(doc: string, name: string, rows: string[][]): void {
	const [head, ...body] = rows.map((cells) => `| ${cells.join(' | ')} |`);
	const table = [head, `|${' --- |'.repeat(rows[0]!.length)}`, ...body].join('\n');
	const marks = new RegExp(`(<!-- ${name} -->\\n\\n)([\\s\\S]*?)(\\n\\n<!-- /${name} -->)`);
	const page = readFileSync(docOf(doc), 'utf8');
	if (process.env.WRITE_FIGURES === '1') {
		writeFileSync(
			docOf(doc),
			page.replace(marks, (_all, start: string, _old, end: string) => start + table + end),
		);
	} else expect(bare(marks.exec(page)![2]!)).toBe(bare(table));
}
