import { Readable } from 'stream';
import { untilSilent } from './silence';

const read = async (stream: Readable, ms: number, signal?: AbortSignal) => {
	const chunks: string[] = [];
	for await (const chunk of untilSilent(stream, ms, signal)) chunks.push(String(chunk));
	return chunks;
};
const pause = async (ms: number) => await new Promise((resume) => setTimeout(resume, ms));

test('a stream that goes on is read to its end', async () => {
	const stream = Readable.from(
		(async function* () {
			for (const part of ['a', 'b', 'c']) {
				await pause(30);
				yield Buffer.from(part);
			}
		})(),
	);
	expect(await read(stream, 200)).toEqual(['a', 'b', 'c']);
	expect(stream.destroyed).toBe(true);
});

test('silence ends it', async () => {
	const stream = new Readable({ read() {} });
	stream.push('a');
	await expect(read(stream, 50)).rejects.toMatchObject({ code: 'TOO_SLOW' });
	expect(stream.destroyed).toBe(true);
});

test('time that the reader takes is no silence', async () => {
	const stream = Readable.from([Buffer.from('a'), Buffer.from('b')]);
	const chunks: string[] = [];
	for await (const chunk of untilSilent(stream, 40)) {
		await pause(100);
		chunks.push(String(chunk));
	}
	expect(chunks).toEqual(['a', 'b']);
});

test.each([{ before: true }, { before: false }])('cancelling ends it: %o', async ({ before }) => {
	const stop = new AbortController();
	if (before) stop.abort();
	else setTimeout(() => stop.abort(), 30);
	const stream = new Readable({ read() {} });
	await expect(read(stream, 5000, stop.signal)).rejects.toMatchObject({ code: 'ERR_CANCELED' });
});

test('its own failure is passed on', async () => {
	const stream = new Readable({ read() {} });
	setTimeout(() => stream.destroy(new Error('broken')), 10);
	await expect(read(stream, 5000)).rejects.toThrow('broken');
});

test('a reader that stops closes it', async () => {
	const stream = Readable.from([Buffer.from('a'), Buffer.from('b')]);
	for await (const chunk of untilSilent(stream, 5000)) {
		expect(String(chunk)).toBe('a');
		break;
	}
	expect(stream.destroyed).toBe(true);
});
