import type { INodeTypeDescription } from 'n8n-workflow';

/**
 * What n8n shows in the panel of a trigger, before and while it listens.
 * @param header what it does
 * @param tryIt what to do after Execute Step, and what must be known then
 */
export function triggerPanel(header: string, tryIt: string): INodeTypeDescription['triggerPanel'] {
	const test = `<b>To try it:</b> click Execute Step, then ${tryIt} The first event ends the test.`;
	const production = 'Each event starts an execution, which the Executions list shows.';
	return {
		header,
		executionsHelp: {
			inactive: `${test}<br /><br /><b>In production:</b> publish the workflow. ${production}`,
			active: `${test}<br /><br /><b>In production:</b> the workflow is published. ${production}`,
		},
		activationHint: {
			inactive: 'Publish the workflow so that every event starts it',
			active: 'Events start executions, which the Executions list shows',
		},
	};
}
