import type { SocketLike } from '../shared/triggers/reconnectingSocket';
import { Stream } from './stream';

/** What the stream asks for when it connects again; what it makes of events is in the engine's tests. */

function running() {
	const addresses: string[] = [];
	const entries: unknown[] = [];
	let socket!: SocketLike;
	const stream = new Stream(
		'ws://chat.test/api/v4/websocket',
		{
			open: (url) => {
				addresses.push(url);
				socket = {
					onopen: null,
					onmessage: null,
					onclose: null,
					onerror: null,
					send: () => {},
					close: () => {},
				};
				return socket;
			},
			sleep: async () => await new Promise((done) => setImmediate(done)),
			now: () => 0,
			random: () => 0,
		},
		{
			entry: (entry) => entries.push(entry),
			isFatal: async () => undefined,
			failed: () => {},
			report: () => {},
		},
	);
	const say = (frame: object) => socket.onmessage!({ data: JSON.stringify(frame) });
	const hello = (id: string) => say({ event: 'hello', data: { connection_id: id }, seq: 0 });
	const reconnect = async () => {
		const before = addresses.length;
		socket.onclose!({});
		while (addresses.length === before) await new Promise((done) => setImmediate(done));
	};
	return { stream, addresses, entries, say, hello, reconnect };
}

test('a short break is continued, so that it is no gap', async () => {
	const { stream, addresses, entries, hello, reconnect } = running();
	stream.start();
	hello('a');
	await reconnect();
	hello('a');
	expect(addresses[1]).toMatch(/connection_id=a&sequence_number=1$/);
	expect(entries).toEqual(['gap']);
	stream.close();
});

test('a break under an ended session is a gap, as servers do not keep its events', async () => {
	const { stream, addresses, entries, hello, reconnect } = running();
	stream.start();
	hello('a');
	stream.forget();
	await reconnect();
	hello('a');
	expect(addresses[1]).not.toContain('connection_id');
	expect(entries).toEqual(['gap', 'gap']);
	stream.close();
});
