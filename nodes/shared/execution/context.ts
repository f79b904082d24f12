import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type IExecutePaginationFunctions,
	type IExecuteSingleFunctions,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';
import { Client } from '../http/client';
import { timezoneOf, transportOf } from '../http/n8nTransport';
import type { Memory } from '../http/runMemory';
import type { ApiRequest, HttpResponse, Send, Service } from '../http/types';
import type { Operation, OperationContext, Resource } from '../model/operation';
import type { ItemHost } from './itemHost';
import { parameterReader } from './parameterReader';
import { triesOf } from './tries';
import { startedBy, waitingOf, workflowHas } from './waiting';

/** One operation on one input item: it adds data to a client, and acts only in who sends. */
export class ItemContext extends Client implements OperationContext {
	constructor(
		readonly host: ItemHost,
		service: Service,
		readonly resource: Resource,
		readonly operation: Operation,
		itemIndex: number,
		memory: Memory = new Map(),
		organization?: string,
	) {
		super(host, service, `${resource.name} → ${operation.name}`, itemIndex, memory, organization);
	}

	actingFor(organization: string): OperationContext {
		const { host, service, resource, operation, itemIndex, memory } = this;
		return new ItemContext(host, service, resource, operation, itemIndex, memory, organization);
	}

	/** Sends a finished request, together with those of other items where that is declared. */
	override async send(request: ApiRequest): Promise<HttpResponse> {
		const send: Send = async (one) => await super.send(one);
		return this.host.together ? await this.host.together(this, request, send) : await send(request);
	}
}

const workflowOf = (
	context: IExecuteFunctions | IExecuteSingleFunctions | IExecutePaginationFunctions,
	item: number,
): ItemHost['workflow'] => ({
	memory: () => context.getWorkflowStaticData('global'),
	has: (name) => workflowHas(context, name, item),
	startedWith: (types) => startedBy(context, types).flatMap(({ items }) => items),
});

/** n8n's store of files. */
const storeOf = ({
	helpers,
}: Pick<IExecuteFunctions, 'helpers'> | Pick<IExecuteSingleFunctions, 'helpers'>): Pick<
	ItemHost,
	'keepFile' | 'storedSize' | 'openFile'
> => ({
	keepFile: async (data, ...facts) => await helpers.prepareBinaryData(data as never, ...facts),
	storedSize: async (id) => (await helpers.getBinaryMetadata(id)).fileSize,
	openFile: async (id, chunkSize) => await helpers.getBinaryStream(id, chunkSize),
});

/** Makes the hosts in the runner (`customOperations`), one per item; what all of a run share is made once. */
export function runnerHosts(
	context: IExecuteFunctions,
	node: INode,
	{
		param = parameterReader(context, node),
		canWait,
		...shared
	}: Pick<ItemHost, 'credentials' | 'limited' | 'together'> & {
		param?: ReturnType<typeof parameterReader>;
		/** Whether n8n lets the execution wait for people. */
		canWait: boolean;
	},
): (item: number) => ItemHost {
	const { helpers } = context;
	const input = context.getInputData();
	const ofRun = {
		...transportOf(context),
		...storeOf(context),
		node,
		timezone: timezoneOf(context),
		...shared,
		hint: (message: string) => context.addExecutionHints?.({ message, location: 'outputPane' }),
		signal: context.getExecutionCancelSignal?.(),
		tries: triesOf(context),
		waiting: canWait ? waitingOf(context) : undefined,
	};
	return (item) => ({
		...ofRun,
		param: (name) => param(name, item),
		fileInfo: (property) => helpers.assertBinaryData(item, property),
		readFile: async (property) => await helpers.getBinaryDataBuffer(item, property),
		inputItem: () => input[item]!,
		languageModel: async () =>
			await context.getInputConnectionData(NodeConnectionTypes.AiLanguageModel, item),
		workflow: workflowOf(context, item),
	});
}

/** The host in the stock RoutingNode, which gives a context per item. */
export const stockHost = (
	context: IExecuteSingleFunctions | IExecutePaginationFunctions,
): ItemHost => ({
	...transportOf(context),
	...storeOf(context),
	node: context.getNode(),
	timezone: timezoneOf(context),
	param: (name) => context.getNodeParameter(name, undefined),
	credentials: async (type) => (await context.getCredentials(type)) as IDataObject,
	fileInfo: (property) => context.helpers.assertBinaryData(property),
	readFile: async (property) => await context.helpers.getBinaryDataBuffer(property),
	inputItem: () => context.getInputData() as INodeExecutionData,
	workflow: workflowOf(context, context.getItemIndex()),
	signal: context.getExecutionCancelSignal?.(),
});
