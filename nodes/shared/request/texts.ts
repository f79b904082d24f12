import type { Client } from '../http/client';
import type { Field } from '../model/operation';

/** Texts that servers refuse or change: too long ones, and those with invalid characters. */

/** Length as servers count it: code points, so that an emoji of one is one. */
export const lengthOf = (text: string): number => {
	let length = text.length;
	// A pair of surrogates is one code point.
	for (let at = 0; at < text.length - 1; at++) {
		const high = text.charCodeAt(at);
		if (high >= 0xd800 && high <= 0xdbff) {
			const low = text.charCodeAt(at + 1);
			if (low >= 0xdc00 && low <= 0xdfff) {
				length--;
				at++;
			}
		}
	}
	return length;
};

/** @throws NodeOperationError with the length and the limit */
export async function checkLength(
	client: Client,
	path: string,
	text: string,
	{ longest = Infinity, inBytes }: Pick<Field, 'longest' | 'inBytes'>,
): Promise<void> {
	const length = inBytes ? Buffer.byteLength(text) : lengthOf(text);
	const limit = typeof longest === 'number' ? longest : await longest(client, length);
	if (length > limit) {
		throw client.refuse(
			path,
			`is ${length} ${inBytes ? 'bytes' : 'characters'} long, but the server accepts at most ${limit}`,
			'Shorten it, or use Split Long Messages, which Send, Reply and Send Direct offer',
		);
	}
}

/** Half of a surrogate pair: what cutting a text in the middle of an emoji leaves. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * Looks for characters that no server stores: PostgreSQL refuses NUL (Mattermost answers 500), and
 * half a surrogate pair becomes another character on the way.
 * @param value a text, or whatever holds texts
 * @throws NodeOperationError that names the place, e.g. `Props (JSON) → card`
 */
export function checkCharacters(client: Client, path: string, value: unknown): void {
	if (typeof value === 'string') {
		if (value.includes('\0')) {
			throw client.refuse(
				path,
				`contains a NUL character at position ${value.indexOf('\0') + 1}, which servers do not store`,
				'Remove it, for example with .replaceAll("\\0", "") in an expression',
			);
		}
		const half = LONE_SURROGATE.exec(value);
		if (half) {
			throw client.refuse(
				path,
				`contains half a character at position ${half.index + 1}: an emoji that was cut in two`,
				'Cut it by characters, for example with [...text].slice(0, 100).join(""), or use .toWellFormed()',
			);
		}
	} else if (Array.isArray(value)) {
		value.forEach((entry, index) => checkCharacters(client, `${path} → ${index + 1}`, entry));
	} else if (isPlain(value)) {
		for (const [key, entry] of Object.entries(value)) {
			checkCharacters(client, path, key);
			checkCharacters(client, `${path} → ${key}`, entry);
		}
	}
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' &&
	value !== null &&
	[Object.prototype, null].includes(Object.getPrototypeOf(value) as never);
