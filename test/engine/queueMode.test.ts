import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { addressDialog } from '../../nodes/services/mattermost/messages/addressing';
import { pageOf } from '../../nodes/MattermostRespond/form';
import type { receive } from '../../nodes/MattermostWebhookTrigger/receive';
import {
	addressForm,
	buttonToken,
	formTicket,
	formUrl,
	leaveAddress,
	newForm,
	ticketsOf,
	type OpenForm,
	type TriggerAddress,
} from '../../nodes/services/mattermost/triggerAddress';
import type { OperationContext } from '../../nodes/shared/model/operation';
import type { ApiRequest } from '../../nodes/shared/http/types';
import { startSandbox, TOKENS, type Sandbox } from '../../sandbox';
import { triggerIdOf } from '../../sandbox/mattermost/signing';
import { builtPackage, runWorkflow } from '../support/harness';
import { approvalsOn, queryOf } from '../support/approvals';
import { webhookContext, type Incoming } from '../support/contexts';

/**
 * What processes of n8n's queue mode know of one another: the nodes' modules are loaded once for each, and
 * the workflow's memory goes through JSON, as through n8n's database. Each row of the table in
 * docs/queue-mode.md, "What a process remembers", has its test here.
 */

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.stop());
const on = approvalsOn(() => sandbox);

const NODE = { id: 'node-under-test', name: 'Start' };
/** The workflow's memory in n8n's database. */
let database: string;
let address: TriggerAddress;
beforeEach(() => {
	const shared: IDataObject = {};
	leaveAddress(shared, NODE, 'http://127.0.0.1:5678/webhook/x/mattermost');
	address = (shared.mattermostWebhookTriggers as Record<string, TriggerAddress>)[NODE.id]!;
	database = JSON.stringify(shared);
});

/** What the last delivery gave to its execution, as a worker reads it from n8n's database. */
let started: INodeExecutionData | undefined;

/** A process of its own: its modules remember nothing of others. */
async function startProcess() {
	let take!: typeof receive;
	await jest.isolateModulesAsync(async () => {
		({ receive: take } = await import('../../nodes/MattermostWebhookTrigger/receive'));
	});
	return async (incoming: Incoming, answered?: unknown, parameters: IDataObject = {}) => {
		const shared = JSON.parse(database) as IDataObject;
		const { context, answer } = webhookContext(
			{
				parameters: {
					authentication: 'accessToken',
					source: 'action',
					respond: 'responseNode',
					...parameters,
				},
				shared,
				credentials: on.credentials().mattermostTokenApi,
				authenticate: (headers) => {
					headers.Authorization = `Bearer ${TOKENS.mattermostAdmin}`;
				},
			},
			incoming,
		);
		const { workflowData } = await take(context);
		const starts = workflowData !== undefined;
		if (starts) started = JSON.parse(JSON.stringify(workflowData[0]![0])) as INodeExecutionData;
		if (starts && answered !== undefined) answer(answered);
		// n8n saves when it has answered.
		database = JSON.stringify(shared);
		return starts;
	};
}

function opened(form: OpenForm = newForm(on.user('bob'))) {
	const { state } = addressForm(formTicket(address, form), { title: 'T', elements: [] });
	return (submission: IDataObject, more: IDataObject = {}): Incoming => ({
		query: queryOf(formUrl(address, form)),
		body: {
			type: 'dialog_submission',
			user_id: form.user,
			state,
			submission,
			...more,
		} as IDataObject,
	});
}

describe('forms of Mattermost Webhook Trigger', () => {
	test('a form that Respond to Mattermost closed is closed in every process', async () => {
		const [first, second] = [await startProcess(), await startProcess()];
		const form = opened();
		expect(await first(form({ a: 1 }), { errors: { a: 'wrong' } })).toBe(true);
		expect(await second(form({ a: 2 }), {})).toBe(true);
		for (const process of [first, second, await startProcess()]) {
			expect(await process(form({ a: 3 }))).toBe(false);
			expect(await process(form({}, { type: 'refresh' }))).toBe(false);
		}
	});

	test('a page that was followed by another is taken once, in every process', async () => {
		const [first, second] = [await startProcess(), await startProcess()];
		const form = newForm(on.user('bob'));
		const page = opened(form);
		expect(await first(page({ a: 1 }), { type: 'form', form: {} })).toBe(true);
		for (const process of [first, second]) expect(await process(page({ a: 2 }))).toBe(false);
		expect(await second(opened(form)({ a: 2 }))).toBe(true);
	});

	test.each([
		['an error', { error: 'frozen' }, 200],
		['errors of fields', { errors: { a: 'wrong' } }, 200],
		['a failed workflow', { message: 'Error in workflow' }, 500],
	])('%s leaves the form open for other entries', async (_what, answered, status) => {
		const process = await startProcess();
		const form = opened();
		expect(await process(form({ a: 1 }), status === 200 ? answered : undefined)).toBe(true);
		expect(await process(form({ a: 1 }))).toBe(false);
		expect(await process(form({ a: 2 }))).toBe(true);
	});

	test.each([
		['sent', {}, 'onReceived'],
		['cancelled', { cancelled: true }, 'responseNode'],
	])(
		'a form that was %s for the last time is closed in every process',
		async (_how, more, respond) => {
			const [first, second] = [await startProcess(), await startProcess()];
			const form = opened();
			expect(await first(form({ a: 1 }, more), undefined, { respond })).toBe(true);
			expect(await second(form({ a: 2 }), undefined, { respond })).toBe(false);
		},
	);

	test('Respond to Mattermost answers with a Buffer, so that n8n saves what it closed', async () => {
		let body: unknown;
		await runWorkflow({
			node: builtPackage().nodes.mattermostRespond!,
			items: [{ json: {} }],
			parameters: { to: 'dialog' } as never,
			credentials: {},
			onResponse: (response) => ({ body } = response as { body: unknown }),
		});
		expect(Buffer.isBuffer(body)).toBe(true);
		expect(String(body)).toBe('{}');
	});
});

