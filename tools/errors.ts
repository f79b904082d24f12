import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/**
 * Every error text that the nodes can show, read from their source: what stands between a name and
 * its fix is cut down to its fixed words, with … for what varies.
 */

const ROOT = path.resolve(__dirname, '..');

export interface ErrorText {
	text: string;
	file: string;
}

/** The fixed words of a text, template or choice; several for `a ? b : c` and `a ?? b`. */
function wordsOf(node: ts.Expression): string[] {
	if (ts.isStringLiteralLike(node)) return [node.text];
	if (ts.isTemplateExpression(node)) {
		return [node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join('')];
	}
	if (ts.isConditionalExpression(node))
		return [...wordsOf(node.whenTrue), ...wordsOf(node.whenFalse)];
	if (ts.isParenthesizedExpression(node)) return wordsOf(node.expression);
	if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
		return [[...wordsOf(node.left), ...wordsOf(node.right)].join('')];
	}
	return [];
}

/** Which argument of a call or which property holds the words. */
const CALLS: Record<string, number> = {
	refuse: 1,
	NodeOperationError: 1,
	NodeApiError: 1,
};

function textsOf(file: string): string[] {
	const source = ts.createSourceFile(
		file,
		readFileSync(file, 'utf8'),
		ts.ScriptTarget.Latest,
		true,
	);
	const found: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
			const { expression } = node;
			const name = ts.isPropertyAccessExpression(expression)
				? expression.name.text
				: ts.isIdentifier(expression)
					? expression.text
					: '';
			const words = name in CALLS ? node.arguments?.[CALLS[name]!] : undefined;
			if (words) found.push(...wordsOf(words));
		}
		if (
			ts.isPropertyAssignment(node) &&
			ts.isIdentifier(node.name) &&
			['message', 'problem'].includes(node.name.text)
		) {
			found.push(...wordsOf(node.initializer));
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	// Texts without words of their own only repeat what a server said.
	return found.filter((text) => /[A-Za-z]{4}/.test(text));
}

/** All error texts of nodes/ and credentials/, each once. */
export function errorTexts(): ErrorText[] {
	const seen = new Map<string, string>();
	for (const folder of ['nodes', 'credentials']) {
		for (const entry of readdirSync(path.join(ROOT, folder), {
			recursive: true,
			withFileTypes: true,
		})) {
			if (!entry.isFile() || !/(?<!\.test)\.ts$/.test(entry.name)) continue;
			const file = path.join(entry.parentPath, entry.name);
			for (const text of textsOf(file)) {
				if (!seen.has(text)) seen.set(text, path.relative(ROOT, file));
			}
		}
	}
	return [...seen].map(([text, file]) => ({ text, file }));
}

if (require.main === module) {
	for (const { text, file } of errorTexts()) console.log(`${file}\t${text}`);
}
