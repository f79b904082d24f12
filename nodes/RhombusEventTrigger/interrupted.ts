import type { IPollFunctions } from 'n8n-workflow';
import { emitWithRestart } from '../shared/triggers/emitWithRestart';

const watched = new WeakSet<IPollFunctions>();

/**
 * Has what a poll returns started again where its execution is interrupted. n8n hands on the rows
 * itself, after it has seen that the workflow is still the current one, so its way of doing that is
 * what gets watched. Call it before each poll; the context is the same for all polls of an activation.
 */
export function keepInterrupted(context: IPollFunctions): void {
	if (context.getMode() === 'manual' || watched.has(context)) return;
	watched.add(context);
	const emit = context.__emit.bind(context);
	context.__emit = (data, responsePromise, donePromise) => {
		if (donePromise) return emit(data, responsePromise, donePromise);
		void emitWithRestart(data, {
			emit: (rows, done) => emit(rows, responsePromise, done),
			newPromise: context.helpers.createDeferredPromise,
			logger: context.logger,
		});
	};
}
