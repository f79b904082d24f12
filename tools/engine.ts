import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
	IConnections,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeProperties,
	INodeType,
} from 'n8n-workflow';
import type { Accounts } from './accounts';
import { credentialsFor } from './accounts';
import type { Execution, WorkflowJson } from './n8n/client';

/**
 * A workflow in the engine of n8n that `npm ci` brings, without n8n's server and editor, so that nothing
 * has to be fetched. Its built-in nodes come with n8n itself; those of the main job are stood in for.
 */

const PACKAGE = 'n8n-nodes-rhombus-mattermost';

const property = (name: string, type: INodeProperties['type']): INodeProperties => ({
	displayName: name,
	name,
	type,
	default: {},
});

function standIn(
	name: string,
	outputs: number,
	properties: INodeProperties[],
	execute: INodeType['execute'],
): INodeType {
	return {
		description: {
			displayName: name,
			name,
			group: ['transform'],
			version: 1,
			description: name,
			defaults: {},
			inputs: ['main'],
			outputs: Array.from({ length: outputs }, () => 'main' as const),
			properties,
		},
		execute,
	};
}

interface Assignment {
	name: string;
	value: unknown;
}

/** Those of n8n's own nodes that the main job has, as far as it uses them. */
const BUILT_IN: Record<string, INodeType> = {
	'n8n-nodes-base.manualTrigger': standIn('Start', 1, [], async () => [[{ json: {} }]]),
	'n8n-nodes-base.set': standIn(
		'Set',
		1,
		[property('assignments', 'assignmentCollection')],
		async function (this: IExecuteFunctions) {
			const items = this.getInputData().map((_, index): INodeExecutionData => {
				const assignments = this.getNodeParameter('assignments.assignments', index) as Assignment[];
				const json = Object.fromEntries(assignments.map(({ name, value }) => [name, value]));
				return { json: json as INodeExecutionData['json'], pairedItem: index };
			});
			return [items];
		},
	),
	'n8n-nodes-base.if': standIn(
		'If',
		2,
		[property('conditions', 'filter')],
		async function (this: IExecuteFunctions) {
			const outputs: INodeExecutionData[][] = [[], []];
			for (const [index, item] of this.getInputData().entries()) {
				const isTrue = this.getNodeParameter('conditions', index, false, { extractValue: true });
				outputs[isTrue ? 0 : 1]!.push({ ...item, pairedItem: index });
			}
			return outputs;
		},
	),
};

/**
 * Runs a workflow of this package's nodes.
 * @param start name of the node to start from
 * @throws Error for a node that is neither of this package nor stood in for
 */
export async function runInEngine(
	workflow: WorkflowJson,
	start: string,
	accounts: Accounts,
): Promise<Execution> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-engine-'));
	const before = { ...process.env };
	Object.assign(process.env, {
		N8N_USER_FOLDER: folder,
		// Only because the engine says so where it has none.
		N8N_ENCRYPTION_KEY: 'of the engine alone',
	});
	try {
		return await run(workflow, start, accounts);
	} finally {
		// A whole n8n that is started later must not see what is meant for the engine.
		for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
		Object.assign(process.env, before);
		rmSync(folder, { recursive: true, force: true });
	}
}

async function run(workflow: WorkflowJson, start: string, accounts: Accounts): Promise<Execution> {
	// It loads the built package.
	const { builtPackage, runWholeWorkflow } = await import('../test/support/harness');
	const types = { ...BUILT_IN };
	for (const [name, node] of Object.entries(builtPackage().nodes)) {
		types[`${PACKAGE}.${name}`] = node;
	}
	const nodes = workflow.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
	const unknown = nodes.find(({ type }) => !types[type]);
	if (unknown) throw new Error(`The engine alone has no node ${unknown.type}.`);
	const credentials = Object.values(credentialsFor(accounts)).map(({ type, data }) => [type, data]);
	const { resultData } = await runWholeWorkflow(
		{ nodes: nodes as INode[], connections: workflow.connections as IConnections },
		start,
		types,
		Object.fromEntries(credentials) as never,
	);
	const runs = resultData.runData as unknown as Execution['runs'];
	return {
		id: 'engine',
		status: resultData.error ? 'error' : 'success',
		mode: 'manual',
		runs,
		error: resultData.error as unknown as Execution['error'],
		items: (node, output = 0) => runs[node]?.at(-1)?.data?.main?.[output] ?? [],
	};
}
