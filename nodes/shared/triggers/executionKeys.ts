import type { ITriggerFunctions } from 'n8n-workflow';

/**
 * Whether n8n knows after a crash what it had been given.
 *
 * n8n 2 starts nothing twice under one key: the key stands in the row of the execution, which it takes
 * along when it is deleted (n8n 2.41, executions/execution-persistence.js, `create`; execution-entity.js).
 * It saves a trigger's progress before it takes the event (trigger-execution-context.factory.js, `emit`),
 * and tells only of an execution's end. So that neither is lost nor doubled what it was taking when it was
 * killed, an event has to be given again under its key, and the row has to be there still. It is if
 * executions are kept: then it is deleted no earlier than an hour after its end
 * (EXECUTIONS_DATA_HARD_DELETE_BUFFER). What a trigger can see of that are the settings of its workflow;
 * those of n8n, which apply by default, it cannot.
 */

/** A key that old may be gone: its event counts as taken. In ms. */
export const KEYS_LAST_MS = 50 * 60_000;

/** Parameters of n8n's `emit` where it takes keys; before, there are three. */
const WITH_KEY = 4;

/** Whether an event that n8n may have taken can be given again after a crash without starting twice. */
export function keysOutlastCrashes(context: ITriggerFunctions): boolean {
	const { saveDataSuccessExecution, saveDataErrorExecution, engineType } =
		context.getWorkflowSettings();
	return (
		context.emit.length >= WITH_KEY &&
		saveDataSuccessExecution === 'all' &&
		saveDataErrorExecution === 'all' &&
		// n8n's second engine takes no keys (engine-v2-dispatcher.service.js, `start`).
		engineType !== 'v2'
	);
}
