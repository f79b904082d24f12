import type { IExecuteFunctions, INode } from 'n8n-workflow';
import { parameterReader } from './parameterReader';

/** A reader of these parameters, and what it asked n8n for. */
function reader(parameters: Record<string, unknown>) {
	const asked: string[] = [];
	const context = {
		getNodeParameter: (name: string, item: number) => {
			asked.push(`${name} ${item}`);
			const value = parameters[name];
			return typeof value === 'string' && value.startsWith('=') ? `${value} of ${item}` : value;
		},
	} as unknown as IExecuteFunctions;
	return { read: parameterReader(context, { parameters } as unknown as INode), asked };
}

test('what has no expression is read once', () => {
	const { read, asked } = reader({ text: 'a = b', flag: false, none: undefined });
	expect([0, 1, 2].map((item) => read('text', item))).toEqual(['a = b', 'a = b', 'a = b']);
	expect([read('flag', 0), read('flag', 1), read('none', 0), read('none', 5)]).toEqual([
		false,
		false,
		undefined,
		undefined,
	]);
	expect(asked).toEqual(['text 0', 'flag 0', 'none 0']);
});

test.each([
	{ value: '={{ $json.id }}' },
	{ value: { __rl: true, mode: 'id', value: '={{ $json.id }}' } },
	{ value: { rows: [{ name: 'A', value: '=b' }] } },
])('an expression is read for each item: $value', ({ value }) => {
	const { read, asked } = reader({ given: value });
	for (const item of [0, 1, 2]) read('given', item);
	expect(asked).toEqual(['given 0', 'given 1', 'given 2']);
});

test('one item cannot change what the next one reads', () => {
	const { read } = reader({ options: { list: [1] }, nothing: null });
	const first = read('options', 0) as { list: number[] };
	first.list.push(2);
	expect(read('options', 1)).toEqual({ list: [1] });
	expect(read('nothing', 1)).toBeNull();
});
