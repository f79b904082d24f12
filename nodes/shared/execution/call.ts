import { createHash, randomUUID } from 'crypto';
import {
	getGlobalState,
	NodeApiError,
	NodeOperationError,
	type IAllExecuteFunctions,
	type IBinaryData,
	type IDataObject,
	type IExecuteFunctions,
	type IExecutePaginationFunctions,
	type IExecuteSingleFunctions,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type INode,
	type INodeExecutionData,
	type JsonObject,
} from 'n8n-workflow';
import { assemble } from '../request/assemble';
import { Secrets } from '../errors/redact';
import { shorten } from '../errors/shorten';
import { isAtLeast, versionIn } from '../http/version';
import { camel } from '../model/parameterNames';
import { isOAuth2, tokensOf } from '../http/oauth2';
import { triesOf, type Tries } from './tries';
import { sendWithRetry } from '../http/sendWithRetry';
import type { ApiRequest, Failure, Field, Operation, Resource, Service } from '../model/operation';
import { startedBy, waitingOf, workflowHas, type Waiting } from './waiting';

/** What n8n's `httpRequestWithAuthentication` gives with `returnFullResponse`. */
export interface HttpResponse {
	statusCode: number;
	headers: Record<string, string | string[] | undefined>;
	/** Parsed JSON, text, or a Buffer for a file. */
	body: unknown;
}

/** Values that last for one run of a node: known versions, resolved names, the authenticated user. */
export type Memory = Map<string, Promise<unknown>>;

/** Where an engine keeps what a call needs; one for n8n's two kinds of context. */
export interface Host {
	node: INode;
	/** IANA name of the workflow's time zone. */
	timezone: string;
	param(name: string): unknown;
	credentials(type: string): Promise<IDataObject>;
	http(type: string, options: IHttpRequestOptions, credentials: IDataObject): Promise<HttpResponse>;
	plainHttp(options: IHttpRequestOptions): Promise<HttpResponse>;
	/** Input binary data of the item. @throws NodeOperationError if there is none of that name */
	binary(property: string): Promise<{ data: Buffer; info: IBinaryData }>;
	keepFile(data: Buffer, fileName?: string, mimeType?: string): Promise<IBinaryData>;
	inputItem(): INodeExecutionData;
	/** Shows the user a hint in addition to the items; only in workflows. */
	hint?(message: string): void;
	signal?: AbortSignal;
	/** What the nodes of the workflow share, whether it has a node of a name, and what started it. */
	workflow?: {
		memory(): IDataObject;
		has(name: string): boolean;
		/** Items of the triggers of these types that started the execution. */
		startedWith(types: string[]): INodeExecutionData[];
	};
	/** What the tries of this run share; only in workflows. */
	tries?: Tries;
	/** Lets the execution wait for people; only in workflows. */
	waiting?: Waiting;
}

/** Settings of a node's Request Options that a request obeys. */
export interface RequestSettings {
	inFlight?: number;
	/** s */
	longestWait?: number;
	/** Total time for an answer that is not a file, s; 0 for no limit */
	answerTime?: number;
	/** Size of an answer that is not a file, MB; 0 for no limit */
	answerSize?: number;
	/** ms without a byte */
	timeout?: number;
	proxy?: string;
	allowUnauthorizedCerts?: boolean;
	batching?: { batch?: { batchSize?: number; batchInterval?: number } };
}

/** What an error of a call was about, so that it can be said again for another item. */
interface Reason {
	call: Call;
	facts: IDataObject;
	restate(call: Call): NodeApiError | NodeOperationError;
}
const reasons = new WeakMap<Error, Reason>();

/** Facts about an error of a call for people and programs, e.g. `{ httpCode, errorId }`. */
export const factsOf = (error: Error): IDataObject => reasons.get(error)?.facts ?? {};

const unsureErrors = new WeakSet<Error>();

/** Whether an error leaves open if the change was made. */
export const isUnsure = (error: unknown): boolean => unsureErrors.has(error as Error);

/** n8n's own default for declarative nodes (`routing-node.js`), in ms. */
const TIMEOUT_MS = 300_000;

/**
 * One operation on one input item: what the steps of a request's way share, and what operations of
 * several steps work with.
 */
export class Call {
	readonly settings: RequestSettings;
	private secrets = new Secrets();
	private requestIds = 0;
	private known?: { credentials: IDataObject; type: string; roots: { api: string; site: string } };

	constructor(
		readonly host: Host,
		readonly service: Service,
		readonly resource: Resource,
		readonly operation: Operation,
		readonly itemIndex: number,
		readonly memory: Memory,
	) {
		this.settings = (host.param('requestOptions') ?? {}) as RequestSettings;
	}

