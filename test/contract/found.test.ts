import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What the comparison with real servers found in the nodes: each row of the list has a test, and it is there. */

const ROOT = path.join(__dirname, '../..');
const page = readFileSync(path.join(ROOT, 'docs/conformance.md'), 'utf8');
const [, section = ''] = /## What the comparison found in the nodes\n(.*?)\n## /s.exec(page) ?? [];
const rows = section
	.split('\n')
	.filter((line) => line.startsWith('|'))
	.slice(2)
	.map((line) => {
		const [found = '', test = ''] = line
			.split('|')
			.slice(1)
			.map((cell) => cell.trim());
		const [, file = '', title = ''] = /^`([\w./-]+)`: “(.+)”$/.exec(test) ?? [];
		return { found, file, title };
	});

test('there is a list', () => {
	expect(rows.length).toBeGreaterThanOrEqual(11);
});

test.each(rows)('$found', ({ file, title }) => {
	expect(existsSync(path.join(ROOT, file))).toBe(true);
	expect(title).not.toBe('');
	// As the title of a test, not in a comment.
	const text = readFileSync(path.join(ROOT, file), 'utf8');
	expect(text.split('\n').filter((line) => line.includes(`${title}'`))).toHaveLength(1);
});
