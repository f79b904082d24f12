import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { AppError } from './api';
import type { Version } from './version';

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

/** How long a dialog may be opened with a trigger ID, ms: as long as integrations may take (since #23805), at first 3 s. */
const valid = (version: Version) => (version.since('9.4') ? 30_000 : 3000);

const refused = (reason: string) =>
	new AppError(400, `interactive_message.decode_trigger_id.${reason}`, 'Invalid trigger ID.');

/**
 * Whom a trigger ID belongs to (`DecodeAndVerifyTriggerId`).
 * @throws 400 unless this server has just signed it
 */
export function readTriggerId(triggerId: string, version: Version): { id: string; userId: string } {
	if (!/^[A-Za-z0-9+/]*={0,2}$/.test(triggerId) || triggerId.length % 4) {
		throw refused('base64_decode_failed');
	}
	const parts = Buffer.from(triggerId, 'base64').toString().split(':');
	if (parts.length !== 4) throw refused('missing_data');
	const [id, userId, at, signature] = parts as [string, string, string, string];
	if (Date.now() - (Number(at) || 0) > valid(version)) throw refused('expired');
	const isOurs = verify(
		'sha256',
		Buffer.from(`${id}:${userId}:${at}:`),
		publicKey,
		Buffer.from(signature, 'base64'),
	);
	if (!isOurs) throw refused('verify_signature_failed');
	return { id, userId };
}
