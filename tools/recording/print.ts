/** Longest object or list on one line, in characters. */
const WIDTH = 110;

/** JSON for people and diffs: what fits a line stands on one, everything else a member a line. */
export function print(value: unknown, indent = ''): string {
	const flat = inline(value);
	if (typeof value !== 'object' || value === null) return flat;
	if (indent && flat.length + indent.length <= WIDTH) return flat;
	const inner = `${indent}  `;
	const isList = Array.isArray(value);
	const lines = isList
		? value.map((row) => inner + print(row, inner))
		: members(value).map(([name, one]) => `${inner}${JSON.stringify(name)}: ${print(one, inner)}`);
	if (lines.length === 0) return flat;
	const [open, close] = isList ? '[]' : '{}';
	return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

const members = (value: object) => Object.entries(value).filter(([, one]) => one !== undefined);

function inline(value: unknown): string {
	if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
	if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
	const parts = members(value).map(([name, one]) => `${JSON.stringify(name)}: ${inline(one)}`);
	return parts.length > 0 ? `{ ${parts.join(', ')} }` : '{}';
}
