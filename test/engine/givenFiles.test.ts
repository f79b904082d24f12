import { registry } from '../../nodes/registry';
import { failureOf, mattermostServer } from '../support/mattermostServer';
import { firstOf } from '../support/present';

/**
 * Files that are named by ID: servers drop in silence those that a message cannot have, so nothing is sent for
 * them, and what was dropped nonetheless is an error that sends nothing again.
 */

type Server = Awaited<ReturnType<typeof mattermostServer>>;
type Run = Server['run'];
let server: Server;
beforeAll(async () => {
	server = await mattermostServer();
});
afterAll(async () => {
	await server.sandbox.stop();
});
beforeEach(() => {
	server.mattermost.reset();
});

const UNKNOWN = 'unknownunknownunknownunkno';
const alerts = () => server.state.channel('alerts').id;
const picture = { data: 'aGk=', mimeType: 'text/plain', fileName: 'a.txt' };
const withFile = [{ json: {}, binary: { data: picture } }];

const upload = async (run: Run = server.run, channelId = alerts()): Promise<string> =>
	String(firstOf(await run('file', 'upload', { channelId }, withFile)).json.id);
const post = async (values: Record<string, unknown> = {}, run: Run = server.run) =>
	firstOf(await run('post', 'create', { channelId: alerts(), message: 'Hello', ...values })).json;

/** What an operation needs besides its file IDs. */
const VALUES: Record<string, () => Promise<Record<string, unknown>>> = {
	'post/create': async () => ({ channelId: alerts(), message: 'Hello' }),
	'post/reply': async () => ({ postId: (await post()).id, message: 'Hello' }),
	'post/sendDirect': async () => ({ recipient: '@bob', message: 'Hello' }),
	'post/sendFile': async () => ({ channelId: alerts(), message: 'Hello' }),
	'post/sendGroup': async () => ({ recipients: '@bob, @carol', message: 'Hello' }),
	'post/update': async () => ({ postId: (await post()).id }),
	'post/replace': async () => ({ postId: (await post()).id, message: 'Hello' }),
	'scheduledPost/create': async () => ({
		channelId: alerts(),
		message: 'Hello',
		scheduledAt: '2099-01-01T00:00:00Z',
	}),
	'scheduledPost/update': async () => {
		const values = await VALUES['scheduledPost/create']!();
		const { json } = firstOf(await server.run('scheduledPost', 'create', values));
		return { scheduledPostId: json.id, message: 'Hello' };
	},
	'draft/save': async () => ({ channelId: alerts(), message: 'Hello' }),
};
const OPERATIONS = Object.keys(VALUES);
/** Operations whose options have the name of another's. */
const OPTIONS_LIKE: Record<string, string> = { sendFile: 'reply', sendGroup: 'sendDirect' };

/** @param ready called when only the operation itself is left */
const send = async (
	operation: string,
	fileIds: string,
	run: Run = server.run,
	ready?: () => void,
) => {
	const [resource, name] = operation.split('/') as [string, string];
	const values = await VALUES[operation]!();
	server.mattermost.requests = [];
	ready?.();
	const options = `${OPTIONS_LIKE[name] ?? name}Options`;
	return await run(resource, name, { ...values, [options]: { fileIds } }, withFile);
};
const changes = () => server.sent().filter((one) => !one.startsWith('GET '));

test('these are all operations that take file IDs', () => {
	const all = registry
		.filter(({ service }) => service.name === 'Mattermost')
		.flatMap(({ resources }) =>
			resources.flatMap(({ value, operations }) =>
				operations
					.filter(({ fields, optional = [] }) =>
						[...(fields ?? []), ...optional].some(({ name }) => /(^|\.)file_ids$/.test(name)),
					)
					.map((one) => `${value}/${one.value}`),
			),
		);
	expect(all.sort()).toEqual([...OPERATIONS].sort());
});