	/** The same call for another shape of its operation; it hides the same secrets. */
	reshaped(operation: Operation): Call {
		const { host, service, resource, itemIndex, memory } = this;
		const other = new Call(host, service, resource, operation, itemIndex, memory);
		other.secrets = this.secrets;
		other.known = this.known;
		return other;
	}

	/** A value from n8n's parameter of that name; undefined if it is not shown. */
	param(name: string): unknown {
		return this.host.param(name);
	}

	/**
	 * The credential in use and the roots of all URLs.
	 * @throws NodeOperationError if the URL is unusable, or an OAuth2 credential is not connected
	 */
	async access() {
		if (!this.known) {
			const type = this.service.credential((name) => this.host.param(name));
			const credentials = await this.host.credentials(type);
			const { access_token, refresh_token } = tokensOf(credentials);
			this.addSecrets([
				...this.service.secrets.map((name) => credentials[name]),
				access_token,
				refresh_token,
			]);
			const roots = this.service.roots(credentials);
			if ('problem' in roots) {
				throw new NodeOperationError(this.host.node, roots.problem, {
					itemIndex: this.itemIndex,
					description: `Correct it in the ${this.service.name} credential`,
				});
			}
			if (isOAuth2(type) && !access_token) {
				throw new NodeOperationError(
					this.host.node,
					`The ${this.service.name} credential is not connected`,
					{ itemIndex: this.itemIndex, description: 'Open the credential and press Connect' },
				);
			}
			this.known = { type, credentials, roots };
		}
		return this.known;
	}

	/**
	 * Computes a value once per run, even when many items ask at the same time.
	 * @throws what `compute` throws; each item that waited gets the error with its own number
	 */
	async once<T>(key: string, compute: () => Promise<T>): Promise<T> {
		let value = this.memory.get(key) as Promise<T> | undefined;
		if (!value) {
			value = compute();
			this.memory.set(key, value);
			// A failure is not kept: the next item may be luckier.
			value.catch(() => this.memory.delete(key));
		}
		return value.catch(async (error: Error) => {
			const reason = reasons.get(error);
			// Whoever asked first made the error: others get it with their own item's number.
			return await Promise.reject(reason && reason.call !== this ? reason.restate(this) : error);
		});
	}

	/** Shows the user a hint in addition to the items, each hint once per run. */
	hint(message: string): void {
		const key = `hint ${message}`;
		if (this.memory.has(key)) return;
		this.memory.set(key, Promise.resolve());
		this.host.hint?.(this.redact(message));
	}

	/**
	 * A further request of an operation, by the same way as the first.
	 * @param request `METHOD /path/{name}`
	 * @returns the parsed body
	 * @throws NodeApiError
	 */
	async request<T = IDataObject>(
		request: string,
		parts: { path?: IDataObject; query?: IDataObject; body?: unknown; idempotent?: boolean } = {},
	): Promise<T> {
		const answer = await this.send(assemble(this, request, parts));
		return answer.body as T;
	}

	/** Sends a finished request. @throws NodeApiError */
	async send(request: ApiRequest): Promise<HttpResponse> {
		const answer = await sendWithRetry(this, request);
		const problem = isPlainObject(answer.body) ? request.failed?.(answer.body) : undefined;
		if (problem) throw this.fail({ message: problem, httpCode: String(answer.statusCode) });
		return answer;
	}

	/** n8n's request options for one of ours. */
	async httpOptions(request: ApiRequest): Promise<IHttpRequestOptions> {
		const { roots, credentials } = await this.access();
		const { timeout, proxy, allowUnauthorizedCerts } = this.settings;
		const options: IHttpRequestOptions = {
			method: request.method,
			url: request.url ?? roots[request.root ?? 'api'] + request.path,
			qs: request.query,
			arrayFormat: 'repeat',
			headers: { Accept: request.binary ? '*/*' : 'application/json', ...request.headers },
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			sendCredentialsOnCrossOriginRedirect: false,
			...(request.idempotent && !request.body ? {} : { disableFollowRedirect: true }),
			timeout: timeout || TIMEOUT_MS,
			// A stream, so that its size and time are counted while it comes.
			encoding: request.binary ? 'arraybuffer' : 'stream',
			...(allowUnauthorizedCerts || credentials.ignoreSSLIssues === true
				? { skipSslCertificateValidation: true }
				: {}),
			...(proxy ? { proxy: this.proxy(proxy) } : {}),
		};
		if (request.body !== undefined) {
			const isJson = isPlainObject(request.body) || Array.isArray(request.body);
			// As text: n8n drops an empty object, and keys such as `__proto__` and `constructor`.
			options.body = (isJson ? JSON.stringify(request.body) : request.body) as IDataObject;
			if (isJson) options.headers!['Content-Type'] = 'application/json';
		}
		return options;
	}

