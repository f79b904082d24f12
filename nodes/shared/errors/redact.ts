/**
 * Keeps secrets out of texts that people see. A server or a library may repeat a secret as it was
 * given, trimmed, or encoded for a URL, a header or JSON.
 */

/** Shorter values are too common to be redacted, in characters. */
const SHORTEST = 4;

/** In HTML, as web servers and proxies escape what they repeat. */
const inHtml = (text: string): string =>
	text
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
		.replace(/"/g, '&quot;')
		.replace(/'/g, '&#39;');

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** As base64 within a longer one (`user:secret`): what does not depend on the bytes around it. */
const withinBase64 = (bytes: Buffer): string[] =>
	[0, 1, 2].map((before) => {
		const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
		const first = Math.ceil((before * 4) / 3);
		// The last group may hold bits of what follows.
		return whole.slice(first, Math.floor(((before + bytes.length) * 8) / 6));
	});

/** The ways a secret may stand in a text. */
function formsOf(secret: string): string[] {
	const bytes = Buffer.from(secret, 'utf8');
	// From the bytes, because a lone surrogate cannot be encoded.
	const inUrl = encodeURIComponent(bytes.toString('utf8'));
	const base64 = withinBase64(bytes);
	return [
		secret,
		inUrl,
		inUrl.replace(/%20/g, '+'),
		encodeURIComponent(inUrl),
		inJson(secret),
		// JSON within JSON, as logs and error details have it.
		inJson(inJson(secret)),
		inJson(inJson(inJson(secret))),
		inHtml(secret),
		bytes.toString('hex'),
		bytes.toString('base64'),
		// Some leave out the padding.
		bytes.toString('base64').replace(/=+$/, ''),
		bytes.toString('base64url'),
		...base64,
		...base64.map((form) => form.replace(/\+/g, '-').replace(/\//g, '_')),
	];
}

/** Finds every form of the secrets. */
function patternOf(secrets: string[]): RegExp {
	const forms = new Set(secrets.flatMap(formsOf).filter(({ length }) => length >= SHORTEST));
	// The longest first: a trimmed secret is part of the untrimmed one.
	const alternatives = [...forms]
		.sort((a, b) => b.length - a.length)
		.map((form) => form.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'));
	return new RegExp(alternatives.join('|'), 'gi');
}

/** The secrets of one credential and item. */
export class Secrets {
	private readonly secrets = new Set<string>();
	/** Made for the first text: most items show none, and the forms of a secret cost 0.1 ms. */
	private pattern?: RegExp;

	/** Adds strings to redact; other values and very short strings are ignored. */
	add(values: unknown[]): void {
		for (const value of values) {
			if (typeof value !== 'string') continue;
			// Pasted with its scheme, the server sees the rest as the secret.
			const bare = value.trim().replace(/^(bearer|basic|token)\s+/i, '');
			for (const secret of new Set([value, value.trim(), bare])) {
				if (secret.length < SHORTEST || this.secrets.has(secret)) continue;
				this.secrets.add(secret);
				this.pattern = undefined;
			}
		}
	}

	/** The text with `***` in place of each secret, whatever its case: percent codes and hex have both. */
	redact(text: string): string {
		if (this.secrets.size === 0) return text;
		this.pattern ??= patternOf([...this.secrets]);
		return text.replace(this.pattern, '***');
	}
}
