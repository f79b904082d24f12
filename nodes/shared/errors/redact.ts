/**
 * Keeps secrets out of texts that people see. A server or a library may repeat a secret as it was
 * given, trimmed, or encoded for a URL, a header or JSON.
 */

/** Shorter values are too common to be hidden. */
const SHORTEST = 4;

/** The ways a secret may stand in a text. */
function formsOf(secret: string): string[] {
	const bytes = Buffer.from(secret, 'utf8');
	// By way of bytes, since half a surrogate cannot be encoded.
	const inUrl = encodeURIComponent(bytes.toString('utf8'));
	return [
		secret,
		inUrl,
		inUrl.replace(/%20/g, '+'),
		JSON.stringify(secret).slice(1, -1),
		bytes.toString('base64'),
		// Some leave out the padding.
		bytes.toString('base64').replace(/=+$/, ''),
		bytes.toString('base64url'),
	];
}

/** The secrets of one credential and item. */
export class Secrets {
	private readonly forms = new Set<string>();

	/** Adds texts to hide; anything else, and what is too short, is left out. */
	add(values: unknown[]): void {
		for (const value of values) {
			if (typeof value !== 'string') continue;
			for (const secret of new Set([value, value.trim()])) {
				if (secret.length < SHORTEST) continue;
				for (const form of formsOf(secret)) this.forms.add(form);
			}
		}
	}

	/** The text with `***` in place of each secret. */
	redact(text: string): string {
		// The longest first: a trimmed secret is part of the untrimmed one.
		return [...this.forms]
			.sort((a, b) => b.length - a.length)
			.reduce((shown, form) => shown.split(form).join('***'), text);
	}
}
