/**
 * JSON with 64-bit integers. JavaScript rounds integers beyond 2^53, and an ID that ends in other digits
 * is another thing's ID, so such a number is kept as text. Fractions are parsed as usual.
 */

/**
 * Every answer passes here, so only a text with so many digits where a number may begin is examined further;
 * IDs in quotes do not count.
 */
const LONG_DIGITS = /(?:^|[:[,\s])-?\d{16}/;
/** A number literal; group 1 is what makes it more than an integer. */
const NUMBER = /-?\d+((?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

const isRounded = (literal: string) => !Number.isSafeInteger(Number(literal));

/** Where a string that begins at `start` ends, past its closing quote. */
function endOfString(text: string, start: number): number {
	for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
		let slashes = 0;
		while (text[at - 1 - slashes] === '\\') slashes++;
		if (slashes % 2 === 0) return at + 1;
	}
	return text.length;
}

/** Calls `replace` for each integer outside strings that JavaScript would round. */
function replaceRounded(text: string, replace: (literal: string) => string): string {
	const parts: string[] = [];
	for (let at = 0; at < text.length; ) {
		const quote = text.indexOf('"', at);
		const end = quote === -1 ? text.length : quote;
		const between = text.slice(at, end);
		parts.push(
			LONG_DIGITS.test(between)
				? between.replace(NUMBER, (literal: string, fraction: string) =>
						fraction === '' && isRounded(literal) ? replace(literal) : literal,
					)
				: between,
		);
		at = quote === -1 ? end : endOfString(text, quote);
		parts.push(text.slice(end, at));
	}
	return parts.join('');
}

/**
 * The value of a JSON text; integers beyond 2^53 as text.
 * @throws SyntaxError if it is no JSON
 */
export function parseJson(text: string): unknown {
	const value = JSON.parse(text) as unknown;
	if (!LONG_DIGITS.test(text)) return value;
	const kept = replaceRounded(text, (literal) => `"${literal}"`);
	return kept === text ? value : (JSON.parse(kept) as unknown);
}

/** Body of a response: parsed if it is JSON, else its text. */
export function parseBody(text: string): unknown {
	if (!/^\s*([{["\d-]|true\b|false\b|null\b)/.test(text)) return text;
	try {
		return parseJson(text);
	} catch {
		// Not JSON after all: `notJson` says what came instead.
		return text;
	}
}

/** The first integer of a JSON text that JavaScript would round. */
export function roundedInteger(text: string): string | undefined {
	if (!LONG_DIGITS.test(text)) return undefined;
	let first: string | undefined;
	replaceRounded(text, (literal) => {
		first ??= literal;
		return literal;
	});
	return first;
}
