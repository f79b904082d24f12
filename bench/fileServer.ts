import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Both services as far as one file of any size goes: Rhombus gives a clip, Mattermost takes it, whole or
 * in parts. Nothing is kept, so that a file of 4 GB needs neither memory nor disk here.
 */
export interface FileServer {
	url: string;
	/** Bytes of files that have come so far. */
	received(): number;
	stop(): Promise<void>;
}

/** @param size of the clip in bytes */
export async function startFileServer(size: number): Promise<FileServer> {
	const chunk = Buffer.alloc(256 * 1024, 'rhombus ');
	let received = 0;
	let offset = 0;

	const answer = (response: ServerResponse, status: number, body?: object) =>
		void response
			.writeHead(status, { 'Content-Type': 'application/json' })
			.end(body && JSON.stringify(body));
	const give = (response: ServerResponse) => {
		response.writeHead(200, {
			'Content-Type': 'video/mp4',
			'Content-Length': size,
			'Accept-Ranges': 'bytes',
			ETag: '"clip"',
		});
		let left = size;
		const more = () => {
			while (left > 0 && !response.destroyed) {
				const part = left < chunk.length ? chunk.subarray(0, left) : chunk;
				left -= part.length;
				if (!response.write(part)) return void response.once('drain', more);
			}
			response.end();
		};
		more();
	};
	const info = { id: 'f'.repeat(26), name: 'clip.mp4', size };
	const done = (path: string, response: ServerResponse) => {
		if (path.endsWith('getClipWithProgress')) {
			const clip = { uuid: 'clip', status: 'COMPLETE', clipLocation: { region: 'bench' } };
			return answer(response, 200, { clip });
		}
		if (path.endsWith('/config/client'))
			return answer(response, 200, { MaxFileSize: `${2 ** 40}` });
		if (path.endsWith('/files')) return answer(response, 201, { file_infos: [info] });
		if (path.endsWith('/uploads')) {
			offset = 0;
			return answer(response, 201, { id: 'u'.repeat(26), file_size: size, file_offset: 0 });
		}
		return offset < size ? answer(response, 204) : answer(response, 200, info);
	};
	const server = createServer((request: IncomingMessage, response) => {
		const path = request.url!.split('?')[0]!;
		if (path.endsWith('.mp4')) {
			request.resume();
			return give(response);
		}
		const isFile = path.endsWith('/files') || /\/uploads\/./.test(path);
		request.on('data', (part: Buffer) => {
			if (isFile) received += part.length;
			if (isFile) offset += part.length;
		});
		request.on('end', () => done(path, response));
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		received: () => received,
		stop: async () => {
			server.closeAllConnections();
			await new Promise((closed) => server.close(closed));
		},
	};
}
