import {
	NodeOperationError,
	type IExecutePaginationFunctions,
	type IExecuteSingleFunctions,
	type IHttpRequestOptions,
	type INodePropertyRouting,
} from 'n8n-workflow';
import type { Service } from '../http/types';
import type { Operation, Resource } from '../model/operation';
import { splitRequest } from '../request/assemble';
import { ItemContext, stockHost } from './context';
import { executeOperation } from './executeOperation';
import { ItemOrder } from './itemOrder';
import { thingOf } from './thing';

/** n8n's own RoutingNode, which runs AI tools: see `executeOperation.ts`. */

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
	const contextOf = (context: IExecuteSingleFunctions | IExecutePaginationFunctions) => {
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
		return new ItemContext(host, service, resource, operation, context.getItemIndex());
	};
	return {
		send: { paginate: true },
		operations: {
			// Does everything: n8n calls this for all items at once, in their order.
			async pagination(this: IExecutePaginationFunctions) {
				const context = contextOf(this);
				return await orderOf(this).run(
					async () => await thingOf(context),
					async () => await executeOperation(context),
				);
			},
		},
	};
}
