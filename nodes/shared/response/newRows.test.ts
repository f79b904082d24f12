import { byId, NewRows } from './newRows';

test('rows that an earlier page had are not new', () => {
	const rows = new NewRows();
	expect(rows.of([{ a: 1 }, { a: 1 }])).toEqual([{ a: 1 }, { a: 1 }]);
	expect(rows.of([{ a: 1 }, { a: 2 }, { a: 2 }])).toEqual([{ a: 2 }]);
	expect(rows.of([{ a: 2 }, { a: 3 }])).toEqual([{ a: 3 }]);
	expect(rows.of([])).toEqual([]);
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
