import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The server's end of a WebSocket (RFC 6455): text both ways, pings answered, nothing more. */

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

function frame(opcode: number, payload: Buffer): Buffer {
	const { length } = payload;
	const head =
		length < 126
			? Buffer.from([0x80 | opcode, length])
			: length < 65_536
				? Buffer.from([0x80 | opcode, 126, length >> 8, length & 0xff])
				: Buffer.alloc(10);
	if (length >= 65_536) {
		head[0] = 0x80 | opcode;
		head[1] = 127;
		head.writeBigUInt64BE(BigInt(length), 2);
	}
	return Buffer.concat([head, payload]);
}

/** Answers an upgrade that is refused. */
export function refuseUpgrade(socket: Duplex, status: number, text: string): void {
	socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** One accepted connection. */
export class ServerSocket {
	onText?: (text: string) => void;
	onEnd?: () => void;
	private rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);
	private parts: Buffer[] = [];
	private ended = false;

	constructor(
		incoming: IncomingMessage,
		private readonly socket: Duplex,
		head: Buffer,
	) {
		const accept = createHash('sha1')
			.update(String(incoming.headers['sec-websocket-key']) + GUID)
			.digest('base64');
		socket.write(
			`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
		);
		socket.on('data', (chunk: Buffer) => this.read(chunk));
		socket.on('error', () => this.end());
		socket.on('close', () => this.end());
		// Node's HTTP server keeps its half open when the client has gone.
		socket.on('end', () => this.destroy());
		if (head.length) this.read(head);
	}

	get open(): boolean {
		return !this.ended;
	}

	send(text: string): void {
		if (!this.ended) this.socket.write(frame(TEXT, Buffer.from(text)));
	}

	/** Closes as servers do that stop in order. */
	close(code = 1000): void {
		if (this.ended) return;
		this.socket.end(frame(CLOSE, Buffer.from([code >> 8, code & 0xff])));
		this.end();
	}

	/** Breaks the connection as a dying network does. */
	destroy(): void {
		this.socket.destroy();
		this.end();
	}

	private end(): void {
		if (this.ended) return;
		this.ended = true;
		this.onEnd?.();
	}

	private read(chunk: Buffer): void {
		this.rest = Buffer.concat([this.rest, chunk]);
		for (;;) {
			const message = this.take();
			if (!message) return;
			const { opcode, final, payload } = message;
			if (opcode === PING) this.socket.write(frame(PONG, payload));
			else if (opcode === CLOSE) this.close();
			else if (opcode <= 2) {
				this.parts.push(payload);
				if (!final) continue;
				const text = Buffer.concat(this.parts).toString('utf8');
				this.parts = [];
				this.onText?.(text);
			}
		}
	}

	/** The next whole frame of the client, unmasked. */
	private take(): { opcode: number; final: boolean; payload: Buffer } | undefined {
		const { rest } = this;
		if (rest.length < 2) return undefined;
		let length = rest[1] & 0x7f;
		let at = 2;
		if (length === 126) {
			if (rest.length < 4) return undefined;
			length = rest.readUInt16BE(2);
			at = 4;
		} else if (length === 127) {
			if (rest.length < 10) return undefined;
			length = Number(rest.readBigUInt64BE(2));
			at = 10;
		}
		if (rest.length < at + 4 + length) return undefined;
		const mask = rest.subarray(at, at + 4);
		const payload = Buffer.from(rest.subarray(at + 4, at + 4 + length));
		for (let index = 0; index < payload.length; index++) payload[index] ^= mask[index % 4];
		const [first] = rest;
		this.rest = rest.subarray(at + 4 + length);
		return { opcode: first & 0x0f, final: (first & 0x80) !== 0, payload };
	}
}
