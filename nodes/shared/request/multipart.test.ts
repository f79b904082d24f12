import type { IBinaryData } from 'n8n-workflow';
import { Readable } from 'stream';
import { contextOf, failureOf } from '../../../test/support/units';
import type { FileBody } from '../http/fileBody';
import type { ApiRequest } from '../http/types';
import type { ByteStream } from '../util/byteStream';
import { formOf, uploads } from './multipart';

const files: Record<string, { data: Buffer; info: IBinaryData }> = {
	data: {
		data: Buffer.from('image'),
		info: { data: '', mimeType: 'image/png', fileName: 'door.png' },
	},
	other: { data: Buffer.from('text'), info: { data: '', mimeType: 'text/plain' } },
};
const host = {
	inputItem: () => ({ json: {}, binary: { data: files.data!.info, other: files.other!.info } }),
	fileInfo: (property: string) => files[property]!.info,
	readFile: async (property: string) => files[property]!.data,
};

/** A form as its parts stand in it. */
const partsOf = async ({ body, headers }: Pick<ApiRequest, 'body' | 'headers'>) => {
	const form = await new Response(new Uint8Array(body as Buffer), { headers }).formData();
	return await Promise.all(
		[...form.entries()].map(async ([name, value]) =>
			typeof value === 'string'
				? [name, value]
				: [name, value.name, value.type, await value.text()],
		),
	);
};

test('texts stand before files, lists part by part, objects as JSON', async () => {
	const { context } = contextOf({}, { host });
	const texts = { channel_id: 'c1', client_ids: ['a', 'b'], props: { a: 1 }, n: 7, on: false };
	const form = await formOf(context, texts, { files: ['data', 'other'] });
	expect(await partsOf(form)).toEqual([
		['channel_id', 'c1'],
		['client_ids', 'a'],
		['client_ids', 'b'],
		['props', '{"a":1}'],
		['n', '7'],
		['on', 'false'],
		['files', 'door.png', 'image/png', 'image'],
		// A file without a name is called by its field.
		['files', 'other', 'text/plain', 'text'],
	]);
});

test('files in n8n’s store are read while they are sent, each opened once for each sending', async () => {
	const stored = {
		data: { ...files.data!, info: { ...files.data!.info, id: 'filesystem:data' } },
		other: { ...files.other!, info: { ...files.other!.info, id: 'filesystem:other' } },
	};
	const contentOf = (id: string) => stored[id.split(':')[1] as 'data' | 'other'].data;
	const opened: string[] = [];
	const { context } = contextOf(
		{},
		{
			host: {
				...host,
				fileInfo: (property) => stored[property as 'data' | 'other'].info,
				readFile: async () => await Promise.reject(new Error('It is not read as a whole')),
				storedSize: async (id) => contentOf(id).length,
				openFile: async (id) => {
					opened.push(id);
					return Readable.from([contentOf(id)]) as unknown as ByteStream;
				},
			},
		},
	);
	const { body, headers } = await formOf(
		context,
		{ channel_id: 'c1' },
		{ files: ['data', 'other'] },
	);
	expect(opened).toEqual([]);
	for (let time = 1; time <= 2; time++) {
		const chunks: Uint8Array[] = [];
		for await (const chunk of await (body as unknown as FileBody).open()) chunks.push(chunk);
		const whole = Buffer.concat(chunks);
		expect(whole).toHaveLength((body as unknown as FileBody).length);
		expect(await partsOf({ body: whole, headers })).toEqual([
			['channel_id', 'c1'],
			['files', 'door.png', 'image/png', 'image'],
			['files', 'other', 'text/plain', 'text'],
		]);
		expect(opened.splice(0)).toEqual(['filesystem:data', 'filesystem:other']);
	}
});

describe('an upload', () => {
	const request: ApiRequest = {
		method: 'POST',
		path: '/files',
		query: {},
		body: { channel_id: 'c1' },
		idempotent: false,
	};

	test.each([
		[undefined, 'door.png'],
		['', 'door.png'],
		['other', 'other'],
	])('takes the file of the field %j', async (property, name) => {
		const { context } = contextOf({}, { host, params: { thingInputBinaryField: property } });
		const { body, headers, ...rest } = await uploads('image')(context, request);
		expect(rest).toEqual({ method: 'POST', path: '/files', query: {}, idempotent: false });
		const parts = await partsOf({ body, headers });
		expect(parts.map((part) => part.slice(0, 2))).toEqual([
			['channel_id', 'c1'],
			['image', name],
		]);
	});

	test('without other fields', async () => {
		const { context } = contextOf({}, { host });
		const form = await uploads('image')(context, { ...request, body: undefined });
		expect(await partsOf(form)).toHaveLength(1);
	});

	test('of a file that is not there says which are', async () => {
		const gone = () => {
			throw new Error('n8n’s own words');
		};
		const params = { thingInputBinaryField: 'image' };
		const { context } = contextOf({}, { host: { ...host, fileInfo: gone }, params });
		const error = await failureOf(uploads('image')(context, request));
		expect(error.message).toBe(
			'"Input Binary Field" is "image", but the input item has no file of that name',
		);
		expect(error.description).toContain('Use one of its files: data, other');
		const { context: bare } = contextOf({}, { host: { fileInfo: gone }, params });
		const none = await failureOf(uploads('image')(bare, request));
		expect(none.description).toContain('The item has no files at all');
	});

	test('of a file that is there but cannot be read fails as n8n says', async () => {
		const broken = async () => await Promise.reject(new Error('The file is lost'));
		const { context } = contextOf({}, { host: { ...host, readFile: broken } });
		await expect(uploads('image')(context, request)).rejects.toThrow('The file is lost');
	});
});
