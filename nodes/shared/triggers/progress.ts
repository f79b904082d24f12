import type { IDataObject } from 'n8n-workflow';
import { keepCursor, keptCursor } from './keptCursor';
import { furtherOf, storedCursor, type Delivered, type StoredCursor } from './delivered';

/**
 * Where a trigger's progress is kept: in the node's static data, and in memory for a trigger that is
 * stopped and started again within one n8n process.
 *
 * n8n writes static data to its database when a trigger emits, and gives a trigger no other way
 * (workflow-static-data.service.js). So after a restart of n8n, what happened since the last event that
 * started the workflow is read again, filtered again, and starts nothing.
 */

/** What can be read again from the server: an event, by its key. */
export interface Source {
	id: string;
	/** ms, by the server's clock; it is read again from there. */
	at: number;
	/** Where it is read: a channel or a feed. */
	channelId: string;
}

/** Longest time between two updates of the static data, in ms. */
const SAVE_MS = 3_000;

/** Progress with the settings it was made with. */
interface Kept {
	settings: string;
	cursor: StoredCursor;
}

/** By workflow and node, of triggers that were stopped in this process. */
const stopped = new Map<string, Kept>();
/** Most triggers that are remembered so. */
const MOST_STOPPED = 1_000;

/** Triggers that listen in this process, by workflow and node. */
const listening = new Map<string, Progress>();

/** The cursor to go on with; undefined if there is none that was made with the same settings. */
export function progressOf(
	id: string,
	memory: IDataObject,
	settings: string,
): StoredCursor | undefined {
	const last = stopped.get(id);
	const stored = keptCursor(memory, settings, storedCursor);
	if (last?.settings !== settings) return stored;
	return stored ? furtherOf(last.cursor, stored) : last.cursor;
}

/** What a trigger's progress is made of. */
export interface ProgressParts {
	/** Of workflow and node. */
	id: string;
	/** The node's static data. */
	memory: IDataObject;
	/** The fingerprint of the settings. */
	settings: string;
	delivered: Delivered;
	/** Any steady clock, in ms. */
	now(): number;
	/** Asked to read again what the trigger before it has given back. */
	readAgain(): void;
}

export class Progress {
	private savedAt = -Infinity;

	constructor(private readonly parts: ProgressParts) {}

	/** From here on it takes what a stopped trigger of the same node gives back. */
	begin(): void {
		listening.set(this.parts.id, this);
		this.save();
	}

	/** Puts it where n8n saves it with the next event. */
	save(): void {
		const { memory, settings, delivered, now } = this.parts;
		this.savedAt = now();
		keepCursor(memory, settings, delivered.toJSON());
	}

	/** The same, at most every few seconds. */
	saveSometimes(): void {
		if (this.parts.now() - this.savedAt >= SAVE_MS) this.save();
	}

	/** For the trigger's end: whoever starts it again in this process goes on from here. */
	stop(): void {
		const { id, settings, delivered } = this.parts;
		if (listening.get(id) === this) listening.delete(id);
		this.save();
		stopped.delete(id);
		stopped.set(id, { settings, cursor: delivered.toJSON() });
		if (stopped.size > MOST_STOPPED) stopped.delete(stopped.keys().next().value!);
	}

	/**
	 * For what n8n refused after the trigger had ended, for instance because its database was away while
	 * the workflow was saved: whoever listens in its place, now or later in this process, reads it again.
	 */
	giveBack({ id, at, channelId }: Source): void {
		const { settings } = this.parts;
		const last = stopped.get(this.parts.id);
		if (last?.settings === settings) {
			last.cursor.open = { ...last.cursor.open, [id]: [at, channelId] };
		}
		const successor = listening.get(this.parts.id)?.parts;
		if (successor?.settings !== settings) return;
		successor.delivered.giveAgain(id, at, channelId);
		successor.readAgain();
	}
}
