import { createHmac, timingSafeEqual } from 'crypto';

/**
 * Signatures of Rhombus deliveries: HMAC over the bytes of the body, as lowercase hex, keyed with
 * the secret's characters (it looks like base64, but is not decoded). Rules sign with sha256, the
 * organization's webhook with sha1.
 */

export type Algorithm = 'sha1' | 'sha256';

/** Where each kind of signature stands. */
export const SIGNATURE_HEADERS: Record<Algorithm, string> = {
	sha256: 'x-rhombus-signature-sha256',
	sha1: 'x-rhombus-signature-sha1',
};

const LENGTH: Record<Algorithm, number> = { sha1: 40, sha256: 64 };

/** The signature of a body, as lowercase hex. */
export const sign = (algorithm: Algorithm, secret: string, body: Buffer): string =>
	createHmac(algorithm, secret).update(body).digest('hex');

/** Whether a signature is that of the body; compared in constant time. Never throws. */
export function isSigned(
	algorithm: Algorithm,
	secret: string,
	body: Buffer,
	given: unknown,
): boolean {
	const hex = typeof given === 'string' ? given.trim().toLowerCase() : '';
	if (secret === '' || hex.length !== LENGTH[algorithm] || !/^[0-9a-f]+$/.test(hex)) return false;
	return timingSafeEqual(
		Buffer.from(hex, 'hex'),
		createHmac(algorithm, secret).update(body).digest(),
	);
}
