import { MOST_RESTARTS, retryPause, type Outcome } from './emitWithRestart';

/**
 * Starts executions in order, never more than a number of them at a time, and emits again what n8n
 * could not take, still in order.
 *
 * n8n does not say when it has taken an event, only when the execution has ended or that it was
 * refused. So a refused event goes back to its place, nothing new starts meanwhile, and the refused
 * ones are emitted again one after the other.
 */

/** After that many ms without a refusal, an event that is emitted again counts as taken. */
const TAKEN_AFTER_MS = 5_000;

/** One event for n8n. */
export interface Execution {
	/** There is room: called once, before it is emitted. */
	starts?(): void;
	/** Emits it. @param again 0 at first, then the number of the restart */
	emit(again: number): Promise<Outcome>;
	/** n8n could not take it; it will be emitted again. */
	refused?(): void;
	/** It was taken and has ended. */
	ended?(): void;
}

export interface ExecutionQueueParts {
	sleep(ms: number): Promise<void>;
	/** Most executions that have not ended. */
	most: number;
	warn(message: string): void;
}

interface Entry {
	order: number;
	execution: Execution;
	again: number;
}

export class ExecutionQueue {
	private unfinished = 0;
	private nextOrder = 0;
	private refused: Entry[] = [];
	private recovering = false;
	private closed = false;
	private waiting: Array<() => void> = [];

	constructor(private readonly parts: ExecutionQueueParts) {}

	/** Executions that have not ended, refused ones included. */
	get size(): number {
		return this.unfinished;
	}

	/** Nothing is emitted afterwards. */
	close(): void {
		this.closed = true;
		this.wake();
	}

	/**
	 * Starts an execution when there is room. To be called for one event after the other.
	 * @returns settles once it was emitted; false if the queue was closed before
	 */
	async add(execution: Execution): Promise<boolean> {
		while (!this.closed && (this.unfinished >= this.parts.most || this.recovering)) {
			await new Promise<void>((resolve) => this.waiting.push(resolve));
		}
		if (this.closed) return false;
		this.unfinished++;
		execution.starts?.();
		void this.start({ order: this.nextOrder++, execution, again: 0 });
		// n8n's event loop gets room after each start.
		await this.parts.sleep(0);
		return true;
	}

	private start(entry: Entry): Promise<Outcome> {
		const outcome = entry.execution.emit(entry.again);
		void outcome.then((what) => this.settle(entry, what));
		return outcome;
	}

	private settle(entry: Entry, outcome: Outcome): void {
		if (outcome === 'refused') {
			entry.execution.refused?.();
			if (this.closed) return;
			this.refused.push(entry);
			this.refused.sort((a, b) => a.order - b.order);
			if (!this.recovering) void this.recover();
			return;
		}
		if (outcome === 'interrupted' && entry.again < MOST_RESTARTS) {
			this.parts.warn('An execution was interrupted, its event is started again');
			void this.restart(entry);
			return;
		}
		this.unfinished--;
		entry.execution.ended?.();
		this.wake();
	}

	private async restart(entry: Entry): Promise<void> {
		await this.parts.sleep(retryPause(entry.again));
		if (!this.closed) void this.start({ ...entry, again: entry.again + 1 });
	}

	private async recover(): Promise<void> {
		this.recovering = true;
		this.parts.warn('n8n could not take an event, it is emitted again until n8n takes it');
		for (let attempt = 0; this.refused.length > 0 && !this.closed; ) {
			await this.parts.sleep(retryPause(attempt));
			if (this.closed) return;
			for (let entry = this.refused.shift(); entry; entry = this.refused.shift()) {
				const outcome = await Promise.race([
					this.start(entry),
					this.parts.sleep(TAKEN_AFTER_MS).then(() => 'taken' as const),
				]);
				if (this.closed) return;
				if (outcome === 'refused') break;
				attempt = 0;
			}
			attempt++;
		}
		this.recovering = false;
		this.wake();
	}

	private wake(): void {
		const waiting = this.waiting;
		this.waiting = [];
		for (const resolve of waiting) resolve();
	}
}
