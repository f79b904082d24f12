import { createServer, request } from 'node:http';
import { close, listen } from '../../sandbox/loopback';

/** A load balancer on loopback: each request goes to the next port, as before several webhook processors. */
export async function startRoundRobin(ports: () => number[]) {
	let turn = 0;
	const server = createServer((given, answer) => {
		const targets = ports();
		const onward = request(
			{
				host: '127.0.0.1',
				port: targets[turn++ % targets.length],
				method: given.method,
				path: given.url,
				headers: given.headers,
			},
			(got) => {
				answer.writeHead(got.statusCode ?? 502, got.headers);
				got.pipe(answer);
			},
		);
		onward.on('error', () => {
			if (!answer.headersSent) answer.writeHead(502);
			answer.end();
		});
		given.pipe(onward);
	});
	return { url: await listen(server), stop: () => void close(server) };
}
