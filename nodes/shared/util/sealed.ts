import { createHmac, randomBytes } from 'crypto';
import { sameSecret } from './sameSecret';

/** Texts that pass through others' hands and come back unchanged, or are noticed: JSON with an HMAC. */

/** 256 random bits, safe in a URL. */
export const randomToken = (): string => randomBytes(32).toString('base64url');

/** The purpose is signed too, so that one kind of text is never accepted as another. */
const signature = (key: string, purpose: string, content: string) =>
	createHmac('sha256', key).update(`${purpose}\n${content}`).digest('base64url');

/** A secret for one purpose, from which the key cannot be found. */
export const derive = (key: string, purpose: string): string => signature(key, purpose, '');

/** Signs a value of JSON. Everybody can read it; only who has the key can make or change it. */
export function seal(key: string, purpose: string, value: unknown): string {
	const content = Buffer.from(JSON.stringify(value)).toString('base64url');
	return `${content}.${signature(key, purpose, content)}`;
}

/** The value that one of the keys sealed for the purpose; undefined for anything else. Never throws. */
export function unseal(keys: string[], purpose: string, sealed: unknown): unknown {
	if (typeof sealed !== 'string' || sealed.length > 100_000) return undefined;
	const [content, given, ...more] = sealed.split('.');
	if (!content || !given || more.length > 0) return undefined;
	const isGood = keys
		.filter((key) => key !== '')
		.map((key) => sameSecret(given, signature(key, purpose, content)))
		.includes(true);
	if (!isGood) return undefined;
	try {
		return JSON.parse(Buffer.from(content, 'base64url').toString()) as unknown;
	} catch {
		return undefined;
	}
}
