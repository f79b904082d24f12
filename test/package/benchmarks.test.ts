import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pagesOf } from '../../bench/pages';
import { readResults } from '../../bench/record';

/** What readers see of the benchmark is what was measured. `npx tsx bench/pages.ts` mends it. */

const ROOT = path.join(__dirname, '../..');

test('the tables, sentences and pictures are those of bench/results.json', () => {
	const pages = pagesOf(readResults());
	expect(pages.size).toBeGreaterThan(2);
	for (const [page, text] of pages) {
		const file = path.join(ROOT, page);
		expect({ page, text: existsSync(file) && readFileSync(file, 'utf8') }).toEqual({ page, text });
	}
});

test('figures of a busy machine say so, and missed goals', () => {
	const results = readResults();
	const [row] = results.rows;
	const changed = { ...results, rows: [{ ...row!, load: 0.9, limit: 0.01 }] };
	const page = pagesOf(changed).get('docs/benchmarks.md')!;
	expect(page).toContain('(busy machine)');
	expect(page).toContain('**missed**');
	expect(
		pagesOf({ ...changed, rows: [{ ...row!, load: 0 }] }).get('docs/benchmarks.md'),
	).not.toMatch(/busy machine\)/);
});
