import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';

/** A client that does not answer the end of a connection is not waited for. */
const CLOSE_MS = 1_000;

const handshake = new WebSocketServer({ noServer: true, closeTimeout: CLOSE_MS } as object);

/** Answers an upgrade that is refused. */
export function refuseUpgrade(socket: Duplex, status: number, text: string): void {
	socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** One accepted connection. */
export class ServerSocket {
	onText?: (text: string) => void;
	onEnd?: () => void;
	/** Absent where the client's handshake was refused. */
	private socket?: WebSocket;

	constructor(incoming: IncomingMessage, socket: Duplex, head: Buffer) {
		handshake.handleUpgrade(incoming, socket, head, (accepted) => {
			this.socket = accepted;
			accepted.on('message', (data: Buffer) => this.onText?.(data.toString('utf8')));
			accepted.on('error', () => accepted.terminate());
			accepted.on('close', () => this.onEnd?.());
		});
	}

	get open(): boolean {
		return this.socket?.readyState === WebSocket.OPEN;
	}

	send(text: string): void {
		if (this.open) this.socket!.send(text);
	}

	/** Closes as servers do that stop in order. */
	close(code = 1000): void {
		this.socket?.close(code);
	}

	/** Breaks the connection as a dying network does. */
	destroy(): void {
		this.socket?.terminate();
	}
}
