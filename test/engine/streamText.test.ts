import type { IDataObject } from 'n8n-workflow';
import { streamText } from '../../nodes/services/mattermost/messages/streamText';
import type { OperationContext } from '../../nodes/shared/model/operation';

/** Message → Stream Text: what stands in the message, whichever edits are lost. */

async function* tokens(words: string[], fails = false): AsyncIterable<unknown> {
	for (const word of words) yield { content: word };
	await Promise.resolve();
	if (fails) throw new Error('model is away');
}

/** A server whose every `drops`th edit is lost, and the operation on it. */
function run(model: unknown, values: IDataObject = {}, drops = 0) {
	const posts: Array<{ id: string; message: string; root_id?: string }> = [];
	let edits = 0;
	const context = {
		host: { languageModel: async () => model },
		resource: { value: 'post', name: 'Message', operations: [] },
		operation: { value: 'streamText', name: 'Stream Text', fields: [], optional: [] },
		param: () => undefined,
		once: async <T>(_key: string, compute: () => Promise<T>) => await compute(),
		serverIsAtLeast: async () => true,
		refuse: (field: string, problem: string) => new Error(`${field} ${problem}`),
		fail: ({ message }: { message: string }) => new Error(message),
		request: async (
			request: string,
			{ path, body }: { path?: IDataObject; body?: IDataObject },
		) => {
			if (request === 'GET /config/client') return { MaxPostSize: '100' };
			if (request === 'POST /posts') {
				const post = { id: `post${posts.length}`, ...(body as { message: string }) };
				posts.push(post);
				return post;
			}
			const post = posts.find(({ id }) => id === path!.post_id)!;
			if (request.startsWith('PUT')) {
				if (drops && ++edits % drops === 0) return post;
				post.message = String(body!.message);
			}
			return { ...post };
		},
		values,
	};
	return { posts, done: async () => await streamText(context as unknown as OperationContext) };
}

jest.mock('../../nodes/shared/request/build', () => ({
	valuesByName: async ({ values }: { values: IDataObject }) => ({
		channel_id: 'channel',
		prompt: 'Hi',
		...values,
	}),
}));

const model = (words: string[], fails = false) => ({ stream: async () => tokens(words, fails) });

test.each([0, 1, 2, 3])(
	'the final text is whole, also if every edit number %i is lost',
	async (drops) => {
		const { posts, done } = run(model(['Hello', ' ', 'world']), {}, drops === 1 ? 2 : drops);
		expect(await done()).toMatchObject({ text: 'Hello world' });
		expect(posts.map(({ message }) => message)).toEqual(['Hello world']);
	},
);

test('a server that keeps no edit is an error, not a success', async () => {
	const { done } = run(model(['Hello']), {}, 1);
	await expect(done()).rejects.toThrow('did not keep the whole text');
});

test('a text that is longer than a message goes on in the thread', async () => {
	const { posts, done } = run(model(Array.from({ length: 40 }, (_, at) => `word${at} `)));
	await done();
	expect(posts.length).toBeGreaterThan(2);
	expect(posts.slice(1).every(({ root_id }) => root_id === 'post0')).toBe(true);
	const said = posts.map(({ message }) => message).join(' ');
	for (let at = 0; at < 40; at++) expect(said).toContain(`word${at}`);
});

test('a model that breaks off leaves what it wrote, with a mark, and fails the item', async () => {
	const { posts, done } = run(model(['Half'], true));
	await expect(done()).rejects.toThrow('model is away');
	expect(posts[0]!.message).toBe('Half\n\n:warning: The answer broke off.');
});

test('without a model nothing is posted', async () => {
	const { posts, done } = run(undefined);
	await expect(done()).rejects.toThrow('Model is not connected');
	expect(posts).toEqual([]);
});
