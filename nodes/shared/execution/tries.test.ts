import type { IExecuteFunctions } from 'n8n-workflow';
import { requestIdOf, triesOf } from './tries';

/** A run of a node; n8n hands the same execution data to all its tries. */
function runOf({ execution = '71', node = 'n1', index = 0, data = {} } = {}) {
	return {
		getExecutionId: () => execution,
		getWorkflowDataProxy: () => ({ $runIndex: index }),
		getNode: () => ({ id: node }),
		getExecuteData: () => data,
	} as unknown as IExecuteFunctions;
}

describe('the tries of a run', () => {
	test('share what was done, other runs do not', () => {
		const run = runOf();
		const tries = triesOf(run);
		tries.done.set(0, [{ json: {} }]);
		expect(triesOf(run)).toBe(tries);
		const other = triesOf(runOf());
		expect(other).not.toBe(tries);
		expect([other.done.size, other.unsure.size, other.sent.size]).toEqual([0, 0, 0]);
	});

	test('have a name that a worker which takes over the execution finds again', () => {
		const name = triesOf(runOf()).id;
		expect(name).toMatch(/^[0-9a-f]{32}$/);
		expect(triesOf(runOf()).id).toBe(name);
	});

	test('have another name in another execution, node or run of a loop', () => {
		const names = [
			runOf(),
			runOf({ execution: '8' }),
			runOf({ node: 'n2' }),
			runOf({ index: 1 }),
		].map((run) => triesOf(run).id);
		expect(new Set(names).size).toBe(4);
	});

	test.each(['', 'UNKNOWN', '7a', 'a7'])(
		'have a name by chance where n8n has not numbered the execution: %j',
		(execution) => {
			const names = [1, 2].map(() => triesOf(runOf({ execution })).id);
			expect(new Set(names).size).toBe(2);
		},
	);

	test('do without an n8n that numbers executions', () => {
		const context = { getExecuteData: () => ({}) } as unknown as IExecuteFunctions;
		expect(triesOf(context).id).toHaveLength(36);
	});
});

describe('the ID of a request', () => {
	const tries = (id: string) => ({
		id,
		done: new Map(),
		unsure: new Map(),
		sent: new Map(),
		passed: new Set<string>(),
	});

	test('is the same in every try, and differs by run, item and request', () => {
		const id = requestIdOf(tries('a'), 0, 0);
		expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
		expect(requestIdOf(tries('a'), 0, 0)).toBe(id);
		const others = [
			requestIdOf(tries('b'), 0, 0),
			requestIdOf(tries('a'), 1, 0),
			requestIdOf(tries('a'), 0, 1),
		];
		expect(new Set([id, ...others]).size).toBe(4);
	});

	test('is by chance where there are no tries', () => {
		expect(requestIdOf(undefined, 0, 0)).not.toBe(requestIdOf(undefined, 0, 0));
	});
});
