import { setTimeout as wait } from 'node:timers/promises';
import { TOKENS } from '../../sandbox';
import { deliverAlert, deliverSubscribed, runRule } from '../../sandbox/rhombus/deliveries';
import type { Execution, WorkflowJson, WorkflowNode } from '../../tools/n8n/client';
import { nodeMajorOf } from '../../tools/n8n/install';
import { askedN8n } from '../../tools/n8n/versions';
import { PACKAGE, setStage, workOn, type Stage } from './support';
import { firstOf, leading } from '../support/present';

/** Node.js has a WebSocket of its own from 22 on. */
const testWithSocket = nodeMajorOf(askedN8n()) >= 22 ? test : test.skip;
const testWithoutSocket = nodeMajorOf(askedN8n()) >= 22 ? test.skip : test;

/** Each trigger in a real n8n: activated, fired by the sandbox, run, deactivated, nothing left. */

let stage: Stage;
/** A credential of a plain member, so that own posts are not those of the administrator. */
let member: { id: string; name: string };

beforeAll(async () => {
	stage = await setStage();
	member = await stage.n8n.client.createCredential({
		name: 'Member',
		type: 'mattermostTokenApi',
		data: {
			siteUrl: stage.sandbox.mattermost.url,
			accessToken: TOKENS.mattermostUser,
			ignoreSSLIssues: false,
		},
	});
});
afterAll(async () => await stage?.stop());

