import type { ConnectionHandlers, Environment } from './reconnectingSocket';

/**
 * One connection for all triggers of an account within this n8n, and one set of answers for what they
 * fetch. After an outage there is one connection to open again and one catch-up, however many workflows
 * listen.
 */

/** What a stream is for: events, or a gap before the next one. */
export interface StreamHandlers<E> extends ConnectionHandlers {
	entry(entry: E | 'gap'): void;
}

/** One trigger on a shared stream. */
export interface Subscriber<E> extends StreamHandlers<E> {
	/** Opens a socket with the trigger's own token. @throws if the URL cannot be opened at all */
	open: Environment['open'];
}

/** A stream of events: `start` once, `close` once. */
export interface EventStream {
	/** Settles with the first sign of life, or with why there will be none. */
	readonly ready: Promise<void>;
	start(): void;
	close(): void;
}

/** Makes an account's stream, and what its triggers share besides. */
export type MakeStream<E, S> = (
	world: Environment,
	handlers: StreamHandlers<E>,
) => { stream: EventStream; shared: S };

/** A trigger's place on a shared stream. */
export interface Subscription<S> {
	shared: S;
	/** Settles with the first sign of life, or with why there will be none. */
	ready: Promise<void>;
	close(): void;
}

class SharedStream<E, S> {
	private readonly subscribers = new Set<Subscriber<E>>();
	private readonly stream: EventStream;
	private readonly shared: S;
	private live = false;

	constructor(
		world: Omit<Environment, 'open'>,
		make: MakeStream<E, S>,
		private readonly ended: () => void,
	) {
		const made = make(
			{ ...world, open: (address) => this.first().open(address) },
			{
				entry: (entry) => {
					this.live = true;
					for (const one of [...this.subscribers]) one.entry(entry);
				},
				isFatal: async () => await this.fatal(),
				failed: (error) => {
					this.ended();
					for (const one of [...this.subscribers]) one.failed(error);
				},
				report: (problem) => {
					for (const one of this.subscribers) one.report(problem);
				},
			},
		);
		this.stream = made.stream;
		this.shared = made.shared;
	}

	/** Whoever listens longest; there is somebody as long as the stream is open. */
	private first(): Subscriber<E> {
		const [first] = this.subscribers;
		return first!;
	}

	/** A trigger whose own token is refused ends, and another one's is used; the stream ends with the last. */
	private async fatal(): Promise<Error | undefined> {
		const first = this.first();
		const error = await first?.isFatal();
		if (!error || this.subscribers.size === 1) return error;
		this.subscribers.delete(first);
		first.failed(error);
		return undefined;
	}

	join(subscriber: Subscriber<E>): Subscription<S> {
		const first = this.subscribers.size === 0;
		this.subscribers.add(subscriber);
		if (first) this.stream.start();
		// What came before is a gap for whoever comes later.
		else if (this.live) subscriber.entry('gap');
		return {
			shared: this.shared,
			ready: this.stream.ready,
			close: () => {
				this.subscribers.delete(subscriber);
				if (this.subscribers.size > 0) return;
				this.ended();
				this.stream.close();
			},
		};
	}
}

/** By service, server and account. */
const streams = new Map<string, unknown>();

/**
 * Joins the account's stream, which opens with the first trigger and closes with the last.
 * @param key whatever tells accounts at different servers apart; the same key always has the same `make`
 */
export function joinStream<E, S>(
	key: string,
	world: Omit<Environment, 'open' | 'crowd'>,
	subscriber: Subscriber<E>,
	make: MakeStream<E, S>,
): Subscription<S> {
	let shared = streams.get(key) as SharedStream<E, S> | undefined;
	if (!shared) {
		const made: SharedStream<E, S> = new SharedStream(
			{ ...world, crowd: () => streams.size },
			make,
			() => {
				if (streams.get(key) === made) streams.delete(key);
			},
		);
		shared = made;
		streams.set(key, shared);
	}
	return shared.join(subscriber);
}
