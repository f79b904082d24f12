/**
 * Exponential back-off: the pause before a further attempt, in the unit of `first`.
 * @param attempt counts from 0
 */
export const backOff = (attempt: number, first: number, longest = Infinity): number =>
	// More doublings would only reach for numbers that are no pause any more.
	Math.min(first * 2 ** Math.min(attempt, 20), longest);
