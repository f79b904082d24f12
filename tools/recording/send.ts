import { read, type Answered } from './answers';
import type { Sent } from './mutations';

/** The one picture that steps upload. */
export const PICTURE = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);

export const PLUGIN_ID = 'com.example.live';
/** A plugin of {@link PLUGIN_ID} that does nothing: its `plugin.json` and an empty script for the web app. */
export const PLUGIN = Buffer.from(
	[
		'H4sIAAAAAAAC/+3TQQrCMBBA0RylZC1pYqULz+AdJG2DVto0WKuCeHdbFYS66EZE8L/NJJPALGYmb2rlzrYOlVNV',
		'eXRxqLpN6dWubbz4EN1LF4t77I2jNq+3R94kiU5EpMUXdO3B7vvy4j9dZFnIZSTz0RzIWSS9rd3wtnrej27flo0f',
		'UkZppYfcyWU2hD51kVnni8qtgz1shy+1vY+RvF4Ffta47/GzbZ+sMbX/b2czT1L2HwAAAAAAAAAAAAAAAJh0AwQm',
		'V50AKAAA',
	].join(''),
	'base64',
);

const FILES = { picture: PICTURE, plugin: PLUGIN };
/** Which of the sample files these bytes are; the picture stands for every other file. */
export const sampleFile = (bytes: Buffer): keyof typeof FILES =>
	bytes.equals(PLUGIN) ? 'plugin' : 'picture';

const urlOf = (path: string) => (path.startsWith('^') ? path.slice(1) : `/api/v4${path}`);

function bodyOf({ json, form, raw }: Sent): { body?: BodyInit; type?: string } {
	if (json !== undefined) return { body: JSON.stringify(json), type: 'application/json' };
	if (raw) return { body: new Uint8Array(PICTURE), type: raw };
	if (!form) return {};
	const data = new FormData();
	for (const part of form) {
		if ('text' in part) data.append(part.name, part.text);
		else {
			const bytes = FILES[part.sample ?? 'picture'];
			data.append(part.name, new Blob([new Uint8Array(bytes)]), part.filename);
		}
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
