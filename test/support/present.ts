/** What a test looks into must be there: otherwise it fails and says how many rows there were. */

/** The first so many of a list as a tuple. */
interface Tuples<T> {
	1: [T];
	2: [T, T];
	3: [T, T, T];
	4: [T, T, T, T];
	5: [T, T, T, T, T];
}

/** @throws Error where the list has fewer rows, or one of them is undefined */
export function leading<T, N extends keyof Tuples<T>>(rows: Iterable<T>, count: N): Tuples<T>[N] {
	const all = [...rows];
	const found = all.slice(0, count);
	if (found.length < count || found.includes(undefined as T)) {
		throw new Error(
			`${count} rows are wanted, and there are ${all.length}: ${JSON.stringify(all)}`,
		);
	}
	return found as Tuples<T>[N];
}

/** The first row of a list. @throws Error where there is none */
export const firstOf = <T>(rows: Iterable<T>): T => leading(rows, 1)[0];
