import { byId, NewRows } from './newRows';

test('rows that an earlier page had are not new where pages overlap', () => {
	const rows = new NewRows(byId('id'));
	const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
	expect(rows.of([a, a])).toEqual([a, a]);
	expect(rows.of([a, b, b])).toEqual([b]);
	expect(rows.of([b, c])).toEqual([c]);
	expect(rows.of([d])).toEqual([d]);
	expect(rows.of([b, a])).toEqual([]);
	expect(rows.of([])).toEqual([]);
});

test('elsewhere those of the first page and of the one before are not', () => {
	const rows = new NewRows();
	const page = (...values: number[]) => rows.of(values.map((a) => ({ a }))).length;
	expect(page(1, 1)).toBe(2);
	expect(page(2, 3)).toBe(2);
	// The last page again, in another order, and the first one.
	expect(page(3, 2)).toBe(0);
	expect(page(1)).toBe(0);
	expect(page(4)).toBe(1);
	expect(page(4, 5)).toBe(1);
	expect(page()).toBe(0);
	// What a long list had long before is forgotten.
	expect(page(2)).toBe(1);
});

test('an empty first page is one too', () => {
	const rows = new NewRows();
	expect(rows.of([])).toEqual([]);
	expect(rows.of([1])).toEqual([1]);
	expect(rows.of([1, undefined])).toEqual([undefined]);
});

test('a first page is looked at only when a second one comes: most lists have one', () => {
	const keyOf = jest.fn((row: unknown) => String(row));
	const rows = new NewRows(keyOf);
	rows.of(['a', 'b']);
	expect(keyOf).not.toHaveBeenCalled();
	expect(rows.of(['b', 'c'])).toEqual(['c']);
	const calls = keyOf.mock.calls.length;
	rows.of(['d']);
	expect(keyOf).toHaveBeenCalledTimes(calls + 1);
});

test('rows with an ID are the same whatever else of them changed', () => {
	const rows = new NewRows(byId('id'));
	rows.of([{ id: 'a', at: 1 }]);
	expect(
		rows.of([
			{ id: 'a', at: 2 },
			{ id: 'b', at: 1 },
		]),
	).toEqual([{ id: 'b', at: 1 }]);
});

test('without an ID their content counts', () => {
	const key = byId('id');
	expect(key({ id: '', a: 1 })).not.toBe(key({ id: '', a: 2 }));
	expect(key({ id: 7, a: 1 })).toBe(key({ id: 7, a: 1 }));
	expect(key({ a: 1 })).not.toBe(key({ a: 2 }));
	expect(key('text')).not.toBe(key('other'));
	expect(key({ id: 'x' })).toBe('x');
});