describe.each(OPERATIONS)('%s', (operation) => {
	test('sends a file that the account has uploaded', async () => {
		const id = await upload();
		const { json } = firstOf(await send(operation, id));
		expect(json.file_ids).toContain(id);
	});

	test.each([
		{ what: 'unknown', says: 'but there is no such file', make: async () => UNKNOWN },
		{
			what: 'of another message',
			says: 'which another message already has',
			make: async () => {
				const id = await upload();
				await post({ createOptions: { fileIds: id } });
				return id;
			},
		},
		{
			what: 'of another account',
			says: 'which another account uploaded',
			make: async () => await upload(server.asBob),
		},
	])('sends nothing with a file that is $what', async ({ says, make }) => {
		const id = await make();
		const { message, description } = await failureOf(send(operation, `${await upload()}, ${id}`));
		expect(message).toBe(`"File IDs" contains ${id}, ${says}`);
		expect(description).toContain('nothing was sent');
		const isPlace = (one: string) =>
			/^POST \/(channels\/(direct|group)|users\/usernames)$/.test(one);
		expect(changes().filter((one) => !isPlace(one))).toEqual([]);
	});
});

test('the error links to the message that has the file', async () => {
	const id = await upload();
	const { permalink } = await post({ createOptions: { fileIds: id } });
	const { description } = await failureOf(send('post/create', id));
	expect(description).toContain(String(permalink));
});

test('a file that the account may not see is somebody else’s', async () => {
	const { id: channelId } = firstOf(
		await server.run('channel', 'create', {
			teamId: server.state.team('team1').id,
			name: 'hidden-files',
			displayName: 'Hidden',
			type: 'P',
		}),
	).json;
	const id = await upload(server.run, String(channelId));
	const { message } = await failureOf(send('post/create', id, server.asBob));
	expect(message).toBe(`"File IDs" contains ${id}, which another account uploaded`);
});

test('a file that a lagging copy of the database does not know yet is asked for again', async () => {
	const id = await upload();
	server.mattermost.fail({
		kind: 'status',
		status: 404,
		match: ({ path }) => path.endsWith('/info'),
	});
	expect(firstOf(await send('post/create', id)).json.file_ids).toEqual([id]);
});

test('two items cannot have the same file', async () => {
	const id = await upload();
	const values = { channelId: alerts(), message: 'Hello', createOptions: { fileIds: id } };
	const { message } = await failureOf(
		server.run('post', 'create', values, [{ json: {} }, { json: {} }]),
	);
	expect(message).toBe(`"File IDs" contains ${id}, which another item sends as well`);
	expect(changes()).toHaveLength(2);
});

test('a message keeps its files when it gets more, also by several items', async () => {
	const [first, second] = [await upload(), await upload()];
	const { id: postId } = await post({ createOptions: { fileIds: first } });
	const fileIds = `${first}, ${second}`;
	const values = { postId, updateOptions: { fileIds } };
	const items = await server.run('post', 'update', values, [{ json: {} }, { json: {} }]);
	expect(items.map(({ json }) => json.file_ids)).toEqual([
		[first, second],
		[first, second],
	]);
});

describe('a file that another message gets at the last moment', () => {
	/** Takes all files away when the message is sent. */
	const steal = (method: string) =>
		server.mattermost.fail({
			kind: 'status',
			match: (request) => {
				const isSent = request.method === method && /\/posts(\/\w+\/patch)?$/.test(request.path);
				const files = isSent ? [...server.state.files.values()] : [];
				for (const { info } of files) info.post_id ||= 'another';
				return false;
			},
		});

	test.each(['post/create', 'post/reply', 'post/sendDirect', 'post/sendFile', 'post/sendGroup'])(
		'%s says that the message is there without it',
		async (operation) => {
			const id = await upload();
			const { message, description } = await failureOf(
				send(operation, id, server.run, () => steal('POST')),
			);
			expect(message).toContain('Mattermost posted the message but did not attach these files: ');
			expect(message).toContain(id);
			expect(description).toContain('/_redirect/pl/');
			expect(description).toContain('do not send it again');
			expect(changes().filter((one) => one === 'POST /posts')).toHaveLength(1);
		},
	);

	test('the last part of a long message says it', async () => {
		const id = await upload();
		steal('POST');
		const createOptions = { fileIds: id, splitLong: 'thread' };
		const { message } = await failureOf(
			server.run('post', 'create', {
				channelId: alerts(),
				message: 'word '.repeat(5000),
				createOptions,
			}),
		);
		expect(message).toBe(`Mattermost posted the message but did not attach these files: ${id}`);
		expect(changes().filter((one) => one === 'POST /posts')).toHaveLength(2);
	});

	test('so does a changed message', async () => {
		const id = await upload();
		const { message } = await failureOf(send('post/update', id, server.run, () => steal('PUT')));
		expect(message).toBe(`Mattermost changed the message but did not attach these files: ${id}`);
	});
});
