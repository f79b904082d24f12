import fc from 'fast-check';
import { LinearRegExp, PatternError } from './linearRegExp';

/** Patterns that JavaScript's own engine can match quickly too: the judge. */
const atom = fc.constantFrom(
	'a',
	'b',
	'A',
	'ß',
	'é',
	'É',
	' ',
	'\\d',
	'\\w',
	'\\s',
	'\\W',
	'.',
	'[ab]',
	'[^a]',
	'[a-c\\]]',
	'\\.',
	'\\b',
	'\\B',
	'^',
	'$',
	'\\n',
	'\\x41',
	'\\u0062',
	'-',
);
const assertion = /^(\\[bB]|[\^$])$/;
const pattern = fc.letrec<{ node: string }>((tie) => ({
	node: fc.oneof(
		{ maxDepth: 4, withCrossShrink: true },
		atom,
		fc.tuple(tie('node'), tie('node')).map(([a, b]) => a + b),
		fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(?:${a}|${b})`),
		fc
			.tuple(
				tie('node'),
				fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{0,1}', '{1,}', '*?', '+?'),
			)
			.map(([a, q]) => (assertion.test(a) ? a : `(${a})${q}`)),
	),
})).node;
const text = fc.string({
	unit: fc.constantFrom('a', 'b', 'c', 'A', 'é', 'É', 'ß', ' ', '1', '.', '\n', '-', ']'),
	maxLength: 8,
});

describe('patterns in linear time', () => {
	test.each(['', 'i', 'm', 's', 'u', 'iu', 'ims'])(
		'match as JavaScript does, with the flags %j',
		(flags) => {
			fc.assert(
				fc.property(pattern, text, (source, given) => {
					expect([source, given, new LinearRegExp(source, flags).test(given)]).toEqual([
						source,
						given,
						new RegExp(source, flags).test(given),
					]);
				}),
				{ numRuns: 1_000 },
			);
		},
	);

	test.each([
		['deploy (\\w+)', 'i', 'Please DEPLOY api now', true],
		['^(?:alarm|fire)\\b.*door [0-9]{1,3}$', '', 'alarm at door 12', true],
		['^(?:alarm|fire)\\b.*door [0-9]{1,3}$', '', 'alarmed at door 12', false],
		['(?<what>\\p{Lu}\\p{L}+) open', 'u', 'Tür open', true],
		['a{', '', 'xa{', true],
		['😀{2}', 'u', '😀😀', true],
		['\\u{1F600}', 'u', 'x😀', true],
		['[\\]]', '', ']', true],
		['', '', 'anything', true],
		['(|a)+b', '', 'aab', true],
	])('%s with %j on %j: %s', (source, flags, given, result) => {
		expect(new LinearRegExp(source, flags).test(given)).toBe(result);
		expect(new RegExp(source, flags).test(given)).toBe(result);
	});

	test.each([
		['(a)\\1', /refers back/],
		['(?<x>a)\\k<x>', /refers back/],
		['a(?=b)', /looks ahead or behind/],
		['(?<!a)b', /looks ahead or behind/],
		['(?:a{100}){100}', /too long, or repeats too much/],
		['a{5000}', /too long, or repeats too much/],
		[Array.from({ length: 20 }, (_, at) => `[^${at}x]`).join(''), /character classes/],
		['('.repeat(200) + 'a' + ')'.repeat(200), /too deeply/],
	])('%s is refused', (source, reason) => {
		expect(() => new LinearRegExp(source)).toThrow(PatternError);
		expect(() => new LinearRegExp(source)).toThrow(reason);
	});

	test('what is not a valid regular expression is a syntax error', () => {
		expect(() => new LinearRegExp('(')).toThrow(SyntaxError);
	});

	test('a hostile pattern ends: its steps are counted, not hoped for', () => {
		const hostile = new LinearRegExp('^(\\w+\\s?)*$');
		expect(hostile.test(`${'a'.repeat(100_000)}!`)).toBe(false);
		expect(new LinearRegExp('(x+x+)+y').test('x'.repeat(50_000))).toBe(false);
		expect(new LinearRegExp('(.*)*(.*)*(.*)*(.*)*!').test('x'.repeat(50_000))).toBe(false);
	});
});
