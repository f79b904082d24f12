import { setTimeout as wait } from 'node:timers/promises';
import { TOKENS } from '../../sandbox';
import type { Execution, WorkflowJson, WorkflowNode } from '../../tools/n8n/client';
import { nodeMajorOf } from '../../tools/n8n/install';
import { PACKAGE, setStage, testedN8n, type Stage } from './support';

/** Node.js has a WebSocket of its own from 22 on. */
const testWithSocket = nodeMajorOf(testedN8n()) >= 22 ? test : test.skip;
const testWithoutSocket = nodeMajorOf(testedN8n()) >= 22 ? test.skip : test;

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
			expect(all.map((one) => one.items('End')[0].json.message)).toEqual([
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
