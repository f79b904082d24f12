import { DateTime } from 'luxon';
import type { IDataObject } from 'n8n-workflow';
import { clientOf, contextOf, failureOf } from '../../../test/support/units';
import * as fields from '../model/fields';
import type { Field, Picker } from '../model/operation';
import { PICKED } from '../model/parameterNames';
import { flagOf } from '../util/givenValue';
import { encode, encodeTime, refuseRounded, refuseRoundedNumbers, textOf } from './encode';

/** Fields of the editor, and what the API gets for what people, expressions and AI agents give. */
const of = async (field: Field, value: unknown, path?: string): Promise<unknown> =>
	await encode(clientOf().client, field, value, path);
const refusal = async (field: Field, value: unknown) => await failureOf(of(field, value));

const DATE = new Date(Date.UTC(2026, 10, 28, 9));

describe('nothing given', () => {
	const KINDS = [
		fields.text('a', ''),
		fields.number('a', ''),
		fields.flag('a', ''),
		fields.choice('a', { x: 'X' }, ''),
		fields.choices('a', { x: 'X' }, ''),
		fields.time('a', 'ms', ''),
		fields.json('a', ''),
		fields.strings('a', ''),
		fields.pick({ noun: 'Channel', example: 'x' }, 'a', ''),
	];

	test.each(KINDS)('$kind: is left out, or refused where it is required', async (field) => {
		for (const value of [undefined, null, '', ' \n ']) {
			expect(await of({ ...field, clears: undefined }, value)).toBeUndefined();
			const error = await refusal({ ...field, required: true }, value);
			expect(error.message).toBe(`"${field.label}" is empty`);
		}
	});

	test('clears a text where it was emptied, and only then', async () => {
		const field = fields.text('header', '', { clears: true });
		expect(await of(field, '')).toBe('');
		expect(await of(field, undefined)).toBeUndefined();
		expect(await of(field, null)).toBeUndefined();
		expect(await of(field, '  ')).toBeUndefined();
	});

	test.each([
		['list', fields.list('a', '', [fields.text('b', '')]), { entry: [] }],
		['map', fields.map('a', 'Key', '', [fields.text('', '')]), { entry: [] }],
		['group', fields.group('a', '', [fields.text('b', '')]), {}],
	])('%s without entries: left out, or refused', async (_kind, field, value) => {
		expect(await of(field, value)).toBeUndefined();
		const error = await refusal({ ...field, required: true }, value);
		expect(error.message).toBe('"A" is empty');
		expect(error.description).toContain('Add at least one entry');
	});

	test.each([
		[fields.choices('a', { x: 'X' }, ''), 'Choose at least one value'],
		[fields.strings('a', ''), 'Enter at least one value'],
	])('a list of nothing: left out, or refused', async (field, advice) => {
		expect(await of(field, [])).toBeUndefined();
		expect(await of(field, ' , ')).toBeUndefined();
		expect((await refusal({ ...field, required: true }, [])).description).toContain(advice);
		expect((await refusal({ ...field, required: true }, ',')).description).toContain(advice);
	});

	test('a notice sends nothing', async () => {
		expect(await of(fields.notice('a', 'Mind the gap'), 'x')).toBeUndefined();
	});
});