describe('a worker of n8n 2, which has nothing of the workflow’s memory', () => {
	const TRIGGER = 'Start';
	const press = (person: string): Incoming => ({
		body: {
			user_id: on.user(person),
			post_id: 'post',
			trigger_id: triggerIdOf(`worker ${person}`, on.user(person)),
			type: 'button',
			context: { token: buttonToken(address.key, {}) },
		},
	});
	const worker = (): OperationContext =>
		({
			host: {
				workflow: {
					memory: () => ({}),
					has: (name: string) => name === TRIGGER,
					startedWith: () => [started],
				},
				param: () => ({}),
			},
			operation: { value: 'open', optional: [] },
			resource: { value: 'dialog', operations: [] },
			param: () => ({}),
			addSecrets: () => undefined,
			refuse: (field: string, problem: string) => new Error(`"${field}" ${problem}`),
		}) as unknown as OperationContext;
	const respondContext = () =>
		({
			getNode: () => ({ name: 'Respond', parameters: {} }),
			getNodeParameter: (name: string) => (name === 'title' ? 'T' : undefined),
			getTimezone: () => 'UTC',
			getExecuteData: () => ({}),
			getWorkflow: () => ({ id: 'workflow' }),
			getExecutionId: () => 'execution',
			getInputData: () => [],
			helpers: {},
		}) as unknown as IExecuteFunctions;
	const open = async (person: string) => {
		const request = {
			method: 'POST',
			path: '/actions/dialogs/open',
			body: {
				trigger_id: triggerIdOf('open', on.user(person)),
				dialog: { title: 'T', state: 'page 1', elements: [] },
			},
		} as unknown as ApiRequest;
		return (await addressDialog(worker(), request)).body as {
			url: string;
			dialog: { state: string };
		};
	};
	const submission = (url: string, state: string): Incoming => ({
		query: queryOf(url),
		body: { type: 'dialog_submission', user_id: on.user('bob'), state, submission: {} },
	});

	test('opens a form for who pressed, and shows its next page', async () => {
		const process = await startProcess();
		expect(await process(press('bob'))).toBe(true);
		const { url, dialog } = await open('bob');
		expect(await process(submission(url, dialog.state), { type: 'form' })).toBe(true);
		expect(started!.json).toMatchObject({ event: 'dialog', state: 'page 1' });

		const page = addressForm(ticketsOf(started!)[TRIGGER]!, { state: 'page 2', elements: [] });
		expect(await process(submission(url, dialog.state))).toBe(false);
		expect(await process(submission(url, String(page.state)), {})).toBe(true);
		expect(started!.json).toMatchObject({ state: 'page 2' });
		expect(await process(submission(url, String(page.state)))).toBe(false);
	});

	test.each([
		['11.1.0', true],
		['5.37.10', false],
	])('is told whether Mattermost %s shows a next page', async (mattermostVersion, known) => {
		const newest = sandbox;
		sandbox = await startSandbox({ mattermostVersion });
		try {
			expect(await (await startProcess())(opened()({ a: 1 }), {})).toBe(true);
		} finally {
			await sandbox.stop();
			sandbox = newest;
		}
		const ticket = ticketsOf(started!)[TRIGGER]!;
		expect(ticket.pages).toBe(known);
		const page = pageOf(respondContext(), { ticket, query: '' });
		if (known) await expect(page).resolves.toHaveProperty('state');
		else await expect(page).rejects.toThrow('which this Mattermost server does not support');
	});

	test('opens none for anybody else', async () => {
		const process = await startProcess();
		expect(await process(press('bob'))).toBe(true);
		await expect(open('carol')).rejects.toThrow('has no active trigger');
	});

	test('has tickets that sign nothing but their form, and that no expression shows', async () => {
		const process = await startProcess();
		expect(await process(press('bob'))).toBe(true);
		const ticket = ticketsOf(started!)[TRIGGER]!;
		expect(JSON.stringify(started!.json)).not.toContain(ticket.key);
		expect(JSON.stringify(started)).not.toContain(address.key);
		const other = formTicket(address, newForm(on.user('bob')));
		const forged = addressForm({ ...other, key: ticket.key }, { elements: [] });
		expect(await process(submission(other.url, String(forged.state)))).toBe(false);
	});
});

describe('deliveries with an ID', () => {
	test('are known again in the process that took them, and only there', async () => {
		const [first, second] = [await startProcess(), await startProcess()];
		const press: Incoming = {
			body: {
				user_id: on.user('bob'),
				post_id: 'post',
				trigger_id: triggerIdOf('queue', on.user('bob')),
				type: 'button',
				context: { token: buttonToken(address.key, {}) },
			},
		};
		expect([await first(press), await first(press)]).toEqual([true, false]);
		// Who sends it again must have the trigger ID, which no client is shown.
		expect(await second(press)).toBe(true);
	});
});
