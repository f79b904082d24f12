import type { IExecuteFunctions, IExecuteSingleFunctions, INode } from 'n8n-workflow';
import { Readable } from 'stream';
import type { ByteStream } from '../util/byteStream';
import { operationOf, service } from '../../../test/support/units';
import { ItemContext, runnerHosts, stockHost } from './context';

const node = { name: 'Node', parameters: {} } as INode;
const file = { data: '', mimeType: 'image/png' };
const STREAM = Readable.from(['x']) as unknown as ByteStream;

/** The parts of n8n's contexts that both engines share; each says for which item it was asked. */
const common = (asked: unknown[]) => ({
	getNode: () => node,
	getTimezone: () => 'Europe/Berlin',
	getWorkflowStaticData: (type: string) => ({ type }),
	getParentNodes: () => [{ name: 'Hook', type: 'x.mattermostWebhookTrigger' }],
	evaluateExpression: (expression: string, item: number) => {
		asked.push(item);
		return expression.includes('params') ? true : [{ json: { from: 'hook' } }];
	},
	getExecutionCancelSignal: () => 'signal',
	helpers: {
		prepareBinaryData: async (...given: unknown[]) => ({ given }),
		assertBinaryData: (...given: unknown[]) => (asked.push(given), file),
		getBinaryMetadata: async () => ({ fileSize: 7 }),
		getBinaryStream: async (...opened: unknown[]) => ({ opened }),
		getBinaryDataBuffer: async (...given: unknown[]) => (asked.push(given), Buffer.from('x')),
	},
});

describe('the host of an item in a workflow', () => {
	const make = (more: object = {}) => {
		const asked: unknown[] = [];
		const hints: unknown[] = [];
		const context = {
			...common(asked),
			getNodeParameter: (...given: unknown[]) => given,
			getInputData: () => ['zero', 'one', 'two'],
			getExecuteData: () => asked,
			addExecutionHints: (hint: unknown) => hints.push(hint),
			getSignedResumeUrl: () => '',
			...more,
		} as unknown as IExecuteFunctions;
		const credentials = async () => ({ url: 'https://a.test' });
		const limited = () => undefined;
		return {
			host: runnerHosts(context, node, { credentials, limited, canWait: true })(2),
			asked,
			hints,
			credentials,
			limited,
		};
	};

	test('is of that item alone', async () => {
		const { host, asked, hints, credentials, limited } = make();
		expect(host.param('resource')).toEqual(['resource', 2, undefined]);
		expect(host.inputItem()).toBe('two');
		expect(host.fileInfo('data')).toEqual(file);
		expect(await host.readFile('data')).toEqual(Buffer.from('x'));
		expect(await host.storedSize('filesystem:1')).toBe(7);
		expect(await host.openFile('filesystem:1', 64)).toEqual({ opened: ['filesystem:1', 64] });
		expect(asked.slice(-2)).toEqual([
			[2, 'data'],
			[2, 'data'],
		]);
		expect(host.workflow!.has('Other')).toBe(true);
		expect(asked.at(-1)).toBe(2);
		expect(host.workflow!.memory()).toEqual({ type: 'global' });
		expect(host.workflow!.startedWith(['mattermostWebhookTrigger'])).toEqual([
			{ json: { from: 'hook' } },
		]);
		expect(await host.keepFile(STREAM, 'a', 'b')).toEqual({
			given: [STREAM, 'a', 'b'],
		});
		host.hint!('There is more');
		expect(hints).toEqual([{ message: 'There is more', location: 'outputPane' }]);
		expect([host.timezone, host.signal, host.node]).toEqual(['Europe/Berlin', 'signal', node]);
		expect([host.credentials, host.limited]).toEqual([credentials, limited]);
		expect(host.tries!.done.size).toBe(0);
		expect(host.waiting!.items).toBe(3);
	});

	test('does with an n8n that shows no hints and cancels nothing', () => {
		const { host } = make({ addExecutionHints: undefined, getExecutionCancelSignal: undefined });
		expect(() => host.hint!('x')).not.toThrow();
		expect(host.signal).toBeUndefined();
	});
});

describe('the host of an item of an AI tool', () => {
	const asked: unknown[] = [];
	const context = {
		...common(asked),
		getItemIndex: () => 5,
		getNodeParameter: (...given: unknown[]) => given,
		getCredentials: async (type: string) => ({ type }),
		getInputData: () => ({ json: { a: 1 } }),
	} as unknown as IExecuteSingleFunctions;

	test('n8n gives it a context of its own', async () => {
		const host = stockHost(context);
		expect(host.param('resource')).toEqual(['resource', undefined]);
		expect(host.inputItem()).toEqual({ json: { a: 1 } });
		expect(await host.credentials('testApi')).toEqual({ type: 'testApi' });
		expect(host.fileInfo('data')).toEqual(file);
		expect(await host.readFile('data')).toEqual(Buffer.from('x'));
		expect(await host.storedSize('filesystem:1')).toBe(7);
		expect(await host.openFile('filesystem:1', 64)).toEqual({ opened: ['filesystem:1', 64] });
		expect(asked.slice(-2)).toEqual([['data'], ['data']]);
		host.workflow!.has('Other');
		expect(asked.at(-1)).toBe(5);
		expect(await host.keepFile(STREAM, 'a')).toMatchObject({ given: { length: 2 } });
		expect(host.signal).toBe('signal');
		expect([host.tries, host.waiting, host.hint]).toEqual([undefined, undefined, undefined]);
	});
});

test('an operation’s context is a client that says where it is', () => {
	const operation = operationOf({ name: 'Send' });
	const resource = { value: 'post', name: 'Post', operations: [operation] };
	const host = stockHost({
		...common([]),
		getItemIndex: () => 4,
		getNodeParameter: () => undefined,
	} as unknown as IExecuteSingleFunctions);
	const context = new ItemContext(host, service(), resource, operation, 4);
	expect(context.refuse('a', 'b', 'c').description).toContain('Post → Send, item 5');
	expect([context.resource, context.operation, context.itemIndex]).toEqual([
		resource,
		operation,
		4,
	]);
});
