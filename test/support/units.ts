import type { IBinaryData, IDataObject, IHttpRequestOptions, INode } from 'n8n-workflow';
import { ItemContext } from '../../nodes/shared/execution/context';
import type { ItemHost } from '../../nodes/shared/execution/itemHost';
import { Client } from '../../nodes/shared/http/client';
import type { Memory } from '../../nodes/shared/http/runMemory';
import type { HttpResponse, Service } from '../../nodes/shared/http/types';
import type { Operation, Resource } from '../../nodes/shared/model/operation';

/** Clients and operations on a fake of what n8n hands in, for tests of units: no n8n, no server. */

/** What a request comes to: an answer, or what n8n's helper throws. */
export type Reply = Partial<HttpResponse> | Error;

/** In their order, each once, so that one request too many is noticed; or made for each request. */
export type Replies = Reply[] | ((options: IHttpRequestOptions, number: number) => unknown);

export const status = (
	statusCode: number,
	headers: HttpResponse['headers'] = {},
	body: unknown = { message: `Words for ${statusCode}` },
): Reply => ({ statusCode, headers, body });

export const ok = (body: unknown, headers: HttpResponse['headers'] = {}): Reply =>
	status(200, headers, body);

/** A connection that broke or never came about. */
export const broken = (code: string, more: object = {}): Error =>
	Object.assign(new Error(`connect ${code}`), { code, ...more });

/** A service without habits: what has a status from 400 on is a failure, in the server's words. */
export const service = (more: Partial<Service> = {}): Service => ({
	name: 'Mattermost',
	credential: () => 'testApi',
	roots: ({ url }) => ({ api: `${String(url)}/api`, site: String(url) }),
	secrets: ['token'],
	emptyBody: false,
	failure: ({ statusCode, body }) =>
		statusCode < 400
			? undefined
			: { message: String((body as IDataObject).message), httpCode: String(statusCode) },
	...more,
});

export interface Given {
	replies?: Replies;
	/** Values of the node's parameters. */
	params?: IDataObject;
	settings?: IDataObject;
	service?: Service;
	credentials?: IDataObject;
	host?: Partial<ItemHost>;
	/** Parameters as the workflow holds them. */
	raw?: INode['parameters'];
	itemIndex?: number;
	memory?: Memory;
}

let servers = 0;

/** No test sends more: what would go on for ever ends here. */
const MOST_REQUESTS = 2_100;

/** A host with a server of its own, for what n8n remembers of servers must not reach other tests. */
function hostOf({ replies = [], params = {}, settings, credentials, host, raw }: Given) {
	const sent: IHttpRequestOptions[] = [];
	const hints: string[] = [];
	const files: Array<{ data: Buffer; fileName?: string; mimeType?: string }> = [];
	const url = `https://server-${++servers}.test`;
	const reply = async (options: IHttpRequestOptions): Promise<HttpResponse> => {
		const number = sent.push(options) - 1;
		const made = Array.isArray(replies) ? replies[number] : await replies(options, number);
		if (made === undefined || number > MOST_REQUESTS)
			throw new Error(`Nobody expected request ${number + 1}`);
		if (made instanceof Error) throw made;
		return { statusCode: 200, headers: {}, body: '', ...(made as Partial<HttpResponse>) };
	};
	const itemHost: ItemHost = {
		http: async (_type, options) => await reply(options),
		plainHttp: reply,
		node: { id: '1', name: 'Node', type: 't', typeVersion: 1, parameters: raw ?? {} } as INode,
		timezone: 'Europe/Berlin',
		param: (name) => (name === 'requestOptions' ? settings : params[name]),
		credentials: async () => ({ url, token: 'secret-token', ...credentials }),
		hint: (message) => void hints.push(message),
		fileInfo: (property) => {
			throw new Error(`No binary data ${property}`);
		},
		readFile: async () => Buffer.alloc(0),
		storedSize: async () => 0,
		openFile: async () => await Promise.reject(new Error('There is no store')),
		keepFile: async (stream, fileName, mimeType) => {
			const chunks: Uint8Array[] = [];
			if (Buffer.isBuffer(stream)) chunks.push(stream);
			else for await (const chunk of stream) chunks.push(chunk);
			files.push({ data: Buffer.concat(chunks), fileName, mimeType });
			return { data: '', fileName, mimeType: mimeType ?? 'text/plain' } as IBinaryData;
		},
		inputItem: () => ({ json: {} }),
		...host,
	};
	return { itemHost, sent, hints, files, url };
}

/** A client, and all that it sends and shows. */
export function clientOf(given: Given = {}) {
	const { itemHost, ...seen } = hostOf(given);
	const { itemIndex, memory } = given;
	const client = new Client(
		itemHost,
		given.service ?? service(),
		'Thing → Do',
		itemIndex ?? 0,
		memory,
	);
	return { client, host: itemHost, ...seen };
}

/** An operation that does nothing special unless the test says so. */
export const operationOf = (more: Partial<Operation> = {}): Operation => ({
	value: 'do',
	name: 'Do',
	action: 'Do a thing',
	description: 'Does a thing',
	request: 'POST /things',
	...more,
});

/** The context of an operation of a resource `thing`, and all that it sends and shows. */
export function contextOf(operation: Partial<Operation>, given: Given = {}) {
	const { itemHost, ...seen } = hostOf(given);
	const whole = operationOf(operation);
	const resource: Resource = { value: 'thing', name: 'Thing', operations: [whole] };
	const context = new ItemContext(
		itemHost,
		given.service ?? service(),
		resource,
		whole,
		given.itemIndex ?? 0,
		given.memory,
	);
	return { context, host: itemHost, ...seen };
}

/** The error that some work ends with; that it ends well is one too. */
export async function failureOf(
	work: Promise<unknown>,
): Promise<Error & { description: string; httpCode?: string }> {
	return (await work.then(
		() => {
			throw new Error('It went well');
		},
		(error: unknown) => error,
	)) as Error & { description: string };
}

/** Lets everything go on that waits for nothing but promises. */
export const turns = async (count = 50): Promise<void> => {
	for (let turn = 0; turn < count; turn++) await Promise.resolve();
};
