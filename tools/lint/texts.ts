import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { iterateComments } from 'ts-api-utils';
import type ts from 'typescript';
import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { sources, visit, wordsOf } from '../sources';

/** All prose of the project that people read, for the checks of spelling and style. */

const ROOT = path.resolve(__dirname, '../..');

/** What a text is: each kind has rules of its own. */
export type TextKind =
	| 'name'
	| 'action'
	| 'operation'
	| 'switch'
	| 'description'
	| 'placeholder'
	| 'message'
	| 'comment';

export interface Text {
	kind: TextKind;
	/** File, or node and parameter. */
	where: string;
	text: string;
}

/** An option, an operation or a parameter: n8n's types agree on these properties. */
type Row = Partial<
	Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'hint' | 'placeholder'>
> & {
	type?: string;
	action?: string;
	value?: unknown;
	options?: unknown;
	modes?: unknown;
	values?: unknown;
};

/** Texts of a parameter, an option or a collection, and of all that they hold. */
function textsOfRow(where: string, row: Row): Text[] {
	const { displayName, name, description, action, hint, placeholder } = row;
	const here = `${where} › ${displayName ?? name ?? ''}`;
	const kind =
		action !== undefined ? 'operation' : row.type === 'boolean' ? 'switch' : 'description';
	const own: Array<[TextKind, unknown]> = [
		['name', displayName ?? (row.value === undefined ? undefined : name)],
		['action', action],
		[kind, description],
		['description', hint],
		['placeholder', placeholder],
	];
	const inner = [row.options, row.modes, row.values].flat() as Array<Row | undefined>;
	return [
		...own.flatMap(([what, text]) =>
			typeof text === 'string' && text !== '' ? [{ kind: what, where: here, text }] : [],
		),
		...inner.flatMap((one) => (one === undefined ? [] : textsOfRow(here, one))),
	];
}

/** Visible texts of the built nodes and credentials, each once per kind. */
export function descriptionTexts(): Text[] {
	const read = (file: string) =>
		JSON.parse(readFileSync(path.join(ROOT, 'dist/types', file), 'utf8')) as Array<
			Pick<INodeTypeDescription, 'displayName' | 'description' | 'properties'> & {
				codex?: { alias?: string[] };
			}
		>;
	return once(
		[...read('nodes.json'), ...read('credentials.json')].flatMap((type) => [
			{ kind: 'name' as const, where: type.displayName, text: type.displayName },
			...(type.description === undefined
				? []
				: [{ kind: 'description' as const, where: type.displayName, text: type.description }]),
			...(type.codex?.alias ?? []).map((text) => ({
				kind: 'name' as const,
				where: `${type.displayName} › alias`,
				text,
			})),
			...type.properties.flatMap((row) => textsOfRow(type.displayName, row)),
		]),
	);
}

function once(texts: Text[]): Text[] {
	const seen = new Map(texts.map((one) => [`${one.kind} ${one.text}`, one]));
	return [...seen.values()];
}

/** A literal with three words or more is a sentence for people, and not a value. */
const SENTENCE = /[a-z]+ [a-z]+ .*[a-z]{2}/i;

/**
 * Sentences in the source that no description shows, such as errors and advice, and the comments.
 *
 * @param known texts of the descriptions
 */
export const sourceTexts = (known: Set<string>): Text[] =>
	once(
		sources().flatMap((source) =>
			[...sentences(source, known), ...comments(source)].map((one) => ({
				...one,
				where: source.fileName,
			})),
		),
	);

function sentences(source: ts.SourceFile, known: Set<string>): Array<Omit<Text, 'where'>> {
	const found: Array<Omit<Text, 'where'>> = [];
	visit(source, (node) => {
		const text = wordsOf(node);
		if (text !== undefined && SENTENCE.test(text) && !known.has(text)) {
			found.push({ kind: 'message', text });
		}
	});
	return found;
}

const comments = (source: ts.SourceFile): Array<Omit<Text, 'where'>> =>
	[...iterateComments(source)].map(({ pos, end }) => ({
		kind: 'comment',
		text: plain(source.text.slice(pos, end)),
	}));

/** A comment without its marks, on one line. */
const plain = (comment: string): string =>
	comment
		.replace(/^\/\*+|\*+\/$|^\/\/+/g, '')
		.replace(/^\s*\* ?/gm, '')
		.replace(/\s+/g, ' ')
		.trim();

/** Pages that people read, written by hand: repository path and text. */
export function pages(): Array<{ where: string; text: string }> {
	const docs = readdirSync(path.join(ROOT, 'docs'))
		.filter((name) => name.endsWith('.md'))
		.map((name) => `docs/${name}`);
	const files = [
		...readdirSync(ROOT).filter((name) => name.endsWith('.md') && !name.startsWith('LICENSE')),
		...docs,
		'sandbox/README.md',
		'examples/README.md',
		'contracts/README.md',
	];
	return files.map((where) => ({ where, text: readFileSync(path.join(ROOT, where), 'utf8') }));
}
