/**
 * The order of a node's parameters. n8n shows those of an operation in the order in which the node lists
 * them, and each stands in that list once, so one order has to serve all operations.
 */

/**
 * An order of all names that keeps the order of each form.
 * @param forms names of the parameters of one operation each, in the order in which people read them
 * @throws Error where two forms have two names the other way round
 */
export function commonOrder(forms: string[][]): string[] {
	const before = new Map<string, Set<string>>();
	for (const form of forms) {
		form.forEach((name, index) => {
			const known = before.get(name) ?? new Set();
			before.set(name, index > 0 ? known.add(form[index - 1]!) : known);
		});
	}
	const order = new Set<string>();
	const place = (name: string, path: string[]): void => {
		if (order.has(name)) return;
		if (path.includes(name)) {
			throw new Error(
				`No order suits all operations: ${[...path.slice(path.indexOf(name)), name].reverse().join(' < ')}; give one of them another "param"`,
			);
		}
		for (const earlier of before.get(name)!) place(earlier, [...path, name]);
		order.add(name);
	};
	for (const name of before.keys()) place(name, []);
	return [...order];
}
