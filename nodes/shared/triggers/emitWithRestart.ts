import {
	sleep,
	type INodeExecutionData,
	type IPollFunctions,
	type IRun,
	type Logger,
} from 'n8n-workflow';
import { backOff } from '../util/backOff';

/**
 * Hands events to n8n and learns what became of them.
 *
 * n8n settles the promise that comes with an event (trigger-execution-context.factory.js,
 * `settleDonePromise`) with the execution's end. It rejects it where it could not take the event at
 * all, for instance while its database is away, and where the execution was cancelled. So a rejection
 * that is no cancellation is a refusal: the event is emitted again.
 *
 * n8n 1 forgets to reject it (active-workflow-manager.js, `emit` and `__emit`, in 1.123). But it reads the
 * promise's `resolve` at the moment in which it has taken the event, and n8n 2 does so at once. So an event
 * whose `resolve` nobody reads within a minute was refused. Otherwise each one would count as running forever,
 * and a database that was away would end a trigger whose executions are limited.
 *
 * In queue mode a worker that is killed takes its executions along: n8n 2.41 does not give them to
 * another worker (Bull's `maxStalledCount` is 0 there) and overwrites their data with its error
 * (workflow-runner.js, `processError`), so nobody could retry them. The trigger still has the event
 * and starts a new execution.
 */

/** How often an interrupted event is started again. */
export const MOST_RESTARTS = 5;
/** Pause before an interrupted or refused event is emitted again, in ms; doubled each time. */
const PAUSE_MS = 1_000;
/** Longest pause between two attempts, in ms. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * An event that is not taken by then was refused, in ms: three times as long as n8n waits for a connection to
 * its database by default (20 s).
 */
export const TAKEN_WITHIN_MS = 60_000;
/** n8n 1 takes an event within milliseconds; one that is not taken by then is in doubt, in ms. */
export const DOUBTED_AFTER_MS = 2_000;

/** What n8n settles with an execution's end; its type has no name outside n8n. */
export type Done = NonNullable<Parameters<IPollFunctions['__emit']>[2]>;

/** Starts an execution. @param again 0 at first, then the number of the restart */
export type Emit = (data: INodeExecutionData[][], done: Done, again: number) => void;

/** What became of an emitted event. */
export type Outcome = 'ended' | 'interrupted' | 'refused';

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

/** A cancelled execution had been taken. Several copies of n8n-workflow may be loaded, hence the text. */
const wasCancelled = (error: unknown): boolean =>
	/cancel+ed/i.test(String((error as Error)?.message));

/** Exponential back-off, in ms. @param attempt counts from 0 */
export const retryPause = (attempt: number): number => backOff(attempt, PAUSE_MS, LONGEST_PAUSE_MS);

/** What handing over needs of n8n. */
export interface HandoverParts {
	emit: Emit;
	newPromise(): Done;
	logger: Pick<Logger, 'warn'>;
	/** Called with true once an event is in doubt, and with false if n8n 1 takes it after all. */
	doubted?(isDoubted: boolean): void;
	/** Gets the execution as it ended, or as it began to wait; undefined where n8n does not tell. */
	ran?(run: IRun | undefined): void;
	/** Whether the trigger was stopped: nothing is emitted again then. */
	stopped?(): boolean;
	/** Pauses, ms; n8n's own unless told. */
	sleep?(ms: number): Promise<void>;
}

/** A promise for n8n, and when its `resolve` is read. */
const watched = ({ promise, resolve, reject }: Done, read: () => void): Done => ({
	promise,
	reject,
	get resolve() {
		read();
		return resolve;
	},
});

/** Emits an event once. Never rejects. @param again the number of the restart, 0 at first */
export async function emitOnce(
	data: INodeExecutionData[][],
	{
		emit,
		newPromise,
		doubted,
		ran,
		sleep: pause = sleep,
	}: Omit<HandoverParts, 'logger' | 'stopped'>,
	again: number,
): Promise<Outcome> {
	let state: 'emitted' | 'doubted' | 'taken' = 'emitted';
	const isTaken = () => state === 'taken';
	const done = watched(newPromise(), () => {
		if (state === 'doubted') doubted?.(false);
		state = 'taken';
	});
	try {
		emit(data, done, again);
		if (!isTaken()) await Promise.race([done.promise, pause(DOUBTED_AFTER_MS)]);
		if (!isTaken()) {
			state = 'doubted';
			doubted?.(true);
			await Promise.race([done.promise, pause(TAKEN_WITHIN_MS - DOUBTED_AFTER_MS)]);
		}
		if (!isTaken()) return 'refused';
		const run = await done.promise;
		if (wasInterrupted(run)) return 'interrupted';
		ran?.(run);
		return 'ended';
	} catch (error) {
		if (!wasCancelled(error)) return 'refused';
		ran?.(undefined);
		return 'ended';
	}
}

/**
 * Emits an event until n8n takes it, and again if its execution is interrupted.
 * @returns settles when n8n has taken the event and the first execution has ended; never rejects
 */
export async function emitWithRestart(
	data: INodeExecutionData[][],
	parts: HandoverParts,
	again = 0,
): Promise<void> {
	const { sleep: pause = sleep } = parts;
	let outcome = await emitOnce(data, parts, again);
	for (let attempt = 0; outcome === 'refused'; attempt++) {
		if (attempt === 0) parts.logger.warn('n8n could not take an event, it is emitted again');
		await pause(retryPause(attempt));
		if (parts.stopped?.()) return;
		outcome = await emitOnce(data, parts, again);
	}
	if (outcome !== 'interrupted' || again >= MOST_RESTARTS) return;
	parts.logger.warn('An execution was interrupted, its event is started again');
	void pause(retryPause(again)).then(async () => {
		if (!parts.stopped?.()) await emitWithRestart(data, parts, again + 1);
	});
}
