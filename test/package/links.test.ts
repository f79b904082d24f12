import { existsSync, readdirSync, readFileSync } from 'fs';
import path from 'path';

/** Every relative link, picture and path of a file in the documents leads somewhere. */

const ROOT = path.join(__dirname, '../..');
const pages = ['.', 'docs', 'docs/operations', 'examples', 'sandbox', 'contracts'].flatMap(
	(folder) =>
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
		.map(([, link, picture]) => (link ?? picture)!.split('#')[0]!)
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

/** A path of this repository in code marks; with a placeholder it names no file. */
const PATH =
	/`((?:nodes|credentials|sandbox|contracts|test|tools|bench|docs|examples)\/[\w./-]+)`/g;

test.each(pages)('%s names files that are there', (page) => {
	const text = readFileSync(path.join(ROOT, page), 'utf8');
	const gone = [...text.matchAll(PATH)]
		.map(([, target]) => target)
		.filter((target) => !existsSync(path.join(ROOT, target!)));
	expect(gone).toEqual([]);
});

/** As GitHub makes them of headings. */
const anchorsOf = (text: string): string[] =>
	[...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
		heading!
			.toLowerCase()
			.replace(/[^\w\s-]/g, '')
			.replace(/\s/g, '-'),
	);

test.each(pages)('%s links to headings that are there', (page) => {
	const text = readFileSync(path.join(ROOT, page), 'utf8');
	const dead = [...text.matchAll(/\]\(([\w./-]*\.md)?#([^)\s]+)\)/g)].filter(([, file, anchor]) => {
		const target = path.join(ROOT, path.dirname(page), file ?? path.basename(page));
		return !existsSync(target) || !anchorsOf(readFileSync(target, 'utf8')).includes(anchor!);
	});
	expect(dead.map(([link]) => link)).toEqual([]);
});

describe('help links', () => {
	const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
	const { homepage } = JSON.parse(read('package.json')) as { homepage: string };
	const home = homepage.split('#')[0];
	const files = [
		...readdirSync(path.join(ROOT, 'credentials')).map((name) => `credentials/${name}`),
		...readdirSync(path.join(ROOT, 'nodes'), { recursive: true })
			.map(String)
			.filter((name) => name.endsWith('.node.json'))
			.map((name) => `nodes/${name}`),
	];
	const links = files.flatMap((file) =>
		[...read(file).matchAll(/https:\/\/[^'"\s]+#[^'"\s]+/g)].map(([link]) => ({ file, link })),
	);
	const anchors = anchorsOf(read('README.md'));

	test('every node and credential has one', () => {
		expect(files.length).toBeGreaterThan(10);
		for (const file of files) expect(links.map((link) => link.file)).toContain(file);
	});

	test.each(links)('$file: $link', ({ link }) => {
		const [page, anchor] = link.split('#');
		expect(page).toBe(home);
		expect(['readme', ...anchors]).toContain(anchor);
	});
});
