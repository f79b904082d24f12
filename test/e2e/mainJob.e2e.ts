import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAIN_JOB, mainJobReport, NODES } from '../../tools/mainJob';
import type { Execution, WorkflowJson } from '../../tools/n8n/client';
import { setStage, type Stage } from './support';
import { leading } from '../support/present';

/** The example that the demo runs, imported as a user would: credentials by name, nothing changed. */

const workflow = JSON.parse(
	readFileSync(join(__dirname, '..', '..', 'examples', MAIN_JOB), 'utf8'),
) as WorkflowJson;

let stage: Stage;
let execution: Execution;
beforeAll(async () => {
	stage = await setStage();
	execution = await stage.n8n.client.run(await stage.n8n.client.createWorkflow(workflow));
});
afterAll(async () => await stage?.stop());

const only = (node: string) => {
	const items = execution.items(node);
	expect(items).toHaveLength(1);
	return items[0]!.json;
};

test('it ends well and says so', () => {
	expect(execution.error?.message).toBeUndefined();
	expect(execution.status).toBe('success');
	const report = mainJobReport(execution).join('\n');
	expect(report).not.toMatch(/✗|not reached|undefined/);
	expect(report).toContain('2 posts in the thread');
});

test('every user of the organization is listed', () => {
	const { users } = stage.sandbox.rhombus.state;
	expect(users.size).toBeGreaterThan(0);
	expect(
		execution
			.items(NODES.users)
			.map(({ json }) => json.uuid)
			.sort(),
	).toEqual([...users.keys()].sort());
});

test('the webhook that Rhombus now posts to is the one that was made', async () => {
	const { url } = only(NODES.webhook);
	const answer = await fetch(
		`${stage.sandbox.rhombus.url}/api/integrations/org/getOrgIntegrations`,
		{
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				'x-auth-scheme': 'api-token',
				'x-auth-apikey': String(stage.credentials.rhombus.data.apiKey),
			},
			body: '{}',
		},
	);
	expect(await answer.json()).toMatchObject({
		orgIntegrations: { mattermostSettings: { webhookUrl: url, enabled: true } },
	});
});

test('a message to that webhook arrives in the channel', async () => {
	const answer = await fetch(String(only(NODES.webhook).url), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ text: 'Motion at the back door' }),
	});
	expect(answer.status).toBe(200);
	const { mattermost } = stage.sandbox;
	const posts = mattermost.state.channelPosts.get(mattermost.state.channel('alerts').id);
	expect(posts?.at(-1)?.message).toBe('Motion at the back door');
});

test('the directory and its reply are one thread', () => {
	const posts = execution.items(NODES.thread).map(({ json }) => json);
	expect(posts).toHaveLength(2);
	const [first, second] = leading(
		posts.sort((one, other) => Number(!!one.root_id) - Number(!!other.root_id)),
		2,
	);
	expect(first.id).toBe(only(NODES.post).id);
	expect(second).toMatchObject({ id: only(NODES.reply).id, root_id: first.id });
	for (const { email } of stage.sandbox.rhombus.state.users.values()) {
		expect(first.message).toContain(String(email));
	}
});

test('every request was as the contracts want it', () => {
	expect(stage.sandbox.mattermost.violations).toEqual([]);
	expect(stage.sandbox.rhombus.violations).toEqual([]);
});
