import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { close, listen } from '../../../sandbox/loopback';
import { parsed } from '../../../sandbox/types';
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
		return await listen(this.server);
	}

	stop(): void {
		void close(this.server);
	}

	private async take(request: IncomingMessage): Promise<void> {
		const text = await readText(request);
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
			...(text && { body: isForm || /^\w+=/.test(text) ? pairs(text) : parsed(text, text) }),
		});
	}
}

const pairs = (text: string) => Object.fromEntries(new URLSearchParams(text));
