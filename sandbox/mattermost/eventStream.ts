import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { refuseUpgrade, ServerSocket } from '../webSocket';
import { sessionOf } from './access';
import type { Row } from './api';
import { eventsOf, typing, type Announced } from './events';
import type { Change, MattermostState } from './state';
import type { Version } from './version';

/** How many events a server keeps for each connection. */
const BUFFER = 128;
/** An unauthenticated connection lives as long, in ms. */
const STRANGER_MS = 5_000;

/** Which server it is: on 10.11, not on 5.37. */
const HOSTNAME = '9.0';

const REFUSALS = {
	unknown: {
		id: 'api.web_socket_router.bad_action.app_error',
		message: 'Unknown WebSocket action.',
		status_code: 500,
	},
	none: {
		id: 'api.web_socket_router.no_action.app_error',
		message: 'No websocket action.',
		status_code: 400,
	},
};

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
			// Recorded from 5.37 to 11.6: an unknown token opens a connection that hears nothing.
			userId = this.userOf(incoming.headers.authorization, incoming.headers.cookie);
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
		this.appear(userId);
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
				...(this.version.since('5.36') && {
					connection_id: this.version.since('6.0') ? listener.id : '',
				}),
				...(this.version.since(HOSTNAME) && { server_hostname: 'sandbox' }),
				server_version: `${this.version.text}.${this.version.text}.0123456789abcdef.false`,
			},
			broadcast: { user_id: userId },
		});
	}

	/** Who listens is there, unless the person says otherwise. */
	private appear(user_id: string): void {
		const { statuses } = this.state;
		if (statuses.get(user_id)?.manual) return;
		const now = Date.now();
		statuses.set(user_id, { user_id, status: 'online', manual: false, last_activity_at: now });
	}

	private attach(listener: Listener, socket: ServerSocket): void {
		listener.socket = socket;
		listener.queue = [];
		socket.onText = (text) => {
			const { action, seq, data = {} } = parsed(text);
			const reply = this.answer(listener.userId, action, data as Row);
			// Recorded: a message without a number is not answered.
			if (seq) this.transmit(listener, JSON.stringify({ seq_reply: seq, ...reply }));
		};
	}

	/** What an action of a client does, and the reply to it. */
	private answer(userId: string, action: unknown, data: Row): Row {
		if (action === 'ping') {
			const version = this.version.text;
			return {
				status: 'OK',
				data: { text: 'pong', version, server_time: Date.now(), node_id: '' },
			};
		}
		if (action === 'user_typing') {
			this.announce([typing(this.state, userId, data)]);
			return { status: 'OK' };
		}
		if (action === 'get_statuses_by_ids') {
			const ids = (data.user_ids as string[] | undefined) ?? [];
			const statuses = ids.map((id) => [id, this.state.statuses.get(id)?.status ?? 'offline']);
			return { status: 'OK', data: Object.fromEntries(statuses) as Row };
		}
		const refusal = action ? REFUSALS.unknown : REFUSALS.none;
		// 4.10 has no words for it.
		const message = this.version.before('5.0') ? refusal.id : refusal.message;
		return { status: 'FAIL', error: { ...refusal, message, detailed_error: '' } };
	}

	private publish(change: Change): void {
		this.announce(eventsOf(this.state, this.version, change));
	}

	private announce(events: Announced[]): void {
		for (const event of events) {
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