/** A workflow of a trigger and a node that does nothing. */
function workflow(name: string, trigger: Partial<WorkflowNode>): WorkflowJson {
	return {
		name,
		nodes: [
			{
				id: 'trigger',
				name: 'Trigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
				...trigger,
				type: `${PACKAGE}.${trigger.type}`,
			},
			{
				id: 'end',
				name: 'End',
				type: 'n8n-nodes-base.noOp',
				typeVersion: 1,
				position: [220, 0],
				parameters: {},
			},
		],
		connections: { Trigger: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
	};
}

/** Asks until the answer is good. @throws Error after `timeoutMs` */
async function until<T>(
	what: string,
	ask: () => Promise<T | undefined | false> | T | undefined | false,
	timeoutMs = 30_000,
): Promise<T> {
	for (const end = Date.now() + timeoutMs; ; await wait(100)) {
		const answer = await ask();
		if (answer) return answer;
		if (Date.now() > end) throw new Error(`Not after ${timeoutMs} ms: ${what}`);
	}
}

/** The ended executions of a workflow, oldest first, once there are `count`. */
async function executions(workflowId: string, count: number): Promise<Execution[]> {
	const { client } = stage.n8n;
	const rows = await until(`${count} executions`, async () => {
		const all = await client.executionsOf(workflowId);
		return all.length >= count && all;
	});
	const found = await Promise.all(rows.map(async ({ id }) => await client.waitFor(id)));
	return found.sort((a, b) => Number(a.id) - Number(b.id));
}

describe('Mattermost Trigger', () => {
	const trigger = () => ({
		type: 'mattermostTrigger',
		parameters: { authentication: 'accessToken', events: ['posted', 'reaction_added'] },
		credentials: { mattermostTokenApi: { id: member.id, name: member.name } },
	});
	const post = (message: string) => {
		const { state } = stage.sandbox.mattermost;
		return state.addPost({
			channel_id: state.channel('alerts').id,
			user_id: state.user('admin').id,
			message,
		});
	};

	testWithoutSocket('says what it needs where Node.js is too old for it', async () => {
		const { client } = stage.n8n;
		const saved = await client.createWorkflow(workflow('Too old', trigger()));
		await expect(client.activate(saved.id)).rejects.toThrow(/needs Node\.js 22 or newer/);
	});

	testWithSocket(
		'runs the workflow for posts, also after breaks and restarts, and hangs up',
		async () => {
			const { n8n, sandbox } = stage;
			const { events } = sandbox.mattermost;
			const saved = await n8n.client.createWorkflow(workflow('Listen', trigger()));
			await n8n.client.activate(saved.id);
			expect(events.open()).toBe(1);

			post('first');
			await executions(saved.id, 1);
			events.drop();
			post('while the connection was broken');
			await executions(saved.id, 2);
			events.restart();
			post('while the server forgot');
			await executions(saved.id, 3);
			await n8n.restart();
			post('after the restart of n8n');
			await executions(saved.id, 4);
			await n8n.kill();
			post('while n8n was dead');
			await n8n.restart();
			const all = await executions(saved.id, 5);
			await wait(2_000);
			expect(await n8n.client.executionsOf(saved.id)).toHaveLength(5);
			expect(all.map((one) => one.items('End')[0]!.json.message)).toEqual([
				'first',
				'while the connection was broken',
				'while the server forgot',
				'after the restart of n8n',
				'while n8n was dead',
			]);
			expect(all.every(({ status }) => status === 'success')).toBe(true);

			await n8n.client.deactivate(saved.id);
			await until('the connection is closed', () => events.open() === 0);
			post('after the deactivation');
			await wait(1_000);
			expect(await n8n.client.executionsOf(saved.id)).toHaveLength(5);
		},
	);
});

describe('Rhombus Live Trigger', () => {
	/** Median from alert to execution, ms. */
	const MEDIAN_MS = 1_000;

	testWithSocket(
		'starts the workflow within a second, without an address of n8n, and hangs up',
		async () => {
			const { n8n, sandbox } = stage;
			const { state, feed } = sandbox.rhombus;
			const { id, name } = stage.credentials.rhombus;
			const saved = await n8n.client.createWorkflow(
				workflow('Live', {
					type: 'rhombusLiveTrigger',
					parameters: { events: ['alert'] },
					credentials: { rhombusApi: { id, name } },
				}),
			);
			await n8n.client.activate(saved.id);
			await until('it has subscribed', () => feed.open() === 1);
			const waits: number[] = [];
			for (let index = 0; index < 9; index++) {
				const at = Date.now();
				state.addAlert({ textDescription: `alert ${index}` });
				const all = await executions(saved.id, index + 1);
				waits.push(Number(all.at(-1)!.runs.Trigger!.at(-1)!.startTime) - at);
			}
			const median = waits.sort((a, b) => a - b)[4]!;
			console.log(`alert to execution: median ${median} ms, longest ${waits.at(-1)} ms`);
			expect(median).toBeLessThan(MEDIAN_MS);

			feed.drop();
			state.addAlert({ textDescription: 'while the connection was broken' });
			await executions(saved.id, 10);
			await n8n.kill();
			state.addAlert({ textDescription: 'while n8n was dead' });
			await n8n.restart();
			const all = await executions(saved.id, 11);
			await wait(2_000);
			expect(await n8n.client.executionsOf(saved.id)).toHaveLength(11);
			expect(all.slice(9).map((one) => one.items('End')[0]!.json.textDescription)).toEqual([
				'while the connection was broken',
				'while n8n was dead',
			]);
			await n8n.client.deactivate(saved.id);
			await until('the connection is closed', () => feed.open() === 0);
		},
	);
});

/** One request of a person or a bot to the sandbox's Mattermost. */
async function mattermost(method: string, path: string, body: unknown, token: string) {
	const answer = await fetch(`${stage.sandbox.mattermost.url}/api/v4${path}`, {
		method,
		headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	});
	return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const asBob = async (method: string, path: string, body: unknown) =>
	await mattermost(method, path, body, TOKENS.mattermostUser);

const admin = () => {
	const { id, name } = stage.credentials.mattermost;
	return { mattermostTokenApi: { id, name } };
};

/** Adds a node behind the trigger. */
function followedBy(base: WorkflowJson, node: Partial<WorkflowNode>): WorkflowJson {
	return {
		...base,
		nodes: [...base.nodes, { ...node, id: 'more', position: [440, 0] } as WorkflowNode],
		connections: {
			...base.connections,
			End: { main: [[{ node: node.name, type: 'main', index: 0 }]] },
		},
	};
}

describe('Mattermost Webhook Trigger', () => {
	const webhookTrigger = (parameters: Record<string, unknown>) => ({
		type: 'mattermostWebhookTrigger',
		webhookId: crypto.randomUUID(),
		parameters: {
			authentication: 'accessToken',
			team: { __rl: true, mode: 'name', value: 'team1' },
			...parameters,
		},
		credentials: admin(),
	});
	const registered = () => {
		const { commands, outgoingHooks } = stage.sandbox.mattermost.state;
		return commands.size + outgoingHooks.size;
	};
	const alerts = () => stage.sandbox.mattermost.state.channel('alerts').id;
	const type = async (command: string) =>
		await asBob('POST', '/commands/execute', { command, channel_id: alerts() });

	test('a slash command is answered at once, by the last node, and by Respond to Webhook', async () => {
		const { n8n } = stage;
		const before = registered();
		const answers: Array<
			[string, Record<string, unknown>, WorkflowJson['nodes'][number] | undefined]
		> = [
			['now', { respond: 'onReceived', replyText: 'Working on it' }, undefined],
			[
				'last',
				{ respond: 'lastNode' },
				{
					name: 'Answer',
					type: 'n8n-nodes-base.set',
					typeVersion: 3.4,
					parameters: {
						mode: 'raw',
						jsonOutput: '={{ { text: "Done: " + $json.words.join("+") } }}',
					},
				},
			],
			[
				'node',
				{ respond: 'responseNode' },
				{
					name: 'Answer',
					type: `${PACKAGE}.mattermostRespond`,
					typeVersion: 1,
					parameters: { to: 'command', visibility: 'channel', text: '=For all: {{ $json.text }}' },
				},
			],
			[
				'stock',
				{ respond: 'responseNode' },
				{
					name: 'Answer',
					type: 'n8n-nodes-base.respondToWebhook',
					typeVersion: 1.5,
					parameters: {
						respondWith: 'json',
						responseBody: '={{ { response_type: "in_channel", text: "Stock: " + $json.text } }}',
					},
				},
			],
		];
		const expected: Record<string, string> = {
			now: 'Working on it',
			last: 'Done: a+b',
			node: 'For all: a b',
			stock: 'Stock: a b',
		};
		for (const [trigger, parameters, node] of answers) {
			const base = workflow(
				`Command ${trigger}`,
				webhookTrigger({ source: 'command', trigger, ...parameters }),
			);
			// n8n's own node wants one of n8n's own nodes that can be called before it.
			if (trigger === 'stock') {
				Object.assign(base.nodes[1]!, {
					type: 'n8n-nodes-base.wait',
					typeVersion: 1.1,
					webhookId: crypto.randomUUID(),
					parameters: { resume: 'timeInterval', amount: 0.1, unit: 'seconds' },
				});
			}
			const saved = await n8n.client.createWorkflow(node ? followedBy(base, node) : base);
			await n8n.client.activate(saved.id);
			expect(registered()).toBe(before + 1);
			const { status, body } = await type(`/${trigger} a b`);
			expect([trigger, status, body.text]).toEqual([trigger, 200, expected[trigger]]);
			const run = firstOf(await executions(saved.id, 1));
			expect(run.items('Trigger')[0]!.json).toMatchObject({
				event: 'command',
				user_name: 'bob',
				words: ['a', 'b'],
			});
			await n8n.client.deactivate(saved.id);
			expect(registered()).toBe(before);
		}
	});

	test('an outgoing webhook starts the workflow, also after a restart of n8n, and refuses others', async () => {
		const { n8n, sandbox } = stage;
		const { state } = sandbox.mattermost;
		const before = registered();
		const saved = await n8n.client.createWorkflow(
			workflow(
				'Outgoing',
				webhookTrigger({
					source: 'outgoing',
					triggerWords: '#go',
					triggerWhen: 'exact',
					respond: 'onReceived',
					replyText: 'Heard you',
				}),
			),
		);
		await n8n.client.activate(saved.id);
		await n8n.restart();
		expect(registered()).toBe(before + 1);
		const bob = state.user('bob').id;
		const post = state.addPost({ channel_id: alerts(), user_id: bob, message: '#go now' });
		const run = firstOf(await executions(saved.id, 1));
		expect(run.items('End')[0]!.json).toMatchObject({ event: 'message', post_id: post.id });
		const reply = await until('the reply', () =>
			[...state.posts.values()].find(({ message }) => message === 'Heard you'),
		);
		expect(reply.root_id).toBe(post.id);

		const hook = [...state.outgoingHooks.values()].at(-1)!;
		const url = firstOf(hook.callback_urls as string[]);
		const forged = await fetch(url, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ token: 'x', user_id: bob, post_id: 'p', text: '#go' }),
		});
		expect(forged.status).toBe(401);
		await wait(500);
		expect(await n8n.client.executionsOf(saved.id)).toHaveLength(1);
		expect(n8n.logs()).not.toContain(String(hook.token));
		await n8n.client.deactivate(saved.id);
		expect(registered()).toBe(before);
	});

	test('a button starts the workflow and is replaced', async () => {
		const { n8n } = stage;
		const trigger = webhookTrigger({
			source: 'action',
			secret: 'open sesame',
			respond: 'onReceived',
			replaceMessage: 'Taken',
		});
		const saved = await n8n.client.createWorkflow(workflow('Button', trigger));
		await n8n.client.activate(saved.id);
		const url = n8n.client.webhookUrl(`${trigger.webhookId}/mattermost`);
		const context = { n: 1, token: 'open sesame' };
		const { body: post } = await asBob('POST', '/posts', {
			channel_id: alerts(),
			message: 'Take it?',
			props: {
				attachments: [{ actions: [{ name: 'Take', integration: { url, context } }] }],
			},
		});
		const { actions } = firstOf(
			(post.props as { attachments: Array<{ actions: Array<{ id: string }> }> }).attachments,
		);
		const pressed = await asBob('POST', `/posts/${String(post.id)}/actions/${actions[0]!.id}`, {});
		expect(pressed.status).toBe(200);
		const run = firstOf(await executions(saved.id, 1));
		expect(run.items('End')[0]!.json).toMatchObject({ event: 'action', context: { n: 1 } });
		expect(stage.sandbox.mattermost.state.posts.get(String(post.id))).toMatchObject({
			message: 'Taken',
			props: {},
		});
		await n8n.client.deactivate(saved.id);
		expect((await fetch(url, { method: 'POST' })).status).toBe(404);
	});
});

