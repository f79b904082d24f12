import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { problemsOf } from './proseRules';
import { descriptionTexts, pages, sourceTexts, type Text, type TextKind } from './texts';

/**
 * Checks the prose of pages, descriptions, messages and comments, and writes the texts of the last
 * three to `.cache/prose`, where cspell reads them (`cspell.json`). `--list` prints them instead;
 * `--stdin` checks a JSON array of `[kind, text]` and prints the problems of each.
 */

const OUT = path.resolve(__dirname, '../../.cache/prose');

/** A text on a line, after where it stands. */
const lineOf = ({ kind, where, text }: Text): string =>
	`${where.replace(/\t/g, ' ')} (${kind})\t${text.replace(/\s+/g, ' ')}`;

async function main(): Promise<void> {
	if (process.argv.includes('--stdin')) {
		const given = JSON.parse(readFileSync(0, 'utf8')) as Array<[TextKind | 'page', string]>;
		const problems = given.map(async ([kind, text]) => await problemsOf(text, kind));
		console.log(JSON.stringify(await Promise.all(problems)));
		return;
	}
	const shown = descriptionTexts();
	const texts = [...shown, ...sourceTexts(new Set(shown.map(({ text }) => text)))];
	if (process.argv.includes('--list')) {
		console.log(texts.map(lineOf).join('\n'));
		return;
	}
	mkdirSync(OUT, { recursive: true });
	writeFileSync(path.join(OUT, 'texts.txt'), `${texts.map(lineOf).join('\n')}\n`);
	let found = 0;
	for (const { kind, where, text } of [
		...pages().map((page) => ({ ...page, kind: 'page' as const })),
		...texts,
	]) {
		for (const { line, message } of await problemsOf(text, kind)) {
			console.log(
				kind === 'page' ? `${where}:${line} ${message}` : `${where}: ${message} (${text})`,
			);
			found++;
		}
	}
	console.log(`Prose: ${pages().length} pages, ${texts.length} texts, ${found} problems`);
	if (found > 0) process.exitCode = 1;
}

void main();
