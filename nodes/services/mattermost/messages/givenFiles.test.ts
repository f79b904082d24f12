import { contextOf, failureOf, ok, status, type Given } from '../../../../test/support/units';
import type { Memory } from '../../../shared/http/runMemory';
import type { Tries } from '../../../shared/execution/tries';
import { checkGivenFiles, lacking } from './givenFiles';

const [FILE, OTHER, ME, POST] = ['f', 'o', 'm', 'p'].map((letter) => letter.repeat(26)) as [
	string,
	string,
	string,
	string,
];
const free = ok({ id: FILE, user_id: ME });

/** A server with these files by their IDs, on which the account is ME. */
const server = (files: Record<string, ReturnType<typeof ok>>, given: Given = {}) =>
	contextOf(
		{},
		{
			...given,
			replies: ({ url }) =>
				url.endsWith('/users/me')
					? ok({ id: ME })
					: (files[/\/files\/(\w+)\/info$/.exec(url)![1]!] ?? status(404)),
		},
	);

test('no file is no request', async () => {
	const { context, sent } = server({});
	await checkGivenFiles(context, []);
	expect(sent).toEqual([]);
});

test('a free file of the account passes, named twice as well', async () => {
	const { context, sent } = server({ [FILE]: free });
	await checkGivenFiles(context, [FILE, FILE]);
	expect(sent).toHaveLength(2);
});

test.each([
	{ what: 'of nobody', info: { user_id: 'nouser' } },
	{ what: 'that the changed message has', info: { user_id: ME, post_id: POST } },
])('a file $what passes', async ({ info }) => {
	const { context } = server({ [FILE]: ok({ id: FILE, ...info }) });
	await expect(checkGivenFiles(context, [FILE], POST)).resolves.toBeUndefined();
});

test.each([
	{ what: 'of another account', reply: ok({ user_id: OTHER }), says: 'another account uploaded' },
	{ what: 'that is hidden', reply: status(403), says: 'another account uploaded' },
	{
		what: 'of another message',
		reply: ok({ user_id: ME, post_id: OTHER }),
		says: 'another message already has',
	},
])('a file $what is refused', async ({ reply, says }) => {
	const { context } = server({ [FILE]: free, [OTHER]: reply });
	const { message } = await failureOf(checkGivenFiles(context, [FILE, OTHER], POST));
	expect(message).toBe(`"File IDs" contains ${OTHER}, which ${says}`);
});

test('an unknown file is asked for twice', async () => {
	const { context, sent } = server({});
	const unknown = await failureOf(checkGivenFiles(context, [FILE]));
	expect(unknown.message).toContain('there is no such file');
	expect(sent).toHaveLength(2);
});

test('what the server fails at is no judgement of the file', async () => {
	const { context } = server({ [FILE]: status(500) });
	expect(await failureOf(checkGivenFiles(context, [FILE]))).toMatchObject({ httpCode: '500' });
});

test('of two items only the first gets the file, a message its own from both', async () => {
	const memory: Memory = new Map();
	const item = (itemIndex: number) => server({ [FILE]: free }, { itemIndex, memory }).context;
	await checkGivenFiles(item(0), [FILE]);
	const { message } = await failureOf(checkGivenFiles(item(1), [FILE]));
	expect(message).toContain('which another item sends as well');
	const changes: Memory = new Map();
	for (const itemIndex of [0, 1]) {
		const { context } = server({ [FILE]: free }, { itemIndex, memory: changes });
		await checkGivenFiles(context, [FILE], POST);
	}
});

test('a further try does not ask again what an earlier one passed', async () => {
	const passed = new Set<string>();
	const host = { tries: { passed } as unknown as Tries };
	const used = ok({ user_id: ME, post_id: POST });
	const other = server({ [FILE]: used }, { host, itemIndex: 1 });
	expect((await failureOf(checkGivenFiles(other.context, [FILE]))).message).toContain('already');
	await checkGivenFiles(server({ [FILE]: free }, { host }).context, [FILE]);
	await checkGivenFiles(server({ [FILE]: used }, { host }).context, [FILE]);
	expect((await failureOf(checkGivenFiles(other.context, [FILE]))).message).toContain('already');
});

test('a message without its files is a failure that names them and the message', () => {
	const check = lacking('posted', [FILE, OTHER, OTHER], 'https://chat.test');
	expect(check({ id: POST, file_ids: [OTHER, FILE] })).toBeUndefined();
	expect(lacking('posted', [], 'https://chat.test')({ id: POST })).toBeUndefined();
	expect(check({ id: POST, type: 'burn_on_read' })).toBeUndefined();
	for (const file_ids of [undefined, null, []]) {
		expect(check({ id: POST, file_ids })).toMatchObject({
			message: `Mattermost posted the message but did not attach these files: ${FILE}, ${OTHER}`,
			advice: expect.stringContaining(`https://chat.test/_redirect/pl/${POST};`),
		});
	}
});
