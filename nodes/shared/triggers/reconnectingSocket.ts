import { backOff } from '../util/backOff';

/**
 * A WebSocket that is connected again whenever it ends, with what every event stream needs: pauses that
 * grow, a limit for silence, and an end where trying again is useless. What is said over it is the
 * protocol's matter. Pure but for what is handed in: sockets, time and chance.
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

/** What is said over the socket. */
export interface Protocol {
	/** Where the next connection goes. */
	address(): string;
	/** The connection is open. */
	opened(socket: SocketLike): void;
	/**
	 * Takes one message.
	 * @param end ends the connection, so that a new one begins
	 * @returns whether it shows that the server accepted the connection
	 */
	received(data: unknown, end: () => void, socket: SocketLike): boolean;
	/** Sends a sign of life; may throw while the socket is closing. */
	ping(socket: SocketLike): void;
	/** Read at each tick, as servers may have a say in it. In ms. */
	limits(): Limits;
}

/** Limits of one connection, in ms. */
export interface Limits {
	/** From opening to the first sign of life. */
	greeting: number;
	/** Silence after which an accepted connection counts as dead. */
	silence: number;
	/** Between own signs of life. */
	ping: number;
}

/** Who is told of the connection's fate. */
export interface ConnectionHandlers {
	/** Asked when the server refuses the connection: what makes trying again useless. */
	isFatal(): Promise<Error | undefined>;
	/** The stream has ended for good. */
	failed(error: Error): void;
	/** Something odd that does not stop the stream. */
	report(problem: string): void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A connection that lived as long was good: the next failure starts with a short pause again. */
const HEALTHY_MS = 10_000;
const TICK_MS = 1_000;
/** Each further stream of this n8n spreads the reconnections by that much, in ms. */
const SPREAD_MS = 250;

/** One stream's connections. `start` once, `close` once. */
export class ReconnectingSocket {
	private socket?: SocketLike;
	private closed = false;
	private greeted!: () => void;
	private gaveUp!: (error: Error) => void;
	/** Settles with the first sign of life, or with why there will be none. */
	readonly ready: Promise<void>;

	constructor(
		private readonly world: Environment,
		private readonly protocol: Protocol,
		private readonly handlers: ConnectionHandlers,
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

	/** One connection, from opening to its end. */
	private async connection(): Promise<{ greeted: boolean; lived: number }> {
		const { world, protocol } = this;
		const began = world.now();
		let heard = began;
		let greeted = false;
		let over = false;
		let socket: SocketLike;
		try {
			socket = world.open(protocol.address());
		} catch (error) {
			this.handlers.report(`The connection could not be opened: ${(error as Error).message}`);
			return { greeted, lived: 0 };
		}
		this.socket = socket;
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
			socket.onopen = () => this.say(() => protocol.opened(socket));
			socket.onmessage = ({ data }) => {
				if (over || this.closed) return;
				heard = world.now();
				if (!protocol.received(data, () => socket.onclose?.({}), socket)) return;
				greeted = true;
				this.greeted();
			};
		});
		const watch = async () => {
			for (let pinged = began; !over; ) {
				await world.sleep(TICK_MS);
				if (over) return;
				const now = world.now();
				const limits = protocol.limits();
				if (this.closed || now - heard > (greeted ? limits.silence : limits.greeting)) {
					socket.close();
					// A dead peer never confirms the close.
					socket.onclose?.({});
				} else if (now - pinged > limits.ping) {
					pinged = now;
					this.say(() => protocol.ping(socket));
				}
			}
		};
		void watch();
		await ended;
		socket.onmessage = null;
		socket.close();
		return { greeted, lived: world.now() - began };
	}

	private say(something: () => void): void {
		try {
			something();
		} catch {
			// It is closing: its end is noticed elsewhere.
			return;
		}
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
