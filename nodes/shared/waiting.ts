import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

/** An execution that waits for people: only workflows can, AI tools and tests of one node cannot. */
export interface Waiting {
	/** How many items the node got; an execution waits once for all of them. */
	items: number;
	/** A signed address that leads to the node's `webhook`; the parameters are signed too. */
	resumeUrl(parameters: Record<string, string>): string;
	/**
	 * Puts the execution to wait.
	 * @param timedOut goes on through the second output if nobody answers until then
	 */
	until(time: Date, timedOut: INodeExecutionData): Promise<void>;
}

/** Newer n8n passes on all outputs of a waiting node; it is told from older by what came with it. */
const knowsOutputs = (context: IExecuteFunctions) =>
	typeof (context as unknown as IDataObject).listAgents === 'function';

/** Undefined where n8n has no signed addresses. */
export function waitingOf(context: IExecuteFunctions): Waiting | undefined {
	if (typeof context.getSignedResumeUrl !== 'function') return undefined;
	return {
		items: context.getInputData().length,
		resumeUrl: (parameters) => {
			// n8n 1 checks signatures only when it is told so.
			const { setSignatureValidationRequired } = context as unknown as {
				setSignatureValidationRequired?: () => void;
			};
			setSignatureValidationRequired?.call(context);
			return context.getSignedResumeUrl(parameters);
		},
		until: async (time, timedOut) => {
			const execution = context.getExecuteData();
			// When the time is up, n8n passes on what lies here as if it were the node's output.
			if (knowsOutputs(context)) {
				execution.data.main = [[], [timedOut]];
				execution.metadata = { ...execution.metadata, forwardAllOutputs: true } as never;
			} else {
				execution.data.main = [[timedOut]];
			}
			await context.putExecutionToWait(time);
		},
	};
}
