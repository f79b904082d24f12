import type { IDataObject } from 'n8n-workflow';
import { formValues } from './form';

const read = (element: IDataObject, entry: unknown) =>
	formValues([{ name: 'a', ...element }], { a: entry });

const TEXT = { type: 'text' };
const SEVERAL = {
	type: 'select',
	multiselect: true,
	options: [{ value: 'x' }, { value: 'y' }],
};

test.each<[IDataObject, unknown, IDataObject[string]]>([
	[TEXT, ' door ', 'door'],
	[TEXT, 7, '7'],
	[TEXT, ['door'], 'door'],
	[{ ...TEXT, subtype: 'number' }, '7', 7],
	[SEVERAL, 'x, y', ['x', 'y']],
	[SEVERAL, ['x', 'y'], ['x', 'y']],
	[SEVERAL, ['x', null, {}], ['x']],
	[{ type: 'bool' }, {}, false],
])('%j takes %j as %j', (element, entry, value) => {
	expect(read(element, entry)).toEqual({ values: { a: value } });
});

test.each([[undefined], [null], [''], [' '], [{}], [{ a: 1 }], [[]], [[null]], [[{}]], [[' ']]])(
	'%j is no entry',
	(entry) => {
		for (const element of [TEXT, SEVERAL, { type: 'file' }]) {
			expect(read(element, entry)).toEqual({ errors: { a: 'Enter a value' } });
			expect(read({ ...element, optional: true }, entry)).toEqual({ values: { a: null } });
		}
	},
);
