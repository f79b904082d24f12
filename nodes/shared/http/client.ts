import type {
	IDataObject,
	IHttpRequestOptions,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import {
	apiError,
	restated,
	validationError,
	type ErrorFactory,
	type Failure,
	type Origin,
} from '../errors/errorFactory';
import { Secrets } from '../errors/redact';
import { requestIdOf } from '../execution/tries';
import { assemble, type Parts } from '../request/assemble';
import { isObject } from '../util/guards';
import { readAccess } from './access';
import type { ClientHost } from './host';
import { Download, type Downloader } from './download';
import { requestOptions, TIMEOUT_MS } from './requestOptions';
import { once, type Memory } from './runMemory';
import { largestAnswer, sendWithRetry, type Sender } from './sendWithRetry';
import type { Access, ApiRequest, HttpResponse, RequestSettings, Service } from './types';
import { findVersion, isAtLeast } from './version';

/**
 * Sends requests to one service with the node's credential and settings, and makes the errors of what
 * goes wrong. Pickers, triggers and operations use the same one: what it sends is retried, what it says
 * is redacted.
 */
export class Client implements ErrorFactory, Sender, Downloader {
	readonly settings: RequestSettings;
	private readonly origin: Origin;
	/** What the clients of one run share stands for the run. */
	readonly caller: object;
	private known?: Access;
	private requestIds = 0;

	/**
	 * @param where place within the node for errors, e.g. `Message → Send`
	 * @param itemIndex of the input item; 0 where there are none
	 * @param memory what the clients of one run share
	 */
	constructor(
		readonly host: ClientHost,
		readonly service: Service,
		where: string,
		readonly itemIndex = 0,
		protected readonly memory: Memory = new Map(),
		/** ID of the organization it acts for, '' for the key's own. Default: what the user chose */
		private readonly organization?: string,
	) {
		this.caller = memory;
		this.settings = (host.param('requestOptions') ?? {}) as RequestSettings;
		this.origin = { node: host.node, where, itemIndex, secrets: new Secrets() };
	}

	/** A value from n8n's parameter of that name; undefined if it is not shown. */
	param(name: string): unknown {
		return this.host.param(name);
	}

	/** See `readAccess`; read once, for the organization that is meant. @throws NodeOperationError, NodeApiError */
	async access(): Promise<Access> {
		this.known ??= await this.readAccess();
		return this.known;
	}

	private async readAccess(): Promise<Access> {
		const access = await readAccess(this.host, this.service, this.origin);
		const { organizations } = this.service;
		if (!organizations) return access;
		const { host, service, origin, itemIndex, memory } = this;
		const ofKey = new Client(host, service, origin.where, itemIndex, memory, '');
		const id = this.organization ?? (await organizations.chosen(ofKey, access.credentials));
		return id === undefined
			? access
			: { ...access, credentials: organizations.actFor(access.credentials, id) };
	}

	/** Computes a value once per run and organization, see `once` in `runMemory.ts`. */
	async once<T>(key: string, compute: () => Promise<T>): Promise<T> {
		const meant = this.organization ?? this.service.organizations?.choice(this) ?? '';
		return await once(this.memory, meant ? `${meant} ${key}` : key, this.origin, compute);
	}

	/** Shows the user a hint in addition to the items, each hint once per run. */
	hint(message: string): void {
		const key = `hint ${message}`;
		if (this.memory.has(key)) return;
		this.memory.set(key, Promise.resolve());
		this.host.hint?.(this.redact(message));
	}

	/**
	 * Sends a request in the same way as an operation sends its own.
	 * @param request `METHOD /path/{name}`
	 * @returns the parsed body
	 * @throws NodeApiError
	 */
	async request<T = IDataObject>(request: string, parts: Parts = {}): Promise<T> {
		const answer = await this.send(assemble(this, request, parts));
		return answer.body as T;
	}

	/** Sends a finished request. @throws NodeApiError */
	async send(request: ApiRequest): Promise<HttpResponse> {
		const answer = await sendWithRetry(this, request);
		const failure = isObject(answer.body) ? request.failed?.(answer.body) : undefined;
		if (failure) throw this.fail({ httpCode: String(answer.statusCode), ...failure });
		return answer;
	}

	/** Begins to download a file; it must be read or discarded. @throws NodeApiError */
	async download(request: ApiRequest): Promise<Download> {
		return await Download.begin(this, request);
	}

	/** Longest silence while a file comes, in ms. */
	get silenceMs(): number {
		return Number(this.settings.timeout) || TIMEOUT_MS;
	}

	/** Size of what is read into memory, at most, in bytes. */
	get mostInMemory(): number {
		return largestAnswer(this.settings);
	}

	/** n8n's request options for one of ours. @throws NodeOperationError */
	async httpOptions(request: ApiRequest): Promise<IHttpRequestOptions> {
		const access = await this.access();
		const headers = { ...this.service.headersFor?.(request), ...request.headers };
		return requestOptions(
			{ ...request, headers },
			access,
			this.settings,
			this,
			this.origin.secrets,
		);
	}

	refuse(field: string, problem: string, fix: string): NodeOperationError {
		return validationError(this.origin, field, problem, fix);
	}

	fail(failure: Failure): NodeApiError {
		return apiError(this.origin, failure);
	}

	/** The same error, with this item's number; itself if it is not one of ours. */
	restated(error: Error): Error {
		return restated(error, this.origin);
	}

	/** Keeps values out of all further errors and hints of this client. */
	addSecrets(values: unknown[]): void {
		this.origin.secrets.add(values);
	}

	/** Text without the secrets of the credential and of the item. */
	redact(words: string): string {
		return this.origin.secrets.redact(words);
	}

	/**
	 * Version of the server behind the credential, e.g. `[11, 7, 0]`, asked once per run; empty if
	 * nobody tells it: a proxy may hide the header.
	 * @throws NodeApiError if the server cannot be reached
	 */
	async serverVersion(): Promise<number[]> {
		return await this.once(
			'version',
			async () =>
				await findVersion(
					this.service.versionRequests ?? [],
					async (request, query) => await this.send(assemble(this, request, { query })),
				),
		);
	}

	/** Whether the server is at least that version; an unknown version counts as new. */
	async serverIsAtLeast(version: string): Promise<boolean> {
		return isAtLeast(await this.serverVersion(), version);
	}

	/** An ID for a request that servers recognize when it comes twice, see `requestIdOf`. */
	requestId(): string {
		return requestIdOf(this.host.tries, this.itemIndex, this.requestIds++);
	}
}
