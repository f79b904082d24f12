import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	IWebhookFunctions,
} from 'n8n-workflow';

/** An execution that waits for people: only workflows can, AI tools and tests of one node cannot. */
export interface Waiting {
	/** How many items the node got; an execution waits once for all of them. */
	items: number;
	/** A signed address that leads to the node's `webhook`; the parameters are signed too. */
	resumeUrl(parameters: Record<string, string>): string;
	/**
	 * Keeps a text for the node's `webhook` in the data of the execution, in place of what an earlier
	 * run of the node kept. It survives restarts and reaches every process of queue mode.
	 */
	keep(text: string): void;
	/** What an earlier run of the node kept in this execution. */
	kept(): string | undefined;
	/** What the triggers of these types gave that started the execution. */
	startedWith(types: string[]): IDataObject[];
	/** Whether n8n passes items on through other outputs than the first after a wait: since n8n 2. */
	knowsOutputs: boolean;
	/** Whether the connections of an output lead back to this node; undefined where n8n does not tell. */
	leadsBack(output: number): boolean | undefined;
	/**
	 * Puts the execution to wait. n8n runs the node no more then: when the time is up, it passes the item on
	 * and goes on behind it (`handleWaitingState`, `handleDisabledNode` in `workflow-execute.js`).
	 * @param output index of the output through which the item goes on if nobody answers until then
	 */
	until(time: Date, output: number, item: INodeExecutionData): Promise<void>;
}

/** Property of the node's execution context that `keep` writes. */
const KEPT = 'waitingFor';

/** A node's name inside an expression; its braces must not end the expression. */
const quoted = (name: string) =>
	JSON.stringify(name).replace(/[{}]/g, (brace) => `\\u00${brace.charCodeAt(0).toString(16)}`);

/** What `keep` kept, read by the node's `webhook`; undefined if nothing is there. */
export function keptBy(context: IWebhookFunctions): string | undefined {
	const name = quoted(context.getNode().name);
	const kept = context.evaluateExpression(`{{ $node[${name}].context["${KEPT}"] }}`);
	return typeof kept === 'string' && kept !== '' ? kept : undefined;
}

/** Whether the workflow has a node of that name. */
export function workflowHas(
	context: Pick<IExecuteFunctions, 'evaluateExpression'>,
	name: string,
	item: number,
): boolean {
	try {
		return context.evaluateExpression(`{{ !!$(${quoted(name)}).params }}`, item) === true;
	} catch {
		return false;
	}
}

/** The parts of n8n's context that tell which nodes ran before. */
type Started = Pick<IExecuteFunctions, 'evaluateExpression' | 'getParentNodes' | 'getNode'>;

/** Items of a node that has run; none if it has not. */
function itemsOf(context: Started, name: string): INodeExecutionData[] {
	try {
		const items = context.evaluateExpression(`{{ $(${quoted(name)}).all() }}`, 0) as unknown;
		return Array.isArray(items) ? (items as INodeExecutionData[]) : [];
	} catch {
		// A trigger that did not start this execution.
		return [];
	}
}

/** Triggers of these types before the node, with the items they gave in this execution. */
export const startedBy = (
	context: Started,
	types: string[],
): Array<{ name: string; items: INodeExecutionData[] }> =>
	context
		.getParentNodes(context.getNode().name)
		.filter(({ type }) => types.some((known) => type.endsWith(known)))
		.map(({ name }) => ({ name, items: itemsOf(context, name) }));

/** Newer n8n passes on all outputs of a waiting node; it is told from older by what came with it. */
const knowsOutputs = (context: IExecuteFunctions) =>
	typeof (context as unknown as IDataObject).listAgents === 'function';

/** Connections by source node, as n8n's `Workflow` has them; no part of its interface for nodes. */
type Connections = Record<string, { main?: Array<Array<{ node: string }> | null> } | undefined>;

/** See `Waiting.leadsBack`. */
function leadsBack(context: IExecuteFunctions, output: number): boolean | undefined {
	const { workflow } = context as unknown as {
		workflow?: { connectionsBySourceNode?: Connections };
	};
	const connections = workflow?.connectionsBySourceNode;
	if (!connections) return undefined;
	const { name } = context.getNode();
	const seen = new Set<string>();
	const ahead = (connections[name]?.main?.[output] ?? []).map(({ node }) => node);
	for (let node = ahead.pop(); node !== undefined; node = ahead.pop()) {
		if (node === name) return true;
		if (seen.has(node)) continue;
		seen.add(node);
		ahead.push(
			...(connections[node]?.main ?? []).flatMap((to) => (to ?? []).map((one) => one.node)),
		);
	}
	return false;
}

/** Undefined where n8n has no signed addresses. */
export function waitingOf(context: IExecuteFunctions): Waiting | undefined {
	if (typeof context.getSignedResumeUrl !== 'function') return undefined;
	return {
		items: context.getInputData().length,
		resumeUrl: (parameters) => {
			// n8n 1 checks signatures only if asked to.
			const { setSignatureValidationRequired } = context as unknown as {
				setSignatureValidationRequired?: () => void;
			};
			setSignatureValidationRequired?.call(context);
			return context.getSignedResumeUrl(parameters);
		},
		keep: (text) => {
			context.getContext('node')[KEPT] = text;
		},
		kept: () => {
			const kept = context.getContext('node')[KEPT];
			return typeof kept === 'string' ? kept : undefined;
		},
		knowsOutputs: knowsOutputs(context),
		leadsBack: (output) => leadsBack(context, output),
		startedWith: (types) =>
			startedBy(context, types).flatMap(({ items }) => items.map(({ json }) => json)),
		until: async (time, output, item) => {
			const execution = context.getExecuteData();
			// When the time is up, n8n passes on what lies here as if it were the node's output.
			if (knowsOutputs(context)) {
				execution.data.main = Array.from({ length: output + 1 }, (_, at) =>
					at === output ? [item] : [],
				);
				execution.metadata = { ...execution.metadata, forwardAllOutputs: true } as never;
			} else {
				execution.data.main = [[item]];
			}
			await context.putExecutionToWait(time);
		},
	};
}
