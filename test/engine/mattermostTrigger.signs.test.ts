import { Readable } from 'node:stream';
import type { IDataObject } from 'n8n-workflow';
import { withFiles } from '../../nodes/MattermostTrigger/attachedFiles';
import { Signs, type SignSettings } from '../../nodes/MattermostTrigger/signs';
import { mattermost } from '../../nodes/services/mattermost/service';
import { clientOf } from '../support/units';

/** What people see while their message is being worked on, and the files that come with it. */

const NONE: SignSettings = { typing: false, arrived: '', done: '', failed: '' };
const post = { id: 'post-1', channel_id: 'channel-1', root_id: '' };

function signs(settings: Partial<SignSettings>, memory: IDataObject = {}, fails = false) {
	const sent: string[] = [];
	const reports: string[] = [];
	/** Emoji of the account on the message. */
	const reactions = new Set<string>();
	let wake: Array<() => void> = [];
	const made = new Signs({
		...NONE,
		...settings,
		me: 'me',
		memory,
		sleep: async () => await new Promise<void>((resolve) => wake.push(resolve)),
		report: (what) => reports.push(what),
		client: () => ({
			request: async <T>(request: string, parts: { path?: IDataObject; body?: unknown } = {}) => {
				if (fails) throw new Error('away');
				sent.push(request.replace(/^(\w+) .*\/(\w+).*$/, '$1 $2'));
				const { emoji_name } = { ...parts.path, ...(parts.body as IDataObject) } as IDataObject;
				if (request === 'POST /reactions') reactions.add(String(emoji_name));
				if (request.startsWith('DELETE')) reactions.delete(String(emoji_name));
				return undefined as T;
			},
		}),
	});
	const typed = () => sent.filter((one) => one === 'POST typing').length;
	const pass = async () => {
		const due = wake;
		wake = [];
		for (const one of due) one();
		await new Promise((resolve) => setImmediate(resolve));
	};
	return { made, memory, reactions, reports, typed, pass };
}
const settled = async () => await new Promise((resolve) => setImmediate(resolve));

test.each([
	['done', ['white_check_mark']],
	['failed', ['x']],
	// It goes on later, and nobody tells the trigger when.
	['waiting', []],
] as const)('an execution that is %s', async (how, left) => {
	const { made, reactions, memory } = signs({
		arrived: 'eyes',
		done: 'white_check_mark',
		failed: 'x',
	});
	made.begin(post);
	await settled();
	expect([...reactions]).toEqual(['eyes']);
	expect(memory.underWay).toEqual(['post-1']);
	await made.end(post, how);
	expect([...reactions]).toEqual(left);
	expect(memory.underWay).toEqual([]);
});

test('it types until the execution ends, and no longer', async () => {
	const { made, typed, pass } = signs({ typing: true });
	made.begin(post);
	await settled();
	expect(typed()).toBe(1);
	await pass();
	expect(typed()).toBe(2);
	await made.end(post, 'done');
	await pass();
	await pass();
	expect(typed()).toBe(2);
});

test('after a crash, what was left is removed when the trigger starts again', async () => {
	const before = signs({ arrived: 'eyes' });
	before.made.begin(post);
	await settled();
	// n8n saved this with the event, and was killed.
	const memory = JSON.parse(JSON.stringify(before.memory)) as IDataObject;
	const after = signs({ arrived: 'eyes' }, memory);
	after.reactions.add('eyes');
	await after.made.cleanUp();
	expect([...after.reactions]).toEqual([]);
	expect(memory.underWay).toEqual([]);
});

test('a server that is away holds nothing up', async () => {
	const { made, reports } = signs({ arrived: 'eyes', done: 'x', typing: true }, {}, true);
	made.begin(post);
	await made.end(post, 'done');
	await made.cleanUp();
	expect(reports.length).toBeGreaterThan(0);
});

test('files come with the message; one that cannot be had says why and holds nothing up', async () => {
	const infos: Record<string, { size: number; name: string }> = {
		one: { size: 3, name: 'one.png' },
		huge: { size: 100, name: 'huge.bin' },
	};
	const { client, host, files } = clientOf({
		service: mattermost,
		credentials: { siteUrl: 'https://chat.example.com', accessToken: 'a-token' },
		params: { authentication: 'accessToken' },
		replies: ({ url, encoding }) => {
			const [, id = '', isInfo] = /files\/(\w+)(\/info)?/.exec(String(url)) ?? [];
			if (!infos[id]) return { statusCode: 404, body: {} };
			if (isInfo) return { body: { ...infos[id], mime_type: 'image/png' } };
			// n8n gives a stream where one is asked for.
			return { body: encoding === 'stream' ? Readable.from([Buffer.from('abc')]) : 'abc' };
		},
	});
	const item = await withFiles(
		{ id: 'post-1', file_ids: ['one', 'gone', 'huge'] },
		{ client, largest: 10, keepFile: host.keepFile },
	);
	expect(files).toEqual([{ data: Buffer.from('abc'), fileName: 'one.png', mimeType: 'image/png' }]);
	expect(item.binary).toEqual({
		file_0: { data: '', fileName: 'one.png', mimeType: 'image/png' },
	});
	expect(item.json.files_not_downloaded).toEqual([
		{ file_id: 'gone', reason: expect.stringMatching(/\w/) },
		{ file_id: 'huge', reason: expect.stringContaining('at most') },
	]);
	const keepFile = async () => await Promise.reject(new Error('not asked for'));
	const without = { id: 'post-2', file_ids: [] };
	expect(await withFiles(without, { client, largest: 10, keepFile })).toEqual({
		json: without,
	});
});
