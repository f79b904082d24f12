import { createServer, request as plainRequest, type IncomingMessage } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { close, listen } from '../sandbox/loopback';

/** Answers a request instead of the server behind, or lets it through. `path` is without the query. */
export type Instead = (asked: { method: string; path: string }) => number | undefined;

/** A way to a server that somebody may stand in. */
export interface PassThrough {
	/** On loopback; the paths below it are those below the server's address. */
	url: string;
	stop(): void;
}

/**
 * Passes HTTP and WebSockets on to a real server, unchanged but for the host.
 *
 * @param site the server's address, with its subpath
 * @param instead the status of an answer in Mattermost's form, where the server is not to be asked
 */
export async function passThrough(site: string, instead: Instead): Promise<PassThrough> {
	const { origin, protocol, host, pathname } = new URL(site);
	const request = protocol === 'https:' ? tlsRequest : plainRequest;
	const base = pathname.replace(/\/$/, '');
	const sockets = new Set<Duplex>();
	const ask = ({ url, method, headers }: IncomingMessage) =>
		request(`${origin}${base}${url}`, { method, headers: { ...headers, host } });

	const server = createServer((incoming, outgoing) => {
		const [path = ''] = incoming.url!.split('?');
		const status = instead({ method: incoming.method!, path });
		if (status !== undefined) {
			outgoing.writeHead(status, { 'content-type': 'application/json' });
			outgoing.end(
				JSON.stringify({ id: 'api.context.permissions.app_error', status_code: status }),
			);
			return;
		}
		const asked = ask(incoming);
		asked.on('response', (answer) => {
			outgoing.writeHead(answer.statusCode!, answer.rawHeaders);
			answer.pipe(outgoing);
		});
		asked.on('error', () => outgoing.destroy());
		outgoing.on('close', () => asked.destroy());
		incoming.pipe(asked);
	});
	server.on('upgrade', (incoming, near, head: Buffer) => {
		const asked = ask(incoming);
		sockets.add(near);
		near.on('close', () => {
			sockets.delete(near);
			asked.destroy();
		});
		near.on('error', () => asked.destroy());
		asked.on('error', () => near.destroy());
		asked.on('response', (answer) => {
			near.write(headOf(answer));
			answer.pipe(near);
		});
		asked.on('upgrade', (answer, far, first: Buffer) => {
			near.write(headOf(answer));
			near.write(first);
			far.write(head);
			far.on('error', () => near.destroy());
			far.on('close', () => near.destroy());
			near.on('close', () => far.destroy());
			near.pipe(far).pipe(near);
		});
		asked.end();
	});
	return {
		url: await listen(server),
		stop: () => {
			for (const socket of sockets) socket.destroy();
			void close(server);
		},
	};
}

/** An answer's first line and headers, as they came. */
function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
	const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
	for (let at = 0; at < rawHeaders.length; at += 2) {
		lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
	}
	return `${lines.join('\r\n')}\r\n\r\n`;
}
