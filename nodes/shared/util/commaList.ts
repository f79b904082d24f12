/** Texts separated by commas or lines, or given as an array: trimmed, without empty ones. */
export const commaList = (value: unknown): string[] =>
	(Array.isArray(value) ? value : String(value ?? '').split(/[,\n]/))
		.map((one) => String(one).trim())
		.filter(Boolean);