	private proxy(address: string): IHttpRequestOptions['proxy'] {
		let url: URL;
		try {
			url = new URL(address);
			this.addSecrets([url.password, decodeURIComponent(url.password)]);
		} catch {
			throw this.refuse('Proxy', 'is not a URL', 'Enter it as http://host:port');
		}
		return {
			host: url.hostname,
			port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
			protocol: url.protocol.replace(':', ''),
			...(url.username
				? {
						auth: {
							username: decodeURIComponent(url.username),
							password: decodeURIComponent(url.password),
						},
					}
				: {}),
		};
	}

	/** Where in n8n this is, for errors. */
	private where(): string {
		return `${this.resource.name} → ${this.operation.name}, item ${this.itemIndex + 1}`;
	}

	/**
	 * An error about what the user gave; nothing was sent for it.
	 * @param field its label, or a path such as `Props → card`
	 */
	refuse(field: string, problem: string, fix: string): NodeOperationError {
		const message = shorten(this.redact(`"${field}" ${problem}`));
		const error = new NodeOperationError(this.host.node, message, {
			itemIndex: this.itemIndex,
			description: this.redact(`${fix} (${this.where()}; nothing was sent)`),
		});
		// n8n replaces messages that seem to hold a network code; `consoleAccessGranted` holds EACCES.
		error.message = message;
		const said = [field, problem, fix].map((words) => this.redact(words));
		reasons.set(error, {
			call: this,
			facts: {},
			restate: (call) => call.refuse(said[0], said[1], said[2]),
		});
		return error;
	}

	/** The same for a field of the operation. */
	refuseField(field: Field, problem: string, fix: string): NodeOperationError {
		return this.refuse(field.label, problem, fix);
	}

	/** An error about what the server said or did. */
	fail(failure: Failure): NodeApiError {
		const facts = Object.entries(failure.facts ?? {})
			.filter(([, value]) => value)
			.map(([name, value]) => `${name} ${value}`);
		const http = failure.httpCode ? [`HTTP ${failure.httpCode}`] : [];
		const description = [failure.advice, `(${[this.where(), ...http, ...facts].join('; ')})`]
			.filter(Boolean)
			.join(' ');
		const message = shorten(this.redact(failure.message));
		const error = new NodeApiError(this.host.node, { message } as JsonObject, {
			message,
			description: shorten(this.redact(description)),
			httpCode: failure.httpCode,
			itemIndex: this.itemIndex,
		});
		const said = {
			...failure,
			message: this.redact(failure.message),
			advice: failure.advice && this.redact(failure.advice),
		};
		reasons.set(error, {
			call: this,
			facts: Object.fromEntries(
				[['httpCode', failure.httpCode], ...Object.entries(failure.facts ?? {})]
					.filter((fact): fact is [string, string] => Boolean(fact[1]))
					.map(([name, value]) => [camel(name).replace(/ID$/, 'Id'), shorten(this.redact(value))]),
			),
			restate: (call) => call.fail(said),
		});
		if (failure.unsure) unsureErrors.add(error);
		return error;
	}

	/** Keeps values out of all further errors of this call. */
	addSecrets(values: unknown[]): void {
		this.secrets.add(values);
	}

	/** Text without the secrets of the credential and of the item. */
	redact(words: string): string {
		return this.secrets.redact(words);
	}

	/**
	 * Version of the server behind the credential, e.g. `[11, 7, 0]`, asked once per run; empty if
	 * nobody tells it: a proxy may hide the header.
	 * @throws NodeApiError if the server cannot be reached
	 */
	async serverVersion(): Promise<number[]> {
		return await this.once('version', async () => {
			const [first, ...others] = this.service.versionRequests ?? [];
			if (!first) return [];
			const ask = async ({ request, query, read }: typeof first) =>
				versionIn(read(await this.send(assemble(this, request, { query }))));
			let version = await ask(first);
			// The other ways are only tried: a server that answered is not away.
			for (const other of others) {
				if (version.length === 0) version = await ask(other).catch(() => []);
			}
			return version;
		});
	}

	/** Whether the server is at least that version; an unknown version counts as new. */
	async serverIsAtLeast(version: string): Promise<boolean> {
		return isAtLeast(await this.serverVersion(), version);
	}