describe('in the editor', () => {
	test('the event stream is tried out with one event', async () => {
		const { n8n, sandbox } = stage;
		const { state, events } = sandbox.mattermost;
		const saved = await n8n.client.createWorkflow(
			workflow('Try', {
				type: 'mattermostTrigger',
				parameters: { authentication: 'accessToken', events: ['posted'] },
				credentials: { mattermostTokenApi: { id: member.id, name: member.name } },
			}),
		);
		await n8n.client.start(saved);
		await until('the connection', () => events.open() === 1);
		state.addPost({
			channel_id: state.channel('alerts').id,
			user_id: state.user('admin').id,
			message: 'tried',
		});
		const run = firstOf(await executions(saved.id, 1));
		expect(run.items('End')[0]!.json.message).toBe('tried');
		await until('the connection is closed', () => events.open() === 0);
	});

	test('a slash command is registered for one call and removed', async () => {
		const { n8n, sandbox } = stage;
		const { commands } = sandbox.mattermost.state;
		const before = commands.size;
		const saved = await n8n.client.createWorkflow(
			workflow('Try command', {
				type: 'mattermostWebhookTrigger',
				webhookId: crypto.randomUUID(),
				parameters: {
					authentication: 'accessToken',
					team: { __rl: true, mode: 'name', value: 'team1' },
					source: 'command',
					trigger: 'tryit',
					respond: 'onReceived',
					replyText: 'Tried',
				},
				credentials: admin(),
			}),
		);
		expect(await n8n.client.start(saved)).toBeUndefined();
		expect(commands.size).toBe(before + 1);
		const { body } = await asBob('POST', '/commands/execute', {
			command: '/tryit',
			channel_id: sandbox.mattermost.state.channel('alerts').id,
		});
		expect(body.text).toBe('Tried');
		await executions(saved.id, 1);
		await until('the command is removed', () => commands.size === before);
	});
});

