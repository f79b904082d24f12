import type {
	IDataObject,
	IHookFunctions,
	IHttpRequestOptions,
	INode,
	IWebhookFunctions,
} from 'n8n-workflow';

/** The few functions of n8n's contexts that registrations and deliveries use, without n8n. */

export interface Given {
	parameters: IDataObject;
	/** The same as the workflow holds them, where they are expressions. */
	raw?: IDataObject;
	/** Kept by the node between its calls. */
	memory?: IDataObject;
	/** What n8n's address for the node is. */
	url?: string;
	/** What the node's run kept in the data of the waiting execution. */
	kept?: string;
	/** Kept by the workflow: what its nodes share. */
	shared?: IDataObject;
	/** How n8n calls the node, e.g. 'manual' for a test in the editor. */
	mode?: string;
	/** The ID of the n8n that calls. */
	instance?: string;
	/** Gets what a registration writes to n8n's log. */
	log?: string[];
	credentials?: IDataObject;
	/** Sets the header that the credential would. */
	authenticate?: (headers: Record<string, string>) => void;
	/** Sends requests; default: over the network. */
	fetch?: typeof fetch;
}

const NODE: INode = {
	id: 'node-under-test',
	name: 'Under Test',
	type: 'test',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

function common(given: Given) {
	const { parameters, memory = {}, shared = {}, url, credentials = {}, authenticate } = given;
	return {
		getMode: () => given.mode ?? 'webhook',
		getInstanceId: () => given.instance ?? 'this n8n',
		getNode: () => ({ ...NODE, parameters: given.raw ?? {} }),
		logger: {
			warn: (message: string, facts: unknown) =>
				given.log?.push(`${message} ${JSON.stringify(facts ?? {})}`),
		},
		getTimezone: () => 'Europe/Berlin',
		getWorkflow: () => ({ id: 'workflow', active: true }),
		getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
		getWorkflowStaticData: (type: string) => (type === 'global' ? shared : memory),
		getNodeWebhookUrl: () => url,
		getCredentials: async () => credentials,
		helpers: {
			httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) => {
				const headers = { ...(options.headers as Record<string, string>) };
				authenticate?.(headers);
				const query = new URLSearchParams(options.qs as Record<string, string>).toString();
				const { body } = options;
				const answer = await (given.fetch ?? fetch)(`${options.url}${query && `?${query}`}`, {
					method: options.method,
					headers,
					body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
				});
				const text = await answer.text();
				return {
					statusCode: answer.status,
					headers: Object.fromEntries(answer.headers),
					body: text,
				};
			},
		},
	};
}

export const hookContext = (given: Given): IHookFunctions =>
	common(given) as unknown as IHookFunctions;

/** How a delivery was answered without the workflow. */
export interface Refusal {
	status: number;
	body: unknown;
}

/** A delivery, as n8n hands it to a node's `webhook`. */
export interface Incoming {
	body?: unknown;
	/** Default: the body as JSON. */
	raw?: Buffer;
	headers?: Record<string, string>;
	query?: IDataObject;
}

/** A context for one delivery, what the node answers by itself, and what it writes to n8n's log. */
export function webhookContext(
	given: Given,
	{ body, raw, headers = {}, query = {} }: Incoming,
): {
	context: IWebhookFunctions;
	refused: () => Refusal | undefined;
	log: string[];
	/** Sends the workflow's answer, as n8n does for a node that answers. */
	answer: (body: unknown, status?: number) => void;
} {
	let refusal: Refusal | undefined;
	const log: string[] = [];
	const response = {
		statusCode: 200,
		end: (_body?: unknown) => undefined,
		status: (status: number) => ({
			json: (answer: unknown) => {
				refusal = { status, body: answer };
			},
		}),
	};
	const context = {
		...common(given),
		evaluateExpression: () => given.kept,
		getBodyData: () => body,
		getHeaderData: () => headers,
		getQueryData: () => query,
		getRequestObject: () => ({
			rawBody: raw ?? Buffer.from(JSON.stringify(body ?? '')),
			headers,
			body,
			query,
		}),
		getResponseObject: () => response,
		logger: {
			warn: (message: string, facts: unknown) => log.push(`${message} ${JSON.stringify(facts)}`),
		},
	} as unknown as IWebhookFunctions;
	return {
		context,
		refused: () => refusal,
		log,
		answer: (answer, status = 200) => {
			response.statusCode = status;
			response.end(Buffer.from(JSON.stringify(answer)));
			response.end();
		},
	};
}
