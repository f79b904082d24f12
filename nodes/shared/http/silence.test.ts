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

describe('by a clock of the test', () => {
	const clocks: Array<{ ms: number; ring(): void }> = [];
	let now = 0;
	const settle = async () => await new Promise((resume) => setImmediate(resume));

	beforeEach(() => {
		clocks.length = 0;
		now = 0;
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
			const controller = new AbortController();
			clocks.push({ ms, ring: () => controller.abort() });
			return controller.signal;
		});
	});
	afterEach(() => {
		jest.restoreAllMocks();
	});

	test('silence is counted from the last bytes, with one timer at a time', async () => {
		const stream = new Readable({ read() {} });
		const ended = expect(read(stream, 100)).rejects.toMatchObject({ code: 'TOO_SLOW' });
		await settle();
		const bytesAt = async (ms: number) => {
			now = ms;
			stream.push('a');
			await settle();
		};
		const ringAt = (ms: number) => {
			now = ms;
			clocks.at(-1)!.ring();
		};
		await bytesAt(60);
		ringAt(100);
		await bytesAt(159);
		ringAt(160);
		expect(clocks.map(({ ms }) => ms)).toEqual([100, 60, 99]);
		expect(stream.destroyed).toBe(false);
		ringAt(259);
		expect(stream.destroyed).toBe(true);
		await ended;
		expect(clocks).toHaveLength(3);
	});

	test('no limit is the longest that timers count', async () => {
		expect(await read(Readable.from([Buffer.from('a')]), Infinity)).toEqual(['a']);
		expect(clocks.map(({ ms }) => ms)).toEqual([2_147_483_647]);
		clocks[0]!.ring();
		expect(clocks).toHaveLength(1);
	});
});
