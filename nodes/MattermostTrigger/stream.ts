import { backOff } from '../shared/util/backOff';
import { parseFrame, type StreamEvent } from './parse';

/**
 * The connection to the event stream and what happens when it breaks. Pure but for what is handed
 * in: sockets, time and chance.
 *
 * A gap is: the first connection, a `hello` that does not continue the old connection, or a sequence
 * number that skips. Servers since 6.3 replay what a short break missed when they are asked with
 * `connection_id` and `sequence_number`, and then send no new `hello`.
 */

/** The part of a WebSocket that is used; `close` must not throw. */
export interface SocketLike {
	onopen: ((event: unknown) => void) | null;
	onmessage: ((event: { data: unknown }) => void) | null;
	onclose: ((event: { code?: number; reason?: string }) => void) | null;
	onerror:
		| ((event: { message?: string; error?: { message?: string; cause?: unknown } }) => void)
		| null;
	send(text: string): void;
	close(): void;
}

/** What the stream needs from the world. Times in ms. */
export interface Environment {
	/** @throws if the URL cannot be opened at all */
	open(url: string): SocketLike;
	sleep(ms: number): Promise<void>;
	now(): number;
	/** 0 to below 1. */
	random(): number;
	/** How many streams of this n8n may reconnect at the same time. */
	crowd?(): number;
}

/** What the stream is for. */
export interface Handlers {
	/** An event, or a gap before the next one. */
	entry(entry: StreamEvent | 'gap'): void;
	/** Asked when the server refuses the connection: what makes trying again useless. */
	isFatal(): Promise<Error | undefined>;
	/** The stream has ended for good. */
	failed(error: Error): void;
	/** Something odd that does not stop the stream. */
	report(problem: string): void;
	/** The server's clock, in ms. */
	serverTime?(ms: number): void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A connection that lived as long was good: the next failure starts with a short pause again. */
const HEALTHY_MS = 10_000;
/** From opening to the first sign of life. */
const GREETING_MS = 15_000;
/** Between own pings; the answer is the sign of life of a quiet connection. */
const PING_MS = 30_000;
/** Silence after which a connection counts as dead. */
const SILENCE_MS = 75_000;
const TICK_MS = 1_000;
/** Each further stream of this n8n spreads the reconnections by that much, in ms. */
const SPREAD_MS = 250;
/** Most numbers that a server may skip; beyond, they are not believed and the connection begins again. */
const MOST_SKIPPED = 1_000;
/** Most events that a server sends again after a break; its buffer holds 128. */
const MOST_REPLAYED = 1_000;

/** One listener on a server's event stream. `start` once, `close` once. */
export class Stream {
	private socket?: SocketLike;
	private connectionId = '';
	/** The next event's number in this connection. */
	private next = 0;
	/** Old events that may still come again. */
	private replaying = 0;
	private closed = false;
	private greeted!: () => void;
	private gaveUp!: (error: Error) => void;
	/** Settles with the first sign of life, or with why there will be none. */
	readonly ready: Promise<void>;

	/** @param url of the event stream, without a query */
	constructor(
		private readonly url: string,
		private readonly world: Environment,
		private readonly handlers: Handlers,
	) {
		this.ready = new Promise((resolve, reject) => {
			this.greeted = resolve;
			this.gaveUp = reject;
		});
		// Nobody may be waiting.
		this.ready.catch(() => {});
	}

	/** Connects, and again until `close`. */
	start(): void {
		void this.run();
	}

	/** Ends the stream; nothing is handed on afterwards. */
	close(): void {
		this.closed = true;
		this.socket?.close();
		this.gaveUp(new Error('closed'));
	}

	private async run(): Promise<void> {
		for (let failures = 0; !this.closed; ) {
			const { greeted, lived } = await this.connection();
			if (this.closed) return;
			if (!greeted && (await this.isFatal())) return;
			failures = greeted && lived >= HEALTHY_MS ? 0 : failures + 1;
			await this.world.sleep(this.pause(failures));
		}
	}

	private pause(failures: number): number {
		const base = backOff(Math.max(0, failures - 1), FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
		const others = Math.max(0, (this.world.crowd?.() ?? 1) - 1);
		const spread = Math.min(others * SPREAD_MS, LONGEST_PAUSE_MS);
		return base * (0.5 + this.world.random() / 2) + spread * this.world.random();
	}

	private async isFatal(): Promise<boolean> {
		const error = await this.handlers.isFatal();
		if (!error || this.closed) return this.closed;
		this.gaveUp(error);
		this.close();
		this.handlers.failed(error);
		return true;
	}

	private address(): string {
		if (!this.connectionId) return this.url;
		const query = new URLSearchParams({
			connection_id: this.connectionId,
			sequence_number: String(this.next),
		});
		return `${this.url}?${query.toString()}`;
	}

	/** One connection, from opening to its end. */
	private async connection(): Promise<{ greeted: boolean; lived: number }> {
		const { world } = this;
		const began = world.now();
		let heard = began;
		let greeted = false;
		let over = false;
		let socket: SocketLike;
		try {
			socket = world.open(this.address());
		} catch (error) {
			this.handlers.report(`The connection could not be opened: ${(error as Error).message}`);
			return { greeted, lived: 0 };
		}
		this.socket = socket;
		this.replaying = this.connectionId ? MOST_REPLAYED : 0;
		const ended = new Promise<void>((resolve) => {
			const end = () => {
				over = true;
				resolve();
			};
			socket.onclose = (event) => {
				if (!greeted && !over) this.handlers.report(closingOf(event));
				end();
			};
			// An error is followed by a close, but not in every implementation.
			socket.onerror = (event) => {
				if (!greeted && !over) this.handlers.report(reasonOf(event));
				end();
			};
			socket.onopen = () => this.ping(socket, 1);
			socket.onmessage = ({ data }) => {
				if (over || this.closed) return;
				heard = world.now();
				if (!this.receive(data, () => socket.onclose?.({}))) return;
				greeted = true;
				this.greeted();
			};
		});
		const watch = async () => {
			for (let pings = 2, pinged = began; !over; ) {
				await world.sleep(TICK_MS);
				if (over) return;
				const now = world.now();
				const silent = greeted ? SILENCE_MS : GREETING_MS;
				if (this.closed || now - heard > silent) {
					socket.close();
					// A dead peer never confirms the close.
					socket.onclose?.({});
				} else if (now - pinged > PING_MS) {
					pinged = now;
					this.ping(socket, pings++);
				}
			}
		};
		void watch();
		await ended;
		socket.onmessage = null;
		socket.close();
		return { greeted, lived: world.now() - began };
	}

	private ping(socket: SocketLike, seq: number): void {
		try {
			socket.send(JSON.stringify({ action: 'ping', seq }));
		} catch {
			// It is closing: its end is noticed elsewhere.
			return;
		}
	}

	/**
	 * Takes one message.
	 * @param restart ends the connection, so that a new one begins with a `hello`
	 * @returns whether it shows that the server accepted the connection
	 */
	private receive(message: unknown, restart: () => void): boolean {
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

/** Why a connection did not come about, as far as the socket says it. */
function reasonOf({
	message,
	error,
}: {
	message?: string;
	error?: { message?: string; cause?: unknown };
}) {
	const cause = (error?.cause as { message?: string } | undefined)?.message;
	const reason = [error?.message || message, cause].filter(Boolean).join(': ');
	return reason.slice(0, 300) || 'no reason given';
}

const closingOf = ({ code, reason }: { code?: number; reason?: string }): string =>
	`closed${code ? ` with code ${code}` : ''}${reason ? `: ${reason.slice(0, 200)}` : ''}`;
