import { byId, NewRows, PageProgress } from './newRows';

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

describe('a list whose pages do not overlap', () => {
	const list = () => {
		const progress = new PageProgress();
		return (...rows: unknown[]) => progress.hasNew(rows);
	};

	test('goes on where a page has a row that neither the first page nor the one before had', () => {
		const goesOn = list();
		const page = (...values: number[]) => goesOn(...values.map((a) => ({ a })));
		expect(page(1, 1)).toBe(true);
		expect(page(2, 3)).toBe(true);
		// The last page again, in another order, and the first one.
		expect(page(3, 2)).toBe(false);
		expect(page(1)).toBe(false);
		expect(page(4)).toBe(true);
		expect(page(4, 5)).toBe(true);
		expect(page()).toBe(false);
		// What a long list had long before is forgotten.
		expect(page(2)).toBe(true);
	});

	test('goes on where IDs are known, but not what stands beside them', () => {
		const goesOn = list();
		expect(goesOn({ id: 'a', at: 1 }, { id: 'b', at: 1 })).toBe(true);
		expect(goesOn({ id: 'b', at: 1 }, { id: 'a', at: 2 })).toBe(true);
		expect(goesOn({ id: 'a', at: 1 }, { id: 'a', at: 2 })).toBe(false);
	});

	test('goes on where one row of many has another ID, or none', () => {
		const goesOn = list();
		expect(goesOn({ id: 'a' }, { id: 7 })).toBe(true);
		expect(goesOn({ id: 'a' }, { id: 'b' })).toBe(true);
		expect(goesOn({ id: 'a' }, { id: 7 })).toBe(false);
		expect(goesOn({ id: 'a' }, { id: 8 })).toBe(true);
		expect(goesOn({ id: 'a' }, {})).toBe(true);
		expect(goesOn({ id: 'a' }, null)).toBe(true);
	});

	test('does not go on with the same rows, whatever they have as their ID', () => {
		for (const id of [7, null, { of: 'a' }]) {
			const goesOn = list();
			expect(goesOn({ id })).toBe(true);
			expect(goesOn(structuredClone({ id }))).toBe(false);
		}
	});

	test('does not go on where it is empty from the start', () => {
		const goesOn = list();
		expect(goesOn()).toBe(false);
		expect(goesOn()).toBe(false);
		expect(goesOn(1)).toBe(true);
	});

	test('makes no row to text while its IDs are new', () => {
		const toJSON = jest.fn(() => 'x');
		const goesOn = list();
		for (let page = 0; page < 5; page++) expect(goesOn({ id: `a${page}`, toJSON })).toBe(true);
		expect(toJSON).not.toHaveBeenCalled();
	});
});

test('an empty first page is one too', () => {
	const rows = new NewRows(String);
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
