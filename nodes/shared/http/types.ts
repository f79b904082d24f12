import type { IDataObject, IHttpRequestOptions, INode, INodeProperties } from 'n8n-workflow';
import type { ErrorFactory, Failure } from '../errors/errorFactory';

/** What goes over the wire, and what the two services differ in. */

/** What n8n's `httpRequestWithAuthentication` gives with `returnFullResponse`. */
export interface HttpResponse {
	statusCode: number;
	headers: Record<string, string | string[] | undefined>;
	/** Parsed JSON, text, or a Buffer for a file. */
	body: unknown;
}

/** Posts JSON without a credential, e.g. a sign-in. @param path below the API root. @throws Error for no answer */
export type PostJson = (path: string, body: Record<string, string>) => Promise<HttpResponse>;

/** Sends one request and gives its final answer. @throws NodeApiError */
export type Send = (request: ApiRequest) => Promise<HttpResponse>;

/** n8n's two ways to send a request. */
export interface Transport {
	/** With the credential of that type. */
	http(type: string, options: IHttpRequestOptions, credentials: IDataObject): Promise<HttpResponse>;
	plainHttp(options: IHttpRequestOptions): Promise<HttpResponse>;
}

/** Settings of a node's Request Options that a request obeys. */
export interface RequestSettings {
	inFlight?: number;
	/** Whether the requests of several items may be sent as one. Default: yes */
	bulk?: boolean;
	/** s */
	longestWait?: number;
	/** Total time for an answer that is not a file, s; 0 for no limit */
	answerTime?: number;
	/** Size of an answer that is not a file, MB; 0 for no limit */
	answerSize?: number;
	/** Which organization a key acts for, where it may act for several; see `Organizations`. */
	clientOrganization?: unknown;
	/** ms without a byte */
	timeout?: number;
	proxy?: string;
	allowUnauthorizedCerts?: boolean;
	batching?: { batch?: { batchSize?: number; batchInterval?: number } };
}

/** The credential in use and the roots of all URLs. */
export interface Access {
	/** n8n's name of the credential's type. */
	type: string;
	credentials: IDataObject;
	roots: Roots;
}

/** A request before it gets its host and its credential. */
export interface ApiRequest {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD';
	/** Encoded, with its leading slash. */
	path: string;
	query: IDataObject;
	body?: unknown;
	headers?: Record<string, string>;
	/** Whether sending it twice is the same as sending it once, so that it is retried after a lost answer. */
	idempotent: boolean;
	/** Set where the server knows a request that it gets a second time. */
	deduplication?: Deduplication;
	/**
	 * Requests that follow in order, such as further parts of a long message; each is made from the
	 * answer to this one, and its answer becomes items as well.
	 */
	following?: Array<(first: IDataObject) => ApiRequest>;
	/** What a response with a success status left undone; undefined if nothing. */
	failed?: (body: IDataObject) => Failure | undefined;
	/** Whether the answer is a file. */
	binary?: boolean;
	/** Site root instead of API root, e.g. for Mattermost's `/hooks/{id}`. */
	root?: 'site';
	/** Sent without the credential. */
	anonymous?: boolean;
	/** An absolute URL instead of `path`; the caller has checked its host. */
	url?: string;
	/** The host shows a certificate of its own making, as devices in a LAN do. */
	selfSigned?: boolean;
}

/** How a repeated request that changes something is told from the first. */
export interface Deduplication {
	/** Names the request among all: the server's own mark for it. */
	id: string;
	/**
	 * Announces that it is about to be sent, so that another of the same content is not taken for it.
	 * @returns to be called when its answer is known or given up
	 */
	begin(): Promise<() => void>;
	/** How long after the first sending the server recognizes it, in ms. */
	forMs: number;
	/** Asked after a lost answer: whether this server recognizes it at all. */
	byServer(): Promise<boolean>;
	/** Whether the answer says that the first sending is still being worked on. */
	underWay(answer: HttpResponse): boolean;
	/** Whether the answer says that nothing was made because somebody else did the same just then. */
	collided?(answer: HttpResponse): boolean;
	/**
	 * Looks for what the first sending made.
	 * @param sentAt when it was sent, epoch ms
	 * @returns its answer; that it is not there; or that nobody can know
	 */
	find(sentAt: number): Promise<HttpResponse | 'absent' | 'unknown'>;
	/** Called with the response once the request has succeeded. */
	made(answer: HttpResponse): void;
	/** Where a person can look for it; completes the sentence `check … before you repeat it`. */
	look: string;
}

