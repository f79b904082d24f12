import { clientOf, failureOf } from '../../../test/support/units';
import type { Picker } from '../model/operation';
import { looksLike, onlyOne, quoted, resolveId, sameName } from './resolveId';

const { client } = clientOf();
const ID = 'c'.repeat(26);

/** Knows the channel `alerts`, and that another one is named like an ID. */
const asked: string[] = [];
const picker: Picker = {
	noun: 'Channel',
	example: ID,
	isId: (value) => /^[a-z]{26}$/.test(value),
	resolve: async (_client, mode, value, label) => {
		asked.push(`${mode} ${value} ${label}`);
		if (value === 'alerts') return ID;
		throw new Error(`no channel ${value}`);
	},
};
beforeEach(() => asked.splice(0));

const resolve = async (given: Partial<Picker>, mode: string, value: string) =>
	await resolveId(client, 'Channel', { ...picker, ...given }, { mode, value });

describe('an ID', () => {
	test.each(['id', 'list'])('given as such (%s) is not looked up', async (mode) => {
		expect(await resolve({}, mode, ID)).toBe(ID);
		expect(asked).toEqual([]);
	});

	test('is looked up where it may stand for another, such as a reply for its thread', async () => {
		const resolveRoot = async () => 'root';
		expect(await resolve({ alwaysResolves: true, resolve: resolveRoot }, 'id', ID)).toBe('root');
		const gone = async () => await Promise.reject(new Error('gone'));
		await expect(resolve({ alwaysResolves: true, resolve: gone }, 'url', ID)).rejects.toThrow(
			'gone',
		);
	});

	test('in the place of a name is a name first, and an ID after all', async () => {
		expect(await resolve({}, 'name', ID)).toBe(ID);
		expect(asked).toEqual([`name ${ID} Channel`]);
	});
});

describe('a name', () => {
	test.each(['id', 'list', 'name'])('counts in every mode: %s', async (mode) => {
		expect(await resolve({}, mode, 'alerts')).toBe(ID);
		expect(asked).toEqual([`${mode} alerts Channel`]);
	});

	test('of nothing fails as the look-up does', async () => {
		await expect(resolve({}, 'id', 'nothing')).rejects.toThrow('no channel nothing');
	});
});

describe('without names', () => {
	test('an ID of the right form is taken', async () => {
		expect(await resolve({ resolve: undefined }, 'url', ID)).toBe(ID);
	});

	test('anything is taken where IDs have no form', async () => {
		const free = { resolve: undefined, isId: undefined };
		expect(await resolve(free, 'id', 'anything')).toBe('anything');
		expect(await resolve(free, 'url', 'anything')).toBe('anything');
	});

	test('in a mode of names a text without a form is a name where names are known', async () => {
		expect(await resolve({ isId: undefined }, 'id', 'alerts')).toBe('alerts');
		expect(await resolve({ isId: undefined }, 'name', 'alerts')).toBe(ID);
	});

	test.each([
		['Channel', 'is not a Channel ID: "@bob", which looks like a username'],
		['Emoji', 'is not an Emoji ID: "@bob"'],
		['ID', 'is not an ID: "@bob"'],
		['User', 'is not a User ID: "@bob"'],
	])('anything else is refused before it is sent: %s', async (noun, words) => {
		const error = await failureOf(resolve({ resolve: undefined, noun }, 'id', '@bob'));
		expect(error.message).toContain(words);
		expect(error.description).toContain(`one looks like ${ID}`);
	});
});

test.each([
	['undefined', 'an empty value made into text'],
	['[object Object]', 'an empty value made into text'],
	['NaN', 'an empty value made into text'],
	['null', 'an empty value made into text'],
	['={{ $json.id }}', 'an expression that was not evaluated'],
	['x {{ $json.id }}', 'an expression that was not evaluated'],
	['https://chat.test/x', 'a URL'],
	['git+ssh://x', 'a URL'],
	['{"id":1}', 'JSON'],
	['["a"]', 'JSON'],
	['bob@example.com', 'an email address'],
	['@bob', 'a username'],
	['#alerts', 'a channel name'],
	['~alerts', 'a channel name'],
	['Town Square', 'a text'],
	['bob @home', 'a text'],
	['undefined thing', 'a text'],
	['town-square', 'a name or part of an ID'],
	['a=b', 'a name or part of an ID'],
])('%j looks like %s', (value, words) => {
	expect(looksLike(value)).toBe(words);
});

test('a value in an error is quoted and cut', () => {
	expect(quoted('a "b"')).toBe('"a \\"b\\""');
	expect(quoted('x'.repeat(60))).toBe(`"${'x'.repeat(60)}"`);
	expect(quoted('x'.repeat(61))).toBe(`"${'x'.repeat(59)}…"`);
});

describe('the only candidate', () => {
	const one = (id: string) => ({ id, shown: `~${id}` });
	const choose = (...ids: string[]) =>
		onlyOne(client, 'Channel', 'Channel', 'Doors', ids.map(one), 'Enter its ID');

	test('also where it was found twice', () => {
		expect(choose('a')).toBe('a');
		expect(choose('a', 'a')).toBe('a');
	});

	test('none', () => {
		expect(() => choose()).toThrow('"Channel" matches no channel: "Doors"');
	});

	test('several are listed, eight at most', () => {
		expect(() => choose('a', 'b', 'a')).toThrow(
			'"Channel" matches 2 channels: "Doors" may be ~a or ~b',
		);
		expect(() => choose(...'abcdefgh')).toThrow(/or ~h$/);
		expect(() => choose(...'abcdefghi')).toThrow(/or ~h or others$/);
	});

	test('in English', () => {
		expect(() => onlyOne(client, 'X', 'Category', 'a', [one('a'), one('b')], '')).toThrow(
			'matches 2 categories',
		);
	});
});

test('names are the same to people whatever their case, blanks and Unicode form', () => {
	expect(sameName(' Café ', 'cafe\u0301')).toBe(true);
	expect(sameName('Doors', 'Door')).toBe(false);
	expect(sameName(undefined, '')).toBe(false);
	expect(sameName('', ' ')).toBe(false);
	expect(sameName(7, '7')).toBe(false);
});
