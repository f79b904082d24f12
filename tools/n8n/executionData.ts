/**
 * Reads the text in which n8n keeps an execution's data: a JSON array of all objects and strings, in
 * which a string inside an object or array is the index of what belongs there. The first entry is
 * the whole.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function readExecutionData(text: string): unknown {
	const table = JSON.parse(text) as unknown[];
	const built = new Map<number, unknown>();

	const entry = (index: number): unknown => {
		const raw = table[index];
		if (typeof raw !== 'object' || raw === null) return raw;
		if (built.has(index)) return built.get(index);
		const made: unknown[] | Record<string, unknown> = Array.isArray(raw) ? [] : {};
		built.set(index, made);
		for (const [key, value] of Object.entries(raw)) {
			(made as Record<string, unknown>)[key] =
				typeof value === 'string' ? entry(Number(value)) : value;
		}
		return made;
	};
	return entry(0);
}
