import type { IWorkflowSettings, ITriggerFunctions } from 'n8n-workflow';
import { keysOutlastCrashes } from './executionKeys';

const KEPT: IWorkflowSettings = { saveDataSuccessExecution: 'all', saveDataErrorExecution: 'all' };

const context = (settings: IWorkflowSettings, emit: unknown) =>
	({ getWorkflowSettings: () => settings, emit }) as ITriggerFunctions;

/** n8n's `emit`, with and without keys. */
const n8n2 = (_data: unknown, _response: unknown, _done: unknown, _key: unknown) => undefined;
const n8n1 = (_data: unknown, _response: unknown, _done: unknown) => undefined;

test('keys outlast a crash where the workflow keeps every execution', () => {
	expect(keysOutlastCrashes(context(KEPT, n8n2))).toBe(true);
});

test.each<{ why: string; settings: IWorkflowSettings; emit?: unknown }>([
	{ why: 'the defaults of n8n apply', settings: {} },
	{
		why: 'the default is chosen for those that succeed',
		settings: { ...KEPT, saveDataSuccessExecution: 'DEFAULT' },
	},
	{
		why: 'those that succeed are not kept',
		settings: { ...KEPT, saveDataSuccessExecution: 'none' },
	},
	{ why: 'those that fail are not kept', settings: { ...KEPT, saveDataErrorExecution: 'none' } },
	{ why: 'the second engine runs it', settings: { ...KEPT, engineType: 'v2' } },
	{ why: 'n8n has no keys', settings: KEPT, emit: n8n1 },
])('they may not where $why', ({ settings, emit = n8n2 }) => {
	expect(keysOutlastCrashes(context(settings, emit))).toBe(false);
});
