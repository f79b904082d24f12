import type { IDataObject } from 'n8n-workflow';
import type { OpenForm } from './triggerAddress';

/**
 * Forms that were answered for the last time, until they would have ended anyway. Kept by each n8n process,
 * and by the workflow's own memory where a webhook closes them: that outlives restarts and reaches the
 * other processes of queue mode. An execution only tells its process, because n8n would save the workflow's
 * memory as it was when the execution began, and so undo what happened meanwhile.
 */

type Closed = Pick<OpenForm, 'id' | 'until'>;

/** Most forms that a process remembers; those that end first go first, some at a time. */
const MOST = 10_000;
const LEFT = 9_000;
/** Most that a workflow's memory holds: n8n writes it to its database as a whole. */
const MOST_STORED = 500;

/** ID → until, in ms. */
const closed = new Map<string, number>();

/** Property of the workflow's memory. */
const SHELF = 'mattermostClosedForms';

function stored(memory: IDataObject): Array<[string, number]> {
	const shelf = memory[SHELF];
	if (typeof shelf !== 'object' || shelf === null) return [];
	return Object.entries(shelf).filter((entry): entry is [string, number] =>
		Number.isFinite(entry[1]),
	);
}

const lasting = (entries: Array<[string, number]>, most: number) =>
	entries
		.filter(([, until]) => until > Date.now())
		.sort((a, b) => a[1] - b[1])
		.slice(-most);

/** @param memory the workflow's own, where it may be written */
export function closeForm({ id, until }: Closed, memory?: IDataObject): void {
	closed.set(id, until);
	if (closed.size > MOST) {
		const kept = lasting([...closed], LEFT);
		closed.clear();
		for (const [other, end] of kept) closed.set(other, end);
	}
	// Set as a whole: n8n notices changes of the first level for certain.
	if (memory) {
		memory[SHELF] = Object.fromEntries(lasting([...stored(memory), [id, until]], MOST_STORED));
	}
}

export const isClosed = ({ id }: Closed, memory: IDataObject): boolean =>
	closed.has(id) || stored(memory).some(([known]) => known === id);
