import type { INodeExecutionData } from 'n8n-workflow';
import path from 'path';
import { simplifyParam } from '../../nodes/shared/model/parameterNames';
import type { Operation, Resource } from '../../nodes/shared/model/operation';
import { TOKENS, type Sandbox } from '../../sandbox';
import { builtPackage, DIST, runWorkflow } from '../support/harness';
import { parametersOf } from './fields';
import { mattermostValues, prepareMattermost } from './mattermost';
import { EVERYDAY_PEOPLE } from './mattermostPeople';

/** Everyday operations of posts and what hangs on them: the editor offers their fields at once. */
export const EVERYDAY: Record<string, string[]> = {
	post: ['create', 'reply', 'sendDirect', 'createEphemeral', 'get', 'getAll', 'getThread'].concat([
		'sendFile',
		'getFlagged',
		'getFiles',
		'search',
		'searchAll',
		'update',
		'delete',
		'pin',
	]),
	thread: ['getAll', 'get'],
	reaction: ['create', 'getAll', 'delete'],
	file: ['upload', 'uploadLarge', 'getInfo', 'getLink', 'download'],
	incomingWebhook: ['create', 'get', 'getAll', 'update', 'send', 'delete'],
	outgoingWebhook: ['create', 'get', 'getAll', 'update', 'regenerateToken', 'delete'],
	slashCommand: ['create', 'get', 'getAll', 'update', 'delete'],
	bot: ['create', 'get', 'getAll', 'update'],
	emoji: ['create', 'get', 'getAll', 'delete'],
	scheduledPost: ['create', 'getAll', 'update', 'delete'],
	draft: ['save', 'getAll', 'delete'],
	...EVERYDAY_PEOPLE,
};

const { nodes } = builtPackage();
// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is run
const { registry } = require(`${DIST}/nodes/registry.js`) as typeof import('../../nodes/registry');

interface Declared {
	node: string;
	resource: Resource;
	operation: Operation;
}

/** The declared operation of either Mattermost node. @throws Error if there is none of that name */
export function operationOf(resource: string, operation: string): Declared {
	for (const { node, service, resources } of registry) {
		const found = resources.find(({ value }) => value === resource);
		const declared = found?.operations.find(({ value }) => value === operation);
		if (service.name === 'Mattermost' && found && declared) {
			return { node, resource: found, operation: declared };
		}
	}
	throw new Error(`${resource}/${operation} is not declared`);
}

/** Where an operation's output schema stands. */
export const schemaFile = (resource: string, operation: string): string => {
	const { node } = operationOf(resource, operation);
	const folder = node === 'mattermostAdmin' ? 'MattermostAdmin' : 'Mattermost';
	return path.resolve(
		__dirname,
		`../../nodes/${folder}/__schema__/v1.0.0/${resource}/${operation}.json`,
	);
};

/** What an operation gives on the sandbox with sample values and Simplify on: bare, and with all options. */
export async function outputsOf(
	sandbox: Sandbox,
	resourceValue: string,
	operationValue: string,
): Promise<INodeExecutionData[]> {
	const { node, resource, operation } = operationOf(resourceValue, operationValue);
	const key = `${resourceValue}/${operationValue}`;
	const items: INodeExecutionData[] = [];
	for (const everything of [false, true]) {
		sandbox.mattermost.reset();
		const known = { ...(await prepareMattermost(sandbox)), ...mattermostValues[key] };
		const needed = Object.keys(mattermostValues[key] ?? {});
		const parameters = parametersOf(resource, operation, known, everything, needed);
		if (operation.output?.simplify) parameters[simplifyParam(resource)] = true;
		const all = { authentication: 'accessToken', ...parameters };
		items.push(...(await run(sandbox, node, all as never)));
	}
	return items;
}

const run = async (sandbox: Sandbox, node: string, parameters: never) =>
	await runWorkflow({
		node: nodes[node]!,
		parameters,
		items: [
			{
				json: {},
				binary: {
					data: {
						data: Buffer.from('GIF89a sample').toString('base64'),
						mimeType: 'image/gif',
						fileName: 'sample.gif',
					},
				},
			},
		],
		credentials: {
			mattermostTokenApi: {
				siteUrl: sandbox.mattermost.url,
				accessToken: TOKENS.mattermostAdmin,
			},
		},
	});
