import type { IDataObject } from 'n8n-workflow';
import { furtherOf, storedCursor, type Delivered, type StoredCursor } from './cursor';

/**
 * Where a trigger's progress is kept: in the node's static data, and in memory for a trigger that is
 * stopped and started again within one n8n process.
 *
 * n8n writes static data to its database when a trigger emits, and gives a trigger no other way
 * (workflow-static-data.service.js). So after a restart of n8n, what was posted since the last event
 * that started the workflow is read again, filtered again, and starts nothing.
 */

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

const keptIn = (memory: IDataObject): Kept | undefined => {
	const cursor = storedCursor(memory.cursor);
	return cursor && typeof memory.settings === 'string'
		? { settings: memory.settings, cursor }
		: undefined;
};

/** The cursor to go on with; undefined if there is none that was made with the same settings. */
export function progressOf(id: string, memory: IDataObject, settings: string) {
	const known = [stopped.get(id), keptIn(memory)].filter((one) => one?.settings === settings);
	const [a, b] = known.map((one) => one!.cursor);
	return a && b ? furtherOf(a, b) : a;
}

export class Progress {
	private savedAt = -Infinity;

	constructor(
		private readonly id: string,
		private readonly memory: IDataObject,
		private readonly settings: string,
		private readonly delivered: Delivered,
		private readonly now: () => number,
	) {}

	/** Puts it where n8n saves it with the next event. */
	save(): void {
		this.savedAt = this.now();
		this.memory.settings = this.settings;
		this.memory.cursor = this.delivered.toJSON() as unknown as IDataObject;
	}

	/** The same, at most every few seconds. */
	saveSometimes(): void {
		if (this.now() - this.savedAt >= SAVE_MS) this.save();
	}

	/** For the trigger's end: whoever starts it again in this process goes on from here. */
	stop(): void {
		this.save();
		stopped.delete(this.id);
		stopped.set(this.id, { settings: this.settings, cursor: this.delivered.toJSON() });
		if (stopped.size > MOST_STOPPED) stopped.delete(stopped.keys().next().value!);
	}
}
