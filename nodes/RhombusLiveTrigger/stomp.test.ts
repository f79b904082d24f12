import fc from 'fast-check';
import { FrameReader, frameText, heartBeatOf, type Frame } from './stomp';

const all = (...messages: string[]): Frame[] => {
	const reader = new FrameReader();
	return messages.flatMap((one) => reader.take(one));
};
const plain = ({ command, headers, body }: Frame) => ({ command, headers: { ...headers }, body });

test('a frame as Rhombus sends it', () => {
	const text =
		'MESSAGE\nsubscription:sub-0\ncontent-type:application/json\n\n{"entity":"POLICY_ALERT"}\0';
	expect(all(text).map(plain)).toEqual([
		{
			command: 'MESSAGE',
			headers: { subscription: 'sub-0', 'content-type': 'application/json' },
			body: '{"entity":"POLICY_ALERT"}',
		},
	]);
});

test('the frame that opens the feed', () => {
	expect(frameText('CONNECT', { 'accept-version': '1.2', 'heart-beat': '10000,10000' })).toBe(
		'CONNECT\naccept-version:1.2\nheart-beat:10000,10000\n\n\0',
	);
});

test.each([
	{ what: 'heart-beats', messages: ['\n', '\r\n', '\n\n'], commands: [] },
	{ what: 'line feeds between frames', messages: ['\nA\n\n\0\n\nB\n\n\0\n'], commands: ['A', 'B'] },
	{ what: 'carriage returns', messages: ['A\r\nx:1\r\n\r\nbody\0'], commands: ['A'] },
	{ what: 'a frame in two messages', messages: ['A\nx:', '1\n\n{}\0'], commands: ['A'] },
	{ what: 'no body and no headers', messages: ['A\n\n\0'], commands: ['A'] },
	{ what: 'nothing', messages: ['', '\0'], commands: [] },
])('$what', ({ messages, commands }) => {
	expect(all(...messages).map(({ command }) => command)).toEqual(commands);
});

test('escapes, repeated headers and names of objects', () => {
	const [frame] = all('MESSAGE\na:x\\cy\\nz\\\\\na:second\n__proto__:p\nno colon\n\n\0');
	expect(frame!.headers.a).toBe('x:y\nz\\');
	expect(Object.keys(frame!.headers)).toEqual(['a', '__proto__']);
	expect(all('CONNECTED\nversion:1\\c2\n\n\0')[0]!.headers.version).toBe('1\\c2');
});

test('a frame that never ends is not kept', () => {
	const reader = new FrameReader();
	expect(() => {
		for (let count = 0; count < 10; count++) reader.take('x'.repeat(1024 * 1024));
	}).toThrow('longer than');
});

test('however a stream of frames is cut, the same frames come', () => {
	fc.assert(
		fc.property(
			fc.array(fc.json({ maxDepth: 1 }), { maxLength: 5 }),
			fc.array(fc.nat(200), { maxLength: 8 }),
			(bodies, cuts) => {
				const text = bodies.map((body) => `MESSAGE\nid:1\n\n${body}\0\n`).join('');
				const at = [
					0,
					...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b),
					text.length,
				];
				const pieces = at.slice(1).map((end, index) => text.slice(at[index], end));
				expect(all(...pieces).map(({ body }) => body)).toEqual(bodies);
			},
		),
	);
});

test.each([
	{ header: '10000,10000', ms: 10_000 },
	{ header: '5000,0', ms: 10_000 },
	{ header: '60000,10000', ms: 60_000 },
	{ header: '0,10000', ms: 0 },
	{ header: undefined, ms: 0 },
	{ header: 'soon', ms: 0 },
])('heart-beat $header: every $ms ms', ({ header, ms }) => {
	expect(heartBeatOf(header, 10_000)).toBe(ms);
});
