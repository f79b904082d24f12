import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { read } from '../../../tools/recording/answers';
import { bodyOf, pathOf, type Raw } from './wire';
import type { Sent } from '../../../tools/recording/mutations';

export interface Listener {
	/** Who has a token. */
	who: (token: string) => string | undefined;
	/** Before a request goes on to the server. */
	before: (sent: Sent) => Promise<void>;
	after: (raw: Raw) => void;
}

/** Stands between the nodes and a server, and tells what goes through. */
export class RecordingProxy {
	private readonly server: Server;
	url = '';

	constructor(
		private readonly site: string,
		private readonly listener: Listener,
	) {
		this.server = createServer((request, response) => {
			this.pass(request, response).catch((error) => {
				response.writeHead(502).end(String(error));
			});
		});
	}

	async start(): Promise<void> {
		await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
		this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	stop(): void {
		this.server.closeAllConnections();
		this.server.close();
	}

	private async pass(request: IncomingMessage, response: ServerResponse) {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const bytes = Buffer.concat(chunks);
		const { method = 'GET', url = '/' } = request;
		const type = request.headers['content-type'] ?? '';
		const [path, query = ''] = url.split(/\?(.*)/s);
		const { authorization = '' } = request.headers;
		const as = this.listener.who(authorization.replace(/^\w+ /, ''));
		const body = await bodyOf(bytes, type);
		const sent: Sent = { method, path: pathOf(path!), query, ...(as && { as }), ...body };
		await this.listener.before(sent);
		const at = Date.now();
		const answer = await fetch(this.site + url, {
			method,
			redirect: 'manual',
			headers: { ...(authorization && { authorization }), ...(type && { 'content-type': type }) },
			body: bytes.length > 0 ? new Uint8Array(bytes) : undefined,
		});
		const copy = answer.clone();
		this.listener.after({ sent, answered: await read(copy), at });
		const headers = Object.fromEntries(
			[...answer.headers].filter(
				([name]) => !/^(content-encoding|content-length|connection|transfer-encoding)$/.test(name),
			),
		);
		response.writeHead(answer.status, headers);
		response.end(Buffer.from(await answer.arrayBuffer()));
	}
}
