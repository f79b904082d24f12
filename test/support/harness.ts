import { mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import path from 'path';
import type {
	IBinaryData,
	ICredentialDataDecryptedObject,
	ICredentialTestFunctions,
	ICredentialType,
	IConnections,
	IDataObject,
	IExecuteFunctions,
	IExecuteResponsePromiseData,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	IRunExecutionData,
	IWorkflowExecuteAdditionalData,
	Workflow as WorkflowType,
} from 'n8n-workflow';

/**
 * The only file that knows n8n-core's internals. It runs the built nodes (dist) in the real engine,
 * over real HTTP, in both ways n8n has: `customOperations` inside a workflow, and the stock
 * RoutingNode. `N8N_CORE_FROM` names a folder with another n8n installed (e.g. 1.123), to run the
 * same tests on its engine.
 */

process.env.N8N_USER_FOLDER ??= mkdtempSync(path.join(tmpdir(), 'n8n-engine-'));
process.env.N8N_EXPRESSION_ENGINE ??= 'legacy';
// What nodes write to n8n's log is not part of a test's report.
process.env.N8N_LOG_LEVEL ??= 'silent';

// Where jest's files share packages, these are loaded once for all of them.
const { requireOnce = require } = globalThis as { requireOnce?: NodeJS.Require };
const { createRequire } = requireOnce('module') as typeof import('module');
const from = createRequire(
	process.env.N8N_CORE_FROM
		? path.join(path.resolve(process.env.N8N_CORE_FROM), 'package.json')
		: __filename,
);
const coreRequire = createRequire(from.resolve('n8n-core'));
from('reflect-metadata');
// The engine's own n8n-workflow, so that `instanceof` holds in its code.
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- internal classes without types
const core = from('n8n-core') as Record<string, any>;
const n8nWorkflow = coreRequire('n8n-workflow') as typeof import('n8n-workflow');

const ROOT = path.resolve(__dirname, '../..');
export const DIST = path.join(ROOT, 'dist');

/** Credentials by type, in plain text. */
export type Credentials = Record<string, IDataObject>;

export interface RunOptions {
	node: INodeType;
	parameters: INodeParameters;
	items?: INodeExecutionData[];
	credentials: Credentials;
	continueOnFail?: boolean;
	/** On Error: Continue (using error output). */
	errorOutput?: boolean;
	/** n8n's Retry On Fail: how often the node is run at most. */
	maxTries?: number;
	executionId?: string;
	signal?: AbortSignal;
	/** The workflow's time zone, of its settings. */
	timezone?: string;
	/** Gets what the node answers a webhook's call with. */
	onResponse?: (response: IExecuteResponsePromiseData) => void;
	/** Index of an output that leads back to the node's input. */
	loops?: number;
	/** What a language model's node that is connected to this one gives it. */
	model?: unknown;
	/** Sees the data of the execution, as n8n would store it while it waits. */
	inspect?: (data: IDataObject) => void;
}

interface BuiltPackage {
	nodes: Record<string, INodeType>;
	credentials: Record<string, ICredentialType>;
}

let built: BuiltPackage | undefined;

/** All nodes and credentials of the built package, each the same object every time, as n8n keeps them. */
export const builtPackage = (): BuiltPackage => (built ??= loadBuilt());

/* eslint-disable @typescript-eslint/no-require-imports -- the built package is what is tested */
function loadBuilt(): BuiltPackage {
	const manifest = require(path.join(ROOT, 'package.json')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	const load = (file: string) => {
		const className = path.basename(file).split('.')[0];
		const loaded = require(path.join(ROOT, file)) as Record<string, new () => unknown>;
		return new loaded[className!]!();
	};
	const nodes: Record<string, INodeType> = {};
	for (const file of manifest.n8n.nodes) {
		const node = load(file) as INodeType;
		core.DirectoryLoader.applyDeclarativeNodeOptionParameters(node);
		nodes[node.description.name] = node;
	}
	const credentials: Record<string, ICredentialType> = {};
	for (const file of manifest.n8n.credentials) {
		const credential = load(file) as ICredentialType;
		credentials[credential.name] = credential;
	}
	return { nodes, credentials };
}

/** The Rhombus node that has this resource. @throws Error if none has */
export function rhombusNodeWith(resource: string): INodeType {
	const { registry } = require(
		path.join(DIST, 'nodes/registry.js'),
	) as typeof import('../../nodes/registry');
	const found = registry.find(
		({ service, resources }) =>
			service.name === 'Rhombus' && resources.some(({ value }) => value === resource),
	);
	if (!found) throw new Error(`No Rhombus node has ${resource}`);
	return builtPackage().nodes[found.node]!;
}
/* eslint-enable @typescript-eslint/no-require-imports */

/** Presses a credential's button Test: `method` is what a node names in `testedBy`. */
export async function testCredential(
	node: INodeType,
	method: string,
	data: IDataObject,
): Promise<{ status: 'OK' | 'Error'; message: string }> {
	const context = new core.CredentialTestContext() as ICredentialTestFunctions;
	const credential = { id: '', name: '', type: '', data: data as never };
	return await node.methods!.credentialTest![method]!.call(context, credential);
}

/**
 * Keeps files on disk from here on, as n8n 2 does, instead of in memory.
 * @returns puts a file into the store, as a node before would
 */
export async function keepFilesOnDisk(): Promise<
	(content: Buffer, fileName: string) => Promise<IBinaryData>
> {
	if (requireOnce !== require) {
		throw new Error(
			'Files after this one would keep theirs on disk too: use @jest-environment ./test/environment/alone',
		);
	}
	process.env.N8N_DEFAULT_BINARY_DATA_MODE = 'filesystem';
	const { Container } = coreRequire('@n8n/di') as { Container: { get(type: unknown): never } };
	const store = Container.get(core.BinaryDataService) as {
		init(): Promise<void>;
		store(place: IDataObject, content: Buffer, facts: IBinaryData): Promise<IBinaryData>;
	};
	await store.init();
	const place = { type: 'execution', workflowId: 'test', executionId: 'test' };
	return async (content, fileName) =>
		await store.store(place, content, { fileName, mimeType: 'video/mp4', data: '' });
}

/** Content of a file in n8n's store. */
export async function storedFile(file: IBinaryData): Promise<Buffer> {
	const { Container } = coreRequire('@n8n/di') as { Container: { get(type: unknown): never } };
	const store = Container.get(core.BinaryDataService) as {
		getAsBuffer(file: IBinaryData): Promise<Buffer>;
	};
	return await store.getAsBuffer(file);
}

const types = builtPackage().credentials;

/** n8n's credential handling without its database. */
class CredentialsHelper extends n8nWorkflow.ICredentialsHelper {
	constructor(private readonly given: Credentials) {
		super();
	}
	getParentTypes(name: string): string[] {
		const parents = types[name]?.extends ?? [];
		return [...parents, ...parents.flatMap((parent) => this.getParentTypes(parent))];
	}
	isCredentialUsableByNode() {
		return true;
	}
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		options: IHttpRequestOptions,
		workflow?: WorkflowType,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = types[typeName]!;
		if (typeof authenticate === 'function')
			return await authenticate.call(types[typeName], credentials, options);
		const headers: IDataObject = {};
		for (const [name, value] of Object.entries(authenticate?.properties.headers ?? {})) {
			headers[name] = workflow!.expression.getSimpleParameterValue(
				node!,
				value as string,
				'manual',
				{ $credentials: credentials },
				undefined,
				'',
			) as string;
		}
		return { ...options, headers: { ...options.headers, ...headers } };
	}
	/** As in n8n's credentials-helper.js, 1.123 and 2.41. */
	async preAuthentication(
		helper: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		node: INode,
		isExpired: boolean,
	) {
		const type = types[typeName]!;
		const expirable = type.properties.find(({ typeOptions }) => typeOptions?.expirable);
		if (!expirable || !type.preAuthentication) return undefined;
		if (credentials[expirable.name] !== '' && !isExpired) return undefined;
		const output = await type.preAuthentication.call(helper, credentials);
		if (!node.credentials) return undefined;
		this.given[typeName] = { ...this.given[typeName], ...output };
		return Object.assign(credentials, output);
	}
	async runPreAuthentication() {
		return undefined;
	}
	async getCredentials(): Promise<never> {
		throw new Error('not stored');
	}
	async getDecrypted(_data: unknown, _details: unknown, type: string) {
		return { ...this.given[type] } as ICredentialDataDecryptedObject;
	}
	async updateCredentials() {}
	async updateCredentialsOauthTokenData(
		_details: unknown,
		type: string,
		data: ICredentialDataDecryptedObject,
	) {
		this.given[type] = { ...this.given[type], ...data };
	}
	getCredentialsProperties() {
		return [];
	}
}

/** What n8n hands to an execution, without its server and database. */
const additionalDataOf = (credentials: Credentials, executionId = 'test') =>
	({
		credentialsHelper: new CredentialsHelper(credentials),
		hooks: new core.ExecutionLifecycleHooks('manual', 'test', { id: 'test' }),
		executionId,
		currentNodeExecutionIndex: 0,
		restApiUrl: 'http://127.0.0.1/rest',
		instanceBaseUrl: 'http://127.0.0.1/',
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
		webhookBaseUrl: 'http://127.0.0.1/webhook',
		webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
		webhookTestBaseUrl: 'http://127.0.0.1/webhook-test',
		variables: {},
		setExecutionStatus: () => {},
		logAiEvent: () => {},
	}) as unknown as IWorkflowExecuteAdditionalData;

/** Runs a workflow from a node on. @returns what the engine keeps of the execution */
async function runFrom(
	workflow: WorkflowType,
	startNode: INode,
	additionalData: IWorkflowExecuteAdditionalData,
	signal?: AbortSignal,
): Promise<IRunExecutionData> {
	const execute = new core.WorkflowExecute(additionalData, 'manual');
	const promise =
		core.WorkflowExecute.prototype.run.length > 1
			? execute.run(workflow, startNode)
			: execute.run({ workflow, startNode });
	signal?.addEventListener('abort', () => promise.cancel());
	return (await promise).data as IRunExecutionData;
}

/**
 * Runs a whole workflow.
 * @param workflow nodes and connections as n8n's editor exports them
 * @param start name of the node to start from
 * @param nodeTypes every type in the workflow, by its full name
 */
export async function runWholeWorkflow(
	workflow: { nodes: INode[]; connections: IConnections },
	start: string,
	nodeTypes: Record<string, INodeType>,
	credentials: Credentials,
): Promise<IRunExecutionData> {
	const whole = new n8nWorkflow.Workflow({
		id: 'test',
		...workflow,
		active: false,
		nodeTypes: {
			getByName: (type: string) => nodeTypes[type],
			getByNameAndVersion: (type: string) => nodeTypes[type],
			getKnownTypes: () => ({}),
		} as never,
		settings: { executionOrder: 'v1' },
	});
	return await runFrom(whole, whole.getNode(start)!, additionalDataOf(credentials));
}

const NODE_NAME = 'Under Test';

const modelNode = (model: unknown): INodeType => ({
	description: {
		displayName: 'Model',
		name: 'model',
		group: ['transform'],
		version: 1,
		description: 'Gives a language model',
		defaults: {},
		inputs: [],
		outputs: ['ai_languageModel'],
		properties: [],
	},
	supplyData: async () => ({ response: model }),
});

function setUp(options: RunOptions) {
	const { node, parameters, credentials, items = [{ json: {} }] } = options;
	const start: INodeType = {
		description: {
			displayName: 'Start',
			name: 'start',
			group: ['input'],
			version: 1,
			description: 'Gives the items',
			defaults: {},
			inputs: [],
			outputs: ['main'],
			properties: [],
		},
		execute: async () => [items],
	};
	const all: Record<string, INodeType> = {
		start,
		underTest: node,
		model: modelNode(options.model),
	};
	const nodeTypes = {
		getByName: (type: string) => all[type],
		getByNameAndVersion: (type: string) => all[type],
		getKnownTypes: () => ({}),
	};
	const toNode = [{ node: NODE_NAME, type: 'main' as const, index: 0 }];
	const workflow = new n8nWorkflow.Workflow({
		id: 'test',
		nodes: [
			{ id: '1', name: 'Start', type: 'start', typeVersion: 1, position: [0, 0], parameters: {} },
			{
				id: '2',
				name: NODE_NAME,
				type: 'underTest',
				typeVersion: 1,
				position: [0, 0],
				parameters,
				credentials: Object.fromEntries(
					Object.keys(credentials).map((type) => [type, { id: type, name: type }]),
				),
				...(options.maxTries
					? { retryOnFail: true, maxTries: options.maxTries, waitBetweenTries: 1 }
					: {}),
				...(options.errorOutput ? { onError: 'continueErrorOutput' as const } : {}),
				...(options.continueOnFail ? { onError: 'continueRegularOutput' as const } : {}),
			},
			...(options.model
				? [
						{
							id: '3',
							name: 'Model',
							type: 'model',
							typeVersion: 1,
							position: [0, 0] as [number, number],
							parameters: {},
						},
					]
				: []),
		],
		connections: {
			Start: { main: [toNode] },
			...(options.model
				? {
						Model: {
							ai_languageModel: [
								[{ node: NODE_NAME, type: 'ai_languageModel' as const, index: 0 }],
							],
						},
					}
				: {}),
			...(options.loops === undefined
				? {}
				: {
						[NODE_NAME]: {
							main: Array.from({ length: options.loops + 1 }, (_, at) =>
								at === options.loops ? toNode : [],
							),
						},
					}),
		},
		active: false,
		nodeTypes: nodeTypes as never,
		settings: {
			executionOrder: 'v1',
			...(options.timezone ? { timezone: options.timezone } : {}),
		},
	});
	const additionalData = additionalDataOf(credentials, options.executionId);
	return { workflow, additionalData, items };
}

/**
 * Runs a node inside a workflow, as n8n does: `customOperations` where the node has them.
 * @throws the error n8n would show
 */
export async function runWorkflow(options: RunOptions): Promise<INodeExecutionData[]> {
	const { workflow, additionalData } = setUp(options);
	if (options.onResponse)
		(
			additionalData as unknown as {
				hooks: { addHandler(name: string, handler: unknown): void };
			}
		).hooks.addHandler('sendResponse', options.onResponse);
	const data = await runFrom(workflow, workflow.getNode('Start')!, additionalData, options.signal);
	options.inspect?.(data as unknown as IDataObject);
	const run = data.resultData.runData[NODE_NAME]?.[0];
	if (run?.error) throw run.error;
	if (data.resultData.error) throw data.resultData.error;
	return run?.data?.main?.[0] ?? [];
}

/**
 * Goes on with an execution whose time to wait is up, as n8n does.
 * @param data as `inspect` gave it
 * @returns the data when it waits again or ends
 */
export async function resumeWorkflow(options: RunOptions, data: IDataObject): Promise<IDataObject> {
	const { workflow, additionalData } = setUp(options);
	const kept = JSON.parse(JSON.stringify(data)) as never;
	const execute = new core.WorkflowExecute(additionalData, 'manual', kept);
	const { data: gone } = await execute.processRunExecutionData(workflow);
	return gone as unknown as IDataObject;
}

/** Runs a node's `routing` with n8n's stock RoutingNode alone, as an AI agent's tool call does. */
export async function runStock(options: RunOptions): Promise<INodeExecutionData[]> {
	const { workflow, additionalData, items } = setUp(options);
	const node = workflow.getNode(NODE_NAME)!;
	const inputData = { main: [items] };
	const runExecutionData = n8nWorkflow.createRunExecutionData
		? n8nWorkflow.createRunExecutionData()
		: { resultData: { runData: {} } };
	const context = new core.ExecuteContext(
		workflow,
		node,
		additionalData,
		'manual',
		runExecutionData,
		0,
		items,
		inputData,
		{ node, data: inputData, source: null },
		[],
		options.signal,
	) as IExecuteFunctions;
	const routing = new core.RoutingNode(context, options.node);
	return (await routing.runNode())[0];
}

/**
 * Runs nodes as steps of n8n's coming engine, which n8n 2.41 brings along (`engine-v2`): the same class does
 * so there. It needs n8n's own Node.js, since it takes no other expression engine than n8n's isolated one.
 * @returns `runStep` runs a node; what the engine passes on goes through JSON, as in its database
 */
export async function startSteps(): Promise<{
	runStep(options: RunOptions): Promise<INodeExecutionData[]>;
	stop(): Promise<void>;
}> {
	const { V1StepExecutor, V1WorkflowConverter } = from('@n8n/node-engine-compatibility') as {
		V1StepExecutor: new (given: object) => {
			execute(request: object): Promise<{ outputs: Array<INodeExecutionData[] | null> }>;
		};
		V1WorkflowConverter: new () => {
			convert(workflow: object): { nodes: Array<{ name: string }> };
		};
	};
	const { Expression } = n8nWorkflow as unknown as {
		Expression: {
			initExpressionEngine(options: object): Promise<void>;
			disposeExpressionEngine(): Promise<void>;
		};
	};
	// As n8n's own defaults (`expression-engine.config.js`).
	await Expression.initExpressionEngine({
		engine: 'vm',
		poolSize: 1,
		maxCodeCacheSize: 1024,
		bridgeTimeout: 5000,
		bridgeMemoryLimit: 128,
	});
	const runStep = async (options: RunOptions) => {
		const { workflow, additionalData, items } = setUp(options);
		const type = Object.create(options.node) as INodeType;
		// n8n's NodeTypes (`node-types.js`).
		options.node.execute ??= async function (this: IExecuteFunctions) {
			return await new core.RoutingNode(this, options.node).runNode();
		};
		const graph = new V1WorkflowConverter().convert({
			nodes: Object.values(workflow.nodes),
			connections: {},
		});
		const executor = new V1StepExecutor({
			nodeTypes: {
				getByName: () => type,
				getByNameAndVersion: () => type,
				getKnownTypes: () => ({}),
			},
			additionalDataFactory: async () => additionalData,
			loadStepData: async () => ({ graph, outputsByNode: {} }),
		});
		const { outputs } = await executor.execute({
			node: graph.nodes.find(({ name }) => name === NODE_NAME),
			inputs: [JSON.parse(JSON.stringify(items)) as never],
			context: {
				workflowId: 'test',
				executionId: options.executionId ?? 'test',
				iteration: 0,
				callerContext: { hostMode: 'manual' },
			},
		});
		return JSON.parse(JSON.stringify(outputs[0] ?? [])) as INodeExecutionData[];
	};
	return { runStep, stop: async () => await Expression.disposeExpressionEngine() };
}

/** The editor's context, for pickers and typed fields. */
export function editorContext(options: RunOptions) {
	const { workflow, additionalData } = setUp(options);
	additionalData.currentNodeParameters = options.parameters;
	return new core.LoadOptionsContext(workflow, workflow.getNode(NODE_NAME), additionalData, '');
}

interface PackageLoader {
	loadAll(): Promise<void>;
	/** Loads the class, if that has not been done. */
	getNode(name: string): { type: INodeType };
	isLazyLoaded: boolean;
	nodeTypes: Record<string, { type: INodeType }>;
	credentialTypes: Record<string, { type: ICredentialType }>;
	known: { nodes: Record<string, unknown>; credentials: Record<string, unknown> };
	types: {
		nodes: Array<{ name: string; codex?: unknown; iconUrl?: unknown }>;
		credentials: unknown[];
	};
}

/** Loads the package in `directory` as n8n loads a community package. */
export async function loadPackage(directory: string): Promise<PackageLoader> {
	const loader = new core.PackageDirectoryLoader(directory) as PackageLoader;
	await loader.loadAll();
	return loader;
}

/** A package as n8n loads it when it starts: from the files that describe it, if it has them. */
export async function loadPackageAtStart(directory: string): Promise<PackageLoader> {
	const loader = new core.LazyPackageDirectoryLoader(directory) as PackageLoader;
	await loader.loadAll();
	return loader;
}
