import type { INodeTypeDescription } from 'n8n-workflow';

interface Said {
	/** What the trigger does. */
	header: string;
	/** What to do after Execute Step, without a full stop. */
	now: string;
	/** What must be known then, in full sentences. */
	more?: string;
}

/**
 * What n8n shows in the panel of a trigger, before and while it listens; `executionsHelp` behind More Info. While a
 * trigger with a webhook listens, n8n 2.41 has words of its own (`TriggerPanel.vue`).
 */
export function triggerPanel({ header, now, more }: Said): INodeTypeDescription['triggerPanel'] {
	const known = more ? ` ${more}` : '';
	const test = `<b>To try it:</b> click Execute Step, then ${now}.${known} The first event ends the test.`;
	const production = 'Each event starts an execution, which the Executions list shows.';
	return {
		header,
		executionsHelp: {
			inactive: `${test}<br /><br /><b>In production:</b> publish the workflow. ${production}`,
			active: `${test}<br /><br /><b>In production:</b> the workflow is published. ${production}`,
		},
		activationHint: {
			inactive: `Click Execute Step, then ${now}. Publish the workflow so that every event starts it.`,
			active: 'Events start executions, which the Executions list shows.',
		},
	};
}
