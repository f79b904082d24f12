import { commaList } from './commaList';

test.each<[unknown, string[]]>([
	['a, b ,c', ['a', 'b', 'c']],
	['a\nb\r\n c d ', ['a', 'b', 'c d']],
	[' , ,\n', []],
	['', []],
	[undefined, []],
	[null, []],
	[7, ['7']],
	// An entry of an array is one, whatever is in it.
	[
		[' a,b ', '', 7],
		['a,b', '7'],
	],
])('%j', (value, entries) => {
	expect(commaList(value)).toEqual(entries);
});
