import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo, Server as AnyServer } from 'node:net';

/**
 * Lets a server listen on loopback.
 * @param port 0 for a free one
 * @returns its address, e.g. `http://127.0.0.1:8065`
 * @throws Error with code EADDRINUSE where the port is taken
 */
export async function listen(server: AnyServer, port = 0): Promise<string> {
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Ends a server with the connections that it has. */
export async function close(server: Server): Promise<void> {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
}
