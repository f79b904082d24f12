import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { refuseUpgrade, ServerSocket } from '../webSocket';
import { sessionOf } from './access';
import type { Row } from './api';
import { eventsOf, type Announced } from './events';
import type { Change, MattermostState } from './state';
import type { Version } from './version';

/** How many events a server keeps for each connection. */
const BUFFER = 128;
/** An unauthenticated connection lives as long, in ms. */
const STRANGER_MS = 5_000;

/** A client as the server sees it; it outlives its socket. */
interface Listener {
	id: string;
	userId: string;
	/** Number of the next event. */
	seq: number;
	kept: Array<{ seq: number; text: string }>;
	socket?: ServerSocket;
	/** Frames on their way, in order, with the ms when they arrive. */
	queue: Array<{ text: string; at: number }>;
}

/** The event stream of a Mattermost server: `/api/v4/websocket`. */
export class EventStream {
	/** Connections since the start, also refused and resumed ones. */
	connections = 0;
	/** How many of them were resumed with their missed events. */
	resumed = 0;
	/** Whether a lost connection may be resumed; real servers can since 6.3. */
	replays: boolean;
	/** Delay of the next frame, in ms. */
	delay: () => number = () => 0;
	private listeners = new Map<string, Listener>();
	private strangers = new Set<ServerSocket>();

	constructor(
		private readonly state: MattermostState,
		private readonly version: Version,
	) {
		this.replays = version.since('6.3');
		state.watchers.add((change) => this.publish(change));
	}

	/** Open sockets of a user, or of everybody. */
	open(userId?: string): number {
		return [...this.listeners.values()].filter(
			({ socket, userId: id }) => socket?.open && (userId === undefined || id === userId),
		).length;
	}

	/** Breaks every socket; what they miss is kept for them. */
	drop(): void {
		for (const { socket } of this.listeners.values()) socket?.destroy();
		for (const socket of this.strangers) socket.destroy();
	}

	/** What a restart of the server does: sockets break and nothing is remembered. */
	restart(): void {
		this.drop();
		this.listeners.clear();
	}

	/** Ends the sockets of one user, as when its session is revoked. */
	revoke(userId: string): void {
		for (const [id, listener] of this.listeners) {
			if (listener.userId !== userId) continue;
			listener.socket?.close();
			this.listeners.delete(id);
		}
	}

	/** @param query of the upgrade request */
	upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer, query: URLSearchParams): void {
		this.connections++;
		let userId: string | undefined;
		if (incoming.headers.authorization || incoming.headers.cookie) {
			userId = this.userOf(incoming.headers.authorization, incoming.headers.cookie);
			if (!userId) return refuseUpgrade(socket, 401, 'Unauthorized');
		}
		const connectionId = query.get('connection_id');
		if (connectionId && !query.get('sequence_number')) {
			return refuseUpgrade(socket, 400, 'Bad Request');
		}
		const server = new ServerSocket(incoming, socket, head);
		if (userId) {
			if (!this.resume(server, userId, connectionId, Number(query.get('sequence_number')))) {
				this.welcome(server, userId);
			}
			return;
		}
		this.strangers.add(server);
		const timer = setTimeout(() => server.destroy(), STRANGER_MS);
		timer.unref();
		server.onEnd = () => this.strangers.delete(server);
		server.onText = (text) => {
			const { action, data, seq } = parsed(text);
			if (action !== 'authentication_challenge') return;
			const token = String((data as Row | undefined)?.token ?? '');
			const known = this.userOf(`Bearer ${token}`);
			if (!known) return server.destroy();
			clearTimeout(timer);
			this.strangers.delete(server);
			this.welcome(server, known);
			server.send(JSON.stringify({ status: 'OK', seq_reply: seq }));
		};
	}

	private userOf(authorization?: string, cookie?: string): string | undefined {
		try {
			return sessionOf(this.state, {
				headers: { authorization, cookie },
				query: new URLSearchParams(),
			} as never).userId;
		} catch {
			return undefined;
		}
	}

	private resume(
		socket: ServerSocket,
		userId: string,
		connectionId: string | null,
		wanted: number,
	): boolean {
		const listener = this.listeners.get(connectionId ?? '');
		if (!this.replays || !listener || listener.userId !== userId) return false;
		const oldest = listener.kept[0]?.seq ?? listener.seq;
		if (wanted < oldest || wanted > listener.seq) return false;
		listener.socket?.destroy();
		this.attach(listener, socket);
		this.resumed++;
		for (const { seq, text } of listener.kept) if (seq >= wanted) this.transmit(listener, text);
		return true;
	}

	private welcome(socket: ServerSocket, userId: string): void {
		const listener: Listener = {
			id: this.state.newId(),
			userId,
			seq: 0,
			kept: [],
			queue: [],
		};
		this.listeners.set(listener.id, listener);
		this.attach(listener, socket);
		this.send(listener, {
			event: 'hello',
			data: {
				...(this.version.since('5.36') && { connection_id: listener.id }),
				server_version: `${this.version.text}.${this.version.text}.0123456789abcdef.false`,
			},
			broadcast: { user_id: userId },
		});
	}

	private attach(listener: Listener, socket: ServerSocket): void {
		listener.socket = socket;
		listener.queue = [];
		socket.onText = (text) => {
			const { action, seq } = parsed(text);
			const reply =
				action === 'ping'
					? {
							status: 'OK',
							seq_reply: seq,
							data: {
								text: 'pong',
								version: this.version.text,
								server_time: Date.now(),
								node_id: '',
							},
						}
					: {
							status: 'FAIL',
							seq_reply: seq,
							error: {
								id: 'api.web_socket_router.bad_action.app_error',
								message: 'Unknown WebSocket action.',
							},
						};
			this.transmit(listener, JSON.stringify(reply));
		};
	}

	private publish(change: Change): void {
		for (const event of eventsOf(this.state, this.version, change)) {
			for (const listener of this.listeners.values()) {
				if (event.to(listener.userId)) this.send(listener, event.for?.(listener.userId) ?? event);
			}
		}
	}

	private send(listener: Listener, { event, data, broadcast }: Omit<Announced, 'to' | 'for'>) {
		const seq = listener.seq++;
		const whole = { omit_users: null, user_id: '', channel_id: '', team_id: '', ...broadcast };
		const text = JSON.stringify({ event, data, broadcast: whole, seq });
		listener.kept.push({ seq, text });
		if (listener.kept.length > BUFFER) listener.kept.shift();
		this.transmit(listener, text);
	}

	private transmit(listener: Listener, text: string): void {
		const { socket, queue } = listener;
		if (!socket?.open) return;
		const wait = this.delay();
		if (wait <= 0 && queue.length === 0) return socket.send(text);
		queue.push({ text, at: performance.now() + wait });
		if (queue.length === 1) this.pump(socket, queue);
	}

	/** Sends what is due; a late frame holds up those behind it, as on any connection. */
	private pump(socket: ServerSocket, queue: Listener['queue']): void {
		while (queue.length && queue[0]!.at <= performance.now()) socket.send(queue.shift()!.text);
		if (!queue.length || !socket.open) return;
		setTimeout(() => this.pump(socket, queue), queue[0]!.at - performance.now()).unref();
	}
}

function parsed(text: string): Row {
	try {
		return JSON.parse(text) as Row;
	} catch {
		return {};
	}
}
