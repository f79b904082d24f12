import { backOff } from './backOff';

test('doubles with each attempt, up to the longest pause', () => {
	expect([0, 1, 2, 3, 4].map((attempt) => backOff(attempt, 500, 3_000))).toEqual([
		500, 1_000, 2_000, 3_000, 3_000,
	]);
});

test('stays a number of ms however often it is tried', () => {
	expect(backOff(20, 1)).toBe(2 ** 20);
	expect(backOff(5_000, 1)).toBe(2 ** 20);
});