describe('a token that is refused', () => {
	test('keeps the workflow from being activated, and says why', async () => {
		const { n8n, sandbox } = stage;
		const wrong = await n8n.client.createCredential({
			name: 'Wrong',
			type: 'mattermostTokenApi',
			data: {
				siteUrl: sandbox.mattermost.url,
				accessToken: 'wrongwrongwrongwrongwrongw',
				ignoreSSLIssues: false,
			},
		});
		const saved = await n8n.client.createWorkflow(
			workflow('Wrong token', {
				type: 'mattermostTrigger',
				parameters: { authentication: 'accessToken', events: ['posted'] },
				credentials: { mattermostTokenApi: { id: wrong.id, name: wrong.name } },
			}),
		);
		await expect(n8n.client.activate(saved.id)).rejects.toThrow(/session/);
		const tries = sandbox.mattermost.events.connections;
		await wait(3_000);
		expect(sandbox.mattermost.events.connections).toBe(tries);
	});
});

describe('Send and Wait for Approval', () => {
	/** Asks, and has a node for each output. */
	const ask = (options: Record<string, unknown>): WorkflowJson => {
		const asking = workOn([{ json: {} }], stage.credentials.mattermost, {
			authentication: 'accessToken',
			resource: 'post',
			operation: 'sendAndWait',
			postAskChannel: {
				__rl: true,
				mode: 'id',
				value: stage.sandbox.mattermost.state.channel('alerts').id,
			},
			message: 'Deploy?',
			postAnswerType: 'approval',
			...options,
		});
		const outputs = ['Answered', 'Timed Out'];
		return {
			...asking,
			nodes: [
				...asking.nodes,
				...outputs.map((name, index) => ({
					id: name,
					name,
					type: 'n8n-nodes-base.noOp',
					typeVersion: 1,
					position: [440, index * 200] as [number, number],
					parameters: {},
				})),
			],
			connections: {
				...asking.connections,
				Work: { main: outputs.map((node) => [{ node, type: 'main', index: 0 }]) },
			},
		};
	};
	const lastPost = () => [...stage.sandbox.mattermost.state.posts.values()].at(-1)!;
	const buttons = (post: ReturnType<typeof lastPost>) =>
		(post.props.attachments as Array<{ actions: Array<{ id: string; name: string }> }>)[0]!.actions;
	const press = async (post: ReturnType<typeof lastPost>, name: string) => {
		const { id } = buttons(post).find((button) => button.name === name)!;
		return await asBob('POST', `/posts/${post.id}/actions/${id}`, {});
	};

	test('a click resumes the workflow and the message shows it; unsigned and second clicks do nothing', async () => {
		const { n8n, sandbox } = stage;
		const saved = await n8n.client.createWorkflow(ask({}));
		const waiting = await n8n.client.run(saved);
		expect(waiting.status).toBe('waiting');
		const post = lastPost();
		const [approve, decline] = leading(
			buttons(post).map(({ id }) => sandbox.mattermost.state.integrations.get(id)!.url),
			2,
		);
		const forged = new URL(decline);
		forged.searchParams.set('value', 'approved');
		for (const url of [forged.href, approve.split('?')[0]]) {
			const answer = await fetch(url!, {
				method: 'POST',
				headers: { 'Content-Type': 'application/json' },
				body: JSON.stringify({ user_id: 'x', post_id: post.id }),
			});
			expect(answer.status).toBe(401);
		}
		expect((await n8n.client.execution(waiting.id))?.status).toBe('waiting');

		expect((await press(post, 'Approve')).status).toBe(200);
		const done = await until('the end', async () => {
			const found = await n8n.client.execution(waiting.id);
			return found?.status === 'success' && found;
		});
		expect(done.items('Answered')[0]!.json).toMatchObject({
			answer: 'approved',
			approved: true,
			user_name: 'bob',
			timed_out: false,
		});
		expect(done.items('Timed Out')).toEqual([]);
		expect(post.message).toMatch(/Approved by @bob/);
		expect(post.props).not.toHaveProperty('attachments');

		// Somebody whose screen was not yet updated.
		const again = await fetch(decline, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ user_id: 'x', user_name: 'eve', post_id: post.id }),
		});
		await again.text();
		expect(post.message).not.toContain('eve');
		expect((await n8n.client.execution(waiting.id))?.items('Answered')).toHaveLength(1);
	});

	test('a dialog takes free text', async () => {
		const { n8n, sandbox } = stage;
		const saved = await n8n.client.createWorkflow(ask({ postAnswerType: 'text' }));
		const waiting = await n8n.client.run(saved);
		const post = lastPost();
		expect((await press(post, 'Answer')).status).toBe(200);
		const opened = firstOf([...sandbox.mattermost.state.dialogs.values()]);
		const submitted = await asBob('POST', '/actions/dialogs/submit', {
			url: opened.url,
			callback_id: 'n8n',
			state: opened.dialog.state,
			channel_id: post.channel_id,
			team_id: '',
			submission: { answer: 'Next week' },
		});
		expect(submitted.body).toEqual({});
		const done = await until('the end', async () => {
			const found = await n8n.client.execution(waiting.id);
			return found?.status === 'success' && found;
		});
		expect(done.items('Answered')[0]!.json.answer).toBe('Next week');
		expect(post.message).toContain('Next week');
	});

	test('without an answer the other output goes on', async () => {
		const { n8n } = stage;
		const saved = await n8n.client.createWorkflow(
			ask({ postSendAndWaitOptions: { waitMinutes: 1 } }),
		);
		const waiting = await n8n.client.run(saved);
		expect(waiting.status).toBe('waiting');
		const post = lastPost();
		const done = await until(
			'the end of the wait',
			async () => {
				const found = await n8n.client.execution(waiting.id);
				return found?.status === 'success' && found;
			},
			150_000,
		);
		expect(done.items('Timed Out')[0]!.json).toMatchObject({ timed_out: true, post_id: post.id });
		expect(done.items('Answered')).toEqual([]);
	}, 240_000);
});

