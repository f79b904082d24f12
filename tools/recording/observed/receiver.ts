import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Received, ReceiverAnswer } from './types';

/** Headers that say how a body is to be read and who asks. */
const TELLING = ['content-type', 'accept', 'authorization'];

/** Takes what a server sends by itself, on loopback. */
export class Receiver {
	readonly received: Received[] = [];
	answer: ReceiverAnswer = {};
	private readonly server: Server = createServer((request, response) => {
		void this.take(request).then(() => {
			const { status = 200, body, type } = this.answer;
			const isText = typeof body === 'string';
			const media = type ?? (isText ? 'text/plain' : 'application/json');
			response.writeHead(status, body === undefined ? {} : { 'content-type': media });
			response.end(body === undefined || isText ? body : JSON.stringify(body));
		});
	});

	async start(): Promise<string> {
		await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	stop(): void {
		this.server.closeAllConnections();
		this.server.close();
	}

	private async take(request: IncomingMessage): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const text = Buffer.concat(chunks).toString();
		const { method = 'GET', url = '/' } = request;
		const [path = '/', query] = url.split(/\?(.*)/s);
		const headers = Object.fromEntries(
			TELLING.filter((name) => request.headers[name]).map((name) => [
				name,
				String(request.headers[name]),
			]),
		);
		const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
		this.received.push({
			method,
			path,
			headers,
			...(query && { query: pairs(query) }),
			// Mattermost 4 sends a form with GET too, and does not say so.
			...(text && { body: isForm || /^\w+=/.test(text) ? pairs(text) : parsed(text) }),
		});
	}
}

const pairs = (text: string) => Object.fromEntries(new URLSearchParams(text));

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}
