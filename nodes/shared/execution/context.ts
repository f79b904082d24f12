import type {
	IDataObject,
	IExecuteFunctions,
	IExecutePaginationFunctions,
	IExecuteSingleFunctions,
	INode,
	INodeExecutionData,
} from 'n8n-workflow';
import { Client } from '../http/client';
import { timezoneOf, transportOf } from '../http/n8nTransport';
import type { Memory } from '../http/runMemory';
import type { Service } from '../http/types';
import type { Operation, OperationContext, Resource } from '../model/operation';
import type { ItemHost } from './itemHost';
import { triesOf } from './tries';
import { startedBy, waitingOf, workflowHas } from './waiting';

/** One operation on one input item: it adds data to a client, and nothing that acts. */
export class ItemContext extends Client implements OperationContext {
	constructor(
		readonly host: ItemHost,
		service: Service,
		readonly resource: Resource,
		readonly operation: Operation,
		itemIndex: number,
		memory: Memory = new Map(),
	) {
		super(host, service, `${resource.name} → ${operation.name}`, itemIndex, memory);
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

/** The host in the runner (`customOperations`), for one item. */
export const runnerHost = (
	context: IExecuteFunctions,
	node: INode,
	item: number,
	{ credentials, limited }: Pick<ItemHost, 'credentials' | 'limited'>,
): ItemHost => ({
	...transportOf(context),
	...storeOf(context),
	node,
	timezone: timezoneOf(context),
	param: (name) => context.getNodeParameter(name, item, undefined),
	credentials,
	limited,
	fileInfo: (property) => context.helpers.assertBinaryData(item, property),
	readFile: async (property) => await context.helpers.getBinaryDataBuffer(item, property),
	inputItem: () => context.getInputData()[item]!,
	hint: (message) => context.addExecutionHints?.({ message, location: 'outputPane' }),
	signal: context.getExecutionCancelSignal?.(),
	workflow: workflowOf(context, item),
	tries: triesOf(context),
	waiting: waitingOf(context),
});

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
