import { read, type Answered } from './answers';
import type { Sent } from './mutations';

/** The one picture that steps upload. */
export const PICTURE = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);

const urlOf = (path: string) => (path.startsWith('^') ? path.slice(1) : `/api/v4${path}`);

function bodyOf({ json, form, raw }: Sent): { body?: BodyInit; type?: string } {
	if (json !== undefined) return { body: JSON.stringify(json), type: 'application/json' };
	if (raw) return { body: new Uint8Array(PICTURE), type: raw };
	if (!form) return {};
	const data = new FormData();
	for (const part of form) {
		if ('text' in part) data.append(part.name, part.text);
		else data.append(part.name, new Blob([new Uint8Array(PICTURE)]), part.filename);
	}
	return { body: data };
}

/** A request as it goes over a wire: the URL below the server's, headers in lower case. */
export function encoded(sent: Sent, token: string) {
	const { body, type } = bodyOf(sent);
	const headers = {
		...(token && { authorization: `Bearer ${token}` }),
		...(type && { 'content-type': type }),
	};
	return { url: urlOf(sent.path) + (sent.query && `?${sent.query}`), headers, body };
}

/**
 * Sends a request to a server.
 * @param token of who asks; '' for nobody
 */
export async function send(site: string, sent: Sent, token: string): Promise<Answered> {
	const { url, headers, body } = encoded(sent, token);
	return await read(
		await fetch(site + url, { method: sent.method, redirect: 'manual', headers, body }),
	);
}
