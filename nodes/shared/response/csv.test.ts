import fc from 'fast-check';
import { parseCsv } from './csv';

test('quotes, commas and line breaks belong to their field', () => {
	const text = 'name,note\r\n"Smith, Anna","said ""hi""\nand left"\r\nBen,\r\n';
	expect(parseCsv(text)).toEqual([
		{ name: 'Smith, Anna', note: 'said "hi"\nand left' },
		{ name: 'Ben', note: '' },
	]);
});

test.each([
	['nothing', '', []],
	['a header alone', 'a,b\n', []],
	['no line end', 'a,b\n1,2', [{ a: '1', b: '2' }]],
	['a byte order mark', '\uFEFFa\n1\n', [{ a: '1' }]],
	['empty lines', 'a,b\n\n1,2\n\n', [{ a: '1', b: '2' }]],
	['a short line', 'a,b,c\n1\n', [{ a: '1', b: '', c: '' }]],
	['a long line', 'a\n1,2\n', [{ a: '1', 'column 2': '2' }]],
	['columns of one name', 'a,a\n1,2\n', [{ a: '1', 'a 2': '2' }]],
	['a column without a name', 'a,\n1,2\n', [{ a: '1', 'column 2': '2' }]],
	['a quote within a field', 'a\n5" pipe\n', [{ a: '5" pipe' }]],
	['an empty quoted field at the end', 'a,b\n1,""', [{ a: '1', b: '' }]],
	['numbers stay texts', 'serial\n007\n', [{ serial: '007' }]],
])('%s', (_, text, rows) => {
	expect(parseCsv(text)).toEqual(rows);
});

test('what is written by the book is read back, whatever it holds', () => {
	const quoted = (value: string) => `"${value.replace(/"/g, '""')}"`;
	fc.assert(
		fc.property(
			fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 20 }),
			fc.constantFrom('\n', '\r\n'),
			(rows, end) => {
				const text = [['x', 'y'], ...rows].map((row) => row.map(quoted).join(',')).join(end);
				expect(parseCsv(text)).toEqual(rows.map(([x, y]) => ({ x, y })));
			},
		),
	);
});
