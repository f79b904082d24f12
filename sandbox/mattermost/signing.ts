import { generateKeyPairSync, sign } from 'node:crypto';

/** A server signs trigger IDs, so that it knows whom a dialog may be opened for. Source: `GenerateTriggerId`. */

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

/** `AsymmetricSigningPublicKey` of the client configuration. */
export const SIGNING_KEY = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

/** @param at ms */
export function triggerIdOf(id: string, userId: string, at = Date.now()): string {
	const data = `${id}:${userId}:${at}:`;
	const signature = sign('sha256', Buffer.from(data), privateKey).toString('base64');
	return Buffer.from(data + signature).toString('base64');
}
