import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(__dirname, '..');

/** The sources of nodes and credentials without their tests, as trees, by their path in the project. */
export const sources = (): ts.SourceFile[] =>
	['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => /(?<!\.test)\.ts$/.test(name))
			.map((name) => path.join(folder, name))
			.map((file) => {
				const code = readFileSync(path.join(ROOT, file), 'utf8');
				return ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
			}),
	);

/** Each node of a tree, those around others first. */
export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
	look(node);
	ts.forEachChild(node, (child) => visit(child, look));
}

/** The words of a literal, with … for what varies; undefined for what is none. */
export function wordsOf(node: ts.Node): string | undefined {
	if (ts.isStringLiteralLike(node)) return node.text;
	if (!ts.isTemplateExpression(node)) return undefined;
	return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}
