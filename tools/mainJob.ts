import type { Execution, WorkflowJson } from './n8n/client';

/** The example that the demo and the end-to-end tests run. */
export const MAIN_JOB = '01-rhombus-directory-to-mattermost.json';

/** Names of its nodes; the workflow is checked against them when it runs. */
export const NODES = {
	place: 'Where to Post',
	users: 'List Rhombus Users',
	webhook: 'Make Incoming Webhook',
	integration: 'Point Rhombus at It',
	post: 'Post the Directory',
	reply: 'Reply in Its Thread',
	thread: 'Read the Thread',
};

/**
 * The workflow with the team and channel that MATTERMOST_TEAM and MATTERMOST_CHANNEL name (as in
 * their URLs) in place of its own.
 */
export function withPlace(workflow: WorkflowJson, env: NodeJS.ProcessEnv): WorkflowJson {
	const changed = structuredClone(workflow);
	const given: Record<string, string | undefined> = {
		team: env.MATTERMOST_TEAM,
		channel: env.MATTERMOST_CHANNEL,
	};
	const node = changed.nodes.find(({ name }) => name === NODES.place);
	const { assignments } = node?.parameters.assignments as {
		assignments: Array<{ name: string; value: string }>;
	};
	for (const assignment of assignments) {
		assignment.value = given[assignment.name] ?? assignment.value;
	}
	return changed;
}

/** What the job did, a line for each step, for people. */
export function mainJobReport(execution: Execution): string[] {
	const first = (node: string) => execution.items(node)[0]?.json ?? {};
	const said: Array<[string, () => string]> = [
		[NODES.users, () => `${execution.items(NODES.users).length} users in the Rhombus organization`],
		[NODES.webhook, () => `incoming webhook ${String(first(NODES.webhook).id)} in Mattermost`],
		[NODES.integration, () => "Rhombus' Mattermost integration now posts to that webhook"],
		[NODES.post, () => `the directory is post ${String(first(NODES.post).id)}`],
		[NODES.reply, () => `reply ${String(first(NODES.reply).id)} hangs below it`],
		[NODES.thread, () => `${execution.items(NODES.thread).length} posts in the thread:`],
	];
	const lines = said.map(([node, tell]) => {
		const run = execution.runs[node]?.at(-1);
		if (!run) return `  –  ${node}: not reached`;
		if (run.error) return `  ✗  ${node}: ${run.error.message}`;
		return `  ✓  ${node}: ${tell()} (${run.executionTime} ms)`;
	});
	for (const { json } of execution.items(NODES.thread)) {
		lines.push(
			...String(json.message)
				.split('\n')
				.map((line) => `       | ${line}`),
			'',
		);
	}
	if (execution.error) {
		lines.push(`The workflow ended with: ${execution.error.message}`);
		if (execution.error.description) lines.push(`  ${execution.error.description}`);
	}
	return lines;
}
