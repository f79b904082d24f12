import { Readable } from 'stream';
import { contextOf, failureOf } from '../../../test/support/units';
import { FileBody } from '../http/fileBody';
import type { ByteStream } from '../util/byteStream';
import { readInputFile } from './readInputFile';

const info = { data: '', mimeType: 'image/png', fileName: 'door.png' };

test('a file in memory, with what n8n knows of it', async () => {
	const content = Buffer.from('image');
	const { context } = contextOf(
		{},
		{ host: { fileInfo: () => info, readFile: async () => content } },
	);
	expect(await readInputFile(context, 'data')).toEqual({ info, size: 5, content });
});

test('a file in the store is not read before it is sent, and its size is the store’s', async () => {
	let opened = 0;
	const openFile = async () => {
		opened++;
		return Readable.from([Buffer.from('ima'), Buffer.from('ge')]) as unknown as ByteStream;
	};
	const stored = { ...info, id: 'filesystem:1', bytes: 99 };
	const { context } = contextOf(
		{},
		{ host: { fileInfo: () => stored, openFile, storedSize: async () => 5 } },
	);
	const { size, content } = await readInputFile(context, 'data');
	expect([size, opened]).toEqual([5, 0]);
	for (let time = 1; time <= 2; time++) {
		const chunks: Uint8Array[] = [];
		for await (const chunk of await (content as FileBody).open()) chunks.push(chunk);
		expect([Buffer.concat(chunks).toString(), opened]).toEqual(['image', time]);
	}
});

test('one that is not there is refused with those that are', async () => {
	const fileInfo = () => {
		throw new Error('n8n’s own words');
	};
	const inputItem = () => ({ json: {}, binary: { photo: info, plan: info } });
	const { context } = contextOf({}, { host: { fileInfo, inputItem } });
	const error = await failureOf(readInputFile(context, 'data'));
	expect(error.message).toContain('is "data", but the input item has no file of that name');
	expect(error.description).toContain('Use one of its files: photo, plan');
	// It is there, so something else went wrong.
	await expect(readInputFile(context, 'photo')).rejects.toThrow('n8n’s own words');
	const { context: bare } = contextOf({}, { host: { fileInfo } });
	expect((await failureOf(readInputFile(bare, 'data'))).description).toContain('no files at all');
});
