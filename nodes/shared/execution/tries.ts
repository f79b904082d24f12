import { hash, randomUUID } from 'crypto';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { HttpResponse } from '../http/types';

/**
 * What the tries of one node run share. With Retry On Fail n8n runs all items again, the done ones too
 * (`workflow-execute.js`): what was changed must not be changed twice.
 */
export interface Tries {
	/** Names the run: the same for all its tries, another for every other run. */
	id: string;
	/** Output of the items that are done. */
	done: Map<number, INodeExecutionData[]>;
	/** Errors of items that may or may not have been processed. */
	unsure: Map<number, Error>;
	/** Sends by identity: their answer, or when the first one was lost (epoch ms). */
	sent: Map<string, { answer: HttpResponse } | { lostAt: number }>;
	/** Names of checks that an earlier try passed, and whose outcome sending has changed since. */
	passed: Set<string>;
}

/** n8n hands the same execution data to all tries of a run. */
const known = new WeakMap<object, Tries>();

/**
 * A name for the run. Derived from the execution where n8n's database numbered it, so that a worker that
 * takes over a stalled execution derives the same one; else random.
 */
function nameOf(context: IExecuteFunctions): string {
	const execution = context.getExecutionId?.() ?? '';
	if (!/^\d+$/.test(execution)) return randomUUID();
	const { $runIndex } = context.getWorkflowDataProxy(0);
	return hash('sha256', JSON.stringify([execution, context.getNode().id, $runIndex])).slice(0, 32);
}

/** What this run's tries share so far. */
export function triesOf(context: IExecuteFunctions): Tries {
	const run = context.getExecuteData();
	let tries = known.get(run);
	if (!tries) {
		tries = {
			id: nameOf(context),
			done: new Map(),
			unsure: new Map(),
			sent: new Map(),
			passed: new Set(),
		};
		known.set(run, tries);
	}
	return tries;
}

/**
 * An ID for a request: another one for each request of an item, the same one when n8n runs the item
 * again (Retry On Fail). Random where there are no tries.
 * @param count how many requests of the item had one before
 */
export function requestIdOf(tries: Tries | undefined, itemIndex: number, count: number): string {
	if (!tries) return randomUUID();
	const digits = hash('sha256', JSON.stringify([tries.id, itemIndex, count]));
	return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
