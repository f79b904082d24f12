import { Readable } from 'stream';
import { FileBody, fileLength, type OpenFile } from './fileBody';

const file = (...chunks: string[]) =>
	Readable.from(
		chunks.map((chunk) => Buffer.from(chunk)),
		{ objectMode: false },
	);
const read = async (stream: AsyncIterable<Uint8Array>) => {
	const chunks: Uint8Array[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
};
/** Lets the events of streams come. */
const settle = async () => await new Promise((resume) => setImmediate(resume));

/** A body of that file, and each time that it was opened. */
function bodyOf(length: number, chunks: string[], more: Partial<OpenFile> = {}) {
	const opened: Readable[] = [];
	const body = new FileBody(length, async () => {
		const like = file(...chunks);
		opened.push(like);
		return { like, bytes: like, ...more };
	});
	return { body, opened };
}

test('each sending opens the file again, none before it', async () => {
	const { body, opened } = bodyOf(6, ['abc', 'def']);
	expect(opened).toHaveLength(0);
	for (let time = 1; time <= 2; time++) {
		expect(await read(await body.open())).toBe('abcdef');
		expect(opened).toHaveLength(time);
	}
});

test('what is sent is a stream of Node’s, which n8n’s request helper can send', async () => {
	expect(await bodyOf(3, ['abc']).body.open()).toBeInstanceOf(Readable);
});

test('a file that has grown is cut where it ended; one that has shrunk fails', async () => {
	expect(await read(await bodyOf(4, ['abc', 'def']).body.open())).toBe('abcd');
	await expect(read(await bodyOf(8, ['abc', 'def']).body.open())).rejects.toThrow(
		'ends 2 bytes before its end',
	);
});

test('what is sent may be another source than the file itself, such as a form around it', async () => {
	async function* form() {
		yield Buffer.from('--');
		yield* file('abc');
	}
	const { body } = bodyOf(5, ['abc'], { bytes: form() });
	expect(await read(await body.open())).toBe('--abc');
});

test('the file is closed with what is sent of it, unless it stays open for more', async () => {
	for (const isShared of [false, true]) {
		const { body, opened } = bodyOf(6, ['abc', 'def'], { isShared });
		const stream = await body.open();
		expect(opened[0]!.destroyed).toBe(false);
		stream.destroy();
		await settle();
		expect(opened[0]!.destroyed).toBe(!isShared);
	}
});

test('a file that cannot be opened fails', async () => {
	const body = new FileBody(1, async () => await Promise.reject(new Error('it is gone')));
	await expect(body.open()).rejects.toThrow('it is gone');
});

test('the length of a body is known where it holds a file', () => {
	expect(fileLength(Buffer.from('abc'))).toBe(3);
	expect(fileLength(bodyOf(7, []).body)).toBe(7);
	for (const other of ['abc', { length: 3 }, undefined, null, [1, 2]]) {
		expect(fileLength(other)).toBeUndefined();
	}
});
