import { clientOf, failureOf } from '../../../test/support/units';
import * as fields from '../model/fields';
import type { Picker } from '../model/operation';
import { refined, resolveAll } from './refine';

const { client } = clientOf();
const picker: Picker = {
	noun: 'User',
	example: 'u1',
	isId: (value) => /^u\d$/.test(value),
	resolve: async (_client, _mode, value) => {
		if (value === 'bob') return 'u1';
		throw new Error(`no user ${value}`);
	},
};

describe('IDs of a list', () => {
	const field = fields.strings('user_ids', '', { picker });

	test('one for each person, in order', async () => {
		expect(await resolveAll(client, field, 'Users', ['u2', 'bob', 'u1'])).toEqual(['u2', 'u1']);
	});

	test('one after the other, for what one look-up found serves the next', async () => {
		let under = 0;
		const slow: Picker = {
			...picker,
			resolve: async () => {
				expect(++under).toBe(1);
				await Promise.resolve();
				under--;
				return 'u1';
			},
		};
		await resolveAll(client, { ...field, picker: slow }, 'Users', ['a', 'b', 'c']);
	});

	test('texts that name nothing stay as they are', async () => {
		const texts = ['a', 'a'];
		expect(await resolveAll(client, fields.strings('words', ''), 'Words', texts)).toEqual(texts);
	});
});

describe('the value as the server takes it', () => {
	test('a text that names a thing becomes its ID', async () => {
		const field = fields.text('user_id', '', { picker });
		expect(await refined(client, field, 'User', ' bob ')).toBe('u1');
		expect(await refined(client, field, 'User', ' ')).toBe(' ');
		await expect(refined(client, field, 'User', 'eve')).rejects.toThrow('no user eve');
	});

	test('only texts do; a picked thing was resolved before', async () => {
		const pick = fields.pick(picker, 'user_id', '');
		expect(await refined(client, pick, 'User', 'bob')).toBe('bob');
	});

	test('the field’s own word comes last but for the length', async () => {
		const field = fields.text('name', '', {
			longest: 3,
			refine: (_client, path, value) => `${path} ${String(value)}!`,
		});
		const error = await failureOf(refined(client, field, 'N', 'x'));
		expect(error.message).toBe('"N" is 4 characters long, but the server accepts at most 3');
	});

	test('what cannot be stored is refused before it is looked up', async () => {
		const field = fields.text('user_id', '', { picker });
		expect((await failureOf(refined(client, field, 'User', 'a\0'))).message).toContain('NUL');
	});

	test('lengths are those of texts', async () => {
		const field = fields.json('props', '', { longest: 3 });
		expect(await refined(client, field, 'Props', { a: 'long enough' })).toEqual({
			a: 'long enough',
		});
		const text = { ...field, asString: true };
		expect((await failureOf(refined(client, text, 'Props', '{"a":1}'))).message).toContain(
			'7 char',
		);
	});
});
