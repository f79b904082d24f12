import {
	NodeApiError,
	NodeOperationError,
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type IExecutePaginationFunctions,
	type IExecuteSingleFunctions,
	type IHttpRequestOptions,
	type INodeExecutionData,
	type INodePropertyRouting,
	type INodeType,
} from 'n8n-workflow';
import { build } from '../request/build';
import { Call, factsOf, isUnsure, runnerHost, stockHost, type Memory } from './call';
import { toItems, stepsToItems } from '../response/toItems';
import { ItemOrder } from './itemOrder';
import { isIdempotent, thingOf } from './thing';
import { triesOf, type Tries } from './tries';
import { Limiter } from '../http/limiter';
import { splitRequest } from '../model/parameterNames';
import { IN_FLIGHT } from '../http/sendWithRetry';
import type { Operation, Resource, Service } from '../model/operation';

/**
 * Both ways n8n runs an operation: `customOperations` in workflows, and its own RoutingNode for AI
 * tools (`workflow-execute.js`, `node-types.js` in n8n 2.41). Build, send, check and shape are the
 * same functions in both.
 */

const executeOperation = async (call: Call): Promise<INodeExecutionData[]> =>
	await explainVersionMismatch(call, async () =>
		call.operation.run ? await stepsToItems(call) : await toItems(call, await build(call)),
	);

/**
 * Runs it; where the server refuses it because it is too old or too new for the operation, the
 * error says so.
 */
async function explainVersionMismatch<T>(call: Call, work: () => Promise<T>): Promise<T> {
	const outcome = await work().then(
		(value) => ({ value }),
		(error: Error & { httpCode?: string }) => ({ error }),
	);
	if ('value' in outcome) return outcome.value;
	const { name, since, until } = { ...call.operation, name: call.service.name };
	// Recorded on 4.10: 400 for /users/known, whose last part it takes for an ID.
	if (['400', '404'].includes(outcome.error.httpCode ?? '') && (since || until)) {
		const version = (await call.serverVersion().catch(() => [])).join('.');
		const isKnown = version !== '';
		if (isKnown && since && !(await call.serverIsAtLeast(since))) {
			throw call.fail({
				message: `${name} ${version} does not have this operation: it requires ${since} or newer`,
				advice: 'Update the server, or choose another operation',
				httpCode: '404',
			});
		}
		if (isKnown && until && (await call.serverIsAtLeast(until))) {
			throw call.fail({
				message: `${name} ${version} no longer has this operation: it was removed in ${until}`,
				advice: 'Choose another operation',
				httpCode: '404',
			});
		}
	}
	throw outcome.error;
}

/** What an operation's option says of its request. */
export function requestRouting(operation: Operation): INodePropertyRouting {
	const { method, path } = splitRequest(operation.request);
	return { request: { method: method as IHttpRequestOptions['method'], url: path } };
}

/**
 * `routing` of a resource's Operation parameter: with it the stock engine alone runs the chosen
 * operation. It stands once for all operations, since 300 copies make 20 KB of a description.
 */
export function stockRouting(service: Service, resource: Resource): INodePropertyRouting {
	/** The stock engine starts all items of a run at once, in their order. */
	const orders = new WeakMap<object, ItemOrder>();
	const orderOf = (context: IExecuteSingleFunctions): ItemOrder => {
		const run = context.getExecuteData();
		const order = orders.get(run) ?? new ItemOrder();
		orders.set(run, order);
		return order;
	};
	const callOf = (context: IExecuteSingleFunctions | IExecutePaginationFunctions) => {
		const chosen = context.getNodeParameter('operation', undefined);
		const operation = resource.operations.find(({ value }) => value === chosen);
		if (!operation) {
			throw new NodeOperationError(
				context.getNode(),
				`${resource.name} has no operation ${JSON.stringify(chosen)}`,
				{ description: 'Choose an operation from the list', itemIndex: context.getItemIndex() },
			);
		}
		const host = stockHost(context);
		return new Call(host, service, resource, operation, context.getItemIndex(), new Map());
	};
	return {
		send: { paginate: true },
		operations: {
			// The whole way: n8n calls this for all items at once, in their order.
			async pagination(this: IExecutePaginationFunctions) {
				const call = callOf(this);
				return await orderOf(this).run(
					async () => await thingOf(call),
					async () => await executeOperation(call),
				);
			},
		},
	};
}

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
			...context.getInputData()[itemIndex].json,
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
async function waitForBatch(call: Call, started: Map<number, Promise<void>>): Promise<void> {
	const { batchSize, batchInterval } = call.settings.batching?.batch ?? {};
	if (!batchSize || batchSize < 1 || !batchInterval || batchInterval <= 0) return;
	const batch = Math.floor(call.itemIndex / batchSize);
	if (batch === 0) return;
	if (!started.has(batch)) {
		started.set(
			batch,
			(started.get(batch - 1) ?? Promise.resolve()).then(async () => await sleep(batchInterval)),
		);
	}
	await started.get(batch);
}

/** How many items are looked at beyond those under way, to find some that need not wait. */
const LOOK_AHEAD = 64;

/**
 * Runs one item, but not again what an earlier try of the node did: n8n's Retry On Fail runs all items.
 * @throws also the error of an earlier try that left open whether a change was made
 */
async function onceInTries(call: Call, tries: Tries): Promise<INodeExecutionData[]> {
	if (isIdempotent(call.operation) && !call.operation.concerns) return await executeOperation(call);
	const { itemIndex } = call;
	const before = tries.unsure.get(itemIndex);
	if (before) throw before;
	const done =
		tries.done.get(itemIndex) ??
		(await executeOperation(call).catch((error: Error) => {
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
 * @throws NodeApiError or NodeOperationError of the first failed item, unless the node continues on failures
 */
async function runItems(
	context: IExecuteFunctions,
	service: Service,
	resource: Resource,
	operation: Operation,
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
	const settings = (context.getNodeParameter('requestOptions', 0, {}) ?? {}) as {
		inFlight?: number;
	};
	const inFlight = Math.max(1, Math.floor(Number(settings.inFlight) || IN_FLIGHT));
	let next = 0;
	/** Nothing behind the first failed item is started; what stands before it is. */
	let end = items.length;

	// Decrypted once: n8n asks its database each time.
	const decrypted = new Map<string, Promise<IDataObject>>();
	const credentials = async (type: string) => {
		if (!decrypted.has(type)) decrypted.set(type, context.getCredentials<IDataObject>(type));
		return await decrypted.get(type)!;
	};

	const runItem = async (call: Call): Promise<void> => {
		const item = call.itemIndex;
		if (item >= end || signal?.aborted) return;
		try {
			await waitForBatch(call, batches);
			results[item] = await onceInTries(call, tries);
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
	const work = async () => {
		while (next < end && !signal?.aborted) {
			const host = runnerHost(context, node, next, credentials);
			const call = new Call(host, service, resource, operation, next++, memory);
			await order.run(
				async () => await thingOf(call),
				async () => await slots.run(inFlight, async () => await runItem(call)),
			);
		}
	};
	// Items whose turn has not come hold no place: others run meanwhile.
	const ahead = isIdempotent(operation) ? inFlight : inFlight + LOOK_AHEAD;
	await Promise.all(Array.from({ length: Math.min(items.length, ahead) }, work));

	if (failures.length > 0) {
		const [first] = failures.sort((a, b) => a.item - b.item);
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
						return await runItems(this, service, resource, operation);
					},
				]),
			),
		]),
	);
}
