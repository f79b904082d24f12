import type { INodeExecutionData } from 'n8n-workflow';
import { Readable } from 'stream';
import { contextOf, failureOf, ok, type Given, type Reply } from '../../../test/support/units';
import type { ApiRequest } from '../http/types';
import type { Operation } from '../model/operation';
import { fileFacts } from './fileItem';
import { toItems } from './toItems';

const GET: ApiRequest = { method: 'GET', path: '/things', query: {}, idempotent: true };
const file = (content: string) => Readable.from([Buffer.from(content)], { objectMode: false });
const json = (items: INodeExecutionData[]) => items.map((item) => item.json);

async function itemsOf(operation: Partial<Operation>, replies: Reply[], given: Given = {}) {
	const unit = contextOf(operation, { replies, ...given });
	return { ...unit, items: await toItems(unit.context, { ...GET, binary: true }) };
}

describe('files', () => {
	const answer = (
		headers: Record<string, string | string[]>,
		body: unknown = Buffer.from('x'),
	) => ({
		statusCode: 200,
		headers,
		body,
	});

	test.each<[Record<string, string | string[]>, { name?: string; type?: string }]>([
		[{ 'content-disposition': 'attachment; filename="door.png"' }, { name: 'door.png' }],
		[{ 'content-disposition': 'inline; filename=door.png; size=3' }, { name: 'door.png' }],
		[{ 'content-disposition': ['attachment;filename="a"', 'x'] }, { name: 'a' }],
		[
			{ 'content-disposition': `attachment; filename="t.png"; filename*=UTF-8''t%C3%BCr.png` },
			{ name: 'tür.png' },
		],
		[{ 'content-disposition': `attachment; filename*=utf-8''a%20b; x=1` }, { name: 'a b' }],
		[
			{ 'content-disposition': `attachment; filename="plain"; filename*=UTF-8''%E0%A4%A` },
			{ name: 'plain' },
		],
		[
			{ 'content-disposition': 'attachment; filename="Door 1; Lobby.mp4"' },
			{ name: 'Door 1; Lobby.mp4' },
		],
		[
			{ 'content-disposition': String.raw`attachment; filename="a \"b\".txt"` },
			{ name: 'a "b".txt' },
		],
		[{ 'content-disposition': 'attachment; FileName=a.txt' }, { name: 'a.txt' }],
		[{ 'content-disposition': 'attachment; filename=""' }, {}],
		[
			{
				'content-disposition': `attachment; filename="${Buffer.from('質 tür.txt').toString('latin1')}"`,
			},
			{ name: '質 tür.txt' },
		],
		[{ 'content-disposition': 'attachment; filename="t\u00fcr.txt"' }, { name: 'tür.txt' }],
		// A server's name must not lead anywhere on the disk.
		[{ 'content-disposition': 'attachment; filename="../../etc/passwd"' }, { name: 'passwd' }],
		[{ 'content-disposition': 'attachment; filename="C:\\temp\\x.txt"' }, { name: 'x.txt' }],
		[{ 'content-type': 'image/png ; charset=binary' }, { type: 'image/png' }],
		[{}, {}],
	])('%j: %j', (headers, facts) => {
		expect(fileFacts(answer(headers))).toEqual({ name: undefined, type: undefined, ...facts });
	});

	test('an item with the file, its size, and where it is wanted', async () => {
		const headers = {
			'content-disposition': 'attachment; filename="d.png"',
			'content-type': 'image/png',
		};
		const { items, files } = await itemsOf(
			{ output: { kind: 'binary' } },
			[ok(file('image'), headers)],
			{ params: { thingBinaryProperty: 'photo' } },
		);
		expect(json(items)).toEqual([{ fileName: 'd.png', mimeType: 'image/png', bytes: 5 }]);
		expect(Object.keys(items[0]!.binary!)).toEqual(['photo']);
		expect(files).toEqual([
			{ data: Buffer.from('image'), fileName: 'd.png', mimeType: 'image/png' },
		]);
		expect(items[0]!.pairedItem).toEqual({ item: 0 });
	});

	test('one without a name is called by the operation, in the usual field', async () => {
		const operation: Partial<Operation> = { output: { kind: 'binary', fileName: 'clip.mp4' } };
		const { items, files } = await itemsOf(operation, [ok(file('x'))]);
		expect(files[0]!.fileName).toBe('clip.mp4');
		expect(Object.keys(items[0]!.binary!)).toEqual(['data']);
	});
});

/** A file whose connection is lost after its first bytes. */
const broken = (content: string) =>
	Readable.from(
		(async function* () {
			yield Buffer.from(content);
			throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
		})(),
		{ objectMode: false },
	);
const whole = { 'content-length': '6', 'accept-ranges': 'bytes', etag: '"1"' };
const rest = (range: string) =>
	({ ...ok(file('def'), { 'content-range': range }), statusCode: 206 }) as Reply;

describe('a lost connection', () => {
	const operation: Partial<Operation> = { output: { kind: 'binary' } };

	test('the rest is asked for, if the file is still the same', async () => {
		const { files, sent, items } = await itemsOf(operation, [
			ok(broken('abc'), whole),
			rest('bytes 3-5/6'),
		]);
		expect(String(files.at(-1)!.data)).toBe('abcdef');
		expect(sent[1]!.headers).toMatchObject({ Range: 'bytes=3-', 'If-Range': '"1"' });
		expect(items[0]!.json.bytes).toBe(6);
	});

	test.each([
		{ what: 'another place', range: 'bytes 2-5/6' },
		{ what: 'another file', range: 'bytes 3-8/9' },
	])('a rest of $what is not taken: it begins again', async ({ range }) => {
		const { files } = await itemsOf(operation, [
			ok(broken('abc'), whole),
			rest(range),
			ok(file('abcdef'), whole),
		]);
		expect(String(files.at(-1)!.data)).toBe('abcdef');
	});

	test('what changes something is not sent again', async () => {
		const unit = contextOf(operation, { replies: [ok(broken('abc'))] });
		const request: ApiRequest = { ...GET, method: 'POST', idempotent: false };
		const error = await failureOf(toItems(unit.context, request));
		expect(error.message).toContain('was lost in the middle of a file');
		expect(unit.sent).toHaveLength(1);
	});

	test('three beginnings are enough', async () => {
		const replies = () => ok(broken('abc'));
		const unit = contextOf(operation, { replies });
		const error = await failureOf(toItems(unit.context, GET));
		expect(error.message).toContain('was lost in the middle of a file');
		expect(unit.sent).toHaveLength(3);
	});

	test('a fault of n8n’s store is none of the server', async () => {
		const keepFile = async () => await Promise.reject(new Error('ENOSPC: no space left'));
		const unit = contextOf(operation, { replies: [ok(file('abc'))], host: { keepFile } });
		await expect(toItems(unit.context, GET)).rejects.toThrow('no space left');
		expect(unit.sent).toHaveLength(1);
	});
});