	/**
	 * An ID for a request that servers recognize when it comes twice: another one for each request, the
	 * same one when n8n runs the item again (Retry On Fail).
	 */
	requestId(): string {
		const { tries } = this.host;
		if (!tries) return randomUUID();
		return createHash('sha256')
			.update(JSON.stringify([tries.id, this.itemIndex, this.requestIds++]))
			.digest('hex')
			.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
	}
}

const isPlainObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' &&
	value !== null &&
	[Object.prototype, null].includes(Object.getPrototypeOf(value) as never);

/** The workflow's time zone: that of its settings, behind it the instance's. */
export function timezoneOf(context: { getTimezone(): string }): string {
	const zone = context.getTimezone();
	// Workflows that were not saved by n8n's editor may hold the choice "Default" itself.
	return !zone || zone === 'DEFAULT' ? getGlobalState().defaultTimezone : zone;
}

export const httpOf = (
	context: IExecuteFunctions | IExecuteSingleFunctions | ILoadOptionsFunctions,
): Pick<Host, 'plainHttp' | 'http'> => ({
	http: async (type, options, credentials) =>
		(await context.helpers.httpRequestWithAuthentication.call(
			// n8n puts this signal over the one in the options, also if it is undefined.
			Object.create(context, {
				getExecutionCancelSignal: { value: () => options.abortSignal },
			}) as IAllExecuteFunctions,
			type,
			options,
			{
				// Already decrypted: saves a database look-up per request.
				credentialsDecrypted: { id: '', name: type, type, data: credentials as never },
			},
		)) as HttpResponse,
	plainHttp: async (options) => (await context.helpers.httpRequest(options)) as HttpResponse,
});

const workflowOf = (
	context: IExecuteFunctions | IExecuteSingleFunctions | IExecutePaginationFunctions,
	item: number,
): Host['workflow'] => ({
	memory: () => context.getWorkflowStaticData('global'),
	has: (name) => workflowHas(context, name, item),
	startedWith: (types) => startedBy(context, types).flatMap(({ items }) => items),
});

/** The call's host in the runner (`customOperations`), for one item. */
export const runnerHost = (
	context: IExecuteFunctions,
	node: INode,
	item: number,
	credentials: Host['credentials'],
): Host => ({
	...httpOf(context),
	keepFile: async (...file) => await context.helpers.prepareBinaryData(...file),
	node,
	timezone: timezoneOf(context),
	param: (name) => context.getNodeParameter(name, item, undefined),
	credentials,
	binary: async (property) => ({
		info: context.helpers.assertBinaryData(item, property),
		data: await context.helpers.getBinaryDataBuffer(item, property),
	}),
	inputItem: () => context.getInputData()[item],
	hint: (message) => context.addExecutionHints?.({ message, location: 'outputPane' }),
	signal: context.getExecutionCancelSignal?.(),
	workflow: workflowOf(context, item),
	tries: triesOf(context),
	waiting: waitingOf(context),
});

/** The call's host in the stock RoutingNode, which gives a context per item. */
export const stockHost = (
	context: IExecuteSingleFunctions | IExecutePaginationFunctions,
): Host => ({
	...httpOf(context),
	keepFile: async (...file) => await context.helpers.prepareBinaryData(...file),
	node: context.getNode(),
	timezone: timezoneOf(context),
	param: (name) => context.getNodeParameter(name, undefined),
	credentials: async (type) => (await context.getCredentials(type)) as IDataObject,
	binary: async (property) => ({
		info: context.helpers.assertBinaryData(property),
		data: await context.helpers.getBinaryDataBuffer(property),
	}),
	inputItem: () => context.getInputData() as INodeExecutionData,
	workflow: workflowOf(context, context.getItemIndex()),
	signal: context.getExecutionCancelSignal?.(),
});

/** The host of a picker: n8n's editor asks, there are no items. */
const editorHost = (context: ILoadOptionsFunctions): Host => ({
	...httpOf(context),
	node: context.getNode(),
	timezone: timezoneOf(context),
	param: (name) => context.getCurrentNodeParameter(name),
	credentials: async (type) => (await context.getCredentials(type)) as IDataObject,
	binary: async () => {
		throw new NodeOperationError(context.getNode(), 'A list has no input file');
	},
	keepFile: async () => {
		throw new NodeOperationError(context.getNode(), 'A list makes no file');
	},
	inputItem: () => ({ json: {} }),
});

/** A call for pickers: same way, same errors, no operation. `noun` is what the list shows. */
export const editorCall = (context: ILoadOptionsFunctions, service: Service, noun: string): Call =>
	new Call(
		editorHost(context),
		service,
		{ value: '', name: noun, operations: [] },
		{ value: '', name: 'List', action: '', description: 'List in the editor', request: '' },
		0,
		new Map(),
	);
