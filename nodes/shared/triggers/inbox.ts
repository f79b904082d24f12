import { backOff } from '../util/backOff';

/**
 * What one trigger has still to handle, in order: events, how far the stream came without any that
 * were wanted, and marks that say "here is a gap". At a mark, what was missed is fetched by REST before
 * the next event is handled. So nothing overtakes an event that is still missing, and the cursor may
 * advance with each handled one.
 */

/** Most waiting events; beyond, they are dropped and fetched again at a mark. */
const MOST_WAITING = 5_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Between attempts to read the places that could not be read, in ms. */
const REST_PAUSE_MS = 30_000;
const LONGEST_REST_PAUSE_MS = 10 * 60_000;

/** What an inbox needs from the world. Times in ms. */
export interface InboxEnvironment {
	sleep(ms: number): Promise<void>;
	/** 0 to below 1. */
	random(): number;
}

/** What an inbox is for. */
export interface InboxHandlers<E extends object> {
	/**
	 * Whether an event has to wait for its turn.
	 * @returns a number for an event that is not wanted but tells how far the stream has come
	 */
	accepts(event: E): boolean | number;
	reach(at: number): void;
	/** Handles one event; a rejection is reported and the event counts as handled. */
	event(event: E): Promise<void>;
	/** Fetches and handles what was missed. @returns false if `catchUpRest` has to be called later */
	catchUp(): Promise<boolean>;
	catchUpRest(): Promise<boolean>;
	/** Asked when fetching fails: whether trying again is useless. */
	isFatal(): Promise<boolean>;
	/** Something odd that does not stop the inbox. */
	report(problem: string): void;
}

type Reached = { reached: number };
type Entry<E> = E | 'gap' | 'rest' | Reached;

const isReached = <E>(entry: Entry<E> | undefined): entry is Reached =>
	typeof entry === 'object' && entry !== null && 'reached' in entry;

export class Inbox<E extends object> {
	private entries: Array<Entry<E>> = [];
	private working = false;
	private closed = false;
	private restTries = 0;
	private restPlanned = false;

	constructor(
		private readonly world: InboxEnvironment,
		private readonly handlers: InboxHandlers<E>,
	) {}

	/** Nothing is handled afterwards, except what is under way. */
	close(): void {
		this.closed = true;
		this.entries = [];
	}

	/** Takes an event of the stream, or a gap in it. */
	put(entry: E | 'gap'): void {
		if (this.closed) return;
		if (entry === 'gap') {
			this.push(entry);
			return;
		}
		const accepted = this.handlers.accepts(entry);
		if (accepted === true) this.push(entry);
		else if (accepted !== false) this.push({ reached: accepted });
	}

	private push(entry: Entry<E>): void {
		const last = this.entries.at(-1);
		if (last === entry) return;
		if (isReached(entry)) {
			if (last === 'gap') return;
			if (isReached(last)) {
				last.reached = Math.max(last.reached, entry.reached);
				return;
			}
		}
		if (this.entries.length >= MOST_WAITING) {
			this.handlers.report(
				`${this.entries.length} waiting events were dropped, they are fetched again`,
			);
			this.entries = ['gap'];
			if (entry === 'gap') return;
		}
		this.entries.push(entry);
		if (!this.working) void this.work();
	}

	private async work(): Promise<void> {
		this.working = true;
		for (let entry = this.entries.shift(); entry !== undefined; entry = this.entries.shift()) {
			try {
				if (entry === 'gap') await this.fill();
				else if (entry === 'rest') await this.fillRest();
				else if (isReached(entry)) this.handlers.reach(entry.reached);
				else await this.handlers.event(entry);
			} catch (error) {
				this.handlers.report(`An event was not handled: ${(error as Error).message}`);
			}
		}
		this.working = false;
	}

	/** Fetches what was missed, as often as it takes. */
	private async fill(): Promise<void> {
		for (let failures = 0; !this.closed; failures++) {
			try {
				this.restTries = 0;
				if (!(await this.handlers.catchUp())) this.planRest();
				return;
			} catch (error) {
				if (this.closed || (await this.handlers.isFatal())) return;
				this.handlers.report(`Missed events could not be fetched yet: ${(error as Error).message}`);
				const base = backOff(failures, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
				await this.world.sleep(base * (0.5 + this.world.random() / 2));
			}
		}
	}

	private async fillRest(): Promise<void> {
		try {
			if (!(await this.handlers.catchUpRest())) this.planRest();
		} catch (error) {
			this.handlers.report(`Missed events could not be fetched yet: ${(error as Error).message}`);
			this.planRest();
		}
	}

	private planRest(): void {
		if (this.restPlanned || this.closed) return;
		this.restPlanned = true;
		const pause = backOff(this.restTries++, REST_PAUSE_MS, LONGEST_REST_PAUSE_MS);
		void this.world.sleep(pause).then(() => {
			this.restPlanned = false;
			if (!this.closed) this.push('rest');
		});
	}
}
