import ts from 'typescript';
import { sources, visit, wordsOf } from './sources';

/**
 * Every error text that the nodes can show, read from their source: what stands between a name and
 * its fix is cut down to its fixed words, with … for what varies.
 */

export interface ErrorText {
	text: string;
	file: string;
}

/** The fixed words of a text, template or choice; several for `a ? b : c`. */
function textsIn(node: ts.Expression): string[] {
	if (ts.isConditionalExpression(node)) {
		return [...textsIn(node.whenTrue), ...textsIn(node.whenFalse)];
	}
	if (ts.isParenthesizedExpression(node)) return textsIn(node.expression);
	if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
		return [[...textsIn(node.left), ...textsIn(node.right)].join('')];
	}
	return [wordsOf(node) ?? []].flat();
}

/** Which argument of a call or which property holds the words. */
const CALLS: Record<string, number> = {
	refuse: 1,
	NodeOperationError: 1,
	NodeApiError: 1,
};

function textsOf(source: ts.SourceFile): string[] {
	const found: string[] = [];
	visit(source, (node) => {
		if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
			const { expression } = node;
			const name = ts.isPropertyAccessExpression(expression)
				? expression.name.text
				: ts.isIdentifier(expression)
					? expression.text
					: '';
			const words = name in CALLS ? node.arguments?.[CALLS[name]!] : undefined;
			if (words) found.push(...textsIn(words));
		}
		if (
			ts.isPropertyAssignment(node) &&
			ts.isIdentifier(node.name) &&
			['message', 'problem'].includes(node.name.text)
		) {
			found.push(...textsIn(node.initializer));
		}
	});
	// Texts without words of their own only repeat what a server said.
	return found.filter((text) => /[A-Za-z]{4}/.test(text));
}

/** All error texts of nodes/ and credentials/, each once. */
export function errorTexts(): ErrorText[] {
	const seen = new Map<string, string>();
	for (const source of sources()) {
		for (const text of textsOf(source)) if (!seen.has(text)) seen.set(text, source.fileName);
	}
	return [...seen].map(([text, file]) => ({ text, file }));
}

if (require.main === module) {
	for (const { text, file } of errorTexts()) console.log(`${file}\t${text}`);
}
