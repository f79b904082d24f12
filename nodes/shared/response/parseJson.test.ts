import fc from 'fast-check';
import { parseBody, parseJson, roundedInteger } from './parseJson';

describe('integers that JavaScript would round', () => {
	test.each<[string, unknown]>([
		['{"id":9007199254740993}', { id: '9007199254740993' }],
		['{"id":-9007199254740993}', { id: '-9007199254740993' }],
		['[12345678901234567890,1]', ['12345678901234567890', 1]],
		['9007199254740993', '9007199254740993'],
		// These are exact.
		['{"id":9007199254740991}', { id: 9007199254740991 }],
		['{"id":-9007199254740991}', { id: -9007199254740991 }],
		['{"at":1764320400000}', { at: 1764320400000 }],
		// Fractions are read as ever.
		...[
			'[0.12345678901234567890]',
			'[12345678901234567890.5]',
			'[12345678901234567890e3]',
			'[12345678901234567890E-3]',
			'[12345678901234567890.5e+3]',
			'[12345678901234567890.12345678901234567890]',
		].map((text): [string, unknown] => [text, JSON.parse(text)]),
		['[1e20]', [1e20]],
		// Digits within texts are no numbers.
		['{"9007199254740993":"9007199254740993"}', { '9007199254740993': '9007199254740993' }],
		['["a\\"9007199254740993",9007199254740993]', ['a"9007199254740993', '9007199254740993']],
		['["a\\\\",9007199254740993]', ['a\\', '9007199254740993']],
		['["\\\\\\"9007199254740993"]', ['\\"9007199254740993']],
	])('%s', (text, value) => {
		expect(parseJson(text)).toEqual(value);
	});

	test('everything else is as JSON.parse reads it', () => {
		fc.assert(
			fc.property(fc.json({ maxDepth: 4 }), (text) => {
				const parsed = JSON.parse(text) as unknown;
				const isExact = roundedInteger(text) === undefined;
				if (isExact) expect(parseJson(text)).toEqual(parsed);
				expect(() => parseJson(text)).not.toThrow();
			}),
		);
	});

	test('whatever stands around it, an ID keeps its digits', () => {
		fc.assert(
			fc.property(
				fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n }),
				fc.string(),
				fc.string(),
				(id, key, text) => {
					const json = `{${JSON.stringify(key)}: [${JSON.stringify(text)} , ${id} ]}`;
					expect(parseJson(json)).toEqual(
						Object.fromEntries([
							[key, [text, Number.isSafeInteger(Number(id)) ? Number(id) : String(id)]],
						]),
					);
				},
			),
		);
	});

	test('no JSON is an error', () => {
		for (const text of ['{', '9007199254740993x', '["9007199254740993']) {
			expect(() => parseJson(text)).toThrow(SyntaxError);
		}
	});
});

describe('the body of an answer', () => {
	test.each([
		['{"a":1}', { a: 1 }],
		[' \n[1]', [1]],
		['"text"', 'text'],
		['7', 7],
		['-7', -7],
		['true', true],
		['false', false],
		['null', null],
		['{"id":9007199254740993}', { id: '9007199254740993' }],
		['nullify', 'nullify'],
		['trueness', 'trueness'],
		['pong', 'pong'],
		['', ''],
		['{broken', '{broken'],
		['<html>', '<html>'],
		['2026-11-28', '2026-11-28'],
	])('%j', (text, body) => {
		expect(parseBody(text)).toEqual(body);
	});
});

describe('the first integer that would be rounded', () => {
	test.each([
		['[1, 9007199254740993, 9007199254740995]', '9007199254740993'],
		['{"a": "9007199254740993"}', undefined],
		['[9007199254740991]', undefined],
		['[0.12345678901234567]', undefined],
		// What somebody writes need not be JSON.
		['[9007199254740993, "x', '9007199254740993'],
		['"9007199254740993', undefined],
		['[1]', undefined],
	])('%s: %s', (text, first) => {
		expect(roundedInteger(text)).toBe(first);
	});
});