describe('a text', () => {
	const text = fields.text('message', '');

	test.each([
		['hello', 'hello'],
		[' two lines \n', ' two lines \n'],
		[42, '42'],
		[0, '0'],
		[false, 'false'],
		[10n, '10'],
		[DATE, '2026-11-28T10:00:00.000+01:00'],
		[
			DateTime.fromISO('2026-11-28T09:00:00', { zone: 'Asia/Tokyo' }),
			'2026-11-28T09:00:00.000+09:00',
		],
	])('%p', async (value, sent) => {
		expect(await of(text, value)).toBe(sent);
	});

	test.each([[{ a: 1 }], [[1]], [{}]])('%j is none', async (value) => {
		const error = await refusal(text, value);
		expect(error.message).toBe(`"Message" must be a text, not ${JSON.stringify(value)}`);
		expect(error.description).toContain('JSON.stringify()');
	});

	test('a file is told from other objects', async () => {
		const photo = { mimeType: 'image/png', fileName: 'a.png' };
		for (const field of [text, fields.strings('files', '')]) {
			expect((await refusal(field, photo)).description).toContain('name of the input field');
		}
	});

	test('a secret is never repeated, not in its own error and not in a later one', async () => {
		const field = fields.secret('password', '');
		const { client } = clientOf();
		expect(await encode(client, field, 'hunter2hunter2')).toBe('hunter2hunter2');
		expect(client.redact('it is hunter2hunter2')).toBe('it is ***');
		expect((await refusal(field, { a: 'hunter2' })).message).toBe(
			'"Password" must be a text, not the given value',
		);
		// A text that is none is redacted as well.
		const plain = clientOf().client;
		await encode(plain, text, 'hunter2hunter2');
		expect(plain.redact('hunter2hunter2')).toBe('hunter2hunter2');
	});

	test('what others need as text', () => {
		const { client } = clientOf();
		expect(textOf(client, 7)).toBe('7');
		expect(textOf(client, null)).toBeUndefined();
		expect(textOf(client, [])).toBeUndefined();
		expect(textOf(client, DATE)).toBe('2026-11-28T10:00:00.000+01:00');
	});

	test('a long value is cut in the error', async () => {
		const { message } = await refusal(text, { a: 'x'.repeat(300) });
		expect(message).toBe(`"Message" must be a text, not {"a":"${'x'.repeat(71)}…`);
		const short = await refusal(text, { a: 'x'.repeat(72) });
		expect(short.message).toMatch(/x"\}$/);
	});

	test('what is no JSON is said in its own words', async () => {
		expect((await refusal(fields.number('n', ''), Symbol('s'))).message).toContain('not Symbol(s)');
	});
});

describe('a number', () => {
	const number = fields.number('limit', '');

	test.each([
		[5, 5],
		['5', 5],
		[' -2.5 ', -2.5],
		['+3', 3],
		['.5', 0.5],
		['5.', 5],
		['1e3', 1000],
		['2E-1', 0.2],
		[0, 0],
		[Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
	])('%p', async (value, sent) => {
		expect(await of(number, value)).toBe(sent);
	});

	test.each([
		'five',
		'5 m',
		'0x10',
		'1_000',
		'1,5',
		'Infinity',
		'--1',
		'.',
		NaN,
		Infinity,
		true,
		[5],
		{},
	])('%p is none', async (value) => {
		const error = await refusal(number, value);
		expect(error.message).toMatch(/^"Limit" must be a number, not /);
		expect(error.description).toContain('Enter digits only');
	});

	test.each(['9007199254740993', 2 ** 53, -(2 ** 53), '1e300'])(
		'%p would be sent as another',
		async (value) => {
			expect((await refusal(number, value)).description).toContain('too large to be sent exactly');
		},
	);

	test.each([
		[{ min: 1 }, 0, 'at least 1'],
		[{ max: 200 }, 201, 'at most 200'],
		[{ min: 1, max: 200 }, 0.5, 'at least 1 and at most 200'],
		[{ min: 0 }, -1, 'at least 0'],
		[{ max: 0 }, 1, 'at most 0'],
	])('%j: %p', async (range, value, words) => {
		const error = await refusal({ ...number, ...range }, value);
		expect(error.message).toBe(`"Limit" is ${value}`);
		expect(error.description).toContain(`It must be ${words} (`);
	});

	test('both ends belong to the range', async () => {
		const field = { ...number, min: 1, max: 200 };
		expect([await of(field, 1), await of(field, 200)]).toEqual([1, 200]);
	});

	test('goes as text where the server wants texts', async () => {
		expect(await of({ ...number, asString: true }, 5)).toBe('5');
	});

	test('of a secret is not repeated', async () => {
		const field: Field = { ...number, secret: true };
		expect((await refusal(field, 'x1y2')).message).not.toContain('x1y2');
		expect((await refusal(field, '9007199254740993')).message).not.toContain('9007');
	});
});

describe('a switch', () => {
	const flag = fields.flag('active', '');

	test.each([
		[true, true],
		['true', true],
		[' TRUE ', true],
		[1, true],
		['1', true],
		[false, false],
		['False', false],
		[0, false],
		['0', false],
	])('%p', async (value, sent) => {
		expect(await of(flag, value)).toBe(sent);
		expect(flagOf(value)).toBe(sent);
	});

	test.each(['yes', 'on', 2, -1, [true], {}, [1]])('%p is neither', async (value) => {
		const error = await refusal(flag, value);
		expect(error.message).toBe(`"Active" must be true or false, not ${JSON.stringify(value)}`);
		expect(flagOf(value)).toBeUndefined();
	});

	test('goes as text where the server wants texts', async () => {
		expect(await of({ ...flag, asString: true }, 'true')).toBe('true');
		expect(await of({ ...flag, asString: true }, 0)).toBe('false');
	});
});

describe('a choice', () => {
	const choice = fields.choice('type', { O: 'Public', P: 'Private', 1: 'One', true: 'Yes' }, '');

	test.each([
		['O', 'O'],
		[1, '1'],
		[true, 'true'],
	])('%p', async (value, sent) => {
		expect(await of(choice, value)).toBe(sent);
	});

	test.each(['X', 'o', 'toString', '__proto__'])('%p is not offered', async (value) => {
		const error = await refusal(choice, value);
		expect(error.message).toBe(`"Type" does not accept "${value}"`);
		expect(error.description).toContain('Choose one of: 1, O, P, true');
	});

	test('may be newer than the list where that is open', async () => {
		expect(await of({ ...choice, open: true }, 'G')).toBe('G');
		expect((await refusal({ ...choice, open: true }, ['G'])).message).toContain('must be a text');
	});

	test.each([[['O']], [{}]])('%j is none', async (value) => {
		expect((await refusal(choice, value)).message).toContain('must be a text, not');
	});

	test('several', async () => {
		const choices = fields.choices('types', { O: 'Public', P: 'Private' }, '');
		expect(await of(choices, ['P', 'O'])).toEqual(['P', 'O']);
		expect(await of(choices, 'P, O')).toEqual(['P', 'O']);
		expect((await refusal(choices, ['P', 'X'])).message).toBe('"Types" does not accept "X"');
	});
});

describe('a time', () => {
	const at = async (unit: 'ms' | 's' | 'iso' | 'date', value: unknown) =>
		await of(fields.time('since', unit, ''), value);

	test('in the unit of the API; without a zone the workflow’s counts', async () => {
		const text = '2026-11-28T09:00:00.900';
		expect(await at('ms', text)).toBe(Date.UTC(2026, 10, 28, 8, 0, 0, 900));
		// A second that has begun, not one that will.
		expect(await at('s', text)).toBe(Date.UTC(2026, 10, 28, 8) / 1000);
		expect(await at('iso', text)).toBe('2026-11-28T08:00:00.900Z');
		expect(await at('date', text)).toBe('2026-11-28');
		expect(await at('date', '2026-11-28T23:30:00Z')).toBe('2026-11-29');
		expect(await at('ms', 1_764_320_400.4)).toBe(1_764_320_400_400);
		expect(await at('ms', DATE)).toBe(DATE.getTime());
	});

	test('fractions of ms are no time of any API', async () => {
		expect(await at('ms', 1_764_320_400_000.6)).toBe(1_764_320_400_001);
	});

	test.each(['tomorrow', '2026-02-30', {}, [], true])('%p is none', async (value) => {
		const error = await failureOf(at('ms', value));
		expect(error.message).toContain('"Since" is not a date and time');
		expect(error.description).toContain('2026-11-28T09:00:00');
	});

	test('a placeholder of a database is none', async () => {
		expect((await failureOf(at('ms', '0001-01-01T00:00:00Z'))).message).toContain('is before 1970');
		expect(await at('ms', '1970-01-01T00:00:00Z')).toBe(0);
	});

	test('a workflow in a time zone that there is not is refused', () => {
		const { client } = clientOf({ host: { timezone: 'Europe/Atlantis' } });
		expect(() => encodeTime(client, 'ms', 'Since', '2026-11-28')).toThrow(
			'"Since" cannot be read: there is no time zone "Europe/Atlantis"',
		);
	});
});

describe('JSON', () => {
	const json = fields.json('props', '');

	test.each([
		['{"a": 1}', { a: 1 }],
		[{ a: 1 }, { a: 1 }],
	])('%j', async (value, sent) => {
		expect(await of(json, value)).toEqual(sent);
	});

	test.each([
		['{"a": ', 'is not valid JSON: '],
		['[1]', 'must be a JSON object, not [1]'],
		['null', 'must be a JSON object, not null'],
		[[1], 'must be a JSON object, not [1]'],
		[7, 'must be a JSON object, not 7'],
		[DATE, 'must be a JSON object, not "2026-11-28T10:00:00.000+01:00"'],
	])('%j is no object', async (value, words) => {
		expect((await refusal(json, value)).message).toContain(`"Props" ${words}`);
	});

	test('a list, or anything', async () => {
		const list = fields.json('ids', '', { holds: 'array' });
		expect(await of(list, '["a"]')).toEqual(['a']);
		expect((await refusal(list, '{"a":1}')).message).toContain('must be a JSON array, not {"a":1}');
		const any = fields.json('value', '', { holds: 'any' });
		for (const value of ['7', '"x"', '[1]', '{"a":1}', 'false'])
			expect(await of(any, value)).toEqual(JSON.parse(value));
		expect(await of(any, DATE)).toBe('2026-11-28T10:00:00.000+01:00');
	});

	test('goes as text where the server wants a text', async () => {
		expect(await of({ ...json, asString: true }, { a: 1 })).toBe('{"a":1}');
	});

	test('of a secret shows nothing of it, and the parser’s words are cut', async () => {
		const secret = { ...json, secret: true };
		expect((await refusal(secret, '{"key": hunter2}')).message).toBe('"Props" is not valid JSON');
		expect((await refusal(secret, '["hunter2"]')).message).not.toContain('hunter2');
		const { message } = await refusal(json, `{"a": ${'x'.repeat(500)}`);
		expect(message.length).toBeLessThan(200);
		expect(message).not.toContain('\n');
	});

	test('an ID that JavaScript would round is refused, not sent as another’s', async () => {
		const { message } = await refusal(json, '{"id": 9007199254740993}');
		expect(message).toBe('"Props" contains a number of 16 digits, which JavaScript rounds');
		const rounded = await refusal(json, { list: [{ id: 2 ** 53 }] });
		expect(rounded.message).toBe(
			'"Props → list → 1 → id" contains the number 9007199254740992, whose last digits JavaScript has rounded',
		);
		expect(await of(json, '{"id": "9007199254740993", "x": 0.12345678901234567}')).toBeDefined();
	});

	test('for those who check texts themselves', () => {
		const { client } = clientOf();
		expect(() => refuseRounded(client, 'Body', '[12345678901234567890]')).toThrow('20 digits');
		expect(() => refuseRounded(client, 'Body', '[123456789012345]')).not.toThrow();
		expect(() => refuseRoundedNumbers(client, 'Body', [0.1, 1e15, 'x', null])).not.toThrow();
		expect(() => refuseRoundedNumbers(client, 'Body', 1e16)).toThrow('"Body" contains');
	});
});

describe('a list of texts', () => {
	const strings = fields.strings('ids', '');

	test.each([
		['a, b\nc', ['a', 'b', 'c']],
		['["a, b", "c"]', ['a, b', 'c']],
		[' ["a"] ', ['a']],
		[
			['a ', '', 7, true],
			['a', '7', 'true'],
		],
		[42, ['42']],
		[DATE, ['2026-11-28T10:00:00.000+01:00']],
		// Numbers beyond 2^53 in a text keep their digits.
		['[9007199254740993]', ['9007199254740993']],
	])('%j', async (value, sent) => {
		expect(await of(strings, value)).toEqual(sent);
	});

	test('as the server wants it: with commas, blanks, or as it is', async () => {
		expect(await of({ ...strings, join: ',' }, 'a,b')).toBe('a,b');
		expect(await of({ ...strings, join: ' ' }, 'a,b')).toBe('a b');
		expect(await of({ ...strings, join: 'array' }, 'a,b')).toEqual(['a', 'b']);
	});

	test('what is none', async () => {
		expect((await refusal(strings, { a: 1 })).message).toBe(
			'"IDs" must be a list of texts, not {"a":1}',
		);
		expect((await refusal(strings, ['a', { b: 1 }])).message).toBe(
			'"IDs" contains {"b":1} as entry 2',
		);
		expect((await refusal(strings, '["a"')).message).toContain('is not valid JSON');
		expect((await refusal(strings, [2 ** 53])).message).toContain('has rounded');
	});

	test('each entry is resolved, once', async () => {
		const asked: string[] = [];
		const picker: Picker = {
			noun: 'User',
			example: 'x',
			isId: (value) => value.startsWith('id-'),
			resolve: async (_client, _mode, value) => {
				asked.push(value);
				return `id-${value}`;
			},
		};
		expect(await of({ ...strings, picker }, 'bob, id-carol, bob, id-bob')).toEqual([
			'id-bob',
			'id-carol',
		]);
		expect(asked).toEqual(['bob', 'bob']);
	});
});

test('rows of pickers are a list too; an empty one was meant to name something', async () => {
	const field: Field = { ...fields.strings('user_ids', ''), several: 'rows' };
	const rows = (...values: unknown[]) => ({
		entry: values.map((value) => ({ [PICKED]: { __rl: true, mode: 'id', value } })),
	});
	expect(await of(field, rows('u1', ['u2', 'u3'], 'u4, u5'))).toEqual([
		'u1',
		'u2',
		'u3',
		'u4',
		'u5',
	]);
	expect((await refusal(field, rows('u1', ''))).message).toBe('"User IDs → 2" is empty');
	expect(await of(field, 'u1, u2')).toEqual(['u1', 'u2']);
});

describe('a picked thing', () => {
	const picker: Picker = {
		noun: 'Channel',
		example: 'c1',
		isId: (value) => /^c\d$/.test(value),
		resolve: async (_client, mode, value) => `${mode}:${value}`,
	};
	const pick = fields.pick(picker, 'channel_id', '');

	test.each([
		['c1', 'c1'],
		[' c1 ', 'c1'],
		[{ __rl: true, mode: 'list', value: 'c1' }, 'c1'],
		[{ __rl: true, mode: 'id', value: ' c1 ' }, 'c1'],
		// Never opened in the editor: without n8n's mark.
		[{ mode: 'name', value: 'alerts' }, 'name:alerts'],
		[{ __rl: true, value: 'alerts' }, 'id:alerts'],
		['alerts', 'id:alerts'],
		[7, 'id:7'],
	])('%j', async (value, sent) => {
		expect(await of(pick, value)).toBe(sent);
	});

	test.each([{ __rl: true, mode: 'list', value: '' }, { __rl: true, mode: 'id', value: null }, ''])(
		'%j is none',
		async (value) => {
			expect(await of(pick, value)).toBeUndefined();
			expect((await refusal({ ...pick, required: true }, value)).description).toContain(
				'Pick it from the list or enter its ID',
			);
		},
	);

	test.each([
		[{ id: 'c1' }],
		[['c1']],
		[true],
		[{ __rl: true, mode: 'id', value: { id: 'c1' } }],
		[{ mode: 'id' }],
		[{ value: 'c1' }],
	])('%j is no way to name one', async (value) => {
		expect((await refusal(pick, value)).message).toContain('"Channel" must be an ID, not ');
	});

	test('a number that JavaScript has rounded is another thing’s ID', async () => {
		for (const value of [2 ** 53, { __rl: true, mode: 'id', value: 2 ** 53 }]) {
			expect((await refusal(pick, value)).message).toBe('"Channel" is 9007199254740992');
		}
	});

	test('without a picker it is what it is', async () => {
		expect(await of({ ...pick, picker: undefined }, ' x ')).toBe('x');
	});
});

describe('a group', () => {
	const group = fields.group('timezone', '', [
		fields.text('manualTimezone', ''),
		fields.flag('useAutomaticTimezone', '', { asString: true }),
		fields.text('longitude', '', { label: 'East' }),
	]);

	test('holds what was given, by the API’s names', async () => {
		expect(
			await of(group, { manualTimezone: 'Europe/Paris', useAutomaticTimezone: false }),
		).toEqual({
			manualTimezone: 'Europe/Paris',
			useAutomaticTimezone: 'false',
		});
	});

	test.each([['x'], [[1]], [7]])('%j is none', async (value) => {
		expect((await refusal(group, value)).message).toContain('must be an object, not ');
	});

	test('its fields name their place', async () => {
		expect((await refusal(group, { useAutomaticTimezone: 'x' })).message).toMatch(
			/^"Timezone → Use Automatic Timezone" must be true or false/,
		);
	});

	test('a restriction in it that was given and is empty is refused', async () => {
		const range = fields.group('range', '', [fields.time('after', 'ms', '')]);
		expect((await refusal(range, { after: '' })).message).toBe('"Range → After" is empty');
		expect(await of(range, {})).toBeUndefined();
		const { context } = contextOf({ request: 'GET /things' });
		const texts = fields.group('filter', '', [fields.text('name', ''), fields.text('city', '')]);
		const given = { name: '', city: 'x' };
		await expect(encode(context, texts, given)).rejects.toThrow('"Filter → Name" is empty');
		expect(await of(texts, given)).toEqual({ city: 'x' });
	});
});

describe('entries', () => {
	const list = fields.list('fields', '', [
		fields.text('title', ''),
		fields.flag('short', ''),
		fields.choice('type', { a: 'A', b: 'B' }, ''),
		fields.text('only_b', '', { showIf: { type: ['b'] } }),
		fields.group('more', '', [fields.text('author_name', '')], { inline: true }),
	]);

	test.each([
		['of the form', { entry: [{ title: 'a' }, { title: 'b', short: true }] }],
		['of an expression', [{ title: 'a' }, { title: 'b', short: 'true' }]],
	])('%s', async (_what, value) => {
		expect(await of(list, value)).toEqual([{ title: 'a' }, { title: 'b', short: true }]);
	});

	test('one alone', async () => {
		expect(await of(list, { title: 'a' })).toEqual([{ title: 'a' }]);
		expect(await of(list, { entry: { title: 'a' } })).toEqual([{ title: 'a' }]);
		expect(await of(list, {})).toBeUndefined();
		expect(await of(list, { entry: {} })).toBeUndefined();
	});

	test('what n8n does not show is not sent; where nothing decides, what is given counts', async () => {
		expect(await of(list, [{ type: 'a', onlyB: 'x' }])).toEqual([{ type: 'a' }]);
		expect(await of(list, [{ type: 'b', onlyB: 'x' }])).toEqual([{ type: 'b', only_b: 'x' }]);
		expect(await of(list, [{ onlyB: 'x' }])).toEqual([{ only_b: 'x' }]);
	});

	test('what the form keeps together stands side by side in the request', async () => {
		const sent = [{ title: 'a', author_name: 'Bob' }];
		expect(await of(list, [{ title: 'a', more: { authorName: 'Bob' } }])).toEqual(sent);
		expect(await of(list, [{ title: 'a', authorName: 'Bob' }])).toEqual(sent);
		expect(await of(list, [{ title: 'a', more: 'x', authorName: 'Bob' }])).toEqual(sent);
	});

	test.each([['x'], [7], [['a']], [[{ title: 'a' }, 'b']], [{ entry: 'x' }]])(
		'%j are none',
		async (value) => {
			expect((await refusal(list, value)).message).toContain('must be a list of entries, not ');
		},
	);

	test('an entry that holds nothing was meant to hold something', async () => {
		const { message, description } = await refusal(list, [{ title: 'a' }, { title: '' }]);
		expect(message).toBe('"Fields → 2" is empty');
		expect(description).toContain('Enter a value, or remove the entry');
	});

	test('errors name the entry', async () => {
		const { message } = await refusal(list, [{ title: 'a' }, { title: 'b', short: 'x' }]);
		expect(message).toMatch(/^"Fields → 2 → Short" must be true or false/);
	});

	test('of one scalar each', async () => {
		const scalars = fields.list('words', '', [fields.text('', '')]);
		expect(await of(scalars, [{ value: 'a' }, { value: 7 }])).toEqual(['a', '7']);
		expect((await refusal(scalars, [{ value: 'a' }, {}])).message).toBe('"Words → 2" is empty');
	});

	test('the field has the last say over all of them', async () => {
		const complete = (_client: unknown, entries: unknown) => ({ all: entries });
		expect(await of({ ...list, complete }, [{ title: 'a' }])).toEqual({ all: [{ title: 'a' }] });
	});
});

describe('a map', () => {
	const scalars = fields.map('props', 'Name', '', [fields.text('', '')]);
	const objects = fields.map('doors', 'Door', '', [
		fields.text('label', ''),
		fields.flag('open', ''),
	]);

	test('of scalars and of objects', async () => {
		expect(
			await of(scalars, {
				entry: [
					{ key: 'a', value: 1 },
					{ key: 7, value: 'b' },
				],
			}),
		).toEqual({
			a: '1',
			7: 'b',
		});
		expect(
			await of(objects, [
				{ key: 'd1', label: 'Front' },
				{ key: 'd2', open: true },
			]),
		).toEqual({
			d1: { label: 'Front' },
			d2: { open: true },
		});
	});

	test('a key that every object has is a plain one', async () => {
		const made = (await of(scalars, [{ key: '__proto__', value: 'x' }])) as IDataObject;
		expect(Object.keys(made)).toEqual(['__proto__']);
		expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
	});

	test.each([
		[[{ key: '', value: 'x' }], '"Props → Name" is empty'],
		[[{ value: 'x' }], '"Props → Name" is empty'],
		[[{ key: {}, value: 'x' }], '"Props → Name" must be a text, not {}'],
		[[{ key: [1], value: 'x' }], '"Props → Name" must be a text, not [1]'],
		[[{ key: 'a' }], '"Props → a" is empty'],
		[
			[
				{ key: 'a', value: 'x' },
				{ key: 'a', value: 'y' },
			],
			'"Props → a" is listed twice',
		],
	])('%j is refused', async (value, words) => {
		expect((await refusal(scalars, value)).message).toBe(words);
	});

	test('a key that names a thing is resolved, or picked', async () => {
		const keyPicker: Picker = {
			noun: 'User',
			example: 'u1',
			isId: (value) => /^u\d$/.test(value),
			resolve: async () => 'u7',
		};
		const entry = [
			{ key: { __rl: true, mode: 'list', value: 'u1' }, value: 'x' },
			{ key: 'bob', value: 'y' },
		];
		expect(await of({ ...scalars, keyPicker }, { entry })).toEqual({ u1: 'x', u7: 'y' });
	});

	test('an object that holds nothing is refused, and errors name their place', async () => {
		expect((await refusal(objects, [{ key: 'd1' }])).message).toBe('"Doors → d1" is empty');
		expect((await refusal(objects, [{ key: 'd1', open: 'x' }])).message).toMatch(
			/^"Doors → d1 → Open" must be true or false/,
		);
	});
});

test('a resource mapper is passed on as it is', async () => {
	const value = { mappingMode: 'defineBelow', value: { a: 1 } };
	expect(await of({ ...fields.text('a', ''), kind: 'mapper' }, value)).toBe(value);
});

test('the path is the label unless somebody knows better', async () => {
	const { client } = clientOf();
	const error = await failureOf(encode(client, fields.number('limit', ''), 'x', 'Rows → 3'));
	expect(error.message).toMatch(/^"Rows → 3" must be/);
});
