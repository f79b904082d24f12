/**
 * Texts of others in a message of ours: a camera called `@channel`, a quoted post that calls for all.
 * The server looks for mentions everywhere, in quotes and code too, and notifies in the name of the
 * credential's account.
 */

/** Zero-width space: invisible, and no letter, so that it ends what the server takes for a word. */
const BREAK = '\u200b';

/**
 * The text without anything that notifies people; it looks the same. Servers split a text into words
 * of letters, digits and `:.-_@` (server source, `StandardMentionParser`), and read `<!channel>` and
 * `<@name>` of integrations as mentions too.
 */
export const withoutMentions = (text: string): string =>
	text
		.replace(/(?<![\p{L}\p{N}])@(?=[\p{L}\p{N}._-])/gu, `@${BREAK}`)
		.replace(/<(?=[!@])/g, `<${BREAK}`);

/** The text, shown literally: no mention, link, heading, table or format comes of it. */
export const asPlainText = (text: string): string =>
	withoutMentions(text)
		.replace(/[\\`*_{}[\]()#+\-.!|>]/g, '\\$&')
		// These have no escape, or their escape does not help.
		.replace(/~(?=\S)/g, `~${BREAK}`)
		.replace(/#(?=\S)/g, `#${BREAK}`)
		.replace(/:\/\//g, `:${BREAK}//`)
		.replace(/\b(www)\\\./gi, `$1${BREAK}\\.`)
		.replace(/<(?!\u200b)/g, `<${BREAK}`);

/**
 * Puts texts of others in the place of their names in braces: `{camera}`.
 * @param texts as they are; lines of one that stands in a quotation stay in it, else they are joined
 */
export function insertTexts(message: string, texts: Record<string, string>): string {
	return message
		.split('\n')
		.map((line) => {
			const quote = /^\s*(?:>\s?)+/.exec(line)?.[0];
			return line.replace(/\\?\{([^{}\n\\]+)\\?\}/g, (whole, name: string) =>
				Object.prototype.hasOwnProperty.call(texts, name)
					? texts[name]!.trim()
							.split(/\s*\r?\n\s*|[\u2028\u2029]/)
							.map(asPlainText)
							.join(quote ? `\n${quote}` : ' ')
					: whole,
			);
		})
		.join('\n');
}
