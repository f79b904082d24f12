import type { IDataObject, IExecutePaginationFunctions, INodeExecutionData } from 'n8n-workflow';
import { operationOf, service, turns } from '../../../test/support/units';
import * as fields from '../model/fields';
import type { OperationContext } from '../model/operation';
import { requestRouting, stockRouting } from './routing';

test('what an operation’s option says of its request', () => {
	expect(requestRouting(operationOf({ request: 'PUT /posts/{post_id}' }))).toEqual({
		request: { method: 'PUT', url: '/posts/{post_id}' },
	});
});

describe('n8n’s own engine', () => {
	const log: string[] = [];
	const send = operationOf({
		value: 'send',
		concerns: ['channel_id'],
		fields: [fields.text('channel_id', '')],
		run: async (context: OperationContext) => {
			log.push(`begin ${context.itemIndex}`);
			await turns(20 - context.itemIndex * 5);
			log.push(`end ${context.itemIndex}`);
			return {
				sent: context.itemIndex,
				file: await context.host.keepFile(Buffer.from('x') as never, 'a'),
			};
		},
	});
	const resource = { value: 'thing', name: 'Thing', operations: [operationOf(), send] };
	const routing = stockRouting(service(), resource);
	const run = async (params: IDataObject, index = 0, data: object = {}) => {
		const context = {
			getNode: () => ({ name: 'Node', parameters: {} }),
			getTimezone: () => 'UTC',
			getItemIndex: () => index,
			getExecuteData: () => data,
			getNodeParameter: (name: string) => params[name],
			getCredentials: async () => ({ url: 'https://a.test' }),
			getInputData: () => ({ json: { index } }),
			helpers: { prepareBinaryData: async (_data: Buffer, fileName: string) => ({ fileName }) },
		} as unknown as IExecutePaginationFunctions;
		const { pagination } = routing.operations!;
		if (typeof pagination !== 'function') throw new Error('It does not page by itself');
		return (await pagination.call(context, {} as never)) as INodeExecutionData[];
	};
	beforeEach(() => log.splice(0));

	test('gives the whole way to us', async () => {
		expect(routing.send).toEqual({ paginate: true });
		expect(await run({ operation: 'send', thingChannelId: 'c1' }, 3)).toEqual([
			{ json: { sent: 3, file: { fileName: 'a' } }, pairedItem: { item: 3 } },
		]);
	});

	test('starts all items at once; what concerns the same thing happens in order all the same', async () => {
		const data = {};
		const params = { operation: 'send', thingChannelId: 'c1' };
		await Promise.all([0, 1, 2].map(async (index) => await run(params, index, data)));
		expect(log).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 2', 'end 2']);
	});

	test('different things, and different runs, do not wait for each other', async () => {
		const data = {};
		await Promise.all(
			['a', 'b'].map(
				async (thingChannelId, index) =>
					await run({ operation: 'send', thingChannelId }, index, data),
			),
		);
		expect(log.slice(0, 2)).toEqual(['begin 0', 'begin 1']);
		log.splice(0);
		const params = { operation: 'send', thingChannelId: 'c1' };
		await Promise.all([0, 1].map(async (index) => await run(params, index, {})));
		expect(log.slice(0, 2)).toEqual(['begin 0', 'begin 1']);
	});

	test('an operation that there is not is refused by its name', async () => {
		await expect(run({ operation: 'sendd' })).rejects.toThrow('Thing has no operation "sendd"');
	});
});
