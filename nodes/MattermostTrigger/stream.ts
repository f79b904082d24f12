import {
	ReconnectingSocket,
	type ConnectionHandlers,
	type Environment,
	type Protocol,
	type SocketLike,
} from '../shared/triggers/reconnectingSocket';
import { parseFrame, type StreamEvent } from './parse';

/**
 * What Mattermost says over its event stream, and what was missed when it breaks.
 *
 * A gap is: the first connection, a `hello` that does not continue the old connection, or a sequence
 * number that skips. Servers since 6.3 replay what a short break missed when they are asked with
 * `connection_id` and `sequence_number`, and then send no new `hello`.
 */

/** What the stream is for. */
export interface Handlers extends ConnectionHandlers {
	/** An event, or a gap before the next one. */
	entry(entry: StreamEvent | 'gap'): void;
	/** The server's clock, in ms. */
	serverTime?(ms: number): void;
}

/** In ms. The answer to a ping is the sign of life of a quiet connection. */
const LIMITS = { greeting: 15_000, silence: 75_000, ping: 30_000 };
/** Most numbers that a server may skip; beyond, they are not believed and the connection begins again. */
const MOST_SKIPPED = 1_000;
/** Most events that a server sends again after a break; its buffer holds 128. */
const MOST_REPLAYED = 1_000;

/** One listener on a server's event stream. `start` once, `close` once. */
export class Stream implements Protocol {
	private connectionId = '';
	/** The next event's number in this connection. */
	private next = 0;
	/** Old events that may still come again. */
	private replaying = 0;
	private pings = 0;
	private readonly socket: ReconnectingSocket;

	/** @param url of the event stream, without a query */
	constructor(
		private readonly url: string,
		world: Environment,
		private readonly handlers: Handlers,
	) {
		this.socket = new ReconnectingSocket(world, this, handlers);
	}

	/** Settles with the first sign of life, or with why there will be none. */
	get ready(): Promise<void> {
		return this.socket.ready;
	}

	/** Connects, and again until `close`. */
	start(): void {
		this.socket.start();
	}

	/** Ends the stream; nothing is handed on afterwards. */
	close(): void {
		this.socket.close();
	}

	/**
	 * Lets the next connection be a new one, which is a gap. After a session has ended, servers go on with the old connection's
	 * numbers under a new session, without the events of the time between, which they never numbered.
	 */
	forget(): void {
		this.connectionId = '';
	}

	limits() {
		return LIMITS;
	}

	address(): string {
		this.replaying = this.connectionId ? MOST_REPLAYED : 0;
		if (!this.connectionId) return this.url;
		const query = new URLSearchParams({
			connection_id: this.connectionId,
			sequence_number: String(this.next),
		});
		return `${this.url}?${query.toString()}`;
	}

	opened(socket: SocketLike): void {
		this.pings = 0;
		this.ping(socket);
	}

	ping(socket: SocketLike): void {
		this.pings++;
		socket.send(JSON.stringify({ action: 'ping', seq: this.pings }));
	}

	/**
	 * Takes one message.
	 * @param restart ends the connection, so that a new one begins with a `hello`
	 * @returns whether it shows that the server accepted the connection
	 */
	received(message: unknown, restart: () => void): boolean {
		const frame = parseFrame(message);
		if (frame.kind === 'reply') {
			if (frame.serverTime) this.handlers.serverTime?.(frame.serverTime);
			return frame.ok;
		}
		if (frame.kind === 'unreadable') {
			this.handlers.report(`A message of the server was skipped: ${frame.reason}`);
			return false;
		}
		const { event } = frame;
		if (event.event === 'hello') {
			const id = typeof event.data.connection_id === 'string' ? event.data.connection_id : '';
			this.replaying = 0;
			if (id === '' || id !== this.connectionId) {
				this.connectionId = id;
				this.next = event.seq + 1;
				this.handlers.entry('gap');
			}
			return true;
		}
		if (event.seq < this.next && this.replaying > 0) {
			this.replaying--;
			return true;
		}
		if (event.seq < this.next || event.seq > this.next + MOST_SKIPPED) {
			this.handlers.report(
				`The server sent event ${event.seq} where ${this.next} was due; the connection begins again`,
			);
			this.connectionId = '';
			restart();
			return true;
		}
		this.replaying = 0;
		if (event.seq > this.next) this.handlers.entry('gap');
		this.next = event.seq + 1;
		this.handlers.entry(event);
		return true;
	}
}
