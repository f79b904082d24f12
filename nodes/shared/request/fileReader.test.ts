import fc from 'fast-check';
import { Readable } from 'stream';
import { FileBody } from '../http/fileBody';
import type { ByteStream } from '../util/byteStream';
import { FileReader } from './fileReader';
import type { InputFile } from './readInputFile';

/** A file of `size` bytes that is read in chunks; counts how often it is opened. */
function fileOf(size: number, chunk = 7) {
	const content = Buffer.from(Array.from({ length: size }, (_, at) => at % 251));
	let opened = 0;
	const open = async () => {
		opened++;
		const chunks: Buffer[] = [];
		for (let at = 0; at < size; at += chunk) chunks.push(content.subarray(at, at + chunk));
		return Readable.from(chunks) as unknown as ByteStream;
	};
	const body = new FileBody(size, async () => {
		const like = await open();
		return { like, bytes: like };
	});
	const file = { info: {}, size, content: body, open } as InputFile;
	return { content, file, openings: () => opened };
}

const read = async (body: Buffer | FileBody): Promise<Buffer> => {
	if (Buffer.isBuffer(body)) return body;
	const chunks: Uint8Array[] = [];
	for await (const chunk of await body.open()) chunks.push(chunk);
	return Buffer.concat(chunks);
};

test('parts in their order need the file once, whatever the sizes are', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 1, max: 200 }),
			fc.integer({ min: 1, max: 50 }),
			fc.integer({ min: 1, max: 60 }),
			async (size, chunk, part) => {
				const { content, file, openings } = fileOf(size, chunk);
				const reader = new FileReader(file);
				const parts: Buffer[] = [];
				for (let at = 0; at < size; at += part) {
					parts.push(await read(reader.part(at, Math.min(part, size - at))));
				}
				expect(Buffer.concat(parts).equals(content)).toBe(true);
				expect(openings()).toBe(1);
			},
		),
		{ numRuns: 50 },
	);
});

test('a part that was broken off is read again from where the server stands', async () => {
	const { content, file, openings } = fileOf(100);
	const reader = new FileReader(file);
	for await (const chunk of await (reader.part(0, 40) as FileBody).open()) {
		expect(chunk).toHaveLength(7);
		break;
	}
	expect(await read(reader.part(20, 40))).toEqual(content.subarray(20, 60));
	expect(await read(reader.part(60, 40))).toEqual(content.subarray(60));
	expect(openings()).toBe(2);
	reader.close();
});

test('a file in memory is cut', async () => {
	const content = Buffer.from('0123456789');
	const reader = new FileReader({ info: {}, size: 10, content } as unknown as InputFile);
	expect(String(reader.part(3, 4))).toBe('3456');
});

test('a file that is shorter than it was fails instead of ending early', async () => {
	const { file } = fileOf(10);
	const reader = new FileReader(file);
	await expect(read(reader.part(0, 20))).rejects.toThrow('ends 10 bytes before its end');
	await expect(read(reader.part(30, 5))).rejects.toThrow('ends before byte 30');
});