/** Where a service's requests go, without trailing slashes. */
export interface Roots {
	api: string;
	site: string;
}

/** One of the organizations that a key may act for. */
export interface Organization {
	id: string;
	/** Its ID and name, as items tell them. */
	facts: IDataObject;
}

/** What is needed to find out which organization is meant. */
export interface OrganizationClient extends ErrorFactory {
	readonly host: { node: INode };
	readonly settings: RequestSettings;
	once<T>(key: string, compute: () => Promise<T>): Promise<T>;
	request(request: string, parts: { body?: unknown; idempotent?: boolean }): Promise<IDataObject>;
}

/** How a key acts for several organizations. */
export interface Organizations {
	/** The option of the node. */
	option: INodeProperties;
	/** What the user entered, also as the mark of what is remembered for it; '' for nothing. */
	choice(client: OrganizationClient): string;
	/** Whether all of them were chosen. */
	isAll(client: OrganizationClient): boolean;
	/** All of them. @throws NodeApiError */
	all(client: OrganizationClient): Promise<Organization[]>;
	/**
	 * ID of the one that the user chose; '' for that of the key itself, undefined for that of the credential.
	 * @throws NodeOperationError if the key may act for no other, or none has this name
	 */
	chosen(client: OrganizationClient, credentials: IDataObject): Promise<string | undefined>;
	/** The decrypted credential, used for one organization. */
	actFor(credentials: IDataObject, id: string): IDataObject;
}

/** How a service keeps the session of a credential. */
export interface SessionKeeper {
	/** n8n's name of the credential's type. */
	type: string;
	/**
	 * Makes sure that there is a session for n8n to store and send: signs in if there is none, once for all
	 * who ask at the same time.
	 * @returns whether it has signed in; a session that was there before may have ended meanwhile
	 * @throws NotSignedIn, see `session.ts`
	 */
	begin(credentials: IDataObject, post: PostJson): Promise<boolean>;
	/** The token that requests with this credential carry now; undefined before `begin`. */
	token(credentials: IDataObject): string | undefined;
	/** Whether an answer says that the session has ended. */
	hasEnded(answer: HttpResponse): boolean;
	/**
	 * Gives up a session that has ended; `begin` follows.
	 * @param token which the request carried
	 * @param stored reads the credential again: another n8n process may have renewed its session
	 */
	giveUp(
		credentials: IDataObject,
		token: string | undefined,
		stored: () => Promise<IDataObject>,
	): Promise<void>;
}

/** What differs between the two services on a request's way. */
export interface Service {
	name: 'Mattermost' | 'Rhombus';
	/** Credential type that the node's parameters choose. */
	credential(param: (name: string) => unknown): string;
	/** Roots of all URLs, from the decrypted credential, or the problem with its URL. */
	roots(credentials: IDataObject): Roots | { problem: string };
	/** Credential properties that must never be shown. */
	secrets: string[];
	/** Whether an empty body is sent as `{}`. */
	emptyBody: boolean;
	/**
	 * Makes a typed call's body what servers can use.
	 * @throws NodeOperationError for what they take and nobody can use
	 */
	usable?(
		client: ErrorFactory & { serverIsAtLeast(version: string): Promise<boolean> },
		body: unknown,
	): Promise<unknown>;
	/** Where one key acts for several organizations. */
	organizations?: Organizations;
	/**
	 * Finds the failure in an answer, whatever its status.
	 * @param request what was asked, where the answer alone does not say it
	 */
	failure(
		answer: HttpResponse,
		credentials: IDataObject,
		request?: ApiRequest,
	): Failure | undefined;
	/** Headers that a request must have besides its own. */
	headersFor?(request: ApiRequest): Record<string, string>;
	/** For the credential type that keeps a session. */
	sessions?: SessionKeeper;
	/** Cheap requests whose answers tell the server's version, tried in this order. */
	versionRequests?: Array<{
		request: string;
		query?: IDataObject;
		read(answer: HttpResponse): unknown;
	}>;
}
