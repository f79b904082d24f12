import { readFileSync } from 'fs';
import path from 'path';
import { errorTexts } from '../../tools/errors';

/** Every error a user can meet has a line in the troubleshooting page, and no line is about nothing. */

const page = readFileSync(path.join(__dirname, '../../docs/troubleshooting.md'), 'utf8');
const lines = new Set([...page.matchAll(/^\| `(.+?)` +\|/gm)].map(([, text]) => text));
const texts = errorTexts();

test('the source has error texts', () => {
	expect(texts.length).toBeGreaterThan(50);
});

test('every error text has its line', () => {
	expect(texts.filter(({ text }) => !lines.has(text))).toEqual([]);
});

test('every line is about an error text', () => {
	const known = new Set(texts.map(({ text }) => text));
	expect([...lines].filter((line) => !known.has(line!))).toEqual([]);
});
