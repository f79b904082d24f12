import {
	NodeApiError,
	NodeOperationError,
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';
import { factsOf, isUnsure } from '../errors/errorFactory';
import { Limiter } from '../http/limiter';
import type { Memory } from '../http/runMemory';
import { inFlightOf } from '../http/throttle';
import type { RequestSettings, Service } from '../http/types';
import type { Operation, OperationContext, Resource } from '../model/operation';
import { readFields } from '../request/build';
import { BulkRequests, GATHERED_ITEMS } from './bulkRequests';
import { inBursts } from './bursts';
import { ItemContext, runnerHosts } from './context';
import { executeOperation } from './executeOperation';
import { ItemOrder } from './itemOrder';
import { flagOf } from '../util/givenValue';
import { parameterReader } from './parameterReader';
import { beginRun } from './shortRuns';
import { isIdempotent, thingOf } from './thing';
import { triesOf, type Tries } from './tries';

/** The runner of workflows (`customOperations`): see `executeOperation.ts`. */

/**
 * The item that stands for a failed one when the node continues on failures: the input with `error`
 * and `details`, as n8n's own nodes return it.
 */
function failedItem(
	context: IExecuteFunctions,
	error: NodeApiError | NodeOperationError,
	itemIndex: number,
): INodeExecutionData {
	const item: INodeExecutionData = {
		json: {
			...context.getInputData()[itemIndex]!.json,
			error: error.message,
			details: { description: error.description ?? '', ...factsOf(error) },
		},
		pairedItem: { item: itemIndex },
	};
	// n8n sends an item that carries an error to the error output, but throws away the json of those
	// that still carry one then (workflow-execute.js, `normalizeNodeErrors`); it copies what it sends
	// there, and with it only what is enumerable. n8n 1 knows no other way that keeps `details`.
	if (context.getNode().onError === 'continueErrorOutput') {
		Object.defineProperty(item, 'error', { value: error });
	}
	return item;
}

/** Waits between batches, as n8n's own engine does with the Batching option. */
async function waitForBatch(
	itemContext: OperationContext,
	started: Map<number, Promise<void>>,
): Promise<void> {
	const { batchSize, batchInterval } = itemContext.settings.batching?.batch ?? {};
	if (!batchSize || batchSize < 1 || !batchInterval || batchInterval <= 0) return;
	const batch = Math.floor(itemContext.itemIndex / batchSize);
	if (batch === 0) return;
	if (!started.has(batch)) {
		started.set(
			batch,
			(started.get(batch - 1) ?? Promise.resolve()).then(async () => await sleep(batchInterval)),
		);
	}
	await started.get(batch);
}

/** Waits of at least this length are explained in a hint. */
const LONG_PAUSE_MS = 5000;

/**
 * How many items are read beyond those under way: n8n evaluates expressions faster one after the other than
 * between requests, and some of them need not wait for others.
 */
const LOOK_AHEAD = 64;

/** How many of them are read in a row (1,000 items of two expressions: 3.9 s of processor time for 4.6 s, n8n 2.41). */
const BURST = 32;

/** Reads an item's fields before its turn; where it runs for many organizations, each has its own. */
async function readAhead(itemContext: OperationContext): Promise<void> {
	if (!itemContext.service.organizations?.isAll(itemContext)) await readFields(itemContext);
}

/**
 * Runs one item, but not again what an earlier try of the node did: n8n's Retry On Fail runs all items.
 * @throws also the error of an earlier try that left open whether a change was made
 */
async function onceInTries(
	itemContext: OperationContext,
	tries: Tries,
): Promise<INodeExecutionData[]> {
	if (isIdempotent(itemContext.operation) && !itemContext.operation.concerns)
		return await executeOperation(itemContext);
	const { itemIndex } = itemContext;
	const before = tries.unsure.get(itemIndex);
	if (before) throw before;
	const done =
		tries.done.get(itemIndex) ??
		(await executeOperation(itemContext).catch((error: Error) => {
			if (isUnsure(error)) tries.unsure.set(itemIndex, error);
			throw error;
		}));
	tries.done.set(itemIndex, done);
	return done;
}

/**
 * Runs one operation on all input items, a bounded number at a time, and what concerns the same thing
 * one after the other, in the items' order. It reads only this operation's parameters, awaits between
 * items, and keeps what succeeded. After a failure no further item is started; those under way are
 * waited for.
 * @param canWait whether n8n lets the execution wait for people here
 * @throws NodeApiError or NodeOperationError of the first failed item, unless the node continues on failures
 */
async function runItems(
	context: IExecuteFunctions,
	service: Service,
	resource: Resource,
	operation: Operation,
	canWait: boolean,
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	const node = context.getNode();
	const memory: Memory = new Map();
	const batches = new Map<number, Promise<void>>();
	const results = new Array<INodeExecutionData[]>(items.length);
	const failures: Array<{ item: number; error: Error }> = [];
	const continues = context.continueOnFail();
	const signal = context.getExecutionCancelSignal?.();
	const tries = triesOf(context);
	const order = new ItemOrder();
	const slots = new Limiter();
	const settings = (context.getNodeParameter('requestOptions', 0, {}) ?? {}) as RequestSettings;
	const inFlight = inFlightOf(settings);
	const param = parameterReader(context, node);
	let next = 0;
	/** Nothing behind the first failed item is started; what stands before it is. */
	let end = items.length;

	// Decrypted once: n8n asks its database each time.
	const decrypted = new Map<string, Promise<IDataObject>>();
	const credentials = async (type: string) => {
		if (!decrypted.has(type)) decrypted.set(type, context.getCredentials<IDataObject>(type));
		return await decrypted.get(type)!;
	};

	/** Longest total pause of one request for the server's rate limit. */
	let pausedMs = 0;
	const limited = (ms: number) => {
		pausedMs = Math.max(pausedMs, ms);
	};

	// Batching says how many requests are sent at a time, so each item sends its own.
	const bulk =
		operation.bulk &&
		flagOf(settings.bulk) !== false &&
		!settings.batching?.batch &&
		items.length > 1
			? new BulkRequests(resource, operation, inFlight, (item) => item < end && !signal?.aborted)
			: undefined;
	const together = bulk?.send.bind(bulk);

	const hostOf = runnerHosts(context, node, { param, credentials, limited, together, canWait });
	const { turn, end: ended } = beginRun(items.length);
	const runItem = async (itemContext: OperationContext): Promise<void> => {
		const item = itemContext.itemIndex;
		// Its expressions were read ahead: it may have waited long.
		await turn();
		if (item >= end || signal?.aborted) return;
		try {
			await waitForBatch(itemContext, batches);
			results[item] = await onceInTries(itemContext, tries);
		} catch (cause) {
			const error =
				cause instanceof NodeApiError || cause instanceof NodeOperationError
					? cause
					: new NodeOperationError(node, cause as Error, { itemIndex: item });
			if (continues) {
				results[item] = [failedItem(context, error, item)];
			} else {
				failures.push({ item, error });
				end = Math.min(end, item);
			}
		}
	};
	const begin = async (item: number): Promise<void> => {
		const itemContext = new ItemContext(hostOf(item), service, resource, operation, item, memory);
		const run = async () => await runItem(itemContext);
		// A failure is the item's own, when it runs.
		if (!bulk) readAhead(itemContext).catch(() => {});
		await order.run(
			async () => await thingOf(itemContext),
			async () => await (bulk ? bulk.runItem(item, run) : slots.run(inFlight, run)),
		);
	};
	// Items whose turn has not come hold no place: others run meanwhile.
	const most = bulk ? Math.max(inFlight, GATHERED_ITEMS) : inFlight + LOOK_AHEAD;
	try {
		await inBursts({ most, burst: bulk ? 1 : BURST, turn }, () =>
			next < end && !signal?.aborted ? begin(next++) : undefined,
		);
	} finally {
		ended();
	}

	if (pausedMs >= LONG_PAUSE_MS) {
		const message = `Requests waited up to ${Math.round(pausedMs / 1000)} s because ${service.name} limits the request rate. Lower Maximum Concurrent Requests in the request options, or process fewer items at once`;
		context.addExecutionHints?.({ message, location: 'outputPane' });
	}
	const [first] = failures.sort((a, b) => a.item - b.item);
	if (first) {
		const done = results.filter(Boolean).length;
		if (items.length > 1) {
			const error = first.error as NodeApiError;
			error.description =
				`${error.description ?? ''} ${done} of ${items.length} items were done before the run stopped; set On Error to Continue to go on after a failed item`.trim();
		}
		throw first.error;
	}
	const out: INodeExecutionData[] = [];
	for (const result of results) for (const item of result ?? []) out.push(item);
	return [out];
}

/** All operations of a node as functions that n8n calls in workflows. */
export function customOperations(
	service: Service,
	resources: Resource[],
): NonNullable<INodeType['customOperations']> {
	return Object.fromEntries(
		resources.map((resource) => [
			resource.value,
			Object.fromEntries(
				resource.operations.map((operation) => [
					operation.value,
					async function (this: IExecuteFunctions) {
						return await runItems(this, service, resource, operation, true);
					},
				]),
			),
		]),
	);
}

/**
 * Gives a node an `execute` that runs its operations the same way. It is undefined until n8n assigns the
 * function with which it would run its stock engine: n8n does so only where a node has no `execute` of its
 * own, and shows the Request Options and reads `routing` only for such nodes (node-types.js,
 * directory-loader.js in n8n 2.41). In workflows n8n prefers `customOperations`; its coming engine and its
 * tools for trying a single node know `execute` alone (v1-step-executor.js, ephemeral-node-executor.js).
 * AI tools get what n8n assigned.
 */
export function addExecute(node: INodeType, service: Service, resources: Resource[]): void {
	let execute: INodeType['execute'];
	Object.defineProperty(node, 'execute', {
		configurable: true,
		get: () => execute,
		set: (stock: NonNullable<INodeType['execute']>) => {
			execute = async function (this: IExecuteFunctions) {
				// n8n names the type of a tool so, and gives it its input another way.
				if (this.getNode().type.endsWith('Tool')) return await stock.call(this);
				const chosen = (name: string) => this.getNodeParameter(name, 0, undefined);
				const resource = resources.find(({ value }) => value === chosen('resource'));
				const operation = resource?.operations.find(({ value }) => value === chosen('operation'));
				if (!resource || !operation) return await stock.call(this);
				// Whoever calls this ignores that an execution is to wait, and would go on without an answer.
				return await runItems(this, service, resource, operation, false);
			};
		},
	});
}
