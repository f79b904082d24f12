import type { IExecuteFunctions, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';
import { keptBy, startedBy, waitingOf, workflowHas } from './waiting';

const NAME = 'Ask "people" {{ x }}';
/** The name as it may stand in an expression of n8n, where braces end it. */
const IN_EXPRESSION = '"Ask \\"people\\" \\u007b\\u007b x \\u007d\\u007d"';

describe('what a run kept for its webhook', () => {
	const kept = (value: unknown) => {
		const asked: string[] = [];
		const context = {
			getNode: () => ({ name: NAME }),
			evaluateExpression: (expression: string) => (asked.push(expression), value),
		} as unknown as IWebhookFunctions;
		return { value: keptBy(context), asked };
	};

	test('is read from the execution, whatever the node is called', () => {
		expect(kept('text')).toEqual({
			value: 'text',
			asked: [`{{ $node[${IN_EXPRESSION}].context["waitingFor"] }}`],
		});
		expect(JSON.parse(IN_EXPRESSION)).toBe(NAME);
	});

	test.each([undefined, null, '', 7, {}])('%j is nothing', (value) => {
		expect(kept(value).value).toBeUndefined();
	});
});

describe('whether the workflow has a node', () => {
	const has = (evaluate: () => unknown) => {
		const asked: unknown[] = [];
		const found = workflowHas(
			{ evaluateExpression: ((...given: unknown[]) => (asked.push(given), evaluate())) as never },
			NAME,
			3,
		);
		return { found, asked };
	};

	test('is asked of n8n; what it does not know it throws', () => {
		expect(has(() => true)).toEqual({
			found: true,
			asked: [[`{{ !!$(${IN_EXPRESSION}).params }}`, 3]],
		});
		expect(has(() => false).found).toBe(false);
		expect(has(() => 'true').found).toBe(false);
		expect(
			has(() => {
				throw new Error('unknown node');
			}).found,
		).toBe(false);
	});
});

/** A context of n8n whose node stands behind two triggers, of which one has started the workflow. */
function set(more: object = {}) {
	const execution: {
		data: { main: Array<INodeExecutionData[] | null> };
		metadata?: object;
	} = { data: { main: [[{ json: { input: 1 } }]] }, metadata: { kept: true } };
	const memory: Record<string, unknown> = {};
	const waits: Date[] = [];
	const context = {
		getNode: () => ({ name: 'Ask' }),
		getParentNodes: (name: string) =>
			name === 'Ask'
				? [
						{ name: 'Webhook', type: 'n8n-nodes-x.mattermostWebhookTrigger' },
						{ name: 'Stream', type: 'n8n-nodes-x.mattermostTrigger' },
						{ name: 'Other', type: 'n8n-nodes-base.set' },
					]
				: [],
		evaluateExpression: (expression: string) => {
			if (expression.includes('"Stream"')) throw new Error('has not run');
			if (expression === '{{ $("Webhook").all() }}') return [{ json: { user: 'bob' } }];
			return 'no items';
		},
		getInputData: () => [{ json: {} }, { json: {} }],
		getSignedResumeUrl: (parameters: object) =>
			`https://n8n.test/resume?${JSON.stringify(parameters)}`,
		getContext: () => memory,
		getExecuteData: () => execution,
		putExecutionToWait: async (time: Date) => void waits.push(time),
		...more,
	} as unknown as IExecuteFunctions;
	return { context, execution, memory, waits };
}

describe('the triggers that started an execution', () => {
	test('with their items; none of one that did not', () => {
		const { context } = set();
		expect(startedBy(context, ['mattermostWebhookTrigger', 'mattermostTrigger'])).toEqual([
			{ name: 'Webhook', items: [{ json: { user: 'bob' } }] },
			{ name: 'Stream', items: [] },
		]);
		expect(startedBy(context, ['set'])).toEqual([{ name: 'Other', items: [] }]);
		expect(startedBy(context, ['rhombusTrigger'])).toEqual([]);
	});
});

describe('an execution that waits', () => {
	test('is impossible where n8n signs no addresses', () => {
		expect(waitingOf(set({ getSignedResumeUrl: undefined }).context)).toBeUndefined();
	});

	test('knows its items, its triggers, and an address that leads back', () => {
		const waiting = waitingOf(set().context)!;
		expect(waiting.items).toBe(2);
		expect(waiting.resumeUrl({ a: '1' })).toBe('https://n8n.test/resume?{"a":"1"}');
		expect(waiting.startedWith(['mattermostWebhookTrigger'])).toEqual([{ user: 'bob' }]);
	});

	test('asks n8n 1 to check the signature of that address', () => {
		const log: unknown[] = [];
		const { context } = set({
			setSignatureValidationRequired(this: unknown) {
				log.push(this);
			},
		});
		waitingOf(context)!.resumeUrl({});
		expect(log).toEqual([context]);
	});

	test('keeps a text', () => {
		const { context, memory } = set();
		const waiting = waitingOf(context)!;
		expect(waiting.kept()).toBeUndefined();
		waiting.keep('text');
		expect(memory).toEqual({ waitingFor: 'text' });
		expect(waiting.kept()).toBe('text');
		memory.waitingFor = 7;
		expect(waiting.kept()).toBeUndefined();
	});

	describe('knows whether an output leads back to the node', () => {
		/** Connections by source, as `Source → targets of each output`. */
		const leads = (connections: Record<string, Array<string[] | null>>, output: number) => {
			const connectionsBySourceNode = Object.fromEntries(
				Object.entries(connections).map(([source, outputs]) => [
					source,
					{ main: outputs.map((targets) => targets && targets.map((node) => ({ node }))) },
				]),
			);
			return waitingOf(set({ workflow: { connectionsBySourceNode } }).context)!.leadsBack(output);
		};

		test.each<[string, Record<string, Array<string[] | null>>, number, boolean]>([
			['to itself', { Ask: [[], ['Ask']] }, 1, true],
			['through the other output only', { Ask: [['Ask'], []] }, 1, false],
			['over several nodes', { Ask: [[], ['A', 'B']], A: [['C']], B: [[], ['Ask']] }, 1, true],
			['over an unconnected output', { Ask: [[], ['A']], A: [null, ['Ask']] }, 1, true],
			['to nothing', { Ask: [[], ['A']], A: [['B']] }, 1, false],
			['round in a circle without it', { Ask: [['A']], A: [['B']], B: [['A']] }, 0, false],
			['and the output has no connections', { Ask: [null] }, 0, false],
			['and the output does not exist', { Ask: [['Ask']] }, 1, false],
			['and the node has none', {}, 0, false],
		])('%s', (_where, connections, output, expected) => {
			expect(leads(connections, output)).toBe(expected);
		});

		test('with connections of other kinds than items', () => {
			const workflow = { connectionsBySourceNode: { Ask: { main: [[{ node: 'A' }]] }, A: {} } };
			expect(waitingOf(set({ workflow }).context)!.leadsBack(0)).toBe(false);
			const none = { connectionsBySourceNode: { Ask: {} } };
			expect(waitingOf(set({ workflow: none }).context)!.leadsBack(0)).toBe(false);
		});

		test('only where n8n tells its connections', () => {
			expect(waitingOf(set().context)!.leadsBack(0)).toBeUndefined();
			expect(waitingOf(set({ workflow: {} }).context)!.leadsBack(0)).toBeUndefined();
		});
	});

	const late: INodeExecutionData = { json: { late: true } };
	const time = new Date(Date.UTC(2026, 10, 28));

	test('goes on through the second output when nobody answers, in n8n 2', async () => {
		const { context, execution, waits } = set({ listAgents: () => [] });
		await waitingOf(context)!.until(time, 1, late);
		expect(execution.data.main).toEqual([[], [late]]);
		expect(execution.metadata).toEqual({ kept: true, forwardAllOutputs: true });
		expect(waits).toEqual([time]);
	});

	test('through its only one in n8n 1', async () => {
		const { context, execution, waits } = set();
		await waitingOf(context)!.until(time, 1, late);
		expect(execution.data.main).toEqual([[late]]);
		expect(execution.metadata).toEqual({ kept: true });
		expect(waits).toEqual([time]);
	});
});
