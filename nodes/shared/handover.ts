import {
	sleep,
	type INodeExecutionData,
	type IPollFunctions,
	type IRun,
	type Logger,
} from 'n8n-workflow';

/**
 * Hands events to n8n and sees to it that their executions are worked on. In queue mode a worker that
 * is killed takes its executions along: n8n 2.41 does not give them to another worker (Bull's
 * `maxStalledCount` is 0 there) and writes its error over their data (workflow-runner.js,
 * `processError`), so that nobody could retry them. The trigger still has the event: it starts anew.
 */

/** How often an event is started anew. */
const MOST_TRIES = 5;
/** Pause before an event is started anew, ms; doubled each time. */
const PAUSE_MS = 1000;

/** What n8n settles with an execution's end; its type has no name outside n8n. */
export type Done = NonNullable<Parameters<IPollFunctions['__emit']>[2]>;

/** Starts an execution. @param again 0 at first, then the number of the new start */
export type Emit = (data: INodeExecutionData[][], done: Done, again: number) => void;

/**
 * Whether an execution was given up without a word of what it did: no node has run for all that n8n
 * knows, and none was the last. Executions that fail by themselves name their last node.
 */
export function wasInterrupted(run: IRun | undefined): boolean {
	const result = run?.data?.resultData;
	return (
		run?.status === 'error' &&
		Object.keys(result?.runData ?? {}).length === 0 &&
		!result?.lastNodeExecuted &&
		/stalled|too many times/i.test(result?.error?.message ?? '')
	);
}

/** What handing over needs of n8n. */
export interface HandoverParts {
	emit: Emit;
	newPromise(): Done;
	logger: Pick<Logger, 'warn'>;
	/** Whether the trigger was stopped: nothing is started anew then. */
	stopped?(): boolean;
}

/**
 * Starts an execution, and starts it anew if it is interrupted.
 * @returns settles when the first execution has ended; never rejects
 */
export async function handOver(
	data: INodeExecutionData[][],
	parts: HandoverParts,
	again = 0,
): Promise<void> {
	const done = parts.newPromise();
	parts.emit(data, done, again);
	// n8n reports itself what it could not start or what was cancelled.
	const run = await done.promise.catch(() => undefined);
	if (!wasInterrupted(run) || again >= MOST_TRIES) return;
	parts.logger.warn('An execution was interrupted, its event is started anew');
	void sleep(PAUSE_MS * 2 ** again).then(async () => {
		if (!parts.stopped?.()) await handOver(data, parts, again + 1);
	});
}
