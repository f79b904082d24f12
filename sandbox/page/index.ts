import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Sandbox } from '..';
import { close, listen } from '../loopback';
import { Chat } from './chat';
import { documentOf, SCRIPT, STYLE, type Screen } from './layout';
import { Organization } from './organization';
import type { Next, Sent, Shown } from './types';

/** A page to look at the sandbox and to act in it as the people in front of it do. */
export interface SandboxPage {
	url: string;
	stop(): Promise<void>;
}

const MOST_BYTES = 1_000_000;
const HEADERS = {
	'Cache-Control': 'no-store',
	'Content-Security-Policy':
		"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
	'X-Content-Type-Options': 'nosniff',
	'Referrer-Policy': 'same-origin',
};

const text = (type: string, body: string): Shown => ({ status: 200, type, body });

/** @param port 0 for a free one; @throws Error with code EADDRINUSE when it is taken */
export async function startPage(sandbox: Sandbox, port = 0): Promise<SandboxPage> {
	const chat = new Chat(sandbox.mattermost);
	const organization = new Organization(sandbox.rhombus);
	const screen = (path: string, shown: Screen) =>
		text('text/html; charset=utf-8', documentOf(shown, path));
	let url = '';

	const show = async (
		path: string,
		query: Sent,
		isRefresh: boolean,
	): Promise<Shown | undefined> => {
		if (path === '/page.css') return text('text/css; charset=utf-8', STYLE);
		if (path === '/page.js') return text('text/javascript; charset=utf-8', SCRIPT);
		if (path === '/') return screen(path, chat.screen(query, isRefresh));
		if (path === '/rhombus') return screen(path, organization.screen(isRefresh));
		if (path.startsWith('/files/')) return chat.file(path.slice(7), query);
		if (path.startsWith('/pictures/')) return await organization.picture(path.slice(10));
		return undefined;
	};
	const act = async (path: string, sent: Sent): Promise<Next | undefined> =>
		(await chat.act(path, sent)) ?? (await organization.act(path, sent));

	const serve = async (request: IncomingMessage, response: ServerResponse) => {
		const { pathname, searchParams } = new URL(request.url!, url);
		// A page of somebody else, open in the same browser, is not to act here.
		const { host, origin } = request.headers;
		const known = [url, url.replace('127.0.0.1', 'localhost')];
		if (
			!known.includes(`http://${host}`) ||
			(origin !== undefined && origin !== `http://${host}`)
		) {
			return end(response, { status: 403, type: 'text/plain', body: 'Not from here' });
		}
		if (request.method === 'POST' && origin !== undefined) {
			const next = await act(pathname, new URLSearchParams((await bodyOf(request)).toString()));
			if (next) return void response.writeHead(303, { ...HEADERS, Location: next.location }).end();
		}
		const shown =
			request.method === 'GET'
				? await show(pathname, searchParams, Boolean(request.headers['x-refresh']))
				: undefined;
		end(response, shown ?? { status: 404, type: 'text/plain', body: 'There is no such page' });
	};
	const server = createServer((request, response) => {
		serve(request, response).catch((error: unknown) => {
			const body = `The sandbox's page failed: ${(error as Error).stack}`;
			end(response, { status: 500, type: 'text/plain; charset=utf-8', body });
		});
	});
	url = await listen(server, port);
	// Whoever opens the services themselves, or a permalink, sees them too.
	const { mattermost, rhombus } = sandbox;
	mattermost.forBrowsers = (path) => {
		const place = chat.placeFor(path);
		return place && url + place;
	};
	rhombus.forBrowsers = (path) => (path === '/' ? `${url}/rhombus` : undefined);
	return {
		url,
		stop: async () => {
			mattermost.forBrowsers = rhombus.forBrowsers = undefined;
			await close(server);
		},
	};
}

function end(response: ServerResponse, { status, type, body }: Shown): void {
	if (response.headersSent) return void response.destroy();
	response.writeHead(status, { ...HEADERS, 'Content-Type': type }).end(body);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		bytes += chunk.length;
		if (bytes > MOST_BYTES) throw new Error(`A form of more than ${MOST_BYTES} bytes`);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
