import type { Execution } from './n8n/client';

/** The example that the demo and the end-to-end tests run. */
export const MAIN_JOB = '01-rhombus-directory-to-mattermost.json';

/** Names of its nodes; the workflow is checked against them when it runs. */
export const NODES = {
	place: 'Where to Post',
	users: 'List Rhombus Users',
	start: 'Start',
	webhook: 'Make Incoming Webhook',
	earlier: 'Take That One',
	integration: 'Point Rhombus at It',
	post: 'Post the Directory',
	reply: 'Reply in Its Thread',
	thread: 'Read the Thread',
};

/** Of each post, in the report. */
const SHOWN_LINES = 8;

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
		if (!run && node === NODES.webhook && execution.runs[NODES.earlier]) {
			return `  ✓  ${NODES.earlier}: the incoming webhook of an earlier run serves`;
		}
		if (!run) return `  –  ${node}: not reached`;
		if (run.error) return `  ✗  ${node}: ${run.error.message}`;
		return `  ✓  ${node}: ${tell()} (${run.executionTime} ms)`;
	});
	// Mattermost puts the newest post of a thread first.
	const thread = execution
		.items(NODES.thread)
		.sort((one, other) => Number(one.json.create_at) - Number(other.json.create_at));
	for (const { json } of thread) {
		const text = String(json.message).split('\n');
		lines.push(...text.slice(0, SHOWN_LINES).map((line) => `       | ${line}`));
		if (text.length > SHOWN_LINES) lines.push(`       | … ${text.length - SHOWN_LINES} more lines`);
	}
	if (execution.error) {
		lines.push(`The workflow ended with: ${execution.error.message}`);
		if (execution.error.description) lines.push(`  ${execution.error.description}`);
	}
	return lines;
}
