import fc from 'fast-check';
import { clientOf, failureOf } from '../../../test/support/units';
import { checkCharacters, checkLength, lengthOf } from './texts';

const { client } = clientOf();
const check = (value: unknown) => () => checkCharacters(client, 'Message', value);

test('a text is as long as servers count: an emoji of one code point is one', () => {
	expect(lengthOf('')).toBe(0);
	expect(lengthOf('abc')).toBe(3);
	expect(lengthOf('🙂🙂')).toBe(2);
	expect(lengthOf('a🙂b')).toBe(3);
	// The first and the last of both halves, and what lies next to them.
	const firstAndLast = ['\ud800\udc00', '\udbff\udfff', '\ud800\udfff', '\udbff\udc00'];
	for (const pair of firstAndLast) expect(lengthOf(pair)).toBe(1);
	for (const pair of [
		'\ud7ff\udc00',
		'\udc00\udc00',
		'\ud800\ud800',
		'\ud800\udbff',
		'\udbff\ue000',
	])
		expect(lengthOf(pair)).toBe(2);
	fc.assert(
		fc.property(
			fc.string({ unit: fc.constantFrom('a', '🙂', '\ud83d', '\ude42', 'ü') }),
			(text) => {
				expect(lengthOf(text)).toBe([...text].length);
			},
		),
	);
});

describe('a text that is too long', () => {
	test('is refused with its length and the limit; one that just fits is not', async () => {
		await checkLength(client, 'Header', '🙂'.repeat(5), { longest: 5 });
		const error = await failureOf(checkLength(client, 'Header', '🙂'.repeat(6), { longest: 5 }));
		expect(error.message).toBe('"Header" is 6 characters long, but the server accepts at most 5');
		expect(error.description).toContain('Shorten it');
	});

	test('in bytes where the server counts those', async () => {
		await checkLength(client, 'Name', 'üü', { longest: 4, inBytes: true });
		const error = await failureOf(
			checkLength(client, 'Name', 'üüx', { longest: 4, inBytes: true }),
		);
		expect(error.message).toContain('is 5 bytes long, but the server accepts at most 4');
	});

	test('by what this server accepts', async () => {
		const asked: number[] = [];
		const longest = async (_client: unknown, length: number) => {
			asked.push(length);
			return 3;
		};
		await checkLength(client, 'Message', 'abc', { longest });
		await failureOf(checkLength(client, 'Message', 'abcd', { longest }));
		expect(asked).toEqual([3, 4]);
	});

	test('without a limit is none', async () => {
		await checkLength(client, 'Message', 'x'.repeat(1e6), {});
	});
});

describe('characters that no server stores', () => {
	test('a NUL', () => {
		expect(check('ab\0')).toThrow('"Message" contains a NUL character at position 3');
	});

	test.each(['ab\ud83d', 'ab\ud83dx', 'ab\ude42', 'ab\ude42\ud83d'])('half an emoji %#', (text) => {
		expect(check(text)).toThrow('"Message" contains half a character at position 3');
	});

	test.each(['', 'abc', '🙂', 'a🙂🙂b', 'Zoë', '\u0001'])('%j is fine', (text) => {
		expect(check(text)).not.toThrow();
	});

	test('wherever they stand, and where is said', () => {
		expect(check({ card: { text: ['ok', 'a\0'] } })).toThrow(
			'"Message → card → text → 2" contains',
		);
		expect(check(['\ud83d'])).toThrow('"Message → 1" contains half');
		expect(check({ 'a\0': 'x' })).toThrow('"Message" contains a NUL');
		expect(check(Object.assign(Object.create(null) as object, { a: '\0' }))).toThrow(
			'"Message → a"',
		);
	});

	test('files and dates hold no texts', () => {
		for (const value of [
			Buffer.from('a\0'),
			new Date(),
			null,
			undefined,
			7,
			new Map([['a', '\0']]),
		])
			expect(check(value)).not.toThrow();
	});
});
