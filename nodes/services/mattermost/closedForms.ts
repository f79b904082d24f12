import type { IDataObject } from 'n8n-workflow';
import { isObject, own } from '../../shared/util/guards';
import type { OpenForm } from './triggerAddress';

/**
 * Forms, and pages of them, that were answered for the last time, until they would have ended anyway. Kept by
 * each n8n process, and in the workflow's memory, which outlives restarts and reaches the other processes of
 * queue mode. Only the process that took a delivery writes there, when it answers. An execution cannot:
 * n8n would save the workflow's memory as it was when the execution began, and undo what happened meanwhile.
 */

/** A form, or a page by its own ID. */
type Closed = Pick<OpenForm, 'id' | 'until'>;

/** Most forms that a process remembers; those that expire first are dropped first, several at a time. */
const MOST = 10_000;
const LEFT = 9_000;
/** Most that a workflow's memory holds: n8n writes it to its database as a whole. */
const MOST_STORED = 500;

/** ID → until, in ms. */
const closed = new Map<string, number>();

/** Property of the workflow's memory. */
const SHELF = 'mattermostClosedForms';

function stored(memory: IDataObject): Array<[string, number]> {
	const shelf = own(memory, SHELF);
	if (!isObject(shelf)) return [];
	return Object.entries(shelf).filter((entry): entry is [string, number] =>
		Number.isFinite(entry[1]),
	);
}

const lasting = (entries: Array<[string, number]>, most: number) =>
	entries
		.filter(([, until]) => until > Date.now())
		.sort((a, b) => a[1] - b[1])
		.slice(-most);

/** @param memory the workflow's own */
export function closeForm({ id, until }: Closed, memory: IDataObject): void {
	closed.set(id, until);
	if (closed.size > MOST) {
		const kept = lasting([...closed], LEFT);
		closed.clear();
		for (const [other, end] of kept) closed.set(other, end);
	}
	// Set as a whole: n8n notices changes of the first level for certain.
	memory[SHELF] = Object.fromEntries(lasting([...stored(memory), [id, until]], MOST_STORED));
}

export const isClosed = ({ id }: Pick<Closed, 'id'>, memory: IDataObject): boolean =>
	closed.has(id) || stored(memory).some(([known]) => known === id);
