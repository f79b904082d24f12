import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { refuseUpgrade, ServerSocket } from '../webSocket';
import { refusal } from './access';
import type { Row } from './api';
import type { RhombusState } from './state';

/**
 * Rhombus' change feed: STOMP 1.2 over a WebSocket. Read and never seen: rhombus-cli at 6f9300d,
 * cmd/monitor.go, and the vendor's AsyncAPI description, quoted by api-evangelist/rhombus-systems at 9ed85a6.
 */

interface Listener {
	socket: ServerSocket;
	/** Undefined until it has subscribed. */
	subscription?: string;
	timer?: NodeJS.Timeout;
}

const frame = (command: string, headers: Row, body = '') =>
	`${[command, ...Object.entries(headers).map(([name, value]) => `${name}:${String(value)}`)].join('\n')}\n\n${body}\0`;

export class ChangeFeed {
	/** Connections since the start, also refused ones. */
	connections = 0;
	/** Between heart-beats, as it promises them: 10 s like the vendor's. In ms. */
	beatMs = 10_000;
	/** What CONNECTED promises; '0,0' for a server without heart-beats. */
	promised = '10000,10000';
	/** Nothing is sent, and no connection ends: a dead network. */
	silent = false;
	/** How often a message comes twice, 0 to 1. */
	duplicates: () => boolean = () => false;
	/** Delay of the next message, in ms. */
	delay: () => number = () => 0;
	/** Line feeds that clients sent. */
	heartBeats = 0;
	/** Upgrade requests, newest last: their address and headers. */
	readonly upgrades: Array<{ url: string; headers: IncomingMessage['headers'] }> = [];
	private readonly listeners = new Set<Listener>();
	private messages = 0;

	constructor(private readonly state: RhombusState) {
		state.watchers.add((change) => this.publish(change));
	}

	/** Connections that have subscribed. */
	open(): number {
		return [...this.listeners].filter(
			({ socket, subscription }) => socket.open && subscription !== undefined,
		).length;
	}

	/** Breaks every connection; what happens meanwhile is not kept. */
	drop(): void {
		for (const { socket } of this.listeners) socket.destroy();
		this.listeners.clear();
	}

	upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer, query: URLSearchParams): void {
		this.connections++;
		this.upgrades.push({ url: incoming.url!, headers: incoming.headers });
		// The scheme may be in the query, the key is a header.
		const headers = {
			...incoming.headers,
			'x-auth-scheme': query.get('x-auth-scheme') ?? undefined,
		};
		const refused = refusal({ headers, path: '/websocket' } as never);
		const isToken = ['api-token', 'partner-api-token'].includes(query.get('x-auth-scheme') ?? '');
		if (refused || !isToken) {
			return refuseUpgrade(socket, refused ?? 403, refused === 401 ? 'Unauthorized' : 'Forbidden');
		}
		const server = new ServerSocket(incoming, socket, head);
		const listener: Listener = { socket: server };
		this.listeners.add(listener);
		server.onEnd = () => {
			clearInterval(listener.timer);
			this.listeners.delete(listener);
		};
		server.onText = (text) => this.hear(listener, text);
	}

	private hear(listener: Listener, text: string): void {
		if (/^[\r\n]*$/.test(text)) {
			this.heartBeats++;
			return;
		}
		const [command, ...lines] = text.replace(/\0$/, '').split('\n');
		const headers = Object.fromEntries(
			lines.filter(Boolean).map((line) => {
				const colon = line.indexOf(':');
				return [line.slice(0, colon), line.slice(colon + 1)];
			}),
		);
		const { socket } = listener;
		if (command === 'CONNECT') {
			if (!this.silent)
				socket.send(frame('CONNECTED', { version: '1.2', 'heart-beat': this.promised }));
			return;
		}
		if (command === 'DISCONNECT') {
			socket.close();
			return;
		}
		if (command !== 'SUBSCRIBE' || headers.destination !== `/topic/change/${this.state.orgUuid}`) {
			socket.send(frame('ERROR', { message: 'Access is denied' }));
			socket.close();
			return;
		}
		listener.subscription = headers.id;
		if (this.promised.startsWith('0')) return;
		listener.timer = setInterval(() => {
			if (!this.silent) socket.send('\n');
		}, this.beatMs);
		listener.timer.unref();
	}

	private publish(change: Row): void {
		if (this.silent) return;
		for (const { socket, subscription } of this.listeners) {
			if (subscription === undefined) continue;
			const headers = {
				subscription,
				'message-id': `m-${++this.messages}`,
				destination: `/topic/change/${this.state.orgUuid}`,
				'content-type': 'application/json',
			};
			const text = frame('MESSAGE', headers, JSON.stringify(change));
			const copies = this.duplicates() ? 2 : 1;
			for (let copy = 0; copy < copies; copy++) {
				const wait = this.delay();
				if (wait <= 0) socket.send(text);
				else setTimeout(() => socket.send(text), wait).unref();
			}
		}
	}
}
