import { existsSync, readdirSync, readFileSync } from 'fs';
import path from 'path';

/** Every relative link and picture in the documents leads to a file. */

const ROOT = path.join(__dirname, '..');
const pages = ['.', 'docs', 'docs/operations', 'examples', 'sandbox'].flatMap((folder) =>
	readdirSync(path.join(ROOT, folder))
		.filter((name) => name.endsWith('.md'))
		.map((name) => path.join(folder, name)),
);

const targetsOf = (page: string): string[] =>
	[
		...readFileSync(path.join(ROOT, page), 'utf8').matchAll(
			/\]\(([^)\s]+)\)|<img[^>]+src="([^"]+)"/g,
		),
	]
		.map(([, link, picture]) => (link ?? picture).split('#')[0])
		.filter((target) => target !== '' && !/^[a-z]+:/i.test(target));

test('there are pages and links to look at', () => {
	expect(pages.length).toBeGreaterThan(8);
	expect(pages.flatMap(targetsOf).length).toBeGreaterThan(5);
});

test.each(pages)('%s', (page) => {
	const dead = targetsOf(page).filter(
		(target) => !existsSync(path.join(ROOT, path.dirname(page), target)),
	);
	expect(dead).toEqual([]);
});
