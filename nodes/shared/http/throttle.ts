import type { RequestSettings } from './types';

/** Requests in flight per server unless the node says otherwise. */
export const IN_FLIGHT = 10;
/** How many requests a node wants in flight at most: a whole number of at least 1. */
export const inFlightOf = ({ inFlight }: RequestSettings): number =>
	Math.max(1, Math.floor(Number(inFlight) || IN_FLIGHT));
/** How many requests that a person waits for may be under way beyond the bound. */
const URGENT = 5;

/** Who a request is for, and what it is. */
export interface Turn {
	/** The same for all requests of one run of a node, and another for every other run. */
	caller: object;
	/** The most requests that the caller wants under way. */
	limit: number;
	/** Whether it carries or brings a file: it may take long. */
	isTransfer?: boolean;
	/** Whether a person or a trigger waits for it: it goes at once. */
	isUrgent?: boolean;
}

interface Waiting {
	isTransfer: boolean;
	go: () => void;
}

interface Caller {
	limit: number;
	active: number;
	waiting: Waiting[];
}

/**
 * The throttle: bounds what is under way at one server, over all executions in this n8n process, and is
 * fair to all of them.
 * - The bound is that of the boldest caller present, at least `IN_FLIGHT`; each caller's own limit binds
 *   that caller alone.
 * - A free place goes to the caller that has the fewest, so nobody waits for another's whole batch.
 * - Files may take half of the places: the other half is there for requests that are done soon.
 * - What is urgent does not wait for a batch, and goes beyond the bound by `URGENT` at most.
 */
export class Throttle {
	private active = 0;
	private transfers = 0;
	/** In the order of their next turns. */
	private readonly callers = new Map<object, Caller>();
	private readonly urgent: Array<() => void> = [];

	/**
	 * Waits for a place.
	 * @returns gives the place back; calling it again does nothing
	 */
	async take({ caller, limit, isTransfer = false, isUrgent = false }: Turn): Promise<() => void> {
		await new Promise<void>((go) => {
			if (isUrgent) {
				this.urgent.push(go);
			} else {
				const known = this.callers.get(caller) ?? { limit, active: 0, waiting: [] };
				known.limit = limit;
				known.waiting.push({ isTransfer, go });
				this.callers.set(caller, known);
			}
			this.serve();
		});
		let isTaken = true;
		return () => {
			if (!isTaken) return;
			isTaken = false;
			this.active--;
			if (!isUrgent) this.leave(caller, isTransfer);
			this.serve();
		};
	}

	private leave(caller: object, isTransfer: boolean): void {
		if (isTransfer) this.transfers--;
		const known = this.callers.get(caller)!;
		known.active--;
		if (known.active === 0 && known.waiting.length === 0) this.callers.delete(caller);
	}

	private get bound(): number {
		let bound = IN_FLIGHT;
		for (const { limit } of this.callers.values()) bound = Math.max(bound, limit);
		return bound;
	}

	/** Gives places as long as there are some and somebody may have one. */
	private serve(): void {
		const { bound } = this;
		while (this.urgent.length > 0 && this.active < bound + URGENT) {
			this.active++;
			this.urgent.shift()!();
		}
		while (this.active < bound && this.serveNext(bound));
	}

	/** Gives a place to the caller that has the fewest, of these to whose turn is longest ago. */
	private serveNext(bound: number): boolean {
		const mayTransfer = this.transfers < Math.max(1, Math.floor(bound / 2));
		let next: { key: object; caller: Caller; at: number } | undefined;
		for (const [key, caller] of this.callers) {
			if (caller.active >= Math.min(caller.limit, next?.caller.active ?? Infinity)) continue;
			const at = caller.waiting.findIndex(({ isTransfer }) => mayTransfer || !isTransfer);
			if (at >= 0) next = { key, caller, at };
		}
		if (!next) return false;
		const { key, caller, at } = next;
		const [{ isTransfer, go }] = caller.waiting.splice(at, 1) as [Waiting];
		this.active++;
		caller.active++;
		if (isTransfer) this.transfers++;
		// Behind all others until its next turn.
		this.callers.delete(key);
		this.callers.set(key, caller);
		go();
		return true;
	}
}

const throttles = new Map<string, Throttle>();

/** The throttle of the server behind `url`. */
export function throttleOf(url: string): Throttle {
	const { host } = new URL(url);
	let throttle = throttles.get(host);
	if (!throttle) {
		throttle = new Throttle();
		throttles.set(host, throttle);
	}
	return throttle;
}
