import { Reads } from './reads';
import { Stream, type Handlers, type Environment } from './stream';

/**
 * One connection for all triggers of an account at a server within this n8n, and one set of answers for
 * what they fetch. After an outage there is one connection to open again and one catch-up, however many
 * workflows listen.
 */

/** One trigger on a shared stream. */
export interface Subscriber extends Pick<Handlers, 'entry' | 'isFatal' | 'failed' | 'report'> {
	/** Opens a socket with the trigger's own token. @throws if the URL cannot be opened at all */
	open: Environment['open'];
}

/** A trigger's place on a shared stream. */
export interface Subscription {
	reads: Reads;
	/** Settles with the first sign of life, or with why there will be none. */
	ready: Promise<void>;
	/** How far the server's clock is ahead of this machine's, in ms. */
	clockOffset(): number;
	close(): void;
}

class SharedStream {
	readonly reads: Reads;
	offset = 0;
	private readonly subscribers = new Set<Subscriber>();
	private readonly stream: Stream;
	private live = false;

	constructor(
		url: string,
		world: Omit<Environment, 'open'>,
		private readonly ended: () => void,
	) {
		this.reads = new Reads(world.now);
		this.stream = new Stream(
			url,
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
				serverTime: (ms) => {
					this.offset = ms - Date.now();
				},
			},
		);
	}

	/** Whoever listens longest; there is somebody as long as the stream is open. */
	private first(): Subscriber {
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

	join(subscriber: Subscriber): Subscription {
		const first = this.subscribers.size === 0;
		this.subscribers.add(subscriber);
		if (first) this.stream.start();
		// What came before is a gap for whoever comes later.
		else if (this.live) subscriber.entry('gap');
		return {
			reads: this.reads,
			ready: this.stream.ready,
			clockOffset: () => this.offset,
			close: () => {
				this.subscribers.delete(subscriber);
				if (this.subscribers.size > 0) return;
				this.ended();
				this.stream.close();
			},
		};
	}
}

/** By server and account. */
const streams = new Map<string, SharedStream>();

/**
 * Joins the account's stream, which opens with the first trigger and closes with the last.
 * @param account whatever tells accounts at different servers apart
 */
export function joinStream(
	account: string,
	url: string,
	world: Omit<Environment, 'open' | 'crowd'>,
	subscriber: Subscriber,
): Subscription {
	const key = `${url} ${account}`;
	let shared = streams.get(key);
	if (!shared) {
		const made: SharedStream = new SharedStream(
			url,
			{ ...world, crowd: () => streams.size },
			() => {
				if (streams.get(key) === made) streams.delete(key);
			},
		);
		shared = made;
		streams.set(key, shared);
	}
	return shared.join(subscriber);
}
