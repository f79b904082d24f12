import type { INodeExecutionData, INodeType } from 'n8n-workflow';
import { startSandbox, TOKENS, type SandboxOptions } from '../../sandbox';
import { builtPackage, DIST, editorContext, runStock, runWorkflow } from './harness';

/** One Mattermost sandbox, and ways to run the built nodes on it. */

const { nodes } = builtPackage();
// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is run
const { registry } = require(`${DIST}/nodes/registry.js`) as typeof import('../../nodes/registry');

/** The one of the Mattermost nodes that has the operation; Mattermost Chat if none has. */
export const mattermostNodeOf = (resource: string, operation: string): INodeType => {
	const isIn = registry.find(
		({ service, resources }) =>
			service.name === 'Mattermost' &&
			resources.some(
				({ value, operations }) =>
					value === resource && operations.some((one) => one.value === operation),
			),
	);
	return nodes[isIn?.node ?? 'mattermost']!;
};

/** `channelId` of resource `post` → n8n's `postChannelId`. */
const parametersOf = (resource: string, operation: string, values: Record<string, unknown>) =>
	({
		authentication: 'accessToken',
		resource,
		operation,
		...Object.fromEntries(
			Object.entries(values).map(([name, value]) => [
				name === 'requestOptions' ? name : resource + name.charAt(0).toUpperCase() + name.slice(1),
				value,
			]),
		),
	}) as never;

type Listed = {
	results: Array<{ name: string; value: string }>;
	paginationToken?: string;
};
type Search = (this: unknown, filter?: string, token?: string) => Promise<Listed>;

export async function mattermostServer(options: SandboxOptions = {}) {
	const sandbox = await startSandbox(options);
	const { mattermost } = sandbox;
	const credentials = (accessToken: string) => ({
		mattermostTokenApi: { siteUrl: mattermost.url, accessToken },
	});
	const runWith =
		(run: typeof runWorkflow, token: string) =>
		async (
			resource: string,
			operation: string,
			values: Record<string, unknown> = {},
			items?: INodeExecutionData[],
		) => {
			const parameters = parametersOf(resource, operation, values);
			return await run({
				node: mattermostNodeOf(resource, operation),
				items,
				parameters,
				credentials: credentials(token),
			});
		};
	return {
		sandbox,
		mattermost,
		state: mattermost.state,
		token: TOKENS.mattermostAdmin,
		run: runWith(runWorkflow, TOKENS.mattermostAdmin),
		stock: runWith(runStock, TOKENS.mattermostAdmin),
		asBob: runWith(runWorkflow, TOKENS.mattermostUser),
		asBot: runWith(runWorkflow, TOKENS.mattermostBot),
		/** Rows of a picker in the editor, with other fields of the node as they stand. */
		list: async (
			method: string,
			{
				filter,
				page,
				token = TOKENS.mattermostUser,
				fields = {},
			}: {
				filter?: string;
				page?: string;
				token?: string;
				fields?: Record<string, unknown>;
			} = {},
		): Promise<Listed> => {
			const node = [nodes.mattermost!, nodes.mattermostAdmin!].find(
				({ methods }) => method in methods!.listSearch!,
			)!;
			const context = editorContext({
				node,
				parameters: { authentication: 'accessToken', ...fields } as never,
				credentials: credentials(token),
			});
			const search = (node.methods!.listSearch as unknown as Record<string, Search>)[method]!;
			return await search.call(context, filter, page);
		},
		/** `METHOD /path` of every request since the last reset. */
		sent: () =>
			mattermost.requests.map(({ method, path }) => `${method} ${path.split('/api/v4')[1]}`),
		/** The last request of that method whose path ends so. */
		last: (method: string, end: string) =>
			mattermost.requests.filter((one) => one.method === method && one.path.endsWith(end)).at(-1)!,
	};
}

/** The error of a promise that must fail. */
export const failureOf = async (promise: Promise<unknown>) =>
	await promise.then(
		() => {
			throw new Error('did not fail');
		},
		(error: { message: string; description?: string; httpCode?: string }) => error,
	);
