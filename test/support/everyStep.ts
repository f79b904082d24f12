import { startSandbox, type Sandbox } from '../../sandbox';
import { attempt, cases, masked, versionFor, VERSIONS } from './attempt';
import { runWorkflow, startSteps } from './harness';

/**
 * Runs every operation as a step of n8n's coming engine and in today's, and prints what differs as JSON. A
 * program of its own, for n8n's Node.js: N8N_CORE_FROM and N8N_EXPRESSION_ENGINE=vm must be set.
 */
async function main(): Promise<void> {
	const { runStep, stop } = await startSteps();
	const sandboxes: Record<string, Sandbox> = {};
	for (const version of VERSIONS) {
		sandboxes[version] = await startSandbox({ mattermostVersion: version });
	}
	const differences: string[] = [];
	/** Operations that let the execution wait, and what they say. */
	const refusals: Record<string, string | undefined> = {};
	const chosen = cases.filter(({ name }) => name.startsWith(process.env.OPERATIONS ?? ''));
	for (const one of chosen) {
		const sandbox = sandboxes[versionFor(one.operation)]!;
		const step = await attempt(one, sandbox, runStep, false);
		if (one.operation.value === 'sendAndWait') {
			refusals[one.name] = step.requests.length === 0 ? step.error : 'It sent something';
			continue;
		}
		const workflow = await attempt(one, sandbox, runWorkflow, false);
		const [theirs, ours] = [workflow, step].map((outcome) => JSON.stringify(masked(outcome)));
		if (theirs !== ours) {
			differences.push(
				`${one.name}\n  today  ${theirs!.slice(0, 800)}\n  coming ${ours!.slice(0, 800)}`,
			);
		}
	}
	console.log(JSON.stringify({ operations: chosen.length, refusals, differences }));
	await Promise.all(Object.values(sandboxes).map(async (sandbox) => await sandbox.stop()));
	await stop();
}

void main();
