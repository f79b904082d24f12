/** Texts separated by commas or given as an array, trimmed; empty ones are left out. */
export const commaList = (value: unknown): string[] =>
	(Array.isArray(value) ? value : String(value ?? '').split(','))
		.map((one) => String(one).trim())
		.filter(Boolean);
