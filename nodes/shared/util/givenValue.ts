/** What people, expressions and AI agents give for a value: of the right type, or as text. */

const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** Whether nothing is given: n8n's `undefined` and `null`, an empty text, blanks. */
export const isBlank = (value: unknown) =>
	value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** A number, also as text; undefined for all else. */
export function numberOf(value: unknown): number | undefined {
	const given = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
	return typeof given === 'number' && Number.isFinite(given) ? given : undefined;
}

/** A boolean, also as text or as 1 and 0, as n8n's own check reads it; undefined for all else. */
export function flagOf(value: unknown): boolean | undefined {
	if (!['string', 'boolean', 'number'].includes(typeof value)) return undefined;
	const words = String(value).trim().toLowerCase();
	if (words === 'true' || words === '1') return true;
	return words === 'false' || words === '0' ? false : undefined;
}