describe('Rhombus Trigger', () => {
	const rhombus = () => {
		const { id, name } = stage.credentials.rhombus;
		return { rhombusApi: { id, name } };
	};
	const everything = () => {
		const { integrations, subscriptions, rules } = stage.sandbox.rhombus.state;
		return [...integrations, ...subscriptions, ...rules].filter((entry) =>
			JSON.stringify(entry).includes('/webhook'),
		);
	};

	test('signed alerts run the workflow, unsigned ones do not, and nothing stays registered', async () => {
		const { n8n, sandbox } = stage;
		const { state } = sandbox.rhombus;
		const webhookId = crypto.randomUUID();
		const saved = await n8n.client.createWorkflow(
			workflow('Alerts', {
				type: 'rhombusTrigger',
				webhookId,
				parameters: { source: 'alerts' },
				credentials: rhombus(),
			}),
		);
		await n8n.client.activate(saved.id);
		expect(everything()).toHaveLength(1);
		expect(await deliverAlert(state, ['MOTION_HUMAN'], 'alert-1')).toEqual([
			expect.objectContaining({ status: 200 }),
		]);
		// Once more, as after a lost answer.
		expect(await deliverAlert(state, ['MOTION_HUMAN'], 'alert-1')).toEqual([
			expect.objectContaining({ status: 200 }),
		]);
		const forged = await fetch(n8n.client.webhookUrl(`${webhookId}/rhombus`), {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ version: '2', activityTrigger: 'MOTION', alertUuid: 'x' }),
		});
		expect(forged.status).toBe(401);
		const run = firstOf(await executions(saved.id, 1));
		await wait(1_000);
		expect(await n8n.client.executionsOf(saved.id)).toHaveLength(1);
		expect(run.items('End')[0]!.json).toMatchObject({
			event: 'alert',
			activities: ['MOTION_HUMAN'],
			alertUuid: 'alert-1',
		});
		await n8n.client.deactivate(saved.id);
		expect(everything()).toEqual([]);
	});

	test('workflows on one rule start side by side, and a test in the editor swallows no alert', async () => {
		const { n8n, sandbox } = stage;
		const { state } = sandbox.rhombus;
		const ruleUuid = firstOf(state.rules.keys());
		const parameters = { source: 'rule', rule: { __rl: true, mode: 'id', value: ruleUuid } };
		const make = async (name: string) =>
			await n8n.client.createWorkflow(
				workflow(name, {
					type: 'rhombusTrigger',
					webhookId: crypto.randomUUID(),
					parameters,
					credentials: rhombus(),
				}),
			);
		const saved = [await make('Rule 1'), await make('Rule 2'), await make('Rule 3')];
		const hooks = () =>
			((state.rules.get(ruleUuid)!.action as { webhookActions?: unknown[] } | undefined)
				?.webhookActions ?? []) as unknown[];
		const before = hooks().length;
		await Promise.all(saved.map(async ({ id }) => await n8n.client.activate(id)));
		expect(hooks()).toHaveLength(before + 3);
		expect(await n8n.client.start(saved[0]!)).toBeUndefined();
		expect(hooks()).toHaveLength(before + 4);
		const answers = await runRule(state, ruleUuid);
		expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
		// The published one ran, and the test too.
		await executions(saved[0]!.id, 2);
		await executions(saved[1]!.id, 1);
		await executions(saved[2]!.id, 1);
		await until('the test is over', () => hooks().length === before + 3);
		await Promise.all(saved.map(async ({ id }) => await n8n.client.deactivate(id)));
		expect(hooks()).toHaveLength(before);
	});

	test('a button by subscription runs the workflow', async () => {
		const { n8n, sandbox } = stage;
		const { state } = sandbox.rhombus;
		const saved = await n8n.client.createWorkflow(
			workflow('Button pressed', {
				type: 'rhombusTrigger',
				webhookId: crypto.randomUUID(),
				parameters: { source: 'button' },
				credentials: rhombus(),
			}),
		);
		await n8n.client.activate(saved.id);
		expect(await deliverSubscribed(state, 'BUTTON_EVENTS', { pressed: true })).toEqual([
			expect.objectContaining({ status: 200 }),
		]);
		const run = firstOf(await executions(saved.id, 1));
		expect(run.items('End')[0]!.json).toMatchObject({ pressed: true });
		await n8n.client.deactivate(saved.id);
		expect(everything()).toEqual([]);
	});

	test('polling runs the workflow for new entries only, also after a restart', async () => {
		const { n8n, sandbox } = stage;
		const { state } = sandbox.rhombus;
		const happen = (text: string) => {
			const uuid = state.newId();
			const timestamp = new Date().toISOString();
			state.auditEvents.unshift({ ...state.auditEvents[0], uuid, timestamp, displayText: text });
		};
		const saved = await n8n.client.createWorkflow(
			workflow('Audit', {
				type: 'rhombusEventTrigger',
				parameters: {
					pollTimes: { item: [{ mode: 'everyMinute' }] },
					feed: 'audit',
					lateMinutes: 15,
				},
				credentials: rhombus(),
			}),
		);
		happen('before');
		await n8n.client.activate(saved.id);
		happen('first');
		happen('second');
		await until(
			'a poll',
			async () => (await n8n.client.executionsOf(saved.id)).length >= 1,
			100_000,
		);
		await n8n.restart();
		happen('third');
		const found = await until(
			'a poll after the restart',
			async () => {
				const all = await n8n.client.executionsOf(saved.id);
				return all.length >= 2 && all;
			},
			100_000,
		);
		expect(found).toHaveLength(2);
		const runs = await executions(saved.id, 2);
		expect(runs.map((run) => run.items('End').map(({ json }) => json.displayText))).toEqual([
			['first', 'second'],
			['third'],
		]);
		await n8n.client.deactivate(saved.id);
		const asked = sandbox.rhombus.requestCount;
		await wait(65_000);
		expect(sandbox.rhombus.requestCount).toBe(asked);
	}, 400_000);
});
